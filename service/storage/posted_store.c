#include "storage/posted_store.h"

#include <string.h>

/* "C": codes are compared byte by byte, which is faster and means the same. */
const char posted_setup[] =
    "create temp table posted (number bigint, org text collate \"C\", metric text collate \"C\", "
    "scope text collate \"C\", period text collate \"C\", period_start date, period_end date, "
    "status text collate \"C\", published date, value numeric, last_place integer, is_withdrawn boolean, "
    "is_refused boolean) on commit delete rows;"
    "create temp table posted_faults (number bigint, field text, code text, other bigint) on commit delete "
    "rows";

const char posted_copy[] = "copy posted from stdin";

/* ---- copying ---- */

/* COPY's text form: a backslash before what would end a field or a row. */
static void put_text(struct buf *out, struct text value) {
    size_t from = 0;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (c != '\\' && c != '\t' && c != '\n' && c != '\r')
            continue;
        buf_add(out, value.ptr + from, i - from);
        buf_add_char(out, '\\');
        buf_add_char(out, c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : '\\');
        from = i + 1;
    }
    buf_add_text(out, text_slice(value, from, value.len));
    buf_add_char(out, '\t');
}

static void put_string(struct buf *out, const char *value) {
    buf_add_text(out, text_from(value));
    buf_add_char(out, '\t');
}

static void put_date(struct buf *out, struct date date) {
    char text[DATE_TEXT_MAX];
    date_print(date, text);
    put_string(out, text);
}

static void put_period(struct buf *out, struct period given) {
    char text[PERIOD_TEXT_MAX];
    struct period period = period_canonical(given);
    period_print(period, text);
    put_string(out, text);
    put_date(out, period_start(period));
    put_date(out, period_end(period));
}

static void put_value(struct buf *out, const struct posted_row *row) {
    char text[DECIMAL_TEXT_MAX];
    if (row->is_withdrawn) {
        put_string(out, "\\N");
        put_string(out, "0");
        return;
    }
    decimal_print(row->value, text);
    put_string(out, text);
    buf_printf(out, "%d\t", -(int)row->value.scale);
}

void posted_write(struct buf *out, const struct posted_row *row) {
    buf_printf(out, "%llu\t", (unsigned long long)row->number);
    put_text(out, row->org);
    put_text(out, row->metric);
    put_text(out, row->scope);
    if (row->is_refused) {
        buf_add_text(out, TEXT_OF("\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\tt\n"));
        return;
    }
    put_period(out, row->period);
    put_string(out, figure_status_name(row->status));
    put_date(out, row->published);
    put_value(out, row);
    buf_add_text(out, row->is_withdrawn ? TEXT_OF("t\tf\n") : TEXT_OF("f\tf\n"));
}

void posted_ask_timeout(struct pg_ask *ask, int64_t milliseconds) {
    struct pg_param *params = pg_ask_add(ask, STATEMENT_load_timeout, NULL);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, milliseconds);
}

/* ---- what is wrong ---- */

size_t posted_ask_faults(struct pg_ask *ask, size_t limit) {
    size_t call = 0;
    (void)pg_ask_add(ask, STATEMENT_posted_find_faults, NULL);
    struct pg_param *params = pg_ask_add(ask, STATEMENT_posted_list_faults, &call);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, (int64_t)limit);
    (void)pg_ask_add(ask, STATEMENT_posted_count_faults, NULL);
    return call;
}

size_t posted_read_fault_count(const struct pg_results *results, size_t call) {
    return pg_rows(results, call);
}

struct posted_fault posted_read_fault(const struct pg_results *results, size_t call, size_t at) {
    return (struct posted_fault){.number = (uint64_t)pg_int(results, call, at, 0),
                                 .field = pg_text(results, call, at, 1),
                                 .code = pg_text(results, call, at, 2),
                                 .other = (uint64_t)pg_int(results, call, at, 3)};
}

struct posted_refusal posted_read_refusal(const struct pg_results *results, size_t call) {
    return (struct posted_refusal){.faults = (uint64_t)pg_int(results, call + 1, 0, 0),
                                   .rows = (uint64_t)pg_int(results, call + 1, 0, 1)};
}

/* ---- storing ---- */

void posted_ask_drop_refused(struct pg_ask *ask) {
    (void)pg_ask_add(ask, STATEMENT_posted_drop_refused, NULL);
}

size_t posted_ask_add(struct pg_ask *ask) {
    size_t call = 0;
    (void)pg_ask_add(ask, STATEMENT_posted_lock, NULL);
    (void)pg_ask_add(ask, STATEMENT_posted_add_series, NULL);
    (void)pg_ask_add(ask, STATEMENT_posted_add, &call);
    (void)pg_ask_add(ask, STATEMENT_posted_mark_claims, NULL);
    return call;
}

/* ---- requests that are sent again ---- */

enum { TOKEN_BYTES = 32 };

static void name_key(struct pg_ask *ask, struct pg_param *params, struct idempotency_key key) {
    if (params == NULL)
        return;
    params[0] = pg_param_bytes(key.token, TOKEN_BYTES);
    params[1] = pg_param_text(ask->arena, key.key);
}

size_t idempotency_ask(struct pg_ask *ask, struct idempotency_key key) {
    size_t call = 0;
    name_key(ask, pg_ask_add(ask, STATEMENT_idempotency_lock, &call), key);
    name_key(ask, pg_ask_add(ask, STATEMENT_idempotency_get, NULL), key);
    return call;
}

enum idempotency idempotency_read(const struct pg_results *results, size_t call, struct arena *arena,
                                  struct idempotency_answer *answer) {
    if (!pg_bool(results, call, 0, 0))
        return IDEMPOTENCY_RUNNING;
    if (pg_rows(results, call + 1) == 0)
        return IDEMPOTENCY_NEW;
    *answer = (struct idempotency_answer){.request = pg_text_dup(results, call + 1, 0, 0, arena),
                                          .status = (int)pg_int(results, call + 1, 0, 1),
                                          .body = pg_text_dup(results, call + 1, 0, 2, arena)};
    return IDEMPOTENCY_KNOWN;
}

void idempotency_ask_keep(struct pg_ask *ask, struct idempotency_key key,
                          const struct idempotency_answer *answer) {
    (void)pg_ask_add(ask, STATEMENT_idempotency_expire, NULL);
    struct pg_param *params = pg_ask_add(ask, STATEMENT_idempotency_put, NULL);
    name_key(ask, params, key);
    if (params == NULL)
        return;
    params[2] = pg_param_text(ask->arena, answer->request);
    params[3] = pg_param_int(ask->arena, answer->status);
    params[4] = pg_param_text(ask->arena, answer->body);
}
