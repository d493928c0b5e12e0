#include "series/trend.h"

#include "series/change.h"
#include "series/derive.h"
#include "series/summary.h"
#include "series/trend_rows.h"

/* What one build works on. */
struct build {
    struct arena *arena;
    const struct trend_request *request;
    const struct trend_input *input;
    size_t frequency;             /* index into trend_frequencies */
    struct derivation derivation; /* how a period's value is found */
    struct derivation numerator, denominator;
    bool is_made;         /* values may be made of other periods' */
    struct breaks of_all; /* of the metric and, where values are made of them, of both sides of a ratio */
};

/* ---- one row ---- */

static bool is_due(const struct trend_request *request, struct period period) {
    return request->today.year == 0 || date_compare(period_end(period), request->today) < 0;
}

/* What a row's value is compared with. */
static struct derived base_of(const struct build *build, struct period period) {
    struct derived base = derive_value(&build->derivation, period);
    if (base.quantity.reason == REASON_NOT_REPORTED)
        base.quantity = series_base(build->derivation.points, build->derivation.count, period, NULL);
    return base;
}

static bool is_of_sides(const struct derived *value) {
    return value->part_count > 0 &&
           (value->parts[0].role == PART_NUMERATOR || value->parts[0].role == PART_DENOMINATOR);
}

/* What was reported rests on no side of a ratio. */
static bool lies_across(const struct build *build, const struct derived *value, const struct derived *base) {
    const struct breaks *breaks =
        is_of_sides(value) || is_of_sides(base) ? &build->of_all : &build->input->breaks;
    return !build->request->across_breaks && breaks_part(breaks, rest_both(value->rest, base->rest));
}

static struct change change_from(const struct build *build, const struct derived *value,
                                 struct period period) {
    struct derived base = base_of(build, period);
    bool both = value->quantity.reason == REASON_NONE && base.quantity.reason == REASON_NONE;
    if (both && lies_across(build, value, &base))
        return change_null(REASON_DEFINITION_BREAK);
    if (both && !series_same_members(value->coverage, base.coverage))
        return change_null(REASON_COVERAGE_DIFFERS);
    return change_between(&value->quantity, &base.quantity);
}

static struct quantity in_units(const struct change *change, bool is_relative) {
    return is_relative ? change->relative : change->absolute;
}

static struct quantity shown(const struct build *build, const struct derived *value, struct period period,
                             const struct change *year) {
    enum trend_units units = build->request->units;
    switch (units) {
    case UNITS_LIN:
        return value->quantity;
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

static void fill_source(const struct derived *value, struct trend_point *row) {
    row->parts = value->parts;
    row->part_count = value->part_count;
    row->coverage = value->coverage;
    row->rests_from = value->rest.first;
    row->rests_to = value->rest.last;
    if (value->point == NULL)
        return;
    const struct observation *o = value->point->observation;
    row->has_source = value->point->coverage == NULL && o->quantity.reason == REASON_NONE;
    row->source = o->source;
    row->published = o->published;
    row->recorded_ms = o->recorded_ms;
    row->releases = value->point->releases;
}

static void fill_row(const struct build *build, struct period period, struct trend_point *row) {
    struct derived value = derive_value(&build->derivation, period);
    if (value.quantity.reason == REASON_NOT_REPORTED && !is_due(build->request, period))
        value.quantity = quantity_null(REASON_NOT_DUE);
    row->period = period;
    row->status = build->request->status;
    row->base = period_shift_years(period, -1);
    row->year = change_from(build, &value, row->base);
    row->level = value.quantity;
    row->quantity = shown(build, &value, period, &row->year);
    fill_source(&value, row);
}

/* ---- all rows ---- */

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

/* From the year's first day to the unit's last: the calendar year, or for terms the school year. */
static struct period since_year_began(struct period unit) {
    struct date last = period_end(unit);
    int year = period_year_of(unit);
    if (unit.shape != PERIOD_TERM)
        return period_canonical(period_months(last.year, 1, last.year, last.month));
    /* The second term begins in the calendar year after the school year's first. */
    bool is_second = last.month == 8;
    return is_second ? period_school_year(year - 1) : unit;
}

/* One row for each period of the shape, gaps too. */
/* A ratio has rows where it was reported and where it can be made. */
static bool find_limits(const struct build *build, enum period_shape shape, int32_t *first, int32_t *last) {
    const struct derivation *own = &build->derivation, *side = own->numerator;
    int32_t begin = 0, end = 0;
    bool is_found =
        trend_row_limits(build->request, own->points, own->count, shape, build->is_made, first, last);
    if (side == NULL ||
        !trend_row_limits(build->request, side->points, side->count, shape, true, &begin, &end))
        return is_found;
    *first = !is_found || begin < *first ? begin : *first;
    *last = !is_found || end > *last ? end : *last;
    return true;
}

static bool build_regular(const struct build *build, struct trend *out, struct err *err) {
    enum period_shape shape = trend_shape(build->frequency);
    int32_t first = 0, last = 0;
    if (!find_limits(build, shape, &first, &last))
        return true;
    size_t rows = newest_only((size_t)(last - first) + 1, build->request->last);
    if (!new_rows(build, rows, out, err))
        return false;
    for (size_t i = 0; i < rows; i++) {
        int32_t unit = last - (int32_t)(rows - 1 - i);
        struct period period = {shape, unit, unit};
        fill_row(build, build->request->cumulation == CUMULATION_YTD ? since_year_began(period) : period,
                 &out->points[i]);
    }
    return true;
}

static bool is_row(const struct build *build, const struct point *point) {
    return trend_frequency_index(period_frequency(point->period)) == build->frequency &&
           trend_in_window(build->request, point->period);
}

/* One row for each point: between irregular spans nothing is missing. */
static bool build_irregular(const struct build *build, struct trend *out, struct err *err) {
    size_t all = 0;
    for (size_t i = 0; i < build->derivation.count; i++)
        all += is_row(build, &build->derivation.points[i]);
    size_t rows = newest_only(all, build->request->last), skip = all - rows, n = 0;
    if (!new_rows(build, rows, out, err))
        return false;
    for (size_t i = 0; i < build->derivation.count; i++) {
        const struct point *point = &build->derivation.points[i];
        if (!is_row(build, point))
            continue;
        if (skip > 0)
            skip--;
        else
            fill_row(build, point->period, &out->points[n++]);
    }
    return true;
}

/* ---- the breaks that matter to what is shown ---- */

static void note_breaks(const struct build *build, struct trend *out) {
    if (build->of_all.count == 0 || out->point_count == 0)
        return;
    enum trend_units units = build->request->units;
    const struct trend_point *first = &out->points[0];
    struct rest shown = rest_both(rest_of(first->period), rest_of(first->base));
    if (units == UNITS_CHG || units == UNITS_PCH)
        shown = rest_both(shown, rest_of(period_step(first->period, -1)));
    for (size_t i = 0; i < out->point_count; i++) {
        int32_t start, end;
        period_days(out->points[i].period, &start, &end);
        shown.last = end > shown.last ? end : shown.last;
    }
    out->breaks = breaks_within(&build->of_all, shown);
}

/* ---- the request ---- */

static bool is_one_of(const char *frequency, const char *const *frequencies) {
    for (; *frequencies != NULL; frequencies++)
        if (trend_frequency_index(*frequencies) == trend_frequency_index(frequency))
            return true;
    return false;
}

static bool check_made(const struct trend_request *request, struct err *err) {
    static const char *const for_aggregation[] = {"A", "S", "Q", "M", "SY", "T", NULL};
    static const char *const for_cumulation[] = {"S", "Q", "M", "T", NULL};
    bool aggregates = request->aggregation != AGGREGATION_NONE;
    if (!aggregates && request->cumulation == CUMULATION_NONE)
        return true;
    const char *name = aggregates ? "aggregation" : "cumulation";
    if (aggregates && request->cumulation != CUMULATION_NONE)
        return err_set_field(err, ERR_BAD_VALUE, "cumulation",
                             "Ask for aggregation or for cumulation, not both.");
    if (request->frequency == NULL)
        return err_set_field(err, ERR_MISSING_PARAMETER, "frequency", "%s needs the frequency of the points.",
                             name);
    if (!is_one_of(request->frequency, aggregates ? for_aggregation : for_cumulation))
        return err_set_field(err, ERR_BAD_VALUE, "frequency", "%s goes with the frequencies %s.", name,
                             aggregates ? "A, S, Q, M, SY and T" : "S, Q, M and T");
    bool steps = request->units == UNITS_CHG || request->units == UNITS_PCH;
    if (request->cumulation == CUMULATION_YTD && steps)
        return err_set_field(err, ERR_BAD_VALUE, "units",
                             "A total since the year began has no period before it; ask for ch1 or pc1.");
    return true;
}

static bool check_request(const struct trend_request *request, struct err *err) {
    if (request->frequency != NULL && trend_frequency_index(request->frequency) == TREND_FREQUENCIES)
        return err_set_field(err, ERR_BAD_VALUE, "frequency",
                             "\"%.16s\" is no frequency; A, S, Q, M, W, D, SY (school year), T (term) and I "
                             "(irregular) are.",
                             request->frequency);
    if (request->from.shape != PERIOD_NONE && request->to.shape != PERIOD_NONE &&
        date_compare(period_start(request->from), period_end(request->to)) > 0)
        return err_set_field(err, ERR_BAD_VALUE, "from", "from begins after the end of to.");
    return check_made(request, err);
}

static void echo_request(const struct trend_request *request, const struct trend_input *input,
                         struct trend *out) {
    *out = (struct trend){.org = *input->org,
                          .metric = *input->metric,
                          .series_id = input->series_id,
                          .is_total = input->is_total,
                          .scope = request->scope,
                          .across_breaks = request->across_breaks,
                          .status = request->status,
                          .units = request->units,
                          .aggregation = request->aggregation,
                          .cumulation = request->cumulation,
                          .release = request->vantage.release,
                          .as_of = request->vantage.as_of,
                          .known_at_ms = request->vantage.known_at_ms};
}

static struct breaks breaks_heeded(const struct build *build, const struct breaks *breaks) {
    return build->request->across_breaks ? (struct breaks){0} : *breaks;
}

/* false: the arena is full. */
static bool join_sides(struct build *build) {
    const struct trend_input *input = build->input;
    struct breaks sides;
    return breaks_join(build->arena, &input->numerator.metric->breaks, &input->denominator.metric->breaks,
                       &sides) &&
           breaks_join(build->arena, &input->breaks, &sides, &build->of_all);
}

static struct derivation side_of(const struct build *build, const struct trend_side *side) {
    return (struct derivation){.arena = build->arena,
                               .points = side->points,
                               .count = side->count,
                               .breaks = breaks_heeded(build, &side->metric->breaks),
                               .kind = side->metric->kind,
                               .over_time = side->metric->over_time,
                               .aggregation = side->metric->over_time == ADDITIVITY_END_OF_PERIOD
                                                  ? AGGREGATION_EOP
                                                  : AGGREGATION_SUM};
}

static int rate_power(struct text unit) {
    return text_equal(unit, TEXT_OF("%")) ? 2 : text_equal(unit, TEXT_OF("‰")) ? 3 : 0;
}

/* Where nothing shorter was ever reported there is nothing to take the mean or the end of: the wholes are the answer. A ratio
 * may still be made of the wholes of its sides. */
static bool choose_way(struct build *build) {
    const struct trend_request *request = build->request;
    const struct trend_input *input = build->input;
    struct derivation *d = &build->derivation;
    enum period_shape shape = trend_shape(build->frequency);
    build->of_all = input->breaks;
    *d = (struct derivation){.arena = build->arena,
                             .points = input->points,
                             .count = input->count,
                             .kind = input->metric->kind,
                             .over_time = input->metric->over_time,
                             .aggregation = request->aggregation,
                             .cumulation = request->cumulation,
                             .rate_power = rate_power(input->metric->unit)};
    if (request->aggregation == AGGREGATION_RATIO && input->numerator.metric != NULL &&
        input->denominator.metric != NULL) {
        if (!join_sides(build))
            return false;
        build->numerator = side_of(build, &input->numerator);
        build->denominator = side_of(build, &input->denominator);
        d->numerator = &build->numerator;
        d->denominator = &build->denominator;
    } else if (d->aggregation != AGGREGATION_NONE && shape != PERIOD_NONE &&
               !trend_has_shorter(d->points, d->count, shape))
        d->aggregation = AGGREGATION_NONE;
    d->breaks = breaks_heeded(build, &build->of_all);
    build->is_made = d->aggregation != AGGREGATION_NONE || d->cumulation != CUMULATION_NONE;
    return true;
}

bool trend_build_points(struct arena *arena, const struct trend_request *request,
                        const struct trend_input *input, struct trend *out, struct err *err) {
    struct build build = {.arena = arena, .request = request, .input = input};
    echo_request(request, input, out);
    if (!check_request(request, err))
        return false;
    build.frequency = trend_choose_frequency(request, input->points, input->count);
    trend_other_frequencies(input->points, input->count, build.frequency, out);
    if (build.frequency == TREND_FREQUENCIES)
        return true;
    out->frequency = trend_frequencies[build.frequency];
    if (!choose_way(&build))
        return err_set(err, ERR_TOO_LARGE, "The trend is too large to answer.");
    bool is_built = trend_shape(build.frequency) == PERIOD_NONE ? build_irregular(&build, out, err)
                                                                : build_regular(&build, out, err);
    if (!is_built)
        return false;
    if (arena_overflowed(arena))
        return err_set(err, ERR_TOO_LARGE, "The trend is too large to answer.");
    note_breaks(&build, out);
    if (request->with_summary)
        summary_build(out);
    return true;
}

bool trend_build(struct arena *arena, const struct trend_request *request, const struct org *org,
                 const struct metric *metric, int64_t series_id, const struct observation *observations,
                 size_t count, struct trend *out, struct err *err) {
    struct trend_input input = {
        .org = org, .metric = metric, .series_id = series_id, .breaks = metric->breaks};
    struct point *points;
    if (!series_points(arena, observations, count, request->status, &request->vantage, &points, &input.count,
                       err))
        return false;
    input.points = points;
    return trend_build_points(arena, request, &input, out, err);
}
