/* trend: one series over time.
 *
 * A trend has one frequency: halves are never mixed with years. It is the one asked for, else the one with the
 * most points (ties: the one with the newest point); the others that this series has are named in
 * other_frequencies.
 *
 * Rows: every period of that frequency from the first to the last point, both included, or from the start of `from`
 * to the end of `to` where asked; a period without a value is a row with a null: not_due when it had not ended
 * before `today`, else not_reported. Points that were taken back are such rows too. Irregular spans (frequency "I":
 * 1-9月, 2016/2020) have no neighbours to be missing: each point is a row, nothing between.
 *
 * units, as FRED defines them (fred.stlouisfed.org/docs/api/fred/series_observations.html), x(t-n) being the point
 * of the same shape n earlier by the calendar, never the row before:
 *   lin  x(t)
 *   chg  x(t) - x(t-1)          pch  100 * (x(t) - x(t-1)) / x(t-1)
 *   ch1  x(t) - x(t-1 year)     pc1  100 * (x(t) - x(t-1 year)) / x(t-1 year)
 * chg and ch1 of a rate are percentage points. Bases are looked up in the whole series, also before `from`.
 *
 * aggregation and cumulation make values of other periods' (derive.h); bases are made the same way. Rows then go from the
 * first to the last unit that holds any value. With CUMULATION_YTD a row's period goes from the year's first day to the
 * unit's last (school years for terms). A total over organisations differs from its base only where both are of the same
 * ones: coverage_differs otherwise.
 *
 * A definition break (breaks.h) between what a value and its base rest on makes the change null, definition_break; value and base are there
 * all the same. Values are not made across one either (derive.h), and the summary holds nothing against each other across one
 * (summary.h). With `across_breaks` all of that is worked out as if there were none. trend.breaks lists those that lie between the base of
 * the first row and the end of the last. */
#ifndef TONGBI_SERIES_TREND_H
#define TONGBI_SERIES_TREND_H

#include "model/answer.h"
#include "series/series.h"

enum { TREND_ROWS_MAX = 10000 };

struct trend_request {
    /* PERIOD_NONE: from the first, to the last point. Any shape; only their days count. */
    struct period from, to;
    size_t last;           /* only the last so many rows, gaps included; 0: all */
    const char *frequency; /* A S Q M W D SY T I, or NULL */
    enum trend_units units;
    enum aggregation aggregation; /* needs a frequency of A S Q M SY T */
    enum cumulation
        cumulation; /* needs a frequency of S Q M T; not with an aggregation; ytd not with chg, pch */
    bool with_summary;
    struct date today; /* year 0: nothing is not_due */
    bool across_breaks;
    struct vantage vantage;
    enum figure_status status;
    struct text scope; /* echoed */
};

/* A metric that a rate is made of, with its breaks. metric NULL: there is none. */
struct trend_side {
    const struct metric *metric;
    const struct point *points;
    size_t count;
};

/* What a trend is made of: points from series_points or rollup_points, at the request's vantage and status. */
struct trend_input {
    const struct org *org;
    const struct metric *metric;
    int64_t series_id;
    bool is_total; /* over the organisations below org */
    const struct point *points;
    size_t count;
    struct breaks breaks; /* of what the points were counted by: the metric's, or rollup_breaks */
    struct trend_side numerator, denominator; /* read for AGGREGATION_RATIO only */
};

/* As trend_build. */
bool trend_build_points(struct arena *arena, const struct trend_request *request,
                        const struct trend_input *input, struct trend *out, struct err *err) MUST_CHECK;

/* observations: of this series, any statuses and order. Everything in *out lives in the arena or in the
 * observations. A series without points is a trend without rows; its frequency is then the asked one or, when
 * none was, NULL. Fails: ERR_BAD_VALUE (field "frequency": not one of the above, or not one that goes with the
 * rest; "from": more than TREND_ROWS_MAX rows, or `from` after `to`; "cumulation", "units": what does not go
 * together), ERR_MISSING_PARAMETER ("frequency"), ERR_TOO_LARGE (arena). */
bool trend_build(struct arena *arena, const struct trend_request *request, const struct org *org,
                 const struct metric *metric, int64_t series_id, const struct observation *observations,
                 size_t count, struct trend *out, struct err *err) MUST_CHECK;

#endif
