/* The written forms of periods and dates: reading, refusing, printing. */
#include "model/period.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void assert_printed(struct period p, const char *expected) {
    char written[PERIOD_TEXT_MAX];
    assert_int_equal(period_print(p, written), strlen(expected));
    assert_string_equal(written, expected);
}

static void assert_date(struct date d, const char *expected) {
    char written[DATE_TEXT_MAX];
    assert_int_equal(date_print(d, written), strlen(expected));
    assert_string_equal(written, expected);
}

static void test_period_parse_reads_every_form(void **state) {
    (void)state;
    static const struct {
        const char *written, *printed;
        enum period_shape shape;
        const char *start, *end, *frequency;
    } rows[] = {
        {"2021", "2021", PERIOD_YEAR, "2021-01-01", "2021-12-31", "A"},
        {"1900", "1900", PERIOD_YEAR, "1900-01-01", "1900-12-31", "A"},
        {"2199", "2199", PERIOD_YEAR, "2199-01-01", "2199-12-31", "A"},
        {"2021-H1", "2021-H1", PERIOD_HALF, "2021-01-01", "2021-06-30", "S"},
        {"2021-H2", "2021-H2", PERIOD_HALF, "2021-07-01", "2021-12-31", "S"},
        {"2021-S1", "2021-H1", PERIOD_HALF, "2021-01-01", "2021-06-30", "S"},
        {"2021S2", "2021-H2", PERIOD_HALF, "2021-07-01", "2021-12-31", "S"},
        {"2021H1", "2021-H1", PERIOD_HALF, "2021-01-01", "2021-06-30", "S"},
        {"2021-Q1", "2021-Q1", PERIOD_QUARTER, "2021-01-01", "2021-03-31", "Q"},
        {"2021-Q3", "2021-Q3", PERIOD_QUARTER, "2021-07-01", "2021-09-30", "Q"},
        {"2021Q4", "2021-Q4", PERIOD_QUARTER, "2021-10-01", "2021-12-31", "Q"},
        {"2021-03", "2021-03", PERIOD_MONTH, "2021-03-01", "2021-03-31", "M"},
        {"2021-12", "2021-12", PERIOD_MONTH, "2021-12-01", "2021-12-31", "M"},
        {"2021-02", "2021-02", PERIOD_MONTH, "2021-02-01", "2021-02-28", "M"},
        {"2024-02", "2024-02", PERIOD_MONTH, "2024-02-01", "2024-02-29", "M"},
        {"2100-02", "2100-02", PERIOD_MONTH, "2100-02-01", "2100-02-28", "M"},
        {"2000-02", "2000-02", PERIOD_MONTH, "2000-02-01", "2000-02-29", "M"},
        {"2021-W05", "2021-W05", PERIOD_WEEK, "2021-02-01", "2021-02-07", "W"},
        {"2021W05", "2021-W05", PERIOD_WEEK, "2021-02-01", "2021-02-07", "W"},
        {"2021W5", "2021-W05", PERIOD_WEEK, "2021-02-01", "2021-02-07", "W"},
        {"2021-W01", "2021-W01", PERIOD_WEEK, "2021-01-04", "2021-01-10", "W"},
        {"2020-W53", "2020-W53", PERIOD_WEEK, "2020-12-28", "2021-01-03", "W"},
        {"2015-W01", "2015-W01", PERIOD_WEEK, "2014-12-29", "2015-01-04", "W"},
        {"2026-W53", "2026-W53", PERIOD_WEEK, "2026-12-28", "2027-01-03", "W"},
        {"1970-W01", "1970-W01", PERIOD_WEEK, "1969-12-29", "1970-01-04", "W"},
        {"1969-W52", "1969-W52", PERIOD_WEEK, "1969-12-22", "1969-12-28", "W"},
        {"2021-03-05", "2021-03-05", PERIOD_DAY, "2021-03-05", "2021-03-05", "D"},
        {"2024-02-29", "2024-02-29", PERIOD_DAY, "2024-02-29", "2024-02-29", "D"},
        {"1969-12-31", "1969-12-31", PERIOD_DAY, "1969-12-31", "1969-12-31", "D"},
        {"2021-01/2021-09", "2021-01/2021-09", PERIOD_MONTHS, "2021-01-01", "2021-09-30", "I"},
        {"2021-01/2021-06", "2021-01/2021-06", PERIOD_MONTHS, "2021-01-01", "2021-06-30", "I"},
        {"2020-11/2021-02", "2020-11/2021-02", PERIOD_MONTHS, "2020-11-01", "2021-02-28", "I"},
        {"2021-03/2021-03", "2021-03", PERIOD_MONTH, "2021-03-01", "2021-03-31", "M"},
        {"2016/2020", "2016/2020", PERIOD_YEARS, "2016-01-01", "2020-12-31", "I"},
        {"2021/2021", "2021", PERIOD_YEAR, "2021-01-01", "2021-12-31", "A"},
        {"SY2020", "SY2020", PERIOD_SCHOOL_YEAR, "2020-09-01", "2021-08-31", "SY"},
        {"SY2020-T1", "SY2020-T1", PERIOD_TERM, "2020-09-01", "2021-01-31", "T"},
        {"SY2020-T2", "SY2020-T2", PERIOD_TERM, "2021-02-01", "2021-08-31", "T"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct period p = {0};
        struct err err;
        if (!period_parse(text_from(rows[i].written), &p, &err))
            fail_msg("%s", err.detail);
        assert_int_equal(p.shape, rows[i].shape);
        assert_printed(p, rows[i].printed);
        assert_date(period_start(p), rows[i].start);
        assert_date(period_end(p), rows[i].end);
        assert_string_equal(period_frequency(p), rows[i].frequency);
        /* What is printed reads back to the same. */
        struct period again;
        assert_true(period_parse(text_from(rows[i].printed), &again, NULL));
        assert_true(period_equal(p, again));
    }
}

static void test_period_parse_when_no_period_then_refused(void **state) {
    (void)state;
    static const char *const rows[] = {
        "",
        "2",
        "21",
        "202",
        "20211",
        "1899",
        "2200",
        "0000",
        "9999",
        "２０２１",
        "2021年",
        " 2021",
        "2021 ",
        "2021-",
        "2021-H",
        "2021-H0",
        "2021-H3",
        "2021-h1",
        "2021-H11",
        "2021-H1x",
        "2021H",
        "2021-S3",
        "2021S0",
        "2021-Q0",
        "2021-Q5",
        "2021-Q",
        "2021-Q10",
        "2021-Q11",
        "2021-W011",
        "2021W011",
        "2021-00",
        "2021-13",
        "2021-3",
        "2021-003",
        "2021-W00",
        "2021-W53",
        "2021-W54",
        "2020-W54",
        "2021-W5",
        "2021-W005",
        "2021-02-29",
        "2100-02-29",
        "2021-04-31",
        "2021-00-10",
        "2021-13-01",
        "2021-03-00",
        "2021-03-32",
        "2021-3-5",
        "2021/03/05",
        "20210305",
        "2021-03-05T",
        "2021-03-05 ",
        "SY",
        "SY20",
        "SY2020-",
        "SY2020-T",
        "SY2020-T0",
        "SY2020-T3",
        "SY2020T1",
        "SY2020-T11",
        "sy2020",
        "SY1899",
        "SY2200",
        "SY2020-H1",
        "SY2020x",
        "1899-12",
        "2200-01-01",
        "/",
        "2021/",
        "/2021",
        "2021//2022",
        "2021/2022/2023",
        "2021-01/",
        "2021-01/2021",
        "2021/2021-06",
        "2021-Q1/2021-Q2",
        "SY2020/SY2021",
        "2021-01-01/2021-01-31",
        "2021-01/2021-13",
        "2021-H1/2021-H2",
        "-2021",
        "+2021",
        "2021.5",
        "２021",
        "2021-0３",
        "2021–03",
        "\n2021",
        "2021\n",
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct period p = {PERIOD_DAY, 77, 77};
        struct err err;
        if (period_parse(text_from(rows[i]), &p, &err))
            fail_msg("took \"%s\"", rows[i]);
        assert_int_equal(err.code, ERR_BAD_PERIOD);
        assert_true(p.shape == PERIOD_DAY && p.first == 77);
    }
    struct period p;
    assert_false(period_parse((struct text){NULL, 0}, &p, NULL));
    assert_false(period_parse(TEXT_OF("2021\0"), &p, NULL));
}

static void test_period_parse_when_refused_then_says_the_forms(void **state) {
    (void)state;
    struct period p;
    struct err err;
    assert_false(period_parse(TEXT_OF("上半年"), &p, &err));
    assert_non_null(strstr(err.detail, "\"上半年\""));
    assert_non_null(strstr(err.detail, "2021-H1"));
    assert_non_null(strstr(err.detail, "SY2020-T1"));
}

static void test_period_parse_when_the_end_is_first_then_says_so(void **state) {
    (void)state;
    static const char *const rows[] = {"2021-09/2021-01", "2020/2016", "2021-01/2020-12"};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct period p;
        struct err err;
        assert_false(period_parse(text_from(rows[i]), &p, &err));
        assert_int_equal(err.code, ERR_BAD_PERIOD);
        assert_non_null(strstr(err.detail, "ends before it begins"));
    }
}

static void test_period_none_prints_nothing(void **state) {
    (void)state;
    assert_printed((struct period){0}, "");
    assert_string_equal(period_frequency((struct period){0}), "");
}

static void test_period_constructors_agree_with_the_written_forms(void **state) {
    (void)state;
    assert_printed(period_year(2021), "2021");
    assert_printed(period_half(2021, 2), "2021-H2");
    assert_printed(period_quarter(2021, 4), "2021-Q4");
    assert_printed(period_month(2021, 12), "2021-12");
    assert_printed(period_months(2021, 1, 2021, 9), "2021-01/2021-09");
    assert_printed(period_months(2021, 3, 2021, 3), "2021-03");
    assert_printed(period_years(2016, 2020), "2016/2020");
    assert_printed(period_years(2016, 2016), "2016");
    assert_printed(period_week(2020, 53), "2020-W53");
    assert_printed(period_day((struct date){2021, 3, 5}), "2021-03-05");
    assert_printed(period_school_year(2020), "SY2020");
    assert_printed(period_term(2020, 2), "SY2020-T2");
}

static void test_period_constructors_when_out_of_range_then_none(void **state) {
    (void)state;
    const struct period rows[] = {
        period_year(1899),
        period_year(2200),
        period_year(-5),
        period_half(2021, 0),
        period_half(2021, 3),
        period_quarter(2021, 5),
        period_month(2021, 0),
        period_month(2021, 13),
        period_months(2021, 9, 2021, 1),
        period_months(2021, 0, 2021, 9),
        period_years(2020, 2016),
        period_week(2021, 53),
        period_week(2021, 0),
        period_day((struct date){2021, 2, 29}),
        period_day((struct date){0, 0, 0}),
        period_school_year(3000),
        period_term(2020, 3),
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(rows[i].shape, PERIOD_NONE);
}

static void test_date_parse_reads_only_days_of_the_calendar(void **state) {
    (void)state;
    static const char *const good[] = {"2021-03-05", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"};
    static const char *const bad[] = {
        "",           "2021-02-29",  "1900-02-29",  "2021-3-05",  "2021-03-5",  "2021-13-01",  "2021-00-01",
        "2021-01-00", "2021-04-31",  "2021/03/05",  "2021/03-05", "2021-03/05", "2021-03-05 ", " 2021-03-05",
        "20210305",   "2021-03-05T", "２021-03-05", "0000-01-01", "-021-03-05", "2021-0a-05"};
    for (size_t i = 0; i < COUNT(good); i++) {
        struct date d;
        assert_true(date_parse(text_from(good[i]), &d, NULL));
        assert_date(d, good[i]);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct date d;
        struct err err;
        if (date_parse(text_from(bad[i]), &d, &err))
            fail_msg("took \"%s\"", bad[i]);
        assert_int_equal(err.code, ERR_BAD_VALUE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_period_parse_reads_every_form),
        cmocka_unit_test(test_period_parse_when_no_period_then_refused),
        cmocka_unit_test(test_period_parse_when_refused_then_says_the_forms),
        cmocka_unit_test(test_period_parse_when_the_end_is_first_then_says_so),
        cmocka_unit_test(test_period_none_prints_nothing),
        cmocka_unit_test(test_period_constructors_agree_with_the_written_forms),
        cmocka_unit_test(test_period_constructors_when_out_of_range_then_none),
        cmocka_unit_test(test_date_parse_reads_only_days_of_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
