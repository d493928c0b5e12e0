/* rollup: totals over the organisations below one, with who is in them.
 *
 * Each direct child of the root counts once: by what it reported itself, for that covers whatever stands below it; where it
 * reported nothing, by its own children, and so on down. So nobody is counted twice. The root's own value is not part of its
 * total. `coverage` says how many of those that were to be counted reported: a total of 7 out of 9 is not that of 9.
 *
 *   metric adds up over organisations (over_orgs sum)      the sum
 *   else, with numerator and denominator that both add up  the ratio of their sums, over those that reported both
 *   else                                                   null, not_additive
 * A value that is an interval makes the total one. */
#ifndef TONGBI_SERIES_ROLLUP_H
#define TONGBI_SERIES_ROLLUP_H

#include "series/series.h"

/* What each organisation reported: observations of one metric and scope, any organisations, statuses and order. */
struct rollup_metric {
    const struct metric *metric; /* NULL: there is none */
    const struct observation *observations;
    size_t count;
};

/* The total itself, or one side of it: that of a ratio, over those that reported both sides. */
enum rollup_of { ROLLUP_TOTAL, ROLLUP_NUMERATOR, ROLLUP_DENOMINATOR };

struct rollup_request {
    struct text root;       /* code */
    const struct org *orgs; /* the subtree: each once, in any order, the root too: no points without it */
    size_t org_count;
    struct rollup_metric metric, numerator, denominator;
    enum rollup_of of; /* of a side: no points where the metric is not one that is made of two */
    enum figure_status status;
    struct vantage vantage;
};

/* The breaks that its totals are parted by: the metric's, and where they are ratios of sums also those of both sides. false: the arena is
 * full. */
bool rollup_breaks(struct arena *arena, const struct rollup_request *request, struct breaks *out) MUST_CHECK;

/* Points in the order of period_compare, one for each period of which anybody reported something; each with its coverage, and an
 * observation that has a quantity and nothing else. Everything lives in the arena. ERR_TOO_LARGE when it is full. */
bool rollup_points(struct arena *arena, const struct rollup_request *request, struct point **points,
                   size_t *count, struct err *err) MUST_CHECK;

#endif
