/* Where a byte of a document's text stands, in words. */
#include "model/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct place places[] = {
    {.start = 3, .page = 1},
    {.start = 10, .page = 2, .paragraph = 4},
    {.start = 20, .table = 1, .row = 2, .column = 3},
    {.start = 30, .sheet = 1, .row = 7, .column = 3},
    {.start = 40, .sheet = 2, .row = 100, .column = 28},
    {.start = 50, .sheet = 3, .row = 1, .column = 16384},
    {.start = 60, .sheet = 4},
    {.start = 70},
};
static const struct text sheets[] = {
    TEXT("汇总"), TEXT("两\n行"), TEXT("明细"),
    TEXT("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二")};

static void test_place_when_looked_up_then_in_words(void **state) {
    (void)state;
    static const struct {
        size_t byte;
        const char *says;
    } cases[] = {{0, ""},
                 {2, ""},
                 {3, "page 1"},
                 {9, "page 1"},
                 {10, "page 2, paragraph 4"},
                 {25, "table 1, row 2, column 3"},
                 {30, "sheet 1 (汇总), C7"},
                 {49, "sheet 2, AB100"},
                 {50, "sheet 3 (明细), XFD1"},
                 {60, "sheet 4"},
                 {99, ""}};
    const struct document document = {
        .places = places, .place_count = sizeof places / sizeof *places, .sheets = sheets, .sheet_count = 4};
    struct arena arena;
    arena_init(&arena, 1 << 16);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text got = document_place(&arena, &document, cases[i].byte);
        if (!text_equal(got, text_from(cases[i].says)))
            fail_msg("byte %zu: got %.*s", cases[i].byte, TEXT_ARG(got));
    }
    const struct document plain = {.text = TEXT("x")};
    assert_int_equal(document_place(&arena, &plain, 0).len, 0);
    arena_fini(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_place_when_looked_up_then_in_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
