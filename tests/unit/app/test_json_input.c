#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "app/json_input.h"
#include "base/memory.h"

static json_t *parse(const char *body) {
    struct err err = {0};
    json_t *json = json_input_parse(text_from(body), &err);
    if (json == NULL)
        fail_msg("%s was refused: %s", body, err.detail);
    return json;
}

static void assert_refused(const char *body, const char *words) {
    struct err err = {0};
    json_t *json = json_input_parse(text_from(body), &err);
    if (json != NULL)
        fail_msg("%s was taken", body);
    assert_int_equal(err.code, ERR_BAD_REQUEST);
    if (strstr(err.detail, words) == NULL)
        fail_msg("%s: '%s' does not say '%s'", body, err.detail, words);
}

static void test_decimal_when_number_is_bare_then_digits_are_kept(void **state) {
    (void)state;
    static const struct {
        const char *body, *digits;
    } cases[] = {{"[93.70]", "93.70"},
                 {"[-0.5]", "-0.5"},
                 {"[0]", "0"},
                 {"[-0]", "0"},
                 {"[0.00]", "0.00"},
                 {"[1e3]", "1000"},
                 {"[1E-2]", "0.01"},
                 {"[1.50e+1]", "15.0"},
                 {"[-12e0]", "-12"},
                 {"[ 7 ]", "7"},
                 {"[12345678901234567890.123]", "12345678901234567890.123"},
                 {"[123456789012345678901234567890123456]", "123456789012345678901234567890123456"},
                 {"[0.000000000000000001]", "0.000000000000000001"},
                 {"[0.1e-17]", "0.000000000000000001"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        json_t *json = parse(cases[i].body);
        struct decimal value;
        struct err err = {0};
        char digits[DECIMAL_TEXT_MAX];
        const json_t *item = json_array_get(json, 0);
        assert_true(json_input_is_number(item));
        if (!json_input_decimal(item, &value, &err))
            fail_msg("%s: %s", cases[i].body, err.detail);
        decimal_print(value, digits);
        assert_string_equal(digits, cases[i].digits);
        json_decref(json);
    }
}

static void test_decimal_when_string_holds_digits_then_taken(void **state) {
    (void)state;
    json_t *json = parse("[\"93.70\", \"-3\"]");
    struct decimal value;
    struct err err = {0};
    assert_false(json_input_is_number(json_array_get(json, 0)));
    assert_true(json_input_decimal(json_array_get(json, 0), &value, &err));
    assert_int_equal((int)value.coefficient, 9370);
    assert_int_equal(value.scale, 2);
    assert_true(json_input_decimal(json_array_get(json, 1), &value, &err));
    assert_int_equal((int)value.coefficient, -3);
    json_decref(json);
}

static void test_decimal_when_not_a_number_or_past_limits_then_refused(void **state) {
    (void)state;
    static const char *const bodies[] = {"[\"\"]",
                                         "[\"1e3\"]",
                                         "[\"12次\"]",
                                         "[\" 1\"]",
                                         "[\"1,000\"]",
                                         "[\".5\"]",
                                         "[null]",
                                         "[true]",
                                         "[[]]",
                                         "[{}]",
                                         "[1e36]",
                                         "[1e-19]",
                                         "[1e9999999999999999999]",
                                         "[1e-99999999]",
                                         "[1234567890123456789012345678901234567]",
                                         "[0.0000000000000000001]"};
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        json_t *json = parse(bodies[i]);
        struct decimal value;
        struct err err = {0};
        if (json_input_decimal(json_array_get(json, 0), &value, &err))
            fail_msg("%s was taken", bodies[i]);
        assert_int_equal(err.code, ERR_BAD_NUMBER);
        assert_true(err.detail[0] != '\0');
        json_decref(json);
    }
}

static void test_parse_when_number_breaks_the_grammar_then_refused(void **state) {
    (void)state;
    static const char *const bodies[] = {"[01]", "[1.]",  "[--1]",  "[1e]",  "[1e+]",
                                         "[-]",  "[-01]", "[1.e2]", "[-.5]", "[00]"};
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        assert_refused(bodies[i], "Malformed number at byte 1");
    static const char *const others[] = {"[.5]",     "[+1]",    "[1 2]",      "[1true]",
                                         "[1\"a\"]", "[NaN]",   "[Infinity]", "[-Infinity]",
                                         "[0x10]",   "[1_000]", "[1.2.3]",    "[1-2]"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_refused(others[i], "");
}

static void test_text_when_number_stands_in_a_string_then_untouched(void **state) {
    (void)state;
    json_t *json =
        parse("{\"a 1\": \"共 93.70 分，-5\", \"b\\\"2\": \"x\\\\\", \"c\": \"\\\"7\\\"\", \"d\": 8}");
    struct text text;
    assert_true(json_input_text(json_object_get(json, "a 1"), &text));
    assert_true(text_equal(text, TEXT_OF("共 93.70 分，-5")));
    assert_true(json_input_text(json_object_get(json, "b\"2"), &text));
    assert_true(text_equal(text, TEXT_OF("x\\")));
    assert_true(json_input_text(json_object_get(json, "c"), &text));
    assert_true(text_equal(text, TEXT_OF("\"7\"")));
    assert_false(json_input_text(json_object_get(json, "d"), &text));
    assert_true(json_input_is_number(json_object_get(json, "d")));
    json_decref(json);
}

static void test_parse_when_a_string_forges_the_mark_then_refused(void **state) {
    (void)state;
    assert_refused("[\"\\u00015\"]", "at byte 1");
    assert_refused("[\"\\u0001\"]", "control character");
    assert_refused("{\"\\u00015\": \"x\"}", "control character");
    assert_refused("[\"\x01"
                   "5\"]",
                   "Not JSON");
    json_t *json = parse("[\"a\\u00015\", \"\\\\u00015\"]");
    assert_false(json_input_is_number(json_array_get(json, 0)));
    assert_false(json_input_is_number(json_array_get(json, 1)));
    json_decref(json);
}

static void test_parse_when_a_number_is_a_key_then_refused(void **state) {
    (void)state;
    assert_refused("{1: \"x\"}", "at byte 1 stands where a key belongs");
    assert_refused("{\"a\": 1, -2.5 \n: \"x\"}", "at byte 9 stands where a key belongs");
}

static void test_parse_when_broken_then_refused_with_its_line(void **state) {
    (void)state;
    assert_refused("[1,\n2,\n3", "line 3");
    assert_refused("{\n\"a\": 1,\n\"a\": 2\n}", "line 3");
    assert_refused("{\"a\": 1, \"a\": 1}", "duplicate");
    assert_refused("[\"abc", "line 1");
    assert_refused("[\"abc\\", "line 1");
    assert_refused("[1] 2", "Not JSON");
    assert_refused("", "Not JSON");
    assert_refused("5", "Not JSON");
    assert_refused("\"5\"", "Not JSON");
    assert_refused("[\"\xff\"]", "Not JSON");
    assert_refused("[\"\\u0000\"]", "Not JSON");
    assert_refused("\xef\xbb\xbf[1]", "Not JSON");
}

static void test_parse_when_refused_then_the_inner_marks_are_not_shown(void **state) {
    (void)state;
    struct err err = {0};
    assert_null(json_input_parse(TEXT_OF("[1 2]"), &err));
    assert_null(strstr(err.detail, "u0001"));
}

static void test_parse_when_nested_100000_deep_then_refused(void **state) {
    (void)state;
    enum { DEPTH = 100000 };
    char *body = malloc(DEPTH + 1);
    assert_non_null(body);
    memset(body, '[', DEPTH);
    body[DEPTH] = '\0';
    assert_refused(body, "Not JSON");
    for (size_t i = 0; i + 5 <= DEPTH; i += 5)
        memcpy(body + i, "{\"a\":", 5);
    assert_refused(body, "Not JSON");
    free(body);
}

static void test_parse_when_an_allocation_fails_then_out_of_memory(void **state) {
    (void)state;
    for (size_t n = 1;; n++) {
        struct err err = {0};
        memory_fail_after(n);
        json_t *json = json_input_parse(TEXT_OF("[1, 2.5, \"three\"]"), &err);
        bool has_failed = memory_has_failed();
        memory_fail_after(0);
        if (!has_failed) {
            assert_true(n > 1);
            assert_non_null(json);
            json_decref(json);
            return;
        }
        assert_null(json);
        assert_int_equal(err.code, ERR_OUT_OF_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimal_when_number_is_bare_then_digits_are_kept),
        cmocka_unit_test(test_decimal_when_string_holds_digits_then_taken),
        cmocka_unit_test(test_decimal_when_not_a_number_or_past_limits_then_refused),
        cmocka_unit_test(test_parse_when_number_breaks_the_grammar_then_refused),
        cmocka_unit_test(test_text_when_number_stands_in_a_string_then_untouched),
        cmocka_unit_test(test_parse_when_a_string_forges_the_mark_then_refused),
        cmocka_unit_test(test_parse_when_a_number_is_a_key_then_refused),
        cmocka_unit_test(test_parse_when_broken_then_refused_with_its_line),
        cmocka_unit_test(test_parse_when_refused_then_the_inner_marks_are_not_shown),
        cmocka_unit_test(test_parse_when_nested_100000_deep_then_refused),
        cmocka_unit_test(test_parse_when_an_allocation_fails_then_out_of_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
