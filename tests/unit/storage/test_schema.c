/* Migrations against a real PostgreSQL. */
#include "with_postgres.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "storage/schema.h"

enum { APPLIED_MAX = 100 };

struct applied {
    int versions[APPLIED_MAX];
    int count;
};

static void on_applied(int version, const char *name, void *context) {
    struct applied *applied = context;
    assert_true(name != NULL && name[0] != '\0');
    assert_true(applied->count < APPLIED_MAX);
    applied->versions[applied->count++] = version;
}

static void migrate(struct database *db, struct applied *applied) {
    struct err err = {0};
    *applied = (struct applied){0};
    if (!schema_migrate(db->session, on_applied, applied, &err))
        fail_msg("%s", err.detail);
}

static void assert_refused(struct database *db, const char *says) {
    struct applied applied = {0};
    struct err err = {0};
    assert_false(schema_check(db->session, &err));
    assert_int_equal(err.code, ERR_SCHEMA);
    assert_non_null(strstr(err.detail, says));
    err = (struct err){0};
    assert_false(schema_migrate(db->session, on_applied, &applied, &err));
    assert_int_equal(err.code, ERR_SCHEMA);
    assert_non_null(strstr(err.detail, says));
    assert_int_equal(applied.count, 0);
    assert_value(db, "select count(*) from pg_locks where locktype = 'advisory'", "0");
}

static void test_migrate_when_the_database_is_empty_then_every_migration_runs_once(void **state) {
    struct database *db = *state;
    struct applied applied;
    struct err err;
    migrate(db, &applied);
    assert_int_equal(applied.count, schema_version());
    for (int i = 0; i < applied.count; i++)
        assert_int_equal(applied.versions[i], i + 1);
    assert_true(schema_check(db->session, &err));
    assert_value(db, "select bool_and(length(checksum) = 64 and name <> '') from schema_migrations", "t");
    migrate(db, &applied);
    assert_int_equal(applied.count, 0);
    assert_true(schema_check(db->session, &err));
    assert_value(db, "select count(*) from pg_locks where locktype = 'advisory'", "0");
}

static void test_check_when_nothing_was_migrated_then_says_what_to_run(void **state) {
    struct database *db = *state;
    struct err err = {0};
    assert_false(schema_check(db->session, &err));
    assert_int_equal(err.code, ERR_SCHEMA);
    assert_non_null(strstr(err.detail, "tongbid migrate"));
}

static void test_check_when_the_database_is_older_then_says_what_to_run(void **state) {
    struct database *db = *state;
    struct applied applied;
    struct err err = {0};
    migrate(db, &applied);
    database_run(
        db, "delete from schema_migrations where version = (select max(version) from schema_migrations)");
    assert_false(schema_check(db->session, &err));
    assert_int_equal(err.code, ERR_SCHEMA);
    assert_non_null(strstr(err.detail, "tongbid migrate"));
}

static void test_schema_when_a_migration_was_changed_after_it_ran_then_it_is_refused(void **state) {
    struct database *db = *state;
    struct applied applied;
    migrate(db, &applied);
    database_run(db, "update schema_migrations set checksum = repeat('0', 64) where version = 2");
    assert_refused(db, "Migration 2 ");
}

static void test_schema_when_the_database_is_newer_then_it_is_refused(void **state) {
    struct database *db = *state;
    struct applied applied;
    migrate(db, &applied);
    database_run(db,
                 "insert into schema_migrations (version, name, checksum) select max(version) + 1, 'later', "
                 "repeat('a', 64) from schema_migrations");
    assert_refused(db, "later version");
}

static void test_schema_when_a_migration_is_missing_between_then_it_is_refused(void **state) {
    struct database *db = *state;
    struct applied applied;
    migrate(db, &applied);
    database_run(db, "delete from schema_migrations where version = 2");
    assert_refused(db, "gap");
}

/* 0002 makes sequences first and then the table that is in its way here. */
static void test_migrate_when_one_fails_then_it_leaves_nothing_and_those_before_stay(void **state) {
    struct database *db = *state;
    struct applied applied = {0};
    struct err err = {0};
    database_run(db, "create table reports (mine integer)");
    assert_false(schema_migrate(db->session, on_applied, &applied, &err));
    assert_non_null(strstr(err.detail, "migration 2"));
    assert_int_equal(applied.count, 1);
    assert_value(db, "select count(*) from schema_migrations", "1");
    assert_value(db, "select to_regclass('report_id') is null and to_regclass('orgs') is not null", "t");
    database_run(db, "drop table reports");
    migrate(db, &applied);
    assert_int_equal(applied.count, schema_version() - 1);
}

struct second {
    struct pg_session *session;
    struct applied applied;
    struct err err;
    bool is_done;
};

static void *migrate_second(void *arg) {
    struct second *second = arg;
    second->is_done = schema_migrate(second->session, on_applied, &second->applied, &second->err);
    return NULL;
}

static void test_migrate_when_two_run_at_once_then_one_waits_and_has_nothing_to_do(void **state) {
    struct database *db = *state;
    struct second second = {0};
    struct applied applied;
    pthread_t thread;
    database_run(db, "select pg_advisory_lock(7261001)"); /* the first is at work */
    second.session = pg_session_open(db->conninfo, 0, &second.err);
    assert_non_null(second.session);
    assert_int_equal(pthread_create(&thread, NULL, migrate_second, &second), 0);
    database_until(db, "select exists (select from pg_locks where locktype = 'advisory' and not granted)");
    migrate(db, &applied);
    assert_int_equal(applied.count, schema_version());
    assert_int_equal(second.applied.count, 0);
    database_run(db, "select pg_advisory_unlock_all()");
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(second.is_done);
    assert_int_equal(second.applied.count, 0);
    pg_session_close(second.session);
}

struct seen {
    size_t call;
    bool is_current;
    struct err err;
};

static void read_schema(const struct pg_results *results, void *context) {
    struct seen *seen = context;
    seen->is_current = schema_read(results, seen->call, &seen->err);
}

static void test_schema_when_a_worker_asks_then_it_gets_the_same_answer(void **state) {
    struct database *db = *state;
    struct asked asked;
    struct seen seen = {0};
    ask_begin(db, &asked);
    seen.call = schema_ask(&asked.ask);
    assert_asked(&asked, read_schema, &seen);
    assert_true(seen.is_current);
    database_run(db, "update schema_migrations set checksum = repeat('0', 64) where version = 1");
    ask_begin(db, &asked);
    seen.call = schema_ask(&asked.ask);
    assert_asked(&asked, read_schema, &seen);
    assert_false(seen.is_current);
    assert_int_equal(seen.err.code, ERR_SCHEMA);
}

static void test_session_when_the_database_is_not_there_then_says_so_without_waiting(void **state) {
    struct database *db = *state;
    char conninfo[CONNINFO_MAX + 32];
    struct err err = {0};
    snprintf(conninfo, sizeof conninfo, "%s dbname=nowhere", db->conninfo);
    assert_null(pg_session_open(conninfo, 3600 * 1000, &err));
    assert_int_equal(err.code, ERR_DATABASE_UNAVAILABLE);
    assert_non_null(strstr(err.detail, "nowhere"));
    assert_null(pg_session_open("host=/nonexistent dbname=x user=y", 0, &err));
    assert_int_equal(err.code, ERR_DATABASE_UNAVAILABLE);
}

static void test_session_when_a_statement_fails_then_it_says_why_and_goes_on(void **state) {
    struct database *db = *state;
    struct err err = {0};
    size_t rows = 0;
    const struct pg_param params[] = {{.value = "93.70"}, {0}};
    assert_false(pg_session_run(db->session, "select 1 / 0", &err));
    assert_non_null(strstr(err.detail, "22012"));
    assert_true(pg_session_ask(db->session, "select $1::numeric, $2::text is null", params, 2, &rows, &err));
    assert_int_equal(rows, 1);
    assert_true(text_equal(pg_session_text(db->session, 0, 0), TEXT_OF("93.70")));
    assert_true(text_equal(pg_session_text(db->session, 0, 1), TEXT_OF("t")));
}

#define EMPTY(name)    cmocka_unit_test_setup_teardown(name, database_set_up_empty, database_tear_down)
#define MIGRATED(name) cmocka_unit_test_setup_teardown(name, database_set_up_migrated, database_tear_down)

static int run(void) {
    const struct CMUnitTest tests[] = {
        EMPTY(test_migrate_when_the_database_is_empty_then_every_migration_runs_once),
        EMPTY(test_check_when_nothing_was_migrated_then_says_what_to_run),
        EMPTY(test_check_when_the_database_is_older_then_says_what_to_run),
        EMPTY(test_schema_when_a_migration_was_changed_after_it_ran_then_it_is_refused),
        EMPTY(test_schema_when_the_database_is_newer_then_it_is_refused),
        EMPTY(test_schema_when_a_migration_is_missing_between_then_it_is_refused),
        EMPTY(test_migrate_when_one_fails_then_it_leaves_nothing_and_those_before_stay),
        EMPTY(test_migrate_when_two_run_at_once_then_one_waits_and_has_nothing_to_do),
        MIGRATED(test_schema_when_a_worker_asks_then_it_gets_the_same_answer),
        EMPTY(test_session_when_the_database_is_not_there_then_says_so_without_waiting),
        EMPTY(test_session_when_a_statement_fails_then_it_says_why_and_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(void) {
    return with_postgres(run);
}
