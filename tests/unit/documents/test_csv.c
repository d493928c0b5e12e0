#include "documents/csv.h"

#include <stdlib.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/memory.h"

/* What was told, written down: "1:a|b;" for a row, "2!bad-rows:…;" for a row with a fault. */
struct story {
    struct buf told;
    size_t stop_after; /* 0: never */
    size_t rows;
    struct err fault; /* the last one */
};

static bool write_down(void *ctx, const struct csv_row *row, const struct err *fault) {
    struct story *story = ctx;
    buf_printf(&story->told, "%zu%s", row->number, fault != NULL ? "!" : ":");
    if (fault != NULL) {
        buf_printf(&story->told, "%s:", err_name(fault->code));
        story->fault = *fault;
    }
    for (size_t i = 0; i < row->count; i++)
        buf_printf(&story->told, "%s%.*s", i > 0 ? "|" : "", TEXT_ARG(row->fields[i]));
    buf_add_char(&story->told, ';');
    story->rows++;
    return story->rows != story->stop_after;
}

static const struct csv_limits small = {.columns = 3, .field_bytes = 8, .rows = 0};

static void check_story(struct text bytes, const char *expected, enum err_code code) {
    struct story story = {.rows = 0};
    buf_init(&story.told, 1 << 20);
    struct err err = {.code = ERR_NONE};
    bool is_done = csv_read(bytes, &small, write_down, &story, &err);
    assert_false(buf_failed(&story.told));
    buf_add_char(&story.told, '\0');
    assert_string_equal(story.told.ptr, expected);
    assert_int_equal(is_done, code == ERR_NONE);
    assert_int_equal(err.code, code);
    buf_fini(&story.told);
}

static const struct {
    struct text bytes;
    const char *told;
    enum err_code code;
} cases[] = {
    {TEXT("a,b\n1,2\n"), "1:a|b;2:1|2;", ERR_NONE},
    {TEXT("a,b\n1,2"), "1:a|b;2:1|2;", ERR_NONE},
    {TEXT("a,b\r\n1,2\r\n"), "1:a|b;2:1|2;", ERR_NONE},
    {TEXT("a,b\r1,2\r"), "1:a|b;2:1|2;", ERR_NONE},
    {TEXT("\xEF\xBB\xBF"
          "a,b\n"),
     "1:a|b;", ERR_NONE},
    {TEXT("a"), "1:a;", ERR_NONE},
    {TEXT("户数,99%\n"), "1:户数|99%;", ERR_NONE},
    {TEXT("a,b\n\n1,2\n"), "1:a|b;3:1|2;", ERR_NONE},
    {TEXT("a,b\r\n\r\n1,2\r\n"), "1:a|b;3:1|2;", ERR_NONE},
    {TEXT("\n\na,b\n"), "3:a|b;", ERR_NONE},
    {TEXT("a, b \n"), "1:a|b;", ERR_NONE},
    {TEXT("a,\" b \"\n"), "1:a| b ;", ERR_NONE},
    {TEXT("a,\"x\"\"y\"\n"), "1:a|x\"y;", ERR_NONE},
    {TEXT("a,\"x,y\"\n"), "1:a|x,y;", ERR_NONE},
    {TEXT("a,\"x\ny\"\nb,c\n"), "1:a|x\ny;2:b|c;", ERR_NONE},
    {TEXT(",\n"), "1:|;", ERR_NONE},
    {TEXT("a,b\n1\n3,4\n"), "1:a|b;2!bad-rows:1;3:3|4;", ERR_NONE},
    {TEXT("a,b\n1,2,3\n"), "1:a|b;2!bad-rows:1|2|3;", ERR_NONE},
    {TEXT("a,b,c\n1,2,3,4,5\nx,y,z\n"), "1:a|b|c;2!too-large:1|2|3;3:x|y|z;", ERR_NONE},
    {TEXT("a,b\n1,\xFF"
          "2\n3,4\n"),
     "1:a|b;2!bad-encoding:1|;3:3|4;", ERR_NONE},
    {TEXT("a,b\n\0,2\n"), "1:a|b;2!not-text:|;", ERR_NONE},
    {TEXT("12345678\n123456789\n"), "1:12345678;", ERR_TOO_LARGE},
    {TEXT("a,b\nx\"y,2\n"), "1:a|b;", ERR_BAD_ROWS},
    {TEXT("a,b\n\"x\"y,2\n"), "1:a|b;", ERR_BAD_ROWS},
    {TEXT("a,b\n1,\"2"), "1:a|b;", ERR_BAD_ROWS},
    {TEXT(""), "", ERR_EMPTY_BODY},
    {TEXT("\n\r\n"), "", ERR_EMPTY_BODY},
    {TEXT("\xEF\xBB\xBF"), "", ERR_EMPTY_BODY},
    {TEXT("\xFF\xFE"
          "a\0"),
     "", ERR_UNSUPPORTED_MEDIA},
    {TEXT("\xFE\xFF"), "", ERR_UNSUPPORTED_MEDIA},
};

static void test_csv_read_tells_rows_and_faults(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_story(cases[i].bytes, cases[i].told, cases[i].code);
}

static void test_csv_faults_name_row_and_column(void **state) {
    (void)state;
    struct story story = {.rows = 0};
    buf_init(&story.told, 1 << 20);
    struct err err;
    assert_true(csv_read(TEXT_OF("a,b,c\n1,2,\xE5\x8C\n"), &small, write_down, &story, &err));
    assert_string_equal(story.fault.field, "3");
    assert_non_null(strstr(story.fault.detail, "byte 0"));
    assert_true(csv_read(TEXT_OF("a,b,c\n1,2\n"), &small, write_down, &story, &err));
    assert_string_equal(story.fault.detail, "the row has 2 fields where the first row has 3");
    assert_false(csv_read(TEXT_OF("a,b\n\n1,\"2\n"), &small, write_down, &story, &err));
    assert_non_null(strstr(err.detail, "row 3, column 2"));
    assert_false(csv_read(TEXT_OF("a,b\n1,2\n3,4\"\n"), &small, write_down, &story, &err));
    assert_non_null(strstr(err.detail, "row 3, column 2"));
    buf_fini(&story.told);
}

static void test_csv_row_limit_counts_the_header(void **state) {
    (void)state;
    struct csv_limits limits = {.columns = 2, .field_bytes = 8, .rows = 2};
    struct story story = {.rows = 0};
    buf_init(&story.told, 1 << 20);
    struct err err = {.code = ERR_NONE};
    assert_true(csv_read(TEXT_OF("a,b\n1,2\n"), &limits, write_down, &story, &err));
    assert_false(csv_read(TEXT_OF("a,b\n1,2\n3,4\n"), &limits, write_down, &story, &err));
    assert_int_equal(err.code, ERR_TOO_LARGE);
    assert_int_equal(story.rows, 4);
    buf_fini(&story.told);
}

static void test_csv_stops_when_the_caller_has_had_enough(void **state) {
    (void)state;
    struct story story = {.stop_after = 2};
    buf_init(&story.told, 1 << 20);
    struct err err = {.code = ERR_NONE};
    assert_true(csv_read(TEXT_OF("a\nb\nc\n\"broken"), &small, write_down, &story, &err));
    assert_int_equal(story.rows, 2);
    buf_fini(&story.told);
}

/* Whatever the cuts, the same story. */
static void test_csv_feed_in_pieces_equals_whole(void **state) {
    (void)state;
    struct text bytes = TEXT("\xEF\xBB\xBF"
                             "a,b\r\n\r\n\"x\r\ny\",率\r\n1,\"p\"\"q\"\r\n");
    for (size_t size = 1; size <= bytes.len; size++) {
        struct story story = {.rows = 0};
        buf_init(&story.told, 1 << 20);
        struct csv_reader *reader = csv_reader_new(&small, write_down, &story);
        assert_non_null(reader);
        struct err err;
        for (size_t at = 0; at < bytes.len; at += size)
            assert_true(csv_reader_feed(reader, text_slice(bytes, at, at + size), &err));
        assert_true(csv_reader_finish(reader, &err));
        csv_reader_free(reader);
        buf_add_char(&story.told, '\0');
        assert_string_equal(story.told.ptr, "1:a|b;3:x\r\ny|率;4:1|p\"q;");
        buf_fini(&story.told);
    }
}

static void test_csv_failure_is_sticky(void **state) {
    (void)state;
    struct story story = {.rows = 0};
    buf_init(&story.told, 1 << 20);
    struct csv_reader *reader = csv_reader_new(&small, write_down, &story);
    struct err err;
    assert_false(csv_reader_feed(reader, TEXT_OF("a,b\nx\"y\n"), &err));
    assert_false(csv_reader_feed(reader, TEXT_OF("1,2\n"), &err));
    assert_int_equal(err.code, ERR_BAD_ROWS);
    assert_false(csv_reader_finish(reader, &err));
    assert_int_equal(err.code, ERR_BAD_ROWS);
    assert_int_equal(story.rows, 1);
    csv_reader_free(reader);
    csv_reader_free(NULL);
    buf_fini(&story.told);
}

/* A quote that never closes must not swallow the whole upload first. */
static void test_csv_runaway_quote_ends_early(void **state) {
    (void)state;
    struct story story = {.rows = 0};
    buf_init(&story.told, 1 << 20);
    struct csv_reader *reader = csv_reader_new(&csv_limits_default, write_down, &story);
    struct err err = {.code = ERR_NONE};
    assert_true(csv_reader_feed(reader, TEXT_OF("a,b\n1,\""), &err));
    static const char block[4096] = "rows that the open quote takes for text,1,2,3";
    size_t fed = 0;
    while (csv_reader_feed(reader, (struct text){block, 45}, &err) && fed < 1000000)
        fed += 45;
    assert_int_equal(err.code, ERR_TOO_LARGE);
    assert_non_null(strstr(err.detail, "row 2"));
    assert_true(fed < 2 * 65536);
    csv_reader_free(reader);
    buf_fini(&story.told);
}

static void test_csv_read_fails_cleanly_when_memory_ends(void **state) {
    (void)state;
    struct text bytes = TEXT("a,b\n1,\"some longer field\"\n3,4\n");
    size_t n = 0;
    for (bool has_failed = true; has_failed;) {
        struct story story = {.rows = 0};
        buf_init(&story.told, 1 << 20);
        buf_add(&story.told, "", 1); /* its own memory is there before the failures begin */
        story.told.len = 0;
        struct err err = {.code = ERR_NONE};
        memory_fail_after(++n);
        bool is_done = csv_read(bytes, &csv_limits_default, write_down, &story, &err);
        has_failed = memory_has_failed();
        memory_fail_after(0);
        /* libcsv asks for less when it does not get enough: a failure may heal, but never shorten the story */
        if (is_done)
            assert_true(text_equal(buf_text(&story.told), TEXT_OF("1:a|b;2:1|some longer field;3:3|4;")));
        else
            assert_int_equal(err.code, ERR_OUT_OF_MEMORY);
        assert_true(is_done || has_failed);
        buf_fini(&story.told);
    }
    assert_true(n > 4); /* reader, fields, row, libcsv's buffer */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_read_tells_rows_and_faults),
        cmocka_unit_test(test_csv_faults_name_row_and_column),
        cmocka_unit_test(test_csv_row_limit_counts_the_header),
        cmocka_unit_test(test_csv_stops_when_the_caller_has_had_enough),
        cmocka_unit_test(test_csv_feed_in_pieces_equals_whole),
        cmocka_unit_test(test_csv_failure_is_sticky),
        cmocka_unit_test(test_csv_runaway_quote_ends_early),
        cmocka_unit_test(test_csv_read_fails_cleanly_when_memory_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
