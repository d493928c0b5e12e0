#include "cli.h"

#include "answer.h"
#include "remote.h"

static const struct option options[] = {
    {"verdict", "VERDICT", "only what was found so"},
    {"org", "CODE", "only of this organisation"},
    {"under", "CODE", "only of this organisation and those below it"},
    {"metric", "CODE", "only about this metric"},
    {"report", "ID", "only of this report"},
    {"period", "PERIOD", "only about this period"},
    {"basis", "BASIS", "only against: yoy the year before, pop the period before, since a period, target"},
    {"across-breaks", NULL, "judge across definition breaks too"},
    {"as-of", "DATE", "only what was published by then"},
    {"known-at", "TIME", "only what the server knew by then"},
    {"limit", "N", "at most so many"},
    {"cursor", "CURSOR", "the page after one that said so"},
    {"verbose", NULL, "the sentences below each claim: the claim's own, the value's, the base's"},
    {NULL, NULL, NULL}};

static enum exit_code print_claims(const struct cli *cli, const struct tongbi_result *result,
                                   bool is_verbose) {
    answer_put_claims(cli, answer_items(result->json, "claims"), is_verbose);
    answer_put_next(cli, result->json);
    return CODE_DONE;
}

static enum exit_code print(struct cli *cli, const struct tongbi_result *result) {
    return print_claims(cli, result, false);
}

static enum exit_code print_verbose(struct cli *cli, const struct tongbi_result *result) {
    return print_claims(cli, result, true);
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    const struct tongbi_claims_query query = {.verdict = options_get(arguments, "verdict"),
                                              .org = options_get(arguments, "org"),
                                              .under = options_get(arguments, "under"),
                                              .metric = options_get(arguments, "metric"),
                                              .report = options_get(arguments, "report"),
                                              .period = options_get(arguments, "period"),
                                              .across_breaks =
                                                  options_has(arguments, "across-breaks") ? "1" : NULL,
                                              .basis = options_get(arguments, "basis"),
                                              .as_of = options_get(arguments, "as-of"),
                                              .known_at = options_get(arguments, "known-at"),
                                              .limit = options_get(arguments, "limit"),
                                              .cursor = options_get(arguments, "cursor")};
    struct tongbi_result result;
    enum exit_code code;
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    tongbi_claims(client, &query, &result);
    return remote_finish(cli, client, &result, options_has(arguments, "verbose") ? print_verbose : print);
}

const struct command command_claims = {
    .name = "claims",
    .synopsis = "[--verdict VERDICT] [--org CODE] … [-v]",
    .summary = "the growth that reports claim, against what history says",
    .notes = "VERDICT: agrees, disagrees, unit_confused, base_differs, agrees_with_vintage, base_missing,\n"
             "undecided. Whatever the verdicts are, the exit code is 0: the question was answered.",
    .options = options,
    .run = run,
};
