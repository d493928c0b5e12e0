#include "observe.h"

#include "series/printed.h"

static struct printed as_printed(const char *digits, int last_place) {
    const struct quantity q = exact(digits);
    return printed_from(&q, last_place, FIGURE_RATE);
}

static struct printed whole(const char *digits) {
    const struct quantity q = exact(digits);
    return printed_from(&q, 0, FIGURE_COUNT);
}

static struct printed about(const char *digits, int place, enum leaning leaning) {
    const struct quantity q = quantity_about(dec(digits), place, leaning);
    return printed_from(&q, place, FIGURE_COUNT);
}

static void assert_limits(struct printed printed, const char *low, const char *high) {
    assert_true(printed.low.present && printed.high.present);
    assert_int_equal(decimal_compare(printed.low.at, dec(low)), 0);
    assert_int_equal(decimal_compare(printed.high.at, dec(high)), 0);
}

static void assert_truth(enum truth got, enum truth expected) {
    static const char *const names[] = {"false", "true", "undecided"};
    assert_string_equal(names[got], names[expected]);
}

/* ---- what a printed number leaves open ---- */

static void test_printed_rate_is_open_by_half_its_last_place(void **state) {
    (void)state;
    assert_limits(as_printed("94.6", -1), "94.55", "94.65");
    assert_limits(as_printed("93.70", -2), "93.695", "93.705");
    assert_limits(as_printed("90", 0), "89.5", "90.5");
    assert_limits(as_printed("-3.2", -1), "-3.25", "-3.15");
    assert_limits(as_printed("0", 0), "-0.5", "0.5");
    assert_true(as_printed("94.6", -1).is_exact);
}

static void test_printed_count_is_whole_unless_told_in_wan(void **state) {
    (void)state;
    const struct quantity thousands = exact("12000");
    assert_limits(whole("26"), "26", "26");
    assert_limits(whole("0"), "0", "0");
    assert_limits(printed_from(&thousands, 3, FIGURE_COUNT), "11500", "12500");
    assert_limits(printed_from(&thousands, 0, FIGURE_COUNT), "12000", "12000");
}

static void test_printed_rank_is_never_rounded_but_money_is(void **state) {
    (void)state;
    const struct quantity third = exact("3"), yuan = exact("500");
    assert_limits(printed_from(&third, 0, FIGURE_RANK), "3", "3");
    assert_limits(printed_from(&yuan, 0, FIGURE_MONEY), "499.5", "500.5");
}

static void test_printed_approximate_number_is_its_interval(void **state) {
    (void)state;
    struct printed more = about("300", 2, LEANING_ABOVE); /* 300余 */
    assert_limits(more, "300", "400");
    assert_false(more.low.is_open);
    assert_true(more.high.is_open);
    assert_false(more.is_exact);
    const struct quantity above = quantity_at_least(dec("20"), true);
    struct printed over = printed_from(&above, 0, FIGURE_COUNT);
    assert_true(over.low.present && over.low.is_open);
    assert_false(over.high.present);
}

/* ---- changes ---- */

static void test_printed_difference_when_ends_just_touch_then_it_may_be(void **state) {
    (void)state;
    /* 94.55..94.65 less 93.65..93.75 is 0.8..1.0 */
    struct printed value = as_printed("94.6", -1), base = as_printed("93.7", -1);
    static const struct {
        const char *claimed;
        int place;
        enum truth expected;
    } cases[] = {
        {"0.9", -1, TRUTH_TRUE},     {"0.80", -2, TRUTH_TRUE}, {"0.795", -3, TRUTH_FALSE},
        {"0.79", -2, TRUTH_FALSE},   {"1.00", -2, TRUTH_TRUE}, {"1.005", -3, TRUTH_FALSE},
        {"1.005", -2, TRUTH_TRUE}, /* 1.000 to 1.010: its low end is reached */
        {"1.0051", -2, TRUTH_FALSE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct printed claimed = as_printed(cases[i].claimed, cases[i].place);
        assert_truth(printed_is_change(&value, &base, &claimed, PRINTED_DIFFERENCE), cases[i].expected);
    }
}

static void test_printed_relative_change_is_against_the_base_not_the_value(void **state) {
    (void)state;
    struct printed value = whole("25"), base = whole("20");
    struct printed rise = as_printed("25.00", -2), of_value = as_printed("20.00", -2);
    assert_truth(printed_is_change(&value, &base, &rise, PRINTED_RELATIVE), TRUTH_TRUE);
    assert_truth(printed_is_change(&value, &base, &of_value, PRINTED_RELATIVE), TRUTH_FALSE);
    struct printed fall = as_printed("-20.00", -2);
    assert_truth(printed_is_change(&base, &value, &fall, PRINTED_RELATIVE), TRUTH_TRUE);
}

static void test_printed_relative_change_is_decided_without_rounding_a_quotient(void **state) {
    (void)state;
    /* 4 against 3 is 33.333… %: 33.33 and 33.3 print it, 33.34 and 33.4 do not. */
    struct printed value = whole("4"), base = whole("3");
    static const struct {
        const char *claimed;
        int place;
        enum truth expected;
    } cases[] = {
        {"33.33", -2, TRUTH_TRUE},
        {"33.3", -1, TRUTH_TRUE},
        {"33", 0, TRUTH_TRUE},
        {"33.34", -2, TRUTH_FALSE},
        {"33.4", -1, TRUTH_FALSE},
        {"33.333333333333", -12, TRUTH_TRUE},
        {"33.333333333334", -12, TRUTH_FALSE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct printed claimed = as_printed(cases[i].claimed, cases[i].place);
        assert_truth(printed_is_change(&value, &base, &claimed, PRINTED_RELATIVE), cases[i].expected);
    }
}

static void test_printed_relative_change_when_base_may_be_zero_or_less_then_undecided(void **state) {
    (void)state;
    struct printed value = whole("5"), claimed = as_printed("100", 0);
    struct printed zero = whole("0"), negative = whole("-4"), perhaps = as_printed("0.4", 0);
    assert_truth(printed_is_change(&value, &zero, &claimed, PRINTED_RELATIVE), TRUTH_UNDECIDED);
    assert_truth(printed_is_change(&value, &negative, &claimed, PRINTED_RELATIVE), TRUTH_UNDECIDED);
    assert_truth(printed_is_change(&value, &perhaps, &claimed, PRINTED_RELATIVE), TRUTH_UNDECIDED);
    /* A difference needs no positive base. */
    struct printed nine = whole("9");
    assert_truth(printed_is_change(&value, &negative, &nine, PRINTED_DIFFERENCE), TRUTH_TRUE);
}

static void test_printed_relative_change_when_value_is_negative_then_ends_change_places(void **state) {
    (void)state;
    /* -2.5..-1.5 against 3.5..4.5: least -2.5/3.5 (-171.43 %), greatest -1.5/4.5 (-133.33 %). */
    struct printed value = as_printed("-2", 0), base = as_printed("4", 0);
    static const struct {
        const char *claimed;
        enum truth expected;
    } cases[] = {
        {"-133", TRUTH_FALSE}, /* -133.05 to -132.95: just past the end */
        {"-150", TRUTH_TRUE},
        {"-171", TRUTH_TRUE},
        {"-172", TRUTH_FALSE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct printed claimed = as_printed(cases[i].claimed, -1);
        assert_truth(printed_is_change(&value, &base, &claimed, PRINTED_RELATIVE), cases[i].expected);
    }
}

static void test_printed_advance_of_a_rank_is_base_less_value(void **state) {
    (void)state;
    struct printed value = whole("3"), base = whole("5"), two = whole("2"), minus_two = whole("-2");
    assert_truth(printed_is_change(&value, &base, &two, PRINTED_ADVANCE), TRUTH_TRUE);
    assert_truth(printed_is_change(&value, &base, &minus_two, PRINTED_ADVANCE), TRUTH_FALSE);
    assert_truth(printed_is_change(&base, &value, &minus_two, PRINTED_ADVANCE), TRUTH_TRUE);
}

static void test_printed_approximate_value_when_part_of_it_fits_then_undecided(void **state) {
    (void)state;
    struct printed value = about("300", 2, LEANING_ABOVE),
                   base = whole("250"); /* [20, 60) % more, [50, 150) */
    struct printed inside = as_printed("30", 0), below = as_printed("19", 0);
    assert_truth(printed_is_change(&value, &base, &inside, PRINTED_RELATIVE), TRUTH_UNDECIDED);
    assert_truth(printed_is_change(&value, &base, &below, PRINTED_RELATIVE), TRUTH_FALSE);
    struct printed last = whole("149"), outside = whole("150");
    assert_truth(printed_is_change(&value, &base, &last, PRINTED_DIFFERENCE), TRUTH_UNDECIDED);
    /* 400 is not 300余: the open end is not reached. */
    assert_truth(printed_is_change(&value, &base, &outside, PRINTED_DIFFERENCE), TRUTH_FALSE);
}

static void test_printed_approximate_value_when_all_of_it_fits_then_true(void **state) {
    (void)state;
    const struct quantity over = quantity_at_least(dec("20"), false);
    struct printed value = about("300", 2, LEANING_ABOVE), base = whole("250");
    struct printed claimed = printed_from(&over, 0, FIGURE_RATE); /* 增长20%以上 */
    assert_truth(printed_is_change(&value, &base, &claimed, PRINTED_RELATIVE), TRUTH_TRUE);
    const struct quantity half = quantity_at_least(dec("50"), false);
    claimed = printed_from(&half, 0, FIGURE_RATE);
    assert_truth(printed_is_change(&value, &base, &claimed, PRINTED_RELATIVE), TRUTH_UNDECIDED);
    const struct quantity sixty = quantity_at_least(dec("60"), false);
    claimed = printed_from(&sixty, 0, FIGURE_RATE);
    assert_truth(printed_is_change(&value, &base, &claimed, PRINTED_RELATIVE), TRUTH_FALSE);
}

static void test_printed_change_when_digits_do_not_fit_then_undecided_not_false(void **state) {
    (void)state;
    struct printed value = whole("99999999999999999999999999999999999"), base = whole("3");
    struct printed claimed = as_printed("5.25", -2);
    assert_truth(printed_is_change(&value, &base, &claimed, PRINTED_RELATIVE), TRUTH_UNDECIDED);
}

/* ---- ratios ---- */

static void test_printed_ratio_of_counts_agrees_within_the_rounding_of_the_rate(void **state) {
    (void)state;
    struct printed two = whole("2"), three = whole("3"); /* 66.666… % */
    static const struct {
        const char *rate;
        int place;
        enum truth expected;
    } cases[] = {
        {"66.67", -2, TRUTH_TRUE},  {"66.7", -1, TRUTH_TRUE}, {"67", 0, TRUTH_TRUE},
        {"66.66", -2, TRUTH_FALSE}, {"66", 0, TRUTH_FALSE},   {"150", 0, TRUTH_FALSE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct printed rate = as_printed(cases[i].rate, cases[i].place);
        assert_truth(printed_is_ratio(&two, &three, &rate, 2), cases[i].expected);
    }
    struct printed permille = as_printed("666.7", -1);
    assert_truth(printed_is_ratio(&two, &three, &permille, 3), TRUTH_TRUE);
}

static void test_printed_ratio_when_denominator_may_be_zero_then_undecided(void **state) {
    (void)state;
    struct printed two = whole("2"), zero = whole("0"), rate = as_printed("66.7", -1);
    assert_truth(printed_is_ratio(&two, &zero, &rate, 2), TRUTH_UNDECIDED);
}

static void test_printed_ratio_of_approximate_counts_is_three_valued(void **state) {
    (void)state;
    struct printed some = about("300", 2, LEANING_ABOVE), all = whole("500"); /* [60, 80) % */
    struct printed inside = as_printed("70.0", -1), below = as_printed("59.9", -1);
    assert_truth(printed_is_ratio(&some, &all, &inside, 2), TRUTH_UNDECIDED);
    assert_truth(printed_is_ratio(&some, &all, &below, 2), TRUTH_FALSE);
    const struct quantity range = quantity_range(dec("60"), dec("80"));
    struct printed whole_range = printed_from(&range, 0, FIGURE_RATE);
    assert_truth(printed_is_ratio(&some, &all, &whole_range, 2), TRUTH_TRUE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_printed_rate_is_open_by_half_its_last_place),
        cmocka_unit_test(test_printed_count_is_whole_unless_told_in_wan),
        cmocka_unit_test(test_printed_rank_is_never_rounded_but_money_is),
        cmocka_unit_test(test_printed_approximate_number_is_its_interval),
        cmocka_unit_test(test_printed_difference_when_ends_just_touch_then_it_may_be),
        cmocka_unit_test(test_printed_relative_change_is_against_the_base_not_the_value),
        cmocka_unit_test(test_printed_relative_change_is_decided_without_rounding_a_quotient),
        cmocka_unit_test(test_printed_relative_change_when_base_may_be_zero_or_less_then_undecided),
        cmocka_unit_test(test_printed_relative_change_when_value_is_negative_then_ends_change_places),
        cmocka_unit_test(test_printed_advance_of_a_rank_is_base_less_value),
        cmocka_unit_test(test_printed_approximate_value_when_part_of_it_fits_then_undecided),
        cmocka_unit_test(test_printed_approximate_value_when_all_of_it_fits_then_true),
        cmocka_unit_test(test_printed_change_when_digits_do_not_fit_then_undecided_not_false),
        cmocka_unit_test(test_printed_ratio_of_counts_agrees_within_the_rounding_of_the_rate),
        cmocka_unit_test(test_printed_ratio_when_denominator_may_be_zero_then_undecided),
        cmocka_unit_test(test_printed_ratio_of_approximate_counts_is_three_valued),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
