/* report_store: reports with their bytes, text and figures, taken in whole or not at all. See pg_ask.h for ask and read. */
#ifndef TONGBI_STORAGE_REPORT_STORE_H
#define TONGBI_STORAGE_REPORT_STORE_H

#include "model/figure.h"
#include "storage/catalogue_store.h"
#include "storage/claim_store.h"
#include "storage/pg_ask.h"
#include "storage/vintage_store.h"

/* ---- taking in ---- */

/* The report with these bytes, if it is there: a row or none. */
size_t report_ask_find(struct pg_ask *ask, struct text org, struct period period,
                       const unsigned char sha256[32]);
int64_t report_read_found(const struct pg_results *results, size_t call); /* its id, or 0 */
int64_t report_read_recorded(const struct pg_results *results, size_t call);
/* Ids for a report and its figures, which nobody else gets. */
size_t report_ask_next_id(struct pg_ask *ask, size_t figures);
int64_t report_read_next_id(const struct pg_results *results, size_t call);
/* Sets the figures' ids. */
void report_read_figure_ids(const struct pg_results *results, size_t call, struct figure *figures,
                            size_t count);

/* What one figure joins. */
struct report_link {
    struct text metric, scope; /* of the series: the metric's code, or "" for none */
    struct text label_norm;
    bool is_point;
};

struct report_new {
    int64_t org_id;
    const struct report
        *report; /* id, org, period, published, texts, figures, figure_count, notes, decoded */
    const struct report_link *links; /* one a figure */
    struct text bytes;               /* borrowed until the unit ends */
    const unsigned char *sha256;
    struct text extract_version;
    const struct claim_new *claims;
    size_t claim_count;
    const struct warning *warnings;
    size_t warning_count;
    const struct metric *provisional; /* metrics to make first, and aliases of them */
    const struct alias *aliases;
    size_t provisional_count, alias_count;
    const struct alias *found; /* what likeness has found, to be remembered for this organisation */
    size_t found_count;
};

/* One unit: metrics, series, report, vintages, figures, claims, warnings. When the same bytes came in at the same moment by another way,
 * nothing is added, and report_read_found gives the id of theirs. */
struct report_added {
    size_t found;   /* call for report_read_found */
    size_t figures; /* call for report_read_figures */
    size_t
        merged; /* call with a row for each metric that was merged before it could be stored under its own code */
};
struct report_added report_ask_add(struct pg_ask *ask, const struct report_new *new);
/* Sets the figures' series ids. false: this unit did not store all of them. */
bool report_read_figures(const struct pg_results *results, size_t call, struct figure *figures, size_t count);

/* ---- reading ---- */

size_t report_ask(struct pg_ask *ask, int64_t id);
struct report_filter {
    struct text org, under, q;
    struct period period;  /* PERIOD_NONE: any */
    const char *state;     /* or "" */
    int64_t before, limit; /* id; 0: from the newest */
    struct date as_of;     /* published until then; year 0: no limit */
    int64_t known_at_ms;   /* recorded until then; 0: no limit */
};
size_t report_ask_list(struct pg_ask *ask, const struct report_filter *filter);
/* Without bytes, text and figures. */
bool report_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                 struct report *out, struct err *err) MUST_CHECK;

size_t figure_ask_list(struct pg_ask *ask, int64_t report_id);
/* All rows of the call. */
bool figure_read_list(const struct pg_results *results, size_t call, struct arena *arena, struct figure **out,
                      size_t *count, struct err *err) MUST_CHECK;
/* Which of them are points, in the same order; NULL when the arena is full. */
bool *figure_read_points(const struct pg_results *results, size_t call, struct arena *arena);

/* One figure with what its correction needs to know. */
struct figure_record {
    struct figure figure;
    int64_t report, org_id;
    struct date published; /* of its report */
    enum report_state report_state;
    bool is_point;
};
size_t figure_ask(struct pg_ask *ask, int64_t id);
bool figure_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                 struct figure_record *out, struct err *err) MUST_CHECK;

/* A person's judgement: `to` is the figure as it shall be. */
struct figure_change {
    const struct figure_record *from;
    const struct figure *to;
    struct text scope; /* of its series */
    bool is_point;
    struct addition *
        additions; /* where what it is a point of, or says there, changes: what takes back and what is said now */
    size_t addition_count;
    struct text note;
    struct text label_norm; /* of to->label */
    bool is_alias;          /* the label is to be remembered as the metric's for this organisation */
};
/* One unit. The returned call has no row when somebody else changed it first: then nothing was done. */
size_t figure_ask_change(struct pg_ask *ask, const struct figure_change *change);

/* Judging a figure, withdrawing its report and reading that anew go one after the other: none may overlook what another one does. One of
 * the two is 0. */
void report_ask_lock(struct pg_ask *ask, int64_t figure, int64_t report);

/* A number that grows whenever its figures are judged or read anew; to be asked before the series that are to be withdrawn from. */
size_t report_ask_revisions(struct pg_ask *ask, int64_t id);
int64_t report_read_revisions(const struct pg_results *results, size_t call);
/* Once, and as long as its figures are what they were when `revisions` were read; else nothing is done. */
void report_ask_withdraw(struct pg_ask *ask, int64_t id, struct date day, int64_t revisions,
                         const struct addition_source *source, struct addition *additions, size_t count);

/* One row or none: text and charset; bytes, media type and charset. The bytes come in PostgreSQL's hex form. */
size_t report_ask_text(struct pg_ask *ask, int64_t id);
size_t report_ask_original(struct pg_ask *ask, int64_t id);
bool report_read_original(const struct pg_results *results, size_t call, struct arena *arena,
                          struct text *bytes, struct err *err) MUST_CHECK;

#endif
