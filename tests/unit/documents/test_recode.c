#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "documents/recode.h"

/* 满意率 is three characters in each of these. */
#define UTF8     "\xE6\xBB\xA1\xE6\x84\x8F\xE7\x8E\x87"
#define GB18030  "\xC2\xFA\xD2\xE2\xC2\xCA"
#define BIG5     "\xA4\xA4\xA4\xE5" /* 中文 */
#define ZHONGWEN "\xE4\xB8\xAD\xE6\x96\x87"

static struct buf out;
static enum charset found;

static void recode_all(enum charset label, const char *bytes, size_t len, size_t piece) {
    struct err err;
    struct recode *recode = recode_new(label, &err);
    assert_non_null(recode);
    buf_init(&out, 1 << 20);
    for (size_t at = 0; at < len; at += piece)
        recode_feed(recode, text_slice((struct text){bytes, len}, at, at + piece), false, &out);
    recode_feed(recode, TEXT_OF(""), true, &out);
    found = recode_charset(recode);
    recode_free(recode);
    assert_false(buf_failed(&out));
}

/* In pieces of one byte, of two, … and at once. */
static void assert_recoded(enum charset label, const char *bytes, size_t len, const char *expected,
                           size_t expected_len, enum charset charset) {
    for (size_t piece = 1; piece <= len; piece = piece < 9 ? piece + 1 : piece * 3) {
        recode_all(label, bytes, len, piece);
        if (out.len != expected_len || memcmp(out.ptr, expected, expected_len) != 0)
            fail_msg("in pieces of %zu: '%.*s' is not '%.*s'", piece, TEXT_ARG(buf_text(&out)),
                     (int)expected_len, expected);
        assert_int_equal(found, charset);
        buf_fini(&out);
    }
}

#define ASSERT_RECODED(label, bytes, expected, charset)                                                      \
    assert_recoded((label), (bytes), sizeof(bytes) - 1, (expected), sizeof(expected) - 1, (charset))

static void test_recode_when_nothing_is_told_then_the_bytes_decide(void **state) {
    (void)state;
    ASSERT_RECODED(CHARSET_NONE, "org,value\na,1\n", "org,value\na,1\n", CHARSET_NONE);
    ASSERT_RECODED(CHARSET_NONE, "a," UTF8 ",b\n", "a," UTF8 ",b\n", CHARSET_UTF8);
    ASSERT_RECODED(CHARSET_NONE, "a," GB18030 ",b\n", "a," UTF8 ",b\n", CHARSET_GB18030);
    ASSERT_RECODED(CHARSET_LATIN, "a," GB18030 ",b\n", "a," UTF8 ",b\n", CHARSET_GB18030);
    ASSERT_RECODED(CHARSET_NONE, "\xC2", "\xC2", CHARSET_UTF8); /* cut off: nobody can say */
}

static void test_recode_when_labelled_then_as_it_says(void **state) {
    (void)state;
    ASSERT_RECODED(CHARSET_GB18030, "a," GB18030, "a," UTF8, CHARSET_GB18030);
    ASSERT_RECODED(CHARSET_GB18030, "\x90\x30\x81\x30", "\xF0\x90\x80\x80",
                   CHARSET_GB18030); /* four bytes: U+10000 */
    ASSERT_RECODED(CHARSET_BIG5, BIG5, ZHONGWEN, CHARSET_BIG5);
    ASSERT_RECODED(CHARSET_UTF8, UTF8, UTF8, CHARSET_UTF8);
    ASSERT_RECODED(CHARSET_UTF16BE, "\x4E\x2D\x65\x87", ZHONGWEN, CHARSET_UTF16BE);
}

static void test_recode_when_a_bom_stands_then_it_wins(void **state) {
    (void)state;
    ASSERT_RECODED(CHARSET_GB18030, "\xEF\xBB\xBF" UTF8, "\xEF\xBB\xBF" UTF8, CHARSET_UTF8);
    ASSERT_RECODED(CHARSET_NONE, "\xFF\xFE\x2D\x4E\x87\x65", "\xEF\xBB\xBF" ZHONGWEN, CHARSET_UTF16LE);
    ASSERT_RECODED(CHARSET_NONE, "\xFE\xFF\x4E\x2D\x65\x87", "\xEF\xBB\xBF" ZHONGWEN, CHARSET_UTF16BE);
}

/* A table in UTF-8 with one broken row stays UTF-8, and the reader of the rows finds the break. */
static void
test_recode_when_some_bytes_do_not_belong_then_they_are_marked_and_the_rest_is_read(void **state) {
    (void)state;
    ASSERT_RECODED(CHARSET_NONE, UTF8 "\n" UTF8 "\n\xC2\xFA\n", UTF8 "\n" UTF8 "\n\xC2\xFA\n", CHARSET_UTF8);
    ASSERT_RECODED(CHARSET_GB18030, GB18030 "\xFF" GB18030, UTF8 "\xFF" UTF8, CHARSET_GB18030);
    ASSERT_RECODED(CHARSET_GB18030, GB18030 "\xC2", UTF8 "\xFF", CHARSET_GB18030); /* cut off at the end */
}

static void test_recode_when_long_then_every_character_is_there(void **state) {
    (void)state;
    enum { TIMES = 5000 };
    static char bytes[TIMES * 7], expected[TIMES * 10];
    for (size_t i = 0; i < TIMES; i++) {
        memcpy(bytes + i * 7, GB18030 "\n", 7);
        memcpy(expected + i * 10, UTF8 "\n", 10);
    }
    assert_recoded(CHARSET_NONE, bytes, sizeof bytes, expected, sizeof expected, CHARSET_GB18030);
}

static void test_recode_when_the_label_is_unknown_then_refused(void **state) {
    (void)state;
    struct err err;
    assert_null(recode_new(CHARSET_UNKNOWN, &err));
    assert_int_equal(err.code, ERR_UNSUPPORTED_MEDIA);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recode_when_nothing_is_told_then_the_bytes_decide),
        cmocka_unit_test(test_recode_when_labelled_then_as_it_says),
        cmocka_unit_test(test_recode_when_a_bom_stands_then_it_wins),
        cmocka_unit_test(test_recode_when_some_bytes_do_not_belong_then_they_are_marked_and_the_rest_is_read),
        cmocka_unit_test(test_recode_when_long_then_every_character_is_there),
        cmocka_unit_test(test_recode_when_the_label_is_unknown_then_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
