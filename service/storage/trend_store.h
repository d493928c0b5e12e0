/* trend_store: everything that trends of single series need, in one call for all of them. See pg_ask.h for ask and read. */
#ifndef TONGBI_STORAGE_TREND_STORE_H
#define TONGBI_STORAGE_TREND_STORE_H

#include "model/figure.h"
#include "storage/pg_ask.h"

/* What a trend is asked for. */
struct trend_wish {
    struct text org, metric, scope; /* codes */
    int64_t org_id, metric_id;      /* for trend_ask_known */
    bool with_quotes;
};

/* Organisations and metrics come along. */
size_t trend_ask_wishes(struct pg_ask *ask, const struct trend_wish *wishes, size_t count);
/* They are known: by their ids, nothing but series comes. */
size_t trend_ask_known(struct pg_ask *ask, const struct trend_wish *wishes, size_t count);

/* The rows of one wish, one a series of the organisation and the metric, that of the scope asked for first. At least one, unless
 * organisation and metric were known. */
struct trend_rows {
    const struct pg_results *results;
    size_t call, from, to;
};
struct trend_rows trend_find_rows(const struct pg_results *results, size_t call, size_t wish);

bool trend_has_org(const struct trend_rows *rows);
bool trend_has_metric(const struct trend_rows *rows);
/* How many scopes there are (100 at most), and which. */
size_t trend_scope_count(const struct trend_rows *rows);
struct text trend_scope(const struct trend_rows *rows, size_t at);

struct org trend_read_org(const struct trend_rows *rows, struct arena *arena);
bool trend_read_metric(const struct trend_rows *rows, struct arena *arena, struct metric *out,
                       struct err *err) MUST_CHECK;
/* The vintages of the scope asked for; none when it has no series. */
bool trend_read_vintages(const struct trend_rows *rows, struct text scope, struct arena *arena,
                         struct observation **out, size_t *count, struct err *err) MUST_CHECK;

#endif
