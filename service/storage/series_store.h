/* series_store: vintages, written from posted rows and read for trends and comparisons. See pg_ask.h for ask and read. */
#ifndef TONGBI_STORAGE_SERIES_STORE_H
#define TONGBI_STORAGE_SERIES_STORE_H

#include "model/figure.h"
#include "storage/pg_ask.h"

/* ---- reading ---- */

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
/* All rows of the call. */
bool observation_read_list(const struct pg_results *results, size_t call, struct arena *arena,
                           struct observation **out, size_t *count, struct err *err) MUST_CHECK;

/* ---- writing ---- */

/* A row that somebody posted. */
struct observation_new {
    struct text org, metric, scope; /* codes */
    struct period period;
    enum figure_status status;
    struct decimal value;
    struct date published;
};
/* The codes that are not there: rows of ("org" or "metric", code). */
size_t observation_ask_unknown(struct pg_ask *ask, const struct observation_new *rows, size_t count);
/* Adds what is new; pg_affected of the returned call says how many rows were. */
size_t observation_ask_add(struct pg_ask *ask, const struct observation_new *rows, size_t count);

#endif
