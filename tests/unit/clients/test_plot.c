#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "plot.h"

static struct plot_point at(int64_t x, const char *digits, const char *label) {
    struct plot_point point = {.x = x, .label = label, .has_y = digits != NULL};
    if (digits != NULL)
        assert_true(decimal_parse(text_from(digits), &point.y, NULL));
    return point;
}

/* The drawing, or NULL when there is none. */
static char *draw(const struct plot *plot) {
    char *out = NULL;
    size_t len;
    FILE *stream = open_memstream(&out, &len);
    bool ok = plot_draw(plot, stream);
    fclose(stream);
    if (!ok) {
        assert_int_equal(len, 0);
        free(out);
        return NULL;
    }
    return out;
}

static void expect(const struct plot *plot, const char *drawing) {
    char *out = draw(plot);
    assert_non_null(out);
    assert_string_equal(out, drawing);
    free(out);
}

/* One column is the axis' label, two are " +": 13 leave 10 characters, 20 dots. Two rows are 8 dots. */
static void test_plot_when_level_then_a_line_of_top_dots(void **state) {
    const struct plot_point points[] = {at(0, "5", "2020"), at(1, "5", "2021")};
    const struct plot plot = {points, 2, true, 13, 2};
    (void)state;
    expect(&plot, "5 +o⠉⠉⠉⠉⠉⠉⠉⠉o\n"
                  "0 +\n"
                  "  ++--------+\n"
                  "   2020  2021\n");
}

static void test_plot_when_a_point_is_missing_then_no_line_crosses_the_gap(void **state) {
    const struct plot_point points[] = {at(0, "5", "2019"), at(1, NULL, "2020"), at(2, "5", "2021")};
    const struct plot plot = {points, 3, true, 13, 2};
    (void)state;
    expect(&plot, "5 +o        o\n"
                  "0 +\n"
                  "  ++----+---+\n"
                  "   2019  2021\n"); /* 2020 has no room */
}

/* Five rows are 20 dots, as many as there are across: each step goes one right and one up. */
static void test_plot_when_rising_then_a_diagonal(void **state) {
    const struct plot_point points[] = {at(100, "0", "a"), at(119, "5", "b")};
    const struct plot plot = {points, 2, true, 13, 5};
    (void)state;
    expect(&plot, "5 +        ⡠o\n"
                  "  |      ⡠⠊\n"
                  "  |    ⡠⠊\n"
                  "  |  ⡠⠊\n"
                  "0 +o⠊\n"
                  "  ++--------+\n"
                  "   a        b\n");
}

static void test_plot_when_falling_below_zero_then_the_axis_shows_it(void **state) {
    const struct plot_point points[] = {at(0, "0", "a"), at(19, "-5", "b")};
    const struct plot plot = {points, 2, true, 14, 5};
    (void)state;
    expect(&plot, " 0 +o⢄\n" /* 20 dots down and across: ⠑ then ⢄ in turns */
                  "   |  ⠑⢄\n"
                  "   |    ⠑⢄\n"
                  "   |      ⠑⢄\n"
                  "-5 +        ⠑o\n"
                  "   ++--------+\n"
                  "    a        b\n");
}

/* The words at the beginning of a line, up to the axis. */
static const char *line_of(const char *drawing, int row) {
    while (row-- > 0)
        drawing = strchr(drawing, '\n') + 1;
    return drawing;
}

static void test_plot_when_rates_then_the_axis_hugs_them(void **state) {
    const struct plot_point points[] = {at(0, "93.70", "2020-H1"), at(1, "94.64", "2021-H1")};
    const struct plot plot = {points, 2, false, 40, 6};
    (void)state;
    /* Six rows bear two steps: of 1 (93 to 95), since 0.5 would need three (93.5 to 95). */
    char *out = draw(&plot);
    assert_non_null(out);
    assert_memory_equal(line_of(out, 0), "95 +", 4);
    assert_memory_equal(line_of(out, 1), "   |", 4);
    assert_memory_equal(line_of(out, 2), "94 +", 4);
    assert_memory_equal(line_of(out, 5), "93 +", 4);
    free(out);
}

static void test_plot_when_digits_are_fine_then_labels_keep_them(void **state) {
    const struct plot_point points[] = {at(0, "0.12", "a"), at(1, "0.16", "b")};
    const struct plot plot = {points, 2, false, 40, 6};
    (void)state;
    /* Two steps of 0.02: 0.12, 0.14, 0.16 */
    char *out = draw(&plot);
    assert_non_null(out);
    assert_memory_equal(line_of(out, 0), "0.16 +", 6);
    assert_memory_equal(line_of(out, 5), "0.12 +", 6);
    assert_non_null(strstr(out, "0.14 +"));
    free(out);
}

static void test_plot_when_values_are_equal_rates_then_room_on_both_sides(void **state) {
    const struct plot_point points[] = {at(0, "95", "a"), at(1, "95", "b")};
    const struct plot plot = {points, 2, false, 40, 6};
    (void)state;
    char *out = draw(&plot);
    assert_non_null(out);
    assert_memory_equal(line_of(out, 0), "96 +", 4);
    assert_memory_equal(line_of(out, 5), "94 +", 4);
    free(out);
}

static void test_plot_when_all_are_zero_then_still_drawn(void **state) {
    const struct plot_point points[] = {at(0, "0", "a"), at(1, "0", "b")};
    const struct plot plot = {points, 2, true, 13, 2};
    (void)state;
    expect(&plot, "1 +\n"
                  "0 +o⣀⣀⣀⣀⣀⣀⣀⣀o\n"
                  "  ++--------+\n"
                  "   a        b\n");
}

static void test_plot_when_nothing_can_be_drawn_then_false(void **state) {
    const struct plot_point gap[] = {at(0, NULL, "a")};
    const struct plot_point point[] = {at(0, "5", "a")};
    const struct plot empty = {NULL, 0, true, 40, 5}, gaps = {gap, 1, true, 40, 5};
    const struct plot narrow = {point, 1, true, 12, 5}, flat = {point, 1, true, 40, 1};
    (void)state;
    assert_null(draw(&empty));
    assert_null(draw(&gaps));
    assert_null(draw(&narrow));
    assert_null(draw(&flat));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plot_when_level_then_a_line_of_top_dots),
        cmocka_unit_test(test_plot_when_a_point_is_missing_then_no_line_crosses_the_gap),
        cmocka_unit_test(test_plot_when_rising_then_a_diagonal),
        cmocka_unit_test(test_plot_when_falling_below_zero_then_the_axis_shows_it),
        cmocka_unit_test(test_plot_when_rates_then_the_axis_hugs_them),
        cmocka_unit_test(test_plot_when_digits_are_fine_then_labels_keep_them),
        cmocka_unit_test(test_plot_when_values_are_equal_rates_then_room_on_both_sides),
        cmocka_unit_test(test_plot_when_all_are_zero_then_still_drawn),
        cmocka_unit_test(test_plot_when_nothing_can_be_drawn_then_false),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
