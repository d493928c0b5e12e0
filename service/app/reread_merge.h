/* reread_merge: what a newer reading of a report makes of its stored figures. No I/O.
 *
 * What a person has judged stays exactly as it is. What is read as before keeps its series, whatever the catalogue has come to know since,
 * but where it had none: then it joins the one that is known now. What is read otherwise is taken over; it stays in its series as long as
 * label, unit, kind and scope say that it is still the same, else it goes where the new reading puts it. What is not found any more
 * is withdrawn, and comes back when a later reading finds it again.
 *
 * Of two values for one point the one that stands already stays: what comes to it waits for a person. What stood back behind a figure
 * that has left its point takes its place. Merging the same reading again changes nothing. */
#ifndef TONGBI_APP_REREAD_MERGE_H
#define TONGBI_APP_REREAD_MERGE_H

#include "app/intake.h"
#include "app/reread_match.h"
#include "model/claim.h"
#include "model/difference.h"

enum reread_action {
    REREAD_KEPT,
    REREAD_DECIDED, /* kept because a person has judged it */
    REREAD_REVISED,
    REREAD_ADDED,
    REREAD_WITHDRAWN,
    REREAD_GONE, /* withdrawn before, and not found now either */
    REREAD_ACTIONS
};

/* The series of a claim; code "": none is known. */
struct claimed_series {
    struct text metric, scope;
};

/* One figure as the report has it afterwards. */
struct reread_figure {
    enum reread_action action;
    const struct figure *before; /* NULL: added */
    struct figure after;         /* id 0 where it is added */
    int32_t read;                /* index of what was read, or REREAD_NONE */
    struct text label_norm;      /* of after.label */
    bool was_point, is_point;
    unsigned differs;  /* enum difference_field (model/difference.h): of what is revised, in what */
    bool is_moved;     /* what it is a point of, or says there, is otherwise: what was said is taken back */
    bool is_touched;   /* of what is kept: its sentence, confidence or place reads otherwise */
    bool is_relinked;  /* its series is the one that the new reading found */
    bool has_claim;    /* a change that stands */
    bool is_reclaimed; /* its claim is to be written */
    struct claimed_series claim_before, claim_after;
};

struct reread_input {
    const struct figure *stored; /* by ordinal, numbered through */
    const bool *is_point;        /* of each */
    size_t stored_count;
    const struct claim *claims; /* those of the report, by id */
    size_t claim_count;
    const struct intake *intake; /* read and linked */
    const struct reread_matches *matches;
};

struct reread {
    struct reread_figure *figures; /* by ordinal: the stored ones, behind them those that are added */
    size_t count;
    size_t counts[REREAD_ACTIONS], touched;
};

/* ERR_INTERNAL when the stored figures are not numbered through, ERR_TOO_LARGE when the arena is full. */
bool reread_merge(struct arena *arena, const struct reread_input *input, struct reread *out,
                  struct err *err) MUST_CHECK;
/* Has anything to be written? */
bool reread_has_changes(const struct reread *reread);

#endif
