#include "extract/lexicon.h"

#include "extract/words.h"

enum { NAME_MAX = 24, TITLE_MAX = 80, CONTEXT = 16 };

static const char32_t *const ABSTRACT[] = {
    U"方面", U"环节", U"层面", U"阶段", U"维度", U"重点", U"关键",     U"到位",     U"坚持",
    U"确保", U"突破", U"不",   U"全面", U"结合", U"转变", U"着力",     U"聚焦",     U"必须",
    U"统一", U"层次", U"代表", U"自信", U"意识", U"维护", U"确立",     U"务必",     U"革命",
    U"攻坚", U"一批", U"抓手", U"原则", U"角度", U"体系", U"中心任务", U"问题导向", U"月",
    U"意见", U"办法", U"规定", U"文件", U"纪律", U"规范", U"制度",     U"机制",     U"举措",
    U"措施", U"工程", U"行动", U"清单", U"主体", U"战略", U"革新",     U"全覆盖",   U"专项",
    U"一",   U"性",   U"以上", U"导向", U"责任", U"中的", U"管理",     U"治理",     NULL};
static const char32_t *const ACTS[] = {
    U"新建", U"建成", U"新增", U"成立", U"组建", U"培育",   U"获得", U"荣获", U"获",
    U"获评", U"引进", U"设立", U"开设", U"建立", U"完成",   U"新设", U"增设", U"举办",
    U"召开", U"组织", U"开展", U"编印", U"出版", U"发放",   U"发现", U"查处", U"拥有",
    U"共有", U"现有", U"下设", U"创建", U"等",   U"评选出", U"发展", U"解决", NULL};
static const char32_t *const CLASSES[] = {U"班",   U"培训", U"讲座", U"论坛", U"沙龙", U"刊", U"简报",
                                          U"讲堂", U"课堂", U"活动", U"营",   U"展览", U"报", NULL};
static const char32_t *const SPANS[] = {U"时长", U"用时", U"时间", U"时限", U"缩短",
                                        U"压缩", U"压减", U"累计", U"服务", U"减少到",
                                        U"平均", U"达",   U"天数", U"日数", NULL};
static const char32_t *const SCORES[] = {U"得",   U"评", U"考核", U"均分", U"成绩", U"总分",
                                         U"积分", U"测", U"分数", U"综合", NULL};
static const char32_t *const RANKS[] = {U"居",   U"列",   U"排",   U"位",   U"获",   U"夺",
                                        U"全省", U"全国", U"全市", U"全区", U"全县", U"世界",
                                        U"名列", U"荣获", U"跃升", U"跃居", U"升至", NULL};
static const char32_t *const NEARLY[] = {U"近", U"约", U"超",   U"逾", U"上", U"数",
                                         U"达", U"几", U"超过", U"过", NULL};
static const char32_t *const HALVES[] = {U"近", U"约", U"超", U"过", U"达", U"占",
                                         U"少", U"降", U"的", U"减", NULL};

/* Behind a measure these say that no name goes on: 由1200吨增加到1800吨. */
static const char32_t *const NO_THINGS[] = {U"的",   U"以",   U"左右", U"增",   U"提高", U"提升", U"扩大",
                                            U"扩建", U"上升", U"下降", U"降",   U"减",   U"达",   U"到",
                                            U"至",   U"压缩", U"压减", U"调整", U"发展", U"上下", NULL};

static bool is_han_or_quote(char32_t c) {
    return utf8_is_han(c) || is_open_quote(c);
}

bool lexicon_may_begin(const struct page *page, struct span sentence, size_t at) {
    char32_t before = at > sentence.from ? page->cp[at - 1] : 0;
    if (before == U'前' || before == U'第') {
        return false; /* 全市前100名 draws a class */
    }
    if (!is_digit(page->cp[at])) {
        return true;
    }
    if (is_latin(before) || before == U'×' || before == U'+' || before == U'·' || before == U'#' ||
        before == U'.' || before == U'_' || before == U'@' || before == U'*') {
        return false;
    }
    return !(before == U':' && at >= sentence.from + 2 && is_digit(page->cp[at - 2]));
}

size_t lexicon_name_end(const struct page *page, struct span sentence, size_t at) {
    char32_t open = page->cp[at];
    char32_t close;
    size_t limit = NAME_MAX;
    switch (open) {
    case U'“':
        close = U'”';
        break;
    case U'"':
        close = U'"';
        break;
    case U'‘':
        close = U'’';
        break;
    case U'「':
        close = U'」';
        break;
    case U'《':
        close = U'》';
        limit = TITLE_MAX;
        break;
    case U'〈':
        close = U'〉';
        break;
    case U'〔':
        close = U'〕';
        limit = 8;
        break;
    case U'[':
        close = U']';
        limit = 6;
        break;
    case U'【':
        close = U'】';
        break;
    default:
        return at;
    }
    for (size_t end = at + 1; end < sentence.to && end <= at + limit; end++) {
        char32_t c = page->cp[end];
        if (c == close) {
            size_t next = end + 1;
            /* 〔2021〕9号 */
            while (open == U'〔' && next < sentence.to &&
                   (is_digit(page->cp[next]) || page->cp[next] == U'号')) {
                next++;
            }
            return next;
        }
        if (c == U'。') {
            return at;
        }
    }
    return at;
}

size_t lexicon_item_mark(const struct page *page, struct span sentence, size_t at) {
    int level;
    char32_t before = at > sentence.from ? page->cp[at - 1] : U'。';
    bool is_begin = is_clause_end(before) || is_blank(before);
    char32_t c = page->cp[at];
    size_t numbering = is_begin || c == U'(' ? segment_numbering(page, at, &level) : 0;
    if (numbering != 0 && (at == sentence.from || level != 1)) {
        return numbering;
    }
    size_t end = at;
    while (end < sentence.to && end < at + 3 && numeral_is_chinese_digit(page->cp[end])) {
        end++;
    }
    char32_t next = page_at(page, end);
    return is_begin && end > at && (next == U'是' || next == U'要' || next == U'则') ? end + 1 - at : 0;
}

static struct span before_window(struct span sentence, size_t at, size_t limit) {
    return span_back(sentence.from, at, limit);
}

bool lexicon_is_rank(const struct page *page, struct span sentence, size_t at, size_t end) {
    char32_t next = end < sentence.to ? page->cp[end] : U'。';
    bool is_end = is_clause_end(next) || next == U'、' || next == U'和' || next == U')' || next == U'(' ||
                  is_blank(next);
    return is_end && word_has(page, before_window(sentence, at, CONTEXT), RANKS);
}

/* 位 counts people only: 四位老教师, 两位同学. */
static bool has_person(const struct page *page, struct span sentence, size_t end) {
    static const char32_t *const PEOPLE[] = {U"教师", U"老师", U"同学", U"学生", U"同志", U"专家", U"选手",
                                             U"教授", U"代表", U"党员", U"干部", U"职工", U"村民", U"群众",
                                             U"委员", U"院士", U"家长", U"校长", U"书记", U"医生", U"护士",
                                             U"工人", U"居民", U"老人", NULL};
    for (size_t at = end; at < sentence.to && at < end + 5 && utf8_is_han(page->cp[at]); at++) {
        if (word_any_at(page, at, sentence.to, PEOPLE) != 0) {
            return true;
        }
    }
    return false;
}

/* 一千二百人, 两次 count; 三个到位, 二期工程, 五项管理 name. */
static bool is_chinese_figure(const struct page *page, struct span sentence, size_t at,
                              const struct numeral *numeral, const struct unit *unit, size_t end,
                              bool *is_loose) {
    size_t length = numeral->end - at;
    char32_t first = page->cp[at];
    struct span before = before_window(sentence, at, CONTEXT);
    if (numeral->is_over_half) { /* 参与率过半, but 时间过半 is a slogan */
        static const char32_t *const SLOGANS[] = {U"时间过", U"任务过", U"双过", U"年过",
                                                  U"已过",   U"行程过", NULL};
        char32_t next = end < sentence.to ? page->cp[end] : U'。';
        return word_any_before(page, sentence.from, at, SLOGANS) == 0 &&
               (is_clause_end(next) || next == U'、');
    }
    if (unit != NULL && unit->word[0] == U'方' && word_length(unit->word) == 1) {
        return false; /* 三方会谈 */
    }
    if (first == U'半') {
        return unit != NULL && unit->kind == UNIT_QUANTITY;
    }
    if (numeral->is_share) {
        return first != U'一' || page->cp[at + 1] != U'半' ||
               word_any_before(page, sentence.from, at, HALVES) != 0;
    }
    static const char32_t *const BODIES[] = {U"人大", U"政协", U"代表大会", U"委员会", U"常委会",
                                             U"大会", U"届",   U"全会",     NULL};
    static const char32_t *const SESSIONS[] = {U"会议", U"全体会议", U"全会", U"常委会", NULL};
    if (word_any_at(page, end, sentence.to, SESSIONS) != 0 &&
        word_any_before(page, sentence.from, at, BODIES) != 0) {
        return false; /* 县十六届人大三次会议 */
    }
    bool is_plain_money = unit != NULL && unit->kind == UNIT_MONEY && (length == 1 || numeral->is_bare_scale);
    char32_t previous = at > sentence.from ? page->cp[at - 1] : 0;
    if (is_plain_money || first == U'零' || previous == U'届') {
        return false; /* 投资超千万元的项目; 零部件; 十四届五次 */
    }
    if (unit != NULL && unit->kind == UNIT_TIMES && page_at(page, end - 1) == U'番') {
        return previous == U'翻' || previous == U'了' || previous == U'近'; /* 翻了一番 */
    }
    if (unit == NULL || unit->kind == UNIT_NEVER || numeral->is_one || (length == 1 && first == U'二')) {
        return false;
    }
    if (numeral->is_bare_scale && !numeral->is_more &&
        word_any_before(page, sentence.from, at, NEARLY) == 0) {
        return false;
    }
    if (unit->word[0] == U'期' && !word_has(page, before, CLASSES)) {
        return false;
    }
    if (unit->after_chinese) {
        *is_loose = numeral->is_range || numeral->is_bare_scale;
        return !numeral->is_vague || numeral->is_more || length > 1;
    }
    if (unit->kind == UNIT_PLACE && !numeral->is_vague && has_person(page, sentence, end)) {
        return true; /* 四位老教师退休 */
    }
    static const char32_t *const WON[] = {U"获评", U"荣获",   U"获得",   U"被评为", U"入选",
                                          U"获",   U"被授予", U"被认定", NULL};
    bool is_won = unit->kind == UNIT_COUNT && !numeral->is_vague && !numeral->is_range &&
                  word_has(page, (struct span){end, end + 8 < sentence.to ? end + 8 : sentence.to}, WON) &&
                  word_any_at(page, end, sentence.to, ABSTRACT) == 0 &&
                  (at == sentence.from || !utf8_is_han(previous));
    if (is_won) {
        *is_loose = true;
        return true; /* 两个支部获评先进 */
    }
    bool is_large = decimal_compare(numeral->value, decimal_from_int(10)) > 0;
    *is_loose = !is_large;
    if (unit->kind != UNIT_COUNT && unit->kind != UNIT_PLACE) {
        return false;
    }
    return is_large ||
           (word_any_before(page, sentence.from, at, ACTS) != 0 &&
            word_any_at(page, end, sentence.to, ABSTRACT) == 0 && is_han_or_quote(page_at(page, end)));
}

/* Behind 以上 these go on with the sentence, they name no class. */
static bool goes_on_with_verb(const struct page *page, size_t at) {
    static const char32_t *const VERBS[] = {U"增",   U"同比", U"下降", U"提",   U"比", U"较", U"用于",
                                            U"支持", U"投入", U"为",   U"以",   U"并", U"和", U"左右",
                                            U"水平", U"台阶", U"规模", U"大关", NULL};
    return word_any_at(page, at, at + 2, VERBS) != 0;
}

/* 5000万元以上项目35个: the first number draws a class, the second counts it. */
static bool is_threshold(const struct page *page, struct span sentence, const struct unit *unit, size_t end) {
    static const char32_t *const ABOVE[] = {U"以上", U"及以上", U"以下", U"以内", NULL};
    size_t mark = word_any_at(page, end, sentence.to, ABOVE);
    if (mark == 0 || unit->kind == UNIT_RATE || unit->kind == UNIT_POINTS || unit->kind == UNIT_TIMES) {
        return false;
    }
    char32_t next = page_at(page, end + mark);
    if (end + mark >= sentence.to || !(utf8_is_han(next) || next == U'(' || is_digit(next))) {
        return false;
    }
    if (is_digit(next)) {
        return true; /* 5亿元以上7个 */
    }
    for (size_t at = end + mark; at < sentence.to && at < end + 40 && !is_clause_end(page->cp[at]); at++) {
        if (is_digit(page->cp[at])) {
            return true;
        }
    }
    return next == U'的' ||
           (unit->kind == UNIT_MONEY && utf8_is_han(next) && !goes_on_with_verb(page, end + mark));
}

static bool is_list_share(const struct page *page, struct span sentence, size_t end) {
    static const char32_t *const PERCENT[] = {U"%", U"个百分点", U"百分点", NULL};
    for (int hops = 0; hops < 6; hops++) {
        char32_t c = page_at(page, end);
        if ((c != U'、' && c != U'和') || !is_digit(page_at(page, end + 1))) {
            return false;
        }
        end++;
        while (end < sentence.to && (is_digit(page->cp[end]) || page->cp[end] == U'.')) {
            end++;
        }
        if (word_any_at(page, end, sentence.to, PERCENT) != 0) {
            return true;
        }
    }
    return false;
}

/* No measure word: only a range or a scaled number before a noun (8—10机关党员, 5.9万群众), or a list that ends in one. */
static bool is_bare_figure(const struct page *page, struct span sentence, size_t at,
                           const struct numeral *numeral, bool *is_loose) {
    static const char32_t *const NO_NOUNS[] = {U"年", U"月", U"号",   U"岁", U"版", U"级", U"时",
                                               U"比", U"以", U"左右", U"亿", U"万", NULL};
    char32_t next = page_at(page, numeral->end);
    *is_loose = true;
    if (is_list_share(page, sentence, numeral->end)) {
        return true;
    }
    static const char32_t *const REACH[] = {U"达", U"达到", U"到", U"至",   U"超",   U"超过", U"突破",
                                            U"破", U"约",   U"近", U"减少", U"增加", U"为",   NULL};
    char32_t first = page->cp[at];
    if (numeral->is_scaled && is_digit(first) && (numeral->end >= sentence.to || is_clause_end(next)) &&
        (word_any_before(page, sentence.from, at, REACH) != 0 || utf8_is_han(page_at(page, at - 1)))) {
        return true; /* 用户突破500万， 生产总值56.7亿， */
    }
    static const char32_t *const COUNTED[] = {U"人口",     U"人数",     U"户数",   U"指数",     U"总数",
                                              U"人口为",   U"人数为",   U"指数为", U"人口达",   U"人数达",
                                              U"人口达到", U"人数达到", U"指数达", U"指数达到", U"系数",
                                              U"系数为",   U"总数为",   U"总数达", NULL};
    bool is_end = numeral->end >= sentence.to || is_clause_end(next) || next == U'、' || next == U'(';
    if (is_digit(first) && is_end && !numeral->is_range &&
        word_any_before(page, sentence.from, at, COUNTED) != 0) {
        return true; /* 常住人口766579， 价格指数为102.4， */
    }
    bool has_noun = numeral->end < sentence.to && utf8_is_han(next) &&
                    word_any_at(page, numeral->end, sentence.to, NO_NOUNS) == 0;
    bool has_verb = at > sentence.from && utf8_is_han(page->cp[at - 1]);
    return has_noun && ((has_verb && numeral->is_range) || (numeral->is_scaled && !numeral->is_range));
}

/* 建成300米跑道1条: a size behind the verb belongs to the name of what is then counted. */
static bool is_sized_thing(const struct page *page, struct span sentence, size_t at, size_t end) {
    size_t next = end;
    while (next < sentence.to && next < end + 12 && utf8_is_han(page->cp[next])) {
        next++;
    }
    size_t length = 0;
    while (next + length < sentence.to && is_digit(page->cp[next + length])) {
        length++;
    }
    struct span name;
    size_t measure;
    const struct unit *unit = unit_at(page, next + length, sentence.to, &measure, &name);
    return next > end + 1 && length != 0 && unit != NULL && unit->kind == UNIT_COUNT &&
           word_any_at(page, end, sentence.to, NO_THINGS) == 0 &&
           word_any_before(page, sentence.from, at, ACTS) != 0;
}

/* Does a number follow behind nothing but the name of a thing? */
static bool is_counted_soon(const struct page *page, struct span sentence, size_t at) {
    size_t limit = at + 12 < sentence.to ? at + 12 : sentence.to;
    while (at < limit && utf8_is_han(page->cp[at])) {
        at++;
    }
    return at < limit && is_digit(page->cp[at]);
}

/* 10亿至50亿元项目17个, 超10亿元项目50个: money before what is counted draws a class. */
static bool is_money_class(const struct page *page, struct span sentence, size_t at, size_t end) {
    static const char32_t *const OVER[] = {U"超", U"超过", U"逾", U"突破", U"达", NULL};
    static const char32_t *const THINGS[] = {U"项目", U"企业", U"工程", U"订单", NULL};
    if (page_at(page, end) == U'的' && word_any_before(page, sentence.from, at, OVER) != 0) {
        return is_counted_soon(page, sentence, end + 1); /* 年收入超10亿元的龙头企业达100家 */
    }
    size_t thing = word_any_at(page, end, sentence.to, THINGS);
    return thing != 0 && is_digit(page_at(page, end + thing));
}

bool lexicon_is_figure(const struct page *page, struct span sentence, size_t at,
                       const struct numeral *numeral, const struct unit *unit, size_t end, bool *is_loose) {
    static const char32_t *const MAKES[] = {U"新建", U"建成", U"新增", U"完成", U"关停", U"改造", U"淘汰",
                                            U"达",   U"达到", U"形成", U"装机", U"投产", U"产能", NULL};
    char32_t next = page_at(page, end);
    struct span before = before_window(sentence, at, CONTEXT);
    *is_loose = false;
    if (numeral->is_chinese) {
        return is_chinese_figure(page, sentence, at, numeral, unit, end, is_loose);
    }
    if (unit == NULL) {
        bool is_joined = is_latin(next) || next == U'×' || next == U'+' || next == U':' || next == U'·' ||
                         next == U'@' || next == U'/' || next == U'*';
        return !is_joined && is_bare_figure(page, sentence, at, numeral, is_loose);
    }
    bool is_measure = unit->kind == UNIT_QUANTITY || unit->kind == UNIT_MONEY;
    if (is_measure && next == U'级' && end < sentence.to) {
        return false; /* 30万吨级航道, 百亿元级产业 */
    }
    switch (unit->kind) {
    case UNIT_NEVER:
        return false;
    case UNIT_CAPACITY: {
        static const char32_t *const POWER[] = {U"电", NULL};
        bool is_power = word_has(page, span_back(sentence.from, at, 6), POWER);
        return unit->word[0] == U'度' && word_length(unit->word) == 1 && is_power; /* 用电14.7万度 */
    }
    case UNIT_DURATION:
        *is_loose = true;
        return word_has(page, before, SPANS) &&
               (end >= sentence.to || !utf8_is_han(next) || next == U'左' || next == U'以' || next == U'缩' ||
                next == U'降' || next == U'减' || next == U'延');
    case UNIT_SCORE:
        return word_has(page, before, SCORES) && (end >= sentence.to || !utf8_is_han(next) || next == U'以');
    case UNIT_QUANTITY: {
        static const char32_t *const SPEED[] = {U"时速", U"设计时速", NULL};
        if (word_any_before(page, sentence.from, at, SPEED) != 0 && utf8_is_han(next)) {
            return false; /* 时速350公里高铁 */
        }
        /* the size of a works in its name: the noun follows at once and no verb stands before */
        bool is_heavy = unit->word[0] == U'吨' || unit->word[0] == U'千' || unit->word[0] == U'兆';
        char32_t previous = at > sentence.from ? page->cp[at - 1] : U'。';
        bool is_name = is_heavy && previous != U'等' && utf8_is_han(next) &&
                       word_any_at(page, end, sentence.to, NO_THINGS) == 0 &&
                       (utf8_is_han(previous) || previous == U'、') &&
                       !word_has(page, span_back(sentence.from, at, 10), MAKES);
        return !is_name && !is_sized_thing(page, sentence, at, end) &&
               !is_threshold(page, sentence, unit, end);
    }
    case UNIT_COUNT:
    case UNIT_PLACE:
        if (numeral->last_place < 0 && !numeral->is_scaled && unit->word[0] == U'版') {
            return false; /* 2.0版 */
        }
        if (word_at(page, end, sentence.to, U"规定") != 0) {
            return false;
        }
        if (!unit->after_chinese && word_any_at(page, end, sentence.to, ABSTRACT) != 0 &&
            numeral->last_place == 0 && decimal_compare(numeral->value, decimal_from_int(12)) <= 0 &&
            word_any_before(page, sentence.from, at, ACTS) == 0) {
            return false;
        }
        return !is_threshold(page, sentence, unit, end);
    case UNIT_MONEY:
        return !is_money_class(page, sentence, at, end) && !is_threshold(page, sentence, unit, end);
    case UNIT_RATE:
    case UNIT_POINTS:
        return !is_threshold(page, sentence, unit, end);
    case UNIT_TIMES:
        /* 是上年的2倍 compares, it does not measure a growth */
        return at > sentence.from && page->cp[at - 1] != U'的';
    }
    return false;
}
