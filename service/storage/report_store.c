#include "storage/report_store.h"

#include <stdlib.h>

#include "storage/figure_rows.h"
#include "storage/link_store.h"
#include "storage/merge_store.h"
#include "storage/pg_quantity.h"

static struct pg_param period_param(struct arena *arena, struct period period) {
    char written[PERIOD_TEXT_MAX];
    period_print(period, written);
    return pg_param_text(arena, text_from(written));
}

/* ---- taking in ---- */

size_t report_ask_find(struct pg_ask *ask, struct text org, struct period period,
                       const unsigned char sha256[32]) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_report_find, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, org);
    params[1] = pg_param_date(ask->arena, period_start(period));
    params[2] = pg_param_date(ask->arena, period_end(period));
    params[3] = pg_param_bytes(sha256, 32);
    return call;
}

int64_t report_read_found(const struct pg_results *results, size_t call) {
    return pg_rows(results, call) > 0 ? pg_int(results, call, 0, 0) : 0;
}

int64_t report_read_recorded(const struct pg_results *results, size_t call) {
    return pg_int(results, call, 0, 1);
}

size_t report_ask_next_id(struct pg_ask *ask, size_t figures) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_report_next, &call);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, (int64_t)figures);
    return call;
}

int64_t report_read_next_id(const struct pg_results *results, size_t call) {
    return pg_int(results, call, 0, 0);
}

/* As {1,2,3}. */
void report_read_figure_ids(const struct pg_results *results, size_t call, struct figure *figures,
                            size_t count) {
    struct text ids = pg_text(results, call, 0, 1), id, rest = text_slice(ids, 1, ids.len);
    for (size_t i = 0; i < count && text_split(&rest, ',', &id); i++)
        figures[i].id = strtoll(id.ptr, NULL, 10);
}

static void ask_series(struct pg_ask *ask, const struct report_new *new) {
    struct pg_array metrics, scopes;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_series_add, NULL);
    if (params == NULL)
        return;
    pg_array_begin(&metrics);
    pg_array_begin(&scopes);
    for (size_t i = 0; i < new->report->figure_count; i++) {
        if (new->links[i].metric.len == 0)
            continue;
        pg_array_text(&metrics, new->links[i].metric);
        pg_array_text(&scopes, new->links[i].scope);
    }
    params[0] = pg_param_int(ask->arena, new->org_id);
    params[1] = pg_array_end(&metrics, ask->arena);
    params[2] = pg_array_end(&scopes, ask->arena);
}

static void ask_report(struct pg_ask *ask, const struct report_new *new) {
    const struct report *report = new->report;
    struct pg_array notes, inferred;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_report_add, NULL);
    if (params == NULL)
        return;
    pg_array_begin(&notes);
    for (size_t i = 0; i < report->note_count; i++)
        pg_array_text(&notes, report->notes[i]);
    params[0] = pg_param_int(ask->arena, new->org_id);
    params[1] = pg_param_int(ask->arena, report->id);
    params[2] = period_param(ask->arena, report->period);
    params[3] = pg_param_date(ask->arena, period_start(report->period));
    params[4] = pg_param_date(ask->arena, period_end(report->period));
    params[5] = pg_param_text(ask->arena, report->title);
    params[6] = pg_param_date(ask->arena, report->published);
    params[7] = pg_param_text(ask->arena, report->media_type);
    params[8] = pg_param_text(ask->arena, report->charset);
    params[9] = pg_param_bytes(new->bytes.ptr, new->bytes.len);
    params[10] = pg_param_bytes(new->sha256, 32);
    params[11] = pg_param_text(ask->arena, report->decoded);
    params[12] = pg_array_end(&notes, ask->arena);
    params[13] = pg_param_text(ask->arena, new->extract_version);
    params[14] = pg_param_int(ask->arena, (int64_t)report->figure_count);
    pg_array_begin(&inferred);
    if (report->is_org_inferred)
        pg_array_string(&inferred, "org");
    if (report->is_period_inferred)
        pg_array_string(&inferred, "period");
    params[15] = pg_array_end(&inferred, ask->arena);
}

static size_t ask_figures(struct pg_ask *ask, const struct report_new *new) {
    struct figure_rows rows;
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_figure_add, &call);
    if (params == NULL)
        return call;
    figure_rows_begin(&rows);
    for (size_t i = 0; i < new->report->figure_count; i++)
        figure_rows_add(&rows, &new->report->figures[i], &new->links[i]);
    params[0] = pg_param_int(ask->arena, new->org_id);
    params[1] = pg_param_int(ask->arena, new->report->id);
    figure_rows_end(&rows, ask->arena, params + 2);
    return call;
}

bool report_read_figures(const struct pg_results *results, size_t call, struct figure *figures,
                         size_t count) {
    if (pg_rows(results, call) != count)
        return false;
    for (size_t row = 0; row < count; row++) {
        size_t ordinal = (size_t)pg_int(results, call, row, 0);
        if (ordinal >= count)
            return false;
        figures[ordinal].series_id = pg_is_null(results, call, row, 1) ? 0 : pg_int(results, call, row, 1);
    }
    return true;
}

static void ask_points(struct pg_ask *ask, const struct report_new *new) {
    const struct report *report = new->report;
    const struct addition_source source = {new->org_id, report->id, report->published};
    struct addition *additions = ARENA_ARRAY(ask->arena, report->figure_count, struct addition);
    size_t count = 0;
    for (size_t i = 0; additions != NULL && i < report->figure_count; i++)
        if (new->links[i].is_point)
            additions[count++] = (struct addition){new->links[i].metric, new->links[i].scope,
                                                   figure_vintage(&report->figures[i], &source)};
    vintage_ask_report(ask, &source, additions, count);
}

static size_t ask_merged(struct pg_ask *ask, const struct report_new *new) {
    size_t count = new->report->figure_count;
    struct text *codes = ARENA_ARRAY(ask->arena, count, struct text);
    for (size_t i = 0; codes != NULL && i < count; i++)
        codes[i] = new->links[i].metric;
    return merged_ask(ask, codes, codes != NULL ? count : 0);
}

struct report_added report_ask_add(struct pg_ask *ask, const struct report_new *new) {
    struct report_added calls = {0};
    vintage_ask_hold(ask, new->org_id);
    if (new->provisional_count > 0) {
        metric_ask_add(ask, new->provisional, new->provisional_count, true);
        alias_ask_add(ask, new->aliases, new->alias_count);
    }
    ask_series(ask, new);
    ask_report(ask, new);
    ask_points(ask, new);
    calls.figures = ask_figures(ask, new);
    suggestion_ask_add(ask, new->org_id, new->report->id, new->report->figures, new->report->figure_count);
    if (new->found_count > 0)
        alias_ask_add_found(ask, new->org_id, new->found, new->found_count);
    if (new->claim_count > 0)
        claim_ask_add(ask, new->org_id, new->report->id, new->claims, new->claim_count);
    if (new->warning_count > 0)
        warning_ask_add(ask, new->org_id, new->report->id, new->warnings, new->warning_count);
    claim_ask_mark_report(ask, new->org_id, new->report->id);
    calls.merged = ask_merged(ask, new);
    calls.found = report_ask_find(ask, new->report->org, new->report->period, new->sha256);
    return calls;
}

/* ---- reading ---- */

size_t report_ask(struct pg_ask *ask, int64_t id) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_report_get, &call);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, id);
    return call;
}

size_t report_ask_list(struct pg_ask *ask, const struct report_filter *filter) {
    size_t call = 0;
    bool has_period = filter->period.shape != PERIOD_NONE;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_report_list, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, filter->org);
    params[1] = pg_param_text(ask->arena, filter->under);
    params[2] = has_period ? pg_param_date(ask->arena, period_start(filter->period)) : pg_param_null();
    params[3] = has_period ? pg_param_date(ask->arena, period_end(filter->period)) : pg_param_null();
    params[4] = pg_param_text(ask->arena, text_from(filter->state));
    params[5] = pg_param_text(ask->arena, filter->q);
    params[6] = pg_param_int(ask->arena, filter->before);
    params[7] = pg_param_int(ask->arena, filter->limit);
    params[8] = filter->as_of.year != 0 ? pg_param_date(ask->arena, filter->as_of) : pg_param_null();
    params[9] = filter->known_at_ms != 0 ? pg_param_int(ask->arena, filter->known_at_ms) : pg_param_null();
    return call;
}

static bool read_notes(struct text joined, struct arena *arena, struct report *out, struct err *err) {
    struct text part, rest = joined;
    while (text_split(&rest, '\x1f', &part))
        out->note_count++;
    out->notes = ARENA_ARRAY(arena, out->note_count, struct text);
    rest = joined;
    for (size_t i = 0; out->notes != NULL && text_split(&rest, '\x1f', &part); i++)
        out->notes[i] = part;
    return out->notes != NULL || err_set(err, ERR_TOO_LARGE, "The answer is too large.");
}

bool report_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                 struct report *out, struct err *err) {
    *out = (struct report){.id = pg_int(results, call, row, 0),
                           .org = pg_text_dup(results, call, row, 1, arena),
                           .title = pg_text_dup(results, call, row, 2, arena),
                           .media_type = pg_text_dup(results, call, row, 3, arena),
                           .charset = pg_text_dup(results, call, row, 4, arena),
                           .published = pg_date(results, call, row, 6),
                           .recorded_ms = pg_int(results, call, row, 7),
                           .sha256 = pg_text_dup(results, call, row, 8, arena),
                           .byte_count = (size_t)pg_int(results, call, row, 9),
                           .figure_count = (size_t)pg_int(results, call, row, 10),
                           .withdrawn = pg_date(results, call, row, 13)};
    struct text inferred = pg_text(results, call, row, 14);
    out->is_org_inferred = text_find(inferred, TEXT_OF("org"), 0) != SIZE_MAX;
    out->is_period_inferred = text_find(inferred, TEXT_OF("period"), 0) != SIZE_MAX;
    if (!period_parse(pg_text(results, call, row, 5), &out->period, err) ||
        !report_state_parse(pg_text(results, call, row, 11), &out->state))
        return err_set(err, ERR_INTERNAL, "A report in the database cannot be read.");
    return read_notes(pg_text_dup(results, call, row, 12, arena), arena, out, err);
}

size_t figure_ask_list(struct pg_ask *ask, int64_t report_id) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_figure_list, &call);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, report_id);
    return call;
}

static bool read_figure(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                        struct figure *out, struct err *err) {
    *out = (struct figure){.id = pg_int(results, call, row, 0),
                           .ordinal = (uint32_t)pg_int(results, call, row, 1),
                           .start = (uint32_t)pg_int(results, call, row, 2),
                           .end = (uint32_t)pg_int(results, call, row, 3),
                           .text = pg_text_dup(results, call, row, 4, arena),
                           .quote = pg_text_dup(results, call, row, 5, arena),
                           .quote_start = (uint32_t)pg_int(results, call, row, 6),
                           .unit = pg_text_dup(results, call, row, 13, arena),
                           .label = pg_text_dup(results, call, row, 15, arena),
                           .scope = pg_text_dup(results, call, row, 18, arena),
                           .change_of = FIGURE_NOT_OWNED,
                           .part_of = FIGURE_NOT_OWNED,
                           .confidence = (int)pg_int(results, call, row, 21),
                           .last_place = (int)pg_int(results, call, row, 22),
                           .series_id = pg_int(results, call, row, 24),
                           .metric = pg_text_dup(results, call, row, 25, arena),
                           .series_scope = pg_text_dup(results, call, row, 28, arena)};
    if (!pg_is_null(results, call, row, 19))
        out->change_of = (int32_t)pg_int(results, call, row, 19);
    if (!pg_is_null(results, call, row, 27))
        out->part_of = (int32_t)pg_int(results, call, row, 27);
    struct text basis = pg_text(results, call, row, 20), base = pg_text(results, call, row, 26);
    if (!pg_quantity_read(results, call, row, 7, &out->quantity, err))
        return false;
    if (!figure_kind_parse(pg_text(results, call, row, 14), &out->kind) ||
        !figure_status_parse(pg_text(results, call, row, 16), &out->status) ||
        !period_parse(pg_text(results, call, row, 17), &out->period, err) ||
        (basis.len > 0 && !figure_basis_parse(basis, &out->basis)) ||
        (base.len > 0 && !period_parse(base, &out->base, err)) ||
        !figure_state_parse(pg_text(results, call, row, 23), &out->state))
        return err_set(err, ERR_INTERNAL, "A figure in the database cannot be read.");
    return true;
}

/* How it came to its series, and what it might be of: two columns. */
static bool read_link(const struct pg_results *results, size_t call, size_t row, int column,
                      struct arena *arena, struct figure *out, struct err *err) {
    if (!figure_link_parse(pg_text(results, call, row, column), &out->link))
        return err_set(err, ERR_INTERNAL, "A figure in the database cannot be read.");
    return suggestion_read(pg_text_dup(results, call, row, column + 1, arena), arena, out, err);
}

bool figure_read_list(const struct pg_results *results, size_t call, struct arena *arena, struct figure **out,
                      size_t *count, struct err *err) {
    *count = pg_rows(results, call);
    *out = ARENA_ARRAY(arena, *count, struct figure);
    for (size_t row = 0; *out != NULL && row < *count; row++) {
        if (!read_figure(results, call, row, arena, &(*out)[row], err))
            return false;
        (*out)[row].revision = (int)pg_int(results, call, row, 29);
        (*out)[row].rereads = (int)pg_int(results, call, row, 32);
        (*out)[row].place = pg_text_dup(results, call, row, 34, arena);
        if (!read_link(results, call, row, 30, arena, &(*out)[row], err))
            return false;
    }
    return !arena_overflowed(arena) || err_set(err, ERR_TOO_LARGE, "The answer is too large.");
}

bool *figure_read_points(const struct pg_results *results, size_t call, struct arena *arena) {
    size_t count = pg_rows(results, call);
    bool *points = ARENA_ARRAY(arena, count, bool);
    for (size_t row = 0; points != NULL && row < count; row++)
        points[row] = pg_bool(results, call, row, 33);
    return points;
}

/* ---- judging a figure, withdrawing a report ---- */

size_t figure_ask(struct pg_ask *ask, int64_t id) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_figure_get, &call);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, id);
    return call;
}

bool figure_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                 struct figure_record *out, struct err *err) {
    *out = (struct figure_record){.report = pg_int(results, call, row, 29),
                                  .org_id = pg_int(results, call, row, 30),
                                  .published = pg_date(results, call, row, 31),
                                  .is_point = pg_bool(results, call, row, 34)};
    if (!report_state_parse(pg_text(results, call, row, 32), &out->report_state))
        return err_set(err, ERR_INTERNAL, "A figure in the database cannot be read.");
    if (!read_figure(results, call, row, arena, &out->figure, err))
        return false;
    out->figure.revision = (int)pg_int(results, call, row, 33);
    out->figure.place = pg_text_dup(results, call, row, 37, arena);
    return read_link(results, call, row, 35, arena, &out->figure, err);
}

static struct pg_param decimal_param(struct arena *arena, bool present, struct decimal value) {
    char digits[DECIMAL_TEXT_MAX];
    if (!present)
        return pg_param_null();
    decimal_print(value, digits);
    return pg_param_text(arena, text_from(digits));
}

static struct pg_param bool_param(struct arena *arena, bool value) {
    return pg_param_text(arena, value ? TEXT_OF("t") : TEXT_OF("f"));
}

static size_t ask_new_state(struct pg_ask *ask, const struct figure_change *change) {
    size_t call = 0;
    const struct figure *to = change->to;
    const struct quantity *quantity = &to->quantity;
    struct arena *arena = ask->arena;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_figure_change, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_int(arena, to->id);
    params[1] = pg_param_int(arena, change->from->figure.revision);
    params[2] = pg_param_text(arena, text_from(figure_state_name(to->state)));
    params[3] = decimal_param(arena, quantity->has_value, quantity->value);
    params[4] = decimal_param(arena, quantity->low.present, quantity->low.at);
    params[5] = decimal_param(arena, quantity->high.present, quantity->high.at);
    params[6] = bool_param(arena, quantity->low.is_open);
    params[7] = bool_param(arena, quantity->high.is_open);
    params[8] = pg_param_text(arena, text_from(bound_name(quantity->bound)));
    params[9] = pg_param_text(arena, to->unit);
    params[10] = pg_param_text(arena, to->label);
    params[11] = pg_param_text(arena, text_from(figure_status_name(to->status)));
    params[12] = period_param(arena, to->period);
    params[13] = pg_param_date(arena, period_start(to->period));
    params[14] = pg_param_date(arena, period_end(to->period));
    params[15] = pg_param_int(arena, to->last_place);
    params[16] = pg_param_text(arena, to->metric);
    params[17] = pg_param_text(arena, change->scope);
    params[18] = bool_param(arena, change->is_point);
    params[19] = pg_param_text(arena, change->note);
    params[20] = pg_param_text(arena, text_from(figure_link_name(to->link)));
    params[21] = pg_param_text(arena, change->label_norm);
    return call;
}

/* For this organisation; and for all, where another one has said the same. */
static void ask_alias(struct pg_ask *ask, const struct figure_change *change) {
    struct pg_param *params = pg_ask_add(ask, STATEMENT_alias_add_own, NULL);
    if (params == NULL)
        return;
    params[0] = pg_param_int(ask->arena, change->to->id);
    params[1] = pg_param_text(ask->arena, change->label_norm);
    params[2] = pg_param_text(ask->arena, change->to->label);
    params[3] = pg_param_text(ask->arena, change->to->metric);
    params = pg_ask_add(ask, STATEMENT_alias_agree, NULL);
    if (params == NULL)
        return;
    params[0] = pg_param_text(ask->arena, change->label_norm);
    params[1] = pg_param_text(ask->arena, change->to->label);
    params[2] = pg_param_text(ask->arena, change->to->metric);
}

static void ask_claims_follow(struct pg_ask *ask, int64_t figure) {
    struct pg_param *params = pg_ask_add(ask, STATEMENT_claim_follow, NULL);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, figure);
}

void report_ask_lock(struct pg_ask *ask, int64_t figure, int64_t report) {
    struct pg_param *params = pg_ask_add(ask, STATEMENT_report_lock, NULL);
    if (params == NULL)
        return;
    params[0] = pg_param_int(ask->arena, figure);
    params[1] = pg_param_int(ask->arena, report);
}

size_t figure_ask_change(struct pg_ask *ask, const struct figure_change *change) {
    const struct addition_source source = {change->from->org_id, change->from->report,
                                           change->from->published};
    struct pg_array metrics, scopes;
    ask->is_idempotent = false;
    vintage_ask_hold(ask, change->from->org_id);
    report_ask_lock(ask, change->to->id, 0);
    struct pg_param *params = change->to->metric.len > 0 ? pg_ask_add(ask, STATEMENT_series_add, NULL) : NULL;
    if (params != NULL) {
        pg_array_begin(&metrics);
        pg_array_text(&metrics, change->to->metric);
        pg_array_begin(&scopes);
        pg_array_text(&scopes, change->scope);
        params[0] = pg_param_int(ask->arena, change->from->org_id);
        params[1] = pg_array_end(&metrics, ask->arena);
        params[2] = pg_array_end(&scopes, ask->arena);
    }
    size_t call = ask_new_state(ask, change);
    vintage_ask_figure(ask, &source, change->to->id, change->additions, change->addition_count);
    if (change->is_alias)
        ask_alias(ask, change);
    if (!text_equal(change->from->figure.metric, change->to->metric))
        ask_claims_follow(ask, change->to->id);
    claim_ask_mark_figure(ask, change->to->id, change->from->figure.series_id);
    return call;
}

size_t report_ask_revisions(struct pg_ask *ask, int64_t id) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_report_revisions, &call);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, id);
    return call;
}

int64_t report_read_revisions(const struct pg_results *results, size_t call) {
    return pg_int(results, call, 0, 0);
}

void report_ask_withdraw(struct pg_ask *ask, int64_t id, struct date day, int64_t revisions,
                         const struct addition_source *source, struct addition *additions, size_t count) {
    vintage_ask_hold(ask, source->org_id);
    report_ask_lock(ask, 0, id);
    struct pg_param *params = pg_ask_add(ask, STATEMENT_report_withdraw, NULL);
    if (params == NULL)
        return;
    params[0] = pg_param_int(ask->arena, id);
    params[1] = pg_param_date(ask->arena, day);
    params[2] = pg_param_int(ask->arena, revisions);
    vintage_ask_report(ask, source, additions, count);
}

/* ---- files ---- */

size_t report_ask_text(struct pg_ask *ask, int64_t id) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_report_text, &call);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, id);
    return call;
}

size_t report_ask_original(struct pg_ask *ask, int64_t id) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_report_original, &call);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, id);
    return call;
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool report_read_original(const struct pg_results *results, size_t call, struct arena *arena,
                          struct text *bytes, struct err *err) {
    struct text hex = pg_text(results, call, 0, 0);
    if (!text_starts_with(hex, TEXT_OF("\\x")))
        return err_set(err, ERR_INTERNAL, "The bytes came in another form than hex.");
    size_t len = (hex.len - 2) / 2;
    char *out = arena_alloc(arena, len);
    if (out == NULL)
        return err_set(err, ERR_TOO_LARGE, "The document does not fit into the memory of a request.");
    for (size_t i = 0; i < len; i++)
        out[i] = (char)(hex_digit(hex.ptr[2 + 2 * i]) << 4 | hex_digit(hex.ptr[3 + 2 * i]));
    *bytes = (struct text){out, len};
    return true;
}
