#include "app/questions.h"

#include <string.h>

#include "app/answers.h"
#include "app/changes.h"
#include "app/question.h"
#include "app/task.h"
#include "app/today.h"
#include "base/clock.h"

enum { ANSWER_MAX = 256 << 20, KEY_MAX = 4096 };

/* A question on its way, and what its answer is kept by. */
struct asked {
    struct question question;
    struct text key;    /* empty: the answer is not kept */
    struct watch names; /* what it must not have been changed since the first ask */
    struct watch watch; /* what the answer rests on, as it stood before it was fetched */
    bool was_resolved;  /* through a name */
    struct flight_seat seat;
    bool has_waited; /* for somebody else's answer to the same */
};

/* ---- kept answers ---- */

/* All that the answer depends on but for what is stored: what is asked, in which form and coding, and the day, which says what is due. */
static struct text key_of(struct http_request *request, enum question_kind kind, enum http_form form,
                          struct date today) {
    struct text query = http_request_query(request);
    if (query.len > KEY_MAX)
        return (struct text){0};
    /* What has few values goes into two bytes: this runs for every answer that is kept. */
    const uint32_t day = (uint32_t)date_days(today);
    char *key = arena_alloc(http_request_arena(request), sizeof day + 2 + query.len);
    if (key == NULL)
        return (struct text){0};
    memcpy(key, &day, sizeof day);
    key[sizeof day] = (char)('0' + (int)kind);
    key[sizeof day + 1] = (char)('0' + (int)form * 2 + (http_request_takes_gzip(request) ? 1 : 0));
    memcpy(key + sizeof day + 2, query.ptr, query.len);
    return (struct text){key, sizeof day + 2 + query.len};
}

static bool reply_kept(struct worker *worker, struct http_request *request, struct text key) {
    struct http_stored stored;
    if (key.len == 0 || !changes_are_known(worker) ||
        !answers_find(worker->answers, key, clock_monotonic_ms(), &stored))
        return false;
    http_reply_stored(request, &stored);
    return true;
}

/* Before each ask: what changes from now on makes the answer that comes useless. */
static void begin_watch(struct asked *asked) {
    const struct text none = {0};
    struct text org, metric;
    asked->watch = (struct watch){0};
    watch_add(&asked->watch, CHANGE_ALL, none, none);
    watch_add(&asked->watch, CHANGE_CATALOGUE, none, none);
    if (asked->was_resolved)
        watch_add(&asked->watch, CHANGE_NAMES, none, none);
    switch (question_scope(&asked->question, &org, &metric)) {
    case QUESTION_OF_POINT:
        watch_add(&asked->watch, CHANGE_POINT, org, metric);
        watch_add(&asked->watch, CHANGE_WHOLE, none, metric);
        break;
    case QUESTION_OF_METRIC:
        watch_add(&asked->watch, CHANGE_METRIC, none, metric);
        break;
    case QUESTION_OF_MORE:
        watch_add(&asked->watch, CHANGE_ANY, none, none);
        break;
    }
    watch_begin(&asked->watch);
}

static void begin_names(struct asked *asked) {
    const struct text none = {0};
    watch_add(&asked->names, CHANGE_ALL, none, none);
    watch_add(&asked->names, CHANGE_CATALOGUE, none, none);
    watch_add(&asked->names, CHANGE_NAMES, none, none);
    watch_begin(&asked->names);
}

/* ---- the way of a question: at first, what somebody else asks just now ---- */

static enum step join(struct task *task) {
    struct asked *asked = task->state;
    struct worker *worker = task->worker;
    struct text key = arena_text(&task->arena, asked->key); /* the request goes before the seat is left */
    bool is_kept = key.len > 0 && config_answer_memory(worker->config) > 0 && changes_are_known(worker);
    asked->has_waited = is_kept && flights_join(&worker->flights, &asked->seat, task, key);
    return asked->has_waited ? STEP_WAIT : STEP_NEXT;
}

/* What came may be of before a change, or no answer to keep: then everybody asks for himself. */
static enum step take_shared(struct task *task) {
    const struct asked *asked = task->state;
    bool is_replied = asked->has_waited && reply_kept(task->worker, task->request, asked->key);
    return is_replied ? task_replied(task) : STEP_NEXT;
}

static void leave(struct task *task) {
    struct asked *asked = task->state;
    bool hands_over = task->err.code == ERR_CLIENT_GONE || task->err.code == ERR_DEADLINE;
    flights_leave(&task->worker->flights, &asked->seat, hands_over);
}

/* ---- then the database ---- */

/* Asks as often as names have to be resolved: what the metric's name means, that metric's series, another scope's; or once more where what
 * was known of the catalogue is so no longer. */
static enum step ask(struct task *task) {
    struct asked *asked = task->state;
    struct question *question = &asked->question;
    if (question->known != NULL)
        question->known = changes_known(task->worker);
    begin_watch(asked);
    question_ask(&question, 1, task_begin_ask(task));
    return task_ask(task);
}

static enum step begin(struct task *task) {
    struct asked *asked = task->state;
    enum question_kind kind = asked->question.kind;
    enum http_form form;
    if (!http_request_form(task->request, &form, &task->err) ||
        !question_read(&asked->question, kind, http_request_values(task->request), &task->arena, &task->err))
        return STEP_FAIL;
    asked->question.known = changes_known(task->worker);
    begin_names(asked);
    return ask(task);
}

static enum step resolve(struct task *task) {
    struct asked *asked = task->state;
    switch (question_take(&asked->question, task->results)) {
    case QUESTION_AGAIN:
        asked->was_resolved = true;
        return ask(task);
    case QUESTION_READY:
        return STEP_NEXT;
    case QUESTION_FAILED:
        break;
    }
    task->err = asked->question.err;
    return STEP_FAIL;
}

static void keep(struct task *task, const struct http_finished *finished) {
    const struct asked *asked = task->state;
    bool is_sure = !asked->was_resolved || watch_stands(&asked->names);
    if (asked->key.len > 0 && is_sure && changes_are_known(task->worker) && watch_stands(&asked->watch))
        answers_put(task->worker->answers, (unsigned)asked->question.kind, asked->key, &asked->watch,
                    finished, clock_monotonic_ms());
}

static enum step reply(struct task *task) {
    struct asked *asked = task->state;
    struct http_finished finished;
    enum http_form form;
    struct buf out;
    if (!http_request_form(task->request, &form, &task->err))
        return STEP_FAIL;
    buf_init(&out, ANSWER_MAX);
    if (!question_render(&asked->question, task->results, form, &out)) {
        task->err = asked->question.err;
        buf_fini(&out);
        return STEP_FAIL;
    }
    if (http_finish(task->request, form == HTTP_FORM_CSV ? HTTP_CSV : HTTP_JSON, &out, &finished)) {
        keep(task, &finished);
        http_reply_finished(task->request, &finished);
    }
    buf_fini(&out);
    return task_replied(task);
}

static const struct plan trend_plan = {
    .name = "trend",
    .steps = {join, take_shared, begin, resolve, resolve, resolve, resolve, reply},
    .state_size = sizeof(struct asked),
    .ended = leave};
static const struct plan compare_plan = {
    .name = "compare",
    .steps = {join, take_shared, begin, resolve, resolve, resolve, reply},
    .state_size = sizeof(struct asked),
    .ended = leave};

static void show(struct worker *worker, struct http_request *request, enum question_kind kind,
                 const struct plan *plan) {
    struct asked asked = {.question = {.kind = kind}};
    enum http_form form;
    struct err err;
    if (!http_request_form(request, &form, &err)) {
        http_reply_error(request, &err);
        return;
    }
    asked.key = key_of(request, kind, form, today());
    if (!reply_kept(worker, request, asked.key))
        task_start(worker, request, plan, &asked);
}

void trend_show(struct http_request *request, void *context) {
    show(context, request, QUESTION_TREND, &trend_plan);
}

void compare_show(struct http_request *request, void *context) {
    show(context, request, QUESTION_COMPARE, &compare_plan);
}
