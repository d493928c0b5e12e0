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
