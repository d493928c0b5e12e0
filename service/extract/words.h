/* words: lists of words, and where they stand in a page.
 *
 * A list is written as a plain array where it is used. The first look-up of a run builds its index in the page's arena (a
 * hash of the first and of the last characters), so that a miss, by far the commonest answer, costs one probe whatever the
 * list's length. Where the arena is full the list is searched from end to end: slower, same answer. All look-ups take a
 * window [from, to) and never leave it. A list must be static: its address is its name. */
#ifndef TONGBI_EXTRACT_WORDS_H
#define TONGBI_EXTRACT_WORDS_H

#include "extract/page.h"

/* A list of words ends with NULL. */
typedef const char32_t *const word_list[];

/* A table whose rows begin with a `const char32_t *` word; the last row's word is NULL. */
struct word_table {
    const void *rows;
    size_t row_size;
};

/* An empty cache of indexes, which will stand in the arena; NULL when it is full. */
struct word_cache *word_cache_new(struct arena *arena);
size_t word_length(const char32_t *word);
/* Length of the word when it stands at `at` and ends by `to`, else 0. */
size_t word_at(const struct page *page, size_t at, size_t to, const char32_t *word);
/* The longest word of the list that stands at `at`, its length, else 0. */
size_t word_any_at(const struct page *page, size_t at, size_t to, word_list words);
/* The same in a table: the row's number (the first of equals), or PAGE_NOWHERE; *length is the word's. */
ptrdiff_t word_row_at(const struct page *page, size_t at, size_t to, struct word_table table, size_t *length);
/* The longest word of the list that ends at `at` and begins at or after `from`, its length, else 0. */
size_t word_any_before(const struct page *page, size_t from, size_t at, word_list words);
/* Where the first (last) word of the list begins in the window, or PAGE_NOWHERE; *length (may be NULL) is its length. */
ptrdiff_t word_find(const struct page *page, struct span window, word_list words, size_t *length);
ptrdiff_t word_find_last(const struct page *page, struct span window, word_list words, size_t *length);
bool word_has(const struct page *page, struct span window, word_list words);

#endif
