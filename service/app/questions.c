#include "app/questions.h"

#include "app/question.h"
#include "app/task.h"

enum { ANSWER_MAX = 256 << 20 };

/* Asks as often as names have to be resolved: what the metric's name means, that metric's series, another scope's. */

static enum step ask(struct task *task) {
    struct question *question = task->state;
    question_ask(&question, 1, task_begin_ask(task));
    return task_ask(task);
}

static enum step begin(struct task *task, enum question_kind kind) {
    enum http_form form;
    if (!http_request_form(task->request, &form, &task->err) ||
        !question_read(task->state, kind, http_request_values(task->request), &task->arena, &task->err))
        return STEP_FAIL;
    return ask(task);
}

static enum step begin_trend(struct task *task) {
    return begin(task, QUESTION_TREND);
}

static enum step begin_compare(struct task *task) {
    return begin(task, QUESTION_COMPARE);
}

static enum step resolve(struct task *task) {
    struct question *question = task->state;
    switch (question_take(question, task->results)) {
    case QUESTION_AGAIN:
        return ask(task);
    case QUESTION_READY:
        return STEP_NEXT;
    case QUESTION_FAILED:
        break;
    }
    task->err = question->err;
    return STEP_FAIL;
}

static enum step reply(struct task *task) {
    struct question *question = task->state;
    enum http_form form;
    struct buf out;
    if (!http_request_form(task->request, &form, &task->err))
        return STEP_FAIL;
    buf_init(&out, ANSWER_MAX);
    if (!question_render(question, task->results, form, &out)) {
        task->err = question->err;
        buf_fini(&out);
        return STEP_FAIL;
    }
    http_reply_buf_take(task->request, 200, form == HTTP_FORM_CSV ? HTTP_CSV : HTTP_JSON, &out);
    buf_fini(&out);
    return task_replied(task);
}

static const struct plan trend_plan = {.name = "trend",
                                       .steps = {begin_trend, resolve, resolve, resolve, resolve, reply},
                                       .state_size = sizeof(struct question)};
static const struct plan compare_plan = {.name = "compare",
                                         .steps = {begin_compare, resolve, resolve, reply},
                                         .state_size = sizeof(struct question)};

void trend_show(struct http_request *request, void *context) {
    task_start(context, request, &trend_plan, NULL);
}

void compare_show(struct http_request *request, void *context) {
    task_start(context, request, &compare_plan, NULL);
}
