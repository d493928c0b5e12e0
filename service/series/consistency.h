/* consistency: what in a report does not fit together, or not with what is known. Warnings only: nothing is refused or mended.
 *
 *   two_values         two values, certainly different, for the same series, period and status in one report
 *   part_above_whole   a part (其中) certainly above its whole
 *   rate_above_100     a rate certainly above 100 %
 *   rate_unlike_parts  a rate that its own numerator and denominator in the same report cannot give, within the rounding of
 *                      the printed digits
 *   cumulative_fall    a total since the year began certainly below an earlier one of the same year, in the report or in
 *                      history; for metrics that add up over time
 * Each names both figures. */
#ifndef TONGBI_SERIES_CONSISTENCY_H
#define TONGBI_SERIES_CONSISTENCY_H

#include "model/claim.h"
#include "series/series.h"

/* What a figure of the report is a value of. metric NULL: it joins no series. */
struct consistency_figure {
    const struct figure *figure;
    const struct metric *metric;
    struct text scope;
};

/* A series as it stood before the report. */
struct consistency_history {
    struct text metric, scope; /* codes */
    const struct observation *observations;
    size_t count;
};

struct consistency_input {
    const struct consistency_figure *figures; /* by ordinal */
    size_t count;
    const struct consistency_history *history;
    size_t history_count;
    int64_t report; /* its own observations in the history do not count; 0: there are none */
};

enum { CONSISTENCY_WARNINGS_MAX = 200 };

/* At most CONSISTENCY_WARNINGS_MAX, by figure. Texts stand in the arena. ERR_TOO_LARGE when it is full. */
bool consistency_check(struct arena *arena, const struct consistency_input *input, struct warning **warnings,
                       size_t *count, struct err *err) MUST_CHECK;

#endif
