#include "cli.h"

#include <stdlib.h>

#include "answer.h"
#include "remote.h"
#include "tongbi.h"

/* metric merge, metric unmerge, metric split. */

static const struct option merge_options[] = {
    {"into", "CODE", "the metric that stays"},
    {"dry-run", NULL, "only say what would change, and what the two say differently"},
    {NULL, NULL, NULL}};
static const struct option split_options[] = {
    {"into", "CODE", "the metric that takes what is split off"},
    {"name", "NAME", "its Chinese name, where it is to be made"},
    {"name-en", "NAME", "its English name"},
    {"labels", "LABEL,…", "figures that are called so"},
    {"orgs", "CODE,…", "only of these organisations; without labels all that they have"},
    {NULL, NULL, NULL}};

/* ---- what people read ---- */

/* What the answer counts, each with its word. */
static void put_counts(struct cli *cli, const json_t *answer) {
    static const struct {
        const char *key, *zh, *en;
    } counts[] = {{"series", "序列", "series"},
                  {"figures", "数据", "figures"},
                  {"later", "合并后新到", "later figures"},
                  {"aliases", "别名", "aliases"},
                  {"difference_count", "说法不一", "points said differently"}};
    bool is_zh = cli->language == LANGUAGE_ZH, is_first = true;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        if (json_object_get(answer, counts[i].key) == NULL)
            continue;
        fprintf(cli->out, "%s%s %s",
                is_first ? ""
                : is_zh  ? ","
                         : ", ",
                is_zh ? counts[i].zh : counts[i].en, answer_text(answer, counts[i].key));
        is_first = false;
    }
    if (json_is_true(json_object_get(answer, "dry_run")))
        fputs(is_zh ? "(试算,未入库)" : " (dry run, nothing is stored)", cli->out);
    fputc('\n', cli->out);
}

/* Points on which the two do not agree: what stays, and the other. */
static void put_differences(struct cli *cli, const json_t *answer) {
    const json_t *differences = answer_items(answer, "differences");
    if (json_array_size(differences) == 0)
        return;
    struct table *table = table_new();
    table_add_column(table, word(cli->language, WORD_ORG), ALIGN_LEFT, false);
    table_add_column(table, word(cli->language, WORD_SCOPE), ALIGN_LEFT, true);
    table_add_column(table, word(cli->language, WORD_PERIOD), ALIGN_LEFT, false);
    table_add_column(table, answer_text(answer, "into"), ALIGN_RIGHT, false);
    table_add_column(table, answer_text(answer, "merged"), ALIGN_RIGHT, false);
    for (size_t i = 0; i < json_array_size(differences); i++) {
        const json_t *one = json_array_get(differences, i);
        table_add_cell(table, STYLE_PLAIN, answer_text(one, "org"));
        table_add_cell(table, STYLE_PLAIN, answer_text(one, "scope"));
        table_add_cell(table, STYLE_PLAIN, answer_text(one, "period"));
        table_add_cell_take(table, STYLE_PLAIN, answer_quantity(cli, one, "value"));
        table_add_cell_take(table, STYLE_PLAIN, answer_quantity(cli, one, "other"));
    }
    table_print(table, cli->out, cli->width, cli->has_color);
    table_free(table);
}

static enum exit_code print_merge(struct cli *cli, const struct tongbi_result *result) {
    put_counts(cli, result->json);
    put_differences(cli, result->json);
    return CODE_DONE;
}

static enum exit_code print_moved(struct cli *cli, const struct tongbi_result *result) {
    put_counts(cli, result->json);
    return CODE_DONE;
}

/* ---- the commands ---- */

/* CODE_USAGE after a message where the option is not there. */
static enum exit_code need(const struct cli *cli, const struct arguments *arguments, const char *command,
                           const char *option) {
    enum exit_code code = cli_refuse_csv(cli, command);
    if (code != CODE_DONE || options_get(arguments, option) != NULL)
        return code;
    return cli_fail(cli, CODE_USAGE, "%s needs --%s", command, option);
}

static enum exit_code run_merge(struct cli *cli, const struct arguments *arguments) {
    struct tongbi_result result;
    enum exit_code code = need(cli, arguments, "metric merge", "into");
    struct tongbi *client = code == CODE_DONE ? remote_open(cli, &code) : NULL;
    if (client == NULL)
        return code;
    tongbi_metric_merge(client, arguments->positional[0], options_get(arguments, "into"),
                        options_has(arguments, "dry-run"), &result);
    return remote_finish(cli, client, &result, print_merge);
}

static enum exit_code run_unmerge(struct cli *cli, const struct arguments *arguments) {
    struct tongbi_result result;
    enum exit_code code = cli_refuse_csv(cli, "metric unmerge");
    struct tongbi *client = code == CODE_DONE ? remote_open(cli, &code) : NULL;
    if (client == NULL)
        return code;
    tongbi_metric_unmerge(client, arguments->positional[0], &result);
    return remote_finish(cli, client, &result, print_moved);
}

static enum exit_code run_split(struct cli *cli, const struct arguments *arguments) {
    const struct tongbi_split split = {.into = options_get(arguments, "into"),
                                       .name_zh = options_get(arguments, "name"),
                                       .name_en = options_get(arguments, "name-en"),
                                       .labels = options_get(arguments, "labels"),
                                       .orgs = options_get(arguments, "orgs")};
    struct tongbi_result result;
    enum exit_code code = need(cli, arguments, "metric split", "into");
    struct tongbi *client = code == CODE_DONE ? remote_open(cli, &code) : NULL;
    if (client == NULL)
        return code;
    tongbi_metric_split(client, arguments->positional[0], &split, &result);
    return remote_finish(cli, client, &result, print_moved);
}

const struct command command_metric_merge = {
    .name = "metric merge",
    .synopsis = "CODE --into CODE [--dry-run]",
    .summary = "make two metrics one: series, figures, labels join",
    .notes = "Look with --dry-run first: points that both have and say differently are listed, the metric "
             "that stays\n"
             "before the other. `metric unmerge CODE` undoes it.",
    .options = merge_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_merge,
};

const struct command command_metric_unmerge = {
    .name = "metric unmerge",
    .synopsis = "CODE",
    .summary = "make two metrics again of one, as they were",
    .positional_min = 1,
    .positional_max = 1,
    .run = run_unmerge,
};

const struct command command_metric_split = {
    .name = "metric split",
    .synopsis = "CODE --into CODE [--name NAME] [--labels LABEL,…] [--orgs CODE,…]",
    .summary = "make two metrics of one, by labels or organisations",
    .notes = "With --name the other metric is made, counted like this one. To undo it, merge it back.",
    .options = split_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_split,
};
