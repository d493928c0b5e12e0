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

/* What a code point may be the begin of, or is: one look at a byte instead of many comparisons. */
enum {
    MARK_NUMBER = 1,  /* an Arabic digit or a character of a Chinese numeral */
    MARK_WHEN = 2,    /* a word of time may begin: 上半年 今年 截至, a mask */
    MARK_NAME = 4,    /* a name, a title or a note may open: “ 《 〔 [ */
    MARK_ORDINAL = 8, /* 第 首 ( */
    MARK_CLAUSE = 16, /* ends a clause: , ; : 。 ! ? and line ends; not 、 */
    MARK_BLANK = 32,
    MARK_TAB = 64,
    MARK_REVIEW = 128 /* a word that looks back may begin: 过去五年 一年来 “十三五” */
};

struct word_cache;

struct page {
    struct arena *arena;
    struct text text;        /* as given */
    const char32_t *cp;      /* folded */
    const uint32_t *byte_of; /* where each begins in the text, and one more: the text's length */
    const uint8_t *marks;    /* of each code point */
    size_t length;
    struct word_cache *words; /* indexes of the word lists (words.c); NULL where they found no room */
};

struct span {
    size_t from, to; /* code points, end exclusive */
};

/* words: the indexes of word lists kept by the caller, or NULL for new ones in the arena. false when the arena is full. */
bool page_open(struct page *page, struct arena *arena, struct word_cache *words, struct text text)
    __attribute__((warn_unused_result));
struct text page_text(const struct page *page, struct span span);
char32_t page_raw(const struct page *page, size_t at);
/* Behind the inline tags that begin at `at` (94<b>.64</b>%), or `at` itself; not beyond `to`. */
size_t page_skip_tags(const struct page *page, size_t at, size_t to);
/* The code point at `at`, or 0 outside the text. */
static inline char32_t page_at(const struct page *page, size_t at) {
    return at < page->length ? page->cp[at] : 0;
}

static inline bool is_digit(char32_t c) {
    return c >= U'0' && c <= U'9';
}

static inline bool is_latin(char32_t c) {
    return (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z');
}

/* White space and line ends. */
static inline bool is_blank(char32_t c) {
    return c <= U' ' ? c == U' ' || c == U'\n' || c == U'\r' || c == U'\t'
                     : (c > 0x7f && c < 0x3001 && utf8_is_space(c)) || c == 0xfeff;
}

bool is_clause_end(char32_t c); /* , ; : 。 ! ? and line ends; not 、 */
bool is_open_quote(char32_t c);
bool is_close_quote(char32_t c);

struct span span_trim(const struct page *page, struct span span); /* blanks off both ends */
bool span_is_empty(struct span span);
/* The last `limit` code points before `to`, but not before `from`. */
struct span span_back(size_t from, size_t to, size_t limit);

#endif
