/* spread: how far exact values lie apart. The median of an even number is the middle two, side by side: their mean would be
 * an averaged rate. */
#ifndef TONGBI_SERIES_SPREAD_H
#define TONGBI_SERIES_SPREAD_H

#include "base/arena.h"
#include "model/answer.h"

struct spread_value {
    struct decimal value;
    struct text org; /* code */
};

/* Sorts the values. has_range is false without values, or when the range does not fit a decimal. false: the arena is full. */
bool spread_measure(struct arena *arena, struct spread_value *values, size_t count,
                    struct compare_spread *out) MUST_CHECK;

#endif
