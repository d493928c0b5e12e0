/* derive: the value of one period out of the points of a series: as reported, or made of other periods' values.
 *
 *   SUM     the periods that tile it, each day once: halves, or a half and two quarters. Only where the metric adds up over
 *           time (over_time sum); not_additive otherwise.
 *   AVG     the mean of equally long periods that tile it. Never of rates, ranks or scores: not_additive.
 *   EOP     the value of the last period in it.
 *   RATIO   numerator / denominator, each made for the period: added up, or at its end, as its metric says; not_additive
 *           where the metric has none.
 *   single  the periods that tile it, or the difference of two totals since the year began that both stand at the vantage
 *           (1-9月 less 1-6月 is the third quarter); cumulative_fall where the later total is below the earlier one;
 *           coverage_differs where they are totals of different organisations.
 *   ytd     the total since the year began as reported, or the sum of the periods that tile it.
 * A value made of values on both sides of a definition break (breaks.h) is null with definition_break, whatever would have come of it (but
 * not_additive goes first); so is a difference of totals that begin before a break and leave a period that begins behind it, for what
 * they count is a mixture. A ratio's values are parted by the breaks of its metric and of both sides.
 * What was reported for the period itself goes first, but for AVG and EOP of a flow, which would be another thing. A part
 * that is missing makes the value null (not_reported): nothing is filled in. */
#ifndef TONGBI_SERIES_DERIVE_H
#define TONGBI_SERIES_DERIVE_H

#include "base/arena.h"
#include "series/breaks.h"
#include "series/series.h"

struct derivation {
    struct arena *arena; /* of the parts; its sticky bit tells when they do not fit */
    const struct point *points;
    size_t count;
    struct breaks breaks; /* none: values are made across them */
    enum figure_kind kind;
    enum additivity over_time;
    enum aggregation aggregation;
    enum cumulation cumulation;
    const struct derivation *numerator, *denominator; /* of RATIO; NULL: the metric has none */
    int rate_power;                                   /* of ten: 2 for % */
};

struct derived {
    struct quantity quantity;
    const struct point *point; /* where it was reported as such; NULL otherwise */
    const struct part *parts;  /* of what it was computed, also where that was refused */
    size_t part_count;
    const struct coverage *coverage;
    struct rest rest; /* of a value */
};

struct derived derive_value(const struct derivation *derivation, struct period period);

#endif
