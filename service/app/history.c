#include "app/history.h"

#include "app/task.h"
#include "http/reply.h"
#include "render/render.h"
#include "series/vintages.h"
#include "storage/catalogue_store.h"
#include "storage/series_store.h"

enum { ANSWER_MAX = 256 << 20 };

struct history_state {
    struct series_record series;
    struct observation *observations;
    size_t count;
};

enum { CALL_SERIES, CALL_OBSERVATIONS };

static enum step ask_series(struct task *task) {
    int64_t id = http_request_int(task->request, "id", 0);
    enum http_form form;
    if (!http_request_form(task->request, &form, &task->err))
        return STEP_FAIL;
    struct pg_ask *ask = task_begin_ask(task);
    series_ask(ask, id);
    observation_ask_id(ask, id);
    return task_ask(task);
}

static enum step ask_metric(struct task *task) {
    struct history_state *state = task->state;
    if (pg_rows(task->results, CALL_SERIES) == 0) {
        err_set_field(&task->err, ERR_NOT_FOUND, "id", "There is no series %lld; GET /v1/series lists them.",
                      (long long)http_request_int(task->request, "id", 0));
        return STEP_FAIL;
    }
    state->series = series_read_record(task->results, CALL_SERIES, 0, &task->arena);
    if (!observation_read_list(task->results, CALL_OBSERVATIONS, NULL, &task->arena, &state->observations,
                               &state->count, &task->err))
        return STEP_FAIL;
    metric_ask(task_begin_ask(task), state->series.metric);
    return task_ask(task);
}

static struct vintages_request request_of(const struct http_request *request) {
    int status = http_request_word(request, "status", -1);
    struct vintages_request asked = {.has_status = status >= 0,
                                     .status = status >= 0 ? (enum figure_status)status : STATUS_ACTUAL};
    (void)http_request_period(request, "period", &asked.period);
    (void)http_request_period(request, "from", &asked.from);
    (void)http_request_period(request, "to", &asked.to);
    (void)http_request_date(request, "as_of", &asked.vantage.as_of);
    (void)http_request_time(request, "known_at", &asked.vantage.known_at_ms);
    return asked;
}

static bool check_window(struct task *task, const struct vintages_request *asked) {
    return asked->from.shape == PERIOD_NONE || asked->to.shape == PERIOD_NONE ||
           date_compare(period_start(asked->from), period_end(asked->to)) <= 0 ||
           err_set_field(&task->err, ERR_BAD_VALUE, "from", "from begins after the end of to.");
}

static enum step reply_history(struct task *task) {
    struct history_state *state = task->state;
    const struct vintages_request asked = request_of(task->request);
    const struct render_options options = {.quote = http_request_bool(task->request, "quote", true),
                                           .bom = http_request_bool(task->request, "bom", false)};
    struct metric metric;
    struct vintage_point *points;
    size_t count;
    enum http_form form;
    struct buf out;
    if (!http_request_form(task->request, &form, &task->err) || !check_window(task, &asked) ||
        !metric_read(task->results, 0, 0, &task->arena, &metric, &task->err) ||
        !vintages_build(&task->arena, &asked, state->observations, state->count, &points, &count, &task->err))
        return STEP_FAIL;
    const struct render_history history = {.org = &state->series.org,
                                           .metric = &metric,
                                           .scope = state->series.scope,
                                           .series_id = state->series.id,
                                           .as_of = asked.vantage.as_of,
                                           .known_at_ms = asked.vantage.known_at_ms,
                                           .points = points,
                                           .count = count};
    buf_init(&out, ANSWER_MAX);
    if (form == HTTP_FORM_CSV)
        render_history_csv(&out, &history, &options);
    else
        render_history_json(&out, &history, &options);
    http_reply_buf_take(task->request, 200, form == HTTP_FORM_CSV ? HTTP_CSV : HTTP_JSON, &out);
    buf_fini(&out);
    return task_replied(task);
}

static const struct plan plan = {.name = "show vintages",
                                 .steps = {ask_series, ask_metric, reply_history},
                                 .state_size = sizeof(struct history_state)};

void series_vintages(struct http_request *request, void *context) {
    task_start(context, request, &plan, NULL);
}
