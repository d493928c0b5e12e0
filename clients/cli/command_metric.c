#include "cli.h"

#include <stdlib.h>

#include "answer.h"
#include "print.h"
#include "remote.h"
#include "tongbi.h"

static const struct option list_options[] = {{"q", "TEXT", "only those called like this, best first"},
                                             {"limit", "N", "at most so many"},
                                             {"cursor", "CURSOR", "the page after one that said so"},
                                             {NULL, NULL, NULL}};

static const struct option page_options[] = {{"limit", "N", "at most so many"},
                                             {"cursor", "CURSOR", "the page after one that said so"},
                                             {NULL, NULL, NULL}};

static enum exit_code print_list(struct cli *cli, const struct tongbi_result *result) {
    const json_t *metrics = answer_items(result->json, "metrics");
    bool is_search = json_object_get(json_array_get(metrics, 0), "matched") != NULL;
    struct table *table = table_new();
    table_add_column(table, word(cli->language, WORD_CODE), ALIGN_LEFT, false);
    table_add_column(table, word(cli->language, WORD_NAME), ALIGN_LEFT, true);
    table_add_column(table, word(cli->language, WORD_UNIT), ALIGN_LEFT, false);
    table_add_column(table, word(cli->language, WORD_KIND), ALIGN_LEFT, false);
    table_add_column(table, word(cli->language, WORD_DIRECTION), ALIGN_LEFT, false);
    if (is_search)
        table_add_column(table, word(cli->language, WORD_MATCHED), ALIGN_LEFT, true);
    for (size_t i = 0; i < json_array_size(metrics); i++) {
        const json_t *metric = json_array_get(metrics, i);
        table_add_cell(table, STYLE_PLAIN, answer_text(metric, "code"));
        table_add_cell(table, STYLE_PLAIN, answer_name(cli, metric, "name_zh", "name_en"));
        table_add_cell(table, STYLE_PLAIN, answer_text(metric, "unit"));
        table_add_cell(table, STYLE_PLAIN, word_of_api(cli->language, answer_text(metric, "kind")));
        table_add_cell(table, STYLE_PLAIN, word_of_api(cli->language, answer_text(metric, "direction")));
        if (is_search)
            table_add_cell(table, STYLE_PLAIN, answer_text(metric, "matched"));
    }
    table_print(table, cli->out, cli->width, cli->has_color);
    table_free(table);
    answer_put_next(cli, result->json);
    return CODE_DONE;
}

static enum exit_code print_metric(struct cli *cli, const struct tongbi_result *result) {
    const json_t *metric = result->json;
    char *aliases = answer_join(cli, answer_items(metric, "aliases"));
    char *merged = answer_join(cli, answer_items(metric, "merged"));
    const struct answer_line lines[] = {
        {WORD_CODE, answer_text(metric, "code")},
        {WORD_NAME, answer_name(cli, metric, "name_zh", "name_en")},
        {WORD_UNIT, answer_text(metric, "unit")},
        {WORD_KIND, word_of_api(cli->language, answer_text(metric, "kind"))},
        {WORD_DIRECTION, word_of_api(cli->language, answer_text(metric, "direction"))},
        {WORD_NUMERATOR, answer_text(metric, "numerator")},
        {WORD_DENOMINATOR, answer_text(metric, "denominator")},
        {WORD_ALIASES, aliases},
        {WORD_MERGED_INTO, answer_text(metric, "merged_into")},
        {WORD_MERGED, merged},
    };
    answer_put_lines(cli, lines, sizeof lines / sizeof lines[0]);
    print_breaks(cli, metric);
    free(aliases);
    free(merged);
    return CODE_DONE;
}

/* `metric search TEXT` is `metric list --q TEXT`. */
static enum exit_code run_list(struct cli *cli, const struct arguments *arguments) {
    const struct tongbi_list_query query = {
        .q = arguments->positional_count > 0 ? arguments->positional[0] : options_get(arguments, "q"),
        .limit = options_get(arguments, "limit"),
        .cursor = options_get(arguments, "cursor")};
    struct tongbi_result result;
    enum exit_code code;
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    tongbi_metric_list(client, &query, &result);
    return remote_finish(cli, client, &result, print_list);
}

static enum exit_code run_show(struct cli *cli, const struct arguments *arguments) {
    struct tongbi_result result;
    enum exit_code code;
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    tongbi_metric_get(client, arguments->positional[0], &result);
    return remote_finish(cli, client, &result, print_metric);
}

const struct command command_metric_list = {
    .name = "metric list",
    .synopsis = "[--q TEXT]",
    .summary = "what is measured",
    .options = list_options,
    .run = run_list,
};

const struct command command_metric_search = {
    .name = "metric search",
    .synopsis = "TEXT",
    .summary = "metrics by a piece of a name, also with a slip in it",
    .options = page_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_list,
};

const struct command command_metric_show = {
    .name = "metric show",
    .synopsis = "CODE",
    .summary = "one metric, with its aliases",
    .positional_min = 1,
    .positional_max = 1,
    .run = run_show,
};
