#include "cli.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "heap.h"
#include "remote.h"

static const struct option options[] = {{"org", "CODE", "only this organisation's reports"},
                                        {"dry-run", NULL, "say what would be otherwise, store nothing"},
                                        {NULL, NULL, NULL}};

enum { PAGE_ROWS = 200 };

static const char page_rows[] = "200"; /* PAGE_ROWS */

/* What is told in the end. */
struct rereading {
    struct cli *cli;
    struct tongbi *client;
    bool is_dry_run;
    size_t read, differing, failed;
    size_t revised, added, withdrawn;
    enum exit_code code; /* the gravest so far */
};

/* ---- what is otherwise in one report ---- */

static const char *const members[] = {"unit",        "kind",   "label",        "status",    "period",
                                      "scope",       "metric", "series_scope", "change_of", "basis",
                                      "base_period", "state",  "point"};

static char *member_of(const struct cli *cli, const json_t *side, const char *key) {
    if (strcmp(key, "value") == 0)
        return answer_quantity(cli, side, key);
    return heap_copy(word_of_api(cli->language, answer_text(side, key)));
}

static const char *or_none(const char *text) {
    return text[0] != '\0' ? text : "-";
}

static void put_change(const struct cli *cli, const json_t *before, const json_t *after, const char *key) {
    if (json_object_get(before, key) == NULL)
        return;
    char *was = member_of(cli, before, key), *is = member_of(cli, after, key);
    char *line = heap_printf("%s %s -> %s", key, or_none(was), or_none(is));
    char *shown = screen_line(line, -1);
    fprintf(cli->out, "; %s", shown);
    free(shown);
    free(line);
    free(is);
    free(was);
}

static void put_whole(const struct cli *cli, const json_t *side) {
    static const char *const told[] = {"status", "period", "metric"};
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        char *text = member_of(cli, side, told[i]);
        char *shown = screen_line(text, -1);
        fprintf(cli->out, "; %s", or_none(shown));
        free(shown);
        free(text);
    }
}

static void put_difference(const struct cli *cli, const json_t *difference) {
    const json_t *before = json_object_get(difference, "before"),
                 *after = json_object_get(difference, "after");
    const char *action = answer_text(difference, "action");
    char *head = heap_printf("%s  %s  %s", word_of_api(cli->language, action),
                             answer_text(difference, "text"), answer_text(difference, "label"));
    char *shown = screen_line(head, -1);
    fprintf(cli->out, "  %s", shown);
    free(shown);
    free(head);
    if (json_is_object(before) && json_is_object(after)) {
        put_change(cli, before, after, "value");
        for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
            put_change(cli, before, after, members[i]);
    } else {
        put_whole(cli, json_is_object(after) ? after : before);
    }
    fputc('\n', cli->out);
}

static void put_counts(const struct cli *cli, const json_t *answer) {
    static const char *const counts[] = {"revised", "added", "withdrawn", "kept", "touched", "decided"};
    char *head = heap_printf("%s %s %s", answer_text(answer, "report"), answer_text(answer, "org"),
                             answer_text(answer, "period"));
    char *shown = screen_line(head, -1);
    fprintf(cli->out, "%s:", shown);
    free(shown);
    free(head);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        fprintf(cli->out, "%s %s %s", i > 0 ? "," : "", word_of_api(cli->language, counts[i]),
                answer_text(answer, counts[i]));
    fputc('\n', cli->out);
}

static void put_differences(const struct cli *cli, const json_t *answer) {
    const json_t *differences = answer_items(answer, "differences");
    size_t count = answer_count(answer, "difference_count"), shown = json_array_size(differences);
    if (count == 0)
        return;
    put_counts(cli, answer);
    for (size_t i = 0; i < shown; i++)
        put_difference(cli, json_array_get(differences, i));
    if (shown < count)
        fprintf(cli->out, cli->language == LANGUAGE_ZH ? "  ……另有 %zu 处\n" : "  … and %zu more\n",
                count - shown);
}

/* ---- one report after the other ---- */

static enum exit_code take_answer(struct rereading *all, const struct tongbi_result *result) {
    if (all->cli->form != FORM_TABLE) {
        remote_put_raw(all->cli, result);
        return CODE_DONE;
    }
    if (result->json == NULL)
        return cli_fail(all->cli, CODE_UNREACHABLE, "the answer is not JSON; is this a Tongbi server?");
    all->differing += answer_count(result->json, "difference_count") > 0;
    all->revised += answer_count(result->json, "revised");
    all->added += answer_count(result->json, "added");
    all->withdrawn += answer_count(result->json, "withdrawn");
    put_differences(all->cli, result->json);
    return CODE_DONE;
}

/* A report that is refused does not keep the others from being read; a server that is away does. */
static void reread(struct rereading *all, const char *id) {
    struct tongbi_result result;
    tongbi_report_reread(all->client, id, all->is_dry_run, &result);
    enum exit_code code = remote_check(all->cli, &result);
    if (code == CODE_DONE)
        code = take_answer(all, &result);
    if (code == CODE_DONE)
        all->read++;
    else {
        all->failed++;
        cli_fail(all->cli, code, "report %s was not read again", id);
    }
    all->code = code > all->code ? code : all->code;
    tongbi_result_fini(&result);
}

/* The ids of one page, and where the next one begins ("" : nowhere). The caller frees. */
struct page {
    char *ids[PAGE_ROWS];
    size_t count;
    char *next;
};

static bool read_page(struct rereading *all, const char *org, const char *cursor, struct page *page) {
    const struct tongbi_report_list query = {
        .org = org, .state = "active", .limit = page_rows, .cursor = cursor};
    struct tongbi_result result;
    *page = (struct page){0};
    tongbi_report_list(all->client, &query, &result);
    enum exit_code code = remote_check(all->cli, &result);
    const json_t *reports = answer_items(result.json, "reports");
    for (size_t i = 0; code == CODE_DONE && i < json_array_size(reports) && i < PAGE_ROWS; i++)
        page->ids[page->count++] = heap_copy(answer_text(json_array_get(reports, i), "id"));
    page->next = heap_copy(answer_text(result.json, "next"));
    tongbi_result_fini(&result);
    all->code = code > all->code ? code : all->code;
    return code == CODE_DONE;
}

static void reread_listed(struct rereading *all, const char *org) {
    char *cursor = heap_copy("");
    struct page page;
    bool is_last = false;
    while (!is_last && all->code != CODE_UNREACHABLE) {
        is_last = !read_page(all, org, cursor, &page) || page.next[0] == '\0';
        for (size_t i = 0; i < page.count; i++) {
            if (all->code != CODE_UNREACHABLE)
                reread(all, page.ids[i]);
            free(page.ids[i]);
        }
        free(cursor);
        cursor = page.next;
    }
    free(cursor);
}

static void put_total(const struct rereading *all) {
    bool is_zh = all->cli->language == LANGUAGE_ZH;
    fprintf(all->cli->out,
            is_zh ? "%s已重读报告 %zu 份，有差异 %zu 份；修订 %zu，新增 %zu，撤回 %zu，失败 %zu\n"
                  : "%sreports read: %zu, with differences: %zu; revised %zu, added %zu, withdrawn %zu, "
                    "failed %zu\n",
            !all->is_dry_run ? ""
            : is_zh          ? "试运行，未入库："
                             : "dry run, nothing is stored: ",
            all->read, all->differing, all->revised, all->added, all->withdrawn, all->failed);
}

static enum exit_code run(struct cli *cli, const struct arguments *arguments) {
    const char *org = options_get(arguments, "org");
    struct rereading all = {.cli = cli, .is_dry_run = options_has(arguments, "dry-run")};
    enum exit_code code = cli_refuse_csv(cli, "report reread");
    if (code != CODE_DONE)
        return code;
    if (org != NULL && arguments->positional_count > 0)
        return cli_fail(cli, CODE_USAGE, "report reread takes IDs or --org, not both");
    all.client = remote_open(cli, &code);
    if (all.client == NULL)
        return code;
    for (size_t i = 0; i < arguments->positional_count && all.code != CODE_UNREACHABLE; i++)
        reread(&all, arguments->positional[i]);
    if (arguments->positional_count == 0)
        reread_listed(&all, org);
    if (cli->form == FORM_TABLE)
        put_total(&all);
    tongbi_close(all.client);
    return all.code;
}

const struct command command_report_reread = {
    .name = "report reread",
    .synopsis = "[ID…] [--org CODE] [--dry-run]",
    .summary = "read stored reports again with the server's reader of today",
    .notes = "Without IDs all active reports, of the organisation where one is named. What people have "
             "judged stays as it is; what is read\n"
             "otherwise becomes a new vintage. Look at what would change with --dry-run first.\n"
             "A report that is refused does not keep the others from being read; the exit code is the "
             "gravest one.",
    .options = options,
    .positional_max = (size_t)-1,
    .run = run,
};
