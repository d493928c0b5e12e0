#include "storage/trend_store.h"

#include "storage/catalogue_store.h"
#include "storage/series_store.h"

/* Behind those of observation_read_row. */
enum { COLUMN_SERIES = 0, COLUMN_SCOPE = 6, COLUMN_PART = 7, COLUMN_ORG = 8, COLUMN_METRIC = 12 };

static size_t ask_one(struct pg_ask *ask, const struct trend_wish *wish) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_trend_find_one, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, wish->org);
    params[1] = pg_param_text(ask->arena, wish->metric);
    params[2] = pg_param_text(ask->arena, wish->scope);
    params[3] = pg_param_text(ask->arena, wish->with_quotes ? TEXT_OF("t") : TEXT_OF("f"));
    return call;
}

static size_t ask_many(struct pg_ask *ask, const struct trend_wish *wishes, size_t count) {
    struct pg_array orgs, metrics, scopes, quotes;
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_trend_find, &call);
    if (params == NULL)
        return call;
    pg_array_begin(&orgs);
    pg_array_begin(&metrics);
    pg_array_begin(&scopes);
    pg_array_begin(&quotes);
    for (size_t i = 0; i < count; i++) {
        pg_array_text(&orgs, wishes[i].org);
        pg_array_text(&metrics, wishes[i].metric);
        pg_array_text(&scopes, wishes[i].scope);
        pg_array_bool(&quotes, wishes[i].with_quotes);
    }
    params[0] = pg_array_end(&orgs, ask->arena);
    params[1] = pg_array_end(&metrics, ask->arena);
    params[2] = pg_array_end(&scopes, ask->arena);
    params[3] = pg_array_end(&quotes, ask->arena);
    return call;
}

static size_t ask_known_one(struct pg_ask *ask, const struct trend_wish *wish) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_trend_known_one, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_int(ask->arena, wish->org_id);
    params[1] = pg_param_int(ask->arena, wish->metric_id);
    params[2] = pg_param_text(ask->arena, wish->scope);
    return call;
}

static size_t ask_known(struct pg_ask *ask, const struct trend_wish *wishes, size_t count, bool with_quotes) {
    struct pg_array orgs, metrics, scopes, quotes;
    size_t call = 0;
    struct pg_param *params =
        pg_ask_add(ask, with_quotes ? STATEMENT_trend_known_quoted : STATEMENT_trend_known, &call);
    if (params == NULL)
        return call;
    pg_array_begin(&orgs);
    pg_array_begin(&metrics);
    pg_array_begin(&scopes);
    pg_array_begin(&quotes);
    for (size_t i = 0; i < count; i++) {
        pg_array_int(&orgs, wishes[i].org_id);
        pg_array_int(&metrics, wishes[i].metric_id);
        pg_array_text(&scopes, wishes[i].scope);
        pg_array_bool(&quotes, wishes[i].with_quotes);
    }
    params[0] = pg_array_end(&orgs, ask->arena);
    params[1] = pg_array_end(&metrics, ask->arena);
    params[2] = pg_array_end(&scopes, ask->arena);
    struct pg_param with = pg_array_end(&quotes, ask->arena);
    if (with_quotes)
        params[3] = with;
    return call;
}

size_t trend_ask_known(struct pg_ask *ask, const struct trend_wish *wishes, size_t count) {
    bool with_quotes = false;
    for (size_t i = 0; i < count; i++)
        with_quotes = with_quotes || wishes[i].with_quotes;
    return count == 1 && !with_quotes ? ask_known_one(ask, wishes)
                                      : ask_known(ask, wishes, count, with_quotes);
}

size_t trend_ask_wishes(struct pg_ask *ask, const struct trend_wish *wishes, size_t count) {
    return count == 1 ? ask_one(ask, wishes) : ask_many(ask, wishes, count);
}

static size_t wish_of(const struct pg_results *results, size_t call, size_t row) {
    return (size_t)pg_binary_int(results, call, row, COLUMN_PART) - 1;
}

struct trend_rows trend_find_rows(const struct pg_results *results, size_t call, size_t wish) {
    struct trend_rows rows = {.results = results, .call = call};
    size_t count = pg_rows(results, call);
    while (rows.from < count && wish_of(results, call, rows.from) < wish)
        rows.from++;
    for (rows.to = rows.from; rows.to < count && wish_of(results, call, rows.to) == wish;)
        rows.to++;
    return rows;
}

static bool is_there(const struct trend_rows *rows, int column) {
    return rows->from < rows->to && !pg_is_null(rows->results, rows->call, rows->from, column);
}

bool trend_has_org(const struct trend_rows *rows) {
    return is_there(rows, COLUMN_ORG);
}

bool trend_has_metric(const struct trend_rows *rows) {
    return is_there(rows, COLUMN_METRIC);
}

size_t trend_scope_count(const struct trend_rows *rows) {
    return is_there(rows, COLUMN_SERIES) ? rows->to - rows->from : 0;
}

struct text trend_scope(const struct trend_rows *rows, size_t at) {
    return pg_text(rows->results, rows->call, rows->from + at, COLUMN_SCOPE);
}

struct org trend_read_org(const struct trend_rows *rows, struct arena *arena) {
    return org_read_at(rows->results, rows->call, rows->from, COLUMN_ORG, arena);
}

bool trend_read_metric(const struct trend_rows *rows, struct arena *arena, struct metric *out,
                       struct err *err) {
    return metric_read_at(rows->results, rows->call, rows->from, COLUMN_METRIC, arena, out, err);
}

bool trend_read_vintages(const struct trend_rows *rows, struct text scope, struct arena *arena,
                         struct observation **out, size_t *count, struct err *err) {
    *out = NULL;
    *count = 0;
    if (trend_scope_count(rows) == 0 || !text_equal(trend_scope(rows, 0), scope))
        return true;
    return observation_read_row(rows->results, rows->call, rows->from, arena, out, count, err);
}
