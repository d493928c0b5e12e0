/* extract: the figures of a report, read out of its text. The one entry point of this folder.
 *
 * Pure: same text, period and organisation give the same figures. The order of passes is the body of extract_run. What a
 * figure is, field by field, stands in the guide to figures; unknown or doubtful meaning lowers `confidence`, never
 * invents. Time and memory are linear in the text. */
#ifndef TONGBI_EXTRACT_EXTRACT_H
#define TONGBI_EXTRACT_EXTRACT_H

#include "base/arena.h"
#include "base/err.h"
#include "extract/rules.h"
#include "model/figure.h"

struct extract_input {
    struct text text; /* well-formed UTF-8, as decoded; offsets count its code points */
    struct period
        period; /* the report's own; PERIOD_NONE when unknown (then told from the title, where it says) */
    struct text org;          /* the organisation's name, or "" */
    struct word_cache *words; /* from extract_words, kept from report to report; or NULL */
};

struct extract_result {
    struct figure *figures; /* in text order; views into the arena or the text */
    struct rules *rules;    /* of each figure: what made it */
    size_t count;
    uint32_t body_start,
        body_end; /* code points of what was taken for the report itself, the web page around it cut */
    struct period period; /* the one used */
};

/* Changes with every release that may read a text differently; stored with each report. */
extern const char extract_version[];

/* What a run learns of the lists of words, for who reads many reports: it saves each but the first a small fixed cost. It
 * stands in the arena, which must outlive it; one thread at a time. NULL when the arena is full. */
struct word_cache *extract_words(struct arena *arena);

/* Zero figures is a result, not an error. Fails with ERR_TOO_LARGE (arena), ERR_BAD_ENCODING. */
bool extract_run(struct arena *arena, const struct extract_input *input, struct extract_result *result,
                 struct err *err) MUST_CHECK;

#endif
