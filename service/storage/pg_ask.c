#include "storage/pg_ask.h"

#include <assert.h>
#include <string.h>

void pg_ask_init(struct pg_ask *ask, struct arena *arena) {
    *ask = (struct pg_ask){.arena = arena, .is_idempotent = true};
}

static bool grow(struct pg_ask *ask) {
    size_t capacity = ask->capacity == 0 ? 16 : 2 * ask->capacity;
    struct pg_call *calls = ARENA_ARRAY(ask->arena, capacity, struct pg_call);
    if (calls == NULL)
        return false;
    if (ask->count > 0)
        memcpy(calls, ask->calls, ask->count * sizeof *calls);
    ask->calls = calls;
    ask->capacity = capacity;
    return true;
}

struct pg_param *pg_ask_add(struct pg_ask *ask, enum statement statement, size_t *call) {
    if (ask->count == ask->capacity && !grow(ask))
        return NULL;
    int parameters = statement_texts[statement].parameters;
    struct pg_param *params = ARENA_ARRAY(ask->arena, (size_t)parameters + 1, struct pg_param);
    if (call != NULL)
        *call = ask->count;
    if (params != NULL)
        ask->calls[ask->count++] = (struct pg_call){.statement = statement, .params = params};
    return params;
}

struct pg_param pg_param_date(struct arena *arena, struct date date) {
    char written[DATE_TEXT_MAX];
    date_print(date, written);
    return pg_param_text(arena, text_from(written));
}

struct text pg_text_dup(const struct pg_results *results, size_t call, size_t row, int column,
                        struct arena *arena) {
    return arena_text(arena, pg_text(results, call, row, column));
}

struct date pg_date(const struct pg_results *results, size_t call, size_t row, int column) {
    struct date date = {0};
    struct err err;
    struct text written = pg_text(results, call, row, column);
    bool is_date = date_parse(written, &date, &err);
    assert(is_date || written.len == 0);
    (void)is_date;
    return date;
}
