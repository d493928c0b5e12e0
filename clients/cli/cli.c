#include "cli.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "heap.h"
#include "screen.h"
#include "tongbi.h"

static const struct command *const commands[] = {
    &command_extract,       &command_report_add,     &command_report_list,     &command_report_show,
    &command_report_review, &command_report_correct, &command_report_withdraw, &command_report_reread,
    &command_figure_accept, &command_figure_reject,  &command_figure_correct,  &command_observe,
    &command_trend,         &command_compare,        &command_query,           &command_vintages,
    &command_claims,        &command_export,         &command_org_list,        &command_org_search,
    &command_org_add,       &command_org_show,       &command_org_import,      &command_org_export,
    &command_metric_list,   &command_metric_search,  &command_metric_show,     &command_metric_import,
    &command_metric_export, &command_metric_merge,   &command_metric_unmerge,  &command_metric_split,
    &command_metric_break,  &command_series_list,
};
enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static const struct option global_options[] = {
    {"json", NULL, "print the server's answer as it came"},
    {"csv", NULL, "ask the server for CSV and print that"},
    {"server", "URL", "where tongbid listens (else TONGBI_URL, else " TONGBI_DEFAULT_URL ")"},
    {"token-file", "FILE",
     "a file with the token (else TONGBI_TOKEN, else the file TONGBI_TOKEN_FILE names)"},
    {"lang", "zh|en", "language of titles (else by LANG)"},
    {"no-color", NULL, "no colours on a terminal (NO_COLOR does the same)"},
    {"help", NULL, "this help; after a command, its own"},
    {"version", NULL, "the version"},
    {NULL, NULL, NULL}};

enum exit_code cli_fail(const struct cli *cli, enum exit_code code, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *message = heap_vprintf(format, arguments);
    va_end(arguments);
    char *line = screen_line(message, -1);
    fprintf(cli->err, "tongbi: %s\n", line);
    free(line);
    free(message);
    return code;
}

enum exit_code cli_refuse_csv(const struct cli *cli, const char *command) {
    return cli->form == FORM_CSV ? cli_fail(cli, CODE_USAGE, "%s has no --csv", command) : CODE_DONE;
}

/* Spaces that bring a text to this many columns; printf's own count bytes. */
static int pad_to(int columns, const char *text) {
    int pad = columns - screen_columns(text);
    return pad > 0 ? pad : 0;
}

static void print_options(FILE *out, const char *title, const struct option *options) {
    if (options == NULL || options->name == NULL)
        return;
    fprintf(out, "\n%s\n", title);
    for (; options->name != NULL; options++) {
        char letter = options_letter(options->name);
        const char shorter[] = {'-', letter, ',', ' ', '\0'};
        char *head = heap_printf("%s--%s%s%s", letter != 0 ? shorter : "", options->name,
                                 options->argument != NULL ? " " : "",
                                 options->argument != NULL ? options->argument : "");
        fprintf(out, "  %s%*s %s\n", head, pad_to(22, head), "", options->help);
        free(head);
    }
}

static void print_help(FILE *out) {
    fputs("Usage: tongbi COMMAND …\n\n"
          "Reads the figures out of work reports and asks a Tongbi server about them.\n\nCommands\n",
          out);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-15s %s\n", commands[i]->name, commands[i]->summary);
    print_options(out, "Options of every command", global_options);
    fputs("\nServer and token, when nothing names them, come from var/client.env, which ./run writes\n"
          "(or from the file that TONGBI_CLIENT_ENV names).\n"
          "Exit codes: 0 done, 1 the answer is no, 2 usage, 3 refused by the server, 4 unreachable.\n",
          out);
}

static void print_command_help(FILE *out, const struct command *command) {
    fprintf(out, "Usage: tongbi %s %s\n\n%s\n", command->name, command->synopsis, command->summary);
    if (command->notes != NULL)
        fprintf(out, "\n%s\n", command->notes);
    print_options(out, "Options", command->options);
    print_options(out, "Options of every command", global_options);
}

/* The command whose one or two words begin argv; *words: how many they are. *is_group: the first word begins several. */
static const struct command *find_command(int argc, char **argv, int *words, bool *is_group) {
    *is_group = false;
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        const char *name = commands[i]->name;
        size_t first = strcspn(name, " ");
        if (strlen(argv[0]) != first || memcmp(argv[0], name, first) != 0)
            continue;
        *words = name[first] == ' ' ? 2 : 1;
        *is_group = *words == 2;
        if (*words == 1 || (argc > 1 && strcmp(argv[1], name + first + 1) == 0))
            return commands[i];
    }
    return NULL;
}

static enum exit_code unknown_command(const struct cli *cli, int argc, char **argv, bool is_group) {
    if (!is_group)
        return cli_fail(cli, CODE_USAGE, "unknown command %s; see tongbi --help", argv[0]);
    fprintf(cli->err, "tongbi: %s %s: ", argv[0], argc > 1 ? "has no such command" : "needs one more word");
    const char *separator = "";
    size_t len = strlen(argv[0]);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strncmp(commands[i]->name, argv[0], len) == 0 && commands[i]->name[len] == ' ') {
            fprintf(cli->err, "%s%s", separator, commands[i]->name);
            separator = ", ";
        }
    }
    fputc('\n', cli->err);
    return CODE_USAGE;
}

/* The options of every command into *cli. */
static enum exit_code apply_global(struct cli *cli, const struct arguments *arguments) {
    const char *language = options_get(arguments, "lang");
    bool has_json = options_has(arguments, "json"), has_csv = options_has(arguments, "csv");
    const char *term = getenv("TERM");
    cli->language = language_default();
    if (language != NULL && !language_parse(language, &cli->language))
        return cli_fail(cli, CODE_USAGE, "option --lang is zh or en, not %s", language);
    if (has_json && has_csv)
        return cli_fail(cli, CODE_USAGE, "options --json and --csv exclude each other");
    cli->form = has_json ? FORM_JSON : has_csv ? FORM_CSV : FORM_TABLE;
    cli->server = options_get(arguments, "server");
    cli->token_file = options_get(arguments, "token-file");
    cli->has_color = screen_is_terminal(cli->out) && !options_has(arguments, "no-color") &&
                     getenv("NO_COLOR") == NULL && (term == NULL || strcmp(term, "dumb") != 0);
    cli->width = screen_width(cli->out);
    return CODE_DONE;
}

static enum exit_code check_positional(const struct cli *cli, const struct command *command,
                                       const struct arguments *arguments) {
    if (arguments->positional_count < command->positional_min)
        return cli_fail(cli, CODE_USAGE, "something is missing: tongbi %s %s", command->name,
                        command->synopsis);
    if (arguments->positional_count > command->positional_max)
        return cli_fail(cli, CODE_USAGE, "%s is too much: tongbi %s %s",
                        arguments->positional[command->positional_max], command->name, command->synopsis);
    return CODE_DONE;
}

static enum exit_code run_command(struct cli *cli, const struct command *command, struct arguments *arguments,
                                  int argc, char **argv) {
    char message[OPTIONS_MESSAGE_MAX];
    if (!options_read(global_options, command->options, argc, argv, false, arguments, NULL, message))
        return cli_fail(cli, CODE_USAGE, "%s; see tongbi %s --help", message, command->name);
    if (options_has(arguments, "help")) {
        print_command_help(cli->out, command);
        return CODE_DONE;
    }
    enum exit_code code = apply_global(cli, arguments);
    if (code == CODE_DONE)
        code = check_positional(cli, command, arguments);
    return code == CODE_DONE ? command->run(cli, arguments) : code;
}

/* argv without the program's name. */
static enum exit_code run_words(struct cli *cli, int argc, char **argv, struct arguments *arguments) {
    char message[OPTIONS_MESSAGE_MAX];
    int taken, words;
    bool is_group;
    if (!options_read(global_options, NULL, argc, argv, true, arguments, &taken, message))
        return cli_fail(cli, CODE_USAGE, "%s; see tongbi --help", message);
    if (options_has(arguments, "version")) {
        fputs("tongbi " TONGBI_VERSION "\n", cli->out);
        return CODE_DONE;
    }
    if (taken == argc) {
        bool is_asked = options_has(arguments, "help");
        print_help(is_asked ? cli->out : cli->err);
        return is_asked ? CODE_DONE : CODE_USAGE;
    }
    const struct command *command = find_command(argc - taken, argv + taken, &words, &is_group);
    if (command == NULL)
        return unknown_command(cli, argc - taken, argv + taken, is_group);
    return run_command(cli, command, arguments, argc - taken - words, argv + taken + words);
}

int cli_run(int argc, char **argv, FILE *in, FILE *out, FILE *err) {
    struct cli cli = {.in = in, .out = out, .err = err, .width = SCREEN_WIDTH_DEFAULT};
    struct arguments arguments = {.positional = heap_need(calloc((size_t)argc + 1, sizeof(char *)))};
    enum exit_code code = run_words(&cli, argc > 0 ? argc - 1 : 0, argv + 1, &arguments);
    free(arguments.positional);
    if (fflush(out) != 0 || ferror(out)) {
        fputs("tongbi: the output could not be written\n", err);
        return CODE_NO;
    }
    return (int)code;
}
