/* What goes in comes out; what is not exactly a frame is refused whole. */
#include "reader/frame.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct arena arena;
static struct buf frame;

static int setup(void **state) {
    (void)state;
    arena_init(&arena, 1 << 20);
    buf_init(&frame, 1 << 20);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    arena_fini(&arena);
    buf_fini(&frame);
    return 0;
}

static struct text body_of(const struct buf *whole) {
    assert_false(buf_failed(whole));
    assert_int_equal(frame_length(whole->ptr), whole->len - FRAME_HEAD);
    return text_slice(buf_text(whole), FRAME_HEAD, whole->len);
}

static const struct place places[] = {{.start = 0, .page = 1},
                                      {.start = 3, .sheet = 2, .row = 7, .column = 3}};
static const struct text sheets[] = {TEXT("汇总"), TEXT("明细")};

static struct document sample(void) {
    return (struct document){.text = TEXT("甲\n乙12次"),
                             .media_type = TEXT("application/pdf"),
                             .charset = TEXT("utf-8"),
                             .notes = {TEXT("macros were ignored")},
                             .note_count = 1,
                             .places = places,
                             .place_count = 2,
                             .sheets = sheets,
                             .sheet_count = 2};
}

static void test_request_when_put_and_taken_then_the_same(void **state) {
    (void)state;
    const struct frame_request request = {TEXT("text/html; charset=gbk"), {"a\0b\xff", 4}};
    struct frame_request got;
    frame_put_request(&frame, &request);
    assert_true(frame_take_request(body_of(&frame), &got));
    assert_true(text_equal(got.content_type, request.content_type));
    assert_true(text_equal(got.bytes, request.bytes));
}

static void test_document_when_put_and_taken_then_the_same(void **state) {
    (void)state;
    const struct document document = sample();
    struct document got;
    struct err err;
    frame_put_document(&frame, &document);
    assert_true(frame_take_answer(&arena, body_of(&frame), &got, &err));
    assert_true(text_equal(got.text, document.text));
    assert_true(text_equal(got.media_type, document.media_type));
    assert_int_equal(got.note_count, 1);
    assert_true(text_equal(got.notes[0], document.notes[0]));
    assert_int_equal(got.sheet_count, 2);
    assert_true(text_equal(got.sheets[1], sheets[1]));
    assert_int_equal(got.place_count, 2);
    assert_memory_equal(got.places, places, sizeof places);
}

static void test_refusal_when_put_and_taken_then_the_same(void **state) {
    (void)state;
    struct err err, got;
    struct document document;
    err_set_field(&err, ERR_UNSUPPORTED_MEDIA, "Content-Type", "this is a .pptx file");
    frame_put_refusal(&frame, &err);
    assert_false(frame_take_answer(&arena, body_of(&frame), &document, &got));
    assert_int_equal(got.code, ERR_UNSUPPORTED_MEDIA);
    assert_string_equal(got.field, "Content-Type");
    assert_string_equal(got.detail, "this is a .pptx file");
}

/* A reader that was taken over cannot say that the service is broken, or that somebody may not. */
static void test_refusal_when_it_is_no_documents_fault_then_unreadable(void **state) {
    (void)state;
    static const enum err_code codes[] = {ERR_NONE, ERR_INTERNAL, ERR_FORBIDDEN, ERR_DATABASE_UNKNOWN,
                                          (enum err_code)999};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct err err = {.code = codes[i], .detail = "so it says"}, got;
        struct document document;
        buf_reset(&frame);
        frame_put_refusal(&frame, &err);
        assert_false(frame_take_answer(&arena, body_of(&frame), &document, &got));
        assert_int_equal(got.code, ERR_UNREADABLE);
    }
}

static void assert_garbled(struct text body) {
    struct document document;
    struct frame_request request;
    struct err err = {.code = ERR_NONE};
    assert_false(frame_take_answer(&arena, body, &document, &err));
    assert_int_equal(err.code, ERR_UNREADABLE);
    assert_false(frame_take_request(body, &request));
}

static void test_answer_when_cut_anywhere_or_longer_then_unreadable(void **state) {
    (void)state;
    const struct document document = sample();
    frame_put_document(&frame, &document);
    struct text body = body_of(&frame);
    for (size_t len = 0; len < body.len; len++)
        assert_garbled(text_slice(body, 0, len));
    buf_add_char(&frame, 'x');
    assert_garbled(text_slice(buf_text(&frame), FRAME_HEAD, frame.len));
}

/* Whatever one byte becomes: a document that keeps its promises, or a refusal. */
static void test_answer_when_a_byte_is_another_then_promises_hold(void **state) {
    (void)state;
    const struct document document = sample();
    frame_put_document(&frame, &document);
    for (size_t at = FRAME_HEAD; at < frame.len; at++)
        for (int value = 0; value < 256; value += 5) {
            char was = frame.ptr[at];
            struct document got;
            struct err err;
            struct arena fresh;
            arena_init(&fresh, 1 << 20);
            frame.ptr[at] = (char)value;
            if (frame_take_answer(&fresh, text_slice(buf_text(&frame), FRAME_HEAD, frame.len), &got, &err)) {
                assert_true(got.text.len > 0 && got.media_type.len > 0);
                for (size_t i = 0; i < got.place_count; i++) {
                    assert_true(got.places[i].start < got.text.len && got.places[i].sheet <= got.sheet_count);
                    assert_true(i == 0 || got.places[i].start > got.places[i - 1].start);
                }
            }
            frame.ptr[at] = was;
            arena_fini(&fresh);
        }
}

static void test_answer_when_its_text_is_no_text_then_unreadable(void **state) {
    (void)state;
    static const struct text texts[] = {{"", 0}, {"a\0b", 3}, {"\xC0\x80", 2}, {"\xFF", 1}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct document document = {
            .text = texts[i], .media_type = TEXT("text/plain"), .charset = TEXT("utf-8")};
        buf_reset(&frame);
        frame_put_document(&frame, &document);
        assert_garbled(body_of(&frame));
    }
}

static void test_answer_when_the_arena_is_full_then_too_large(void **state) {
    (void)state;
    struct arena small;
    struct document got;
    struct err err;
    const struct document document = sample();
    frame_put_document(&frame, &document);
    arena_init(&small, 32);
    assert_false(frame_take_answer(&small, body_of(&frame), &got, &err));
    assert_int_equal(err.code, ERR_TOO_LARGE);
    arena_fini(&small);
}

static void test_head_when_its_length_is_none_then_no_frame(void **state) {
    (void)state;
    assert_true(frame_length("\0\0\0\0") == SIZE_MAX);
    assert_true(frame_length("\xff\xff\xff\xff") == SIZE_MAX);
    assert_true(frame_length("\1\0\0\100") == SIZE_MAX); /* 2^30 + 1 */
    assert_int_equal(frame_length("\0\0\0\100"), 1 << 30);
    assert_int_equal(frame_length("\2\1\0\0"), 258);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_request_when_put_and_taken_then_the_same, setup, teardown),
        cmocka_unit_test_setup_teardown(test_document_when_put_and_taken_then_the_same, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refusal_when_put_and_taken_then_the_same, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refusal_when_it_is_no_documents_fault_then_unreadable, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_answer_when_cut_anywhere_or_longer_then_unreadable, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_answer_when_a_byte_is_another_then_promises_hold, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_answer_when_its_text_is_no_text_then_unreadable, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_answer_when_the_arena_is_full_then_too_large, setup, teardown),
        cmocka_unit_test_setup_teardown(test_head_when_its_length_is_none_then_no_frame, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
