/* word: an enum's written words, for the name and parse functions of this folder. */
#ifndef TONGBI_MODEL_WORD_H
#define TONGBI_MODEL_WORD_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* The index of t in words (a NULL among them matches nothing); false when it is none of them. */
static inline bool word_find(const char *const *words, size_t count, struct text t, size_t *index) {
    for (size_t i = 0; i < count; i++) {
        if (words[i] != NULL && text_equal(text_from(words[i]), t)) {
            *index = i;
            return true;
        }
    }
    return false;
}

/* An enum's name and words -> NAME_name and NAME_parse. A value outside the table is a fault of ours. */
#define WORD_NAME(name, words)                                                                               \
    const char *name##_name(enum name value) {                                                               \
        assert((size_t)value < sizeof(words) / sizeof((words)[0]));                                          \
        return (words)[value];                                                                               \
    }
/* NOLINTBEGIN(bugprone-macro-parentheses): a type cannot stand in parentheses. */
#define WORD_PARSE(name, words)                                                                              \
    bool name##_parse(struct text t, enum name *out) {                                                       \
        size_t index;                                                                                        \
        if (!word_find(words, sizeof(words) / sizeof((words)[0]), t, &index))                                \
            return false;                                                                                    \
        *out = (enum name)index;                                                                             \
        return true;                                                                                         \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

#endif
