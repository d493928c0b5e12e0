/* decimal: an exact decimal number that keeps the digits it was written with: 93.70 stays 93.70.
 *
 * Value = coefficient / 10^scale. Arithmetic is exact or fails; only decimal_divide and decimal_round round, and say how.
 * No binary floating point anywhere. Two decimals may be equal in value and differ in scale (93.7 and 93.70). */
#ifndef TONGBI_MODEL_DECIMAL_H
#define TONGBI_MODEL_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"

enum {
    DECIMAL_DIGITS_MAX = 36, /* |coefficient| < 10^36 */
    DECIMAL_SCALE_MAX = 18,  /* 0 <= scale <= 18 */
    DECIMAL_TEXT_MAX = 48    /* enough for any decimal as text, with NUL */
};

/* Aligned as other numbers are: with the 16 bytes that the machine prefers, half of an answer's rows would be padding. */
typedef __int128 decimal_coefficient __attribute__((aligned(8)));

struct decimal {
    decimal_coefficient coefficient;
    int scale;
};

/* An integer as a decimal of scale 0. */
struct decimal decimal_from_int(long long value);
/* Reads -?digits[.digits], ASCII only, no exponent, no separators, no white space; ".5" and "5." are refused.
 * Fails with ERR_BAD_NUMBER, also past the limits above. */
bool decimal_parse(struct text t, struct decimal *out, struct err *err) MUST_CHECK;
/* Writes the digits as kept, NUL-terminated; returns the length. Negative zero does not exist. */
size_t decimal_print(struct decimal d, char out[DECIMAL_TEXT_MAX]);

int decimal_compare(struct decimal a, struct decimal b); /* by value: -1, 0, 1 */
int decimal_sign(struct decimal d);                      /* -1, 0, 1 */
struct decimal decimal_negate(struct decimal d);

/* Exact: the scale of a sum is the larger of both, of a product their sum. false on overflow, *out untouched. */
bool decimal_add(struct decimal a, struct decimal b, struct decimal *out) MUST_CHECK;
bool decimal_subtract(struct decimal a, struct decimal b, struct decimal *out) MUST_CHECK;
bool decimal_multiply(struct decimal a, struct decimal b, struct decimal *out) MUST_CHECK;
/* d * 10^power, exact: 1.2 with power 4 is 12000 (scale 0); a negative power adds to the scale. false on overflow. */
bool decimal_shift(struct decimal d, int power, struct decimal *out) MUST_CHECK;
/* a / b rounded half away from zero to `scale` places. false when b is zero, or on overflow. */
bool decimal_divide(struct decimal a, struct decimal b, int scale, struct decimal *out) MUST_CHECK;
/* Rounded half away from zero to `scale` places; a larger scale appends zeros. false on overflow. */
bool decimal_round(struct decimal d, int scale, struct decimal *out) MUST_CHECK;

#endif
