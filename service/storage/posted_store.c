#include "storage/posted_store.h"

#include <string.h>

/* "C": the order of bytes, which is the worker's. */
const char posted_setup[] =
    "create temp table posted (org_id bigint, metric_id bigint, scope text collate \"C\", batch bigint, "
    "rows bytea not null, primary key (metric_id, scope, org_id, batch)) on commit delete rows;"
    "alter table posted alter column rows set storage external";

const char posted_copy[] = "copy posted from stdin (format binary)";

enum { LIST_BYTES_MAX = 1 << 30, OID_BYTES = 17, OID_INT8 = 20, OID_TEXT = 25 };
enum { ARRAY_COUNT_AT = 12 };

/* ---- codes ---- */

size_t posted_ask_codes(struct pg_ask *ask, struct pg_array *orgs, struct pg_array *metrics) {
    size_t call = 0;
    (void)pg_ask_add(ask, STATEMENT_posted_begin, NULL);
    struct pg_param *params = pg_ask_add(ask, STATEMENT_posted_codes, &call);
    if (params == NULL)
        return call;
    params[0] = orgs != NULL ? pg_array_end(orgs, ask->arena) : pg_param_null();
    params[1] = metrics != NULL ? pg_array_end(metrics, ask->arena) : pg_param_null();
    return call;
}

size_t posted_read_code_count(const struct pg_results *results, size_t call) {
    return pg_rows(results, call);
}

struct posted_code posted_read_code(const struct pg_results *results, size_t call, size_t at) {
    return (struct posted_code){.is_org = text_equal(pg_text(results, call, at, 0), TEXT_OF("org")),
                                .code = pg_text(results, call, at, 1),
                                .id = pg_int(results, call, at, 2)};
}

/* ---- PostgreSQL's binary forms ---- */

static void put_fixed(struct buf *out, uint64_t value, size_t bytes) {
    char digits[8];
    for (size_t i = 0; i < bytes; i++)
        digits[i] = (char)(value >> (8 * (bytes - 1 - i)));
    buf_add(out, digits, bytes);
}

static void put_bytes(struct buf *out, struct text bytes) {
    put_fixed(out, bytes.len, 4);
    buf_add_text(out, bytes);
}

static void put_int8(struct buf *out, int64_t value) {
    put_fixed(out, 8, 4);
    put_fixed(out, (uint64_t)value, 8);
}

/* One dimension, no nulls, counted from 1; how many is told at the end. */
static void begin_array(struct buf *out, uint32_t oid) {
    buf_reset(out);
    put_fixed(out, 1, 4);
    put_fixed(out, 0, 4);
    put_fixed(out, oid, 4);
    put_fixed(out, 0, 4);
    put_fixed(out, 1, 4);
}

static struct pg_param array_param(const struct buf *array) {
    return pg_param_bytes(array->ptr, array->len);
}

/* ---- series ---- */

void posted_list_init(struct posted_list *list) {
    *list = (struct posted_list){.count = 0};
    buf_init(&list->orgs, LIST_BYTES_MAX);
    buf_init(&list->metrics, LIST_BYTES_MAX);
    buf_init(&list->scopes, LIST_BYTES_MAX);
    buf_init(&list->segments, LIST_BYTES_MAX);
    posted_list_reset(list);
}

void posted_list_fini(struct posted_list *list) {
    buf_fini(&list->orgs);
    buf_fini(&list->metrics);
    buf_fini(&list->scopes);
    buf_fini(&list->segments);
}

void posted_list_reset(struct posted_list *list) {
    list->count = 0;
    begin_array(&list->orgs, OID_INT8);
    begin_array(&list->metrics, OID_INT8);
    begin_array(&list->scopes, OID_TEXT);
    begin_array(&list->segments, OID_BYTES);
}

static void set_count(struct buf *array, size_t count) {
    if (buf_failed(array))
        return;
    for (size_t i = 0; i < 4; i++)
        array->ptr[ARRAY_COUNT_AT + i] = (char)(count >> (24 - 8 * i));
}

void posted_list_add(struct posted_list *list, int64_t org_id, int64_t metric_id, struct text scope,
                     struct text segment) {
    list->count++;
    put_int8(&list->orgs, org_id);
    put_int8(&list->metrics, metric_id);
    put_bytes(&list->scopes, scope);
    put_bytes(&list->segments, segment);
    set_count(&list->orgs, list->count);
    set_count(&list->metrics, list->count);
    set_count(&list->scopes, list->count);
    set_count(&list->segments, list->count);
}

bool posted_list_failed(const struct posted_list *list) {
    return buf_failed(&list->orgs) || buf_failed(&list->metrics) || buf_failed(&list->scopes) ||
           buf_failed(&list->segments);
}

static struct pg_param *add_list(struct pg_ask *ask, enum statement statement, const struct posted_list *list,
                                 size_t *call) {
    struct pg_param *params = pg_ask_add(ask, statement, call);
    if (params == NULL)
        return NULL;
    params[0] = array_param(&list->orgs);
    params[1] = array_param(&list->metrics);
    params[2] = array_param(&list->scopes);
    return params;
}

size_t posted_ask_lock(struct pg_ask *ask, uint64_t buckets) {
    size_t call = 0;
    struct pg_array array;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_posted_lock, &call);
    pg_array_begin(&array);
    for (int bucket = 0; bucket < 64; bucket++)
        if ((buckets >> bucket & 1) != 0)
            pg_array_int(&array, bucket);
    struct pg_param param = pg_array_end(&array, ask->arena);
    if (params != NULL)
        params[0] = param;
    (void)pg_ask_add(ask, STATEMENT_posted_merges, NULL);
    return call;
}

int64_t posted_read_merges(const struct pg_results *results, size_t call) {
    return pg_binary_int(results, call + 1, 0, 0);
}

int64_t posted_read_recorded(const struct pg_results *results, size_t call) {
    return pg_binary_int(results, call, 0, 1);
}

size_t posted_ask_read(struct pg_ask *ask, const struct posted_list *list) {
    size_t call = 0;
    (void)add_list(ask, STATEMENT_posted_read, list, &call);
    return call;
}

size_t posted_read_count(const struct pg_results *results, size_t call) {
    return pg_rows(results, call);
}

struct posted_vintages posted_read_vintages(const struct pg_results *results, size_t call, size_t row) {
    return (struct posted_vintages){.at = (size_t)pg_binary_int(results, call, row, 0) - 1,
                                    .vintages = pg_text(results, call, row, 1)};
}

void posted_ask_append(struct pg_ask *ask, const struct posted_list *list, int64_t recorded_ms) {
    struct pg_param *params = add_list(ask, STATEMENT_posted_append, list, NULL);
    if (params != NULL) {
        params[3] = array_param(&list->segments);
        params[4] = pg_param_int(ask->arena, recorded_ms);
    }
    (void)add_list(ask, STATEMENT_posted_mark_claims, list, NULL);
}

/* ---- rows that wait in `posted` ---- */

void posted_copy_begin(struct buf *out) {
    static const char signature[] = "PGCOPY\n\377\r\n"; /* with its NUL */
    buf_add(out, signature, sizeof signature);
    put_fixed(out, 0, 8);
}

void posted_copy_add(struct buf *out, int64_t org_id, int64_t metric_id, struct text scope, int64_t batch,
                     struct text rows) {
    put_fixed(out, 5, 2);
    put_int8(out, org_id);
    put_int8(out, metric_id);
    put_bytes(out, scope);
    put_int8(out, batch);
    put_bytes(out, rows);
}

void posted_copy_end(struct buf *out) {
    put_fixed(out, UINT16_MAX, 2);
}

size_t posted_ask_next(struct pg_ask *ask, int64_t org_id, int64_t metric_id, struct text scope,
                       size_t limit) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_posted_next, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_int(ask->arena, org_id);
    params[1] = pg_param_int(ask->arena, metric_id);
    params[2] = pg_param_text(ask->arena, scope);
    params[3] = pg_param_int(ask->arena, (int64_t)limit);
    return call;
}

struct posted_waiting posted_read_next(const struct pg_results *results, size_t call, size_t row) {
    return (struct posted_waiting){.org_id = pg_binary_int(results, call, row, 0),
                                   .metric_id = pg_binary_int(results, call, row, 1),
                                   .scope = pg_text(results, call, row, 2),
                                   .rows = pg_text(results, call, row, 3),
                                   .vintages = pg_text(results, call, row, 4)};
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
