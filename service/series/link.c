#include "series/link.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

enum { WORDS_MAX = 16 };

/* A filler word, and the longer words in which these characters are no filler. */
struct filler {
    const char *word;
    const char *kept[WORDS_MAX]; /* NULL-terminated */
};

/* Longest first: 今年以来 before 今年. */
static const struct filler heads[] = {
    {"今年以来", {NULL}},
    {"截至目前", {NULL}},
    {"本年度", {NULL}},
    {"上半年", {NULL}},
    {"下半年", {NULL}},
    {"本学期", {NULL}},
    {"本学年", {NULL}},
    {"一年来", {NULL}},
    {"半年来", {NULL}},
    {"今年", {NULL}},
    {"本年", {"本年级", NULL}},
    {"全年", {"全年级", "全年龄", NULL}},
    {"目前", {NULL}},
    {"总共", {NULL}},
    {"共计", {NULL}},
    {"合计", {NULL}},
    {"共有", {"共有产权", NULL}},
    {"现有", {NULL}},
    {"已经", {NULL}},
    {"共",
     {"共青", "共产", "共同", "共建", "共享", "共和", "共性", "共育", "共管", "共治", "共创", "共读", "共有",
      "共计", NULL}},
    {"已", {"已婚", "已故", "已知", NULL}},
};

static const struct filler tails[] = {
    {"达到", {NULL}},
    {"共计", {NULL}},
    {"合计", {NULL}},
    {"达", {"传达", "表达", "直达", "发达", "送达", "到达", NULL}},
    {"为", {"行为", "作为", "有为", NULL}},
    {"共", {"公共", "中共", NULL}},
    {"等", {"一等", "二等", "三等", "特等", "高等", "中等", "初等", "平等", "同等", "优等", NULL}},
};

/* Counting words; a word of the list below keeps its last character: 走访农户数 loses 数 only. */
static const char *const counters[] = {"场次数", "人数", "次数", "场数", "起数", "条数", "户数",
                                       "件数",   "篇数", "项数", "个数", "家数", "总数", "数量"};
static const char *const counted_nouns[] = {
    "农户",     "住户",     "商户",     "用户",     "账户",     "客户",     "困户",     "贫户",     "大户",
    "租户",     "养殖户",   "案件",     "文件",     "事件",     "信件",     "稿件",     "邮件",     "软件",
    "课件",     "硬件",     "证件",     "部件",     "条件",     "事项",     "奖项",     "专项",     "款项",
    "市场",     "广场",     "农场",     "操场",     "商场",     "球场",     "考场",     "牧场",     "林场",
    "现场",     "层次",     "档次",     "班次",     "频次",     "车次",     "人次",     "法人",     "责任人",
    "负责人",   "主持人",   "残疾人",   "监护人",   "代理人",   "传承人",   "候选人",   "带头人",   "报告人",
    "退役军人", "慰问老人", "独居老人", "孤寡老人", "高龄老人", "留守老人", "空巢老人", "困难老人", "链条",
    "线条",     "开户",     "落户",     "入户",     "专家",     "作家",     "国家",     "农家",     "名家",
    "画家",     "学家",     "术家",
};
static const char *const kept_numbers[] = {"指数", "系数", "基数", "分数", "函数", "参数", "倍数",
                                           "多数", "少数", "半数", "位数", "次数", "人数"};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static bool any_suffix(struct text t, const char *const *words, size_t count) {
    for (size_t i = 0; i < count && words[i] != NULL; i++)
        if (text_ends_with(t, text_from(words[i])))
            return true;
    return false;
}

static bool any_prefix(struct text t, const char *const *words, size_t count) {
    for (size_t i = 0; i < count && words[i] != NULL; i++)
        if (text_starts_with(t, text_from(words[i])))
            return true;
    return false;
}

static bool is_removed(uint32_t c) {
    if (utf8_is_space(c))
        return true;
    if (c < 0x80)
        return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '+' || c == '.');
    return (c >= 0x2010 && c <= 0x206F) || /* dashes, quotes, ellipsis, per mille, invisible marks */
           (c >= 0x3001 && c <= 0x3003) || /* 、 。 〃 */
           (c >= 0x3008 && c <= 0x3020) || /* 《》「」【】〔〕 */
           (c >= 0xFE30 && c <= 0xFE6F) || /* forms of the same for vertical and small writing */
           (c >= 0xFF00 && c <= 0xFF65) || /* what width folding left: ｡ ｢ ｣ ､ ･ */
           c == 0xB7 || c == 0x30FB || c == 0xAB || c == 0xBB || c == 0xA0 || c == 0xFFE5;
}

/* Steps 1 and 2. A dot stays only between digits (2.0). */
static size_t fold(struct text label, char *out) {
    size_t len = 0, step;
    bool after_digit = false;
    for (size_t at = 0; at < label.len; at += step) {
        uint32_t c = utf8_fold_width(utf8_at(label, at, &step));
        if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        if (c == '.') {
            size_t ignored;
            uint32_t next = at + step < label.len ? utf8_fold_width(utf8_at(label, at + step, &ignored)) : 0;
            if (!after_digit || next < '0' || next > '9')
                continue;
        }
        if (is_removed(c))
            continue;
        after_digit = c >= '0' && c <= '9';
        char bytes[4];
        size_t width = utf8_put(c, bytes);
        memcpy(out + len, bytes, width);
        len += width;
    }
    return len;
}

static bool leaves_two(struct text rest) {
    return utf8_length(rest) >= 2;
}

/* Step 3: closes the gap in place. */
static bool cut_inner(char *bytes, struct text *t) {
    static const char *const inner[] = {"先后", "累计"};
    for (size_t i = 0; i < COUNT_OF(inner); i++) {
        struct text word = text_from(inner[i]);
        size_t at = text_find(*t, word, 0);
        if (at == SIZE_MAX || utf8_length(*t) < 4)
            continue;
        size_t offset = (size_t)(t->ptr - bytes) + at;
        memmove(bytes + offset, bytes + offset + word.len, t->len - at - word.len);
        t->len -= word.len;
        return true;
    }
    return false;
}

/* Step 4. */
static bool cut_head(struct text *t) {
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        struct text word = text_from(heads[i].word), rest = text_slice(*t, word.len, t->len);
        if (text_starts_with(*t, word) && leaves_two(rest) && !any_prefix(*t, heads[i].kept, WORDS_MAX)) {
            *t = rest;
            return true;
        }
    }
    return false;
}

static bool drop_end(struct text *t, size_t bytes) {
    struct text rest = text_slice(*t, 0, t->len - bytes);
    if (!leaves_two(rest))
        return false;
    *t = rest;
    return true;
}

/* Step 5. */
static bool cut_tail(struct text *t) {
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        struct text word = text_from(tails[i].word);
        if (text_ends_with(*t, word) && !any_suffix(*t, tails[i].kept, WORDS_MAX) && drop_end(t, word.len))
            return true;
    }
    return false;
}

/* Step 6. */
static bool cut_counter(struct text *t) {
    const struct text number = TEXT("数");
    if (text_ends_with(*t, number) && t->len > number.len) {
        struct text noun = text_slice(*t, 0, t->len - number.len);
        if (any_suffix(noun, counted_nouns, COUNT_OF(counted_nouns)))
            return drop_end(t, number.len);
    }
    for (size_t i = 0; i < COUNT_OF(counters); i++) {
        struct text word = text_from(counters[i]);
        if (text_ends_with(*t, word) && drop_end(t, word.len))
            return true;
    }
    if (!text_ends_with(*t, number) || any_suffix(*t, kept_numbers, COUNT_OF(kept_numbers)))
        return false;
    return drop_end(t, number.len);
}

struct text link_normalise(struct arena *arena, struct text label) {
    const struct text nothing = {NULL, 0};
    if (label.len == 0)
        return nothing;
    char *bytes = arena_alloc(arena, label.len);
    if (bytes == NULL)
        return nothing;
    struct text t = {bytes, fold(label, bytes)};
    while (cut_inner(bytes, &t) || cut_head(&t) || cut_tail(&t) || cut_counter(&t))
        continue;
    return t;
}

/* What a measure word may count. 个 counts nearly anything; 人次 only itself. */
enum { COUNTS_THINGS = 1, COUNTS_PERSONS = 2, COUNTS_BODIES = 4 };

static const struct {
    const char *unit;
    unsigned counts;
} measure_words[] = {
    {"次", COUNTS_THINGS},   {"场", COUNTS_THINGS},
    {"场次", COUNTS_THINGS}, {"起", COUNTS_THINGS},
    {"件", COUNTS_THINGS},   {"条", COUNTS_THINGS},
    {"项", COUNTS_THINGS},   {"期", COUNTS_THINGS},
    {"则", COUNTS_THINGS},   {"宗", COUNTS_THINGS},
    {"例", COUNTS_THINGS},   {"篇", COUNTS_THINGS},
    {"份", COUNTS_THINGS},   {"批", COUNTS_THINGS},
    {"批次", COUNTS_THINGS}, {"轮", COUNTS_THINGS},
    {"回", COUNTS_THINGS},   {"堂", COUNTS_THINGS},
    {"节", COUNTS_THINGS},   {"部", COUNTS_THINGS},
    {"本", COUNTS_THINGS},   {"处", COUNTS_THINGS},
    {"门", COUNTS_THINGS},   {"类", COUNTS_THINGS},
    {"人", COUNTS_PERSONS},  {"名", COUNTS_PERSONS},
    {"位", COUNTS_PERSONS},  {"户", COUNTS_BODIES},
    {"家", COUNTS_BODIES},   {"所", COUNTS_BODIES},
    {"支", COUNTS_BODIES},   {"个", COUNTS_THINGS | COUNTS_PERSONS | COUNTS_BODIES},
};

/* Two names of one unit of the same size. */
static const char *const same_units[][2] = {
    {"公里", "千米"}, {"公斤", "千克"}, {"平方米", "㎡"}, {"平方米", "平米"},
    {"立方米", "方"}, {"元", "人民币"}, {"千瓦时", "度"}, {"公顷", "hm²"},
    {"分钟", "分"},   {"天", "日"},     {"%", "％"},
};

static unsigned counts_of(struct text unit) {
    for (size_t i = 0; i < COUNT_OF(measure_words); i++)
        if (text_equal(unit, text_from(measure_words[i].unit)))
            return measure_words[i].counts;
    return 0;
}

bool link_units_fit(struct text a, struct text b) {
    if (text_equal(a, b))
        return true;
    for (size_t i = 0; i < COUNT_OF(same_units); i++) {
        struct text one = text_from(same_units[i][0]), other = text_from(same_units[i][1]);
        if ((text_equal(a, one) && text_equal(b, other)) || (text_equal(a, other) && text_equal(b, one)))
            return true;
    }
    unsigned left = counts_of(a), right = counts_of(b);
    if (a.len == 0 || b.len == 0)
        return (left | right) != 0;
    return (left & right) != 0;
}

static bool fits(const struct link_key *key, const struct link_candidate *candidate) {
    return candidate->kind == key->kind && text_equal(candidate->alias_norm, key->label_norm) &&
           link_units_fit(key->unit, candidate->unit);
}

/* How strongly a fitting candidate speaks: its own organisation's alias first, then the very same unit. */
static int strength(const struct link_key *key, const struct link_candidate *candidate) {
    return (candidate->is_org_own ? 2 : 0) + (text_equal(candidate->unit, key->unit) ? 1 : 0);
}

const struct link_candidate *link_choose(const struct link_key *key, const struct link_candidate *candidates,
                                         size_t count) {
    if (key->label_norm.len == 0 || key->kind == FIGURE_CHANGE)
        return NULL;
    const struct link_candidate *best = NULL;
    bool is_tie = false;
    for (size_t i = 0; i < count; i++) {
        const struct link_candidate *candidate = &candidates[i];
        if (!fits(key, candidate))
            continue;
        int gain = best == NULL ? 1 : strength(key, candidate) - strength(key, best);
        if (gain > 0) {
            best = candidate;
            is_tie = false;
        } else if (gain == 0 && candidate->metric_id != best->metric_id) {
            is_tie = true;
        }
    }
    return is_tie ? NULL : best;
}

/* FNV-1a of a field and the separator behind it, so that ("ab", "c") and ("a", "bc") differ. */
static unsigned long long hash_field(unsigned long long hash, struct text field) {
    const unsigned long long prime = 1099511628211ULL;
    for (size_t i = 0; i < field.len; i++)
        hash = (hash ^ (unsigned char)field.ptr[i]) * prime;
    return (hash ^ 0x1F) * prime;
}

void link_provisional_code(const struct link_key *key, unsigned attempt, char out[LINK_CODE_MAX]) {
    unsigned long long hash = 14695981039346656037ULL;
    hash = hash_field(hash, key->label_norm);
    hash = hash_field(hash, key->unit);
    hash = hash_field(hash, text_from(figure_kind_name(key->kind)));
    if (attempt > 0) {
        char salt[16];
        snprintf(salt, sizeof salt, "%u", attempt);
        hash = hash_field(hash, text_from(salt));
    }
    snprintf(out, LINK_CODE_MAX, "p-%016llx", hash);
}
