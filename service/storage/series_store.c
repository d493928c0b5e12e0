#include "storage/series_store.h"

#include <stdlib.h>
#include <string.h>

#include "storage/packed.h"
#include "storage/told.h"

/* The columns of each observation_find_… */
enum { COLUMN_SERIES, COLUMN_ORG, COLUMN_METRIC, COLUMN_VINTAGES, COLUMN_QUOTES, COLUMN_CODE, COLUMN_SCOPE };

/* ---- asking ---- */

static struct pg_param flag_param(struct pg_ask *ask, bool flag) {
    return pg_param_text(ask->arena, flag ? TEXT_OF("t") : TEXT_OF("f"));
}

static size_t ask_one(struct pg_ask *ask, enum statement statement, struct text org, struct text metric,
                      struct text scope, bool with_quotes) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, statement, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, org);
    params[1] = pg_param_text(ask->arena, metric);
    params[2] = pg_param_text(ask->arena, scope);
    params[3] = flag_param(ask, with_quotes);
    return call;
}

size_t observation_ask_series(struct pg_ask *ask, struct text org, struct text metric, struct text scope,
                              bool with_quotes) {
    return ask_one(ask, STATEMENT_observation_find_series, org, metric, scope, with_quotes);
}

size_t observation_ask_sides(struct pg_ask *ask, struct text org, struct text metric, struct text scope,
                             bool with_quotes) {
    return ask_one(ask, STATEMENT_observation_find_sides, org, metric, scope, with_quotes);
}

size_t observation_ask_metric(struct pg_ask *ask, const struct observation_selection *selection) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_observation_find_metric, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, selection->metric);
    params[1] = pg_param_text(ask->arena, selection->scope);
    params[2] = pg_param_texts(ask->arena, selection->orgs, selection->org_count);
    params[3] = pg_param_text(ask->arena, selection->under);
    params[4] = flag_param(ask, selection->with_quotes);
    return call;
}

size_t observation_ask_tree(struct pg_ask *ask, struct text under, struct text metric, struct text scope) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_observation_find_tree, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, metric);
    params[1] = pg_param_text(ask->arena, scope);
    params[2] = pg_param_text(ask->arena, under);
    return call;
}

size_t observation_ask_metrics(struct pg_ask *ask, const struct observation_selection *selection,
                               const struct text *metrics, size_t count) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_observation_find_metrics, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, selection->orgs[0]);
    params[1] = pg_param_texts(ask->arena, metrics, count);
    params[2] = pg_param_text(ask->arena, selection->scope);
    params[3] = flag_param(ask, selection->with_quotes);
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
                             size_t count) {
    size_t call = 0;
    struct pg_array metrics, scopes;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_observation_find_named, &call);
    if (params == NULL)
        return call;
    pg_array_begin(&metrics);
    pg_array_begin(&scopes);
    for (size_t i = 0; i < count; i++) {
        pg_array_text(&metrics, names[i].metric);
        pg_array_text(&scopes, names[i].scope);
    }
    params[0] = pg_param_int(ask->arena, org_id);
    params[1] = pg_array_end(&metrics, ask->arena);
    params[2] = pg_array_end(&scopes, ask->arena);
    return call;
}

static size_t ask_by_id(struct pg_ask *ask, enum statement statement, int64_t id) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, statement, &call);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, id);
    return call;
}

size_t observation_ask_id(struct pg_ask *ask, int64_t series_id) {
    return ask_by_id(ask, STATEMENT_observation_find_id, series_id);
}

size_t observation_ask_figure(struct pg_ask *ask, int64_t figure_id) {
    return ask_by_id(ask, STATEMENT_observation_find_figure, figure_id);
}

size_t observation_ask_report(struct pg_ask *ask, int64_t report_id) {
    return ask_by_id(ask, STATEMENT_observation_find_report, report_id);
}

/* ---- quotes ---- */

/* The quotes of a row stand one after another, by the figure's id: id (8 bytes), length (4), text. */
struct quote {
    int64_t figure;
    struct text text;
};

struct quotes {
    struct quote *items;
    size_t count;
};

enum { QUOTE_HEAD = 12 };

static uint64_t fixed_at(const char *bytes, size_t count) {
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++)
        value = value << 8 | (unsigned char)bytes[i];
    return value;
}

/* Counts them when `out` is NULL. */
static size_t split_quotes(struct text bytes, struct quote *out) {
    size_t count = 0;
    for (size_t at = 0; bytes.len - at >= QUOTE_HEAD; count++) {
        size_t len = (size_t)fixed_at(bytes.ptr + at + 8, 4);
        struct text rest = text_slice(bytes, at + QUOTE_HEAD, bytes.len);
        if (out != NULL)
            out[count] = (struct quote){(int64_t)fixed_at(bytes.ptr + at, 8), text_slice(rest, 0, len)};
        at += QUOTE_HEAD + (len < rest.len ? len : rest.len);
    }
    return count;
}

static struct quotes read_quotes(const struct pg_results *results, size_t call, size_t row,
                                 struct arena *arena) {
    struct text bytes = pg_text(results, call, row, COLUMN_QUOTES);
    struct quotes quotes = {0};
    if (bytes.len == 0)
        return quotes;
    bytes = arena_text(arena, bytes);
    quotes.items = ARENA_ARRAY(arena, split_quotes(bytes, NULL), struct quote);
    if (quotes.items != NULL)
        quotes.count = split_quotes(bytes, quotes.items);
    return quotes;
}

static int by_figure(const void *left, const void *right) {
    const struct quote *a = left, *b = right;
    return (a->figure > b->figure) - (a->figure < b->figure);
}

static struct text quote_of(const struct quotes *quotes, int64_t figure) {
    const struct quote key = {.figure = figure};
    const struct quote *found = quotes->count > 0 && figure != 0 ? bsearch(&key, quotes->items, quotes->count,
                                                                           sizeof *quotes->items, by_figure)
                                                                 : NULL;
    return found != NULL ? found->text : (struct text){0};
}

/* ---- which vintages are wanted ---- */

/* A comparison looks at two of the many periods of each of its series, and the same periods come again and again: what was found
 * for a period is remembered. */
enum { KNOWN_PERIODS = 64 };

struct wanted {
    const struct observation_selection *selection; /* NULL: all */
    struct known_period {
        struct period period;
        bool is_wanted;
    } known[KNOWN_PERIODS];
};

static bool fits_period(const struct observation_selection *selection, struct period period) {
    return period_covers_same_days(period, selection->period) || period_contains(period, selection->base);
}

static bool is_wanted_period(struct wanted *wanted, struct period period) {
    size_t slot = ((size_t)period.first * 11 + (size_t)period.shape) % KNOWN_PERIODS;
    struct known_period *known = &wanted->known[slot];
    if (known->period.shape != period.shape || known->period.first != period.first ||
        known->period.last != period.last)
        *known = (struct known_period){period, fits_period(wanted->selection, period)};
    return known->is_wanted;
}

static bool is_wanted(struct wanted *wanted, const struct packed_entry *entry) {
    const struct observation_selection *selection = wanted->selection;
    if (selection == NULL)
        return true;
    return (entry->status == selection->status ||
            (selection->with_targets && entry->status == STATUS_TARGET)) &&
           is_wanted_period(wanted, entry->period);
}

/* ---- reading ---- */

struct series_name observation_read_name(const struct pg_results *results, size_t call, size_t row,
                                         struct arena *arena) {
    return (struct series_name){.metric = pg_text_dup(results, call, row, COLUMN_CODE, arena),
                                .scope = pg_text_dup(results, call, row, COLUMN_SCOPE, arena)};
}

static bool broken(const struct pg_results *results, size_t call, size_t row, struct err *err) {
    return err_set(err, ERR_INTERNAL, "The vintages of series %lld in the database cannot be read.",
                   (long long)pg_binary_int(results, call, row, COLUMN_SERIES));
}

/* The observations that are read, growing as they come. */
struct list {
    struct arena *arena;
    struct observation *items;
    size_t count, room;
};

static struct observation *next_item(struct list *list) {
    if (list->count < list->room)
        return &list->items[list->count];
    size_t room = list->room * 2;
    struct observation *items = ARENA_ARRAY(list->arena, room, struct observation);
    if (items == NULL)
        return NULL;
    memcpy(items, list->items, list->count * sizeof *items);
    list->items = items;
    list->room = room;
    return &list->items[list->count];
}

static bool too_large(struct err *err) {
    return err_set(err, ERR_TOO_LARGE, "The answer is too large.");
}

static bool read_row(const struct pg_results *results, size_t call, size_t row, struct wanted *wanted,
                     struct list *list, struct err *err) {
    struct packed_reader reader;
    struct packed_entry entry;
    enum packed_step step;
    struct quotes quotes = read_quotes(results, call, row, list->arena);
    const int64_t series = pg_binary_int(results, call, row, COLUMN_SERIES),
                  org = pg_binary_int(results, call, row, COLUMN_ORG),
                  metric = pg_binary_int(results, call, row, COLUMN_METRIC);
    packed_open(&reader, pg_text(results, call, row, COLUMN_VINTAGES));
    while ((step = packed_next(&reader, &entry)) == PACKED_ENTRY) {
        if (!is_wanted(wanted, &entry))
            continue;
        struct observation *o = next_item(list);
        if (o == NULL)
            return too_large(err);
        if (!packed_read(&entry, o))
            return broken(results, call, row, err);
        o->series_id = series;
        o->org_id = org;
        o->metric_id = metric;
        told_read(quote_of(&quotes, o->source.figure), &o->source);
        list->count++;
    }
    return step == PACKED_END || broken(results, call, row, err);
}

/* A first guess: of a selection two vintages a series, else one for each ten bytes. */
static size_t room_for(const struct pg_results *results, size_t call, size_t from, size_t to,
                       const struct wanted *wanted) {
    size_t bytes = 0;
    for (size_t row = from; wanted->selection == NULL && row < to; row++)
        bytes += pg_text(results, call, row, COLUMN_VINTAGES).len;
    return 8 + 2 * (to - from) + bytes / 10;
}

static bool read_rows(const struct pg_results *results, size_t call, size_t from, size_t to,
                      struct wanted *wanted, struct arena *arena, struct observation **out, size_t *count,
                      struct err *err) {
    struct list list = {.arena = arena, .room = room_for(results, call, from, to, wanted)};
    list.items = ARENA_ARRAY(arena, list.room, struct observation);
    if (list.items == NULL)
        return too_large(err);
    for (size_t row = from; row < to; row++)
        if (!read_row(results, call, row, wanted, &list, err))
            return false;
    *out = list.items;
    *count = list.count;
    return !arena_overflowed(arena) || too_large(err);
}

bool observation_read_row(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                          struct observation **out, size_t *count, struct err *err) {
    struct wanted all = {0};
    return read_rows(results, call, row, row + 1, &all, arena, out, count, err);
}

bool observation_read_list(const struct pg_results *results, size_t call,
                           const struct observation_selection *selection, struct arena *arena,
                           struct observation **out, size_t *count, struct err *err) {
    struct wanted wanted = {.selection = selection};
    return read_rows(results, call, 0, pg_rows(results, call), &wanted, arena, out, count, err);
}
