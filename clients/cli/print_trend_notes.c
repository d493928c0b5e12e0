#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "heap.h"
#include "print.h"

enum { PARTS_SHOWN_MAX = 12 };

static bool is_computed(const json_t *point) {
    return json_array_size(answer_items(point, "parts")) > 0;
}

char *print_trend_mark(const json_t *point) {
    size_t releases = answer_count(point, "releases");
    if (is_computed(point))
        return heap_copy("(*)");
    return releases > 1 ? heap_printf("(r%zu)", releases) : heap_copy("");
}

/* Ends a stream of heap_stream: its text on cli->out as one harmless line with a line end. */
static void put_stream(const struct cli *cli, FILE *stream, char **text) {
    fclose(stream);
    char *line = screen_line(*text, -1);
    fprintf(cli->out, "%s\n", line);
    free(line);
    free(*text);
}

/* "120 (2021-H1)" */
static void put_part(const struct cli *cli, FILE *out, const json_t *part) {
    char *value = answer_quantity(cli, part, "value");
    fprintf(out, "%s (%s)", value, answer_text(part, "period"));
    free(value);
}

/* The parts of one role, joined; nothing when there are none. Returns how many there are. */
static size_t put_parts(const struct cli *cli, FILE *out, const json_t *parts, const char *role,
                        const char *first, const char *joint) {
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(parts); i++) {
        const json_t *part = json_array_get(parts, i);
        if (strcmp(answer_text(part, "role"), role) != 0 || ++count > PARTS_SHOWN_MAX)
            continue;
        fputs(count == 1 ? first : joint, out);
        put_part(cli, out, part);
    }
    if (count > PARTS_SHOWN_MAX)
        fprintf(out, "%s…", joint);
    return count;
}

/* "2021 = 120 (2021-H1) + 150 (2021-H2)"; of a mean the parts stand behind the word; a ratio is a fraction of sums. */
static void put_formula(const struct cli *cli, const json_t *answer, const json_t *point) {
    char *text;
    size_t len;
    const json_t *parts = answer_items(point, "parts");
    bool is_mean = strcmp(answer_text(answer, "aggregation"), "avg") == 0;
    FILE *out = heap_stream(&text, &len);
    fprintf(out, "%s = ", answer_text(point, "period"));
    if (is_mean)
        fprintf(out, "%s ", word(cli->language, WORD_MEAN_OF));
    put_parts(cli, out, parts, "+", "", is_mean ? ", " : " + ");
    put_parts(cli, out, parts, "-", " - ", " - ");
    if (put_parts(cli, out, parts, "numerator", "(", " + ") > 0) {
        fputs(") / (", out);
        put_parts(cli, out, parts, "denominator", "", " + ");
        fputc(')', out);
    }
    fputs("    ", cli->out);
    put_stream(cli, out, &text);
}

static void put_computed(const struct cli *cli, const json_t *answer) {
    const json_t *points = answer_items(answer, "points");
    bool has_legend = false;
    for (size_t i = 0; i < json_array_size(points); i++) {
        const json_t *point = json_array_get(points, i);
        if (!is_computed(point))
            continue;
        if (!has_legend)
            fprintf(cli->out, "(*) %s\n", word(cli->language, WORD_COMPUTED_POINT));
        has_legend = true;
        put_formula(cli, answer, point);
    }
}

static void put_revised(const struct cli *cli, const json_t *answer) {
    const json_t *points = answer_items(answer, "points");
    for (size_t i = 0; i < json_array_size(points); i++) {
        char *mark = print_trend_mark(json_array_get(points, i));
        bool is_revised = mark[0] == '(' && mark[1] == 'r';
        free(mark);
        if (!is_revised)
            continue;
        fputs(cli->language == LANGUAGE_ZH ? "(rN) 共报过 N 次;tongbi vintages 列出每一次\n"
                                           : "(rN) said N times; tongbi vintages shows each\n",
              cli->out);
        return;
    }
}

/* Points that miss the same ones are told together: "2020-H1 - 2021-H1 not reported by: a, b". */
static void put_missing_run(const struct cli *cli, const json_t *first, const json_t *last) {
    char *text;
    size_t len;
    const json_t *coverage = json_object_get(first, "coverage"), *codes = answer_items(coverage, "missing");
    FILE *out = heap_stream(&text, &len);
    fputs(answer_text(first, "period"), out);
    if (first != last)
        fprintf(out, " - %s", answer_text(last, "period"));
    fputs(cli->language == LANGUAGE_ZH ? " 未报: " : " not reported by: ", out);
    for (size_t i = 0; i < json_array_size(codes); i++)
        fprintf(out, "%s%s", i > 0 ? ", " : "", answer_item(codes, i));
    if (answer_count(coverage, "expected") - answer_count(coverage, "reported") > json_array_size(codes))
        fputs(", …", out);
    put_stream(cli, out, &text);
}

static void put_missing(const struct cli *cli, const json_t *answer) {
    const json_t *points = answer_items(answer, "points"), *first = NULL, *last = NULL;
    for (size_t i = 0; i < json_array_size(points); i++) {
        const json_t *point = json_array_get(points, i), *coverage = json_object_get(point, "coverage");
        if (first != NULL && !json_equal(json_object_get(first, "coverage"), coverage)) {
            put_missing_run(cli, first, last);
            first = NULL;
        }
        if (first == NULL && json_array_size(answer_items(coverage, "missing")) > 0)
            first = point;
        last = point;
    }
    if (first != NULL)
        put_missing_run(cli, first, last);
}

void print_trend_notes(const struct cli *cli, const json_t *answer) {
    put_computed(cli, answer);
    put_revised(cli, answer);
    put_missing(cli, answer);
    print_breaks(cli, answer);
}

/* "least 93.70 (2020-H1)", with how often where it is more than once. */
static void put_extreme(const struct cli *cli, FILE *out, enum word title, const json_t *extreme) {
    char *value = answer_quantity(cli, extreme, "value");
    size_t ties = answer_count(extreme, "ties");
    if (value[0] != '\0')
        fprintf(out, "%s%s %s (%s", ftell(out) > 0 ? ", " : "", word(cli->language, title), value,
                answer_text(extreme, "period"));
    if (value[0] != '\0' && ties > 1)
        fprintf(out, ", ×%zu", ties);
    if (value[0] != '\0')
        fputc(')', out);
    free(value);
}

/* "longest rise 2020-H1 - 2021-H2 (3, +1.20 pp, +1.28%)" */
static void put_run(const struct cli *cli, FILE *out, enum word title, const json_t *answer,
                    const json_t *run) {
    fprintf(out, "%s%s ", ftell(out) > 0 ? ", " : "", word(cli->language, title));
    if (!json_is_object(run)) {
        fputs(word(cli->language, WORD_NONE), out);
        return;
    }
    const char *name = answer_change_name(run);
    char *change = answer_change(cli, run, name,
                                 strcmp(name, "change_pp") == 0 ? word(cli->language, WORD_POINTS)
                                                                : print_trend_unit(cli, answer));
    char *relative = answer_change(cli, run, "change_rel", "%");
    fprintf(out, "%s - %s (%s%s%s%s%s%s)", answer_text(run, "from"), answer_text(run, "to"), change,
            change[0] != '\0' && relative[0] != '\0' ? ", " : "", relative,
            change[0] != '\0' || relative[0] != '\0' ? ", " : "", answer_text(run, "steps"),
            word(cli->language, answer_count(run, "steps") == 1 ? WORD_STEP : WORD_STEPS));
    free(change);
    free(relative);
}

/* "H1 94.30 (2)": position, mean, of how many points. */
static void put_mean(const struct cli *cli, FILE *out, const json_t *mean) {
    const char *reason = answer_reason(cli, mean);
    char *value = answer_quantity(cli, mean, "value");
    fprintf(out, "%s%s %s (%s)", ftell(out) > 0 ? ", " : "", answer_text(mean, "position"),
            value[0] != '\0' ? value : reason, answer_text(mean, "count"));
    free(value);
}

void print_trend_summary(const struct cli *cli, const json_t *answer) {
    const json_t *summary = json_object_get(answer, "summary"), *means = answer_items(summary, "means");
    char *texts[3];
    FILE *lines[3];
    size_t len;
    if (!json_is_object(summary))
        return;
    for (size_t i = 0; i < 3; i++)
        lines[i] = heap_stream(&texts[i], &len);
    put_extreme(cli, lines[0], WORD_LEAST, json_object_get(summary, "min"));
    put_extreme(cli, lines[0], WORD_GREATEST, json_object_get(summary, "max"));
    put_run(cli, lines[1], WORD_LONGEST_RISE, answer, json_object_get(summary, "longest_rise"));
    put_run(cli, lines[1], WORD_LONGEST_FALL, answer, json_object_get(summary, "longest_fall"));
    for (size_t i = 0; i < json_array_size(means); i++)
        put_mean(cli, lines[2], json_array_get(means, i));
    for (size_t i = 0; i < 3; i++)
        fclose(lines[i]);
    const struct answer_line shown[] = {
        {WORD_EXTREMES, texts[0]}, {WORD_RUNS, texts[1]}, {WORD_MEANS, texts[2]}};
    fputc('\n', cli->out);
    answer_put_lines(cli, shown, 3);
    for (size_t i = 0; i < 3; i++)
        free(texts[i]);
}
