/* rules: which rules made a figure, for `--explain` and for its confidence. The passes note them as they decide. */
#ifndef TONGBI_EXTRACT_RULES_H
#define TONGBI_EXTRACT_RULES_H

#include <stdbool.h>
#include <stdint.h>

enum rule {
#define RULE(id, aspect, doubt, sentence) RULE_##id,
#include "extract/rules.def"
#undef RULE
    RULE_COUNT
};

/* The set of rules that made one figure. */
struct rules {
    uint64_t bits;
};

_Static_assert(RULE_COUNT <= 64, "a set of rules is one word");

static inline void rules_add(struct rules *rules, enum rule rule) {
    rules->bits |= (uint64_t)1 << rule;
}

static inline void rules_drop(struct rules *rules, enum rule rule) {
    rules->bits &= ~((uint64_t)1 << rule);
}

static inline bool rules_has(const struct rules *rules, enum rule rule) {
    return (rules->bits >> rule & 1) != 0;
}

const char *rule_name(enum rule rule);     /* label_subject */
const char *rule_aspect(enum rule rule);   /* label */
const char *rule_sentence(enum rule rule); /* the words before the number */
int rule_doubt(enum rule rule);            /* thousandths of confidence that it costs */

#endif
