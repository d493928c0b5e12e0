#include "observe.h"

#include "base/memory.h"
#include "series/spread.h"

enum { CEILING = 1 << 20 };

static struct arena arena;
static struct compare_spread spread;

static int set_up(void **state) {
    (void)state;
    arena_init(&arena, CEILING);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_fini(&arena);
    return 0;
}

static struct spread_value of(const char *org, const char *value) {
    return (struct spread_value){.value = dec(value), .org = text_from(org)};
}

static void assert_orgs(const struct text *orgs, size_t count, const char *expected) {
    char list[256] = "";
    for (size_t i = 0; i < count; i++) {
        strncat(list, i > 0 ? " " : "", sizeof list - strlen(list) - 1);
        strncat(list, orgs[i].ptr, sizeof list - strlen(list) - 1);
    }
    assert_string_equal(list, expected);
}

static void test_spread_names_least_greatest_and_the_range_between(void **state) {
    (void)state;
    struct spread_value values[] = {of("c", "94.11"), of("a", "-3"), of("b", "9.5")};
    assert_true(spread_measure(&arena, values, 3, &spread));
    assert_int_equal(spread.values, 3);
    assert_decimal(spread.least, "-3");
    assert_decimal(spread.greatest, "94.11");
    assert_true(spread.has_range);
    assert_decimal(spread.range, "97.11");
    assert_orgs(spread.least_orgs, spread.least_count, "a");
    assert_orgs(spread.greatest_orgs, spread.greatest_count, "c");
}

static void test_spread_of_an_odd_number_has_one_middle(void **state) {
    (void)state;
    struct spread_value values[] = {of("a", "5"), of("b", "1"), of("c", "100"), of("d", "4"), of("e", "2")};
    assert_true(spread_measure(&arena, values, 5, &spread));
    assert_decimal(spread.median_low, "4");
    assert_decimal(spread.median_high, "4");
}

static void test_spread_of_an_even_number_keeps_the_middle_two_apart(void **state) {
    (void)state;
    /* 92 and 94, never 93: that would be an averaged rate. */
    struct spread_value values[] = {of("a", "99"), of("b", "92"), of("c", "90"), of("d", "94")};
    assert_true(spread_measure(&arena, values, 4, &spread));
    assert_decimal(spread.median_low, "92");
    assert_decimal(spread.median_high, "94");
}

static void test_spread_when_values_tie_then_all_their_organisations_by_code(void **state) {
    (void)state;
    /* 93.7 and 93.70 are one value. */
    struct spread_value values[] = {of("d", "93.70"), of("c", "80"), of("b", "93.7"), of("a", "80.0"),
                                    of("e", "85")};
    assert_true(spread_measure(&arena, values, 5, &spread));
    assert_orgs(spread.least_orgs, spread.least_count, "a c");
    assert_orgs(spread.greatest_orgs, spread.greatest_count, "b d");
    assert_decimal(spread.median_low, "85");
    assert_int_equal(decimal_compare(spread.range, dec("13.7")), 0);
}

static void test_spread_of_one_value_is_no_distance(void **state) {
    (void)state;
    struct spread_value value = of("a", "94.6");
    assert_true(spread_measure(&arena, &value, 1, &spread));
    assert_decimal(spread.least, "94.6");
    assert_decimal(spread.greatest, "94.6");
    assert_decimal(spread.median_low, "94.6");
    assert_decimal(spread.median_high, "94.6");
    assert_true(spread.has_range);
    assert_int_equal(decimal_sign(spread.range), 0);
    assert_orgs(spread.least_orgs, spread.least_count, "a");
    assert_orgs(spread.greatest_orgs, spread.greatest_count, "a");
}

static void test_spread_of_all_the_same_names_everybody_on_both_sides(void **state) {
    (void)state;
    struct spread_value values[] = {of("b", "7"), of("a", "7")};
    assert_true(spread_measure(&arena, values, 2, &spread));
    assert_orgs(spread.least_orgs, spread.least_count, "a b");
    assert_orgs(spread.greatest_orgs, spread.greatest_count, "a b");
}

static void test_spread_without_values_has_no_range(void **state) {
    (void)state;
    assert_true(spread_measure(&arena, NULL, 0, &spread));
    assert_int_equal(spread.values, 0);
    assert_false(spread.has_range);
    assert_int_equal(spread.least_count, 0);
    assert_int_equal(spread.greatest_count, 0);
}

static void test_spread_when_range_does_not_fit_then_none_but_ends_stand(void **state) {
    (void)state;
    struct spread_value values[] = {of("a", "-999999999999999999999999999999999999"),
                                    of("b", "999999999999999999999999999999999999")};
    assert_true(spread_measure(&arena, values, 2, &spread));
    assert_false(spread.has_range);
    assert_decimal(spread.least, "-999999999999999999999999999999999999");
    assert_decimal(spread.greatest, "999999999999999999999999999999999999");
}

static void test_spread_when_many_tie_then_all_are_counted_and_the_first_listed(void **state) {
    (void)state;
    enum { MANY = COVERAGE_MISSING_MAX + 5 };
    static char codes[MANY][8];
    struct spread_value values[MANY];
    for (size_t i = 0; i < MANY; i++) {
        snprintf(codes[i], sizeof codes[i], "o%02zu", MANY - 1 - i);
        values[i] = of(codes[i], "7");
    }
    assert_true(spread_measure(&arena, values, MANY, &spread));
    assert_int_equal(spread.least_count, MANY);
    assert_int_equal(spread.greatest_count, MANY);
    assert_true(text_equal(spread.least_orgs[0], TEXT_OF("o00")));
    assert_true(text_equal(spread.least_orgs[COVERAGE_MISSING_MAX - 1], TEXT_OF("o19")));
    assert_true(text_equal(spread.greatest_orgs[0], TEXT_OF("o00")));
}

static void test_spread_when_memory_runs_out_then_false(void **state) {
    (void)state;
    bool is_through = false;
    for (size_t n = 1; !is_through; n++) {
        struct arena fresh;
        struct spread_value values[] = {of("a", "1"), of("b", "2")};
        arena_init(&fresh, CEILING);
        memory_fail_after(n);
        bool done = spread_measure(&fresh, values, 2, &spread);
        is_through = !memory_has_failed();
        memory_fail_after(0);
        assert_int_equal(done, is_through);
        arena_fini(&fresh);
    }
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_spread_names_least_greatest_and_the_range_between),
        CASE(test_spread_of_an_odd_number_has_one_middle),
        CASE(test_spread_of_an_even_number_keeps_the_middle_two_apart),
        CASE(test_spread_when_values_tie_then_all_their_organisations_by_code),
        CASE(test_spread_of_one_value_is_no_distance),
        CASE(test_spread_of_all_the_same_names_everybody_on_both_sides),
        CASE(test_spread_without_values_has_no_range),
        CASE(test_spread_when_range_does_not_fit_then_none_but_ends_stand),
        CASE(test_spread_when_many_tie_then_all_are_counted_and_the_first_listed),
        CASE(test_spread_when_memory_runs_out_then_false),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
