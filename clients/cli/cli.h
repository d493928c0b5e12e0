/* cli: what one run of `tongbi` knows, and what a command is: one file, one const entry in cli.c's table. */
#ifndef TONGBI_CLI_CLI_H
#define TONGBI_CLI_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "options.h"
#include "words.h"

enum exit_code { CODE_DONE = 0, CODE_NO = 1, CODE_USAGE = 2, CODE_REFUSED = 3, CODE_UNREACHABLE = 4 };

enum form { FORM_TABLE, FORM_JSON, FORM_CSV };

struct cli {
    FILE *in, *out, *err;
    enum form form;
    enum language language;
    bool has_color;
    int width;                       /* columns to lay out for */
    const char *server, *token_file; /* the options; NULL when not given */
};

struct command {
    const char *name;     /* "trend", "report add" */
    const char *synopsis; /* what follows it */
    const char *summary;  /* one line for the list of commands */
    const char *notes;    /* more, for --help; may be NULL */
    const struct option *options;
    size_t positional_min, positional_max;
    enum exit_code (*run)(struct cli *cli, const struct arguments *arguments);
};

extern const struct command command_extract, command_report_add, command_report_list, command_report_show,
    command_report_review, command_report_correct, command_report_withdraw, command_report_reread,
    command_figure_accept, command_figure_reject, command_figure_correct, command_observe, command_trend,
    command_compare, command_query, command_vintages, command_claims, command_export, command_org_list,
    command_org_search, command_org_add, command_org_show, command_metric_list, command_metric_search,
    command_org_import, command_org_export, command_metric_import, command_metric_export, command_metric_show,
    command_metric_merge, command_metric_unmerge, command_metric_split, command_metric_break,
    command_series_list;

/* The whole program, for main and for tests. Returns the exit code. */
int cli_run(int argc, char **argv, FILE *in, FILE *out, FILE *err);
/* For a command whose answer has no CSV: CODE_USAGE after a message when it was asked for, else CODE_DONE. */
enum exit_code cli_refuse_csv(const struct cli *cli, const char *command);
/* "tongbi: " and the sentence on err. Returns the code, so that a command may end with it. */
enum exit_code cli_fail(const struct cli *cli, enum exit_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
