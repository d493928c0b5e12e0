#include "documents/document.h"

#include <stdlib.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/memory.h"

/* 参学率100% in GB18030. */
#define RATE_GB                                                                                              \
    "\xB2\xCE\xD1\xA7\xC2\xCA"                                                                               \
    "100%"

static const struct {
    struct text bytes, content_type;
    const char *text, *media_type, *charset, *note; /* note: a part of the one note, or NULL for none */
} good[] = {
    {TEXT("参学率100%"), TEXT("text/plain; charset=utf-8"), "参学率100%", "text/plain", "utf-8", NULL},
    {TEXT("参学率100%"), TEXT(""), "参学率100%", "text/plain", "utf-8", NULL},
    {TEXT("参学率100%"), TEXT("application/octet-stream"), "参学率100%", "text/plain", "utf-8", NULL},
    {TEXT("\xEF\xBB\xBF参学率\r\n100%\r\n"), TEXT(""), "参学率\r\n100%\r\n", "text/plain", "utf-8", NULL},
    {TEXT(RATE_GB), TEXT("text/plain; charset=GB2312"), "参学率100%", "text/plain", "gb18030", NULL},
    {TEXT(RATE_GB), TEXT("text/plain"), "参学率100%", "text/plain", "gb18030", "no charset was named"},
    {TEXT("\xFF\xFE\xC2\x53"
          "1\0"),
     TEXT("text/plain"), "参1", "text/plain", "utf-16le", NULL},
    {TEXT("<p>参学率<b>100%</b></p>"), TEXT("text/html"), "参学率100%", "text/html", "utf-8", NULL},
    {TEXT("<p>参学率</p>"), TEXT(""), "参学率", "text/html", "utf-8", NULL},
    {TEXT("<p>参学率</p>"), TEXT("text/plain"), "参学率", "text/html", "utf-8",
     "\"text/plain\", but the bytes are HTML"},
    {TEXT("参学率<br>100%"), TEXT("text/html"), "参学率\n100%", "text/html", "utf-8", NULL},
    {TEXT("参学率<br>100%"), TEXT("text/plain"), "参学率<br>100%", "text/plain", "utf-8", NULL},
    {TEXT("一、学习\n二、宣传"), TEXT("text/html"), "一、学习\n二、宣传", "text/plain", "utf-8",
     "bytes are plain text"},
    {TEXT("参学率"), TEXT("application/pdf"), "参学率", "text/plain", "utf-8",
     "\"application/pdf\", but the bytes are plain text"},
    {TEXT("<meta charset=gb2312><p>" RATE_GB), TEXT("text/html"), "参学率100%", "text/html", "gb18030", NULL},
    {TEXT("<meta charset=gb2312><p>" RATE_GB), TEXT("text/html; charset=gbk"), "参学率100%", "text/html",
     "gb18030", NULL},
    {TEXT("<meta charset=gb2312><p>参学率"), TEXT("text/html"), "参学率", "text/html", "utf-8",
     "named as \"gb2312\""},
    {TEXT("<meta charset=utf-16><p>参学率"), TEXT("text/html"), "参学率", "text/html", "utf-8", NULL},
    {TEXT("\xFE\xFF\0<\0p\0>\x53\xC2"), TEXT("text/html"), "参", "text/html", "utf-16be", NULL},
};

static void test_document_read_turns_bytes_into_text(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct arena arena;
        arena_init(&arena, 1 << 20);
        struct document document;
        struct err err;
        if (!document_read(&arena, good[i].bytes, good[i].content_type, &document, &err))
            fail_msg("row %zu: %s", i, err.detail);
        if (!text_equal(document.text, text_from(good[i].text)))
            fail_msg("row %zu gave %.*s", i, TEXT_ARG(document.text));
        assert_true(text_equal(document.media_type, text_from(good[i].media_type)));
        assert_true(text_equal(document.charset, text_from(good[i].charset)));
        assert_int_equal(document.note_count, good[i].note != NULL);
        if (good[i].note != NULL)
            assert_int_not_equal(text_find(document.notes[0], text_from(good[i].note), 0), SIZE_MAX);
        arena_fini(&arena);
    }
}

static const struct {
    struct text bytes, content_type;
    enum err_code code;
    const char *says;
} bad[] = {
    {TEXT(""), TEXT("text/plain"), ERR_EMPTY_BODY, "no bytes"},
    {TEXT(" \r\n\t"), TEXT("text/plain"), ERR_EMPTY_BODY, "white space"},
    {TEXT("\xEF\xBB\xBF\xE3\x80\x80\n"), TEXT(""), ERR_EMPTY_BODY, "white space"},
    {TEXT("<p> &nbsp; </p><script>x</script>"), TEXT("text/html"), ERR_EMPTY_BODY, "shows no text"},
    {TEXT("PK\x03\x04 word/document.xml"), TEXT("text/plain"), ERR_UNSUPPORTED_MEDIA,
     "this is a .docx (Word) file; only text and HTML can be read by this version"},
    {TEXT("%PDF-1.4"), TEXT(""), ERR_UNSUPPORTED_MEDIA, "a PDF file"},
    {TEXT("{\"a\":1}"), TEXT("application/json"), ERR_UNSUPPORTED_MEDIA, "application/json"},
    {TEXT("a,b\n1,2"), TEXT("text/csv; charset=utf-8"), ERR_UNSUPPORTED_MEDIA, "text/csv"},
    {TEXT("学习\xE5\x8C"), TEXT("text/plain"), ERR_BAD_ENCODING, "byte 6"},
    {TEXT("a\0b"), TEXT("text/plain"), ERR_NOT_TEXT, "NUL"},
};

static void test_document_read_refuses_by_name(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct arena arena;
        arena_init(&arena, 1 << 20);
        struct document document;
        struct err err = {.code = ERR_NONE};
        if (document_read(&arena, bad[i].bytes, bad[i].content_type, &document, &err))
            fail_msg("row %zu was read", i);
        if (err.code != bad[i].code || strstr(err.detail, bad[i].says) == NULL)
            fail_msg("row %zu: %s: %s", i, err_name(err.code), err.detail);
        arena_fini(&arena);
    }
}

static void test_document_two_disagreements_make_two_notes(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct document document;
    assert_true(
        document_read(&arena, TEXT_OF("<p>参学率"), TEXT_OF("text/plain; charset=gbk"), &document, NULL));
    assert_int_equal(document.note_count, 2);
    arena_fini(&arena);
}

static void test_document_read_in_any_small_arena_fails_or_is_whole(void **state) {
    (void)state;
    struct text bytes = TEXT("<h1>总结</h1><p>" RATE_GB);
    size_t done = 0;
    for (size_t ceiling = 0; ceiling < 32768; ceiling += 64) {
        struct arena arena;
        arena_init(&arena, ceiling);
        struct document document;
        struct err err;
        if (document_read(&arena, bytes, TEXT_OF("text/plain; charset=gbk"), &document, &err)) {
            assert_int_equal(document.note_count, 1);
            done++;
        } else {
            assert_int_equal(err.code, ERR_TOO_LARGE);
        }
        arena_fini(&arena);
    }
    assert_true(done > 0);
}

static void test_document_read_fails_cleanly_when_memory_ends(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        bool has_failed = true;
        for (size_t n = 1; has_failed; n++) {
            struct arena arena;
            arena_init(&arena, 1 << 20);
            struct document document;
            memory_fail_after(n);
            bool is_done = document_read(&arena, good[i].bytes, good[i].content_type, &document, NULL);
            has_failed = memory_has_failed();
            memory_fail_after(0);
            assert_int_equal(is_done, !has_failed);
            arena_fini(&arena);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_document_read_turns_bytes_into_text),
        cmocka_unit_test(test_document_read_refuses_by_name),
        cmocka_unit_test(test_document_two_disagreements_make_two_notes),
        cmocka_unit_test(test_document_read_in_any_small_arena_fails_or_is_whole),
        cmocka_unit_test(test_document_read_fails_cleanly_when_memory_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
