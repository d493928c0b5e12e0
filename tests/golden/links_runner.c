/* links_runner OUT_DIR [ORG [catalogue.csv]] -- NAME PERIOD TEXT_FILE ...: reads a body's reports in order, links them in memory
 * beginning with nothing, and writes OUT_DIR/NAME.jsonl as the gold's score-links reads it. No daemon, no database.
 * Environment LINKS_SHOW=1 prints what was linked by likeness, with the score. */
#include "base/buf.h"
#include "extract/extract.h"
#include "series/likeness.h"
#include "series/link.h"
#include "series/scope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SERIES_MAX = 20000,
    NAMES_MAX = 64,
    POINTS_MAX = 12,
    REPORTS_MAX = 64,
    CEILING_MIB = 4096,
    TABLE_COLUMNS = 11
};

struct known {
    struct text names[NAMES_MAX];
    struct observation points[POINTS_MAX];
    size_t reports, last_report; /* how many had it, and which last */
};

static struct arena arena;
static struct likeness_series series[SERIES_MAX];
static struct known known[SERIES_MAX];
static size_t series_count, report_count;

/* What is written when all have been read. */
static struct told {
    struct text path;
    struct extract_result read;
    const struct likeness_result *results;
    const long *joined;
} told[REPORTS_MAX];

static bool read_file(const char *path, struct text *out) {
    struct buf bytes;
    buf_init(&bytes, (size_t)256 << 20);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    char chunk[65536];
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0;)
        buf_add(&bytes, chunk, got);
    fclose(file);
    *out = arena_text(&arena, buf_text(&bytes));
    buf_fini(&bytes);
    return true;
}

static size_t add_series(struct likeness_series new) {
    if (series_count == SERIES_MAX)
        exit(3);
    size_t i = series_count++;
    new.id = (int64_t)i + 1;
    new.names = known[i].names;
    new.points = known[i].points;
    series[i] = new;
    return i;
}

static void add_name(size_t i, struct text name) {
    for (size_t k = 0; k < series[i].name_count; k++)
        if (text_equal(known[i].names[k], name))
            return;
    size_t count = series[i].name_count < NAMES_MAX ? series[i].name_count++ : NAMES_MAX - 1;
    memmove(known[i].names + 1, known[i].names, count * sizeof *known[i].names);
    known[i].names[0] = name;
    if (series[i].origin == ORIGIN_OWN)
        series[i].own_names = count + 1;
}

static void add_point(size_t i, const struct figure *figure) {
    size_t count = series[i].point_count < POINTS_MAX ? series[i].point_count++ : POINTS_MAX - 1;
    memmove(known[i].points + 1, known[i].points, count * sizeof *known[i].points);
    known[i].points[0] = (struct observation){.period = figure->period,
                                              .status = figure->status,
                                              .quantity = figure->quantity,
                                              .last_place = figure->last_place};
}

static void read_catalogue(const char *path) {
    struct text all, line;
    if (!read_file(path, &all))
        return;
    text_split(&all, '\n', &line);
    while (text_split(&all, '\n', &line)) {
        struct text cells[TABLE_COLUMNS] = {{0}}, alias;
        for (size_t c = 0; c < TABLE_COLUMNS && text_split(&line, ',', &cells[c]); c++)
            continue;
        enum figure_kind kind;
        if (!figure_kind_parse(cells[3], &kind) || kind == FIGURE_CHANGE)
            continue;
        size_t i = add_series((struct likeness_series){
            .unit = cells[4], .kind = kind, .origin = ORIGIN_CATALOGUE, .place = UINT32_MAX});
        for (struct text rest = cells[10]; text_split(&rest, '|', &alias);)
            add_name(i, text_trim(alias));
        add_name(i, cells[1]);
    }
}

/* Has a figure before i joined this series with another value for the same point? */
static bool has_other_value(const struct figure *figures, size_t i, const long *joined, int64_t id) {
    char mine[PERIOD_TEXT_MAX], other[PERIOD_TEXT_MAX];
    period_print(period_canonical(figures[i].period), mine);
    for (size_t k = 0; k < i; k++) {
        period_print(period_canonical(figures[k].period), other);
        if (joined[k] == id && figures[k].status == figures[i].status && strcmp(mine, other) == 0 &&
            quantity_same(&figures[k].quantity, &figures[i].quantity) != TRUTH_TRUE)
            return true;
    }
    return false;
}

/* A figure that continues nothing: the series that another of this report of the same label has begun, or one of its own. */
static size_t begin_series(const struct figure *figures, size_t i, struct text scope, const long *joined,
                           size_t before) {
    struct text norm = link_normalise(&arena, figures[i].label);
    int64_t owner =
        figures[i].kind == FIGURE_CHANGE && figures[i].change_of >= 0 && joined[figures[i].change_of] > 0
            ? joined[figures[i].change_of]
            : 0;
    for (size_t k = before; k < series_count; k++)
        if (series[k].kind == figures[i].kind && series[k].growth_of == owner &&
            text_equal(series[k].scope, scope) && series[k].basis == figures[i].basis &&
            link_units_fit(series[k].unit, figures[i].unit) &&
            text_equal(link_normalise(&arena, known[k].names[series[k].name_count - 1]), norm) &&
            !has_other_value(figures, i, joined, series[k].id))
            return k;
    size_t made = add_series((struct likeness_series){.unit = figures[i].unit,
                                                      .scope = scope,
                                                      .kind = figures[i].kind,
                                                      .basis = figures[i].basis,
                                                      .is_provisional = true,
                                                      .growth_of = owner,
                                                      .place = UINT32_MAX});
    add_name(made, figures[i].label);
    return made;
}

/* Does an earlier or surer figure of this report give another value for the same point of this series? */
static bool is_point(const struct figure *figures, size_t count, const long *joined, size_t i) {
    char mine[PERIOD_TEXT_MAX], other[PERIOD_TEXT_MAX];
    period_print(period_canonical(figures[i].period), mine);
    for (size_t k = 0; k < count; k++) {
        period_print(period_canonical(figures[k].period), other);
        if (k == i || joined[k] != joined[i] || figures[k].status != figures[i].status ||
            strcmp(mine, other) != 0 ||
            quantity_same(&figures[k].quantity, &figures[i].quantity) == TRUTH_TRUE)
            continue;
        if (figures[k].confidence > figures[i].confidence ||
            (figures[k].confidence == figures[i].confidence && k < i))
            return false;
    }
    return true;
}

static void write_line(FILE *out, const struct figure *figure, long joined, bool counts,
                       const struct likeness_result *result) {
    fprintf(out, "{\"start\":%u,\"end\":%u,\"series\":", figure->start, figure->end);
    if (joined > 0 && counts)
        fprintf(out, "\"%ld\"", joined);
    else
        fputs("null", out);
    fputs(",\"suggested\":[", out);
    for (size_t k = 0; k < result->count; k++)
        fprintf(out, "%s\"%lld\"", k > 0 ? "," : "", (long long)series[result->guesses[k].series].id);
    fputs("]}\n", out);
}

static void show(const struct figure *figure, const struct likeness_result *result) {
    for (size_t k = 0; k < result->count && k < 3; k++)
        printf("%s %d %x  %.*s %.*s [%.*s] <- %.*s\n",
               k > 0                                ? "      "
               : result->verdict == LIKENESS_LINKED ? "LINKED"
                                                    : "guess ",
               result->guesses[k].score, result->guesses[k].reasons, TEXT_ARG(figure->label),
               TEXT_ARG(figure->text), TEXT_ARG(figure->scope),
               TEXT_ARG(series[result->guesses[k].series].names[0]));
    if (result->count == 0)
        printf("new     %.*s %.*s [%.*s]\n", TEXT_ARG(figure->label), TEXT_ARG(figure->text),
               TEXT_ARG(figure->scope));
}

/* Values of a report count only for the next one. */
static void remember(const struct extract_result *read, const struct text *scopes,
                     const struct likeness_result *results, long *joined) {
    size_t before = series_count;
    for (size_t i = 0; i < before; i++)
        series[i].place = UINT32_MAX;
    for (int changes = 0; changes < 2; changes++)
        for (size_t i = 0; i < read->count; i++) {
            const struct figure *figure = &read->figures[i];
            if ((figure->kind == FIGURE_CHANGE) != changes || figure->label.len == 0)
                continue;
            size_t at;
            if (results[i].verdict == LIKENESS_LINKED) {
                at = results[i].guesses[0].series;
                series[at].origin = ORIGIN_OWN;
            } else {
                at = begin_series(read->figures, i, scopes[i], joined, before);
            }
            joined[i] = (long)series[at].id;
        }
    for (size_t i = 0; i < read->count; i++)
        if (joined[i] > 0 && is_point(read->figures, read->count, joined, i)) {
            add_name((size_t)joined[i] - 1, read->figures[i].label);
            add_point((size_t)joined[i] - 1, &read->figures[i]);
            if (known[joined[i] - 1].last_report != report_count + 1) {
                known[joined[i] - 1].last_report = report_count + 1;
                known[joined[i] - 1].reports++;
            }
            if (series[joined[i] - 1].place == UINT32_MAX && read->figures[i].status == STATUS_ACTUAL)
                series[joined[i] - 1].place = read->figures[i].ordinal;
        }
}

static bool read_report(const char *folder, struct text org, char **names) {
    struct err err = {0};
    struct extract_input input = {.org = org};
    struct extract_result read;
    struct likeness_result *results;
    if (!read_file(names[2], &input.text) || !period_parse(text_from(names[1]), &input.period, &err) ||
        !extract_run(&arena, &input, &read, &err)) {
        fprintf(stderr, "%s: %s\n", names[2], err.detail);
        return false;
    }
    struct text *scopes = ARENA_ARRAY(&arena, read.count + 1, struct text);
    long *joined = ARENA_ARRAY(&arena, read.count + 1, long);
    for (size_t i = 0; i < read.count; i++)
        scopes[i] = series_scope(read.figures[i].scope, org);
    if (!likeness_link(&arena, read.figures, scopes, read.count, series, series_count, &results, &err))
        return false;
    if (getenv("LINKS_SHOW") != NULL)
        for (size_t i = 0; i < read.count; i++)
            show(&read.figures[i], &results[i]);
    remember(&read, scopes, results, joined);
    if (report_count == REPORTS_MAX)
        return false;
    told[report_count++] =
        (struct told){arena_printf(&arena, "%s/%s.jsonl", folder, names[0]), read, results, joined};
    return true;
}

/* What the last report only suggests is not linked: it waits for a person. In earlier ones the provisional series is kept,
 * for it is what the next report may continue. */
static bool write_report(const struct told *report) {
    FILE *out = fopen(report->path.ptr, "w");
    if (out == NULL)
        return false;
    for (size_t i = 0; i < report->read.count; i++) {
        long joined = report->joined[i];
        bool waits = joined > 0 && report == &told[report_count - 1] &&
                     report->results[i].verdict == LIKENESS_SUGGESTED && known[joined - 1].reports < 2;
        write_line(out, &report->read.figures[i], joined,
                   joined > 0 && !waits &&
                       is_point(report->read.figures, report->read.count, report->joined, i),
                   &report->results[i]);
    }
    return fclose(out) == 0;
}

int main(int argc, char **argv) {
    int at = 1;
    while (at < argc && strcmp(argv[at], "--") != 0)
        at++;
    if (at < 2 || at == argc || (argc - at - 1) % 3 != 0) {
        fprintf(stderr, "usage: %s OUT_DIR [ORG [catalogue.csv]] -- NAME PERIOD TEXT_FILE ...\n", argv[0]);
        return 2;
    }
    arena_init(&arena, (size_t)CEILING_MIB << 20);
    struct text org = text_from(at > 2 ? argv[2] : "");
    if (at > 3)
        read_catalogue(argv[3]);
    bool ok = true;
    for (int i = at + 1; ok && i < argc; i += 3)
        ok = read_report(argv[1], org, &argv[i]);
    for (size_t i = 0; ok && i < report_count; i++)
        ok = write_report(&told[i]);
    arena_fini(&arena);
    return ok ? 0 : 1;
}
