/* Posted rows on their way into vintages, and the loads that carry them. */
#include "with_load.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "storage/series_store.h"

#include <event2/event.h>

static int set_up(void **state) {
    database_set_up_migrated(state);
    database_run(*state,
                 "insert into orgs (code, name) values ('east', '东县'), ('west', '西县');"
                 "insert into metrics (code, name_zh, kind, unit)"
                 " values ('satisfaction', '满意率', 'rate', '%'), ('visits', '走访', 'count', '次')");
    return 0;
}

/* What one point has, in the order it was recorded, as "value@published"; a withdrawal is "-". */
#define POINT_VINTAGES                                                                                       \
    "select string_agg(coalesce(value::text, '-') || '@' || published, ' ' order by id) from observations"

/* ---- what is added ---- */

static void test_add_when_the_value_has_36_digits_then_none_is_lost(void **state) {
    struct database *db = *state;
    const char *value = "123456789012345678.901234567890123456";
    const struct posted_row rows[] = {load_row("east", "visits", "2021", value, "2022-01-01")};
    assert_int_equal(load_rows(db, rows, 1), 1);
    assert_value(db, "select value::text from observations", value);
    assert_value(db, "select last_place from observations", "-18");
}

static void test_add_when_sent_again_then_only_what_differs_is_a_vintage(void **state) {
    struct database *db = *state;
    struct posted_row rows[] = {load_row("east", "visits", "2021-H1", "120", "2021-07-05"),
                                load_row("west", "visits", "2021-H1", "80", "2021-07-05")};
    assert_int_equal(load_rows(db, rows, 2), 2);
    assert_int_equal(load_rows(db, rows, 2), 0);
    rows[0] = load_row("east", "visits", "2021-H1", "121", "2021-07-05"); /* a correction */
    assert_int_equal(load_rows(db, rows, 2), 1);
    assert_int_equal(load_rows(db, rows, 2), 0);
    rows[0] =
        load_row("east", "visits", "2021-H1", "121.0", "2021-07-05"); /* other digits say something else */
    assert_int_equal(load_rows(db, rows, 2), 1);
    rows[0] = load_row("east", "visits", "2021-H1", "121.0", "2021-07-06"); /* said again on another day */
    assert_int_equal(load_rows(db, rows, 2), 1);
    rows[0] = load_row("east", "visits", "2021-H1", "120", "2021-07-05"); /* back to what it was */
    assert_int_equal(load_rows(db, rows, 2), 1);
    rows[0].status = STATUS_TARGET;
    assert_int_equal(load_rows(db, rows, 2), 1);
    assert_value(
        db, POINT_VINTAGES " where status = 'actual' and org_id = (select id from orgs where code = 'east')",
        "120@2021-07-05 121@2021-07-05 121.0@2021-07-05 121.0@2021-07-06 120@2021-07-05");
}

/* Each row is held against the one before it, as if they had been sent one by one. */
static void test_add_when_rows_of_one_request_repeat_a_point_then_as_if_one_by_one(void **state) {
    struct database *db = *state;
    const struct posted_row rows[] = {load_row("east", "visits", "2021-H1", "120", "2021-07-05"),
                                      load_row("east", "visits", "2021-01/2021-06", "120", "2021-07-05"),
                                      load_row("east", "visits", "2021-H1", "120.0", "2021-07-05"),
                                      load_row("east", "visits", "2021-H1", "120", "2021-07-05"),
                                      load_row("east", "visits", "2021-H1", "7", "2022-07-05")};
    assert_int_equal(load_rows(db, rows, 5), 4);
    assert_value(db, POINT_VINTAGES, "120@2021-07-05 120.0@2021-07-05 120@2021-07-05 7@2022-07-05");
}

static void test_add_when_withdrawn_then_a_vintage_without_a_value(void **state) {
    struct database *db = *state;
    struct posted_row rows[] = {load_row("east", "visits", "2021", "5", "2022-01-05"),
                                load_row("east", "visits", "2021", "0", "2022-02-05")};
    rows[1].is_withdrawn = true;
    assert_int_equal(load_rows(db, rows, 2), 2);
    assert_int_equal(load_rows(db, rows, 2), 0);
    assert_value(db, POINT_VINTAGES, "5@2022-01-05 -@2022-02-05");
    assert_value(db, "select count(*) from observations where is_withdrawn and bound is null and low is null",
                 "1");
}

static void test_add_when_scopes_and_statuses_differ_then_series_do(void **state) {
    struct database *db = *state;
    struct posted_row rows[] = {load_row("east", "visits", "2021", "1", "2022-01-01"),
                                load_row("east", "visits", "2021", "2", "2022-01-01"),
                                load_row("east", "visits", "2021", "3", "2022-01-01"),
                                load_row("east", "visits", "2021", "4", "2022-01-01")};
    rows[1].scope = TEXT_OF("志愿者 \"甲\\乙\", {NULL}");
    rows[2].scope = TEXT_OF("\\N");
    rows[3].scope = TEXT_OF("tab\tline\nreturn\r\\.");
    assert_int_equal(load_rows(db, rows, 4), 4);
    assert_value(db, "select count(*) from series", "4");
    static const char query[] = "select s.scope from series s join observations o on o.org_id = s.org_id and "
                                "o.series_id = s.id where value = ";
    char sql[200];
    for (int i = 1; i < 4; i++) {
        snprintf(sql, sizeof sql, "%s%d", query, i + 1);
        assert_true(text_equal(text_from(database_value(db, sql)), rows[i].scope));
    }
}

static void test_add_when_claims_rest_on_the_series_then_they_are_to_be_checked_again(void **state) {
    struct database *db = *state;
    database_run(db, "insert into claims (org_id, report_id, figure_id, metric_id, scope, verdict) "
                     "select o.id, 1, m.id, m.id, '', 'agrees' from orgs o, metrics m where o.code = 'east'");
    const struct posted_row rows[] = {load_row("east", "visits", "2021", "1", "2022-01-01")};
    assert_int_equal(load_rows(db, rows, 1), 1);
    assert_value(db,
                 "select string_agg(m.code || coalesce(verdict, '?') || marks, ' ' order by m.code)"
                 " from claims c join metrics m on m.id = c.metric_id",
                 "satisfactionagrees0 visits?1");
}

static void test_add_when_many_then_all_or_nothing(void **state) {
    struct database *db = *state;
    enum { MANY = 20000 };
    struct posted_row *rows = ARENA_ARRAY(&db->arena, MANY, struct posted_row);
    assert_non_null(rows);
    for (int i = 0; i < MANY; i++) {
        rows[i] = load_row("east", i % 2 == 0 ? "visits" : "satisfaction", "2021", "1", "2022-01-01");
        rows[i].period = period_day(date_from_days(i / 2));
        rows[i].value = decimal_from_int(i);
    }
    assert_int_equal(load_rows(db, rows, MANY), MANY);
    assert_value(db, "select sum(value) from observations", "199990000"); /* 20000 * 19999 / 2 */
    database_run(db, "alter table series add constraint below check (length(vintages) < 120000)");
    for (int i = 0; i < MANY; i++)
        rows[i].value = decimal_from_int(10001 + i); /* too many bytes for the constraint */
    struct loading loading = {0};
    struct pg_loader *loader = loader_open(db, 1, 1);
    load_begin(&loading, db, loader, rows, MANY);
    load_wait(&loading);
    assert_int_equal(loading.err.code, ERR_INTERNAL);
    assert_value(db, "select count(*) from observations", "20000");
    struct loading again = {0}; /* the connection is fit for use */
    load_begin(&again, db, loader, rows, 100);
    load_wait(&again);
    assert_int_equal(again.err.code, ERR_NONE);
    assert_int_equal(again.outcome.stored, 100);
    pg_loader_free(loader);
}

/* ---- what is refused ---- */

static void assert_fault(const struct loading *loading, size_t at, uint64_t row, const char *field,
                         const char *detail) {
    assert_true(at < loading->faults.kept);
    const struct row_error *fault = &loading->faults.items[at];
    assert_int_equal(fault->row, row);
    assert_true(text_equal(fault->field, text_from(field)));
    assert_true(text_equal(fault->detail, text_from(detail)));
}

static void test_faults_when_codes_are_unknown_then_each_row_is_named(void **state) {
    struct database *db = *state;
    struct posted_row rows[] = {load_row("south", "visits", "2021", "1", "2022-01-01"),
                                load_row("east", "smiles", "2021", "1", "2022-01-01"),
                                load_row("east", "visits", "2020", "1", "2022-01-01"),
                                load_row("south", "smiles", "2020", "1", "2022-01-01")};
    for (size_t i = 0; i < 4; i++)
        rows[i].number = i + 1;
    rows[3].is_refused = true; /* for something else; its codes are told too */
    struct loading loading = {0};
    struct pg_loader *loader = loader_open(db, 1, 1);
    load_begin(&loading, db, loader, rows, 4);
    load_wait(&loading);
    assert_int_equal(loading.faults.count, 4);
    assert_fault(&loading, 0, 1, "org", "There is no organisation 'south'.");
    assert_fault(&loading, 1, 2, "metric", "There is no metric 'smiles'.");
    assert_fault(&loading, 2, 4, "metric", "There is no metric 'smiles'.");
    assert_fault(&loading, 3, 4, "org", "There is no organisation 'south'.");
    assert_int_equal(loading.faults.count, 4);
    assert_int_equal(loading.outcome.refused, 3);
    assert_value(db, "select count(*) from series", "0");
    struct loading partial = {.drops_refused = true};
    load_begin(&partial, db, loader, rows, 4);
    load_wait(&partial);
    assert_int_equal(partial.outcome.stored, 1);
    assert_value(db, POINT_VINTAGES, "1@2022-01-01");
    pg_loader_free(loader);
}

static void test_faults_when_rows_contradict_each_other_then_all_of_the_point_are_refused(void **state) {
    struct database *db = *state;
    struct posted_row rows[] = {load_row("east", "visits", "2021", "1", "2022-01-01"),
                                load_row("east", "visits", "2021", "1.0", "2022-01-01"),
                                load_row("east", "visits", "2021", "2", "2022-01-01"),
                                load_row("east", "visits", "2021", "3", "2023-01-01"), /* another day */
                                load_row("west", "visits", "2021", "4", "2022-01-01"),
                                load_row("west", "visits", "2021", "4", "2022-01-01")};
    for (size_t i = 0; i < 6; i++)
        rows[i].number = i + 10;
    rows[5].is_withdrawn = true;
    struct loading loading = {.drops_refused = true};
    struct pg_loader *loader = loader_open(db, 1, 1);
    load_begin(&loading, db, loader, rows, 6);
    load_wait(&loading);
    pg_loader_free(loader);
    assert_int_equal(loading.faults.count, 5);
    assert_fault(&loading, 0, 10, "value", "Row 12 says another value of the same point.");
    assert_fault(&loading, 1, 11, "value", "Row 12 says another value of the same point.");
    assert_fault(&loading, 2, 12, "value", "Row 10 says another value of the same point.");
    assert_fault(&loading, 3, 14, "value", "Row 15 says another value of the same point.");
    assert_fault(&loading, 4, 15, "value", "Row 14 says another value of the same point.");
    assert_int_equal(loading.outcome.refused, 5);
    assert_value(db, POINT_VINTAGES, "3@2023-01-01");
}

static void test_faults_when_more_than_are_kept_then_all_are_counted(void **state) {
    struct database *db = *state;
    enum { MANY = ROW_FAULTS_MAX + 5 };
    struct posted_row *rows = ARENA_ARRAY(&db->arena, MANY, struct posted_row);
    assert_non_null(rows);
    for (size_t i = 0; i < MANY; i++) {
        rows[i] = load_row("nowhere", "visits", "2021", "1", "2022-01-01");
        rows[i].number = i + 1;
    }
    struct loading loading = {.comes_late = true};
    struct pg_loader *loader = loader_open(db, 1, 1);
    load_begin(&loading, db, loader, rows, MANY);
    load_wait(&loading);
    pg_loader_free(loader);
    assert_int_equal(loading.faults.kept, ROW_FAULTS_MAX);
    assert_fault(&loading, ROW_FAULTS_MAX - 1, ROW_FAULTS_MAX, "org", "There is no organisation 'nowhere'.");
    assert_int_equal(loading.faults.count, MANY);
    assert_int_equal(loading.outcome.refused, MANY);
}

/* ---- more than is kept ---- */

/* Many batches: what comes out is what comes out of one, with faults in the order of rows. */
static void test_load_when_more_than_is_kept_then_as_if_all_were(void **state) {
    struct database *db = *state;
    enum { MANY = 3000, DAYS = 1000 };
    struct posted_row *rows = ARENA_ARRAY(&db->arena, MANY, struct posted_row);
    assert_non_null(rows);
    for (int i = 0; i < MANY; i++) {
        rows[i] = load_row(i % 2 == 0 ? "east" : "west", "visits", "2021", "1", "2022-01-01");
        rows[i].number = (uint64_t)i + 2;
        rows[i].scope = i % 4 < 2 ? TEXT_OF("") : TEXT_OF("城区");
        rows[i].period = period_day(date_from_days(i % DAYS)); /* every point comes three times */
        rows[i].value = decimal_from_int(i % DAYS);
    }
    rows[2000].value = decimal_from_int(7); /* against rows 0 and 1000 */
    for (int kept = 0; kept < 2; kept++) {
        struct loading loading = {
            .kept_bytes = kept == 0 ? 4096 : 1 << 20, .drops_refused = true, .comes_late = true};
        struct pg_loader *loader = loader_open(db, 1, 1);
        load_begin(&loading, db, loader, rows, MANY);
        load_wait(&loading);
        pg_loader_free(loader);
        assert_int_equal(loading.err.code, ERR_NONE);
        assert_int_equal(loading.outcome.rows, MANY);
        assert_int_equal(loading.outcome.refused, 3);
        assert_int_equal(loading.outcome.stored, kept == 0 ? DAYS - 1 : 0);
        assert_int_equal(loading.outcome.unchanged, MANY - 3 - loading.outcome.stored);
        assert_int_equal(loading.faults.count, 3);
        assert_fault(&loading, 0, 2, "value", "Row 2002 says another value of the same point.");
        assert_fault(&loading, 1, 1002, "value", "Row 2002 says another value of the same point.");
        assert_fault(&loading, 2, 2002, "value", "Row 2 says another value of the same point.");
    }
    assert_value(db, "select count(*) || ' ' || sum(value) from observations", "999 499500"); /* 0 to 999 */
    assert_value(db, "select count(*) from series", "4");
}

/* ---- loads side by side ---- */

/* Both have the same rows; the second waits in PostgreSQL for the first and then has nothing to add. */
static void add_twice_at_once(struct database *db, const struct posted_row *rows, size_t n, size_t expected) {
    struct loading loadings[2] = {{0}};
    struct pg_loader *loader = loader_open(db, 2, 2);
    database_run(db, "begin; lock table series in share mode"); /* holds the first at its insert */
    for (size_t i = 0; i < 2; i++)
        load_begin(&loadings[i], db, loader, rows, n);
    while (strcmp(database_value(db, "select count(*) = 2 from pg_locks where not granted"), "t") != 0)
        assert_true(event_base_loop(db->base, EVLOOP_NONBLOCK) >= 0);
    database_run(db, "commit");
    load_wait(&loadings[0]);
    load_wait(&loadings[1]);
    pg_loader_free(loader);
    assert_int_equal(loadings[0].err.code, ERR_NONE);
    assert_int_equal(loadings[1].err.code, ERR_NONE);
    assert_int_equal(loadings[0].outcome.stored + loadings[1].outcome.stored, expected);
}

static void test_loads_when_two_add_the_same_at_once_then_one_vintage(void **state) {
    struct database *db = *state;
    struct posted_row rows[] = {load_row("east", "visits", "2021-H1", "120", "2021-07-05"),
                                load_row("west", "visits", "2021-H1", "80", "2021-07-05")};
    add_twice_at_once(db, rows, 2, 2); /* the series are new */
    assert_value(db, "select count(*) from observations", "2");
    assert_value(db, "select count(*) from series", "2");
    rows[0] = load_row("east", "visits", "2021-H1", "121", "2021-07-05");
    add_twice_at_once(db, rows, 2, 1); /* and now they are there */
    assert_value(db, "select count(*) from observations", "3");
}

static void
test_loads_when_more_than_connections_then_they_wait_and_past_the_queue_are_refused(void **state) {
    struct database *db = *state;
    const struct posted_row row = load_row("east", "visits", "2021", "1", "2022-01-01");
    struct loading loadings[4] = {{0}};
    struct pg_loader *loader = loader_open(db, 1, 2);
    loadings[0].stops_open = true;
    load_begin(&loadings[0], db, loader, &row, 1);
    load_wait(&loadings[0]);
    for (size_t i = 1; i < 4; i++)
        load_begin(&loadings[i], db, loader, &row, 1);
    assert_int_equal(loadings[3].err.code, ERR_OVERLOADED);
    assert_int_equal(pg_loader_running(loader), 3);
    load_cancel(&loadings[0]); /* rolled back: the next one adds the row */
    load_wait(&loadings[1]);
    load_wait(&loadings[2]);
    assert_int_equal(loadings[1].outcome.stored, 1);
    assert_int_equal(loadings[2].outcome.stored, 0);
    assert_int_equal(pg_loader_running(loader), 0);
    pg_loader_free(loader);
}

static void count_drained(void *arg) {
    (*(int *)arg)++;
}

static void test_drain_when_loads_run_then_told_after_the_last(void **state) {
    struct database *db = *state;
    const struct posted_row row = load_row("east", "visits", "2021", "1", "2022-01-01");
    struct loading loading = {0};
    struct pg_loader *loader = loader_open(db, 1, 2);
    int drained = 0;
    load_begin(&loading, db, loader, &row, 1);
    pg_loader_drain(loader, count_drained, &drained);
    load_wait(&loading);
    while (drained == 0)
        assert_int_equal(event_base_loop(db->base, EVLOOP_ONCE), 0);
    assert_int_equal(loading.outcome.stored, 1);
    assert_int_equal(drained, 1);
    pg_loader_free(loader);
}

static void test_load_when_the_server_crashes_before_commit_then_nothing_is_stored(void **state) {
    struct database *db = *state;
    const struct posted_row row = load_row("east", "visits", "2021", "1", "2022-01-01");
    struct loading loading = {.stops_open = true};
    struct pg_loader *loader = loader_open(db, 1, 2);
    load_begin(&loading, db, loader, &row, 1);
    load_wait(&loading);
    loading.ends = 0;
    postgres_stop(SIGQUIT);
    load_wait(&loading);
    assert_int_equal(loading.err.code, ERR_DATABASE_UNAVAILABLE);
    postgres_start_again();
    struct loading again = {0};
    load_begin(&again, db, loader, &row, 1);
    load_wait(&again);
    assert_int_equal(again.err.code, ERR_NONE);
    assert_int_equal(again.outcome.stored, 1);
    pg_loader_free(loader);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, database_tear_down)

static int run(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_add_when_the_value_has_36_digits_then_none_is_lost),
        TEST(test_add_when_sent_again_then_only_what_differs_is_a_vintage),
        TEST(test_add_when_rows_of_one_request_repeat_a_point_then_as_if_one_by_one),
        TEST(test_add_when_withdrawn_then_a_vintage_without_a_value),
        TEST(test_add_when_scopes_and_statuses_differ_then_series_do),
        TEST(test_add_when_claims_rest_on_the_series_then_they_are_to_be_checked_again),
        TEST(test_add_when_many_then_all_or_nothing),
        TEST(test_faults_when_codes_are_unknown_then_each_row_is_named),
        TEST(test_faults_when_rows_contradict_each_other_then_all_of_the_point_are_refused),
        TEST(test_faults_when_more_than_are_kept_then_all_are_counted),
        TEST(test_load_when_more_than_is_kept_then_as_if_all_were),
        TEST(test_loads_when_two_add_the_same_at_once_then_one_vintage),
        TEST(test_loads_when_more_than_connections_then_they_wait_and_past_the_queue_are_refused),
        TEST(test_drain_when_loads_run_then_told_after_the_last),
        TEST(test_load_when_the_server_crashes_before_commit_then_nothing_is_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(void) {
    return with_postgres(run);
}
