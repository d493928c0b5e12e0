#include "observe.h"

#include "base/memory.h"
#include "series/trend.h"

enum { CEILING = 32 << 20 };

static struct arena arena;
static struct trend trend;
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

static bool build(const struct trend_request *request, const struct observation *observations, size_t count) {
    struct org org = {.id = 1, .code = TEXT("qinghe"), .name = TEXT("清河区教育局")};
    struct metric metric = {.id = 3, .code = TEXT("satisfaction"), .unit = TEXT("%"), .kind = FIGURE_RATE};
    return trend_build(&arena, request, &org, &metric, 7, observations, count, &trend, &err);
}

/* Row i is of this period and shows this value, or null for the reason "not_reported" … */
static void assert_row(size_t i, const char *period, const char *expected) {
    assert_true(i < trend.point_count);
    assert_period(trend.points[i].period, period);
    const struct quantity *q = &trend.points[i].quantity;
    assert_int_equal(q->reason == REASON_NONE,
                     expected[0] == '-' || (expected[0] >= '0' && expected[0] <= '9'));
    if (q->reason == REASON_NONE)
        assert_value(q, expected);
    else
        assert_string_equal(reason_name(q->reason), expected);
}

static void assert_year(size_t i, const char *base, const char *absolute, const char *relative) {
    assert_period(trend.points[i].base, base);
    assert_value(&trend.points[i].year.absolute, absolute);
    assert_value(&trend.points[i].year.relative, relative);
}

static void assert_no_year(size_t i, enum reason reason) {
    assert_int_equal(trend.points[i].year.reason, reason);
    assert_no_value(&trend.points[i].year.absolute, reason);
    assert_no_value(&trend.points[i].year.relative, reason);
}

static void test_trend_build_when_a_half_is_missing_then_gap_and_points_against_a_year_before(void **state) {
    (void)state;
    struct observation said_so[] = {said("2021-H1", "94.11"), said("2020-H1", "93.70")};
    said_so[0].source = (struct source){5, 50, 10, 16, TEXT("满意率为94.11%。"), TEXT("")};
    struct trend_request request = {.today = day("2026-01-01"), .scope = TEXT("初中")};
    assert_true(build(&request, said_so, 2));
    assert_string_equal(trend.frequency, "S");
    assert_true(trend.other_frequencies[0] == NULL);
    assert_int_equal(trend.point_count, 3);
    assert_row(0, "2020-H1", "93.70");
    assert_no_year(0, REASON_BASE_MISSING);
    assert_row(1, "2020-H2", "not_reported");
    assert_false(trend.points[1].has_source);
    assert_no_year(1, REASON_NOT_REPORTED);
    assert_row(2, "2021-H1", "94.11");
    assert_year(2, "2020-H1", "0.41", "0.44");
    assert_true(trend.points[2].has_source);
    assert_int_equal(trend.points[2].source.figure, 50);
    assert_true(text_equal(trend.scope, TEXT_OF("初中")));
    assert_true(text_equal(trend.org.code, TEXT_OF("qinghe")));
    assert_int_equal(trend.series_id, 7);
}

static void test_trend_build_when_periods_have_not_ended_then_not_due(void **state) {
    (void)state;
    struct observation said_so[] = {said("2021-H1", "1")};
    struct trend_request request = {.to = per("2022"), .today = day("2022-03-01")};
    assert_true(build(&request, said_so, 1));
    assert_int_equal(trend.point_count, 4);
    assert_row(1, "2021-H2", "not_reported");
    assert_row(2, "2022-H1", "not_due");
    assert_row(3, "2022-H2", "not_due");
    assert_no_year(3, REASON_NOT_DUE);
    /* On its last day a period has not ended; the day after it has. */
    request.today = day("2022-06-30");
    assert_true(build(&request, said_so, 1));
    assert_row(2, "2022-H1", "not_due");
    request.today = day("2022-07-01");
    assert_true(build(&request, said_so, 1));
    assert_row(2, "2022-H1", "not_reported");
    request.today = (struct date){0};
    assert_true(build(&request, said_so, 1));
    assert_row(3, "2022-H2", "not_reported");
}

static void test_trend_build_when_units_are_asked_then_changes_in_place_of_levels(void **state) {
    (void)state;
    struct observation said_so[] = {said("2020-H1", "80"), said("2020-H2", "90"), said("2021-H1", "88"),
                                    said("2022-H1", "99")};
    struct trend_request request = {.units = UNITS_CHG};
    assert_true(build(&request, said_so, 4));
    assert_row(0, "2020-H1", "base_missing");
    assert_row(1, "2020-H2", "10");
    assert_row(2, "2021-H1", "-2");
    assert_row(3, "2021-H2", "not_reported");
    assert_row(4, "2022-H1", "base_missing"); /* never against the row before last */
    request.units = UNITS_PCH;
    assert_true(build(&request, said_so, 4));
    assert_row(1, "2020-H2", "12.50"); /* 10 / 80 */
    assert_row(2, "2021-H1", "-2.22"); /* -2 / 90 = -2.222… */
    request.units = UNITS_CH1;
    assert_true(build(&request, said_so, 4));
    assert_row(1, "2020-H2", "base_missing");
    assert_row(2, "2021-H1", "8");
    assert_row(4, "2022-H1", "11");
    request.units = UNITS_PC1;
    assert_true(build(&request, said_so, 4));
    assert_row(2, "2021-H1", "10.00"); /* 8 / 80 */
    assert_row(4, "2022-H1", "12.50"); /* 11 / 88 */
    assert_year(4, "2021-H1", "11", "12.50");
    assert_int_equal(trend.units, UNITS_PC1);
}

static void test_trend_build_when_base_is_zero_or_negative_then_relative_says_so(void **state) {
    (void)state;
    struct observation said_so[] = {said("2020", "0"), said("2021", "-4"), said("2022", "6")};
    struct trend_request request = {0};
    assert_true(build(&request, said_so, 3));
    assert_value(&trend.points[1].year.absolute, "-4");
    assert_no_value(&trend.points[1].year.relative, REASON_BASE_ZERO);
    assert_int_equal(trend.points[1].year.reason, REASON_NONE);
    assert_value(&trend.points[2].year.absolute, "10");
    assert_no_value(&trend.points[2].year.relative, REASON_BASE_NEGATIVE);
    request.units = UNITS_PC1;
    assert_true(build(&request, said_so, 3));
    assert_row(1, "2021", "base_zero");
}

static void test_trend_build_when_leap_year_then_base_by_calendar(void **state) {
    (void)state;
    struct observation months[] = {said("2023-02", "10"), said("2024-02", "15")};
    struct trend_request request = {0};
    assert_true(build(&request, months, 2));
    assert_string_equal(trend.frequency, "M");
    assert_int_equal(trend.point_count, 13);
    assert_year(12, "2023-02", "5", "50.00");
    struct observation days[] = {said("2023-02-28", "4"), said("2024-02-29", "5")};
    request.last = 1;
    assert_true(build(&request, days, 2));
    assert_string_equal(trend.frequency, "D");
    assert_int_equal(trend.point_count, 1);
    assert_row(0, "2024-02-29", "5");
    assert_year(0, "2023-02-28", "1", "25.00");
}

static void test_trend_build_when_frequencies_are_mixed_then_never_in_one_line(void **state) {
    (void)state;
    struct observation said_so[] = {said("2020", "9"),    said("2021-H1", "5"), said("2021-H2", "6"),
                                    said("2020-H2", "4"), said("2021", "11"),   said("2021-01/2021-09", "8")};
    struct trend_request request = {0};
    assert_true(build(&request, said_so, 6));
    assert_string_equal(trend.frequency, "S");
    assert_int_equal(trend.point_count, 3);
    assert_string_equal(trend.other_frequencies[0], "A");
    assert_string_equal(trend.other_frequencies[1], "I");
    assert_true(trend.other_frequencies[2] == NULL);
    /* The full year before is there, its first half is not: that is refused, not replaced. */
    assert_row(1, "2021-H1", "5");
    assert_no_year(1, REASON_PERIOD_MISMATCH);
    assert_year(2, "2020-H2", "2", "50.00");
    request.frequency = "A";
    assert_true(build(&request, said_so, 6));
    assert_int_equal(trend.point_count, 2);
    assert_year(1, "2020", "2", "22.22");
    assert_string_equal(trend.other_frequencies[0], "S");
    request.frequency = "Q";
    assert_true(build(&request, said_so, 6));
    assert_int_equal(trend.point_count, 0);
    assert_string_equal(trend.frequency, "Q");
}

static void test_trend_build_when_frequencies_tie_then_the_newest(void **state) {
    (void)state;
    struct observation said_so[] = {said("2021", "9"), said("2022-03", "5")};
    struct trend_request request = {0};
    assert_true(build(&request, said_so, 2));
    assert_string_equal(trend.frequency, "M");
    said_so[0] = said("2022", "9");
    assert_true(build(&request, said_so, 2));
    assert_string_equal(trend.frequency, "A");
}

static void test_trend_build_when_spans_are_irregular_then_points_without_gaps(void **state) {
    (void)state;
    struct observation said_so[] = {said("2021-01/2021-09", "50"), said("2018-01/2018-09", "30"),
                                    said("2020-01/2020-09", "40")};
    struct trend_request request = {0};
    assert_true(build(&request, said_so, 3));
    assert_string_equal(trend.frequency, "I");
    assert_int_equal(trend.point_count, 3);
    assert_row(0, "2018-01/2018-09", "30");
    assert_no_year(1, REASON_BASE_MISSING);
    assert_row(2, "2021-01/2021-09", "50");
    assert_year(2, "2020-01/2020-09", "10", "25.00");
    request.last = 2;
    request.to = per("2020");
    assert_true(build(&request, said_so, 3));
    assert_int_equal(trend.point_count, 2);
    assert_row(1, "2020-01/2020-09", "40");
}

static void test_trend_build_when_window_is_given_then_rows_of_it_and_bases_from_before(void **state) {
    (void)state;
    struct observation said_so[] = {said("2019-H1", "10"), said("2020-H1", "11"), said("2021-H1", "12")};
    struct trend_request request = {.from = per("2020"), .to = per("2020")};
    assert_true(build(&request, said_so, 3));
    assert_int_equal(trend.point_count, 2);
    assert_row(0, "2020-H1", "11");
    assert_year(0, "2019-H1", "1", "10.00");
    assert_row(1, "2020-H2", "not_reported");
    /* Only whole periods: neither half lies within March to October. */
    request = (struct trend_request){.from = per("2020-03"), .to = per("2020-10"), .frequency = "S"};
    assert_true(build(&request, said_so, 3));
    assert_int_equal(trend.point_count, 0);
    request = (struct trend_request){.from = per("2020-03"), .to = per("2021-10")};
    assert_true(build(&request, said_so, 3));
    assert_int_equal(trend.point_count, 2);
    assert_row(0, "2020-H2", "not_reported");
    assert_row(1, "2021-H1", "12");
    request = (struct trend_request){.from = per("2023"), .to = per("2023")};
    assert_true(build(&request, said_so, 3));
    assert_int_equal(trend.point_count, 2);
    assert_row(0, "2023-H1", "not_reported");
    request = (struct trend_request){.from = per("2023")};
    assert_true(build(&request, said_so, 3));
    assert_int_equal(trend.point_count, 0);
    request = (struct trend_request){.last = 2};
    assert_true(build(&request, said_so, 3));
    assert_int_equal(trend.point_count, 2);
    assert_row(0, "2020-H2", "not_reported");
}

static void test_trend_build_when_school_years_terms_weeks_quarters_then_their_neighbours(void **state) {
    (void)state;
    static const struct {
        const char *from, *to;      /* a window of whole days */
        const char *first, *second; /* the first and second row */
        const char *frequency;
        size_t rows;
    } cases[] = {
        {"SY2020", "SY2021", "SY2020", "SY2021", "SY", 2},
        {"2021", "2022", "SY2021", "", "SY", 1}, /* SY2020 begins before, SY2022 ends after */
        {"SY2020", "SY2020", "SY2020-T1", "SY2020-T2", "T", 2},
        {"2021-01", "2021-12", "SY2020-T2", "", "T", 1}, /* Feb to Aug 2021 */
        {"2021-W01", "2021-W03", "2021-W01", "2021-W02", "W", 3},
        {"2021-01", "2021-01", "2021-W01", "2021-W02", "W", 4}, /* Mon 4 Jan to Sun 31 Jan */
        {"2020-12-28", "2021-01-10", "2020-W53", "2021-W01", "W", 2},
        {"1969-12-29", "1970-01-11", "1970-W01", "1970-W02", "W", 2},
        {"1969-12-15", "1969-12-28", "1969-W51", "1969-W52", "W", 2},
        {"2021-02", "2021-12", "2021-Q2", "2021-Q3", "Q", 3},
        {"2020-02-28", "2020-03-01", "2020-02-28", "2020-02-29", "D", 3},
        {"2021-06", "2021-07", "2021-06", "2021-07", "M", 2},
        {"2016/2018", "2016/2018", "2016", "2017", "A", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trend_request request = {
            .from = per(cases[i].from), .to = per(cases[i].to), .frequency = cases[i].frequency};
        assert_true(build(&request, NULL, 0));
        assert_int_equal(trend.point_count, cases[i].rows);
        assert_row(0, cases[i].first, "not_reported");
        if (cases[i].rows > 1)
            assert_row(1, cases[i].second, "not_reported");
    }
}

static void test_trend_build_when_a_point_was_taken_back_then_null_row(void **state) {
    (void)state;
    struct observation said_so[] = {said("2020", "5"), said("2021", "6"), said("2021", "6")};
    said_so[1].source.report = 2;
    said_so[2].source.report = 2;
    said_so[2].recorded_ms = 9000;
    said_so[2].is_withdrawn = true;
    struct trend_request request = {.today = day("2026-01-01")};
    assert_true(build(&request, said_so, 3));
    assert_int_equal(trend.point_count, 2);
    assert_row(1, "2021", "not_reported");
    request.vantage.known_at_ms = 8999;
    assert_true(build(&request, said_so, 3));
    assert_row(1, "2021", "6");
    assert_year(1, "2020", "1", "20.00");
    assert_int_equal(trend.known_at_ms, 8999);
}

static void test_trend_build_when_as_of_is_asked_then_value_and_base_of_that_day(void **state) {
    (void)state;
    struct observation said_so[] = {said("2020", "50"), said("2021", "60"), said("2020", "40")};
    said_so[2].published = day("2022-06-01"); /* a later report corrects 2020 */
    said_so[2].source.report = 9;
    struct trend_request request = {0};
    assert_true(build(&request, said_so, 3));
    assert_year(1, "2020", "20", "50.00");
    request.vantage.as_of = day("2022-05-31");
    assert_true(build(&request, said_so, 3));
    assert_year(1, "2020", "10", "20.00");
    assert_int_equal(date_compare(trend.as_of, day("2022-05-31")), 0);
}

static void test_trend_build_when_value_is_approximate_then_interval_of_change(void **state) {
    (void)state;
    struct observation said_so[] = {said("2020", "280"), said("2021", "300")};
    said_so[1].quantity = quantity_about(dec("300"), 2, LEANING_ABOVE);
    struct trend_request request = {0};
    assert_true(build(&request, said_so, 2));
    assert_row(1, "2021", "300");
    assert_int_equal(trend.points[1].year.reason, REASON_APPROXIMATE);
    assert_interval(&trend.points[1].year.absolute, "[20, 120)");
    assert_interval(&trend.points[1].year.relative, "[7.14, 42.86)");
}

static void test_trend_build_when_series_is_empty_then_no_rows(void **state) {
    (void)state;
    struct trend_request request = {.status = STATUS_TARGET};
    struct observation actual = said("2021", "1");
    assert_true(build(&request, &actual, 1));
    assert_int_equal(trend.point_count, 0);
    assert_true(trend.frequency == NULL);
    assert_int_equal(trend.status, STATUS_TARGET);
    request.from = per("2020"); /* a start alone is no range */
    request.frequency = "A";
    assert_true(build(&request, NULL, 0));
    assert_int_equal(trend.point_count, 0);
}

static void test_trend_build_when_request_is_nonsense_then_bad_value(void **state) {
    (void)state;
    struct trend_request request = {.frequency = "H"};
    assert_false(build(&request, NULL, 0));
    assert_int_equal(err.code, ERR_BAD_VALUE);
    assert_string_equal(err.field, "frequency");
    request = (struct trend_request){.from = per("2022"), .to = per("2021")};
    assert_false(build(&request, NULL, 0));
    assert_int_equal(err.code, ERR_BAD_VALUE);
    assert_string_equal(err.field, "from");
}

static void test_trend_build_when_too_many_rows_then_refused_but_last_ones_given(void **state) {
    (void)state;
    /* 10,000 days from 1970-01-01 end on 1997-05-18; one more is too many. */
    struct trend_request request = {.from = per("1970-01-01"), .to = per("1997-05-19"), .frequency = "D"};
    assert_false(build(&request, NULL, 0));
    assert_int_equal(err.code, ERR_BAD_VALUE);
    assert_string_equal(err.field, "from");
    assert_non_null(strstr(err.detail, "10001"));
    request.to = per("1997-05-18");
    assert_true(build(&request, NULL, 0));
    assert_int_equal(trend.point_count, 10000);
    request.to = per("2199");
    request.last = 3;
    assert_true(build(&request, NULL, 0));
    assert_int_equal(trend.point_count, 3);
    assert_row(2, "2199-12-31", "not_reported");
}

static void test_trend_build_when_memory_runs_out_anywhere_then_too_large(void **state) {
    (void)state;
    struct observation said_so[] = {said("2021-H1", "94.11"), said("2020-H1", "93.70")};
    struct trend_request request = {0};
    size_t n = 1;
    for (bool is_through = false; !is_through; n++) {
        struct arena fresh;
        struct trend out;
        struct err why = {0};
        arena_init(&fresh, CEILING);
        memory_fail_after(n);
        bool done =
            trend_build(&fresh, &request, &(struct org){0}, &(struct metric){0}, 7, said_so, 2, &out, &why);
        is_through = !memory_has_failed();
        memory_fail_after(0);
        assert_int_equal(done, is_through);
        assert_int_equal(why.code, is_through ? ERR_NONE : ERR_TOO_LARGE);
        arena_fini(&fresh);
    }
    assert_true(n > 2);
    /* The same by the ceiling: whatever it is, an answer or a refusal. */
    for (size_t ceiling = 0; ceiling < 8192; ceiling += 128) {
        struct arena small;
        struct trend out;
        struct err why = {0};
        arena_init(&small, ceiling);
        bool done =
            trend_build(&small, &request, &(struct org){0}, &(struct metric){0}, 7, said_so, 2, &out, &why);
        assert_int_equal(why.code, done ? ERR_NONE : ERR_TOO_LARGE);
        assert_int_equal(done, !arena_overflowed(&small));
        arena_fini(&small);
    }
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_trend_build_when_a_half_is_missing_then_gap_and_points_against_a_year_before),
        CASE(test_trend_build_when_periods_have_not_ended_then_not_due),
        CASE(test_trend_build_when_units_are_asked_then_changes_in_place_of_levels),
        CASE(test_trend_build_when_base_is_zero_or_negative_then_relative_says_so),
        CASE(test_trend_build_when_leap_year_then_base_by_calendar),
        CASE(test_trend_build_when_frequencies_are_mixed_then_never_in_one_line),
        CASE(test_trend_build_when_frequencies_tie_then_the_newest),
        CASE(test_trend_build_when_spans_are_irregular_then_points_without_gaps),
        CASE(test_trend_build_when_window_is_given_then_rows_of_it_and_bases_from_before),
        CASE(test_trend_build_when_school_years_terms_weeks_quarters_then_their_neighbours),
        CASE(test_trend_build_when_a_point_was_taken_back_then_null_row),
        CASE(test_trend_build_when_as_of_is_asked_then_value_and_base_of_that_day),
        CASE(test_trend_build_when_value_is_approximate_then_interval_of_change),
        CASE(test_trend_build_when_series_is_empty_then_no_rows),
        CASE(test_trend_build_when_request_is_nonsense_then_bad_value),
        CASE(test_trend_build_when_too_many_rows_then_refused_but_last_ones_given),
        CASE(test_trend_build_when_memory_runs_out_anywhere_then_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
