/* words: titles in the reader's language (words.def). */
#ifndef TONGBI_CLI_WORDS_H
#define TONGBI_CLI_WORDS_H

#include <stdbool.h>

enum language { LANGUAGE_ZH, LANGUAGE_EN };

enum word {
#define WORD(name, zh, en) WORD_##name,
#include "words.def"
#undef WORD
};

const char *word(enum language language, enum word word);
/* "zh" or "en"; false for others. */
bool language_parse(const char *name, enum language *out);
/* By LC_ALL, LC_MESSAGES, LANG, the first that is set: Chinese when it begins with "zh". */
enum language language_default(void);
/* How people call a reason, status, kind or direction of the API; the API's own word when it is unknown. */
const char *word_of_api(enum language language, const char *name);

#endif
