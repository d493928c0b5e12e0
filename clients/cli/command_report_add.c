#include "cli.h"

#include "answer.h"
#include "input.h"
#include "progress.h"
#include "remote.h"

static const struct option options[] = {
    {"org", "CODE", "whose report it is (else the one that the text names)"},
    {"period", "PERIOD", "what it is about: 2021-H1 … (else what its title says)"},
    {"published", "DATE", "when it came out (else today)"},
    {"title", "TITLE", "what to call it (one FILE only)"},
    {"type", "TYPE", "media type, as text/plain;charset=gb18030 (else by the bytes)"},
    {"preview", NULL, "show what would be read, store nothing"},
    {NULL, NULL, NULL}};

static const char *guess_type(const char *path) {
    if (input_has_suffix(path, ".txt"))
        return "text/plain";
    if (input_has_suffix(path, ".html") || input_has_suffix(path, ".htm"))
        return "text/html";
    return "application/octet-stream";
}

static enum exit_code print_answer(const struct cli *cli, const struct tongbi_result *result,
                                   bool is_preview) {
    bool is_zh = cli->language == LANGUAGE_ZH;
    if (cli->form != FORM_TABLE) {
        remote_put_raw(cli, result);
        return CODE_DONE;
    }
    if (result->json == NULL)
        return cli_fail(cli, CODE_UNREACHABLE, "the answer is not JSON; is this a Tongbi server?");
    if (is_preview)
        fprintf(cli->out, "%s\n", is_zh ? "预览,未入库" : "preview, nothing is stored");
    else if (result->status == 200)
        fprintf(cli->out, "%s\n", is_zh ? "此报告已在库中" : "this report was there already");
    answer_put_report(cli, result->json);
    fputc('\n', cli->out);
    answer_put_figures(cli, answer_items(result->json, "figures"));
    answer_put_checks(cli, result->json);
    return CODE_DONE;
}

static enum exit_code add_file(const struct cli *cli, struct tongbi *client, const char *path,
                               struct tongbi_report_add *report, const char *type) {
    struct input input;
    struct progress progress;
    struct tongbi_result result;
    if (!input_read(cli, path, &input))
        return CODE_NO;
    report->bytes = input.bytes;
    report->length = input.len;
    report->content_type = type != NULL ? type : guess_type(path);
    progress_begin(&progress, cli, word(cli->language, WORD_AT_WORK));
    tongbi_set_progress(client, progress_update, &progress);
    tongbi_report_add(client, report, &result);
    tongbi_set_progress(client, NULL, NULL);
    progress_end(&progress);
    enum exit_code code = remote_check(cli, &result);
    if (code == CODE_DONE)
        code = print_answer(cli, &result, report->preview);
    else
        cli_fail(cli, code, "%s was not taken in", path);
    tongbi_result_fini(&result);
    input_fini(&input);
    return code;
}

static enum exit_code check_usage(const struct cli *cli, const struct arguments *arguments) {
    if (options_has(arguments, "title") && arguments->positional_count > 1)
        return cli_fail(cli, CODE_USAGE, "option --title is for one FILE");
    return cli_refuse_csv(cli, "report add");
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    struct tongbi_report_add report = {.org = options_get(arguments, "org"),
                                       .period = options_get(arguments, "period"),
                                       .published = options_get(arguments, "published"),
                                       .title = options_get(arguments, "title"),
                                       .preview = options_has(arguments, "preview")};
    enum exit_code code = check_usage(cli, arguments);
    if (code != CODE_DONE)
        return code;
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    /* A file that is refused does not keep the others out; a server that is away does. */
    for (size_t i = 0; i < arguments->positional_count && code != CODE_UNREACHABLE; i++) {
        const char *path = arguments->positional[i];
        if (arguments->positional_count > 1 && cli->form == FORM_TABLE)
            fprintf(cli->out, "%s[%zu/%zu] %s\n", i > 0 ? "\n" : "", i + 1, arguments->positional_count,
                    path);
        enum exit_code file_code = add_file(cli, client, path, &report, options_get(arguments, "type"));
        code = file_code > code ? file_code : code;
    }
    tongbi_close(client);
    return code;
}

const struct command command_report_add = {
    .name = "report add",
    .synopsis = "FILE… --org CODE --period PERIOD",
    .summary = "give a report to the server and show the figures that it read",
    .notes =
        "FILE - is standard input. The same bytes for the same organisation and period are stored once.\n"
        "With several files the exit code is the gravest one.",
    .options = options,
    .positional_min = 1,
    .positional_max = (size_t)-1,
    .run = run,
};
