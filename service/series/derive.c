#include "series/derive.h"

#include <assert.h>
#include <string.h>

#include "series/combine.h"

/* Parts while they are collected. */
struct parts {
    struct part *items;
    size_t count, capacity;
    const struct coverage *coverage; /* of all of them */
    struct rest rest;                /* likewise */
};

static bool has_value(const struct point *point) {
    return point->observation != NULL && point->observation->quantity.reason == REASON_NONE;
}

static struct derived nothing(enum reason reason) {
    return (struct derived){.quantity = quantity_null(reason)};
}

static struct derived reported(const struct point *point) {
    return (struct derived){.quantity = point->observation->quantity,
                            .point = point,
                            .coverage = point->coverage,
                            .rest = {point->start, point->start}};
}

/* ---- parts ---- */

static bool is_named(const struct text *codes, size_t count, struct text code) {
    for (size_t i = 0; i < count; i++)
        if (text_equal(codes[i], code))
            return true;
    return false;
}

/* Adds those that are missing in `from` only, as far as there is room. */
static void add_missing(struct coverage *into, struct text *missing, const struct coverage *from) {
    for (size_t i = 0; i < from->missing_count && into->missing_count < COVERAGE_MISSING_MAX; i++)
        if (!is_named(missing, into->missing_count, from->missing[i]))
            missing[into->missing_count++] = from->missing[i];
}

/* Who is in both totals: of 1 to 7 and of 3 to 9 that is five of nine. */
static const struct coverage *coverage_of_both(struct arena *arena, const struct coverage *a,
                                               const struct coverage *b) {
    if (a == NULL || b == NULL)
        return a == NULL ? b : a;
    struct coverage *both = ARENA_NEW(arena, struct coverage);
    unsigned char *members = arena_alloc(arena, a->members_len);
    struct text *missing = ARENA_ARRAY(arena, COVERAGE_MISSING_MAX, struct text);
    if (both == NULL || members == NULL || missing == NULL)
        return NULL;
    *both = (struct coverage){.expected = a->expected > b->expected ? a->expected : b->expected,
                              .missing = missing,
                              .members = members,
                              .members_len = a->members_len,
                              .is_mixed = !series_same_members(a, b)};
    for (size_t i = 0; i < a->members_len; i++) {
        members[i] = a->members[i] & b->members[i];
        for (unsigned bits = members[i]; bits != 0; bits &= bits - 1)
            both->reported++;
    }
    add_missing(both, missing, a);
    add_missing(both, missing, b);
    return both;
}

static bool add_part(struct arena *arena, struct parts *parts, const struct point *point,
                     enum part_role role) {
    if (parts->count == parts->capacity) {
        size_t capacity = parts->capacity == 0 ? 4 : 2 * parts->capacity;
        struct part *items = ARENA_ARRAY(arena, capacity, struct part);
        if (items == NULL)
            return false;
        if (parts->count > 0)
            memcpy(items, parts->items, parts->count * sizeof *items);
        parts->items = items;
        parts->capacity = capacity;
    }
    const struct rest own = {point->start, point->start};
    parts->rest = parts->count == 0 ? own : rest_both(parts->rest, own);
    parts->items[parts->count++] = (struct part){.period = point->period,
                                                 .role = role,
                                                 .quantity = point->observation->quantity,
                                                 .source = point->observation->source,
                                                 .has_source = point->coverage == NULL};
    parts->coverage =
        parts->count == 1 ? point->coverage : coverage_of_both(arena, parts->coverage, point->coverage);
    return true;
}

/* What would have been made of values on both sides of a break is nothing. */
static struct derived computed(const struct derivation *d, struct quantity quantity,
                               const struct parts *parts) {
    bool is_refused = quantity.reason == REASON_NOT_ADDITIVE || quantity.reason == REASON_NOT_REPORTED;
    if (!is_refused && breaks_part(&d->breaks, parts->rest))
        quantity = quantity_null(REASON_DEFINITION_BREAK);
    return (struct derived){.quantity = quantity,
                            .parts = parts->items,
                            .part_count = parts->count,
                            .coverage = parts->coverage,
                            .rest = parts->rest};
}

/* ---- tiling ---- */

/* The points that lie within the days but do not fill them alone: a run of the series' points. */
struct window {
    const struct point *points;
    size_t count;
    int32_t start, end;
    enum period_shape shape; /* only points of it; PERIOD_NONE: any */
};

static bool may_tile(const struct window *window, const struct point *point) {
    return has_value(point) && point->end <= window->end &&
           !(point->start == window->start && point->end == window->end) &&
           (window->shape == PERIOD_NONE || point->period.shape == window->shape);
}

/* The first, and so the longest, point that begins on this day and from which the end is reached; window->count if none. */
static size_t next_tile(const struct window *window, const bool *reaches, int32_t start) {
    size_t at = series_count_before(window->points, window->count, start, INT32_MAX);
    for (; at < window->count && window->points[at].start == start; at++)
        if (reaches[at])
            return at;
    return window->count;
}

/* Adds the points that cover each day from start to end once, the longest first; false where there are none. */
static bool tile(const struct derivation *d, int32_t start, int32_t end, enum period_shape shape,
                 enum part_role role, struct parts *parts) {
    if (d->count == 0)
        return false;
    size_t from = series_count_before(d->points, d->count, start, INT32_MAX);
    size_t to = series_count_before(d->points, d->count, end + 1, INT32_MAX);
    const struct window window = {&d->points[from], to - from, start, end, shape};
    bool *reaches = ARENA_ARRAY(d->arena, window.count, bool);
    if (window.count == 0 || reaches == NULL)
        return false;
    for (size_t i = window.count; i-- > 0;) {
        const struct point *point = &window.points[i];
        reaches[i] = may_tile(&window, point) &&
                     (point->end == end || next_tile(&window, reaches, point->end + 1) < window.count);
    }
    size_t at = next_tile(&window, reaches, start);
    if (at == window.count)
        return false;
    for (; at < window.count; at = next_tile(&window, reaches, window.points[at].end + 1))
        if (!add_part(d->arena, parts, &window.points[at], role))
            return false;
    return true;
}

/* The sum of the parts from `from` on, all of one role. */
static struct quantity sum(const struct parts *parts, size_t from) {
    assert(parts->items != NULL && from < parts->count);
    struct quantity total = parts->items[from].quantity;
    for (size_t i = from + 1; i < parts->count; i++)
        total = combine_add(&total, &parts->items[i].quantity);
    return total;
}

/* ---- what each way makes of them ---- */

static struct derived summed(const struct derivation *d, int32_t start, int32_t end) {
    struct parts parts = {0};
    if (!tile(d, start, end, PERIOD_NONE, PART_TERM, &parts))
        return nothing(REASON_NOT_REPORTED);
    bool adds_up = d->over_time == ADDITIVITY_SUM;
    return computed(d, adds_up ? sum(&parts, 0) : quantity_null(REASON_NOT_ADDITIVE), &parts);
}

static bool has_mean(enum figure_kind kind) {
    return kind != FIGURE_RATE && kind != FIGURE_RANK && kind != FIGURE_SCORE;
}

static struct derived averaged(const struct derivation *d, int32_t start, int32_t end) {
    static const enum period_shape shapes[] = {PERIOD_HALF,  PERIOD_TERM, PERIOD_QUARTER,
                                               PERIOD_MONTH, PERIOD_WEEK, PERIOD_DAY};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct parts parts = {0};
        if (!tile(d, start, end, shapes[i], PART_TERM, &parts))
            continue;
        struct quantity total = sum(&parts, 0);
        return computed(d,
                        has_mean(d->kind) ? combine_mean(&total, (uint32_t)parts.count)
                                          : quantity_null(REASON_NOT_ADDITIVE),
                        &parts);
    }
    return nothing(REASON_NOT_REPORTED);
}

/* The longest point within the days that ends with them. */
static struct derived at_end(const struct derivation *d, int32_t start, int32_t end) {
    struct parts parts = {0};
    for (size_t at = series_count_before(d->points, d->count, start + 1, INT32_MAX);
         at < d->count && d->points[at].start <= end; at++) {
        const struct point *point = &d->points[at];
        if (point->end != end || !has_value(point))
            continue;
        if (!add_part(d->arena, &parts, point, PART_TERM))
            break;
        return computed(d, point->observation->quantity, &parts);
    }
    return nothing(REASON_NOT_REPORTED);
}

/* What is to be taken away from a total since `from`: the total up to the day before, or what tiles it. */
static bool find_earlier(const struct derivation *d, int32_t from, int32_t start, struct parts *parts) {
    size_t at = series_count_before(d->points, d->count, from, start - 1);
    bool is_there = at < d->count && d->points[at].start == from && d->points[at].end == start - 1 &&
                    has_value(&d->points[at]);
    return is_there ? add_part(d->arena, parts, &d->points[at], PART_SUBTRACTED)
                    : tile(d, from, start - 1, PERIOD_NONE, PART_SUBTRACTED, parts);
}

static struct quantity difference(const struct derivation *d, const struct parts *parts) {
    struct quantity earlier = sum(parts, 1);
    const struct quantity *total = &parts->items[0].quantity;
    if (d->over_time != ADDITIVITY_SUM)
        return quantity_null(REASON_NOT_ADDITIVE);
    if (parts->coverage != NULL && parts->coverage->is_mixed)
        return quantity_null(REASON_COVERAGE_DIFFERS);
    if (quantity_below(total, &earlier) == TRUTH_TRUE)
        return quantity_null(REASON_CUMULATIVE_FALL);
    return combine_subtract(total, &earlier);
}

enum { YEAR_DAYS_MAX = 366 };

static struct derived singled(const struct derivation *d, int32_t start, int32_t end) {
    struct derived tiled = summed(d, start, end);
    if (tiled.part_count > 0)
        return tiled;
    size_t at = series_count_before(d->points, d->count, end - YEAR_DAYS_MAX, INT32_MAX);
    for (; at < d->count && d->points[at].start < start; at++) {
        struct parts parts = {0};
        const struct point *total = &d->points[at];
        if (total->end != end || !has_value(total))
            continue;
        if (!add_part(d->arena, &parts, total, PART_TERM))
            break;
        if (!find_earlier(d, total->start, start, &parts))
            continue;
        parts.rest = rest_both(parts.rest, (struct rest){start, start});
        return computed(d, difference(d, &parts), &parts);
    }
    return nothing(REASON_NOT_REPORTED);
}

static void add_side(struct arena *arena, struct parts *parts, const struct derived *side,
                     enum part_role role) {
    for (size_t i = 0; i < side->part_count; i++) {
        const struct observation shown = {.quantity = side->parts[i].quantity,
                                          .source = side->parts[i].source};
        const struct rest rest = rest_of(side->parts[i].period);
        const struct point point = {.period = side->parts[i].period,
                                    .start = rest.first,
                                    .observation = &shown,
                                    .coverage = side->coverage};
        (void)add_part(arena, parts, &point, role);
    }
    if (side->part_count == 0 && side->point != NULL)
        (void)add_part(arena, parts, side->point, role);
}

static struct derived ratio(const struct derivation *d, struct period period) {
    struct parts parts = {0};
    if (d->numerator == NULL || d->denominator == NULL) {
        /* Whoever wants to see what was not averaged finds it among the parts. */
        int32_t start, end;
        period_days(period, &start, &end);
        struct derived tiled = summed(d, start, end);
        tiled.quantity = quantity_null(tiled.part_count > 0 ? REASON_NOT_ADDITIVE : REASON_NOT_REPORTED);
        return tiled;
    }
    struct derived above = derive_value(d->numerator, period), below = derive_value(d->denominator, period);
    add_side(d->arena, &parts, &above, PART_NUMERATOR);
    add_side(d->arena, &parts, &below, PART_DENOMINATOR);
    return computed(d, combine_ratio(&above.quantity, &below.quantity, d->rate_power), &parts);
}

static struct derived aggregated(const struct derivation *d, struct period period) {
    int32_t start, end;
    period_days(period, &start, &end);
    switch (d->aggregation) {
    case AGGREGATION_SUM:
        return summed(d, start, end);
    case AGGREGATION_AVG:
        return averaged(d, start, end);
    case AGGREGATION_EOP:
        return at_end(d, start, end);
    case AGGREGATION_RATIO:
        return ratio(d, period);
    case AGGREGATION_NONE:
        break;
    }
    switch (d->cumulation) {
    case CUMULATION_SINGLE:
        return singled(d, start, end);
    case CUMULATION_YTD:
        return summed(d, start, end);
    case CUMULATION_NONE:
        break;
    }
    return nothing(REASON_NOT_REPORTED);
}

/* Is what was reported for the whole period the same thing as what is asked for? */
static bool whole_goes_first(const struct derivation *d) {
    return d->aggregation != AGGREGATION_AVG && d->aggregation != AGGREGATION_EOP;
}

/* What is counted at the end of a period is the same for the period and for the last one in it. */
static bool whole_serves(const struct derivation *d, const struct derived *made) {
    return made->part_count == 0 && d->aggregation == AGGREGATION_EOP &&
           d->over_time == ADDITIVITY_END_OF_PERIOD;
}

struct derived derive_value(const struct derivation *d, struct period period) {
    const struct point *point = series_find(d->points, d->count, period);
    bool is_reported = point != NULL && point->observation != NULL;
    if (is_reported && whole_goes_first(d))
        return reported(point);
    struct derived made = aggregated(d, period);
    return is_reported && whole_serves(d, &made) ? reported(point) : made;
}
