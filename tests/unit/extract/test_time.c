#include "unit/extract/extract_case.h"

struct time_case {
    const char *text, *report;
    enum figure_status status;
    const char *period;
};

static void check_all(const struct time_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct arena arena;
        struct extract_result result = extract_text(&arena, cases[i].text, cases[i].report);
        if (result.count == 0) {
            fail_msg("%s: no figure", cases[i].text);
        }
        const struct figure *last = &result.figures[result.count - 1];
        if (last->status != cases[i].status) {
            fail_msg("%s: status %s", cases[i].text, figure_status_name(last->status));
        }
        assert_period(last->period, cases[i].period, cases[i].text);
        arena_fini(&arena);
    }
}

static void test_time_when_clause_names_a_time_then_that_period(void **state) {
    (void)state;
    static const struct time_case cases[] = {
        {"举办讲座6场。", "2022-H1", STATUS_ACTUAL, "2022-H1"},
        {"上半年举办讲座6场。", "2022", STATUS_ACTUAL, "2022-H1"},
        {"今年以来举办讲座6场。", "2022-H1", STATUS_ACTUAL, "2022-H1"},
        {"3月8日举办讲座，评出2名优胜者。", "2022-H1", STATUS_ACTUAL, "2022-03-08"},
        {"1月9日和5月4日两次召开会议。", "2022-H1", STATUS_ACTUAL, "2022-H1"},
        {"截至6月底，累计办证70张。", "2022-H1", STATUS_ACTUAL, "2022-H1"},
        {"1—10月出口额1.1亿元。", "2022", STATUS_ACTUAL, "2022-01/2022-10"},
        {"2020年获评示范校4所。", "2022", STATUS_ACTUAL, "2020"},
        {"与2020年相比，办证70张。", "2022", STATUS_ACTUAL, "2022"},
        {"12月举办讲座6场。", "SY2022", STATUS_ACTUAL, "2022-12"},
        {"3月举办讲座6场。", "SY2022", STATUS_ACTUAL, "2023-03"},
    };
    check_all(cases, COUNT_OF(cases));
}

static void test_time_when_aim_or_rule_then_status(void **state) {
    (void)state;
    static const struct time_case cases[] = {
        {"力争参保人数达到5万人。", "2022", STATUS_TARGET, "2023"},
        {"计划新建书屋9个。", "2022-H1", STATUS_TARGET, "2022-H2"},
        {"到2025年建成书屋90个。", "2022", STATUS_TARGET, "2025"},
        {"落实营养改善计划，覆盖学校31所。", "2022", STATUS_ACTUAL, "2022"},
        {"二、下学年工作打算\n举办讲座6场。", "SY2022", STATUS_TARGET, "SY2023"},
        {"二、2023年工作安排\n举办讲座6场。", "2022", STATUS_TARGET, "2023"},
        {"一、2022年预算执行情况\n支出6亿元。", "2022", STATUS_ACTUAL, "2022"},
        {"下半年，举办讲座6场。", "2022-H1", STATUS_TARGET, "2022-H2"},
        {"每学期撰写总结不少于1篇。", "2022", STATUS_NORM, "2022"},
        {"确保投诉率不高于2%。", "2022", STATUS_TARGET, "2023"},
    };
    check_all(cases, COUNT_OF(cases));
}

static void test_time_when_period_unknown_then_told_from_title(void **state) {
    (void)state;
    struct arena arena;
    struct extract_result result = extract_text(&arena, "某校2021年上半年工作总结\n举办讲座6场。", "");
    assert_period(result.period, "2021-H1", "title");
    assert_period(only_figure(&result, "title")->period, "2021-H1", "figure");
    arena_fini(&arena);
    result = extract_text(&arena, "举办讲座6场。", "");
    assert_period(only_figure(&result, "none")->period, "", "none");
    arena_fini(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_time_when_clause_names_a_time_then_that_period),
        cmocka_unit_test(test_time_when_aim_or_rule_then_status),
        cmocka_unit_test(test_time_when_period_unknown_then_told_from_title),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
