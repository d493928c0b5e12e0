#include "cli.h"

#include "answer.h"
#include "input.h"
#include "remote.h"
#include "target.h"
#include "tongbi.h"

/* org import, org export, metric import, metric export. */

static const struct option import_options[] = {{"dry-run", NULL, "check every row, store nothing"},
                                               {NULL, NULL, NULL}};
static const struct option export_options[] = {
    {"bom", NULL, "begin with a byte order mark, for spreadsheets"}, {NULL, NULL, NULL}};

/* ---- import ---- */

static enum exit_code print_counts(struct cli *cli, const struct tongbi_result *result) {
    static const struct {
        const char *key, *zh, *en;
    } counts[] = {
        {"created", "新增", "created"}, {"changed", "更改", "changed"}, {"unchanged", "未变", "unchanged"}};
    bool is_zh = cli->language == LANGUAGE_ZH;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        fprintf(cli->out, "%s%s %s",
                i == 0  ? ""
                : is_zh ? ","
                        : ", ",
                is_zh ? counts[i].zh : counts[i].en, answer_text(result->json, counts[i].key));
    if (json_is_true(json_object_get(result->json, "dry_run")))
        fputs(is_zh ? "(试算,未入库)" : " (dry run, nothing is stored)", cli->out);
    fputc('\n', cli->out);
    return CODE_DONE;
}

static enum exit_code run_import(struct cli *cli, const struct arguments *arguments,
                                 enum tongbi_catalogue catalogue) {
    struct tongbi_result result;
    struct input input;
    enum exit_code code = cli_refuse_csv(cli, "import");
    if (code != CODE_DONE)
        return code;
    if (!input_read(cli, arguments->positional[0], &input))
        return CODE_NO;
    struct tongbi *client = remote_open(cli, &code);
    if (client != NULL) {
        const struct tongbi_body body = {
            .content_type = "text/csv", .data = input.bytes, .length = input.len};
        tongbi_catalogue_import(client, catalogue, &body, options_has(arguments, "dry-run"), &result);
        code = remote_finish(cli, client, &result, print_counts);
    }
    input_fini(&input);
    return code;
}

/* ---- export ---- */

static enum exit_code run_export(struct cli *cli, const struct arguments *arguments,
                                 enum tongbi_catalogue catalogue) {
    const char *path = arguments->positional_count > 0 ? arguments->positional[0] : NULL;
    struct tongbi_result result;
    struct target target;
    enum exit_code code;
    if (cli->form == FORM_JSON)
        return cli_fail(cli, CODE_USAGE, "export is CSV; for JSON there is list --json");
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    code = target_open(cli, path, &target);
    if (code == CODE_DONE) {
        tongbi_catalogue_export(client, catalogue, options_has(arguments, "bom"), target_put, &target,
                                &result);
        code = target_close(cli, &target, result.outcome == TONGBI_DONE);
        if (code == CODE_DONE)
            code = remote_check(cli, &result);
        tongbi_result_fini(&result);
    }
    tongbi_close(client);
    return code;
}

/* ---- the commands ---- */

static enum exit_code run_org_import(struct cli *cli, const struct arguments *arguments) {
    return run_import(cli, arguments, TONGBI_ORGS);
}

static enum exit_code run_metric_import(struct cli *cli, const struct arguments *arguments) {
    return run_import(cli, arguments, TONGBI_METRICS);
}

static enum exit_code run_org_export(struct cli *cli, const struct arguments *arguments) {
    return run_export(cli, arguments, TONGBI_ORGS);
}

static enum exit_code run_metric_export(struct cli *cli, const struct arguments *arguments) {
    return run_export(cli, arguments, TONGBI_METRICS);
}

const struct command command_org_import = {
    .name = "org import",
    .synopsis = "FILE [--dry-run]",
    .summary = "make, rename and move organisations by a CSV file",
    .notes = "Columns: code, name and, where it matters, parent. All or nothing; what the file does not name "
             "stays.\n"
             "FILE - is standard input.",
    .options = import_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_org_import,
};

const struct command command_metric_import = {
    .name = "metric import",
    .synopsis = "FILE [--dry-run]",
    .summary = "make and change metrics by a CSV file",
    .notes =
        "Columns: code, name_zh, kind and, where they matter, the others that metric export writes; aliases\n"
        "stand in one cell with | between them, and are all that the metric has from then on. All or\n"
        "nothing; what the file does not name stays. FILE - is standard input.",
    .options = import_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_metric_import,
};

const struct command command_org_export = {
    .name = "org export",
    .synopsis = "[FILE] [--bom]",
    .summary = "all organisations as CSV, as org import reads it",
    .options = export_options,
    .positional_max = 1,
    .run = run_org_export,
};

const struct command command_metric_export = {
    .name = "metric export",
    .synopsis = "[FILE] [--bom]",
    .summary = "all metrics as CSV, as metric import reads it",
    .options = export_options,
    .positional_max = 1,
    .run = run_metric_export,
};
