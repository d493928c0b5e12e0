/* series: from vintages to the points that count.
 *
 * For: choosing, among everything that was ever recorded of one series, what counts for a reader who stands at a
 * given vantage. Not for: reading or storing vintages. Pure; the input is never changed, the output points into it.
 *
 * Which vintage counts, for one period and one status:
 *   1. Eligible are the vintages with published <= as_of (where asked) and recorded <= known_at (where asked), both
 *      inclusive. A vintage without a published date (year 0) is eligible for every as_of, and older than any dated
 *      one.
 *   2. A withdrawing vintage (is_withdrawn) never counts itself. It cancels what its own source had said before: the
 *      eligible vintages of the same source.report that were recorded before it (by recorded_ms, then id); when it
 *      names a figure (source.figure not 0), only that figure's. Posted observations are of report 0 and are
 *      cancelled alike, but by (published, recorded_ms, id), so that they may be posted in any order. What another report said stays, and so does what the same report says again later.
 *   3. Of the rest the one with the greatest (published, recorded_ms, id) counts.
 *   4. Where none is left the point is a gap: it was said once and taken back.
 * RELEASE_FIRST: of each point what was said first: with D the earliest day of publication as of which the point has a
 * value, what counts as of D. So a mended reading of the first report is its first release, and a later revision is not.
 * Periods are one point when they cover the same days (2021-01/2021-06 and 2021-H1); it is shown as the canonical
 * form of the one that counts. */
#ifndef TONGBI_SERIES_SERIES_H
#define TONGBI_SERIES_SERIES_H

#include "base/arena.h"
#include "base/err.h"
#include "model/answer.h"

/* Where the reader stands in time; zeroed: today, knowing all. */
struct vantage {
    struct date as_of;   /* published until then; year 0: no limit */
    int64_t known_at_ms; /* recorded until then; 0: no limit */
    enum release release;
};

struct point {
    struct period period;                  /* canonical */
    const struct observation *observation; /* into the caller's array; NULL: taken back, a gap */
    int32_t start, end;                    /* its days, as date_days */
    int32_t reach;                         /* the greatest `end` of all points up to here that are no gaps */
    uint32_t releases;                     /* eligible vintages that said a value, the cancelled ones too */
    const struct coverage *coverage;       /* of a total over organisations; NULL otherwise */
};

/* Observations of one series and any statuses, in any order; those of another status are passed over, and so are
 * those whose period is PERIOD_NONE. *points is in the order of period_compare, one a period; periods without an
 * eligible vintage are not in it. O(n log n), but for many figures of one report taken back one by one in one point.
 * Fails with ERR_TOO_LARGE when the arena is full. */
bool series_points(struct arena *arena, const struct observation *observations, size_t count,
                   enum figure_status status, const struct vantage *vantage, struct point **points,
                   size_t *point_count, struct err *err) MUST_CHECK;

/* May this vintage be known at the vantage (rule 1)? */
bool series_is_eligible(const struct observation *observation, enum figure_status status,
                        const struct vantage *vantage);
/* Does the withdrawing vintage take this one back, by its source and the order of what it said (rule 2)? */
bool series_takes_back(const struct observation *withdrawal, const struct observation *observation);
/* By (published, recorded, id): the later counts. Undated ones come first. */
int series_compare_vintages(const struct observation *a, const struct observation *b);

/* The point for the same days, or NULL. O(log n), and O(1) where no period between the first and it is missing. */
const struct point *series_find(const struct point *points, size_t count, struct period period);

/* How many points stand before a period of these days (date_days) in the order of points: by start, the longer first. */
size_t series_count_before(const struct point *points, size_t count, int32_t start, int32_t end);

/* Are two totals over the same organisations? Also true where neither is a total. */
bool series_same_members(const struct coverage *a, const struct coverage *b);

/* What stands at `period` as a base for a comparison: its quantity, or a null with
 *   base_missing     nothing was reported for it, or it was taken back;
 *   period_mismatch  nothing was reported for it, but there is a point for a longer period that contains it (the full
 *                    year where the half is asked), which may not stand in for it.
 * *found (may be NULL) is the point where there is a quantity, else NULL. O(log n). */
struct quantity series_base(const struct point *points, size_t count, struct period period,
                            const struct point **found);

#endif
