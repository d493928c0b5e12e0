#include "extract/bind.h"

#include "extract/words.h"

static const char32_t *const LISTS[] = {U"、", U"和", U"及", U"以及", U"与", U",", U"或", NULL};
static const char32_t *const JOINTS[] = {U"、", U"和", U"及", U"以及", U"与", U"并", NULL};
static const char32_t *const LINKS[] = {
    U"力争",   U"确保",     U"争取",     U"预计",     U"有望",   U"将",     U"达到了", U"达到",   U"达",
    U"高达",   U"已达",     U"为",       U"是",       U"共",     U"共计",   U"总计",   U"合计",   U"累计",
    U"了",     U"分别",     U"分别为",   U"分别达到", U"分别达", U"仅",     U"各",     U"均",     U"约",
    U"大约",   U"近",       U"将近",     U"接近",     U"超过",   U"超",     U"突破",   U"逾",     U"不少于",
    U"不低于", U"至少",     U"不超过",   U"不高于",   U"至多",   U"最多",   U"在",     U"到",     U"至",
    U"仅为",   U"约为",     U"控制在",   U"控制到",   U"稳定在", U"保持在", U"维持在", U"增长到", U"增长至",
    U"增加到", U"增加至",   U"提高到",   U"提高至",   U"提升到", U"提升至", U"上升到", U"上升至", U"下降到",
    U"下降至", U"降低到",   U"降低至",   U"降到",     U"降至",   U"减少到", U"减少至", U"扩大到", U"扩大至",
    U"扩充到", U"扩充至",   U"发展到",   U"压缩到",   U"压缩至", U"缩短到", U"缩短至", U"延伸到", U"升至",
    U"迈上",   U"跨越",     U"跃上",     U"站上",     U"跃升至", U"跃升到", U"跃居",   U"升到",   U"首次",
    U"已",     U"就",       U"也",       U"还",       U"的",     U"大于",   U"高于",   U"多达",   U"占到",
    U"增至",   U"减至",     U"扩至",     U"扩展到",   U"拓展到", U"回升到", U"回落到", U"双双",   U"调整到",
    U"调整为", U"不得低于", U"不得少于", U"不得超过", U"低于",   U"封顶",   NULL};
static const char32_t *const RISES[] = {
    U"增长",   U"增加",   U"增加了", U"增长了", U"提高", U"提高了", U"提升", U"提升了", U"上升", U"上升了",
    U"上涨",   U"上涨了", U"攀升",   U"上浮",   U"扩大", U"增收",   U"增支", U"增产",   U"增发", U"回升",
    U"回升了", U"反弹",   U"加快",   U"上调",   U"调增", U"纯增",   U"净增", U"净增加", U"涨",   U"增",
    U"多",     U"高",     U"高出",   U"递增",   U"翻",   U"前移",   U"上移", U"翻了",   U"同增", NULL};
static const char32_t *const FALLS[] = {
    U"下降", U"下降了", U"降低", U"降低了", U"减少",   U"减少了", U"回落", U"回落了", U"减支",
    U"减收", U"减产",   U"放缓", U"减缓",   U"下调",   U"调减",   U"下跌", U"压缩",   U"压缩了",
    U"压减", U"压减了", U"缩短", U"缩短了", U"缩减",   U"下滑",   U"收窄", U"降",     U"减",
    U"少",   U"低",     U"跌",   U"下浮",   U"净减少", U"减亏",   U"后移", U"下移",   NULL};
static const char32_t *const SHORT_WORDS[] = {U"涨", U"增", U"多", U"高", U"高出", U"降",
                                              U"减", U"少", U"低", U"跌", NULL};
static const char32_t *const SPEEDS[] = {U"增速", U"增幅", U"涨幅",     U"降幅", U"升幅",
                                         U"减幅", U"跌幅", U"增长速度", NULL};
/* Alone in a clause these measure the growth just told; 人口自然增长率 is a rate of its own. */
static const char32_t *const RATIOS[] = {U"增长率", U"增幅", U"降幅",   U"减幅",
                                         U"增速",   U"涨幅", U"下降率", NULL};
static const char32_t *const OWNED[] = {U"增产",   U"减产", U"增收", U"增支", U"减支", U"减收", U"净增",
                                        U"净增加", U"压缩", U"压减", U"减少", U"增加", NULL};
/* Words of growth that may be deeds done to a thing. */
static const char32_t *const DEEDS[] = {U"加快", U"提高", U"提升", U"扩大", U"压缩",
                                        U"压减", U"下调", U"上调", U"加大", NULL};
static const char32_t *const BASES[] = {U"同比",   U"环比",   U"比上",   U"比去",   U"较上", U"较去",
                                        U"比年初", U"较年初", U"比20",   U"较20",   U"比“",  U"较“",
                                        U"比前",   U"较前",   U"比同期", U"较同期", U"同期", U"年均",
                                        U"比计划", U"较同",   U"比全",   U"较全",   NULL};

bool bind_same_sentence(const struct reading *reading, size_t a, size_t b) {
    return reading->mentions[a].sentence == reading->mentions[b].sentence;
}

/* Where the bracket opens that closes before `end`, plus one; `end` when it opens nowhere in the window. */
static size_t bracket_begin(const struct page *page, size_t from, size_t end) {
    enum { BRACKET_MAX = 60 };
    for (size_t i = end - 1; i > from && end - i < BRACKET_MAX; i--) {
        char32_t c = page->cp[i - 1];
        if (c == U'(') {
            return i;
        }
        if (c == U')' || c == U'。' || is_digit(c)) {
            break;
        }
    }
    return end;
}

/* Where the clause of `at` begins: behind the last clause mark that stands in no quotation. */
static size_t clause_begin(const struct page *page, size_t from, size_t at) {
    struct span window = span_back(from, at, PAGE_WINDOW);
    int depth = 0;
    for (size_t i = at; i > window.from; i--) {
        char32_t c = page->cp[i - 1];
        if (c == U')') {
            i = bracket_begin(page, window.from, i); /* 市级(不含开发区，下同)收入 */
            continue;
        }
        depth += is_close_quote(c) ? 1 : 0;
        depth -= is_open_quote(c) && depth > 0 ? 1 : 0;
        /* a line end inside a sentence is a break of the page, not of the clause */
        if (depth == 0 && is_clause_end(c) && c != U'\n' && c != U'\r') {
            return i;
        }
    }
    return window.from;
}

/* The length of a bracket that is part of a word (县(市、区)), without its opening; 0 when it is none. */
static size_t short_bracket(const struct page *page, size_t at, size_t to) {
    enum { SHORT_BRACKET = 6 };
    bool is_inside = at > 0 && utf8_is_han(page->cp[at - 1]);
    for (size_t end = at + 1; is_inside && end < to && end < at + SHORT_BRACKET; end++) {
        if (page->cp[end] == U')') {
            return end - at;
        }
        if (!utf8_is_han(page->cp[end]) && page->cp[end] != U'、') {
            break;
        }
    }
    return 0;
}

static size_t tail_end(const struct page *page, size_t from, size_t to) {
    int depth = 0;
    to = to > from + PAGE_WINDOW ? from + PAGE_WINDOW : to;
    for (size_t i = from; i < to; i++) {
        char32_t c = page->cp[i];
        depth += is_open_quote(c) ? 1 : 0;
        depth -= is_close_quote(c) && depth > 0 ? 1 : 0;
        bool is_end = (is_clause_end(c) && c != U'\n' && c != U'\r') || c == U'、' || c == U'(';
        size_t bracket = c == U'(' ? short_bracket(page, i, to) : 0;
        if (depth == 0 && is_end && bracket == 0) {
            return i;
        }
        i += bracket; /* 9个县(市、区) */
    }
    return to;
}

/* What still belongs to the figure before. */
static const char32_t *const TRAILS[] = {U"左右", U"以上", U"及以上", U"以内", U"以下", U"上下",
                                         U"大关", U"台阶", U"关口",   U"之内", NULL};

void bind_context(struct reading *reading) {
    const struct page *page = &reading->page;
    for (size_t i = 0; i < reading->mention_count; i++) {
        struct mention *m = &reading->mentions[i];
        const struct sentence *s = &reading->outline.sentences[m->sentence];
        bool has_previous = i > 0 && bind_same_sentence(reading, i - 1, i);
        bool has_next = i + 1 < reading->mention_count && bind_same_sentence(reading, i, i + 1);
        size_t from = has_previous ? reading->mentions[i - 1].span.to : s->from;
        m->lead = (struct span){clause_begin(page, from, m->span.from), m->span.from};
        if (has_previous && m->lead.from == from &&
            word_any_before(page, m->lead.from, m->lead.to, JOINTS) != 0) {
            m->is_joined = m->lead.to > m->lead.from + 1;
            m->lead.from = m->lead.to;
        }
        if (has_previous && m->lead.from == from) { /* 6800亿元左右、增长20% */
            m->lead.from += word_any_at(page, m->lead.from, m->lead.to, TRAILS);
        }
        bool is_approach =
            m->lead.to > m->lead.from &&
            ((m->numeral.is_bare_scale && page->cp[m->lead.to - 1] == U'上') || m->numeral.is_over_half);
        m->lead.to -= is_approach ? 1 : 0; /* 惠及上千人, 参与率过半 */
        size_t to = has_next ? reading->mentions[i + 1].span.from : s->to;
        m->tail = (struct span){m->span.to, tail_end(page, m->span.to, to)};
    }
}

bool bind_is_listed(const struct reading *reading, size_t index) {
    if (index == 0 || !bind_same_sentence(reading, index - 1, index)) {
        return false;
    }
    const struct page *page = &reading->page;
    struct span gap = {reading->mentions[index - 1].span.to, reading->mentions[index].span.from};
    gap.to -= reading->mentions[index].is_minus && gap.to > gap.from ? 1 : 0;
    gap = span_trim(page, gap);
    size_t length = word_any_at(page, gap.from, gap.to, LISTS);
    return !span_is_empty(gap) && gap.from + length == gap.to;
}

/* Words that only look as if they ended in a link: 行为, 人均, 下达, 预约. */
static const char32_t *const WHOLE[] = {
    U"行为", U"作为", U"认为", U"人为", U"收到", U"接到", U"得到", U"受到", U"看到", U"报到",
    U"签到", U"存在", U"实在", U"节约", U"预约", U"违约", U"签约", U"公约", U"合约", U"特约",
    U"附近", U"最近", U"邻近", U"临近", U"人均", U"户均", U"年均", U"月均", U"日均", U"生均",
    U"班均", U"校均", U"平均", U"亩均", U"次均", U"床均", U"下达", U"到达", U"传达", U"发达",
    U"表达", U"送达", U"公共", U"中共", U"成就", U"造就", U"目的", U"标的", U"于是", U"但是",
    U"甚至", U"以至", U"高超", U"赶超", U"反超", U"临时", NULL};

bool bind_is_whole_word(const struct page *page, size_t from, size_t at) {
    return word_any_before(page, from, at, WHOLE) != 0;
}

size_t bind_lead_end(const struct page *page, struct span lead) {
    for (int steps = 0; steps < 6; steps++) {
        lead = span_trim(page, lead);
        size_t length = word_any_before(page, lead.from, lead.to, LINKS);
        static const char32_t *const SUMS[] = {U"收入总计", U"支出总计", U"收入合计", U"支出合计", NULL};
        if (length == 0 || (length == 1 && bind_is_whole_word(page, lead.from, lead.to)) ||
            word_any_before(page, lead.from, lead.to, SUMS) != 0) {
            break;
        }
        lead.to -= length;
    }
    return lead.to;
}

/* The end of the lead without marks that may stand between 增长 and its number: 了, 约, 超, 分别. */
static size_t change_end(const struct page *page, struct span lead) {
    static const char32_t *const BETWEEN[] = {U"约",     U"近", U"超",     U"超过", U"了",   U"分别",
                                              U"各",     U"均", U"达",     U"达到", U"将近", U"逾",
                                              U"不低于", U"-",  U"不少于", NULL};
    for (int steps = 0; steps < 4; steps++) {
        lead = span_trim(page, lead);
        size_t length = word_any_before(page, lead.from, lead.to, BETWEEN);
        if (length == 0) {
            break;
        }
        lead.to -= length;
    }
    return lead.to;
}

static enum figure_kind plain_kind(const struct mention *m) {
    if (m->is_rank) {
        return FIGURE_RANK;
    }
    if (m->numeral.is_share) {
        return FIGURE_RATE;
    }
    if (m->unit == NULL) {
        return FIGURE_COUNT;
    }
    switch (m->unit->kind) {
    case UNIT_RATE:
        return FIGURE_RATE;
    case UNIT_POINTS:
    case UNIT_TIMES:
        return FIGURE_CHANGE;
    case UNIT_MONEY:
        return FIGURE_MONEY;
    case UNIT_QUANTITY:
    case UNIT_CAPACITY:
        return FIGURE_QUANTITY;
    case UNIT_SCORE:
        return FIGURE_SCORE;
    case UNIT_DURATION:
        return FIGURE_DURATION;
    case UNIT_COUNT:
    case UNIT_PLACE:
    case UNIT_NEVER:
        return FIGURE_COUNT;
    }
    return FIGURE_COUNT;
}

static bool has_owner_before(const struct reading *reading, size_t index) {
    const struct mention *m = &reading->mentions[index];
    for (size_t i = index; i > 0 && index - i < 3 && bind_same_sentence(reading, i - 1, index); i--) {
        const struct mention *before = &reading->mentions[i - 1];
        bool same_unit = before->unit == m->unit ||
                         (m->unit != NULL && before->unit != NULL && before->unit->kind == m->unit->kind);
        if (before->kind != FIGURE_CHANGE && same_unit) {
            return true;
        }
    }
    return false;
}

/* A count with its thing behind it: 6个电站. */
static bool is_counted(const struct page *page, const struct mention *m) {
    return m->unit != NULL && m->unit->kind == UNIT_COUNT && m->tail.to > m->tail.from + 1 &&
           utf8_is_han(page->cp[m->tail.from]);
}

/* Does a word of growth or fall stand right before the number? */
static bool find_change(const struct reading *reading, size_t index, struct mention *m) {
    const struct page *page = &reading->page;
    size_t end = change_end(page, m->lead);
    size_t rise = word_any_before(page, m->lead.from, end, RISES);
    size_t fall = word_any_before(page, m->lead.from, end, FALLS);
    size_t length = rise > fall ? rise : fall;
    bool is_percent = m->numeral.is_share ||
                      (m->unit != NULL && (m->unit->kind == UNIT_RATE || m->unit->kind == UNIT_POINTS ||
                                           m->unit->kind == UNIT_TIMES));
    if (length == 0) {
        size_t plain = bind_lead_end(page, m->lead);
        size_t speed = word_any_before(page, m->lead.from, plain, SPEEDS);
        struct span bare = span_trim(page, (struct span){m->lead.from, plain});
        size_t ratio = word_any_at(page, bare.from, bare.to, RATIOS);
        speed = ratio != 0 && bare.from + ratio == bare.to ? ratio : speed;
        m->change_word = plain - speed;
        m->is_fall = speed != 0 && (page->cp[m->change_word] == U'降' || page->cp[m->change_word] == U'下' ||
                                    page->cp[m->change_word] == U'减' || page->cp[m->change_word] == U'跌');
        return speed != 0 && is_percent;
    }
    struct span word = {end - length, end};
    bool has_base = word_has(page, (struct span){m->lead.from, end}, BASES);
    bool is_short = word_any_before(page, word.from, end, SHORT_WORDS) == length;
    bool is_owned = word_any_before(page, word.from, end, OWNED) == length;
    if (!has_base && is_counted(page, m) && word_any_before(page, word.from, end, DEEDS) == length) {
        return false; /* 加快6个电站建设 */
    }
    bool is_net = page->cp[word.from] == U'净' || page->cp[word.from] == U'纯';
    m->change_word = word.from;
    m->is_fall = fall > rise;
    if (is_short && !has_base) {
        return false;
    }
    return is_percent || has_base || (!is_net && !is_owned) || has_owner_before(reading, index);
}

/* 效益综合指数148.7: a number without a unit on a scale of its own. */
static bool is_index(const struct page *page, struct span lead) {
    static const char32_t *const SCALES[] = {U"指数", U"系数", NULL};
    lead.to = bind_lead_end(page, lead);
    return word_any_before(page, lead.from, lead.to, SCALES) != 0;
}

void bind_kind(struct reading *reading) {
    const struct page *page = &reading->page;
    for (size_t i = 0; i < reading->mention_count; i++) {
        struct mention *m = &reading->mentions[i];
        m->kind = plain_kind(m);
        m->change_word = m->lead.to;
        if (m->is_cell) {
            continue;
        }
        const struct mention *before = i > 0 ? m - 1 : NULL;
        if (m->is_rank) {
            continue;
        }
        bool is_half_said = m->unit != NULL && m->unit->word[0] == U'个' && m->numeral.last_place < 0 &&
                            !m->numeral.is_scaled; /* 0.8个和4.2个百分点 */
        if ((m->unit == NULL || is_half_said) && !m->numeral.is_share && i + 1 < reading->mention_count &&
            bind_is_listed(reading, i + 1) && m[1].unit != NULL &&
            (m[1].unit->kind == UNIT_RATE || m[1].unit->kind == UNIT_POINTS)) {
            m->unit = m[1].unit; /* 0.6、2.0、3.4个百分点 */
            m->unit_name = (struct span){0, 0};
            m->kind = plain_kind(m);
            rules_drop(&m->rules, RULE_UNIT_NONE);
            note(reading, m, RULE_UNIT_LISTED);
        }
        char32_t last = m->lead.to > m->lead.from ? page->cp[m->lead.to - 1] : 0;
        m->is_multiple =
            m->unit != NULL && m->unit->word[0] == U'倍' && (last == U'到' || last == U'至' || last == U'为');
        if (find_change(reading, i, m)) {
            m->kind = FIGURE_CHANGE;
            note(reading, m, RULE_KIND_CHANGE);
        } else if (bind_is_listed(reading, i) && before->kind == FIGURE_CHANGE &&
                   (before->unit == m->unit || (before->numeral.is_share && m->numeral.is_share))) {
            m->kind = FIGURE_CHANGE;
            m->is_fall = before->is_fall;
            m->is_inherited = true;
            note(reading, m, RULE_KIND_LISTED);
        } else {
            m->kind = m->unit == NULL && is_index(&reading->page, m->lead) ? FIGURE_SCORE : m->kind;
            note(reading, m, RULE_KIND_UNIT);
        }
    }
}

static const char32_t *const ABOUT_BEFORE[] = {U"约", U"大约", U"约为", U"大概", NULL};
static const char32_t *const NEARLY[] = {U"近", U"将近", U"接近", NULL};
static const char32_t *const OVER[] = {U"超过", U"超", U"突破", U"逾", U"高于", U"大于", U"首次突破", NULL};
static const char32_t *const AT_LEAST[] = {U"不少于",   U"不低于",   U"至少",   U"最少",
                                           U"不得少于", U"不得低于", U"不小于", NULL};
static const char32_t *const AT_MOST[] = {U"不超过", U"不高于",   U"不多于", U"至多",
                                          U"最多",   U"不得超过", U"不大于", NULL};
static const char32_t *const UP_BEHIND[] = {U"以上", U"及以上", NULL};
static const char32_t *const DOWN_BEHIND[] = {U"以内", U"以下", U"封顶", U"之内", NULL};
static const char32_t *const ABOUT_BEHIND[] = {U"左右", U"上下", NULL};
static const char32_t *const MORE_BEHIND[] = {U"余", U"多", NULL};

/* The bound that the words before the number give. */
static bool bound_before(const struct page *page, struct mention *m) {
    static const char32_t *const PASS[] = {U"达到", U"达", U"为", U"在", U"了", U"共", U"占", NULL};
    size_t end = m->span.from;
    for (int steps = 0; steps < 3; steps++) {
        size_t from = m->lead.from;
        if (bind_is_whole_word(page, from, end)) {
            return false; /* 预约500人次 is no 约 */
        }
        if (word_any_before(page, from, end, AT_MOST) != 0) {
            m->bound = BOUND_AT_MOST;
            return true;
        }
        if (word_any_before(page, from, end, AT_LEAST) != 0) {
            m->bound = BOUND_AT_LEAST;
            return true;
        }
        if (word_any_before(page, from, end, OVER) != 0) {
            m->bound = BOUND_AT_LEAST;
            m->is_open = true;
            return true;
        }
        bool is_near = word_any_before(page, from, end, NEARLY) != 0;
        if (is_near || word_any_before(page, from, end, ABOUT_BEFORE) != 0) {
            m->bound = BOUND_ABOUT;
            m->leaning = is_near ? LEANING_BELOW : LEANING_AROUND;
            return true;
        }
        size_t pass = word_any_before(page, from, end, PASS);
        if (pass == 0) {
            return false;
        }
        end -= pass;
    }
    return false;
}

/* 至少撰写1篇: the mark stands before the verb. */
static bool bound_before_verb(const struct page *page, struct mention *m) {
    struct span near = span_back(m->lead.from, m->lead.to, 8);
    bool is_floor = word_has(page, near, AT_LEAST);
    bool is_ceiling = !is_floor && word_has(page, near, AT_MOST);
    m->bound = is_floor ? BOUND_AT_LEAST : is_ceiling ? BOUND_AT_MOST : m->bound;
    return is_floor || is_ceiling;
}

static void bind_one_bound(const struct page *page, struct mention *m) {
    size_t at = m->span.to;
    while (at < m->span.to + 2 && at < page->length && is_blank(page->cp[at])) {
        at++; /* 99%⏎以上 */
    }
    size_t to = at + 4;
    m->bound = BOUND_EXACT;
    if (m->numeral.is_range) {
        m->bound = m->numeral.is_vague ? BOUND_ABOUT : BOUND_RANGE;
        return;
    }
    bool is_upward = m->numeral.is_bare_scale && m->span.from > 0 && page->cp[m->span.from - 1] == U'上';
    if (m->numeral.is_over_half || is_upward) { /* 过半, 上千人 */
        m->bound = BOUND_AT_LEAST;
        m->is_open = m->numeral.is_over_half;
        return;
    }
    if (word_any_at(page, at, to, UP_BEHIND) != 0) {
        m->bound = BOUND_AT_LEAST;
        m->is_open = word_any_before(page, m->lead.from, m->span.from, OVER) != 0;
        return;
    }
    if (word_any_at(page, at, to, DOWN_BEHIND) != 0) {
        m->bound = BOUND_AT_MOST;
        return;
    }
    if (bound_before(page, m) || bound_before_verb(page, m)) {
        return;
    }
    if (word_any_at(page, at, to, ABOUT_BEHIND) != 0) {
        m->bound = BOUND_ABOUT;
        m->leaning = LEANING_AROUND;
    } else if (m->numeral.is_more || m->numeral.is_vague || word_any_at(page, at, to, MORE_BEHIND) != 0) {
        m->bound = BOUND_ABOUT;
        m->leaning = LEANING_ABOVE;
    }
}

/* 分别增长5%、6.5%左右: the mark behind the last of them holds for all. */
static void share_bound(struct reading *reading, size_t index) {
    static const char32_t *const EACH[] = {U"分别", NULL};
    struct mention *m = &reading->mentions[index];
    bool is_marked = m[1].bound != BOUND_EXACT && m[1].bound != BOUND_RANGE && m->bound == BOUND_EXACT;
    bool is_each = word_has(&reading->page, m->lead, EACH) || (index > 0 && bind_is_listed(reading, index));
    if (is_marked && is_each && bind_is_listed(reading, index + 1) && m->unit == m[1].unit &&
        m[1].span.from <= m->span.to + 1) {
        m->bound = m[1].bound;
        m->leaning = m[1].leaning;
        m->is_open = m[1].is_open;
        note(reading, m, RULE_BOUND_SHARED);
    }
}

void bind_bound(struct reading *reading) {
    for (size_t i = 0; i < reading->mention_count; i++) {
        struct mention *m = &reading->mentions[i];
        bind_one_bound(&reading->page, m);
        if (m->bound != BOUND_EXACT && m->bound != BOUND_RANGE) {
            note(reading, m, RULE_BOUND_MARKED);
        }
    }
    for (size_t i = reading->mention_count; i > 1; i--) {
        share_bound(reading, i - 2);
    }
}

size_t bind_base_begin(const struct page *page, struct span window) {
    for (size_t at = window.from; at + 1 < window.to; at++) {
        struct when when;
        bool is_compare = page->cp[at] == U'比' || page->cp[at] == U'较';
        if (is_compare && when_read(page, at + 1, window.to, &when) && when.kind != WHEN_OTHER) {
            return at;
        }
    }
    return window.to;
}

/* 比1-10月, 较二季度: a part of a year, so the period before. */
static bool names_part(const struct page *page, struct span lead) {
    static const char32_t *const SAME[] = {U"同期", NULL};
    size_t at = bind_base_begin(page, lead);
    struct when when;
    return at + 1 < lead.to && when_read(page, at + 1, lead.to, &when) && when.kind == WHEN_MONTHLY &&
           !word_has(page, (struct span){when.to, lead.to}, SAME);
}

enum figure_basis bind_basis(const struct reading *reading, const struct mention *m) {
    static const char32_t *const POP[] = {U"环比",   U"比上月", U"较上月",   U"比上季",   U"较上季",
                                          U"比上周", U"较上周", U"比上半年", U"较上半年", NULL};
    static const char32_t *const SINCE[] = {U"年均", U"比20",     U"较20",     U"比“",  U"较“",
                                            U"与“",  U"比五年前", U"较五年前", U"比19", U"较19",
                                            U"五年", U"累计增长", U"比建",     NULL};
    static const char32_t *const YEAR[] = {U"同比", U"比上", U"较上", U"比去",
                                           U"较去", U"同期", U"年初", NULL};
    static const char32_t *const GOAL[] = {U"比计划", U"较计划", U"比目标", U"较目标",
                                           U"比预期", U"比任务", NULL};
    struct span lead = m->lead;
    if (word_has(&reading->page, lead, POP) || names_part(&reading->page, lead)) {
        return BASIS_POP;
    }
    if (word_has(&reading->page, lead, YEAR)) {
        return BASIS_YOY;
    }
    if (word_has(&reading->page, lead, GOAL)) {
        return BASIS_TARGET;
    }
    if (word_has(&reading->page, lead, SINCE)) {
        return BASIS_SINCE;
    }
    return BASIS_NONE;
}
