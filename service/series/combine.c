#include "series/combine.h"

#include <assert.h>

static bool is_exact(const struct quantity *q) {
    return q->bound == BOUND_EXACT && q->has_value;
}

/* What an interval is called that has these ends, and perhaps a value to show. */
static struct quantity interval(struct limit low, struct limit high, bool has_value, struct decimal value) {
    struct quantity q = {.low = low, .high = high, .has_value = has_value, .value = value};
    if (!low.present && !high.present)
        return quantity_null(REASON_APPROXIMATE);
    if (low.present && high.present) {
        q.bound = has_value ? BOUND_ABOUT : BOUND_RANGE;
        return q;
    }
    q.bound = low.present ? BOUND_AT_LEAST : BOUND_AT_MOST;
    if (!has_value)
        q.value = low.present ? low.at : high.at;
    q.has_value = true;
    return q;
}

static struct quantity first_null(const struct quantity *a, const struct quantity *b) {
    return quantity_null(a->reason != REASON_NONE ? a->reason : b->reason);
}

typedef bool (*decimal_fn)(struct decimal a, struct decimal b, struct decimal *out);

/* Of a and b's ends; absent where either is. false on overflow. */
static bool join(struct limit a, struct limit b, decimal_fn operation, struct limit *out) {
    *out = (struct limit){.present = a.present && b.present, .is_open = a.is_open || b.is_open};
    return !out->present || operation(a.at, b.at, &out->at);
}

struct quantity combine_add(const struct quantity *a, const struct quantity *b) {
    struct limit low, high;
    struct decimal value = {0};
    if (a->reason != REASON_NONE || b->reason != REASON_NONE)
        return first_null(a, b);
    bool has_value = a->has_value && b->has_value;
    if ((has_value && !decimal_add(a->value, b->value, &value)) || !join(a->low, b->low, decimal_add, &low) ||
        !join(a->high, b->high, decimal_add, &high))
        return quantity_null(REASON_OVERFLOW);
    return is_exact(a) && is_exact(b) ? quantity_exact(value) : interval(low, high, has_value, value);
}

struct quantity combine_subtract(const struct quantity *a, const struct quantity *b) {
    struct limit low, high;
    struct decimal value = {0};
    if (a->reason != REASON_NONE || b->reason != REASON_NONE)
        return first_null(a, b);
    bool has_value = a->has_value && b->has_value;
    if ((has_value && !decimal_subtract(a->value, b->value, &value)) ||
        !join(a->low, b->high, decimal_subtract, &low) || !join(a->high, b->low, decimal_subtract, &high))
        return quantity_null(REASON_OVERFLOW);
    return is_exact(a) && is_exact(b) ? quantity_exact(value) : interval(low, high, has_value, value);
}

static bool divide_limit(struct limit in, struct decimal by, int places, struct limit *out) {
    *out = in;
    return !in.present || decimal_divide(in.at, by, places, &out->at);
}

static int places_of(const struct quantity *q) {
    int places = q->has_value ? q->value.scale : 0;
    if (q->low.present && q->low.at.scale > places)
        places = q->low.at.scale;
    if (q->high.present && q->high.at.scale > places)
        places = q->high.at.scale;
    return places + COMBINE_MEAN_PLACES < DECIMAL_SCALE_MAX ? places + COMBINE_MEAN_PLACES
                                                            : DECIMAL_SCALE_MAX;
}

struct quantity combine_mean(const struct quantity *total, uint32_t count) {
    struct decimal by = decimal_from_int(count), value = {0};
    struct limit low, high;
    assert(count > 0);
    if (total->reason != REASON_NONE)
        return quantity_null(total->reason);
    int places = places_of(total);
    if ((total->has_value && !decimal_divide(total->value, by, places, &value)) ||
        !divide_limit(total->low, by, places, &low) || !divide_limit(total->high, by, places, &high))
        return quantity_null(REASON_OVERFLOW);
    return is_exact(total) ? quantity_exact(value) : interval(low, high, total->has_value, value);
}

static bool divide_rate(struct decimal numerator, struct decimal denominator, int power,
                        struct decimal *out) {
    return decimal_shift(numerator, power, &numerator) &&
           decimal_divide(numerator, denominator, COMBINE_RATE_PLACES, out);
}

/* The end of a ratio: numerator's end over the end of a positive denominator that takes it furthest out. */
static bool ratio_end(const struct limit *numerator, const struct quantity *denominator, bool is_low,
                      int power, struct limit *out) {
    bool by_high = (decimal_sign(numerator->at) >= 0) == is_low;
    const struct limit *by = by_high ? &denominator->high : &denominator->low;
    *out = (struct limit){.present = numerator->present && by->present,
                          .is_open = numerator->is_open || by->is_open};
    return !out->present || divide_rate(numerator->at, by->at, power, &out->at);
}

struct quantity combine_ratio(const struct quantity *numerator, const struct quantity *denominator,
                              int power) {
    struct limit low, high;
    struct decimal value = {0};
    if (numerator->reason != REASON_NONE || denominator->reason != REASON_NONE)
        return first_null(numerator, denominator);
    if (denominator->high.present && decimal_sign(denominator->high.at) < 0)
        return quantity_null(REASON_BASE_NEGATIVE);
    if (!denominator->low.present || decimal_sign(denominator->low.at) <= 0)
        return quantity_null(REASON_BASE_ZERO);
    bool has_value = numerator->has_value && denominator->has_value;
    if ((has_value && !divide_rate(numerator->value, denominator->value, power, &value)) ||
        !ratio_end(&numerator->low, denominator, true, power, &low) ||
        !ratio_end(&numerator->high, denominator, false, power, &high))
        return quantity_null(REASON_OVERFLOW);
    return is_exact(numerator) && is_exact(denominator) ? quantity_exact(value)
                                                        : interval(low, high, has_value, value);
}
