#include "app/task.h"

#include <assert.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "app/changes.h"
#include "base/clock.h"
#include "http/reply.h"
#include "ops/log.h"
#include "reader/frame.h"

static const uint32_t task_magic = 0x7461736bU;

static void list_add(struct task **head, struct task *task) {
    task->previous = NULL;
    task->next = *head;
    if (*head != NULL)
        (*head)->previous = task;
    *head = task;
}

static void list_remove(struct task **head, struct task *task) {
    if (task->previous != NULL)
        task->previous->next = task->next;
    else
        *head = task->next;
    if (task->next != NULL)
        task->next->previous = task->previous;
}

/* The one place where the phase changes; to DEAD it moves the task between the lists. */
static void become(struct task *task, enum task_phase phase) {
    assert(task->phase != TASK_DEAD);
    task->phase = phase;
    if (phase != TASK_DEAD)
        return;
    list_remove(&task->worker->living, task);
    list_add(&task->worker->dead, task);
    event_active(task->worker->reaper, EV_TIMEOUT, 0);
}

static void end(struct task *task) {
    if (task->plan->ended != NULL)
        task->plan->ended(task);
    if (task->request != NULL)
        http_request_on_gone(task->request, NULL, NULL);
    event_del(task->deadline);
    become(task, TASK_DEAD);
}

static void fail(struct task *task) {
    struct http_request *request = task->request;
    assert(request != NULL && task->err.code != ERR_NONE);
    bool is_unknown = task->err.code == ERR_DATABASE_UNKNOWN || task->err.code == ERR_DEADLINE;
    if (is_unknown && task->plan->finishes_when_gone) /* it writes, and may have written */
        changes_doubt(task->worker);
    end(task);
    task->request = NULL;
    if (http_request_is_gone(request))
        log_info("work failed for a client that had left", LOG_STRING("task", task->plan->name),
                 LOG_ERR(&task->err));
    http_reply_error(request, &task->err);
}

static void run(struct task *task) {
    become(task, TASK_RUNNING);
    for (;;) {
        assert(task->at < PLAN_STEPS_MAX && task->plan->steps[task->at] != NULL);
        enum step step = task->plan->steps[task->at](task);
        switch (step) {
        case STEP_NEXT:
            task->at++;
            continue;
        case STEP_WAIT:
            become(task, TASK_WAITING);
            return;
        case STEP_DONE:
            assert(task->request == NULL);
            end(task);
            return;
        case STEP_FAIL:
            fail(task);
            return;
        }
    }
}

static void on_results(void *context, const struct err *err, const struct pg_results *results) {
    struct task *task = context;
    assert(task->magic == task_magic && task->phase == TASK_WAITING);
    task->ticket = 0;
    if (err != NULL) {
        task->err = *err;
        become(task, TASK_RUNNING);
        fail(task);
        return;
    }
    task->at++;
    task->results = results;
    run(task);
    task->results = NULL; /* the task may be dead by now; it is freed between two turns */
}

static void on_document(void *context, const struct err *err, struct text answer) {
    struct task *task = context;
    assert(task->magic == task_magic && task->phase == TASK_WAITING);
    task->reading = 0;
    if (err != NULL)
        task->err = *err;
    if (err != NULL || !frame_take_answer(&task->arena, answer, task->document, &task->err)) {
        become(task, TASK_RUNNING);
        fail(task);
        return;
    }
    task->at++;
    run(task);
}

void task_wake(struct task *task) {
    assert(task->magic == task_magic && task->phase == TASK_WAITING && task->ticket == 0);
    assert(task->reading == 0);
    task->at++;
    run(task);
}

/* Who waits for another task holds no ticket. */
static void cancel(struct task *task) {
    if (task->ticket != 0)
        pg_pool_cancel(task->worker->pool, task->ticket);
    if (task->reading != 0)
        reader_pool_cancel(task->worker->readers, task->reading);
}

static void on_gone(struct http_request *request, void *arg) {
    struct task *task = arg;
    (void)request;
    assert(task->magic == task_magic && task->phase == TASK_WAITING);
    if (task->plan->finishes_when_gone) {
        log_info("client left; the work goes on", LOG_STRING("task", task->plan->name),
                 LOG_TEXT("request", http_request_id(task->request)));
        return;
    }
    cancel(task);
    err_set(&task->err, ERR_CLIENT_GONE, "The client left before the answer.");
    become(task, TASK_RUNNING);
    fail(task);
}

static void on_deadline(evutil_socket_t fd, short what, void *arg) {
    struct task *task = arg;
    (void)fd;
    (void)what;
    assert(task->magic == task_magic && task->phase == TASK_WAITING);
    bool is_reading = task->reading != 0;
    cancel(task);
    if (is_reading)
        err_set(&task->err, ERR_DEADLINE,
                "The deadline passed before the document was read; nothing was stored.");
    else if (task->plan->finishes_when_gone)
        err_set(&task->err, ERR_DEADLINE,
                "The deadline passed before the database confirmed; it may or may not be stored. Send it "
                "again: what is "
                "stored already is not stored twice.");
    else
        err_set(&task->err, ERR_DEADLINE, "The deadline passed before the database answered.");
    become(task, TASK_RUNNING);
    fail(task);
}

static struct task *task_new(struct worker *worker, struct http_request *request, const struct plan *plan) {
    struct task *task = calloc(1, sizeof *task);
    if (task == NULL)
        return NULL;
    arena_init(&task->arena, config_task_memory_limit(worker->config));
    task->state = arena_alloc(&task->arena, plan->state_size);
    task->deadline = evtimer_new(worker->base, on_deadline, task);
    if (task->state == NULL || task->deadline == NULL) {
        if (task->deadline != NULL)
            event_free(task->deadline);
        arena_fini(&task->arena);
        free(task);
        return NULL;
    }
    task->magic = task_magic;
    task->worker = worker;
    task->request = request;
    task->plan = plan;
    task->begun_ms = clock_monotonic_ms();
    return task;
}

void task_start(struct worker *worker, struct http_request *request, const struct plan *plan,
                const void *initial) {
    struct task *task = task_new(worker, request, plan);
    if (task == NULL) {
        struct err err;
        err_set(&err, ERR_OUT_OF_MEMORY, "No memory for this request.");
        http_reply_error(request, &err);
        return;
    }
    int deadline_ms = config_request_deadline_ms(worker->config);
    const struct timeval deadline = {.tv_sec = deadline_ms / 1000, .tv_usec = (deadline_ms % 1000) * 1000};
    if (initial != NULL)
        memcpy(task->state, initial, plan->state_size);
    list_add(&worker->living, task);
    evtimer_add(task->deadline, &deadline);
    http_request_on_gone(request, on_gone, task);
    run(task);
}

static int time_left_ms(const struct task *task) {
    int64_t left = task->begun_ms + config_request_deadline_ms(task->worker->config) - clock_monotonic_ms();
    return left < 1 ? 1 : (int)left;
}

struct pg_ask *task_begin_ask(struct task *task) {
    pg_ask_init(&task->ask, &task->arena);
    return &task->ask;
}

enum step task_ask(struct task *task) {
    if (arena_overflowed(&task->arena)) {
        err_set(&task->err, ERR_TOO_LARGE, "It needs more memory than a request may take.");
        return STEP_FAIL;
    }
    const struct pg_unit unit = {.calls = task->ask.calls,
                                 .count = task->ask.count,
                                 .is_idempotent = task->ask.is_idempotent,
                                 .deadline_ms = time_left_ms(task)};
    return pg_pool_submit(task->worker->pool, &unit, on_results, task, &task->ticket, &task->err) ? STEP_WAIT
                                                                                                  : STEP_FAIL;
}

enum step task_read_document(struct task *task, struct text content_type, struct text bytes,
                             struct document *out) {
    task->document = out;
    return reader_pool_submit(task->worker->readers, content_type, bytes, on_document, task, &task->reading,
                              &task->err)
               ? STEP_WAIT
               : STEP_FAIL;
}

void task_release(struct task *task) {
    http_request_on_gone(task->request, NULL, NULL);
    task->request = NULL;
}

enum step task_replied(struct task *task) {
    task->request = NULL;
    return STEP_DONE;
}

size_t task_reap(struct worker *worker) {
    size_t living = 0;
    while (worker->dead != NULL) {
        struct task *task = worker->dead;
        list_remove(&worker->dead, task);
        assert(worker->dead != task);
        event_free(task->deadline);
        arena_fini(&task->arena);
        task->magic = 0;
        free(task);
    }
    for (const struct task *task = worker->living; task != NULL; task = task->next)
        living++;
    return living;
}
