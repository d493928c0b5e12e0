/* printed: what a printed number leaves open. 94.6 may stand for anything from 94.55 to 94.65; 26次 for 26 only; 300余人 for what
 * its interval says. And three-valued comparison of such numbers with a change or a ratio, exactly, by cross-multiplication. */
#ifndef TONGBI_SERIES_PRINTED_H
#define TONGBI_SERIES_PRINTED_H

#include "model/figure.h"

struct printed {
    struct limit low, high;
    bool is_exact; /* the number itself was not said to be approximate; the limits are its rounding alone */
};

/* last_place: power of ten of the last digit written. A count written to the unit, and a rank, are not rounded at all. */
struct printed printed_from(const struct quantity *quantity, int last_place, enum figure_kind kind);

/* How a change is told. */
enum printed_terms {
    PRINTED_RELATIVE,   /* 100 * (value - base) / base */
    PRINTED_DIFFERENCE, /* value - base */
    PRINTED_ADVANCE     /* base - value: places of a rank */
};

/* Can `claimed` be the change from base to value? TRUE: it lies within the rounding of the printed digits (or, of approximate
 * ones, whatever they stand for). FALSE: it cannot. UNDECIDED: some of what the approximate ones may stand for fits; a relative
 * change from a base that may be zero or less; or more digits than can be calculated with. */
enum truth printed_is_change(const struct printed *value, const struct printed *base,
                             const struct printed *claimed, enum printed_terms terms);
/* Can `rate` be 10^power * numerator / denominator? */
enum truth printed_is_ratio(const struct printed *numerator, const struct printed *denominator,
                            const struct printed *rate, int power);

#endif
