#include "series/change.h"

/* One end of an interval while it is worked out. `known` false: unbounded on that side. */
struct end {
    struct decimal at;
    bool known;
    bool is_open;
};

struct change change_null(enum reason reason) {
    struct change change = {quantity_null(reason), quantity_null(reason), reason};
    return change;
}

static bool is_point(const struct quantity *q) {
    return q->bound == BOUND_EXACT && q->has_value;
}

static struct quantity interval(struct end low, struct end high) {
    struct quantity q = {0};
    q.bound = BOUND_RANGE;
    q.reason = REASON_APPROXIMATE;
    q.low = (struct limit){low.at, low.known, low.is_open};
    q.high = (struct limit){high.at, high.known, high.is_open};
    return q;
}

/* 100 * (value - base) / base, rounded. base is not zero. */
static bool relative_of(struct decimal value, struct decimal base, struct decimal *out) {
    struct decimal difference, hundredfold;
    return decimal_subtract(value, base, &difference) && decimal_shift(difference, 2, &hundredfold) &&
           decimal_divide(hundredfold, base, CHANGE_RELATIVE_PLACES, out);
}

static struct quantity absolute_exact(struct decimal value, struct decimal base) {
    struct decimal difference;
    if (!decimal_subtract(value, base, &difference))
        return quantity_null(REASON_OVERFLOW);
    return quantity_exact(difference);
}

static struct quantity relative_exact(struct decimal value, struct decimal base) {
    if (decimal_sign(base) == 0)
        return quantity_null(REASON_BASE_ZERO);
    if (decimal_sign(base) < 0)
        return quantity_null(REASON_BASE_NEGATIVE);
    struct decimal relative;
    if (!relative_of(value, base, &relative))
        return quantity_null(REASON_OVERFLOW);
    return quantity_exact(relative);
}

/* a - b for two ends; false on overflow. */
static bool subtract_ends(const struct limit *a, const struct limit *b, struct end *out) {
    *out = (struct end){0};
    if (!a->present || !b->present)
        return true;
    out->known = true;
    out->is_open = a->is_open || b->is_open;
    return decimal_subtract(a->at, b->at, &out->at);
}

static struct quantity absolute_interval(const struct quantity *value, const struct quantity *base) {
    struct end low, high;
    if (!subtract_ends(&value->low, &base->high, &low) || !subtract_ends(&value->high, &base->low, &high))
        return quantity_null(REASON_OVERFLOW);
    return interval(low, high);
}

/* The relative change at one end of `value`, against the end of a positive base that takes it furthest out. For a value
 * above zero the larger base makes the result smaller, below zero the other way round. No upper end of the base: the
 * quotient tends to zero, so the change to -100. */
static bool relative_end(const struct limit *value, const struct quantity *base, bool is_low,
                         struct end *out) {
    *out = (struct end){0};
    if (!value->present)
        return true;
    int sign = decimal_sign(value->at);
    const struct limit *against = (sign >= 0) == is_low ? &base->high : &base->low;
    out->known = true;
    out->is_open = value->is_open || (sign != 0 && against->is_open);
    if (!against->present || sign == 0) {
        out->is_open = value->is_open || sign != 0;
        return decimal_round(decimal_from_int(-100), CHANGE_RELATIVE_PLACES, &out->at);
    }
    return relative_of(value->at, against->at, &out->at);
}

static struct quantity relative_interval(const struct quantity *value, const struct quantity *base) {
    const struct end nowhere = {0};
    if (base->high.present) {
        int sign = decimal_sign(base->high.at);
        if (sign < 0 || (sign == 0 && base->high.is_open))
            return quantity_null(REASON_BASE_NEGATIVE);
        if (sign == 0 && base->low.present && decimal_sign(base->low.at) == 0)
            return quantity_null(REASON_BASE_ZERO);
    }
    if (!base->low.present || decimal_sign(base->low.at) <= 0)
        return interval(nowhere, nowhere);
    struct end low, high;
    if (!relative_end(&value->low, base, true, &low) || !relative_end(&value->high, base, false, &high))
        return quantity_null(REASON_OVERFLOW);
    return interval(low, high);
}

/* Why a null base is one, as far as that matters to whoever asked for a change. */
static enum reason base_reason(enum reason reason) {
    switch (reason) {
    case REASON_PERIOD_MISMATCH:
    case REASON_DEFINITION_BREAK:
    case REASON_WITHHELD:
    case REASON_NOT_ADDITIVE:
    case REASON_CUMULATIVE_FALL:
        return reason;
    case REASON_NONE:
    case REASON_NOT_REPORTED:
    case REASON_NOT_DUE:
    case REASON_BASE_MISSING:
    case REASON_BASE_ZERO:
    case REASON_BASE_NEGATIVE:
    case REASON_APPROXIMATE:
    case REASON_OVERFLOW:
    case REASON_COVERAGE_DIFFERS:
        break;
    }
    return REASON_BASE_MISSING;
}

/* A change is 300 bytes, and every row of an answer has one: it is made where the caller wants it, so that there is one variable
 * and one return. */
struct change change_between(const struct quantity *value, const struct quantity *base) {
    struct change change;
    if (value->reason != REASON_NONE)
        change = change_null(value->reason);
    else if (base->reason != REASON_NONE)
        change = change_null(base_reason(base->reason));
    else if (is_point(value) && is_point(base)) {
        change.absolute = absolute_exact(value->value, base->value);
        change.relative = relative_exact(value->value, base->value);
    } else {
        change.absolute = absolute_interval(value, base);
        change.relative = relative_interval(value, base);
    }
    change.reason = change.absolute.reason;
    return change;
}
