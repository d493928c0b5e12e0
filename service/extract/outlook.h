/* outlook: whether a part of a report speaks of deeds or of plans, and of which time, told from its headings and from the
 * sentences that open a turn (2024年是开局之年， 下一步，). bind_time asks it sentence by sentence. */
#ifndef TONGBI_EXTRACT_OUTLOOK_H
#define TONGBI_EXTRACT_OUTLOOK_H

#include "extract/review.h"

/* What holds for the figures of a sentence. */
struct outlook {
    bool is_target;
    struct period period; /* PERIOD_NONE: the report's, or what follows it for a target */
    struct period review; /* the years that a review looks back on (“十三五”, 过去五年), or PERIOD_NONE */
};

struct outlook_reader {
    const struct reading *reading;
    struct outlook *of_section;
    struct review review;
    struct outlook current;
    bool has_turn; /* a part has turned to what is to come, by a sentence or by its heading */
    bool is_dated; /* that turn named its years, so that the parts behind it speak of them too */
    int32_t turn_part;
    struct outlook turn;
};

/* false when the arena is full. */
bool outlook_open(struct outlook_reader *reader, const struct reading *reading)
    __attribute__((warn_unused_result));
/* Sentences are asked for one by one, in order. */
const struct outlook *outlook_at(struct outlook_reader *reader, size_t sentence);

/* The year that 今年 means in the report; 0 when its period is unknown. */
int outlook_year(const struct reading *reading);
bool outlook_is_school(const struct reading *reading); /* its period is a school year or a term */
/* A time word as a period; PERIOD_NONE when it says none. `year` is what 今年 means here. */
struct period outlook_resolve(const struct reading *reading, const struct when *when, int year);
/* Does a begin after b has ended? */
bool outlook_is_after(struct period a, struct period b);

#endif
