#include "unit/extract/extract_case.h"

#include "extract/when.h"

struct when_case {
    const char *text;
    const char *period; /* in 2022 where the year comes from around; "" for none */
    size_t to;
};

static void check(const struct when_case *c) {
    struct arena arena;
    struct page page;
    struct when when;
    arena_init(&arena, (size_t)1 << 20);
    assert_true(page_open(&page, &arena, NULL, text_from(c->text)));
    if (!when_read(&page, 0, page.length, &when)) {
        fail_msg("%s: no time word", c->text);
    }
    struct period period = {0};
    switch (when.kind) {
    case WHEN_ABSOLUTE:
        period = when.period;
        break;
    case WHEN_MONTHLY:
    case WHEN_TERM:
        period = when_in_year(&when, 2022);
        break;
    case WHEN_RELATIVE:
        period = period_year(2022 + when.offset);
        break;
    case WHEN_OTHER:
        break;
    }
    assert_period(period, c->period, c->text);
    if (when.to != c->to) {
        fail_msg("%s: ends at %zu", c->text, when.to);
    }
    arena_fini(&arena);
}

static void test_when_read_when_time_word_then_period(void **state) {
    (void)state;
    static const struct when_case cases[] = {
        {"2021年完成", "2021", 5},
        {"2021年上半年", "2021-H1", 8},
        {"2021年3月5日", "2021-03-05", 9},
        {"2021年第三季度", "2021-Q3", 9},
        {"2021—2021年度", "2021", 11},
        {"2016-2020年", "2016/2020", 10},
        {"2020-2021学年", "SY2020", 11},
        {"2020—2021学年第一学期", "SY2020-T1", 15},
        {"3月5日", "2022-03-05", 4},
        {"6\n\n月28日", "2022-06-28", 7},
        {"1-9月", "2022-01/2022-09", 4},
        {"1月至9月", "2022-01/2022-09", 5},
        {"三月份", "2022-03", 3},
        {"上半年", "2022-H1", 3},
        {"前三季度", "2022-01/2022-09", 4},
        {"去年同期", "2021", 2},
        {"明年", "2023", 2},
        {"十三五”", "2016/2020", 3},
        {"第二学期", "SY2022-T2", 4},
        {"10:40:02", "", 8},
        {"2021-05-13", "", 10},
        {"20XX年", "", 5},
        {"20**年上半年", "2022-H1", 8},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        check(&cases[i]);
    }
}

static void test_when_read_when_no_time_word_then_false(void **state) {
    (void)state;
    static const char *const cases[] = {"12所学校", "8—10名", "三次", "13月", "上海", "第三方", "45.7:52.7"};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct page page;
        struct when when;
        arena_init(&arena, (size_t)1 << 20);
        assert_true(page_open(&page, &arena, NULL, text_from(cases[i])));
        if (when_read(&page, 0, page.length, &when)) {
            fail_msg("%s was read as a time", cases[i]);
        }
        arena_fini(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_when_read_when_time_word_then_period),
        cmocka_unit_test(test_when_read_when_no_time_word_then_false),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
