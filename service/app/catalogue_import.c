#include "app/catalogue_import.h"

#include "app/catalogue_check.h"
#include "app/changes.h"
#include "app/worker.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "documents/content_type.h"
#include "http/reply.h"
#include "render/json.h"

enum { ARENA_BYTES = 512 << 20, ANSWER_BYTES = 4096, STANDING_MOST = 1000000 };

enum stage { STAGE_READING, STAGE_WRITING };

struct import {
    struct worker *worker;
    struct http_request *request;
    struct arena arena;
    bool is_metrics, is_dry_run;
    enum stage stage;
    struct catalogue_rows rows;
    struct row_faults faults;
    struct catalogue_writes writes;
    struct pg_load *load;
    struct pg_ask ask;
    size_t standing_call, in_use_call, merged_call;
};

/* ---- the end ---- */

static void import_free(struct import *import) {
    if (import->load != NULL)
        pg_load_cancel(import->load);
    arena_fini(&import->arena);
    memory_free(import);
}

static void fail(struct import *import, const struct err *err) {
    struct http_request *request = import->request;
    struct err why = *err; /* the load's, which goes */
    import_free(import);
    http_reply_error(request, &why);
}

static void fail_too_large(struct import *import) {
    struct err err;
    (void)err_set(&err, ERR_TOO_LARGE, "The import needs more memory than it may take.");
    fail(import, &err);
}

static void refuse(struct import *import) {
    struct err err;
    const struct row_errors errors = {import->faults.items, import->faults.kept, import->faults.count};
    (void)err_set(&err, ERR_BAD_ROWS, "There are %llu faults in the rows; nothing was stored.",
                  (unsigned long long)import->faults.count);
    http_reply_errors(import->request, &err, &errors);
    import_free(import);
}

static void put_count(struct json *json, const char *key, size_t count) {
    json_key(json, key);
    json_add_integer(json, (int64_t)count);
}

static void reply(struct import *import) {
    struct buf out;
    struct json json;
    buf_init(&out, ANSWER_BYTES);
    json_init(&json, &out);
    json_begin_object(&json);
    put_count(&json, "rows", import->rows.count);
    put_count(&json, "created", import->writes.created);
    put_count(&json, "changed", import->writes.changed);
    put_count(&json, "unchanged", import->writes.unchanged);
    json_key(&json, "dry_run");
    json_add_bool(&json, import->is_dry_run);
    json_end_object(&json);
    json_fini(&json);
    http_reply_json_take(import->request, 200, &out);
    buf_fini(&out);
    import_free(import);
}

/* ---- 1. what stands ---- */

static void submit(struct import *import) {
    if (arena_overflowed(&import->arena))
        fail_too_large(import);
    else
        pg_load_ask(import->load, import->ask.calls, import->ask.count);
}

static const struct text *codes_of(struct import *import) {
    struct text *codes = ARENA_ARRAY(&import->arena, import->rows.count, struct text);
    for (size_t i = 0; codes != NULL && i < import->rows.count; i++)
        codes[i] = import->rows.items[i].cells[METRIC_CODE];
    return codes;
}

static void on_ready(void *context) {
    struct import *import = context;
    const struct text none = {0};
    pg_ask_init(&import->ask, &import->arena);
    if (!import->is_metrics) {
        org_ask_lock(&import->ask);
        import->standing_call = org_ask_list(&import->ask, none, none, none, STANDING_MOST);
    } else {
        const struct text *codes = codes_of(import);
        metric_ask_lock(&import->ask);
        import->standing_call = metric_ask_all(&import->ask, STANDING_MOST);
        if (codes != NULL) {
            import->in_use_call = metric_ask_in_use(&import->ask, codes, import->rows.count);
            import->merged_call = merged_ask(&import->ask, codes, import->rows.count);
        }
    }
    submit(import);
}

/* ---- 2. what the rows would change ---- */

static bool check_orgs(struct import *import, const struct pg_results *results) {
    size_t count = pg_rows(results, import->standing_call);
    struct org *orgs = ARENA_ARRAY(&import->arena, count, struct org);
    for (size_t i = 0; orgs != NULL && i < count; i++)
        orgs[i] = org_read(results, import->standing_call, i, &import->arena);
    return orgs != NULL &&
           catalogue_check_orgs(&import->arena, &import->rows, orgs, count, &import->faults, &import->writes);
}

static const struct text *read_in_use(struct import *import, const struct pg_results *results, size_t count) {
    struct text *codes = ARENA_ARRAY(&import->arena, count, struct text);
    for (size_t i = 0; codes != NULL && i < count; i++)
        codes[i] = metric_read_code(results, import->in_use_call, i, &import->arena);
    return codes;
}

static const struct merged_code *read_merged(struct import *import, const struct pg_results *results,
                                             size_t count) {
    struct merged_code *merged = ARENA_ARRAY(&import->arena, count, struct merged_code);
    for (size_t i = 0; merged != NULL && i < count; i++)
        merged[i] = merged_read(results, import->merged_call, i, &import->arena);
    return merged;
}

static bool check_metrics(struct import *import, const struct pg_results *results) {
    struct err ignored;
    struct catalogue_codes codes = {.in_use_count = pg_rows(results, import->in_use_call),
                                    .merged_count = pg_rows(results, import->merged_call)};
    size_t count = pg_rows(results, import->standing_call);
    struct metric *metrics = ARENA_ARRAY(&import->arena, count, struct metric);
    codes.in_use = read_in_use(import, results, codes.in_use_count);
    codes.merged = read_merged(import, results, codes.merged_count);
    for (size_t i = 0; metrics != NULL && i < count; i++)
        if (!metric_read(results, import->standing_call, i, &import->arena, &metrics[i], &ignored))
            return false;
    return metrics != NULL && codes.in_use != NULL && codes.merged != NULL &&
           catalogue_check_metrics(&import->arena, &import->rows, metrics, count, &codes, &import->faults,
                                   &import->writes);
}

/* ---- 3. writing it ---- */

static void ask_writes(struct import *import) {
    const struct catalogue_writes *writes = &import->writes;
    import->stage = STAGE_WRITING;
    pg_ask_init(&import->ask, &import->arena);
    if (!import->is_metrics) {
        org_ask_put_many(&import->ask, writes->orgs, writes->org_count);
    } else {
        metric_ask_put_many(&import->ask, writes->metrics, writes->metric_count);
        alias_ask_remove(&import->ask, writes->removed, writes->removed_count);
        alias_ask_add(&import->ask, writes->added, writes->added_count);
    }
    submit(import);
}

static void on_results(void *context, const struct pg_results *results) {
    struct import *import = context;
    if (import->stage == STAGE_WRITING) {
        pg_load_commit(import->load);
        return;
    }
    bool fits = import->is_metrics ? check_metrics(import, results) : check_orgs(import, results);
    if (!fits || arena_overflowed(&import->arena))
        fail_too_large(import);
    else if (import->faults.count > 0 || import->is_dry_run ||
             import->writes.created + import->writes.changed == 0)
        pg_load_rollback(import->load);
    else
        ask_writes(import);
}

static void on_committed(void *context) {
    struct import *import = context;
    const struct written catalogue = {.kind = CHANGE_CATALOGUE};
    import->load = NULL;
    changes_tell(import->worker, &catalogue, 1);
    reply(import);
}

static void on_rolled_back(void *context) {
    struct import *import = context;
    import->load = NULL;
    if (import->faults.count > 0)
        refuse(import);
    else
        reply(import);
}

static void on_failed(void *context, const struct err *err) {
    struct import *import = context;
    import->load = NULL;
    if (err->code == ERR_DATABASE_UNKNOWN)
        changes_doubt(import->worker);
    fail(import, err);
}

/* ---- the beginning ---- */

static bool read_body(struct import *import, struct err *err) {
    struct content_type type = content_type_parse(http_request_header(import->request, "Content-Type"));
    if (!content_type_is(type.media_type, "text/csv"))
        return err_set(err, ERR_UNSUPPORTED_MEDIA,
                       "Content-Type is '%.*s'; the catalogue is read from text/csv.",
                       TEXT_ARG(utf8_cut(type.media_type, 60)));
    return catalogue_rows_read(&import->arena, import->is_metrics ? &metric_form : &org_form,
                               http_request_body(import->request), charset_parse(type.charset),
                               &import->faults, &import->rows, err);
}

static void import_start(struct http_request *request, struct worker *worker, bool is_metrics) {
    static const struct pg_load_events events = {.on_ready = on_ready,
                                                 .on_results = on_results,
                                                 .on_committed = on_committed,
                                                 .on_rolled_back = on_rolled_back,
                                                 .on_failed = on_failed};
    struct err err;
    struct import *import = memory_alloc(sizeof *import);
    if (import == NULL) {
        (void)err_set(&err, ERR_OUT_OF_MEMORY, "No memory for the import.");
        http_reply_error(request, &err);
        return;
    }
    import->worker = worker;
    import->request = request;
    import->is_metrics = is_metrics;
    import->is_dry_run = http_request_bool(request, "dry_run", false);
    arena_init(&import->arena, ARENA_BYTES);
    row_faults_init(&import->faults, &import->arena);
    if (!read_body(import, &err) ||
        !pg_load_begin(worker->loader, &events, import, config_request_deadline_ms(worker->config),
                       &import->load, &err))
        fail(import, &err);
}

void org_import(struct http_request *request, void *context) {
    import_start(request, context, false);
}

void metric_import(struct http_request *request, void *context) {
    import_start(request, context, true);
}
