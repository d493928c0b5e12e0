#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "table.h"

static char *print(struct table *table, int width, bool has_color) {
    char *out = NULL;
    size_t len;
    FILE *stream = open_memstream(&out, &len);
    table_print(table, stream, width, has_color);
    fclose(stream);
    table_free(table);
    return out;
}

static struct table *sample(void) {
    struct table *table = table_new();
    table_add_column(table, "单位", ALIGN_LEFT, false);
    table_add_column(table, "value", ALIGN_RIGHT, false);
    table_add_column(table, "原句", ALIGN_LEFT, true);
    table_add_cell(table, STYLE_PLAIN, "清河县教育局");
    table_add_cell(table, STYLE_GOOD, "93.70");
    table_add_cell(table, STYLE_PLAIN, "家长满意度为93.70%。");
    table_add_cell(table, STYLE_PLAIN, "一中");
    table_add_cell(table, STYLE_PLAIN, "4");
    table_add_cell(table, STYLE_PLAIN, "");
    return table;
}

static void test_table_when_chinese_stands_in_it_then_columns_align(void **state) {
    (void)state;
    /* 清河县教育局 is 12 columns wide, 家长满意度为93.70%。 is 12 + 6 + 2 */
    char *out = print(sample(), 80, false);
    assert_string_equal(out, "单位          value  原句\n"
                             "------------  -----  --------------------\n"
                             "清河县教育局  93.70  家长满意度为93.70%。\n"
                             "一中              4\n");
    free(out);
}

static void test_table_when_too_wide_then_only_flexible_columns_are_cut(void **state) {
    (void)state;
    /* 12 + 2 + 5 + 2 leave 15 of 36 for the sentence: 14 columns and the mark */
    char *out = print(sample(), 36, false);
    assert_string_equal(out, "单位          value  原句\n"
                             "------------  -----  ---------------\n"
                             "清河县教育局  93.70  家长满意度为93…\n"
                             "一中              4\n");
    free(out);
}

static void test_table_when_very_narrow_then_flexible_columns_keep_a_minimum(void **state) {
    (void)state;
    char *out = print(sample(), 10, false);
    assert_string_equal(out, "单位          value  原句\n"
                             "------------  -----  ------------\n"
                             "清河县教育局  93.70  家长满意度…\n"
                             "一中              4\n");
    free(out);
}

static void test_table_when_coloured_then_codes_take_no_columns(void **state) {
    (void)state;
    char *out = print(sample(), 80, true);
    assert_string_equal(out, "\033[1m单位\033[0m          \033[1mvalue\033[0m  \033[1m原句\033[0m\n"
                             "------------  -----  --------------------\n"
                             "清河县教育局  \033[32m93.70\033[0m  家长满意度为93.70%。\n"
                             "一中              4\n");
    free(out);
}

static void test_table_when_empty_then_titles_alone(void **state) {
    (void)state;
    struct table *table = table_new();
    table_add_column(table, "id", ALIGN_RIGHT, false);
    table_add_column(table, "名称", ALIGN_LEFT, true);
    char *out = print(table, 80, false);
    assert_string_equal(out, "id  名称\n--  ----\n");
    free(out);
}

static void test_table_when_cell_has_line_ends_then_stays_one_line(void **state) {
    (void)state;
    struct table *table = table_new();
    table_add_column(table, "t", ALIGN_LEFT, false);
    table_add_cell_f(table, STYLE_PLAIN, "%d\n%s", 6, "次");
    char *out = print(table, 80, false);
    assert_string_equal(out, "t\n----\n6 次\n");
    free(out);
}

/* Below its row, indented by four, however narrow the table is. */
static void test_table_when_rows_have_notes_then_they_stand_below_uncut(void **state) {
    (void)state;
    struct table *table = table_new();
    table_add_column(table, "a", ALIGN_LEFT, true);
    table_add_cell(table, STYLE_PLAIN, "1");
    table_add_note(table, STYLE_DIM, "家长满意度为93.70%,同比\n上升");
    table_add_note(table, STYLE_PLAIN, "second");
    table_add_cell(table, STYLE_PLAIN, "2");
    table_add_cell(table, STYLE_PLAIN, "3");
    table_add_note(table, STYLE_PLAIN, "third");
    char *out = print(table, 12, false);
    assert_string_equal(out, "a\n-\n1\n    家长满意度为93.70%,同比 上升\n    second\n2\n3\n    third\n");
    free(out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_when_rows_have_notes_then_they_stand_below_uncut),
        cmocka_unit_test(test_table_when_chinese_stands_in_it_then_columns_align),
        cmocka_unit_test(test_table_when_too_wide_then_only_flexible_columns_are_cut),
        cmocka_unit_test(test_table_when_very_narrow_then_flexible_columns_keep_a_minimum),
        cmocka_unit_test(test_table_when_coloured_then_codes_take_no_columns),
        cmocka_unit_test(test_table_when_empty_then_titles_alone),
        cmocka_unit_test(test_table_when_cell_has_line_ends_then_stays_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
