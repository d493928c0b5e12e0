#include "unit/extract/extract_case.h"

enum { FIGURES_MAX = 8, NONE = FIGURE_NOT_OWNED };

struct parts_case {
    const char *text;
    size_t count;
    int whole[FIGURES_MAX]; /* of each figure in text order */
};

static void assert_parts(const struct parts_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct arena arena;
        struct extract_result result = extract_text(&arena, cases[i].text, "2023");
        if (result.count != cases[i].count) {
            fail_msg("%s: %zu figures", cases[i].text, result.count);
        }
        for (size_t k = 0; k < result.count; k++)
            if (result.figures[k].part_of != cases[i].whole[k]) {
                fail_msg("%s: figure %zu is part of %d", cases[i].text, k, result.figures[k].part_of);
            }
        arena_fini(&arena);
    }
}

static void test_parts_behind_qizhong_are_of_the_figure_before_it(void **state) {
    (void)state;
    static const struct parts_case cases[] = {
        {"走访慰问120户，其中困难家庭45户、留守儿童家庭30户。", 3, {NONE, 0, 0}},
        {"走访慰问120户，其中困难家庭45户，留守儿童家庭30户。", 3, {NONE, 0, 0}},
        {"走访慰问120户，其中，困难家庭45户；留守儿童家庭30户。", 3, {NONE, 0, 0}},
        {"走访慰问120户（其中困难家庭45户）。", 2, {NONE, 0}},
        {"发放补助8.5万元，其中助学补助3万元。", 2, {NONE, 0}},
        {"绿化荒山320亩，其中新造林200亩。", 2, {NONE, 0}},
    };
    assert_parts(cases, COUNT_OF(cases));
}

static void test_parts_need_the_word(void **state) {
    (void)state;
    static const struct parts_case cases[] = {
        {"走访慰问120户，困难家庭45户。", 2, {NONE, NONE}},
        {"其中困难家庭45户。", 1, {NONE}},
    };
    assert_parts(cases, COUNT_OF(cases));
}

static void test_parts_when_qizhong_begins_the_next_sentence_then_still_of_the_last_one(void **state) {
    (void)state;
    static const struct parts_case cases[] = {
        {"走访慰问120户。其中困难家庭45户、留守儿童家庭30户。", 3, {NONE, 0, 0}},
        {"走访慰问120户。\n\n其中困难家庭45户。", 2, {NONE, NONE}}, /* another paragraph */
    };
    assert_parts(cases, COUNT_OF(cases));
}

static void test_parts_end_with_their_sentence(void **state) {
    (void)state;
    static const struct parts_case cases[] = {
        {"走访慰问120户，其中困难家庭45户。排查商户30户。", 3, {NONE, 0, NONE}},
    };
    assert_parts(cases, COUNT_OF(cases));
}

static void test_parts_end_with_a_semicolon_but_in_a_list(void **state) {
    (void)state;
    static const struct parts_case cases[] = {
        {"走访慰问120户，其中困难家庭45户；排查商户200户，其中餐饮20户。", 4, {NONE, 0, NONE, 2}},
        {"走访慰问120户，其中困难家庭45户；排查商户80户。", 3, {NONE, 0, NONE}},
        {"走访慰问120户。其中：困难家庭45户；留守儿童家庭30户。", 3, {NONE, 0, 0}},
    };
    assert_parts(cases, COUNT_OF(cases));
}

static void test_rate_of_a_part_is_no_part(void **state) {
    (void)state;
    static const struct parts_case cases[] = {
        {"办结率达92%，其中信访办结率达97%。", 2, {NONE, NONE}}, /* and may well be above */
        {"走访慰问120户，其中困难家庭满意率达97%。", 2, {NONE, NONE}},
    };
    assert_parts(cases, COUNT_OF(cases));
}

static void test_part_has_the_unit_and_period_of_its_whole(void **state) {
    (void)state;
    static const struct parts_case cases[] = {
        {"走访慰问120户，其中培训学员45人。", 2, {NONE, NONE}},
        {"走访慰问120户，其中困难家庭45户、发放补助3万元。", 3, {NONE, 0, NONE}},
        {"2023年走访慰问120户，其中2022年走访慰问45户。", 2, {NONE, NONE}},
    };
    assert_parts(cases, COUNT_OF(cases));
}

static void test_whole_is_the_last_such_figure_before_the_word(void **state) {
    (void)state;
    static const struct parts_case cases[] = {
        {"排查商户80户，走访慰问120户，其中困难家庭45户。", 3, {NONE, NONE, 1}},
        {"走访慰问120户，发放补助3万元，其中困难家庭45户。", 3, {NONE, NONE, 0}},
    };
    assert_parts(cases, COUNT_OF(cases));
}

static void test_each_qizhong_has_its_own_whole(void **state) {
    (void)state;
    static const struct parts_case cases[] = {
        {"走访慰问120户，其中困难家庭45户。排查商户80户，其中餐饮20户。", 4, {NONE, 0, NONE, 2}},
    };
    assert_parts(cases, COUNT_OF(cases));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_behind_qizhong_are_of_the_figure_before_it),
        cmocka_unit_test(test_parts_need_the_word),
        cmocka_unit_test(test_parts_when_qizhong_begins_the_next_sentence_then_still_of_the_last_one),
        cmocka_unit_test(test_parts_end_with_their_sentence),
        cmocka_unit_test(test_parts_end_with_a_semicolon_but_in_a_list),
        cmocka_unit_test(test_rate_of_a_part_is_no_part),
        cmocka_unit_test(test_part_has_the_unit_and_period_of_its_whole),
        cmocka_unit_test(test_whole_is_the_last_such_figure_before_the_word),
        cmocka_unit_test(test_each_qizhong_has_its_own_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
