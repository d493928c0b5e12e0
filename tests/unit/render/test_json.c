#include "answers.h"

#include "render/json.h"

static struct json json;

static void test_json_when_nested_then_commas_stand_between(void **state) {
    (void)state;
    json_init(&json, &out);
    json_begin_object(&json);
    json_key(&json, "a");
    json_begin_array(&json);
    json_add_integer(&json, 1);
    json_begin_array(&json);
    json_end_array(&json);
    json_begin_object(&json);
    json_end_object(&json);
    json_add_null(&json);
    json_end_array(&json);
    json_key(&json, "b");
    json_add_bool(&json, true);
    json_key(&json, "c");
    json_begin_object(&json);
    json_key(&json, "d");
    json_add_bool(&json, false);
    json_end_object(&json);
    json_key(&json, "e");
    json_add_string(&json, NULL);
    json_end_object(&json);
    json_fini(&json);
    assert_all("{\"a\":[1,[],{},null],\"b\":true,\"c\":{\"d\":false},\"e\":null}");
}

static void test_json_decimal_when_written_then_digits_are_kept(void **state) {
    (void)state;
    json_init(&json, &out);
    json_begin_array(&json);
    json_add_decimal(&json, dec("93.70"));
    json_add_decimal(&json, dec("-0.50"));
    json_add_decimal(&json, dec("123456789012345678901234567890123456"));
    json_add_decimal(&json, dec("0.00"));
    json_add_integer(&json, 9007199254740991);
    json_add_integer(&json, INT64_MIN);
    json_end_array(&json);
    assert_all(
        "[93.70,-0.50,123456789012345678901234567890123456,0.00,9007199254740991,-9223372036854775808]");
}

static void test_json_text_when_it_needs_escapes_then_escaped(void **state) {
    (void)state;
    static const struct {
        struct text text;
        const char *expected;
    } cases[] = {
        {TEXT(""), "\"\""},
        {TEXT("满意率为94.11%。"), "\"满意率为94.11%。\""},
        {TEXT("a\"b\\c/d"), "\"a\\\"b\\\\c/d\""},
        {TEXT("\n\r\t"), "\"\\n\\r\\t\""},
        {TEXT("\x01\x08\x1F\x7F"), "\"\\u0001\\u0008\\u001f\\u007f\""},
        {TEXT("a\0b"), "\"a\\u0000b\""},
        {TEXT("\xE2\x80\xA8x\xE2\x80\xA9"), "\"\\u2028x\\u2029\""},
        {TEXT("\xE2\x80\xA7\xE2\x80\xAA"), "\"\xE2\x80\xA7\xE2\x80\xAA\""}, /* their neighbours stay */
        {TEXT("\xF0\xA0\x80\x80"), "\"\xF0\xA0\x80\x80\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf_reset(&out);
        json_init(&json, &out);
        json_add_text(&json, cases[i].text);
        json_fini(&json);
        assert_all(cases[i].expected);
    }
}

static void test_json_text_when_read_back_then_the_same_bytes(void **state) {
    (void)state;
    char every[2 * 127];
    size_t len = 0;
    for (char c = 1; c < 127; c++)
        every[len++] = c;
    every[len++] = 127;
    json_init(&json, &out);
    json_begin_array(&json);
    json_add_text(&json, (struct text){every, len});
    json_end_array(&json);
    json_t *root = parsed();
    json_t *item = json_array_get(root, 0);
    assert_int_equal(json_string_length(item), len);
    assert_memory_equal(json_string_value(item), every, len);
    json_decref(root);
}

static void test_json_when_value_is_written_beside_then_slot_keeps_commas(void **state) {
    (void)state;
    struct org org = {.code = TEXT("a"), .name = TEXT("安平区教育局")};
    json_init(&json, &out);
    json_begin_object(&json);
    json_key(&json, "orgs");
    json_begin_array(&json);
    for (int i = 0; i < 2; i++) {
        json_slot(&json);
        render_org_json(&out, &org);
    }
    json_end_array(&json);
    json_key(&json, "next");
    json_add_raw(&json, TEXT_OF("[2]"));
    json_end_object(&json);
    json_fini(&json);
    assert_same_json(
        "{\"orgs\":[{\"code\":\"a\",\"name\":\"安平区教育局\",\"parent\":null,\"aliases\":[]},"
        "{\"code\":\"a\",\"name\":\"安平区教育局\",\"parent\":null,\"aliases\":[]}],\"next\":[2]}");
}

static void test_json_when_buf_is_full_then_it_has_failed(void **state) {
    (void)state;
    struct buf small;
    buf_init(&small, 5);
    json_init(&json, &small);
    json_add_text(&json, TEXT_OF("1234"));
    json_fini(&json);
    assert_true(buf_failed(&small));
    buf_fini(&small);
}

/* {"a":1,"b":"x"} */
static void write_two_keys(struct buf *to) {
    json_init(&json, to);
    json_begin_object(&json);
    json_key(&json, "a");
    json_add_integer(&json, 1);
    json_key(&json, "b");
    json_add_plain(&json, TEXT_OF("x"));
    json_end_object(&json);
    json_fini(&json);
}

static void test_json_when_it_just_fits_then_nothing_fails(void **state) {
    (void)state;
    const char *whole = "{\"a\":1,\"b\":\"x\"}";
    size_t len = strlen(whole);
    for (size_t ceiling = 0; ceiling <= len; ceiling++) {
        struct buf small;
        buf_init(&small, ceiling);
        write_two_keys(&small);
        assert_int_equal(buf_failed(&small), ceiling < len);
        assert_true(buf_text(&small).len <= ceiling);
        assert_memory_equal(buf_text(&small).ptr, whole, buf_text(&small).len);
        buf_fini(&small);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(test_json_when_nested_then_commas_stand_between),
        CASE(test_json_decimal_when_written_then_digits_are_kept),
        CASE(test_json_text_when_it_needs_escapes_then_escaped),
        CASE(test_json_text_when_read_back_then_the_same_bytes),
        CASE(test_json_when_value_is_written_beside_then_slot_keeps_commas),
        CASE(test_json_when_buf_is_full_then_it_has_failed),
        CASE(test_json_when_it_just_fits_then_nothing_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
