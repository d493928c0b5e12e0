#include "cli.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "heap.h"
#include "remote.h"

static const struct option options[] = {
    {"metric", "CODE", "of what (required)"},
    {"period", "PERIOD", "when (required)"},
    {"against", "BASE", "previous_year (else), previous_period, target, or a period"},
    {"org", "CODE,…", "only these organisations"},
    {"under", "CODE", "only this organisation and those below it"},
    {"scope", "SCOPE", "the place, sub-unit or group (else the body itself)"},
    {"sort", "KEY", "rank (else), value, change or org; a minus before it turns the order around"},
    {"limit", "N", "at most so many rows"},
    {"as-of", "DATE", "only what was published by then"},
    {"known-at", "TIME", "only what the server knew by then"},
    {NULL, NULL, NULL}};

static void put_title(const struct cli *cli, const json_t *answer) {
    const char *scope = answer_text(answer, "scope"), *unit = answer_text(answer, "unit");
    const char *base_period = answer_text(answer, "base_period");
    char *title = heap_printf(
        "%s%s%s%s%s%s %s %s %s", answer_name(cli, answer, "metric_name", "metric_name_en"),
        unit[0] != '\0' ? " (" : "", unit, unit[0] != '\0' ? ")" : "", scope[0] != '\0' ? " · " : "", scope,
        answer_text(answer, "period"), word(cli->language, WORD_AGAINST),
        base_period[0] != '\0' ? base_period : word_of_api(cli->language, answer_text(answer, "against")));
    char *line = screen_line(title, -1);
    fprintf(cli->out, "%s%s%s\n\n", screen_style_begin(cli->has_color ? STYLE_HEAD : STYLE_PLAIN), line,
            screen_style_end(cli->has_color ? STYLE_HEAD : STYLE_PLAIN));
    free(line);
    free(title);
}

static void add_taken(struct table *table, enum style style, char *text) {
    table_add_cell(table, style, text);
    free(text);
}

static void add_row(const struct cli *cli, struct table *table, const json_t *answer, const json_t *row) {
    const char *name = answer_change_name(row);
    const char *unit =
        strcmp(name, "change_pp") == 0 ? word(cli->language, WORD_POINTS) : answer_text(answer, "unit");
    enum style style = answer_change_style(row, answer_text(answer, "direction"));
    table_add_cell(table, STYLE_PLAIN, answer_text(row, "rank"));
    table_add_cell(table, STYLE_PLAIN, answer_text(row, "org_name"));
    add_taken(table, STYLE_PLAIN, answer_quantity(cli, row, "value"));
    add_taken(table, STYLE_PLAIN, answer_quantity(cli, row, "base"));
    add_taken(table, style, answer_change(cli, row, name, unit));
    add_taken(table, style, answer_change(cli, row, "change_rel", "%"));
    table_add_cell(table, STYLE_DIM, answer_reason(cli, row));
    table_add_cell(table, STYLE_DIM, answer_inner(row, "source", "quote"));
}

static enum exit_code print(struct cli *cli, const struct tongbi_result *result) {
    static const struct {
        enum word title;
        enum align align;
        bool is_flexible;
    } columns[] = {{WORD_RANK, ALIGN_RIGHT, false},   {WORD_ORG, ALIGN_LEFT, true},
                   {WORD_VALUE, ALIGN_RIGHT, false},  {WORD_BASE, ALIGN_RIGHT, false},
                   {WORD_CHANGE, ALIGN_RIGHT, false}, {WORD_RELATIVE, ALIGN_RIGHT, false},
                   {WORD_REASON, ALIGN_LEFT, false},  {WORD_SENTENCE, ALIGN_LEFT, true}};
    const json_t *rows = answer_items(result->json, "rows");
    if (json_array_size(rows) == 0)
        return cli_fail(cli, CODE_NO, "%s", cli->language == LANGUAGE_ZH ? "没有数据" : "no rows");
    put_title(cli, result->json);
    struct table *table = table_new();
    for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++)
        table_add_column(table, word(cli->language, columns[c].title), columns[c].align,
                         columns[c].is_flexible);
    for (size_t i = 0; i < json_array_size(rows); i++)
        add_row(cli, table, result->json, json_array_get(rows, i));
    table_print(table, cli->out, cli->width, cli->has_color);
    table_free(table);
    return CODE_DONE;
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    struct tongbi_compare_query query = {.metric = options_get(arguments, "metric"),
                                         .period = options_get(arguments, "period"),
                                         .against = options_get(arguments, "against"),
                                         .orgs = options_get(arguments, "org"),
                                         .under = options_get(arguments, "under"),
                                         .scope = options_get(arguments, "scope"),
                                         .sort = options_get(arguments, "sort"),
                                         .limit = options_get(arguments, "limit"),
                                         .as_of = options_get(arguments, "as-of"),
                                         .known_at = options_get(arguments, "known-at")};
    struct tongbi_result result;
    enum exit_code code;
    if (query.metric == NULL || query.period == NULL)
        return cli_fail(cli, CODE_USAGE, "compare needs --metric and --period");
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    tongbi_compare(client, &query, &result);
    return remote_finish(cli, client, &result, print);
}

const struct command command_compare = {
    .name = "compare",
    .synopsis = "--metric CODE --period PERIOD [--against BASE] …",
    .summary = "organisations side by side, each against its base",
    .notes = "Organisations without a base keep their row, with the reason. Exit code 1: there are no rows.",
    .options = options,
    .run = run,
};
