/* negotiate, compress, auth: what headers mean. */
#include "harness.h"

#include "http/auth.h"
#include "http/compress.h"
#include "http/negotiate.h"

#include <string.h>

static void test_accept_when_asked_then_the_most_precise_range_counts(void **state) {
    static const struct {
        const char *accept;
        int json, csv;
    } cases[] = {
        {"", 1000, 1000},
        {"*/*", 1000, 1000},
        {"text/csv", 0, 1000},
        {"TEXT/*;q=0.5", 0, 500},
        {"text/csv; q=0.123, */*; q=0.9", 900, 123},
        {"*/*;q=0.1, text/csv;q=0, application/json;charset=utf-8", 1000, 0},
        {"application/json;q=2", 0, 0},
        {"nonsense", 0, 0},
        {"text/html,application/xhtml+xml,*/*;q=0.8", 800, 800},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(negotiate_accept(text_from(cases[i].accept), "application", "json"), cases[i].json);
        assert_int_equal(negotiate_accept(text_from(cases[i].accept), "text", "csv"), cases[i].csv);
    }
}

static void test_gzip_when_offered_then_only_if_its_quality_is_not_zero(void **state) {
    static const struct {
        const char *header;
        bool is_wanted;
    } cases[] = {
        {"", false},
        {"gzip", true},
        {"GZIP;q=0.001", true},
        {"gzip;q=0", false},
        {"gzip;q=0.000", false},
        {"br, *", true},
        {"*;q=0", false},
        {"gzip;q=0, *", false},
        {"identity", false},
        {"deflate, gzip;q=1.0", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(negotiate_gzip(text_from(cases[i].header)), cases[i].is_wanted);
}

static void test_tag_when_compared_then_weakly_and_in_both_codings(void **state) {
    static const struct {
        const char *header;
        bool matches;
    } cases[] = {
        {"", false},         {"\"abc\"", true}, {"W/\"abc\"", true},       {"\"abc-gzip\"", true},
        {"\"abcd\"", false}, {"abc", false},    {"\"x\" , \"abc\"", true}, {"*", true},
        {"\"\"", false},     {"\"", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(negotiate_matches(text_from(cases[i].header), TEXT_OF("abc")), cases[i].matches);
}

static void test_bearer_when_read_then_the_token_or_why_not(void **state) {
    static char long_value[600];
    static const struct {
        const char *value, *token;
    } cases[] = {
        {"Bearer tb_abc-DEF~+/12==", "tb_abc-DEF~+/12=="},
        {"BEARER   x", "x"},
        {"", NULL},
        {"Bearer", NULL},
        {"Bearer ", NULL},
        {"Bearer ==", NULL},
        {"Bearer a b", NULL},
        {"Bearer a,b", NULL},
        {"Basic YTpi", NULL},
        {"Bearerx y", NULL},
        {long_value, NULL},
    };
    (void)state;
    memset(long_value, 'a', sizeof long_value - 1);
    memcpy(long_value, "Bearer ", 7);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text token;
        struct err err;
        bool is_read = auth_bearer(text_from(cases[i].value), &token, &err);
        assert_int_equal(is_read, cases[i].token != NULL);
        if (is_read)
            assert_text(token, cases[i].token);
        else {
            assert_int_equal(err.code, ERR_UNAUTHORIZED);
            assert_null(strstr(err.detail, "YTpi"));
        }
    }
}

static void test_compress_when_nothing_is_won_then_not(void **state) {
    char noise[2048];
    uint32_t seed = 1;
    struct buf out;
    (void)state;
    for (size_t i = 0; i < sizeof noise; i++) {
        seed = seed * 1664525u + 1013904223u;
        noise[i] = (char)(seed >> 24);
    }
    buf_init(&out, sizeof noise);
    assert_false(compress_gzip((struct text){noise, sizeof noise}, &out));
    buf_fini(&out);
}

static void test_compress_when_asked_which_then_texts(void **state) {
    (void)state;
    assert_true(compress_suits("text/csv; charset=utf-8"));
    assert_true(compress_suits("application/problem+json"));
    assert_false(compress_suits("application/octet-stream"));
    assert_false(compress_suits(NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accept_when_asked_then_the_most_precise_range_counts),
        cmocka_unit_test(test_gzip_when_offered_then_only_if_its_quality_is_not_zero),
        cmocka_unit_test(test_tag_when_compared_then_weakly_and_in_both_codings),
        cmocka_unit_test(test_bearer_when_read_then_the_token_or_why_not),
        cmocka_unit_test(test_compress_when_nothing_is_won_then_not),
        cmocka_unit_test(test_compress_when_asked_which_then_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
