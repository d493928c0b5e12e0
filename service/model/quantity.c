#include "model/quantity.h"

#include "model/word.h"

static const char *const bounds[] = {[BOUND_EXACT] = "exact",
                                     [BOUND_ABOUT] = "about",
                                     [BOUND_AT_LEAST] = "at_least",
                                     [BOUND_AT_MOST] = "at_most",
                                     [BOUND_RANGE] = "range"};
WORD_NAME(bound, bounds)
WORD_PARSE(bound, bounds)

static const char *const reasons[] = {
    [REASON_NONE] = "none",
    [REASON_NOT_REPORTED] = "not_reported",
    [REASON_NOT_DUE] = "not_due",
    [REASON_BASE_MISSING] = "base_missing",
    [REASON_BASE_ZERO] = "base_zero",
    [REASON_BASE_NEGATIVE] = "base_negative",
    [REASON_PERIOD_MISMATCH] = "period_mismatch",
    [REASON_DEFINITION_BREAK] = "definition_break",
    [REASON_NOT_ADDITIVE] = "not_additive",
    [REASON_WITHHELD] = "withheld",
    [REASON_APPROXIMATE] = "approximate",
    [REASON_OVERFLOW] = "overflow",
    [REASON_CUMULATIVE_FALL] = "cumulative_fall",
    [REASON_COVERAGE_DIFFERS] = "coverage_differs",
};
WORD_NAME(reason, reasons)
WORD_PARSE(reason, reasons)

static struct limit closed_at(struct decimal at) {
    return (struct limit){at, true, false};
}

struct quantity quantity_exact(struct decimal value) {
    return (struct quantity){.bound = BOUND_EXACT,
                             .has_value = true,
                             .value = value,
                             .low = closed_at(value),
                             .high = closed_at(value)};
}

/* value + numerator/2 units of 10^place; unbounded where that cannot be written. A whole number of units keeps whole
 * coefficients: 300 + 100, not 300.0 + 100.0. */
static struct limit limit_away(struct decimal value, int halves, int place, bool is_open) {
    bool is_whole = halves % 2 == 0;
    struct decimal step = decimal_from_int(is_whole ? halves / 2 : 5 * halves);
    struct limit limit = {.present = true, .is_open = is_open};
    if (!decimal_shift(step, is_whole ? place : place - 1, &step) || !decimal_add(value, step, &limit.at))
        return (struct limit){.present = false};
    return limit;
}

struct quantity quantity_about(struct decimal value, int place, enum leaning leaning) {
    /* In half units away from zero: from the near end, which is in, to the far end, which is not. */
    static const struct {
        int near, far;
    } ends[] = {[LEANING_AROUND] = {-1, 1}, [LEANING_ABOVE] = {0, 2}, [LEANING_BELOW] = {-2, 0}};
    int sign = decimal_sign(value);
    if (sign == 0)
        return quantity_exact(value);
    struct limit near = limit_away(value, sign * ends[leaning].near, place, false);
    struct limit far = limit_away(value, sign * ends[leaning].far, place, true);
    return (struct quantity){.bound = BOUND_ABOUT,
                             .has_value = true,
                             .value = value,
                             .low = sign > 0 ? near : far,
                             .high = sign > 0 ? far : near};
}

struct quantity quantity_at_least(struct decimal value, bool is_open) {
    return (struct quantity){
        .bound = BOUND_AT_LEAST, .has_value = true, .value = value, .low = {value, true, is_open}};
}

struct quantity quantity_at_most(struct decimal value, bool is_open) {
    return (struct quantity){
        .bound = BOUND_AT_MOST, .has_value = true, .value = value, .high = {value, true, is_open}};
}

struct quantity quantity_range(struct decimal low, struct decimal high) {
    bool is_swapped = decimal_compare(low, high) > 0;
    return (struct quantity){.bound = BOUND_RANGE,
                             .low = closed_at(is_swapped ? high : low),
                             .high = closed_at(is_swapped ? low : high)};
}

struct quantity quantity_null(enum reason reason) {
    assert(reason != REASON_NONE);
    return (struct quantity){.bound = BOUND_EXACT, .reason = reason};
}

/* Is all that is under `high` less than all that is above `low`? */
static bool is_all_below(struct limit high, struct limit low) {
    if (!high.present || !low.present)
        return false;
    int order = decimal_compare(high.at, low.at);
    return order < 0 || (order == 0 && (high.is_open || low.is_open));
}

/* The same with "less or equal": an open end decides nothing here. */
static bool is_none_above(struct limit high, struct limit low) {
    return high.present && low.present && decimal_compare(high.at, low.at) <= 0;
}

enum truth quantity_below(const struct quantity *a, const struct quantity *b) {
    if (a->reason != REASON_NONE || b->reason != REASON_NONE)
        return TRUTH_UNDECIDED;
    if (is_all_below(a->high, b->low))
        return TRUTH_TRUE;
    return is_none_above(b->high, a->low) ? TRUTH_FALSE : TRUTH_UNDECIDED;
}

static bool is_point(const struct quantity *q) {
    return q->low.present && q->high.present && decimal_compare(q->low.at, q->high.at) == 0;
}

enum truth quantity_same(const struct quantity *a, const struct quantity *b) {
    if (a->reason != REASON_NONE || b->reason != REASON_NONE)
        return TRUTH_UNDECIDED;
    if (is_all_below(a->high, b->low) || is_all_below(b->high, a->low))
        return TRUTH_FALSE;
    return is_point(a) && is_point(b) ? TRUTH_TRUE : TRUTH_UNDECIDED;
}

int decimal_place(struct decimal d) {
    if (d.coefficient == 0)
        return 0;
    int place = -d.scale;
    for (; d.coefficient % 10 == 0; d.coefficient /= 10)
        place++;
    return place;
}
