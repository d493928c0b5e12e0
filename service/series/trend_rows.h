/* trend_rows: which periods a trend has rows for. Of trend.c only. */
#ifndef TONGBI_SERIES_TREND_ROWS_H
#define TONGBI_SERIES_TREND_ROWS_H

#include "series/trend.h"

enum { TREND_FREQUENCIES = 9 };
extern const char *const trend_frequencies[TREND_FREQUENCIES]; /* A S Q M W D SY T I */

/* TREND_FREQUENCIES where it is none of them. */
size_t trend_frequency_index(const char *frequency);
/* The shape whose units it counts in; PERIOD_NONE for irregular spans. */
enum period_shape trend_shape(size_t frequency);
/* The one asked for, else the one with the most points in the window; when the window holds none, in the whole series.
 * TREND_FREQUENCIES when there is none at all. */
size_t trend_choose_frequency(const struct trend_request *request, const struct point *points, size_t count);
/* Names the frequencies other than this one in which there are values. */
void trend_other_frequencies(const struct point *points, size_t count, size_t frequency, struct trend *out);
/* Does this period lie within from and to? */
bool trend_in_window(const struct trend_request *request, struct period period);
/* The first and the last unit of the shape to have a row; false where there is none. is_made: values may be made of other
 * periods', so that points of any length up to a year count. */
bool trend_row_limits(const struct trend_request *request, const struct point *points, size_t count,
                      enum period_shape shape, bool is_made, int32_t *first, int32_t *last);
/* Is any value for a time shorter than the shape's units? */
bool trend_has_shorter(const struct point *points, size_t count, enum period_shape shape);

#endif
