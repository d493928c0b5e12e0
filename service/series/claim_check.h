/* claim_check: what history says of a report's own 同比.
 *
 * The base is: a calendar year before (yoy), the period just before (pop), the period that the sentence names (since; none
 * named: undecided), the target for the same period (target). The value is the one printed beside the claim, else what
 * the series has for the period. In order:
 *   base_missing         nothing stands at the base (reason: base_missing, period_mismatch)
 *   undecided            a definition break of the metric (breaks.h) lies between the base and the claim's period (reason:
 *                        definition_break): history has no base that is counted alike
 *   unit_confused        a rate's change in percent that agrees as percentage points: points are what a rate changes in, so
 *                        this holds where, close to 100 %, the relative change has the same digits
 *   agrees               the claim lies within the rounding of the printed digits of both figures
 *   agrees_with_vintage  it would have with the base as it stood in another vintage known at the vantage
 *   undecided            approximate figures, or a base of zero, leave it open
 *   unit_confused        it agrees as a relative change where it says points
 *   base_differs         it agrees with another base: the year before and the period before for each other, two years
 *                        before, the target, but none across a break; base_period then says which
 *   disagrees            none of these
 * Relative growth of 1.5倍 is 150 %. Places of a rank (提升2位) count down: from 5 to 3 is 2. */
#ifndef TONGBI_SERIES_CLAIM_CHECK_H
#define TONGBI_SERIES_CLAIM_CHECK_H

#include "model/claim.h"
#include "series/series.h"

/* How history is looked at. Zeroed: as it is known today, breaks heeded. */
struct claim_view {
    struct vantage vantage;
    bool across_breaks; /* as if there were none */
};

/* observations: of the claim's series, any statuses and order. Fills what history says; claim->value where it was null.
 * Fails with ERR_TOO_LARGE (arena). */
bool claim_check(struct arena *arena, const struct observation *observations, size_t count,
                 const struct claim_view *view, struct claim *claim, struct err *err) MUST_CHECK;

/* The same against one base, with the value that is printed beside the claim: is it the change from there? Neither arena nor vintages. */
enum truth claim_agrees_with(const struct claim *claim, const struct observation *base);
/* What the claim is against; PERIOD_NONE: it does not say. Of a claim on a target: the claim's own period. */
struct period claim_base_period(const struct claim *claim);

#endif
