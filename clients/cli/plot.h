/* plot: a series drawn with braille dots (2 x 4 a character) between ASCII axes.
 *
 * Braille and ASCII have one width in every terminal; block and box-drawing characters are "ambiguous" and twice as wide
 * in some Chinese ones. Positions come from exact decimals, so a plot is the same everywhere. */
#ifndef TONGBI_CLI_PLOT_H
#define TONGBI_CLI_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "model/decimal.h"

struct plot_point {
    int64_t x;  /* any unit; rises from point to point */
    bool has_y; /* false: a gap, which no line crosses */
    struct decimal y;
    const char *label; /* under the axis, where there is room: the first and the last before the others */
};

struct plot {
    const struct plot_point *points;
    size_t count;
    bool is_from_zero; /* the y axis shows zero (counts); else only the range of the values (rates) */
    int width;         /* columns, labels included */
    int height;        /* rows of the drawing; two more are the x axis and its labels */
};

/* Draws nothing and returns false when there is no value to draw, or no room (fewer than 10 columns or 2 rows), or the
 * values are too large for exact positions. */
bool plot_draw(const struct plot *plot, FILE *out);

#endif
