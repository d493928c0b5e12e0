#include "base/err.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

static void test_err_set_fills_and_returns_false(void **state) {
    (void)state;
    struct err err;
    assert_false(err_set(&err, ERR_BAD_PERIOD, "row %d: %s", 7, "no"));
    assert_int_equal(err.code, ERR_BAD_PERIOD);
    assert_string_equal(err.detail, "row 7: no");
    assert_string_equal(err.field, "");
    assert_false(err_set_field(&err, ERR_BAD_VALUE, "limit", "must be 1 to %d", 1000));
    assert_int_equal(err.code, ERR_BAD_VALUE);
    assert_string_equal(err.field, "limit");
    assert_string_equal(err.detail, "must be 1 to 1000");
}

static void test_err_set_on_null_is_ignored(void **state) {
    (void)state;
    assert_false(err_set(NULL, ERR_INTERNAL, "x"));
    assert_false(err_set_field(NULL, ERR_INTERNAL, "f", "x"));
    err_context(NULL, "x");
}

static void test_err_set_may_quote_its_own_detail(void **state) {
    (void)state;
    struct err err;
    err_set(&err, ERR_BAD_NUMBER, "inner");
    err_set_field(&err, ERR_BAD_ROWS, "value", "outer (%s)", err.detail);
    assert_string_equal(err.detail, "outer (inner)");
}

static void test_err_context_goes_before_the_detail(void **state) {
    (void)state;
    struct err err;
    err_set_field(&err, ERR_BAD_NUMBER, "value", "not a number");
    err_context(&err, "row %d", 12);
    assert_string_equal(err.detail, "row 12: not a number");
    assert_string_equal(err.field, "value");
    assert_int_equal(err.code, ERR_BAD_NUMBER);
}

/* `ascii` letters and then characters of `width` bytes: wherever the cut falls, the detail ends with a whole one. */
static void check_cut(size_t ascii, const char *character) {
    size_t width = strlen(character);
    char input[2000];
    memset(input, 'a', ascii);
    size_t len = ascii;
    for (; len + width < 1500; len += width)
        memcpy(input + len, character, width);
    input[len] = '\0';
    struct err err;
    err_set(&err, ERR_BAD_VALUE, "%s", input);
    size_t kept = strlen(err.detail);
    assert_int_equal(kept, ascii + (ERR_DETAIL_MAX - 1 - ascii) / width * width);
    assert_memory_equal(err.detail, input, kept);
    assert_true(utf8_valid(text_from(err.detail), NULL));
}

static void test_err_detail_too_long_is_cut_at_a_character(void **state) {
    (void)state;
    static const char *const characters[] = {"b", "é", "次", "😀"};
    for (size_t i = 0; i < sizeof(characters) / sizeof(characters[0]); i++) {
        for (size_t ascii = 0; ascii < 5; ascii++)
            check_cut(ascii, characters[i]);
    }
}

static void test_err_detail_that_just_fits_is_whole(void **state) {
    (void)state;
    char input[ERR_DETAIL_MAX];
    memset(input, 'a', sizeof(input));
    memcpy(input + sizeof(input) - 4, "次", 4); /* with its NUL */
    struct err err;
    err_set(&err, ERR_BAD_VALUE, "%s", input);
    assert_string_equal(err.detail, input);
}

static void test_err_detail_one_byte_too_long_loses_one_character(void **state) {
    (void)state;
    char input[ERR_DETAIL_MAX + 1];
    memset(input, 'a', sizeof(input));
    memcpy(input + sizeof(input) - 4, "次", 4);
    struct err err;
    err_set(&err, ERR_BAD_VALUE, "%s", input);
    assert_int_equal(strlen(err.detail), ERR_DETAIL_MAX - 3);
    assert_true(utf8_valid(text_from(err.detail), NULL));
}

static void test_err_field_and_context_are_cut_at_a_character(void **state) {
    (void)state;
    char field[100] = "";
    for (size_t i = 0; i < 30; i++)
        memcpy(field + 3 * i, "次", 3);
    struct err err;
    err_set_field(&err, ERR_UNKNOWN_PARAMETER, field, "unknown");
    assert_int_equal(strlen(err.field), 63); /* 21 characters: 64 less the NUL */
    char where[ERR_DETAIL_MAX + 100];
    memset(where, 'w', sizeof(where));
    memcpy(where + sizeof(where) - 1, "", 1);
    err_set(&err, ERR_UNKNOWN_PARAMETER, "次次次");
    err_context(&err, "%.*s", ERR_DETAIL_MAX - 5, where); /* leaves two bytes behind ": " */
    assert_int_equal(strlen(err.detail), ERR_DETAIL_MAX - 3);
    assert_true(utf8_valid(text_from(err.detail), NULL));
}

/* Every name is its code in lower case with hyphens, has a title and a status that HTTP knows. */
static void test_err_tables_are_complete(void **state) {
    (void)state;
    static const struct {
        enum err_code code;
        const char *identifier;
    } codes[] = {
#define ERR(code, status, retryable, title) {ERR_##code, #code},
#include "base/err.def"
#undef ERR
    };
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        const char *name = err_name(codes[i].code), *identifier = codes[i].identifier;
        assert_int_equal(strlen(name), strlen(identifier));
        for (size_t j = 0; name[j] != '\0'; j++) {
            if (identifier[j] == '_')
                assert_int_equal(name[j], '-');
            else
                assert_int_equal(name[j], identifier[j] - 'A' + 'a');
        }
        assert_true(strlen(err_title(codes[i].code)) > 0);
        assert_in_range(err_status(codes[i].code), 400, 599);
    }
}

static void test_err_tables_by_example(void **state) {
    (void)state;
    assert_string_equal(err_name(ERR_BAD_PERIOD), "bad-period");
    assert_string_equal(err_name(ERR_DATABASE_UNAVAILABLE), "database-unavailable");
    assert_string_equal(err_title(ERR_NOT_FOUND), "Not found");
    assert_int_equal(err_status(ERR_BAD_PERIOD), 400);
    assert_int_equal(err_status(ERR_TOO_LARGE), 413);
    assert_int_equal(err_status(ERR_NONE), 200);
    assert_true(err_retryable(ERR_OVERLOADED));
    assert_false(err_retryable(ERR_BAD_PERIOD));
    assert_false(err_retryable(ERR_NONE));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_err_set_fills_and_returns_false),
        cmocka_unit_test(test_err_set_on_null_is_ignored),
        cmocka_unit_test(test_err_set_may_quote_its_own_detail),
        cmocka_unit_test(test_err_context_goes_before_the_detail),
        cmocka_unit_test(test_err_detail_too_long_is_cut_at_a_character),
        cmocka_unit_test(test_err_detail_that_just_fits_is_whole),
        cmocka_unit_test(test_err_detail_one_byte_too_long_loses_one_character),
        cmocka_unit_test(test_err_field_and_context_are_cut_at_a_character),
        cmocka_unit_test(test_err_tables_are_complete),
        cmocka_unit_test(test_err_tables_by_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
