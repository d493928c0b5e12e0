/* One document, one reader: answered, or told why not, within the deadline. */
#include "reader/once.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static enum err_code read_it(const char *says, const char *program, int deadline_ms) {
    const struct process_options options = {.program = program, .memory = (size_t)1 << 30, .cpu_seconds = 10};
    struct arena arena;
    struct document document;
    struct err err = {.code = ERR_NONE};
    arena_init(&arena, 1 << 20);
    bool is_read =
        reader_read_once(&arena, &options, deadline_ms, TEXT_OF(""), text_from(says), &document, &err);
    if (is_read)
        assert_true(text_equal(document.text, text_from(says)));
    else
        assert_true(err.detail[0] != '\0');
    arena_fini(&arena);
    return is_read ? ERR_NONE : err.code;
}

static void test_once_when_answered_then_the_document(void **state) {
    (void)state;
    assert_int_equal(read_it("read me", FAKE_READER, 10000), ERR_NONE);
    assert_int_equal(read_it("pieces of it", FAKE_READER, 10000), ERR_NONE);
}

static void test_once_when_refused_or_not_answered_then_why(void **state) {
    (void)state;
    assert_int_equal(read_it("refuse", FAKE_READER, 10000), ERR_UNSUPPORTED_MEDIA);
    static const char *const deeds[] = {"crash", "killed", "leave", "babble"};
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        assert_int_equal(read_it(deeds[i], FAKE_READER, 10000), ERR_UNREADABLE);
    assert_int_equal(read_it("hang", FAKE_READER, 50), ERR_UNREADABLE);
    assert_int_equal(read_it("cageless", FAKE_READER, 10000), ERR_INTERNAL);
}

static void test_once_when_there_is_no_reader_then_internal(void **state) {
    (void)state;
    assert_int_equal(read_it("read me", "/nonexistent/tongbi-reader", 1000), ERR_INTERNAL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_once_when_answered_then_the_document),
        cmocka_unit_test(test_once_when_refused_or_not_answered_then_why),
        cmocka_unit_test(test_once_when_there_is_no_reader_then_internal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
