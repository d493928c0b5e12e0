#include "observe.h"

#include "series/combine.h"

static const char *const MOST = "999999999999999999999999999999999999"; /* 36 digits: one more does not fit */

/* About, at least, at most or a range, in its written form; value "": none is shown. */
static void assert_open(const struct quantity *q, enum bound bound, const char *value, const char *expected) {
    char low[DECIMAL_TEXT_MAX] = "-inf", high[DECIMAL_TEXT_MAX] = "+inf", form[128];
    assert_int_equal(q->reason, REASON_NONE);
    assert_string_equal(bound_name(q->bound), bound_name(bound));
    assert_int_equal(q->has_value, value[0] != '\0');
    if (q->has_value)
        assert_decimal(q->value, value);
    if (q->low.present)
        decimal_print(q->low.at, low);
    if (q->high.present)
        decimal_print(q->high.at, high);
    bool low_open = !q->low.present || q->low.is_open, high_open = !q->high.present || q->high.is_open;
    snprintf(form, sizeof form, "%c%s, %s%c", low_open ? '(' : '[', low, high, high_open ? ')' : ']');
    assert_string_equal(form, expected);
}

static struct quantity over_300(void) {
    return quantity_about(dec("300"), 2, LEANING_ABOVE); /* 300余: [300, 400) */
}

/* ---- sums and differences ---- */

static void test_sum_of_exact_values_is_exact_and_keeps_its_digits(void **state) {
    (void)state;
    const struct quantity a = exact("93.70"), b = exact("6.3"), zero = exact("0");
    struct quantity sum = combine_add(&a, &b);
    assert_value(&sum, "100.00");
    assert_int_equal(sum.bound, BOUND_EXACT);
    assert_int_equal(decimal_compare(sum.low.at, sum.high.at), 0);
    sum = combine_add(&a, &zero);
    assert_value(&sum, "93.70");
    /* No binary fractions in between: 0.1 + 0.2 is 0.3. */
    const struct quantity tenth = exact("0.1"), fifth = exact("0.2");
    sum = combine_add(&tenth, &fifth);
    assert_value(&sum, "0.3");
}

static void test_difference_of_exact_values_may_be_below_zero(void **state) {
    (void)state;
    const struct quantity a = exact("26"), b = exact("30.5");
    struct quantity less = combine_subtract(&a, &b);
    assert_value(&less, "-4.5");
    less = combine_subtract(&b, &a);
    assert_value(&less, "4.5");
}

static void test_sum_with_an_interval_is_one_and_the_shown_value_stays_shown(void **state) {
    (void)state;
    const struct quantity a = over_300(), b = exact("200");
    struct quantity sum = combine_add(&a, &b);
    assert_open(&sum, BOUND_ABOUT, "500", "[500, 600)");
    sum = combine_add(&b, &a);
    assert_open(&sum, BOUND_ABOUT, "500", "[500, 600)");
    sum = combine_add(&a, &a);
    assert_open(&sum, BOUND_ABOUT, "600", "[600, 800)");
}

static void test_difference_of_intervals_takes_the_opposite_ends(void **state) {
    (void)state;
    const struct quantity a = over_300(), b = quantity_range(dec("8"), dec("10")), c = exact("50");
    struct quantity less = combine_subtract(&a, &c);
    assert_open(&less, BOUND_ABOUT, "250", "[250, 350)");
    less = combine_subtract(&c, &a); /* 50 - 400 is not reached, 50 - 300 is */
    assert_open(&less, BOUND_ABOUT, "-250", "(-350, -250]");
    less = combine_subtract(&a, &b);
    assert_open(&less, BOUND_RANGE, "", "[290, 392)");
    less = combine_subtract(&a, &a); /* two things that are each 300余, not one */
    assert_open(&less, BOUND_ABOUT, "0", "(-100, 100)");
}

static void test_sum_with_a_bound_is_a_bound(void **state) {
    (void)state;
    const struct quantity above = quantity_at_least(dec("20"), true), ten = exact("10");
    const struct quantity most = quantity_at_most(dec("5"), false),
                          range = quantity_range(dec("1"), dec("2"));
    struct quantity q = combine_add(&above, &ten);
    assert_open(&q, BOUND_AT_LEAST, "30", "(30, +inf)");
    q = combine_subtract(&ten, &above);
    assert_open(&q, BOUND_AT_MOST, "-10", "(-inf, -10)");
    q = combine_subtract(&ten, &most);
    assert_open(&q, BOUND_AT_LEAST, "5", "[5, +inf)");
    q = combine_add(&most, &range); /* nothing is shown of a range: the end is */
    assert_open(&q, BOUND_AT_MOST, "7", "(-inf, 7]");
}

static void test_sum_of_bounds_on_both_sides_says_nothing(void **state) {
    (void)state;
    const struct quantity above = quantity_at_least(dec("20"), true),
                          most = quantity_at_most(dec("5"), false);
    struct quantity q = combine_add(&above, &most);
    assert_no_value(&q, REASON_APPROXIMATE);
    q = combine_subtract(&above, &above);
    assert_no_value(&q, REASON_APPROXIMATE);
}

static void test_a_missing_operand_is_not_zero_and_the_first_reason_is_given(void **state) {
    (void)state;
    const struct quantity missing = quantity_null(REASON_NOT_REPORTED), held = quantity_null(REASON_WITHHELD);
    const struct quantity five = exact("5");
    struct quantity q = combine_add(&missing, &five);
    assert_no_value(&q, REASON_NOT_REPORTED);
    q = combine_add(&five, &held);
    assert_no_value(&q, REASON_WITHHELD);
    q = combine_subtract(&held, &missing);
    assert_no_value(&q, REASON_WITHHELD);
    q = combine_subtract(&missing, &held);
    assert_no_value(&q, REASON_NOT_REPORTED);
    q = combine_mean(&missing, 2);
    assert_no_value(&q, REASON_NOT_REPORTED);
    q = combine_ratio(&five, &held, 2);
    assert_no_value(&q, REASON_WITHHELD);
    q = combine_ratio(&missing, &held, 2);
    assert_no_value(&q, REASON_NOT_REPORTED);
}

static void test_what_does_not_fit_a_decimal_is_overflow(void **state) {
    (void)state;
    const struct quantity most = exact(MOST), one = exact("1"), minus = exact("-1");
    struct quantity q = combine_add(&most, &one);
    assert_no_value(&q, REASON_OVERFLOW);
    q = combine_subtract(&most, &minus);
    assert_no_value(&q, REASON_OVERFLOW);
    q = combine_ratio(&most, &one, 2);
    assert_no_value(&q, REASON_OVERFLOW);
    q = combine_subtract(&most, &one);
    assert_value(&q, "999999999999999999999999999999999998");
}

/* ---- means ---- */

static void test_mean_has_two_places_more_than_its_total_and_rounds_half_away_from_zero(void **state) {
    (void)state;
    static const struct {
        const char *total;
        uint32_t count;
        const char *mean;
    } cases[] = {
        {"10", 4, "2.50"},        {"2", 3, "0.67"}, {"1", 3, "0.33"},      {"1", 8, "0.13"}, /* 0.125 */
        {"-1", 8, "-0.13"},       {"0", 5, "0.00"}, {"7.50", 2, "3.7500"}, {"0.1", 3, "0.033"},
        {"12345", 1, "12345.00"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct quantity total = exact(cases[i].total);
        struct quantity mean = combine_mean(&total, cases[i].count);
        assert_value(&mean, cases[i].mean);
        assert_int_equal(mean.bound, BOUND_EXACT);
    }
}

static void test_mean_of_an_interval_divides_its_ends(void **state) {
    (void)state;
    const struct quantity about = over_300(), range = quantity_range(dec("8"), dec("10"));
    struct quantity mean = combine_mean(&about, 8);
    assert_open(&mean, BOUND_ABOUT, "37.50", "[37.50, 50.00)");
    mean = combine_mean(&range, 4);
    assert_open(&mean, BOUND_RANGE, "", "[2.00, 2.50]");
    const struct quantity least = quantity_at_least(dec("20"), true);
    mean = combine_mean(&least, 8);
    assert_open(&mean, BOUND_AT_LEAST, "2.50", "(2.50, +inf)");
}

/* ---- ratios ---- */

static void test_ratio_is_rounded_to_two_places_half_away_from_zero(void **state) {
    (void)state;
    static const struct {
        const char *numerator, *denominator;
        int power;
        const char *ratio;
    } cases[] = {
        {"2", "3", 2, "66.67"},    {"1", "3", 2, "33.33"},      {"937", "1000", 2, "93.70"},
        {"8", "1000", 3, "8.00"},  {"1", "800", 2, "0.13"}, /* 0.125 */
        {"-1", "800", 2, "-0.13"}, {"0", "7", 2, "0.00"},       {"3", "2", 0, "1.50"},
        {"5", "4", 2, "125.00"},   {"1.5", "0.5", 2, "300.00"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct quantity above = exact(cases[i].numerator), below = exact(cases[i].denominator);
        struct quantity ratio = combine_ratio(&above, &below, cases[i].power);
        assert_value(&ratio, cases[i].ratio);
        assert_int_equal(ratio.bound, BOUND_EXACT);
    }
}

static void test_ratio_when_denominator_is_zero_or_negative_then_says_so(void **state) {
    (void)state;
    const struct quantity one = exact("1"), zero = exact("0"), minus = exact("-4");
    struct quantity q = combine_ratio(&one, &zero, 2);
    assert_no_value(&q, REASON_BASE_ZERO);
    q = combine_ratio(&zero, &zero, 2);
    assert_no_value(&q, REASON_BASE_ZERO);
    q = combine_ratio(&one, &minus, 2);
    assert_no_value(&q, REASON_BASE_NEGATIVE);
    /* It may be zero: 0 to 10, at most 5, -1 to 1. */
    const struct quantity range = quantity_range(dec("0"), dec("10")),
                          most = quantity_at_most(dec("5"), false);
    const struct quantity across = quantity_range(dec("-1"), dec("1"));
    q = combine_ratio(&one, &range, 2);
    assert_no_value(&q, REASON_BASE_ZERO);
    q = combine_ratio(&one, &most, 2);
    assert_no_value(&q, REASON_BASE_ZERO);
    q = combine_ratio(&one, &across, 2);
    assert_no_value(&q, REASON_BASE_ZERO);
}

static void test_ratio_of_intervals_takes_the_ends_furthest_out(void **state) {
    (void)state;
    const struct quantity some = over_300(), all = exact("500"),
                          range = quantity_range(dec("400"), dec("500"));
    struct quantity ratio = combine_ratio(&some, &all, 2);
    assert_open(&ratio, BOUND_ABOUT, "60.00", "[60.00, 80.00)");
    ratio = combine_ratio(&some, &range, 2); /* 300/500 to 400/400 */
    assert_open(&ratio, BOUND_RANGE, "", "[60.00, 100.00)");
    const struct quantity two = exact("200");
    ratio = combine_ratio(&two, &range, 2); /* 200/500 to 200/400 */
    assert_open(&ratio, BOUND_RANGE, "", "[40.00, 50.00]");
    const struct quantity minus = exact("-200");
    ratio = combine_ratio(&minus, &range, 2); /* -200/400 to -200/500 */
    assert_open(&ratio, BOUND_RANGE, "", "[-50.00, -40.00]");
}

static void test_ratio_of_a_bound_is_a_bound(void **state) {
    (void)state;
    const struct quantity above = quantity_at_least(dec("20"), true), all = exact("50");
    struct quantity ratio = combine_ratio(&above, &all, 2);
    assert_open(&ratio, BOUND_AT_LEAST, "40.00", "(40.00, +inf)");
}

/* 20 out of more than 50 are less than 40 %; no least share is told. */
static void test_ratio_when_denominator_has_no_upper_end_then_below_its_end_only(void **state) {
    (void)state;
    const struct quantity twenty = exact("20"), over = quantity_at_least(dec("50"), true);
    struct quantity ratio = combine_ratio(&twenty, &over, 2);
    assert_open(&ratio, BOUND_AT_MOST, "40.00", "(-inf, 40.00)");
}

int main(void) {
#define CASE(name) cmocka_unit_test(name)
    const struct CMUnitTest tests[] = {
        CASE(test_sum_of_exact_values_is_exact_and_keeps_its_digits),
        CASE(test_difference_of_exact_values_may_be_below_zero),
        CASE(test_sum_with_an_interval_is_one_and_the_shown_value_stays_shown),
        CASE(test_difference_of_intervals_takes_the_opposite_ends),
        CASE(test_sum_with_a_bound_is_a_bound),
        CASE(test_sum_of_bounds_on_both_sides_says_nothing),
        CASE(test_a_missing_operand_is_not_zero_and_the_first_reason_is_given),
        CASE(test_what_does_not_fit_a_decimal_is_overflow),
        CASE(test_mean_has_two_places_more_than_its_total_and_rounds_half_away_from_zero),
        CASE(test_mean_of_an_interval_divides_its_ends),
        CASE(test_ratio_is_rounded_to_two_places_half_away_from_zero),
        CASE(test_ratio_when_denominator_is_zero_or_negative_then_says_so),
        CASE(test_ratio_of_intervals_takes_the_ends_furthest_out),
        CASE(test_ratio_of_a_bound_is_a_bound),
        CASE(test_ratio_when_denominator_has_no_upper_end_then_below_its_end_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
