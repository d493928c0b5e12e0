#include "extract/label.h"

#include "extract/bind.h"
#include "extract/claims.h"
#include "extract/label_cut.h"
#include "extract/label_text.h"
#include "extract/label_words.h"
#include "extract/words.h"

#include <string.h>

static struct text make(const struct reading *reading, struct span a, struct span b) {
    struct pieces pieces = {0};
    pieces_add(&pieces, a);
    pieces_add(&pieces, b);
    return pieces_text(reading, &pieces);
}

static const struct span NOTHING = {0, 0};

/* A、B等C: the list gives way to verb and thing. */
static bool label_from_list(const struct reading *reading, struct span lead, struct span tail,
                            struct text *label) {
    size_t etc;
    if (!label_find_etc(&reading->page, lead, &etc)) {
        return false;
    }
    struct span verb = label_leading_verb(reading, lead);
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
    struct span verb = label_leading_verb(reading, whole);
    if (!label_find_etc(page, whole, &etc) || etc < tail.to || etc + 3 > end || end - etc > 12 ||
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
        if (label_ends_in_verb(reading, lead, &verb)) {
            return verb;
        }
        if (!span_is_empty(label_strip_front(reading, lead)) ||
            reading->mentions[index + 1].span.from - m->span.to > 40) {
            break;
        }
    }
    return NOTHING;
}

/* The thing of the figure before, where its label began with a deed; else nothing. */
static struct text without_verb(const struct reading *reading, size_t index) {
    struct text label = previous_label(reading, index);
    for (size_t i = 0; label.len != 0 && label_verbs[i] != NULL; i++) {
        size_t length = word_length(label_verbs[i]);
        size_t bytes = 3 * length;
        bool is_same = label.len > bytes;
        for (size_t at = 0; is_same && at < length; at++) {
            size_t step;
            is_same = utf8_at(label, 3 * at, &step) == label_verbs[i][at];
        }
        if (is_same && length >= 2) {
            return text_slice(label, bytes, label.len);
        }
    }
    return (struct text){"", 0};
}

static struct text label_from_tail(const struct reading *reading, size_t index, struct span lead,
                                   struct span tail) {
    static const char32_t *const TOWARDS[] = {U"对", U"为", U"向", U"给", U"与", NULL};
    const struct mention *m = &reading->mentions[index];
    const struct page *page = &reading->page;
    struct span verb = NOTHING;
    bool has_verb = label_ends_in_verb(reading, lead, &verb);
    note(reading, m, RULE_LABEL_OBJECT);
    bool is_towards = word_any_before(page, m->lead.from, m->lead.to, TOWARDS) != 0 || m->is_joined;
    struct span behind = is_towards ? label_verb_behind(reading, m) : NOTHING;
    if (!span_is_empty(behind)) {
        return make(reading, behind, label_cut_at_verb(reading, tail));
    }
    if (word_any_at(page, tail.from, tail.to, label_takers) == tail.to - tail.from) {
        note(reading, m, RULE_LABEL_CARRIED);
        struct text previous = previous_label(reading, index);
        bool is_part =
            word_at(page, m->lead.from, m->lead.to, U"其中") != 0; /* 收到稿件560篇，其中100篇获奖 */
        return previous.len != 0 && (is_part || m->lead.from <= reading->mentions[index - 1].span.to + 1)
                   ? label_join(reading, previous, page_text(page, tail))
                   : make(reading, tail, label_clause_before(reading, m));
    }
    static const char32_t *const DONE[] = {
        U"建成投用", U"建成投产", U"建成",   U"竣工",   U"开工",     U"投用",     U"投产",     U"完工",
        U"通过验收", U"落地",     U"办结",   U"化解",   U"投入使用", U"交付",     U"交付使用", U"达标",
        U"已竣工",   U"已建成",   U"已开工", U"已投产", U"完成",     U"开工建设", NULL};
    if (!has_verb && word_any_at(page, tail.from, tail.to, DONE) == tail.to - tail.from) {
        struct text thing = without_verb(reading, index); /* 实施学校项目36个，其中29个建成投用 */
        thing = thing.len != 0 ? thing : previous_label(reading, index);
        note(reading, m, RULE_LABEL_SUM);
        return label_join(reading, page_text(page, tail), thing);
    }
    if (!has_verb && m->kind == FIGURE_MONEY) {
        verb = shared_verb(reading, index);
    }
    if (m->kind == FIGURE_MONEY) {
        tail = label_drop_done(page, tail);
    }
    return make(reading, verb, label_shorten_tail(tail));
}

static bool is_prize(const struct page *page, struct span tail) {
    static const char32_t *const PRIZES[] = {U"一等奖", U"二等奖", U"三等奖", U"特等奖", U"优秀奖",
                                             U"金奖",   U"银奖",   U"铜奖",   NULL};
    return word_any_at(page, tail.from, tail.to, PRIZES) == tail.to - tail.from;
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
        return make(reading, label_first_clause(reading, m), NOTHING); /* 坚持…例会制度，…，每月不少于2次 */
    }
    struct span verb = {rule == PAGE_NOWHERE ? lead.to : (size_t)rule + length, lead.to};
    struct pieces pieces = {0};
    pieces_add(&pieces, who.from < who.to ? who : NOTHING);
    pieces_add(&pieces, verb.from < verb.to ? verb : NOTHING);
    pieces_add(&pieces, label_shorten_tail(label_tail_core(&reading->page, tail)));
    return pieces_text(reading, &pieces);
}

/* A rank speaks of what was named before when its own clause names only the field (均居全省). */
static struct text rank_label(const struct reading *reading, size_t index, struct span lead) {
    const struct mention *m = &reading->mentions[index];
    static const char32_t *const ASPECTS[] = {U"增速", U"总量", U"增幅", U"规模", U"人均", NULL};
    struct text previous = previous_label(reading, index);
    if (previous.len != 0) {
        bool is_aspect = word_any_at(&reading->page, lead.from, lead.to, ASPECTS) != 0;
        return is_aspect ? label_join(reading, previous, page_text(&reading->page, lead)) : previous;
    }
    return make(reading, label_clause_before(reading, m), lead);
}

/* The thing of a figure without a word of its own: the figure before, or the clause before. */
static struct text carried_label(const struct reading *reading, size_t index) {
    struct text previous = previous_label(reading, index);
    note(reading, &reading->mentions[index], previous.len != 0 ? RULE_LABEL_CARRIED : RULE_LABEL_CLAUSE);
    return previous.len != 0
               ? previous
               : make(reading, label_clause_before(reading, &reading->mentions[index]), NOTHING);
}

/* 新增115个: these verbs alone speak of more of what was named before. */
static const char32_t *const MORE_OF[] = {U"新增", U"增加", U"减少", U"完成", U"建成", U"开工",
                                          U"竣工", U"整改", U"办结", U"化解", U"解决", U"验收",
                                          U"新建", U"受理", U"回复", U"答复", NULL};

static bool starts_with(struct text label, struct text word) {
    return word.len != 0 && label.len > word.len && memcmp(label.ptr, word.ptr, word.len) == 0;
}

/* A word that only says how the figure before was summed up: 总数达到86家. */
static bool is_bare_sum(const struct page *page, struct span lead) {
    static const char32_t *const SUMS[] = {U"总数", U"总量", U"总额", U"总人数", U"总数量", U"总规模",
                                           U"人数", U"数量", U"金额", U"总金额", NULL};
    return word_any_at(page, lead.from, lead.to, SUMS) == lead.to - lead.from;
}

/* The thing of a label without the verb that said that more of it came: 新增规上企业, 规上企业. */
static struct text without_more(struct text label) {
    static const char *const MORE[] = {"新增", "净增", "新建", "引进", "培育"};
    for (size_t i = 0; i < sizeof MORE / sizeof MORE[0]; i++) {
        struct text word = text_from(MORE[i]);
        if (starts_with(label, word)) {
            return (struct text){label.ptr + word.len, label.len - word.len};
        }
    }
    return label;
}

/* 完成预算107%, 为调整预算的98%: a degree of what was told before. */
static bool is_degree(const struct reading *reading, const struct mention *m, struct span lead) {
    static const char32_t *const AIMS[] = {U"预算",     U"计划",     U"任务",     U"目标",
                                           U"调整预算", U"年初预算", U"年度预算", NULL};
    static const char32_t *const DEGREES[] = {U"完成", U"为", U"达到", U"达", U"占", NULL};
    const struct page *page = &reading->page;
    size_t degree = word_any_at(page, lead.from, lead.to, DEGREES);
    bool was_degree = lead.from > m->lead.from && page->cp[lead.from - 1] == U'为';
    return m->kind == FIGURE_RATE && lead.to - lead.from <= 10 && (degree != 0 || was_degree) &&
           word_any_at(page, lead.from + degree, lead.to, AIMS) != 0;
}

/* The label that 占 speaks of: of the last figure before that is no such share itself. */
static struct text shared_whole(const struct reading *reading, size_t index) {
    const struct page *page = &reading->page;
    size_t i = index;
    while (i > 1 && bind_same_sentence(reading, i - 2, index)) {
        const struct mention *before = &reading->mentions[i - 1];
        struct span lead = label_strip_front(reading, before->lead);
        bool is_share =
            !span_is_empty(lead) && (page->cp[lead.from] == U'占' || is_degree(reading, before, lead));
        if (!is_share) {
            break;
        }
        i--;
    }
    return previous_label(reading, i);
}

/* 筹集资金0.64亿元: the lead says no more than that money was spent; a verb, and 资金 or 经费 behind it or not. */
static bool is_spending_only(const struct reading *reading, struct span lead) {
    static const char32_t *const FUNDS[] = {U"资金", U"经费", U"专项资金", U"专项经费", U"财政资金", NULL};
    struct span verb, deed = lead;
    deed.to -= word_any_before(&reading->page, lead.from, lead.to, FUNDS);
    return deed.to > deed.from && label_ends_in_verb(reading, deed, &verb) && verb.from <= deed.from + 1 &&
           !span_is_empty(verb);
}

static struct text lead_label(const struct reading *reading, size_t index, struct span lead, struct span tail,
                              bool was_linked) {
    const struct mention *m = &reading->mentions[index];
    const struct page *page = &reading->page;
    struct span verb;
    struct span purpose = label_purpose_behind(reading, m);
    bool follows_figure =
        index > 0 && bind_same_sentence(reading, index - 1, index) && m->lead.from == m[-1].span.to;
    if (follows_figure && page_at(page, m->lead.from) != U'、') {
        lead = label_last_act(reading, lead);
    }
    bool is_verb_only =
        label_ends_in_verb(reading, lead, &verb) && verb.from <= lead.from + 1 && !span_is_empty(verb);
    bool is_topical = label_ends_in_verb(reading, lead, &verb) && verb.from <= lead.from + 2 &&
                      m->lead.from > 0 && page->cp[m->lead.from - 1] == U':';
    struct span topic = is_topical ? label_clause_before(reading, m) : NOTHING;
    if (topic.to > topic.from + 1) { /* 教育类支出：安排3.2亿元 */
        note(reading, m, RULE_LABEL_CLAUSE);
        return make(reading, topic, lead);
    }
    if (!span_is_empty(purpose) && is_spending_only(reading, lead)) {
        note(reading, m, RULE_LABEL_PURPOSE);
        return make(reading, lead, purpose);
    }
    bool is_deed = is_verb_only && span_is_empty(tail) && index > 0 && m->unit == m[-1].unit &&
                   m->kind != FIGURE_MONEY; /* 投资3亿元；投资2亿元: each is for its own */
    struct text thing = is_deed ? without_verb(reading, index) : (struct text){"", 0};
    if (thing.len != 0) {
        note(reading, m, RULE_LABEL_SUM);
        return label_join(reading, page_text(page, verb), thing); /* 新建校舍1.6万平方米，加固5022平方米 */
    }
    bool is_more_of = is_verb_only && word_any_at(page, verb.from, verb.to, MORE_OF) != 0;
    if (is_more_of && m->kind == FIGURE_COUNT && previous_label(reading, index).len != 0) {
        note(reading, m, RULE_LABEL_SUM);
        return label_join(reading, page_text(page, verb), previous_label(reading, index));
    }
    if (is_more_of && m->kind == FIGURE_COUNT) {
        note(reading, m, RULE_LABEL_CLAUSE);
        return make(reading, verb, label_clause_before(reading, m)); /* 推进工作室建设，建成3个 */
    }
    static const char32_t *const AVERAGES[] = {U"人均", U"户均", U"平均", U"日均", U"月均",
                                               U"生均", U"场均", U"每人", U"每户", NULL};
    if (word_any_at(page, lead.from, lead.to, AVERAGES) == lead.to - lead.from) {
        note(reading, m, RULE_LABEL_SUM);
        return label_join(reading, page_text(page, lead), previous_label(reading, index));
    }
    struct text previous = previous_label(reading, index);
    if (previous.len != 0 && is_bare_sum(page, lead)) {
        note(reading, m, RULE_LABEL_SUM);
        return label_join(reading, without_more(previous), page_text(page, lead));
    }
    /* 第一学期举行升旗仪式18次，第二学期举行17次 */ if (is_verb_only && span_is_empty(tail) &&
                                                         starts_with(previous, page_text(page, verb))) {
        note(reading, m, RULE_LABEL_CARRIED);
        return previous;
    }
    if (page->cp[lead.from] == U'占' || is_degree(reading, m, lead)) {
        note(reading, m, RULE_LABEL_SHARE);
        return label_join(reading, shared_whole(reading, index), page_text(page, lead));
    }
    /* 关停某厂3.5万吨生产线, 主城区21家企业迁建: no link between, so the tail names the thing */
    bool names_thing =
        !was_linked && !span_is_empty(tail) && (m->kind == FIGURE_COUNT || m->kind == FIGURE_QUANTITY);
    note(reading, m, RULE_LABEL_SUBJECT);
    if (names_thing && page_at(page, m->span.to) == U'的') {
        return make(reading, NOTHING, label_shorten_tail(tail));
    }
    if (names_thing && lead.to - lead.from <= 10) {
        return make(reading, lead, label_shorten_tail(tail));
    }
    struct span kept = label_shorten(reading, lead);
    if (kept.from != lead.from) {
        note(reading, m, RULE_LABEL_SHORTENED);
    }
    return make(reading, kept, NOTHING);
}

/* 1.46万户5.38万人脱贫: the next figure stands close behind and has the thing. */
static bool is_paired(const struct reading *reading, size_t index) {
    const struct mention *m = &reading->mentions[index];
    return index + 1 < reading->mention_count && bind_same_sentence(reading, index, index + 1) &&
           m->span.to == m[1].span.from && !span_is_empty(label_tail(reading, m + 1));
}

/* 62家企业完成零售额11.6亿元: the deed belongs to the next figure. */
static struct span before_next_act(const struct reading *reading, size_t index, struct span tail) {
    const struct mention *m = &reading->mentions[index];
    bool is_followed = index + 1 < reading->mention_count && bind_same_sentence(reading, index, index + 1) &&
                       m->tail.to == m[1].span.from;
    if (is_followed && bind_lead_end(&reading->page, tail) > tail.from + 1) {
        tail.to = bind_lead_end(&reading->page, tail); /* 12条产业链项目占比达84.4% */
    }
    for (size_t at = tail.from + 2; is_followed && at + 2 <= tail.to; at++) {
        if (word_any_at(&reading->page, at, tail.to, label_verbs) >= 2) {
            return (struct span){tail.from, at};
        }
    }
    return tail;
}

/* GDP总量有望继续保持…第3位, 完成排名第6位: what is ranked ends before the words of holding and rising. */
static size_t rank_subject_end(const struct page *page, struct span subject) {
    static const char32_t *const MODES[] = {U"跃",   U"位",   U"均",   U"稳",   U"升",   U"仍",   U"继续",
                                            U"连续", U"保持", U"一直", U"有望", U"完成", U"并",   U"双双",
                                            U"由",   U"从",   U"全国", U"全省", U"全市", U"全区", U"全县",
                                            U"全州", U"始终", U"稳定", U"、",   U"在",   NULL};
    for (int steps = 0; steps < 4; steps++) {
        subject.to -= word_any_before(page, subject.from, subject.to, MODES);
    }
    return subject.to;
}

/* What is ranked: a rank's lead without its words of standing. */
static struct span rank_lead(const struct page *page, struct span lead) {
    ptrdiff_t place = word_find_last(page, lead, label_places, NULL); /* 安全感居全省第二 */
    if (place != PAGE_NOWHERE && (size_t)place >= lead.from + 2) {
        lead.to = (size_t)place;
    }
    lead.to = rank_subject_end(page, lead);
    return lead;
}

/* 三科总评在全镇6所小学中名列第二: who is ranked stands before the field that was counted. */
static struct text rank_among(const struct reading *reading, size_t index) {
    static const char32_t *const AMONG[] = {U"中", U"里", U"内", U"当中", NULL};
    static const char32_t *const IN[] = {U"在", U"于", U"列", NULL};
    const struct text nothing = {"", 0};
    const struct mention *m = &reading->mentions[index];
    const struct page *page = &reading->page;
    if (index == 0 || !bind_same_sentence(reading, index - 1, index) || m->lead.from != m[-1].span.to ||
        !word_has(page, span_back(m->lead.from, m->lead.to, 12), AMONG)) {
        return nothing;
    }
    struct span who = m[-1].lead;
    ptrdiff_t in = word_find_last(page, who, IN, NULL);
    who.to = in != PAGE_NOWHERE ? (size_t)in : who.from;
    who = label_strip_front(reading, who);
    if (who.to < who.from + 2) {
        return previous_label(reading, index - 1);
    }
    return make(reading, label_shorten(reading, who), NOTHING);
}

/* Does a rank's lead name only the field or an aspect (均居全省, 增速), so that the thing was named before? */
static bool is_rank_carried(const struct page *page, struct span lead) {
    static const char32_t *const ASPECTS[] = {U"增速", U"总量", U"增幅", U"规模", NULL};
    size_t aspect = word_any_at(page, lead.from, lead.to, ASPECTS);
    return span_is_empty(lead) || word_any_at(page, lead.from, lead.to, label_places) != 0 ||
           (aspect != 0 && lead.from + aspect == lead.to);
}

/* 家长满意度与去年同期(96.1%)相比: what stands before 与 is compared; where nothing does, the figure before is. */
static struct text base_label(const struct reading *reading, size_t index) {
    static const char32_t *const WITH[] = {U"与", U"同", U"比", U"较", NULL};
    const struct mention *m = &reading->mentions[index];
    struct span subject = m->lead;
    ptrdiff_t with = word_find(&reading->page, subject, WITH, NULL);
    subject.to = with != PAGE_NOWHERE ? (size_t)with : subject.from;
    subject = label_strip_front(reading, subject);
    bool is_own = subject.to > subject.from + 1;
    note(reading, m, is_own ? RULE_LABEL_SUBJECT : RULE_LABEL_CARRIED);
    return is_own ? make(reading, label_shorten(reading, subject), NOTHING) : previous_label(reading, index);
}

/* The label by the forms that say themselves what it is; empty when the figure has none of them. */
static struct text formed_label(const struct reading *reading, size_t index, struct span lead,
                                struct span tail) {
    const struct mention *m = &reading->mentions[index];
    const struct page *page = &reading->page;
    struct text label = {"", 0};
    if (m->is_base_value) {
        return base_label(reading, index);
    }
    if (label_from_list(reading, lead, tail, &label)) {
        note(reading, m, RULE_LABEL_LIST);
        return label;
    }
    if (m->status == STATUS_NORM && lead.to > lead.from) {
        note(reading, m, RULE_LABEL_NORM);
        return norm_label(reading, m, lead, tail);
    }
    label = m->is_rank ? rank_among(reading, index) : label;
    if (label.len != 0) {
        note(reading, m, RULE_LABEL_CARRIED);
        return label;
    }
    if (m->is_rank && is_rank_carried(page, rank_lead(page, lead))) {
        note(reading, m, RULE_LABEL_CARRIED);
        return rank_label(reading, index, rank_lead(page, lead));
    }
    if (!span_is_empty(tail) && is_prize(page, tail)) {
        note(reading, m, RULE_LABEL_CLAUSE);
        return make(reading, label_clause_before(reading, m), tail);
    }
    if (label_from_tail_list(reading, m, lead, tail, &label)) {
        note(reading, m, RULE_LABEL_LIST);
    }
    return label;
}

/* The label of a figure that is no change. */
static struct text plain_label(const struct reading *reading, size_t index) {
    static const char32_t *const IS[] = {U"是", U"就是", U"即", NULL};
    const struct mention *m = &reading->mentions[index];
    const struct page *page = &reading->page;
    bool holds;
    struct span lead = label_lead_of(reading, m, &holds);
    struct span tail = label_tail(reading, m);
    struct text label = formed_label(reading, index, lead, tail);
    if (label.len != 0) {
        return label;
    }
    struct span verb;
    lead = m->is_rank ? rank_lead(page, lead) : lead;
    bool is_measured = m->kind == FIGURE_RATE || m->kind == FIGURE_RANK || m->kind == FIGURE_SCORE;
    tail = span_is_empty(tail) ? tail : label_tail_core(page, tail);
    tail = before_next_act(reading, index, tail);
    bool waits = holds || span_is_empty(lead) || label_ends_in_verb(reading, lead, &verb);
    if (!span_is_empty(tail) && waits && (!is_measured || span_is_empty(lead))) {
        return label_from_tail(reading, index, holds ? NOTHING : lead, tail);
    }
    if (span_is_empty(lead) && is_paired(reading, index)) {
        return (struct text){"", 0}; /* the thing stands behind the last of them */
    }
    if (span_is_empty(lead)) {
        return carried_label(reading, index);
    }
    /* 原因是两所新校未启用: 是 says what the thing behind the number is */
    bool is_said = !span_is_empty(tail) && word_any_before(page, m->lead.from, m->lead.to, IS) != 0;
    if (is_said && m->kind == FIGURE_COUNT) {
        return label_from_tail(reading, index, NOTHING, tail);
    }
    bool was_linked = bind_lead_end(page, m->lead) != m->lead.to;
    return lead_label(reading, index, lead, tail, was_linked);
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
    struct span subject = m->is_inherited ? NOTHING : label_change_subject(reading, m);
    if (claims_own_meant(reading, index, subject)) {
        note(reading, m, RULE_LABEL_CHANGED);
        m->label = reading->mentions[m->owner].label;
        return true;
    }
    if (!span_is_empty(subject)) {
        struct pieces pieces = {0};
        struct span kept = label_shorten(reading, subject);
        pieces_add(&pieces, kept);
        m->label = pieces_text(reading, &pieces);
        note(reading, m, kept.from != subject.from ? RULE_LABEL_SHORTENED : RULE_LABEL_SUBJECT);
        claims_own_by_label(reading, index);
        return true;
    }
    if (index > 0 && bind_same_sentence(reading, index - 1, index) && m[-1].is_base_value) {
        m->label = m[-1].label;
        note(reading, m, RULE_LABEL_CHANGED);
        claims_own_by_label(reading, index);
        return true;
    }
    claims_own(reading, index);
    note(reading, m, m->owner != FIGURE_NOT_OWNED ? RULE_LABEL_CHANGED : RULE_LABEL_CARRIED);
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
            note(reading, m, RULE_LABEL_OBJECT);
        }
        if (m->label.len == 0) {
            m->label = make(reading, label_clause_before(reading, m), NOTHING);
            note(reading, m, RULE_LABEL_ORPHAN);
        }
    }
    for (size_t i = 1; i < reading->mention_count; i++) {
        struct mention *m = &reading->mentions[i];
        const struct sentence *s = &reading->outline.sentences[m->sentence];
        const struct sentence *before = &reading->outline.sentences[m[-1].sentence];
        if (m->label.len == 0 && s->paragraph == before->paragraph) {
            m->label = m[-1].label;
            note(reading, m, RULE_LABEL_ORPHAN);
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
