#include "storage/catalogue_store.h"

#include "storage/break_store.h"
#include "storage/packed.h"

/* Between aliases in one column: the unit separator, which no alias holds. */
static const char separator = '\x1f';

static bool unknown_word(struct err *err, const char *what) {
    return err_set(err, ERR_INTERNAL, "The database holds an unknown %s.", what);
}

/* ---- organisations ---- */

size_t org_ask(struct pg_ask *ask, struct text code) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_org_get, &call);
    if (params != NULL)
        params[0] = pg_param_text(ask->arena, code);
    return call;
}

size_t org_ask_named(struct pg_ask *ask, struct text text) {
    enum { NAMED_MAX = 50 };
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_org_named, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, text);
    params[1] = pg_param_int(ask->arena, NAMED_MAX);
    return call;
}

size_t org_ask_list(struct pg_ask *ask, struct text under, struct text q, struct text cursor, int64_t limit) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_org_list, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, under);
    params[1] = pg_param_text(ask->arena, q);
    params[2] = pg_param_text(ask->arena, cursor);
    params[3] = pg_param_int(ask->arena, limit);
    return call;
}

/* All in one, for string_to_array. */
static struct text text_join(struct arena *arena, const struct text *items, size_t count) {
    struct text joined = {0};
    for (size_t i = 0; i < count; i++)
        joined = i == 0 ? items[i]
                        : arena_printf(arena, "%.*s%c%.*s", TEXT_ARG(joined), separator, TEXT_ARG(items[i]));
    return joined;
}

size_t org_ask_selection(struct pg_ask *ask, const struct text *codes, size_t count, struct text under) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_org_select, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_texts(ask->arena, codes, count);
    params[1] = pg_param_text(ask->arena, under);
    return call;
}

void org_ask_lock(struct pg_ask *ask) {
    (void)pg_ask_add(ask, STATEMENT_org_lock, NULL);
}

void org_ask_put_many(struct pg_ask *ask, const struct org *orgs, size_t count) {
    struct pg_array codes, names, parents, aliases;
    struct pg_param *put = pg_ask_add(ask, STATEMENT_org_put_many, NULL);
    struct pg_param *place = pg_ask_add(ask, STATEMENT_org_place_many, NULL);
    if (put == NULL || place == NULL)
        return;
    pg_array_begin(&codes);
    pg_array_begin(&names);
    pg_array_begin(&parents);
    pg_array_begin(&aliases);
    for (size_t i = 0; i < count; i++) {
        pg_array_text(&codes, orgs[i].code);
        pg_array_text(&names, orgs[i].name);
        pg_array_text(&parents, orgs[i].parent);
        if (orgs[i].aliases == NULL)
            pg_array_null(&aliases);
        else
            pg_array_text(&aliases, text_join(ask->arena, orgs[i].aliases, orgs[i].alias_count));
    }
    put[0] = place[0] = pg_array_end(&codes, ask->arena);
    put[1] = pg_array_end(&names, ask->arena);
    put[2] = pg_array_end(&aliases, ask->arena);
    place[1] = pg_array_end(&parents, ask->arena);
}

size_t org_ask_put(struct pg_ask *ask, const struct org *org) {
    size_t call = 0;
    org_ask_lock(ask);
    struct pg_param *params = pg_ask_add(ask, STATEMENT_org_put, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, org->code);
    params[1] = pg_param_text(ask->arena, org->name);
    params[2] = pg_param_text(ask->arena, org->parent);
    params[3] =
        org->aliases != NULL ? pg_param_texts(ask->arena, org->aliases, org->alias_count) : pg_param_null();
    return call;
}

struct org org_read_at(const struct pg_results *results, size_t call, size_t row, int column,
                       struct arena *arena) {
    return (struct org){.id = pg_int(results, call, row, column),
                        .code = pg_text_dup(results, call, row, column + 1, arena),
                        .name = pg_text_dup(results, call, row, column + 2, arena),
                        .parent = pg_text_dup(results, call, row, column + 3, arena)};
}

/* Texts that stand in one column, one behind the other. */
static struct text *read_texts(struct text joined, struct arena *arena, size_t *count) {
    struct text part, rest = joined;
    size_t most = joined.len > 0 ? 1 : 0;
    for (size_t i = 0; i < joined.len; i++)
        most += joined.ptr[i] == separator;
    struct text *texts = ARENA_ARRAY(arena, most, struct text);
    *count = 0;
    while (texts != NULL && *count < most && text_split(&rest, separator, &part))
        texts[(*count)++] = part;
    return texts;
}

struct org org_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena) {
    struct org org = org_read_at(results, call, row, 0, arena);
    org.aliases = read_texts(pg_text_dup(results, call, row, 4, arena), arena, &org.alias_count);
    return org;
}

bool org_read_was_created(const struct pg_results *results, size_t call) {
    return pg_bool(results, call, 0, 5);
}

/* ---- metrics ---- */

size_t metric_ask(struct pg_ask *ask, struct text code) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_metric_get, &call);
    if (params != NULL)
        params[0] = pg_param_text(ask->arena, code);
    return call;
}

size_t metric_ask_sides(struct pg_ask *ask, struct text code) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_metric_sides, &call);
    if (params != NULL)
        params[0] = pg_param_text(ask->arena, code);
    return call;
}

size_t metric_ask_many(struct pg_ask *ask, const struct text *codes, size_t count) {
    size_t call = 0;
    struct pg_array array;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_metric_get_many, &call);
    if (params == NULL)
        return call;
    pg_array_begin(&array);
    for (size_t i = 0; i < count; i++)
        pg_array_text(&array, codes[i]);
    params[0] = pg_array_end(&array, ask->arena);
    return call;
}

size_t metric_ask_all(struct pg_ask *ask, int64_t limit) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_metric_all, &call);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, limit);
    return call;
}

size_t metric_ask_list(struct pg_ask *ask, struct text q, struct text cursor, int64_t limit) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_metric_list, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, q);
    params[1] = pg_param_text(ask->arena, cursor);
    params[2] = pg_param_int(ask->arena, limit);
    return call;
}

enum { METRIC_COLUMNS = 10 };

/* In the order of the columns that metric_put and metric_add take. */
static void metric_columns(const struct metric *metric, struct text out[METRIC_COLUMNS]) {
    out[0] = metric->code;
    out[1] = metric->name_zh;
    out[2] = metric->name_en;
    out[3] = text_from(figure_kind_name(metric->kind));
    out[4] = metric->unit;
    out[5] = text_from(direction_name(metric->direction));
    out[6] = text_from(additivity_name(metric->over_time));
    out[7] = text_from(additivity_name(metric->over_orgs));
    out[8] = metric->numerator;
    out[9] = metric->denominator;
}

size_t metric_ask_put(struct pg_ask *ask, const struct metric *metric) {
    size_t call = 0;
    struct text columns[METRIC_COLUMNS];
    struct pg_param *params = pg_ask_add(ask, STATEMENT_metric_put, &call);
    metric_columns(metric, columns);
    for (size_t i = 0; params != NULL && i < METRIC_COLUMNS; i++)
        params[i] = pg_param_text(ask->arena, columns[i]);
    return call;
}

bool metric_read_was_created(const struct pg_results *results, size_t call) {
    return pg_bool(results, call, 0, 1);
}

static void put_metric_arrays(struct pg_ask *ask, struct pg_param *params, const struct metric *metrics,
                              size_t count) {
    struct pg_array arrays[METRIC_COLUMNS];
    struct text columns[METRIC_COLUMNS];
    for (size_t i = 0; i < METRIC_COLUMNS; i++)
        pg_array_begin(&arrays[i]);
    for (size_t m = 0; m < count; m++) {
        metric_columns(&metrics[m], columns);
        for (size_t i = 0; i < METRIC_COLUMNS; i++)
            pg_array_text(&arrays[i], columns[i]);
    }
    for (size_t i = 0; i < METRIC_COLUMNS; i++)
        params[i] = pg_array_end(&arrays[i], ask->arena);
}

void metric_ask_add(struct pg_ask *ask, const struct metric *metrics, size_t count, bool is_provisional) {
    struct pg_param *params = pg_ask_add(ask, STATEMENT_metric_add, NULL);
    if (params == NULL)
        return;
    put_metric_arrays(ask, params, metrics, count);
    params[METRIC_COLUMNS] = pg_param_text(ask->arena, text_from(is_provisional ? "t" : "f"));
}

/* ---- many metrics, in a transaction of their own ---- */

void metric_ask_lock(struct pg_ask *ask) {
    (void)pg_ask_add(ask, STATEMENT_metrics_lock, NULL);
}

size_t metric_ask_in_use(struct pg_ask *ask, const struct text *codes, size_t count) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_metrics_in_use, &call);
    if (params != NULL)
        params[0] = pg_param_texts(ask->arena, codes, count);
    return call;
}

struct text metric_read_code(const struct pg_results *results, size_t call, size_t row, struct arena *arena) {
    return pg_text_dup(results, call, row, 0, arena);
}

void metric_ask_put_many(struct pg_ask *ask, const struct metric *metrics, size_t count) {
    struct pg_array provisional;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_metric_put_many, NULL);
    if (params == NULL)
        return;
    put_metric_arrays(ask, params, metrics, count);
    pg_array_begin(&provisional);
    for (size_t i = 0; i < count; i++)
        pg_array_text(&provisional, text_from(metrics[i].is_provisional ? "t" : "f"));
    params[METRIC_COLUMNS] = pg_array_end(&provisional, ask->arena);
}

bool metric_read_at(const struct pg_results *results, size_t call, size_t row, int column,
                    struct arena *arena, struct metric *out, struct err *err) {
    *out = (struct metric){.id = pg_int(results, call, row, column),
                           .code = pg_text_dup(results, call, row, column + 1, arena),
                           .name_zh = pg_text_dup(results, call, row, column + 2, arena),
                           .name_en = pg_text_dup(results, call, row, column + 3, arena),
                           .unit = pg_text_dup(results, call, row, column + 4, arena),
                           .numerator = pg_text_dup(results, call, row, column + 9, arena),
                           .denominator = pg_text_dup(results, call, row, column + 10, arena),
                           .is_provisional = pg_bool(results, call, row, column + 11)};
    if (!figure_kind_parse(pg_text(results, call, row, column + 5), &out->kind) ||
        !direction_parse(pg_text(results, call, row, column + 6), &out->direction) ||
        !additivity_parse(pg_text(results, call, row, column + 7), &out->over_time) ||
        !additivity_parse(pg_text(results, call, row, column + 8), &out->over_orgs))
        return unknown_word(err, "word of a metric");
    out->aliases = read_texts(pg_text_dup(results, call, row, column + 12, arena), arena, &out->alias_count);
    if (out->aliases == NULL)
        return err_set(err, ERR_TOO_LARGE, "The answer is too large.");
    return breaks_read(results, call, row, column + 13, arena, out->code, &out->breaks, err);
}

bool metric_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                 struct metric *out, struct err *err) {
    return metric_read_at(results, call, row, 0, arena, out, err);
}

/* ---- aliases ---- */

/* Metric codes, normal forms and labels, as three parameters. */
static void alias_params(struct pg_ask *ask, const struct alias *aliases, size_t count,
                         struct pg_param params[3]) {
    struct pg_array metrics, norms, labels;
    pg_array_begin(&metrics);
    pg_array_begin(&norms);
    pg_array_begin(&labels);
    for (size_t i = 0; i < count; i++) {
        pg_array_text(&metrics, aliases[i].metric);
        pg_array_text(&norms, aliases[i].norm);
        pg_array_text(&labels, aliases[i].alias);
    }
    params[0] = pg_array_end(&metrics, ask->arena);
    params[1] = pg_array_end(&norms, ask->arena);
    params[2] = pg_array_end(&labels, ask->arena);
}

void alias_ask_add(struct pg_ask *ask, const struct alias *aliases, size_t count) {
    struct pg_param *params = pg_ask_add(ask, STATEMENT_alias_add, NULL);
    if (params != NULL)
        alias_params(ask, aliases, count, params);
}

void alias_ask_put(struct pg_ask *ask, struct text metric, const struct alias *aliases, size_t count,
                   const struct alias *given_up, size_t given_up_count) {
    struct pg_param own[3], others[3];
    struct pg_param *params = pg_ask_add(ask, STATEMENT_alias_put, NULL);
    if (params == NULL)
        return;
    alias_params(ask, aliases, count, own);
    alias_params(ask, given_up, given_up_count, others);
    params[0] = pg_param_text(ask->arena, metric);
    params[1] = own[1];
    params[2] = own[2];
    params[3] = others[0];
    params[4] = others[1];
}

void alias_ask_add_found(struct pg_ask *ask, int64_t org_id, const struct alias *aliases, size_t count) {
    struct pg_param *params = pg_ask_add(ask, STATEMENT_alias_add_found, NULL);
    if (params == NULL)
        return;
    params[0] = pg_param_int(ask->arena, org_id);
    alias_params(ask, aliases, count, params + 1);
}

void alias_ask_add_free(struct pg_ask *ask, const struct alias *aliases, size_t count) {
    struct pg_param *params = pg_ask_add(ask, STATEMENT_alias_add_free, NULL);
    if (params != NULL)
        alias_params(ask, aliases, count, params);
}

void alias_ask_remove(struct pg_ask *ask, const struct alias *aliases, size_t count) {
    struct pg_array metrics, norms;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_alias_remove, NULL);
    if (params == NULL)
        return;
    pg_array_begin(&metrics);
    pg_array_begin(&norms);
    for (size_t i = 0; i < count; i++) {
        pg_array_text(&metrics, aliases[i].metric);
        pg_array_text(&norms, aliases[i].norm);
    }
    params[0] = pg_array_end(&metrics, ask->arena);
    params[1] = pg_array_end(&norms, ask->arena);
}

size_t alias_ask_find(struct pg_ask *ask, struct text org, const struct text *norms, size_t count) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_alias_find, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, org);
    params[1] = pg_param_texts(ask->arena, norms, count);
    return call;
}

size_t alias_ask_resolve(struct pg_ask *ask, struct text org, const struct text *names,
                         const struct text *norms, size_t count) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_alias_resolve, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, org);
    params[1] = pg_param_texts(ask->arena, norms, count);
    params[2] = pg_param_texts(ask->arena, names, count);
    params[3] = pg_param_texts(ask->arena, norms, count);
    return call;
}

bool alias_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                struct alias_match *out, struct err *err) {
    *out = (struct alias_match){.norm = pg_text_dup(results, call, row, 0, arena),
                                .metric_id = pg_int(results, call, row, 1),
                                .metric = pg_text_dup(results, call, row, 2, arena),
                                .unit = pg_text_dup(results, call, row, 3, arena),
                                .is_org_own = pg_bool(results, call, row, 5),
                                .is_provisional = pg_bool(results, call, row, 10),
                                .name_zh = pg_text_dup(results, call, row, 6, arena),
                                .numerator = pg_text_dup(results, call, row, 8, arena),
                                .denominator = pg_text_dup(results, call, row, 9, arena)};
    return (figure_kind_parse(pg_text(results, call, row, 4), &out->kind) || unknown_word(err, "kind")) &&
           (additivity_parse(pg_text(results, call, row, 7), &out->over_time) ||
            unknown_word(err, "additivity"));
}

/* ---- series ---- */

size_t series_ask_list(struct pg_ask *ask, const struct series_filter *filter) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_series_list, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, filter->org);
    params[1] = pg_param_text(ask->arena, filter->metric);
    params[2] = pg_param_int(ask->arena, filter->cursor);
    params[3] = pg_param_int(ask->arena, filter->limit);
    return call;
}

static bool is_known_then(const struct series_filter *filter, const struct observation *o) {
    return (filter->as_of.year == 0 || date_compare(o->published, filter->as_of) <= 0) &&
           (filter->known_at_ms == 0 || o->recorded_ms <= filter->known_at_ms);
}

/* By their first days; of those that begin on the same day the shorter goes first. */
static bool is_before(struct period a, struct period b) {
    int order = date_compare(period_start(a), period_start(b));
    return order != 0 ? order < 0 : date_compare(period_end(a), period_end(b)) < 0;
}

static bool read_known(struct text vintages, const struct series_filter *filter, struct series *out,
                       struct err *err) {
    struct packed_reader reader;
    struct packed_entry entry;
    struct observation o;
    enum packed_step step;
    packed_open(&reader, vintages);
    while ((step = packed_next(&reader, &entry)) == PACKED_ENTRY && packed_read(&entry, &o)) {
        if (!is_known_then(filter, &o))
            continue;
        if (out->observation_count == 0 || is_before(o.period, out->first))
            out->first = o.period;
        if (out->observation_count == 0 || is_before(out->last, o.period))
            out->last = o.period;
        out->observation_count++;
    }
    return step == PACKED_END ||
           err_set(err, ERR_INTERNAL, "The vintages of series %lld in the database cannot be read.",
                   (long long)out->id);
}

bool series_read(const struct pg_results *results, size_t call, size_t row,
                 const struct series_filter *filter, struct arena *arena, struct series *out,
                 struct err *err) {
    *out = (struct series){.id = pg_binary_int(results, call, row, 0),
                           .org = pg_text_dup(results, call, row, 1, arena),
                           .metric = pg_text_dup(results, call, row, 2, arena),
                           .scope = pg_text_dup(results, call, row, 3, arena),
                           .metric_name = pg_text_dup(results, call, row, 4, arena),
                           .unit = pg_text_dup(results, call, row, 5, arena)};
    if (!figure_kind_parse(pg_text(results, call, row, 6), &out->kind))
        return unknown_word(err, "kind");
    return read_known(pg_text(results, call, row, 7), filter, out, err);
}

size_t series_ask(struct pg_ask *ask, int64_t id) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_series_get, &call);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, id);
    return call;
}

struct series_record series_read_record(const struct pg_results *results, size_t call, size_t row,
                                        struct arena *arena) {
    return (struct series_record){.id = pg_int(results, call, row, 0),
                                  .org = {.id = pg_int(results, call, row, 1),
                                          .code = pg_text_dup(results, call, row, 2, arena),
                                          .name = pg_text_dup(results, call, row, 3, arena),
                                          .parent = pg_text_dup(results, call, row, 4, arena)},
                                  .scope = pg_text_dup(results, call, row, 5, arena),
                                  .metric = pg_text_dup(results, call, row, 6, arena)};
}

size_t series_ask_scopes(struct pg_ask *ask, struct text org, struct text metric) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_series_find, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, org);
    params[1] = pg_param_text(ask->arena, metric);
    return call;
}

int64_t series_read_scope(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                          struct text *scope) {
    *scope = pg_text_dup(results, call, row, 1, arena);
    return pg_int(results, call, row, 0);
}
