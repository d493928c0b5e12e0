/* series_store: vintages, read for trends, comparisons and claims. See pg_ask.h for ask and read. */
#ifndef TONGBI_STORAGE_SERIES_STORE_H
#define TONGBI_STORAGE_SERIES_STORE_H

#include "model/figure.h"
#include "storage/pg_ask.h"

/* All vintages of one series; org and metric are codes. */
size_t observation_ask_series(struct pg_ask *ask, struct text org, struct text metric, struct text scope,
                              enum figure_status status);
struct observation_selection {
    struct text metric, scope;
    bool with_targets; /* status target beside `status` */
    enum figure_status status;
    struct period period, base; /* base: also periods that hold it */
    const struct text *orgs;    /* codes; count 0: all */
    size_t org_count;
    struct text under;
};
size_t observation_ask_metric(struct pg_ask *ask, const struct observation_selection *selection);
/* As observation_ask_series, of the metric's numerator and denominator. */
size_t observation_ask_sides(struct pg_ask *ask, struct text org, struct text metric, struct text scope,
                             enum figure_status status);
/* The metric, its numerator and its denominator, for everybody below an organisation; without quotes. */
size_t observation_ask_tree(struct pg_ask *ask, struct text under, struct text metric, struct text scope,
                            enum figure_status status);
/* The same for the days of a comparison only. */
size_t observation_ask_total(struct pg_ask *ask, const struct observation_selection *selection);
/* Several metrics of one organisation (selection's first) for the days of a comparison. */
size_t observation_ask_metrics(struct pg_ask *ask, const struct observation_selection *selection,
                               const struct text *metrics, size_t count);
size_t observation_ask_id(struct pg_ask *ask, int64_t series_id);
/* Of several series. */
struct series_key {
    int64_t org_id, series_id;
};
size_t observation_ask_ids(struct pg_ask *ask, const struct series_key *keys, size_t count);
/* Of one organisation's series by metric code and scope; has_starts: only periods that begin on the day `start`. */
struct series_name {
    struct text metric, scope;
    struct date start;
};
size_t observation_ask_named(struct pg_ask *ask, int64_t org_id, const struct series_name *names,
                             size_t count, bool has_starts);
/* Of observation_ask_named: to which series the row belongs. */
struct series_name observation_read_name(const struct pg_results *results, size_t call, size_t row,
                                         struct arena *arena);
/* One row of any of these calls. */
bool observation_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                      struct observation *out, struct err *err) MUST_CHECK;
/* All rows of the call. */
bool observation_read_list(const struct pg_results *results, size_t call, struct arena *arena,
                           struct observation **out, size_t *count, struct err *err) MUST_CHECK;

#endif
