#include "observe.h"

#include "series/summary.h"

enum { POINTS_MAX = 16 };

static struct trend trend;
static struct trend_point points[POINTS_MAX];
static const struct trend_summary *const summary = &trend.summary;

static int set_up(void **state) {
    (void)state;
    memset(points, 0, sizeof points);
    trend = (struct trend){.metric = {.kind = FIGURE_COUNT}, .frequency = "S", .points = points};
    return 0;
}

/* The next point; value "": it was not reported. */
static struct trend_point *add(const char *period, const char *value) {
    assert_true(trend.point_count < POINTS_MAX);
    struct trend_point *point = &points[trend.point_count++];
    point->period = per(period);
    point->quantity = value[0] == '\0' ? quantity_null(REASON_NOT_REPORTED) : exact(value);
    point->level = point->quantity;
    return point;
}

static void assert_extreme(const struct trend_extreme *extreme, const char *value, const char *period,
                           uint32_t ties) {
    assert_value(&extreme->quantity, value);
    assert_period(extreme->period, period);
    assert_int_equal(extreme->ties, ties);
}

static void assert_run(const struct trend_run *run, const char *from, const char *to, uint32_t steps,
                       const char *change) {
    assert_int_equal(run->steps, steps);
    assert_period(run->from, from);
    assert_period(run->to, to);
    assert_value(&run->change.absolute, change);
}

static void assert_mean(size_t i, const char *prefix, int place, uint32_t count, const char *value) {
    assert_true(i < summary->mean_count);
    assert_string_equal(summary->means[i].prefix, prefix);
    assert_int_equal(summary->means[i].place, place);
    assert_int_equal(summary->means[i].count, count);
    assert_value(&summary->means[i].quantity, value);
}

/* ---- extremes ---- */

static void test_extremes_are_the_first_of_equals_and_count_them(void **state) {
    (void)state;
    (void)add("2020-H1", "5");
    (void)add("2020-H2", "9");
    (void)add("2021-H1", "5.0");
    (void)add("2021-H2", "9");
    (void)add("2022-H1", "6");
    summary_build(&trend);
    assert_true(trend.has_summary);
    assert_int_equal(summary->values, 5);
    assert_int_equal(summary->gaps, 0);
    assert_extreme(&summary->least, "5", "2020-H1", 2);
    assert_extreme(&summary->greatest, "9", "2020-H2", 2);
}

static void test_extremes_pass_over_gaps_for_a_missing_value_is_not_zero(void **state) {
    (void)state;
    (void)add("2020-H1", "5");
    (void)add("2020-H2", "");
    (void)add("2021-H1", "7");
    summary_build(&trend);
    assert_int_equal(summary->values, 2);
    assert_int_equal(summary->gaps, 1);
    assert_extreme(&summary->least, "5", "2020-H1", 1);
    points[1].quantity = exact("0"); /* zero is a value */
    summary_build(&trend);
    assert_extreme(&summary->least, "0", "2020-H2", 1);
}

static void test_extremes_when_an_interval_may_be_beyond_then_approximate(void **state) {
    (void)state;
    (void)add("2020-H1", "350");
    add("2020-H2", "300")->quantity = quantity_about(dec("300"), 2, LEANING_ABOVE); /* [300, 400) */
    (void)add("2021-H1", "100");
    summary_build(&trend);
    assert_no_value(&summary->greatest.quantity, REASON_APPROXIMATE);
    assert_extreme(&summary->least, "100", "2021-H1", 1);
    points[0].quantity = exact("400"); /* 300余 is below 400 */
    summary_build(&trend);
    assert_extreme(&summary->greatest, "400", "2020-H1", 1);
}

static void test_extremes_when_an_interval_hides_another_candidate_then_approximate(void **state) {
    (void)state;
    /* Both intervals are above 100; neither is certainly the greater. */
    add("2020-H1", "300")->quantity = quantity_range(dec("300"), dec("350"));
    (void)add("2020-H2", "100");
    add("2021-H1", "340")->quantity = quantity_range(dec("340"), dec("400"));
    summary_build(&trend);
    assert_no_value(&summary->greatest.quantity, REASON_APPROXIMATE);
    assert_extreme(&summary->least, "100", "2020-H2", 1);
}

static void test_extremes_are_the_same_whichever_comes_first(void **state) {
    (void)state;
    /* 300余 is never below 300: 300 is the least, before it or after it. */
    (void)add("2020-H1", "300");
    add("2020-H2", "300")->quantity = quantity_about(dec("300"), 2, LEANING_ABOVE);
    summary_build(&trend);
    assert_extreme(&summary->least, "300", "2020-H1", 1);
    const struct quantity about = points[1].quantity;
    points[1].quantity = points[0].quantity;
    points[0].quantity = about;
    summary_build(&trend);
    assert_extreme(&summary->least, "300", "2020-H2", 1);
    /* Nor is 300 ever above 300余, which may be 300 itself. */
    assert_extreme(&summary->greatest, "300", "2020-H1", 1);
    assert_int_equal(summary->greatest.quantity.bound, BOUND_ABOUT);
}

static void test_extremes_without_values_are_not_reported(void **state) {
    (void)state;
    (void)add("2020-H1", "");
    summary_build(&trend);
    assert_no_value(&summary->least.quantity, REASON_NOT_REPORTED);
    assert_no_value(&summary->greatest.quantity, REASON_NOT_REPORTED);
    assert_int_equal(summary->rise.steps, 0);
    assert_int_equal(summary->fall.steps, 0);
    assert_int_equal(summary->mean_count, 0);
    assert_int_equal(summary->gaps, 1);
}

/* ---- runs ---- */

static void test_longest_rise_and_fall_with_their_change(void **state) {
    (void)state;
    static const char *const values[] = {"5", "4", "6", "8", "9", "9", "7"};
    static const char *const periods[] = {"2019-H1", "2019-H2", "2020-H1", "2020-H2",
                                          "2021-H1", "2021-H2", "2022-H1"};
    for (size_t i = 0; i < 7; i++)
        (void)add(periods[i], values[i]);
    summary_build(&trend);
    assert_run(&summary->rise, "2019-H2", "2021-H1", 3, "5");
    assert_value(&summary->rise.change.relative, "125.00");    /* 5 / 4 */
    assert_run(&summary->fall, "2021-H2", "2022-H1", 1, "-2"); /* of two as long the newest */
}

static void test_run_ends_at_a_gap_and_at_an_equal_value(void **state) {
    (void)state;
    (void)add("2020-H1", "1");
    (void)add("2020-H2", "2");
    (void)add("2021-H1", "");
    (void)add("2021-H2", "4");
    (void)add("2022-H1", "5");
    (void)add("2022-H2", "5");
    (void)add("2023-H1", "6");
    summary_build(&trend);
    assert_run(&summary->rise, "2022-H2", "2023-H1", 1, "1");
    assert_int_equal(summary->fall.steps, 0);
}

static void test_run_ends_at_an_interval_that_leaves_it_open(void **state) {
    (void)state;
    (void)add("2020-H1", "100");
    (void)add("2020-H2", "350");
    add("2021-H1", "300")->quantity = quantity_about(dec("300"), 2, LEANING_ABOVE);
    (void)add("2021-H2", "400");
    (void)add("2022-H1", "500");
    summary_build(&trend);
    assert_int_equal(summary->rise.steps, 2); /* 300余, 400, 500 */
    assert_period(summary->rise.from, "2021-H1");
    assert_no_value(&summary->rise.change.absolute, REASON_APPROXIMATE);
    assert_interval(&summary->rise.change.absolute, "(100, 200]");
}

static void test_run_of_totals_since_the_year_began_ends_with_the_year(void **state) {
    (void)state;
    trend.cumulation = CUMULATION_YTD;
    (void)add("2020-H1", "10");
    (void)add("2020", "20");
    (void)add("2021-H1", "30"); /* more in half a year is no step of the same climb */
    (void)add("2021", "40");
    summary_build(&trend);
    assert_run(&summary->rise, "2021-H1", "2021", 1, "10");
    trend.cumulation = CUMULATION_NONE;
    summary_build(&trend);
    assert_run(&summary->rise, "2020-H1", "2021", 3, "30");
}

static void test_run_of_totals_ends_where_other_organisations_are_in_them(void **state) {
    (void)state;
    static const unsigned char seven[] = {0x7f}, nine_less_two[] = {0xfd};
    static const struct coverage first = {.reported = 7, .expected = 8, .members = seven, .members_len = 1};
    static const struct coverage other = {
        .reported = 7, .expected = 8, .members = nine_less_two, .members_len = 1};
    add("2020-H1", "10")->coverage = &first;
    add("2020-H2", "20")->coverage = &first;
    add("2021-H1", "30")->coverage = &other;
    summary_build(&trend);
    assert_run(&summary->rise, "2020-H1", "2020-H2", 1, "10");
}

/* ---- means ---- */

static void test_means_are_of_the_same_place_in_the_year(void **state) {
    (void)state;
    (void)add("2020-H1", "10");
    (void)add("2020-H2", "100");
    (void)add("2021-H1", "15");
    (void)add("2021-H2", "");
    (void)add("2022-H1", "16");
    summary_build(&trend);
    assert_int_equal(summary->mean_count, 2);
    assert_mean(0, "H", 1, 3, "13.67");  /* 41 / 3 */
    assert_mean(1, "H", 2, 1, "100.00"); /* the gap is not a zero */
}

static void test_means_of_quarters_months_and_years(void **state) {
    (void)state;
    trend.frequency = "Q";
    (void)add("2020-Q3", "1");
    (void)add("2020-Q4", "2");
    (void)add("2021-Q3", "4");
    summary_build(&trend);
    assert_int_equal(summary->mean_count, 2);
    assert_mean(0, "Q", 3, 2, "2.50");
    assert_mean(1, "Q", 4, 1, "2.00");
    trend.point_count = 0;
    trend.frequency = "M";
    (void)add("2020-12", "3");
    (void)add("2021-01", "5");
    summary_build(&trend);
    assert_mean(0, "M", 1, 1, "5.00");
    assert_mean(1, "M", 12, 1, "3.00");
    trend.point_count = 0;
    trend.frequency = "A";
    (void)add("2020", "3");
    (void)add("2021", "4");
    summary_build(&trend);
    assert_int_equal(summary->mean_count, 1);
    assert_mean(0, "A", 1, 2, "3.50");
}

static void test_means_of_terms_and_school_years(void **state) {
    (void)state;
    trend.frequency = "T";
    (void)add("SY2020-T1", "2");
    (void)add("SY2020-T2", "8");
    (void)add("SY2021-T1", "4");
    summary_build(&trend);
    assert_int_equal(summary->mean_count, 2);
    assert_mean(0, "T", 1, 2, "3.00");
    assert_mean(1, "T", 2, 1, "8.00");
    trend.point_count = 0;
    trend.frequency = "SY";
    (void)add("SY2020", "2");
    (void)add("SY2021", "3");
    summary_build(&trend);
    assert_mean(0, "SY", 1, 2, "2.50");
}

static void test_means_of_totals_go_by_the_quarter_they_reach_to(void **state) {
    (void)state;
    trend.frequency = "Q";
    trend.cumulation = CUMULATION_YTD;
    (void)add("2020-H1", "10");
    (void)add("2020-01/2020-09", "30");
    (void)add("2021-Q1", "5");
    (void)add("2021-H1", "20");
    (void)add("2021-01/2021-09", "33");
    (void)add("2021", "50");
    summary_build(&trend);
    assert_int_equal(summary->mean_count, 4);
    assert_mean(0, "Q", 1, 1, "5.00");
    assert_mean(1, "Q", 2, 2, "15.00");
    assert_mean(2, "Q", 3, 2, "31.50");
    assert_mean(3, "Q", 4, 1, "50.00");
}

static void test_means_of_spans_weeks_and_days_are_not_made(void **state) {
    (void)state;
    trend.frequency = "W";
    (void)add("2021-W01", "1");
    (void)add("2021-W02", "2");
    summary_build(&trend);
    assert_int_equal(summary->mean_count, 0);
    trend.point_count = 0;
    trend.frequency = "I";
    (void)add("2021-01/2021-09", "1");
    summary_build(&trend);
    assert_int_equal(summary->mean_count, 0);
}

static void assert_refused(enum figure_kind kind, enum trend_units units) {
    trend.metric.kind = kind;
    trend.units = units;
    summary_build(&trend);
    assert_int_equal(summary->mean_count, 1);
    assert_int_equal(summary->means[0].count, 2);
    assert_no_value(&summary->means[0].quantity, REASON_NOT_ADDITIVE);
}

static void test_means_of_rates_ranks_scores_and_percent_changes_are_refused(void **state) {
    (void)state;
    (void)add("2020-H1", "90");
    (void)add("2021-H1", "94");
    assert_refused(FIGURE_RATE, UNITS_LIN);
    assert_refused(FIGURE_RANK, UNITS_LIN);
    assert_refused(FIGURE_SCORE, UNITS_LIN);
    assert_refused(FIGURE_COUNT, UNITS_PCH);
    assert_refused(FIGURE_COUNT, UNITS_PC1);
    assert_refused(FIGURE_RATE, UNITS_CHG);
    trend.metric.kind = FIGURE_COUNT;
    trend.units = UNITS_CH1;
    summary_build(&trend);
    assert_mean(0, "H", 1, 2, "92.00");
}

static void test_means_with_an_interval_are_intervals(void **state) {
    (void)state;
    (void)add("2020-H1", "200");
    add("2021-H1", "300")->quantity = quantity_about(dec("300"), 2, LEANING_ABOVE);
    summary_build(&trend);
    const struct quantity *mean = &summary->means[0].quantity; /* [500, 600) / 2 */
    assert_int_equal(mean->bound, BOUND_ABOUT);
    assert_decimal(mean->value, "250.00");
    assert_decimal(mean->low.at, "250.00");
    assert_decimal(mean->high.at, "300.00");
    assert_true(mean->high.is_open);
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup(name, set_up)
    const struct CMUnitTest tests[] = {
        CASE(test_extremes_are_the_first_of_equals_and_count_them),
        CASE(test_extremes_pass_over_gaps_for_a_missing_value_is_not_zero),
        CASE(test_extremes_when_an_interval_may_be_beyond_then_approximate),
        CASE(test_extremes_when_an_interval_hides_another_candidate_then_approximate),
        CASE(test_extremes_are_the_same_whichever_comes_first),
        CASE(test_extremes_without_values_are_not_reported),
        CASE(test_longest_rise_and_fall_with_their_change),
        CASE(test_run_ends_at_a_gap_and_at_an_equal_value),
        CASE(test_run_ends_at_an_interval_that_leaves_it_open),
        CASE(test_run_of_totals_since_the_year_began_ends_with_the_year),
        CASE(test_run_of_totals_ends_where_other_organisations_are_in_them),
        CASE(test_means_are_of_the_same_place_in_the_year),
        CASE(test_means_of_quarters_months_and_years),
        CASE(test_means_of_terms_and_school_years),
        CASE(test_means_of_totals_go_by_the_quarter_they_reach_to),
        CASE(test_means_of_spans_weeks_and_days_are_not_made),
        CASE(test_means_of_rates_ranks_scores_and_percent_changes_are_refused),
        CASE(test_means_with_an_interval_are_intervals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
