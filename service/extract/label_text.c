#include "extract/label_text.h"

#include "extract/label_words.h"
#include "extract/words.h"

enum { LABEL_BYTES = LABEL_MAX * 4, BRACKET_MAX = 8 };

void pieces_add(struct pieces *pieces, struct span span) {
    if (!span_is_empty(span) && pieces->count < PIECES_MAX) {
        pieces->piece[pieces->count++] = span;
    }
}

size_t pieces_length(const struct pieces *pieces) {
    size_t length = 0;
    for (size_t i = 0; i < pieces->count; i++) {
        length += pieces->piece[i].to - pieces->piece[i].from;
    }
    return length;
}

/* The end of what is left out of a label at `at`, or `at`: footnote marks, brackets that hold more than a word. */
static size_t skip_noise(const struct page *page, size_t at, size_t to) {
    char32_t open = page->cp[at];
    if (open != U'[' && open != U'(') {
        return at;
    }
    char32_t close = open == U'[' ? U']' : U')';
    for (size_t end = at + 1; end < to && end < at + 40; end++) {
        if (page->cp[end] == close) {
            return open == U'[' || end - at > BRACKET_MAX ? end + 1 : at;
        }
    }
    return at;
}

static size_t when_at(const struct page *page, size_t at, size_t to) {
    struct when when;
    return when_read(page, at, to, &when) ? when.to : at;
}

struct span label_strip_front(const struct reading *reading, struct span span) {
    const struct page *page = &reading->page;
    for (int steps = 0; steps < 8; steps++) {
        span = span_trim(page, span);
        if (span_is_empty(span)) {
            break;
        }
        span.from += page->cp[span.from] == U'(' ? 1 : 0; /* (全市仅300万元) */
        static const char32_t *const INTO[] = {U"到", U"至",     U"截至",   U"截止", U"自",
                                               U"于", U"截止到", U"截至到", NULL};
        size_t into = span.from + word_any_at(page, span.from, span.to, INTO);
        size_t next = when_at(page, into, span.to);
        next = next == into ? span.from : next; /* 到2025年 goes whole, 到位 stays */
        if (next == span.from) {
            size_t opener = word_any_at(page, span.from, span.to, label_openers);
            next += word_any_at(page, span.from, span.to, label_keeps) > opener ? 0 : opener;
        }
        int level;
        if (next == span.from) {
            next += segment_numbering(page, span.from, &level);
        }
        if (next == span.from || next > span.to) {
            break;
        }
        span.from = next;
    }
    return span;
}

/* Full-width letters and digits are folded (ＧＤＰ), so that one name is written one way; punctuation stays. */
static char32_t label_char(const struct page *page, size_t at) {
    char32_t folded = page->cp[at];
    bool may_differ = folded < 0x80 && !is_digit(folded) && !is_latin(folded);
    return may_differ ? page_raw(page, at) : folded;
}

struct text pieces_text(const struct reading *reading, const struct pieces *pieces) {
    const struct page *page = &reading->page;
    struct text result = {"", 0};
    char *bytes = arena_alloc(page->arena, LABEL_BYTES + 1);
    if (bytes == NULL) {
        return result;
    }
    size_t total = pieces_length(pieces);
    size_t drop = total > LABEL_MAX ? total - LABEL_MAX : 0;
    size_t length = 0;
    for (size_t i = 0; i < pieces->count; i++) {
        for (size_t at = pieces->piece[i].from; at < pieces->piece[i].to;) {
            size_t next = skip_noise(page, at, pieces->piece[i].to);
            if (next == at && at > pieces->piece[i].from && !is_open_quote(page->cp[at - 1])) {
                next = when_at(page, at, pieces->piece[i].to); /* 中心组全年集中学习 */
            }
            if (next > at) {
                at = next;
                continue;
            }
            if (drop > 0) {
                drop--;
            } else if (!is_blank(page->cp[at]) && length + 4 <= LABEL_BYTES) {
                length += utf8_put(label_char(page, at), bytes + length);
            }
            at++;
        }
    }
    return (struct text){bytes, length};
}

struct text label_join(const struct reading *reading, struct text front, struct text back) {
    if (front.len == 0 || back.len == 0) {
        return front.len == 0 ? back : front;
    }
    return arena_printf(reading->page.arena, "%.*s%.*s", TEXT_ARG(front), TEXT_ARG(back));
}
