#include "series/scope.h"

enum { HAN_BYTES = 3 };

static bool is_one_of(struct text t, const struct text *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (text_equal(t, words[i]))
            return true;
    return false;
}
#define IS_ONE_OF(t, words) is_one_of((t), (words), sizeof(words) / sizeof((words)[0]))

/* 全县, 我局, 本校: one word for "all of" or "our own", one for the kind of body. */
static const struct text whole_words[] = {TEXT("全"), TEXT("我"), TEXT("本")};
static const struct text body_words[] = {TEXT("县"), TEXT("市"), TEXT("区"), TEXT("旗"),
                                         TEXT("州"), TEXT("盟"), TEXT("镇"), TEXT("乡"),
                                         TEXT("局"), TEXT("校"), TEXT("园"), TEXT("院")};
/* What may follow without making it a part: 全市教育系统. */
static const struct text tails[] = {TEXT(""), TEXT("教育系统"), TEXT("教育"), TEXT("系统"),
                                    TEXT("各级各类学校")};
static const struct text wholes[] = {TEXT("全系统"), TEXT("教育系统"), TEXT("本系统")};

struct text series_scope(struct text scope, struct text org_name) {
    const struct text none = {0};
    scope = text_trim(scope);
    if (scope.len == 0 || text_equal(scope, org_name) || IS_ONE_OF(scope, wholes))
        return none;
    bool is_whole = IS_ONE_OF(text_slice(scope, 0, HAN_BYTES), whole_words) &&
                    IS_ONE_OF(text_slice(scope, HAN_BYTES, 2 * HAN_BYTES), body_words) &&
                    IS_ONE_OF(text_slice(scope, 2 * HAN_BYTES, scope.len), tails);
    return is_whole ? none : scope;
}
