#include "series/trend.h"

#include "series/change.h"

#include <string.h>

static const char *const frequencies[] = {"A", "S", "Q", "M", "W", "D", "SY", "T", "I"};
enum { FREQUENCY_COUNT = sizeof frequencies / sizeof *frequencies };

/* The shape whose units a frequency counts in; PERIOD_NONE for irregular spans. */
static const enum period_shape shapes[FREQUENCY_COUNT] = {
    PERIOD_YEAR, PERIOD_HALF,        PERIOD_QUARTER, PERIOD_MONTH, PERIOD_WEEK,
    PERIOD_DAY,  PERIOD_SCHOOL_YEAR, PERIOD_TERM,    PERIOD_NONE,
};

/* What one build works on. */
struct build {
    struct arena *arena;
    const struct trend_request *request;
    const struct point *points; /* all that count, of every frequency */
    size_t point_count;
    size_t frequency; /* index into frequencies */
};

/* How much of a series is of one frequency. */
struct tally {
    size_t values, gaps;
    int32_t newest; /* last day of its newest point */
};

static size_t frequency_index(const char *frequency) {
    for (size_t i = 0; i < FREQUENCY_COUNT; i++)
        if (strcmp(frequencies[i], frequency) == 0)
            return i;
    return FREQUENCY_COUNT;
}

static size_t frequency_of(struct period period) {
    size_t index = frequency_index(period_frequency(period));
    return index < FREQUENCY_COUNT ? index : FREQUENCY_COUNT - 1;
}

static bool in_window(const struct trend_request *request, struct period period) {
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

/* The frequency with the most points in the window; when the window holds none, in the whole series. FREQUENCY_COUNT when
 * there is none at all. */
static size_t choose_frequency(const struct build *build, bool in_window_only) {
    struct tally tallies[FREQUENCY_COUNT] = {{0}};
    for (size_t i = 0; i < build->point_count; i++) {
        const struct point *point = &build->points[i];
        if (in_window_only && !in_window(build->request, point->period))
            continue;
        struct tally *tally = &tallies[frequency_of(point->period)];
        int32_t end = date_days(period_end(point->period));
        if (tally->values + tally->gaps == 0 || end > tally->newest)
            tally->newest = end;
        if (point->observation != NULL)
            tally->values++;
        else
            tally->gaps++;
    }
    size_t best = FREQUENCY_COUNT;
    for (size_t i = 0; i < FREQUENCY_COUNT; i++)
        if (tallies[i].values + tallies[i].gaps > 0 &&
            (best == FREQUENCY_COUNT || is_better(&tallies[i], &tallies[best])))
            best = i;
    return best == FREQUENCY_COUNT && in_window_only ? choose_frequency(build, false) : best;
}

static void list_other_frequencies(const struct build *build, struct trend *out) {
    bool has[FREQUENCY_COUNT] = {false};
    for (size_t i = 0; i < build->point_count; i++)
        if (build->points[i].observation != NULL)
            has[frequency_of(build->points[i].period)] = true;
    size_t n = 0;
    for (size_t i = 0; i < FREQUENCY_COUNT; i++)
        if (has[i] && i != build->frequency)
            out->other_frequencies[n++] = frequencies[i];
    out->other_frequencies[n] = NULL;
}

static struct quantity in_units(const struct change *change, bool is_relative) {
    return is_relative ? change->relative : change->absolute;
}

static struct change change_from(const struct build *build, const struct quantity *value,
                                 struct period base) {
    struct quantity quantity = series_base(build->points, build->point_count, base, NULL);
    return change_between(value, &quantity);
}

static struct quantity shown(const struct build *build, const struct quantity *value, struct period period,
                             const struct change *year) {
    enum trend_units units = build->request->units;
    switch (units) {
    case UNITS_LIN:
        return *value;
    case UNITS_CHG:
    case UNITS_PCH: {
        struct change change = change_from(build, value, period_step(period, -1));
        return in_units(&change, units == UNITS_PCH);
    }
    case UNITS_CH1:
    case UNITS_PC1:
        return in_units(year, units == UNITS_PC1);
    }
    return quantity_null(REASON_NOT_REPORTED);
}

static bool is_due(const struct trend_request *request, struct period period) {
    return request->today.year == 0 || date_compare(period_end(period), request->today) < 0;
}

static void fill_row(const struct build *build, struct period period, const struct observation *o,
                     struct trend_point *row) {
    struct quantity value =
        o != NULL ? o->quantity
                  : quantity_null(is_due(build->request, period) ? REASON_NOT_REPORTED : REASON_NOT_DUE);
    row->period = period;
    row->status = build->request->status;
    row->base = period_shift_years(period, -1);
    row->year = change_from(build, &value, row->base);
    row->quantity = shown(build, &value, period, &row->year);
    if (o == NULL)
        return;
    row->has_source = true;
    row->source = o->source;
    row->published = o->published;
    row->recorded_ms = o->recorded_ms;
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

/* The units from which and to which rows go, both included; false where nothing says so. */
static bool row_limits(const struct build *build, enum period_shape shape, int32_t *first, int32_t *last) {
    const struct trend_request *request = build->request;
    bool has_points = false;
    for (size_t i = 0; i < build->point_count; i++) {
        struct period period = build->points[i].period;
        if (period.shape != shape || !in_window(request, period))
            continue;
        if (!has_points)
            *first = period.first;
        *last = period.first;
        has_points = true;
    }
    bool has_from = request->from.shape != PERIOD_NONE, has_to = request->to.shape != PERIOD_NONE;
    if (has_from)
        *first = first_unit(shape, request->from);
    if (has_to)
        *last = last_unit(shape, request->to);
    return (has_points || (has_from && has_to)) && *first <= *last;
}

static bool new_rows(const struct build *build, size_t rows, struct trend *out, struct err *err) {
    if (rows > TREND_ROWS_MAX)
        return err_set_field(
            err, ERR_BAD_VALUE, "from",
            "The trend would have %zu rows, and at most %d are given: narrow from and to, or "
            "ask for the last ones only.",
            rows, TREND_ROWS_MAX);
    out->points = ARENA_ARRAY(build->arena, rows, struct trend_point);
    if (out->points == NULL)
        return err_set(err, ERR_TOO_LARGE, "The trend is too large to answer.");
    out->point_count = rows;
    return true;
}

static size_t newest_only(size_t rows, size_t last) {
    return last != 0 && last < rows ? last : rows;
}

/* One row for each period of the shape, gaps too. */
static bool build_regular(const struct build *build, struct trend *out, struct err *err) {
    enum period_shape shape = shapes[build->frequency];
    int32_t first = 0, last = 0;
    if (!row_limits(build, shape, &first, &last))
        return true;
    size_t rows = newest_only((size_t)(last - first) + 1, build->request->last);
    if (!new_rows(build, rows, out, err))
        return false;
    for (size_t i = 0; i < rows; i++) {
        int32_t unit = last - (int32_t)(rows - 1 - i);
        struct period period = {shape, unit, unit};
        const struct point *point = series_find(build->points, build->point_count, period);
        fill_row(build, period, point != NULL ? point->observation : NULL, &out->points[i]);
    }
    return true;
}

static bool is_row(const struct build *build, const struct point *point) {
    return frequency_of(point->period) == build->frequency && in_window(build->request, point->period);
}

/* One row for each point: between irregular spans nothing is missing. */
static bool build_irregular(const struct build *build, struct trend *out, struct err *err) {
    size_t all = 0;
    for (size_t i = 0; i < build->point_count; i++)
        all += is_row(build, &build->points[i]);
    size_t rows = newest_only(all, build->request->last), skip = all - rows, n = 0;
    if (!new_rows(build, rows, out, err))
        return false;
    for (size_t i = 0; i < build->point_count; i++) {
        const struct point *point = &build->points[i];
        if (!is_row(build, point))
            continue;
        if (skip > 0)
            skip--;
        else
            fill_row(build, point->period, point->observation, &out->points[n++]);
    }
    return true;
}

static bool check_request(const struct trend_request *request, struct err *err) {
    if (request->frequency != NULL && frequency_index(request->frequency) == FREQUENCY_COUNT)
        return err_set_field(err, ERR_BAD_VALUE, "frequency",
                             "\"%.16s\" is no frequency; A, S, Q, M, W, D, SY (school year), T (term) and I "
                             "(irregular) are.",
                             request->frequency);
    if (request->from.shape != PERIOD_NONE && request->to.shape != PERIOD_NONE &&
        date_compare(period_start(request->from), period_end(request->to)) > 0)
        return err_set_field(err, ERR_BAD_VALUE, "from", "from begins after the end of to.");
    return true;
}

static void echo_request(const struct trend_request *request, struct trend *out) {
    out->scope = request->scope;
    out->status = request->status;
    out->units = request->units;
    out->as_of = request->vantage.as_of;
    out->known_at_ms = request->vantage.known_at_ms;
}

bool trend_build(struct arena *arena, const struct trend_request *request, const struct org *org,
                 const struct metric *metric, int64_t series_id, const struct observation *observations,
                 size_t count, struct trend *out, struct err *err) {
    *out = (struct trend){.org = *org, .metric = *metric, .series_id = series_id};
    echo_request(request, out);
    if (!check_request(request, err))
        return false;
    struct build build = {.arena = arena, .request = request};
    struct point *points;
    if (!series_points(arena, observations, count, request->status, &request->vantage, &points,
                       &build.point_count, err))
        return false;
    build.points = points;
    build.frequency =
        request->frequency != NULL ? frequency_index(request->frequency) : choose_frequency(&build, true);
    list_other_frequencies(&build, out);
    if (build.frequency == FREQUENCY_COUNT)
        return true;
    out->frequency = frequencies[build.frequency];
    return shapes[build.frequency] == PERIOD_NONE ? build_irregular(&build, out, err)
                                                  : build_regular(&build, out, err);
}
