/* search: what each way of typing finds, and in which order. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "series/search.h"

static int score(const char *q, const char *name) {
    struct arena arena;
    struct search_query query;
    arena_init(&arena, 1 << 16);
    search_prepare(&arena, text_from(q), &query);
    int found = search_score(&query, search_fold(&arena, text_from(name)));
    assert_false(arena_overflowed(&arena));
    arena_fini(&arena);
    return found;
}

static enum search_match match(const char *q, const char *name) {
    return search_match_of(score(q, name));
}

static void test_score_when_typed_in_one_way_or_another_then_the_match_is_told(void **state) {
    (void)state;
    static const struct {
        const char *q, *name;
        enum search_match match;
    } cases[] = {
        {"参学率", "参学率", SEARCH_EXACT},
        {"“参学率”", "参学率", SEARCH_EXACT},        /* quotes say nothing */
        {"中心组 学习", "中心组学习", SEARCH_EXACT}, /* nor do blanks between Chinese characters */
        {"１２３４５热线", "12345热线", SEARCH_EXACT},
        {"STUDY group", "Study Group", SEARCH_EXACT},
        {"study-sessions", "study_sessions", SEARCH_EXACT},
        {"参学", "参学率", SEARCH_PREFIX},
        {"study", "Study sessions", SEARCH_PREFIX},
        {"学率", "参学率", SEARCH_SUBSTRING},
        {"sess", "Study sessions", SEARCH_SUBSTRING},
        {"teachers satisfaction", "Satisfaction with teachers", SEARCH_SUBSTRING},
        /* 4 of 6 pairs: 义务 务教 教育 育巩 */
        {"义务教育巩故率", "义务教育巩固率", SEARCH_FUZZY},
        {"学生满意度", "学生对学校的满意度", SEARCH_FUZZY},
        {"参学律", "参学率", SEARCH_FUZZY},
        {"satisfation", "Satisfaction of students", SEARCH_FUZZY},
        {"shcool", "Schools", SEARCH_FUZZY}, /* two exchanged, one left out */
        {"techer", "Teachers trained", SEARCH_FUZZY},
        {"学生率", "资助家庭经济困难学生", SEARCH_NONE}, /* one pair of two, in a long name */
        {"第一小学", "第二中学", SEARCH_NONE},
        {"cat", "dog", SEARCH_NONE},
        {"满意", "参学率", SEARCH_NONE},
        {"", "参学率", SEARCH_NONE},
        {"%_\\", "参学率", SEARCH_NONE},
        {"参学率", "", SEARCH_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum search_match found = match(cases[i].q, cases[i].name);
        if (found != cases[i].match)
            fail_msg("'%s' in '%s': %d, not %d", cases[i].q, cases[i].name, found, cases[i].match);
    }
}

/* Worked out by hand; see the header. */
static void test_score_when_found_then_its_nearness_is_the_part_that_was_typed(void **state) {
    (void)state;
    assert_int_equal(score("参学率", "参学率"), 4000 + 999);
    assert_int_equal(score("参学", "参学率"), 3000 + 999 * 2 / 3);
    assert_int_equal(score("学率", "中心组参学率"), 2000 + 999 * 2 / 6);
    /* "study group" has 11 characters of 26, in another order: half */
    assert_int_equal(score("study group", "group for theory and study"), 2000 + 999 * 11 / 26 / 2);
    /* 参学 of {参学 学律}: 500; alike 2 * 1 / (2 + 2): 500 */
    assert_int_equal(score("参学律", "参学率"), 1000 + 500);
    /* 5 characters, one slip: 800; 3 of 4 pairs wrong would be less */
    assert_int_equal(score("近视率监侧", "近视率监测"), 1000 + 800);
    /* " te" "che" "her" "er " of 6, alike 2 * 4 / (6 + 7): (2 * 666 + 615) / 3 = 649; one slip of 6: 833 */
    assert_int_equal(score("techer", "teacher"), 1000 + 833);
}

static void test_score_when_names_compete_then_the_better_one_comes_first(void **state) {
    (void)state;
    static const char *const names[] = {"教师培训",     "教师培训覆盖率",
                                        "新教师培训",   "培训教师培训机构人员",
                                        "教师集中培训", "骨干教师专题培训"};
    int last = 5000;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        int found = score("教师培训", names[i]);
        if (found >= last)
            fail_msg("%s: %d is not below %d", names[i], found, last);
        last = found;
    }
    assert_true(last > 0);
}

static void test_score_when_the_query_is_long_then_only_its_beginning_counts(void **state) {
    (void)state;
    char q[3 * 200 + 1] = "";
    for (size_t i = 0; i < 200; i++)
        for (size_t byte = 0; byte < 3; byte++)
            q[3 * i + byte] = "学"[byte];
    q[sizeof q - 1] = '\0';
    assert_int_equal(match(q, q), SEARCH_PREFIX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_score_when_typed_in_one_way_or_another_then_the_match_is_told),
        cmocka_unit_test(test_score_when_found_then_its_nearness_is_the_part_that_was_typed),
        cmocka_unit_test(test_score_when_names_compete_then_the_better_one_comes_first),
        cmocka_unit_test(test_score_when_the_query_is_long_then_only_its_beginning_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
