#include "documents/text.h"

#include <stdlib.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/memory.h"

/* 集中学习6次 in GB18030 (GB 2312 rows B0..D7), Big5 and UTF-16. Checked against the code charts. */
#define STUDY_GB                                                                                             \
    "\xBC\xAF\xD6\xD0\xD1\xA7\xCF\xB0"                                                                       \
    "6"                                                                                                      \
    "\xB4\xCE"
#define STUDY_UTF8 "集中学习6次"
#define STUDY_16LE                                                                                           \
    "\xC6\x96\x2D\x4E\x66\x5B\x60\x4E"                                                                       \
    "6\0"                                                                                                    \
    "\x21\x6B"
#define STUDY_16BE                                                                                           \
    "\x96\xC6\x4E\x2D\x5B\x66\x4E\x60"                                                                       \
    "\0"                                                                                                     \
    "6"                                                                                                      \
    "\x6B\x21"

static const struct {
    struct text bytes, label;
    const char *text;
    enum charset charset;
    bool has_note;
} good[] = {
    {TEXT(STUDY_UTF8), TEXT(""), STUDY_UTF8, CHARSET_UTF8, false},
    {TEXT(STUDY_UTF8), TEXT("UTF-8"), STUDY_UTF8, CHARSET_UTF8, false},
    {TEXT("\xEF\xBB\xBF" STUDY_UTF8), TEXT(""), STUDY_UTF8, CHARSET_UTF8, false},
    {TEXT("\xEF\xBB\xBF" STUDY_UTF8), TEXT("gbk"), STUDY_UTF8, CHARSET_UTF8, true},
    {TEXT("\xEF\xBB\xBF\xEF\xBB\xBF"
          "a\xEF\xBB\xBF"),
     TEXT(""),
     "\xEF\xBB\xBF"
     "a\xEF\xBB\xBF",
     CHARSET_UTF8, false},
    {TEXT("plain ASCII, 94.64%"), TEXT("iso-8859-1"), "plain ASCII, 94.64%", CHARSET_UTF8, false},
    {TEXT("plain ASCII"), TEXT("x-unheard-of"), "plain ASCII", CHARSET_UTF8, true},
    {TEXT(STUDY_UTF8), TEXT("iso-8859-1"), STUDY_UTF8, CHARSET_UTF8, false},
    {TEXT("\xF0\xA0\x80\x80"), TEXT(""), "\xF0\xA0\x80\x80", CHARSET_UTF8, false}, /* U+20000 */
    {TEXT(STUDY_GB), TEXT("gb2312"), STUDY_UTF8, CHARSET_GB18030, false},
    {TEXT(STUDY_GB), TEXT("GBK"), STUDY_UTF8, CHARSET_GB18030, false},
    {TEXT(STUDY_GB), TEXT(""), STUDY_UTF8, CHARSET_GB18030, true},
    {TEXT(STUDY_GB), TEXT("utf-8"), STUDY_UTF8, CHARSET_GB18030, true},
    {TEXT("\x84\x31\x95\x33" STUDY_GB), TEXT("gb18030"), STUDY_UTF8, CHARSET_GB18030, false}, /* its BOM */
    {TEXT("\x81\x39\xEE\x39"), TEXT("gb18030"), "㐀", CHARSET_GB18030, false}, /* four bytes: U+3400 */
    {TEXT(STUDY_UTF8), TEXT("gbk"), STUDY_UTF8, CHARSET_UTF8, true},
    {TEXT("\xFF\xFE" STUDY_16LE), TEXT(""), STUDY_UTF8, CHARSET_UTF16LE, false},
    {TEXT("\xFE\xFF" STUDY_16BE), TEXT(""), STUDY_UTF8, CHARSET_UTF16BE, false},
    {TEXT("\xFE\xFF" STUDY_16BE), TEXT("utf-16le"), STUDY_UTF8, CHARSET_UTF16BE, true},
    {TEXT("\xFF\xFE" STUDY_16LE), TEXT("utf-16"), STUDY_UTF8, CHARSET_UTF16LE, false},
    {TEXT(STUDY_16LE), TEXT("utf-16"), STUDY_UTF8, CHARSET_UTF16LE, false},
    {TEXT(STUDY_16BE), TEXT("utf-16"), STUDY_UTF8, CHARSET_UTF16BE, false},
    {TEXT(STUDY_16BE), TEXT("utf-16be"), STUDY_UTF8, CHARSET_UTF16BE, false},
    {TEXT("\x40\xD8\x00\xDC"), TEXT("utf-16le"), "\xF0\xA0\x80\x80", CHARSET_UTF16LE,
     false}, /* a surrogate pair */
    {TEXT(STUDY_UTF8), TEXT("utf-16"), STUDY_UTF8, CHARSET_UTF8, true},
    {TEXT("\xB6\xB0\xA4\xA4\xBE\xC7\xB2\xDF"
          "6"),
     TEXT("big5"), "集中學習6", CHARSET_BIG5, false},
};

static void test_text_decode_reads_every_encoding(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct arena arena;
        arena_init(&arena, 1 << 20);
        struct text_decoded out;
        struct err err;
        if (!text_decode(&arena, good[i].bytes, good[i].label, &out, &err))
            fail_msg("row %zu: %s", i, err.detail);
        assert_int_equal(out.text.len, strlen(good[i].text));
        assert_memory_equal(out.text.ptr, good[i].text, out.text.len);
        assert_int_equal(out.charset, good[i].charset);
        assert_int_equal(out.note.len > 0, good[i].has_note);
        arena_fini(&arena);
    }
}

static const struct {
    struct text bytes, label;
    enum err_code code;
    const char *says;
} bad[] = {
    {TEXT("学习\xE5\x8C"), TEXT(""), ERR_BAD_ENCODING, "byte 6"}, /* cut off */
    {TEXT("学习\xFF\xE6\xAC\xA1"), TEXT(""), ERR_BAD_ENCODING, "byte 6"},
    {TEXT("ab\xC0\xAF"), TEXT("utf-8"), ERR_BAD_ENCODING, "byte 2"},   /* overlong */
    {TEXT("\xED\xA0\x80"), TEXT("utf-8"), ERR_BAD_ENCODING, "byte 0"}, /* surrogate */
    {TEXT("\xEF\xBB\xBF"
          "ab\xE5"),
     TEXT(""), ERR_BAD_ENCODING, "byte 5"}, /* the BOM counts */
    {TEXT("\xEF\xBB\xBF" STUDY_GB), TEXT("gbk"), ERR_BAD_ENCODING, "byte 3"},
    {TEXT(STUDY_GB "\xB4"), TEXT("gbk"), ERR_BAD_ENCODING, "byte 11"},
    {TEXT(STUDY_GB STUDY_GB "\xB4"), TEXT(""), ERR_BAD_ENCODING, "byte 22"},
    {TEXT(STUDY_GB "\x80"
                   "a"),
     TEXT("gb2312"), ERR_BAD_ENCODING, "byte 11"},
    {TEXT("\xFF\xFE"
          "a"),
     TEXT(""), ERR_BAD_ENCODING, "byte 2"}, /* odd length */
    {TEXT("\xFF\xFE" STUDY_16LE "\x40\xD8"), TEXT(""), ERR_BAD_ENCODING, "byte 14"},
    {TEXT("\xFF\xFE"
          "\x00\xDC" STUDY_16LE),
     TEXT(""), ERR_BAD_ENCODING, "byte 2"},
    {TEXT("\xFF\xFE"
          "\x40\xD8" STUDY_16LE),
     TEXT(""), ERR_BAD_ENCODING, "byte 2"},
    {TEXT("\xFF\xFE"
          "a\0\0\0"),
     TEXT(""), ERR_NOT_TEXT, "NUL"},
    {TEXT("ab\0cd"), TEXT(""), ERR_NOT_TEXT, "byte 2"},
    {TEXT("ab\0cd"), TEXT("gbk"), ERR_NOT_TEXT, "byte 2"},
    {TEXT("a\0b\0c\0d\0"), TEXT(""), ERR_NOT_TEXT, "UTF-16"},
    {TEXT("\x01\x02\x03\x04 text"), TEXT(""), ERR_NOT_TEXT, "control"},
    {TEXT("caf\xE9 au lait, d\xE9j\xE0 vu"), TEXT(""), ERR_NOT_TEXT, "byte 3"},
    {TEXT("caf\xE9 au lait, d\xE9j\xE0 vu"), TEXT("iso-8859-1"), ERR_NOT_TEXT, "byte 3"},
    {TEXT("caf\xE9 au lait, d\xE9j\xE0 vu"), TEXT("koi8-r"), ERR_UNSUPPORTED_MEDIA, "koi8-r"},
    {TEXT("\x90\x91\x92\x93\xFF\xFF\xFE\x81 x"), TEXT(""), ERR_NOT_TEXT, "byte 0"},
    {TEXT(STUDY_GB "\xAA\xA1"), TEXT(""), ERR_NOT_TEXT,
     "no sense"}, /* GB18030's private use area, only guessed */
    {TEXT("\xB6\xB0\xA4"), TEXT("big5"), ERR_BAD_ENCODING, "byte 2"},
};

static void test_text_decode_refuses_with_the_place(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct arena arena;
        arena_init(&arena, 1 << 20);
        struct text_decoded out;
        struct err err = {.code = ERR_NONE};
        if (text_decode(&arena, bad[i].bytes, bad[i].label, &out, &err))
            fail_msg("row %zu was read as %s", i, charset_name(out.charset));
        if (err.code != bad[i].code || strstr(err.detail, bad[i].says) == NULL)
            fail_msg("row %zu: %s: %s", i, err_name(err.code), err.detail);
        arena_fini(&arena);
    }
}

static void test_text_decode_keeps_half_width_punctuation(void **state) {
    (void)state;
    struct text text = TEXT("上半年,回复率99%;处置舆情5起.\r\n一、“三个一”：完成(已验收)。\n");
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct text_decoded out;
    assert_true(text_decode(&arena, text, TEXT_OF(""), &out, NULL));
    assert_true(text_equal(out.text, text));
    arena_fini(&arena);
}

/* A long text: its pieces meet iconv's buffer at every offset. */
static void test_text_decode_long_gb18030_equals_its_parts(void **state) {
    (void)state;
    static const char unit[] = STUDY_GB "x", decoded[] = STUDY_UTF8 "x";
    enum { TIMES = 5000 };
    char *bytes = malloc((sizeof unit - 1) * TIMES);
    assert_non_null(bytes);
    for (size_t i = 0; i < TIMES; i++)
        memcpy(bytes + i * (sizeof unit - 1), unit, sizeof unit - 1);
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct text_decoded out;
    assert_true(
        text_decode(&arena, (struct text){bytes, (sizeof unit - 1) * TIMES}, TEXT_OF(""), &out, NULL));
    assert_int_equal(out.text.len, (sizeof decoded - 1) * TIMES);
    for (size_t i = 0; i < TIMES; i++)
        assert_memory_equal(out.text.ptr + i * (sizeof decoded - 1), decoded, sizeof decoded - 1);
    arena_fini(&arena);
    free(bytes);
}

static void test_text_decode_into_a_full_arena_is_too_large(void **state) {
    (void)state;
    static const struct text inputs[] = {TEXT(STUDY_UTF8 STUDY_UTF8), TEXT(STUDY_GB STUDY_GB),
                                         TEXT("\xFF\xFE" STUDY_16LE)};
    for (size_t i = 0; i < 3; i++) {
        struct arena arena;
        arena_init(&arena, 8);
        struct text_decoded out;
        struct err err;
        assert_false(text_decode(&arena, inputs[i], TEXT_OF(""), &out, &err));
        assert_int_equal(err.code, ERR_TOO_LARGE);
        arena_fini(&arena);
    }
}

static void test_text_decode_fails_cleanly_when_memory_ends(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        size_t n = 0;
        for (bool has_failed = true; has_failed;) {
            struct arena arena;
            arena_init(&arena, 1 << 20);
            struct text_decoded out;
            memory_fail_after(++n);
            bool is_done = text_decode(&arena, good[i].bytes, good[i].label, &out, NULL);
            has_failed = memory_has_failed();
            memory_fail_after(0);
            assert_int_equal(is_done, !has_failed);
            arena_fini(&arena);
        }
        assert_true(n > 1);
    }
}

static void test_charset_parse_knows_the_names_in_use(void **state) {
    (void)state;
    assert_int_equal(charset_parse(TEXT_OF("")), CHARSET_NONE);
    assert_int_equal(charset_parse(TEXT_OF("Utf8")), CHARSET_UTF8);
    assert_int_equal(charset_parse(TEXT_OF("GB2312")), CHARSET_GB18030);
    assert_int_equal(charset_parse(TEXT_OF("x-GBK")), CHARSET_GB18030);
    assert_int_equal(charset_parse(TEXT_OF("cp936")), CHARSET_GB18030);
    assert_int_equal(charset_parse(TEXT_OF("UTF-16LE")), CHARSET_UTF16LE);
    assert_int_equal(charset_parse(TEXT_OF("gb")), CHARSET_UNKNOWN);
    assert_string_equal(charset_name(CHARSET_GB18030), "gb18030");
    assert_string_equal(charset_name(CHARSET_NONE), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_decode_reads_every_encoding),
        cmocka_unit_test(test_text_decode_refuses_with_the_place),
        cmocka_unit_test(test_text_decode_keeps_half_width_punctuation),
        cmocka_unit_test(test_text_decode_long_gb18030_equals_its_parts),
        cmocka_unit_test(test_text_decode_into_a_full_arena_is_too_large),
        cmocka_unit_test(test_text_decode_fails_cleanly_when_memory_ends),
        cmocka_unit_test(test_charset_parse_knows_the_names_in_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
