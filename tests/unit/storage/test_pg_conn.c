/* One connection against a scripted libpq: whatever does not come exactly as it must closes it. */
#include "pool_fixture.h"

#include <string.h>

#include "base/memory.h"

/* Items of an answer: a result and an end for each statement, and the sync. */
enum {
    PREPARING_ITEMS = 2 * (STATEMENT_PREPARED_COUNT + 1) + 1,
    THREE_ITEMS = 2 * 3 + 1,
    /* Calls that send: nonblocking, pipeline mode, session_begin, each statement, the sync. */
    PREPARING_SENDS = 2 + 1 + STATEMENT_PREPARED_COUNT + 1,
    THREE_SENDS = 3 + 1
};

static int set_up(void **state) {
    static struct pool_fixture fixture;
    *state = &fixture;
    pq_reset();
    return 0;
}

static void answer_org(struct pq_link *link, const struct pq_sent *sent, void *context) {
    (void)context;
    pq_answer_well(link, sent);
    if (strcmp(sent->name, "org_get") == 0 && !sent->is_prepare) {
        pq_cell(link, 0, 0, "41");
        pq_cell(link, 0, 1, sent->params[0]);
        pq_cell(link, 0, 3, NULL);
        pq_cell(link, 1, 0, "42");
    } else if (strcmp(sent->name, "org_lock") == 0 && !sent->is_prepare) {
        pq_cell(link, 0, 0, "7");
    } else if (strcmp(sent->name, "alias_add") == 0 && !sent->is_prepare) {
        pq_command_tuples(link, "3");
    }
}

static void read_three(void *context, const struct err *err, const struct pg_results *results) {
    int *calls = context;
    assert_null(err);
    ++*calls;
    assert_int_equal(pg_rows(results, 0), 2);
    assert_int_equal(pg_int(results, 0, 0, 0), 41);
    assert_true(text_equal(pg_text(results, 0, 0, 1), TEXT_OF("xc")));
    assert_false(pg_is_null(results, 0, 0, 1));
    assert_true(pg_is_null(results, 0, 0, 3));
    assert_int_equal(pg_text(results, 0, 0, 3).len, 0);
    assert_int_equal(pg_int(results, 0, 1, 0), 42);
    assert_int_equal(pg_rows(results, 1), 0);
    assert_int_equal(pg_affected(results, 1), 3);
    assert_int_equal(pg_int(results, 2, 0, 0), 7);
}

static bool is_positive(struct pool_fixture *fixture, const void *what) {
    const int *value = what;
    (void)fixture;
    return *value > 0;
}

static void test_conn_when_all_is_answered_then_each_call_has_its_rows(void **state) {
    struct pool_fixture *f = *state;
    const struct pg_param org[] = {{.value = "xc"}};
    const struct pg_param alias[] = {{.value = "{m}"}, {.value = "{n}"}, {0}};
    const struct pg_call calls[] = {
        {STATEMENT_org_get, org}, {STATEMENT_alias_add, alias}, {STATEMENT_org_lock, NULL}};
    const struct pg_unit unit = {calls, 3, false, DEADLINE_MS};
    pg_ticket ticket;
    struct err err;
    int called = 0;
    fixture_open(f, 1, 10);
    pq_set_answer(answer_org, NULL);
    assert_true(pg_pool_submit(f->pool, &unit, read_three, &called, &ticket, &err));
    fixture_until(f, is_positive, &called);
    assert_int_equal(called, 1);
    assert_int_equal(pq_sent_count(), 3);
    assert_string_equal(pq_sent_at(1, NULL)->name, "alias_add");
    assert_string_equal(pq_sent_at(1, NULL)->params[1], "{n}");
    assert_null(pq_sent_at(1, NULL)->params[2]);
    fixture_close(f);
}

static void test_conn_when_items_come_one_by_one_then_done_only_with_the_sync(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 1, 10);
    fixture_until_ready(f, 1);
    pq_hold(true);
    struct outcome *outcome = fixture_ask_three(f, false);
    fixture_until_sent(f, 3);
    struct pq_link *link = pq_link_at(0);
    assert_int_equal(pq_waiting(link), THREE_ITEMS);
    for (int i = 0; i < THREE_ITEMS - 1; i++) {
        pq_release(link, 1);
        fixture_turn(f, 1);
        assert_int_equal(outcome->calls, 0);
    }
    pq_release(link, 1);
    fixture_until_called(f, outcome);
    assert_done(outcome);
    fixture_close(f);
}

static void test_conn_when_answers_of_two_units_come_cut_anywhere_then_each_gets_its_own(void **state) {
    struct pool_fixture *f = *state;
    for (size_t cut = 0; cut <= 2 * THREE_ITEMS; cut++) {
        fixture_open(f, 1, 10);
        fixture_until_ready(f, 1);
        pq_set_answer(answer_org, NULL);
        pq_hold(true);
        struct outcome *first = fixture_ask_three(f, false), *second = fixture_ask_three(f, false);
        fixture_until_sent(f, 6);
        pq_release(pq_link_at(0), cut);
        fixture_turn(f, 0);
        assert_int_equal(first->calls, cut >= THREE_ITEMS);
        assert_int_equal(second->calls, cut == 2 * THREE_ITEMS);
        pq_release(pq_link_at(0), pq_waiting(pq_link_at(0)));
        fixture_until_called(f, second);
        assert_done(first);
        assert_done(second);
        assert_string_equal(first->text[0], "41");
        fixture_close(f);
    }
}

/* ---- what is not as it must be ---- */

enum fault {
    FAULT_COLUMN_LESS,
    FAULT_COLUMN_MORE,
    FAULT_NO_ROWS,
    FAULT_ROWS_WHERE_NONE,
    FAULT_RESULT_TWICE,
    FAULT_END_TWICE,
    FAULT_NO_END,
    FAULT_NO_RESULT,
    FAULT_SYNC_EARLY,
    FAULT_SKIPPED,
    FAULT_COPY,
    FAULT_COUNT
};

static void answer_badly(struct pq_link *link, const struct pq_sent *sent, void *context) {
    enum fault fault = *(enum fault *)context;
    const char *at = fault == FAULT_ROWS_WHERE_NONE ? "alias_add" : "org_get";
    if (sent->is_prepare || strcmp(sent->name, at) != 0) {
        pq_answer_well(link, sent);
        return;
    }
    int columns = statement_texts[STATEMENT_org_get].columns;
    switch (fault) {
    case FAULT_COLUMN_LESS:
        pq_result(link, PGRES_TUPLES_OK, columns - 1);
        return;
    case FAULT_COLUMN_MORE:
        pq_result(link, PGRES_TUPLES_OK, columns + 1);
        return;
    case FAULT_NO_ROWS:
        pq_result(link, PGRES_COMMAND_OK, 0);
        return;
    case FAULT_ROWS_WHERE_NONE:
        pq_result(link, PGRES_TUPLES_OK, 1);
        return;
    case FAULT_RESULT_TWICE:
        pq_answer_well(link, sent);
        pq_answer_well(link, sent);
        return;
    case FAULT_END_TWICE:
        pq_answer_well(link, sent);
        pq_end(link);
        return;
    case FAULT_NO_END:
        pq_answer_well(link, sent);
        pq_omit_end(link);
        return;
    case FAULT_NO_RESULT:
        return;
    case FAULT_SYNC_EARLY:
        pq_result(link, PGRES_PIPELINE_SYNC, 0);
        return;
    case FAULT_SKIPPED:
        pq_result(link, PGRES_PIPELINE_ABORTED, 0);
        return;
    case FAULT_COPY:
        pq_result(link, PGRES_COPY_OUT, columns);
        return;
    case FAULT_COUNT:
        return;
    }
}

/* Closed and replaced, the outcome of what had been sent unknown; what comes next is answered rightly. */
static void test_conn_when_an_answer_is_off_then_it_is_closed_and_replaced(void **state) {
    struct pool_fixture *f = *state;
    for (int i = 0; i < FAULT_COUNT; i++) {
        enum fault fault = (enum fault)i;
        fixture_open(f, 1, 10);
        fixture_until_ready(f, 1);
        pq_set_answer(answer_badly, &fault);
        struct outcome *bad = fixture_ask_three(f, false), *behind = fixture_ask_three(f, false);
        fixture_until_called(f, behind);
        assert_failed(bad, ERR_DATABASE_UNKNOWN);
        assert_failed(behind, ERR_DATABASE_UNKNOWN);
        assert_int_equal(pq_link_open_count(), 0);
        pq_set_answer(answer_org, NULL);
        struct outcome *next = fixture_ask_three(f, false);
        fixture_until_called(f, next);
        assert_done(next);
        assert_int_equal(pq_link_count(), 2);
        assert_int_equal(pg_pool_count(f->pool).breaks, 1);
        fixture_close(f);
    }
}

static void answer_then_one_too_many(struct pq_link *link, const struct pq_sent *sent, void *context) {
    (void)context;
    pq_answer_well(link, sent);
    if (strcmp(sent->name, "org_lock") == 0 && !sent->is_prepare) {
        pq_end(link);
        pq_result(link, PGRES_TUPLES_OK, 1);
    }
}

static void test_conn_when_a_result_follows_the_last_statement_then_it_is_closed(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 1, 10);
    fixture_until_ready(f, 1);
    pq_set_answer(answer_then_one_too_many, NULL);
    struct outcome *outcome = fixture_ask_three(f, false);
    fixture_until_called(f, outcome);
    assert_failed(outcome, ERR_DATABASE_UNKNOWN);
    fixture_close(f);
}

static void answer_without_sync(struct pq_link *link, const struct pq_sent *sent, void *context) {
    (void)context;
    pq_answer_well(link, sent);
    pq_omit_sync(link);
}

/* COMMIT is not confirmed before the sync, whatever else has come. */
static void test_conn_when_the_sync_is_missing_then_the_next_units_result_closes_it(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 1, 10);
    fixture_until_ready(f, 1);
    pq_set_answer(answer_without_sync, NULL);
    struct outcome *first = fixture_ask_three(f, false), *second = fixture_ask_three(f, false);
    fixture_until_called(f, second);
    assert_failed(first, ERR_DATABASE_UNKNOWN);
    assert_failed(second, ERR_DATABASE_UNKNOWN);
    fixture_close(f);
}

/* ---- what PostgreSQL refuses ---- */

struct refusal {
    const char *sqlstate;
    enum err_code code;
};

static void answer_refusing(struct pq_link *link, const struct pq_sent *sent, void *context) {
    const struct refusal *refusal = context;
    if (strcmp(sent->name, "alias_add") == 0 && !sent->is_prepare)
        pq_error(link, refusal->sqlstate, "no");
    else
        pq_answer_well(link, sent);
}

static void test_conn_when_a_statement_fails_then_the_unit_fails_and_the_connection_stays(void **state) {
    struct pool_fixture *f = *state;
    static const struct refusal refusals[] = {{"25006", ERR_DATABASE_UNAVAILABLE},
                                              {"53300", ERR_DATABASE_UNAVAILABLE},
                                              {"53100", ERR_DATABASE_UNAVAILABLE},
                                              {"57P03", ERR_DATABASE_UNAVAILABLE},
                                              {"57014", ERR_DEADLINE},
                                              {"42P01", ERR_SCHEMA},
                                              {"42703", ERR_SCHEMA},
                                              {"23505", ERR_CONFLICT},
                                              {"23514", ERR_INTERNAL},
                                              {"22P02", ERR_INTERNAL},
                                              {"40P01", ERR_DATABASE_UNAVAILABLE},
                                              {"40001", ERR_DATABASE_UNAVAILABLE}};
    fixture_open(f, 1, 10);
    fixture_until_ready(f, 1);
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct refusal refusal = refusals[i];
        size_t sent = pq_sent_count();
        pq_set_answer(answer_refusing, &refusal);
        struct outcome *refused = fixture_ask_three(f, false), *behind = fixture_ask(f, "xc", false);
        fixture_until_called(f, behind);
        assert_failed(refused, refusal.code);
        assert_non_null(strstr(refused->detail, refusal.sqlstate));
        assert_done(behind);
        assert_int_equal(pq_sent_count() - sent, 4); /* sent once */
    }
    assert_int_equal(pq_link_count(), 1);
    assert_int_equal(pg_pool_count(f->pool).breaks, 0);
    fixture_close(f);
}

struct transient {
    const char *sqlstate;
    int left; /* times that it still fails */
};

static void answer_failing_a_while(struct pq_link *link, const struct pq_sent *sent, void *context) {
    struct transient *transient = context;
    if (strcmp(sent->name, "alias_add") == 0 && !sent->is_prepare && transient->left-- > 0)
        pq_error(link, transient->sqlstate, "again");
    else
        pq_answer_well(link, sent);
}

static void test_conn_when_a_deadlock_hits_an_idempotent_unit_then_it_is_sent_once_more(void **state) {
    struct pool_fixture *f = *state;
    static const char *const sqlstates[] = {"40P01", "40001"};
    for (int i = 0; i < 4; i++) {
        struct transient transient = {sqlstates[i % 2], i < 2 ? 1 : 2};
        fixture_open(f, 1, 10);
        fixture_until_ready(f, 1);
        pq_set_answer(answer_failing_a_while, &transient);
        struct outcome *outcome = fixture_ask_three(f, true);
        fixture_until_called(f, outcome);
        assert_ended(outcome, i < 2 ? ERR_NONE : ERR_DATABASE_UNAVAILABLE, __FILE__, __LINE__);
        assert_int_equal(pq_sent_count(), 6);
        assert_int_equal(pq_link_count(), 1);
        fixture_close(f);
    }
}

/* ---- losing the connection ---- */

static struct outcome *ask_with_a_cut(struct pool_fixture *f, size_t items, bool is_idempotent) {
    pq_cut_after(items);
    fixture_open(f, 1, 10);
    pq_cut_after(SIZE_MAX); /* the first link has it, the next are whole */
    struct outcome *outcome = fixture_ask_three(f, is_idempotent);
    fixture_until_called(f, outcome);
    return outcome;
}

static void test_conn_when_lost_at_any_step_then_unknown_only_if_sent_and_not_confirmed(void **state) {
    struct pool_fixture *f = *state;
    for (size_t items = 0; items <= PREPARING_ITEMS + THREE_ITEMS; items++) {
        bool was_sent = items > PREPARING_ITEMS, was_confirmed = items == PREPARING_ITEMS + THREE_ITEMS;
        struct outcome *outcome = ask_with_a_cut(f, items, false);
        assert_ended(outcome, was_sent && !was_confirmed ? ERR_DATABASE_UNKNOWN : ERR_NONE, __FILE__,
                     __LINE__);
        assert_int_equal(pq_sent_count(), 3);
        fixture_close(f);
    }
}

static void test_conn_when_lost_under_an_idempotent_unit_then_it_is_done_by_the_next(void **state) {
    struct pool_fixture *f = *state;
    for (size_t items = PREPARING_ITEMS + 1; items < PREPARING_ITEMS + THREE_ITEMS; items++) {
        struct outcome *outcome = ask_with_a_cut(f, items, true);
        assert_done(outcome);
        assert_int_equal(pq_sent_count(), 6);
        assert_int_equal(pq_link_count(), 2);
        fixture_close(f);
    }
}

static void test_conn_when_lost_twice_under_an_idempotent_unit_then_unknown(void **state) {
    struct pool_fixture *f = *state;
    pq_cut_after(PREPARING_ITEMS + 2);
    fixture_open(f, 1, 10);
    struct outcome *outcome = fixture_ask_three(f, true);
    fixture_until_called(f, outcome);
    assert_failed(outcome, ERR_DATABASE_UNKNOWN);
    assert_int_equal(pq_sent_count(), 6);
    fixture_close(f);
}

static void test_conn_when_idle_and_lost_then_it_comes_back(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 1, 10);
    fixture_until_ready(f, 1);
    pq_cut(pq_link_at(0));
    fixture_until_links(f, 2);
    fixture_until_ready(f, 1);
    struct outcome *outcome = fixture_ask(f, "xc", false);
    fixture_until_called(f, outcome);
    assert_done(outcome);
    fixture_close(f);
}

static void answer_stopping(struct pq_link *link, const struct pq_sent *sent, void *context) {
    (void)context;
    if (strcmp(sent->name, "org_get") != 0 || sent->is_prepare) {
        pq_answer_well(link, sent);
        return;
    }
    pq_error(link, "57P01", "terminating connection due to administrator command");
    pq_omit_sync(link);
    pq_cut(link);
}

static void test_conn_when_the_server_stops_under_a_unit_then_it_is_not_reported_as_done(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 1, 10);
    fixture_until_ready(f, 1);
    pq_set_answer(answer_stopping, NULL);
    struct outcome *outcome = fixture_ask(f, "xc", false);
    fixture_until_called(f, outcome);
    assert_int_equal(outcome->calls, 1);
    assert_true(outcome->code == ERR_DATABASE_UNKNOWN || outcome->code == ERR_DATABASE_UNAVAILABLE);
    pq_set_answer(NULL, NULL);
    struct outcome *next = fixture_ask(f, "xc", false);
    fixture_until_called(f, next);
    assert_done(next);
    fixture_close(f);
}

/* ---- sending ---- */

static void test_conn_when_any_send_fails_then_no_unit_is_lost_or_doubled(void **state) {
    struct pool_fixture *f = *state;
    for (size_t n = 1; n <= PREPARING_SENDS + THREE_SENDS; n++) {
        fixture_open(f, 1, 10);
        pq_fail_send(n);
        struct outcome *outcome = fixture_ask_three(f, false);
        fixture_until_called(f, outcome);
        assert_true(pq_has_failed_send());
        assert_ended(outcome, n <= PREPARING_SENDS ? ERR_NONE : ERR_DATABASE_UNKNOWN, __FILE__, __LINE__);
        fixture_close(f);
    }
}

/* PostgreSQL may not read before we have read: both have to go on. */
static void test_conn_when_flush_is_not_done_then_it_reads_and_flushes_on(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 1, 10);
    fixture_until_ready(f, 1);
    pq_set_flush(1);
    pq_hold(true);
    struct outcome *outcome = fixture_ask_three(f, false);
    fixture_until_sent(f, 3);
    size_t flushes = pq_flushes();
    fixture_turn(f, 0);
    assert_true(pq_flushes() > flushes); /* the socket is writable: it tried again */
    assert_true(pq_reads_while_flushing() > 0);
    pq_release(pq_link_at(0), THREE_ITEMS);
    fixture_until_called(f, outcome); /* read while the flush still is not done */
    assert_done(outcome);
    pq_set_flush(0);
    fixture_turn(f, 0);
    flushes = pq_flushes();
    fixture_turn(f, 1);
    assert_int_equal(pq_flushes(), flushes); /* and writable is not waited for without need */
    fixture_close(f);
}

static void test_conn_when_flush_fails_then_it_is_closed(void **state) {
    struct pool_fixture *f = *state;
    fixture_open(f, 1, 10);
    fixture_until_ready(f, 1);
    pq_set_flush(-1);
    struct outcome *outcome = fixture_ask(f, "xc", false);
    fixture_until_called(f, outcome);
    assert_failed(outcome, ERR_DATABASE_UNKNOWN);
    pq_set_flush(0);
    fixture_until_ready(f, 1);
    fixture_close(f);
}

static void test_conn_when_the_nth_allocation_fails_then_units_end_once(void **state) {
    struct pool_fixture *f = *state;
    bool has_failed = true;
    size_t failures = 0;
    for (size_t n = 1; has_failed; n++) {
        struct err err = {0};
        static const struct pg_param org[] = {{.value = "xc"}};
        static const struct pg_call calls[] = {{STATEMENT_org_get, org}};
        const struct pg_unit unit = {calls, 1, false, DEADLINE_MS};
        fixture_open(f, 1, 10);
        fixture_until_ready(f, 1);
        memory_fail_after(n);
        struct outcome *outcome = fixture_try(f, &unit, &err);
        if (outcome != NULL)
            fixture_until_called(f, outcome);
        has_failed = memory_has_failed();
        memory_fail_after(0);
        failures += has_failed;
        if (outcome == NULL)
            assert_int_equal(err.code, ERR_OUT_OF_MEMORY);
        else
            assert_ended(outcome, has_failed ? ERR_DATABASE_UNKNOWN : ERR_NONE, __FILE__, __LINE__);
        assert_true(outcome != NULL || has_failed);
        fixture_close(f);
    }
    assert_true(failures >= 3); /* the work, the results, their list */
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_conn_when_all_is_answered_then_each_call_has_its_rows),
        TEST(test_conn_when_items_come_one_by_one_then_done_only_with_the_sync),
        TEST(test_conn_when_answers_of_two_units_come_cut_anywhere_then_each_gets_its_own),
        TEST(test_conn_when_an_answer_is_off_then_it_is_closed_and_replaced),
        TEST(test_conn_when_a_result_follows_the_last_statement_then_it_is_closed),
        TEST(test_conn_when_the_sync_is_missing_then_the_next_units_result_closes_it),
        TEST(test_conn_when_a_statement_fails_then_the_unit_fails_and_the_connection_stays),
        TEST(test_conn_when_a_deadlock_hits_an_idempotent_unit_then_it_is_sent_once_more),
        TEST(test_conn_when_lost_at_any_step_then_unknown_only_if_sent_and_not_confirmed),
        TEST(test_conn_when_lost_under_an_idempotent_unit_then_it_is_done_by_the_next),
        TEST(test_conn_when_lost_twice_under_an_idempotent_unit_then_unknown),
        TEST(test_conn_when_idle_and_lost_then_it_comes_back),
        TEST(test_conn_when_the_server_stops_under_a_unit_then_it_is_not_reported_as_done),
        TEST(test_conn_when_any_send_fails_then_no_unit_is_lost_or_doubled),
        TEST(test_conn_when_flush_is_not_done_then_it_reads_and_flushes_on),
        TEST(test_conn_when_flush_fails_then_it_is_closed),
        TEST(test_conn_when_the_nth_allocation_fails_then_units_end_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
