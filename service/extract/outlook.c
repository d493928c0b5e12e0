#include "extract/outlook.h"

#include "extract/words.h"

static const char32_t *const PLANS[] = {U"打算", U"安排", U"计划", U"展望", U"下一步",   U"下步",     U"今后",
                                        U"部署", U"目标", U"任务", U"思路", U"努力方向", U"下一阶段", U"设想",
                                        U"规划", U"草案", U"要点", U"谋划", NULL};
static const char32_t *const DEEDS[] = {U"情况", U"回顾", U"完成", U"总结", U"执行",
                                        U"成效", U"报告", U"落实", U"做法", NULL};
bool outlook_is_after(struct period a, struct period b) {
    return date_compare(period_start(a), period_end(b)) > 0;
}

int outlook_year(const struct reading *reading) {
    return reading->period.shape == PERIOD_NONE ? 0 : period_year_of(reading->period);
}

bool outlook_is_school(const struct reading *reading) {
    return reading->period.shape == PERIOD_SCHOOL_YEAR || reading->period.shape == PERIOD_TERM;
}

/* The month's year in a report that spans the turn of the year, as a school year does. */
static struct period in_report_year(const struct reading *reading, const struct when *when, int year) {
    struct period p = when_in_year(when, year);
    bool is_school = outlook_is_school(reading);
    if (when->kind == WHEN_TERM) { /* the spring of a calendar year ends the school year before */
        return !is_school && p.first % 2 != 0 ? when_in_year(when, year - 1) : p;
    }
    if (is_school && !period_contains(reading->period, p) &&
        period_contains(reading->period, period_shift_years(p, 1))) {
        return period_shift_years(p, 1);
    }
    return p;
}

struct period outlook_resolve(const struct reading *reading, const struct when *when, int year) {
    struct period none = {0};
    if (outlook_year(reading) == 0 && when->kind != WHEN_ABSOLUTE) {
        return none;
    }
    switch (when->kind) {
    case WHEN_ABSOLUTE:
        return period_canonical(when->period);
    case WHEN_MONTHLY:
    case WHEN_TERM:
        return period_canonical(in_report_year(reading, when, year));
    case WHEN_RELATIVE:
        return period_year(year + when->offset);
    case WHEN_OTHER:
        return none;
    }
    return none;
}

/* 今后五年: the five years from the one that follows the report's. */
static bool is_five_ahead(const struct reading *reading, struct span window, struct period *out) {
    static const char32_t *const FIVE[] = {U"今后五年", U"未来五年", U"今后5年", U"未来5年", NULL};
    int year = outlook_year(reading);
    if (reading->period.shape != PERIOD_YEAR || !word_has(&reading->page, window, FIVE)) {
        return false;
    }
    *out = period_years(year + 1, year + 5);
    return true;
}

/* The time that a heading names: the last one; *others: there are different ones. */
static struct period heading_time(const struct reading *reading, struct span heading, bool *others) {
    struct period stated = {0};
    int count = 0;
    *others = false;
    for (size_t at = heading.from; at < heading.to; at++) {
        struct when when;
        if ((reading->page.marks[at] & MARK_WHEN) != 0 && when_read(&reading->page, at, heading.to, &when)) {
            struct period p = outlook_resolve(reading, &when, outlook_year(reading));
            *others = *others || (count > 0 && !period_equal(p, stated));
            stated = p;
            count++;
            at = when.to - 1;
        }
    }
    return stated;
}

/* A word of planning in a heading; 计划 and 规划 only as words of their own, not in a name (营养改善计划). */
static bool names_plan(const struct page *page, struct span heading) {
    static const char32_t *const NAMED[] = {U"计划", U"规划", NULL};
    static const char32_t *const OWN[] = {U"工作", U"年",   U"年度", U"期",   U"月",   U"步",
                                          U"和",   U"与",   U"及",   U"、",   U"发展", U"后",
                                          U"学年", U"打算", U"目标", U"阶段", NULL};
    for (size_t at = heading.from; at < heading.to; at++) {
        if (word_any_at(page, at, heading.to, PLANS) == 0) {
            continue;
        }
        bool is_named = word_any_at(page, at, heading.to, NAMED) != 0 && at > heading.from &&
                        utf8_is_han(page->cp[at - 1]) && word_any_before(page, heading.from, at, OWN) == 0;
        if (!is_named) {
            return true;
        }
    }
    return false;
}

static struct outlook heading_outlook(const struct reading *reading, const struct section *section,
                                      const struct outlook *parent) {
    struct outlook result = parent != NULL ? *parent : (struct outlook){0};
    bool has_deed = word_has(&reading->page, section->heading, DEEDS);
    bool others;
    struct period stated = heading_time(reading, section->heading, &others);
    if (review_of_heading(reading, section->heading).years.shape != PERIOD_NONE) {
        return (struct outlook){0};
    }
    if (section->level == 0 && others) {
        return result; /* a title with two years */
    }
    /* a day is when the report was given */
    bool is_stated = stated.shape != PERIOD_NONE && stated.shape != PERIOD_DAY && outlook_year(reading) != 0;
    bool is_ahead = is_stated && outlook_is_after(stated, reading->period);
    if (is_ahead) {
        return (struct outlook){.is_target = true, .period = stated};
    }
    if (is_stated && stated.shape != PERIOD_YEARS && (has_deed || parent == NULL)) {
        return (struct outlook){0};
    }
    struct period ahead;
    if (!has_deed && is_five_ahead(reading, section->heading, &ahead)) {
        return (struct outlook){.is_target = true, .period = ahead};
    }
    if (names_plan(&reading->page, section->heading) && !has_deed &&
        (section->level <= 1 || result.is_target || section->level == 5)) {
        result.is_target = true;
    }
    return result;
}

/* Does a sentence open with what is to come (下半年, 明年, 下一步, “十五五”时期)? *period: the time it names, if any. */
static bool opens_future(const struct reading *reading, size_t index, int year, struct period *period) {
    static const char32_t *const NEXT[] = {U"下一步", U"下步",     U"下一阶段", U"今后",    U"新学年",
                                           U"新学期", U"新的一年", U"下学期",   U"下阶段",  U"下学年",
                                           U"新一年", U"下一年",   U"未来五年", U"未来5年", NULL};
    const struct sentence *s = &reading->outline.sentences[index];
    size_t from = s->from;
    int level;
    from += segment_numbering(&reading->page, from, &level);
    *period = (struct period){0};
    if (word_any_at(&reading->page, from, s->to, NEXT) != 0) {
        is_five_ahead(reading, (struct span){from, from + 4 < s->to ? from + 4 : s->to}, period);
        return true;
    }
    if (reading->first_when[index] == reading->first_when[index + 1] || year == 0) {
        return false;
    }
    const struct when *when = &reading->whens[reading->first_when[index]];
    struct period p = outlook_resolve(reading, when, year);
    /* a day opens nothing: it is when the report was given */
    bool is_opening =
        when->from <= from + 1 && p.shape != PERIOD_NONE && p.shape != PERIOD_DAY && when->kind != WHEN_TERM;
    *period = p;
    return is_opening && outlook_is_after(p, reading->period);
}

/* In a part that plans, a sentence may name another year than the heading did: 今年， behind the aims of five years. */
static bool names_other_year(const struct outlook_reader *r, size_t index, struct period *period) {
    const struct reading *reading = r->reading;
    const struct sentence *s = &reading->outline.sentences[index];
    struct period ahead = r->current.period;
    int year = ahead.shape == PERIOD_YEARS ? (int)ahead.first : outlook_year(reading);
    year += ahead.shape == PERIOD_NONE && reading->period.shape == PERIOD_YEAR ? 1 : 0;
    if (!opens_future(reading, index, year, period)) {
        return false;
    }
    if (reading->first_when[index] == reading->first_when[index + 1]) {
        return false;
    }
    const struct when *when = &reading->whens[reading->first_when[index]];
    bool is_year = period->shape == PERIOD_YEAR || period->shape == PERIOD_YEARS;
    size_t opening = s->from + (is_open_quote(reading->page.cp[s->from]) ? 1 : 0);
    return is_year && when->from == opening && !period_equal(*period, ahead);
}

static void set_turn(struct outlook_reader *r, int32_t part, const struct outlook *outlook) {
    r->has_turn = true;
    r->is_dated = outlook->period.shape != PERIOD_NONE;
    r->turn_part = part;
    r->turn = *outlook;
}

/* What holds where a section begins. */
static struct outlook section_outlook(struct outlook_reader *r, int32_t section) {
    const struct reading *reading = r->reading;
    int32_t part = segment_part(&reading->outline, section);
    struct outlook own = section == SECTION_NONE ? (struct outlook){0} : r->of_section[section];
    if (own.is_target) {
        if (part != SECTION_NONE && r->of_section[part].is_target && (!r->has_turn || r->turn_part != part)) {
            set_turn(r, part, &r->of_section[part]);
        }
        bool is_undated = r->turn_part == part && own.period.shape == PERIOD_NONE;
        return r->has_turn && is_undated ? r->turn : own;
    }
    if (r->has_turn && r->turn_part == part) {
        return r->turn;
    }
    /* behind the plans of a yearly report come more of them, whatever their headings say */
    bool is_behind = r->has_turn && r->is_dated && part > r->turn_part &&
                     reading->period.shape == PERIOD_YEAR && part != SECTION_NONE &&
                     !word_has(&reading->page, reading->outline.sections[part].heading, DEEDS);
    return is_behind ? r->turn : own;
}

bool outlook_open(struct outlook_reader *r, const struct reading *reading) {
    const struct outline *outline = &reading->outline;
    *r = (struct outlook_reader){.reading = reading, .turn_part = SECTION_NONE};
    r->of_section = ARENA_ARRAY(reading->page.arena, outline->section_count + 1, struct outlook);
    if (r->of_section == NULL || !review_open(&r->review, reading)) {
        return false;
    }
    for (size_t i = 0; i < outline->section_count; i++) {
        const struct section *section = &outline->sections[i];
        const struct outlook *parent =
            section->parent == SECTION_NONE ? NULL : &r->of_section[section->parent];
        r->of_section[i] = heading_outlook(reading, section, parent);
    }
    return true;
}

const struct outlook *outlook_at(struct outlook_reader *r, size_t index) {
    const struct sentence *s = &r->reading->outline.sentences[index];
    if (index == 0 || s[-1].section != s->section) {
        r->current = section_outlook(r, s->section);
    }
    struct period period;
    bool turns = r->current.is_target ? names_other_year(r, index, &period)
                                      : opens_future(r->reading, index, outlook_year(r->reading), &period);
    if (turns) {
        r->current = (struct outlook){.is_target = true, .period = period};
        int32_t part = segment_part(&r->reading->outline, s->section);
        if (part == s->section) { /* the part's own words, before its first sub-heading */
            set_turn(r, part, &r->current);
        }
    }
    r->current.review = review_at(&r->review, index);
    return &r->current;
}
