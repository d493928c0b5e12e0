#include "storage/series_store.h"

#include "storage/pg_quantity.h"

/* ---- reading ---- */

size_t observation_ask_series(struct pg_ask *ask, struct text org, struct text metric, struct text scope,
                              enum figure_status status) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_observation_find_series, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, org);
    params[1] = pg_param_text(ask->arena, metric);
    params[2] = pg_param_text(ask->arena, scope);
    params[3] = pg_param_text(ask->arena, text_from(figure_status_name(status)));
    return call;
}

static struct pg_param statuses_of(struct pg_ask *ask, const struct observation_selection *selection) {
    struct pg_array statuses;
    pg_array_begin(&statuses);
    pg_array_string(&statuses, figure_status_name(selection->status));
    if (selection->with_targets)
        pg_array_string(&statuses, figure_status_name(STATUS_TARGET));
    return pg_array_end(&statuses, ask->arena);
}

/* Four parameters: the days of the period, the days of the base. */
static void put_days(struct pg_ask *ask, const struct observation_selection *selection,
                     struct pg_param *params) {
    params[0] = pg_param_date(ask->arena, period_start(selection->period));
    params[1] = pg_param_date(ask->arena, period_end(selection->period));
    params[2] = pg_param_date(ask->arena, period_start(selection->base));
    params[3] = pg_param_date(ask->arena, period_end(selection->base));
}

static struct pg_param texts_param(struct pg_ask *ask, const struct text *texts, size_t count) {
    struct pg_array array;
    pg_array_begin(&array);
    for (size_t i = 0; i < count; i++)
        pg_array_text(&array, texts[i]);
    return pg_array_end(&array, ask->arena);
}

size_t observation_ask_metric(struct pg_ask *ask, const struct observation_selection *selection) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_observation_find_metric, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, selection->metric);
    params[1] = pg_param_text(ask->arena, selection->scope);
    params[2] = statuses_of(ask, selection);
    put_days(ask, selection, &params[3]);
    params[7] = texts_param(ask, selection->orgs, selection->org_count);
    params[8] = pg_param_text(ask->arena, selection->under);
    return call;
}

size_t observation_ask_sides(struct pg_ask *ask, struct text org, struct text metric, struct text scope,
                             enum figure_status status) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_observation_find_sides, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, org);
    params[1] = pg_param_text(ask->arena, metric);
    params[2] = pg_param_text(ask->arena, scope);
    params[3] = pg_param_text(ask->arena, text_from(figure_status_name(status)));
    return call;
}

size_t observation_ask_tree(struct pg_ask *ask, struct text under, struct text metric, struct text scope,
                            enum figure_status status) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_observation_find_tree, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, metric);
    params[1] = pg_param_text(ask->arena, scope);
    params[2] = pg_param_text(ask->arena, text_from(figure_status_name(status)));
    params[3] = pg_param_text(ask->arena, under);
    return call;
}

size_t observation_ask_total(struct pg_ask *ask, const struct observation_selection *selection) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_observation_find_total, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, selection->metric);
    params[1] = pg_param_text(ask->arena, selection->scope);
    params[2] = statuses_of(ask, selection);
    put_days(ask, selection, &params[3]);
    params[7] = pg_param_text(ask->arena, selection->under);
    return call;
}

size_t observation_ask_metrics(struct pg_ask *ask, const struct observation_selection *selection,
                               const struct text *metrics, size_t count) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_observation_find_metrics, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, selection->orgs[0]);
    params[1] = texts_param(ask, metrics, count);
    params[2] = pg_param_text(ask->arena, selection->scope);
    params[3] = statuses_of(ask, selection);
    put_days(ask, selection, &params[4]);
    return call;
}

size_t observation_ask_id(struct pg_ask *ask, int64_t series_id) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_observation_find_id, &call);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, series_id);
    return call;
}

size_t observation_ask_ids(struct pg_ask *ask, const struct series_key *keys, size_t count) {
    size_t call = 0;
    struct pg_array orgs, series;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_observation_find_ids, &call);
    if (params == NULL)
        return call;
    pg_array_begin(&orgs);
    pg_array_begin(&series);
    for (size_t i = 0; i < count; i++) {
        pg_array_int(&orgs, keys[i].org_id);
        pg_array_int(&series, keys[i].series_id);
    }
    params[0] = pg_array_end(&orgs, ask->arena);
    params[1] = pg_array_end(&series, ask->arena);
    return call;
}

size_t observation_ask_named(struct pg_ask *ask, int64_t org_id, const struct series_name *names,
                             size_t count, bool has_starts) {
    size_t call = 0;
    struct pg_array metrics, scopes, starts;
    struct pg_param *params = pg_ask_add(
        ask, has_starts ? STATEMENT_observation_find_since : STATEMENT_observation_find_named, &call);
    if (params == NULL)
        return call;
    pg_array_begin(&metrics);
    pg_array_begin(&scopes);
    pg_array_begin(&starts);
    for (size_t i = 0; i < count; i++) {
        char start[DATE_TEXT_MAX];
        pg_array_text(&metrics, names[i].metric);
        pg_array_text(&scopes, names[i].scope);
        date_print(names[i].start, start);
        pg_array_string(&starts, start);
    }
    params[0] = pg_param_int(ask->arena, org_id);
    params[1] = pg_array_end(&metrics, ask->arena);
    params[2] = pg_array_end(&scopes, ask->arena);
    struct pg_param days = pg_array_end(&starts, ask->arena);
    if (has_starts)
        params[3] = days;
    return call;
}

struct series_name observation_read_name(const struct pg_results *results, size_t call, size_t row,
                                         struct arena *arena) {
    return (struct series_name){.metric = pg_text_dup(results, call, row, 21, arena),
                                .scope = pg_text_dup(results, call, row, 22, arena)};
}

bool observation_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                      struct observation *out, struct err *err) {
    *out = (struct observation){.series_id = pg_int(results, call, row, 0),
                                .org_id = pg_int(results, call, row, 1),
                                .metric_id = pg_int(results, call, row, 2),
                                .last_place = (int)pg_int(results, call, row, 11),
                                .published = pg_date(results, call, row, 12),
                                .recorded_ms = pg_int(results, call, row, 13),
                                .id = pg_int(results, call, row, 14),
                                .is_withdrawn = pg_bool(results, call, row, 15),
                                .source = {.report = pg_int(results, call, row, 16),
                                           .figure = pg_int(results, call, row, 17),
                                           .start = (uint32_t)pg_int(results, call, row, 18),
                                           .end = (uint32_t)pg_int(results, call, row, 19),
                                           .quote = pg_text_dup(results, call, row, 20, arena)}};
    if (!period_parse(pg_text(results, call, row, 3), &out->period, err) ||
        !figure_status_parse(pg_text(results, call, row, 4), &out->status))
        return err_set(err, ERR_INTERNAL, "An observation in the database cannot be read.");
    return pg_quantity_read(results, call, row, 5, &out->quantity, err);
}

bool observation_read_list(const struct pg_results *results, size_t call, struct arena *arena,
                           struct observation **out, size_t *count, struct err *err) {
    *count = pg_rows(results, call);
    *out = ARENA_ARRAY(arena, *count, struct observation);
    for (size_t row = 0; *out != NULL && row < *count; row++)
        if (!observation_read(results, call, row, arena, &(*out)[row], err))
            return false;
    return !arena_overflowed(arena) || err_set(err, ERR_TOO_LARGE, "The answer is too large.");
}
