#include "series/consistency.h"

#include <stdlib.h>

#include "base/dict.h"
#include "series/printed.h"

enum { FALLS_LOOKED_AT = 100 }; /* earlier figures of one series in one report */

/* The warnings while they are collected. */
struct review {
    struct arena *arena;
    const struct consistency_input *input;
    struct dict points; /* figures by series, period and status: the first of each */
    struct dict series; /* the last figure of each series so far; previous[] leads to those before */
    const struct consistency_figure **previous; /* by ordinal */
    struct warning *warnings;
    size_t count;
};

static const struct figure *figure_at(const struct review *review, size_t i) {
    return review->input->figures[i].figure;
}

static bool is_point(const struct consistency_figure *item) {
    return item->metric != NULL && item->figure->kind != FIGURE_CHANGE &&
           item->figure->quantity.reason == REASON_NONE && figure_stands(item->figure);
}

static struct source source_of(const struct review *review, const struct figure *figure) {
    return (struct source){.report = review->input->report,
                           .figure = figure->id,
                           .start = figure->start,
                           .end = figure->end,
                           .quote = figure->quote,
                           .place = figure->place};
}

static struct warning *add(struct review *review, enum warning_kind kind, const struct figure *figure) {
    if (review->count == CONSISTENCY_WARNINGS_MAX)
        return NULL;
    struct warning *warning = &review->warnings[review->count++];
    *warning = (struct warning){.kind = kind,
                                .figure = (int32_t)figure->ordinal,
                                .other = FIGURE_NOT_OWNED,
                                .source = source_of(review, figure)};
    return warning;
}

static void name_other(const struct review *review, struct warning *warning, const struct figure *other) {
    warning->other = (int32_t)other->ordinal;
    warning->other_source = source_of(review, other);
    warning->has_other = true;
}

/* ---- two values ---- */

static struct text point_key(const struct review *review, const struct consistency_figure *item,
                             struct text metric) {
    char period[PERIOD_TEXT_MAX];
    period_print(period_canonical(item->figure->period), period);
    return arena_printf(review->arena, "%.*s\x1f%.*s\x1f%s\x1f%s", TEXT_ARG(metric), TEXT_ARG(item->scope),
                        period, figure_status_name(item->figure->status));
}

static bool check_two_values(struct review *review, const struct consistency_figure *item) {
    const struct figure *figure = item->figure;
    struct text key = point_key(review, item, item->metric->code);
    const struct consistency_figure *other = dict_get(&review->points, key);
    if (other == NULL)
        return dict_put(&review->points, key, (void *)(uintptr_t)item);
    if (quantity_same(&other->figure->quantity, &figure->quantity) != TRUTH_FALSE)
        return true;
    struct warning *warning = add(review, WARNING_TWO_VALUES, other->figure);
    if (warning == NULL)
        return true;
    name_other(review, warning, figure);
    warning->detail =
        arena_printf(review->arena, "%.*s: %.*s and %.*s for the same period.",
                     TEXT_ARG(item->metric->name_zh), TEXT_ARG(other->figure->text), TEXT_ARG(figure->text));
    return true;
}

/* ---- parts and rates ---- */

static void check_part(struct review *review, const struct figure *part) {
    if (part->part_of < 0 || (size_t)part->part_of >= review->input->count || !figure_stands(part))
        return;
    const struct figure *whole = figure_at(review, (size_t)part->part_of);
    if (!figure_stands(whole) || quantity_below(&whole->quantity, &part->quantity) != TRUTH_TRUE)
        return;
    struct warning *warning = add(review, WARNING_PART_ABOVE_WHOLE, part);
    if (warning == NULL)
        return;
    name_other(review, warning, whole);
    warning->detail =
        arena_printf(review->arena, "%.*s (%.*s) is said to be part of %.*s (%.*s).", TEXT_ARG(part->label),
                     TEXT_ARG(part->text), TEXT_ARG(whole->label), TEXT_ARG(whole->text));
}

static void check_rate(struct review *review, const struct figure *figure) {
    const struct quantity all = quantity_exact(decimal_from_int(100));
    bool is_percent = figure->kind == FIGURE_RATE && text_equal(figure->unit, TEXT_OF("%"));
    if (!is_percent || !figure_stands(figure) || quantity_below(&all, &figure->quantity) != TRUTH_TRUE)
        return;
    struct warning *warning = add(review, WARNING_RATE_ABOVE_100, figure);
    if (warning != NULL)
        warning->detail = arena_printf(review->arena, "%.*s: %.*s is above 100 %%.", TEXT_ARG(figure->label),
                                       TEXT_ARG(figure->text));
}

/* The figure of this metric for the scope, period and status of the rate. */
static const struct consistency_figure *find_side(const struct review *review,
                                                  const struct consistency_figure *rate, struct text metric) {
    return metric.len > 0 ? dict_get(&review->points, point_key(review, rate, metric)) : NULL;
}

static struct printed printed_of(const struct consistency_figure *item) {
    return printed_from(&item->figure->quantity, item->figure->last_place, item->figure->kind);
}

static void check_sides(struct review *review, const struct consistency_figure *rate) {
    if (rate->figure->kind != FIGURE_RATE)
        return;
    const struct consistency_figure *above = find_side(review, rate, rate->metric->numerator);
    const struct consistency_figure *below = find_side(review, rate, rate->metric->denominator);
    if (above == NULL || below == NULL)
        return;
    const struct printed numerator = printed_of(above), denominator = printed_of(below);
    const struct printed printed = printed_of(rate);
    int power = text_equal(rate->metric->unit, TEXT_OF("‰")) ? 3 : 2;
    if (printed_is_ratio(&numerator, &denominator, &printed, power) != TRUTH_FALSE)
        return;
    struct warning *warning = add(review, WARNING_RATE_UNLIKE_PARTS, rate->figure);
    if (warning == NULL)
        return;
    name_other(review, warning, above->figure);
    warning->detail = arena_printf(
        review->arena, "%.*s is %.*s, but %.*s (%.*s) out of %.*s (%.*s) is another share.",
        TEXT_ARG(rate->figure->label), TEXT_ARG(rate->figure->text), TEXT_ARG(above->figure->label),
        TEXT_ARG(above->figure->text), TEXT_ARG(below->figure->label), TEXT_ARG(below->figure->text));
}

/* ---- totals since the year began ---- */

static bool is_cumulative(const struct consistency_figure *item) {
    return item->metric->over_time == ADDITIVITY_SUM && item->figure->status == STATUS_ACTUAL &&
           item->figure->kind != FIGURE_RATE;
}

/* Both since the same day, one longer than the other; is the longer one's value below? */
static bool is_fall(struct period a, const struct quantity *value_a, struct period b,
                    const struct quantity *value_b) {
    if (date_compare(period_start(a), period_start(b)) != 0)
        return false;
    int order = date_compare(period_end(a), period_end(b));
    return (order > 0 && quantity_below(value_a, value_b) == TRUTH_TRUE) ||
           (order < 0 && quantity_below(value_b, value_a) == TRUTH_TRUE);
}

static void warn_fall(struct review *review, const struct figure *figure, struct period other,
                      const struct quantity *value, struct warning **out) {
    char this_period[PERIOD_TEXT_MAX], other_period[PERIOD_TEXT_MAX],
        digits[DECIMAL_TEXT_MAX] = "an interval";
    *out = add(review, WARNING_CUMULATIVE_FALL, figure);
    if (*out == NULL)
        return;
    period_print(figure->period, this_period);
    period_print(other, other_period);
    if (value->has_value)
        decimal_print(value->value, digits);
    (*out)->detail = arena_printf(
        review->arena, "%.*s: %.*s for %s and %s%.*s for %s; a total since the year began cannot fall.",
        TEXT_ARG(figure->label), TEXT_ARG(figure->text), this_period, digits,
        TEXT_ARG(value->has_value ? figure->unit : TEXT_OF("")), other_period);
}

static bool check_fall_within(struct review *review, const struct consistency_figure *item) {
    struct text key =
        arena_printf(review->arena, "%.*s\x1f%.*s", TEXT_ARG(item->metric->code), TEXT_ARG(item->scope));
    size_t looked = 0;
    const struct consistency_figure *other = dict_get(&review->series, key);
    review->previous[item - review->input->figures] = other;
    for (; other != NULL && looked < FALLS_LOOKED_AT; looked++) {
        struct warning *warning = NULL;
        if (is_fall(item->figure->period, &item->figure->quantity, other->figure->period,
                    &other->figure->quantity))
            warn_fall(review, item->figure, other->figure->period, &other->figure->quantity, &warning);
        if (warning != NULL)
            name_other(review, warning, other->figure);
        other = review->previous[other - review->input->figures];
    }
    return dict_put(&review->series, key, (void *)(uintptr_t)item);
}

static bool check_fall_since(struct review *review, const struct consistency_figure *item,
                             const struct consistency_history *history, struct err *err) {
    const struct vantage now = {0};
    struct point *points;
    size_t count;
    if (!series_points(review->arena, history->observations, history->count, STATUS_ACTUAL, &now, &points,
                       &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct observation *o = points[i].observation;
        struct warning *warning;
        if (o == NULL || (o->source.report != 0 && o->source.report == review->input->report) ||
            !is_fall(item->figure->period, &item->figure->quantity, points[i].period, &o->quantity))
            continue;
        warn_fall(review, item->figure, points[i].period, &o->quantity, &warning);
        if (warning != NULL) {
            warning->other_source = o->source;
            warning->has_other = true;
        }
    }
    return true;
}

static bool check_falls(struct review *review, const struct consistency_figure *item, struct err *err) {
    if (!is_cumulative(item))
        return true;
    if (!check_fall_within(review, item))
        return err_set(err, ERR_TOO_LARGE, "The report holds more figures than can be checked at once.");
    for (size_t i = 0; i < review->input->history_count; i++) {
        const struct consistency_history *history = &review->input->history[i];
        if (text_equal(history->metric, item->metric->code) && text_equal(history->scope, item->scope) &&
            !check_fall_since(review, item, history, err))
            return false;
    }
    return true;
}

static int by_figure(const void *left, const void *right) {
    const struct warning *a = left, *b = right;
    if (a->figure != b->figure)
        return a->figure < b->figure ? -1 : 1;
    if (a->kind != b->kind)
        return (int)a->kind - (int)b->kind;
    if (a->other != b->other)
        return a->other < b->other ? -1 : 1;
    /* Falls below history: none of those is a figure of the report. */
    return (a->other_source.figure > b->other_source.figure) -
           (a->other_source.figure < b->other_source.figure);
}

bool consistency_check(struct arena *arena, const struct consistency_input *input, struct warning **warnings,
                       size_t *count, struct err *err) {
    struct review review = {.arena = arena, .input = input};
    review.warnings = ARENA_ARRAY(arena, CONSISTENCY_WARNINGS_MAX, struct warning);
    dict_init(&review.points, arena);
    dict_init(&review.series, arena);
    review.previous = ARENA_ARRAY(arena, input->count, const struct consistency_figure *);
    bool is_whole = review.warnings != NULL && review.previous != NULL;
    for (size_t i = 0; is_whole && i < input->count; i++) {
        check_part(&review, input->figures[i].figure);
        check_rate(&review, input->figures[i].figure);
        is_whole = !is_point(&input->figures[i]) || check_two_values(&review, &input->figures[i]);
    }
    for (size_t i = 0; is_whole && i < input->count; i++) {
        if (!is_point(&input->figures[i]))
            continue;
        check_sides(&review, &input->figures[i]);
        if (!check_falls(&review, &input->figures[i], err))
            return false;
    }
    *warnings = review.warnings;
    *count = review.count;
    if (!is_whole || arena_overflowed(arena))
        return err_set(err, ERR_TOO_LARGE, "The report holds more figures than can be checked at once.");
    if (review.count > 1)
        qsort(review.warnings, review.count, sizeof *review.warnings, by_figure);
    return true;
}
