#include "unit/extract/extract_case.h"

static void test_claims_when_change_then_owner_and_basis(void **state) {
    (void)state;
    static const struct {
        const char *sentence;
        size_t change; /* ordinal */
        int owner;
        enum figure_basis basis;
        const char *label;
    } cases[] = {
        {"接待读者5.1万人次，同比增长6%。", 1, 0, BASIS_YOY, "接待读者"},
        {"销售额80万元，环比下降3%。", 1, 0, BASIS_POP, "销售额"},
        {"参保率97%，比2019年提高4个百分点。", 1, 0, BASIS_SINCE, "参保率"},
        {"产值年均增长8%。", 0, FIGURE_NOT_OWNED, BASIS_SINCE, "产值"},
        {"客运量增长7%。", 0, FIGURE_NOT_OWNED, BASIS_YOY, "客运量"},
        {"财政收入增长5%，达到12亿元。", 0, 1, BASIS_YOY, "财政收入"},
        {"商铺310家、摊位90个，分别增长2%和4%。", 3, 1, BASIS_YOY, "摊位"},
        {"水稻、小麦产量分别增长3%、-1%。", 0, FIGURE_NOT_OWNED, BASIS_YOY, "水稻产量"},
        {"出警640起，较上年减少25起，下降3.8%。", 2, 0, BASIS_YOY, "出警"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct extract_result result = extract_text(&arena, cases[i].sentence, "2022");
        if (result.count <= cases[i].change) {
            fail_msg("%s: %zu figures", cases[i].sentence, result.count);
        }
        const struct figure *f = &result.figures[cases[i].change];
        if (f->kind != FIGURE_CHANGE || f->change_of != cases[i].owner || f->basis != cases[i].basis) {
            fail_msg("%s: kind %d, owner %d, basis %d", cases[i].sentence, (int)f->kind, f->change_of,
                     (int)f->basis);
        }
        assert_text(f->label, cases[i].label, cases[i].sentence);
        arena_fini(&arena);
    }
}

static void test_claims_when_no_change_then_no_owner_and_no_basis(void **state) {
    (void)state;
    struct arena arena;
    struct extract_result result = extract_text(&arena, "同比来看，今年开放展厅6个。", "2022");
    const struct figure *f = only_figure(&result, "plain");
    assert_int_equal(f->change_of, FIGURE_NOT_OWNED);
    assert_int_equal(f->basis, BASIS_NONE);
    arena_fini(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_claims_when_change_then_owner_and_basis),
        cmocka_unit_test(test_claims_when_no_change_then_no_owner_and_no_basis),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
