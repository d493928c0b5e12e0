#include "cli.h"

#include "answer.h"
#include "remote.h"

static const struct option options[] = {{"org", "CODE", "only of this organisation"},
                                        {"metric", "CODE", "only of this metric"},
                                        {"limit", "N", "at most so many"},
                                        {"cursor", "CURSOR", "the page after one that said so"},
                                        {NULL, NULL, NULL}};

static enum exit_code print(struct cli *cli, const struct tongbi_result *result) {
    static const struct {
        const char *key;
        enum word title;
        enum align align;
        bool is_flexible;
    } columns[] = {
        {"org", WORD_ORG, ALIGN_LEFT, false},         {"metric", WORD_METRIC, ALIGN_LEFT, false},
        {"metric_name", WORD_NAME, ALIGN_LEFT, true}, {"scope", WORD_SCOPE, ALIGN_LEFT, true},
        {"unit", WORD_UNIT, ALIGN_LEFT, false},       {"observations", WORD_FIGURES, ALIGN_RIGHT, false},
        {"first", WORD_FIRST, ALIGN_LEFT, false},     {"last", WORD_LAST, ALIGN_LEFT, false},
    };
    enum { COUNT = sizeof columns / sizeof columns[0] };
    const json_t *series = answer_items(result->json, "series");
    struct table *table = table_new();
    for (size_t c = 0; c < COUNT; c++)
        table_add_column(table, word(cli->language, columns[c].title), columns[c].align,
                         columns[c].is_flexible);
    for (size_t i = 0; i < json_array_size(series); i++) {
        for (size_t c = 0; c < COUNT; c++)
            table_add_cell(table, STYLE_PLAIN, answer_text(json_array_get(series, i), columns[c].key));
    }
    table_print(table, cli->out, cli->width, cli->has_color);
    table_free(table);
    answer_put_next(cli, result->json);
    return CODE_DONE;
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    const struct tongbi_series_query query = {.org = options_get(arguments, "org"),
                                              .metric = options_get(arguments, "metric"),
                                              .limit = options_get(arguments, "limit"),
                                              .cursor = options_get(arguments, "cursor")};
    struct tongbi_result result;
    enum exit_code code;
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    tongbi_series_list(client, &query, &result);
    return remote_finish(cli, client, &result, print);
}

const struct command command_series_list = {
    .name = "series list",
    .synopsis = "[--org CODE] [--metric CODE]",
    .summary = "the series that there are: what trend and compare can be asked about",
    .options = options,
    .run = run,
};
