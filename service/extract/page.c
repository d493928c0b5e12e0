#include "extract/page.h"

#include "extract/words.h"

#include <assert.h>

/* Block tags end a line, other tags and the entity of the space are a space: debris of a page saved as text. */
static const char32_t *const BLOCK_TAGS[] = {U"p",   U"/p", U"br",  U"div", U"/div", U"tr",
                                             U"/tr", U"li", U"/li", U"h",   U"/h",   NULL};
static const char32_t *const SPACE_ENTITIES[] = {U"&nbsp;", U"&ensp;", U"&emsp;", U"&#160;", NULL};

enum { TAG_MAX = 200 };

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

/* Which characters bear which marks (page.h). */
static const struct {
    uint8_t marks;
    const char32_t *characters;
} MARKED[] = {
    {MARK_NUMBER | MARK_WHEN | MARK_REVIEW, U"0123456789零〇一二两三四五六七八九十百千万亿廿卅半数几"},
    {MARK_REVIEW, U"过这回"},
    {MARK_WHEN, U"上下前秋春本当全年明来Xx×*_元"},
    {MARK_WHEN | MARK_REVIEW, U"今去"},
    {MARK_WHEN | MARK_ORDINAL, U"第"},
    {MARK_ORDINAL, U"首("},
    {MARK_NAME, U"“\"‘「《〈〔[【"},
    {MARK_CLAUSE, U",;:。!?"},
    {MARK_CLAUSE | MARK_BLANK, U"\n\r"},
    {MARK_TAB | MARK_BLANK, U"\t"},
    {MARK_BLANK, U" \u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\ufeff"},
};

enum { MARK_SLOTS = 1024 };

/* The marks of a run, by a hash of the character under which no two of ours share a slot. */
struct mark_table {
    char32_t owner[MARK_SLOTS];
    uint8_t marks[MARK_SLOTS];
};

static size_t mark_slot(char32_t c) {
    return (c ^ c >> 4) % MARK_SLOTS;
}

static void fill_marks(struct mark_table *table) {
    for (size_t i = 0; i < sizeof MARKED / sizeof MARKED[0]; i++) {
        for (const char32_t *c = MARKED[i].characters; *c != 0; c++) {
            size_t slot = mark_slot(*c);
            assert(table->marks[slot] == 0);
            table->owner[slot] = *c;
            table->marks[slot] = MARKED[i].marks;
        }
    }
}

static bool mark_page(struct page *page) {
    struct mark_table *table = ARENA_NEW(page->arena, struct mark_table);
    uint8_t *marks = ARENA_ARRAY(page->arena, page->length + 1, uint8_t);
    if (table == NULL || marks == NULL) {
        return false;
    }
    fill_marks(table);
    for (size_t at = 0; at < page->length; at++) {
        size_t slot = mark_slot(page->cp[at]);
        marks[at] = table->owner[slot] == page->cp[at] ? table->marks[slot] : 0;
    }
    page->marks = marks;
    return true;
}

/* One character of well-formed UTF-8; three bytes, the length of nearly all of ours, are put together here. */
static inline char32_t decode(struct text text, size_t *at) {
    const unsigned char *p = (const unsigned char *)text.ptr + *at;
    if (p[0] >> 4 == 0xe && *at + 2 < text.len) {
        *at += 3;
        return (char32_t)(p[0] & 0xf) << 12 | (char32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    }
    size_t length = 1;
    char32_t c = p[0] < 0x80 ? p[0] : utf8_at(text, *at, &length);
    *at += length;
    return c;
}

bool page_open(struct page *page, struct arena *arena, struct word_cache *words, struct text text) {
    size_t length = utf8_length(text);
    *page =
        (struct page){.arena = arena, .text = text, .words = words != NULL ? words : word_cache_new(arena)};
    char32_t *cp = ARENA_ARRAY(arena, length + 1, char32_t);
    uint32_t *byte_of = ARENA_ARRAY(arena, length + 1, uint32_t);
    if (page->words == NULL || cp == NULL || byte_of == NULL || text.len > UINT32_MAX) {
        return false;
    }
    size_t count = 0;
    for (size_t at = 0; at < text.len && count < length;) {
        byte_of[count] = (uint32_t)at;
        char32_t c = decode(text, &at);
        c = c >= 0x3000 ? utf8_fold_width(c) : c;
        cp[count++] = c == U'∶' || c == U'﹕' ? U':' : c; /* the ratio sign of statistical tables */
    }
    byte_of[count] = (uint32_t)text.len;
    page->cp = cp;
    page->byte_of = byte_of;
    page->length = count;
    blank_markup(page, cp, count);
    return mark_page(page);
}

struct text page_text(const struct page *page, struct span span) {
    return text_slice(page->text, page->byte_of[span.from], page->byte_of[span.to]);
}

char32_t page_raw(const struct page *page, size_t at) {
    size_t length;
    return at < page->length ? utf8_at(page->text, page->byte_of[at], &length) : 0;
}

size_t page_skip_tags(const struct page *page, size_t at, size_t to) {
    while (at < to && page->cp[at] == U' ' && page_raw(page, at) == U'<') {
        size_t end = at;
        while (end < to && end < at + TAG_MAX && page_raw(page, end) != U'>') {
            end++;
        }
        if (end >= to || page_raw(page, end) != U'>') {
            break;
        }
        at = end + 1;
    }
    return at;
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
