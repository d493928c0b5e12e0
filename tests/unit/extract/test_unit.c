#include "unit/extract/extract_case.h"

#include "extract/unit.h"

static void test_unit_at_when_words_share_a_begin_then_longest(void **state) {
    (void)state;
    static const struct {
        const char *text, *name;
        enum unit_kind kind;
    } cases[] = {
        {"人次参加", "人次", UNIT_COUNT},
        {"人参加", "人", UNIT_COUNT},
        {"场(次)宣讲", "场(次)", UNIT_COUNT},
        {"个百分点", "百分点", UNIT_POINTS},
        {"个工作日", "个工作日", UNIT_DURATION},
        {"平方公里", "平方公里", UNIT_QUANTITY},
        {"平方米", "平方米", UNIT_QUANTITY},
        {"元/平方米", "元/平方米", UNIT_MONEY},
        {"周年", "周年", UNIT_NEVER},
        {"岁以上", "岁", UNIT_NEVER},
        {"%，", "%", UNIT_RATE},
        {"吨标煤", "吨标煤", UNIT_QUANTITY},
        {"位，", "位", UNIT_PLACE},
        {"分，", "分", UNIT_SCORE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct page page;
        size_t length;
        struct span name;
        arena_init(&arena, (size_t)1 << 20);
        assert_true(page_open(&page, &arena, NULL, text_from(cases[i].text)));
        const struct unit *unit = unit_at(&page, 0, page.length, &length, &name);
        assert_non_null(unit);
        assert_int_equal(unit->kind, cases[i].kind);
        assert_text(page_text(&page, name), cases[i].name, cases[i].text);
        arena_fini(&arena);
    }
}

static void test_unit_at_when_word_only_begins_like_a_unit_then_none(void **state) {
    (void)state;
    static const char *const cases[] = {"人才引进", "条件改善", "重点工程", "的方案", ""};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct page page;
        size_t length;
        struct span name;
        arena_init(&arena, (size_t)1 << 20);
        assert_true(page_open(&page, &arena, NULL, text_from(cases[i])));
        assert_null(unit_at(&page, 0, page.length, &length, &name));
        arena_fini(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unit_at_when_words_share_a_begin_then_longest),
        cmocka_unit_test(test_unit_at_when_word_only_begins_like_a_unit_then_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
