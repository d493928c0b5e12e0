#include "extract/page.h"

/* Block tags end a line, other tags and the entity of the space are a space: debris of a page saved as text. */
static const char32_t *const BLOCK_TAGS[] = {U"p",   U"/p", U"br",  U"div", U"/div", U"tr",
                                             U"/tr", U"li", U"/li", U"h",   U"/h",   NULL};
static const char32_t *const SPACE_ENTITIES[] = {U"&nbsp;", U"&ensp;", U"&emsp;", U"&#160;", NULL};

enum { TAG_MAX = 200, WORD_MAX = 16 };

/* The length of the tag that stands at `at`, or 0. */
static size_t tag_length(const char32_t *cp, size_t count, size_t at) {
    if (at + 2 >= count || !(is_latin(cp[at + 1]) || cp[at + 1] == U'/')) {
        return 0;
    }
    for (size_t end = at + 1; end < count && end < at + TAG_MAX; end++) {
        if (cp[end] == U'>') {
            return end + 1 - at;
        }
        if (cp[end] == U'<' || cp[end] == U'\n') {
            return 0;
        }
    }
    return 0;
}

static void blank_markup(struct page *page, char32_t *cp, size_t count) {
    for (size_t at = 0; at < count;) {
        size_t length = cp[at] == U'<' ? tag_length(cp, count, at) : 0;
        bool is_block = length != 0 && word_any_at(page, at + 1, at + length, BLOCK_TAGS) != 0;
        if (cp[at] == U'&') {
            length = word_any_at(page, at, count, SPACE_ENTITIES);
        }
        for (size_t i = 0; i < length; i++) {
            cp[at + i] = is_block ? U'\n' : U' ';
        }
        at += length == 0 ? 1 : length;
    }
}

bool page_open(struct page *page, struct arena *arena, struct text text) {
    *page = (struct page){.arena = arena};
    if (!utf8_map_init(&page->map, arena, text)) {
        return false;
    }
    char32_t *cp = ARENA_ARRAY(arena, page->map.length + 1, char32_t);
    if (cp == NULL) {
        return false;
    }
    size_t count = 0;
    for (size_t at = 0; at < text.len && count < page->map.length;) {
        size_t length;
        char32_t c = utf8_at(text, at, &length);
        c = utf8_fold_width(c);
        cp[count++] = c == U'∶' || c == U'﹕' ? U':' : c; /* the ratio sign of statistical tables */
        at += length;
    }
    page->cp = cp;
    page->length = count;
    blank_markup(page, cp, count);
    return true;
}

struct text page_text(const struct page *page, struct span span) {
    size_t from = utf8_map_byte(&page->map, span.from);
    size_t to = utf8_map_byte(&page->map, span.to);
    return text_slice(page->map.text, from, to);
}

char32_t page_raw(const struct page *page, size_t at) {
    size_t length;
    return at < page->length ? utf8_at(page->map.text, utf8_map_byte(&page->map, at), &length) : 0;
}

char32_t page_at(const struct page *page, size_t at) {
    return at < page->length ? page->cp[at] : 0;
}

bool is_digit(char32_t c) {
    return c >= U'0' && c <= U'9';
}

bool is_latin(char32_t c) {
    return (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z');
}

bool is_blank(char32_t c) {
    return c == U' ' || c == U'\n' || c == U'\r' || c == U'\t' ||
           (c > 0x7f && c < 0x3001 && utf8_is_space(c)) || c == 0xfeff;
}

bool is_clause_end(char32_t c) {
    switch (c) {
    case U',':
    case U';':
    case U':':
    case U'。':
    case U'!':
    case U'?':
    case U'\n':
    case U'\r':
        return true;
    default:
        return false;
    }
}

bool is_open_quote(char32_t c) {
    return c == U'“' || c == U'‘' || c == U'《' || c == U'〈' || c == U'「' || c == U'『';
}

bool is_close_quote(char32_t c) {
    return c == U'”' || c == U'’' || c == U'》' || c == U'〉' || c == U'」' || c == U'』';
}

size_t word_length(const char32_t *word) {
    size_t length = 0;
    while (word[length] != 0) {
        length++;
    }
    return length;
}

size_t word_at(const struct page *page, size_t at, size_t to, const char32_t *word) {
    size_t length = 0;
    to = to < page->length ? to : page->length;
    for (; word[length] != 0; length++) {
        if (at + length >= to || page->cp[at + length] != word[length]) {
            return 0;
        }
    }
    return length;
}

size_t word_any_at(const struct page *page, size_t at, size_t to, word_list words) {
    size_t best = 0;
    for (size_t i = 0; words[i] != NULL; i++) {
        if (at < page->length && words[i][0] == page->cp[at]) {
            size_t length = word_at(page, at, to, words[i]);
            best = length > best ? length : best;
        }
    }
    return best;
}

size_t word_any_before(const struct page *page, size_t from, size_t at, word_list words) {
    size_t best = 0;
    /* one bit a character of the window: most words are ruled out by their first character */
    uint64_t seen = 0;
    for (size_t i = at; i > from && at - i < WORD_MAX; i--) {
        seen |= (uint64_t)1 << (page->cp[i - 1] & 63);
    }
    for (size_t i = 0; words[i] != NULL; i++) {
        if ((seen >> (words[i][0] & 63) & 1) == 0) {
            continue;
        }
        size_t length = word_length(words[i]);
        if (length > best && at >= from + length && word_at(page, at - length, at, words[i]) != 0) {
            best = length;
        }
    }
    return best;
}

ptrdiff_t word_find(const struct page *page, struct span window, word_list words, size_t *length) {
    for (size_t at = window.from; at < window.to; at++) {
        size_t found = word_any_at(page, at, window.to, words);
        if (found != 0) {
            if (length != NULL) {
                *length = found;
            }
            return (ptrdiff_t)at;
        }
    }
    return PAGE_NOWHERE;
}

ptrdiff_t word_find_last(const struct page *page, struct span window, word_list words, size_t *length) {
    for (size_t at = window.to; at > window.from; at--) {
        size_t found = word_any_at(page, at - 1, window.to, words);
        if (found != 0) {
            if (length != NULL) {
                *length = found;
            }
            return (ptrdiff_t)(at - 1);
        }
    }
    return PAGE_NOWHERE;
}

bool word_has(const struct page *page, struct span window, word_list words) {
    return word_find(page, window, words, NULL) != PAGE_NOWHERE;
}

struct span span_trim(const struct page *page, struct span span) {
    while (span.from < span.to && is_blank(page->cp[span.from])) {
        span.from++;
    }
    while (span.to > span.from && is_blank(page->cp[span.to - 1])) {
        span.to--;
    }
    return span;
}

bool span_is_empty(struct span span) {
    return span.from >= span.to;
}

struct span span_back(size_t from, size_t to, size_t limit) {
    return (struct span){to - from > limit ? to - limit : from, to};
}
