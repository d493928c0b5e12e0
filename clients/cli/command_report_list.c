#include "cli.h"

#include "answer.h"
#include "remote.h"

static const struct option options[] = {{"org", "CODE", "only of this organisation"},
                                        {"under", "CODE", "only of this organisation and those below it"},
                                        {"period", "PERIOD", "only for this period"},
                                        {"state", "STATE", "active or withdrawn"},
                                        {"q", "TEXT", "only with this in the title"},
                                        {"as-of", "DATE", "only what was published by then"},
                                        {"known-at", "TIME", "only what the server knew by then"},
                                        {"limit", "N", "at most so many"},
                                        {"cursor", "CURSOR", "the page after one that said so"},
                                        {NULL, NULL, NULL}};

static enum exit_code print(struct cli *cli, const struct tongbi_result *result) {
    static const char *const keys[] = {"id", "org", "period", "published", "figure_count", "state", "title"};
    static const enum word titles[] = {WORD_ID,      WORD_ORG,   WORD_PERIOD, WORD_PUBLISHED,
                                       WORD_FIGURES, WORD_STATE, WORD_TITLE};
    const json_t *reports = answer_items(result->json, "reports");
    struct table *table = table_new();
    for (size_t c = 0; c < sizeof keys / sizeof keys[0]; c++) {
        bool is_number = titles[c] == WORD_ID || titles[c] == WORD_FIGURES;
        table_add_column(table, word(cli->language, titles[c]), is_number ? ALIGN_RIGHT : ALIGN_LEFT,
                         titles[c] == WORD_TITLE);
    }
    for (size_t i = 0; i < json_array_size(reports); i++) {
        for (size_t c = 0; c < sizeof keys / sizeof keys[0]; c++) {
            const char *text = answer_text(json_array_get(reports, i), keys[c]);
            table_add_cell(table, STYLE_PLAIN,
                           titles[c] == WORD_STATE ? word_of_api(cli->language, text) : text);
        }
    }
    table_print(table, cli->out, cli->width, cli->has_color);
    table_free(table);
    answer_put_next(cli, result->json);
    return CODE_DONE;
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    const struct tongbi_report_list query = {.org = options_get(arguments, "org"),
                                             .under = options_get(arguments, "under"),
                                             .period = options_get(arguments, "period"),
                                             .state = options_get(arguments, "state"),
                                             .q = options_get(arguments, "q"),
                                             .as_of = options_get(arguments, "as-of"),
                                             .known_at = options_get(arguments, "known-at"),
                                             .limit = options_get(arguments, "limit"),
                                             .cursor = options_get(arguments, "cursor")};
    struct tongbi_result result;
    enum exit_code code;
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    tongbi_report_list(client, &query, &result);
    return remote_finish(cli, client, &result, print);
}

const struct command command_report_list = {
    .name = "report list",
    .synopsis = "[--org CODE] [--under CODE] [--period PERIOD] [--state STATE] [--q TEXT]",
    .summary = "the reports that the server has, newest first",
    .options = options,
    .run = run,
};
