#include "cli.h"

#include <string.h>

#include "answer.h"
#include "input.h"
#include "progress.h"
#include "remote.h"

enum { LOAD_MS = 4 * 3600 * 1000 }; /* what a very large file may take */

static const struct option options[] = {
    {"format", "csv|json", "what FILE holds (else by its name, else by its start)"}, {NULL, NULL, NULL}};

static size_t read_stream(void *context, char *out, size_t max) {
    FILE *stream = context;
    size_t len = fread(out, 1, max, stream);
    return len == 0 && ferror(stream) ? SIZE_MAX : len;
}

/* A JSON array begins with a bracket; CSV begins with the name of a column. */
static const char *type_by_start(FILE *stream) {
    int c = getc(stream);
    if (c != EOF)
        ungetc(c, stream);
    return c == '[' || c == '{' ? "application/json" : "text/csv";
}

/* NULL for an unknown --format. */
static const char *content_type(const char *format, const char *path, FILE *stream) {
    if (format != NULL && strcmp(format, "csv") != 0 && strcmp(format, "json") != 0)
        return NULL;
    if (format != NULL)
        return format[0] == 'c' ? "text/csv" : "application/json";
    if (input_has_suffix(path, ".csv"))
        return "text/csv";
    if (input_has_suffix(path, ".json"))
        return "application/json";
    return type_by_start(stream);
}

static enum exit_code print(struct cli *cli, const struct tongbi_result *result) {
    bool is_zh = cli->language == LANGUAGE_ZH;
    const char *stored = answer_text(result->json, "stored"),
               *unchanged = answer_text(result->json, "unchanged");
    fprintf(cli->out, "%s %s", is_zh ? "入库" : "stored", stored);
    if (unchanged[0] != '\0')
        fprintf(cli->out, "%s %s", is_zh ? ",未变" : ", unchanged", unchanged);
    fputc('\n', cli->out);
    return CODE_DONE;
}

static enum exit_code post(struct cli *cli, struct tongbi *client, const struct tongbi_body *body) {
    struct progress progress;
    struct tongbi_result result;
    tongbi_set_timeouts(client, 0, LOAD_MS);
    progress_begin(&progress, cli);
    tongbi_set_progress(client, progress_update, &progress);
    tongbi_observations_post(client, NULL, 0, body, &result);
    progress_end(&progress);
    return remote_finish(cli, client, &result, print);
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    const char *path = arguments->positional[0];
    struct tongbi_body body = {.read = read_stream};
    enum exit_code code;
    FILE *stream = input_open(cli, path, &body.length);
    if (stream == NULL)
        return CODE_NO;
    body.context = stream;
    body.content_type = content_type(options_get(arguments, "format"), path, stream);
    if (body.content_type == NULL) {
        code = cli_fail(cli, CODE_USAGE, "option --format is csv or json");
    } else {
        struct tongbi *client = remote_open(cli, &code);
        if (client != NULL)
            code = post(cli, client, &body);
    }
    input_close(cli, stream);
    return code;
}

const struct command command_observe = {
    .name = "observe",
    .synopsis = "FILE|- [--format csv|json]",
    .summary = "give figures that are figures already to the server, in bulk",
    .notes =
        "Columns or fields: org, metric, period, value and, where they matter, scope, status, published.\n"
        "All or nothing: when a row is refused, nothing is stored and the rows are listed.",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
