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

/* enum name and its words -> NAME_name and NAME_parse. A value outside the table is a fault of ours. */
#define WORD_NAME(name, type, words)                                                                         \
    const char *name##_name(type value) {                                                                    \
        assert((size_t)value < sizeof(words) / sizeof((words)[0]));                                          \
        return (words)[value];                                                                               \
    }
#define WORD_PARSE(name, type, words)                                                                        \
    bool name##_parse(struct text t, type *out) {                                                            \
        size_t index;                                                                                        \
        if (!word_find(words, sizeof(words) / sizeof((words)[0]), t, &index))                                \
            return false;                                                                                    \
        *out = (type)index;                                                                                  \
        return true;                                                                                         \
    }

#endif
