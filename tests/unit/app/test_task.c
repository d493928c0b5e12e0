/* Every way a task can end, at every one of its waits, on a scripted pool and scripted requests. ASan watches over what
 * is touched after its end, LeakSanitizer over what is not freed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <event2/event.h>
#include <stdio.h>
#include <string.h>

#include "app/changes.h"
#include "app/task.h"
#include "base/clock.h"
#include "base/memory.h"
#include "http/reply.h"
#include "ops/log.h"

/* ---- the request, in http's place ---- */

struct http_request {
    http_gone_fn on_gone;
    void *arg;
    bool is_gone;
    int replies;
    enum err_code code; /* of the last reply */
};

void http_request_on_gone(struct http_request *request, http_gone_fn on_gone, void *arg) {
    assert_int_equal(request->replies, 0);
    request->on_gone = on_gone;
    request->arg = arg;
}

bool http_request_is_gone(const struct http_request *request) {
    assert_int_equal(request->replies, 0);
    return request->is_gone;
}

struct text http_request_id(const struct http_request *request) {
    assert_int_equal(request->replies, 0);
    return TEXT_OF("0123456789abcdef");
}

static void reply(struct http_request *request, enum err_code code) {
    assert_null(request->on_gone); /* or it could still be called */
    request->replies++;
    request->code = code;
}

void http_reply_error(struct http_request *request, const struct err *err) {
    assert_int_not_equal(err->code, ERR_NONE);
    assert_true(err->detail[0] != '\0');
    reply(request, err->code);
}

/* ---- what a writing plan tells when nobody knows what it wrote ---- */

static int doubts;

void changes_doubt(struct worker *worker) {
    (void)worker;
    doubts++;
}

static void leave(struct http_request *request) {
    http_gone_fn on_gone = request->on_gone;
    request->is_gone = true;
    request->on_gone = NULL;
    if (on_gone != NULL)
        on_gone(request, request->arg);
}

/* ---- the pool, in storage's place: one unit at a time for each task ---- */

enum { UNITS_MAX = 16, REFUSE_NEVER = -1 };

struct unit {
    pg_done_fn done; /* NULL: ended */
    void *context;
    int deadline_ms;
    size_t calls;
    bool was_cancelled;
};

struct pg_pool {
    struct unit units[UNITS_MAX]; /* the ticket is the index + 1 */
    int submitted;
    int cancels, cancels_of_what_waited;
    int refuse_at; /* which submit is refused */
    enum err_code refusal;
};

struct pg_results {
    int of_unit;
};

bool pg_pool_submit(struct pg_pool *pool, const struct pg_unit *unit, pg_done_fn done, void *context,
                    pg_ticket *ticket, struct err *err) {
    if (pool->submitted == pool->refuse_at)
        return err_set(err, pool->refusal, "Refused.");
    assert_true(pool->submitted < UNITS_MAX);
    pool->units[pool->submitted++] = (struct unit){
        .done = done, .context = context, .deadline_ms = unit->deadline_ms, .calls = unit->count};
    *ticket = (pg_ticket)pool->submitted;
    return true;
}

void pg_pool_cancel(struct pg_pool *pool, pg_ticket ticket) {
    pool->cancels++;
    assert_in_range(ticket, 1, pool->submitted);
    struct unit *unit = &pool->units[ticket - 1];
    pool->cancels_of_what_waited += unit->done != NULL;
    unit->done = NULL;
    unit->was_cancelled = true;
}

void pg_ask_init(struct pg_ask *ask, struct arena *arena) {
    *ask = (struct pg_ask){.arena = arena, .is_idempotent = true};
}

/* The answer to a unit comes; code ERR_NONE: its results. */
static void answer(struct pg_pool *pool, int number, enum err_code code) {
    struct unit unit = pool->units[number];
    struct pg_results results = {.of_unit = number};
    struct err err = {0};
    assert_non_null(unit.done);
    pool->units[number].done = NULL;
    if (code == ERR_NONE) {
        unit.done(unit.context, NULL, &results);
    } else {
        err_set(&err, code, "It failed.");
        unit.done(unit.context, &err, NULL);
    }
}

static int waiting(const struct pg_pool *pool) {
    int count = 0;
    for (int i = 0; i < pool->submitted; i++)
        count += pool->units[i].done != NULL;
    return count;
}

/* ---- a worker ---- */

static struct worker worker;
static struct pg_pool pool;
static struct http_request request;

static void on_reap(evutil_socket_t fd, short what, void *arg) {
    (void)fd;
    (void)what;
    task_reap(arg);
}

static void begin(const char *deadline) {
    char option[64];
    char *argv[] = {option};
    char *environment[] = {NULL};
    struct err err;
    snprintf(option, sizeof option, "--request-deadline-ms=%s", deadline);
    worker = (struct worker){.pool = &pool};
    pool = (struct pg_pool){.refuse_at = REFUSE_NEVER};
    request = (struct http_request){0};
    worker.config = config_load(1, argv, environment, &err);
    worker.base = event_base_new();
    assert_true(worker.config != NULL && worker.base != NULL);
    worker.reaper = event_new(worker.base, -1, 0, on_reap, &worker);
    assert_non_null(worker.reaper);
}

/* What was ended is freed by the loop itself; nothing lives on. */
static void end_and_check(void) {
    event_base_loop(worker.base, EVLOOP_NONBLOCK);
    assert_null(worker.dead);
    assert_null(worker.living);
    assert_int_equal(task_reap(&worker), 0);
    assert_int_equal(waiting(&pool), 0);
    event_free(worker.reaper);
    event_base_free(worker.base);
    config_free(worker.config);
    clock_set(-1, -1);
}

static void wait_for_deadline(void) {
    assert_int_equal(request.replies, 0);
    while (request.replies == 0)
        assert_int_equal(event_base_loop(worker.base, EVLOOP_ONCE), 0);
}

/* ---- a plan of three asks ---- */

enum { ASKS = 3 };

struct story {
    int given;
    int asked;
};

static enum step ask(struct task *task) {
    struct story *story = task->state;
    assert_int_equal(task->phase, TASK_RUNNING);
    if (story->asked == 0)
        assert_null(task->results);
    else
        assert_int_equal(task->results->of_unit, story->asked - 1);
    story->asked++;
    task_begin_ask(task)->count = (size_t)story->asked;
    return task_ask(task);
}

static enum step pass(struct task *task) {
    assert_int_equal(task->phase, TASK_RUNNING);
    return STEP_NEXT;
}

static enum step answer_request(struct task *task) {
    const struct story *story = task->state;
    assert_int_equal(story->asked, ASKS);
    assert_int_equal(story->given, 7);
    http_request_on_gone(task->request, NULL, NULL);
    reply(task->request, ERR_NONE);
    return task_replied(task);
}

static const struct plan plain = {
    .name = "plain", .steps = {ask, ask, pass, ask, answer_request}, .state_size = sizeof(struct story)};
static const struct plan stubborn = {.name = "stubborn",
                                     .steps = {ask, ask, pass, ask, answer_request},
                                     .state_size = sizeof(struct story),
                                     .finishes_when_gone = true};
static const struct story initial = {.given = 7};

static const struct plan *const plans[] = {&plain, &stubborn};
#define FOR_EACH_PLAN_AND_ASK                                                                                \
    for (size_t p = 0; p < sizeof plans / sizeof plans[0]; p++)                                              \
        for (int at = 0; at < ASKS; at++)

/* The plan waits at its ask `at`; the ones before it are answered. */
static void start_and_wait_at(const struct plan *plan, int at) {
    task_start(&worker, &request, plan, &initial);
    for (int i = 0; i < at; i++)
        answer(&pool, i, ERR_NONE);
    assert_int_equal(pool.submitted, at + 1);
    assert_int_equal(waiting(&pool), 1);
    assert_int_equal(pool.units[at].calls, at + 1);
    assert_int_equal(request.replies, 0);
    assert_int_equal(task_reap(&worker), 1);
}

static void assert_ended(int replies, enum err_code code, int submitted, int cancels) {
    assert_int_equal(request.replies, replies);
    assert_int_equal(request.code, code);
    assert_int_equal(pool.submitted, submitted);
    assert_int_equal(pool.cancels, cancels);
    assert_int_equal(pool.cancels_of_what_waited, cancels);
    end_and_check();
    assert_int_equal(request.replies, replies);
}

static void test_task_when_all_goes_well_then_one_reply_and_no_cancel(void **state) {
    (void)state;
    for (size_t p = 0; p < 2; p++) {
        begin("3600000");
        start_and_wait_at(plans[p], ASKS - 1);
        answer(&pool, ASKS - 1, ERR_NONE);
        assert_ended(1, ERR_NONE, ASKS, 0);
    }
}

static void test_task_when_it_ends_in_a_callback_then_freed_by_the_loop_not_before(void **state) {
    (void)state;
    begin("3600000");
    start_and_wait_at(&plain, ASKS - 1);
    const struct task *task = worker.living;
    answer(&pool, ASKS - 1, ERR_NONE);
    assert_null(worker.living);
    assert_ptr_equal(worker.dead, task);
    assert_int_equal(task->phase, TASK_DEAD);
    assert_null(task->results);
    event_base_loop(worker.base, EVLOOP_NONBLOCK);
    assert_null(worker.dead);
    assert_ended(1, ERR_NONE, ASKS, 0);
}

static void test_task_when_the_client_leaves_then_cancelled_unless_it_wants_to_finish(void **state) {
    (void)state;
    for (int at = 0; at < ASKS; at++) {
        begin("3600000");
        start_and_wait_at(&plain, at);
        leave(&request);
        assert_ended(1, ERR_CLIENT_GONE, at + 1, 1);

        begin("3600000");
        start_and_wait_at(&stubborn, at);
        leave(&request);
        assert_int_equal(request.replies, 0);
        for (int i = at; i < ASKS; i++)
            answer(&pool, i, ERR_NONE);
        assert_ended(1, ERR_NONE, ASKS, 0);
    }
}

static void test_task_when_the_deadline_passes_then_cancelled_and_one_reply(void **state) {
    (void)state;
    FOR_EACH_PLAN_AND_ASK {
        begin("10");
        start_and_wait_at(plans[p], at);
        wait_for_deadline();
        assert_ended(1, ERR_DEADLINE, at + 1, 1);
    }
}

static void test_task_when_the_client_left_and_the_deadline_passes_then_one_reply(void **state) {
    (void)state;
    for (int at = 0; at < ASKS; at++) {
        begin("10");
        start_and_wait_at(&stubborn, at);
        leave(&request);
        wait_for_deadline();
        assert_ended(1, ERR_DEADLINE, at + 1, 1);
    }
}

static void test_task_when_the_database_fails_then_that_is_the_reply(void **state) {
    (void)state;
    static const enum err_code codes[] = {ERR_DATABASE_UNAVAILABLE, ERR_DATABASE_UNKNOWN, ERR_INTERNAL,
                                          ERR_DEADLINE};
    for (size_t c = 0; c < sizeof codes / sizeof codes[0]; c++)
        FOR_EACH_PLAN_AND_ASK {
            bool is_unknown = codes[c] == ERR_DATABASE_UNKNOWN || codes[c] == ERR_DEADLINE;
            begin("3600000");
            doubts = 0;
            start_and_wait_at(plans[p], at);
            answer(&pool, at, codes[c]);
            assert_ended(1, codes[c], at + 1, 0);
            /* What reads has changed nothing, and what failed for sure has not either. */
            assert_int_equal(doubts, is_unknown && plans[p]->finishes_when_gone ? 1 : 0);
        }
}

static void test_task_when_the_client_left_and_the_database_fails_then_one_reply(void **state) {
    (void)state;
    for (int at = 0; at < ASKS; at++) {
        begin("3600000");
        start_and_wait_at(&stubborn, at);
        leave(&request);
        answer(&pool, at, ERR_DATABASE_UNKNOWN);
        assert_ended(1, ERR_DATABASE_UNKNOWN, at + 1, 0);
    }
}

static void test_task_when_the_pool_refuses_then_that_is_the_reply(void **state) {
    (void)state;
    static const enum err_code codes[] = {ERR_OVERLOADED, ERR_SHUTTING_DOWN};
    for (size_t c = 0; c < 2; c++)
        FOR_EACH_PLAN_AND_ASK {
            begin("3600000");
            pool.refuse_at = at;
            pool.refusal = codes[c];
            task_start(&worker, &request, plans[p], &initial);
            for (int i = 0; i < at; i++)
                answer(&pool, i, ERR_NONE);
            assert_ended(1, codes[c], at, 0);
        }
}

static void test_task_when_the_client_left_and_the_pool_drains_then_one_reply(void **state) {
    (void)state;
    for (int at = 0; at + 1 < ASKS; at++) {
        begin("3600000");
        pool.refuse_at = at + 1;
        pool.refusal = ERR_SHUTTING_DOWN;
        start_and_wait_at(&stubborn, at);
        leave(&request);
        answer(&pool, at, ERR_NONE);
        assert_ended(1, ERR_SHUTTING_DOWN, at + 1, 0);
    }
}

/* ---- other steps ---- */

static enum step refuse(struct task *task) {
    err_set(&task->err, ERR_BAD_VALUE, "No.");
    return STEP_FAIL;
}

static enum step hand_on(struct task *task) {
    struct http_request *mine = task->request;
    task_release(task);
    assert_null(mine->on_gone);
    reply(mine, ERR_FORBIDDEN);
    return STEP_DONE;
}

static enum step take_all_memory(struct task *task) {
    while (arena_alloc(&task->arena, 1 << 20) != NULL)
        continue;
    return ask(task);
}

static enum step see_nothing_given(struct task *task) {
    const struct story *story = task->state;
    assert_int_equal(story->given, 0);
    return refuse(task);
}

static const struct plan refusing = {.name = "refusing", .steps = {pass, refuse}};
static const struct plan handing_on = {
    .name = "handing on", .steps = {ask, hand_on}, .state_size = sizeof(struct story)};
static const struct plan greedy = {
    .name = "greedy", .steps = {take_all_memory}, .state_size = sizeof(struct story)};
static const struct plan blank = {
    .name = "blank", .steps = {see_nothing_given}, .state_size = sizeof(struct story)};

static void test_task_when_it_fails_before_any_ask_then_one_reply(void **state) {
    (void)state;
    begin("3600000");
    task_start(&worker, &request, &refusing, NULL);
    assert_ended(1, ERR_BAD_VALUE, 0, 0);
    begin("3600000");
    task_start(&worker, &request, &blank, NULL);
    assert_ended(1, ERR_BAD_VALUE, 0, 0);
}

static void test_task_when_it_hands_the_request_on_then_it_does_not_reply_itself(void **state) {
    (void)state;
    begin("3600000");
    task_start(&worker, &request, &handing_on, &initial);
    answer(&pool, 0, ERR_NONE);
    assert_ended(1, ERR_FORBIDDEN, 1, 0);
}

static void test_task_when_its_memory_is_used_up_then_too_large_and_nothing_asked(void **state) {
    (void)state;
    begin("3600000");
    task_start(&worker, &request, &greedy, &initial);
    assert_ended(1, ERR_TOO_LARGE, 0, 0);
}

static void test_task_start_when_there_is_no_memory_then_replied_and_no_task(void **state) {
    (void)state;
    begin("3600000");
    memory_fail_after(1);
    task_start(&worker, &request, &plain, &initial);
    bool has_failed = memory_has_failed();
    memory_fail_after(0);
    assert_true(has_failed);
    assert_ended(1, ERR_OUT_OF_MEMORY, 0, 0);
}

static void test_task_ask_when_time_has_gone_by_then_the_unit_gets_what_is_left(void **state) {
    (void)state;
    begin("30000");
    clock_set(0, 1000);
    task_start(&worker, &request, &plain, &initial);
    clock_set(0, 11000);
    answer(&pool, 0, ERR_NONE);
    clock_set(0, 99000);
    answer(&pool, 1, ERR_NONE);
    assert_int_equal(pool.units[0].deadline_ms, 30000);
    assert_int_equal(pool.units[1].deadline_ms, 20000);
    assert_int_equal(pool.units[2].deadline_ms, 1);
    answer(&pool, 2, ERR_NONE);
    assert_ended(1, ERR_NONE, ASKS, 0);
}

static void test_task_reap_when_some_of_many_have_ended_then_counts_the_living(void **state) {
    (void)state;
    enum { COUNT = 5 };
    static const int order[COUNT] = {2, 0, 4, 3, 1};
    struct http_request requests[COUNT] = {0};
    begin("3600000");
    for (int i = 0; i < COUNT; i++)
        task_start(&worker, &requests[i], &handing_on, &initial);
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(task_reap(&worker), COUNT - i);
        if (i % 2 == 0)
            answer(&pool, order[i], ERR_NONE);
        else
            leave(&requests[order[i]]);
    }
    for (int i = 0; i < COUNT; i++)
        assert_int_equal(requests[i].replies, 1);
    assert_int_equal(pool.cancels, 2);
    end_and_check();
}

static int silence(void **state) {
    (void)state;
    log_set_level(LOG_LEVEL_ERROR);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_task_when_all_goes_well_then_one_reply_and_no_cancel),
        cmocka_unit_test(test_task_when_it_ends_in_a_callback_then_freed_by_the_loop_not_before),
        cmocka_unit_test(test_task_when_the_client_leaves_then_cancelled_unless_it_wants_to_finish),
        cmocka_unit_test(test_task_when_the_deadline_passes_then_cancelled_and_one_reply),
        cmocka_unit_test(test_task_when_the_client_left_and_the_deadline_passes_then_one_reply),
        cmocka_unit_test(test_task_when_the_database_fails_then_that_is_the_reply),
        cmocka_unit_test(test_task_when_the_client_left_and_the_database_fails_then_one_reply),
        cmocka_unit_test(test_task_when_the_pool_refuses_then_that_is_the_reply),
        cmocka_unit_test(test_task_when_the_client_left_and_the_pool_drains_then_one_reply),
        cmocka_unit_test(test_task_when_it_fails_before_any_ask_then_one_reply),
        cmocka_unit_test(test_task_when_it_hands_the_request_on_then_it_does_not_reply_itself),
        cmocka_unit_test(test_task_when_its_memory_is_used_up_then_too_large_and_nothing_asked),
        cmocka_unit_test(test_task_start_when_there_is_no_memory_then_replied_and_no_task),
        cmocka_unit_test(test_task_ask_when_time_has_gone_by_then_the_unit_gets_what_is_left),
        cmocka_unit_test(test_task_reap_when_some_of_many_have_ended_then_counts_the_living)};
    return cmocka_run_group_tests(tests, silence, NULL);
}
