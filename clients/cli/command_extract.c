#include "cli.h"

#include "base/arena.h"
#include "base/buf.h"
#include "documents/document.h"
#include "extract/extract.h"
#include "input.h"
#include "reader/once.h"
#include "render/render.h"

enum { LINES_MAX = 1 << 30, READER_PATH_MAX = 4096 };
#define EXTRACT_ARENA_MAX ((size_t)4 << 30)

static const struct option options[] = {
    {"period", "PERIOD", "what the report is about: 2021, 2021-H1, 2021-Q3 …"},
    {"org", "NAME", "the name of the body that wrote it"},
    {"explain", NULL, "tell which rules made each figure"},
    {NULL, NULL, NULL}};

/* The sentence with the figure marked in it. */
static void put_quote(struct buf *lines, const struct figure *figure) {
    size_t from = (size_t)(figure->text.ptr - figure->quote.ptr), to = from + figure->text.len;
    struct text quote = figure->quote;
    buf_printf(lines, "  %.*s【%.*s】%.*s\n", TEXT_ARG(text_slice(quote, 0, from)), TEXT_ARG(figure->text),
               TEXT_ARG(text_slice(quote, to, quote.len)));
}

/* The figure, its sentence, and a line for each rule: what it decided, and what it saw. */
static void put_explained(struct buf *lines, const struct extract_result *result, size_t index) {
    const struct figure *figure = &result->figures[index];
    render_figure_line(lines, result->figures, figure);
    buf_add_char(lines, '\n');
    put_quote(lines, figure);
    for (int i = 0; i < RULE_COUNT; i++) {
        enum rule rule = (enum rule)i;
        if (rules_has(&result->rules[index], rule))
            buf_printf(lines, "  %-7s %s (%s, doubt 0.%03d)\n", rule_aspect(rule), rule_sentence(rule),
                       rule_name(rule), rule_doubt(rule));
    }
}

static bool put_figures(const struct cli *cli, const struct extract_result *result, bool explain) {
    struct buf lines;
    buf_init(&lines, LINES_MAX);
    for (size_t i = 0; i < result->count; i++) {
        if (explain) {
            put_explained(&lines, result, i);
            continue;
        }
        render_figure_line(&lines, result->figures, &result->figures[i]);
        buf_add_char(&lines, '\n');
    }
    bool ok = !buf_failed(&lines);
    if (ok && buf_text(&lines).len > 0)
        fwrite(buf_text(&lines).ptr, 1, buf_text(&lines).len, cli->out);
    buf_fini(&lines);
    return ok;
}

/* No Content-Type: the bytes decide. What has to be parsed is read in a cage, as the daemon does it. */
static bool read_document(struct arena *arena, struct text bytes, struct document *document,
                          struct err *err) {
    enum { DEADLINE_MS = 60000 };
    static const size_t memory = (size_t)2 << 30;
    char program[READER_PATH_MAX];
    if (document_is_plain(bytes, TEXT_OF("")))
        return document_read(arena, bytes, TEXT_OF(""), document, err);
    if (!process_beside("", "tongbi-reader", program, sizeof program))
        return err_set(err, ERR_INTERNAL, "Where tongbi-reader stands cannot be told.");
    const struct process_options reader = {
        .program = program, .memory = memory, .cpu_seconds = DEADLINE_MS / 1000};
    return reader_read_once(arena, &reader, DEADLINE_MS, TEXT_OF(""), bytes, document, err);
}

static enum exit_code extract_bytes(const struct cli *cli, const char *path, struct text bytes,
                                    struct extract_input *input, bool explain) {
    struct arena arena;
    struct document document;
    struct extract_result result;
    struct err err = {0};
    arena_init(&arena, EXTRACT_ARENA_MAX);
    bool ok = read_document(&arena, bytes, &document, &err);
    if (ok) {
        for (size_t i = 0; i < document.note_count; i++)
            cli_fail(cli, CODE_DONE, "%s: %.*s", path, TEXT_ARG(document.notes[i]));
        input->text = document.text;
        ok = extract_run(&arena, input, &result, &err);
    }
    if (ok && !put_figures(cli, &result, explain))
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
    enum exit_code code = extract_bytes(cli, path, (struct text){bytes.bytes, bytes.len}, &input,
                                        options_get(arguments, "explain") != NULL);
    input_fini(&bytes);
    return code;
}

const struct command command_extract = {
    .name = "extract",
    .synopsis = "FILE|- [--period PERIOD] [--org NAME] [--explain]",
    .summary = "read the figures out of a report, without a server",
    .notes = "Prints one figure a line as JSON, in the order of the text. FILE - is standard input.\n"
             "--explain adds the sentence, the figure marked in it, and the rules that made the figure.",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
