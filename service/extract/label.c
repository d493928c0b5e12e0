#include "extract/label.h"

#include "extract/bind.h"
#include "extract/claims.h"
#include "extract/label_text.h"
#include "extract/label_words.h"

enum { SHORT_LABEL = 24, OBJECT_MAX = 20 };

static struct text make(const struct reading *reading, struct span a, struct span b) {
    struct pieces pieces = {0};
    pieces_add(&pieces, a);
    pieces_add(&pieces, b);
    return pieces_text(reading, &pieces);
}

static const struct span NOTHING = {0, 0};

/* The tail as the thing counted: 所学校开展…研究, 的西出口道路工程. */
static struct span tail_noun(const struct reading *reading, const struct mention *m) {
    static const char32_t *const FRONT[] = {U"的", U"以上的", U"以上",   U"以内", U"左右",
                                            U"余", U"多",     U"及以上", NULL};
    static const char32_t *const BACK[] = {U"和", U"及", U"以及", U"与", U"并", U"为", NULL};
    const struct page *page = &reading->page;
    struct span tail = span_trim(page, m->tail);
    tail.from += word_any_at(page, tail.from, tail.to, FRONT);
    tail = span_trim(page, tail);
    tail.to -= word_any_before(page, tail.from, tail.to, BACK);
    char32_t first = page_at(page, tail.from);
    bool is_name = is_digit(first) && tail.to > tail.from + 3; /* 4S店, 80岁以上老人 */
    bool is_link = bind_lead_end(page, tail) == tail.from;     /* 由9支增加到13支 */
    bool is_word = !is_link && !span_is_empty(tail) &&
                   (utf8_is_han(first) || is_open_quote(first) || is_latin(first) || is_name);
    return is_word ? tail : NOTHING;
}

/* The last 等 of a list in the lead with something after it: A、B等突发舆情. */
static bool find_etc(const struct page *page, struct span lead, size_t *etc) {
    static const char32_t *const GRADES[] = {U"等级", U"等奖", U"等次", U"等线", NULL};
    bool has_list = false;
    bool found = false;
    for (size_t at = lead.from; at < lead.to; at++) {
        has_list = has_list || page->cp[at] == U'、' || is_close_quote(page->cp[at]);
        bool is_number = at > lead.from && numeral_is_chinese_digit(page->cp[at - 1]);
        if (page->cp[at] == U'等' && !is_number && word_any_at(page, at, lead.to, GRADES) == 0 &&
            (has_list || at > lead.from + 3)) {
            *etc = at;
            found = true;
        }
    }
    return found;
}

/* The verb at the begin of a lead that a list follows: 处置(了), 组织正面回复(了), 录用. */
static struct span leading_verb(const struct reading *reading, struct span lead) {
    const struct page *page = &reading->page;
    for (size_t at = lead.from; at < lead.to && at < lead.from + 8; at++) {
        if (page->cp[at] == U'了') {
            return (struct span){lead.from, at};
        }
    }
    for (size_t at = lead.from + 1; at < lead.to && at < lead.from + 6; at++) {
        if (is_open_quote(page->cp[at])) {
            return (struct span){lead.from, at}; /* 刊印《A》、《B》等 */
        }
    }
    for (size_t at = lead.from; at < lead.to && at < lead.from + 12 && page->cp[at] != U'、'; at++) {
        size_t length = word_any_at(page, at, lead.to, label_verbs);
        if (length != 0) {
            return (struct span){at, at + length};
        }
    }
    return NOTHING;
}

/* Does the lead end in a verb that waits for its object, so that the object is the tail? *verb gets it. */
static bool ends_in_verb(const struct reading *reading, struct span lead, struct span *verb) {
    const struct page *page = &reading->page;
    if (lead.to > lead.from && page->cp[lead.to - 1] == U'了') {
        lead.to--;
    }
    size_t length = word_any_before(page, lead.from, lead.to, label_verbs);
    size_t hold = word_any_before(page, lead.from, lead.to, label_holds);
    if (length == 0 && hold == 0) {
        return false;
    }
    *verb = hold >= length ? NOTHING : (struct span){lead.to - length, lead.to};
    return true;
}

/* 对170户农户和5家企业进行走访慰问: the verb behind 进行 in the same clause. */
static struct span verb_behind(const struct reading *reading, const struct mention *m) {
    static const char32_t *const DO[] = {U"进行", U"开展", U"实施", U"给予", U"予以", U"实行", NULL};
    const struct page *page = &reading->page;
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    size_t limit = m->span.to + 60 < s->to ? m->span.to + 60 : s->to;
    size_t end = m->span.to;
    while (end < limit && !is_clause_end(page->cp[end])) {
        end++;
    }
    size_t length;
    ptrdiff_t at = word_find(page, (struct span){m->span.to, end}, DO, &length);
    struct span verb = {(size_t)at + length, end};
    return at == PAGE_NOWHERE || verb.to - verb.from > 10 ? NOTHING : verb;
}

static struct span cut_at_verb(const struct reading *reading, struct span noun) {
    static const char32_t *const DO[] = {U"进行", U"给予", U"予以", NULL};
    ptrdiff_t at = word_find(&reading->page, noun, DO, NULL);
    if (at != PAGE_NOWHERE && (size_t)at > noun.from) {
        noun.to = (size_t)at;
    }
    return noun;
}

/* A clause too long for a label keeps its last verb and what follows. */
static struct span shorten(const struct reading *reading, struct span lead) {
    if (lead.to - lead.from <= SHORT_LABEL) {
        return lead;
    }
    for (size_t at = lead.to - 4; at > lead.from; at--) {
        if (word_any_at(&reading->page, at, lead.to, label_verbs) >= 2) {
            return (struct span){at, lead.to};
        }
    }
    return span_back(lead.from, lead.to, SHORT_LABEL);
}

/* A tail too long keeps its begin, where the thing stands. */
static struct span shorten_tail(struct span tail) {
    return tail.to - tail.from > SHORT_LABEL ? (struct span){tail.from, tail.from + SHORT_LABEL} : tail;
}

/* 同学获“最美少年”称号: the honour; 与自身工作紧密结合的学习报告: the thing behind its attribute. */
static struct span tail_core(const struct page *page, struct span tail) {
    static const char32_t *const HONOURS[] = {U"称号", U"荣誉称号", NULL};
    static const char32_t *const BECOME[] = {U"获评", U"荣获", U"获得", U"被评为", U"评为",
                                             U"获",   U"为",   U"成为", NULL};
    static const char32_t *const ATTRIBUTES[] = {U"与", U"由", U"以", U"经", U"在", U"对", U"关于", NULL};
    size_t honour = word_any_before(page, tail.from, tail.to, HONOURS);
    size_t length = 0;
    ptrdiff_t become = honour != 0 ? word_find_last(page, tail, BECOME, &length) : PAGE_NOWHERE;
    if (become != PAGE_NOWHERE && (size_t)become + length + honour + 2 <= tail.to) {
        return (struct span){(size_t)become + length, tail.to - honour};
    }
    if (word_any_at(page, tail.from, tail.to, ATTRIBUTES) != 0) {
        for (size_t at = tail.to; at > tail.from + 3; at--) {
            if (page->cp[at - 1] == U'的' && tail.to - at >= 2) {
                return (struct span){at, tail.to};
            }
        }
    }
    return tail;
}

/* The clause before the figure's own, as the thing that 参加 or 一等奖 belongs to. */
static struct span clause_before(const struct reading *reading, const struct mention *m) {
    const struct page *page = &reading->page;
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    if (m->lead.from <= s->from + 1) {
        return NOTHING;
    }
    struct span clause = {s->from, m->lead.from - 1};
    struct span window = span_back(s->from, clause.to, 60);
    int depth = 0;
    clause.from = window.from;
    for (size_t at = clause.to; at > window.from; at--) {
        char32_t c = page->cp[at - 1];
        depth += is_close_quote(c) ? 1 : 0;
        depth -= is_open_quote(c) && depth > 0 ? 1 : 0;
        if (depth == 0 && is_clause_end(c) && c != U'\n' && c != U'\r') {
            clause.from = at;
            break;
        }
    }
    clause = label_strip_front(reading, clause);
    size_t length = 0;
    ptrdiff_t verb = word_find_last(page, clause, label_verbs, &length);
    if (verb != PAGE_NOWHERE && (size_t)verb + length + 2 <= clause.to) {
        clause.from = (size_t)verb + length;
    }
    return span_back(clause.from, clause.to, OBJECT_MAX);
}

/* A time word that ends at `at` in the sentence of the mention: 2025年(的4.93万亿元). Its begin, or `at`. */
static size_t when_before(const struct reading *reading, const struct mention *m, size_t at) {
    size_t first = reading->first_when[m->sentence], last = reading->first_when[m->sentence + 1];
    for (size_t i = last; i > first && i + 8 > last; i--) {
        const struct when *when = &reading->whens[i - 1];
        if (when->to == at && when->from >= m->lead.from) {
            return when->from;
        }
    }
    return at;
}

/* The lead as subject and verb, without what says nothing of the thing: links (达到), time words, 由 and 从 at its end,
 * openers at its begin. *holds: it ended in a verb like 拥有, so the thing stands behind the number. */
static struct span clean_lead(const struct reading *reading, const struct mention *m, bool *holds) {
    static const char32_t *const CLOSERS[] = {U"完成", U"实现", U"完成了", U"实现了", U"任务", NULL};
    static const char32_t *const FROM[] = {U"由", U"从", U"由“",  U"从“",  U"”末",
                                           U"末", U"”",  U"每年", U"每月", NULL};
    const struct page *page = &reading->page;
    struct span lead = m->lead;
    *holds = false;
    for (int steps = 0; steps < 5; steps++) {
        lead = span_trim(page, lead);
        size_t hold = word_any_before(page, lead.from, lead.to, label_holds);
        static const char32_t *const OWNED[] = {U"所有", U"国有", U"没有", U"具有", U"含有",
                                                U"占有", U"持有", U"享有", NULL};
        hold = word_any_before(page, lead.from, lead.to, OWNED) > hold ? 0 : hold;
        size_t before = lead.to;
        *holds = *holds || hold != 0;
        lead.to -= hold;
        if (hold == 0) {
            lead.to = bind_lead_end(page, lead);
            lead.to = when_before(reading, m, lead.to);
            lead.to -= word_any_before(page, lead.from, lead.to, FROM);
        }
        if (lead.to == before) {
            break;
        }
    }
    lead = label_strip_front(reading, lead);
    lead.to = lead.to < lead.from ? lead.from : lead.to;
    lead = span_trim(page, lead);
    size_t length = word_any_before(page, lead.from, lead.to, CLOSERS);
    if (length != 0 && lead.to - lead.from >= length + 3) {
        lead.to -= length;
        lead.to = bind_lead_end(page, lead);
    }
    static const char32_t *const PLUS[] = {U"加上", U"剔除", U"扣除", NULL};
    ptrdiff_t plus = word_find_last(page, lead, PLUS, &length);
    if (plus != PAGE_NOWHERE && (size_t)plus + length + 2 <= lead.to) {
        lead.from = (size_t)plus + length;
    }
    return lead;
}

/* A、B等C: the list gives way to verb and thing. */
static bool label_from_list(const struct reading *reading, struct span lead, struct span tail,
                            struct text *label) {
    size_t etc;
    if (!find_etc(&reading->page, lead, &etc)) {
        return false;
    }
    struct span verb = leading_verb(reading, lead);
    struct span thing = {etc + 1, lead.to};
    thing.to = bind_lead_end(&reading->page, thing);
    if (thing.to < thing.from + 2) {
        thing = tail;
    }
    if (verb.to > etc) {
        verb = NOTHING;
    }
    if (span_is_empty(thing)) {
        return false;
    }
    *label = make(reading, verb, thing);
    return true;
}

/* 1452人次参与A、B和C等服务: the list in the tail gives way to its verb and head. */
static bool label_from_tail_list(const struct reading *reading, const struct mention *m, struct span lead,
                                 struct span tail, struct text *label) {
    const struct page *page = &reading->page;
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    if (span_is_empty(tail) || page_at(page, m->tail.to) != U'、' || lead.to > lead.from + 1) {
        return false;
    }
    size_t end = tail.to;
    while (end < s->to && end < tail.to + 60 && !is_clause_end(page->cp[end]) && !is_digit(page->cp[end])) {
        end++;
    }
    size_t etc;
    struct span whole = {tail.from, end};
    struct span verb = leading_verb(reading, whole);
    if (!find_etc(page, whole, &etc) || etc < tail.to || etc + 3 > end || end - etc > 12 ||
        span_is_empty(verb)) {
        return false;
    }
    *label = make(reading, verb, (struct span){etc + 1, end});
    return true;
}

static struct text previous_label(const struct reading *reading, size_t index) {
    return index > 0 && bind_same_sentence(reading, index - 1, index) ? reading->mentions[index - 1].label
                                                                      : (struct text){"", 0};
}

/* 投资3500万元的A、3800万元的B: the verb of the first lead holds for those that follow it. */
static struct span shared_verb(const struct reading *reading, size_t index) {
    while (index > 0 && bind_same_sentence(reading, index - 1, index)) {
        index--;
        const struct mention *m = &reading->mentions[index];
        struct span lead = m->lead;
        lead.to = bind_lead_end(&reading->page, lead);
        struct span verb;
        if (ends_in_verb(reading, lead, &verb)) {
            return verb;
        }
        if (!span_is_empty(label_strip_front(reading, lead)) ||
            reading->mentions[index + 1].span.from - m->span.to > 40) {
            break;
        }
    }
    return NOTHING;
}

static struct text label_from_tail(const struct reading *reading, size_t index, struct span lead,
                                   struct span tail) {
    static const char32_t *const TOWARDS[] = {U"对", U"为", U"向", U"给", U"与", NULL};
    const struct mention *m = &reading->mentions[index];
    const struct page *page = &reading->page;
    struct span verb = NOTHING;
    bool has_verb = ends_in_verb(reading, lead, &verb);
    bool is_towards = word_any_before(page, m->lead.from, m->lead.to, TOWARDS) != 0 || m->is_joined;
    struct span behind = is_towards ? verb_behind(reading, m) : NOTHING;
    if (!span_is_empty(behind)) {
        return make(reading, behind, cut_at_verb(reading, tail));
    }
    if (word_any_at(page, tail.from, tail.to, label_takers) == tail.to - tail.from) {
        struct text previous = previous_label(reading, index);
        return previous.len != 0 && m->lead.from <= reading->mentions[index - 1].span.to + 1
                   ? label_join(reading, previous, page_text(page, tail))
                   : make(reading, tail, clause_before(reading, m));
    }
    if (!has_verb && m->kind == FIGURE_MONEY) {
        verb = shared_verb(reading, index);
    }
    return make(reading, verb, shorten_tail(tail));
}

static bool is_prize(const struct page *page, struct span tail) {
    static const char32_t *const PRIZES[] = {U"一等奖", U"二等奖", U"三等奖", U"特等奖", U"优秀奖",
                                             U"金奖",   U"银奖",   U"铜奖",   NULL};
    return word_any_at(page, tail.from, tail.to, PRIZES) == tail.to - tail.from;
}

/* The thing that a sentence opens with, without its verb. */
static struct span first_clause(const struct reading *reading, const struct mention *m) {
    static const char32_t *const KEEPS[] = {U"坚持", U"落实",     U"实行",     U"执行", U"健全", U"完善",
                                            U"建立", U"建立健全", U"严格落实", U"推行", NULL};
    const struct page *page = &reading->page;
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    struct span clause = {s->from, s->from};
    while (clause.to < s->to && !is_clause_end(page->cp[clause.to])) {
        clause.to++;
    }
    clause = label_strip_front(reading, clause);
    clause.from += word_any_at(page, clause.from, clause.to, KEEPS);
    return shorten(reading, clause);
}

/* 班子成员每年至少撰写1篇调研文章: who, how often and what belong to the name of a norm. */
static struct text norm_label(const struct reading *reading, const struct mention *m, struct span lead,
                              struct span tail) {
    static const char32_t *const RULES[] = {U"至少",     U"不少于", U"不低于", U"不得少于",
                                            U"不得低于", U"最少",   NULL};
    size_t length = 0;
    ptrdiff_t rule = word_find_last(&reading->page, m->lead, RULES, &length);
    struct span who = {lead.from, rule == PAGE_NOWHERE ? lead.to : (size_t)rule};
    static const char32_t *const OFTEN[] = {U"每年", U"每月", U"每周", U"每季度", U"每学期", U"每学年", NULL};
    if (span_is_empty(tail) &&
        word_any_at(&reading->page, lead.from, lead.to, OFTEN) == lead.to - lead.from) {
        return make(reading, first_clause(reading, m), NOTHING); /* 坚持…例会制度，…，每月不少于2次 */
    }
    struct span verb = {rule == PAGE_NOWHERE ? lead.to : (size_t)rule + length, lead.to};
    struct pieces pieces = {0};
    pieces_add(&pieces, who.from < who.to ? who : NOTHING);
    pieces_add(&pieces, verb.from < verb.to ? verb : NOTHING);
    pieces_add(&pieces, shorten_tail(tail_core(&reading->page, tail)));
    return pieces_text(reading, &pieces);
}

/* 安排2.41亿元，支持…: money whose purpose is the next clause. */
static struct span purpose_behind(const struct reading *reading, const struct mention *m) {
    const struct page *page = &reading->page;
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    size_t from = m->span.to + 1, to = from;
    if (m->kind != FIGURE_MONEY || page_at(page, m->span.to) != U',') {
        return NOTHING;
    }
    while (to < s->to && to < from + PAGE_WINDOW && !is_clause_end(page->cp[to]) && page->cp[to] != U'、') {
        if (is_digit(page->cp[to++])) {
            return NOTHING;
        }
    }
    return to > from + 3 && to < s->to ? shorten_tail((struct span){from, to}) : NOTHING;
}

/* A rank speaks of what was named before when its own clause names only the field (均居全省). */
static struct text rank_label(const struct reading *reading, size_t index, struct span lead) {
    const struct mention *m = &reading->mentions[index];
    struct text previous = previous_label(reading, index);
    if (previous.len != 0) {
        return previous;
    }
    return make(reading, clause_before(reading, m), lead);
}

/* The thing of a figure without a word of its own: the figure before, or the clause before. */
static struct text carried_label(const struct reading *reading, size_t index) {
    struct text previous = previous_label(reading, index);
    return previous.len != 0 ? previous
                             : make(reading, clause_before(reading, &reading->mentions[index]), NOTHING);
}

/* 9373人次就业困难人员发放补贴2368万元: behind another figure only the last deed belongs to this one. */
static struct span last_act(const struct reading *reading, struct span lead) {
    for (size_t at = lead.to; at > lead.from + 2; at--) {
        size_t length = word_any_at(&reading->page, at - 1, lead.to, label_verbs);
        if (length >= 2 && at - 1 + length + 2 <= lead.to) {
            return (struct span){at - 1, lead.to};
        }
    }
    return lead;
}

/* 新增115个: these verbs alone speak of more of what was named before. */
static const char32_t *const MORE_OF[] = {U"新增", U"增加", U"减少", U"完成", U"建成", U"开工",
                                          U"竣工", U"整改", U"办结", U"化解", U"解决", U"验收",
                                          U"新建", U"受理", U"回复", U"答复", NULL};

static struct text lead_label(const struct reading *reading, size_t index, struct span lead, struct span tail,
                              bool was_linked) {
    const struct mention *m = &reading->mentions[index];
    const struct page *page = &reading->page;
    struct span verb;
    struct span purpose = purpose_behind(reading, m);
    bool follows_figure =
        index > 0 && bind_same_sentence(reading, index - 1, index) && m->lead.from == m[-1].span.to;
    if (follows_figure) {
        lead = last_act(reading, lead);
    }
    bool is_verb_only =
        ends_in_verb(reading, lead, &verb) && verb.from <= lead.from + 1 && !span_is_empty(verb);
    if (!span_is_empty(purpose) && is_verb_only) {
        return make(reading, lead, purpose);
    }
    bool is_more_of = is_verb_only && word_any_at(page, verb.from, verb.to, MORE_OF) != 0;
    if (is_more_of && m->kind == FIGURE_COUNT && previous_label(reading, index).len != 0) {
        return label_join(reading, page_text(page, verb), previous_label(reading, index));
    }
    if (page->cp[lead.from] == U'占') {
        return label_join(reading, previous_label(reading, index), page_text(page, lead));
    }
    /* 关停某厂3.5万吨生产线, 主城区21家企业迁建: no link between, so the tail names the thing */
    bool names_thing =
        !was_linked && !span_is_empty(tail) && (m->kind == FIGURE_COUNT || m->kind == FIGURE_QUANTITY);
    if (names_thing && page_at(page, m->span.to) == U'的') {
        return make(reading, NOTHING, shorten_tail(tail));
    }
    if (names_thing && lead.to - lead.from <= 10) {
        return make(reading, lead, shorten_tail(tail));
    }
    return make(reading, shorten(reading, lead), NOTHING);
}

/* The label of a figure that is no change. */
static struct text plain_label(const struct reading *reading, size_t index) {
    const struct mention *m = &reading->mentions[index];
    const struct page *page = &reading->page;
    bool holds;
    struct span lead = clean_lead(reading, m, &holds);
    struct span tail = tail_noun(reading, m);
    struct text label;
    struct span verb;
    bool is_measured = m->kind == FIGURE_RATE || m->kind == FIGURE_RANK || m->kind == FIGURE_SCORE;
    if (label_from_list(reading, lead, tail, &label)) {
        return label;
    }
    if (m->status == STATUS_NORM && lead.to > lead.from) {
        return norm_label(reading, m, lead, tail);
    }
    if (m->is_rank) { /* 安全感居全省第二 */
        ptrdiff_t place = word_find_last(page, lead, label_places, NULL);
        lead.to = place != PAGE_NOWHERE && (size_t)place >= lead.from + 2 ? (size_t)place : lead.to;
    }
    if (m->is_rank && (span_is_empty(lead) || word_any_at(page, lead.from, lead.to, label_places) != 0)) {
        return rank_label(reading, index, lead);
    }
    if (!span_is_empty(tail) && is_prize(page, tail)) {
        return make(reading, clause_before(reading, m), tail);
    }
    if (label_from_tail_list(reading, m, lead, tail, &label)) {
        return label;
    }
    tail = span_is_empty(tail) ? tail : tail_core(page, tail);
    bool waits = holds || span_is_empty(lead) || ends_in_verb(reading, lead, &verb);
    if (!span_is_empty(tail) && waits && (!is_measured || span_is_empty(lead))) {
        return label_from_tail(reading, index, holds ? NOTHING : lead, tail);
    }
    if (span_is_empty(lead)) {
        return carried_label(reading, index);
    }
    bool was_linked = bind_lead_end(page, m->lead) != m->lead.to;
    return lead_label(reading, index, lead, tail, was_linked);
}

/* The subject of a change in its own clause, without the words of comparison. */
static struct span change_subject(const struct reading *reading, const struct mention *m) {
    static const char32_t *const COMPARE[] = {
        U"同比",   U"环比",   U"比上", U"较上", U"比去",   U"较去",   U"比20",   U"较20", U"比“", U"较“",
        U"比年初", U"较年初", U"比前", U"较前", U"较同期", U"比同期", U"比计划", U"同期", NULL};
    static const char32_t *const BACK[] = {
        U"分别", U"实际", U"均",   U"各",   U"累计", U"年均", U"平均",     U"同口径", U"净",
        U"再",   U"又",   U"也",   U"增速", U"增幅", U"涨幅", U"降幅",     U"名义",   U"的",
        U"每年", U"一年", U"总体", U"全年", U"将",   U"力争", U"人均分别", U"可比",   NULL};
    const struct page *page = &reading->page;
    struct span subject = {m->lead.from, m->change_word};
    ptrdiff_t compare = word_find(page, subject, COMPARE, NULL);
    if (compare != PAGE_NOWHERE) {
        subject.to = (size_t)compare;
    }
    for (int steps = 0; steps < 4; steps++) {
        subject = span_trim(page, subject);
        size_t length = word_any_before(page, subject.from, subject.to, BACK);
        if (length == 0) {
            break;
        }
        subject.to -= length;
    }
    subject = label_strip_front(reading, subject);
    return subject.to > subject.from + 1 ? subject : NOTHING;
}

static bool label_one(struct reading *reading, size_t index) {
    struct mention *m = &reading->mentions[index];
    if (m->label.len != 0) {
        return true; /* 分别 gave it already */
    }
    if (m->kind != FIGURE_CHANGE) {
        m->label = plain_label(reading, index);
        return true;
    }
    struct span subject = m->is_inherited ? NOTHING : change_subject(reading, m);
    if (!span_is_empty(subject)) {
        struct pieces pieces = {0};
        pieces_add(&pieces, shorten(reading, subject));
        m->label = pieces_text(reading, &pieces);
        claims_own_by_label(reading, index);
        return true;
    }
    claims_own(reading, index);
    m->label =
        m->owner != FIGURE_NOT_OWNED ? reading->mentions[m->owner].label : previous_label(reading, index);
    return true;
}

/* 6471户1.97万人实现预脱贫: the thing stands behind the last of them. And a clause that names nothing after a full stop
 * speaks of what the sentence before spoke of last. */
static void label_orphans(struct reading *reading) {
    for (size_t i = reading->mention_count; i > 0; i--) {
        struct mention *m = &reading->mentions[i - 1];
        bool has_next = i < reading->mention_count && bind_same_sentence(reading, i - 1, i);
        if (m->label.len == 0 && has_next && m->span.to == m[1].span.from) {
            m->label = m[1].label;
        }
        if (m->label.len == 0) {
            m->label = make(reading, clause_before(reading, m), NOTHING);
            m->doubt += 300;
        }
    }
    for (size_t i = 1; i < reading->mention_count; i++) {
        struct mention *m = &reading->mentions[i];
        const struct sentence *s = &reading->outline.sentences[m->sentence];
        const struct sentence *before = &reading->outline.sentences[m[-1].sentence];
        if (m->label.len == 0 && s->paragraph == before->paragraph) {
            m->label = m[-1].label;
            m->doubt += 300;
        }
    }
}

bool label_run(struct reading *reading) {
    for (size_t i = 0; i < reading->mention_count; i++) {
        if (!claims_distribute(reading, i) || !label_one(reading, i)) {
            return false;
        }
    }
    label_orphans(reading);
    return !arena_overflowed(reading->page.arena);
}
