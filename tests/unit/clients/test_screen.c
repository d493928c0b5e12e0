#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "screen.h"
#include "words.h"

static void test_columns_when_chinese_then_two_each(void **state) {
    static const struct {
        const char *text;
        int columns;
    } rows[] = {
        {"", 0},
        {"abc", 3},
        {"满意度", 6},
        {"94.64%", 6},
        {"９４．６４％", 12},
        {"同比(%)", 7},
        {"é", 1},
        {"e\xCC\x81", 1} /* e and a combining acute */,
        {"⡠⠊", 2},
        {"𠀀", 2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(screen_columns(rows[i].text), rows[i].columns);
}

static void test_line_when_too_wide_then_cut_at_a_character(void **state) {
    static const struct {
        const char *text;
        int max;
        const char *line;
    } rows[] = {
        {"家长满意度", 10, "家长满意度"}, {"家长满意度", 9, "家长满意…"},
        {"家长满意度", 8, "家长满…"}, /* four characters are eight: no column is left for the mark */
        {"家长满意度", 1, "…"},           {"abcdef", 6, "abcdef"},
        {"abcdef", 5, "abcd…"},           {"a家b", 3, "a…"},
        {"家长满意度", -1, "家长满意度"}, {"", 0, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *line = screen_line(rows[i].text, rows[i].max);
        assert_string_equal(line, rows[i].line);
        assert_true(rows[i].max < 0 || screen_columns(line) <= rows[i].max || rows[i].max == 0);
        free(line);
    }
}

static void test_line_when_text_is_harmful_then_made_harmless(void **state) {
    static const struct {
        const char *text, *line;
    } rows[] = {
        {"a\nb", "a b"},
        {"a \t\r\n  b", "a b"},
        {"\x1B[2Jx", " [2Jx"},
        {"x\xC2\x9B"
         "31m",
         "x 31m"}, /* U+009B, the one-character CSI */
        {"1\xE2\x80\xAE"
         "23",
         "1 23"},                              /* U+202E would show 32 */
        {"段落\xE3\x80\x80结束", "段落 结束"}, /* U+3000 */
        {"a\xFF"
         "b",
         "a\xEF\xBF\xBD"
         "b"},
        {"\xE6\xBB", "\xEF\xBF\xBD\xEF\xBF\xBD"}, /* a character that is cut off */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *line = screen_line(rows[i].text, -1);
        assert_string_equal(line, rows[i].line);
        free(line);
    }
}

static void test_text_when_put_on_a_terminal_then_lines_stay_and_controls_go(void **state) {
    static const char text[] = "一\n\t二\x1B[31m\n";
    char *out = NULL;
    size_t len;
    (void)state;
    FILE *stream = open_memstream(&out, &len);
    screen_put_text(stream, text, strlen(text));
    fclose(stream);
    assert_string_equal(out, "一\n\t二\xEF\xBF\xBD[31m\n");
    free(out);
}

static void test_width_when_no_terminal_then_columns_of_the_environment(void **state) {
    char *out = NULL;
    size_t len;
    (void)state;
    FILE *stream = open_memstream(&out, &len);
    unsetenv("COLUMNS");
    assert_int_equal(screen_width(stream), 100);
    setenv("COLUMNS", "72", 1);
    assert_int_equal(screen_width(stream), 72);
    setenv("COLUMNS", "5", 1);
    assert_int_equal(screen_width(stream), 40);
    setenv("COLUMNS", "wide", 1);
    assert_int_equal(screen_width(stream), 100);
    unsetenv("COLUMNS");
    fclose(stream);
    free(out);
}

static void test_language_when_locale_is_chinese_then_zh(void **state) {
    (void)state;
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    setenv("LANG", "zh_CN.UTF-8", 1);
    assert_int_equal(language_default(), LANGUAGE_ZH);
    setenv("LC_ALL", "C.UTF-8", 1);
    assert_int_equal(language_default(), LANGUAGE_EN);
    setenv("LC_ALL", "", 1);
    assert_int_equal(language_default(), LANGUAGE_ZH);
    unsetenv("LC_ALL");
    unsetenv("LANG");
    assert_int_equal(language_default(), LANGUAGE_EN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns_when_chinese_then_two_each),
        cmocka_unit_test(test_line_when_too_wide_then_cut_at_a_character),
        cmocka_unit_test(test_line_when_text_is_harmful_then_made_harmless),
        cmocka_unit_test(test_text_when_put_on_a_terminal_then_lines_stay_and_controls_go),
        cmocka_unit_test(test_width_when_no_terminal_then_columns_of_the_environment),
        cmocka_unit_test(test_language_when_locale_is_chinese_then_zh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
