#include "cli.h"

#include <stdlib.h>

#include "answer.h"
#include "remote.h"

static const struct option note_options[] = {{"note", "TEXT", "why"}, {NULL, NULL, NULL}};

static const struct option correct_options[] = {{"value", "VALUE", "the number as it should have been read"},
                                                {"unit", "UNIT", "its unit"},
                                                {"period", "PERIOD", "when it is about"},
                                                {"status", "STATUS", "actual, target or norm"},
                                                {"metric", "CODE", "the metric that its label means"},
                                                {"label", "LABEL", "its label"},
                                                {"note", "TEXT", "why"},
                                                {NULL, NULL, NULL}};

static enum exit_code print(struct cli *cli, const struct tongbi_result *result) {
    char *value = answer_quantity(cli, result->json, "value");
    const struct answer_line lines[] = {
        {WORD_ID, answer_text(result->json, "id")},
        {WORD_STATE, word_of_api(cli->language, answer_text(result->json, "state"))},
        {WORD_VALUE, value},
        {WORD_UNIT, answer_text(result->json, "unit")},
        {WORD_LABEL, answer_text(result->json, "label")},
        {WORD_METRIC, answer_text(result->json, "metric")},
        {WORD_STATUS, word_of_api(cli->language, answer_text(result->json, "status"))},
        {WORD_PERIOD, answer_text(result->json, "period")},
        {WORD_SENTENCE, answer_text(result->json, "quote")},
        {WORD_PLACE, answer_text(result->json, "place")},
    };
    answer_put_lines(cli, lines, sizeof lines / sizeof lines[0]);
    free(value);
    return CODE_DONE;
}

static enum exit_code patch_figure(struct cli *cli, const char *id, const struct tongbi_figure_patch *patch) {
    struct tongbi_result result;
    enum exit_code code = cli_refuse_csv(cli, "figure");
    if (code != CODE_DONE)
        return code;
    struct tongbi *client = remote_open(cli, &code);
    if (client == NULL)
        return code;
    tongbi_figure_patch(client, id, patch, &result);
    return remote_finish(cli, client, &result, print);
}

static enum exit_code run_accept(struct cli *cli, const struct arguments *arguments) {
    const struct tongbi_figure_patch patch = {.state = "accepted", .note = options_get(arguments, "note")};
    return patch_figure(cli, arguments->positional[0], &patch);
}

static enum exit_code run_reject(struct cli *cli, const struct arguments *arguments) {
    const struct tongbi_figure_patch patch = {.state = "rejected", .note = options_get(arguments, "note")};
    return patch_figure(cli, arguments->positional[0], &patch);
}

static enum exit_code run_correct(struct cli *cli, const struct arguments *arguments) {
    const struct tongbi_figure_patch patch = {.value = options_get(arguments, "value"),
                                              .unit = options_get(arguments, "unit"),
                                              .period = options_get(arguments, "period"),
                                              .status = options_get(arguments, "status"),
                                              .metric = options_get(arguments, "metric"),
                                              .label = options_get(arguments, "label"),
                                              .note = options_get(arguments, "note")};
    if (patch.value == NULL && patch.unit == NULL && patch.period == NULL && patch.status == NULL &&
        patch.metric == NULL && patch.label == NULL)
        return cli_fail(cli, CODE_USAGE, "figure correct needs what is to be corrected: --value, --unit …");
    return patch_figure(cli, arguments->positional[0], &patch);
}

const struct command command_figure_accept = {
    .name = "figure accept",
    .synopsis = "ID [--note TEXT]",
    .summary = "a figure was read as it stands there",
    .options = note_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_accept,
};

const struct command command_figure_reject = {
    .name = "figure reject",
    .synopsis = "ID [--note TEXT]",
    .summary = "a figure is none: it shall not count",
    .options = note_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_reject,
};

const struct command command_figure_correct = {
    .name = "figure correct",
    .synopsis = "ID [--value VALUE] [--period PERIOD] [--unit UNIT] [--metric CODE] …",
    .summary = "put right how a figure was read",
    .notes =
        "The ids stand in `tongbi report show`. With --metric the server learns what the label means here.\n"
        "Exit code 3 also when somebody else changed the figure meanwhile.",
    .options = correct_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_correct,
};
