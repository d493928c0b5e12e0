#include "series/vintages.h"

#include <stdlib.h>

#include "series/change.h"

/* A vintage with the days of its point. */
struct entry {
    const struct observation *observation;
    int32_t start, end;
    bool is_taken_back; /* by one that stands before the place that is looked at */
};

static int by_point(const struct entry *a, const struct entry *b) {
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->end != b->end)
        return a->end > b->end ? -1 : 1;
    return (int)a->observation->status - (int)b->observation->status;
}

static int by_point_and_time(const void *left, const void *right) {
    const struct entry *a = left, *b = right;
    int order = by_point(a, b);
    return order != 0 ? order : series_compare_vintages(a->observation, b->observation);
}

static bool is_wanted(const struct vintages_request *request, const struct observation *o) {
    if (o->period.shape == PERIOD_NONE || (request->has_status && o->status != request->status))
        return false;
    if (request->period.shape != PERIOD_NONE && !period_covers_same_days(request->period, o->period))
        return false;
    if (request->from.shape != PERIOD_NONE &&
        date_compare(period_start(o->period), period_start(request->from)) < 0)
        return false;
    if (request->to.shape != PERIOD_NONE && date_compare(period_end(o->period), period_end(request->to)) > 0)
        return false;
    return series_is_eligible(o, o->status, &request->vantage);
}

static void take_back(struct entry *entries, size_t at) {
    const struct observation *withdrawal = entries[at].observation;
    for (size_t i = 0; i < at; i++)
        if (series_takes_back(withdrawal, entries[i].observation))
            entries[i].is_taken_back = true;
}

/* The value that counted when only the entries before `at` were there. */
static const struct observation *counted_before(const struct entry *entries, size_t at) {
    while (at-- > 0)
        if (!entries[at].observation->is_withdrawn && !entries[at].is_taken_back)
            return entries[at].observation;
    return NULL;
}

/* A reading that was mended is withdrawn and said again on the report's own day; so the value before it may be gone, and the one
 * that it mends is the last of the same source. */
static const struct observation *mended(const struct entry *entries, size_t at) {
    const struct observation *o = entries[at].observation;
    for (size_t i = at; i-- > 0;) {
        const struct observation *before = entries[i].observation;
        if (before->source.report != o->source.report || date_compare(before->published, o->published) != 0)
            continue;
        if (!before->is_withdrawn)
            return before;
    }
    return NULL;
}

static void tell(const struct entry *entries, size_t at, struct vintage *out) {
    const struct observation *o = entries[at].observation;
    const struct quantity none = quantity_null(REASON_BASE_MISSING);
    *out = (struct vintage){.observation = o, .revision = change_null(REASON_BASE_MISSING)};
    if (o->is_withdrawn) {
        out->event = VINTAGE_WITHDRAWN;
        out->revision = change_null(REASON_NOT_REPORTED);
        return;
    }
    const struct observation *mends = mended(entries, at), *before = counted_before(entries, at);
    const struct observation *base = before != NULL ? before : mends;
    out->revision = change_between(&o->quantity, base != NULL ? &base->quantity : &none);
    if (mends != NULL)
        out->event = VINTAGE_CORRECTED;
    else if (base == NULL)
        out->event = VINTAGE_FIRST;
    else
        out->event =
            quantity_same(&o->quantity, &base->quantity) == TRUTH_TRUE ? VINTAGE_REPEATED : VINTAGE_REVISED;
}

static bool mark_counting(struct arena *arena, const struct vintages_request *request,
                          const struct observation *observations, size_t count, struct vintage_point *point,
                          struct err *err) {
    struct point *points;
    size_t n;
    if (!series_points(arena, observations, count, point->status, &request->vantage, &points, &n, err))
        return false;
    const struct point *stands = series_find(points, n, point->period);
    for (size_t i = 0; stands != NULL && i < point->vintage_count; i++) {
        const struct observation *o = stands->observation;
        point->vintages[i].counts = o != NULL && o->id == point->vintages[i].observation->id;
    }
    return true;
}

/* entries [0, count) are of one point. */
static bool build_point(struct arena *arena, const struct vintages_request *request, struct entry *entries,
                        size_t count, struct vintage_point *point, struct err *err) {
    struct observation *own = ARENA_ARRAY(arena, count, struct observation);
    point->vintages = ARENA_ARRAY(arena, count, struct vintage);
    if (own == NULL || point->vintages == NULL)
        return err_set(err, ERR_TOO_LARGE, "The history is too large to answer; narrow from and to.");
    point->period = period_canonical(entries[0].observation->period);
    point->status = entries[0].observation->status;
    point->vintage_count = count;
    for (size_t i = 0; i < count; i++) {
        own[i] = *entries[i].observation;
        tell(entries, i, &point->vintages[i]);
        if (entries[i].observation->is_withdrawn)
            take_back(entries, i);
    }
    return mark_counting(arena, request, own, count, point, err);
}

bool vintages_build(struct arena *arena, const struct vintages_request *request,
                    const struct observation *observations, size_t count, struct vintage_point **points,
                    size_t *point_count, struct err *err) {
    struct entry *entries = ARENA_ARRAY(arena, count, struct entry);
    struct vintage_point *out = ARENA_ARRAY(arena, count, struct vintage_point);
    size_t n = 0;
    *points = out;
    *point_count = 0;
    if (entries == NULL || out == NULL)
        return err_set(err, ERR_TOO_LARGE, "The history is too large to answer; narrow from and to.");
    for (size_t i = 0; i < count; i++)
        if (is_wanted(request, &observations[i]))
            entries[n++] = (struct entry){.observation = &observations[i],
                                          .start = date_days(period_start(observations[i].period)),
                                          .end = date_days(period_end(observations[i].period))};
    if (n > 1)
        qsort(entries, n, sizeof *entries, by_point_and_time);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && by_point(&entries[from], &entries[to]) == 0;)
            to++;
        if (!build_point(arena, request, &entries[from], to - from, &out[(*point_count)++], err))
            return false;
    }
    return true;
}
