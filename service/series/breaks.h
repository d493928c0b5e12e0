/* breaks: may two values be held against each other, or does a definition break lie between them?
 *
 * From the first day of a break's period on the metric is counted otherwise. A value is before the break when its period begins before that
 * day, else after it: a period that contains the day (the year 2024, of a break at 2024-H2) is before. A value made of others is where
 * they are (struct rest), whatever its own period: the year 2024 that is what December says is after the break. Values are comparable
 * only when no break lies between any of the days that they rest on. */
#ifndef TONGBI_SERIES_BREAKS_H
#define TONGBI_SERIES_BREAKS_H

#include "base/arena.h"
#include "model/figure.h"

/* What a value rests on: the earliest and the latest first day (date_days) of the periods that it is made of; of one that was reported
 * both are its own. */
struct rest {
    int32_t first, last;
};

struct rest rest_of(struct period period);
struct rest rest_both(struct rest a, struct rest b);

/* Does a break lie within: after the first day, not after the last? Where there are none: false, at once. */
bool breaks_part(const struct breaks *breaks, struct rest rest);
/* Those that lie within, in the order of time. They stay where they are. */
struct breaks breaks_within(const struct breaks *breaks, struct rest rest);
/* Those of both, in the order of time, each once; those of one where the other has none. false: the arena is full. */
bool breaks_join(struct arena *arena, const struct breaks *a, const struct breaks *b,
                 struct breaks *out) MUST_CHECK;

#endif
