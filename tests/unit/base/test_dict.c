#include "base/dict.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

enum { KEYS = 5000 };

static void test_dict_when_empty_then_nothing_is_found(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct dict dict;
    dict_init(&dict, &arena);
    assert_null(dict_get(&dict, TEXT_OF("a")));
    assert_null(dict_get(&dict, TEXT_OF("")));
    arena_fini(&arena);
}

static void test_dict_put_again_replaces(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct dict dict;
    dict_init(&dict, &arena);
    int one = 1, two = 2, empty = 3;
    assert_true(dict_put(&dict, TEXT_OF("满意度"), &one));
    assert_true(dict_put(&dict, TEXT_OF(""), &empty));
    assert_true(dict_put(&dict, TEXT_OF("满意度"), &two));
    assert_int_equal(dict.count, 2);
    assert_ptr_equal(dict_get(&dict, TEXT_OF("满意度")), &two);
    assert_ptr_equal(dict_get(&dict, (struct text){NULL, 0}), &empty);
    assert_null(dict_get(&dict, TEXT_OF("满意")));
    arena_fini(&arena);
}

static void test_dict_grown_over_thousands_finds_each(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 8 << 20);
    struct dict dict;
    dict_init(&dict, &arena);
    static int values[KEYS];
    for (int i = 0; i < KEYS; i++)
        assert_true(dict_put(&dict, arena_printf(&arena, "key-%d", i), &values[i]));
    assert_int_equal(dict.count, KEYS);
    assert_int_equal(dict.capacity & (dict.capacity - 1), 0);
    for (int i = 0; i < KEYS; i++)
        assert_ptr_equal(dict_get(&dict, arena_printf(&arena, "key-%d", i)), &values[i]);
    for (int i = KEYS; i < 2 * KEYS; i++)
        assert_null(dict_get(&dict, arena_printf(&arena, "key-%d", i)));
    arena_fini(&arena);
}

static void test_dict_when_the_arena_is_full_then_put_fails_and_the_rest_stays(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 2000);
    struct dict dict;
    dict_init(&dict, &arena);
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    static int values[26];
    size_t stored = 0;
    while (stored < 26 && dict_put(&dict, (struct text){letters + stored, 1}, &values[stored]))
        stored++;
    assert_true(stored > 0 && stored < 26);
    assert_true(arena_overflowed(&arena));
    assert_int_equal(dict.count, stored);
    for (size_t i = 0; i < stored; i++)
        assert_ptr_equal(dict_get(&dict, (struct text){letters + i, 1}), &values[i]);
    assert_null(dict_get(&dict, (struct text){letters + stored, 1}));
    /* Replacing needs no room. */
    assert_true(dict_put(&dict, TEXT_OF("a"), &values[25]));
    assert_ptr_equal(dict_get(&dict, TEXT_OF("a")), &values[25]);
    arena_fini(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dict_when_empty_then_nothing_is_found),
        cmocka_unit_test(test_dict_put_again_replaces),
        cmocka_unit_test(test_dict_grown_over_thousands_finds_each),
        cmocka_unit_test(test_dict_when_the_arena_is_full_then_put_fails_and_the_rest_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
