/* merge_store: two metrics that become one, that again, and one that becomes two. See pg_ask.h for ask and read.
 *
 * What changes is done by functions of the database (migrations/0011_merges.sql), in one transaction that lets nobody add to a series
 * meanwhile: merge_ask_hold goes first in its unit. */
#ifndef TONGBI_STORAGE_MERGE_STORE_H
#define TONGBI_STORAGE_MERGE_STORE_H

#include "model/figure.h"
#include "storage/pg_ask.h"

/* A metric, whether it counts or was merged. */
struct metric_record {
    struct metric metric;
    struct text into;          /* the code of what it counts as now; "": itself */
    const struct text *merged; /* the codes of those that were merged into it */
    size_t merged_count;
};
size_t metric_record_ask(struct pg_ask *ask, struct text code);
bool metric_record_read(const struct pg_results *results, size_t call, struct arena *arena,
                        struct metric_record *out, struct err *err) MUST_CHECK;

/* Those of the codes that name merged metrics: a row each. */
struct merged_code {
    struct text code, into;
};
size_t merged_ask(struct pg_ask *ask, const struct text *codes, size_t count);
struct merged_code merged_read(const struct pg_results *results, size_t call, size_t row,
                               struct arena *arena);

/* Whom else labels mean: a row each. */
struct label_claim {
    struct text norm, metric, unit;
    enum figure_kind kind;
    bool is_provisional;
};
size_t label_claim_ask(struct pg_ask *ask, struct text metric, const struct text *norms, size_t count);
bool label_claim_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                      struct label_claim *out, struct err *err) MUST_CHECK;

/* The series that both have of one organisation and scope, `most` of them: rows for observation_read_row, two and two, the target's first;
 * their metric ids and names: organisation (as .metric) and scope. */
size_t merge_ask_pairs(struct pg_ask *ask, int64_t merged, int64_t target, int64_t most);
/* A row for each metric that is made of both. */
size_t merge_ask_ratio(struct pg_ask *ask, struct text merged, struct text target);

struct merge_counts {
    int64_t series, figures, later, aliases; /* later: figures that came after the merge; of merge_ask_undo */
};
size_t merge_ask_counts(struct pg_ask *ask, int64_t merged); /* of what would move */

void merge_ask_hold(struct pg_ask *ask);
size_t merge_ask_do(struct pg_ask *ask, int64_t merged, int64_t target);
size_t merge_ask_undo(struct pg_ask *ask, int64_t merged);
/* Without labels all of the organisations goes, without organisations all that bears the labels; codes, normal forms, ids. */
size_t split_ask_do(struct pg_ask *ask, struct text source, struct text target, const struct text *norms,
                    size_t norm_count, const int64_t *orgs, size_t org_count);
/* Rows: labels that neither an alias nor a figure of the metric has; merge_read_norm takes them. */
size_t split_ask_unknown(struct pg_ask *ask, int64_t source, const struct text *norms, size_t count);
struct text merge_read_norm(const struct pg_results *results, size_t call, size_t row, struct arena *arena);
/* Of counts, do, undo and split (series and figures); false: there is no row, what was looked at is no longer so. */
bool merge_read_counts(const struct pg_results *results, size_t call, struct merge_counts *out);

#endif
