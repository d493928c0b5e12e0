/* combine: sums, differences, means and ratios of quantities. With change.c the only place where figures are calculated.
 *
 * Exact operands give exact results, with the digits of decimal.h's rules; only what is said to be rounded is rounded, half
 * away from zero. An operand that is an interval makes the result one, each end from the ends that take it furthest; a shown
 * value stays shown (300余 + 200 is [500, 600) with 500 shown). A null operand makes the result null, for the first null's
 * reason; what does not fit a decimal is null with `overflow`. */
#ifndef TONGBI_SERIES_COMBINE_H
#define TONGBI_SERIES_COMBINE_H

#include <stdint.h>

#include "model/quantity.h"

enum { COMBINE_RATE_PLACES = 2, COMBINE_MEAN_PLACES = 2 };

struct quantity combine_add(const struct quantity *a, const struct quantity *b);
struct quantity combine_subtract(const struct quantity *a, const struct quantity *b);
/* total / count, rounded to COMBINE_MEAN_PLACES places more than the total has. count > 0. */
struct quantity combine_mean(const struct quantity *total, uint32_t count);
/* 10^power * numerator / denominator, rounded to COMBINE_RATE_PLACES places; power 2 for %, 3 for ‰. base_zero where the
 * denominator is or may be zero; base_negative where it is negative. */
struct quantity combine_ratio(const struct quantity *numerator, const struct quantity *denominator,
                              int power);

#endif
