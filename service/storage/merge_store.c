#include "storage/merge_store.h"

#include "storage/catalogue_store.h"

static const char separator = '\x1f';

/* ---- what there is ---- */

enum { RECORD_INTO = 14, RECORD_MERGED };

size_t metric_record_ask(struct pg_ask *ask, struct text code) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_metric_show, &call);
    if (params != NULL)
        params[0] = pg_param_text(ask->arena, code);
    return call;
}

bool metric_record_read(const struct pg_results *results, size_t call, struct arena *arena,
                        struct metric_record *out, struct err *err) {
    struct text rest = pg_text_dup(results, call, 0, RECORD_MERGED, arena), part;
    *out = (struct metric_record){.into = pg_text_dup(results, call, 0, RECORD_INTO, arena)};
    size_t most = rest.len > 0 ? 1 : 0;
    for (size_t i = 0; i < rest.len; i++)
        most += rest.ptr[i] == separator;
    struct text *merged = ARENA_ARRAY(arena, most, struct text);
    if (merged == NULL)
        return err_set(err, ERR_TOO_LARGE, "The answer is too large.");
    while (out->merged_count < most && text_split(&rest, separator, &part))
        merged[out->merged_count++] = part;
    out->merged = merged;
    return metric_read(results, call, 0, arena, &out->metric, err);
}

size_t merged_ask(struct pg_ask *ask, const struct text *codes, size_t count) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_metric_merged, &call);
    if (params != NULL)
        params[0] = pg_param_texts(ask->arena, codes, count);
    return call;
}

struct merged_code merged_read(const struct pg_results *results, size_t call, size_t row,
                               struct arena *arena) {
    return (struct merged_code){.code = pg_text_dup(results, call, row, 0, arena),
                                .into = pg_text_dup(results, call, row, 1, arena)};
}

size_t label_claim_ask(struct pg_ask *ask, struct text metric, const struct text *norms, size_t count) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_metric_claimed, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, metric);
    params[1] = pg_param_texts(ask->arena, norms, count);
    return call;
}

bool label_claim_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                      struct label_claim *out, struct err *err) {
    *out = (struct label_claim){.norm = pg_text_dup(results, call, row, 0, arena),
                                .metric = pg_text_dup(results, call, row, 1, arena),
                                .unit = pg_text_dup(results, call, row, 2, arena),
                                .is_provisional = pg_bool(results, call, row, 4)};
    return figure_kind_parse(pg_text(results, call, row, 3), &out->kind) ||
           err_set(err, ERR_INTERNAL, "A metric in the database cannot be read.");
}

/* ---- merging ---- */

size_t merge_ask_pairs(struct pg_ask *ask, int64_t merged, int64_t target, int64_t most) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_merge_pairs, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_int(ask->arena, merged);
    params[1] = pg_param_int(ask->arena, target);
    params[2] = pg_param_int(ask->arena, most);
    return call;
}

size_t merge_ask_ratio(struct pg_ask *ask, struct text merged, struct text target) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_merge_ratio, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, merged);
    params[1] = pg_param_text(ask->arena, target);
    return call;
}

void merge_ask_hold(struct pg_ask *ask) {
    (void)pg_ask_add(ask, STATEMENT_catalogue_hold, NULL);
}

static size_t ask_of(struct pg_ask *ask, enum statement statement, int64_t metric) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, statement, &call);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, metric);
    return call;
}

size_t merge_ask_counts(struct pg_ask *ask, int64_t merged) {
    return ask_of(ask, STATEMENT_merge_counts, merged);
}

size_t merge_ask_do(struct pg_ask *ask, int64_t merged, int64_t target) {
    size_t call = 0;
    ask->is_idempotent = false;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_metric_merge, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_int(ask->arena, merged);
    params[1] = pg_param_int(ask->arena, target);
    return call;
}

size_t merge_ask_undo(struct pg_ask *ask, int64_t merged) {
    ask->is_idempotent = false;
    return ask_of(ask, STATEMENT_metric_unmerge, merged);
}

bool merge_read_counts(const struct pg_results *results, size_t call, struct merge_counts *out) {
    *out = (struct merge_counts){0};
    if (pg_rows(results, call) == 0)
        return false;
    *out = (struct merge_counts){.series = pg_int(results, call, 0, 0),
                                 .figures = pg_int(results, call, 0, 1),
                                 .later = pg_int(results, call, 0, 2),
                                 .aliases = pg_int(results, call, 0, 3)};
    return true;
}

/* ---- splitting ---- */

size_t split_ask_do(struct pg_ask *ask, struct text source, struct text target, const struct text *norms,
                    size_t norm_count, const int64_t *orgs, size_t org_count) {
    size_t call = 0;
    struct pg_array ids;
    ask->is_idempotent = false;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_metric_split, &call);
    if (params == NULL)
        return call;
    pg_array_begin(&ids);
    for (size_t i = 0; i < org_count; i++)
        pg_array_int(&ids, orgs[i]);
    params[0] = pg_param_text(ask->arena, source);
    params[1] = pg_param_text(ask->arena, target);
    params[2] = pg_param_texts(ask->arena, norms, norm_count);
    params[3] = pg_array_end(&ids, ask->arena);
    return call;
}

size_t split_ask_unknown(struct pg_ask *ask, int64_t source, const struct text *norms, size_t count) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_split_unknown, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_int(ask->arena, source);
    params[1] = pg_param_texts(ask->arena, norms, count);
    return call;
}

struct text merge_read_norm(const struct pg_results *results, size_t call, size_t row, struct arena *arena) {
    return pg_text_dup(results, call, row, 0, arena);
}
