#include "cli.h"

#include <string.h>

#include "answer.h"
#include "input.h"
#include "progress.h"
#include "remote.h"

enum { LOAD_MS = 4 * 3600 * 1000 }; /* what a very large file may take */

static const struct option options[] = {
    {"format", "FORM", "what FILE holds: csv, json or ndjson (else by its name, else by its start)"},
    {"partial", NULL, "store the good rows, list the others"},
    {"dry-run", NULL, "check every row, store nothing"},
    {"idempotency-key", "KEY",
     "a name for this request: sent again within a day it is done once (one FILE only)"},
    {NULL, NULL, NULL}};

static const struct {
    const char *name, *content_type;
} formats[] = {{"csv", "text/csv"}, {"json", "application/json"}, {"ndjson", "application/x-ndjson"}};

static const char *type_of_format(const char *name) {
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (strcmp(name, formats[i].name) == 0)
            return formats[i].content_type;
    }
    return NULL;
}

/* A JSON array begins with a bracket, a line of NDJSON with a brace, CSV with the name of a column. */
static const char *type_by_start(FILE *stream) {
    int c = getc(stream);
    if (c != EOF)
        ungetc(c, stream);
    return type_of_format(c == '[' ? "json" : c == '{' ? "ndjson" : "csv");
}

static const char *content_type(const char *format, const char *path, FILE *stream) {
    static const struct {
        const char *suffix, *format;
    } suffixes[] = {{".csv", "csv"}, {".json", "json"}, {".ndjson", "ndjson"}, {".jsonl", "ndjson"}};
    if (format != NULL)
        return type_of_format(format);
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        if (input_has_suffix(path, suffixes[i].suffix))
            return type_of_format(suffixes[i].format);
    }
    return type_by_start(stream);
}

static size_t read_stream(void *context, char *out, size_t max) {
    FILE *stream = context;
    size_t len = fread(out, 1, max, stream);
    return len == 0 && ferror(stream) ? SIZE_MAX : len;
}

/* "stored 3, unchanged 1, refused 2": what the answer counts. */
static void put_counts(const struct cli *cli, const struct tongbi_result *result) {
    static const struct {
        const char *key, *zh, *en;
    } counts[] = {
        {"stored", "入库", "stored"}, {"unchanged", "未变", "unchanged"}, {"refused", "未收", "refused"}};
    bool is_zh = cli->language == LANGUAGE_ZH;
    const char *separator = "";
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        const char *digits = answer_text(result->json, counts[i].key);
        if (digits[0] == '\0')
            continue;
        fprintf(cli->out, "%s%s %s", separator, is_zh ? counts[i].zh : counts[i].en, digits);
        separator = is_zh ? "," : ", ";
    }
    if (json_is_true(json_object_get(result->json, "dry_run")))
        fputs(is_zh ? "(试算,未入库)" : " (dry run, nothing is stored)", cli->out);
    if (result->is_replayed)
        fputs(is_zh ? "(此前同一请求的结果)" : " (this is what the same request got before)", cli->out);
    fputc('\n', cli->out);
}

/* Rows that were left out make the answer no, in whatever form it is printed. A refusal goes out too where its rows are
 * asked for as JSON. */
static enum exit_code print(const struct cli *cli, const struct tongbi_result *result) {
    enum exit_code code = remote_check(cli, result);
    bool is_raw = cli->form != FORM_TABLE;
    if (is_raw && (code == CODE_DONE || result->json != NULL))
        remote_put_raw(cli, result);
    if (code != CODE_DONE)
        return code;
    if (!is_raw && result->json == NULL)
        return cli_fail(cli, CODE_UNREACHABLE, "the answer is not JSON; is this a Tongbi server?");
    if (!is_raw) {
        put_counts(cli, result);
        remote_put_rows(cli, result);
    }
    return result->error_count > 0 ? CODE_NO : CODE_DONE;
}

static enum exit_code post(const struct cli *cli, struct tongbi *client,
                           const struct tongbi_observations *what, const struct tongbi_body *body) {
    struct progress progress;
    struct tongbi_result result;
    progress_begin(&progress, cli, word(cli->language, WORD_STORING));
    tongbi_set_progress(client, progress_update, &progress);
    tongbi_observations_post(client, what, body, &result);
    tongbi_set_progress(client, NULL, NULL);
    progress_end(&progress);
    enum exit_code code = print(cli, &result);
    tongbi_result_fini(&result);
    return code;
}

static enum exit_code post_file(const struct cli *cli, struct tongbi *client, const char *path,
                                const char *format, const struct tongbi_observations *what) {
    struct tongbi_body body = {.read = read_stream};
    FILE *stream = input_open(cli, path, &body.length);
    if (stream == NULL)
        return CODE_NO;
    body.context = stream;
    body.content_type = content_type(format, path, stream);
    enum exit_code code = post(cli, client, what, &body);
    input_close(cli, stream);
    return code;
}

static enum exit_code check_usage(const struct cli *cli, const struct arguments *arguments) {
    const char *format = options_get(arguments, "format"), *key = options_get(arguments, "idempotency-key");
    if (format != NULL && type_of_format(format) == NULL)
        return cli_fail(cli, CODE_USAGE, "option --format is csv, json or ndjson");
    if (key != NULL && arguments->positional_count > 1)
        return cli_fail(cli, CODE_USAGE, "option --idempotency-key is for one FILE");
    if (key != NULL && !tongbi_key_is_usable(key))
        return cli_fail(cli, CODE_USAGE, "option --idempotency-key is 1 to 255 printable ASCII letters");
    return cli_refuse_csv(cli, "observe");
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    const struct tongbi_observations what = {.partial = options_has(arguments, "partial"),
                                             .dry_run = options_has(arguments, "dry-run"),
                                             .idempotency_key = options_get(arguments, "idempotency-key")};
    enum exit_code code = check_usage(cli, arguments);
    if (code != CODE_DONE)
        return code;
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    tongbi_set_timeouts(client, 0, LOAD_MS);
    /* A file that is refused does not keep the others out; a server that is away does. */
    for (size_t i = 0; i < arguments->positional_count && code != CODE_UNREACHABLE; i++) {
        const char *path = arguments->positional[i];
        if (arguments->positional_count > 1 && cli->form == FORM_TABLE)
            fprintf(cli->out, "[%zu/%zu] %s\n", i + 1, arguments->positional_count, path);
        enum exit_code file_code = post_file(cli, client, path, options_get(arguments, "format"), &what);
        code = file_code > code ? file_code : code;
    }
    tongbi_close(client);
    return code;
}

const struct command command_observe = {
    .name = "observe",
    .synopsis = "FILE… [--format csv|json|ndjson] [--partial] [--dry-run] …",
    .summary = "give figures that are figures already to the server, in bulk",
    .notes =
        "Columns or fields: org, metric, period, value and, where they matter, scope, status, published,\n"
        "withdrawn. FILE - is standard input. Files of any size are sent as they are read.\n"
        "All or nothing: when a row is refused, nothing is stored and the rows are listed; with --partial "
        "the\n"
        "others are stored. Exit code 1: rows were left out. With several files it is the gravest one.",
    .options = options,
    .positional_min = 1,
    .positional_max = (size_t)-1,
    .run = run,
};
