/* series_store: vintages, read for trends, comparisons and claims. See pg_ask.h for ask and read. */
#ifndef TONGBI_STORAGE_SERIES_STORE_H
#define TONGBI_STORAGE_SERIES_STORE_H

#include "model/figure.h"
#include "storage/pg_ask.h"

/* All vintages of one series; org and metric are codes. with_quotes: of the sources too, which costs a look-up a figure. */
size_t observation_ask_series(struct pg_ask *ask, struct text org, struct text metric, struct text scope,
                              bool with_quotes);
struct observation_selection {
    struct text metric, scope;
    bool with_targets; /* status target beside `status` */
    enum figure_status status;
    struct period period, base; /* only periods of these days, and such as hold the base */
    const struct text *orgs;    /* codes; count 0: all */
    size_t org_count;
    struct text under;
    bool with_quotes;
};
size_t observation_ask_metric(struct pg_ask *ask, const struct observation_selection *selection);
/* As observation_ask_series, of the metric's numerator and denominator. */
size_t observation_ask_sides(struct pg_ask *ask, struct text org, struct text metric, struct text scope,
                             bool with_quotes);
/* The metric, its numerator and its denominator, for everybody below an organisation; without quotes. */
size_t observation_ask_tree(struct pg_ask *ask, struct text under, struct text metric, struct text scope);
/* Several metrics of one organisation (selection's first). */
size_t observation_ask_metrics(struct pg_ask *ask, const struct observation_selection *selection,
                               const struct text *metrics, size_t count);
size_t observation_ask_id(struct pg_ask *ask, int64_t series_id);
/* Of several series. */
struct series_key {
    int64_t org_id, series_id;
};
size_t observation_ask_ids(struct pg_ask *ask, const struct series_key *keys, size_t count);
/* Of one organisation's series by metric code and scope. */
struct series_name {
    struct text metric, scope;
};
size_t observation_ask_named(struct pg_ask *ask, int64_t org_id, const struct series_name *names,
                             size_t count);

/* The series that a figure is a point of; those of all figures of a report. With names, as observation_ask_named. */
size_t observation_ask_figure(struct pg_ask *ask, int64_t figure_id);
size_t observation_ask_report(struct pg_ask *ask, int64_t report_id);

/* Each of these calls brings one row a series. */
/* Of those with names: which series it is. */
struct series_name observation_read_name(const struct pg_results *results, size_t call, size_t row,
                                         struct arena *arena);
/* All vintages of one row. ERR_INTERNAL where the bytes cannot be read, ERR_TOO_LARGE when the arena is full. */
bool observation_read_row(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                          struct observation **out, size_t *count, struct err *err) MUST_CHECK;
/* Of all rows, series by series. selection (may be NULL): only its statuses and periods. */
bool observation_read_list(const struct pg_results *results, size_t call,
                           const struct observation_selection *selection, struct arena *arena,
                           struct observation **out, size_t *count, struct err *err) MUST_CHECK;

#endif
