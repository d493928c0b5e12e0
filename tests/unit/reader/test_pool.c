/* The pool against a reader that does what its documents say (fake_reader.c). */
#include "reader/pool.h"

#include <event2/event.h>
#include <signal.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "reader/frame.h"

enum { JOBS = 64, PATIENCE_MS = 20000 };

struct outcome {
    int calls;
    enum err_code code; /* as the asker would answer */
    bool is_said_back;
    const char *says;
    reader_ticket ticket;
};

static struct event_base *base;
static struct reader_pool *pool;
static struct outcome outcomes[JOBS];

static void open_pool(int readers, size_t queue, int deadline_ms, const char *program) {
    const struct reader_options options = {
        .process = {.program = program, .memory = (size_t)1 << 30, .cpu_seconds = 60},
        .readers = readers,
        .queue = queue,
        .deadline_ms = deadline_ms,
        .answer_max = 1 << 20};
    struct err err;
    memset(outcomes, 0, sizeof outcomes);
    base = event_base_new();
    pool = reader_pool_new(base, &options, &err);
    assert_non_null(pool);
}

static void close_pool(void) {
    reader_pool_free(pool);
    event_base_free(base);
}

static void on_done(void *context, const struct err *err, struct text answer) {
    struct outcome *outcome = context;
    struct arena arena;
    struct document document;
    struct err refusal = {.code = ERR_NONE};
    arena_init(&arena, 1 << 20);
    outcome->calls++;
    if (err == NULL && frame_take_answer(&arena, answer, &document, &refusal))
        outcome->is_said_back = text_equal(document.text, text_from(outcome->says));
    outcome->code = err != NULL ? err->code : refusal.code;
    arena_fini(&arena);
}

static bool ask(int i, const char *says, struct err *err) {
    outcomes[i].says = says;
    return reader_pool_submit(pool, TEXT_OF(""), text_from(says), on_done, &outcomes[i], &outcomes[i].ticket,
                              err);
}

static void ask_or_fail(int i, const char *says) {
    struct err err;
    assert_true(ask(i, says, &err));
    assert_int_equal(outcomes[i].calls, 0);
}

static void until_called(int i) {
    for (int64_t end = clock_monotonic_ms() + PATIENCE_MS; outcomes[i].calls == 0;) {
        assert_true(clock_monotonic_ms() < end);
        event_base_loop(base, EVLOOP_ONCE);
    }
}

static void assert_outcome(int i, enum err_code code) {
    until_called(i);
    assert_int_equal(outcomes[i].calls, 1);
    assert_int_equal(outcomes[i].code, code);
    assert_int_equal(outcomes[i].is_said_back, code == ERR_NONE);
}

static void test_pool_when_many_ask_then_each_gets_its_own(void **state) {
    (void)state;
    static char says[JOBS][16];
    open_pool(3, JOBS, 10000, FAKE_READER);
    for (int i = 0; i < JOBS; i++) {
        snprintf(says[i], sizeof says[i], "%s %d", i % 5 == 0 ? "pieces" : "read", i);
        ask_or_fail(i, says[i]);
    }
    for (int i = 0; i < JOBS; i++)
        assert_outcome(i, ERR_NONE);
    while (reader_pool_count(pool).idle < 3) /* replaced, each after its last document */
        event_base_loop(base, EVLOOP_ONCE);
    close_pool();
}

static void test_pool_when_a_reader_fails_then_only_its_document(void **state) {
    (void)state;
    static const struct {
        const char *says;
        enum err_code code;
    } cases[] = {{"refuse", ERR_UNSUPPORTED_MEDIA},
                 {"crash", ERR_UNREADABLE},
                 {"leave", ERR_UNREADABLE},
                 {"babble", ERR_UNREADABLE},
                 {"cageless", ERR_INTERNAL},
                 {"killed", ERR_UNREADABLE},
                 {"read on", ERR_NONE}};
    enum { CASES = sizeof cases / sizeof *cases };
    open_pool(1, JOBS, 10000, FAKE_READER);
    for (int i = 0; i < JOBS; i++)
        ask_or_fail(i, cases[i % CASES].says);
    for (int i = 0; i < JOBS; i++)
        assert_outcome(i, cases[i % CASES].code);
    close_pool();
}

/* What comes unasked is never taken for the answer to the next. */
static void test_pool_when_a_reader_answers_twice_then_the_next_gets_its_own(void **state) {
    (void)state;
    open_pool(1, JOBS, 10000, FAKE_READER);
    for (int i = 0; i < 20; i += 2) {
        ask_or_fail(i, "twice");
        until_called(i);
        ask_or_fail(i + 1, "read");
        assert_outcome(i + 1, ERR_NONE);
    }
    close_pool();
}

static void test_pool_when_it_takes_too_long_then_the_next_is_read(void **state) {
    (void)state;
    open_pool(1, JOBS, 100, FAKE_READER);
    ask_or_fail(0, "hang");
    ask_or_fail(1, "read");
    assert_outcome(0, ERR_UNREADABLE);
    assert_outcome(1, ERR_NONE);
    close_pool();
}

static void test_pool_when_the_queue_is_full_then_overloaded(void **state) {
    (void)state;
    struct err err;
    open_pool(1, 2, 10000, FAKE_READER);
    ask_or_fail(0, "hang");
    while (reader_pool_count(pool).running == 0)
        event_base_loop(base, EVLOOP_ONCE);
    ask_or_fail(1, "read");
    ask_or_fail(2, "read");
    assert_false(ask(3, "read", &err));
    assert_int_equal(err.code, ERR_OVERLOADED);
    reader_pool_cancel(pool, outcomes[0].ticket);
    assert_outcome(1, ERR_NONE);
    assert_outcome(2, ERR_NONE);
    assert_int_equal(outcomes[0].calls, 0);
    close_pool();
}

static void test_pool_when_what_waits_is_cancelled_then_it_is_not_read(void **state) {
    (void)state;
    open_pool(1, JOBS, 10000, FAKE_READER);
    for (int i = 0; i < 4; i++)
        ask_or_fail(i, "read");
    reader_pool_cancel(pool, outcomes[1].ticket);
    reader_pool_cancel(pool, outcomes[3].ticket);
    ask_or_fail(4, "read");
    assert_outcome(0, ERR_NONE);
    assert_outcome(2, ERR_NONE);
    assert_outcome(4, ERR_NONE);
    assert_int_equal(outcomes[1].calls + outcomes[3].calls, 0);
    close_pool();
}

static void test_pool_when_freed_under_work_then_nobody_is_called(void **state) {
    (void)state;
    open_pool(1, JOBS, 10000, FAKE_READER);
    ask_or_fail(0, "hang");
    ask_or_fail(1, "read");
    while (reader_pool_count(pool).running == 0)
        event_base_loop(base, EVLOOP_ONCE);
    close_pool();
    assert_int_equal(outcomes[0].calls + outcomes[1].calls, 0);
}

static void test_pool_when_there_is_no_program_then_told(void **state) {
    (void)state;
    open_pool(1, JOBS, 10000, "/nonexistent/tongbi-reader");
    ask_or_fail(0, "read");
    assert_outcome(0, ERR_INTERNAL);
    close_pool();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_when_many_ask_then_each_gets_its_own),
        cmocka_unit_test(test_pool_when_a_reader_fails_then_only_its_document),
        cmocka_unit_test(test_pool_when_a_reader_answers_twice_then_the_next_gets_its_own),
        cmocka_unit_test(test_pool_when_it_takes_too_long_then_the_next_is_read),
        cmocka_unit_test(test_pool_when_the_queue_is_full_then_overloaded),
        cmocka_unit_test(test_pool_when_what_waits_is_cancelled_then_it_is_not_read),
        cmocka_unit_test(test_pool_when_freed_under_work_then_nobody_is_called),
        cmocka_unit_test(test_pool_when_there_is_no_program_then_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
