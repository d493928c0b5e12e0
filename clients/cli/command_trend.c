#include "cli.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "heap.h"
#include "model/period.h"
#include "plot.h"
#include "remote.h"

enum { PLOT_HEIGHT = 10, PLOT_WIDTH_MAX = 100 };

static const struct option options[] = {
    {"org", "CODE", "whose (required)"},
    {"metric", "CODE", "of what (required)"},
    {"scope", "SCOPE", "the place, sub-unit or group (else the body itself)"},
    {"status", "STATUS", "actual, target or norm (else actual)"},
    {"from", "PERIOD", "from this period on"},
    {"to", "PERIOD", "up to this period"},
    {"last", "N", "only the last N points"},
    {"frequency", "F",
     "A year, S half, Q quarter, M month, W week, D day, SY school year, T term, I irregular"},
    {"units", "U",
     "lin value; chg, pch change and percent from the period before; ch1, pc1 from a year before"},
    {"as-of", "DATE", "only what was published by then"},
    {"known-at", "TIME", "only what the server knew by then"},
    {"no-plot", NULL, "only the table"},
    {NULL, NULL, NULL}};

static const char *unit_of_points(const struct cli *cli) {
    return word(cli->language, WORD_POINTS);
}

static bool is_rate(const json_t *answer) {
    return strcmp(answer_text(answer, "kind"), "rate") == 0;
}

/* In what the values of the points are, by the units that were asked for. */
static const char *unit_of_values(const struct cli *cli, const json_t *answer) {
    const char *units = answer_text(answer, "units");
    if (strcmp(units, "pch") == 0 || strcmp(units, "pc1") == 0)
        return "%";
    if (is_rate(answer) && (strcmp(units, "chg") == 0 || strcmp(units, "ch1") == 0))
        return unit_of_points(cli);
    return answer_text(answer, "unit");
}

static void put_title(const struct cli *cli, const json_t *answer) {
    const char *scope = answer_text(answer, "scope"), *as_of = answer_text(answer, "as_of");
    char *title = heap_printf(
        "%s %s%s%s (%s)%s%s", answer_text(answer, "org_name"),
        answer_name(cli, answer, "metric_name", "metric_name_en"), scope[0] != '\0' ? " · " : "", scope,
        word_of_api(cli->language, answer_text(answer, "status")), as_of[0] != '\0' ? " @ " : "", as_of);
    char *line = screen_line(title, -1);
    fprintf(cli->out, "%s%s%s\n\n", screen_style_begin(cli->has_color ? STYLE_HEAD : STYLE_PLAIN), line,
            screen_style_end(cli->has_color ? STYLE_HEAD : STYLE_PLAIN));
    free(line);
    free(title);
}

/* A quantity, or in its place the reason; *reason is taken by the first that is missing. */
static void add_quantity(struct table *table, enum style style, char *text, const char **reason) {
    bool is_missing = text[0] == '\0';
    table_add_cell(table, is_missing ? STYLE_DIM : style, is_missing ? *reason : text);
    if (is_missing)
        *reason = "";
    free(text);
}

static void add_point(const struct cli *cli, struct table *table, const json_t *answer, const json_t *point) {
    const char *reason = answer_reason(cli, point);
    const char *name = answer_change_name(point);
    const char *unit = strcmp(name, "change_pp") == 0 ? unit_of_points(cli) : answer_text(answer, "unit");
    enum style style = answer_change_style(point, answer_text(answer, "direction"));
    table_add_cell(table, STYLE_PLAIN, answer_text(point, "period"));
    add_quantity(table, STYLE_PLAIN, answer_quantity(cli, point, "value"), &reason);
    add_quantity(table, style, answer_change(cli, point, name, unit), &reason);
    add_quantity(table, style, answer_change(cli, point, "change_rel", "%"), &reason);
    table_add_cell(table, STYLE_DIM, answer_inner(point, "source", "quote"));
}

static void put_table(const struct cli *cli, const json_t *answer, const json_t *points) {
    const char *unit = unit_of_values(cli, answer);
    char *value_title = heap_printf("%s%s%s%s", word(cli->language, WORD_VALUE), unit[0] != '\0' ? " (" : "",
                                    unit, unit[0] != '\0' ? ")" : "");
    struct table *table = table_new();
    table_add_column(table, word(cli->language, WORD_PERIOD), ALIGN_LEFT, false);
    table_add_column(table, value_title, ALIGN_RIGHT, false);
    table_add_column(table, word(cli->language, WORD_CHANGE_YEAR), ALIGN_RIGHT, false);
    table_add_column(table, word(cli->language, WORD_RELATIVE), ALIGN_RIGHT, false);
    table_add_column(table, word(cli->language, WORD_SENTENCE), ALIGN_LEFT, true);
    for (size_t i = 0; i < json_array_size(points); i++)
        add_point(cli, table, answer, json_array_get(points, i));
    table_print(table, cli->out, cli->width, cli->has_color);
    table_free(table);
    free(value_title);
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

static enum exit_code print_points(struct cli *cli, const struct tongbi_result *result, bool has_plot) {
    const json_t *points = answer_items(result->json, "points");
    if (json_array_size(points) == 0)
        return cli_fail(cli, CODE_NO, "%s", cli->language == LANGUAGE_ZH ? "没有数据" : "no points");
    put_title(cli, result->json);
    put_table(cli, result->json, points);
    if (has_plot)
        put_plot(cli, result->json, points);
    return CODE_DONE;
}

static enum exit_code print(struct cli *cli, const struct tongbi_result *result) {
    return print_points(cli, result, true);
}

static enum exit_code print_without_plot(struct cli *cli, const struct tongbi_result *result) {
    return print_points(cli, result, false);
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    const struct tongbi_trend_query query = {.org = options_get(arguments, "org"),
                                             .metric = options_get(arguments, "metric"),
                                             .scope = options_get(arguments, "scope"),
                                             .status = options_get(arguments, "status"),
                                             .from = options_get(arguments, "from"),
                                             .to = options_get(arguments, "to"),
                                             .last = options_get(arguments, "last"),
                                             .frequency = options_get(arguments, "frequency"),
                                             .units = options_get(arguments, "units"),
                                             .as_of = options_get(arguments, "as-of"),
                                             .known_at = options_get(arguments, "known-at")};
    struct tongbi_result result;
    enum exit_code code;
    if (query.org == NULL || query.metric == NULL)
        return cli_fail(cli, CODE_USAGE, "trend needs --org and --metric");
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    tongbi_trend(client, &query, &result);
    return remote_finish(cli, client, &result,
                         options_has(arguments, "no-plot") ? print_without_plot : print);
}

const struct command command_trend = {
    .name = "trend",
    .synopsis = "--org CODE --metric CODE [--last N] …",
    .summary = "one series over time, as a table and a plot",
    .notes =
        "Each point with its change on the same period of the year before and the sentence that said it.\n"
        "Where a number is missing, the reason stands in its place. Exit code 1: there are no points.",
    .options = options,
    .run = run,
};
