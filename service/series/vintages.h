/* vintages: the whole history of a series, point by point: what was said when, and what each time changed.
 *
 * Vintages of a point stand by (published, recorded, id). What one did to its point:
 *   first      it was the first value
 *   repeated   the same value as the one that counted before it, by another report
 *   revised    another value than the one that counted before it, from a later report
 *   corrected  another reading of the same report (or of the same posted day of publication)
 *   withdrawn  it takes back what its own report had said
 * `revision` is the change against the value that counted before it, by change.h; base_missing where none did. `counts` is
 * told at the vantage, and goes by its release. */
#ifndef TONGBI_SERIES_VINTAGES_H
#define TONGBI_SERIES_VINTAGES_H

#include "series/series.h"

struct vintages_request {
    struct vantage vantage;
    struct period from, to; /* only points within; PERIOD_NONE: no limit */
    struct period period;   /* only this one; PERIOD_NONE: any */
    bool has_status;
    enum figure_status status;
};

/* observations: of one series, in any order. *points by period, then by status. ERR_TOO_LARGE when the arena is full. */
bool vintages_build(struct arena *arena, const struct vintages_request *request,
                    const struct observation *observations, size_t count, struct vintage_point **points,
                    size_t *point_count, struct err *err) MUST_CHECK;

#endif
