#include "series/summary.h"

#include <string.h>

#include "series/breaks.h"
#include "series/change.h"
#include "series/combine.h"
#include "series/series.h"

static bool is_value(const struct trend_point *point) {
    return point->quantity.reason == REASON_NONE;
}

/* ---- breaks ---- */

static struct rest rests_of(const struct trend_point *point) {
    return (struct rest){point->rests_from, point->rests_to};
}

static bool is_parted(const struct trend *trend, struct rest rest) {
    return !trend->across_breaks && breaks_part(&trend->breaks, rest);
}

static bool are_values_parted(const struct trend *trend) {
    struct rest all = {INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < trend->point_count && trend->breaks.count > 0; i++)
        if (is_value(&trend->points[i]))
            all = rest_both(all, rests_of(&trend->points[i]));
    return is_parted(trend, all);
}

/* ---- extremes ---- */

static enum truth is_beyond(const struct quantity *a, const struct quantity *b, bool least) {
    return least ? quantity_below(a, b) : quantity_below(b, a);
}

/* May the one be beyond the other, and surely not the other way round? So that what none might be beyond is found wherever it
 * stands: 300 is the least, before 300余 or after it. */
static bool goes_before(const struct quantity *a, const struct quantity *b, bool least) {
    return is_beyond(a, b, least) != TRUTH_FALSE && is_beyond(b, a, least) == TRUTH_FALSE;
}

static const struct trend_point *furthest(const struct trend *trend, bool least) {
    const struct trend_point *best = NULL;
    for (size_t i = 0; i < trend->point_count; i++) {
        const struct trend_point *point = &trend->points[i];
        if (is_value(point) && (best == NULL || goes_before(&point->quantity, &best->quantity, least)))
            best = point;
    }
    return best;
}

static struct trend_extreme extreme(const struct trend *trend, bool least) {
    const struct trend_point *best = furthest(trend, least);
    if (best == NULL)
        return (struct trend_extreme){.quantity = quantity_null(REASON_NOT_REPORTED)};
    if (are_values_parted(trend))
        return (struct trend_extreme){.quantity = quantity_null(REASON_DEFINITION_BREAK)};
    struct trend_extreme out = {.quantity = best->quantity, .period = best->period};
    for (size_t i = 0; i < trend->point_count; i++) {
        const struct trend_point *point = &trend->points[i];
        if (!is_value(point))
            continue;
        if (point != best && is_beyond(&point->quantity, &best->quantity, least) == TRUTH_UNDECIDED)
            return (struct trend_extreme){.quantity = quantity_null(REASON_APPROXIMATE)};
        out.ties += point == best || quantity_same(&point->quantity, &best->quantity) == TRUTH_TRUE;
    }
    return out;
}

/* ---- runs ---- */

/* May the one be held against the other? Not across a break; totals over organisations only where they are the same ones; a total
 * since the year began only within its year: the next one begins anew. */
static bool is_comparable(const struct trend *trend, const struct trend_point *before,
                          const struct trend_point *after) {
    if (!series_same_members(before->coverage, after->coverage) ||
        is_parted(trend, rest_both(rests_of(before), rests_of(after))))
        return false;
    return trend->cumulation != CUMULATION_YTD ||
           date_days(period_start(before->period)) == date_days(period_start(after->period));
}

static bool goes_on(const struct trend *trend, size_t at, bool rises) {
    const struct trend_point *before = &trend->points[at - 1], *after = &trend->points[at];
    if (!is_value(before) || !is_value(after) || !is_comparable(trend, before, after))
        return false;
    return is_beyond(&before->quantity, &after->quantity, rises) == TRUTH_TRUE;
}

static struct trend_run longest_run(const struct trend *trend, bool rises) {
    size_t begin = 0, best_from = 0, best_to = 0;
    for (size_t i = 1; i < trend->point_count; i++) {
        if (!goes_on(trend, i, rises))
            begin = i;
        if (i > begin && i - begin >= best_to - best_from) {
            best_from = begin;
            best_to = i;
        }
    }
    if (best_to == best_from)
        return (struct trend_run){0};
    const struct trend_point *from = &trend->points[best_from], *to = &trend->points[best_to];
    return (struct trend_run){.from = from->period,
                              .to = to->period,
                              .steps = (uint32_t)(best_to - best_from),
                              .change = change_between(&to->quantity, &from->quantity)};
}

/* ---- means ---- */

/* The place of a period in its year, from 1; 0 where there is none to speak of. *prefix is what it is called by. */
static int place_of(struct period period, const char **prefix) {
    static const struct {
        const char *prefix;
        int a_year;
    } shapes[] = {[PERIOD_YEAR] = {"A", 1},    [PERIOD_SCHOOL_YEAR] = {"SY", 1}, [PERIOD_HALF] = {"H", 2},
                  [PERIOD_QUARTER] = {"Q", 4}, [PERIOD_MONTH] = {"M", 12},       [PERIOD_TERM] = {"T", 2}};
    if ((size_t)period.shape >= sizeof shapes / sizeof *shapes || shapes[period.shape].a_year == 0)
        return 0;
    *prefix = shapes[period.shape].prefix;
    return (int)(period.first % shapes[period.shape].a_year) + 1;
}

/* Likewise of a total since the year began: the place that it reaches to. 1-9月 reaches to Q3. */
static int place_reached(const struct trend *trend, struct period period, const char **prefix) {
    static const struct {
        const char *frequency, *prefix;
        int months;
    } units[] = {{"S", "H", 6}, {"Q", "Q", 3}, {"M", "M", 1}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(trend->frequency, units[i].frequency) == 0) {
            *prefix = units[i].prefix;
            return period_end(period).month / units[i].months;
        }
    *prefix = "T";
    return period.shape == PERIOD_TERM ? 1 : 2;
}

static bool has_means(const struct trend *trend) {
    enum figure_kind kind = trend->metric.kind;
    bool is_relative = trend->units == UNITS_PCH || trend->units == UNITS_PC1;
    return !is_relative && kind != FIGURE_RATE && kind != FIGURE_RANK && kind != FIGURE_SCORE;
}

/* The points at one place of the year. */
struct place {
    struct trend_mean mean;
    struct rest rest;
};

static void add_to_place(struct place *place, const struct trend_point *point) {
    struct trend_mean *mean = &place->mean;
    mean->quantity = mean->count == 0 ? point->quantity : combine_add(&mean->quantity, &point->quantity);
    place->rest = mean->count == 0 ? rests_of(point) : rest_both(place->rest, rests_of(point));
    mean->count++;
}

static struct quantity mean_of(const struct trend *trend, const struct place *place) {
    if (!has_means(trend))
        return quantity_null(REASON_NOT_ADDITIVE);
    if (is_parted(trend, place->rest))
        return quantity_null(REASON_DEFINITION_BREAK);
    return combine_mean(&place->mean.quantity, place->mean.count);
}

static void build_means(const struct trend *trend, struct trend_summary *out) {
    struct place places[TREND_MEANS_MAX] = {0};
    for (size_t i = 0; i < trend->point_count; i++) {
        const char *prefix = NULL;
        int place = trend->cumulation == CUMULATION_YTD
                        ? place_reached(trend, trend->points[i].period, &prefix)
                        : place_of(trend->points[i].period, &prefix);
        if (place == 0 || !is_value(&trend->points[i]))
            continue;
        places[place - 1].mean.prefix = prefix;
        places[place - 1].mean.place = place;
        add_to_place(&places[place - 1], &trend->points[i]);
    }
    for (size_t i = 0; i < TREND_MEANS_MAX; i++) {
        if (places[i].mean.count == 0)
            continue;
        places[i].mean.quantity = mean_of(trend, &places[i]);
        out->means[out->mean_count++] = places[i].mean;
    }
}

void summary_build(struct trend *trend) {
    struct trend_summary *summary = &trend->summary;
    *summary = (struct trend_summary){0};
    for (size_t i = 0; i < trend->point_count; i++) {
        if (is_value(&trend->points[i]))
            summary->values++;
        else
            summary->gaps++;
    }
    summary->least = extreme(trend, true);
    summary->greatest = extreme(trend, false);
    summary->rise = longest_run(trend, true);
    summary->fall = longest_run(trend, false);
    build_means(trend, summary);
    trend->has_summary = true;
}
