/* review: which years a part of a yearly report looks back on: its own year, or the five of a plan or a term (“十三五”,
 * 过去五年). Headings say it, and so do the openings of paragraphs and sentences (五年来，  刚刚过去的2025年，); a turn
 * holds to the end of its part, a turn in the middle of a paragraph to the paragraph's end. */
#ifndef TONGBI_EXTRACT_REVIEW_H
#define TONGBI_EXTRACT_REVIEW_H

#include "extract/mention.h"

/* What a heading says of the years looked back on. */
struct review_heading {
    bool is_said;
    struct period years; /* PERIOD_NONE: the report's own */
};

struct review {
    const struct reading *reading;
    struct review_heading *headings; /* of each section; what its parents say where it says nothing */
    bool *is_own;                    /* of each section: its own heading says it */
    bool has_turn;
    int32_t turn_part;      /* the part in which the last turn stands */
    struct period standing; /* what holds at the begin of a paragraph; PERIOD_NONE: the report's own year */
    struct period current;
    bool is_address; /* the paragraph opens with 各位代表！ */
};

struct review_heading review_of_heading(const struct reading *reading, struct span heading);
/* false when the arena is full. */
bool review_open(struct review *review, const struct reading *reading) __attribute__((warn_unused_result));
/* The years that sentence `index` looks back on, or PERIOD_NONE. Sentences are asked for one by one, in order. */
struct period review_at(struct review *review, size_t index);

#endif
