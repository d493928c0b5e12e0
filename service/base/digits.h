/* digits: whole numbers as decimal digits, two a step; answers are full of them.
 *
 * For: rendering. Not for: signs, points, grouping (decimal.h, buf.h). Nothing is NUL-terminated. */
#ifndef TONGBI_BASE_DIGITS_H
#define TONGBI_BASE_DIGITS_H

#include <assert.h>
#include <stdint.h>
#include <string.h>

enum { DIGITS_MAX = 20 }; /* of a uint64_t */

extern const char digits_pairs[201]; /* "000102…99" */

/* Two digits of 0 to 99, four of 0 to 9999. Return what stands behind them. */
static inline char *digits_two(char *out, unsigned value) {
    memcpy(out, &digits_pairs[2 * value], 2);
    return out + 2;
}

static inline char *digits_four(char *out, unsigned value) {
    assert(value < 10000);
    return digits_two(digits_two(out, value / 100), value % 100);
}

/* All of them, at least one, so that the last stands just before `end`, which has DIGITS_MAX bytes before it. Returns the first. */
char *digits_before(char *end, uint64_t value);

#endif
