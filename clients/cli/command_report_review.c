#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "answer.h"
#include "heap.h"
#include "remote.h"

/* The figures that wait, one after the other: the sentence with the figure marked, what was read, one key to judge it. */

static const struct option options[] = {
    {"org", "CODE", "only of this organisation"},
    {"under", "CODE", "only of this organisation and those below it"},
    {"metric", "CODE", "only of this metric"},
    {"period", "PERIOD", "only of reports about this period"},
    {"confidence", "N", "only figures that are at most so sure, in thousandths"},
    {NULL, NULL, NULL}};

enum { LINE_BYTES_MAX = 1000, SUGGESTION_KEYS = 9 };

struct review {
    struct cli *cli;
    struct tongbi *client;
    char *last; /* the figure judged last; NULL: none yet */
    size_t accepted, rejected, corrected, skipped;
    bool is_over;
    enum exit_code code;
};

static const char *say(const struct review *review, const char *zh, const char *en) {
    return review->cli->language == LANGUAGE_ZH ? zh : en;
}

/* ---- what is shown ---- */

/* The byte where code point n of the text begins; its end when it has no so many. */
static const char *at_code_point(const char *text, long long n) {
    while (*text != '\0' && n > 0) {
        text++;
        while (((unsigned char)*text & 0xC0) == 0x80)
            text++;
        n--;
    }
    return text;
}

static void put_part(FILE *out, const char *from, const char *to) {
    char *part = heap_printf("%.*s", (int)(to - from), from);
    screen_put_text(out, part, strlen(part));
    free(part);
}

static void put_sentence(const struct review *review, const json_t *figure) {
    const struct cli *cli = review->cli;
    const char *quote = answer_text(figure, "quote");
    long long begin = strtoll(answer_text(figure, "quote_start"), NULL, 10);
    long long start = strtoll(answer_text(figure, "start"), NULL, 10) - begin;
    long long end = strtoll(answer_text(figure, "end"), NULL, 10) - begin;
    const char *from = at_code_point(quote, start), *to = at_code_point(quote, end);
    fputs("  ", cli->out);
    put_part(cli->out, quote, from);
    fprintf(cli->out, "%s【", cli->has_color ? screen_style_begin(STYLE_HEAD) : "");
    put_part(cli->out, from, to);
    fprintf(cli->out, "】%s", cli->has_color ? screen_style_end(STYLE_HEAD) : "");
    put_part(cli->out, to, quote + strlen(quote));
    const char *place = answer_text(figure, "place");
    if (place[0] != '\0') {
        fputs("  (", cli->out);
        put_part(cli->out, place, place + strlen(place));
        fputc(')', cli->out);
    }
    fputc('\n', cli->out);
}

static void put_figure(const struct review *review, const json_t *item, size_t number) {
    struct cli *cli = review->cli;
    const json_t *figure = json_object_get(item, "figure");
    char *value = answer_quantity(cli, figure, "value");
    char *name = screen_line(answer_text(item, "org_name"), -1),
         *label = screen_line(answer_text(figure, "label"), -1);
    fprintf(cli->out, "\n[%zu] %s  %s  %s %s  %s %s\n", number, name, answer_text(item, "period"),
            say(review, "报告", "report"), answer_text(item, "report"), word(cli->language, WORD_CONFIDENCE),
            answer_text(figure, "confidence"));
    put_sentence(review, figure);
    fprintf(cli->out, "  %s = %s%s  %s  %s  → %s\n", label, value, answer_text(figure, "unit"),
            answer_text(figure, "period"), word_of_api(cli->language, answer_text(figure, "status")),
            answer_text(figure, "metric")[0] != '\0' ? answer_text(figure, "metric") : "-");
    free(value);
    free(name);
    free(label);
}

/* Numbered as the keys that choose them. */
static void put_suggestions(const struct review *review, const json_t *figure) {
    const json_t *suggestions = answer_items(figure, "suggestions");
    struct cli *cli = review->cli;
    for (size_t i = 0; i < json_array_size(suggestions) && i < SUGGESTION_KEYS; i++) {
        const json_t *one = json_array_get(suggestions, i), *reasons = answer_items(one, "reasons");
        char *name = screen_line(answer_text(one, "metric_name"), -1);
        fprintf(cli->out, "  %zu %s (%s) %s", i + 1, name, answer_text(one, "metric"),
                answer_text(one, "score"));
        for (size_t k = 0; k < json_array_size(reasons); k++)
            fprintf(cli->out, "%s%s", k == 0 ? "  " : say(review, "、", ", "),
                    word_of_api(cli->language, json_string_value(json_array_get(reasons, k))));
        fputc('\n', cli->out);
        free(name);
    }
}

/* ---- keys and lines ---- */

/* One key of a terminal, without waiting for the line's end; else the first letter of a line. 0: the end. */
static int read_key(const struct cli *cli) {
    struct termios cooked, raw;
    bool is_terminal = isatty(fileno(cli->in)) && tcgetattr(fileno(cli->in), &cooked) == 0;
    if (!is_terminal) {
        char line[LINE_BYTES_MAX];
        return fgets(line, sizeof line, cli->in) == NULL ? 0 : line[0];
    }
    raw = cooked;
    raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
    tcsetattr(fileno(cli->in), TCSADRAIN, &raw);
    int key = fgetc(cli->in);
    tcsetattr(fileno(cli->in), TCSADRAIN, &cooked);
    if (key != EOF)
        fprintf(cli->out, "%c\n", key > ' ' && key < 0x7F ? key : '?');
    return key == EOF || key == 4 ? 0 : key;
}

/* A line without its end; false: nothing was given. */
static bool read_line(const struct review *review, const char *zh, const char *en,
                      char line[LINE_BYTES_MAX]) {
    fprintf(review->cli->out, "  %s: ", say(review, zh, en));
    fflush(review->cli->out);
    if (fgets(line, LINE_BYTES_MAX, review->cli->in) == NULL)
        return false;
    line[strcspn(line, "\r\n")] = '\0';
    return line[0] != '\0';
}

/* ---- judging ---- */

static void put_relinked(const struct review *review, const json_t *figure) {
    const char *relinked = answer_text(figure, "relinked");
    if (relinked[0] != '\0' && strcmp(relinked, "0") != 0)
        fprintf(review->cli->out,
                say(review, "  另有 %s 个数字随之关联\n", "  %s other figures have followed\n"), relinked);
}

/* true: it is judged, or somebody else did; false: to be asked again. */
static bool send(struct review *review, const char *id, const struct tongbi_figure_patch *patch,
                 size_t *counted) {
    enum { JUDGED_BY_ANOTHER = 412 };
    struct tongbi_result result;
    tongbi_figure_patch(review->client, id, patch, &result);
    enum exit_code code = remote_check(review->cli, &result);
    bool is_gone = result.status == JUDGED_BY_ANOTHER;
    if (code == CODE_DONE) {
        (*counted)++;
        put_relinked(review, result.json);
        free(review->last);
        review->last = heap_copy(id);
    } else if (code == CODE_UNREACHABLE) {
        review->is_over = true;
        review->code = code;
    }
    tongbi_result_fini(&result);
    return code == CODE_DONE || is_gone;
}

static bool correct(struct review *review, const char *id, const char *revision, int key) {
    struct tongbi_figure_patch patch = {.revision = revision};
    const struct {
        int key;
        const char *zh, *en, **field;
    } fields[] = {{'v', "应为", "the value", &patch.value},
                  {'u', "单位", "the unit", &patch.unit},
                  {'p', "时期", "the period", &patch.period},
                  {'t', "性质（actual、target、norm）", "the status (actual, target, norm)", &patch.status},
                  {'l', "名称", "the label", &patch.label},
                  {'m', "指标代码", "the metric's code", &patch.metric}};
    char line[LINE_BYTES_MAX];
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (fields[i].key != key)
            continue;
        *fields[i].field = line;
        return read_line(review, fields[i].zh, fields[i].en, line) &&
               send(review, id, &patch, &review->corrected);
    }
    return false;
}

/* The metric of the suggestion of this number. */
static bool choose(struct review *review, const json_t *figure, int key) {
    const json_t *one = json_array_get(answer_items(figure, "suggestions"), (size_t)(key - '1'));
    const struct tongbi_figure_patch patch = {.metric = answer_text(one, "metric"),
                                              .revision = answer_text(figure, "revision")};
    return one != NULL && send(review, answer_text(figure, "id"), &patch, &review->corrected);
}

static void undo(struct review *review) {
    const struct tongbi_figure_patch patch = {.state = "pending"};
    size_t ignored = 0;
    char *id = review->last;
    review->last = NULL;
    if (id == NULL)
        fprintf(review->cli->out, "  %s\n", say(review, "没有可撤回的", "nothing to take back"));
    else if (send(review, id, &patch, &ignored))
        fprintf(review->cli->out, "  %s\n", say(review, "上一条已退回待审", "the last one waits again"));
    free(id);
    free(review->last);
    review->last = NULL;
}

/* true: on to the next figure. */
static bool act(struct review *review, const json_t *figure, int key) {
    const char *id = answer_text(figure, "id"), *revision = answer_text(figure, "revision");
    const struct tongbi_figure_patch accepted = {.state = "accepted", .revision = revision};
    const struct tongbi_figure_patch rejected = {.state = "rejected", .revision = revision};
    switch (key) {
    case 'a':
        return send(review, id, &accepted, &review->accepted);
    case 'r':
        return send(review, id, &rejected, &review->rejected);
    case 's':
        review->skipped++;
        return true;
    case 'z':
        undo(review);
        return false;
    case 'q':
    case 0:
        review->is_over = true;
        return true;
    default:
        return key >= '1' && key <= '9' ? choose(review, figure, key) : correct(review, id, revision, key);
    }
}

static void judge(struct review *review, const json_t *item, size_t number) {
    const json_t *figure = json_object_get(item, "figure");
    put_figure(review, item, number);
    put_suggestions(review, figure);
    do {
        fprintf(review->cli->out, "%s ",
                say(review,
                    "a 采纳 r 驳回 1-9 所建议的指标 m 其他指标 v 改数值 u 单位 p 时期 t 性质 l 名称 s 跳过 z "
                    "撤回上一条 q 结束 >",
                    "a accept  r reject  1-9 metric as suggested  m another  v value  u unit  p period  t "
                    "status  l label"
                    "  s skip  z undo  q quit >"));
        fflush(review->cli->out);
    } while (!act(review, figure, read_key(review->cli)) && !review->is_over);
}

/* ---- the queue, page by page ---- */

/* The cursor of the page after, NULL at the end. */
static char *judge_page(struct review *review, const struct tongbi_figures_query *query, size_t *number) {
    struct tongbi_result result;
    char *next = NULL;
    tongbi_figures(review->client, query, &result);
    review->code = remote_check(review->cli, &result);
    review->is_over = review->code != CODE_DONE;
    const json_t *figures = answer_items(result.json, "figures");
    for (size_t i = 0; !review->is_over && i < json_array_size(figures); i++)
        judge(review, json_array_get(figures, i), ++*number);
    const char *cursor = answer_text(result.json, "next");
    if (!review->is_over && cursor[0] != '\0')
        next = heap_copy(cursor);
    tongbi_result_fini(&result);
    return next;
}

static void sum_up(const struct review *review) {
    fprintf(review->cli->out,
            say(review, "\n采纳 %zu,驳回 %zu,更正 %zu,跳过 %zu\n",
                "\naccepted %zu, rejected %zu, corrected %zu, skipped %zu\n"),
            review->accepted, review->rejected, review->corrected, review->skipped);
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    struct tongbi_figures_query query = {.org = options_get(arguments, "org"),
                                         .under = options_get(arguments, "under"),
                                         .metric = options_get(arguments, "metric"),
                                         .period = options_get(arguments, "period"),
                                         .confidence = options_get(arguments, "confidence"),
                                         .limit = "50"};
    struct review review = {.cli = cli};
    size_t number = 0;
    if (cli->form != FORM_TABLE)
        return cli_fail(cli, CODE_USAGE, "report review asks people; `tongbi figure` judges without asking.");
    review.client = remote_open(cli, &review.code);
    if (review.client == NULL)
        return review.code;
    char *cursor = NULL;
    do {
        query.cursor = cursor;
        char *next = judge_page(&review, &query, &number);
        free(cursor);
        cursor = next;
    } while (cursor != NULL);
    if (review.code == CODE_DONE)
        sum_up(&review);
    free(review.last);
    tongbi_close(review.client);
    return review.code;
}

const struct command command_report_review = {
    .name = "report review",
    .synopsis = "[--org CODE] [--under CODE] [--confidence N] …",
    .summary = "judge the figures that wait, the most doubtful first, with one key each",
    .notes =
        "Each is shown with its sentence and what it might be. Keys: a accept, r reject, 1 to 9 the metric "
        "of that\n"
        "suggestion, m another one, v put another value, u unit, p period, t status, l label, s skip, z set "
        "the last one back,\n"
        "q quit. What somebody else judged meanwhile is told and left.\n"
        "Without a terminal the keys are read as lines.",
    .options = options,
    .run = run,
};
