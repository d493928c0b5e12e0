#include "observe.h"

#include "base/memory.h"
#include "series/derive.h"

enum { CEILING = 1 << 20 };

static struct arena arena;
static struct err err;

static int set_up(void **state) {
    (void)state;
    arena_init(&arena, CEILING);
    memset(&err, 0, sizeof err);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_fini(&arena);
    return 0;
}

/* A count that adds up over time, out of these observations. */
static struct derivation of(const struct observation *observations, size_t count) {
    const struct vantage now = {0};
    struct derivation d = {.arena = &arena, .kind = FIGURE_COUNT, .over_time = ADDITIVITY_SUM};
    struct point *points;
    assert_true(series_points(&arena, observations, count, STATUS_ACTUAL, &now, &points, &d.count, &err));
    d.points = points;
    return d;
}

static struct derivation aggregated(const struct observation *observations, size_t count,
                                    enum aggregation aggregation) {
    struct derivation d = of(observations, count);
    d.aggregation = aggregation;
    return d;
}

static struct derivation cumulated(const struct observation *observations, size_t count,
                                   enum cumulation cumulation) {
    struct derivation d = of(observations, count);
    d.cumulation = cumulation;
    return d;
}

static struct derived derive(const struct derivation *d, const char *period) {
    return derive_value(d, per(period));
}

/* The parts as "+2021-H1 -2021-Q1 …"; numerator and denominator as "n" and "d". */
static void assert_parts(const struct derived *derived, const char *expected) {
    static const char *const marks[] = {
        [PART_TERM] = "+", [PART_SUBTRACTED] = "-", [PART_NUMERATOR] = "n", [PART_DENOMINATOR] = "d"};
    char list[512] = "";
    for (size_t i = 0; i < derived->part_count; i++) {
        char period[PERIOD_TEXT_MAX];
        period_print(derived->parts[i].period, period);
        size_t at = strlen(list);
        snprintf(list + at, sizeof list - at, "%s%s%s", i > 0 ? " " : "", marks[derived->parts[i].role],
                 period);
    }
    assert_string_equal(list, expected);
}

static void assert_made(const struct derivation *d, const char *period, const char *value,
                        const char *parts) {
    struct derived derived = derive(d, period);
    assert_value(&derived.quantity, value);
    assert_null(derived.point);
    assert_parts(&derived, parts);
}

static void assert_refused(const struct derivation *d, const char *period, enum reason reason,
                           const char *parts) {
    struct derived derived = derive(d, period);
    assert_no_value(&derived.quantity, reason);
    assert_null(derived.point);
    assert_parts(&derived, parts);
}

static void assert_reported(const struct derivation *d, const char *period, const char *value) {
    struct derived derived = derive(d, period);
    assert_value(&derived.quantity, value);
    assert_non_null(derived.point);
    assert_period(derived.point->period, period);
    assert_int_equal(derived.part_count, 0);
}

/* ---- sums ---- */

static void test_year_is_the_sum_of_its_halves_with_their_sources(void **state) {
    (void)state;
    struct observation halves[] = {said("2021-H1", "20"), said("2021-H2", "26.5"), said("2022-H1", "99")};
    halves[1].source.figure = 8;
    const struct derivation d = aggregated(halves, 3, AGGREGATION_SUM);
    assert_made(&d, "2021", "46.5", "+2021-H1 +2021-H2");
    struct derived derived = derive(&d, "2021");
    assert_value(&derived.parts[1].quantity, "26.5");
    assert_true(derived.parts[1].has_source);
    assert_int_equal(derived.parts[1].source.figure, 8);
}

static void test_sum_counts_each_day_once_and_the_longest_periods_first(void **state) {
    (void)state;
    const struct observation mixed[] = {said("2021-H1", "10"), said("2021-Q1", "4"), said("2021-Q2", "6"),
                                        said("2021-Q3", "3"),  said("2021-Q4", "2"), said("2021-07", "1")};
    const struct derivation d = aggregated(mixed, 6, AGGREGATION_SUM);
    assert_made(&d, "2021", "15", "+2021-H1 +2021-Q3 +2021-Q4");
}

static void test_sum_does_not_lose_its_way_in_a_long_period_that_leads_nowhere(void **state) {
    (void)state;
    /* January to August is longest, but nothing begins in September. */
    const struct observation mixed[] = {said("2021-01/2021-08", "50"), said("2021-H1", "10"),
                                        said("2021-H2", "20")};
    const struct derivation d = aggregated(mixed, 3, AGGREGATION_SUM);
    assert_made(&d, "2021", "30", "+2021-H1 +2021-H2");
}

static void test_what_was_reported_for_the_whole_goes_before_its_parts(void **state) {
    (void)state;
    const struct observation all[] = {said("2021", "47"), said("2021-H1", "20"), said("2021-H2", "26")};
    const struct derivation d = aggregated(all, 3, AGGREGATION_SUM);
    assert_reported(&d, "2021", "47");
}

static void test_sum_when_a_part_is_missing_then_nothing_is_filled_in(void **state) {
    (void)state;
    const struct observation some[] = {said("2021-H1", "20"), said("2021-Q4", "5"), said("2020-H2", "1")};
    const struct derivation d = aggregated(some, 3, AGGREGATION_SUM);
    assert_refused(&d, "2021", REASON_NOT_REPORTED, "");
    assert_refused(&d, "2023", REASON_NOT_REPORTED, "");
    const struct derivation none = aggregated(NULL, 0, AGGREGATION_SUM);
    assert_refused(&none, "2021", REASON_NOT_REPORTED, "");
}

static void test_sum_when_a_part_is_zero_then_it_is_a_value(void **state) {
    (void)state;
    const struct observation halves[] = {said("2021-H1", "0"), said("2021-H2", "5")};
    const struct derivation d = aggregated(halves, 2, AGGREGATION_SUM);
    assert_made(&d, "2021", "5", "+2021-H1 +2021-H2");
}

static void test_sum_when_a_part_was_taken_back_then_not_reported(void **state) {
    (void)state;
    struct observation halves[] = {said("2021-H1", "20"), said("2021-H2", "5"), said("2021-H2", "5")};
    halves[2].recorded_ms = 2000;
    halves[2].is_withdrawn = true;
    const struct derivation d = aggregated(halves, 3, AGGREGATION_SUM);
    assert_refused(&d, "2021", REASON_NOT_REPORTED, "");
}

static void test_sum_when_a_part_is_approximate_then_so_is_the_sum(void **state) {
    (void)state;
    struct observation halves[] = {said("2021-H1", "300"), said("2021-H2", "200")};
    halves[0].quantity = quantity_about(dec("300"), 2, LEANING_ABOVE);
    const struct derivation d = aggregated(halves, 2, AGGREGATION_SUM);
    struct derived year = derive(&d, "2021");
    assert_value(&year.quantity, "500");
    assert_int_equal(year.quantity.bound, BOUND_ABOUT);
    assert_decimal(year.quantity.low.at, "500");
    assert_decimal(year.quantity.high.at, "600");
    assert_true(year.quantity.high.is_open);
}

static void test_sum_of_what_does_not_add_up_over_time_is_refused_but_shows_its_parts(void **state) {
    (void)state;
    const struct observation halves[] = {said("2021-H1", "90"), said("2021-H2", "94")};
    struct derivation d = aggregated(halves, 2, AGGREGATION_SUM);
    d.over_time = ADDITIVITY_END_OF_PERIOD;
    assert_refused(&d, "2021", REASON_NOT_ADDITIVE, "+2021-H1 +2021-H2");
    d.over_time = ADDITIVITY_NONE;
    assert_refused(&d, "2021", REASON_NOT_ADDITIVE, "+2021-H1 +2021-H2");
}

static void test_sum_of_totals_is_over_those_who_are_in_all_of_them(void **state) {
    (void)state;
    /* Nine organisations: the first seven, then the last seven. Five are in both. */
    static const unsigned char first[] = {0x7f, 0x00}, last[] = {0xfc, 0x01};
    static const struct text late[] = {TEXT("o8"), TEXT("o9")}, early[] = {TEXT("o1"), TEXT("o2")};
    const struct coverage sides[] = {{.reported = 7,
                                      .expected = 9,
                                      .missing = late,
                                      .missing_count = 2,
                                      .members = first,
                                      .members_len = 2},
                                     {.reported = 7,
                                      .expected = 9,
                                      .missing = early,
                                      .missing_count = 2,
                                      .members = last,
                                      .members_len = 2}};
    const struct observation halves[] = {said("2021-H1", "20"), said("2021-H2", "26")};
    struct derivation d = aggregated(halves, 2, AGGREGATION_SUM);
    const struct point points[] = {
        {d.points[0].period, &halves[0], d.points[0].start, d.points[0].end, d.points[0].reach, 1, &sides[0]},
        {d.points[1].period, &halves[1], d.points[1].start, d.points[1].end, d.points[1].reach, 1, &sides[1]},
    };
    d.points = points;
    struct derived year = derive(&d, "2021");
    assert_value(&year.quantity, "46");
    assert_false(year.parts[0].has_source);
    assert_int_equal(year.coverage->reported, 5);
    assert_int_equal(year.coverage->expected, 9);
    assert_int_equal(year.coverage->missing_count, 4);
    assert_true(year.coverage->is_mixed);
}

/* ---- means ---- */

static void test_mean_is_of_equally_long_periods_only(void **state) {
    (void)state;
    const struct observation halves[] = {said("2021-H1", "10"), said("2021-H2", "25")};
    const struct derivation d = aggregated(halves, 2, AGGREGATION_AVG);
    assert_made(&d, "2021", "17.50", "+2021-H1 +2021-H2");
    const struct observation mixed[] = {said("2021-H1", "10"), said("2021-Q3", "1"), said("2021-Q4", "2")};
    const struct derivation uneven = aggregated(mixed, 3, AGGREGATION_AVG);
    assert_refused(&uneven, "2021", REASON_NOT_REPORTED, "");
    assert_made(&uneven, "2021-H2", "1.50", "+2021-Q3 +2021-Q4");
}

static void test_mean_is_not_what_was_reported_for_the_whole(void **state) {
    (void)state;
    const struct observation all[] = {said("2021", "99"), said("2021-H1", "10"), said("2021-H2", "25")};
    const struct derivation d = aggregated(all, 3, AGGREGATION_AVG);
    assert_made(&d, "2021", "17.50", "+2021-H1 +2021-H2");
    const struct derivation whole = aggregated(all, 1, AGGREGATION_AVG);
    assert_refused(&whole, "2021", REASON_NOT_REPORTED, "");
}

static void test_rates_ranks_and_scores_are_never_averaged(void **state) {
    (void)state;
    static const enum figure_kind kinds[] = {FIGURE_RATE, FIGURE_RANK, FIGURE_SCORE};
    const struct observation halves[] = {said("2021-H1", "90"), said("2021-H2", "94")};
    struct derivation d = aggregated(halves, 2, AGGREGATION_AVG);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        d.kind = kinds[i];
        assert_refused(&d, "2021", REASON_NOT_ADDITIVE, "+2021-H1 +2021-H2");
    }
}

/* ---- the end of the period ---- */

static void test_end_of_period_is_the_value_of_the_last_period_in_it(void **state) {
    (void)state;
    const struct observation quarters[] = {said("2021-Q1", "10"), said("2021-Q2", "12"),
                                           said("2021-Q4", "7")};
    const struct derivation d = aggregated(quarters, 3, AGGREGATION_EOP);
    assert_made(&d, "2021", "7", "+2021-Q4");
    assert_made(&d, "2021-H1", "12", "+2021-Q2");
    /* The third quarter is missing: the second does not stand in for it. */
    assert_refused(&d, "2021-01/2021-09", REASON_NOT_REPORTED, "");
}

static void test_end_of_period_when_only_the_whole_was_reported_then_for_a_stock_alone(void **state) {
    (void)state;
    const struct observation year = said("2021", "9");
    struct derivation d = aggregated(&year, 1, AGGREGATION_EOP);
    assert_refused(&d, "2021", REASON_NOT_REPORTED, ""); /* the year's flow is not its last part's */
    d.over_time = ADDITIVITY_END_OF_PERIOD;
    assert_reported(&d, "2021", "9");
}

/* ---- ratios ---- */

static void test_rate_is_never_averaged_but_made_of_its_sums(void **state) {
    (void)state;
    /* 90 of 100, then 10 of 50: 100 of 150 is 66.67 %, where the mean of 90 % and 20 % were 55 %. */
    const struct observation solved[] = {said("2021-H1", "90"), said("2021-H2", "10")};
    const struct observation cases[] = {said("2021-H1", "100"), said("2021-H2", "50")};
    const struct observation rates[] = {said("2021-H1", "90"), said("2021-H2", "20")};
    const struct derivation above = aggregated(solved, 2, AGGREGATION_SUM);
    const struct derivation below = aggregated(cases, 2, AGGREGATION_SUM);
    struct derivation d = aggregated(rates, 2, AGGREGATION_RATIO);
    d.kind = FIGURE_RATE;
    d.over_time = ADDITIVITY_NONE;
    d.numerator = &above;
    d.denominator = &below;
    d.rate_power = 2;
    assert_made(&d, "2021", "66.67", "n2021-H1 n2021-H2 d2021-H1 d2021-H2");
    d.rate_power = 3;
    assert_made(&d, "2021", "666.67", "n2021-H1 n2021-H2 d2021-H1 d2021-H2");
}

static void test_rate_when_its_sides_were_reported_for_the_period_then_of_those(void **state) {
    (void)state;
    const struct observation solved[] = {said("2021", "3")};
    const struct observation cases[] = {said("2021-Q3", "8"), said("2021-Q4", "4")};
    const struct derivation above = aggregated(solved, 1, AGGREGATION_SUM);
    const struct derivation below = aggregated(cases, 2, AGGREGATION_EOP); /* a stock: at the year's end */
    struct derivation d = aggregated(NULL, 0, AGGREGATION_RATIO);
    d.numerator = &above;
    d.denominator = &below;
    d.rate_power = 2;
    assert_made(&d, "2021", "75.00", "n2021 d2021-Q4");
}

static void test_rate_that_was_reported_for_the_period_goes_first(void **state) {
    (void)state;
    const struct observation rate = said("2021", "93.70");
    const struct derivation d = aggregated(&rate, 1, AGGREGATION_RATIO);
    assert_reported(&d, "2021", "93.70");
}

static void test_rate_without_numerator_and_denominator_is_refused(void **state) {
    (void)state;
    const struct observation rates[] = {said("2021-H1", "90"), said("2021-H2", "20")};
    struct derivation d = aggregated(rates, 2, AGGREGATION_RATIO);
    const struct derivation side = aggregated(rates, 2, AGGREGATION_SUM);
    assert_refused(&d, "2021", REASON_NOT_ADDITIVE, "+2021-H1 +2021-H2");
    d.numerator = &side; /* one of the two is not enough */
    assert_refused(&d, "2021", REASON_NOT_ADDITIVE, "+2021-H1 +2021-H2");
    assert_refused(&d, "2022", REASON_NOT_REPORTED, "");
}

static void test_rate_when_a_side_is_missing_or_zero_then_null_with_that_reason(void **state) {
    (void)state;
    const struct observation solved[] = {said("2021-H1", "1"), said("2021-H2", "1")};
    const struct observation none[] = {said("2021-H1", "0"), said("2021-H2", "0")};
    const struct derivation above = aggregated(solved, 2, AGGREGATION_SUM);
    const struct derivation half = aggregated(solved, 1, AGGREGATION_SUM);
    const struct derivation zero = aggregated(none, 2, AGGREGATION_SUM);
    struct derivation d = aggregated(NULL, 0, AGGREGATION_RATIO);
    d.rate_power = 2;
    d.numerator = &above;
    d.denominator = &half;
    assert_refused(&d, "2021", REASON_NOT_REPORTED, "n2021-H1 n2021-H2");
    d.denominator = &zero;
    assert_refused(&d, "2021", REASON_BASE_ZERO, "n2021-H1 n2021-H2 d2021-H1 d2021-H2");
    struct derivation refused = above;
    refused.over_time = ADDITIVITY_NONE;
    d.numerator = &refused;
    d.denominator = &above;
    assert_refused(&d, "2021", REASON_NOT_ADDITIVE, "n2021-H1 n2021-H2 d2021-H1 d2021-H2");
}

/* ---- single periods out of totals since the year began ---- */

static void test_single_quarter_is_the_difference_of_two_totals(void **state) {
    (void)state;
    const struct observation totals[] = {said("2021-H1", "40"), said("2021-01/2021-09", "61"),
                                         said("2021", "75")};
    const struct derivation d = cumulated(totals, 3, CUMULATION_SINGLE);
    assert_made(&d, "2021-Q3", "21", "+2021-01/2021-09 -2021-H1");
    assert_made(&d, "2021-Q4", "14", "+2021 -2021-01/2021-09");
    assert_made(&d, "2021-H2", "35", "+2021 -2021-H1");
    assert_reported(&d, "2021-H1", "40");
    assert_refused(&d, "2021-Q2", REASON_NOT_REPORTED, ""); /* the first quarter is not known */
}

static void test_single_month_of_a_leap_year(void **state) {
    (void)state;
    const struct observation totals[] = {said("2020-01/2020-11", "11"), said("2020", "12.5")};
    const struct derivation d = cumulated(totals, 2, CUMULATION_SINGLE);
    assert_made(&d, "2020-12", "1.5", "+2020 -2020-01/2020-11");
}

static void test_single_period_is_tiled_rather_than_subtracted(void **state) {
    (void)state;
    const struct observation all[] = {said("2021-H1", "40"), said("2021-01/2021-09", "61"),
                                      said("2021-07", "5"), said("2021-08", "6"), said("2021-09", "9")};
    const struct derivation d = cumulated(all, 5, CUMULATION_SINGLE);
    assert_made(&d, "2021-Q3", "20", "+2021-07 +2021-08 +2021-09");
}

static void test_single_period_when_the_earlier_total_is_tiled(void **state) {
    (void)state;
    const struct observation all[] = {said("2021-Q1", "10"), said("2021-Q2", "12"),
                                      said("2021-01/2021-09", "30")};
    const struct derivation d = cumulated(all, 3, CUMULATION_SINGLE);
    assert_made(&d, "2021-Q3", "8", "+2021-01/2021-09 -2021-Q1 -2021-Q2");
}

static void test_single_period_of_no_change_is_zero_and_of_a_fall_refused(void **state) {
    (void)state;
    struct observation totals[] = {said("2021-H1", "40"), said("2021-01/2021-09", "40")};
    const struct derivation same = cumulated(totals, 2, CUMULATION_SINGLE);
    assert_made(&same, "2021-Q3", "0", "+2021-01/2021-09 -2021-H1");
    totals[1].quantity = exact("39");
    const struct derivation fall = cumulated(totals, 2, CUMULATION_SINGLE);
    assert_refused(&fall, "2021-Q3", REASON_CUMULATIVE_FALL, "+2021-01/2021-09 -2021-H1");
}

static void test_single_period_when_a_total_is_approximate_then_an_interval(void **state) {
    (void)state;
    struct observation totals[] = {said("2021-H1", "250"), said("2021-01/2021-09", "300")};
    totals[1].quantity = quantity_about(dec("300"), 2, LEANING_ABOVE);
    const struct derivation d = cumulated(totals, 2, CUMULATION_SINGLE);
    struct derived quarter = derive(&d, "2021-Q3");
    assert_int_equal(quarter.quantity.bound, BOUND_ABOUT);
    assert_value(&quarter.quantity, "50");
    assert_decimal(quarter.quantity.low.at, "50");
    assert_decimal(quarter.quantity.high.at, "150");
}

static void test_single_period_of_what_does_not_add_up_is_refused(void **state) {
    (void)state;
    const struct observation totals[] = {said("2021-H1", "90"), said("2021-01/2021-09", "94")};
    struct derivation d = cumulated(totals, 2, CUMULATION_SINGLE);
    d.over_time = ADDITIVITY_NONE;
    assert_refused(&d, "2021-Q3", REASON_NOT_ADDITIVE, "+2021-01/2021-09 -2021-H1");
}

static void test_single_period_of_totals_over_other_organisations_is_refused(void **state) {
    (void)state;
    static const unsigned char three[] = {0x07}, two[] = {0x03};
    const struct coverage all = {.reported = 3, .expected = 3, .members = three, .members_len = 1};
    const struct coverage some = {.reported = 2, .expected = 3, .members = two, .members_len = 1};
    const struct observation totals[] = {said("2021-H1", "40"), said("2021-01/2021-09", "61")};
    struct derivation d = cumulated(totals, 2, CUMULATION_SINGLE);
    struct point *points = ARENA_ARRAY(&arena, 2, struct point);
    memcpy(points, d.points, 2 * sizeof *points);
    d.points = points;
    assert_period(points[0].period, "2021-01/2021-09"); /* of those that begin together the longer first */
    points[0].coverage = &all;
    points[1].coverage = &some;
    assert_refused(&d, "2021-Q3", REASON_COVERAGE_DIFFERS, "+2021-01/2021-09 -2021-H1");
    points[1].coverage = &all;
    assert_made(&d, "2021-Q3", "21", "+2021-01/2021-09 -2021-H1");
}

/* ---- totals since the year began ---- */

static void test_total_since_the_year_began_is_reported_or_summed(void **state) {
    (void)state;
    const struct observation all[] = {said("2021-H1", "40"), said("2021-Q3", "21"),
                                      said("2022-01/2022-09", "70")};
    const struct derivation d = cumulated(all, 3, CUMULATION_YTD);
    assert_made(&d, "2021-01/2021-09", "61", "+2021-H1 +2021-Q3");
    assert_reported(&d, "2022-01/2022-09", "70");
    assert_refused(&d, "2021", REASON_NOT_REPORTED, "");
}

static void test_total_since_the_year_began_of_rates_is_refused(void **state) {
    (void)state;
    const struct observation all[] = {said("2021-H1", "90"), said("2021-Q3", "94")};
    struct derivation d = cumulated(all, 2, CUMULATION_YTD);
    d.over_time = ADDITIVITY_NONE;
    assert_refused(&d, "2021-01/2021-09", REASON_NOT_ADDITIVE, "+2021-H1 +2021-Q3");
}

static void test_without_a_way_to_make_it_only_what_was_reported(void **state) {
    (void)state;
    const struct observation halves[] = {said("2021-H1", "1"), said("2021-H2", "2")};
    const struct derivation d = of(halves, 2);
    assert_reported(&d, "2021-H1", "1");
    assert_refused(&d, "2021", REASON_NOT_REPORTED, "");
}

static void test_derive_when_memory_runs_out_then_the_arena_tells(void **state) {
    (void)state;
    const struct observation totals[] = {said("2021-H1", "40"), said("2021-01/2021-09", "61")};
    struct derivation d = cumulated(totals, 2, CUMULATION_SINGLE);
    bool is_through = false;
    for (size_t n = 1; !is_through; n++) {
        struct arena fresh;
        arena_init(&fresh, CEILING);
        d.arena = &fresh;
        memory_fail_after(n);
        struct derived derived = derive(&d, "2021-Q3");
        is_through = !memory_has_failed();
        memory_fail_after(0);
        assert_int_equal(arena_overflowed(&fresh), !is_through);
        if (is_through)
            assert_value(&derived.quantity, "21");
        arena_fini(&fresh);
    }
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_year_is_the_sum_of_its_halves_with_their_sources),
        CASE(test_sum_counts_each_day_once_and_the_longest_periods_first),
        CASE(test_sum_does_not_lose_its_way_in_a_long_period_that_leads_nowhere),
        CASE(test_what_was_reported_for_the_whole_goes_before_its_parts),
        CASE(test_sum_when_a_part_is_missing_then_nothing_is_filled_in),
        CASE(test_sum_when_a_part_is_zero_then_it_is_a_value),
        CASE(test_sum_when_a_part_was_taken_back_then_not_reported),
        CASE(test_sum_when_a_part_is_approximate_then_so_is_the_sum),
        CASE(test_sum_of_what_does_not_add_up_over_time_is_refused_but_shows_its_parts),
        CASE(test_sum_of_totals_is_over_those_who_are_in_all_of_them),
        CASE(test_mean_is_of_equally_long_periods_only),
        CASE(test_mean_is_not_what_was_reported_for_the_whole),
        CASE(test_rates_ranks_and_scores_are_never_averaged),
        CASE(test_end_of_period_is_the_value_of_the_last_period_in_it),
        CASE(test_end_of_period_when_only_the_whole_was_reported_then_for_a_stock_alone),
        CASE(test_rate_is_never_averaged_but_made_of_its_sums),
        CASE(test_rate_when_its_sides_were_reported_for_the_period_then_of_those),
        CASE(test_rate_that_was_reported_for_the_period_goes_first),
        CASE(test_rate_without_numerator_and_denominator_is_refused),
        CASE(test_rate_when_a_side_is_missing_or_zero_then_null_with_that_reason),
        CASE(test_single_quarter_is_the_difference_of_two_totals),
        CASE(test_single_month_of_a_leap_year),
        CASE(test_single_period_is_tiled_rather_than_subtracted),
        CASE(test_single_period_when_the_earlier_total_is_tiled),
        CASE(test_single_period_of_no_change_is_zero_and_of_a_fall_refused),
        CASE(test_single_period_when_a_total_is_approximate_then_an_interval),
        CASE(test_single_period_of_what_does_not_add_up_is_refused),
        CASE(test_single_period_of_totals_over_other_organisations_is_refused),
        CASE(test_total_since_the_year_began_is_reported_or_summed),
        CASE(test_total_since_the_year_began_of_rates_is_refused),
        CASE(test_without_a_way_to_make_it_only_what_was_reported),
        CASE(test_derive_when_memory_runs_out_then_the_arena_tells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
