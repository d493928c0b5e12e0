/* Decimals against sums done as at school, digit by digit: quotients by counting how often the divisor can be taken away, order by
 * the digits written below each other. Random numbers of 0 to 36 digits, with nines, powers of ten and neighbours among them, so
 * that every width a short way is taken for is met, and its edges. */
#include "model/decimal.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

enum { ROUNDS = 200000, DIGITS_ROOM = 80 };

typedef unsigned __int128 magnitude;

static uint64_t seed = 88172645463325252U;

static unsigned below(unsigned limit) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)((seed >> 20) % limit);
}

static struct decimal any_decimal(void) {
    struct decimal d = {0, (int)below(DECIMAL_SCALE_MAX + 1)};
    unsigned kind = below(8), digits = below(DECIMAL_DIGITS_MAX + 1);
    for (unsigned i = 0; i < digits; i++)
        d.coefficient = 10 * d.coefficient + (kind == 0 ? 9 : kind == 1 ? i == 0 : below(10));
    if (kind == 2) /* about 2^63 and 2^64 */
        d.coefficient = ((__int128)1 << (63 + below(2))) + below(3) - 1;
    if (below(2) == 0)
        d.coefficient = -d.coefficient;
    if (below(4) == 0)
        d.scale = 0;
    return d;
}

static magnitude size_of(struct decimal d) {
    return d.coefficient < 0 ? (magnitude)-d.coefficient : (magnitude)d.coefficient;
}

/* The digits of `size` as numbers, at least `least` of them; returns how many. */
static size_t digits_of(magnitude size, size_t least, unsigned char *out) {
    size_t count = 0;
    for (magnitude rest = size; rest > 0 || count < least; rest /= 10)
        count++;
    for (size_t i = count; i-- > 0; size /= 10)
        out[i] = (unsigned char)(size % 10);
    return count;
}

/* Digits / divisor, half up; false where the quotient has more digits than a decimal. */
static bool school_divide(const unsigned char *digits, size_t count, magnitude divisor, magnitude *out) {
    magnitude rest = 0, limit = 1, quotient = 0;
    for (int i = 0; i < DECIMAL_DIGITS_MAX; i++)
        limit *= 10;
    for (size_t i = 0; i < count; i++) {
        unsigned times = 0;
        for (rest = 10 * rest + digits[i]; rest >= divisor; rest -= divisor)
            times++;
        quotient = 10 * quotient + times;
        if (quotient >= limit)
            return false;
    }
    *out = quotient + (2 * rest >= divisor ? 1 : 0);
    return *out < limit;
}

static bool expected_quotient(struct decimal a, struct decimal b, int scale, __int128 *out) {
    unsigned char digits[DIGITS_ROOM] = {0};
    magnitude divisor = size_of(b), quotient = 0;
    int shift = scale + b.scale - a.scale;
    size_t count = digits_of(size_of(a), 0, digits);
    for (; shift > 0; shift--)
        digits[count++] = 0;
    for (; shift < 0 && divisor < size_of(a) * 10; shift++) /* further it only stays below a half */
        divisor *= 10;
    if (!school_divide(digits, count, divisor, &quotient))
        return false;
    *out = (a.coefficient < 0) != (b.coefficient < 0) ? -(__int128)quotient : (__int128)quotient;
    return true;
}

static void test_decimal_divide_when_numbers_are_random_then_as_at_school(void **state) {
    (void)state;
    unsigned delivered = 0, refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
        struct decimal a = any_decimal(), b = any_decimal(), quotient;
        int scale = (int)below(DECIMAL_SCALE_MAX + 1);
        __int128 expected = 0;
        if (b.coefficient == 0)
            continue;
        bool fits = expected_quotient(a, b, scale, &expected);
        assert_int_equal(decimal_divide(a, b, scale, &quotient), fits);
        assert_true(!fits || (quotient.coefficient == expected && quotient.scale == scale));
        delivered += fits;
        refused += !fits;
    }
    assert_true(delivered > ROUNDS / 2 && refused > ROUNDS / 50);
}

/* Sign, then 36 digits before the point, where those of both stand in one column, and 18 behind. */
static int school_order(struct decimal a, struct decimal b) {
    unsigned char left[DIGITS_ROOM] = {0}, right[DIGITS_ROOM] = {0};
    const size_t width = DECIMAL_DIGITS_MAX + DECIMAL_SCALE_MAX;
    if (decimal_sign(a) != decimal_sign(b))
        return decimal_sign(a) < decimal_sign(b) ? -1 : 1;
    digits_of(size_of(a), DECIMAL_DIGITS_MAX, left + a.scale);
    digits_of(size_of(b), DECIMAL_DIGITS_MAX, right + b.scale);
    int order = memcmp(left, right, width);
    order = (order > 0) - (order < 0);
    return decimal_sign(a) < 0 ? -order : order;
}

static void test_decimal_compare_when_numbers_are_random_then_as_written_below_each_other(void **state) {
    (void)state;
    unsigned equal = 0;
    for (int i = 0; i < ROUNDS; i++) {
        struct decimal a = any_decimal(), b = any_decimal();
        if (below(4) == 0 && decimal_round(a, (int)below(DECIMAL_SCALE_MAX + 1), &b) &&
            !decimal_add(b, (struct decimal){(int)below(3) - 1, b.scale}, &b))
            continue; /* past the last number there is */
        assert_int_equal(decimal_compare(a, b), school_order(a, b));
        equal += decimal_compare(a, b) == 0;
    }
    assert_true(equal > ROUNDS / 100);
}

static void test_decimal_print_when_numbers_are_random_then_the_digits_one_by_one(void **state) {
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        struct decimal d = any_decimal();
        unsigned char digits[DIGITS_ROOM];
        char expected[DIGITS_ROOM], got[DECIMAL_TEXT_MAX];
        size_t count = digits_of(size_of(d), (size_t)d.scale + 1, digits), len = 0;
        if (d.coefficient < 0)
            expected[len++] = '-';
        for (size_t at = 0; at < count; at++) {
            if (d.scale > 0 && at == count - (size_t)d.scale)
                expected[len++] = '.';
            expected[len++] = (char)('0' + digits[at]);
        }
        expected[len] = '\0';
        assert_int_equal(decimal_print(d, got), len);
        assert_string_equal(got, expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimal_divide_when_numbers_are_random_then_as_at_school),
        cmocka_unit_test(test_decimal_compare_when_numbers_are_random_then_as_written_below_each_other),
        cmocka_unit_test(test_decimal_print_when_numbers_are_random_then_the_digits_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
