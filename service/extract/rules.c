#include "extract/rules.h"

static const struct {
    const char *name, *aspect, *sentence;
    int doubt;
} RULES[] = {
#define RULE(id, aspect, doubt, sentence) {#id, aspect, sentence, doubt},
#include "extract/rules.def"
#undef RULE
};

const char *rule_name(enum rule rule) {
    return RULES[rule].name;
}

const char *rule_aspect(enum rule rule) {
    return RULES[rule].aspect;
}

const char *rule_sentence(enum rule rule) {
    return RULES[rule].sentence;
}

int rule_doubt(enum rule rule) {
    return RULES[rule].doubt;
}
