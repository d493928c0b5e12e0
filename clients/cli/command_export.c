#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "heap.h"
#include "input.h"
#include "progress.h"
#include "remote.h"
#include "screen.h"

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

/* Where an export goes. A file gets its name when it is whole; until then it is called FILE.part. */
struct target {
    FILE *stream;
    const char *path; /* NULL: standard output */
    char *part;       /* NULL: written in place */
    int error;        /* errno of what could not be written; 0: all could */
};

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

static enum exit_code open_target(const struct cli *cli, const char *path, struct target *target) {
    struct stat status;
    *target = (struct target){.stream = cli->out};
    if (path == NULL || strcmp(path, "-") == 0)
        return CODE_DONE;
    target->path = path;
    /* What is there and no file (/dev/null, a pipe) is written to; a rename would put a file in its place. */
    if (stat(path, &status) != 0 || S_ISREG(status.st_mode))
        target->part = heap_printf("%s.part", path);
    const char *opened = target->part != NULL ? target->part : path;
    target->stream = fopen(opened, "wbe");
    if (target->stream != NULL)
        return CODE_DONE;
    cli_fail(cli, CODE_NO, "cannot write %s: %s", opened, strerror(errno));
    free(target->part);
    return CODE_NO;
}

static bool put(void *context, const void *bytes, size_t length) {
    struct target *target = context;
    if (tongbi_sink_file(target->stream, bytes, length))
        return true;
    target->error = errno;
    return false;
}

/* Gives a whole file its name. fsync: the name must not stand for bytes that a power cut could still take away. */
static bool keep(struct target *target) {
    bool ok = fflush(target->stream) == 0;
    if (ok && target->part != NULL)
        ok = fsync(fileno(target->stream)) == 0 && rename(target->part, target->path) == 0;
    if (!ok)
        target->error = errno;
    return ok;
}

/* After the call; is_whole says what came of it. */
static enum exit_code close_target(const struct cli *cli, struct target *target, bool is_whole) {
    enum exit_code code = CODE_DONE;
    bool is_kept = is_whole && keep(target);
    if (target->error != 0)
        code = cli_fail(cli, CODE_NO, "cannot write %s: %s",
                        target->path != NULL ? target->path : "the output", strerror(target->error));
    if (target->path != NULL)
        fclose(target->stream);
    if (target->part != NULL && !is_kept)
        unlink(target->part);
    free(target->part);
    return code;
}

static enum exit_code export_to(const struct cli *cli, struct tongbi *client,
                                const struct tongbi_export_query *query, const char *path) {
    struct target target;
    struct progress progress;
    struct tongbi_result result;
    enum exit_code code = open_target(cli, path, &target);
    if (code != CODE_DONE)
        return code;
    progress_begin(&progress, cli, NULL);
    tongbi_set_progress(client, progress_update, &progress);
    tongbi_export(client, query, put, &target, &result);
    progress_end(&progress);
    code = close_target(cli, &target, result.outcome == TONGBI_DONE);
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
