/* summary: what stands out in a trend: extremes, the longest rise and fall, and means by the place in the year.
 *
 * Of the values as shown, in the units asked for. A rise is a run of neighbouring periods each of which is above the one
 * before for certain (quantity_below); a gap, an equal value or an interval that leaves it open ends it, and so does a total over
 * other organisations, a definition break (breaks.h) or, of totals since the year began, the next year. An extreme is named only where no interval might be
 * beyond it, else it is null with `approximate`. Means are period-aligned: first halves with first halves, totals up to September
 * with totals up to September (Q3); those of rates, ranks, scores and percent changes are refused (not_additive). An extreme or a mean of values on both sides of a
 * definition break is null, definition_break: the one would hold them against each other, the other add them up; whoever wants those of
 * one side asks for its periods. */
#ifndef TONGBI_SERIES_SUMMARY_H
#define TONGBI_SERIES_SUMMARY_H

#include "model/answer.h"

/* Fills trend->summary from its points. */
void summary_build(struct trend *trend);

#endif
