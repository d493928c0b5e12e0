#include "extract/review.h"

#include "extract/words.h"

enum { OPENING = 16, SHORT_SENTENCE = 40 };

enum cue { CUE_NONE, CUE_YEAR, CUE_YEARS };

static const struct {
    const char32_t *word;
    enum cue cue;
} CUES[] = {
    {U"五年来", CUE_YEARS},   {U"过去五年", CUE_YEARS},   {U"这五年", CUE_YEARS},   {U"五年间", CUE_YEARS},
    {U"五年里", CUE_YEARS},   {U"过去的五年", CUE_YEARS}, {U"回顾五年", CUE_YEARS}, {U"回首五年", CUE_YEARS},
    {U"五年以来", CUE_YEARS}, {U"五年奋斗", CUE_YEARS},   {U"过去5年", CUE_YEARS},  {U"5年来", CUE_YEARS},
    {U"这5年", CUE_YEARS},    {U"过去一年", CUE_YEAR},    {U"一年来", CUE_YEAR},    {U"过去的一年", CUE_YEAR},
    {U"去年以来", CUE_YEAR},  {U"今年以来", CUE_YEAR},    {U"这一年", CUE_YEAR},    {NULL, CUE_NONE},
};
/* Beside the name of a plan these say that it is looked back on. */
static const char32_t *const BACK[] = {U"回顾", U"成就", U"总结", U"期间", U"时期", U"以来", U"回望",
                                       U"回首", U"成绩", U"来",   U"收官", U"发展", NULL};

static bool is_yearly(const struct reading *reading) {
    return reading->period.shape == PERIOD_YEAR;
}

/* A year speaks for what follows only where it opens it: 2021年，  2025年是…  刚刚过去的2025年. */
static bool opens_year(const struct page *page, const struct when *when, size_t from) {
    static const char32_t *const PAST[] = {U"过去的", NULL};
    char32_t next = page_at(page, when->to);
    bool is_begin = when->from <= from + 1;
    return word_any_before(page, from, when->from, PAST) != 0 ||
           (is_begin && (next == U',' || next == U'是'));
}

/* The first thing in the window that says which years are spoken of; in a heading any mention of the year does. */
static enum cue find_cue(const struct reading *reading, struct span window, bool is_heading,
                         struct period *years) {
    const struct page *page = &reading->page;
    int year = period_year_of(reading->period);
    *years = period_years(year - 4, year);
    for (size_t at = window.from; at < window.to; at++) {
        if ((page->marks[at] & (MARK_REVIEW | MARK_WHEN)) == 0) {
            continue;
        }
        size_t length;
        ptrdiff_t row = word_row_at(page, at, window.to, (struct word_table){CUES, sizeof CUES[0]}, &length);
        if (row != PAGE_NOWHERE) {
            return CUES[row].cue;
        }
        struct when when;
        if ((page->marks[at] & MARK_WHEN) == 0 || !when_read(page, at, window.to, &when)) {
            continue;
        }
        bool is_plan = when.kind == WHEN_ABSOLUTE && when.period.shape == PERIOD_YEARS;
        if (is_plan && when.period.last == year && word_has(page, window, BACK)) {
            *years = when.period;
            return CUE_YEARS;
        }
        if (when.kind == WHEN_ABSOLUTE && period_equal(when.period, reading->period) &&
            (is_heading || opens_year(page, &when, window.from))) {
            return CUE_YEAR;
        }
        at = when.to - 1;
    }
    return CUE_NONE;
}

struct review_heading review_of_heading(const struct reading *reading, struct span heading) {
    struct period years;
    if (!is_yearly(reading)) {
        return (struct review_heading){0};
    }
    enum cue cue = find_cue(reading, heading, true, &years);
    return (struct review_heading){cue != CUE_NONE, cue == CUE_YEARS ? years : (struct period){0}};
}

bool review_open(struct review *review, const struct reading *reading) {
    const struct outline *outline = &reading->outline;
    *review = (struct review){.reading = reading, .turn_part = SECTION_NONE};
    review->headings = ARENA_ARRAY(reading->page.arena, outline->section_count + 1, struct review_heading);
    review->is_own = ARENA_ARRAY(reading->page.arena, outline->section_count + 1, bool);
    if (review->headings == NULL || review->is_own == NULL) {
        return false;
    }
    for (size_t i = 0; i < outline->section_count; i++) {
        const struct section *section = &outline->sections[i];
        review->headings[i] = review_of_heading(reading, section->heading);
        review->is_own[i] = review->headings[i].is_said;
        if (!review->is_own[i] && section->parent != SECTION_NONE) {
            review->headings[i] = review->headings[section->parent];
        }
    }
    return true;
}

/* What holds where a section begins: its own heading's word, else the last turn in its part, else the part's heading. */
static struct period standing_in(const struct review *review, int32_t section) {
    const struct section *sections = review->reading->outline.sections;
    int32_t part = segment_part(&review->reading->outline, section);
    for (int32_t i = section; i != part; i = sections[i].parent) {
        if (review->is_own[i]) {
            return review->headings[i].years;
        }
    }
    if (review->has_turn && review->turn_part == part) {
        return review->standing;
    }
    return part == SECTION_NONE ? (struct period){0} : review->headings[part].years;
}

/* 这是综合实力持续提升的五年。 */
static bool ends_in_years(const struct page *page, const struct sentence *s) {
    static const char32_t *const YEARS[] = {U"的五年", U"的5年", NULL};
    size_t end = s->to > s->from ? s->to - 1 : s->to;
    return s->to - s->from <= SHORT_SENTENCE && word_any_before(page, s->from, end, YEARS) != 0;
}

static bool opens_address(const struct page *page, const struct sentence *s) {
    static const char32_t *const ADDRESSES[] = {U"各位代表", U"各位委员", U"同志们", U"各位领导", NULL};
    return word_any_at(page, s->from, s->to, ADDRESSES) != 0;
}

/* Takes up what holds where a section or a paragraph begins; is the sentence a paragraph's first? */
static bool begin_sentence(struct review *review, size_t index) {
    const struct reading *reading = review->reading;
    const struct sentence *s = &reading->outline.sentences[index];
    bool is_section = index == 0 || s[-1].section != s->section;
    bool is_first = index == 0 || s[-1].paragraph != s->paragraph;
    if (is_section) {
        review->current = review->standing = standing_in(review, s->section);
    }
    if (is_first) {
        review->current = review->standing;
        review->is_address = opens_address(&reading->page, s);
    }
    return is_first;
}

struct period review_at(struct review *review, size_t index) {
    const struct reading *reading = review->reading;
    const struct sentence *s = &reading->outline.sentences[index];
    if (!is_yearly(reading)) {
        return (struct period){0};
    }
    bool is_first = begin_sentence(review, index);
    bool is_heading =
        s->section != SECTION_NONE && reading->outline.sections[s->section].heading.from == s->from;
    if (is_heading) {
        return review->current; /* said already */
    }
    struct span opening = {s->from, s->to < s->from + OPENING ? s->to : s->from + OPENING};
    struct period years;
    enum cue cue = find_cue(reading, opening, false, &years);
    if (cue == CUE_NONE && !ends_in_years(&reading->page, s)) {
        return review->current;
    }
    review->current = cue == CUE_YEAR ? (struct period){0} : years;
    if (is_first || review->is_address) {
        review->standing = review->current;
        review->turn_part = segment_part(&reading->outline, s->section);
        review->has_turn = true;
    }
    return review->current;
}
