#include "app/breaks.h"

#include "app/catalogue_input.h"
#include "app/changes.h"
#include "app/task.h"
#include "http/reply.h"
#include "render/render.h"
#include "storage/break_store.h"
#include "storage/claim_store.h"
#include "storage/merge_store.h"

/* What history says of claims may change with a break: they are marked in the same transaction, to be checked again. */

enum { ANSWER_MAX = 4 << 20 };
enum { CALL_METRIC, CALL_BREAK };

struct break_state {
    struct metric_break item; /* as it is to be */
    bool was_created;
};

static struct text code_of(const struct task *task) {
    return http_request_text(task->request, "code");
}

/* Nothing was changed: because there is no such metric, or it was merged, or for a reason of the caller's, which he tells then. */
static bool is_metric_there(struct task *task) {
    struct metric_record record;
    if (pg_rows(task->results, CALL_METRIC) == 0)
        return err_set_field(&task->err, ERR_UNKNOWN_METRIC, "code", "There is no metric '%.*s'.",
                             TEXT_ARG(code_of(task)));
    if (!metric_record_read(task->results, CALL_METRIC, &task->arena, &record, &task->err))
        return false;
    return record.into.len == 0 || err_set_field(&task->err, ERR_CONFLICT, "code",
                                                 "'%.*s' was merged into '%.*s'; its breaks are that one's.",
                                                 TEXT_ARG(code_of(task)), TEXT_ARG(record.into));
}

/* Kept answers and what workers know of metrics rest on the catalogue, breaks and all. */
static void tell(struct task *task) {
    const struct written catalogue = {.kind = CHANGE_CATALOGUE};
    changes_tell(task->worker, &catalogue, 1);
}

static enum step ask_metric(struct task *task) {
    metric_record_ask(task_begin_ask(task), code_of(task));
    return task_ask(task);
}

static enum step reply_metric(struct task *task) {
    const struct break_state *state = task->state;
    struct metric_record record;
    struct buf out;
    if (pg_rows(task->results, CALL_METRIC) == 0) {
        err_set_field(&task->err, ERR_UNKNOWN_METRIC, "code", "The metric '%.*s' went away.",
                      TEXT_ARG(code_of(task)));
        return STEP_FAIL;
    }
    if (!metric_record_read(task->results, CALL_METRIC, &task->arena, &record, &task->err))
        return STEP_FAIL;
    const struct render_merges merges = {record.into, record.merged, record.merged_count};
    buf_init(&out, ANSWER_MAX);
    render_metric_full_json(&out, &record.metric, &merges);
    http_reply_json_take(task->request, state->was_created ? 201 : 200, &out);
    buf_fini(&out);
    return task_replied(task);
}

/* ---- putting ---- */

static enum step read_and_put(struct task *task) {
    struct break_state *state = task->state;
    state->item.metric = code_of(task);
    (void)http_request_period(task->request, "period", &state->item.period);
    if (!catalogue_read_break(&task->arena, http_request_body(task->request), &state->item, &task->err))
        return STEP_FAIL;
    struct pg_ask *ask = task_begin_ask(task);
    metric_record_ask(ask, state->item.metric);
    break_ask_put(ask, &state->item);
    claim_ask_mark_metric(ask, state->item.metric);
    return task_ask(task);
}

static enum step check_put(struct task *task) {
    struct break_state *state = task->state;
    tell(task);
    if (pg_rows(task->results, CALL_BREAK) == 0) {
        if (is_metric_there(task))
            err_set_field(&task->err, ERR_CONFLICT, "period",
                          "'%.*s' has %d definition breaks already; more are not kept.",
                          TEXT_ARG(code_of(task)), BREAKS_MOST);
        return STEP_FAIL;
    }
    state->was_created = break_read_was_created(task->results, CALL_BREAK);
    return ask_metric(task);
}

static const struct plan put_plan = {.name = "put a definition break",
                                     .steps = {read_and_put, check_put, reply_metric},
                                     .state_size = sizeof(struct break_state),
                                     .finishes_when_gone = true};

void break_put(struct http_request *request, void *context) {
    task_start(context, request, &put_plan, NULL);
}

/* ---- taking back ---- */

static enum step ask_remove(struct task *task) {
    struct break_state *state = task->state;
    (void)http_request_period(task->request, "period", &state->item.period);
    struct pg_ask *ask = task_begin_ask(task);
    metric_record_ask(ask, code_of(task));
    break_ask_remove(ask, code_of(task), state->item.period);
    claim_ask_mark_metric(ask, code_of(task));
    return task_ask(task);
}

static enum step check_remove(struct task *task) {
    tell(task);
    if (pg_rows(task->results, CALL_BREAK) > 0)
        return ask_metric(task);
    if (is_metric_there(task))
        err_set_field(&task->err, ERR_NOT_FOUND, "period",
                      "'%.*s' has no definition break at %.*s; GET /v1/metrics/{code} lists those it has.",
                      TEXT_ARG(code_of(task)), TEXT_ARG(http_request_text(task->request, "period")));
    return STEP_FAIL;
}

static const struct plan remove_plan = {.name = "take back a definition break",
                                        .steps = {ask_remove, check_remove, reply_metric},
                                        .state_size = sizeof(struct break_state),
                                        .finishes_when_gone = true};

void break_remove(struct http_request *request, void *context) {
    task_start(context, request, &remove_plan, NULL);
}
