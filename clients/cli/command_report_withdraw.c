#include "cli.h"

#include "answer.h"
#include "remote.h"

static const struct option options[] = {{"published", "DATE", "the day of its withdrawal (else today)"},
                                        {NULL, NULL, NULL}};

static enum exit_code print(struct cli *cli, const struct tongbi_result *result) {
    answer_put_report(cli, result->json);
    return CODE_DONE;
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    struct tongbi_result result;
    enum exit_code code = cli_refuse_csv(cli, "report withdraw");
    if (code != CODE_DONE)
        return code;
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    tongbi_report_withdraw(client, arguments->positional[0], options_get(arguments, "published"), &result);
    return remote_finish(cli, client, &result, print);
}

const struct command command_report_withdraw = {
    .name = "report withdraw",
    .synopsis = "ID [--published DATE]",
    .summary = "take a report back, with all that it said",
    .notes =
        "What counted before it counts again from that day on; --as-of of an earlier day still shows it.\n"
        "A report that was withdrawn already stays as it is.",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
