#include "cli.h"

#include <string.h>

#include "answer.h"
#include "remote.h"

/* Another organisation or period makes another report: the same document is taken in anew, and the wrong one withdrawn on the day that it
 * came out, so that it never counts. In this order: whatever breaks off in between, nothing is lost, and doing it again ends well. */

static const struct option options[] = {{"org", "CODE", "whose report it is (else as it stands)"},
                                        {"period", "PERIOD", "what it is about (else as it stands)"},
                                        {NULL, NULL, NULL}};

static const char *option_or(const struct arguments *arguments, const char *name, const json_t *report) {
    return options_has(arguments, name) ? options_get(arguments, name) : answer_text(report, name);
}

/* Puts the answer of the second posting into *added. */
static enum exit_code take_in_anew(struct cli *cli, struct tongbi *client, const struct arguments *arguments,
                                   const json_t *report, struct tongbi_result *added) {
    struct tongbi_result original;
    tongbi_report_original(client, arguments->positional[0], &original);
    enum exit_code code = remote_check(cli, &original);
    const struct tongbi_report_add again = {.bytes = original.body,
                                            .length = original.body_len,
                                            .content_type = original.content_type,
                                            .org = option_or(arguments, "org", report),
                                            .period = option_or(arguments, "period", report),
                                            .published = answer_text(report, "published"),
                                            .title = answer_text(report, "title")};
    if (code == CODE_DONE) {
        tongbi_report_add(client, &again, added);
        code = remote_check(cli, added);
    }
    tongbi_result_fini(&original);
    return code;
}

static enum exit_code correct(struct cli *cli, struct tongbi *client, const struct arguments *arguments,
                              const json_t *report) {
    struct tongbi_result added = {0}, withdrawn = {0};
    const char *id = arguments->positional[0];
    if (strcmp(answer_text(report, "state"), "active") != 0)
        return cli_fail(cli, CODE_NO, "report %s is withdrawn", id);
    enum exit_code code = take_in_anew(cli, client, arguments, report, &added);
    if (code == CODE_DONE && strcmp(answer_text(added.json, "id"), id) == 0)
        code = cli_fail(cli, CODE_NO, "report %s is that organisation's and about that period already", id);
    if (code == CODE_DONE) {
        tongbi_report_withdraw(client, id, answer_text(report, "published"), &withdrawn);
        code = remote_check(cli, &withdrawn);
    }
    if (code == CODE_DONE && cli->form == FORM_TABLE)
        answer_put_report(cli, added.json);
    else if (code == CODE_DONE)
        remote_put_raw(cli, &added);
    tongbi_result_fini(&added);
    tongbi_result_fini(&withdrawn);
    return code;
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    struct tongbi_result report;
    enum exit_code code = cli_refuse_csv(cli, "report correct");
    if (code == CODE_DONE && !options_has(arguments, "org") && !options_has(arguments, "period"))
        code = cli_fail(cli, CODE_USAGE, "report correct needs --org or --period");
    struct tongbi *client = code == CODE_DONE ? remote_open(cli, &code) : NULL;
    if (client == NULL)
        return code;
    tongbi_report_get(client, arguments->positional[0], &report);
    code = remote_check(cli, &report);
    if (code == CODE_DONE)
        code = correct(cli, client, arguments, report.json);
    tongbi_result_fini(&report);
    tongbi_close(client);
    return code;
}

const struct command command_report_correct = {
    .name = "report correct",
    .synopsis = "ID [--org CODE] [--period PERIOD]",
    .summary = "say whose report it is, or what it is about, where that was wrong",
    .notes =
        "The document is taken in anew, and the report of this ID withdrawn on the day that it came out.",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
