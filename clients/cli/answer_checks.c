#include "answer.h"

#include <stdlib.h>
#include <string.h>

#include "heap.h"

/* "said: 同比增长20%。 (report 5, figure 12)"; "" when source has no sentence. The caller frees. */
static char *sentence(const struct cli *cli, const char *title, const json_t *source) {
    const char *quote = answer_text(source, "quote");
    const char *report = answer_text(source, "report"), *figure = answer_text(source, "figure");
    bool is_zh = cli->language == LANGUAGE_ZH;
    char *head = title[0] != '\0' ? heap_printf("%s%s", title, is_zh ? ":" : ": ") : heap_copy("");
    char *out;
    if (quote[0] == '\0')
        out = heap_copy("");
    else if (report[0] == '\0') /* it was posted as an observation */
        out = heap_printf("%s%s", head, quote);
    else
        out = heap_printf(is_zh ? "%s%s(报告 %s,数字 %s)" : "%s%s (report %s, figure %s)", head, quote,
                          report, figure);
    free(head);
    return out;
}

static void add_sentence(const struct cli *cli, struct table *table, enum word title, const json_t *source) {
    char *line = sentence(cli, word(cli->language, title), source);
    if (line[0] != '\0')
        table_add_note(table, STYLE_DIM, line);
    free(line);
}

static enum style style_of(const char *verdict) {
    if (strcmp(verdict, "agrees") == 0)
        return STYLE_GOOD;
    return strcmp(verdict, "disagrees") == 0 || strcmp(verdict, "unit_confused") == 0 ? STYLE_BAD
                                                                                      : STYLE_PLAIN;
}

static void add_claim(const struct cli *cli, struct table *table, const json_t *claim) {
    const char *verdict = answer_text(claim, "verdict"), *unit = answer_text(claim, "unit");
    const char *reason = answer_reason(cli, claim), *none = "";
    table_add_cell(table, style_of(verdict), word_of_api(cli->language, verdict));
    table_add_cell(table, STYLE_PLAIN, answer_text(claim, "org_name"));
    table_add_cell(table, STYLE_PLAIN, answer_text(claim, "period"));
    table_add_cell(table, STYLE_PLAIN, answer_text(claim, "metric_name"));
    answer_add_quantity(table, STYLE_PLAIN, answer_change(cli, claim, "claimed", unit), &none);
    answer_add_quantity(table, style_of(verdict), answer_change(cli, claim, "computed", unit), &reason);
    table_add_cell(table, STYLE_PLAIN, answer_text(claim, "base_period"));
}

/* The sentence of the value is most often the claim's own. */
static void add_sentences(const struct cli *cli, struct table *table, const json_t *claim) {
    const char *said = answer_inner(claim, "source", "quote");
    add_sentence(cli, table, WORD_SAID, json_object_get(claim, "source"));
    if (strcmp(answer_inner(claim, "value_source", "quote"), said) != 0)
        add_sentence(cli, table, WORD_VALUE, json_object_get(claim, "value_source"));
    add_sentence(cli, table, WORD_BASE, json_object_get(claim, "base_source"));
}

void answer_put_claims(const struct cli *cli, const json_t *claims, bool is_verbose) {
    struct table *table = table_new();
    table_add_column(table, word(cli->language, WORD_VERDICT), ALIGN_LEFT, false);
    table_add_column(table, word(cli->language, WORD_ORG), ALIGN_LEFT, true);
    table_add_column(table, word(cli->language, WORD_PERIOD), ALIGN_LEFT, false);
    table_add_column(table, word(cli->language, WORD_LABEL), ALIGN_LEFT, true);
    table_add_column(table, word(cli->language, WORD_CLAIMED), ALIGN_RIGHT, false);
    table_add_column(table, word(cli->language, WORD_COMPUTED), ALIGN_RIGHT, false);
    table_add_column(table, word(cli->language, WORD_BASE_PERIOD), ALIGN_LEFT, false);
    for (size_t i = 0; i < json_array_size(claims); i++) {
        add_claim(cli, table, json_array_get(claims, i));
        if (is_verbose)
            add_sentences(cli, table, json_array_get(claims, i));
    }
    table_print(table, cli->out, cli->width, cli->has_color);
    table_free(table);
}

static void put_indented(const struct cli *cli, const json_t *source) {
    char *text = sentence(cli, "", source);
    char *line = screen_line(text, -1);
    if (line[0] != '\0')
        fprintf(cli->out, "    %s\n", line);
    free(line);
    free(text);
}

static void put_warning(const struct cli *cli, const json_t *warning) {
    char *text = heap_printf("%s%s%s", word_of_api(cli->language, answer_text(warning, "kind")),
                             cli->language == LANGUAGE_ZH ? ":" : ": ", answer_text(warning, "detail"));
    char *line = screen_line(text, -1);
    fprintf(cli->out, "! %s\n", line);
    put_indented(cli, json_object_get(warning, "figure"));
    put_indented(cli, json_object_get(warning, "other"));
    free(line);
    free(text);
}

void answer_put_checks(const struct cli *cli, const json_t *report) {
    const json_t *warnings = answer_items(report, "warnings"), *claims = answer_items(report, "claims");
    if (json_array_size(warnings) > 0)
        fprintf(cli->out, "\n%s\n", word(cli->language, WORD_WARNINGS));
    for (size_t i = 0; i < json_array_size(warnings); i++)
        put_warning(cli, json_array_get(warnings, i));
    if (json_array_size(claims) == 0)
        return;
    fprintf(cli->out, "\n%s\n", word(cli->language, WORD_CLAIMS));
    answer_put_claims(cli, claims, true);
}
