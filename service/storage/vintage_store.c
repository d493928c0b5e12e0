#include "storage/vintage_store.h"

#include <limits.h>
#include <stdlib.h>

#include "storage/packed.h"

struct observation figure_vintage(const struct figure *figure, const struct addition_source *source) {
    return (struct observation){
        .period = figure->period,
        .status = figure->status,
        .quantity = figure->quantity,
        .last_place = figure->last_place,
        .published = source->published,
        .source = {
            .report = source->report, .figure = figure->id, .start = figure->start, .end = figure->end}};
}

/* ---- one segment a series ---- */

static int by_series(const void *left, const void *right) {
    const struct addition *a = left, *b = right;
    int order = text_compare(a->metric, b->metric);
    if (order == 0)
        order = text_compare(a->scope, b->scope);
    return order != 0 ? order : (a->vintage.id > b->vintage.id) - (a->vintage.id < b->vintage.id);
}

static bool is_same_series(const struct addition *a, const struct addition *b) {
    return text_equal(a->metric, b->metric) && text_equal(a->scope, b->scope);
}

/* The arrays of observation_append.sql. */
struct appended {
    struct pg_array metrics, scopes, segments, figures;
};

static void add_segment(struct appended *to, const struct addition_source *source,
                        const struct addition *additions, size_t count) {
    struct packed_writer writer;
    struct buf segment;
    struct pg_array figures;
    buf_init(&segment, INT_MAX / 2);
    pg_array_begin(&figures);
    packed_begin(&writer, &segment, source->report, source->published);
    for (size_t i = 0; i < count; i++) {
        packed_add(&writer, &additions[i].vintage);
        if (additions[i].vintage.source.figure != 0 && !additions[i].vintage.is_withdrawn)
            pg_array_int(&figures, additions[i].vintage.source.figure);
    }
    packed_end(&writer);
    pg_array_text(&to->metrics, additions->metric);
    pg_array_text(&to->scopes, additions->scope);
    pg_array_bytes(&to->segments, &segment);
    pg_array_array(&to->figures, &figures);
    buf_fini(&segment);
}

static void ask_append(struct pg_ask *ask, enum statement statement, const struct addition_source *source,
                       int64_t guard, struct addition *additions, size_t count) {
    struct appended to;
    struct pg_param *params = count > 0 ? pg_ask_add(ask, statement, NULL) : NULL;
    if (params == NULL)
        return;
    for (size_t i = 0; i < count; i++)
        additions[i].vintage.id = (int64_t)i;
    qsort(additions, count, sizeof *additions, by_series);
    pg_array_begin(&to.metrics);
    pg_array_begin(&to.scopes);
    pg_array_begin(&to.segments);
    pg_array_begin(&to.figures);
    for (size_t from = 0, end; from < count; from = end) {
        for (end = from + 1; end < count && is_same_series(&additions[from], &additions[end]);)
            end++;
        add_segment(&to, source, additions + from, end - from);
    }
    params[0] = pg_param_int(ask->arena, source->org_id);
    params[1] = pg_array_end(&to.metrics, ask->arena);
    params[2] = pg_array_end(&to.scopes, ask->arena);
    params[3] = pg_array_end(&to.segments, ask->arena);
    params[4] = pg_array_end(&to.figures, ask->arena);
    params[5] = pg_param_int(ask->arena, guard);
}

void vintage_ask_hold(struct pg_ask *ask, int64_t org_id) {
    struct pg_param *params = pg_ask_add(ask, STATEMENT_series_hold, NULL);
    if (params != NULL)
        params[0] = pg_param_int(ask->arena, org_id);
}

void vintage_ask_report(struct pg_ask *ask, const struct addition_source *source, struct addition *additions,
                        size_t count) {
    ask_append(ask, STATEMENT_observation_append, source, source->report, additions, count);
}

void vintage_ask_figure(struct pg_ask *ask, const struct addition_source *source, int64_t figure,
                        struct addition *additions, size_t count) {
    ask_append(ask, STATEMENT_observation_append_figure, source, figure, additions, count);
}

/* ---- taking back ---- */

static bool is_same_point(const struct observation *a, const struct observation *b) {
    return a->status == b->status && period_covers_same_days(a->period, b->period);
}

static bool is_of(const struct addition_source *source, int64_t figure, const struct observation *vintage) {
    return vintage->source.report == source->report && (figure == 0 || vintage->source.figure == figure);
}

static bool is_among(const struct observation *points, size_t count, const struct observation *vintage) {
    for (size_t i = 0; i < count; i++)
        if (is_same_point(&points[i], vintage))
            return true;
    return false;
}

static bool is_taken_back(int64_t figure, const struct observation *vintage, const struct observation *later,
                          size_t count) {
    for (size_t i = 0; figure != 0 && i < count; i++)
        if (later[i].is_withdrawn && later[i].source.figure == figure && is_same_point(&later[i], vintage))
            return true;
    return false;
}

size_t vintage_withdraw(const struct addition_source *source, int64_t figure,
                        const struct observation *vintages, size_t count, struct observation *out) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        const struct observation *v = &vintages[i];
        if (v->is_withdrawn || !is_of(source, figure, v) || is_among(out, n, v) ||
            is_taken_back(figure, v, v + 1, count - i - 1))
            continue;
        out[n++] = (struct observation){.period = v->period,
                                        .status = v->status,
                                        .is_withdrawn = true,
                                        .published = source->published,
                                        .source = {.report = source->report, .figure = figure}};
    }
    return n;
}
