#include "observe.h"

#include "series/joined.h"

static struct arena arena;

static int set_up(void **state) {
    (void)state;
    arena_init(&arena, 1 << 20);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_fini(&arena);
    return 0;
}

static size_t differ(const struct observation *kept, size_t kept_count, const struct observation *other,
                     size_t other_count, struct joined_difference **out) {
    struct err err;
    size_t count = 99;
    assert_true(joined_differences(&arena, kept, kept_count, other, other_count, out, &count, &err));
    return count;
}

static void differences_when_values_differ_then_both_are_told(void **state) {
    (void)state;
    const struct observation kept[] = {said("2020-H1", "6"), said("2021-H1", "9.0"), said("2022-H1", "1")};
    const struct observation other[] = {said("2022-H1", "2"), said("2021-H1", "9"), said("2019-H1", "4")};
    struct joined_difference *found;
    assert_int_equal(differ(kept, 3, other, 3, &found), 1); /* 9.0 is 9; the others stand alone */
    assert_period(found[0].period, "2022-H1");
    assert_value(&found[0].kept, "1");
    assert_value(&found[0].other, "2");
}

static void differences_when_revised_then_what_counts_is_compared(void **state) {
    (void)state;
    struct observation kept[] = {said("2020-H1", "6"), said("2020-H1", "7")};
    const struct observation other[] = {said("2020-H1", "7")};
    kept[1].published = day("2021-03-01");
    struct joined_difference *found;
    assert_int_equal(differ(kept, 2, other, 1, &found), 0);
}

static void differences_when_of_another_status_or_taken_back_then_none(void **state) {
    (void)state;
    struct observation kept[] = {said("2020-H1", "6"), said("2021-H1", "8"), said("2021-H1", "8")};
    struct observation other[] = {said("2020-H1", "7"), said("2021-H1", "5")};
    kept[2].is_withdrawn = true;
    kept[2].recorded_ms = 2000;
    other[0].status = STATUS_TARGET;
    struct joined_difference *found;
    assert_int_equal(differ(kept, 3, other, 2, &found), 0);
}

static void differences_when_approximate_then_alike_only_where_said_alike(void **state) {
    (void)state;
    struct observation kept[] = {said("2020-H1", "6"), said("2021-H1", "6")};
    struct observation other[] = {said("2020-H1", "6"), said("2021-H1", "6")};
    kept[0].quantity = quantity_about(dec("300"), 2, LEANING_ABOVE);
    other[0].quantity = quantity_about(dec("300"), 2, LEANING_ABOVE);
    kept[1].quantity = quantity_at_least(dec("20"), true);
    other[1].quantity = exact("25");
    struct joined_difference *found;
    assert_int_equal(differ(kept, 2, other, 2, &found), 1);
    assert_period(found[0].period, "2021-H1");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(differences_when_values_differ_then_both_are_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(differences_when_revised_then_what_counts_is_compared, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(differences_when_of_another_status_or_taken_back_then_none, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(differences_when_approximate_then_alike_only_where_said_alike, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
