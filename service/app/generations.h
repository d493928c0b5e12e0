/* generations: what has changed since an answer was made. Counters in memory that all workers of this host share; whoever writes raises
 * those of what it wrote, after COMMIT and before its reply, so that no worker answers from before it afterwards.
 *
 * A reader notes the counters that its answer depends on BEFORE it asks the database; the answer is good as long as they stand. There are
 * few counters and many things: two things that share one only make an answer be dropped too early. */
#ifndef TONGBI_APP_GENERATIONS_H
#define TONGBI_APP_GENERATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

enum change_kind {
    CHANGE_ALL,       /* anything may have changed */
    CHANGE_CATALOGUE, /* an organisation or a metric */
    CHANGE_NAMES,     /* what a name means */
    CHANGE_ANY,       /* some point */
    CHANGE_METRIC,    /* some organisation's point of a metric */
    CHANGE_WHOLE,     /* all organisations' points of a metric */
    CHANGE_POINT      /* a point of an organisation and a metric */
};

enum { GENERATION_SLOTS = 65536, WATCH_MAX = 6 };

/* Codes. */
uint16_t generation_slot(enum change_kind kind, struct text org, struct text metric);

/* In the supervisor, before workers start. */
bool generations_init(struct err *err) MUST_CHECK;
void generations_raise(uint16_t slot);

/* Up to WATCH_MAX counters; they only rise, so that their sum stands as long as each of them. */
struct watch {
    uint16_t slots[WATCH_MAX];
    uint16_t count;
    uint64_t sum;
};
void watch_add(struct watch *watch, enum change_kind kind, struct text org, struct text metric);
void watch_begin(struct watch *watch); /* notes them as they stand */
bool watch_stands(const struct watch *watch);

#endif
