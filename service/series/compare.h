/* compare: organisations side by side, for one metric and one period, each against its own base.
 *
 * Every organisation of the selection has a row, whatever is missing: the null says why. Rank is by the
 * metric's direction, 1 is best, ties share a rank and the next one is skipped (1 2 2 4); not ranked (0) are
 * rows without an exact value, for an interval has no place in an order, and all rows of a metric whose
 * direction is `neither`, because more is then not better; `unranked` says why. `limit` cuts after ranking and
 * sorting. The spread is of all rows with an exact value, also of those past the limit.
 *
 * Where a definition break (breaks.h) lies between the period and the base period, changes are null with definition_break; values, bases
 * and ranks stay. A target is of the same period, so that none lies between. With `across_breaks` they are worked out all the same.
 * compare.breaks lists the breaks that lie between. */
#ifndef TONGBI_SERIES_COMPARE_H
#define TONGBI_SERIES_COMPARE_H

#include "model/answer.h"
#include "series/rollup.h"
#include "series/series.h"

/* RANK: unranked rows last. VALUE: the shown value (a range: its low end). CHANGE: the absolute change (an
 * interval: its low end, else its high). ORG: by code. Rising unless `descending`; rows without the key
 * always last; equal keys in the order of the organisations' codes. */
enum compare_sort { COMPARE_SORT_RANK, COMPARE_SORT_VALUE, COMPARE_SORT_CHANGE, COMPARE_SORT_ORG };

struct compare_request {
    struct period period;
    enum compare_against against;
    struct period base_period; /* read for AGAINST_PERIOD only */
    enum figure_status status; /* of the value; the base has the same, or target for AGAINST_TARGET */
    struct date today;         /* a period not ended before it is not_due; year 0: never */
    struct vantage vantage;
    struct text scope; /* echoed */
    enum compare_sort sort;
    bool descending;
    size_t limit; /* rows; 0: all */
    bool across_breaks;
};

/* "rank", "value", "change", "org"; a "-" before it gives descending. false for anything else. */
bool compare_sort_parse(struct text t, enum compare_sort *sort, bool *descending) MUST_CHECK;

/* The period against which `request` compares: one year before, the one just before, the same (target), or
 * the named one. For whoever selects the observations; compare_build uses it too. */
struct period compare_base_period(const struct compare_request *request);

/* orgs: the selection, each once. observations: of this metric and scope, any organisations, periods,
 * statuses and order; those of organisations outside the selection are passed over. They have to hold
 * `period` and the base period (other spellings of the same days too); longer ones that contain the base
 * period turn base_missing into period_mismatch. A named base period of another shape gives period_mismatch
 * on every row, with value and base shown. Everything in *out lives in the arena or in the arguments. Fails
 * with ERR_TOO_LARGE (arena). */
bool compare_build(struct arena *arena, const struct compare_request *request, const struct metric *metric,
                   const struct org *orgs, size_t org_count, const struct observation *observations,
                   size_t count, struct compare *out, struct err *err) MUST_CHECK;

/* Metrics side by side for one organisation: a row a metric, in their order, not ranked. observations: of this
 * organisation and scope, any metrics. Otherwise as compare_build. */
bool compare_metrics_build(struct arena *arena, const struct compare_request *request, const struct org *org,
                           const struct metric *metrics, size_t metric_count,
                           const struct observation *observations, size_t count, struct compare *out,
                           struct err *err) MUST_CHECK;

/* Adds the total over the organisations below the roll-up's root, against its own base: coverage_differs where the
 * base's total is over others, definition_break also across those of a ratio's sides. The roll-up's status and vantage are taken from `request`. */
bool compare_total_build(struct arena *arena, const struct compare_request *request,
                         const struct rollup_request *rollup, struct compare *out,
                         struct err *err) MUST_CHECK;

#endif
