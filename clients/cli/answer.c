#include "answer.h"

#include <stdlib.h>
#include <string.h>

#include "heap.h"
#include "tongbi.h"

enum { KEY_MAX = 64 };

static const char *scalar(const json_t *value) {
    const char *text = tongbi_json_text(value);
    if (text == NULL)
        text = tongbi_json_digits(value);
    if (text == NULL && json_is_boolean(value))
        text = json_is_true(value) ? "true" : "false";
    return text != NULL ? text : "";
}

const char *answer_text(const json_t *object, const char *key) {
    return scalar(json_object_get(object, key));
}

const char *answer_inner(const json_t *object, const char *key, const char *inner) {
    return answer_text(json_object_get(object, key), inner);
}

const json_t *answer_items(const json_t *answer, const char *name) {
    const json_t *items = json_object_get(answer, name);
    return json_is_array(items) ? items : NULL;
}

const char *answer_item(const json_t *list, size_t i) {
    return scalar(json_array_get(list, i));
}

/* "value" has the short names low, high …, any other quantity name_low, name_high … (service/render/render.h). */
static const json_t *part(const json_t *object, const char *name, const char *suffix) {
    char key[KEY_MAX];
    bool is_value = strcmp(name, "value") == 0;
    snprintf(key, sizeof key, "%s%s%s", is_value ? "" : name, is_value ? "" : "_", suffix);
    return json_object_get(object, key);
}

char *answer_quantity(const struct cli *cli, const json_t *object, const char *name) {
    const char *digits = answer_text(object, name);
    const char *bound = scalar(part(object, name, "bound"));
    const char *low = scalar(part(object, name, "low")), *high = scalar(part(object, name, "high"));
    const char *above = json_is_true(part(object, name, "low_open")) ? ">" : "≥";
    const char *below = json_is_true(part(object, name, "high_open")) ? "<" : "≤";
    if (strcmp(bound, "at_least") == 0 && digits[0] != '\0')
        return heap_printf("%s%s", above, digits);
    if (strcmp(bound, "at_most") == 0 && digits[0] != '\0')
        return heap_printf("%s%s", below, digits);
    if (strcmp(bound, "about") == 0 && digits[0] != '\0')
        return heap_printf("%s%s", cli->language == LANGUAGE_ZH ? "约" : "~", digits);
    if (digits[0] != '\0')
        return heap_copy(digits);
    if (low[0] != '\0' && high[0] != '\0')
        return heap_printf("%s~%s", low, high);
    if (low[0] != '\0')
        return heap_printf("%s%s", above, low);
    return high[0] != '\0' ? heap_printf("%s%s", below, high) : heap_copy("");
}

/* Does it rise (1), fall (-1), stay or is it unknown (0)? By its digits. */
static int sign_of(const char *digits) {
    if (strpbrk(digits, "123456789") == NULL)
        return 0;
    return digits[0] == '-' ? -1 : 1;
}

char *answer_change(const struct cli *cli, const json_t *object, const char *name, const char *unit) {
    char *quantity = answer_quantity(cli, object, name);
    if (quantity[0] == '\0')
        return quantity;
    const char *plus = sign_of(answer_text(object, name)) > 0 ? "+" : "";
    const char *space = unit[0] == '\0' || strcmp(unit, "%") == 0 ? "" : " ";
    char *out = heap_printf("%s%s%s%s", plus, quantity, space, unit);
    free(quantity);
    return out;
}

const char *answer_change_name(const json_t *object) {
    return json_object_get(object, "change_pp") != NULL ? "change_pp" : "change";
}

enum style answer_change_style(const json_t *object, const char *direction) {
    int sign = sign_of(answer_text(object, answer_change_name(object)));
    if (sign == 0 || (strcmp(direction, "higher_better") != 0 && strcmp(direction, "lower_better") != 0))
        return STYLE_PLAIN;
    return (sign > 0) == (direction[0] == 'h') ? STYLE_GOOD : STYLE_BAD;
}

const char *answer_reason(const struct cli *cli, const json_t *object) {
    return word_of_api(cli->language, answer_text(object, "reason"));
}

const char *answer_name(const struct cli *cli, const json_t *object, const char *zh, const char *en) {
    const char *chinese = answer_text(object, zh), *english = answer_text(object, en);
    if (cli->language == LANGUAGE_ZH)
        return chinese[0] != '\0' ? chinese : english;
    return english[0] != '\0' ? english : chinese;
}

size_t answer_count(const json_t *object, const char *key) {
    return strtoul(answer_text(object, key), NULL, 10);
}

void answer_add_quantity(struct table *table, enum style style, char *text, const char **reason) {
    bool is_missing = text[0] == '\0';
    table_add_cell(table, is_missing ? STYLE_DIM : style, is_missing ? *reason : text);
    if (is_missing)
        *reason = "";
    free(text);
}

void answer_put_title(const struct cli *cli, char *title) {
    enum style style = cli->has_color ? STYLE_HEAD : STYLE_PLAIN;
    char *line = screen_line(title, -1);
    fprintf(cli->out, "%s%s%s\n\n", screen_style_begin(style), line, screen_style_end(style));
    free(line);
    free(title);
}

char *answer_coverage(const json_t *object, const char *name) {
    const json_t *coverage = json_object_get(object, name);
    if (!json_is_object(coverage))
        return heap_copy("");
    return heap_printf("%s/%s", answer_text(coverage, "reported"), answer_text(coverage, "expected"));
}

void answer_put_next(const struct cli *cli, const json_t *answer) {
    const char *next = answer_text(answer, "next");
    if (next[0] == '\0')
        return;
    char *line = screen_line(next, -1);
    fprintf(cli->err, "%s --cursor %s\n",
            cli->language == LANGUAGE_ZH ? "还有下一页:" : "There is more:", line);
    free(line);
}

void answer_put_lines(const struct cli *cli, const struct answer_line *lines, size_t count) {
    int width = 0;
    for (size_t i = 0; i < count; i++) {
        int columns = screen_columns(word(cli->language, lines[i].title));
        width = lines[i].value[0] != '\0' && columns > width ? columns : width;
    }
    for (size_t i = 0; i < count; i++) {
        if (lines[i].value[0] == '\0')
            continue;
        const char *title = word(cli->language, lines[i].title);
        char *value = screen_line(lines[i].value, -1);
        fprintf(cli->out, "%s%*s  %s\n", title, width - screen_columns(title), "", value);
        free(value);
    }
}

void answer_put_report(const struct cli *cli, const json_t *report) {
    const struct answer_line lines[] = {
        {WORD_ID, answer_text(report, "id")},
        {WORD_TITLE, answer_text(report, "title")},
        {WORD_ORG, answer_text(report, "org")},
        {WORD_PERIOD, answer_text(report, "period")},
        {WORD_PUBLISHED, answer_text(report, "published")},
        {WORD_STATE, word_of_api(cli->language, answer_text(report, "state"))},
        {WORD_MEDIA_TYPE, answer_text(report, "media_type")},
        {WORD_FIGURES, answer_text(report, "figure_count")},
    };
    answer_put_lines(cli, lines, sizeof lines / sizeof lines[0]);
    const json_t *notes = answer_items(report, "notes");
    for (size_t i = 0; i < json_array_size(notes); i++) {
        char *note = screen_line(answer_item(notes, i), -1);
        fprintf(cli->out, "* %s\n", note);
        free(note);
    }
}

static void add_figure(const struct cli *cli, struct table *table, const json_t *figure, bool has_id) {
    if (has_id)
        table_add_cell(table, STYLE_PLAIN, answer_text(figure, "id"));
    bool is_change = strcmp(answer_text(figure, "kind"), "change") == 0;
    char *value = is_change ? answer_change(cli, figure, "value", "") : answer_quantity(cli, figure, "value");
    table_add_cell(table, STYLE_PLAIN, value);
    free(value);
    table_add_cell(table, STYLE_PLAIN, answer_text(figure, "unit"));
    table_add_cell(table, STYLE_PLAIN, answer_text(figure, "label"));
    table_add_cell(table, STYLE_PLAIN, answer_text(figure, "metric"));
    table_add_cell(table, STYLE_PLAIN, word_of_api(cli->language, answer_text(figure, "status")));
    table_add_cell(table, STYLE_PLAIN, answer_text(figure, "period"));
    table_add_cell(table, STYLE_PLAIN, answer_text(figure, "confidence"));
    table_add_cell(table, STYLE_DIM, answer_text(figure, "quote"));
}

void answer_put_figures(const struct cli *cli, const json_t *figures) {
    struct table *table = table_new();
    bool has_id = answer_text(json_array_get(figures, 0), "id")[0] != '\0'; /* a preview's have none */
    if (has_id)
        table_add_column(table, word(cli->language, WORD_ID), ALIGN_RIGHT, false);
    table_add_column(table, word(cli->language, WORD_VALUE), ALIGN_RIGHT, false);
    table_add_column(table, word(cli->language, WORD_UNIT), ALIGN_LEFT, false);
    table_add_column(table, word(cli->language, WORD_LABEL), ALIGN_LEFT, true);
    table_add_column(table, word(cli->language, WORD_METRIC), ALIGN_LEFT, false);
    table_add_column(table, word(cli->language, WORD_STATUS), ALIGN_LEFT, false);
    table_add_column(table, word(cli->language, WORD_PERIOD), ALIGN_LEFT, false);
    table_add_column(table, word(cli->language, WORD_CONFIDENCE), ALIGN_RIGHT, false);
    table_add_column(table, word(cli->language, WORD_SENTENCE), ALIGN_LEFT, true);
    for (size_t i = 0; i < json_array_size(figures); i++)
        add_figure(cli, table, json_array_get(figures, i), has_id);
    table_print(table, cli->out, cli->width, cli->has_color);
    table_free(table);
}

char *answer_join(const struct cli *cli, const json_t *texts) {
    char *joined = heap_copy("");
    for (size_t i = 0; i < json_array_size(texts); i++) {
        const char *text = tongbi_json_text(json_array_get(texts, i));
        const char *separator = i == 0 ? "" : cli->language == LANGUAGE_ZH ? "、" : ", ";
        char *longer = heap_printf("%s%s%s", joined, separator, text != NULL ? text : "");
        free(joined);
        joined = longer;
    }
    return joined;
}
