#include "observe.h"

#include "base/memory.h"
#include "series/rollup.h"

enum { CEILING = 4 << 20, COUNTY = 1, EAST, WEST, NORTH, WEST_ONE, WEST_TWO, ORGS = WEST_TWO };

/* county: east, west (west-1, west-2), north. In no order: children may stand before their parents. */
static const struct org orgs[ORGS] = {
    {.id = WEST_TWO, .code = TEXT("west-2"), .parent = TEXT("west")},
    {.id = EAST, .code = TEXT("east"), .parent = TEXT("county")},
    {.id = WEST_ONE, .code = TEXT("west-1"), .parent = TEXT("west")},
    {.id = COUNTY, .code = TEXT("county"), .parent = TEXT("city")},
    {.id = WEST, .code = TEXT("west"), .parent = TEXT("county")},
    {.id = NORTH, .code = TEXT("north"), .parent = TEXT("county")},
};
static const struct metric VISITS = {.unit = TEXT("次"), .kind = FIGURE_COUNT, .over_orgs = ADDITIVITY_SUM};
static const struct metric SHARE = {.unit = TEXT("%"), .kind = FIGURE_RATE};

static struct arena arena;
static struct err err;
static struct rollup_request request;
static struct point *points;
static size_t count;

static int set_up(void **state) {
    (void)state;
    arena_init(&arena, CEILING);
    memset(&err, 0, sizeof err);
    request = (struct rollup_request){
        .root = TEXT("county"), .orgs = orgs, .org_count = ORGS, .metric.metric = &VISITS};
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_fini(&arena);
    return 0;
}

static struct observation by(int64_t org, const char *value) {
    struct observation o = said("2021-H1", value);
    o.org_id = o.series_id = o.source.report = org;
    return o;
}

static void roll_up(const struct observation *observations, size_t n) {
    struct rollup_request asked = request;
    asked.metric.observations = observations;
    asked.metric.count = n;
    assert_true(rollup_points(&arena, &asked, &points, &count, &err));
}

/* The total of the only period, of what these observations say. */
static const struct quantity *total(const struct observation *observations, size_t n) {
    roll_up(observations, n);
    assert_int_equal(count, 1);
    return &points[0].observation->quantity;
}

static void assert_coverage(size_t i, uint32_t reported, uint32_t expected, const char *missing) {
    const struct coverage *coverage = points[i].coverage;
    char list[512] = "";
    assert_non_null(coverage);
    assert_int_equal(coverage->reported, reported);
    assert_int_equal(coverage->expected, expected);
    for (size_t k = 0; k < coverage->missing_count; k++) {
        size_t at = strlen(list);
        snprintf(list + at, sizeof list - at, "%s%.*s", k > 0 ? " " : "", TEXT_ARG(coverage->missing[k]));
    }
    assert_string_equal(list, missing);
}

/* ---- sums ---- */

static void test_total_is_the_sum_of_the_children_without_the_root_itself(void **state) {
    (void)state;
    const struct observation all[] = {by(COUNTY, "999"), by(EAST, "10"), by(WEST, "20.5"), by(NORTH, "3")};
    assert_value(total(all, 4), "33.5");
    assert_coverage(0, 3, 3, "");
    assert_period(points[0].period, "2021-H1");
}

static void test_child_that_reported_speaks_for_all_below_it(void **state) {
    (void)state;
    const struct observation all[] = {by(EAST, "10"), by(WEST, "20"), by(NORTH, "3"), by(WEST_ONE, "15"),
                                      by(WEST_TWO, "5")};
    assert_value(total(all, 5), "33");
    assert_coverage(0, 3, 3, "");
}

static void test_child_that_is_silent_counts_by_its_own_children(void **state) {
    (void)state;
    const struct observation all[] = {by(EAST, "10"), by(NORTH, "3"), by(WEST_ONE, "15"), by(WEST_TWO, "4")};
    assert_value(total(all, 4), "32");
    assert_coverage(0, 4, 4, "");
}

static void test_those_who_did_not_report_are_named_and_are_no_zeros(void **state) {
    (void)state;
    const struct observation some[] = {by(EAST, "10"), by(WEST_ONE, "15")};
    assert_value(total(some, 2), "25");
    assert_coverage(0, 2, 4, "north west-2");
    const struct observation with_zero[] = {by(EAST, "10"), by(WEST_ONE, "15"), by(NORTH, "0")};
    assert_value(total(with_zero, 3), "25");
    assert_coverage(0, 3, 4, "west-2"); /* zero is a report */
}

static void test_total_is_only_of_the_status_and_the_vantage(void **state) {
    (void)state;
    struct observation all[] = {by(EAST, "10"), by(WEST, "20"), by(NORTH, "3"), by(EAST, "11")};
    all[1].status = STATUS_TARGET;
    all[3].published = day("2021-09-01");
    assert_value(total(all, 4), "14");
    assert_coverage(0, 2, 4, "west-1 west-2");
    request.vantage.as_of = day("2021-08-31");
    assert_value(total(all, 4), "13");
    request.status = STATUS_TARGET;
    assert_value(total(all, 4), "20");
}

static void test_what_was_taken_back_is_missing(void **state) {
    (void)state;
    struct observation all[] = {by(EAST, "10"), by(NORTH, "3"), by(NORTH, "3")};
    all[2].recorded_ms = 2000;
    all[2].is_withdrawn = true;
    assert_value(total(all, 3), "10");
    assert_coverage(0, 1, 4, "north west-1 west-2");
}

static void test_total_with_an_interval_is_one(void **state) {
    (void)state;
    struct observation all[] = {by(EAST, "300"), by(WEST, "200")};
    all[0].quantity = quantity_about(dec("300"), 2, LEANING_ABOVE);
    const struct quantity *sum = total(all, 2);
    assert_int_equal(sum->bound, BOUND_ABOUT);
    assert_value(sum, "500");
    assert_decimal(sum->low.at, "500");
    assert_decimal(sum->high.at, "600");
    assert_true(sum->high.is_open);
}

static void test_each_period_that_anybody_reported_has_its_own_coverage(void **state) {
    (void)state;
    struct observation all[] = {by(EAST, "10"), by(WEST, "20"), by(NORTH, "5"), by(COUNTY, "9"),
                                by(EAST, "70")};
    all[0].period = per("2021-H2");
    all[2].period = per("2021-01/2021-06"); /* the first half, in other words */
    all[3].period = per("2019-H1");         /* the root's own makes no period */
    all[4].period = per("2021");
    roll_up(all, 5);
    assert_int_equal(count, 3);
    assert_period(points[0].period, "2021");
    assert_value(&points[0].observation->quantity, "70");
    assert_period(points[1].period, "2021-H1");
    assert_value(&points[1].observation->quantity, "25");
    assert_coverage(1, 2, 3, "east");
    assert_period(points[2].period, "2021-H2");
    assert_value(&points[2].observation->quantity, "10");
    assert_coverage(2, 1, 4, "north west-1 west-2");
    /* They may be looked up as other points are. */
    assert_ptr_equal(series_find(points, count, per("2021-H2")), &points[2]);
    assert_int_equal(points[2].reach, date_days(day("2021-12-31")));
}

static void test_totals_are_comparable_only_over_the_same_organisations(void **state) {
    (void)state;
    struct observation all[] = {by(EAST, "1"), by(WEST, "2"),  by(EAST, "3"), by(WEST, "4"),
                                by(EAST, "5"), by(NORTH, "6"), by(EAST, "7"), by(WEST_ONE, "8")};
    static const char *const periods[] = {"2018-H1", "2019-H1", "2020-H1", "2021-H1"};
    for (size_t i = 0; i < 8; i++)
        all[i].period = per(periods[i / 2]);
    roll_up(all, 8);
    assert_int_equal(count, 4);
    assert_true(series_same_members(points[0].coverage, points[1].coverage));
    assert_false(series_same_members(points[1].coverage, points[2].coverage)); /* two of them, but others */
    assert_false(series_same_members(points[1].coverage, points[3].coverage)); /* a part of west */
}

static void test_totals_are_comparable_whether_or_not_those_spoken_for_reported_too(void **state) {
    (void)state;
    struct observation all[] = {by(EAST, "1"), by(WEST, "2"), by(EAST, "3"), by(WEST, "4"),
                                by(WEST_ONE, "1")};
    all[0].period = all[1].period = per("2020-H1");
    roll_up(all, 5);
    assert_int_equal(count, 2);
    assert_value(&points[1].observation->quantity, "7");
    assert_true(series_same_members(points[0].coverage, points[1].coverage));
}

static void test_total_of_nobody_has_no_points(void **state) {
    (void)state;
    roll_up(NULL, 0);
    assert_int_equal(count, 0);
    const struct observation own = by(COUNTY, "9");
    roll_up(&own, 1);
    assert_int_equal(count, 0);
}

static void test_total_below_a_root_that_is_not_there_has_no_points(void **state) {
    (void)state;
    const struct observation all[] = {by(EAST, "10")};
    request.root = TEXT_OF("elsewhere");
    roll_up(all, 1);
    assert_int_equal(count, 0);
    assert_int_equal(err.code, ERR_NONE);
}

static void test_more_than_can_be_listed_are_missing_but_all_are_expected(void **state) {
    (void)state;
    enum { MANY = 31, CHILDREN = MANY - 1 };
    static char codes[MANY][8];
    struct org many[MANY] = {{.id = 1, .code = TEXT("county")}};
    for (size_t i = 1; i < MANY; i++) {
        snprintf(codes[i], sizeof codes[i], "o%02zu", i);
        many[i] = (struct org){.id = (int64_t)i + 1, .code = text_from(codes[i]), .parent = TEXT("county")};
    }
    const struct observation only[] = {by(31, "5"), by(10, "2")}; /* o30, o09 */
    request.orgs = many;
    request.org_count = MANY;
    assert_value(total(only, 2), "7");
    assert_int_equal(points[0].coverage->reported, 2);
    assert_int_equal(points[0].coverage->expected, CHILDREN);
    assert_int_equal(points[0].coverage->missing_count, COVERAGE_MISSING_MAX);
    assert_true(text_equal(points[0].coverage->missing[8], TEXT_OF("o10"))); /* o01 to o08, then o10 */
    assert_true(text_equal(points[0].coverage->missing[19], TEXT_OF("o21")));
}

/* ---- what does not add up ---- */

static void test_rate_without_its_parts_is_refused_but_coverage_is_told(void **state) {
    (void)state;
    const struct observation rates[] = {by(EAST, "90"), by(NORTH, "94")};
    request.metric.metric = &SHARE;
    assert_no_value(total(rates, 2), REASON_NOT_ADDITIVE);
    assert_coverage(0, 2, 4, "west-1 west-2");
}

static void of_two(const struct observation *above, size_t above_count, const struct observation *below,
                   size_t below_count) {
    request.metric.metric = &SHARE;
    request.numerator = (struct rollup_metric){&VISITS, above, above_count};
    request.denominator = (struct rollup_metric){&VISITS, below, below_count};
}

static void test_rate_over_organisations_is_made_of_its_sums_and_never_averaged(void **state) {
    (void)state;
    /* 90 of 100 and 1 of 10: 91 of 110 is 82.73 %, where the mean of 90 % and 10 % were 50 %. */
    const struct observation above[] = {by(EAST, "90"), by(NORTH, "1")};
    const struct observation below[] = {by(EAST, "100"), by(NORTH, "10")};
    const struct observation rates[] = {by(EAST, "90"), by(NORTH, "10")};
    of_two(above, 2, below, 2);
    assert_value(total(rates, 2), "82.73");
    assert_coverage(0, 2, 4, "west-1 west-2");
    struct metric permille = SHARE;
    permille.unit = TEXT_OF("‰");
    request.metric.metric = &permille;
    assert_value(total(rates, 2), "827.27");
}

static void test_rate_over_organisations_is_of_those_only_who_reported_both_sides(void **state) {
    (void)state;
    const struct observation above[] = {by(EAST, "90"), by(NORTH, "50")};
    const struct observation below[] = {by(EAST, "100"), by(WEST, "1000")};
    of_two(above, 2, below, 2);
    assert_value(total(NULL, 0), "90.00");
    assert_coverage(0, 1, 4, "north west-1 west-2");
}

static void test_rate_when_a_child_has_one_side_then_by_its_children_who_have_both(void **state) {
    (void)state;
    const struct observation above[] = {by(WEST, "70"), by(WEST_ONE, "3")};
    const struct observation below[] = {by(WEST_ONE, "4"), by(WEST_TWO, "100")};
    of_two(above, 2, below, 2);
    assert_value(total(NULL, 0), "75.00");
    assert_coverage(0, 1, 4, "east north west-2");
}

static void test_rate_when_nobody_has_both_sides_then_not_reported(void **state) {
    (void)state;
    const struct observation above = by(EAST, "90"), below = by(NORTH, "100");
    of_two(&above, 1, &below, 1);
    assert_no_value(total(NULL, 0), REASON_NOT_REPORTED);
    assert_coverage(0, 0, 4, "east north west-1 west-2");
}

static void test_rate_over_nothing_is_base_zero(void **state) {
    (void)state;
    const struct observation above = by(EAST, "0"), below = by(EAST, "0");
    of_two(&above, 1, &below, 1);
    assert_no_value(total(NULL, 0), REASON_BASE_ZERO);
}

static void test_rate_when_a_side_does_not_add_up_over_organisations_then_refused(void **state) {
    (void)state;
    const struct observation above = by(EAST, "1"), below = by(EAST, "2"), rate = by(EAST, "50");
    of_two(&above, 1, &below, 1);
    request.denominator.metric = &SHARE;
    assert_no_value(total(&rate, 1), REASON_NOT_ADDITIVE);
}

static void test_one_side_of_a_rate_is_over_those_who_reported_both(void **state) {
    (void)state;
    const struct observation above[] = {by(EAST, "90"), by(NORTH, "1"), by(WEST, "33")};
    const struct observation below[] = {by(EAST, "100"), by(NORTH, "10")};
    of_two(above, 3, below, 2);
    request.of = ROLLUP_NUMERATOR;
    assert_value(total(NULL, 0), "91");
    request.of = ROLLUP_DENOMINATOR;
    assert_value(total(NULL, 0), "110");
    assert_coverage(0, 2, 4, "west-1 west-2");
}

static void test_one_side_of_what_is_not_made_of_two_has_no_points(void **state) {
    (void)state;
    const struct observation all[] = {by(EAST, "10")};
    request.of = ROLLUP_NUMERATOR;
    roll_up(all, 1);
    assert_int_equal(count, 0);
}

static void test_rollup_when_memory_runs_out_anywhere_then_too_large(void **state) {
    (void)state;
    const struct observation above[] = {by(EAST, "90"), by(WEST_ONE, "1")};
    const struct observation below[] = {by(EAST, "100"), by(WEST_ONE, "10")};
    of_two(above, 2, below, 2);
    bool is_through = false;
    for (size_t n = 1; !is_through; n++) {
        struct arena fresh;
        struct err why = {0};
        arena_init(&fresh, CEILING);
        memory_fail_after(n);
        bool done = rollup_points(&fresh, &request, &points, &count, &why);
        is_through = !memory_has_failed();
        memory_fail_after(0);
        assert_int_equal(done, is_through);
        assert_int_equal(why.code, is_through ? ERR_NONE : ERR_TOO_LARGE);
        arena_fini(&fresh);
    }
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_total_is_the_sum_of_the_children_without_the_root_itself),
        CASE(test_child_that_reported_speaks_for_all_below_it),
        CASE(test_child_that_is_silent_counts_by_its_own_children),
        CASE(test_those_who_did_not_report_are_named_and_are_no_zeros),
        CASE(test_total_is_only_of_the_status_and_the_vantage),
        CASE(test_what_was_taken_back_is_missing),
        CASE(test_total_with_an_interval_is_one),
        CASE(test_each_period_that_anybody_reported_has_its_own_coverage),
        CASE(test_totals_are_comparable_only_over_the_same_organisations),
        CASE(test_totals_are_comparable_whether_or_not_those_spoken_for_reported_too),
        CASE(test_total_of_nobody_has_no_points),
        CASE(test_total_below_a_root_that_is_not_there_has_no_points),
        CASE(test_more_than_can_be_listed_are_missing_but_all_are_expected),
        CASE(test_rate_without_its_parts_is_refused_but_coverage_is_told),
        CASE(test_rate_over_organisations_is_made_of_its_sums_and_never_averaged),
        CASE(test_rate_over_organisations_is_of_those_only_who_reported_both_sides),
        CASE(test_rate_when_a_child_has_one_side_then_by_its_children_who_have_both),
        CASE(test_rate_when_nobody_has_both_sides_then_not_reported),
        CASE(test_rate_over_nothing_is_base_zero),
        CASE(test_rate_when_a_side_does_not_add_up_over_organisations_then_refused),
        CASE(test_one_side_of_a_rate_is_over_those_who_reported_both),
        CASE(test_one_side_of_what_is_not_made_of_two_has_no_points),
        CASE(test_rollup_when_memory_runs_out_anywhere_then_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
