#include "cli.h"

#include <string.h>

#include "answer.h"
#include "remote.h"
#include "screen.h"

static const struct option options[] = {{"text", NULL, "its decoded text"},
                                        {"original", NULL, "its bytes as they were posted"},
                                        {"figures", NULL, "only its figures"},
                                        {NULL, NULL, NULL}};

static enum exit_code print_report(struct cli *cli, const struct tongbi_result *result) {
    const json_t *figures = answer_items(result->json, "figures");
    answer_put_report(cli, result->json);
    if (figures != NULL) {
        fputc('\n', cli->out);
        answer_put_figures(cli, figures);
    }
    answer_put_checks(cli, result->json);
    return CODE_DONE;
}

static enum exit_code print_figures(struct cli *cli, const struct tongbi_result *result) {
    answer_put_figures(cli, answer_items(result->json, "figures"));
    return CODE_DONE;
}

/* Text and bytes go out as they are, except to a terminal, which somebody else's control characters must not reach. */
static enum exit_code finish_bytes(const struct cli *cli, struct tongbi *client,
                                   struct tongbi_result *result) {
    enum exit_code code = remote_check(cli, result);
    bool is_text = strncmp(result->content_type != NULL ? result->content_type : "", "text/", 5) == 0;
    if (code == CODE_DONE && !screen_is_terminal(cli->out))
        fwrite(result->body, 1, result->body_len, cli->out);
    else if (code == CODE_DONE && is_text)
        screen_put_text(cli->out, result->body, result->body_len);
    else if (code == CODE_DONE)
        code = cli_fail(cli, CODE_USAGE, "these bytes are no text; send them to a file: > FILE");
    tongbi_result_fini(result);
    tongbi_close(client);
    return code;
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    const char *id = arguments->positional[0];
    bool has_text = options_has(arguments, "text"), has_original = options_has(arguments, "original");
    bool has_figures = options_has(arguments, "figures");
    struct tongbi_result result;
    enum exit_code code;
    if (has_text + has_original + has_figures > 1)
        return cli_fail(cli, CODE_USAGE, "options --text, --original and --figures exclude each other");
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    if (has_text || has_original) {
        tongbi_set_csv(client, false);
        if (has_text)
            tongbi_report_text(client, id, &result);
        else
            tongbi_report_original(client, id, &result);
        return finish_bytes(cli, client, &result);
    }
    if (has_figures)
        tongbi_report_figures(client, id, &result);
    else
        tongbi_report_get(client, id, &result);
    return remote_finish(cli, client, &result, has_figures ? print_figures : print_report);
}

const struct command command_report_show = {
    .name = "report show",
    .synopsis = "ID [--text|--original|--figures]",
    .summary = "one report: its account and figures, its text, or its bytes",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
