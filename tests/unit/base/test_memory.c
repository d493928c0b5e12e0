#include "base/memory.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void test_memory_alloc_is_zeroed(void **state) {
    (void)state;
    static const char zeros[100];
    char *block = memory_alloc(sizeof(zeros));
    assert_non_null(block);
    assert_memory_equal(block, zeros, sizeof(zeros));
    memory_free(block);
    block = memory_alloc(0);
    assert_non_null(block);
    memory_free(block);
    memory_free(NULL);
}

static void test_memory_fail_after_fails_the_nth_once(void **state) {
    (void)state;
    memory_fail_after(2);
    char *first = memory_alloc(4);
    assert_non_null(first);
    assert_false(memory_has_failed());
    first[0] = 'k';
    assert_null(memory_resize(first, 400)); /* the second */
    assert_true(memory_has_failed());
    assert_int_equal(first[0], 'k');
    char *grown = memory_resize(first, 400);
    assert_non_null(grown);
    assert_int_equal(grown[0], 'k');
    memory_free(grown);
    memory_fail_after(0);
    assert_false(memory_has_failed());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_alloc_is_zeroed),
        cmocka_unit_test(test_memory_fail_after_fails_the_nth_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
