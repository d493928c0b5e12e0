#include "extract/scope.h"

#include "extract/bind.h"
#include "extract/label_text.h"
#include "extract/label_words.h"
#include "extract/words.h"

enum { PLACE_MIN = 3, PLACE_MAX = 6, REST_MIN = 2 };

static const char32_t *const LEVELS[] = {U"市本级", U"县本级", U"区本级", U"省本级", U"旗本级",
                                         U"州本级", U"市直",   U"县直",   U"区直",   U"机关",
                                         U"市区",   U"县城",   NULL};
/* Behind the name of a place. */
static const char32_t *const SUFFIXES[] = {U"县", U"镇", U"旗", U"市", U"街道", U"自治县", NULL};
/* In none of these does the suffix end the name of one place. */
static const char32_t *const NO_PLACES[] = {U"全",   U"各",   U"我", U"本", U"该", U"城", U"乡", U"级",
                                            U"以上", U"超",   U"上", U"门", U"股", U"都", U"集", U"夜",
                                            U"早",   U"的",   U"和", U"与", U"及", U"多", U"两", U"每",
                                            U"县市", U"市县", U"名", U"强", U"、", U"“",  U"《", NULL};

/* A place is a subject only where a sentence, or a part of it, begins: elsewhere it may be part of a name (某市文明单位). */
static bool opens_part(const struct page *page, size_t from, size_t at) {
    char32_t before = at > from ? page->cp[at - 1] : U'。';
    char32_t second = at > from + 1 ? page->cp[at - 2] : 0;
    return before == U'。' || before == U';' || (before == U',' && second == U'看');
}

/* The length of the place that stands at `at`, or 0. */
static size_t place_at(const struct page *page, size_t from, size_t at, size_t to) {
    size_t level = word_any_at(page, at, to, LEVELS);
    if (level != 0 || !opens_part(page, from, at)) {
        return level;
    }
    for (size_t end = at + 1; end < to && end < at + PLACE_MAX; end++) {
        struct span one = {end - 1, end};
        bool is_name = utf8_is_han(page->cp[end - 1]) && !word_has(page, one, NO_PLACES) &&
                       word_any_at(page, end - 1, to, label_verbs) == 0 &&
                       !numeral_is_chinese_digit(page->cp[end - 1]);
        if (!is_name) {
            return 0;
        }
        size_t suffix = word_any_at(page, end, to, SUFFIXES);
        char32_t next = page_at(page, end + suffix);
        bool is_whole = next != U'级' && next != U'委' && next != U'政' && next != U'场' && next != U'民' &&
                        next != U'域' && next != U'乡' && next != U'区' && next != U'属';
        if (suffix != 0 && end + suffix - at >= PLACE_MIN && is_whole) {
            return end + suffix - at;
        }
    }
    return 0;
}

static void scope_one(struct reading *reading, size_t index, struct text org) {
    struct mention *m = &reading->mentions[index];
    const struct page *page = &reading->page;
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    struct span lead = label_strip_front(reading, m->lead);
    size_t length = lead.from < lead.to ? place_at(page, s->from, lead.from, lead.to) : 0;
    if (length == 0) {
        bool carries =
            index > 0 && bind_same_sentence(reading, index - 1, index) && text_equal(m->label, m[-1].label);
        m->scope = carries ? m[-1].scope : (struct text){"", 0};
        if (m->scope.len != 0) {
            note(reading, m, RULE_SCOPE_CARRIED);
        }
        return;
    }
    struct text place = page_text(page, (struct span){lead.from, lead.from + length});
    if (org.len != 0 && text_find(org, place, 0) != SIZE_MAX) {
        return;
    }
    m->scope = place;
    note(reading, m, RULE_SCOPE_PLACE);
}

/* The place goes out of a label that has enough left. */
static void strip_label(struct mention *m) {
    size_t han = 3; /* bytes of one Chinese character */
    if (m->scope.len != 0 && text_starts_with(m->label, m->scope) &&
        m->label.len >= m->scope.len + REST_MIN * han) {
        m->label = text_slice(m->label, m->scope.len, m->label.len);
    }
}

void scope_run(struct reading *reading, struct text org) {
    for (size_t i = 0; i < reading->mention_count; i++) {
        if (!reading->mentions[i].is_cell) {
            scope_one(reading, i, org);
        }
    }
    for (size_t i = 0; i < reading->mention_count; i++) {
        strip_label(&reading->mentions[i]);
    }
}
