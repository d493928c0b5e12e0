#include "storage/break_store.h"

/* As breaks_of() puts them together: between breaks, and between a break's period and its note. */
static const char separator = '\x1f', field_separator = '\x1e';

size_t break_ask_put(struct pg_ask *ask, const struct metric_break *item) {
    char period[PERIOD_TEXT_MAX];
    size_t call = 0, len = period_print(item->period, period);
    struct pg_param *params = pg_ask_add(ask, STATEMENT_break_put, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, item->metric);
    params[1] = pg_param_date(ask->arena, period_start(item->period));
    params[2] = pg_param_text(ask->arena, (struct text){period, len});
    params[3] = pg_param_text(ask->arena, item->note);
    params[4] = pg_param_int(ask->arena, BREAKS_MOST);
    return call;
}

bool break_read_was_created(const struct pg_results *results, size_t call) {
    return pg_bool(results, call, 0, 0);
}

size_t break_ask_remove(struct pg_ask *ask, struct text metric, struct period period) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_break_remove, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, metric);
    params[1] = pg_param_date(ask->arena, period_start(period));
    return call;
}

void break_ask_copy(struct pg_ask *ask, struct text from, struct text to) {
    struct pg_param *params = pg_ask_add(ask, STATEMENT_break_copy, NULL);
    if (params == NULL)
        return;
    params[0] = pg_param_text(ask->arena, from);
    params[1] = pg_param_text(ask->arena, to);
}

static bool read_one(struct text told, struct text metric, struct metric_break *out) {
    struct text period;
    *out = (struct metric_break){.metric = metric};
    if (!text_split(&told, field_separator, &period) || !period_parse(period, &out->period, NULL))
        return false;
    out->start = date_days(period_start(out->period));
    out->note = told;
    return told.len > 0;
}

/* Nearly all metrics have none: then nothing is copied. */
bool breaks_read(const struct pg_results *results, size_t call, size_t row, int column, struct arena *arena,
                 struct text metric, struct breaks *out, struct err *err) {
    *out = (struct breaks){0};
    if (pg_text(results, call, row, column).len == 0)
        return true;
    struct text one, rest = pg_text_dup(results, call, row, column, arena);
    size_t most = 1, count = 0;
    for (size_t i = 0; i < rest.len; i++)
        most += rest.ptr[i] == separator;
    struct metric_break *items = ARENA_ARRAY(arena, most, struct metric_break);
    if (items == NULL || rest.ptr == NULL)
        return err_set(err, ERR_TOO_LARGE, "The answer is too large.");
    while (count < most && text_split(&rest, separator, &one))
        if (!read_one(one, metric, &items[count++]))
            return err_set(err, ERR_INTERNAL, "A definition break in the database cannot be read.");
    *out = (struct breaks){items, count};
    return true;
}
