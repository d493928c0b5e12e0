#include "series/trend_rows.h"

#include <string.h>

const char *const trend_frequencies[TREND_FREQUENCIES] = {"A", "S", "Q", "M", "W", "D", "SY", "T", "I"};

static const enum period_shape shapes[TREND_FREQUENCIES] = {
    PERIOD_YEAR, PERIOD_HALF,        PERIOD_QUARTER, PERIOD_MONTH, PERIOD_WEEK,
    PERIOD_DAY,  PERIOD_SCHOOL_YEAR, PERIOD_TERM,    PERIOD_NONE,
};

/* How much of a series is of one frequency. */
struct tally {
    size_t values, gaps;
    int32_t newest; /* last day of its newest point */
};

size_t trend_frequency_index(const char *frequency) {
    for (size_t i = 0; i < TREND_FREQUENCIES; i++)
        if (strcmp(trend_frequencies[i], frequency) == 0)
            return i;
    return TREND_FREQUENCIES;
}

enum period_shape trend_shape(size_t frequency) {
    return shapes[frequency];
}

static size_t frequency_of(struct period period) {
    size_t index = trend_frequency_index(period_frequency(period));
    return index < TREND_FREQUENCIES ? index : TREND_FREQUENCIES - 1;
}

bool trend_in_window(const struct trend_request *request, struct period period) {
    if (request->from.shape != PERIOD_NONE &&
        date_compare(period_start(period), period_start(request->from)) < 0)
        return false;
    return request->to.shape == PERIOD_NONE || date_compare(period_end(period), period_end(request->to)) <= 0;
}

static bool is_better(const struct tally *a, const struct tally *b) {
    if (a->values != b->values)
        return a->values > b->values;
    if (a->newest != b->newest)
        return a->newest > b->newest;
    return a->gaps > b->gaps;
}

static void tally_points(const struct trend_request *request, const struct point *points, size_t count,
                         struct tally tallies[TREND_FREQUENCIES]) {
    for (size_t i = 0; i < count; i++) {
        const struct point *point = &points[i];
        if (request != NULL && !trend_in_window(request, point->period))
            continue;
        struct tally *tally = &tallies[frequency_of(point->period)];
        if (tally->values + tally->gaps == 0 || point->end > tally->newest)
            tally->newest = point->end;
        if (point->observation != NULL)
            tally->values++;
        else
            tally->gaps++;
    }
}

static size_t best_of(const struct tally tallies[TREND_FREQUENCIES]) {
    size_t best = TREND_FREQUENCIES;
    for (size_t i = 0; i < TREND_FREQUENCIES; i++)
        if (tallies[i].values + tallies[i].gaps > 0 &&
            (best == TREND_FREQUENCIES || is_better(&tallies[i], &tallies[best])))
            best = i;
    return best;
}

size_t trend_choose_frequency(const struct trend_request *request, const struct point *points, size_t count) {
    struct tally within[TREND_FREQUENCIES] = {{0}}, all[TREND_FREQUENCIES] = {{0}};
    if (request->frequency != NULL)
        return trend_frequency_index(request->frequency);
    tally_points(request, points, count, within);
    size_t best = best_of(within);
    if (best < TREND_FREQUENCIES)
        return best;
    tally_points(NULL, points, count, all);
    return best_of(all);
}

void trend_other_frequencies(const struct point *points, size_t count, size_t frequency, struct trend *out) {
    bool has[TREND_FREQUENCIES] = {false};
    for (size_t i = 0; i < count; i++)
        if (points[i].observation != NULL)
            has[frequency_of(points[i].period)] = true;
    size_t n = 0;
    for (size_t i = 0; i < TREND_FREQUENCIES; i++)
        if (has[i] && i != frequency)
            out->other_frequencies[n++] = trend_frequencies[i];
    out->other_frequencies[n] = NULL;
}

static int32_t floor_divide(int32_t a, int32_t b) {
    int32_t quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

/* The period of this shape that holds the day. */
static struct period period_around(enum period_shape shape, struct date day) {
    int school_year = day.month >= 9 ? day.year : day.year - 1;
    switch (shape) {
    case PERIOD_YEAR:
        return period_year(day.year);
    case PERIOD_HALF:
        return period_half(day.year, day.month <= 6 ? 1 : 2);
    case PERIOD_QUARTER:
        return period_quarter(day.year, (day.month + 2) / 3);
    case PERIOD_MONTH:
        return period_month(day.year, day.month);
    case PERIOD_WEEK: {
        int32_t week = floor_divide(date_days(day) + 3, 7); /* 1970-01-01 was a Thursday */
        return (struct period){PERIOD_WEEK, week, week};
    }
    case PERIOD_SCHOOL_YEAR:
        return period_school_year(school_year);
    case PERIOD_TERM:
        return period_term(school_year, day.month >= 9 || day.month == 1 ? 1 : 2);
    case PERIOD_DAY:
    case PERIOD_MONTHS:
    case PERIOD_YEARS:
    case PERIOD_NONE:
        break;
    }
    return period_day(day);
}

static int32_t unit_around(enum period_shape shape, int32_t day) {
    return period_around(shape, date_from_days(day)).first;
}

/* The first unit that begins on or after the start of `from`. */
static int32_t first_unit(enum period_shape shape, struct period from) {
    struct period edge = period_around(shape, period_start(from));
    return date_compare(period_start(edge), period_start(from)) < 0 ? edge.first + 1 : edge.first;
}

/* The last unit that ends on or before the end of `to`. */
static int32_t last_unit(enum period_shape shape, struct period to) {
    struct period edge = period_around(shape, period_end(to));
    return date_compare(period_end(edge), period_end(to)) > 0 ? edge.first - 1 : edge.first;
}

/* Whose days count when the rows' limits are looked for: points of the shape, or what they could be made of. */
static bool sets_limits(const struct point *point, enum period_shape shape, bool is_made) {
    if (!is_made)
        return point->period.shape == shape;
    return point->observation != NULL && point->end - point->start <= 366;
}

bool trend_row_limits(const struct trend_request *request, const struct point *points, size_t count,
                      enum period_shape shape, bool is_made, int32_t *first, int32_t *last) {
    bool has_points = false;
    for (size_t i = 0; i < count; i++) {
        const struct point *point = &points[i];
        if (!sets_limits(point, shape, is_made) || !trend_in_window(request, point->period))
            continue;
        bool is_unit = point->period.shape == shape;
        int32_t begin = is_unit ? point->period.first : unit_around(shape, point->start);
        int32_t end = is_unit ? point->period.last : unit_around(shape, point->end);
        *first = !has_points || begin < *first ? begin : *first;
        *last = !has_points || end > *last ? end : *last;
        has_points = true;
    }
    bool has_from = request->from.shape != PERIOD_NONE, has_to = request->to.shape != PERIOD_NONE;
    if (has_from)
        *first = first_unit(shape, request->from);
    if (has_to)
        *last = last_unit(shape, request->to);
    return (has_points || (has_from && has_to)) && *first <= *last;
}

bool trend_has_shorter(const struct point *points, size_t count, enum period_shape shape) {
    for (size_t i = 0; i < count; i++) {
        struct period unit = period_around(shape, date_from_days(points[i].start));
        if (points[i].observation != NULL &&
            points[i].end - points[i].start < date_days(period_end(unit)) - date_days(period_start(unit)))
            return true;
    }
    return false;
}
