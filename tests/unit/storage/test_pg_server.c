/* The pool against a real PostgreSQL that stops, starts, refuses and takes too long. */
#include "with_postgres.h"

#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "storage/catalogue_store.h"

static int set_up(void **state) {
    database_set_up_migrated(state);
    database_run(*state, "insert into orgs (code, name) values ('east', '东县')");
    return 0;
}

static void rename_org(struct database *db, struct asked *asked, const char *name, bool is_idempotent) {
    const struct org org = {.code = TEXT_OF("east"), .name = text_from(name), .parent = TEXT_OF("")};
    ask_begin(db, asked);
    (void)org_ask_put(&asked->ask, &org);
    asked->ask.is_idempotent = is_idempotent;
}

/* Holds the unit in PostgreSQL, until the session commits. */
static void send_held(struct database *db, struct asked *asked, const char *name, bool is_idempotent) {
    database_run(db, "begin; select from orgs where code = 'east' for update");
    rename_org(db, asked, name, is_idempotent);
    ask_send(asked, 0, NULL, NULL);
    database_until(db, "select exists (select from pg_locks where not granted)");
}

static const char kill_waiting[] =
    "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'";

static void reopen(struct database *db) {
    struct err err;
    pg_session_close(db->session);
    db->session = pg_session_open(db->conninfo, 30000, &err);
    assert_non_null(db->session);
}

static void test_server_when_the_backend_is_terminated_under_a_unit_then_it_is_not_done(void **state) {
    struct database *db = *state;
    struct asked asked, next;
    send_held(db, &asked, "新名", false);
    database_run(db, kill_waiting);
    ask_wait(&asked);
    assert_true(asked.err.code == ERR_DATABASE_UNKNOWN || asked.err.code == ERR_DATABASE_UNAVAILABLE);
    database_run(db, "commit");
    assert_value(db, "select name from orgs where code = 'east'", "东县");
    rename_org(db, &next, "再来", false);
    assert_asked(&next, NULL, NULL);
    assert_value(db, "select name from orgs where code = 'east'", "再来");
}

static void
test_server_when_the_backend_is_terminated_under_an_idempotent_unit_then_it_is_done_again(void **state) {
    struct database *db = *state;
    struct asked asked;
    send_held(db, &asked, "新名", true);
    database_run(db, kill_waiting);
    database_until(
        db, "select exists (select from pg_locks where not granted)"); /* it is back, on another connection */
    database_run(db, "commit");
    ask_wait(&asked);
    assert_int_equal(asked.err.code, ERR_NONE);
    assert_value(db, "select name from orgs where code = 'east'", "新名");
    assert_true(pg_pool_count(db->pools[0]).breaks >= 1);
}

static void test_server_when_restarted_then_units_that_waited_are_done_and_the_pools_come_back(void **state) {
    struct database *db = *state;
    static const int signals[] = {SIGINT, SIGQUIT}; /* an administrator, a crash */
    for (size_t i = 0; i < 2; i++) {
        struct asked asked[2];
        postgres_stop(signals[i]);
        while (pg_pool_is_ready(db->pools[0]) || pg_pool_is_ready(db->pools[1]))
            assert_int_equal(event_base_loop(db->base, EVLOOP_ONCE), 0);
        for (size_t p = 0; p < 2; p++) {
            rename_org(db, &asked[p], i == 0 ? "一" : "二", false);
            ask_send(&asked[p], p, NULL, NULL);
        }
        postgres_start_again();
        for (size_t p = 0; p < 2; p++) {
            ask_wait(&asked[p]);
            /* Starting may take longer than units wait; then they say that nothing was done. */
            assert_true(asked[p].err.code == ERR_NONE || asked[p].err.code == ERR_DATABASE_UNAVAILABLE);
            rename_org(db, &asked[p], i == 0 ? "三" : "四", true);
            assert_int_equal(ask_end(&asked[p], p, NULL, NULL), ERR_NONE);
        }
        reopen(db);
        assert_value(db, "select name from orgs where code = 'east'", i == 0 ? "三" : "四");
        assert_true(pg_pool_count(db->pools[0]).breaks >= i + 1);
    }
}

/* ---- with settings of its own ---- */

static struct asked ask_other(struct database *db, const struct pg_pool_options *options) {
    struct asked asked;
    struct err err;
    struct pg_pool *first = db->pools[0];
    db->pools[0] = pg_pool_new(db->base, options, &err);
    assert_non_null(db->pools[0]);
    rename_org(db, &asked, "别名", false);
    (void)ask_end(&asked, 0, NULL, NULL);
    pg_pool_free(db->pools[0]);
    db->pools[0] = first;
    return asked;
}

static struct pg_pool_options options_of(const char *conninfo) {
    return (struct pg_pool_options){.conninfo = conninfo,
                                    .connections = 3,
                                    .queue = 10,
                                    .connect_timeout_ms = 5000,
                                    .statement_timeout_ms = 10000};
}

static void test_server_when_read_only_then_writing_is_not_possible_now(void **state) {
    struct database *db = *state;
    struct pg_pool_options options = options_of(db->conninfo);
    database_run(db, "do $$ begin execute format('alter database %I set default_transaction_read_only = on', "
                     "current_database()); end $$");
    struct asked asked = ask_other(db, &options);
    assert_int_equal(asked.err.code, ERR_DATABASE_UNAVAILABLE);
    assert_non_null(strstr(asked.err.detail, "25006"));
    assert_value(db, "select name from orgs where code = 'east'", "东县");
}

static void test_server_when_a_statement_takes_too_long_then_postgresql_ends_it(void **state) {
    struct database *db = *state;
    struct pg_pool_options options = options_of(db->conninfo);
    options.statement_timeout_ms = 100;
    database_run(db, "begin; select from orgs where code = 'east' for update");
    struct asked asked = ask_other(db, &options);
    assert_int_equal(asked.err.code, ERR_DEADLINE);
    assert_non_null(strstr(asked.err.detail, "57014"));
    database_run(db, "commit");
    assert_value(db, "select name from orgs where code = 'east'", "东县");
}

static void test_server_when_it_has_too_few_connections_then_one_does_the_work(void **state) {
    struct database *db = *state;
    char conninfo[CONNINFO_MAX + 16];
    database_run(
        db, "create role clerk login connection limit 1; grant all on all tables in schema public to clerk;"
            "grant all on all sequences in schema public to clerk");
    snprintf(conninfo, sizeof conninfo, "%s user=clerk", db->conninfo);
    struct pg_pool_options options = options_of(conninfo);
    struct asked asked = ask_other(db, &options);
    assert_int_equal(asked.err.code, ERR_NONE);
    assert_value(db, "select name from orgs where code = 'east'", "别名");
}

static void test_server_when_the_schema_is_not_there_then_units_are_refused(void **state) {
    struct database *db = *state;
    struct pg_pool_options options = options_of(db->conninfo);
    database_run(db, "alter table orgs rename to bureaus");
    struct asked asked = ask_other(db, &options);
    assert_int_equal(asked.err.code, ERR_DATABASE_UNAVAILABLE); /* no connection ever was ready */
}

static void test_session_of_a_pool_then_times_are_utc_and_dates_iso(void **state) {
    struct database *db = *state;
    database_run(db, "do $$ begin execute format('alter database %I set timezone = ''Asia/Shanghai''', "
                     "current_database()); execute format('alter database %I set datestyle = ''German''', "
                     "current_database()); end $$");
    struct pg_pool_options options = options_of(db->conninfo);
    database_run(
        db,
        "create function note_settings() returns trigger language plpgsql as $$ begin new.name := "
        "current_setting('TimeZone') || ' ' || current_setting('DateStyle') || ' ' || "
        "current_setting('statement_timeout'); return new; end $$;"
        "create trigger note before insert or update on orgs for each row execute function note_settings()");
    struct asked asked = ask_other(db, &options);
    assert_int_equal(asked.err.code, ERR_NONE);
    assert_value(db, "select name from orgs where code = 'east'", "UTC ISO, DMY 10s");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, database_tear_down)

static int run(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_server_when_the_backend_is_terminated_under_a_unit_then_it_is_not_done),
        TEST(test_server_when_the_backend_is_terminated_under_an_idempotent_unit_then_it_is_done_again),
        TEST(test_server_when_restarted_then_units_that_waited_are_done_and_the_pools_come_back),
        TEST(test_server_when_read_only_then_writing_is_not_possible_now),
        TEST(test_server_when_a_statement_takes_too_long_then_postgresql_ends_it),
        TEST(test_server_when_it_has_too_few_connections_then_one_does_the_work),
        TEST(test_server_when_the_schema_is_not_there_then_units_are_refused),
        TEST(test_session_of_a_pool_then_times_are_utc_and_dates_iso),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(void) {
    return with_postgres(run);
}
