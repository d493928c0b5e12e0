#include "extract/label_cut.h"

#include "extract/bind.h"
#include "extract/label_text.h"
#include "extract/label_words.h"
#include "extract/words.h"

enum { SHORT_LABEL = 24, OBJECT_MAX = 20 };

static const struct span NOTHING = {0, 0};

/* The tail as the thing counted: 所学校开展…研究, 的西出口道路工程. */
struct span label_tail(const struct reading *reading, const struct mention *m) {
    static const char32_t *const FRONT[] = {U"的", U"以上的", U"以上",   U"以内", U"左右",
                                            U"余", U"多",     U"及以上", NULL};
    static const char32_t *const BACK[] = {U"和", U"及", U"以及", U"与", U"并", U"为", NULL};
    static const char32_t *const EACH[] = {U"分别", NULL};
    const struct page *page = &reading->page;
    struct span tail = span_trim(page, m->tail);
    ptrdiff_t each = word_find(page, tail, EACH, NULL);
    tail.to = each != PAGE_NOWHERE ? (size_t)each : tail.to; /* 178个市重点项目、23个省重点项目分别完成 */
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
bool label_find_etc(const struct page *page, struct span lead, size_t *etc) {
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
struct span label_leading_verb(const struct reading *reading, struct span lead) {
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
bool label_ends_in_verb(const struct reading *reading, struct span lead, struct span *verb) {
    const struct page *page = &reading->page;
    if (lead.to > lead.from && page->cp[lead.to - 1] == U'了') {
        lead.to--;
    }
    static const char32_t *const NOUNS[] = {U"总投资",   U"年销售",   U"年生产", U"固定资产投资",
                                            U"民间投资", U"工业投资", U"外资",   NULL};
    size_t length = word_any_before(page, lead.from, lead.to, label_verbs);
    length = word_any_before(page, lead.from, lead.to, NOUNS) > length ? 0 : length;
    size_t hold = word_any_before(page, lead.from, lead.to, label_holds);
    if (length == 0 && hold == 0) {
        return false;
    }
    *verb = hold >= length ? NOTHING : (struct span){lead.to - length, lead.to};
    return true;
}

/* 对170户农户和5家企业进行走访慰问: the verb behind 进行 in the same clause. */
struct span label_verb_behind(const struct reading *reading, const struct mention *m) {
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

struct span label_cut_at_verb(const struct reading *reading, struct span noun) {
    static const char32_t *const DO[] = {U"进行", U"给予", U"予以", U"开展", U"实施", U"实行", NULL};
    ptrdiff_t at = word_find(&reading->page, noun, DO, NULL);
    if (at != PAGE_NOWHERE && (size_t)at > noun.from) {
        noun.to = (size_t)at;
    }
    return noun;
}

/* A clause too long for a label keeps its last verb and what follows. */
struct span label_shorten(const struct reading *reading, struct span lead) {
    if (lead.to - lead.from <= SHORT_LABEL) {
        return lead;
    }
    for (size_t at = lead.to - 4; at > lead.from; at--) {
        if (reading->page.cp[at - 1] == U')') { /* 市级(不含开发区，下同)一般公共预算收入 */
            return lead.to - at <= SHORT_LABEL ? (struct span){at, lead.to} : lead;
        }
    }
    for (size_t at = lead.to - 4; at > lead.from; at--) {
        if (word_any_at(&reading->page, at, lead.to, label_verbs) >= 2) {
            return (struct span){at, lead.to};
        }
    }
    return span_back(lead.from, lead.to, SHORT_LABEL);
}

/* A tail too long keeps its begin, where the thing stands. */
struct span label_shorten_tail(struct span tail) {
    return tail.to - tail.from > SHORT_LABEL ? (struct span){tail.from, tail.from + SHORT_LABEL} : tail;
}

/* 同学获“最美少年”称号: the honour; 与自身工作紧密结合的学习报告: the thing behind its attribute. */
struct span label_tail_core(const struct page *page, struct span tail) {
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
struct span label_clause_before(const struct reading *reading, const struct mention *m) {
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

/* Where the deed begins behind a word that sums up who did it, or lead.from. */
static size_t label_summed_deed(const struct page *page, struct span lead) {
    static const char32_t *const SUMS[] = {U"共计", U"共", U"累计", U"先后", NULL};
    for (size_t at = lead.from + 1; at + 3 < lead.to; at++) {
        char32_t c = page->cp[at];
        size_t sum = c == U'共' || c == U'累' || c == U'先' ? word_any_at(page, at, lead.to, SUMS) : 0;
        if (sum != 0 && word_any_at(page, at + sum, lead.to, label_verbs) >= 2) {
            return at + sum;
        }
    }
    return lead.from;
}

/* The lead as subject and verb, without what says nothing of the thing: links (达到), time words, 由 and 从 at its end,
 * openers at its begin. *holds: it ended in a verb like 拥有, so the thing stands behind the number. */
struct span label_lead_of(const struct reading *reading, const struct mention *m, bool *holds) {
    static const char32_t *const CLOSERS[] = {U"完成", U"实现", U"完成了", U"实现了", U"任务", NULL};
    static const char32_t *const FROM[] = {U"由",       U"从",     U"由“",    U"从“",  U"”末",
                                           U"末",       U"每年",   U"每月",   U"免费", U"由期初",
                                           U"由学期初", U"由年初", U"从年初", NULL};
    const struct page *page = &reading->page;
    struct span lead = m->lead;
    lead.from += page_at(page, lead.from) == U')' ? 1 : 0; /* 占计划(3.8亿元)的80.3% */
    char32_t second = page_at(page, lead.from + 1);
    bool is_item = numeral_is_chinese_digit(page_at(page, lead.from)) && (second == U'是' || second == U'要');
    lead.from += is_item && lead.from + 2 <= lead.to ? 2 : 0;
    *holds = false;
    for (int steps = 0; steps < 5; steps++) {
        lead = span_trim(page, lead);
        size_t hold = word_any_before(page, lead.from, lead.to, label_holds);
        static const char32_t *const OWNED[] = {U"所有", U"国有", U"没有", U"具有", U"含有",
                                                U"占有", U"持有", U"享有", NULL};
        hold = hold != 0 && word_any_before(page, lead.from, lead.to, OWNED) > hold ? 0 : hold;
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
    bool has_object = !span_is_empty(label_tail(reading, m)); /* 全面完成21所学校改造任务 */
    if (length != 0 && !has_object && lead.to - lead.from >= length + 3) {
        lead.to -= length;
        lead.to = bind_lead_end(page, lead);
    }
    static const char32_t *const FRONT[] = {U"实现了", U"实现", NULL};
    size_t front = word_any_at(page, lead.from, lead.to, FRONT);
    lead.from += lead.from + front + 3 <= lead.to
                     ? front
                     : 0; /* 实现地区生产总值 is no other thing than 地区生产总值 */
    static const char32_t *const HOLDS[] = {U"拥有", U"现有", U"共有", U"建有", U"设有", U"已有", NULL};
    ptrdiff_t held = word_find_last(page, lead, HOLDS, &length); /* 学校现有教学班48个 */
    if (held != PAGE_NOWHERE && (size_t)held + length + 2 <= lead.to) {
        lead.from = (size_t)held + length;
    }
    lead.from = label_summed_deed(page, lead); /* 三个教研组共开展主题教研36次 */
    static const char32_t *const PLUS[] = {U"加上", U"剔除", U"扣除", NULL};
    ptrdiff_t plus = word_find_last(page, lead, PLUS, &length);
    if (plus != PAGE_NOWHERE && (size_t)plus + length + 2 <= lead.to) {
        lead.from = (size_t)plus + length;
    }
    return lead;
}

/* The thing that a sentence opens with, without its verb. */
struct span label_first_clause(const struct reading *reading, const struct mention *m) {
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
    return label_shorten(reading, clause);
}

/* 集中改造的背街巷道全部完工: money is for the thing, not for its being done. */
struct span label_drop_done(const struct page *page, struct span thing) {
    static const char32_t *const DONE[] = {U"完工",     U"竣工",     U"投入使用", U"建成投用",   U"投用",
                                           U"建成投产", U"通过验收", U"交付使用", U"并投入使用", NULL};
    static const char32_t *const HOW[] = {U"全部", U"基本", U"已",   U"已经", U"全面", U"如期",
                                          U"顺利", U"正式", U"均已", U"建成", NULL};
    enum { THING_LEAST = 2 };
    size_t to = thing.to - word_any_before(page, thing.from, thing.to, DONE);
    if (to < thing.to) {
        to -= word_any_before(page, thing.from, to, HOW);
    }
    return to >= thing.from + THING_LEAST ? (struct span){thing.from, to} : thing;
}

/* 投资1168万元，完成21个老旧小区管网改造: the thing behind the last number of the clause [from, to), which is what the money is for. */
static struct span counted_thing(const struct reading *reading, const struct mention *m, size_t from,
                                 size_t to) {
    enum { THING_LEAST = 4, NUMBERS_MOST = 2 };
    const struct mention *end = reading->mentions + reading->mention_count, *last = m;
    while (last + 1 < end && last[1].span.from >= from && last[1].span.to < to) {
        last++;
        bool has_own_thing = page_at(&reading->page, last->span.to) == U'、'; /* 新建体育馆2座、… */
        if ((last->kind != FIGURE_COUNT && last->kind != FIGURE_QUANTITY) || has_own_thing) {
            return NOTHING;
        }
    }
    static const char32_t *const AIMS[] = {U"任务", U"目标", U"工作", U"计划", NULL};
    bool is_vague = word_any_before(&reading->page, from, to, AIMS) != 0;
    if (last == m || last - m > NUMBERS_MOST || last->span.to + THING_LEAST > to || is_vague) {
        return NOTHING;
    }
    return label_shorten_tail(label_drop_done(&reading->page, (struct span){last->span.to, to}));
}

/* 安排2.41亿元，支持…: money whose purpose is the next clause, up to a list. */
struct span label_purpose_behind(const struct reading *reading, const struct mention *m) {
    const struct page *page = &reading->page;
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    size_t from = m->span.to + 1, to = from;
    if (m->kind != FIGURE_MONEY || page_at(page, m->span.to) != U',') {
        return NOTHING;
    }
    bool has_number = false;
    size_t list = s->to; /* where the first item of one ends */
    for (; to < s->to && to < from + PAGE_WINDOW && !is_clause_end(page->cp[to]); to++) {
        has_number = is_digit(page->cp[to]) || has_number;
        list = page->cp[to] == U'、' && to < list ? to : list;
    }
    if (has_number) {
        return counted_thing(reading, m, from, to);
    }
    to = list < to ? list : to;
    return to > from + 3 && to < s->to ? label_shorten_tail((struct span){from, to}) : NOTHING;
}

/* 9373人次就业困难人员发放补贴2368万元: behind another figure only the last deed belongs to this one. */
struct span label_last_act(const struct reading *reading, struct span lead) {
    for (size_t at = lead.to; at > lead.from + 2; at--) {
        size_t length = word_any_at(&reading->page, at - 1, lead.to, label_verbs);
        if (length >= 2 && at - 1 + length + 2 <= lead.to) {
            return (struct span){at - 1, lead.to};
        }
    }
    return lead;
}

/* 与去年相比批次减少: what changed stands behind 相比, or before 与 where nothing does. */
static struct span behind_comparison(const struct page *page, struct span subject) {
    static const char32_t *const COMPARED[] = {U"相比", U"相较", U"比较", NULL};
    static const char32_t *const WITH[] = {U"与", U"同", U"和", NULL};
    size_t length = 0;
    ptrdiff_t at = word_find_last(page, subject, COMPARED, &length);
    if (at == PAGE_NOWHERE) {
        return subject;
    }
    size_t behind = (size_t)at + length;
    behind += page_at(page, behind) == U',' ? 1 : 0;
    if (behind + 2 <= subject.to) {
        return (struct span){behind, subject.to};
    }
    ptrdiff_t with = word_find_last(page, (struct span){subject.from, (size_t)at}, WITH, NULL);
    subject.to = with != PAGE_NOWHERE ? (size_t)with : subject.to;
    return subject;
}

/* The subject of a change in its own clause, without the words of comparison. */
struct span label_change_subject(const struct reading *reading, const struct mention *m) {
    static const char32_t *const COMPARE[] = {
        U"同比",   U"环比",   U"比上", U"较上", U"比去",   U"较去",   U"比20",   U"较20", U"比“", U"较“",
        U"比年初", U"较年初", U"比前", U"较前", U"较同期", U"比同期", U"比计划", U"同期", NULL};
    static const char32_t *const BACK[] = {
        U"分别", U"实际", U"均",   U"各",   U"累计", U"年均", U"平均", U"同口径", U"净",   U"再",   U"又",
        U"也",   U"增速", U"增幅", U"涨幅", U"降幅", U"名义", U"的",   U"每年",   U"一年", U"总体", U"全年",
        U"将",   U"力争", U"可比", U"实现", U"保持", U"稳定", U"普遍", U"整体",   U"逆势", U"同步", NULL};
    const struct page *page = &reading->page;
    struct span subject = {m->lead.from, m->change_word};
    ptrdiff_t compare = word_find(page, subject, COMPARE, NULL);
    if (compare != PAGE_NOWHERE) {
        subject.to = (size_t)compare;
    }
    subject = behind_comparison(page, subject);
    subject.to = bind_base_begin(page, subject);
    for (int steps = 0; steps < 4; steps++) {
        subject = span_trim(page, subject);
        size_t length = word_any_before(page, subject.from, subject.to, BACK);
        if (length == 0) {
            break;
        }
        subject.to -= length;
    }
    subject.from += subject.from < subject.to && page->cp[subject.from] == U')' ? 1 : 0;
    subject = label_strip_front(reading, subject);
    static const char32_t *const COMPARED[] = {U"相比", U"相较", U"比较", NULL};
    bool is_bare = word_any_at(page, subject.from, subject.to, COMPARED) == subject.to - subject.from;
    return subject.to > subject.from + 1 && !is_bare ? subject : NOTHING;
}
