#include "plot.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "heap.h"
#include "screen.h"

enum { DOTS_X = 2, DOTS_Y = 4, ROWS_A_TICK = 3, COLUMNS_MIN = 10, ROWS_MIN = 2, STEP_POWER_MAX = 20 };
enum { BRAILLE = 0x2800, MARKER = 'o' };

struct axis {
    struct decimal low, high, step; /* low and high are multiples of step */
    int tick_count;                 /* low, low + step, …, high */
    int label_width;
};

struct canvas {
    int columns, rows;
    unsigned char *dots; /* one byte a character: its braille dots */
    bool *is_marked;     /* a point stands in this character */
};

/* --- the y axis ------------------------------------------------------------------------------------------------- */

/* The largest multiple of step that is not above d, in steps. */
static bool floor_steps(struct decimal d, struct decimal step, struct decimal *out) {
    struct decimal product;
    if (!decimal_divide(d, step, 0, out) || !decimal_multiply(*out, step, &product))
        return false;
    if (decimal_compare(product, d) <= 0)
        return true;
    return decimal_subtract(*out, decimal_from_int(1), out);
}

static bool ceil_steps(struct decimal d, struct decimal step, struct decimal *out) {
    if (!floor_steps(decimal_negate(d), step, out))
        return false;
    *out = decimal_negate(*out);
    return true;
}

/* Does this step cover the values with max intervals at most? Then *axis is made of it. */
static bool try_step(struct axis *axis, struct decimal low, struct decimal high, struct decimal step,
                     int max) {
    struct decimal first, last, intervals;
    if (!floor_steps(low, step, &first) || !ceil_steps(high, step, &last) ||
        !decimal_subtract(last, first, &intervals) || decimal_compare(intervals, decimal_from_int(max)) > 0)
        return false;
    axis->step = step;
    axis->tick_count = (int)intervals.coefficient + 1; /* scale 0: floor_steps counts whole steps */
    return decimal_multiply(first, step, &axis->low) && decimal_multiply(last, step, &axis->high);
}

/* The smallest of 1, 2, 5 times a power of ten, no finer than the digits of the values. */
static bool choose_step(struct axis *axis, struct decimal low, struct decimal high, int scale, int rows) {
    static const int steps[] = {1, 2, 5};
    int max = rows / ROWS_A_TICK > 1 ? rows / ROWS_A_TICK : 1;
    for (int power = -scale; power <= STEP_POWER_MAX; power++) {
        for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
            struct decimal step;
            if (decimal_shift(decimal_from_int(steps[i]), power, &step) &&
                try_step(axis, low, high, step, max))
                return true;
        }
    }
    return false;
}

/* The values' range; false when there is none. *scale: the most digits after the point. */
static bool find_range(const struct plot *plot, struct decimal *low, struct decimal *high, int *scale) {
    bool found = false;
    *scale = 0;
    for (size_t i = 0; i < plot->count; i++) {
        struct decimal y = plot->points[i].y;
        if (!plot->points[i].has_y)
            continue;
        if (!found || decimal_compare(y, *low) < 0)
            *low = y;
        if (!found || decimal_compare(y, *high) > 0)
            *high = y;
        *scale = y.scale > *scale ? y.scale : *scale;
        found = true;
    }
    return found;
}

/* Values that are all the same get a unit of room on both sides, or above zero. */
static bool widen_range(struct decimal *low, struct decimal *high, bool is_from_zero) {
    struct decimal zero = decimal_from_int(0), one = decimal_from_int(1);
    if (is_from_zero && decimal_sign(*low) > 0)
        *low = zero;
    if (is_from_zero && decimal_sign(*high) < 0)
        *high = zero;
    if (decimal_compare(*low, *high) < 0)
        return true;
    return decimal_add(*high, one, high) && (is_from_zero || decimal_subtract(*low, one, low));
}

static bool tick_at(const struct axis *axis, int tick, struct decimal *out) {
    return decimal_multiply(axis->step, decimal_from_int(tick), out) && decimal_add(axis->low, *out, out) &&
           decimal_round(*out, axis->step.scale, out);
}

static bool axis_init(struct axis *axis, const struct plot *plot) {
    struct decimal low = {0}, high = {0};
    int scale;
    if (!find_range(plot, &low, &high, &scale) || !widen_range(&low, &high, plot->is_from_zero) ||
        !choose_step(axis, low, high, scale, plot->height))
        return false;
    axis->label_width = 0;
    for (int tick = 0; tick < axis->tick_count; tick++) {
        struct decimal value;
        char text[DECIMAL_TEXT_MAX];
        if (!tick_at(axis, tick, &value))
            return false;
        int len = (int)decimal_print(value, text);
        axis->label_width = len > axis->label_width ? len : axis->label_width;
    }
    return true;
}

/* The dot of a value, counted from the bottom. */
static bool dot_of(const struct axis *axis, struct decimal y, int dots, int *out) {
    struct decimal above, range, position;
    if (!decimal_subtract(y, axis->low, &above) || !decimal_subtract(axis->high, axis->low, &range) ||
        !decimal_multiply(above, decimal_from_int(dots - 1), &above) ||
        !decimal_divide(above, range, 0, &position))
        return false;
    *out = (int)position.coefficient;
    return true;
}

/* --- drawing ---------------------------------------------------------------------------------------------------- */

static unsigned char *cell_of(struct canvas *canvas, int x, int y, size_t *at) {
    int row = canvas->rows - 1 - y / DOTS_Y;
    *at = (size_t)row * (size_t)canvas->columns + (size_t)(x / DOTS_X);
    return canvas->dots + *at;
}

static void set_dot(struct canvas *canvas, int x, int y) {
    /* by column, then from the bottom: dots 7 3 2 1 and 8 6 5 4 of the braille cell */
    static const unsigned char bits[DOTS_X][DOTS_Y] = {{0x40, 0x04, 0x02, 0x01}, {0x80, 0x20, 0x10, 0x08}};
    size_t at;
    unsigned char *cell = cell_of(canvas, x, y, &at);
    *cell = (unsigned char)(*cell | bits[x % DOTS_X][y % DOTS_Y]);
}

/* Bresenham's line, both ends included. */
static void draw_line(struct canvas *canvas, int x, int y, int to_x, int to_y) {
    int dx = abs(to_x - x), dy = -abs(to_y - y);
    int step_x = x < to_x ? 1 : -1, step_y = y < to_y ? 1 : -1;
    int error = dx + dy;
    for (;;) {
        set_dot(canvas, x, y);
        if (x == to_x && y == to_y)
            return;
        int twice = 2 * error;
        if (twice >= dy) {
            error += dy;
            x += step_x;
        }
        if (twice <= dx) {
            error += dx;
            y += step_y;
        }
    }
}

static int x_dot(const struct plot *plot, size_t i, int columns) {
    int64_t first = plot->points[0].x, last = plot->points[plot->count - 1].x;
    int64_t dots = (int64_t)columns * DOTS_X - 1;
    if (last <= first)
        return (int)(dots / 2);
    return (int)(((plot->points[i].x - first) * dots * 2 + (last - first)) / ((last - first) * 2));
}

static bool draw_points(struct canvas *canvas, const struct plot *plot, const struct axis *axis) {
    bool is_joined = false;
    int last_x = 0, last_y = 0;
    for (size_t i = 0; i < plot->count; i++) {
        int x = x_dot(plot, i, canvas->columns), y;
        if (plot->points[i].has_y) {
            size_t at;
            if (!dot_of(axis, plot->points[i].y, canvas->rows * DOTS_Y, &y))
                return false;
            draw_line(canvas, is_joined ? last_x : x, is_joined ? last_y : y, x, y);
            cell_of(canvas, x, y, &at);
            canvas->is_marked[at] = true;
            last_x = x;
            last_y = y;
        }
        is_joined = plot->points[i].has_y;
    }
    return true;
}

/* --- writing ---------------------------------------------------------------------------------------------------- */

/* The label of the tick that stands in this row, or "". */
static void row_label(const struct axis *axis, const struct canvas *canvas, int row,
                      char text[DECIMAL_TEXT_MAX]) {
    text[0] = '\0';
    for (int tick = 0; tick < axis->tick_count; tick++) {
        struct decimal value;
        int y;
        if (tick_at(axis, tick, &value) && dot_of(axis, value, canvas->rows * DOTS_Y, &y) &&
            canvas->rows - 1 - y / DOTS_Y == row)
            decimal_print(value, text);
    }
}

/* Spaces are written only when something follows them. */
static void write_row(const struct canvas *canvas, int row, FILE *out) {
    int blanks = 0;
    for (int column = 0; column < canvas->columns; column++) {
        size_t at = (size_t)row * (size_t)canvas->columns + (size_t)column;
        if (canvas->dots[at] == 0) {
            blanks++;
            continue;
        }
        char bytes[4];
        size_t len = utf8_put(BRAILLE + canvas->dots[at], bytes);
        fprintf(out, "%*s", blanks, "");
        blanks = 0;
        if (canvas->is_marked[at])
            fputc(MARKER, out);
        else
            fwrite(bytes, 1, len, out);
    }
    fputc('\n', out);
}

static void write_axis(const struct plot *plot, int label_width, int columns, FILE *out) {
    fprintf(out, "%*s +", label_width, "");
    for (int column = 0; column < columns; column++) {
        bool has_point = false;
        for (size_t i = 0; i < plot->count && !has_point; i++)
            has_point = x_dot(plot, i, columns) / DOTS_X == column;
        fputc(has_point ? '+' : '-', out);
    }
    fputc('\n', out);
}

/* Where the label of point i begins: centred under it, moved inside the drawing. */
static int label_column(const struct plot *plot, size_t i, int columns, int *width) {
    *width = screen_columns(plot->points[i].label);
    int begin = x_dot(plot, i, columns) / DOTS_X - *width / 2;
    if (begin + *width > columns)
        begin = columns - *width;
    return begin < 0 ? 0 : begin;
}

static void write_labels(const struct plot *plot, int indent, int columns, FILE *out) {
    size_t last = plot->count - 1;
    int last_width, at = 0;
    int last_begin = label_column(plot, last, columns, &last_width);
    fprintf(out, "%*s", indent, "");
    for (size_t i = 0; i < plot->count; i++) {
        int width, begin = label_column(plot, i, columns, &width);
        bool has_room = i == 0 || begin > at;
        bool spares_last = i == last || begin + width < last_begin;
        if (!has_room || !spares_last)
            continue;
        fprintf(out, "%*s%s", begin - at, "", plot->points[i].label);
        at = begin + width;
    }
    fputc('\n', out);
}

bool plot_draw(const struct plot *plot, FILE *out) {
    struct axis axis;
    if (plot->count == 0 || plot->height < ROWS_MIN || !axis_init(&axis, plot))
        return false;
    struct canvas canvas = {.columns = plot->width - axis.label_width - 2, .rows = plot->height};
    if (canvas.columns < COLUMNS_MIN)
        return false;
    size_t cells = (size_t)canvas.columns * (size_t)canvas.rows;
    canvas.dots = heap_need(calloc(cells, sizeof *canvas.dots));
    canvas.is_marked = heap_need(calloc(cells, sizeof *canvas.is_marked));
    bool ok = draw_points(&canvas, plot, &axis);
    for (int row = 0; ok && row < canvas.rows; row++) {
        char label[DECIMAL_TEXT_MAX];
        row_label(&axis, &canvas, row, label);
        fprintf(out, "%*s %c", axis.label_width, label, label[0] != '\0' ? '+' : '|');
        write_row(&canvas, row, out);
    }
    if (ok) {
        write_axis(plot, axis.label_width, canvas.columns, out);
        write_labels(plot, axis.label_width + 2, canvas.columns, out);
    }
    free(canvas.dots);
    free(canvas.is_marked);
    return ok;
}
