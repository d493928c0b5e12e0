/* The look-ups of words against a search written anew here, with the index and where its arena is too small for one. */
#include "extract_case.h"

#include "extract/words.h"

static const char32_t *const WORDS[] = {U"增长", U"增长了", U"同比", U"同比增长", U"长", U"了", U"%", NULL};

static const char TEXT[] = "同比增长了3%，增长，长了；比同增";

/* The longest word at `at` inside [from, to), by trying all of them. */
static size_t longest_at(const struct page *page, size_t at, size_t to) {
    size_t best = 0;
    for (size_t i = 0; WORDS[i] != NULL; i++) {
        size_t length = 0;
        while (WORDS[i][length] != 0 && at + length < to && page->cp[at + length] == WORDS[i][length]) {
            length++;
        }
        best = WORDS[i][length] == 0 && length > best ? length : best;
    }
    return best;
}

static size_t longest_before(const struct page *page, size_t from, size_t at) {
    size_t best = 0;
    for (size_t begin = from; begin < at; begin++) {
        for (size_t i = 0; WORDS[i] != NULL; i++) {
            size_t length = word_length(WORDS[i]);
            bool is_same = begin + length == at;
            for (size_t k = 0; is_same && k < length; k++) {
                is_same = page->cp[begin + k] == WORDS[i][k];
            }
            best = is_same && length > best ? length : best;
        }
    }
    return best;
}

static void compare_all(const struct page *page) {
    for (size_t from = 0; from <= page->length; from++) {
        for (size_t to = from; to <= page->length; to++) {
            assert_int_equal(word_any_at(page, from, to, WORDS), from < to ? longest_at(page, from, to) : 0);
            assert_int_equal(word_any_before(page, from, to, WORDS), longest_before(page, from, to));
            ptrdiff_t first = PAGE_NOWHERE, last = PAGE_NOWHERE;
            for (size_t at = from; at < to; at++) {
                if (longest_at(page, at, to) != 0) {
                    first = first == PAGE_NOWHERE ? (ptrdiff_t)at : first;
                    last = (ptrdiff_t)at;
                }
            }
            struct span window = {from, to};
            assert_int_equal(word_find(page, window, WORDS, NULL), first);
            assert_int_equal(word_find_last(page, window, WORDS, NULL), last);
            assert_int_equal(word_has(page, window, WORDS), first != PAGE_NOWHERE);
        }
    }
}

static void test_words_when_indexed_then_as_searched(void **state) {
    (void)state;
    struct arena arena;
    struct page page;
    arena_init(&arena, (size_t)1 << 20);
    assert_true(page_open(&page, &arena, NULL, text_from(TEXT)));
    compare_all(&page);
    compare_all(&page); /* the index is there now */
    arena_fini(&arena);
}

static void test_words_when_no_room_for_an_index_then_the_same(void **state) {
    (void)state;
    struct arena arena, small;
    struct page page;
    arena_init(&arena, (size_t)1 << 20);
    arena_init(&small, 10000); /* the cache itself, and nothing more */
    struct word_cache *words = word_cache_new(&small);
    assert_non_null(words);
    small.ceiling = small.used;
    assert_true(page_open(&page, &arena, words, text_from(TEXT)));
    compare_all(&page);
    assert_true(arena_overflowed(&small));
    arena_fini(&small);
    arena_fini(&arena);
}

static void test_row_when_words_are_equal_then_the_first(void **state) {
    (void)state;
    static const struct {
        const char32_t *word;
        int value;
    } rows[] = {{U"增", 1}, {U"增长", 2}, {U"增长", 3}, {NULL, 0}};
    struct arena arena;
    struct page page;
    size_t length;
    arena_init(&arena, (size_t)1 << 20);
    assert_true(page_open(&page, &arena, NULL, TEXT_OF("增长增")));
    struct word_table table = {rows, sizeof rows[0]};
    assert_int_equal(word_row_at(&page, 0, 3, table, &length), 1);
    assert_int_equal(length, 2);
    assert_int_equal(word_row_at(&page, 2, 3, table, &length), 0);
    assert_int_equal(word_row_at(&page, 1, 3, table, &length), PAGE_NOWHERE);
    arena_fini(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_when_indexed_then_as_searched),
        cmocka_unit_test(test_words_when_no_room_for_an_index_then_the_same),
        cmocka_unit_test(test_row_when_words_are_equal_then_the_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
