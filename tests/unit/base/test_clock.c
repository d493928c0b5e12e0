#include "base/clock.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void test_clock_set_stops_both(void **state) {
    (void)state;
    clock_set(1635724800000, 42);
    assert_true(clock_wall_ms() == 1635724800000);
    assert_true(clock_monotonic_ms() == 42);
    clock_set(0, 0);
    assert_true(clock_wall_ms() == 0);
    assert_true(clock_monotonic_ms() == 0);
    clock_set(-1, -1);
}

static void test_clock_negative_gives_the_real_ones_back(void **state) {
    (void)state;
    clock_set(5, 5);
    clock_set(-1, -1);
    /* 2024-01-01; this program is younger. */
    assert_true(clock_wall_ms() > 1704067200000);
    int64_t before = clock_monotonic_ms();
    assert_true(clock_monotonic_ms() >= before);
    clock_set(-1, 7);
    assert_true(clock_wall_ms() > 1704067200000);
    assert_true(clock_monotonic_ms() == 7);
    clock_set(-1, -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clock_set_stops_both),
        cmocka_unit_test(test_clock_negative_gives_the_real_ones_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
