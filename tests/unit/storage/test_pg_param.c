/* Parameters as PostgreSQL reads them; that it does read them so is seen in the stores' tests. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/memory.h"
#include "storage/pg_param.h"

static void test_param_when_text_then_a_copy_that_ends_in_nul(void **state) {
    struct arena arena;
    (void)state;
    arena_init(&arena, 10000);
    char bytes[] = "满意率xyz";
    struct pg_param param = pg_param_text(&arena, (struct text){bytes, 9});
    bytes[0] = '?';
    assert_string_equal(param.value, "满意率");
    assert_int_equal(param.format, 0);
    assert_string_equal(pg_param_text(&arena, TEXT_OF("")).value, ""); /* empty is not null */
    assert_string_equal(pg_param_text(&arena, (struct text){0}).value, "");
    assert_string_equal(pg_param_int(&arena, INT64_MIN).value, "-9223372036854775808");
    assert_null(pg_param_null().value);
    arena_fini(&arena);
}

static void test_param_when_bytes_then_borrowed_with_their_length(void **state) {
    static const char bytes[] = {'\0', 'a', '\xff'};
    (void)state;
    struct pg_param param = pg_param_bytes(bytes, sizeof bytes);
    assert_ptr_equal(param.value, bytes);
    assert_int_equal(param.len, 3);
    assert_int_equal(param.format, 1);
    param = pg_param_bytes(NULL, 0);
    assert_non_null(param.value); /* no bytes are not null */
    assert_int_equal(param.len, 0);
}

static void test_array_when_items_hold_its_own_signs_then_they_are_escaped(void **state) {
    struct arena arena;
    struct pg_array array;
    (void)state;
    arena_init(&arena, 10000);
    pg_array_begin(&array);
    assert_string_equal(pg_array_end(&array, &arena).value, "{}");
    pg_array_begin(&array);
    pg_array_text(&array, TEXT_OF("a\"b\\c"));
    pg_array_text(&array, TEXT_OF("\"\"\\\\"));
    pg_array_string(&array, "{,} ");
    pg_array_text(&array, (struct text){0}); /* empty, and no pointer */
    pg_array_text(&array, TEXT_OF("NULL"));
    pg_array_null(&array);
    pg_array_int(&array, -7);
    pg_array_bool(&array, true);
    pg_array_bool(&array, false);
    assert_string_equal(pg_array_end(&array, &arena).value,
                        "{\"a\\\"b\\\\c\",\"\\\"\\\"\\\\\\\\\",\"{,} \",\"\",\"NULL\",NULL,-7,t,f}");
    assert_false(arena_overflowed(&arena));
    arena_fini(&arena);
}

static void test_param_when_the_arena_is_full_then_null_and_it_says_so(void **state) {
    struct arena arena;
    struct pg_array array;
    (void)state;
    arena_init(&arena, 0);
    pg_array_begin(&array);
    pg_array_string(&array, "a");
    (void)pg_array_end(&array, &arena);
    assert_true(arena_overflowed(&arena));
    arena_fini(&arena);
}

static void test_array_when_the_nth_allocation_fails_then_the_arena_says_so(void **state) {
    bool has_failed = true;
    size_t failures = 0;
    (void)state;
    for (size_t n = 1; has_failed; n++) {
        struct arena arena;
        struct pg_array array;
        arena_init(&arena, 100000);
        memory_fail_after(n);
        pg_array_begin(&array);
        for (int i = 0; i < 1000; i++)
            pg_array_string(&array, "item");
        struct pg_param param = pg_array_end(&array, &arena);
        has_failed = memory_has_failed();
        memory_fail_after(0);
        failures += has_failed;
        assert_int_equal(arena_overflowed(&arena), has_failed);
        assert_true(has_failed || strlen(param.value) == 1000 * strlen("\"item\",") + 1);
        arena_fini(&arena);
    }
    assert_true(failures >= 2); /* the array and the arena */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_param_when_text_then_a_copy_that_ends_in_nul),
        cmocka_unit_test(test_param_when_bytes_then_borrowed_with_their_length),
        cmocka_unit_test(test_array_when_items_hold_its_own_signs_then_they_are_escaped),
        cmocka_unit_test(test_param_when_the_arena_is_full_then_null_and_it_says_so),
        cmocka_unit_test(test_array_when_the_nth_allocation_fails_then_the_arena_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
