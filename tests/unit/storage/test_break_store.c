/* Definition breaks in a real PostgreSQL. */
#include "with_postgres.h"

#include <stdio.h>
#include <string.h>

#include "storage/break_store.h"
#include "storage/catalogue_store.h"
#include "storage/claim_store.h"

struct done {
    struct database *database;
    size_t call, rows;
    bool was_created;
    struct metric metric;
};

static struct period per(const char *form) {
    struct period period;
    assert_true(period_parse(text_from(form), &period, NULL));
    return period;
}

static void read_put(const struct pg_results *results, void *context) {
    struct done *done = context;
    done->rows = pg_rows(results, done->call);
    done->was_created = done->rows > 0 && break_read_was_created(results, done->call);
}

static struct done put(struct database *db, const char *metric, const char *period, const char *note) {
    const struct metric_break item = {
        .metric = text_from(metric), .period = per(period), .note = text_from(note)};
    struct done done = {0};
    struct asked asked;
    ask_begin(db, &asked);
    done.call = break_ask_put(&asked.ask, &item);
    claim_ask_mark_metric(&asked.ask, item.metric);
    assert_asked(&asked, read_put, &done);
    return done;
}

static void read_rows(const struct pg_results *results, void *context) {
    struct done *done = context;
    done->rows = pg_rows(results, done->call);
}

static size_t remove_at(struct database *db, const char *metric, const char *period) {
    struct done done = {0};
    struct asked asked;
    ask_begin(db, &asked);
    done.call = break_ask_remove(&asked.ask, text_from(metric), per(period));
    assert_asked(&asked, read_rows, &done);
    return done.rows;
}

static void read_metric(const struct pg_results *results, void *context) {
    struct done *done = context;
    struct err err = {0};
    assert_int_equal(pg_rows(results, done->call), 1);
    if (!metric_read(results, done->call, 0, &done->database->arena, &done->metric, &err))
        fail_msg("%s", err.detail);
}

/* "2021-H1 note, 2024 note" */
static void assert_breaks(struct database *db, const char *metric, const char *expected) {
    struct done done = {.database = db};
    struct asked asked;
    char got[512] = "";
    ask_begin(db, &asked);
    done.call = metric_ask(&asked.ask, text_from(metric));
    assert_asked(&asked, read_metric, &done);
    for (size_t i = 0; i < done.metric.breaks.count; i++) {
        const struct metric_break *one = &done.metric.breaks.items[i];
        char period[PERIOD_TEXT_MAX];
        period_print(one->period, period);
        assert_true(text_equal(one->metric, text_from(metric)));
        assert_int_equal(one->start, date_days(period_start(one->period)));
        size_t at = strlen(got);
        snprintf(got + at, sizeof got - at, "%s%s %.*s", i > 0 ? ", " : "", period, TEXT_ARG(one->note));
    }
    assert_string_equal(got, expected);
}

static void add_metrics(struct database *db) {
    database_run(db, "insert into metrics (code, name_zh, kind) values ('a-visits', '甲', 'count'), "
                     "('b-visits', '乙', 'count')");
}

static void test_break_when_put_then_read_with_the_metric_in_the_order_of_time(void **state) {
    struct database *db = *state;
    add_metrics(db);
    assert_breaks(db, "a-visits", "");
    assert_true(put(db, "a-visits", "2024-H2", "含\"夜间\"|走访").was_created);
    assert_true(put(db, "a-visits", "2021-01/2021-09", "一").was_created);
    assert_breaks(db, "a-visits", "2021-01/2021-09 一, 2024-H2 含\"夜间\"|走访");
    assert_breaks(db, "b-visits", "");
    /* One a day, called as it was put last. */
    struct done again = put(db, "a-visits", "2021", "二");
    assert_int_equal(again.rows, 1);
    assert_false(again.was_created);
    assert_breaks(db, "a-visits", "2021 二, 2024-H2 含\"夜间\"|走访");
    assert_int_equal(put(db, "nothing", "2021", "x").rows, 0);
}

static void test_break_when_removed_then_gone_and_once_only(void **state) {
    struct database *db = *state;
    add_metrics(db);
    (void)put(db, "a-visits", "2021", "一");
    (void)put(db, "a-visits", "2022", "二");
    assert_int_equal(remove_at(db, "b-visits", "2021"), 0);
    assert_int_equal(remove_at(db, "a-visits", "2021-02"), 0);
    assert_int_equal(remove_at(db, "a-visits", "2021-01"), 1);
    assert_int_equal(remove_at(db, "a-visits", "2021"), 0);
    assert_breaks(db, "a-visits", "2022 二");
}

static void test_break_when_there_are_a_hundred_then_no_more_but_for_the_same_days(void **state) {
    struct database *db = *state;
    add_metrics(db);
    database_run(db, "insert into metric_breaks (metric_id, starts, period, note) select m.id, "
                     "make_date(y, 1, 1), y::text, '注' from metrics m, generate_series(1950, 2049) y "
                     "where m.code = 'a-visits'");
    assert_int_equal(put(db, "a-visits", "2050", "x").rows, 0);
    assert_int_equal(put(db, "a-visits", "2049", "x").rows, 1);
    assert_int_equal(put(db, "b-visits", "2050", "x").rows, 1);
}

static void test_break_of_a_merged_metric_counts_for_the_other_whose_own_goes_first(void **state) {
    struct database *db = *state;
    add_metrics(db);
    (void)put(db, "a-visits", "2021", "甲一");
    (void)put(db, "a-visits", "2022", "甲二");
    (void)put(db, "b-visits", "2022-H1", "乙二");
    database_run(db, "update metrics a set merged_into = b.id from metrics b where a.code = 'a-visits' and "
                     "b.code = 'b-visits'");
    assert_breaks(db, "b-visits", "2021 甲一, 2022-H1 乙二");
    assert_int_equal(put(db, "a-visits", "2023", "x").rows, 0); /* it does not count any longer */
    assert_int_equal(remove_at(db, "b-visits", "2022"), 2);
    assert_int_equal(remove_at(db, "b-visits", "2021"), 1);
    assert_breaks(db, "b-visits", "");
}

static void test_break_when_put_then_claims_on_the_metric_are_checked_again(void **state) {
    struct database *db = *state;
    add_metrics(db);
    database_run(
        db, "insert into orgs (id, code, name) values (1, 'east', '东县'), (2, 'west', '西县');"
            "insert into claims (org_id, report_id, figure_id, metric_id, verdict) select o, 7, f, m.id, v "
            "from (values (1, 11, 'a-visits', 'agrees'), (2, 12, 'a-visits', null), (2, 13, 'b-visits', "
            "'agrees')) "
            "as t (o, f, code, v) join metrics m on m.code = t.code");
    (void)put(db, "a-visits", "2021", "一");
    assert_value(db,
                 "select string_agg(concat_ws(' ', figure_id, coalesce(verdict, '-'), marks), ', ' order by "
                 "figure_id) from claims",
                 "11 - 1, 12 - 1, 13 agrees 0");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, database_set_up_migrated, database_tear_down)

static int run(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_break_when_put_then_read_with_the_metric_in_the_order_of_time),
        TEST(test_break_when_removed_then_gone_and_once_only),
        TEST(test_break_when_there_are_a_hundred_then_no_more_but_for_the_same_days),
        TEST(test_break_of_a_merged_metric_counts_for_the_other_whose_own_goes_first),
        TEST(test_break_when_put_then_claims_on_the_metric_are_checked_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(void) {
    return with_postgres(run);
}
