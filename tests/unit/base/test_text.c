#include "base/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define assert_text(t, expected)                                                                             \
    do {                                                                                                     \
        struct text shown_ = (t);                                                                            \
        assert_int_equal(shown_.len, sizeof(expected) - 1);                                                  \
        assert_memory_equal(shown_.ptr, expected, sizeof(expected) - 1);                                     \
    } while (0)

static void test_text_from_null_is_empty(void **state) {
    (void)state;
    assert_int_equal(text_from(NULL).len, 0);
    assert_int_equal(text_from("").len, 0);
    assert_text(text_from("户数"), "户数");
}

static void test_text_slice_beyond_the_end_is_cut(void **state) {
    (void)state;
    struct text t = TEXT("abcdef");
    assert_text(text_slice(t, 1, 3), "bc");
    assert_text(text_slice(t, 4, 99), "ef");
    assert_int_equal(text_slice(t, 99, 120).len, 0);
    assert_int_equal(text_slice(t, 3, 2).len, 0);
    assert_int_equal(text_slice((struct text){NULL, 0}, 0, 5).len, 0);
}

static void test_text_equal_and_compare_follow_bytes(void **state) {
    (void)state;
    static const struct {
        struct text a, b;
        int order;
    } rows[] = {
        {TEXT("a"), TEXT("b"), -1},       {TEXT("a"), TEXT("a"), 0},    {TEXT("ab"), TEXT("a"), 1},
        {TEXT(""), TEXT("a"), -1},        {{NULL, 0}, TEXT(""), 0},     {{NULL, 0}, {NULL, 0}, 0},
        {TEXT("a\0b"), TEXT("a\0c"), -1}, {TEXT("\xE4"), TEXT("z"), 1},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int order = text_compare(rows[i].a, rows[i].b);
        assert_int_equal((order > 0) - (order < 0), rows[i].order);
        int back = text_compare(rows[i].b, rows[i].a);
        assert_int_equal((back > 0) - (back < 0), -rows[i].order);
        assert_int_equal(text_equal(rows[i].a, rows[i].b), rows[i].order == 0);
    }
}

static void test_text_starts_and_ends_with(void **state) {
    (void)state;
    struct text t = TEXT("约1.2万人");
    assert_true(text_starts_with(t, TEXT_OF("约")));
    assert_true(text_starts_with(t, TEXT_OF("")));
    assert_true(text_starts_with(t, t));
    assert_false(text_starts_with(t, TEXT_OF("近")));
    assert_false(text_starts_with(TEXT_OF("a"), TEXT_OF("ab")));
    assert_true(text_ends_with(t, TEXT_OF("人")));
    assert_true(text_ends_with(t, TEXT_OF("")));
    assert_false(text_ends_with(t, TEXT_OF("户")));
    assert_false(text_ends_with(TEXT_OF("b"), TEXT_OF("ab")));
    assert_true(text_ends_with((struct text){NULL, 0}, (struct text){NULL, 0}));
}

static void test_text_find_gives_the_first_at_or_after_from(void **state) {
    (void)state;
    struct text t = TEXT("abcabc");
    assert_int_equal(text_find(t, TEXT_OF("bc"), 0), 1);
    assert_int_equal(text_find(t, TEXT_OF("bc"), 1), 1);
    assert_int_equal(text_find(t, TEXT_OF("bc"), 2), 4);
    assert_true(text_find(t, TEXT_OF("bc"), 5) == SIZE_MAX);
    assert_true(text_find(t, TEXT_OF("bc"), 60) == SIZE_MAX);
    assert_true(text_find(t, TEXT_OF(""), 0) == SIZE_MAX);
    assert_true(text_find((struct text){NULL, 0}, TEXT_OF("a"), 0) == SIZE_MAX);
}

static void test_text_trim_takes_ascii_and_wide_space(void **state) {
    (void)state;
    assert_text(text_trim(TEXT_OF(" \t\r\n　走访　农户　 \n")), "走访　农户");
    assert_text(text_trim(TEXT_OF("x")), "x");
    assert_int_equal(text_trim(TEXT_OF("　 　")).len, 0);
    assert_int_equal(text_trim((struct text){NULL, 0}).len, 0);
    /* The last two bytes of U+3000 alone are not white space. */
    assert_text(text_trim(TEXT_OF("a\x80\x80")), "a\x80\x80");
}

static void test_text_split_gives_empty_parts_between(void **state) {
    (void)state;
    struct text rest = TEXT("a,,b"), part;
    assert_true(text_split(&rest, ',', &part));
    assert_text(part, "a");
    assert_true(text_split(&rest, ',', &part));
    assert_int_equal(part.len, 0);
    assert_true(text_split(&rest, ',', &part));
    assert_text(part, "b");
    assert_false(text_split(&rest, ',', &part));
}

static void test_text_split_of_nothing_gives_nothing(void **state) {
    (void)state;
    struct text rest = TEXT(""), part;
    assert_false(text_split(&rest, ',', &part));
    rest = (struct text){NULL, 0};
    assert_false(text_split(&rest, ',', &part));
    rest = TEXT_OF("a,");
    assert_true(text_split(&rest, ',', &part));
    assert_text(part, "a");
    assert_false(text_split(&rest, ',', &part));
}

/* Values of the published FNV-1a test suite: the empty string, "a" and "foobar". */
static void test_text_hash_is_fnv_1a(void **state) {
    (void)state;
    assert_true(text_hash(TEXT_OF("")) == 0xcbf29ce484222325ULL);
    assert_true(text_hash(TEXT_OF("a")) == 0xaf63dc4c8601ec8cULL);
    assert_true(text_hash(TEXT_OF("foobar")) == 0x85944171f73967e8ULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_from_null_is_empty),
        cmocka_unit_test(test_text_slice_beyond_the_end_is_cut),
        cmocka_unit_test(test_text_equal_and_compare_follow_bytes),
        cmocka_unit_test(test_text_starts_and_ends_with),
        cmocka_unit_test(test_text_find_gives_the_first_at_or_after_from),
        cmocka_unit_test(test_text_trim_takes_ascii_and_wide_space),
        cmocka_unit_test(test_text_split_gives_empty_parts_between),
        cmocka_unit_test(test_text_split_of_nothing_gives_nothing),
        cmocka_unit_test(test_text_hash_is_fnv_1a),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
