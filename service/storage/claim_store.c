#include "storage/claim_store.h"

#include "storage/break_store.h"
#include "storage/pg_quantity.h"
#include "storage/told.h"

/* ---- taking in ---- */

static void ask_claims(struct pg_ask *ask, enum statement statement, int64_t org_id, int64_t report_id,
                       const struct claim_new *claims, size_t count) {
    struct pg_array ordinals, metrics, scopes;
    struct pg_param *params = pg_ask_add(ask, statement, NULL);
    if (params == NULL)
        return;
    pg_array_begin(&ordinals);
    pg_array_begin(&metrics);
    pg_array_begin(&scopes);
    for (size_t i = 0; i < count; i++) {
        pg_array_int(&ordinals, claims[i].ordinal);
        pg_array_text(&metrics, claims[i].metric);
        pg_array_text(&scopes, claims[i].scope);
    }
    params[0] = pg_param_int(ask->arena, org_id);
    params[1] = pg_param_int(ask->arena, report_id);
    params[2] = pg_array_end(&ordinals, ask->arena);
    params[3] = pg_array_end(&metrics, ask->arena);
    params[4] = pg_array_end(&scopes, ask->arena);
}

void claim_ask_add(struct pg_ask *ask, int64_t org_id, int64_t report_id, const struct claim_new *claims,
                   size_t count) {
    ask_claims(ask, STATEMENT_claim_add, org_id, report_id, claims, count);
}

void claim_ask_put(struct pg_ask *ask, int64_t org_id, int64_t report_id, const struct claim_new *claims,
                   size_t count) {
    ask_claims(ask, STATEMENT_claim_put, org_id, report_id, claims, count);
}

void claim_ask_mark_report(struct pg_ask *ask, int64_t org_id, int64_t report_id) {
    struct pg_param *params = pg_ask_add(ask, STATEMENT_claim_mark_report, NULL);
    if (params == NULL)
        return;
    params[0] = pg_param_int(ask->arena, org_id);
    params[1] = pg_param_int(ask->arena, report_id);
}

void claim_ask_mark_figure(struct pg_ask *ask, int64_t figure_id, int64_t series_before) {
    struct pg_param *params = pg_ask_add(ask, STATEMENT_claim_mark_figure, NULL);
    if (params == NULL)
        return;
    params[0] = pg_param_int(ask->arena, figure_id);
    params[1] = pg_param_int(ask->arena, series_before);
}

void claim_ask_mark_metric(struct pg_ask *ask, struct text metric) {
    struct pg_param *params = pg_ask_add(ask, STATEMENT_claim_mark_metric, NULL);
    if (params != NULL)
        params[0] = pg_param_text(ask->arena, metric);
}

static void add_id(struct pg_array *array, bool present, int64_t id) {
    if (present)
        pg_array_int(array, id);
    else
        pg_array_null(array);
}

enum { WARNING_ARRAYS = 6 };

void warning_ask_add(struct pg_ask *ask, int64_t org_id, int64_t report_id, const struct warning *warnings,
                     size_t count) {
    struct pg_array arrays[WARNING_ARRAYS];
    struct pg_param *params = pg_ask_add(ask, STATEMENT_warning_add, NULL);
    if (params == NULL)
        return;
    for (size_t i = 0; i < WARNING_ARRAYS; i++)
        pg_array_begin(&arrays[i]);
    for (size_t i = 0; i < count; i++) {
        const struct warning *warning = &warnings[i];
        bool is_elsewhere = warning->has_other && warning->other == FIGURE_NOT_OWNED;
        pg_array_string(&arrays[0], warning_kind_name(warning->kind));
        pg_array_text(&arrays[1], warning->detail);
        pg_array_int(&arrays[2], warning->figure);
        add_id(&arrays[3], warning->other != FIGURE_NOT_OWNED, warning->other);
        add_id(&arrays[4], is_elsewhere && warning->other_source.report != 0, warning->other_source.report);
        add_id(&arrays[5], is_elsewhere && warning->other_source.figure != 0, warning->other_source.figure);
    }
    params[0] = pg_param_int(ask->arena, org_id);
    params[1] = pg_param_int(ask->arena, report_id);
    for (size_t i = 0; i < WARNING_ARRAYS; i++)
        params[i + 2] = pg_array_end(&arrays[i], ask->arena);
}

void warning_ask_clear(struct pg_ask *ask, int64_t org_id, int64_t report_id) {
    struct pg_param *params = pg_ask_add(ask, STATEMENT_warning_clear, NULL);
    if (params == NULL)
        return;
    params[0] = pg_param_int(ask->arena, org_id);
    params[1] = pg_param_int(ask->arena, report_id);
}

/* ---- reading ---- */

size_t claim_ask_list(struct pg_ask *ask, const struct claim_filter *filter) {
    size_t call = 0;
    bool has_period = filter->period.shape != PERIOD_NONE;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_claim_list, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_int(ask->arena, filter->report);
    params[1] = pg_param_text(ask->arena, filter->org);
    params[2] = pg_param_text(ask->arena, filter->under);
    params[3] = pg_param_text(ask->arena, filter->metric);
    params[4] = has_period ? pg_param_date(ask->arena, period_start(filter->period)) : pg_param_null();
    params[5] = has_period ? pg_param_date(ask->arena, period_end(filter->period)) : pg_param_null();
    params[6] = pg_param_text(ask->arena, text_from(filter->basis));
    params[7] = pg_param_text(ask->arena, text_from(filter->verdict));
    params[8] = filter->as_of.year != 0 ? pg_param_date(ask->arena, filter->as_of) : pg_param_null();
    params[9] = filter->known_at_ms != 0 ? pg_param_int(ask->arena, filter->known_at_ms) : pg_param_null();
    params[10] = pg_param_int(ask->arena, filter->before);
    params[11] = pg_param_int(ask->arena, filter->limit);
    return call;
}

static struct source read_source(const struct pg_results *results, size_t call, size_t row, int64_t report,
                                 int64_t figure, int column, struct arena *arena) {
    struct source source = {.report = report,
                            .figure = figure,
                            .start = (uint32_t)pg_int(results, call, row, column),
                            .end = (uint32_t)pg_int(results, call, row, column + 1)};
    told_read(pg_text_dup(results, call, row, column + 2, arena), &source);
    return source;
}

static void read_series(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                        struct claim *out) {
    out->org.id = pg_int(results, call, row, 2);
    out->org.code = pg_text_dup(results, call, row, 3, arena);
    out->org.name = pg_text_dup(results, call, row, 4, arena);
    out->metric.id = pg_int(results, call, row, 5);
    out->metric.code = pg_text_dup(results, call, row, 6, arena);
    out->metric.name_zh = pg_text_dup(results, call, row, 7, arena);
    out->metric.name_en = pg_text_dup(results, call, row, 8, arena);
    out->metric.unit = pg_text_dup(results, call, row, 9, arena);
    out->series_id = pg_int(results, call, row, 12);
    out->scope = pg_text_dup(results, call, row, 13, arena);
}

static bool read_words(const struct pg_results *results, size_t call, size_t row, struct claim *out,
                       struct err *err) {
    struct text basis = pg_text(results, call, row, 16), named = pg_text(results, call, row, 17);
    struct text verdict = pg_text(results, call, row, 41);
    return figure_kind_parse(pg_text(results, call, row, 10), &out->metric.kind) &&
           direction_parse(pg_text(results, call, row, 11), &out->metric.direction) &&
           period_parse(pg_text(results, call, row, 14), &out->period, err) &&
           figure_status_parse(pg_text(results, call, row, 15), &out->status) &&
           (basis.len == 0 || figure_basis_parse(basis, &out->basis)) &&
           (named.len == 0 || period_parse(named, &out->named_base, err)) &&
           (verdict.len == 0 || verdict_parse(verdict, &out->verdict));
}

static bool read_claim(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                       struct claim *out, struct err *err) {
    int64_t owner = pg_int(results, call, row, 29);
    *out = (struct claim){.id = pg_int(results, call, row, 0),
                          .report = pg_int(results, call, row, 1),
                          .unit = pg_text_dup(results, call, row, 24, arena),
                          .claimed_last_place = (int)pg_int(results, call, row, 25),
                          .value_last_place = (int)pg_int(results, call, row, 36),
                          .has_value_source = owner != 0,
                          .marks = (int)pg_int(results, call, row, 40)};
    read_series(results, call, row, arena, out);
    out->source = read_source(results, call, row, out->report, out->id, 26, arena);
    if (owner != 0)
        out->value_source = read_source(results, call, row, out->report, owner, 37, arena);
    if (!read_words(results, call, row, out, err))
        return err_set(err, ERR_INTERNAL, "A claim in the database cannot be read.");
    return breaks_read(results, call, row, 42, arena, out->metric.code, &out->metric.breaks, err) &&
           pg_quantity_read(results, call, row, 18, &out->claimed, err) &&
           pg_quantity_read(results, call, row, 30, &out->value, err);
}

bool claim_read_list(const struct pg_results *results, size_t call, struct arena *arena, struct claim **out,
                     size_t *count, struct err *err) {
    *count = pg_rows(results, call);
    *out = ARENA_ARRAY(arena, *count, struct claim);
    for (size_t row = 0; *out != NULL && row < *count; row++)
        if (!read_claim(results, call, row, arena, &(*out)[row], err))
            return false;
    return !arena_overflowed(arena) || err_set(err, ERR_TOO_LARGE, "The answer is too large.");
}

size_t warning_ask_list(struct pg_ask *ask, int64_t report_id) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_warning_list, &call);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, report_id);
    return call;
}

bool warning_read_list(const struct pg_results *results, size_t call, struct arena *arena,
                       struct warning **out, size_t *count, struct err *err) {
    *count = pg_rows(results, call);
    *out = ARENA_ARRAY(arena, *count, struct warning);
    for (size_t row = 0; *out != NULL && row < *count; row++) {
        struct warning *warning = &(*out)[row];
        int64_t report = pg_int(results, call, row, 2), other = pg_int(results, call, row, 8);
        *warning = (struct warning){.detail = pg_text_dup(results, call, row, 1, arena),
                                    .figure = FIGURE_NOT_OWNED,
                                    .other = FIGURE_NOT_OWNED,
                                    .has_other = other != 0};
        warning->source = read_source(results, call, row, report, pg_int(results, call, row, 3), 4, arena);
        warning->other_source =
            read_source(results, call, row, pg_int(results, call, row, 7), other, 9, arena);
        if (!warning_kind_parse(pg_text(results, call, row, 0), &warning->kind))
            return err_set(err, ERR_INTERNAL, "A warning in the database cannot be read.");
    }
    return !arena_overflowed(arena) || err_set(err, ERR_TOO_LARGE, "The answer is too large.");
}

/* ---- judging ---- */

void claim_ask_judge(struct pg_ask *ask, const struct claim *claims, size_t count) {
    struct pg_array orgs, figures, verdicts, marks;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_claim_judge, NULL);
    if (params == NULL)
        return;
    pg_array_begin(&orgs);
    pg_array_begin(&figures);
    pg_array_begin(&verdicts);
    pg_array_begin(&marks);
    for (size_t i = 0; i < count; i++) {
        pg_array_int(&orgs, claims[i].org.id);
        pg_array_int(&figures, claims[i].id);
        pg_array_string(&verdicts, verdict_name(claims[i].verdict));
        pg_array_int(&marks, claims[i].marks);
    }
    params[0] = pg_array_end(&orgs, ask->arena);
    params[1] = pg_array_end(&figures, ask->arena);
    params[2] = pg_array_end(&verdicts, ask->arena);
    params[3] = pg_array_end(&marks, ask->arena);
}
