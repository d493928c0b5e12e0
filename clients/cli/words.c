#include "words.h"

#include <stdlib.h>
#include <string.h>

struct pair {
    const char *zh, *en;
};

static const struct pair words[] = {
#define WORD(name, zh, en) {zh, en},
#include "words.def"
#undef WORD
};

static const struct {
    const char *name;
    struct pair words;
} api_words[] = {
    {"not_reported", {"未报", "not reported"}},
    {"not_due", {"未到期", "not due yet"}},
    {"base_missing", {"无上期数", "no base"}},
    {"base_zero", {"基数为零", "base is zero"}},
    {"base_negative", {"基数为负", "base is negative"}},
    {"period_mismatch", {"时期不可比", "periods differ in shape"}},
    {"definition_break", {"口径有变", "definition changed"}},
    {"not_additive", {"不可加总", "not additive"}},
    {"withheld", {"不公布", "withheld"}},
    {"approximate", {"约数", "approximate"}},
    {"overflow", {"位数过多", "too many digits"}},
    {"cumulative_fall", {"累计数下降", "a cumulative total fell"}},
    {"coverage_differs", {"所报单位不同", "other bodies reported"}},
    {"no_direction", {"无优劣方向", "no better direction"}},
    {"agrees", {"相符", "agrees"}},
    {"disagrees", {"不符", "disagrees"}},
    {"unit_confused", {"单位混用", "unit confused"}},
    {"base_differs", {"基期不同", "another base"}},
    {"agrees_with_vintage", {"与旧数相符", "agrees with an older figure"}},
    {"undecided", {"无法判定", "undecided"}},
    {"first", {"首报", "first"}},
    {"repeated", {"重报", "repeated"}},
    {"revised", {"修订", "revised"}},
    {"added", {"新增", "added"}},
    {"kept", {"不变", "kept"}},
    {"touched", {"微调", "touched"}},
    {"decided", {"人工判定", "decided"}},
    {"corrected", {"更正", "corrected"}},
    {"pending", {"待审", "pending"}},
    {"sure", {"可信", "sure"}},
    {"accepted", {"已采纳", "accepted"}},
    {"same_name", {"名称相同", "the same name"}},
    {"similar_name", {"名称相近", "a similar name"}},
    {"same_unit", {"单位相同", "the same unit"}},
    {"same_place", {"位置相同", "the same place in the report"}},
    {"same_owner", {"所属指标相同", "a change of the same figure"}},
    {"agrees_with_history", {"与历史数据吻合", "agrees with history"}},
    {"other_scope", {"范围不同", "another scope"}},
    {"other_numeral", {"数字不同", "other numerals"}},
    {"contrary_word", {"用词互斥", "words that exclude each other"}},
    {"other_noun", {"中心词不同", "another noun"}},
    {"implausible_value", {"数值悬殊", "a value out of proportion"}},
    {"rival", {"另有相近者", "another is as likely"}},
    {"taken", {"本期已有数值", "has a value of this period"}},
    {"norm", {"属于规定", "a standing rule"}},
    {"own_word", {"各有关键词", "each has a word of its own"}},
    {"rejected", {"已否决", "rejected"}},
    {"two_values", {"一数两值", "two values"}},
    {"part_above_whole", {"部分大于总体", "part above its whole"}},
    {"rate_above_100", {"比率超过100%", "rate above 100%"}},
    {"rate_unlike_parts", {"比率与分子分母不合", "rate unlike its parts"}},
    {"actual", {"实绩", "actual"}},
    {"target", {"目标", "target"}},
    {"norm", {"规定", "norm"}},
    {"count", {"计数", "count"}},
    {"rate", {"比率", "rate"}},
    {"money", {"金额", "money"}},
    {"quantity", {"数量", "quantity"}},
    {"rank", {"位次", "rank"}},
    {"score", {"得分", "score"}},
    {"duration", {"时长", "duration"}},
    {"change", {"增减", "change"}},
    {"higher_better", {"越高越好", "higher is better"}},
    {"lower_better", {"越低越好", "lower is better"}},
    {"neither", {"中性", "neither"}},
    {"active", {"有效", "active"}},
    {"withdrawn", {"已撤回", "withdrawn"}},
    {"previous_year", {"上年同期", "same period last year"}},
    {"previous_period", {"上期", "previous period"}},
};

static const char *choose(enum language language, struct pair pair) {
    return language == LANGUAGE_ZH ? pair.zh : pair.en;
}

const char *word(enum language language, enum word word) {
    return choose(language, words[word]);
}

const char *word_of_api(enum language language, const char *name) {
    for (size_t i = 0; i < sizeof api_words / sizeof api_words[0]; i++) {
        if (strcmp(api_words[i].name, name) == 0)
            return choose(language, api_words[i].words);
    }
    return name;
}

bool language_parse(const char *name, enum language *out) {
    if (strcmp(name, "zh") != 0 && strcmp(name, "en") != 0)
        return false;
    *out = name[0] == 'z' ? LANGUAGE_ZH : LANGUAGE_EN;
    return true;
}

enum language language_default(void) {
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return strncmp(value, "zh", 2) == 0 ? LANGUAGE_ZH : LANGUAGE_EN;
    }
    return LANGUAGE_EN;
}
