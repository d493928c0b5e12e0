#include "cli.h"

#include "answer.h"
#include "print.h"
#include "remote.h"
#include "tongbi.h"

static const struct option options[] = {{"remove", NULL, "take the break back"}, {NULL, NULL, NULL}};

/* The breaks that the metric has now. */
static enum exit_code print(struct cli *cli, const struct tongbi_result *result) {
    if (json_array_size(answer_items(result->json, "breaks")) > 0)
        print_breaks(cli, result->json);
    else
        fputs(cli->language == LANGUAGE_ZH ? "口径没有变动\n" : "no definition breaks\n", cli->out);
    return CODE_DONE;
}

static enum exit_code check_usage(const struct cli *cli, const struct arguments *arguments) {
    bool has_note = arguments->positional_count > 2, is_removal = options_has(arguments, "remove");
    enum exit_code code = cli_refuse_csv(cli, "metric break");
    if (code != CODE_DONE || has_note != is_removal)
        return code;
    return cli_fail(cli, CODE_USAGE,
                    "metric break needs either a NOTE, what is counted otherwise, or --remove");
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    char *const *words = arguments->positional;
    struct tongbi_result result;
    enum exit_code code = check_usage(cli, arguments);
    struct tongbi *client = code == CODE_DONE ? remote_open(cli, &code) : NULL;
    if (client == NULL)
        return code;
    if (options_has(arguments, "remove"))
        tongbi_metric_break_remove(client, words[0], words[1], &result);
    else
        tongbi_metric_break_put(client, words[0], words[1], words[2], &result);
    return remote_finish(cli, client, &result, print);
}

const struct command command_metric_break = {
    .name = "metric break",
    .synopsis = "CODE PERIOD NOTE | CODE PERIOD --remove",
    .summary = "say that from a period on a metric is counted otherwise",
    .notes = "Trends, comparisons and claims do not go across a definition break, unless asked to by\n"
             "--across-breaks. NOTE says what is counted otherwise.",
    .options = options,
    .positional_min = 2,
    .positional_max = 3,
    .run = run,
};
