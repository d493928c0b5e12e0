/* The pool against a scripted libpq: who gets which connection, who is refused, who leaves. */
#include "pool_fixture.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { PIPELINE_DEPTH = 16, AWAY_MS = 3000 };

static int set_up(void **state) {
    static struct pool_fixture fixture;
    *state = &fixture;
    pq_reset();
    return 0;
}

/* Answers org_get with the code that was asked for. */
static void answer_echo(struct pq_link *link, const struct pq_sent *sent, void *context) {
    (void)context;
    pq_answer_well(link, sent);
    if (strcmp(sent->name, "org_get") == 0 && !sent->is_prepare)
        pq_cell(link, 0, 0, sent->params[0]);
}

static void test_pool_when_submitted_then_the_callback_comes_later_and_once(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 2, 10);
    fixture_until_ready(f, 2);
    struct outcome *outcome = fixture_ask(f, "xc", true);
    assert_int_equal(outcome->calls, 0);
    fixture_until_called(f, outcome);
    fixture_turn(f, 2);
    assert_done(outcome);
    assert_int_equal(pg_pool_count(f->pool).done, 1);
    fixture_close(f);
}

static void test_pool_when_the_queue_is_full_then_it_refuses_at_once(void **state) {
    struct pool_fixture *f = *state;
    static const struct pg_param org[] = {{.value = "xc"}};
    static const struct pg_call calls[] = {{STATEMENT_org_get, org}};
    const struct pg_unit unit = {calls, 1, true, DEADLINE_MS};
    struct err err;
    fixture_open(f, 1, 2);
    struct outcome *first = fixture_ask(f, "a", true), *second = fixture_ask(f, "b", true);
    assert_null(fixture_try(f, &unit, &err));
    assert_int_equal(err.code, ERR_OVERLOADED);
    assert_int_equal(pg_pool_count(f->pool).queued, 2);
    pg_pool_set_queue(f->pool, 3);
    struct outcome *third = fixture_try(f, &unit, &err);
    assert_non_null(third);
    fixture_until_called(f, third);
    assert_done(first);
    assert_done(second);
    assert_done(third);
    assert_non_null(fixture_try(f, &unit, &err)); /* and there is room again */
    fixture_close(f);
}

static void test_pool_when_connections_are_busy_then_the_least_loaded_is_taken(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 3, 100);
    fixture_until_ready(f, 3);
    pq_hold(true);
    for (int i = 0; i < 9; i++)
        fixture_ask(f, "xc", true);
    fixture_until_sent(f, 9);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(pq_waiting(pq_link_at(i)), 3 * 3); /* three answers of result, end, sync */
    struct pg_pool_counts counts = pg_pool_count(f->pool);
    assert_int_equal(counts.busy, 3);
    assert_int_equal(counts.idle, 0);
    assert_int_equal(counts.running, 9);
    fixture_close(f);
}

static void test_pool_when_a_pipeline_is_full_then_the_rest_waits_for_any_connection(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 1, 100);
    fixture_until_ready(f, 1);
    pq_hold(true);
    struct outcome *last = NULL;
    for (int i = 0; i < PIPELINE_DEPTH + 4; i++)
        last = fixture_ask(f, "xc", true);
    fixture_until_sent(f, PIPELINE_DEPTH);
    fixture_turn(f, 1);
    assert_int_equal(pq_sent_count(), PIPELINE_DEPTH);
    assert_int_equal(pg_pool_count(f->pool).queued, 4);
    pq_release(pq_link_at(0), 3);
    fixture_until_sent(f, PIPELINE_DEPTH + 1);
    pq_hold(false);
    pq_release(pq_link_at(0), pq_waiting(pq_link_at(0)));
    fixture_until_called(f, last);
    for (size_t i = 0; i < f->submitted; i++)
        assert_done(&f->outcomes[i]);
    fixture_close(f);
}

static uint32_t dice(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

static void release_some(struct pool_fixture *f, uint32_t *seed) {
    struct pq_link *link = pq_link_at(dice(seed) % pq_link_count());
    size_t waiting = pq_waiting(link);
    if (waiting > 0)
        pq_release(link, 1 + dice(seed) % waiting);
    (void)f;
}

static bool are_all_called(struct pool_fixture *f, const void *what) {
    release_some(f, (uint32_t *)(uintptr_t)what);
    for (size_t i = 0; i < f->submitted; i++)
        if (f->outcomes[i].calls == 0)
            return false;
    return true;
}

static void test_pool_when_answers_come_in_any_order_then_everybody_gets_his_own(void **state) {
    struct pool_fixture *f = *state;
    static char codes[OUTCOMES_MAX][8];
    for (uint32_t seed = 1; seed <= 5; seed++) {
        uint32_t stream = seed;
        fixture_open(f, 3, 100);
        fixture_until_ready(f, 3);
        pq_set_answer(answer_echo, NULL);
        pq_hold(true);
        for (int i = 0; i < 60; i++) {
            snprintf(codes[i], sizeof codes[i], "c%d", i);
            fixture_ask(f, codes[i], true);
        }
        fixture_until_sent(f, 3 * PIPELINE_DEPTH);
        fixture_until(f, are_all_called, &stream);
        for (int i = 0; i < 60; i++) {
            assert_done(&f->outcomes[i]);
            assert_string_equal(f->outcomes[i].text[0], codes[i]);
        }
        fixture_close(f);
    }
}

/* ---- leaving ---- */

static void test_pool_when_the_asker_of_a_waiting_unit_leaves_then_it_is_never_sent(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 1, 10);
    struct outcome *first = fixture_ask(f, "a", true), *second = fixture_ask(f, "b", true);
    struct outcome *third = fixture_ask(f, "c", true);
    pg_pool_cancel(f->pool, third->ticket); /* the last */
    pg_pool_cancel(f->pool, first->ticket); /* the first */
    pg_pool_cancel(f->pool, first->ticket); /* again */
    pg_pool_cancel(f->pool, 0);
    pg_pool_cancel(f->pool, 999);
    struct outcome *fourth = fixture_ask(f, "d", true);
    fixture_until_called(f, fourth);
    assert_done(second);
    assert_done(fourth);
    assert_int_equal(first->calls, 0);
    assert_int_equal(third->calls, 0);
    assert_int_equal(pq_sent_count(), 2);
    assert_string_equal(pq_sent_at(0, NULL)->params[0], "b");
    fixture_close(f);
}

/* What it asked with is gone when the answer comes: the pool may not look at it. */
static void test_pool_when_the_asker_of_a_sent_unit_leaves_then_its_answer_is_dropped(void **state) {
    struct pool_fixture *f = *state;
    struct pg_param *params = calloc(1, sizeof *params);
    struct pg_call *calls = calloc(1, sizeof *calls);
    assert_true(params != NULL && calls != NULL);
    params[0].value = "gone";
    calls[0] = (struct pg_call){STATEMENT_org_get, params};
    const struct pg_unit unit = {calls, 1, true, DEADLINE_MS};
    fixture_open(f, 1, 10);
    fixture_until_ready(f, 1);
    pq_set_answer(answer_echo, NULL);
    pq_hold(true);
    struct outcome *gone = fixture_submit(f, &unit), *behind = fixture_ask(f, "behind", true);
    fixture_until_sent(f, 2);
    pg_pool_cancel(f->pool, gone->ticket);
    free(params);
    free(calls);
    pq_release(pq_link_at(0), pq_waiting(pq_link_at(0)));
    fixture_until_called(f, behind);
    assert_done(behind);
    assert_string_equal(behind->text[0], "behind");
    assert_int_equal(gone->calls, 0);
    assert_int_equal(pq_link_count(), 1);
    fixture_close(f);
}

static void test_pool_when_the_connection_of_a_left_unit_breaks_then_it_is_not_sent_again(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 1, 10);
    fixture_until_ready(f, 1);
    pq_hold(true);
    struct outcome *gone = fixture_ask(f, "gone", true);
    fixture_until_sent(f, 1);
    pg_pool_cancel(f->pool, gone->ticket);
    pq_hold(false);
    pq_cut(pq_link_at(0));
    struct outcome *next = fixture_ask(f, "next", true);
    fixture_until_called(f, next);
    assert_done(next);
    assert_int_equal(gone->calls, 0);
    assert_int_equal(pq_sent_count(), 2);
    fixture_close(f);
}

/* ---- time ---- */

static void test_pool_when_the_deadline_passes_under_a_unit_then_its_connection_is_replaced(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 1, 10);
    fixture_until_ready(f, 1);
    pq_hold(true);
    struct outcome *slow = fixture_ask(f, "slow", true);
    fixture_until_sent(f, 1);
    fixture_advance(f, DEADLINE_MS - 100);
    struct outcome *again = fixture_ask(f, "again", true), *unknown = fixture_ask(f, "unknown", false);
    fixture_until_sent(f, 3);
    fixture_advance(f, 100);
    fixture_turn(f, 1);
    assert_int_equal(slow->calls, 0); /* to the millisecond */
    pq_hold(false);
    fixture_advance(f, 1);
    fixture_until_called(f, again);
    assert_failed(slow, ERR_DEADLINE); /* idempotent, but its time is over */
    assert_failed(unknown, ERR_DATABASE_UNKNOWN);
    assert_done(again);
    assert_int_equal(pq_link_count(), 2);
    assert_int_equal(pg_pool_count(f->pool).timed_out, 1);
    assert_int_equal(pg_pool_count(f->pool).lost, 1);
    fixture_close(f);
}

static void test_pool_when_the_deadline_passes_in_the_queue_then_it_was_not_sent(void **state) {
    struct pool_fixture *f = *state;
    static const struct pg_param org[] = {{.value = "xc"}};
    static const struct pg_call calls[] = {{STATEMENT_org_get, org}};
    const struct pg_unit hasty = {calls, 1, true, 100};
    pq_set_plan((struct pq_plan){.steps = {PQ_STEP_NONE}});
    fixture_open(f, 1, 10);
    struct outcome *outcome = fixture_submit(f, &hasty), *patient = fixture_ask(f, "xc", true);
    fixture_advance(f, 101);
    fixture_until_called(f, outcome);
    assert_failed(outcome, ERR_DEADLINE);
    assert_int_equal(patient->calls, 0);
    assert_int_equal(pq_sent_count(), 0);
    fixture_close(f);
}

static void test_pool_when_the_database_stays_away_then_waiting_units_are_refused(void **state) {
    struct pool_fixture *f = *state;
    pq_set_plan((struct pq_plan){.steps = {PQ_STEP_FAILED}});
    fixture_open(f, 2, 10);
    fixture_turn(f, 1);
    struct outcome *outcome = fixture_ask(f, "xc", false);
    fixture_advance(f, AWAY_MS);
    fixture_turn(f, 1);
    assert_int_equal(outcome->calls, 0);
    fixture_advance(f, 1);
    fixture_until_called(f, outcome);
    assert_failed(outcome, ERR_DATABASE_UNAVAILABLE);
    assert_int_equal(pq_sent_count(), 0);
    pq_set_plan((struct pq_plan){.steps = {PQ_STEP_OK}});
    fixture_advance(f, 10000);
    fixture_until_ready(f, 2);
    struct outcome *next = fixture_ask(f, "xc", false);
    fixture_until_called(f, next);
    assert_done(next);
    fixture_close(f);
}

static bool are_both_ended(struct pool_fixture *f, const void *what) {
    (void)what;
    return f->outcomes[0].calls > 0 && pg_pool_count(f->pool).queued + pg_pool_count(f->pool).running == 0;
}

/* One callback may end another asker's interest while the pool is telling all that were lost. */
static void test_pool_when_a_lost_units_callback_cancels_the_next_then_that_is_not_called(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 1, 10);
    fixture_until_ready(f, 1);
    pq_hold(true);
    struct outcome *first = fixture_ask(f, "a", false), *second = fixture_ask(f, "b", false);
    first->cancels = second->ticket;
    fixture_until_sent(f, 2);
    pq_cut(pq_link_at(0));
    fixture_until(f, are_both_ended, NULL);
    fixture_turn(f, 1);
    assert_failed(first, ERR_DATABASE_UNKNOWN);
    assert_int_equal(second->calls, 0);
    fixture_close(f);
}

static void test_pool_when_a_refused_units_callback_cancels_the_next_then_that_is_not_called(void **state) {
    struct pool_fixture *f = *state;
    pq_set_plan((struct pq_plan){.steps = {PQ_STEP_FAILED}});
    fixture_open(f, 1, 10);
    struct outcome *first = fixture_ask(f, "a", false), *second = fixture_ask(f, "b", false);
    first->cancels = second->ticket;
    fixture_advance(f, AWAY_MS + 1);
    fixture_turn(f, 2);
    assert_failed(first, ERR_DATABASE_UNAVAILABLE);
    assert_int_equal(second->calls, 0);
    fixture_close(f);
}

/* It may have been committed the first time: nobody may say that nothing was done. */
static void test_pool_when_the_database_stays_away_from_a_unit_once_sent_then_unknown(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 1, 10);
    fixture_until_ready(f, 1);
    pq_hold(true);
    struct outcome *outcome = fixture_ask(f, "a", true);
    fixture_until_sent(f, 1);
    pq_set_plan((struct pq_plan){.steps = {PQ_STEP_FAILED}});
    pq_cut(pq_link_at(0));
    fixture_until_links(f, 2);
    fixture_turn(f, 1);
    fixture_advance(f, AWAY_MS + 1);
    fixture_until_called(f, outcome);
    assert_failed(outcome, ERR_DATABASE_UNKNOWN);
    fixture_close(f);
}

/* ---- the end ---- */

static void on_drained(void *context) {
    struct pool_fixture *f = context;
    f->drained++;
}

static bool is_drained(struct pool_fixture *f, const void *what) {
    (void)what;
    return f->drained > 0;
}

static void test_pool_when_drained_then_what_waits_is_done_and_nothing_is_taken(void **state) {
    struct pool_fixture *f = *state;
    static const struct pg_param org[] = {{.value = "xc"}};
    static const struct pg_call calls[] = {{STATEMENT_org_get, org}};
    const struct pg_unit unit = {calls, 1, true, DEADLINE_MS};
    struct err err;
    fixture_open(f, 1, 100);
    fixture_until_ready(f, 1);
    pq_hold(true);
    for (int i = 0; i < PIPELINE_DEPTH + 2; i++)
        fixture_ask(f, "xc", false);
    fixture_until_sent(f, PIPELINE_DEPTH);
    pg_pool_drain(f->pool, on_drained, f);
    assert_int_equal(f->drained, 0);
    assert_null(fixture_try(f, &unit, &err));
    assert_int_equal(err.code, ERR_SHUTTING_DOWN);
    pq_hold(false);
    pq_release(pq_link_at(0), pq_waiting(pq_link_at(0)));
    fixture_until(f, is_drained, NULL);
    for (size_t i = 0; i < f->submitted; i++)
        assert_done(&f->outcomes[i]);
    fixture_turn(f, 1);
    assert_int_equal(f->drained, 1);
    fixture_close(f);
}

static void test_pool_when_drained_with_nothing_to_do_then_it_says_so_from_the_loop(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 1, 100);
    pg_pool_drain(f->pool, on_drained, f);
    assert_int_equal(f->drained, 0);
    fixture_until(f, is_drained, NULL);
    assert_int_equal(f->drained, 1);
    fixture_close(f);
}

static void test_pool_when_freed_then_callbacks_that_are_owed_never_come(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 2, 100);
    fixture_until_ready(f, 2);
    pq_hold(true);
    for (int i = 0; i < 2 * PIPELINE_DEPTH + 5; i++)
        fixture_ask(f, "xc", true);
    fixture_until_sent(f, 2 * PIPELINE_DEPTH);
    pq_release(pq_link_at(0), 2); /* a result is half there */
    fixture_turn(f, 0);
    fixture_close(f);
    for (size_t i = 0; i < f->submitted; i++)
        assert_int_equal(f->outcomes[i].calls, 0);
    fixture_open(f, 2, 100); /* nothing has turned yet */
    fixture_ask(f, "xc", true);
    fixture_close(f);
}

static void test_pool_new_when_the_nth_allocation_fails_then_it_says_so(void **state) {
    (void)state;
    struct event_base *base = event_base_new();
    const struct pg_pool_options options = {.conninfo = "dbname=any", .connections = 3, .queue = 1};
    bool has_failed = true;
    size_t n = 1;
    for (; has_failed; n++) {
        struct err err = {0};
        memory_fail_after(n);
        struct pg_pool *pool = pg_pool_new(base, &options, &err);
        has_failed = memory_has_failed();
        memory_fail_after(0);
        assert_int_equal(pool == NULL, has_failed);
        assert_int_equal(err.code, has_failed ? ERR_OUT_OF_MEMORY : ERR_NONE);
        pg_pool_free(pool);
        pq_reset();
    }
    assert_int_equal(n, 1 + 2 + 3 + 1); /* the pool, its members, three connections: each failed once */
    event_base_free(base);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_pool_when_submitted_then_the_callback_comes_later_and_once),
        TEST(test_pool_when_the_queue_is_full_then_it_refuses_at_once),
        TEST(test_pool_when_connections_are_busy_then_the_least_loaded_is_taken),
        TEST(test_pool_when_a_pipeline_is_full_then_the_rest_waits_for_any_connection),
        TEST(test_pool_when_answers_come_in_any_order_then_everybody_gets_his_own),
        TEST(test_pool_when_the_asker_of_a_waiting_unit_leaves_then_it_is_never_sent),
        TEST(test_pool_when_the_asker_of_a_sent_unit_leaves_then_its_answer_is_dropped),
        TEST(test_pool_when_the_connection_of_a_left_unit_breaks_then_it_is_not_sent_again),
        TEST(test_pool_when_the_deadline_passes_under_a_unit_then_its_connection_is_replaced),
        TEST(test_pool_when_the_deadline_passes_in_the_queue_then_it_was_not_sent),
        TEST(test_pool_when_the_database_stays_away_then_waiting_units_are_refused),
        TEST(test_pool_when_a_lost_units_callback_cancels_the_next_then_that_is_not_called),
        TEST(test_pool_when_a_refused_units_callback_cancels_the_next_then_that_is_not_called),
        TEST(test_pool_when_the_database_stays_away_from_a_unit_once_sent_then_unknown),
        TEST(test_pool_when_drained_then_what_waits_is_done_and_nothing_is_taken),
        TEST(test_pool_when_drained_with_nothing_to_do_then_it_says_so_from_the_loop),
        TEST(test_pool_when_freed_then_callbacks_that_are_owed_never_come),
        TEST(test_pool_new_when_the_nth_allocation_fails_then_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
