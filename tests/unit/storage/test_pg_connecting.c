/* How one connection comes about, against a scripted libpq. */
#include "pool_fixture.h"

#include <string.h>

static int set_up(void **state) {
    static struct pool_fixture fixture;
    *state = &fixture;
    pq_reset();
    return 0;
}

static void test_conn_when_the_socket_changes_at_each_poll_then_it_connects(void **state) {
    struct pool_fixture *f = *state;
    pq_set_plan((struct pq_plan){
        .steps = {PQ_STEP_WRITING, PQ_STEP_READING, PQ_STEP_READING, PQ_STEP_WRITING, PQ_STEP_OK},
        .has_new_sockets = true});
    fixture_open(f, 1, 10);
    struct outcome *outcome = fixture_ask(f, "xc", false);
    fixture_until_called(f, outcome);
    assert_done(outcome);
    assert_int_equal(pq_link_count(), 1);
    fixture_close(f);
}

static void test_conn_when_connecting_fails_then_it_tries_again_ever_later(void **state) {
    struct pool_fixture *f = *state;
    const struct pq_plan plans[] = {{.steps = {PQ_STEP_FAILED}},
                                    {.steps = {PQ_STEP_WRITING, PQ_STEP_FAILED}},
                                    {.steps = {PQ_STEP_READING, PQ_STEP_READING, PQ_STEP_FAILED}},
                                    {.is_bad_at_once = true}};
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        pq_set_plan(plans[i]);
        fixture_open(f, 1, 10);
        fixture_until_links(f, 2); /* at once a second time */
        fixture_turn(f, 3);
        assert_int_equal(pq_link_count(), 2); /* the clock stands: no third yet */
        fixture_advance(f, 49);
        fixture_turn(f, 2);
        assert_int_equal(pq_link_count(), 2);
        fixture_advance(f, 50 / 2 + 1); /* 50 ms and at most half as much again */
        fixture_until_links(f, 3);
        assert_false(pg_pool_is_ready(f->pool));
        pq_set_plan((struct pq_plan){.steps = {PQ_STEP_WRITING, PQ_STEP_OK}});
        fixture_turn(f, 1);
        fixture_advance(f, 150);
        fixture_until_ready(f, 1);
        assert_int_equal(pg_pool_count(f->pool).connects, 1);
        assert_int_equal(pg_pool_count(f->pool).breaks, 0);
        fixture_close(f);
    }
}

static void test_conn_when_libpq_has_no_memory_then_it_tries_again(void **state) {
    struct pool_fixture *f = *state;
    pq_set_plan((struct pq_plan){.is_null = true});
    fixture_open(f, 1, 10);
    fixture_turn(f, 1);
    assert_false(pg_pool_is_ready(f->pool));
    pq_set_plan((struct pq_plan){.steps = {PQ_STEP_OK}});
    fixture_advance(f, 200);
    fixture_until_ready(f, 1);
    fixture_close(f);
}

static void test_conn_when_connecting_hangs_then_it_is_given_up_in_time(void **state) {
    struct pool_fixture *f = *state;
    pq_set_plan((struct pq_plan){.steps = {PQ_STEP_WRITING, PQ_STEP_NONE}});
    fixture_open(f, 1, 10);
    fixture_turn(f, 1);
    pq_set_plan((struct pq_plan){.steps = {PQ_STEP_OK}});
    fixture_advance(f, 2000);
    fixture_turn(f, 1);
    assert_int_equal(pq_link_count(), 1);
    fixture_advance(f, 1);
    fixture_until_ready(f, 1);
    assert_int_equal(pq_link_count(), 2);
    fixture_close(f);
}

static void answer_prepare_refused(struct pq_link *link, const struct pq_sent *sent, void *context) {
    (void)context;
    if (sent->is_prepare && strcmp(sent->name, "org_get") == 0)
        pq_error(link, "42P01", "relation \"orgs\" does not exist");
    else
        pq_answer_well(link, sent);
}

static void test_conn_when_a_statement_cannot_be_prepared_then_it_never_is_ready(void **state) {
    struct pool_fixture *f = *state;
    pq_set_answer(answer_prepare_refused, NULL);
    fixture_open(f, 1, 10);
    struct outcome *outcome = fixture_ask(f, "xc", false);
    fixture_until_links(f, 2);
    fixture_turn(f, 1);
    assert_int_equal(outcome->calls, 0);
    assert_false(pg_pool_is_ready(f->pool));
    assert_int_equal(pq_sent_count(), 0);
    pq_set_answer(NULL, NULL); /* the schema has come */
    fixture_advance(f, 200);
    fixture_until_called(f, outcome);
    assert_done(outcome);
    fixture_close(f);
}

static void answer_prepare_off(struct pq_link *link, const struct pq_sent *sent, void *context) {
    const char *name = context;
    if (sent->is_prepare && strcmp(sent->name, name) == 0)
        pq_omit_end(link);
    else
        pq_answer_well(link, sent);
}

static void test_conn_when_preparing_gets_out_of_step_then_it_is_closed(void **state) {
    struct pool_fixture *f = *state;
    static char name[] = "org_get";
    pq_set_answer(answer_prepare_off, name);
    fixture_open(f, 1, 10);
    fixture_until_links(f, 2);
    assert_false(pg_pool_is_ready(f->pool));
    fixture_close(f);
}

static void test_conn_when_the_host_is_a_name_then_libpq_gets_its_address(void **state) {
    struct pool_fixture *f = *state;
    fixture_open_at(f, 1, 10, "host=localhost");
    fixture_until_ready(f, 1);
    const char *hostaddr = pq_link_hostaddr(pq_link_at(0));
    assert_true(strcmp(hostaddr, "127.0.0.1") == 0 || strcmp(hostaddr, "::1") == 0);
    fixture_close(f);
    static const char *const others[] = {"host=127.0.0.1", "host=::1", "host=/run/postgresql", "host=a,b",
                                         "dbname=x"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        fixture_open_at(f, 1, 10, others[i]);
        fixture_until_ready(f, 1);
        assert_string_equal(pq_link_hostaddr(pq_link_at(0)), "");
        fixture_close(f);
    }
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_conn_when_the_socket_changes_at_each_poll_then_it_connects),
        TEST(test_conn_when_connecting_fails_then_it_tries_again_ever_later),
        TEST(test_conn_when_libpq_has_no_memory_then_it_tries_again),
        TEST(test_conn_when_connecting_hangs_then_it_is_given_up_in_time),
        TEST(test_conn_when_a_statement_cannot_be_prepared_then_it_never_is_ready),
        TEST(test_conn_when_preparing_gets_out_of_step_then_it_is_closed),
        TEST(test_conn_when_the_host_is_a_name_then_libpq_gets_its_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
