#include "cli.h"

#include <stdlib.h>

#include "answer.h"
#include "remote.h"

static const struct option list_options[] = {{"q", "TEXT", "only those called like this, best first"},
                                             {"under", "CODE", "only this one and those below it"},
                                             {"limit", "N", "at most so many"},
                                             {"cursor", "CURSOR", "the page after one that said so"},
                                             {NULL, NULL, NULL}};
static const struct option search_options[] = {{"under", "CODE", "only this one and those below it"},
                                               {"limit", "N", "at most so many"},
                                               {"cursor", "CURSOR", "the page after one that said so"},
                                               {NULL, NULL, NULL}};
static const struct option add_options[] = {{"parent", "CODE", "the organisation above it"},
                                            {"aliases", "NAME,…", "what else it is called (else as it was)"},
                                            {NULL, NULL, NULL}};

static enum exit_code print_list(struct cli *cli, const struct tongbi_result *result) {
    const json_t *orgs = answer_items(result->json, "orgs");
    bool is_search = json_object_get(json_array_get(orgs, 0), "matched") != NULL;
    struct table *table = table_new();
    table_add_column(table, word(cli->language, WORD_CODE), ALIGN_LEFT, false);
    table_add_column(table, word(cli->language, WORD_NAME), ALIGN_LEFT, true);
    table_add_column(table, word(cli->language, WORD_PARENT), ALIGN_LEFT, false);
    if (is_search)
        table_add_column(table, word(cli->language, WORD_MATCHED), ALIGN_LEFT, true);
    for (size_t i = 0; i < json_array_size(orgs); i++) {
        const json_t *org = json_array_get(orgs, i);
        table_add_cell(table, STYLE_PLAIN, answer_text(org, "code"));
        table_add_cell(table, STYLE_PLAIN, answer_text(org, "name"));
        table_add_cell(table, STYLE_PLAIN, answer_text(org, "parent"));
        if (is_search)
            table_add_cell(table, STYLE_PLAIN, answer_text(org, "matched"));
    }
    table_print(table, cli->out, cli->width, cli->has_color);
    table_free(table);
    answer_put_next(cli, result->json);
    return CODE_DONE;
}

static enum exit_code print_org(struct cli *cli, const struct tongbi_result *result) {
    char *aliases = answer_join(cli, answer_items(result->json, "aliases"));
    const struct answer_line lines[] = {{WORD_CODE, answer_text(result->json, "code")},
                                        {WORD_NAME, answer_text(result->json, "name")},
                                        {WORD_PARENT, answer_text(result->json, "parent")},
                                        {WORD_ALIASES, aliases}};
    answer_put_lines(cli, lines, sizeof lines / sizeof lines[0]);
    free(aliases);
    return CODE_DONE;
}

/* `org search TEXT` is `org list --q TEXT`. */
static enum exit_code run_list(struct cli *cli, const struct arguments *arguments) {
    const struct tongbi_list_query query = {
        .q = arguments->positional_count > 0 ? arguments->positional[0] : options_get(arguments, "q"),
        .under = options_get(arguments, "under"),
        .limit = options_get(arguments, "limit"),
        .cursor = options_get(arguments, "cursor")};
    struct tongbi_result result;
    enum exit_code code;
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    tongbi_org_list(client, &query, &result);
    return remote_finish(cli, client, &result, print_list);
}

static enum exit_code run_add(struct cli *cli, const struct arguments *arguments) {
    struct tongbi_result result;
    enum exit_code code;
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    tongbi_org_put(client, arguments->positional[0], arguments->positional[1],
                   options_get(arguments, "parent"), options_get(arguments, "aliases"), &result);
    return remote_finish(cli, client, &result, print_org);
}

static enum exit_code run_show(struct cli *cli, const struct arguments *arguments) {
    struct tongbi_result result;
    enum exit_code code;
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    tongbi_org_get(client, arguments->positional[0], &result);
    return remote_finish(cli, client, &result, print_org);
}

const struct command command_org_list = {
    .name = "org list",
    .synopsis = "[--q TEXT] [--under CODE]",
    .summary = "the organisations",
    .options = list_options,
    .run = run_list,
};

const struct command command_org_search = {
    .name = "org search",
    .synopsis = "TEXT [--under CODE]",
    .summary = "organisations by a piece of a name, also with a slip in it",
    .options = search_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_list,
};

const struct command command_org_add = {
    .name = "org add",
    .synopsis = "CODE NAME [--parent CODE] [--aliases NAME,…]",
    .summary = "make an organisation, or rename or move it",
    .options = add_options,
    .positional_min = 2,
    .positional_max = 2,
    .run = run_add,
};

const struct command command_org_show = {
    .name = "org show",
    .synopsis = "CODE",
    .summary = "one organisation",
    .positional_min = 1,
    .positional_max = 1,
    .run = run_show,
};
