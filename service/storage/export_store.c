#include "storage/export_store.h"

#include <stdlib.h>
#include <string.h>

#include "storage/series_store.h"

const char export_begin[] = "begin isolation level repeatable read, read only";

static struct pg_param codes(struct pg_ask *ask, const struct text *items, size_t count) {
    struct pg_array array;
    pg_array_begin(&array);
    for (size_t i = 0; i < count; i++)
        pg_array_text(&array, items[i]);
    return pg_array_end(&array, ask->arena);
}

size_t export_ask_unknown(struct pg_ask *ask, const struct export_selection *selection) {
    size_t call = 0, count = selection->org_count;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_export_unknown, &call);
    struct text *orgs = ARENA_ARRAY(ask->arena, count + 1, struct text);
    if (params == NULL || orgs == NULL)
        return call;
    for (size_t i = 0; i < selection->org_count; i++)
        orgs[i] = selection->orgs[i];
    if (selection->under.len > 0)
        orgs[count++] = selection->under;
    params[0] = codes(ask, orgs, count);
    params[1] = codes(ask, selection->metrics, selection->metric_count);
    return call;
}

size_t export_ask(struct pg_ask *ask, const struct export_selection *selection,
                  const struct export_place *after, size_t limit, size_t bytes) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_export_find, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_int(ask->arena, after->org_id);
    params[1] = pg_param_int(ask->arena, after->series_id);
    params[2] = codes(ask, selection->orgs, selection->org_count);
    params[3] = pg_param_text(ask->arena, selection->under);
    params[4] = codes(ask, selection->metrics, selection->metric_count);
    params[5] = selection->has_scope ? pg_param_text(ask->arena, selection->scope) : pg_param_null();
    params[6] = pg_param_text(ask->arena, selection->with_quotes ? TEXT_OF("true") : TEXT_OF("false"));
    params[7] = pg_param_int(ask->arena, (int64_t)limit);
    params[8] = pg_param_int(ask->arena, (int64_t)bytes);
    return call;
}

static bool is_selected(const struct export_selection *selection, const struct observation *o) {
    if (selection->has_status && o->status != selection->status)
        return false;
    return (selection->from.year == 0 || date_compare(period_start(o->period), selection->from) >= 0) &&
           (selection->to.year == 0 || date_compare(period_end(o->period), selection->to) <= 0);
}

/* By the status' name, then the days, then the order of recording. */
static int by_point(const void *left, const void *right) {
    const struct observation *a = left, *b = right;
    int order = strcmp(figure_status_name(a->status), figure_status_name(b->status));
    if (order == 0)
        order = date_compare(period_start(a->period), period_start(b->period));
    if (order == 0)
        order = date_compare(period_end(a->period), period_end(b->period));
    return order != 0 ? order : (a->id > b->id) - (a->id < b->id);
}

static void select_observations(const struct export_selection *selection, struct export_series *series) {
    size_t all = series->count;
    series->count = 0;
    for (size_t i = 0; i < all; i++)
        if (is_selected(selection, &series->observations[i]))
            series->observations[series->count++] = series->observations[i];
    if (series->count > 1)
        qsort(series->observations, series->count, sizeof *series->observations, by_point);
}

/* Behind the columns that observation_read_row knows. */
enum {
    COLUMN_METRIC_CODE = 5,
    COLUMN_SCOPE,
    COLUMN_ORG_CODE,
    COLUMN_ORG_NAME,
    COLUMN_NAME,
    COLUMN_UNIT,
    COLUMN_KIND
};

bool export_read(const struct pg_results *results, size_t call, size_t row,
                 const struct export_selection *selection, struct arena *arena, struct export_series *out,
                 struct err *err) {
    *out =
        (struct export_series){.place = {.org_id = pg_binary_int(results, call, row, 1),
                                         .series_id = pg_binary_int(results, call, row, 0)},
                               .org = {.code = pg_text_dup(results, call, row, COLUMN_ORG_CODE, arena),
                                       .name = pg_text_dup(results, call, row, COLUMN_ORG_NAME, arena)},
                               .metric = {.code = pg_text_dup(results, call, row, COLUMN_METRIC_CODE, arena),
                                          .name_zh = pg_text_dup(results, call, row, COLUMN_NAME, arena),
                                          .unit = pg_text_dup(results, call, row, COLUMN_UNIT, arena)},
                               .scope = pg_text_dup(results, call, row, COLUMN_SCOPE, arena)};
    if (!figure_kind_parse(pg_text(results, call, row, COLUMN_KIND), &out->metric.kind))
        return err_set(err, ERR_INTERNAL, "A metric in the database has an unknown kind.");
    if (!observation_read_row(results, call, row, arena, &out->observations, &out->count, err))
        return false;
    select_observations(selection, out);
    return true;
}
