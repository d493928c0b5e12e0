#include "model/quantity.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NINES_36     "999999999999999999999999999999999999"

static struct decimal number(const char *written) {
    struct decimal d = {0, 0};
    if (!decimal_parse(text_from(written), &d, NULL))
        fail_msg("%s is no number", written);
    return d;
}

/* "[300, 400)", "(-inf, 5]" */
static void interval_print(const struct quantity *q, char *out, size_t size) {
    char low[DECIMAL_TEXT_MAX] = "-inf", high[DECIMAL_TEXT_MAX] = "+inf";
    if (q->low.present)
        decimal_print(q->low.at, low);
    if (q->high.present)
        decimal_print(q->high.at, high);
    snprintf(out, size, "%c%s, %s%c", q->low.present && !q->low.is_open ? '[' : '(', low, high,
             q->high.present && !q->high.is_open ? ']' : ')');
}

static void assert_interval(struct quantity q, const char *expected) {
    char written[120];
    interval_print(&q, written, sizeof(written));
    assert_string_equal(written, expected);
    assert_int_equal(q.reason, REASON_NONE);
}

static void test_quantity_exact_is_a_closed_point(void **state) {
    (void)state;
    struct quantity q = quantity_exact(number("6"));
    assert_int_equal(q.bound, BOUND_EXACT);
    assert_true(q.has_value);
    assert_interval(q, "[6, 6]");
    assert_interval(quantity_exact(number("93.70")), "[93.70, 93.70]");
}

static void test_quantity_about_by_leaning(void **state) {
    (void)state;
    static const struct {
        const char *value;
        int place;
        enum leaning leaning;
        const char *interval;
    } rows[] = {
        {"300", 2, LEANING_ABOVE, "[300, 400)"},        /* 300余人 */
        {"20", 1, LEANING_ABOVE, "[20, 30)"},           /* 20余家 */
        {"120", 1, LEANING_ABOVE, "[120, 130)"},        /* 120多人 */
        {"12000", 3, LEANING_AROUND, "[11500, 12500)"}, /* 约1.2万人 */
        {"12000", 3, LEANING_ABOVE, "[12000, 13000)"},  /* 1.2万余人 */
        {"30", 1, LEANING_BELOW, "[20, 30)"},           /* 近三成 */
        {"400", 2, LEANING_BELOW, "[300, 400)"},        /* 近400 */
        {"94.6", -1, LEANING_AROUND, "[94.55, 94.65)"}, /* 约94.6% */
        {"94.6", -1, LEANING_ABOVE, "[94.6, 94.7)"},    {"7", 0, LEANING_AROUND, "[6.5, 7.5)"}, /* 7次左右 */
        {"-3", 0, LEANING_ABOVE, "(-4, -3]"}, /* 下降3%多 */
        {"-3", 0, LEANING_BELOW, "(-3, -2]"}, /* 下降近3% */
        {"-3", 0, LEANING_AROUND, "(-3.5, -2.5]"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct quantity q = quantity_about(number(rows[i].value), rows[i].place, rows[i].leaning);
        assert_int_equal(q.bound, BOUND_ABOUT);
        assert_true(q.has_value);
        assert_int_equal(decimal_compare(q.value, number(rows[i].value)), 0);
        assert_interval(q, rows[i].interval);
    }
}

static void test_quantity_about_zero_is_exact_zero(void **state) {
    (void)state;
    struct quantity q = quantity_about(number("0"), 0, LEANING_AROUND);
    assert_int_equal(q.bound, BOUND_EXACT);
    assert_interval(q, "[0, 0]");
}

static void test_quantity_about_at_the_limits_is_unbounded_there(void **state) {
    (void)state;
    /* 10^36 - 1 and one unit of 10^35 more has 37 digits. */
    assert_interval(quantity_about(number(NINES_36), 35, LEANING_ABOVE), "[" NINES_36 ", +inf)");
    assert_interval(quantity_about(number("-" NINES_36), 35, LEANING_ABOVE), "(-inf, -" NINES_36 "]");
    /* Half a unit of the 18th place would stand at the 19th. */
    assert_interval(quantity_about(number("0.000000000000000001"), -18, LEANING_AROUND), "(-inf, +inf)");
    assert_interval(quantity_about(number("0.000000000000000001"), -18, LEANING_ABOVE),
                    "[0.000000000000000001, 0.000000000000000002)");
}

static void test_quantity_bounds_and_range(void **state) {
    (void)state;
    struct quantity q = quantity_at_least(number("20"), true); /* 超过20次 */
    assert_int_equal(q.bound, BOUND_AT_LEAST);
    assert_true(q.has_value);
    assert_interval(q, "(20, +inf)");
    assert_interval(quantity_at_least(number("20"), false), "[20, +inf)"); /* 不少于20次 */
    q = quantity_at_most(number("5"), false);                              /* 不超过5起 */
    assert_int_equal(q.bound, BOUND_AT_MOST);
    assert_true(q.has_value);
    assert_interval(q, "(-inf, 5]");
    assert_interval(quantity_at_most(number("5"), true), "(-inf, 5)");
    q = quantity_range(number("8"), number("10")); /* 8—10名 */
    assert_int_equal(q.bound, BOUND_RANGE);
    assert_false(q.has_value);
    assert_interval(q, "[8, 10]");
    assert_interval(quantity_range(number("10"), number("8")), "[8, 10]");
    assert_interval(quantity_range(number("-10"), number("-10")), "[-10, -10]");
}

static void test_quantity_null_has_neither_value_nor_interval(void **state) {
    (void)state;
    struct quantity q = quantity_null(REASON_BASE_ZERO);
    assert_int_equal(q.reason, REASON_BASE_ZERO);
    assert_false(q.has_value);
    assert_false(q.low.present);
    assert_false(q.high.present);
}

/* The quantities of the comparison table by name. */
static struct quantity q(const char *name) {
    if (strcmp(name, "null") == 0)
        return quantity_null(REASON_NOT_REPORTED);
    if (strcmp(name, "[300,400)") == 0)
        return quantity_about(number("300"), 2, LEANING_ABOVE);
    if (strcmp(name, "[400,500)") == 0)
        return quantity_about(number("400"), 2, LEANING_ABOVE);
    if (strcmp(name, "(20,inf)") == 0)
        return quantity_at_least(number("20"), true);
    if (strcmp(name, "[20,inf)") == 0)
        return quantity_at_least(number("20"), false);
    if (strcmp(name, "(-inf,20]") == 0)
        return quantity_at_most(number("20"), false);
    if (strcmp(name, "(-inf,20)") == 0)
        return quantity_at_most(number("20"), true);
    if (strcmp(name, "[8,10]") == 0)
        return quantity_range(number("8"), number("10"));
    if (strcmp(name, "[10,12]") == 0)
        return quantity_range(number("10"), number("12"));
    if (strcmp(name, "(-4,-3]") == 0)
        return quantity_about(number("-3"), 0, LEANING_ABOVE);
    return quantity_exact(number(name));
}

#define T TRUTH_TRUE
#define F TRUTH_FALSE
#define U TRUTH_UNDECIDED

static void test_quantity_comparisons_are_three_valued(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        enum truth below, above, same;
    } rows[] = {
        {"5", "6", T, F, F},
        {"6", "6", F, F, T},
        {"6", "6.00", F, F, T},
        {"300", "[300,400)", U, F, U}, /* 300 could be all there are */
        {"399", "[300,400)", U, U, U},
        {"400", "[300,400)", F, T, F}, /* the end is not in it */
        {"299", "[300,400)", T, F, F},
        {"[300,400)", "[400,500)", T, F, F}, /* touching, one end open */
        {"[300,400)", "[300,400)", U, U, U},
        {"[8,10]", "[10,12]", U, F, U}, /* touching, both closed: 10 and 10 */
        {"[8,10]", "10", U, F, U},
        {"[8,10]", "7", F, T, F},
        {"[8,10]", "8", F, U, U},
        {"20", "(20,inf)", T, F, F},
        {"20", "[20,inf)", U, F, U},
        {"21", "(20,inf)", U, U, U},
        {"(20,inf)", "(-inf,20]", F, T, F},
        {"[20,inf)", "(-inf,20)", F, T, F},
        {"[20,inf)", "(-inf,20]", F, U, U},
        {"(20,inf)", "[20,inf)", U, U, U},
        {"(-inf,20)", "(-inf,20)", U, U, U},
        {"-3", "(-4,-3]", F, U, U},
        {"-4", "(-4,-3]", T, F, F},
        {"null", "5", U, U, U},
        {"5", "null", U, U, U},
        {"null", "null", U, U, U},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct quantity a = q(rows[i].a), b = q(rows[i].b);
        enum truth below = quantity_below(&a, &b), above = quantity_below(&b, &a),
                   same = quantity_same(&a, &b);
        if (below != rows[i].below || above != rows[i].above || same != rows[i].same)
            fail_msg("%s against %s: below %d, above %d, same %d", rows[i].a, rows[i].b, below, above, same);
        assert_int_equal(quantity_same(&b, &a), same);
    }
}

static void test_decimal_place_is_of_the_last_digit_that_is_not_zero(void **state) {
    (void)state;
    static const struct {
        const char *written;
        int place;
    } rows[] = {{"300", 2},   {"12000", 3}, {"7", 0},     {"94.6", -1}, {"93.70", -1}, {"0.05", -2},
                {"10.00", 1}, {"0", 0},     {"0.000", 0}, {"-300", 2},  {"-0.5", -1},  {"305", 0}};
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(decimal_place(number(rows[i].written)), rows[i].place);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantity_exact_is_a_closed_point),
        cmocka_unit_test(test_quantity_about_by_leaning),
        cmocka_unit_test(test_quantity_about_zero_is_exact_zero),
        cmocka_unit_test(test_quantity_about_at_the_limits_is_unbounded_there),
        cmocka_unit_test(test_quantity_bounds_and_range),
        cmocka_unit_test(test_quantity_null_has_neither_value_nor_interval),
        cmocka_unit_test(test_quantity_comparisons_are_three_valued),
        cmocka_unit_test(test_decimal_place_is_of_the_last_digit_that_is_not_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
