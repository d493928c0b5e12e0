#include "cli.h"

#include <string.h>

#include "input.h"
#include "progress.h"
#include "remote.h"
#include "screen.h"
#include "target.h"

static const struct option options[] = {
    {"format", "FORM", "csv, ndjson or xlsx (else by FILE's name)"},
    {"output", "FILE", "where to; - is standard output (else)"},
    {"org", "CODE", "only of this organisation"},
    {"under", "CODE", "only of this organisation and those below it"},
    {"metric", "CODE,…", "only of these metrics"},
    {"scope", "SCOPE", "only of this place, sub-unit or group"},
    {"status", "STATUS", "only actual, target or norm"},
    {"from", "PERIOD", "from this period on"},
    {"to", "PERIOD", "up to this period"},
    {"vintages", "WHICH", "latest (else), first, or all: a row for each time that a point was said"},
    {"as-of", "DATE", "only what was published by then"},
    {"known-at", "TIME", "only what the server knew by then"},
    {"no-quote", NULL, "without the sentences"},
    {"bom", NULL, "begin CSV with a byte order mark, for spreadsheets"},
    {NULL, NULL, NULL}};

static const char *format_of(const struct arguments *arguments) {
    static const struct {
        const char *suffix, *format;
    } suffixes[] = {{".csv", "csv"}, {".ndjson", "ndjson"}, {".jsonl", "ndjson"}, {".xlsx", "xlsx"}};
    const char *format = options_get(arguments, "format"), *path = options_get(arguments, "output");
    for (size_t i = 0; format == NULL && path != NULL && i < sizeof suffixes / sizeof suffixes[0]; i++) {
        if (input_has_suffix(path, suffixes[i].suffix))
            return suffixes[i].format;
    }
    return format;
}

static enum exit_code export_to(const struct cli *cli, struct tongbi *client,
                                const struct tongbi_export_query *query, const char *path) {
    struct target target;
    struct progress progress;
    struct tongbi_result result;
    enum exit_code code = target_open(cli, path, &target);
    if (code != CODE_DONE)
        return code;
    progress_begin(&progress, cli, NULL);
    tongbi_set_progress(client, progress_update, &progress);
    tongbi_export(client, query, target_put, &target, &result);
    progress_end(&progress);
    code = target_close(cli, &target, result.outcome == TONGBI_DONE);
    if (code == CODE_DONE)
        code = remote_check(cli, &result);
    tongbi_result_fini(&result);
    return code;
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    const char *path = options_get(arguments, "output");
    const struct tongbi_export_query query = {.format = format_of(arguments),
                                              .org = options_get(arguments, "org"),
                                              .under = options_get(arguments, "under"),
                                              .metrics = options_get(arguments, "metric"),
                                              .scope = options_get(arguments, "scope"),
                                              .status = options_get(arguments, "status"),
                                              .from = options_get(arguments, "from"),
                                              .to = options_get(arguments, "to"),
                                              .vintages = options_get(arguments, "vintages"),
                                              .as_of = options_get(arguments, "as-of"),
                                              .known_at = options_get(arguments, "known-at"),
                                              .quote = options_has(arguments, "no-quote") ? "0" : NULL,
                                              .bom = options_has(arguments, "bom") ? "1" : NULL};
    enum exit_code code;
    if (cli->form != FORM_TABLE)
        return cli_fail(cli, CODE_USAGE, "export has --format instead of --json and --csv");
    if (query.format == NULL || (strcmp(query.format, "csv") != 0 && strcmp(query.format, "ndjson") != 0 &&
                                 strcmp(query.format, "xlsx") != 0))
        return cli_fail(cli, CODE_USAGE, "export needs --format csv, ndjson or xlsx");
    bool is_on_screen = (path == NULL || strcmp(path, "-") == 0) && screen_is_terminal(cli->out);
    if (is_on_screen && query.format[0] == 'x')
        return cli_fail(cli, CODE_USAGE, "xlsx is no text; send it to a file: -o FILE");
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    code = export_to(cli, client, &query, path);
    tongbi_close(client);
    return code;
}

const struct command command_export = {
    .name = "export",
    .synopsis = "--format csv|ndjson|xlsx [-o FILE] [--under CODE] [--metric CODE,…] …",
    .summary = "all points that there are, into a file",
    .notes =
        "One row a point, of any number. FILE is called FILE.part until it is whole; when the answer breaks\n"
        "off the exit code is 4 and FILE is as it was.",
    .options = options,
    .run = run,
};
