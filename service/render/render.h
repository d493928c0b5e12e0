/* render: answers as JSON and CSV, written straight into a buffer with exact decimals. Pure.
 *
 * JSON numbers carry the digits they were reported with (93.70), so they are written by render/json, never through a
 * double. A null quantity is `null` with a `reason` beside it. `quote` false leaves the quotes out of sources. */
#ifndef TONGBI_RENDER_RENDER_H
#define TONGBI_RENDER_RENDER_H

#include "base/buf.h"
#include "model/answer.h"

struct render_options {
    bool quote;
    bool bom; /* CSV only: UTF-8 byte order mark first, for Excel */
};

void render_trend_json(struct buf *out, const struct trend *trend, const struct render_options *options);
void render_trend_csv(struct buf *out, const struct trend *trend, const struct render_options *options);
void render_compare_json(struct buf *out, const struct compare *compare, const struct render_options *options);
void render_compare_csv(struct buf *out, const struct compare *compare, const struct render_options *options);
/* A report with its figures; `preview`: without ids. */
void render_report_json(struct buf *out, const struct report *report, bool with_figures, bool preview,
                        const struct render_options *options);
/* One line of the form in which the guide's gold files and `tongbi extract` stand; no line end. `figures` is the whole
 * array, for change_of (which becomes the owner's start). */
void render_figure_line(struct buf *out, const struct figure *figures, const struct figure *figure);
/* One figure as in the API's answers. */
void render_figure_json(struct buf *out, const struct figure *figures, const struct figure *figure,
                        const struct render_options *options);
void render_org_json(struct buf *out, const struct org *org);
void render_metric_json(struct buf *out, const struct metric *metric);
void render_series_json(struct buf *out, const struct series *series);

#endif
