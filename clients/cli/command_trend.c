#include "cli.h"

#include "print.h"
#include "remote.h"

static const struct option options[] = {
    {"org", "CODE", "whose: this organisation itself"},
    {"under", "CODE", "whose: the total of those below it, with how many have reported"},
    {"metric", "CODE", "of what (required)"},
    {"scope", "SCOPE", "the place, sub-unit or group (else the body itself)"},
    {"status", "STATUS", "actual, target or norm (else actual)"},
    {"from", "PERIOD", "from this period on"},
    {"to", "PERIOD", "up to this period"},
    {"last", "N", "only the last N points"},
    {"frequency", "F",
     "A year, S half, Q quarter, M month, W week, D day, SY school year, T term, I irregular"},
    {"aggregation", "HOW",
     "with --frequency: make its periods of shorter ones by sum, avg, eop (the last) or ratio"},
    {"cumulation", "HOW",
     "with --frequency: single (out of totals since the year began) or ytd (totals since then)"},
    {"release", "WHICH", "latest (else), or first: what was said first of each point"},
    {"units", "U",
     "lin value; chg, pch change and percent from the period before; ch1, pc1 from a year before"},
    {"as-of", "DATE", "only what was published by then"},
    {"known-at", "TIME", "only what the server knew by then"},
    {"across-breaks", NULL, "work changes out across definition breaks too"},
    {"no-plot", NULL, "without the plot"},
    {"no-summary", NULL, "without the summary"},
    {NULL, NULL, NULL}};

static enum exit_code print(struct cli *cli, const struct tongbi_result *result) {
    return print_trend(cli, result->json, true);
}

static enum exit_code print_without_plot(struct cli *cli, const struct tongbi_result *result) {
    return print_trend(cli, result->json, false);
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    const struct tongbi_trend_query query = {.org = options_get(arguments, "org"),
                                             .under = options_get(arguments, "under"),
                                             .metric = options_get(arguments, "metric"),
                                             .scope = options_get(arguments, "scope"),
                                             .status = options_get(arguments, "status"),
                                             .from = options_get(arguments, "from"),
                                             .to = options_get(arguments, "to"),
                                             .last = options_get(arguments, "last"),
                                             .frequency = options_get(arguments, "frequency"),
                                             .aggregation = options_get(arguments, "aggregation"),
                                             .cumulation = options_get(arguments, "cumulation"),
                                             .release = options_get(arguments, "release"),
                                             .summary = options_has(arguments, "no-summary") ? "0" : NULL,
                                             .across_breaks =
                                                 options_has(arguments, "across-breaks") ? "1" : NULL,
                                             .units = options_get(arguments, "units"),
                                             .as_of = options_get(arguments, "as-of"),
                                             .known_at = options_get(arguments, "known-at")};
    struct tongbi_result result;
    enum exit_code code;
    if (query.metric == NULL || (query.org == NULL && query.under == NULL))
        return cli_fail(cli, CODE_USAGE, "trend needs --org and --metric, or --under and --metric");
    if (query.org != NULL && query.under != NULL)
        return cli_fail(cli, CODE_USAGE, "options --org and --under exclude each other");
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    tongbi_trend(client, &query, &result);
    return remote_finish(cli, client, &result,
                         options_has(arguments, "no-plot") ? print_without_plot : print);
}

const struct command command_trend = {
    .name = "trend",
    .synopsis = "--org CODE|--under CODE --metric CODE [--last N] …",
    .summary = "one series over time, as a table and a plot",
    .notes =
        "Each point with its change on the same period of the year before and the sentence that said it.\n"
        "Where a number is missing, the reason stands in its place. (*) marks what was computed and not "
        "reported,\n"
        "(r2) what was said twice. Exit code 1: there are no points.",
    .options = options,
    .run = run,
};
