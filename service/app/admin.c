#include "app/admin.h"

#include "app/embedded.h"
#include "app/task.h"
#include "app/worker.h"
#include "http/reply.h"
#include "ops/metrics.h"
#include "storage/schema.h"

void health_show(struct http_request *request, void *context) {
    (void)context;
    http_reply_bytes(request, 200, HTTP_JSON, TEXT_OF("{\"status\":\"alive\"}\n"));
}

/* ---- ready ---- */

static enum step ask_schema(struct task *task) {
    schema_ask(task_begin_ask(task));
    return task_ask(task);
}

static enum step reply_ready(struct task *task) {
    if (!schema_read(task->results, 0, &task->err)) {
        task->err.code = ERR_DATABASE_UNAVAILABLE; /* 503: this one is not for use, whoever asks */
        return STEP_FAIL;
    }
    http_reply_bytes(task->request, 200, HTTP_JSON, TEXT_OF("{\"status\":\"ready\"}\n"));
    return task_replied(task);
}

static const struct plan ready_plan = {.name = "ready", .steps = {ask_schema, reply_ready}};

void ready_show(struct http_request *request, void *context) {
    struct worker *worker = context;
    struct err err;
    if (pg_pool_is_ready(worker->pool)) {
        task_start(worker, request, &ready_plan, NULL);
        return;
    }
    err_set(&err, ERR_DATABASE_UNAVAILABLE, "No connection to the database stands at present.");
    http_reply_error(request, &err);
}

/* ---- the rest needs no database ---- */

void metrics_show(struct http_request *request, void *context) {
    struct buf out;
    (void)context;
    buf_init(&out, 16U << 20);
    metrics_render(&out);
    http_reply_buf_take(request, 200, "text/plain; version=0.0.4; charset=utf-8", &out);
    buf_fini(&out);
}

void openapi_show(struct http_request *request, void *context) {
    (void)context;
    http_reply_bytes(request, 200, HTTP_JSON, (struct text){openapi_json, openapi_json_len});
}
