#include "extract/claims.h"

#include "extract/bind.h"
#include "extract/label_cut.h"
#include "extract/label_text.h"
#include "extract/words.h"

enum { JOINT_LEVELS = 3, HEAD_MAX = 6, RUN_MAX = 12, LOOK_BACK = 4, SHORT_ITEM = 3 };

static bool may_own(const struct mention *owner, const struct mention *change) {
    if (owner->kind == FIGURE_CHANGE) {
        return false;
    }
    if (owner->is_rank) { /* 第3位，较上年前移2位 */
        return change->unit != NULL && change->unit->kind == UNIT_PLACE;
    }
    if (change->unit != NULL && change->unit->kind == UNIT_POINTS) {
        return owner->kind == FIGURE_RATE;
    }
    bool is_amount =
        change->unit != NULL && change->unit->kind != UNIT_RATE && change->unit->kind != UNIT_TIMES;
    return !is_amount || (owner->unit != NULL && owner->unit->kind == change->unit->kind);
}

static bool is_points(const struct mention *m) {
    return m->unit != NULL && m->unit->kind == UNIT_POINTS;
}

/* 占…的45%, 为预算的98%, 完成调整预算的105%. */
static bool is_share_of(const struct reading *reading, const struct mention *m) {
    static const char32_t *const SHARES[] = {U"占", U"预算", U"任务", U"计划", NULL};
    return m->kind == FIGURE_RATE && word_has(&reading->page, m->lead, SHARES);
}

void claims_own(struct reading *reading, size_t index) {
    struct mention *m = &reading->mentions[index];
    for (size_t i = index; i > 0 && index - i < LOOK_BACK && bind_same_sentence(reading, i - 1, index); i--) {
        const struct mention *before = &reading->mentions[i - 1];
        if (before->is_base_value || (is_share_of(reading, before) && !is_points(m))) {
            continue; /* 完成28583万元，占预算的105%，同比增长10.8%: no share grows by per cent */
        }
        if (may_own(before, m)) {
            m->owner = (int32_t)(i - 1);
            note(reading, m, RULE_OWNER_BEFORE);
            return;
        }
        if (before->kind == FIGURE_CHANGE && before->owner != FIGURE_NOT_OWNED &&
            may_own(&reading->mentions[before->owner], m)) {
            m->owner = before->owner;
            note(reading, m, RULE_OWNER_BEFORE);
            return;
        }
        if (before->kind == FIGURE_CHANGE && before->owner == FIGURE_NOT_OWNED) {
            return;
        }
    }
}

bool claims_own_meant(struct reading *reading, size_t index, struct span subject) {
    static const char32_t *const LATTER[] = {U"后者", NULL};
    static const char32_t *const FORMER[] = {U"前者", NULL};
    static const char32_t *const MEASURES[] = {U"批次", U"人次", U"件数", U"起数", U"人数", U"户数",
                                               U"次数", U"件次", U"场次", U"家数", U"批数", NULL};
    enum { BACK = 6 };
    const struct page *page = &reading->page;
    struct mention *m = &reading->mentions[index];
    size_t length = subject.to - subject.from;
    size_t skip = word_any_at(page, subject.from, subject.to, FORMER) == length && length != 0 ? 1 : 0;
    bool is_pointer =
        skip != 0 || (length != 0 && word_any_at(page, subject.from, subject.to, LATTER) == length);
    bool is_measure = length != 0 && word_any_at(page, subject.from, subject.to, MEASURES) == length;
    for (size_t i = index; (is_pointer || is_measure) && i > 0 && index - i < BACK; i--) {
        const struct mention *before = &reading->mentions[i - 1];
        if (!bind_same_sentence(reading, i - 1, index)) {
            break;
        }
        bool is_unit = before->unit != NULL && before->unit->word[0] == page->cp[subject.from];
        if (before->kind == FIGURE_CHANGE || (is_measure && !is_unit) || (is_pointer && skip-- > 0)) {
            continue;
        }
        m->owner = (int32_t)(i - 1);
        note(reading, m, RULE_OWNER_NAMED);
        return true;
    }
    return false;
}

void claims_own_by_label(struct reading *reading, size_t index) {
    struct mention *m = &reading->mentions[index];
    for (size_t i = index; i > 0 && index - i < LOOK_BACK && bind_same_sentence(reading, i - 1, index); i--) {
        const struct mention *before = &reading->mentions[i - 1];
        if (!before->is_base_value && may_own(before, m) && text_equal(before->label, m->label)) {
            m->owner = (int32_t)(i - 1);
            note(reading, m, RULE_OWNER_NAMED);
            return;
        }
    }
}

/* How many figures from `index` on stand in one list (A、B和C). */
static size_t run_length(const struct reading *reading, size_t index) {
    size_t count = 1;
    while (count < RUN_MAX && index + count < reading->mention_count &&
           bind_is_listed(reading, index + count) &&
           reading->mentions[index + count].kind == reading->mentions[index].kind) {
        count++;
    }
    return count;
}

static bool is_joint(const struct page *page, size_t at, size_t to, int strength, size_t *length) {
    static const char32_t *const LEVELS[JOINT_LEVELS][8] = {
        {U"、", U"和", U"以及", U"及", U"与", U",", NULL}, {U"、", U"和", NULL}, {U"、", NULL}};
    static const char32_t *const WORDS[] = {U"和谐", U"和平", U"及时", U"及格", U"与会", U"和美", NULL};
    *length = word_any_at(page, at, to, LEVELS[strength]);
    return *length != 0 && word_any_at(page, at, to, WORDS) == 0;
}

/* Cuts a list into its items, by ever stronger joints; returns how many. */
static size_t split_items(const struct page *page, struct span list, int strength,
                          struct span items[RUN_MAX]) {
    size_t count = 0;
    size_t from = list.from;
    int depth = 0;
    for (size_t at = list.from; at < list.to && count + 1 < RUN_MAX; at++) {
        depth += is_open_quote(page->cp[at]) ? 1 : 0;
        depth -= is_close_quote(page->cp[at]) && depth > 0 ? 1 : 0;
        size_t length;
        if (depth == 0 && at > from && is_joint(page, at, list.to, strength, &length)) {
            items[count++] = (struct span){from, at};
            from = at + length;
            at = from - 1;
        }
    }
    items[count++] = (struct span){from, list.to};
    return count;
}

/* Where 对 stands in an item, or its end. */
static size_t find_towards(const struct page *page, struct span item) {
    size_t at = item.from;
    while (at < item.to && page->cp[at] != U'对') {
        at++;
    }
    return at;
}

/* A name that says what is measured needs no word of the items behind it: 起数, 满意度, 城镇新增就业. */
static bool closes_name(const struct page *page, struct span item) {
    static const char32_t *const ENDS[] = {U"率",   U"度",   U"人次", U"次数", U"家数", U"户数",   U"人数",
                                           U"起数", U"总量", U"产量", U"总额", U"数量", U"增加值", U"产值",
                                           U"面积", U"就业", U"投资", U"收入", U"支出", U"余额",   NULL};
    return word_any_before(page, item.from, item.to, ENDS) != 0;
}

/* Two of a kind, so that what follows the second belongs to both. */
static bool is_pair(const struct page *page, struct span a, struct span b) {
    static const char32_t *const KINDS[] = {U"城镇", U"农村", U"乡村", U"城市", U"市区", U"县区", U"小学",
                                            U"初中", U"高中", U"城乡", U"省级", U"市级", U"县级", U"全市",
                                            U"本科", U"专科", U"男",   U"女",   NULL};
    return word_any_at(page, a.from, a.to, KINDS) == a.to - a.from &&
           word_any_at(page, b.from, b.to, KINDS) != 0;
}

/* What all items share stands behind the last one: 的满意度, 级文明校园, 单产. */
static struct span shared_head(const struct page *page, const struct span *items, size_t count) {
    struct span last = items[count - 1];
    size_t towards = find_towards(page, last);
    if (towards > last.from && towards < last.to && find_towards(page, items[0]) == items[0].to) {
        return (struct span){towards, last.to}; /* 家长、学生对学校的满意度 */
    }
    /* what is measured, named once behind the last: 集成电路、锂电池出口 */
    static const char32_t *const MEASURES[] = {U"出口",   U"进口",   U"产量",   U"产值",   U"增加值", U"销量",
                                               U"销售额", U"投资",   U"价格",   U"贷款",   U"存款",   U"支出",
                                               U"收入",   U"产销量", U"零售额", U"用电量", U"营收",   U"利润",
                                               U"面积",   U"余额",   U"总产值", NULL};
    size_t measure = word_any_before(page, last.from + 1, last.to, MEASURES);
    bool is_said_before = false;
    for (size_t i = 0; i + 1 < count; i++) {
        is_said_before = is_said_before || closes_name(page, items[i]);
    }
    if (is_said_before) {
        return (struct span){last.to, last.to};
    }
    size_t first = items[0].to - items[0].from;
    if (first <= SHORT_ITEM && last.to - last.from > first + 2 && count == 2 &&
        is_pair(page, items[0], last)) {
        return (struct span){last.from + first, last.to}; /* 城镇、农村居民人均可支配收入 */
    }
    if (measure != 0) {
        return (struct span){last.to - measure, last.to};
    }
    size_t longest = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        size_t length = items[i].to - items[i].from;
        longest = length > longest ? length : longest;
    }
    for (size_t at = last.to; at > last.from + 1; at--) {
        if (page->cp[at - 1] == U'的') {
            bool is_alike = at - 1 - last.from <= 2 * longest + 4;
            return (struct span){is_alike ? at - 1 : last.from + longest, last.to};
        }
    }
    size_t length = last.to - last.from;
    size_t keep = items[0].to - items[0].from;
    if (count > 2) {
        keep = items[count - 2].to - items[count - 2].from;
    }
    char32_t ending = page->cp[items[count - 2].to - 1];
    for (size_t at = last.to - 1; at > last.from + 1; at--) {
        if (page->cp[at - 1] == ending && last.to - at >= 2 && last.to - at <= HEAD_MAX) {
            return (struct span){at, last.to}; /* 衣着类、居住类价格 */
        }
    }
    if (length < keep + 2 || longest > length) {
        return (struct span){last.to, last.to};
    }
    if (length - keep > HEAD_MAX + 2) {
        return (struct span){last.to - 2, last.to};
    }
    /* 三级文明校园 behind 省、市、县: a count of the items is no part of the name */
    size_t from = last.from + keep;
    if (numeral_is_chinese_digit(page->cp[from]) && numeral_small(page, from, from + 1) == (int)count) {
        from++;
    }
    return (struct span){from, last.to};
}

static bool has_digit(const struct page *page, struct span span) {
    for (size_t at = span.from; at < span.to; at++) {
        if (is_digit(page->cp[at])) {
            return true;
        }
    }
    return false;
}

/* The clause before the mention's own, as a list of subjects. */
static struct span list_before(const struct reading *reading, const struct mention *m) {
    const struct page *page = &reading->page;
    const struct sentence *s = &reading->outline.sentences[m->sentence];
    struct span before = span_back(s->from, m->lead.from > s->from ? m->lead.from - 1 : s->from, 80);
    for (size_t at = before.to; at > before.from; at--) {
        if (is_clause_end(page->cp[at - 1])) {
            before.from = at;
            break;
        }
    }
    return label_strip_front(reading, before);
}

/* The list that 分别 hands out: in the lead itself, else in the clause before. 0 when there is none that fits. */
static size_t find_items(const struct reading *reading, const struct mention *m, size_t wanted,
                         struct span list, struct span items[RUN_MAX]) {
    const struct page *page = &reading->page;
    for (int strength = 0; strength < JOINT_LEVELS; strength++) {
        if (!span_is_empty(list) && split_items(page, list, strength, items) == wanted) {
            return wanted;
        }
    }
    struct span before = list_before(reading, m);
    if (span_is_empty(before) || has_digit(page, before)) {
        return 0;
    }
    for (int strength = 0; strength < JOINT_LEVELS; strength++) {
        if (split_items(page, before, strength, items) == wanted) {
            return wanted;
        }
    }
    return 0;
}

/* 分别 behind the last two figures: the changes belong to them in order. */
static bool own_in_order(struct reading *reading, size_t index, size_t count) {
    size_t owners[RUN_MAX];
    size_t found = 0;
    for (size_t i = index; i > 0 && found < count && bind_same_sentence(reading, i - 1, index); i--) {
        if (may_own(&reading->mentions[i - 1], &reading->mentions[index])) {
            owners[found++] = i - 1;
        }
    }
    if (found < count) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct mention *m = &reading->mentions[index + i];
        m->owner = (int32_t)owners[count - 1 - i];
        m->label = reading->mentions[m->owner].label;
        note(reading, m, RULE_OWNER_ORDER);
        note(reading, m, RULE_LABEL_HANDED);
    }
    return true;
}

static void label_items(struct reading *reading, size_t index, size_t count, const struct span *items,
                        size_t item_count) {
    const struct page *page = &reading->page;
    const struct span *used = items + (item_count - count);
    struct span head = shared_head(page, items, item_count);
    for (size_t i = 0; i < count; i++) {
        struct pieces pieces = {0};
        struct span item = used[i];
        bool is_last = i + 1 == count;
        if (is_last && head.from > item.from) {
            item.to = head.from;
            size_t digit = item.to;
            bool is_count = digit > item.from + 1 && page->cp[digit - 2] != U'第' &&
                            numeral_small(page, digit - 1, digit) == (int)item_count;
            item.to -= is_count ? 1 : 0; /* 县三级 */
        }
        pieces_add(&pieces, i == 0 ? label_strip_front(reading, item) : item);
        pieces_add(&pieces, head);
        reading->mentions[index + i].label = pieces_text(reading, &pieces);
        note(reading, &reading->mentions[index + i], RULE_LABEL_HANDED);
    }
}

/* 收入分别达到A、B，增长C和D: a run of changes behind a run of as many figures belongs to them in order. */
static void follow_pair(struct reading *reading, size_t index, size_t count) {
    const struct mention *m = &reading->mentions[index];
    bool is_bare = m->kind == FIGURE_CHANGE && m->change_word <= m->lead.from + 2;
    bool has_pair = index >= count && bind_same_sentence(reading, index - count, index) &&
                    run_length(reading, index - count) == count &&
                    reading->mentions[index - count].kind != FIGURE_CHANGE;
    if (is_bare && has_pair) {
        (void)own_in_order(reading, index, count);
    }
}

/* 城乡居民收入 and 存贷款余额 name two things in one word; each figure has its half. */
static bool label_halves(struct reading *reading, size_t index, struct span shared) {
    static const char32_t *const PAIRS[] = {U"城乡", U"存贷", U"供需", NULL};
    const struct page *page = &reading->page;
    size_t length;
    ptrdiff_t pair = word_find(page, shared, PAIRS, &length);
    if (pair == PAGE_NOWHERE) {
        return false;
    }
    size_t at = (size_t)pair;
    for (size_t i = 0; i < 2; i++) {
        struct pieces pieces = {0};
        pieces_add(&pieces, (struct span){shared.from, at});
        pieces_add(&pieces, (struct span){at + i, at + i + 1});
        pieces_add(&pieces, (struct span){at + 2, shared.to});
        reading->mentions[index + i].label = pieces_text(reading, &pieces);
        note(reading, &reading->mentions[index + i], RULE_LABEL_HANDED);
    }
    return true;
}

/* 178个市重点项目、23个省重点项目分别完成投资760亿元、276亿元: what was counted before is what the figures are of. */
static bool label_counted(struct reading *reading, size_t index, size_t count, size_t each) {
    const struct page *page = &reading->page;
    const struct mention *m = &reading->mentions[index];
    if (index < count || !bind_same_sentence(reading, index - count, index) ||
        m[-1].span.to != m->lead.from) {
        return false;
    }
    for (size_t i = 1; i <= count; i++) {
        if (m[-(ptrdiff_t)i].kind != FIGURE_COUNT || span_is_empty(label_tail(reading, &m[-(ptrdiff_t)i]))) {
            return false;
        }
    }
    struct span deed = {each, bind_lead_end(page, (struct span){each, m->lead.to})};
    for (size_t i = 0; i < count; i++) {
        struct pieces pieces = {0};
        pieces_add(&pieces, label_tail(reading, &m[(ptrdiff_t)i - (ptrdiff_t)count]));
        pieces_add(&pieces, deed);
        reading->mentions[index + i].label = pieces_text(reading, &pieces);
        note(reading, &reading->mentions[index + i], RULE_LABEL_HANDED);
    }
    return true;
}

/* 免学费216.3万元、助学金98万元，分别惠及2163人次和980人次: the figures before have the names, 分别 has the deed. */
static bool label_after_named(struct reading *reading, size_t index, size_t count, size_t each) {
    const struct page *page = &reading->page;
    const struct mention *m = &reading->mentions[index];
    struct span before = label_strip_front(reading, (struct span){m->lead.from, each});
    struct span deed = {each + 2, bind_lead_end(page, (struct span){each + 2, m->lead.to})};
    if (!span_is_empty(before) || span_is_empty(deed) || index < count || m->kind == FIGURE_CHANGE ||
        !bind_same_sentence(reading, index - count, index)) {
        return false;
    }
    for (size_t i = 1; i <= count; i++) {
        const struct mention *named = &m[-(ptrdiff_t)i];
        if (named->kind == FIGURE_CHANGE || named->label.len == 0 ||
            (i > 1 && named[1].lead.from > named->span.to + 1)) {
            return false;
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct mention *one = &reading->mentions[index + i];
        one->label = label_join(reading, one[-(ptrdiff_t)count].label, page_text(page, deed));
        note(reading, one, RULE_LABEL_HANDED);
    }
    return true;
}

bool claims_distribute(struct reading *reading, size_t index) {
    static const char32_t *const EACH[] = {U"分别", NULL};
    struct mention *m = &reading->mentions[index];
    const struct page *page = &reading->page;
    ptrdiff_t each = word_find_last(page, m->lead, EACH, NULL);
    if (m->label.len != 0) {
        return true;
    }
    size_t count = run_length(reading, index);
    if (count < 2) {
        return true;
    }
    if (each == PAGE_NOWHERE) {
        follow_pair(reading, index, count);
        return true;
    }
    struct span list = {m->lead.from, (size_t)each};
    if (m->kind == FIGURE_CHANGE) {
        struct span subject = list;
        static const char32_t *const COMPARE[] = {U"同比", U"环比",   U"比上",   U"较上", U"比去",
                                                  U"较去", U"比年初", U"较年初", NULL};
        static const char32_t *const AVERAGES[] = {U"月人均", U"人均", U"年均", NULL};
        ptrdiff_t compare = word_find(page, list, COMPARE, NULL);
        if (compare != PAGE_NOWHERE) {
            subject.to = (size_t)compare;
        }
        subject.to -= word_any_before(page, subject.from, subject.to, AVERAGES);
        list = label_strip_front(reading, subject);
        if (list.to < list.from + 2 && own_in_order(reading, index, count)) {
            return true;
        }
    }
    if (label_counted(reading, index, count, (size_t)each + 2) ||
        label_after_named(reading, index, count, (size_t)each)) {
        return true;
    }
    list = label_strip_front(reading, list);
    struct span items[RUN_MAX];
    size_t item_count = find_items(reading, m, count, list, items);
    for (size_t fewer = count - 1; item_count == 0 && fewer >= 2; fewer--) {
        item_count = find_items(reading, m, fewer, list, items); /* A、B分别达到69家、107家，1324人… */
        count = item_count != 0 ? fewer : count;
    }
    if (item_count != 0) {
        label_items(reading, index, count, items, item_count);
        return true;
    }
    /* 第一、第二学期分别走访872户和973户: one name for all */
    struct span shared = span_is_empty(list) ? (struct span){(size_t)each + 2, m->lead.to} : list;
    if (count == 2 && label_halves(reading, index, shared)) {
        return true;
    }
    struct pieces pieces = {0};
    pieces_add(&pieces, shared);
    if (m->kind == FIGURE_CHANGE && m->change_word > (size_t)each + 2 && !span_is_empty(list)) {
        pieces_add(&pieces, (struct span){(size_t)each + 2, m->change_word}); /* 三次产业分别拉动经济增长 */
    }
    for (size_t i = 0; i < count && pieces_length(&pieces) >= 2; i++) {
        reading->mentions[index + i].label = pieces_text(reading, &pieces);
        note(reading, &reading->mentions[index + i], RULE_LABEL_HANDED);
    }
    return true;
}

static void own_behind(struct reading *reading, size_t index) {
    struct mention *m = &reading->mentions[index];
    if (index + 1 >= reading->mention_count || !bind_same_sentence(reading, index, index + 1)) {
        return;
    }
    const struct mention *next = m + 1;
    bool is_near = next->lead.from <= m->span.to + 2;
    if (is_near && next->kind != FIGURE_CHANGE && may_own(next, m) && text_equal(next->label, m->label)) {
        m->owner = (int32_t)index + 1;
        note(reading, m, RULE_OWNER_NAMED);
    }
}

/* 比2019年增长12%, 较2019年同期提高1.2个百分点: the same part of the year that is named. A mean over years (年均) has no such base. */
static struct period said_base(const struct reading *reading, const struct mention *m) {
    static const char32_t *const AGAINST[] = {U"比20", U"较20", U"比19", U"较19", NULL};
    static const char32_t *const MEAN[] = {U"年均", NULL};
    const struct period none = {0};
    struct when when;
    ptrdiff_t at = word_find_last(&reading->page, m->lead, AGAINST, NULL);
    if (m->basis != BASIS_SINCE || at == PAGE_NOWHERE || word_has(&reading->page, m->lead, MEAN) ||
        !when_read(&reading->page, (size_t)at + 1, m->lead.to, &when) || when.kind != WHEN_ABSOLUTE) {
        return none;
    }
    if (when.period.shape != PERIOD_YEAR || m->period.shape == PERIOD_YEAR) {
        return when.period;
    }
    return period_shift_years(m->period, when.period.first - period_year_of(m->period));
}

void claims_finish(struct reading *reading) {
    for (size_t i = 0; i < reading->mention_count; i++) {
        struct mention *m = &reading->mentions[i];
        if (m->kind != FIGURE_CHANGE) {
            m->owner = FIGURE_NOT_OWNED;
            continue;
        }
        if (m->owner == FIGURE_NOT_OWNED) {
            own_behind(reading, i);
        }
        if (m->owner != FIGURE_NOT_OWNED && m->period.shape != PERIOD_YEARS) {
            m->period = reading->mentions[m->owner].period;
        }
        m->basis = m->basis == BASIS_SINCE ? BASIS_SINCE : bind_basis(reading, m);
        if (m->basis == BASIS_NONE && m->is_inherited) {
            m->basis = m[-1].basis;
        }
        if (m->basis == BASIS_NONE && i > 0 && bind_same_sentence(reading, i - 1, i) &&
            m[-1].kind == FIGURE_CHANGE && m[-1].owner == m->owner && m->owner != FIGURE_NOT_OWNED) {
            m->basis = m[-1].basis;
        }
        note(reading, m, m->basis == BASIS_NONE ? RULE_BASIS_ASSUMED : RULE_BASIS_NAMED);
        if (m->basis == BASIS_NONE) {
            m->basis = BASIS_YOY;
        }
        m->base = said_base(reading, m);
    }
}
