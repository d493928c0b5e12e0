#include "series/printed.h"

static struct limit moved(struct decimal value, int half_units, int place) {
    struct decimal step = decimal_from_int(5LL * half_units);
    struct limit limit = {.present = true};
    if (!decimal_shift(step, place - 1, &step) || !decimal_add(value, step, &limit.at))
        limit.present = false;
    return limit;
}

struct printed printed_from(const struct quantity *quantity, int last_place, enum figure_kind kind) {
    bool is_exact = quantity->bound == BOUND_EXACT && quantity->has_value;
    struct printed printed = {quantity->low, quantity->high, is_exact};
    bool is_whole = (kind == FIGURE_COUNT && last_place <= 0) || kind == FIGURE_RANK;
    if (is_exact && !is_whole) {
        printed.low = moved(quantity->value, -1, last_place);
        printed.high = moved(quantity->value, 1, last_place);
    }
    return printed;
}

/* ---- the sign of f(value, base) - claimed, for one choice of ends ---- */

typedef bool (*sign_fn)(struct decimal value, struct decimal base, struct decimal claimed, int *sign);

static bool sign_difference(struct decimal value, struct decimal base, struct decimal claimed, int *sign) {
    struct decimal difference;
    if (!decimal_subtract(value, base, &difference))
        return false;
    *sign = decimal_compare(difference, claimed);
    return true;
}

/* 100 * (value - base) / base against claimed, for base > 0: 100 * value against (claimed + 100) * base. */
static bool sign_relative(struct decimal value, struct decimal base, struct decimal claimed, int *sign) {
    struct decimal hundredfold, factor, product;
    if (!decimal_shift(value, 2, &hundredfold) || !decimal_add(claimed, decimal_from_int(100), &factor) ||
        !decimal_multiply(factor, base, &product))
        return false;
    *sign = decimal_compare(hundredfold, product);
    return true;
}

/* value / base against claimed, for base > 0. */
static bool sign_quotient(struct decimal value, struct decimal base, struct decimal claimed, int *sign) {
    struct decimal product;
    if (!decimal_multiply(claimed, base, &product))
        return false;
    *sign = decimal_compare(value, product);
    return true;
}

/* ---- intervals ---- */

/* f's least (or greatest) against one end of the claimed interval. Known false: one of the ends is nowhere. */
struct order {
    bool known, overflowed;
    int sign;
    bool is_open; /* one of the ends is not in its interval: equality is not reached */
};

static struct order order_of(sign_fn sign, const struct limit *value, const struct limit *base,
                             const struct limit *claimed) {
    struct order order = {.known = value->present && base->present && claimed->present,
                          .is_open = value->is_open || base->is_open || claimed->is_open};
    if (order.known && !sign(value->at, base->at, claimed->at, &order.sign))
        order.overflowed = true;
    return order;
}

/* Which end of the base makes f least: for a quotient of a positive value the larger one. */
static const struct limit *base_for(const struct limit *value, const struct printed *base, bool is_quotient,
                                    bool least) {
    bool is_negative = is_quotient && value->present && decimal_sign(value->at) < 0;
    return (least != is_negative) ? &base->high : &base->low;
}

static bool is_below(struct order order) {
    return order.known && (order.sign < 0 || (order.sign == 0 && order.is_open));
}

static bool is_above(struct order order) {
    return order.known && (order.sign > 0 || (order.sign == 0 && order.is_open));
}

static enum truth decide(const struct printed *value, const struct printed *base,
                         const struct printed *claimed, sign_fn sign, bool is_quotient) {
    const struct limit *least_base = base_for(&value->low, base, is_quotient, true);
    const struct limit *most_base = base_for(&value->high, base, is_quotient, false);
    struct order most_to_low = order_of(sign, &value->high, most_base, &claimed->low);
    struct order least_to_high = order_of(sign, &value->low, least_base, &claimed->high);
    struct order least_to_low = order_of(sign, &value->low, least_base, &claimed->low);
    struct order most_to_high = order_of(sign, &value->high, most_base, &claimed->high);
    if (most_to_low.overflowed || least_to_high.overflowed || least_to_low.overflowed ||
        most_to_high.overflowed)
        return TRUTH_UNDECIDED;
    if (is_below(most_to_low) || is_above(least_to_high))
        return TRUTH_FALSE;
    if (value->is_exact && base->is_exact)
        return TRUTH_TRUE;
    bool within_low = !claimed->low.present || (least_to_low.known && least_to_low.sign >= 0);
    bool within_high = !claimed->high.present || (most_to_high.known && most_to_high.sign <= 0);
    return within_low && within_high ? TRUTH_TRUE : TRUTH_UNDECIDED;
}

static bool is_positive(const struct printed *printed) {
    return printed->low.present && decimal_sign(printed->low.at) > 0;
}

enum truth printed_is_change(const struct printed *value, const struct printed *base,
                             const struct printed *claimed, enum printed_terms terms) {
    switch (terms) {
    case PRINTED_RELATIVE:
        return is_positive(base) ? decide(value, base, claimed, sign_relative, true) : TRUTH_UNDECIDED;
    case PRINTED_DIFFERENCE:
        return decide(value, base, claimed, sign_difference, false);
    case PRINTED_ADVANCE:
        return decide(base, value, claimed, sign_difference, false);
    }
    return TRUTH_UNDECIDED;
}

enum truth printed_is_ratio(const struct printed *numerator, const struct printed *denominator,
                            const struct printed *rate, int power) {
    struct printed scaled = *numerator;
    if (!is_positive(denominator) ||
        (scaled.low.present && !decimal_shift(scaled.low.at, power, &scaled.low.at)) ||
        (scaled.high.present && !decimal_shift(scaled.high.at, power, &scaled.high.at)))
        return TRUTH_UNDECIDED;
    return decide(&scaled, denominator, rate, sign_quotient, true);
}
