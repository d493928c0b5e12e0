/* Status and period. A figure's own clause speaks before its sentence, the sentence before its section, the section before
 * the report. */
#include "extract/bind.h"
#include "extract/outlook.h"
#include "extract/words.h"

static const char32_t *const AIMS[] = {U"力争",     U"预期目标", U"目标是",   U"目标为",   U"奋斗目标",
                                       U"主要目标", U"努力实现", U"争取实现", U"争取达到", U"争取完成",
                                       U"争取突破", U"力求",     NULL};
/* Who plans, and when: before 计划 and 拟 they make it a verb. */
static const char32_t *const PLANNERS[] = {U"局",   U"校",     U"们",   U"县",   U"市",   U"区", U"年", U"期",
                                           U"内",   U"还",     U"中心", U"学院", U"公司", U"委", U"办", U"省",
                                           U"镇",   U"乡",     U"村",   U"月",   U"院",   U"馆", U"所", U"站",
                                           U"今后", U"下一步", U"步",   U"段",   U"再",   U"也", U"共", NULL};
/* These only in the figure's own clause. */
static const char32_t *const PLANNED[] = {U"计划",   U"拟",     U"预期",   U"将完成", U"将达到",
                                          U"将实现", U"将突破", U"将新增", U"将建成", U"将新建",
                                          U"将举办", U"将开展", U"将组织", U"将投入", U"将增加",
                                          U"将提高", U"要达到", U"要实现", U"要完成", NULL};
static const char32_t *const NO_AIMS[] = {
    U"行动计划", U"年度计划", U"工作计划", U"学习计划", U"计划生育", U"计划的",   U"计划》",
    U"倍增计划", U"占计划",   U"为计划",   U"完成计划", U"培训计划", U"年计划",   U"计划数",
    U"计划完成", U"五年计划", U"专项计划", U"三年计划", U"提升计划", U"计划单列", U"目标任务",
    U"计划企业", U"虚拟",     U"模拟",     U"拟定",     U"拟制",     NULL};
static const char32_t *const OFTEN[] = {U"每年",   U"每月", U"每周", U"每季", U"每学期", U"每学年",
                                        U"每半年", U"每日", U"每天", U"每两", U"每人",   U"每班",
                                        U"每校",   U"每名", U"每个", NULL};
static const char32_t *const COMPARES[] = {U"比", U"较", U"与", U"同", U"是", U"相比", NULL};

enum { WHENS_MAX = 24, BETWEEN_MAX = 8 };

static struct period next_period(const struct reading *reading) {
    return reading->period.shape == PERIOD_NONE ? reading->period : period_step(reading->period, 1);
}

/* Is the time word a base to compare with (比上年, 上年同期), or no time of its own (由上年)? */
static bool is_base(const struct page *page, size_t from, const struct when *when) {
    static const char32_t *const BEHIND[] = {U"同期", U"相比", U"水平", U"结转", U"结余", U"滚存", NULL};
    static const char32_t *const BEFORE_RELATIVE[] = {U"比", U"较", U"与", U"同", U"是", NULL};
    bool is_compared = word_any_before(page, from, when->from,
                                       when->kind == WHEN_RELATIVE ? BEFORE_RELATIVE : COMPARES) != 0;
    char32_t before = when->from > from ? page->cp[when->from - 1] : 0;
    char32_t second = when->from > from + 1 ? page->cp[when->from - 2] : 0;
    bool is_quoted_base =
        before == U'“' && (second == U'比' || second == U'较' || second == U'与' || second == U'是');
    return is_compared || is_quoted_base || word_any_at(page, when->to, when->to + 4, BEHIND) != 0;
}

/* Figures between two places: a day or a month covers only the first. */
static size_t count_between(const struct reading *reading, size_t index, size_t from) {
    size_t count = 0;
    while (index > count && count < BETWEEN_MAX && bind_same_sentence(reading, index, index - count - 1) &&
           reading->mentions[index - count - 1].span.from >= from) {
        count++;
    }
    return count;
}

static size_t count_clauses(const struct page *page, size_t from, size_t to) {
    size_t count = 0;
    for (size_t at = from; at < to && at < from + PAGE_WINDOW; at++) {
        count += is_clause_end(page->cp[at]) && page->cp[at] != U'\n' ? 1 : 0;
    }
    return count;
}

/* 由 A 增加到 B: A stands for the time before. */
static bool is_from(const struct reading *reading, size_t index) {
    static const char32_t *const FROM[] = {U"由", U"从", NULL};
    static const char32_t *const REACH[] = {U"增加", U"提高", U"扩充", U"增长", U"提升", U"上升", U"下降",
                                            U"降低", U"扩大", U"发展", U"减少", U"调整", U"降",   U"升",
                                            U"增",   U"减",   U"压缩", U"缩短", U"扩",   NULL};
    static const char32_t *const TO_NONE[] = {U"降至零",   U"降到零",   U"降为零",   U"下降到零", U"下降至零",
                                              U"下降为零", U"减少到零", U"减少至零", U"减至零",   U"降为0",
                                              U"全部清零", U"清零",     U"归零",     NULL};
    const struct mention *m = &reading->mentions[index];
    bool has_from = word_has(&reading->page, span_back(m->lead.from, m->lead.to, 10), FROM);
    if (has_from && word_any_at(&reading->page, m->span.to, m->span.to + 4, TO_NONE) != 0) {
        return true;
    }
    if (index + 1 >= reading->mention_count || !bind_same_sentence(reading, index, index + 1)) {
        return false;
    }
    const struct mention *next = m + 1;
    return has_from && next->lead.from <= m->span.to + 1 &&
           word_any_at(&reading->page, m->span.to, next->span.from, REACH) != 0;
}

enum verdict { LOOK_ON, REPORTS_OWN, TAKE };

/* Does the time word cover the mention? */
static enum verdict judge_when(const struct reading *reading, size_t index, size_t i, struct period p,
                               bool is_target) {
    static const char32_t *const UNTIL[] = {U"截至", U"截止", U"截止到", U"截至到", U"到", U"至", NULL};
    const struct mention *m = &reading->mentions[index];
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    const struct page *page = &reading->page;
    const struct when *when = &reading->whens[i];
    bool is_short = p.shape == PERIOD_DAY || p.shape == PERIOD_MONTH;
    bool is_until = word_any_before(page, s->from, when->from, UNTIL) != 0;
    char32_t end = page->cp[when->to - 1];
    static const char32_t *const NEXT_TERM[] = {U"下学期", U"下一学期", NULL};
    if (when->kind == WHEN_TERM && is_target && word_any_at(page, when->from, s->to, NEXT_TERM) != 0) {
        return REPORTS_OWN; /* the term to come, not the second */
    }
    bool is_part = reading->period.shape == PERIOD_HALF || reading->period.shape == PERIOD_QUARTER ||
                   reading->period.shape == PERIOD_MONTHS || reading->period.shape == PERIOD_MONTH;
    if (when->kind == WHEN_TERM && is_part && !period_contains(reading->period, p)) {
        return REPORTS_OWN; /* 秋季学期投用 in the report of a quarter */
    }
    bool is_paired = is_short || when->kind == WHEN_TERM;
    if (is_paired && i > reading->first_when[m->sentence] && reading->whens[i - 1].to + 1 == when->from) {
        return REPORTS_OWN; /* 1月23日和7月5日两次 */
    }
    static const char32_t *const EVER_SINCE[] = {U"以来", U"上旬以来", U"中旬以来", U"下旬以来", NULL};
    bool is_since = word_any_before(page, when->from, when->to, EVER_SINCE) != 0 ||
                    word_any_at(page, when->to, s->to, EVER_SINCE) != 0;
    if (is_since && p.shape != PERIOD_YEARS) {
        return REPORTS_OWN;
    }
    if (p.shape == PERIOD_MONTH && (is_until || end == U'底' || end == U'末')) {
        return REPORTS_OWN; /* a stock, or a count since the start */
    }
    if (is_short &&
        (count_between(reading, index, when->from) > 0 || count_clauses(page, when->to, m->span.from) > 1)) {
        return LOOK_ON;
    }
    if (when->kind == WHEN_RELATIVE && when->offset < 0 && when->from < m->lead.from) {
        return LOOK_ON;
    }
    if (p.shape == PERIOD_YEARS && count_between(reading, index, when->from) > 3) {
        return LOOK_ON;
    }
    if (when->kind == WHEN_RELATIVE &&
        when->offset == 0) { /* 今年以来 in a half-year's report; 全年 in a school's */
        bool is_school = outlook_is_school(reading);
        bool is_whole = word_at(page, when->from, when->to, U"全年") != 0;
        return is_school || (!is_target && !is_whole && reading->period.shape != PERIOD_YEAR) ? REPORTS_OWN
                                                                                              : TAKE;
    }
    return TAKE;
}

/* The period that the sentence itself names for the mention, or PERIOD_NONE. */
static struct period own_period(const struct reading *reading, size_t index, int year, bool is_target) {
    const struct mention *m = &reading->mentions[index];
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    const struct page *page = &reading->page;
    size_t first = reading->first_when[m->sentence], last = reading->first_when[m->sentence + 1];
    /* 由去年的A增加到B: the time of A is not the time of B */
    size_t floor = index > 0 && bind_same_sentence(reading, index - 1, index) && is_from(reading, index - 1)
                       ? reading->mentions[index - 1].span.to
                       : s->from;
    for (size_t i = last; i > first && last - i < WHENS_MAX; i--) {
        const struct when *when = &reading->whens[i - 1];
        struct period p = outlook_resolve(reading, when, year);
        if (when->from >= m->span.from || when->from < floor || p.shape == PERIOD_NONE ||
            is_base(page, s->from, when)) {
            continue;
        }
        switch (judge_when(reading, index, i - 1, p, is_target)) {
        case LOOK_ON:
            continue;
        case REPORTS_OWN:
            return (struct period){0};
        case TAKE:
            break;
        }
        bool is_plan_end = p.shape == PERIOD_YEARS && page_at(page, when->to) == U'”' &&
                           page_at(page, when->to + 1) == U'末';
        return is_plan_end ? period_year((int)p.last) : p;
    }
    return (struct period){0};
}

/* 第一、第二学期分别走访872户和973户: each figure of the list has the time word of its own place. */
static void hand_out_periods(struct reading *reading, size_t index, int year) {
    static const char32_t *const EACH[] = {U"分别", NULL};
    struct mention *m = &reading->mentions[index];
    ptrdiff_t each = word_find(&reading->page, m->lead, EACH, NULL);
    size_t first = reading->first_when[m->sentence], last = reading->first_when[m->sentence + 1];
    if (each == PAGE_NOWHERE || index + 1 >= reading->mention_count || !bind_is_listed(reading, index + 1)) {
        return;
    }
    for (size_t i = first; i + 1 < last && i < first + WHENS_MAX; i++) {
        const struct when *a = &reading->whens[i], *b = &reading->whens[i + 1];
        if (a->from >= m->lead.from && b->to == (size_t)each && b->from <= a->to + 1) {
            m[0].period = outlook_resolve(reading, a, year);
            m[1].period = outlook_resolve(reading, b, year);
            m[0].has_period = m[1].has_period = true;
        }
    }
}

/* The last word of aiming so far in a sentence. The figures of a sentence come in order, so each character is looked at
 * once, however many figures there are. */
struct aims {
    uint32_t sentence;
    size_t next; /* looked at up to here */
    size_t last; /* where the last one ends, 0 when there was none */
};

static void aims_go_on(struct aims *aims, const struct reading *reading, const struct mention *m) {
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    if (aims->next == 0 || aims->sentence != m->sentence) {
        *aims = (struct aims){.sentence = m->sentence, .next = s->from};
    }
    for (; aims->next < m->span.from; aims->next++) {
        size_t length = word_any_at(&reading->page, aims->next, m->span.from, AIMS);
        aims->last = length != 0 ? aims->next + length : aims->last;
    }
}

static bool has_aim(struct aims *aims, const struct reading *reading, const struct mention *m) {
    static const char32_t *const SURE[] = {U"确保", U"保证", NULL};
    const struct page *page = &reading->page;
    aims_go_on(aims, reading, m);
    if (aims->last != 0 && m->span.from - aims->last < PAGE_WINDOW) {
        return true;
    }
    size_t length = 0;
    ptrdiff_t sure = word_find(page, m->lead, SURE, &length);
    return sure != PAGE_NOWHERE && page_at(page, (size_t)sure + length) != U'了';
}

/* 计划新增2名: weaker words count only in the figure's own clause. */
static bool has_plan(const struct reading *reading, const struct mention *m) {
    const struct page *page = &reading->page;
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    for (size_t at = m->lead.from; at < m->lead.to; at++) {
        size_t length = word_any_at(page, at, m->lead.to, PLANNED);
        if (length == 0) {
            continue;
        }
        /* 我局计划新增, but 营养改善计划: the word before tells the verb from the noun */
        size_t subject = word_any_before(page, s->from, at, PLANNERS);
        char32_t before = at > s->from ? page->cp[at - 1] : U',';
        bool is_name = utf8_is_han(before) && subject == 0 && page->cp[at] != U'将' && page->cp[at] != U'要';
        for (size_t back = 0; back < 3 && at >= s->from + back; back++) {
            is_name = is_name || word_any_at(page, at - back, m->lead.to, NO_AIMS) > back;
        }
        static const char32_t *const ACTS[] = {U"计划实施", U"计划新建", U"计划改造", U"计划投资",
                                               U"计划招聘", U"计划开展", U"计划举办", U"计划组织",
                                               U"计划培训", U"计划新增", U"计划投入", U"计划引进",
                                               U"计划选派", U"计划修建", U"计划开工", NULL};
        if (!is_name || word_any_at(page, at, m->lead.to, ACTS) != 0) {
            return true;
        }
        at += length - 1;
    }
    return false;
}

static bool is_normative(const struct reading *reading, const struct mention *m) {
    static const char32_t *const RULES[] = {U"不少于", U"不低于",   U"至少", U"不得少于", U"不得低于",
                                            U"不超过", U"不得超过", U"最多", U"不高于",   NULL};
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    struct span near = span_back(s->from, m->span.from, 40);
    struct span clause = {m->lead.from, m->span.from};
    bool has_rule = word_has(&reading->page, clause, RULES);
    return has_rule &&
           (word_has(&reading->page, near, OFTEN) || m->bound == BOUND_AT_LEAST || m->bound == BOUND_AT_MOST);
}

static bool is_often(const struct reading *reading, const struct mention *m) {
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    return word_has(&reading->page, span_back(s->from, m->span.from, 40), OFTEN);
}

/* Does the figure say how much there is (达到36439元, a rate, a rank), rather than how much was done? */
static bool is_level(const struct reading *reading, size_t index) {
    static const char32_t *const LEVELS[] = {U"达到", U"达", U"达到了", U"为", U"突破", U"超过",
                                             U"有",   U"到", U"至",     U"在", U"的",   NULL};
    static const char32_t *const STOCKS[] = {
        U"余额", U"存量", U"总量",     U"面积",           U"人口",     U"规模",     U"覆盖", U"入户",
        U"拥有", U"现有", U"生产总值", U"人均可支配收入", U"人均收入", U"预期寿命", NULL};
    static const char32_t *const FLOWS[] = {U"新增", U"净增", U"新建", U"完成", U"治理", U"累计", NULL};
    const struct mention *m = &reading->mentions[index];
    if (m->kind == FIGURE_RATE || m->kind == FIGURE_RANK || m->kind == FIGURE_SCORE) {
        return true;
    }
    size_t end = bind_lead_end(&reading->page, m->lead);
    bool is_stock =
        word_any_before(&reading->page, m->lead.from, end, STOCKS) != 0 &&
        !word_has(&reading->page, (struct span){m->lead.from, end}, FLOWS); /* 新增绿化面积 flows */
    if (word_any_before(&reading->page, m->lead.from, m->lead.to, LEVELS) != 0 || is_stock) {
        return true;
    }
    bool is_part = index > 0 && bind_same_sentence(reading, index - 1, index) &&
                   word_at(&reading->page, m->lead.from, m->lead.to, U"其中") != 0;
    bool is_listed = bind_is_listed(reading, index);
    return (is_part || is_listed) && reading->mentions[index - 1].kind == m->kind &&
           is_level(reading, index - 1);
}

/* 预计2021年地区生产总值完成182.6亿元: the figure's own clause names the year of the report. */
static bool names_year(const struct reading *reading, const struct mention *m) {
    size_t first = reading->first_when[m->sentence], last = reading->first_when[m->sentence + 1];
    for (size_t i = first; i < last; i++) {
        const struct when *when = &reading->whens[i];
        if (when->from >= m->lead.from && when->to <= m->lead.to && when->kind == WHEN_ABSOLUTE &&
            period_equal(when->period, reading->period)) {
            return true;
        }
    }
    return false;
}

/* 较“十三五”末的9323.1亿元增加…: the value that stood at the time compared with. */
static bool is_base_value(const struct reading *reading, size_t index, int year, struct period *period) {
    static const char32_t *const JOINTS[] = {U"的",     U"末的",   U"”末的",  U"底的",  U"年末的",
                                             U"同期的", U"”的",    U"时的",   U"同期(", U"(",
                                             U"末(",    U"同期为", U"同期是", NULL};
    const struct mention *m = &reading->mentions[index];
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    for (size_t i = reading->first_when[m->sentence]; i < reading->first_when[m->sentence + 1]; i++) {
        const struct when *when = &reading->whens[i];
        size_t joint = word_any_at(&reading->page, when->to, m->span.from, JOINTS);
        if (when->from < m->lead.from || joint == 0 || when->to + joint != m->span.from ||
            m->kind == FIGURE_CHANGE || !is_base(&reading->page, s->from, when)) {
            continue;
        }
        struct period p = outlook_resolve(reading, when, year);
        bool is_same_part = when->kind == WHEN_RELATIVE && page_at(&reading->page, when->to) == U'同';
        if (is_same_part && reading->period.shape != PERIOD_NONE) {
            p = period_shift_years(reading->period,
                                   when->offset); /* 去年同期 of a half-year is a half-year */
        }
        *period = p.shape == PERIOD_YEARS ? period_year((int)p.last) : p;
        return p.shape != PERIOD_NONE;
    }
    return false;
}

static bool rules_aimed(const struct rules *rules) {
    return rules_has(rules, RULE_STATUS_PART) || rules_has(rules, RULE_STATUS_AIM) ||
           rules_has(rules, RULE_STATUS_PLAN);
}

/* Whether the figure is aimed at, and by which word. */
static bool read_aim(struct aims *aims, const struct reading *reading, const struct mention *m,
                     const struct outlook *outlook) {
    if (outlook->is_target) {
        note(reading, m, RULE_STATUS_PART);
        return true;
    }
    if (has_aim(aims, reading, m)) {
        note(reading, m, RULE_STATUS_AIM);
        return true;
    }
    if (has_plan(reading, m)) {
        note(reading, m, RULE_STATUS_PLAN);
        return true;
    }
    return false;
}

static void bind_status(struct reading *reading, size_t index, bool is_aimed, struct period own) {
    struct mention *m = &reading->mentions[index];
    m->status = is_aimed ? STATUS_TARGET : STATUS_ACTUAL;
    if (is_normative(reading, m) && (is_often(reading, m) || !is_aimed)) {
        m->status = STATUS_NORM;
        note(reading, m, RULE_STATUS_NORM);
    }
    /* 每学期至少上公开课1节、撰写论文1篇: the rule holds for both */
    bool is_next = index > 0 && bind_same_sentence(reading, index - 1, index) &&
                   m->lead.from <= m[-1].span.to + 1 && page_at(&reading->page, m[-1].span.to) == U'、';
    if (is_next && m[-1].status == STATUS_NORM && m->bound == BOUND_EXACT) {
        m->status = STATUS_NORM;
        m->bound = m[-1].bound;
        note(reading, m, RULE_STATUS_NORM);
    }
    bool is_ahead = own.shape != PERIOD_NONE && reading->period.shape != PERIOD_NONE &&
                    outlook_is_after(own, reading->period);
    if (is_ahead && m->status == STATUS_ACTUAL) {
        m->status = STATUS_TARGET;
        note(reading, m, RULE_STATUS_AHEAD);
    }
}

/* 由A增加到B: A stood before, in the time that its clause names or else the year before (before the years reviewed). */
static void bind_from(struct reading *reading, size_t index, const struct outlook *outlook, int year,
                      struct period own) {
    struct mention *m = &reading->mentions[index];
    bool is_school = outlook_is_school(reading);
    int before = outlook->review.shape != PERIOD_NONE ? (int)outlook->review.first - 1 : year - 1;
    bool has_own = own.shape != PERIOD_NONE && !period_equal(own, reading->period);
    static const char32_t *const START[] = {U"期初", U"学期初", U"开学初", U"学年初", NULL};
    if (word_has(&reading->page, span_back(m->lead.from, m->lead.to, 10), START)) {
        m->period = reading->period;
        m->status = STATUS_ACTUAL;
        note(reading, m, RULE_PERIOD_FROM);
        return;
    }
    bool is_named = has_own && !(is_school && own.shape == PERIOD_YEAR);
    m->period = is_named ? own : is_school ? period_shift_years(reading->period, -1) : period_year(before);
    m->status = STATUS_ACTUAL;
    note(reading, m, RULE_PERIOD_FROM);
}

/* 1-5月税收收入580亿元。其中：增值税195亿元: a sentence of parts speaks of the time of the sentence before. */
static bool goes_on_with_part(const struct reading *reading, size_t index) {
    static const char32_t *const PARTS[] = {U"其中", U"主要是", U"分税种看", U"分产业看", U"分行业看", NULL};
    const struct mention *m = &reading->mentions[index];
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    size_t before = index;
    while (before > 0 && reading->mentions[before].sentence == m->sentence) {
        before--;
    }
    const struct mention *last = &reading->mentions[before];
    return last->sentence + 1 == m->sentence && m->status == STATUS_ACTUAL &&
           reading->outline.sentences[last->sentence].paragraph == s->paragraph &&
           rules_has(&last->rules, RULE_PERIOD_SENTENCE) && last->status == STATUS_ACTUAL &&
           word_any_at(&reading->page, s->from, s->to, PARTS) != 0;
}

static void bind_period(struct reading *reading, size_t index, const struct outlook *outlook,
                        struct period ahead, struct period own) {
    struct mention *m = &reading->mentions[index];
    bool is_reviewed = outlook->review.shape != PERIOD_NONE && m->status == STATUS_ACTUAL;
    bool is_yearly = is_reviewed && m->kind == FIGURE_CHANGE && bind_basis(reading, m) == BASIS_YOY;
    m->basis = is_reviewed && m->kind == FIGURE_CHANGE && !is_yearly ? BASIS_SINCE : BASIS_NONE;
    bool is_span = is_reviewed && (m->kind == FIGURE_CHANGE ? !is_yearly : !is_level(reading, index));
    bool is_named = own.shape != PERIOD_NONE && names_year(reading, m);
    if (is_span && !is_named && (own.shape == PERIOD_NONE || period_equal(own, reading->period))) {
        m->period = outlook->review;
        note(reading, m, RULE_PERIOD_REVIEW);
    } else if (own.shape != PERIOD_NONE) {
        m->period = own;
        note(reading, m, m->has_period ? RULE_PERIOD_HANDED : RULE_PERIOD_SENTENCE);
    } else if (m->status != STATUS_ACTUAL && rules_aimed(&m->rules)) {
        m->period = ahead;
        note(reading, m, RULE_PERIOD_AHEAD);
    } else if (goes_on_with_part(reading, index)) {
        size_t before = index;
        while (reading->mentions[before].sentence == m->sentence) {
            before--;
        }
        m->period = reading->mentions[before].period;
        note(reading, m, RULE_PERIOD_SENTENCE);
    } else {
        m->period = reading->period;
        note(reading, m, RULE_PERIOD_REPORT);
    }
}

static void bind_one_time(struct reading *reading, size_t index, const struct outlook *outlook,
                          struct aims *aims) {
    struct mention *m = &reading->mentions[index];
    if (m->is_cell) {
        return;
    }
    struct period ahead = outlook->period.shape != PERIOD_NONE ? outlook->period : next_period(reading);
    int year = outlook_year(reading);
    if (outlook->is_target && !outlook_is_school(reading) && ahead.shape != PERIOD_NONE) {
        year = ahead.shape == PERIOD_YEARS ? (int)ahead.first : period_year_of(ahead);
    }
    m->is_base_value = is_base_value(reading, index, year, &m->period);
    if (m->is_base_value) {
        note(reading, m, RULE_PERIOD_BASE);
        return;
    }
    bool is_aimed = read_aim(aims, reading, m, outlook);
    struct period own = own_period(reading, index, year, is_aimed);
    if (!m->has_period) {
        hand_out_periods(reading, index, year);
    }
    own = m->has_period ? m->period : own;
    bind_status(reading, index, is_aimed, own);
    if (is_from(reading, index)) {
        bind_from(reading, index, outlook, year, own);
    } else {
        bind_period(reading, index, outlook, ahead, own);
    }
}

bool bind_time(struct reading *reading) {
    struct outlook_reader reader;
    struct aims aims = {0};
    if (!outlook_open(&reader, reading)) {
        return false;
    }
    size_t next = 0;
    for (size_t i = 0; i < reading->outline.sentence_count; i++) {
        const struct outlook *outlook = outlook_at(&reader, i);
        for (; next < reading->mention_count && reading->mentions[next].sentence == i; next++) {
            bind_one_time(reading, next, outlook, &aims);
        }
    }
    return true;
}
