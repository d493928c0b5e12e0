#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "heap.h"
#include "print.h"

enum { ORGS_SHOWN_MAX = 5 };

struct column {
    enum word title;
    enum align align;
    bool is_flexible;
};

static const struct column org_columns[] = {
    {WORD_RANK, ALIGN_RIGHT, false},  {WORD_ORG, ALIGN_LEFT, true},      {WORD_VALUE, ALIGN_RIGHT, false},
    {WORD_BASE, ALIGN_RIGHT, false},  {WORD_CHANGE, ALIGN_RIGHT, false}, {WORD_RELATIVE, ALIGN_RIGHT, false},
    {WORD_REASON, ALIGN_LEFT, false}, {WORD_SENTENCE, ALIGN_LEFT, true}};
static const struct column metric_columns[] = {
    {WORD_LABEL, ALIGN_LEFT, true},   {WORD_VALUE, ALIGN_RIGHT, false},  {WORD_UNIT, ALIGN_LEFT, false},
    {WORD_BASE, ALIGN_RIGHT, false},  {WORD_CHANGE, ALIGN_RIGHT, false}, {WORD_RELATIVE, ALIGN_RIGHT, false},
    {WORD_REASON, ALIGN_LEFT, false}, {WORD_SENTENCE, ALIGN_LEFT, true}};
enum { COLUMN_COUNT = sizeof org_columns / sizeof org_columns[0] };

/* Metrics side by side have no one metric in the head. */
static bool is_of_metrics(const json_t *answer) {
    return answer_text(answer, "metric")[0] == '\0';
}

static void put_title(const struct cli *cli, const json_t *answer) {
    const char *scope = answer_text(answer, "scope"), *unit = answer_text(answer, "unit");
    const char *base_period = answer_text(answer, "base_period");
    const char *name = is_of_metrics(answer) ? answer_text(answer, "org_name")
                                             : answer_name(cli, answer, "metric_name", "metric_name_en");
    answer_put_title(cli, heap_printf("%s%s%s%s%s%s %s %s %s", name, unit[0] != '\0' ? " (" : "", unit,
                                      unit[0] != '\0' ? ")" : "", scope[0] != '\0' ? " · " : "", scope,
                                      answer_text(answer, "period"), word(cli->language, WORD_AGAINST),
                                      base_period[0] != '\0'
                                          ? base_period
                                          : word_of_api(cli->language, answer_text(answer, "against"))));
}

/* The first that there is of why there is no value, no change, no rank. That nothing is ranked is no matter of a row. */
static const char *row_reason(const struct cli *cli, const json_t *row) {
    static const char *const names[] = {"value_reason", "reason", "rank_reason"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *reason = answer_text(row, names[i]);
        if (reason[0] != '\0' && strcmp(reason, "no_direction") != 0)
            return word_of_api(cli->language, reason);
    }
    return "";
}

/* Change, relative change and reason of what is in `unit` and better in `direction`. */
static void add_change(const struct cli *cli, struct table *table, const json_t *row, const char *unit,
                       const char *direction) {
    const char *name = answer_change_name(row);
    enum style style = answer_change_style(row, direction);
    unit = strcmp(name, "change_pp") == 0 ? word(cli->language, WORD_POINTS) : unit;
    table_add_cell_take(table, style, answer_change(cli, row, name, unit));
    table_add_cell_take(table, style, answer_change(cli, row, "change_rel", "%"));
    table_add_cell(table, STYLE_DIM, row_reason(cli, row));
}

static void add_org(const struct cli *cli, struct table *table, const json_t *answer, const json_t *row) {
    table_add_cell(table, STYLE_PLAIN, answer_text(row, "rank"));
    table_add_cell(table, STYLE_PLAIN, answer_text(row, "org_name"));
    table_add_cell_take(table, STYLE_PLAIN, answer_quantity(cli, row, "value"));
    table_add_cell_take(table, STYLE_PLAIN, answer_quantity(cli, row, "base"));
    add_change(cli, table, row, answer_text(answer, "unit"), answer_text(answer, "direction"));
    table_add_cell(table, STYLE_DIM, answer_inner(row, "source", "quote"));
}

static void add_metric(const struct cli *cli, struct table *table, const json_t *row) {
    table_add_cell(table, STYLE_PLAIN, answer_name(cli, row, "metric_name", "metric_name_en"));
    table_add_cell_take(table, STYLE_PLAIN, answer_quantity(cli, row, "value"));
    table_add_cell(table, STYLE_PLAIN, answer_text(row, "unit"));
    table_add_cell_take(table, STYLE_PLAIN, answer_quantity(cli, row, "base"));
    add_change(cli, table, row, answer_text(row, "unit"), answer_text(row, "direction"));
    table_add_cell(table, STYLE_DIM, answer_inner(row, "source", "quote"));
}

/* The roll-up as the last row, with who it is made of where the others have their sentence. */
static void add_total(const struct cli *cli, struct table *table, const json_t *answer) {
    const json_t *total = json_object_get(answer, "total");
    if (!json_is_object(total))
        return;
    char *coverage = answer_coverage(total, "coverage"), *base = answer_coverage(total, "base_coverage");
    bool has_base = base[0] != '\0' && strcmp(base, coverage) != 0;
    table_add_cell(table, STYLE_PLAIN, "");
    table_add_cell(table, STYLE_HEAD, word(cli->language, WORD_TOTAL));
    table_add_cell_take(table, STYLE_HEAD, answer_quantity(cli, total, "value"));
    table_add_cell_take(table, STYLE_HEAD, answer_quantity(cli, total, "base"));
    add_change(cli, table, total, answer_text(answer, "unit"), answer_text(answer, "direction"));
    table_add_cell_f(table, STYLE_PLAIN, "%s%s%s%s%s%s%s", word(cli->language, WORD_COVERAGE),
                     coverage[0] != '\0' ? " " : "", coverage, has_base ? ", " : "",
                     has_base ? word(cli->language, WORD_BASE) : "", has_base ? " " : "",
                     has_base ? base : "");
    free(coverage);
    free(base);
}

/* "least 3 (a, b)"; codes past the first five are only counted. */
static void put_extreme(FILE *out, const char *title, const json_t *extreme) {
    const json_t *orgs = answer_items(extreme, "orgs");
    size_t size = json_array_size(orgs), shown = size < ORGS_SHOWN_MAX ? size : ORGS_SHOWN_MAX;
    if (answer_text(extreme, "value")[0] == '\0')
        return;
    fprintf(out, "%s %s (", title, answer_text(extreme, "value"));
    for (size_t i = 0; i < shown; i++)
        fprintf(out, "%s%s", i > 0 ? ", " : "", answer_item(orgs, i));
    if (answer_count(extreme, "count") > shown)
        fprintf(out, " … %zu", answer_count(extreme, "count"));
    fputs("), ", out);
}

static void put_spread(const struct cli *cli, const json_t *answer) {
    char *text;
    size_t len;
    const json_t *spread = json_object_get(answer, "spread");
    const char *low = answer_text(spread, "median_low"), *high = answer_text(spread, "median_high");
    const char *range = answer_text(spread, "range");
    bool is_zh = cli->language == LANGUAGE_ZH;
    if (!json_is_object(spread) || low[0] == '\0') /* there is no exact value */
        return;
    FILE *out = heap_stream(&text, &len);
    put_extreme(out, word(cli->language, WORD_LEAST), json_object_get(spread, "min"));
    put_extreme(out, word(cli->language, WORD_GREATEST), json_object_get(spread, "max"));
    fprintf(out, "%s %s%s%s", word(cli->language, WORD_MEDIAN), low, strcmp(low, high) != 0 ? "~" : "",
            strcmp(low, high) != 0 ? high : "");
    if (range[0] != '\0')
        fprintf(out, ", %s %s", word(cli->language, WORD_RANGE), range);
    fprintf(out, is_zh ? ", 数值 %s 个" : ", of %s values", answer_text(spread, "values"));
    fclose(out);
    const struct answer_line line = {WORD_SPREAD, text};
    fputc('\n', cli->out);
    answer_put_lines(cli, &line, 1);
    free(text);
}

enum exit_code print_compare(const struct cli *cli, const json_t *answer) {
    const json_t *rows = answer_items(answer, "rows");
    bool is_metrics = is_of_metrics(answer);
    const struct column *columns = is_metrics ? metric_columns : org_columns;
    if (json_array_size(rows) == 0)
        return cli_fail(cli, CODE_NO, "%s", cli->language == LANGUAGE_ZH ? "没有数据" : "no rows");
    put_title(cli, answer);
    struct table *table = table_new();
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        table_add_column(table, word(cli->language, columns[c].title), columns[c].align,
                         columns[c].is_flexible);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        if (is_metrics)
            add_metric(cli, table, json_array_get(rows, i));
        else
            add_org(cli, table, answer, json_array_get(rows, i));
    }
    if (!is_metrics)
        add_total(cli, table, answer);
    table_print(table, cli->out, cli->width, cli->has_color);
    table_free(table);
    print_breaks(cli, answer);
    put_spread(cli, answer);
    return CODE_DONE;
}
