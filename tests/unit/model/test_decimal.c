#include "model/decimal.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define NINES_36 "999999999999999999999999999999999999"
#define ZEROS_35 "00000000000000000000000000000000000"

static struct decimal number(const char *written) {
    struct decimal d = {0, 0};
    struct err err;
    if (!decimal_parse(text_from(written), &d, &err))
        fail_msg("%s: %s", written, err.detail);
    return d;
}

static void assert_decimal(struct decimal d, const char *expected) {
    char written[DECIMAL_TEXT_MAX];
    assert_int_equal(decimal_print(d, written), strlen(expected));
    assert_string_equal(written, expected);
}

static void test_decimal_parse_keeps_digits(void **state) {
    (void)state;
    static const struct {
        const char *written, *printed;
        int scale;
    } rows[] = {
        {"0", "0", 0},
        {"6", "6", 0},
        {"93.70", "93.70", 2},
        {"94.64", "94.64", 2},
        {"-3", "-3", 0},
        {"-0.5", "-0.5", 1},
        {"0.05", "0.05", 2},
        {"-0", "0", 0},
        {"-0.00", "0.00", 2},
        {"007", "7", 0},
        {"00.10", "0.10", 2},
        {"350000000", "350000000", 0},
        {"0.000000000000000001", "0.000000000000000001", 18},
        {NINES_36, NINES_36, 0},
        {"-" NINES_36, "-" NINES_36, 0},
        {"999999999999999999.999999999999999999", "999999999999999999.999999999999999999", 18},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct decimal d = number(rows[i].written);
        assert_int_equal(d.scale, rows[i].scale);
        assert_decimal(d, rows[i].printed);
    }
}

static void test_decimal_parse_when_not_a_number_then_refused(void **state) {
    (void)state;
    static const char *const rows[] = {
        "",
        "-",
        ".",
        ".5",
        "5.",
        "-.5",
        "--1",
        "+1",
        "1e5",
        "1E5",
        " 1",
        "1 ",
        "1,000",
        "1.2.3",
        "0x1",
        "12abc",
        "１２",
        "三",
        "NaN",
        "inf",
        "-inf",
        "1-2",
        "1.-2",
        "%",
        "94.6%",
        "1_000",
        "٣",
        "1.",
        "1..2",
        "\n1",
        "1\n",
        /* 37 digits; 19 places */
        "1" ZEROS_35 "0",
        "-1" ZEROS_35 "0",
        "0.1000000000000000000",
        "0.0000000000000000001",
        "1000000000000000000.0000000000000000001",
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct decimal d = {77, 3};
        struct err err;
        if (decimal_parse(text_from(rows[i]), &d, &err))
            fail_msg("took \"%s\"", rows[i]);
        assert_int_equal(err.code, ERR_BAD_NUMBER);
        assert_true(d.coefficient == 77 && d.scale == 3);
        assert_false(decimal_parse(text_from(rows[i]), &d, NULL));
    }
}

static void test_decimal_parse_when_a_nul_is_inside_then_refused(void **state) {
    (void)state;
    struct decimal d;
    assert_false(decimal_parse(TEXT_OF("1\0"), &d, NULL));
    assert_false(decimal_parse((struct text){NULL, 0}, &d, NULL));
}

static void test_decimal_parse_names_what_it_refused(void **state) {
    (void)state;
    struct decimal d;
    struct err err;
    assert_false(decimal_parse(TEXT_OF("6次"), &d, &err));
    assert_non_null(strstr(err.detail, "\"6次\""));
    /* A long one is cut at a character: 48 bytes are 16 of these. */
    char many[40 * 3 + 1];
    for (size_t i = 0; i < 40; i++)
        memcpy(many + 3 * i, "亿", 4);
    assert_false(decimal_parse(text_from(many), &d, &err));
    assert_non_null(strstr(err.detail, "\"亿亿亿亿亿亿亿亿亿亿亿亿亿亿亿亿…\""));
}

static void test_decimal_from_int_takes_all_of_long_long(void **state) {
    (void)state;
    assert_decimal(decimal_from_int(0), "0");
    assert_decimal(decimal_from_int(-42), "-42");
    assert_decimal(decimal_from_int(9223372036854775807LL), "9223372036854775807");
    assert_decimal(decimal_from_int(-9223372036854775807LL - 1), "-9223372036854775808");
}

static void test_decimal_compare_goes_by_value_across_scales(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        int order;
    } rows[] = {
        {"93.7", "93.70", 0},
        {"93.7", "93.71", -1},
        {"0", "0.000", 0},
        {"-1", "1", -1},
        {"-1.5", "-1.50", 0},
        {"-1.5", "-1.4", -1},
        {"-0.5", "0", -1},
        {"-0.5", "0.5", -1},
        {"0.5", "0.49", 1},
        {"10", "9.999999999999999999", 1},
        {NINES_36, "0.000000000000000001", 1},
        {"-" NINES_36, "-0.000000000000000001", -1},
        {"-" NINES_36, NINES_36, -1},
        {NINES_36, "999999999999999999.999999999999999999", 1},
        {"999999999999999999", "999999999999999999.000000000000000000", 0},
        {"999999999999999999", "999999999999999999.000000000000000001", -1},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(decimal_compare(number(rows[i].a), number(rows[i].b)), rows[i].order);
        assert_int_equal(decimal_compare(number(rows[i].b), number(rows[i].a)), -rows[i].order);
    }
}

static void test_decimal_sign_and_negate(void **state) {
    (void)state;
    assert_int_equal(decimal_sign(number("0.00")), 0);
    assert_int_equal(decimal_sign(number("0.01")), 1);
    assert_int_equal(decimal_sign(number("-0.01")), -1);
    assert_decimal(decimal_negate(number("-93.70")), "93.70");
    assert_decimal(decimal_negate(number("0.00")), "0.00");
}

typedef bool (*binary_fn)(struct decimal, struct decimal, struct decimal *);

/* expected NULL: must fail and leave the result alone. */
struct binary_row {
    binary_fn operation;
    const char *a, *b, *expected;
};

static void test_decimal_add_subtract_multiply(void **state) {
    (void)state;
    static const struct binary_row rows[] = {
        {decimal_add, "1.5", "2.25", "3.75"},
        {decimal_add, "93.7", "0.00", "93.70"}, /* the larger scale */
        {decimal_add, "1", "-1.00", "0.00"},
        {decimal_add, NINES_36, "0", NINES_36},
        {decimal_add, NINES_36, "1", NULL},
        {decimal_add, NINES_36, "0.1", NULL}, /* 37 digits */
        {decimal_add, NINES_36, "-" NINES_36, "0"},
        /* The aligned coefficient alone has 37 digits, the sum 36: 10^35 - 0.1 */
        {decimal_add, "1" ZEROS_35, "-0.1", "99999999999999999999999999999999999.9"},
        {decimal_add, NINES_36, "-0.000000000000000001", NULL},
        {decimal_subtract, "94.64", "93.7", "0.94"},
        {decimal_subtract, "0", "5", "-5"},
        {decimal_subtract, "-" NINES_36, "1", NULL},
        {decimal_multiply, "1.2", "1.50", "1.800"},
        {decimal_multiply, "-3", "4", "-12"},
        {decimal_multiply, "-0.5", "-0.5", "0.25"},
        {decimal_multiply, "0.0", "-9", "0.0"},
        {decimal_multiply, "1000000000000000000", "100000000000000000", "1" ZEROS_35},
        {decimal_multiply, "1000000000000000000", "1000000000000000000", NULL}, /* 10^36 */
        {decimal_multiply, NINES_36, NINES_36, NULL},
        {decimal_multiply, "0.000000001", "0.000000001", "0.000000000000000001"},
        {decimal_multiply, "0.0000000001", "0.000000001", NULL}, /* scale 19 */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct decimal result = {77, 3};
        bool is_done = rows[i].operation(number(rows[i].a), number(rows[i].b), &result);
        assert_int_equal(is_done, rows[i].expected != NULL);
        if (is_done)
            assert_decimal(result, rows[i].expected);
        else
            assert_true(result.coefficient == 77 && result.scale == 3);
    }
}

static void test_decimal_shift_is_exact(void **state) {
    (void)state;
    static const struct {
        const char *d;
        int power;
        const char *expected;
    } rows[] = {
        {"1.2", 4, "12000"},
        {"1.2", 1, "12"},
        {"1.25", 1, "12.5"},
        {"3.5", 8, "350000000"},
        {"1.20", 2, "120"},
        {"93.70", 0, "93.70"},
        {"946", -1, "94.6"},
        {"-5", -2, "-0.05"},
        {"300", -2, "3.00"},
        {"0", 40, "0"},
        {"0.00", 1, "0.0"},
        {"0.00", 100, "0"},
        {"1", -18, "0.000000000000000001"},
        {"1", -19, NULL},
        {"0.1", -18, NULL},
        {"1", 35, "1" ZEROS_35},
        {"1", 36, NULL},
        {"1", 39, NULL},
        {"1", 1000000, NULL},
        {"0.000000000000000001", 53, "1" ZEROS_35},
        {"0.000000000000000001", 54, NULL},
        {"1", -1000000, NULL},
        {"1", INT32_MAX, NULL},
        {"1", INT32_MIN, NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct decimal result = {77, 3};
        bool is_done = decimal_shift(number(rows[i].d), rows[i].power, &result);
        assert_int_equal(is_done, rows[i].expected != NULL);
        if (is_done)
            assert_decimal(result, rows[i].expected);
        else
            assert_true(result.coefficient == 77 && result.scale == 3);
    }
}

static void test_decimal_divide_rounds_half_away_from_zero(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        int scale;
        const char *expected;
    } rows[] = {
        {"1", "3", 2, "0.33"},
        {"2", "3", 2, "0.67"},
        {"1", "8", 2, "0.13"}, /* 0.125 */
        {"-1", "8", 2, "-0.13"},
        {"1", "-8", 2, "-0.13"},
        {"-1", "-8", 2, "0.13"},
        {"1", "2", 0, "1"},
        {"-1", "2", 0, "-1"},
        {"1", "3", 0, "0"},
        {"-1", "3", 0, "0"},
        {"0", "7", 2, "0.00"},
        {"94", "9364", 2, "0.01"},
        {"600", "5", 2, "120.00"},
        {"0.6", "0.05", 1, "12.0"},
        {"1.005", "1", 2, "1.01"},
        {"1.004", "1", 2, "1.00"},
        {"1", "0", 2, NULL},
        {"0", "0.00", 2, NULL},
        {"1", "2", -1, NULL},
        {"1", "2", 19, NULL},
        {NINES_36, "1", 0, NINES_36},
        {NINES_36, "1", 1, NULL},
        {NINES_36, "0.1", 0, NULL},
        /* 2^92: times 10^36 it is 0 modulo 2^128. */
        {"4951760157141521099596496896", "0.000000000000000001", 18, NULL},
        {"1", NINES_36, 18, "0.000000000000000000"},
        {NINES_36, NINES_36, 18, "1.000000000000000000"},
        /* A denominator that cannot be brought to scale 18 in 128 bits. */
        {"0.000000000000000001", NINES_36, 0, "0"},
        {"999999999999999999.999999999999999999", NINES_36, 0, "0"},
        {"0.999999999999999999", "1", 0, "1"},
        {"999999999999999999999999999999999999", "3", 0, "333333333333333333333333333333333333"},
        /* 10^35 / 7 * 10: 36 digits of 1/7 */
        {"1" ZEROS_35, "0.7", 0, "142857142857142857142857142857142857"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct decimal result = {77, 3};
        bool is_done = decimal_divide(number(rows[i].a), number(rows[i].b), rows[i].scale, &result);
        assert_int_equal(is_done, rows[i].expected != NULL);
        if (is_done)
            assert_decimal(result, rows[i].expected);
        else
            assert_true(result.coefficient == 77 && result.scale == 3);
    }
}

static void test_decimal_round_both_ways(void **state) {
    (void)state;
    static const struct {
        const char *d;
        int scale;
        const char *expected;
    } rows[] = {
        {"2.5", 0, "3"},
        {"-2.5", 0, "-3"},
        {"2.4999", 0, "2"},
        {"0.5", 0, "1"},
        {"-0.4", 0, "0"},
        {"1.005", 2, "1.01"},
        {"-1.005", 2, "-1.01"},
        {"9.995", 2, "10.00"},
        {"93.7", 3, "93.700"},
        {"93.70", 2, "93.70"},
        {"7", 18, "7.000000000000000000"},
        {NINES_36, 1, NULL},
        {"1", 19, NULL},
        {"1", -1, NULL},
        {"99999999999999999999999999999999999.9", 0, "1" ZEROS_35},
        {"0.999999999999999999", 17, "1.00000000000000000"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct decimal result = {77, 3};
        bool is_done = decimal_round(number(rows[i].d), rows[i].scale, &result);
        assert_int_equal(is_done, rows[i].expected != NULL);
        if (is_done)
            assert_decimal(result, rows[i].expected);
        else
            assert_true(result.coefficient == 77 && result.scale == 3);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimal_parse_keeps_digits),
        cmocka_unit_test(test_decimal_parse_when_not_a_number_then_refused),
        cmocka_unit_test(test_decimal_parse_when_a_nul_is_inside_then_refused),
        cmocka_unit_test(test_decimal_parse_names_what_it_refused),
        cmocka_unit_test(test_decimal_from_int_takes_all_of_long_long),
        cmocka_unit_test(test_decimal_compare_goes_by_value_across_scales),
        cmocka_unit_test(test_decimal_sign_and_negate),
        cmocka_unit_test(test_decimal_add_subtract_multiply),
        cmocka_unit_test(test_decimal_shift_is_exact),
        cmocka_unit_test(test_decimal_divide_rounds_half_away_from_zero),
        cmocka_unit_test(test_decimal_round_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
