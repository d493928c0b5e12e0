#include "storage/export_store.h"

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

bool export_point_equal(const struct export_point *a, const struct export_point *b) {
    return a->org_id == b->org_id && a->series_id == b->series_id && a->status == b->status &&
           date_compare(a->start, b->start) == 0 && date_compare(a->end, b->end) == 0;
}

static struct pg_param date_or_null(struct pg_ask *ask, struct date date) {
    return date.year == 0 ? pg_param_null() : pg_param_date(ask->arena, date);
}

size_t export_ask(struct pg_ask *ask, const struct export_selection *selection,
                  const struct export_point *after, size_t limit) {
    static const struct date long_ago = {1, 1, 1};
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_export_find, &call);
    bool is_first = after->org_id == 0;
    if (params == NULL)
        return call;
    params[0] = pg_param_int(ask->arena, after->org_id);
    params[1] = pg_param_int(ask->arena, after->series_id);
    params[2] = pg_param_text(ask->arena, text_from(figure_status_name(after->status)));
    params[3] = pg_param_date(ask->arena, is_first ? long_ago : after->start);
    params[4] = pg_param_date(ask->arena, is_first ? long_ago : after->end);
    params[5] = codes(ask, selection->orgs, selection->org_count);
    params[6] = pg_param_text(ask->arena, selection->under);
    params[7] = codes(ask, selection->metrics, selection->metric_count);
    params[8] = selection->has_scope ? pg_param_text(ask->arena, selection->scope) : pg_param_null();
    params[9] = pg_param_text(ask->arena,
                              text_from(selection->has_status ? figure_status_name(selection->status) : ""));
    params[10] = date_or_null(ask, selection->from);
    params[11] = date_or_null(ask, selection->to);
    params[12] = pg_param_text(ask->arena, selection->with_quotes ? TEXT_OF("true") : TEXT_OF("false"));
    params[13] = pg_param_int(ask->arena, (int64_t)limit);
    return call;
}

bool export_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                 struct export_vintage *out, struct err *err) {
    *out = (struct export_vintage){.org = {.code = pg_text_dup(results, call, row, 23, arena),
                                           .name = pg_text_dup(results, call, row, 24, arena)},
                                   .metric = {.code = pg_text_dup(results, call, row, 25, arena),
                                              .name_zh = pg_text_dup(results, call, row, 26, arena),
                                              .unit = pg_text_dup(results, call, row, 27, arena)},
                                   .scope = pg_text_dup(results, call, row, 29, arena)};
    if (!observation_read(results, call, row, arena, &out->observation, err))
        return false;
    out->point = (struct export_point){.org_id = out->observation.org_id,
                                       .series_id = out->observation.series_id,
                                       .status = out->observation.status,
                                       .start = pg_date(results, call, row, 21),
                                       .end = pg_date(results, call, row, 22)};
    return figure_kind_parse(pg_text(results, call, row, 28), &out->metric.kind) ||
           err_set(err, ERR_INTERNAL, "A metric in the database has an unknown kind.");
}
