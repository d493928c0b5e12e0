#include "cli.h"

#include "base/arena.h"
#include "base/buf.h"
#include "documents/document.h"
#include "extract/extract.h"
#include "input.h"
#include "render/render.h"

enum { LINES_MAX = 1 << 30 };
#define EXTRACT_ARENA_MAX ((size_t)4 << 30)

static const struct option options[] = {
    {"period", "PERIOD", "what the report is about: 2021, 2021-H1, 2021-Q3 …"},
    {"org", "NAME", "the name of the body that wrote it"},
    {NULL, NULL, NULL}};

static bool put_figures(const struct cli *cli, const struct extract_result *result) {
    struct buf lines;
    buf_init(&lines, LINES_MAX);
    for (size_t i = 0; i < result->count; i++) {
        render_figure_line(&lines, result->figures, &result->figures[i]);
        buf_add_char(&lines, '\n');
    }
    bool ok = !buf_failed(&lines);
    if (ok && buf_text(&lines).len > 0)
        fwrite(buf_text(&lines).ptr, 1, buf_text(&lines).len, cli->out);
    buf_fini(&lines);
    return ok;
}

static enum exit_code extract_bytes(const struct cli *cli, const char *path, struct text bytes,
                                    struct extract_input *input) {
    struct arena arena;
    struct document document;
    struct extract_result result;
    struct err err = {0};
    arena_init(&arena, EXTRACT_ARENA_MAX);
    /* No Content-Type: the bytes decide. */
    bool ok = document_read(&arena, bytes, TEXT_OF(""), &document, &err);
    if (ok) {
        for (size_t i = 0; i < document.note_count; i++)
            cli_fail(cli, CODE_DONE, "%s: %.*s", path, TEXT_ARG(document.notes[i]));
        input->text = document.text;
        ok = extract_run(&arena, input, &result, &err);
    }
    if (ok && !put_figures(cli, &result))
        ok = err_set(&err, ERR_TOO_LARGE, "the figures do not fit into memory");
    arena_fini(&arena);
    return ok ? CODE_DONE : cli_fail(cli, CODE_NO, "%s: %s", path, err.detail);
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    const char *period = options_get(arguments, "period"), *path = arguments->positional[0];
    struct extract_input input = {.org = text_from(options_get(arguments, "org"))};
    struct input bytes;
    struct err err = {0};
    if (cli->form == FORM_CSV)
        return cli_fail(cli, CODE_USAGE, "extract prints JSON lines; it has no --csv");
    if (period != NULL && !period_parse(text_from(period), &input.period, &err))
        return cli_fail(cli, CODE_USAGE, "option --period: %s", err.detail);
    if (!input_read(cli, path, &bytes))
        return CODE_NO;
    enum exit_code code = extract_bytes(cli, path, (struct text){bytes.bytes, bytes.len}, &input);
    input_fini(&bytes);
    return code;
}

const struct command command_extract = {
    .name = "extract",
    .synopsis = "FILE|- [--period PERIOD] [--org NAME]",
    .summary = "read the figures out of a report, without a server",
    .notes = "Prints one figure a line as JSON, in the order of the text. FILE - is standard input.",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
