#include "print.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "heap.h"
#include "model/period.h"
#include "plot.h"

enum { PLOT_HEIGHT = 10, PLOT_WIDTH_MAX = 100 };

static bool is_rate(const json_t *answer) {
    return strcmp(answer_text(answer, "kind"), "rate") == 0;
}

const char *print_trend_unit(const struct cli *cli, const json_t *answer) {
    const char *units = answer_text(answer, "units");
    if (strcmp(units, "pch") == 0 || strcmp(units, "pc1") == 0)
        return "%";
    if (is_rate(answer) && (strcmp(units, "chg") == 0 || strcmp(units, "ch1") == 0))
        return word(cli->language, WORD_POINTS);
    return answer_text(answer, "unit");
}

static bool is_roll_up(const json_t *answer) {
    return answer_text(answer, "under")[0] != '\0';
}

static void put_title(const struct cli *cli, const json_t *answer) {
    const char *scope = answer_text(answer, "scope"), *as_of = answer_text(answer, "as_of");
    bool is_total = is_roll_up(answer);
    answer_put_title(
        cli, heap_printf("%s %s%s%s%s%s (%s)%s%s", answer_text(answer, "org_name"),
                         answer_name(cli, answer, "metric_name", "metric_name_en"), is_total ? " · " : "",
                         is_total ? word(cli->language, WORD_ROLL_UP) : "", scope[0] != '\0' ? " · " : "",
                         scope, word_of_api(cli->language, answer_text(answer, "status")),
                         as_of[0] != '\0' ? " @ " : "", as_of));
}

/* Columns that only some answers need. */
struct layout {
    bool has_coverage, has_marks;
};

static void add_point(const struct cli *cli, struct table *table, const json_t *answer, const json_t *point,
                      const struct layout *layout) {
    const char *reason = answer_reason(cli, point);
    const char *name = answer_change_name(point);
    const char *unit =
        strcmp(name, "change_pp") == 0 ? word(cli->language, WORD_POINTS) : answer_text(answer, "unit");
    enum style style = answer_change_style(point, answer_text(answer, "direction"));
    table_add_cell(table, STYLE_PLAIN, answer_text(point, "period"));
    answer_add_quantity(table, STYLE_PLAIN, answer_quantity(cli, point, "value"), &reason);
    if (layout->has_marks)
        table_add_cell_take(table, STYLE_DIM, print_trend_mark(point));
    if (layout->has_coverage)
        table_add_cell_take(table, STYLE_PLAIN, answer_coverage(point, "coverage"));
    answer_add_quantity(table, style, answer_change(cli, point, name, unit), &reason);
    answer_add_quantity(table, style, answer_change(cli, point, "change_rel", "%"), &reason);
    table_add_cell(table, STYLE_DIM, answer_inner(point, "source", "quote"));
}

static void add_columns(const struct cli *cli, struct table *table, const json_t *answer,
                        const struct layout *layout) {
    const char *unit = print_trend_unit(cli, answer);
    char *value_title = heap_printf("%s%s%s%s", word(cli->language, WORD_VALUE), unit[0] != '\0' ? " (" : "",
                                    unit, unit[0] != '\0' ? ")" : "");
    table_add_column(table, word(cli->language, WORD_PERIOD), ALIGN_LEFT, false);
    table_add_column(table, value_title, ALIGN_RIGHT, false);
    if (layout->has_marks)
        table_add_column(table, "", ALIGN_LEFT, false);
    if (layout->has_coverage)
        table_add_column(table, word(cli->language, WORD_COVERAGE), ALIGN_RIGHT, false);
    table_add_column(table, word(cli->language, WORD_CHANGE_YEAR), ALIGN_RIGHT, false);
    table_add_column(table, word(cli->language, WORD_RELATIVE), ALIGN_RIGHT, false);
    table_add_column(table, word(cli->language, WORD_SENTENCE), ALIGN_LEFT, true);
    free(value_title);
}

static void put_table(const struct cli *cli, const json_t *answer, const json_t *points) {
    struct layout layout = {.has_coverage = is_roll_up(answer)};
    for (size_t i = 0; i < json_array_size(points); i++) {
        char *mark = print_trend_mark(json_array_get(points, i));
        layout.has_marks = layout.has_marks || mark[0] != '\0';
        free(mark);
    }
    struct table *table = table_new();
    add_columns(cli, table, answer, &layout);
    for (size_t i = 0; i < json_array_size(points); i++)
        add_point(cli, table, answer, json_array_get(points, i), &layout);
    table_print(table, cli->out, cli->width, cli->has_color);
    table_free(table);
}

/* false for a point without a place on the axis. */
static bool plot_point_init(struct plot_point *out, const json_t *point) {
    struct date start;
    *out = (struct plot_point){.label = answer_text(point, "period")};
    if (!date_parse(text_from(answer_text(point, "start")), &start, NULL))
        return false;
    out->x = date_days(start);
    out->has_y = decimal_parse(text_from(answer_text(point, "value")), &out->y, NULL);
    return true;
}

/* Counts and money are drawn from zero; what can only be judged by its differences is not. */
static bool is_from_zero(const json_t *answer) {
    static const char *const kinds[] = {"count", "money", "quantity", "duration"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(answer_text(answer, "kind"), kinds[i]) == 0)
            return true;
    }
    return false;
}

static void put_plot(const struct cli *cli, const json_t *answer, const json_t *points) {
    size_t size = json_array_size(points);
    struct plot_point *drawn = heap_need(calloc(size + 1, sizeof *drawn));
    struct plot plot = {.points = drawn,
                        .is_from_zero = is_from_zero(answer),
                        .width = cli->width < PLOT_WIDTH_MAX ? cli->width : PLOT_WIDTH_MAX,
                        .height = PLOT_HEIGHT};
    for (size_t i = 0; i < size; i++) {
        if (plot_point_init(&drawn[plot.count], json_array_get(points, i)))
            plot.count++;
    }
    if (plot.count > 1) {
        fputc('\n', cli->out);
        plot_draw(&plot, cli->out);
    }
    free(drawn);
}

enum exit_code print_trend(const struct cli *cli, const json_t *answer, bool has_plot) {
    const json_t *points = answer_items(answer, "points");
    if (json_array_size(points) == 0)
        return cli_fail(cli, CODE_NO, "%s", cli->language == LANGUAGE_ZH ? "没有数据" : "no points");
    put_title(cli, answer);
    put_table(cli, answer, points);
    print_trend_notes(cli, answer);
    if (has_plot)
        put_plot(cli, answer, points);
    print_trend_summary(cli, answer);
    return CODE_DONE;
}
