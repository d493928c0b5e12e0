#include "base/digits.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>

/* The C library is the oracle. */
static void assert_digits(uint64_t value) {
    char room[1 + DIGITS_MAX], expected[DIGITS_MAX + 1];
    memset(room, '#', sizeof room);
    int len = snprintf(expected, sizeof expected, "%" PRIu64, value);
    const char *from = digits_before(room + sizeof room, value);
    assert_int_equal(room + sizeof room - from, len);
    assert_memory_equal(from, expected, (size_t)len);
    assert_int_equal(from[-1], '#');
}

static void test_digits_before_when_the_count_of_digits_changes_then_all_are_there(void **state) {
    (void)state;
    uint64_t power = 1;
    for (int places = 0; places < DIGITS_MAX; places++, power *= 10)
        for (uint64_t more = 0; more < 12; more++) {
            assert_digits(power + more);
            assert_digits(power - 1 - (more < power ? more : 0));
        }
    for (uint64_t value = 0; value < 10000; value++)
        assert_digits(value);
    assert_digits(UINT64_MAX);
    assert_digits(UINT64_MAX / 2);
    assert_digits((uint64_t)INT64_MAX + 1);
}

static void test_digits_two_and_four_when_small_then_zeros_lead(void **state) {
    (void)state;
    for (unsigned value = 0; value < 10000; value++) {
        char room[5], expected[16];
        snprintf(expected, sizeof expected, "%04u", value);
        assert_ptr_equal(digits_four(room, value), room + 4);
        assert_memory_equal(room, expected, 4);
        if (value > 99)
            continue;
        assert_ptr_equal(digits_two(room, value), room + 2);
        assert_memory_equal(room, expected + 2, 2);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digits_before_when_the_count_of_digits_changes_then_all_are_there),
        cmocka_unit_test(test_digits_two_and_four_when_small_then_zeros_lead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
