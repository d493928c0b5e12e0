/* page: the text of a report as width-folded code points, and the small look-ups that every pass uses.
 *
 * One code point of the text is one entry of `cp`, so offsets are the offsets that figures bear. Full-width ASCII is
 * folded (９ -> 9, ， -> ',', ％ -> '%'); page_raw gives what really stands there. All look-ups take a window [from, to)
 * and never leave it; passes keep their windows short, which is what keeps the whole run linear. */
#ifndef TONGBI_EXTRACT_PAGE_H
#define TONGBI_EXTRACT_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uchar.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/utf8.h"

enum { PAGE_WINDOW = 160, PAGE_NOWHERE = -1 };

struct page {
    struct arena *arena;
    struct utf8_map map;
    const char32_t *cp;
    size_t length;
};

struct span {
    size_t from, to; /* code points, end exclusive */
};

/* A list of words ends with NULL. */
typedef const char32_t *const word_list[];

bool page_open(struct page *page, struct arena *arena, struct text text) __attribute__((warn_unused_result));
struct text page_text(const struct page *page, struct span span);
char32_t page_raw(const struct page *page, size_t at);
/* The code point at `at`, or 0 outside the text. */
char32_t page_at(const struct page *page, size_t at);

bool is_digit(char32_t c);
bool is_latin(char32_t c);
bool is_blank(char32_t c);      /* white space and line ends */
bool is_clause_end(char32_t c); /* , ; : 。 ! ? and line ends; not 、 */
bool is_open_quote(char32_t c);
bool is_close_quote(char32_t c);

size_t word_length(const char32_t *word);
/* Length of the word when it stands at `at` and ends by `to`, else 0. */
size_t word_at(const struct page *page, size_t at, size_t to, const char32_t *word);
/* The longest word of the list that stands at `at`, its length, else 0. */
size_t word_any_at(const struct page *page, size_t at, size_t to, word_list words);
/* The longest word of the list that ends at `at` and begins at or after `from`, its length, else 0. */
size_t word_any_before(const struct page *page, size_t from, size_t at, word_list words);
/* Where the first (last) word of the list begins in the window, or PAGE_NOWHERE; *length (may be NULL) is its length. */
ptrdiff_t word_find(const struct page *page, struct span window, word_list words, size_t *length);
ptrdiff_t word_find_last(const struct page *page, struct span window, word_list words, size_t *length);
bool word_has(const struct page *page, struct span window, word_list words);

struct span span_trim(const struct page *page, struct span span); /* blanks off both ends */
bool span_is_empty(struct span span);
/* The last `limit` code points before `to`, but not before `from`. */
struct span span_back(size_t from, size_t to, size_t limit);

#endif
