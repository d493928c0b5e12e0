#include "series/series.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A vintage on its way through the choice. */
struct candidate {
    const struct observation *observation;
    int32_t start, end; /* days: the key of its point */
    bool is_cancelled;
};

static int compare_int64(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

/* Longer first where two begin on the same day, as period_compare has it. */
static int compare_days(const struct candidate *a, const struct candidate *b) {
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->end != b->end)
        return a->end > b->end ? -1 : 1;
    return 0;
}

static int compare_recording(const struct observation *a, const struct observation *b) {
    int order = compare_int64(a->recorded_ms, b->recorded_ms);
    return order != 0 ? order : compare_int64(a->id, b->id);
}

static int compare_published(struct date a, struct date b) {
    if (a.year == 0 || b.year == 0)
        return (a.year != 0) - (b.year != 0);
    return date_compare(a, b);
}

int series_compare_vintages(const struct observation *a, const struct observation *b) {
    int order = compare_published(a->published, b->published);
    return order != 0 ? order : compare_recording(a, b);
}

/* Which was said first by one source. A report says anew what it had said; what is posted has its own days of publication, so that
 * old rows may be loaded in any order. */
static int compare_saying(const struct observation *a, const struct observation *b) {
    return a->source.report == 0 ? series_compare_vintages(a, b) : compare_recording(a, b);
}

/* The same source together: withdrawals follow what they cancel. */
static int by_source(const void *left, const void *right) {
    const struct candidate *a = left, *b = right;
    int order = compare_days(a, b);
    if (order == 0)
        order = compare_int64(a->observation->source.report, b->observation->source.report);
    return order != 0 ? order : compare_saying(a->observation, b->observation);
}

/* Within one point, the one that counts first. */
static int by_vintage(const void *left, const void *right) {
    const struct candidate *a = left, *b = right;
    int order = compare_days(a, b);
    return order != 0 ? order : series_compare_vintages(b->observation, a->observation);
}

bool series_is_eligible(const struct observation *o, enum figure_status status,
                        const struct vantage *vantage) {
    if (o->status != status || o->period.shape == PERIOD_NONE)
        return false;
    if (vantage->as_of.year != 0 && o->published.year != 0 && date_compare(o->published, vantage->as_of) > 0)
        return false;
    return vantage->known_at_ms == 0 || o->recorded_ms <= vantage->known_at_ms;
}

static size_t gather(struct candidate *candidates, const struct observation *observations, size_t count,
                     enum figure_status status, const struct vantage *vantage) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        const struct observation *o = &observations[i];
        if (!series_is_eligible(o, status, vantage))
            continue;
        struct candidate *candidate = &candidates[n++];
        *candidate = (struct candidate){.observation = o, .is_cancelled = o->is_withdrawn};
        period_days(o->period, &candidate->start, &candidate->end);
    }
    return n;
}

bool series_takes_back(const struct observation *withdrawal, const struct observation *o) {
    return o->source.report == withdrawal->source.report &&
           (withdrawal->source.figure == 0 || withdrawal->source.figure == o->source.figure) &&
           compare_saying(o, withdrawal) < 0;
}

/* Vintages come in the order of recording, which mostly is the order of the periods, and a look is cheaper than sorting. */
static void sort(struct candidate *candidates, size_t count, int (*compare)(const void *, const void *)) {
    for (size_t i = 1; i < count; i++)
        if (compare(&candidates[i - 1], &candidates[i]) > 0) {
            qsort(candidates, count, sizeof *candidates, compare);
            return;
        }
}

static bool has_withdrawals(const struct candidate *candidates, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (candidates[i].is_cancelled)
            return true;
    return false;
}

/* Candidates are sorted by_source. A withdrawal of a whole report ends the look back: what was before it is gone. */
static void cancel_withdrawn(struct candidate *candidates, size_t count) {
    if (!has_withdrawals(candidates, count))
        return;
    sort(candidates, count, by_source);
    for (size_t i = 0; i < count; i++) {
        const struct observation *withdrawal = candidates[i].observation;
        if (!withdrawal->is_withdrawn)
            continue;
        for (size_t j = i; j-- > 0;) {
            const struct observation *o = candidates[j].observation;
            if (compare_days(&candidates[i], &candidates[j]) != 0 ||
                o->source.report != withdrawal->source.report)
                break;
            if (o->is_withdrawn && o->source.figure == withdrawal->source.figure)
                break;
            if (series_takes_back(withdrawal, o))
                candidates[j].is_cancelled = true;
        }
    }
}

/* candidates [0, count) are of one point, in the order of by_vintage: the newest that no withdrawal among them has taken
 * back. */
static const struct observation *newest(const struct candidate *candidates, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!candidates[i].is_cancelled)
            return candidates[i].observation;
    return NULL;
}

static bool is_taken_back(const struct candidate *candidates, size_t count, const struct observation *o) {
    for (size_t i = 0; i < count; i++) {
        const struct observation *withdrawal = candidates[i].observation;
        if (withdrawal->is_withdrawn && series_takes_back(withdrawal, o))
            return true;
    }
    return false;
}

/* What counted as of the first day on which anything did. The cancelled marks do not serve here: they know of withdrawals
 * that were published later. */
static const struct observation *first_release(const struct candidate *candidates, size_t count) {
    for (size_t to = count; to > 0;) {
        size_t from = to - 1;
        struct date day = candidates[from].observation->published;
        while (from > 0 && compare_published(candidates[from - 1].observation->published, day) == 0)
            from--;
        for (size_t i = from; i < to; i++) {
            const struct observation *o = candidates[i].observation;
            if (!o->is_withdrawn && !is_taken_back(&candidates[from], count - from, o))
                return o;
        }
        to = from;
    }
    return NULL;
}

/* How often the point was said. */
static uint32_t releases(const struct candidate *candidates, size_t count) {
    uint32_t said = 0;
    for (size_t i = 0; i < count; i++) {
        const struct observation *o = candidates[i].observation;
        assert(o != NULL);
        said += !o->is_withdrawn;
    }
    return said;
}

/* candidates [0, count) are of one point, in the order of by_vintage; reach is that of the point before. */
static struct point choose(const struct candidate *candidates, size_t count, enum release release,
                           int32_t reach) {
    const struct observation *first = candidates[0].observation;
    assert(first != NULL);
    struct point point = {.start = candidates[0].start, .end = candidates[0].end, .reach = reach};
    point.observation =
        release == RELEASE_FIRST ? first_release(candidates, count) : newest(candidates, count);
    point.period = period_canonical(point.observation != NULL ? point.observation->period : first->period);
    point.releases = releases(candidates, count);
    if (point.observation != NULL && point.end > reach)
        point.reach = point.end;
    return point;
}

bool series_points(struct arena *arena, const struct observation *observations, size_t count,
                   enum figure_status status, const struct vantage *vantage, struct point **points,
                   size_t *point_count, struct err *err) {
    *points = NULL;
    *point_count = 0;
    if (count == 0)
        return true;
    struct candidate *candidates = ARENA_ARRAY(arena, count, struct candidate);
    struct point *out = ARENA_ARRAY(arena, count, struct point);
    if (candidates == NULL || out == NULL)
        return err_set(err, ERR_TOO_LARGE, "The series has too many observations (%zu) for one answer.",
                       count);
    size_t n = gather(candidates, observations, count, status, vantage);
    cancel_withdrawn(candidates, n);
    sort(candidates, n, by_vintage);
    size_t found = 0;
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && compare_days(&candidates[from], &candidates[to]) == 0;)
            to++;
        out[found] = choose(&candidates[from], to - from, vantage->release,
                            found > 0 ? out[found - 1].reach : INT32_MIN);
        found++;
    }
    *points = out;
    *point_count = found;
    return true;
}

size_t series_count_before(const struct point *points, size_t count, int32_t start, int32_t end) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct point *point = &points[middle];
        if (point->start < start || (point->start == start && point->end > end))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Where the period stands if the points are of its shape and none is missing, as mostly they are and none is. */
static const struct point *guess(const struct point *points, size_t count, struct period period) {
    if (count == 0 || points[0].period.shape != period.shape || period.first < points[0].period.first)
        return NULL;
    size_t at = (size_t)(period.first - points[0].period.first);
    return at < count && period_equal(points[at].period, period) ? &points[at] : NULL;
}

const struct point *series_find(const struct point *points, size_t count, struct period period) {
    int32_t start, end;
    if (period.shape == PERIOD_NONE)
        return NULL;
    const struct point *guessed = guess(points, count, period);
    if (guessed != NULL)
        return guessed;
    period_days(period, &start, &end);
    size_t at = series_count_before(points, count, start, end);
    return at < count && points[at].start == start && points[at].end == end ? &points[at] : NULL;
}

struct quantity series_base(const struct point *points, size_t count, struct period period,
                            const struct point **found) {
    const struct point *point = series_find(points, count, period);
    bool stands = point != NULL && point->observation != NULL;
    if (found != NULL)
        *found = stands ? point : NULL;
    if (stands)
        return point->observation->quantity;
    if (point != NULL || period.shape == PERIOD_NONE)
        return quantity_null(REASON_BASE_MISSING);
    int32_t start, end;
    period_days(period, &start, &end);
    size_t before = series_count_before(points, count, start, end);
    bool is_contained = before > 0 && points[before - 1].reach >= end;
    return quantity_null(is_contained ? REASON_PERIOD_MISMATCH : REASON_BASE_MISSING);
}

bool series_same_members(const struct coverage *a, const struct coverage *b) {
    if (a == NULL || b == NULL)
        return a == b;
    if (a->is_mixed || b->is_mixed)
        return false;
    return a->members_len == b->members_len && memcmp(a->members, b->members, a->members_len) == 0;
}
