#include "cli.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "heap.h"
#include "remote.h"

static const struct option options[] = {
    {"org", "CODE", "whose (instead of SERIES, with --metric)"},
    {"metric", "CODE", "of what"},
    {"scope", "SCOPE", "the place, sub-unit or group (else the body itself)"},
    {"status", "STATUS", "actual, target or norm (else actual)"},
    {"period", "PERIOD", "only this period"},
    {"from", "PERIOD", "from this period on"},
    {"to", "PERIOD", "up to this period"},
    {"as-of", "DATE", "only what was published by then"},
    {"known-at", "TIME", "only what the server knew by then"},
    {NULL, NULL, NULL}};

static void put_title(const struct cli *cli, const json_t *answer) {
    const char *scope = answer_text(answer, "scope"), *unit = answer_text(answer, "unit");
    answer_put_title(cli, heap_printf("%s %s%s%s%s%s%s", answer_text(answer, "org_name"),
                                      answer_name(cli, answer, "metric_name", "metric_name_en"),
                                      scope[0] != '\0' ? " · " : "", scope, unit[0] != '\0' ? " (" : "", unit,
                                      unit[0] != '\0' ? ")" : ""));
}

static void add_vintage(const struct cli *cli, struct table *table, const json_t *answer, const char *period,
                        const json_t *vintage) {
    const char *name = answer_change_name(vintage), *event = answer_text(vintage, "event");
    const char *unit =
        strcmp(name, "change_pp") == 0 ? word(cli->language, WORD_POINTS) : answer_text(answer, "unit");
    /* What is said first has nothing that it could be compared with. */
    const char *reason = strcmp(event, "first") == 0 ? "" : answer_reason(cli, vintage), *none = "";
    bool counts = json_is_true(json_object_get(vintage, "counts"));
    table_add_cell(table, STYLE_PLAIN, period);
    table_add_cell(table, STYLE_PLAIN, answer_text(vintage, "published"));
    answer_add_quantity(table, counts ? STYLE_HEAD : STYLE_PLAIN, answer_quantity(cli, vintage, "value"),
                        &none);
    table_add_cell(table, STYLE_PLAIN, word_of_api(cli->language, event));
    answer_add_quantity(table, STYLE_PLAIN, answer_change(cli, vintage, name, unit), &reason);
    answer_add_quantity(table, STYLE_PLAIN, answer_change(cli, vintage, "change_rel", "%"), &none);
    table_add_cell(table, STYLE_PLAIN, counts ? word(cli->language, WORD_YES) : "");
    table_add_cell(table, STYLE_DIM, answer_inner(vintage, "source", "quote"));
}

static enum exit_code print(struct cli *cli, const struct tongbi_result *result) {
    static const struct {
        enum word title;
        enum align align;
        bool is_flexible;
    } columns[] = {{WORD_PERIOD, ALIGN_LEFT, false},  {WORD_PUBLISHED, ALIGN_LEFT, false},
                   {WORD_VALUE, ALIGN_RIGHT, false},  {WORD_EVENT, ALIGN_LEFT, false},
                   {WORD_CHANGE, ALIGN_RIGHT, false}, {WORD_RELATIVE, ALIGN_RIGHT, false},
                   {WORD_COUNTS, ALIGN_LEFT, false},  {WORD_SENTENCE, ALIGN_LEFT, true}};
    const json_t *points = answer_items(result->json, "points");
    if (json_array_size(points) == 0)
        return cli_fail(cli, CODE_NO, "%s", cli->language == LANGUAGE_ZH ? "没有数据" : "no points");
    put_title(cli, result->json);
    struct table *table = table_new();
    for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++)
        table_add_column(table, word(cli->language, columns[c].title), columns[c].align,
                         columns[c].is_flexible);
    for (size_t i = 0; i < json_array_size(points); i++) {
        const json_t *point = json_array_get(points, i), *vintages = answer_items(point, "vintages");
        for (size_t v = 0; v < json_array_size(vintages); v++)
            add_vintage(cli, table, result->json, v == 0 ? answer_text(point, "period") : "",
                        json_array_get(vintages, v));
    }
    table_print(table, cli->out, cli->width, cli->has_color);
    table_free(table);
    return CODE_DONE;
}

/* The id of the series with this scope ("": of none) on a page; NULL when it is not there. The caller frees. */
static char *series_on_page(const json_t *page, const char *scope) {
    const json_t *series = answer_items(page, "series");
    for (size_t i = 0; i < json_array_size(series); i++) {
        const json_t *one = json_array_get(series, i);
        if (strcmp(answer_text(one, "scope"), scope) == 0)
            return heap_copy(answer_text(one, "id"));
    }
    return NULL;
}

/* *id: the caller frees. Anything but CODE_DONE comes after a message. */
static enum exit_code find_series(const struct cli *cli, struct tongbi *client,
                                  const struct arguments *arguments, char **id) {
    struct tongbi_series_query query = {.org = options_get(arguments, "org"),
                                        .metric = options_get(arguments, "metric")};
    const char *scope = options_get(arguments, "scope");
    char *cursor = heap_copy("");
    enum exit_code code = CODE_DONE;
    *id = NULL;
    do {
        struct tongbi_result page;
        query.cursor = cursor;
        tongbi_series_list(client, &query, &page);
        code = remote_check(cli, &page);
        free(cursor);
        cursor = heap_copy(code == CODE_DONE ? answer_text(page.json, "next") : "");
        if (code == CODE_DONE)
            *id = series_on_page(page.json, scope != NULL ? scope : "");
        tongbi_result_fini(&page);
    } while (*id == NULL && cursor[0] != '\0');
    free(cursor);
    if (code == CODE_DONE && *id == NULL)
        code = cli_fail(cli, CODE_NO, "%s",
                        cli->language == LANGUAGE_ZH ? "没有这个序列;tongbi series list 列出全部"
                                                     : "there is no such series; see tongbi series list");
    return code;
}

static enum exit_code check_usage(const struct cli *cli, const struct arguments *arguments) {
    bool has_id = arguments->positional_count > 0, has_org = options_has(arguments, "org");
    bool has_metric = options_has(arguments, "metric");
    if (has_id && (has_org || has_metric || options_has(arguments, "scope")))
        return cli_fail(cli, CODE_USAGE, "SERIES and --org, --metric, --scope exclude each other");
    if (!has_id && !(has_org && has_metric))
        return cli_fail(cli, CODE_USAGE, "vintages needs SERIES, or --org and --metric");
    return CODE_DONE;
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    const struct tongbi_vintages_query query = {.status = options_get(arguments, "status"),
                                                .period = options_get(arguments, "period"),
                                                .from = options_get(arguments, "from"),
                                                .to = options_get(arguments, "to"),
                                                .as_of = options_get(arguments, "as-of"),
                                                .known_at = options_get(arguments, "known-at")};
    struct tongbi_result result;
    char *id = NULL;
    enum exit_code code = check_usage(cli, arguments);
    struct tongbi *client = code == CODE_DONE ? remote_open(cli, &code) : NULL;
    if (client == NULL)
        return code;
    tongbi_set_csv(client, false);
    if (arguments->positional_count > 0)
        id = heap_copy(arguments->positional[0]);
    else
        code = find_series(cli, client, arguments, &id);
    if (code != CODE_DONE) {
        tongbi_close(client);
        return code;
    }
    tongbi_set_csv(client, cli->form == FORM_CSV);
    tongbi_series_vintages(client, id, &query, &result);
    free(id);
    return remote_finish(cli, client, &result, print);
}

const struct command command_vintages = {
    .name = "vintages",
    .synopsis = "SERIES | --org CODE --metric CODE [--scope SCOPE] …",
    .summary = "what was said of each point of a series, and when it was revised",
    .notes = "SERIES is an id of `tongbi series list --json`. Exit code 1: there are no points, or no such "
             "series.",
    .options = options,
    .positional_max = 1,
    .run = run,
};
