/* The arithmetic of periods: days, shifts, steps, containment, shapes. */
#include "model/period.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct period period(const char *written) {
    struct period p = {0};
    if (written[0] != '\0' && !period_parse(text_from(written), &p, NULL))
        fail_msg("%s is no period", written);
    return p;
}

static void assert_printed(struct period p, const char *from, const char *expected) {
    char written[PERIOD_TEXT_MAX];
    period_print(p, written);
    if (strcmp(written, expected) != 0)
        fail_msg("%s gave %s, not %s", from, written, expected);
}

/* 30 years of 365 days and 7 leap days to 2000-01-01 are 10957; the others from Python's datetime. */
static void test_date_days_by_hand(void **state) {
    (void)state;
    static const struct {
        struct date d;
        int32_t days;
    } rows[] = {
        {{1970, 1, 1}, 0},      {{1970, 1, 2}, 1},       {{1969, 12, 31}, -1},   {{1969, 12, 29}, -3},
        {{2000, 1, 1}, 10957},  {{2000, 2, 29}, 11016},  {{2000, 3, 1}, 11017},  {{2021, 3, 5}, 18691},
        {{1900, 1, 1}, -25567}, {{1900, 2, 28}, -25509}, {{1900, 3, 1}, -25508}, {{2199, 12, 31}, 84005},
        {{2100, 2, 28}, 47540}, {{2100, 3, 1}, 47541},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(date_days(rows[i].d), rows[i].days);
        assert_int_equal(date_compare(date_from_days(rows[i].days), rows[i].d), 0);
    }
}

/* Counts along with a calendar of its own, day by day from 1850 to 2250. */
static void test_date_days_counts_every_day(void **state) {
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t days = date_days((struct date){1850, 1, 1});
    for (int year = 1850; year < 2250; year++) {
        int february = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) ? 29 : 28;
        for (int month = 1; month <= 12; month++) {
            int length = month == 2 ? february : lengths[month - 1];
            for (int day = 1; day <= length; day++, days++) {
                struct date d = {(int16_t)year, (uint8_t)month, (uint8_t)day};
                assert_int_equal(date_days(d), days);
                assert_int_equal(date_compare(date_from_days(days), d), 0);
            }
        }
    }
}

static void test_date_compare_by_year_month_day(void **state) {
    (void)state;
    struct date a = {2021, 3, 5};
    assert_int_equal(date_compare(a, a), 0);
    assert_int_equal(date_compare(a, (struct date){2022, 1, 1}), -1);
    assert_int_equal(date_compare(a, (struct date){2021, 4, 1}), -1);
    assert_int_equal(date_compare(a, (struct date){2021, 3, 4}), 1);
    assert_int_equal(date_compare(a, (struct date){2020, 12, 31}), 1);
}

static void test_period_shift_years_follows_the_calendar(void **state) {
    (void)state;
    static const struct {
        const char *from;
        int years;
        const char *expected;
    } rows[] = {
        {"2021", -1, "2020"},
        {"2021-H1", -1, "2020-H1"},
        {"2021-H2", 3, "2024-H2"},
        {"2021-Q3", -1, "2020-Q3"},
        {"2024-02", -1, "2023-02"},
        {"2021-12", 1, "2022-12"},
        {"2024-02-29", -1, "2023-02-28"},
        {"2024-02-29", -4, "2020-02-29"},
        {"2023-02-28", 1, "2024-02-28"},
        {"2021-03-05", -1, "2020-03-05"},
        {"2020-W53", -1, "2019-W52"},
        {"2020-W53", -5, "2015-W53"},
        {"2021-W52", -1, "2020-W52"},
        {"2021-W05", -1, "2020-W05"},
        {"2015-W01", -1, "2014-W01"},
        {"2021-01/2021-09", -1, "2020-01/2020-09"},
        {"2020-11/2021-02", 1, "2021-11/2022-02"},
        {"2016/2020", -1, "2015/2019"},
        {"SY2021", -1, "SY2020"},
        {"SY2021-T1", -1, "SY2020-T1"},
        {"SY2021-T2", -2, "SY2019-T2"},
        {"2021-Q3", 0, "2021-Q3"},
        {"", -1, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_printed(period_shift_years(period(rows[i].from), rows[i].years), rows[i].from,
                       rows[i].expected);
}

static void test_period_step_goes_to_the_neighbour(void **state) {
    (void)state;
    static const struct {
        const char *from;
        int n;
        const char *expected;
    } rows[] = {
        {"2021", -1, "2020"},
        {"2021-H1", -1, "2020-H2"},
        {"2021-H1", 1, "2021-H2"},
        {"2021-Q1", -1, "2020-Q4"},
        {"2021-Q4", 1, "2022-Q1"},
        {"2021-01", -1, "2020-12"},
        {"2021-12", 2, "2022-02"},
        {"2021-W01", -1, "2020-W53"},
        {"2021-W52", 1, "2022-W01"},
        {"2021-03-01", -1, "2021-02-28"},
        {"2024-03-01", -1, "2024-02-29"},
        {"2020-12-31", 1, "2021-01-01"},
        {"SY2021", -1, "SY2020"},
        {"SY2021-T1", -1, "SY2020-T2"},
        {"SY2020-T1", 1, "SY2020-T2"},
        {"2021-01/2021-09", -1, "2020-01/2020-09"},
        {"2016/2020", -1, "2011/2015"},
        {"2016/2020", 1, "2021/2025"},
        {"2021-Q2", 0, "2021-Q2"},
        {"", 1, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_printed(period_step(period(rows[i].from), rows[i].n), rows[i].from, rows[i].expected);
}

static void test_period_canonical_is_the_simplest_form(void **state) {
    (void)state;
    static const struct {
        const char *from, *expected;
    } rows[] = {
        {"2021-01/2021-12", "2021"},
        {"2020-01/2021-12", "2020/2021"},
        {"2021-01/2021-06", "2021-H1"},
        {"2021-07/2021-12", "2021-H2"},
        {"2021-01/2021-03", "2021-Q1"},
        {"2021-04/2021-06", "2021-Q2"},
        {"2021-10/2021-12", "2021-Q4"},
        {"2020-09/2021-08", "SY2020"},
        {"2020-09/2021-01", "SY2020-T1"},
        {"2021-02/2021-08", "SY2020-T2"},
        {"2021-01/2021-09", "2021-01/2021-09"},
        {"2021-02/2021-04", "2021-02/2021-04"},
        {"2021-04/2021-09", "2021-04/2021-09"},
        {"2021-02/2021-07", "2021-02/2021-07"},
        {"2020-07/2021-06", "2020-07/2021-06"},
        {"2016/2020", "2016/2020"},
        {"2021-03", "2021-03"},
        {"2021-W05", "2021-W05"},
        {"2021-03-05", "2021-03-05"},
        {"SY2020-T1", "SY2020-T1"},
        {"2021-H1", "2021-H1"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct period p = period(rows[i].from);
        assert_printed(period_canonical(p), rows[i].from, rows[i].expected);
        assert_true(period_covers_same_days(p, period_canonical(p)));
    }
}

static void test_period_equal_is_of_the_form_and_same_days_of_the_range(void **state) {
    (void)state;
    assert_true(period_equal(period("2021S1"), period("2021-H1")));
    assert_false(period_equal(period("2021-01/2021-06"), period("2021-H1")));
    assert_true(period_covers_same_days(period("2021-01/2021-06"), period("2021-H1")));
    assert_true(period_covers_same_days(period("2020-09/2021-01"), period("SY2020-T1")));
    assert_false(period_covers_same_days(period("2021-H1"), period("2021-H2")));
    assert_false(period_covers_same_days(period("2021-H1"), period("2021-Q1")));
    assert_false(period_covers_same_days(period("2021-H2"), period("2021-Q4")));
    assert_false(period_equal(period("2021"), period("2020")));
    assert_false(period_equal(period("2016/2020"), period("2016/2019")));
}

static void test_period_contains_by_days(void **state) {
    (void)state;
    static const struct {
        const char *outer, *inner;
        bool expected;
    } rows[] = {
        {"2021", "2021-H1", true},
        {"2021", "2021", true},
        {"2021-H1", "2021", false},
        {"2021-H1", "2021-Q2", true},
        {"2021-H1", "2021-Q3", false},
        {"2021-Q1", "2021-03-31", true},
        {"2021-Q1", "2021-04-01", false},
        {"2021", "2020-W53", false}, /* begins on 2020-12-28 */
        {"2021", "2021-W52", false}, /* ends on 2022-01-02 */
        {"2021", "2021-W51", true},
        {"SY2020", "2021-02", true},
        {"SY2020", "SY2020-T2", true},
        {"2020", "SY2020-T1", false},
        {"2016/2020", "2018-Q3", true},
        {"2021-01/2021-09", "2021-10", false},
        {"2021", "", false},
        {"", "2021", false},
        {"", "", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (period_contains(period(rows[i].outer), period(rows[i].inner)) != rows[i].expected)
            fail_msg("%s in %s", rows[i].inner, rows[i].outer);
    }
}

static void test_period_compare_orders_by_start_then_the_longer(void **state) {
    (void)state;
    static const char *const sorted[] = {
        "",        "2016/2020", "2020",    "SY2020",     "SY2020-T1", "2020-W53", "2021", "2021-01/2021-09",
        "2021-H1", "2021-Q1",   "2021-01", "2021-01-01", "2021-W01",  "2021-H2",
    };
    for (size_t i = 0; i < COUNT(sorted); i++) {
        for (size_t j = 0; j < COUNT(sorted); j++) {
            int order = period_compare(period(sorted[i]), period(sorted[j]));
            if ((order > 0) - (order < 0) != (i > j) - (i < j))
                fail_msg("%s against %s: %d", sorted[i], sorted[j], order);
        }
    }
    /* The same days in two forms are two places in a list, the same way round whoever is asked. */
    int order = period_compare(period("2021-H1"), period("2021-01/2021-06"));
    assert_int_not_equal(order, 0);
    assert_int_equal(period_compare(period("2021-01/2021-06"), period("2021-H1")), -order);
}

static void test_period_same_shape_says_what_may_be_compared(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        bool expected;
    } rows[] = {
        {"2021", "2020", true},
        {"2021-H1", "2020-H1", true},
        {"2021-H1", "2020-H2", true},
        {"2021-H1", "2021", false},
        {"2021-H1", "2021-Q1", false},
        {"2021-01/2021-06", "2020-H1", true},
        {"2021-01/2021-12", "2020", true},
        {"2021-01/2021-09", "2020-01/2020-09", true},
        {"2021-01/2021-09", "2020-01/2020-08", false},
        {"2021-01/2021-05", "2020-02/2020-06", false},
        {"2020-11/2021-02", "2019-11/2020-02", true},
        {"2016/2020", "2011/2015", true},
        {"2016/2020", "2016/2019", false},
        {"2021", "SY2020", false},
        {"SY2021", "SY2020", true},
        {"2020-09/2021-08", "SY2019", true},
        {"SY2021-T1", "SY2020-T1", true},
        {"2021-03-05", "2020-03-05", true},
        {"2021-W05", "2021-02-01", false},
        {"2021-01", "2021-Q1", false},
        {"", "", false},
        {"2021", "", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct period a = period(rows[i].a), b = period(rows[i].b);
        if (period_same_shape(a, b) != rows[i].expected || period_same_shape(b, a) != rows[i].expected)
            fail_msg("%s with %s", rows[i].a, rows[i].b);
    }
}

static void test_period_year_of_is_where_it_starts(void **state) {
    (void)state;
    assert_int_equal(period_year_of(period("2021-H2")), 2021);
    assert_int_equal(period_year_of(period("SY2020-T1")), 2020);
    assert_int_equal(period_year_of(period("SY2020-T2")), 2021);
    assert_int_equal(period_year_of(period("2016/2020")), 2016);
    assert_int_equal(period_year_of(period("2015-W01")), 2014);
    assert_int_equal(period_year_of(period("")), 0);
}

/* Every week of 300 years: Mondays, seven days, and the written form back to the same week. */
static void test_period_weeks_print_and_read_over_three_centuries(void **state) {
    (void)state;
    struct period p = period("1900-W01");
    const struct period last = period("2199-W52");
    int long_years = 0;
    for (; p.first <= last.first; p = period_step(p, 1)) {
        char written[PERIOD_TEXT_MAX];
        period_print(p, written);
        assert_true(period_equal(period(written), p));
        assert_int_equal(date_days(period_end(p)) - date_days(period_start(p)), 6);
        /* 1970-01-05 was a Monday. */
        assert_int_equal((date_days(period_start(p)) - 4) % 7, 0);
        long_years += strcmp(written + 4, "-W53") == 0;
    }
    /* Of 1900 to 2199; counted with Python's date.isocalendar. */
    assert_int_equal(long_years, 53);
}

static void assert_days(struct period p) {
    int32_t start, end;
    period_days(p, &start, &end);
    assert_int_equal(start, date_days(period_start(p)));
    assert_int_equal(end, date_days(period_end(p)));
}

static void test_period_days_are_those_of_its_dates(void **state) {
    (void)state;
    for (int year = 1900; year < 2190; year++) {
        assert_days(period_year(year));
        assert_days(period_school_year(year));
        assert_days(period_years(year, year + year % 7));
        for (int month = 1; month <= 12; month++) {
            assert_days(period_month(year, month));
            assert_days(period_months(year, month, year + month % 2, 12));
            assert_days(period_day((struct date){(int16_t)year, (uint8_t)month, 28}));
            assert_days(period_week(year, 4 * month));
            assert_days(period_quarter(year, (month + 2) / 3));
            assert_days(period_half(year, (month + 5) / 6));
            assert_days(period_term(year, (month + 5) / 6));
        }
    }
    int32_t start, end;
    period_days(period("2024-02"), &start, &end);
    assert_int_equal(start, 19754); /* as Python's datetime has it */
    assert_int_equal(end, 19782);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_period_days_are_those_of_its_dates),
        cmocka_unit_test(test_date_days_by_hand),
        cmocka_unit_test(test_date_days_counts_every_day),
        cmocka_unit_test(test_date_compare_by_year_month_day),
        cmocka_unit_test(test_period_shift_years_follows_the_calendar),
        cmocka_unit_test(test_period_step_goes_to_the_neighbour),
        cmocka_unit_test(test_period_canonical_is_the_simplest_form),
        cmocka_unit_test(test_period_equal_is_of_the_form_and_same_days_of_the_range),
        cmocka_unit_test(test_period_contains_by_days),
        cmocka_unit_test(test_period_compare_orders_by_start_then_the_longer),
        cmocka_unit_test(test_period_same_shape_says_what_may_be_compared),
        cmocka_unit_test(test_period_year_of_is_where_it_starts),
        cmocka_unit_test(test_period_weeks_print_and_read_over_three_centuries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
