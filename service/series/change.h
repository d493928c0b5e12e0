/* change: a value against its base. With combine.c the only place in Tongbi that calculates with figures.
 *
 * absolute = value - base, exact; for a rate that is percentage points, else the metric's unit.
 * relative = 100 * (value - base) / base, in percent, rounded half away from zero to two places.
 *
 *   value null               both null with the value's reason
 *   base null                both null: period_mismatch, definition_break, withheld, not_additive, cumulative_fall as the
 *                            base says, else base_missing
 *   base zero                absolute stays, relative null with base_zero
 *   base negative            absolute stays, relative null with base_negative
 *   one of them not exact    intervals: bound range, no value, reason approximate, and low and high where they are
 *                            bounded (value low - base high, value high - base low; open when either end is open);
 *                            relative likewise, each end rounded as above; without ends where the base may be zero
 *   more digits than fit     null with overflow */
#ifndef TONGBI_SERIES_CHANGE_H
#define TONGBI_SERIES_CHANGE_H

#include "model/answer.h"

enum { CHANGE_RELATIVE_PLACES = 2 };

struct change change_between(const struct quantity *value, const struct quantity *base);
/* Both null for this reason. */
struct change change_null(enum reason reason);

#endif
