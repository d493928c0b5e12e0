#include "unit/extract/extract_case.h"

static void test_extract_when_text_has_no_figure_then_none(void **state) {
    (void)state;
    struct arena arena;
    assert_int_equal(extract_text(&arena, "", "2022").count, 0);
    arena_fini(&arena);
    assert_int_equal(extract_text(&arena, "\n\n \t\n", "2022").count, 0);
    arena_fini(&arena);
    assert_int_equal(extract_text(&arena, "没有数字的一句话。", "2022").count, 0);
    arena_fini(&arena);
}

static void test_extract_when_not_utf8_then_refused(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    struct extract_input input = {.text = TEXT_OF("办班\xff"
                                                  "3期")};
    struct extract_result result;
    struct err err;
    assert_false(extract_run(&arena, &input, &result, &err));
    assert_int_equal(err.code, ERR_BAD_ENCODING);
    arena_fini(&arena);
}

static void test_extract_when_arena_is_small_then_too_large(void **state) {
    (void)state;
    struct extract_input input = {
        .text = TEXT_OF("开展宣讲6场，走访农户85户，满意度达97.2%，同比提高1.1个百分点。")};
    /* every ceiling on the way: refused cleanly, until one is enough */
    bool was_refused = false, is_enough = false;
    for (size_t ceiling = 64; ceiling < (size_t)1 << 20 && !is_enough; ceiling += 509) {
        struct arena arena;
        struct extract_result result;
        struct err err = {0};
        arena_init(&arena, ceiling);
        is_enough = extract_run(&arena, &input, &result, &err);
        if (!is_enough) {
            was_refused = true;
            assert_int_equal(err.code, ERR_TOO_LARGE);
        } else {
            assert_int_equal(result.count, 4);
        }
        arena_fini(&arena);
    }
    assert_true(was_refused);
    assert_true(is_enough);
}

static void test_extract_when_figure_then_quote_holds_it(void **state) {
    (void)state;
    struct arena arena;
    struct extract_result result = extract_text(&arena, "前一句。走访农户85户，收到建议。后一句。", "2022");
    const struct figure *f = only_figure(&result, "quote");
    assert_text(f->quote, "走访农户85户，收到建议。", "quote");
    assert_int_equal(f->quote_start, 4);
    assert_int_equal(f->start, 8);
    assert_int_equal(f->end, 11);
    assert_int_equal(f->ordinal, 0);
    assert_int_equal(f->last_place, 0);
    arena_fini(&arena);
}

static void test_extract_when_sentence_is_endless_then_quote_is_bounded(void **state) {
    (void)state;
    static char text[60000];
    text[0] = '\0';
    size_t length = 0;
    for (int i = 0; i < 3000; i++) {
        length += (size_t)snprintf(text + length, sizeof text - length, "走访农户8户、");
    }
    struct arena arena;
    struct extract_result result = extract_text(&arena, text, "2022");
    assert_int_equal(result.count, 3000);
    for (size_t i = 0; i < result.count; i++) {
        assert_true(utf8_length(result.figures[i].quote) <= 310);
        assert_true(result.figures[i].quote_start <= result.figures[i].start);
    }
    arena_fini(&arena);
}

static void test_extract_when_run_twice_then_same(void **state) {
    (void)state;
    static const char text[] = "培训教师46人，满意率98%，较上年提高2个百分点；其中女教师30人。";
    struct arena a, b;
    struct extract_result one = extract_text(&a, text, "2022"), two = extract_text(&b, text, "2022");
    assert_int_equal(one.count, two.count);
    for (size_t i = 0; i < one.count; i++) {
        assert_true(text_equal(one.figures[i].label, two.figures[i].label));
        assert_int_equal(one.figures[i].start, two.figures[i].start);
        assert_int_equal(one.figures[i].confidence, two.figures[i].confidence);
    }
    arena_fini(&a);
    arena_fini(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_extract_when_text_has_no_figure_then_none),
        cmocka_unit_test(test_extract_when_not_utf8_then_refused),
        cmocka_unit_test(test_extract_when_arena_is_small_then_too_large),
        cmocka_unit_test(test_extract_when_figure_then_quote_holds_it),
        cmocka_unit_test(test_extract_when_sentence_is_endless_then_quote_is_bounded),
        cmocka_unit_test(test_extract_when_run_twice_then_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
