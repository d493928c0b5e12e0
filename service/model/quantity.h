/* quantity: what a report says a number is: exact, or an interval because it is approximate, a bound or a range.
 *
 *   6次         exact      value 6            [6, 6]
 *   300余人     about      value 300          [300, 400)   one unit of the last non-zero digit written: 300 counts hundreds
 *   约1.2万人   about      value 12000        [11500, 12500)  half a unit each way
 *   近三成      about      value 30           [20, 30)     just under; 近400 is [300, 400)
 *   超过20次    at_least   value 20           (20, +inf)   不少于, 以上, 至少: [20, +inf)
 *   不超过5起   at_most    value 5            (-inf, 5]
 *   8—10名      range      no value           [8, 10]
 *   none        a null, and a reason for it
 * The table is this project's reading of product.md ("Approximate figures are intervals"); quantity_about and the other
 * constructors are the only places that know it. Comparison of intervals is three-valued. */
#ifndef TONGBI_MODEL_QUANTITY_H
#define TONGBI_MODEL_QUANTITY_H

#include <stdbool.h>

#include "model/decimal.h"

enum bound { BOUND_EXACT, BOUND_ABOUT, BOUND_AT_LEAST, BOUND_AT_MOST, BOUND_RANGE };

/* Why there is no value. REASON_NONE stands where there is one. */
enum reason {
    REASON_NONE,
    REASON_NOT_REPORTED,
    REASON_NOT_DUE,
    REASON_BASE_MISSING,
    REASON_BASE_ZERO,
    REASON_BASE_NEGATIVE,
    REASON_PERIOD_MISMATCH,
    REASON_DEFINITION_BREAK,
    REASON_NOT_ADDITIVE,
    REASON_WITHHELD,
    REASON_APPROXIMATE, /* a difference of intervals has no single value; low and high are given */
    REASON_OVERFLOW,    /* the exact result has more digits than a decimal holds */
    REASON_CUMULATIVE_FALL, /* a total since the year began is below an earlier one: no single period is their difference */
    REASON_COVERAGE_DIFFERS /* totals over organisations that are not the same ones */
};

enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNDECIDED };

/* One end of an interval; absent means unbounded on that side. */
struct limit {
    struct decimal at;
    bool present;
    bool is_open; /* the limit itself is not in the interval */
};

struct quantity {
    enum bound bound;
    enum reason reason; /* not REASON_NONE: there is neither value nor interval */
    bool has_value;     /* false for a range, a null */
    struct decimal value;
    struct limit low, high; /* exact: both are the value, closed */
};

enum leaning { LEANING_AROUND, LEANING_ABOVE, LEANING_BELOW }; /* 约 左右 / 余 多 / 近 */

struct quantity quantity_exact(struct decimal value);
/* place: the power of ten of the last non-zero digit as written, scale multiplied out: 300 -> 2, 1.2万 -> 3, 94.6 -> -1.
 * Zero is its own exact value. On overflow of the limits the result has that side unbounded. A negative value leans away
 * from zero for ABOVE (下降3%多 is (-4, -3]). */
struct quantity quantity_about(struct decimal value, int place, enum leaning leaning);
struct quantity quantity_at_least(struct decimal value, bool is_open);
struct quantity quantity_at_most(struct decimal value, bool is_open);
/* low <= high is the caller's to ensure; swapped otherwise. */
struct quantity quantity_range(struct decimal low, struct decimal high);
struct quantity quantity_null(enum reason reason);

/* Is every value of a below (equal to, above) every value of b? TRUE or FALSE where all pairs agree, else UNDECIDED; a
 * null makes it UNDECIDED. */
enum truth quantity_below(const struct quantity *a, const struct quantity *b);
enum truth quantity_same(const struct quantity *a, const struct quantity *b);

/* The power of ten of d's last non-zero digit (300 -> 2, 93.70 -> -1); 0 for zero. */
int decimal_place(struct decimal d);

/* "exact" …; "not_reported" …: the words of the API and of the database. The parse functions return false for others. */
const char *bound_name(enum bound bound);
bool bound_parse(struct text t, enum bound *out) MUST_CHECK;
const char *reason_name(enum reason reason); /* "none" for REASON_NONE, which no answer should hold */
bool reason_parse(struct text t, enum reason *out) MUST_CHECK;

#endif
