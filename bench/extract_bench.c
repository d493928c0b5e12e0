/* extract_bench FILE…: how fast one core reads figures out of reports, and how much memory that takes.
 *
 * Each file is one report (UTF-8). The files are read in turn, in rounds, until the time is up; a round's time is the
 * processor time of extract_run alone. Prints megabytes a second of the best and the median round, the arena's peak, and
 * how many figures a round found. */
#include "base/buf.h"
#include "base/memory.h"
#include "extract/extract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS_MAX = 1000, FILES_MAX = 256 };

static const double SECONDS = 3.0;
static const size_t ARENA_LIMIT = (size_t)8 << 30;

struct input_file {
    struct text text;
    const char *name;
};

static double processor_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool read_file(const char *path, struct input_file *report) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "%s: cannot be read\n", path);
        return false;
    }
    struct buf all;
    buf_init(&all, (size_t)1 << 30);
    char chunk[65536];
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0;) {
        buf_add(&all, chunk, got);
    }
    fclose(file);
    *report = (struct input_file){{all.ptr, all.len}, path};
    return !buf_failed(&all);
}

struct outcome {
    double seconds;
    size_t figures, peak;
};

static bool run_once(const struct input_file *report, struct word_cache *words, struct outcome *outcome) {
    struct extract_input input = {.text = report->text, .period = period_year(2024), .words = words};
    struct extract_result result;
    struct arena arena;
    struct err err;
    arena_init(&arena, ARENA_LIMIT);
    double begin = processor_seconds();
    bool is_read = extract_run(&arena, &input, &result, &err);
    outcome->seconds += processor_seconds() - begin;
    outcome->figures += is_read ? result.count : 0;
    outcome->peak = arena.used > outcome->peak ? arena.used : outcome->peak;
    if (!is_read) {
        fprintf(stderr, "%s: %s\n", report->name, err.detail);
    }
    arena_fini(&arena);
    return is_read;
}

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    static struct input_file reports[FILES_MAX];
    static double rounds[ROUNDS_MAX];
    size_t count = 0, bytes = 0;
    for (int i = 1; i < argc && count < FILES_MAX; i++) {
        if (!read_file(argv[i], &reports[count])) {
            return 1;
        }
        bytes += reports[count++].text.len;
    }
    if (count == 0) {
        fprintf(stderr, "usage: extract_bench FILE…\n");
        return 2;
    }
    struct arena words_arena;
    arena_init(&words_arena, (size_t)16 << 20);
    struct word_cache *words = extract_words(&words_arena); /* as a worker keeps it */
    memory_keep_freed((size_t)64 << 20);
    double spent = 0;
    size_t done = 0;
    struct outcome outcome = {0};
    while (done < ROUNDS_MAX && (done == 0 || spent < SECONDS)) {
        outcome = (struct outcome){.peak = outcome.peak};
        for (size_t i = 0; i < count; i++) {
            if (!run_once(&reports[i], words, &outcome)) {
                return 1;
            }
        }
        rounds[done++] = outcome.seconds;
        spent += outcome.seconds;
    }
    qsort(rounds, done, sizeof rounds[0], compare_doubles);
    double megabytes = (double)bytes / 1e6;
    printf("%8.2f MB  %7zu figures  median %7.1f MB/s  best %7.1f MB/s  %3zu rounds  memory %6.1f MB\n",
           megabytes, outcome.figures, megabytes / rounds[done / 2], megabytes / rounds[0], done,
           (double)outcome.peak / 1e6);
    return 0;
}
