#include "unit/extract/extract_case.h"

static void test_bind_kind_when_words_around_then_kind(void **state) {
    (void)state;
    static const struct {
        const char *sentence;
        enum figure_kind kind;
        const char *value;
    } cases[] = {
        {"走访商户45户。", FIGURE_COUNT, "45"},
        {"出勤率达96.2%。", FIGURE_RATE, "96.2"},
        {"女教师占六成。", FIGURE_RATE, "60"},
        {"发放补助8.5万元。", FIGURE_MONEY, "85000"},
        {"绿化荒山320亩。", FIGURE_QUANTITY, "320"},
        {"综合考评居全市第2位。", FIGURE_RANK, "2"},
        {"测评得分88分。", FIGURE_SCORE, "88"},
        {"平均用时12分钟。", FIGURE_DURATION, "12"},
        {"客流量增长8.4%。", FIGURE_CHANGE, "8.4"},
        {"投诉量下降两成。", FIGURE_CHANGE, "-20"},
        {"案件较上年减少6起。", FIGURE_CHANGE, "-6"},
        {"覆盖率提高到92%。", FIGURE_RATE, "92"},
        {"优良率同比提高1.5个百分点。", FIGURE_CHANGE, "1.5"},
        {"产量增速达到7.1%。", FIGURE_CHANGE, "7.1"},
        {"新增床位260张。", FIGURE_COUNT, "260"},
        {"平均能耗比去年降低3.2%。", FIGURE_CHANGE, "-3.2"},
        {"利润增长-2.5%。", FIGURE_CHANGE, "-2.5"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct extract_result result = extract_text(&arena, cases[i].sentence, "2023");
        const struct figure *f = only_figure(&result, cases[i].sentence);
        if (f->kind != cases[i].kind) {
            fail_msg("%s: kind %s", cases[i].sentence, figure_kind_name(f->kind));
        }
        assert_text(quantity_text(&arena, &f->quantity), cases[i].value, cases[i].sentence);
        arena_fini(&arena);
    }
}

static void test_bind_bound_when_marks_around_then_bound(void **state) {
    (void)state;
    static const struct {
        const char *sentence;
        enum bound bound;
    } cases[] = {
        {"培训学员120人。", BOUND_EXACT},          {"培训学员约120人。", BOUND_ABOUT},
        {"培训学员120余人。", BOUND_ABOUT},        {"培训学员120人左右。", BOUND_ABOUT},
        {"培训学员近120人。", BOUND_ABOUT},        {"培训学员超过120人。", BOUND_AT_LEAST},
        {"培训学员突破120人。", BOUND_AT_LEAST},   {"培训学员120人以上。", BOUND_AT_LEAST},
        {"培训学员不少于120人。", BOUND_AT_LEAST}, {"至少培训学员120人。", BOUND_AT_LEAST},
        {"培训学员不超过120人。", BOUND_AT_MOST},  {"失业率控制在4%以内。", BOUND_AT_MOST},
        {"培训学员100至120人。", BOUND_RANGE},     {"培训学员达到120人。", BOUND_EXACT},
        {"线上预约120人。", BOUND_EXACT},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct extract_result result = extract_text(&arena, cases[i].sentence, "2023");
        const struct figure *f = only_figure(&result, cases[i].sentence);
        if (f->quantity.bound != cases[i].bound) {
            fail_msg("%s: bound %s", cases[i].sentence, bound_name(f->quantity.bound));
        }
        arena_fini(&arena);
    }
}

static void assert_limit(const struct limit *limit, const char *expected, bool is_open) {
    char text[DECIMAL_TEXT_MAX] = "";
    if (limit->present) {
        decimal_print(limit->at, text);
    }
    assert_string_equal(text, expected);
    assert_int_equal(limit->present && limit->is_open, is_open);
}

static void test_bind_bound_when_approximate_then_interval(void **state) {
    (void)state;
    static const struct {
        const char *sentence, *low, *high;
        bool low_open, high_open;
    } cases[] = {
        {"参加者300余人。", "300", "400", false, true}, {"近三成学生住校。", "20", "30", false, true},
        {"开展超过20次。", "20", "", true, false},      {"开展20次以上。", "20", "", false, false},
        {"发生不超过5起。", "", "5", false, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct extract_result result = extract_text(&arena, cases[i].sentence, "2023");
        const struct figure *f = only_figure(&result, cases[i].sentence);
        assert_limit(&f->quantity.low, cases[i].low, cases[i].low_open);
        assert_limit(&f->quantity.high, cases[i].high, cases[i].high_open);
        arena_fini(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bind_kind_when_words_around_then_kind),
        cmocka_unit_test(test_bind_bound_when_marks_around_then_bound),
        cmocka_unit_test(test_bind_bound_when_approximate_then_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
