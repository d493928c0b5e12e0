#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "tongbi.h"

static json_t *parse(const char *text) {
    char message[TONGBI_MESSAGE_MAX];
    return tongbi_json_parse(text, strlen(text), message);
}

static void test_number_when_parsed_then_keeps_its_digits(void **state) {
    static const struct {
        const char *json, *digits;
    } rows[] = {
        {"93.70", "93.70"},
        {"0", "0"},
        {"-0", "-0"},
        {"-3", "-3"},
        {"0.10", "0.10"},
        {"9007199254740993", "9007199254740993"}, /* 2^53 + 1: no double holds it */
        {"123456789012345678901234567890.123456", "123456789012345678901234567890.123456"},
        {"1e3", "1e3"},
        {"1E+03", "1E+03"},
        {"2.50e-7", "2.50e-7"},
        {"  42\n", "42"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_t *json = parse(rows[i].json);
        assert_non_null(json);
        assert_true(tongbi_json_is_number(json));
        assert_string_equal(tongbi_json_digits(json), rows[i].digits);
        assert_null(tongbi_json_text(json));
        json_decref(json);
    }
}

static void test_malformed_text_when_parsed_then_is_refused(void **state) {
    static const char *const rows[] = {
        "",     "-",    "+1",       "01",       "-01",   "1.",       ".5",    "1.e3",
        "1e",   "1e+",  "1.2.3",    "12abc",    "1 2",   "[1,]",     "[1 2]", "0x10",
        "--1",  "1-2",  "{\"a\":1", "\"open",   "{1:2}", "[1\"a\"]", "nan",   "{\"a\":1,\"a\":2}",
        "[1]x", "\x01", "[-]",      "{\"a\":-}"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char message[TONGBI_MESSAGE_MAX];
        assert_null(tongbi_json_parse(rows[i], strlen(rows[i]), message));
        assert_true(message[0] != '\0');
    }
}

static void test_string_when_it_holds_digits_then_is_no_number(void **state) {
    static const struct {
        const char *json, *text;
    } rows[] = {
        {"\"93.70\"", "93.70"},
        {"\"\"", ""},
        {"\"a \\\"1\\\" b\"", "a \"1\" b"},
        {"\"\\\\\"", "\\"},
        {"\"满意度94.64%\"", "满意度94.64%"},
        /* what looks like our mark stays the string it is */
        {"\"\\u00015\"", "\x01"
                         "5"},
        {"\"\\u0001-5\"", "\x01"
                          "-5"},
        {"\"\\u0001\"", "\x01"},
        {"\"\\u0001\\u00015\"", "\x01\x01"
                                "5"},
        {"\"a\\u00015\"", "a\x01"
                          "5"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_t *json = parse(rows[i].json);
        assert_non_null(json);
        assert_false(tongbi_json_is_number(json));
        assert_null(tongbi_json_digits(json));
        assert_string_equal(tongbi_json_text(json), rows[i].text);
        json_decref(json);
    }
}

static void test_document_when_nested_then_each_number_is_found(void **state) {
    (void)state;
    json_t *json = parse("{\"v\":93.70,\"list\":[1,-2.50,{\"deep\":0.0}],\"s\":\"1\",\"n\":null,\"t\":true}");
    assert_non_null(json);
    const json_t *list = json_object_get(json, "list");
    assert_string_equal(tongbi_json_digits(json_object_get(json, "v")), "93.70");
    assert_string_equal(tongbi_json_digits(json_array_get(list, 0)), "1");
    assert_string_equal(tongbi_json_digits(json_array_get(list, 1)), "-2.50");
    assert_string_equal(tongbi_json_digits(json_object_get(json_array_get(list, 2), "deep")), "0.0");
    assert_string_equal(tongbi_json_text(json_object_get(json, "s")), "1");
    assert_true(json_is_null(json_object_get(json, "n")));
    assert_true(json_is_true(json_object_get(json, "t")));
    assert_null(tongbi_json_digits(NULL));
    assert_null(tongbi_json_text(NULL));
    json_decref(json);
}

static void test_bytes_when_not_terminated_then_only_len_is_read(void **state) {
    char message[TONGBI_MESSAGE_MAX];
    (void)state;
    json_t *json = tongbi_json_parse("12345", 2, message);
    assert_non_null(json);
    assert_string_equal(tongbi_json_digits(json), "12");
    json_decref(json);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_number_when_parsed_then_keeps_its_digits),
        cmocka_unit_test(test_malformed_text_when_parsed_then_is_refused),
        cmocka_unit_test(test_string_when_it_holds_digits_then_is_no_number),
        cmocka_unit_test(test_document_when_nested_then_each_number_is_found),
        cmocka_unit_test(test_bytes_when_not_terminated_then_only_len_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
