#include "model/decimal.h"

#include "base/digits.h"

#include <stdint.h>
#include <string.h>

typedef unsigned __int128 magnitude; /* of a coefficient: its limit is 10^36, that of the type 3.4 * 10^38 */

enum {
    POWER_MAX = 38,      /* 10^38 is the largest power of ten in an __int128 */
    SMALL_POWER_MAX = 18 /* and 10^18 in 64 bits */
};

/* 0 <= power <= POWER_MAX. */
static __int128 power_of_ten(int power) {
    static const long long SMALL[] = {1LL,
                                      10LL,
                                      100LL,
                                      1000LL,
                                      10000LL,
                                      100000LL,
                                      1000000LL,
                                      10000000LL,
                                      100000000LL,
                                      1000000000LL,
                                      10000000000LL,
                                      100000000000LL,
                                      1000000000000LL,
                                      10000000000000LL,
                                      100000000000000LL,
                                      1000000000000000LL,
                                      10000000000000000LL,
                                      100000000000000000LL,
                                      1000000000000000000LL};
    enum { SMALL_MAX = sizeof SMALL / sizeof SMALL[0] - 1 };
    __int128 result = 1;
    for (; power > SMALL_MAX; power -= SMALL_MAX)
        result *= SMALL[SMALL_MAX];
    return result * SMALL[power];
}

static bool is_within_limits(__int128 coefficient) {
    if (coefficient == (int64_t)coefficient)
        return true;
    __int128 limit = power_of_ten(DECIMAL_DIGITS_MAX);
    return coefficient > -limit && coefficient < limit;
}

/* The one place where a result leaves: every decimal in the program keeps the limits. */
static bool deliver(__int128 coefficient, int scale, struct decimal *out) {
    if (!is_within_limits(coefficient) || scale < 0 || scale > DECIMAL_SCALE_MAX)
        return false;
    *out = (struct decimal){coefficient, scale};
    return true;
}

static magnitude magnitude_of(__int128 coefficient) {
    return coefficient < 0 ? -(magnitude)coefficient : (magnitude)coefficient;
}

struct decimal decimal_from_int(long long value) {
    return (struct decimal){value, 0};
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Is t -?digits[.digits]? */
static bool has_form(struct text t) {
    size_t at = t.len > 0 && t.ptr[0] == '-' ? 1 : 0;
    size_t start = at;
    while (at < t.len && is_digit(t.ptr[at]))
        at++;
    if (at == start)
        return false;
    if (at == t.len)
        return true;
    if (t.ptr[at] != '.')
        return false;
    start = ++at;
    while (at < t.len && is_digit(t.ptr[at]))
        at++;
    return at == t.len && at > start;
}

/* Enough of a refused number to recognise it by; anything that does not belong into one is on show, too. */
static bool refuse(struct text t, const char *why, struct err *err) {
    size_t shown = t.len;
    if (shown > DECIMAL_TEXT_MAX) {
        shown = DECIMAL_TEXT_MAX;
        while (shown > 0 && ((unsigned char)t.ptr[shown] & 0xC0) == 0x80)
            shown--;
    }
    return err_set(err, ERR_BAD_NUMBER, "\"%.*s%s\" %s", (int)shown, shown > 0 ? t.ptr : "",
                   shown < t.len ? "…" : "", why);
}

bool decimal_parse(struct text t, struct decimal *out, struct err *err) {
    if (!has_form(t))
        return refuse(t, "is not a number: write digits, with a minus sign and a decimal point if need be",
                      err);
    struct decimal d = {0, 0};
    bool is_negative = t.ptr[0] == '-', is_fraction = false;
    for (size_t i = is_negative ? 1 : 0; i < t.len; i++) {
        if (t.ptr[i] == '.') {
            is_fraction = true;
            continue;
        }
        d.coefficient = d.coefficient * 10 + (t.ptr[i] - '0');
        d.scale += is_fraction ? 1 : 0;
        if (!is_within_limits(d.coefficient))
            return refuse(t, "has more than 36 digits", err);
        if (d.scale > DECIMAL_SCALE_MAX)
            return refuse(t, "has more than 18 decimal places", err);
    }
    *out = is_negative ? decimal_negate(d) : d;
    return true;
}

/* The digits of `rest` before `end`, at least `least` of them; returns how many. Almost all fit into 64 bits, which divide ten
 * times as fast; the others do in three pieces. */
static size_t print_digits(magnitude rest, size_t least, char *end) {
    const magnitude piece = (magnitude)power_of_ten(SMALL_POWER_MAX);
    char *at = end;
    for (; rest > UINT64_MAX; rest /= piece) {
        char *piece_end = at;
        for (at = digits_before(at, (uint64_t)(rest % piece)); piece_end - at < SMALL_POWER_MAX;)
            *--at = '0';
    }
    at = digits_before(at, (uint64_t)rest);
    while ((size_t)(end - at) < least)
        *--at = '0';
    return (size_t)(end - at);
}

size_t decimal_print(struct decimal d, char out[DECIMAL_TEXT_MAX]) {
    char digits[DECIMAL_TEXT_MAX];
    size_t scale = (size_t)d.scale, len = 0;
    size_t count = print_digits(magnitude_of(d.coefficient), scale + 1, digits + sizeof digits);
    const char *from = digits + sizeof digits - count;
    if (d.coefficient < 0)
        out[len++] = '-';
    memcpy(out + len, from, count - scale);
    len += count - scale;
    if (scale > 0) {
        out[len++] = '.';
        memcpy(out + len, from + count - scale, scale);
        len += scale;
    }
    out[len] = '\0';
    return len;
}

/* The coefficient at a larger scale; it may pass the limit of 10^36, as the sum it is for may come back within. */
static bool rescale(struct decimal d, int scale, __int128 *out) {
    *out = d.coefficient;
    if (scale == d.scale)
        return true;
    return !__builtin_mul_overflow(d.coefficient, power_of_ten(scale - d.scale), out);
}

static int order_of(__int128 a, __int128 b) {
    return a < b ? -1 : a > b;
}

/* At one scale; where they do not fit at it, integer parts first, then fractions: nothing there can overflow. */
int decimal_compare(struct decimal a, struct decimal b) {
    int scale = a.scale > b.scale ? a.scale : b.scale;
    __int128 left, right;
    if (rescale(a, scale, &left) && rescale(b, scale, &right))
        return order_of(left, right);
    __int128 unit_a = power_of_ten(a.scale), unit_b = power_of_ten(b.scale);
    int order = order_of(a.coefficient / unit_a, b.coefficient / unit_b);
    if (order != 0)
        return order;
    return order_of(a.coefficient % unit_a * power_of_ten(DECIMAL_SCALE_MAX - a.scale),
                    b.coefficient % unit_b * power_of_ten(DECIMAL_SCALE_MAX - b.scale));
}

int decimal_sign(struct decimal d) {
    return d.coefficient < 0 ? -1 : d.coefficient > 0;
}

struct decimal decimal_negate(struct decimal d) {
    return (struct decimal){-d.coefficient, d.scale};
}

bool decimal_add(struct decimal a, struct decimal b, struct decimal *out) {
    int scale = a.scale > b.scale ? a.scale : b.scale;
    __int128 left, right, sum;
    if (!rescale(a, scale, &left) || !rescale(b, scale, &right) || __builtin_add_overflow(left, right, &sum))
        return false;
    return deliver(sum, scale, out);
}

bool decimal_subtract(struct decimal a, struct decimal b, struct decimal *out) {
    return decimal_add(a, decimal_negate(b), out);
}

bool decimal_multiply(struct decimal a, struct decimal b, struct decimal *out) {
    __int128 product;
    if (__builtin_mul_overflow(a.coefficient, b.coefficient, &product))
        return false;
    return deliver(product, a.scale + b.scale, out);
}

bool decimal_shift(struct decimal d, int power, struct decimal *out) {
    if (power <= d.scale) {
        if (power < d.scale - DECIMAL_SCALE_MAX)
            return false;
        return deliver(d.coefficient, d.scale - power, out);
    }
    if (d.coefficient == 0)
        return deliver(0, 0, out);
    __int128 coefficient;
    if (power - d.scale > POWER_MAX ||
        __builtin_mul_overflow(d.coefficient, power_of_ten(power - d.scale), &coefficient))
        return false;
    return deliver(coefficient, 0, out);
}

/* numerator * 10^digits / denominator, half away from zero. The product may have 72 digits: where it does not fit, the digits are
 * got one by one, by long division. numerator < 10^36; denominator < 10^38, so that ten times a remainder fits. */
static bool divide_rounding(magnitude numerator, int digits, magnitude denominator, magnitude *out) {
    const magnitude limit = (magnitude)power_of_ten(DECIMAL_DIGITS_MAX);
    magnitude product;
    if (!__builtin_mul_overflow(numerator, (magnitude)power_of_ten(digits), &product)) {
        numerator = product;
        digits = 0;
    }
    magnitude quotient = numerator / denominator, rest = numerator % denominator;
    for (; digits > 0; digits--) {
        if (quotient >= limit)
            return false;
        /* rest < denominator < 10^36 where there are digits to come. */
        quotient = quotient * 10 + rest * 10 / denominator;
        rest = rest * 10 % denominator;
    }
    if (rest >= denominator - rest)
        quotient++;
    *out = quotient;
    return quotient < limit;
}

bool decimal_divide(struct decimal a, struct decimal b, int scale, struct decimal *out) {
    if (b.coefficient == 0 || scale < 0 || scale > DECIMAL_SCALE_MAX)
        return false;
    magnitude denominator = magnitude_of(b.coefficient), quotient;
    int digits = scale + b.scale - a.scale;
    if (digits < 0) {
        /* A denominator of more than 10^37 is more than twice any numerator: the quotient rounds to 0. */
        magnitude limit = (magnitude)power_of_ten(DECIMAL_DIGITS_MAX + 1);
        for (; digits < 0 && denominator < limit; digits++)
            denominator *= 10;
        digits = 0;
    }
    if (!divide_rounding(magnitude_of(a.coefficient), digits, denominator, &quotient))
        return false;
    bool is_negative = (a.coefficient < 0) != (b.coefficient < 0);
    return deliver(is_negative ? -(__int128)quotient : (__int128)quotient, scale, out);
}

bool decimal_round(struct decimal d, int scale, struct decimal *out) {
    return decimal_divide(d, decimal_from_int(1), scale, out);
}
