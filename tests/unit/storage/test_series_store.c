/* Vintages, read for trends and comparisons. */
#include "with_load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "storage/catalogue_store.h"
#include "storage/series_store.h"

/* Three counties and a school below one of them; two metrics. */
static int set_up(void **state) {
    database_set_up_migrated(state);
    database_run(
        *state,
        "insert into orgs (code, name) values ('east', '东县'), ('west', '西县'), ('north', '北县');"
        "insert into orgs (code, name, parent_id) select 'east-1', '东县一小', id from orgs "
        "where code = 'east';"
        "insert into metrics (code, name_zh, kind, unit) values ('satisfaction', '满意率', 'rate', '%'), "
        "('visits', '走访', 'count', '次')");
    return 0;
}

static struct period period_of(const char *written) {
    struct period period;
    struct err err;
    assert_true(period_parse(text_from(written), &period, &err));
    return period;
}

/* ---- what was read ---- */

struct found {
    struct database *database;
    const struct observation_selection *selection; /* NULL: all */
    size_t call, count;
    struct observation *items;
};

static int by_org_and_period(const void *left, const void *right) {
    const struct observation *a = left, *b = right;
    if (a->org_id != b->org_id)
        return a->org_id < b->org_id ? -1 : 1;
    return period_compare(a->period, b->period);
}

static void keep_status(struct found *found, enum figure_status status) {
    size_t kept = 0;
    for (size_t i = 0; i < found->count; i++)
        if (found->items[i].status == status)
            found->items[kept++] = found->items[i];
    found->count = kept;
}

static void read_found(const struct pg_results *results, void *context) {
    struct found *found = context;
    struct err err = {0};
    if (!observation_read_list(results, found->call, found->selection, &found->database->arena, &found->items,
                               &found->count, &err))
        fail_msg("%s", err.detail);
    if (found->count > 1)
        qsort(found->items, found->count, sizeof *found->items, by_org_and_period);
}

static struct found trend_of(struct database *db, const char *org, const char *metric,
                             enum figure_status status) {
    struct asked asked;
    struct found found = {.database = db};
    ask_begin(db, &asked);
    found.call = observation_ask_series(&asked.ask, text_from(org), text_from(metric), TEXT_OF(""), true);
    assert_asked(&asked, read_found, &found);
    keep_status(&found, status);
    return found;
}

static struct found compare(struct database *db, const struct observation_selection *selection) {
    struct asked asked;
    struct found found = {.database = db, .selection = selection};
    ask_begin(db, &asked);
    found.call = observation_ask_metric(&asked.ask, selection);
    assert_asked(&asked, read_found, &found);
    return found;
}

static void assert_observation(const struct observation *o, const char *period, const char *value,
                               const char *published) {
    char written[PERIOD_TEXT_MAX], digits[DECIMAL_TEXT_MAX], day[DATE_TEXT_MAX];
    period_print(o->period, written);
    assert_string_equal(written, period);
    assert_true(o->quantity.has_value);
    decimal_print(o->quantity.value, digits);
    assert_string_equal(digits, value);
    date_print(o->published, day);
    assert_string_equal(day, published);
}

/* ---- a trend ---- */

static void test_trend_when_read_then_digits_periods_and_days_are_as_posted(void **state) {
    struct database *db = *state;
    const struct posted_row rows[] = {
        load_row("east", "satisfaction", "2021-H1", "93.70", "2021-07-05"),
        load_row("east", "satisfaction", "2020-H1", "92", "2020-07-06"),
        load_row("east", "satisfaction", "2021-07/2021-12", "-0.50", "2022-01-04")};
    assert_int_equal(load_rows(db, rows, 3), 3);
    struct found found = trend_of(db, "east", "satisfaction", STATUS_ACTUAL);
    assert_int_equal(found.count, 3);
    assert_observation(&found.items[0], "2020-H1", "92", "2020-07-06");
    assert_observation(&found.items[1], "2021-H1", "93.70", "2021-07-05");
    assert_observation(&found.items[2], "2021-H2", "-0.50",
                       "2022-01-04"); /* the canonical form of the days */
    const struct observation *o = &found.items[1];
    assert_int_equal(o->quantity.bound, BOUND_EXACT);
    assert_true(o->quantity.low.present && o->quantity.high.present);
    assert_false(o->quantity.low.is_open || o->quantity.high.is_open);
    assert_int_equal(decimal_compare(o->quantity.low.at, o->quantity.value), 0);
    assert_int_equal(decimal_compare(o->quantity.high.at, o->quantity.value), 0);
    assert_int_equal(o->last_place, -2);
    assert_int_equal(found.items[0].last_place, 0);
    assert_int_equal(o->source.report, 0);
    assert_int_equal(o->source.quote.len, 0);
    assert_false(o->is_withdrawn);
    assert_true(o->recorded_ms > 1600000000000);
    assert_true(o->series_id > 0 && o->org_id > 0 && o->metric_id > 0);
    assert_int_equal(trend_of(db, "east", "satisfaction", STATUS_TARGET).count, 0);
    assert_int_equal(trend_of(db, "west", "satisfaction", STATUS_ACTUAL).count, 0);
    assert_int_equal(trend_of(db, "nobody", "satisfaction", STATUS_ACTUAL).count, 0);
}

/* ---- comparing ---- */

static void add_for_comparing(struct database *db) {
    struct posted_row rows[] = {load_row("east", "satisfaction", "2021-H1", "94.6", "2021-07-05"),
                                load_row("east", "satisfaction", "2020-H1", "93.1", "2020-07-05"),
                                load_row("west", "satisfaction", "2021-H1", "95.0", "2021-07-05"),
                                load_row("east-1", "satisfaction", "2021-H1", "97", "2021-07-05"),
                                load_row("east", "satisfaction", "2021", "94.9", "2022-01-05"),
                                load_row("east", "visits", "2021-H1", "7", "2021-07-05"),
                                load_row("east", "satisfaction", "2021-H1", "96", "2021-01-05"),
                                load_row("east", "satisfaction", "2021", "98", "2021-01-06")};
    rows[6].status = rows[7].status = STATUS_TARGET;
    assert_int_equal(load_rows(db, rows, 8), 8);
}

static struct observation_selection selection_of(const char *period, const char *base) {
    return (struct observation_selection){.metric = TEXT_OF("satisfaction"),
                                          .scope = TEXT_OF(""),
                                          .status = STATUS_ACTUAL,
                                          .period = period_of(period),
                                          .base = period_of(base),
                                          .under = TEXT_OF("")};
}

static void test_compare_when_two_periods_are_asked_then_both_of_every_organisation(void **state) {
    struct database *db = *state;
    add_for_comparing(db);
    struct observation_selection selection = selection_of("2021-H1", "2020-H1");
    struct found found = compare(db, &selection);
    assert_int_equal(found.count, 4);
    assert_observation(&found.items[0], "2020-H1", "93.1", "2020-07-05"); /* east was made first */
    assert_observation(&found.items[1], "2021-H1", "94.6", "2021-07-05");
    assert_observation(&found.items[2], "2021-H1", "95.0", "2021-07-05");
    assert_observation(&found.items[3], "2021-H1", "97", "2021-07-05");
    assert_int_equal(found.items[0].org_id, found.items[1].org_id);
    assert_int_not_equal(found.items[1].org_id, found.items[2].org_id);
}

static void test_compare_when_organisations_are_chosen_then_only_theirs(void **state) {
    struct database *db = *state;
    add_for_comparing(db);
    struct observation_selection selection = selection_of("2021-H1", "2020-H1");
    const struct text codes[] = {TEXT("west"), TEXT("north"), TEXT("nobody")};
    selection.orgs = codes;
    selection.org_count = 3;
    struct found found = compare(db, &selection);
    assert_int_equal(found.count, 1);
    assert_observation(&found.items[0], "2021-H1", "95.0", "2021-07-05");
    selection.org_count = 0;
    selection.under = TEXT_OF("east"); /* itself and what is below it */
    assert_int_equal(compare(db, &selection).count, 3);
    selection.under = TEXT_OF("north");
    assert_int_equal(compare(db, &selection).count, 0);
}

static void test_compare_when_targets_are_asked_then_those_of_periods_that_hold_it_too(void **state) {
    struct database *db = *state;
    add_for_comparing(db);
    struct observation_selection selection = selection_of("2021-H1", "2021-H1");
    selection.with_targets = true;
    selection.orgs = (const struct text[]){TEXT("east")};
    selection.org_count = 1;
    struct found found = compare(db, &selection);
    size_t targets = 0;
    for (size_t i = 0; i < found.count; i++)
        targets += found.items[i].status == STATUS_TARGET;
    assert_int_equal(targets, 2); /* of the half year and of the year */
    assert_int_equal(found.count, 4);
}

struct orgs {
    struct database *database;
    size_t call, count;
    struct org items[8];
};

static void read_orgs(const struct pg_results *results, void *context) {
    struct orgs *orgs = context;
    orgs->count = pg_rows(results, orgs->call);
    for (size_t i = 0; i < orgs->count && i < 8; i++)
        orgs->items[i] = org_read_at(results, orgs->call, i, 0, &orgs->database->arena);
}

/* What a comparison does to keep the rows of those who reported nothing. */
static void test_compare_when_an_organisation_has_no_data_then_it_is_in_the_selection(void **state) {
    struct database *db = *state;
    struct asked asked;
    struct orgs orgs = {.database = db};
    add_for_comparing(db);
    ask_begin(db, &asked);
    orgs.call = org_ask_selection(&asked.ask, NULL, 0, TEXT_OF(""));
    assert_asked(&asked, read_orgs, &orgs);
    assert_int_equal(orgs.count, 4);
    static const char *const codes[] = {"east", "east-1", "north", "west"};
    for (size_t i = 0; i < 4; i++)
        assert_true(text_equal(orgs.items[i].code, text_from(codes[i])));
    assert_true(text_equal(orgs.items[1].parent, TEXT_OF("east")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, database_tear_down)

static int run(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_trend_when_read_then_digits_periods_and_days_are_as_posted),
        TEST(test_compare_when_two_periods_are_asked_then_both_of_every_organisation),
        TEST(test_compare_when_organisations_are_chosen_then_only_theirs),
        TEST(test_compare_when_targets_are_asked_then_those_of_periods_that_hold_it_too),
        TEST(test_compare_when_an_organisation_has_no_data_then_it_is_in_the_selection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(void) {
    return with_postgres(run);
}
