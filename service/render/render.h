/* render: answers as JSON and CSV, written straight into a buffer with exact decimals. Pure.
 *
 * Numbers. Figures carry the digits they were reported with (93.70), so they are written by render/json, never through a
 * double. Ids, positions and counts are JSON numbers too: they stay below 2^53, so every reader holds them exactly.
 *
 * Nulls. A null quantity is `null`. `reason` beside it says why: the first that there is of why there is no value, no
 * change, no relative change; null where nothing is missing. (Reasons about the value: not_reported, not_due, withheld;
 * the others are about the change.) What is unknown or was not asked for is null too (as_of, known_at, scope, unit).
 *
 * A quantity named N is written as `N` and, where it is not exact, `N_low`, `N_high` (null: unbounded on that side) and,
 * for a side that does not belong to it ([300, 400)), `N_low_open`, `N_high_open` true. The value itself has the short
 * names `value`, `bound`, `low`, `high`, `low_open`, `high_open`; `bound` is left out of a null. A range has `value` null,
 * and low and high.
 *
 * Times are RFC 3339 in UTC with milliseconds, dates YYYY-MM-DD; `start` and `end` beside `period` are its first and last
 * day (in a figure and in a source they are code points).
 *
 * trend:    org org_name metric metric_name metric_name_en kind unit direction scope series status total units frequency
 *           aggregation cumulation release other_frequencies[] as_of known_at (definition_breaks[]: metric period note, across_breaks: where there are
 *           such) points[]: period start end value… status
 *           published recorded releases source base_period change|change_pp… change_rel… reason, and where they apply parts[]
 *           (period role value… source) and coverage (reported expected missing[]); summary: values gaps min max
 *           longest_rise longest_fall means[]
 * compare:  metric metric_name metric_name_en kind unit direction scope period start end against base_period release as_of
 *           known_at (definition_breaks[], across_breaks) rows[]: org org_name series value… base… change|change_pp… change_rel… rank rank_reason source
 *           base_source reason (`bound` is the value's, `base_bound` the base's); spread; total where it was asked for.
 *           Metrics side by side: the head has the organisation and the rows the metric; no ranks, no spread
 * source:   report figure start end quote; null for a gap; report, figure, start and end null when it was posted as an
 *           observation
 * change_pp stands in the place of change when the metric is a rate.
 *
 * CSV is RFC 4180: a header row, CRLF, quotes where needed and doubled inside. Cells are verbatim: a label that begins
 * with = + - @ is not defused, for these are data and programs read them back; a null is an empty cell with its reason in
 * the column `reason`. `quote` false leaves the quotes out of sources (no such key, no such column).
 * CSV does not say which ends of an interval are open. */
#ifndef TONGBI_RENDER_RENDER_H
#define TONGBI_RENDER_RENDER_H

#include "base/buf.h"
#include "model/answer.h"
#include "model/claim.h"
#include "model/difference.h"

struct render_options {
    bool quote;
    bool bom; /* CSV only: UTF-8 byte order mark first, for Excel */
};

void render_trend_json(struct buf *out, const struct trend *trend, const struct render_options *options);
void render_trend_csv(struct buf *out, const struct trend *trend, const struct render_options *options);
void render_compare_json(struct buf *out, const struct compare *compare,
                         const struct render_options *options);
void render_compare_csv(struct buf *out, const struct compare *compare, const struct render_options *options);
/* What was found about a report's claims, and what does not fit together in it. */
struct report_checks {
    const struct claim *claims;
    size_t claim_count;
    const struct warning *warnings;
    size_t warning_count;
};
/* id org title period start end published recorded state withdrawn media_type charset sha256 bytes figure_count notes[] and,
 * where there are checks, figures[] claims[] warnings[] (kind detail figure other: sources). checks NULL: only the report's
 * account. `preview`: nothing was stored, so without id and recorded, and figures without id. */
void render_report_json(struct buf *out, const struct report *report, const struct report_checks *checks,
                        bool preview, const struct render_options *options);
/* id report org org_name metric metric_name metric_name_en kind scope series period status basis base_period claimed… unit
 * value… base… computed… verdict reason source value_source base_source. computed is in the claim's own terms: percent for %
 * and 倍, points for 百分点, else units. */
void render_claim_json(struct buf *out, const struct claim *claim, const struct render_options *options);
void render_claims_csv(struct buf *out, const struct claim *claims, size_t count,
                       const struct render_options *options);
/* The history of a series: id org org_name metric … scope as_of known_at points[]: period start end status vintages[]: id value…
 * withdrawn published recorded event counts change|change_pp… change_rel… reason source. */
struct render_history {
    const struct org *org;
    const struct metric *metric;
    struct text scope;
    int64_t series_id;
    struct date as_of;
    int64_t known_at_ms;
    const struct vintage_point *points;
    size_t count;
};
void render_history_json(struct buf *out, const struct render_history *history,
                         const struct render_options *options);
void render_history_csv(struct buf *out, const struct render_history *history,
                        const struct render_options *options);
/* One line of the form in which the guide's gold files and `tongbi extract` stand; no line end: start end text value
 * (range: low high) unit kind metric status bound period scope (change: change_of basis) confidence. `metric` is the
 * label. `figures` is the whole array, in the order of ordinals, for change_of (which becomes the owner's start). */
void render_figure_line(struct buf *out, const struct figure *figures, const struct figure *figure);
/* One figure as in the API's answers: id start end text quote quote_start value bound low… unit kind label status period
 * scope change_of basis confidence state series metric. id is left out when it is 0, series and metric (its code) are null when
 * 0, change_of and basis are null on what is no change. */
void render_figure_json(struct buf *out, const struct figure *figures, const struct figure *figure,
                        const struct render_options *options);
/* The same after a judgement, with how many others have followed it. */
void render_judged_json(struct buf *out, const struct figure *figures, const struct figure *figure,
                        size_t relinked, const struct render_options *options);
/* report org period dry_run extract_version_before extract_version kept touched decided revised added withdrawn warnings_changed
 * difference_count differences[], at most 1000: action figure start end text quote label before after: of what is revised only the members
 * that differ; null on the side that has it not. */
void render_reread_json(struct buf *out, const struct difference_list *list,
                        const struct render_options *options);
/* code name parent (a code or null) */
void render_org_json(struct buf *out, const struct org *org);
/* The same with what a search found it by: "matched": the name, "match": how. */
struct render_match {
    struct text name;
    const char *how; /* exact prefix substring fuzzy */
};
void render_org_match_json(struct buf *out, const struct org *org, const struct render_match *match);
/* With the metrics that were merged into it, or the one that it was merged into, where there are such: merged_into merged[]. */
struct render_merges {
    struct text into;
    const struct text *merged;
    size_t merged_count;
};
void render_metric_full_json(struct buf *out, const struct metric *metric,
                             const struct render_merges *merges);
void render_metric_match_json(struct buf *out, const struct metric *metric, const struct render_match *match);
/* code name_zh name_en unit kind direction over_time over_orgs numerator denominator provisional aliases[]
 * breaks[]: period note */
void render_metric_json(struct buf *out, const struct metric *metric);
/* The same as rows of CSV, as an import reads them. Metrics: the columns of the built-in catalogue, then provisional (true or false); their
 * aliases in one cell with | between them; one that is part of an alias, or a backslash, has a backslash before it. */
void render_orgs_csv_head(struct buf *out, bool bom);
void render_org_csv(struct buf *out, const struct org *org);
void render_metrics_csv_head(struct buf *out, bool bom);
void render_metric_csv(struct buf *out, const struct metric *metric);
/* id org metric metric_name scope unit kind observations first last (periods) */
void render_series_json(struct buf *out, const struct series *series);

#endif
