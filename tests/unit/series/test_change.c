#include "observe.h"

#include "series/change.h"

/* Quantities in short: "6", "~300" (300余), ">20", ">=20", "<=5", "8_10" (8—10). */
static struct quantity q(const char *form) {
    struct text t = text_from(form), low;
    struct text rest = t;
    if (form[0] == '~') {
        struct decimal d = dec(form + 1);
        return quantity_about(d, decimal_place(d), LEANING_ABOVE);
    }
    if (strncmp(form, ">=", 2) == 0)
        return quantity_at_least(dec(form + 2), false);
    if (form[0] == '>')
        return quantity_at_least(dec(form + 1), true);
    if (strncmp(form, "<=", 2) == 0)
        return quantity_at_most(dec(form + 2), false);
    if (text_split(&rest, '_', &low) && low.len < t.len) {
        struct decimal from, to;
        assert_true(decimal_parse(low, &from, NULL));
        assert_true(decimal_parse(rest, &to, NULL));
        return quantity_range(from, to);
    }
    return exact(form);
}

static void test_change_between_when_both_exact_then_exact_difference_and_two_places(void **state) {
    (void)state;
    static const struct {
        const char *value, *base, *absolute, *relative;
    } cases[] = {
        {"94.11", "93.70", "0.41", "0.44"},   /* 41 / 93.70 = 0.43756… */
        {"112", "86", "26", "30.23"},         /* 2600 / 86 = 30.2325… */
        {"93.70", "94.64", "-0.94", "-0.99"}, /* -94 / 94.64 = -0.9932… */
        {"801", "800", "1", "0.13"},          /* 0.125: half goes away from zero */
        {"799", "800", "-1", "-0.13"},        /* -0.125 likewise */
        {"86", "86", "0", "0.00"},
        {"0", "5", "-5", "-100.00"},
        {"3", "1", "2", "200.00"},
        {"94.6", "93.70", "0.90", "0.96"}, /* 90 / 93.70 = 0.9605…; the finer scale stays */
        {"1", "3", "-2", "-66.67"},        /* -66.666… */
        {"-1", "4", "-5", "-125.00"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct quantity value = q(cases[i].value), base = q(cases[i].base);
        struct change change = change_between(&value, &base);
        assert_int_equal(change.reason, REASON_NONE);
        assert_value(&change.absolute, cases[i].absolute);
        assert_value(&change.relative, cases[i].relative);
    }
}

static void test_change_between_when_base_is_zero_then_absolute_stays(void **state) {
    (void)state;
    struct quantity value = exact("4"), base = exact("0");
    struct change change = change_between(&value, &base);
    assert_int_equal(change.reason, REASON_NONE);
    assert_value(&change.absolute, "4");
    assert_no_value(&change.relative, REASON_BASE_ZERO);
    value = exact("0.00");
    change = change_between(&value, &base);
    assert_value(&change.absolute, "0.00");
    assert_no_value(&change.relative, REASON_BASE_ZERO);
}

static void test_change_between_when_base_is_negative_then_absolute_stays(void **state) {
    (void)state;
    struct quantity value = exact("1.5"), base = exact("-3");
    struct change change = change_between(&value, &base);
    assert_int_equal(change.reason, REASON_NONE);
    assert_value(&change.absolute, "4.5");
    assert_no_value(&change.relative, REASON_BASE_NEGATIVE);
}

static void test_change_between_when_one_is_inexact_then_intervals(void **state) {
    (void)state;
    static const struct {
        const char *value, *base, *absolute, *relative;
    } cases[] = {
        {"~300", "280", "[20, 120)", "[7.14, 42.86)"},     /* 300余 against 280: 20/280, 120/280 */
        {"280", "~300", "(-120, -20]", "(-30.00, -6.67]"}, /* -120/400, -20/300 */
        {"~300", "~200", "(0, 200)", "(0.00, 100.00)"},    /* [300,400) against [200,300) */
        {"8_10", "8", "[0, 2]", "[0.00, 25.00]"},
        {"30", ">20", "(-inf, 10)", "(-100.00, 50.00)"}, /* the base may be any height */
        {"0", ">=20", "(-inf, -20]", "[-100.00, -100.00]"},
        {">20", "16", "(4, +inf)", "(25.00, +inf)"},
        {"<=5", "8", "(-inf, -3]", "(-inf, -37.50]"},
        {"10", "<=5", "[5, +inf)", "(-inf, +inf)"}, /* the base may be zero */
        {"10", "0_5", "[5, 10]", "(-inf, +inf)"},
        {">20", ">20", "(-inf, +inf)", "(-100.00, +inf)"},
        {"-2_4", "10_20", "[-22, -6]", "[-120.00, -60.00]"}, /* -2/10 and 4/10 are the furthest quotients */
        {"-4_-2", "10_20", "[-24, -12]", "[-140.00, -110.00]"}, /* -4/10, -2/20 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct quantity value = q(cases[i].value), base = q(cases[i].base);
        struct change change = change_between(&value, &base);
        assert_int_equal(change.reason, REASON_APPROXIMATE);
        assert_interval(&change.absolute, cases[i].absolute);
        assert_interval(&change.relative, cases[i].relative);
    }
}

static void test_change_between_when_inexact_base_is_below_zero_then_base_negative(void **state) {
    (void)state;
    struct quantity value = exact("2"), base = q("~-3"); /* (-4, -3] */
    struct change change = change_between(&value, &base);
    assert_interval(&change.absolute, "[5, 6)");
    assert_no_value(&change.relative, REASON_BASE_NEGATIVE);
}

static void test_change_between_when_something_is_null_then_reason(void **state) {
    (void)state;
    static const struct {
        enum reason value, base, expected;
    } cases[] = {
        {REASON_NOT_REPORTED, REASON_NONE, REASON_NOT_REPORTED},
        {REASON_NOT_DUE, REASON_BASE_MISSING, REASON_NOT_DUE},
        {REASON_WITHHELD, REASON_NONE, REASON_WITHHELD},
        {REASON_NONE, REASON_NOT_REPORTED, REASON_BASE_MISSING},
        {REASON_NONE, REASON_NOT_DUE, REASON_BASE_MISSING},
        {REASON_NONE, REASON_BASE_MISSING, REASON_BASE_MISSING},
        {REASON_NONE, REASON_PERIOD_MISMATCH, REASON_PERIOD_MISMATCH},
        {REASON_NONE, REASON_DEFINITION_BREAK, REASON_DEFINITION_BREAK},
        {REASON_NONE, REASON_WITHHELD, REASON_WITHHELD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct quantity value = cases[i].value == REASON_NONE ? exact("1") : quantity_null(cases[i].value);
        struct quantity base = cases[i].base == REASON_NONE ? exact("1") : quantity_null(cases[i].base);
        struct change change = change_between(&value, &base);
        assert_int_equal(change.reason, cases[i].expected);
        assert_no_value(&change.absolute, cases[i].expected);
        assert_no_value(&change.relative, cases[i].expected);
    }
}

static void test_change_between_when_digits_do_not_fit_then_overflow(void **state) {
    (void)state;
    /* 36 nines, the largest coefficient, and one more. */
    struct quantity value = exact("999999999999999999999999999999999999"), base = exact("-1");
    struct change change = change_between(&value, &base);
    assert_int_equal(change.reason, REASON_OVERFLOW);
    assert_no_value(&change.absolute, REASON_OVERFLOW);
    /* The difference fits, a hundred times it does not. */
    base = exact("1");
    change = change_between(&value, &base);
    assert_value(&change.absolute, "999999999999999999999999999999999998");
    assert_no_value(&change.relative, REASON_OVERFLOW);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_change_between_when_both_exact_then_exact_difference_and_two_places),
        cmocka_unit_test(test_change_between_when_base_is_zero_then_absolute_stays),
        cmocka_unit_test(test_change_between_when_base_is_negative_then_absolute_stays),
        cmocka_unit_test(test_change_between_when_one_is_inexact_then_intervals),
        cmocka_unit_test(test_change_between_when_inexact_base_is_below_zero_then_base_negative),
        cmocka_unit_test(test_change_between_when_something_is_null_then_reason),
        cmocka_unit_test(test_change_between_when_digits_do_not_fit_then_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
