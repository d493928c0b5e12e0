#include "cli.h"

#include <string.h>

#include "print.h"
#include "remote.h"

static const struct option options[] = {
    {"metric", "CODE,…", "of what (required); several for one organisation: a row each"},
    {"period", "PERIOD", "when (required)"},
    {"against", "BASE", "previous_year (else), previous_period, target, or a period"},
    {"org", "CODE,…", "only these organisations"},
    {"under", "CODE", "only this organisation and those below it"},
    {"scope", "SCOPE", "the place, sub-unit or group (else the body itself)"},
    {"sort", "KEY", "rank (else), value, change or org; a minus before it turns the order around"},
    {"limit", "N", "at most so many rows"},
    {"release", "WHICH", "latest (else), or first: what was said first"},
    {"across-breaks", NULL, "work changes out across definition breaks too"},
    {"as-of", "DATE", "only what was published by then"},
    {"known-at", "TIME", "only what the server knew by then"},
    {NULL, NULL, NULL}};

static enum exit_code print(struct cli *cli, const struct tongbi_result *result) {
    return print_compare(cli, result->json);
}

static enum exit_code check_usage(const struct cli *cli, const struct tongbi_compare_query *query) {
    if (query->metric == NULL || query->period == NULL)
        return cli_fail(cli, CODE_USAGE, "compare needs --metric and --period");
    bool has_metrics = strchr(query->metric, ',') != NULL;
    if (has_metrics && (query->orgs == NULL || strchr(query->orgs, ',') != NULL))
        return cli_fail(cli, CODE_USAGE, "several metrics are compared within one organisation: --org CODE");
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
                                         .across_breaks =
                                             options_has(arguments, "across-breaks") ? "1" : NULL,
                                         .release = options_get(arguments, "release"),
                                         .as_of = options_get(arguments, "as-of"),
                                         .known_at = options_get(arguments, "known-at")};
    struct tongbi_result result;
    enum exit_code code = check_usage(cli, &query);
    struct tongbi *client = code == CODE_DONE ? remote_open(cli, &code) : NULL;
    if (client == NULL)
        return code;
    tongbi_compare(client, &query, &result);
    return remote_finish(cli, client, &result, print);
}

const struct command command_compare = {
    .name = "compare",
    .synopsis = "--metric CODE,… --period PERIOD [--against BASE] …",
    .summary = "organisations side by side, each against its base",
    .notes = "Organisations without a base keep their row, with the reason. With --under the last row is the "
             "total of\n"
             "those below. Exit code 1: there are no rows.",
    .options = options,
    .run = run,
};
