#include "app/catalogue_export.h"

#include "app/page.h"
#include "http/reply.h"
#include "render/render.h"
#include "storage/catalogue_store.h"

enum { ANSWER_MAX = 256 << 20, ROWS_MOST = 200000 };

void catalogue_csv_begin(struct catalogue_csv *csv, struct task *task, bool is_metrics) {
    bool bom = http_request_bool(task->request, "bom", false);
    csv->task = task;
    buf_init(&csv->out, ANSWER_MAX);
    if (is_metrics)
        render_metrics_csv_head(&csv->out, bom);
    else
        render_orgs_csv_head(&csv->out, bom);
}

enum step catalogue_csv_reply(struct catalogue_csv *csv) {
    struct http_request *request = csv->task->request;
    http_reply_buf_take(request, 200, HTTP_CSV, &csv->out);
    buf_fini(&csv->out);
    return task_replied(csv->task);
}

/* One more than there may be, so that the last row tells whether there are too many. */
static int64_t rows_to_ask(const struct http_request *request) {
    return http_request_int(request, "limit", ROWS_MOST + 1);
}

static bool check_rows(struct task *task, size_t rows) {
    return rows <= ROWS_MOST ||
           err_set(
               &task->err, ERR_TOO_LARGE,
               "There are more than %d rows. Ask with `limit`, then with the last row's code as `cursor`.",
               ROWS_MOST);
}

/* ---- organisations ---- */

static enum step ask_orgs(struct task *task) {
    const struct http_request *request = task->request;
    struct pg_ask *ask = task_begin_ask(task);
    org_ask_list(ask, http_request_text(request, "under"), http_request_text(request, "q"),
                 http_request_text(request, "cursor"), rows_to_ask(request));
    org_ask(ask, http_request_text(request, "under"));
    return task_ask(task);
}

static enum step reply_orgs(struct task *task) {
    struct text under = http_request_text(task->request, "under");
    size_t rows = pg_rows(task->results, 0);
    struct catalogue_csv csv;
    if (under.len > 0 && pg_rows(task->results, 1) == 0) {
        err_set_field(&task->err, ERR_UNKNOWN_ORG, "under", "There is no organisation '%.*s'.",
                      TEXT_ARG(under));
        return STEP_FAIL;
    }
    if (!check_rows(task, rows))
        return STEP_FAIL;
    catalogue_csv_begin(&csv, task, false);
    for (size_t row = 0; row < rows; row++) {
        struct org org = org_read(task->results, 0, row, &task->arena);
        render_org_csv(&csv.out, &org);
    }
    return catalogue_csv_reply(&csv);
}

/* ---- metrics ---- */

static enum step ask_metrics(struct task *task) {
    const struct http_request *request = task->request;
    metric_ask_list(task_begin_ask(task), http_request_text(request, "q"),
                    http_request_text(request, "cursor"), rows_to_ask(request));
    return task_ask(task);
}

static enum step reply_metrics(struct task *task) {
    size_t rows = pg_rows(task->results, 0);
    struct catalogue_csv csv;
    if (!check_rows(task, rows))
        return STEP_FAIL;
    catalogue_csv_begin(&csv, task, true);
    for (size_t row = 0; row < rows; row++) {
        struct metric metric;
        if (!metric_read(task->results, 0, row, &task->arena, &metric, &task->err)) {
            buf_fini(&csv.out);
            return STEP_FAIL;
        }
        render_metric_csv(&csv.out, &metric);
    }
    return catalogue_csv_reply(&csv);
}

static const struct plan org_plan = {.name = "export organisations", .steps = {ask_orgs, reply_orgs}};
static const struct plan metric_plan = {.name = "export metrics", .steps = {ask_metrics, reply_metrics}};

void org_export(struct http_request *request, struct worker *worker) {
    task_start(worker, request, &org_plan, NULL);
}

void metric_export(struct http_request *request, struct worker *worker) {
    task_start(worker, request, &metric_plan, NULL);
}
