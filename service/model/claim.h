/* claim: what a report says of its own change, with what history says of it; and warning: what in a report does not fit
 * together. Plain values; views point into an arena named by whoever fills them. */
#ifndef TONGBI_MODEL_CLAIM_H
#define TONGBI_MODEL_CLAIM_H

#include "model/figure.h"

enum verdict {
    VERDICT_NONE,   /* not checked (yet) */
    VERDICT_AGREES, /* within the rounding of the printed digits */
    VERDICT_DISAGREES,
    VERDICT_UNIT_CONFUSED,       /* it would agree as points where it says percent, or the other way round */
    VERDICT_BASE_DIFFERS,        /* it agrees with another base than the one it names */
    VERDICT_AGREES_WITH_VINTAGE, /* it agrees with the base as it stood in another vintage */
    VERDICT_BASE_MISSING,
    VERDICT_UNDECIDED /* intervals, a base of zero, or a base that it does not name, leave it open */
};

struct claim {
    int64_t id; /* of the figure of kind change */
    int64_t report;
    struct org org;
    struct metric metric; /* code "": no series is known for it */
    int64_t series_id;    /* 0 likewise */
    struct text scope;
    struct period period;
    enum figure_status status;
    enum figure_basis basis;
    struct period named_base; /* the base that the sentence names (比2019年); PERIOD_NONE: none */
    struct quantity claimed;  /* a fall is below zero */
    struct text unit;         /* % 百分点 倍 起 … */
    int claimed_last_place;
    struct quantity value; /* as printed beside it; a null: the sentence has none, then what history says */
    int value_last_place;
    struct source source, value_source;
    bool has_value_source;
    int marks; /* how often something it depends on has changed: of the store */

    /* What history says. */
    enum verdict verdict;
    enum reason reason;        /* why it is missing or undecided; else REASON_NONE */
    struct period base_period; /* of the base that decided it */
    struct quantity base;
    struct source base_source;
    bool has_base_source;
    struct quantity computed; /* value against base, in the claim's own terms */
};

enum warning_kind {
    WARNING_TWO_VALUES,
    WARNING_PART_ABOVE_WHOLE,
    WARNING_RATE_ABOVE_100,
    WARNING_RATE_UNLIKE_PARTS,
    WARNING_CUMULATIVE_FALL
};

struct warning {
    enum warning_kind kind;
    struct text detail;
    int32_t figure, other; /* ordinals within the report, or FIGURE_NOT_OWNED */
    struct source source, other_source;
    bool has_other;
};

const char *verdict_name(enum verdict verdict); /* NULL for VERDICT_NONE */
bool verdict_parse(struct text t, enum verdict *out) MUST_CHECK;
const char *warning_kind_name(enum warning_kind kind);
bool warning_kind_parse(struct text t, enum warning_kind *out) MUST_CHECK;

#endif
