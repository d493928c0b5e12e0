#include "storage/reread_store.h"

#include <stdlib.h>

#include "storage/figure_rows.h"
#include "storage/link_store.h"

size_t reading_ask(struct pg_ask *ask, int64_t report) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_report_reading, &call);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, report);
    return call;
}

bool reading_read(const struct pg_results *results, size_t call, struct arena *arena, struct reading *out,
                  struct err *err) {
    *out = (struct reading){.org_id = pg_int(results, call, 0, 0),
                            .org_name = pg_text_dup(results, call, 0, 1, arena),
                            .extract_version = pg_text_dup(results, call, 0, 2, arena),
                            .decoded = pg_text_dup(results, call, 0, 3, arena),
                            .mark = pg_text_dup(results, call, 0, 4, arena)};
    return !arena_overflowed(arena) || err_set(err, ERR_TOO_LARGE, "The report is too large to be read.");
}

size_t figure_ask_next_ids(struct pg_ask *ask, size_t count) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_figure_next, &call);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, (int64_t)count);
    return call;
}

/* As {1,2,3}. */
bool figure_read_next_ids(const struct pg_results *results, size_t call, int64_t *ids, size_t count) {
    struct text written = pg_text(results, call, 0, 0), id, rest = text_slice(written, 1, written.len);
    size_t n = 0;
    while (n < count && text_split(&rest, ',', &id))
        ids[n++] = strtoll(id.ptr, NULL, 10);
    return n == count;
}

/* ---- writing it ---- */

static void ask_hold(struct pg_ask *ask, const struct report_reread *reread) {
    vintage_ask_hold(ask, reread->reading->org_id);
    report_ask_lock(ask, 0, reread->report);
    struct pg_param *params = pg_ask_add(ask, STATEMENT_figure_hold, NULL);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, reread->report);
    params = pg_ask_add(ask, STATEMENT_report_reread, NULL);
    if (params == NULL)
        return;
    params[0] = pg_param_int(ask->arena, reread->report);
    params[1] = pg_param_text(ask->arena, reread->reading->mark);
    params[2] = pg_param_text(ask->arena, reread->extract_version);
    params[3] = pg_param_int(ask->arena, (int64_t)reread->figure_count);
}

static void add_series(struct pg_array *metrics, struct pg_array *scopes, const struct figure_row *rows,
                       size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (rows[i].link.metric.len == 0)
            continue;
        pg_array_text(metrics, rows[i].link.metric);
        pg_array_text(scopes, rows[i].link.scope);
    }
}

static void ask_series(struct pg_ask *ask, const struct report_reread *reread) {
    struct pg_array metrics, scopes;
    if (reread->provisional_count > 0) {
        metric_ask_add(ask, reread->provisional, reread->provisional_count, true);
        alias_ask_add(ask, reread->aliases, reread->alias_count);
    }
    struct pg_param *params = pg_ask_add(ask, STATEMENT_series_add, NULL);
    if (params == NULL)
        return;
    pg_array_begin(&metrics);
    pg_array_begin(&scopes);
    add_series(&metrics, &scopes, reread->changed, reread->changed_count);
    add_series(&metrics, &scopes, reread->added, reread->added_count);
    params[0] = pg_param_int(ask->arena, reread->reading->org_id);
    params[1] = pg_array_end(&metrics, ask->arena);
    params[2] = pg_array_end(&scopes, ask->arena);
}

static void ask_rows(struct pg_ask *ask, const struct report_reread *reread, enum statement statement,
                     const struct figure_row *rows, size_t count) {
    struct figure_rows arrays;
    struct pg_array otherwise, notes;
    struct pg_param *params = count > 0 ? pg_ask_add(ask, statement, NULL) : NULL;
    if (params == NULL)
        return;
    figure_rows_begin(&arrays);
    pg_array_begin(&otherwise);
    pg_array_begin(&notes);
    for (size_t i = 0; i < count; i++) {
        figure_rows_add(&arrays, rows[i].figure, &rows[i].link);
        pg_array_bool(&otherwise, rows[i].is_otherwise);
        pg_array_text(&notes, rows[i].note);
    }
    params[0] = pg_param_int(ask->arena, reread->reading->org_id);
    params[1] = pg_param_int(ask->arena, reread->report);
    figure_rows_end(&arrays, ask->arena, params + 2);
    struct pg_param last[] = {pg_array_end(&otherwise, ask->arena), pg_array_end(&notes, ask->arena)};
    for (size_t i = 0; statement == STATEMENT_figure_reread && i < 2; i++)
        params[FIGURE_ARRAYS + 2 + i] = last[i];
}

static void ask_suggestions(struct pg_ask *ask, const struct report_reread *reread) {
    size_t count = reread->changed_count + reread->added_count, n = 0;
    struct figure *figures = ARENA_ARRAY(ask->arena, count, struct figure);
    int64_t *ids = ARENA_ARRAY(ask->arena, count, int64_t);
    if (figures == NULL || ids == NULL)
        return;
    for (size_t i = 0; i < reread->changed_count; i++)
        if (reread->changed[i].is_otherwise)
            figures[n++] = *reread->changed[i].figure;
    for (size_t i = 0; i < reread->added_count; i++)
        figures[n++] = *reread->added[i].figure;
    for (size_t i = 0; i < n; i++)
        ids[i] = figures[i].id;
    suggestion_ask_clear(ask, reread->reading->org_id, reread->report, ids, n);
    suggestion_ask_add(ask, reread->reading->org_id, reread->report, figures, n);
}

static void ask_checks(struct pg_ask *ask, const struct report_reread *reread) {
    int64_t org_id = reread->reading->org_id;
    if (reread->claim_count > 0)
        claim_ask_put(ask, org_id, reread->report, reread->claims, reread->claim_count);
    if (!reread->has_warnings)
        return;
    warning_ask_clear(ask, org_id, reread->report);
    warning_ask_add(ask, org_id, reread->report, reread->warnings, reread->warning_count);
}

void report_ask_reread(struct pg_ask *ask, const struct report_reread *reread) {
    const struct addition_source source = {reread->reading->org_id, reread->report, reread->published};
    ask->is_idempotent = false;
    ask_hold(ask, reread);
    ask_series(ask, reread);
    vintage_ask_report(ask, &source, reread->additions, reread->addition_count);
    /* Of the series that its figures leave, and of those that they join. */
    claim_ask_mark_report(ask, source.org_id, reread->report);
    ask_rows(ask, reread, STATEMENT_figure_reread, reread->changed, reread->changed_count);
    ask_rows(ask, reread, STATEMENT_figure_add, reread->added, reread->added_count);
    ask_suggestions(ask, reread);
    if (reread->found_count > 0)
        alias_ask_add_found(ask, source.org_id, reread->found, reread->found_count);
    claim_ask_mark_report(ask, source.org_id, reread->report);
    ask_checks(ask, reread);
}
