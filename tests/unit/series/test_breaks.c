/* Definition breaks wherever values are held against each other. Two breaks stand in most tests: at 2022-H1 (2022-01-01) and at 2024-H2
 * (2024-07-01). */
#include "observe.h"

#include "series/breaks.h"
#include "series/compare.h"
#include "series/derive.h"
#include "series/rollup.h"
#include "series/trend.h"

enum { CEILING = 8 << 20, COUNTY = 1, EAST, WEST, ORGS = WEST };

static struct arena arena;
static struct err err;
static struct metric_break items[2];
static struct metric visits, share;
static struct trend trend;
static struct compare compare;

static const struct org orgs[ORGS] = {
    {.id = COUNTY, .code = TEXT("county")},
    {.id = EAST, .code = TEXT("east"), .parent = TEXT("county")},
    {.id = WEST, .code = TEXT("west"), .parent = TEXT("county")},
};

static struct metric_break break_at(const char *metric, const char *period) {
    struct period first = per(period);
    return (struct metric_break){.metric = text_from(metric),
                                 .period = first,
                                 .start = date_days(period_start(first)),
                                 .note = TEXT_OF("口径调整")};
}

static int set_up(void **state) {
    (void)state;
    arena_init(&arena, CEILING);
    memset(&err, 0, sizeof err);
    items[0] = break_at("visits", "2022-H1");
    items[1] = break_at("visits", "2024-H2");
    visits = (struct metric){.id = 3,
                             .code = TEXT_OF("visits"),
                             .kind = FIGURE_COUNT,
                             .direction = DIRECTION_HIGHER,
                             .over_time = ADDITIVITY_SUM,
                             .over_orgs = ADDITIVITY_SUM,
                             .breaks = {items, 2}};
    share = (struct metric){.id = 4, .code = TEXT_OF("share"), .kind = FIGURE_RATE, .unit = TEXT_OF("%")};
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_fini(&arena);
    return 0;
}

/* ---- between ---- */

static bool is_parted(const char *a, const char *b) {
    return breaks_part(&visits.breaks, rest_both(rest_of(per(a)), rest_of(per(b))));
}

static void test_break_lies_between_where_one_begins_before_it_and_the_other_does_not(void **state) {
    (void)state;
    assert_false(is_parted("2020-H1", "2021-H2"));
    assert_true(is_parted("2021-H2", "2022-H1"));
    assert_true(is_parted("2022-H1", "2021-H2")); /* whichever is the base */
    assert_false(is_parted("2022-H1", "2024-H1"));
    assert_true(is_parted("2024-H1", "2024-H2"));
    assert_false(is_parted("2024-H2", "2030-H1"));
    assert_true(is_parted("2021-H1", "2025-H1"));
    /* 2024 contains the second break and counts as before; so does 1-9月. */
    assert_false(is_parted("2023", "2024"));
    assert_true(is_parted("2024", "2025"));
    assert_false(is_parted("2023-01/2023-09", "2024-01/2024-09"));
    assert_true(is_parted("2024-06-30", "2024-07-01"));
    assert_false(is_parted("2024-06-29", "2024-06-30"));
}

static void test_breaks_within_are_those_after_the_first_day_up_to_the_last(void **state) {
    (void)state;
    const struct rest from_2022 = {items[0].start, items[1].start};
    struct breaks found = breaks_within(&visits.breaks, from_2022);
    assert_int_equal(found.count, 1);
    assert_period(found.items[0].period, "2024-H2");
    const struct rest before = {items[0].start - 1, items[1].start - 1}, all = {0, INT32_MAX};
    found = breaks_within(&visits.breaks, before);
    assert_int_equal(found.count, 1);
    assert_period(found.items[0].period, "2022-H1");
    assert_int_equal(breaks_within(&visits.breaks, all).count, 2);
    assert_int_equal(breaks_within(&visits.breaks, rest_of(per(""))).count, 0);
}

static void test_breaks_join_in_the_order_of_time(void **state) {
    (void)state;
    struct metric_break other[] = {break_at("desks", "2021"), break_at("desks", "2023")};
    const struct breaks theirs = {other, 2}, none = {0};
    struct breaks out;
    assert_true(breaks_join(&arena, &visits.breaks, &theirs, &out));
    static const char *const expected[] = {"2021", "2022-H1", "2023", "2024-H2"};
    assert_int_equal(out.count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_period(out.items[i].period, expected[i]);
    assert_true(text_equal(out.items[2].metric, TEXT_OF("desks")));
    const struct breaks all = out;
    assert_true(breaks_join(&arena, &all, &theirs, &out)); /* each once */
    assert_int_equal(out.count, 4);
    other[0] = break_at("desks", "2022"); /* on the day of another metric's */
    assert_true(breaks_join(&arena, &visits.breaks, &theirs, &out));
    assert_int_equal(out.count, 4);
    assert_true(breaks_join(&arena, &none, &theirs, &out));
    assert_ptr_equal(out.items, other);
    assert_true(breaks_join(&arena, &visits.breaks, &none, &out));
    assert_ptr_equal(out.items, items);
    struct arena full;
    arena_init(&full, 0);
    assert_false(breaks_join(&full, &visits.breaks, &theirs, &out));
    arena_fini(&full);
}

/* ---- trends ---- */

static void build(const struct trend_request *request, const struct observation *said_so, size_t count) {
    assert_true(trend_build(&arena, request, &orgs[EAST - 1], &visits, 7, said_so, count, &trend, &err));
}

static size_t put(char *out, size_t at, size_t size, const char *text) {
    assert_true(at + strlen(text) < size);
    memcpy(out + at, text, strlen(text) + 1);
    return at + strlen(text);
}

static size_t put_quantity(char *out, size_t at, size_t size, const struct quantity *quantity) {
    char digits[DECIMAL_TEXT_MAX];
    if (quantity->has_value)
        decimal_print(quantity->value, digits);
    return put(out, at, size, quantity->has_value ? digits : reason_name(quantity->reason));
}

/* "10:base_missing 12:2 …": of each row its value, and its change on the year or the reason why there is none. */
static void assert_rows(const char *expected) {
    char got[1024] = "";
    size_t at = 0;
    for (size_t i = 0; i < trend.point_count; i++) {
        at = put(got, at, sizeof got, i > 0 ? " " : "");
        at = put_quantity(got, at, sizeof got, &trend.points[i].quantity);
        at = put(got, at, sizeof got, ":");
        at = put_quantity(got, at, sizeof got, &trend.points[i].year.absolute);
    }
    assert_string_equal(got, expected);
}

static void assert_breaks(const struct breaks *breaks, const char *first, const char *second) {
    const char *const expected[] = {first, second};
    size_t count = second != NULL ? 2 : first != NULL ? 1 : 0;
    assert_int_equal(breaks->count, count);
    for (size_t i = 0; i < count; i++)
        assert_period(breaks->items[i].period, expected[i]);
}

static struct observation halves[12]; /* 2020-H1 10, 2020-H2 20, then each half 2 more than a year before */

static size_t all_halves(void) {
    for (int i = 0; i < 12; i++) {
        char period[16], value[16];
        snprintf(period, sizeof period, "%d-H%d", 2020 + i / 2, 1 + i % 2);
        snprintf(value, sizeof value, "%d", (i % 2 == 0 ? 10 : 20) + 2 * (i / 2));
        halves[i] = said(period, value);
    }
    return 12;
}

static void test_trend_has_values_but_no_change_across_either_break(void **state) {
    (void)state;
    const struct trend_request request = {.with_summary = true};
    build(&request, halves, all_halves());
    assert_rows("10:base_missing 20:base_missing 12:2 22:2 14:definition_break 24:definition_break 16:2 26:2 "
                "18:2 28:definition_break 20:definition_break 30:2");
    assert_int_equal(trend.points[4].year.reason, REASON_DEFINITION_BREAK);
    assert_no_value(&trend.points[4].year.relative, REASON_DEFINITION_BREAK);
    assert_breaks(&trend.breaks, "2022-H1", "2024-H2");
    assert_false(trend.across_breaks);
}

static void test_trend_across_breaks_works_changes_out_and_still_tells_of_them(void **state) {
    (void)state;
    const struct trend_request request = {.with_summary = true, .across_breaks = true};
    build(&request, halves, all_halves());
    assert_rows("10:base_missing 20:base_missing 12:2 22:2 14:2 24:2 16:2 26:2 18:2 28:2 20:2 30:2");
    assert_breaks(&trend.breaks, "2022-H1", "2024-H2");
    assert_true(trend.across_breaks);
    assert_value(&trend.summary.least.quantity, "10");
    assert_value(&trend.summary.greatest.quantity, "30");
    assert_value(&trend.summary.means[0].quantity, "15.00"); /* 10 12 14 16 18 20 */
}

static void test_trend_in_changes_from_the_period_before_is_null_at_the_break_only(void **state) {
    (void)state;
    const struct trend_request request = {.from = per("2021-H1"), .to = per("2022-H2"), .units = UNITS_CHG};
    build(&request, halves, all_halves());
    /* 12 - 20, 22 - 12, 14 against 22 across the break, 24 - 14 */
    assert_rows("-8:2 10:2 definition_break:definition_break 10:definition_break");
    assert_value(&trend.points[2].level, "14");
}

static void test_trend_tells_of_the_breaks_between_what_it_shows_and_its_bases(void **state) {
    (void)state;
    struct trend_request request = {.from = per("2023"), .to = per("2023")};
    build(&request, halves, all_halves());
    assert_breaks(&trend.breaks, NULL, NULL); /* 2023 is held against 2022 */
    request.from = request.to = per("2022-H1");
    build(&request, halves, all_halves());
    assert_breaks(&trend.breaks, "2022-H1", NULL);
    request.from = request.to = per("2025-H2");
    build(&request, halves, all_halves());
    assert_breaks(&trend.breaks, NULL, NULL); /* the base is 2024-H2, the first after the break */
    request.from = request.to = per("2025-H1");
    build(&request, halves, all_halves());
    assert_breaks(&trend.breaks, "2024-H2", NULL);
}

static void test_summary_holds_nothing_against_each_other_across_a_break(void **state) {
    (void)state;
    struct trend_request request = {.with_summary = true};
    /* 1 2 3 | 4 5, the break before 2022-H1: no run goes across; 4 and 5 come after. */
    const struct observation rising[] = {said("2020-H2", "1"), said("2021-H1", "2"), said("2021-H2", "3"),
                                         said("2022-H1", "4"), said("2022-H2", "5")};
    build(&request, rising, 5);
    const struct trend_summary *summary = &trend.summary;
    assert_int_equal(summary->rise.steps, 2);
    assert_period(summary->rise.from, "2020-H2");
    assert_period(summary->rise.to, "2021-H2");
    assert_no_value(&summary->least.quantity, REASON_DEFINITION_BREAK);
    assert_no_value(&summary->greatest.quantity, REASON_DEFINITION_BREAK);
    assert_int_equal(summary->mean_count, 2);
    assert_no_value(&summary->means[0].quantity, REASON_DEFINITION_BREAK); /* 2021-H1 and 2022-H1 */
    assert_no_value(&summary->means[1].quantity, REASON_DEFINITION_BREAK);
    /* On one side of it all is as ever. */
    request.from = per("2022-H1");
    build(&request, rising, 5);
    assert_value(&summary->least.quantity, "4");
    assert_value(&summary->means[0].quantity, "4.00");
    assert_int_equal(summary->rise.steps, 1);
}

static void test_summary_of_values_on_one_side_is_whole_though_gaps_reach_across(void **state) {
    (void)state;
    const struct trend_request request = {.to = per("2022-H2"), .with_summary = true};
    const struct observation early[] = {said("2020-H2", "1"), said("2021-H2", "3")};
    build(&request, early, 2);
    assert_int_equal(trend.point_count, 5);
    assert_value(&trend.summary.greatest.quantity, "3");
    assert_value(&trend.summary.means[0].quantity, "2.00"); /* H2 */
}

/* ---- values made of others ---- */

static void test_year_made_of_halves_on_both_sides_is_null_and_so_is_what_rests_on_it(void **state) {
    (void)state;
    struct trend_request request = {.frequency = "A", .aggregation = AGGREGATION_SUM};
    build(&request, halves, all_halves());
    /* 30 34 | 38 42 2024: 18 before, 28 after | 50 */
    assert_rows("30:base_missing 34:4 38:definition_break 42:4 definition_break:definition_break "
                "50:definition_break");
    assert_int_equal(trend.points[4].part_count, 2); /* what was not added is shown */
    request.across_breaks = true;
    build(&request, halves, all_halves());
    assert_rows("30:base_missing 34:4 38:4 42:4 46:4 50:4");
}

static void test_year_that_was_reported_itself_counts_as_before_the_break_within(void **state) {
    (void)state;
    const struct trend_request request = {.frequency = "A", .aggregation = AGGREGATION_SUM};
    const struct observation said_so[] = {said("2023", "40"), said("2024", "46"), said("2025-H1", "20"),
                                          said("2025-H2", "30")};
    build(&request, said_so, 4);
    assert_rows("40:base_missing 46:6 50:definition_break");
}

static void test_end_of_period_is_where_its_last_part_is(void **state) {
    (void)state;
    const struct trend_request request = {.frequency = "A", .aggregation = AGGREGATION_EOP};
    visits.over_time = ADDITIVITY_END_OF_PERIOD;
    /* The year 2024 is what its second half says, which is after the break. */
    build(&request, halves, all_halves());
    assert_rows("20:base_missing 22:2 24:definition_break 26:2 28:definition_break 30:2");
}

static void test_mean_of_periods_on_both_sides_is_null_but_of_rates_still_refused(void **state) {
    (void)state;
    const struct trend_request request = {
        .from = per("2023"), .to = per("2025"), .frequency = "A", .aggregation = AGGREGATION_AVG};
    build(&request, halves, all_halves());
    assert_rows("21.00:2.00 definition_break:definition_break 25.00:definition_break");
    visits.kind = FIGURE_RATE;
    build(&request, halves, all_halves());
    assert_rows("not_additive:not_additive not_additive:not_additive not_additive:not_additive");
}

static void test_totals_since_the_year_began_do_not_go_on_across_a_break(void **state) {
    (void)state;
    struct trend_request request = {.frequency = "S", .cumulation = CUMULATION_YTD, .from = per("2023-H1")};
    build(&request, halves, all_halves());
    /* 2024: the first half 18 is before, 18 + 28 would be of both. */
    assert_rows("16:2 42:4 18:2 definition_break:definition_break 20:definition_break 50:definition_break");
}

static void test_single_period_behind_a_break_is_no_difference_of_totals_that_begin_before_it(void **state) {
    (void)state;
    struct trend_request request = {.frequency = "Q", .cumulation = CUMULATION_SINGLE};
    const struct observation totals[] = {said("2024-Q1", "5"), said("2024-01/2024-06", "12"),
                                         said("2024-01/2024-09", "30"), said("2024", "41")};
    build(&request, totals, 4);
    /* 12 - 5 is before; 30 - 12 and 41 - 30 mix. */
    assert_rows("5:base_missing 7:base_missing definition_break:definition_break "
                "definition_break:definition_break");
    request.across_breaks = true;
    build(&request, totals, 4);
    assert_rows("5:base_missing 7:base_missing 18:base_missing 11:base_missing");
}

static void test_fall_of_a_total_that_a_break_explains_is_told_as_the_break(void **state) {
    (void)state;
    const struct trend_request request = {.frequency = "Q", .cumulation = CUMULATION_SINGLE};
    const struct observation totals[] = {said("2024-01/2024-06", "12"), said("2024-01/2024-09", "9")};
    build(&request, totals, 2);
    assert_no_value(&trend.points[2].quantity, REASON_DEFINITION_BREAK);
}

/* share = visits / desks; the breaks are those of visits, none is its own. */
static void build_share(struct trend_request request, const struct observation *above,
                        const struct observation *below, size_t count, const struct observation *own,
                        size_t own_count) {
    const struct metric desks = {.id = 5, .code = TEXT("desks"), .over_time = ADDITIVITY_SUM};
    const struct vantage now = {0};
    struct trend_input input = {.org = &orgs[EAST - 1],
                                .metric = &share,
                                .numerator = {.metric = &visits},
                                .denominator = {.metric = &desks}};
    struct point *points;
    assert_true(
        series_points(&arena, above, count, STATUS_ACTUAL, &now, &points, &input.numerator.count, &err));
    input.numerator.points = points;
    assert_true(
        series_points(&arena, below, count, STATUS_ACTUAL, &now, &points, &input.denominator.count, &err));
    input.denominator.points = points;
    assert_true(series_points(&arena, own, own_count, STATUS_ACTUAL, &now, &points, &input.count, &err));
    input.points = points;
    request.frequency = "A";
    request.aggregation = AGGREGATION_RATIO;
    assert_true(trend_build_points(&arena, &request, &input, &trend, &err));
}

static void test_ratio_is_parted_by_the_breaks_of_its_sides(void **state) {
    (void)state;
    struct observation desks[12];
    size_t count = all_halves();
    for (size_t i = 0; i < count; i++) {
        desks[i] = halves[i];
        desks[i].quantity = exact("50");
    }
    const struct observation own[] = {said("2020", "30.00")};
    const struct trend_request request = {0};
    build_share(request, halves, desks, count, own, 1);
    /* 30.00 was reported; 34, 38 and 42, 50 of 100 are made of visits that are counted in three ways. */
    assert_rows("30.00:base_missing 34.00:4.00 38.00:definition_break 42.00:4.00 "
                "definition_break:definition_break 50.00:definition_break");
    assert_breaks(&trend.breaks, "2022-H1", "2024-H2");
    assert_true(text_equal(trend.breaks.items[0].metric, TEXT_OF("visits")));
}

static void test_ratios_that_were_reported_know_no_breaks_of_sides(void **state) {
    (void)state;
    const struct observation own[] = {said("2021", "34.00"), said("2022", "39.00")};
    const struct trend_request request = {0};
    build_share(request, NULL, NULL, 0, own, 2);
    assert_rows("34.00:base_missing 39.00:5.00");
}

/* ---- comparisons ---- */

static struct observation by(int64_t org, int64_t metric, const char *period, const char *value) {
    struct observation o = said(period, value);
    o.org_id = org;
    o.metric_id = metric;
    o.series_id = 10 * org + metric;
    return o;
}

static const struct compare_row *row(const char *code) {
    for (size_t i = 0; i < compare.row_count; i++)
        if (text_equal(compare.rows[i].org.code, text_from(code)))
            return &compare.rows[i];
    fail_msg("no row for %s", code);
    return NULL;
}

static struct observation told[16];
static size_t told_count;

static void tell(int64_t org, const char *period, const char *value) {
    told[told_count++] = by(org, 3, period, value);
}

static void compare_all(const struct compare_request *request) {
    assert_true(compare_build(&arena, request, &visits, orgs, ORGS, told, told_count, &compare, &err));
}

static void test_comparison_across_a_break_shows_both_values_and_ranks_them(void **state) {
    (void)state;
    struct compare_request request = {.period = per("2022-H1"), .sort = COMPARE_SORT_CHANGE};
    told_count = 0;
    tell(EAST, "2022-H1", "14");
    tell(EAST, "2021-H1", "12");
    tell(WEST, "2022-H1", "20");
    compare_all(&request);
    assert_value(&row("east")->value, "14");
    assert_value(&row("east")->base, "12");
    assert_int_equal(row("east")->change.reason, REASON_DEFINITION_BREAK);
    assert_no_value(&row("east")->change.absolute, REASON_DEFINITION_BREAK);
    assert_no_value(&row("east")->change.relative, REASON_DEFINITION_BREAK);
    assert_int_equal(row("east")->rank, 2);
    assert_int_equal(row("west")->rank, 1);
    /* What is missing is missing first. */
    assert_int_equal(row("west")->change.reason, REASON_BASE_MISSING);
    assert_int_equal(row("county")->change.reason, REASON_NOT_REPORTED);
    assert_breaks(&compare.breaks, "2022-H1", NULL);
    assert_false(compare.across_breaks);
    request.across_breaks = true;
    compare_all(&request);
    assert_value(&row("east")->change.absolute, "2");
    assert_value(&row("east")->change.relative, "16.67"); /* 2 / 12 */
    assert_breaks(&compare.breaks, "2022-H1", NULL);
    assert_true(compare.across_breaks);
}

static void test_comparison_knows_each_kind_of_base(void **state) {
    (void)state;
    struct compare_request request = {.period = per("2022-H2"), .against = AGAINST_PREVIOUS_PERIOD};
    told_count = 0;
    tell(EAST, "2021-H2", "22");
    tell(EAST, "2022-H1", "14");
    tell(EAST, "2022-H2", "24");
    tell(EAST, "2025-H2", "30");
    tell(EAST, "2022", "38");
    compare_all(&request);
    assert_value(&row("east")->change.absolute, "10"); /* both after the break */
    assert_breaks(&compare.breaks, NULL, NULL);
    request.period = per("2022-H1");
    compare_all(&request);
    assert_int_equal(row("east")->change.reason, REASON_DEFINITION_BREAK);
    request.against = AGAINST_PERIOD;
    request.period = per("2025-H2");
    request.base_period = per("2021-H2");
    compare_all(&request);
    assert_int_equal(row("east")->change.reason, REASON_DEFINITION_BREAK);
    assert_breaks(&compare.breaks, "2022-H1", "2024-H2");
    request.base_period = per("2022"); /* a half against a year: no break makes that better */
    compare_all(&request);
    assert_int_equal(row("east")->change.reason, REASON_PERIOD_MISMATCH);
}

static void test_comparison_with_the_target_of_the_same_period_is_across_nothing(void **state) {
    (void)state;
    const struct compare_request request = {.period = per("2022-H1"), .against = AGAINST_TARGET};
    told_count = 0;
    tell(EAST, "2022-H1", "14");
    tell(EAST, "2022-H1", "15");
    told[1].status = STATUS_TARGET;
    compare_all(&request);
    assert_value(&row("east")->change.absolute, "-1");
    assert_breaks(&compare.breaks, NULL, NULL);
}

static void test_metrics_side_by_side_have_each_their_own_breaks(void **state) {
    (void)state;
    const struct compare_request request = {.period = per("2022-H1")};
    const struct metric both[] = {visits, share};
    const struct observation said_so[] = {by(EAST, 3, "2021-H1", "12"), by(EAST, 3, "2022-H1", "14"),
                                          by(EAST, 4, "2021-H1", "90.0"), by(EAST, 4, "2022-H1", "91.5")};
    assert_true(
        compare_metrics_build(&arena, &request, &orgs[EAST - 1], both, 2, said_so, 4, &compare, &err));
    assert_int_equal(compare.rows[0].change.reason, REASON_DEFINITION_BREAK);
    assert_value(&compare.rows[1].change.absolute, "1.5");
    assert_breaks(&compare.breaks, "2022-H1", NULL);
    assert_true(text_equal(compare.breaks.items[0].metric, TEXT_OF("visits")));
}

/* ---- totals ---- */

static void test_total_of_a_comparison_is_parted_like_its_rows(void **state) {
    (void)state;
    struct compare_request request = {.period = per("2022-H1")};
    told_count = 0;
    tell(EAST, "2021-H1", "12");
    tell(WEST, "2021-H1", "8");
    tell(EAST, "2022-H1", "14");
    tell(WEST, "2022-H1", "9");
    const struct rollup_request rollup = {
        .root = TEXT("county"), .orgs = orgs, .org_count = ORGS, .metric = {&visits, told, told_count}};
    compare_all(&request);
    assert_true(compare_total_build(&arena, &request, &rollup, &compare, &err));
    assert_value(&compare.total.value, "23");
    assert_value(&compare.total.base, "20");
    assert_int_equal(compare.total.change.reason, REASON_DEFINITION_BREAK);
    assert_breaks(&compare.breaks, "2022-H1", NULL);
    request.across_breaks = true;
    compare_all(&request);
    assert_true(compare_total_build(&arena, &request, &rollup, &compare, &err));
    assert_value(&compare.total.change.absolute, "3");
    assert_breaks(&compare.breaks, "2022-H1", NULL);
}

static void test_total_that_is_a_ratio_is_parted_by_the_breaks_of_its_sides_too(void **state) {
    (void)state;
    const struct compare_request request = {.period = per("2022-H1")};
    const struct metric desks = {.id = 5, .code = TEXT("desks"), .over_orgs = ADDITIVITY_SUM};
    const struct observation above[] = {by(EAST, 3, "2021-H1", "12"), by(EAST, 3, "2022-H1", "14")};
    const struct observation below[] = {by(EAST, 5, "2021-H1", "20"), by(EAST, 5, "2022-H1", "20")};
    const struct observation own[] = {by(EAST, 4, "2021-H1", "60"), by(EAST, 4, "2022-H1", "71")};
    const struct rollup_request rollup = {.root = TEXT("county"),
                                          .orgs = orgs,
                                          .org_count = ORGS,
                                          .metric = {&share, own, 2},
                                          .numerator = {&visits, above, 2},
                                          .denominator = {&desks, below, 2}};
    assert_true(compare_build(&arena, &request, &share, orgs, ORGS, own, 2, &compare, &err));
    assert_value(&row("east")->change.absolute,
                 "11"); /* reported: only its own breaks, of which it has none */
    assert_breaks(&compare.breaks, NULL, NULL);
    assert_true(compare_total_build(&arena, &request, &rollup, &compare, &err));
    assert_value(&compare.total.value, "70.00");
    assert_value(&compare.total.base, "60.00");
    assert_int_equal(compare.total.change.reason, REASON_DEFINITION_BREAK);
    assert_breaks(&compare.breaks, "2022-H1", NULL);
}

static void test_totals_over_time_are_parted(void **state) {
    (void)state;
    told_count = 0;
    tell(EAST, "2021-H1", "12");
    tell(WEST, "2021-H1", "8");
    tell(EAST, "2022-H1", "14");
    tell(WEST, "2022-H1", "9");
    tell(EAST, "2023-H1", "15");
    tell(WEST, "2023-H1", "9");
    const struct rollup_request rollup = {
        .root = TEXT("county"), .orgs = orgs, .org_count = ORGS, .metric = {&visits, told, told_count}};
    const struct trend_request request = {.from = per("2021-H1")};
    struct trend_input input = {.org = &orgs[0], .metric = &visits, .is_total = true};
    struct point *points;
    assert_true(rollup_points(&arena, &rollup, &points, &input.count, &err));
    assert_true(rollup_breaks(&arena, &rollup, &input.breaks));
    input.points = points;
    assert_true(trend_build_points(&arena, &request, &input, &trend, &err));
    assert_rows(
        "20:base_missing not_reported:not_reported 23:definition_break not_reported:not_reported 24:1");
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_break_lies_between_where_one_begins_before_it_and_the_other_does_not),
        CASE(test_breaks_within_are_those_after_the_first_day_up_to_the_last),
        CASE(test_breaks_join_in_the_order_of_time),
        CASE(test_trend_has_values_but_no_change_across_either_break),
        CASE(test_trend_across_breaks_works_changes_out_and_still_tells_of_them),
        CASE(test_trend_in_changes_from_the_period_before_is_null_at_the_break_only),
        CASE(test_trend_tells_of_the_breaks_between_what_it_shows_and_its_bases),
        CASE(test_summary_holds_nothing_against_each_other_across_a_break),
        CASE(test_summary_of_values_on_one_side_is_whole_though_gaps_reach_across),
        CASE(test_year_made_of_halves_on_both_sides_is_null_and_so_is_what_rests_on_it),
        CASE(test_year_that_was_reported_itself_counts_as_before_the_break_within),
        CASE(test_end_of_period_is_where_its_last_part_is),
        CASE(test_mean_of_periods_on_both_sides_is_null_but_of_rates_still_refused),
        CASE(test_totals_since_the_year_began_do_not_go_on_across_a_break),
        CASE(test_single_period_behind_a_break_is_no_difference_of_totals_that_begin_before_it),
        CASE(test_fall_of_a_total_that_a_break_explains_is_told_as_the_break),
        CASE(test_ratio_is_parted_by_the_breaks_of_its_sides),
        CASE(test_ratios_that_were_reported_know_no_breaks_of_sides),
        CASE(test_comparison_across_a_break_shows_both_values_and_ranks_them),
        CASE(test_comparison_knows_each_kind_of_base),
        CASE(test_comparison_with_the_target_of_the_same_period_is_across_nothing),
        CASE(test_metrics_side_by_side_have_each_their_own_breaks),
        CASE(test_total_of_a_comparison_is_parted_like_its_rows),
        CASE(test_total_that_is_a_ratio_is_parted_by_the_breaks_of_its_sides_too),
        CASE(test_totals_over_time_are_parted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
