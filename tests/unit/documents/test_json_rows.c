#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "documents/json_rows.h"

enum { LIMIT = 30 };

/* Each element as "number:text;", a fault as "number!;". */
static char told[1000];
static unsigned stop_at;

static bool tell(void *ctx, uint64_t number, struct text element, const struct err *fault) {
    size_t len = strlen(told);
    (void)ctx;
    assert_true(fault == NULL || (element.len == 0 && fault->code == ERR_TOO_LARGE));
    snprintf(told + len, sizeof told - len, fault != NULL ? "%llu!%.*s;" : "%llu:%.*s;",
             (unsigned long long)number, TEXT_ARG(element));
    return number != stop_at;
}

static enum err_code read_pieces(enum json_rows_form form, struct text bytes, size_t piece) {
    struct err err = {.code = ERR_NONE};
    struct json_rows *rows = json_rows_new(form, LIMIT, tell, NULL);
    bool is_read = true;
    assert_non_null(rows);
    told[0] = '\0';
    for (size_t at = 0; is_read && at < bytes.len; at += piece)
        is_read = json_rows_feed(rows, text_slice(bytes, at, at + piece), &err);
    is_read = is_read && json_rows_finish(rows, &err);
    assert_int_equal(is_read, err.code == ERR_NONE);
    json_rows_free(rows);
    return err.code;
}

static void assert_rows(enum json_rows_form form, const char *bytes, const char *expected,
                        enum err_code code) {
    for (size_t piece = 1; piece < 12; piece++) {
        assert_int_equal(read_pieces(form, text_from(bytes), piece), code);
        assert_string_equal(told, expected);
    }
}

static void test_array_when_elements_hold_brackets_and_strings_then_each_is_whole(void **state) {
    (void)state;
    assert_rows(JSON_ROWS_ARRAY, " [ {\"a\":[1,2]} , \"],\\\"\\\\\" ,7,[[]] ,{\"b\":\"}\"}]\n",
                "1:{\"a\":[1,2]};2:\"],\\\"\\\\\";3:7;4:[[]];5:{\"b\":\"}\"};", ERR_NONE);
    assert_rows(JSON_ROWS_ARRAY, "\xEF\xBB\xBF[1]", "1:1;", ERR_NONE);
    assert_rows(JSON_ROWS_ARRAY, "[]", "", ERR_NONE);
}

static void test_array_when_malformed_then_refused_where_it_is(void **state) {
    (void)state;
    assert_rows(JSON_ROWS_ARRAY, "[1,2", "1:1;", ERR_BAD_REQUEST);
    assert_rows(JSON_ROWS_ARRAY, "[1,,2]", "1:1;", ERR_BAD_REQUEST);
    assert_rows(JSON_ROWS_ARRAY, "[1,]", "1:1;", ERR_BAD_REQUEST);
    assert_rows(JSON_ROWS_ARRAY, "[1}]", "", ERR_BAD_REQUEST);
    assert_rows(JSON_ROWS_ARRAY, "[1]2", "1:1;", ERR_BAD_REQUEST);
    assert_rows(JSON_ROWS_ARRAY, "{}", "", ERR_BAD_REQUEST);
    assert_rows(JSON_ROWS_ARRAY, "\xEF\xBB[1]", "", ERR_BAD_REQUEST);
    assert_rows(JSON_ROWS_ARRAY, "  \n", "", ERR_EMPTY_BODY);
}

static void test_lines_when_some_are_blank_then_passed_over_and_counted(void **state) {
    (void)state;
    assert_rows(JSON_ROWS_LINES, "{\"a\":1}\r\n\n  \n7\n{}", "1:{\"a\":1};4:7;5:{};", ERR_NONE);
    assert_rows(JSON_ROWS_LINES, "\n \n", "", ERR_EMPTY_BODY);
}

static void test_rows_when_one_is_over_the_limit_then_a_fault_and_reading_goes_on(void **state) {
    (void)state;
    assert_rows(JSON_ROWS_ARRAY, "[1,\"0123456789012345678901234567890\",3]", "1:1;2!;3:3;", ERR_NONE);
    assert_rows(JSON_ROWS_LINES, "1\n0123456789012345678901234567890\n3", "1:1;2!;3:3;", ERR_NONE);
    assert_rows(JSON_ROWS_LINES, "012345678901234567890123456789\n", "1:012345678901234567890123456789;",
                ERR_NONE);
}

static void test_rows_when_the_caller_has_had_enough_then_no_more_comes(void **state) {
    (void)state;
    stop_at = 2;
    assert_rows(JSON_ROWS_ARRAY, "[1,2,3,,", "1:1;2:2;", ERR_NONE);
    stop_at = 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_array_when_elements_hold_brackets_and_strings_then_each_is_whole),
        cmocka_unit_test(test_array_when_malformed_then_refused_where_it_is),
        cmocka_unit_test(test_lines_when_some_are_blank_then_passed_over_and_counted),
        cmocka_unit_test(test_rows_when_one_is_over_the_limit_then_a_fault_and_reading_goes_on),
        cmocka_unit_test(test_rows_when_the_caller_has_had_enough_then_no_more_comes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
