/* micro FILE…: single functions, each beside a control in the same run: prints name, nanoseconds, nanoseconds of the control,
 * and their ratio, the median of the rounds' ratios, as TSV.
 *
 * FILE… are reports (UTF-8) for extract. A control does with libc, or in a plain loop, work of the same kind on the same values, so
 * that a ratio says the same on another machine; it need not do all that ours does. Function and control take turns. */
#include "base/arena.h"
#include "base/memory.h"
#include "extract/extract.h"
#include "micro_answers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 9, REPORTS_MAX = 64, VALUES = 1000, PERIODS = 400, REPORT_BYTES_MAX = 1 << 20 };

static const double BATCH_S = 0.01;

static struct text reports[REPORTS_MAX];
static size_t report_count;
static struct word_cache *words;
static char digits[VALUES][DECIMAL_TEXT_MAX], period_forms[PERIODS][PERIOD_TEXT_MAX];
static struct decimal decimals[VALUES];
static double doubles[VALUES];
static struct period periods[PERIODS];
static struct buf out;
/* What was worked out goes here, so that it is worked out. */
static volatile long long sink;

/* ---- extract: the bytes of the same reports through a hash, which waits for each of them ---- */

static void run_extract(void) {
    for (size_t i = 0; i < report_count; i++) {
        struct extract_input input = {.text = reports[i], .period = period_half(2023, 1), .words = words};
        struct extract_result result;
        struct arena arena;
        struct err err;
        arena_init(&arena, (size_t)256 << 20);
        sink += extract_run(&arena, &input, &result, &err) ? (long long)result.count : 0;
        arena_fini(&arena);
    }
}

static void control_extract(void) {
    for (size_t i = 0; i < report_count; i++) {
        unsigned long long hash = 14695981039346656037ULL;
        for (size_t k = 0; k < reports[i].len; k++) {
            hash = (hash ^ (unsigned char)reports[i].ptr[k]) * 1099511628211ULL;
        }
        sink += (long long)hash;
    }
}

/* ---- render: snprintf of the same fields ---- */

static void run_trend(void) {
    buf_reset(&out);
    render_trend_json(&out, answers_trend(), &(struct render_options){.quote = false});
    sink += (long long)out.len;
}

static void control_trend(void) {
    sink += (long long)answers_print_trend();
}

static void run_compare(void) {
    buf_reset(&out);
    render_compare_json(&out, answers_compare(), &(struct render_options){.quote = false});
    sink += (long long)out.len;
}

static void control_compare(void) {
    sink += (long long)answers_print_compare();
}

/* ---- decimal: strtod, snprintf, division of 128-bit integers ---- */

static void run_decimal_parse(void) {
    for (size_t i = 0; i < VALUES; i++) {
        struct decimal d = {0, 0};
        sink += decimal_parse(text_from(digits[i]), &d, NULL) ? (long long)d.coefficient : 0;
    }
}

static void control_decimal_parse(void) {
    for (size_t i = 0; i < VALUES; i++) {
        sink += (long long)strtod(digits[i], NULL);
    }
}

static void run_decimal_print(void) {
    char text[DECIMAL_TEXT_MAX];
    for (size_t i = 0; i < VALUES; i++) {
        sink += (long long)decimal_print(decimals[i], text);
    }
}

static void control_decimal_print(void) {
    char text[DECIMAL_TEXT_MAX];
    for (size_t i = 0; i < VALUES; i++) {
        sink += snprintf(text, sizeof text, "%.2f", doubles[i]);
    }
}

static void run_decimal_divide(void) {
    for (size_t i = 1; i < VALUES; i++) {
        struct decimal quotient = {0, 0};
        sink +=
            decimal_divide(decimals[i], decimals[i - 1], 2, &quotient) ? (long long)quotient.coefficient : 0;
    }
}

static void control_decimal_divide(void) {
    for (size_t i = 1; i < VALUES; i++) {
        __int128 above = decimals[i].coefficient * 10000000000000000LL;
        sink += (long long)(above / decimals[i - 1].coefficient);
    }
}

/* ---- period: sscanf, snprintf, timegm ---- */

static void run_period_parse(void) {
    for (size_t i = 0; i < PERIODS; i++) {
        struct period p = {0};
        sink += period_parse(text_from(period_forms[i]), &p, NULL) ? p.first : 0;
    }
}

static void control_period_parse(void) {
    for (size_t i = 0; i < PERIODS; i++) {
        int year = 0, half = 0;
        sink +=
            sscanf(period_forms[i], "%d-H%d", &year, &half) + year; // NOLINT: the plain way is what it is for
    }
}

static void run_period_print(void) {
    char text[PERIOD_TEXT_MAX];
    for (size_t i = 0; i < PERIODS; i++) {
        sink += (long long)period_print(periods[i], text);
    }
}

static void control_period_print(void) {
    char text[PERIOD_TEXT_MAX];
    for (size_t i = 0; i < PERIODS; i++) {
        sink += snprintf(text, sizeof text, "%d-H%d", periods[i].first / 2, periods[i].first % 2 + 1);
    }
}

static void run_period_step(void) {
    for (size_t i = 0; i < PERIODS; i++) {
        sink += date_days(period_start(period_step(periods[i], 1)));
    }
}

static void control_period_step(void) {
    for (size_t i = 0; i < PERIODS; i++) {
        struct tm day = {
            .tm_year = periods[i].first / 2 - 1900, .tm_mon = periods[i].first % 2 * 6 + 6, .tm_mday = 1};
        sink += timegm(&day);
    }
}

/* ---- */

static const struct {
    const char *name;
    void (*run)(void), (*control)(void);
} cases[] = {
    {"extract", run_extract, control_extract},
    {"render trend", run_trend, control_trend},
    {"render compare", run_compare, control_compare},
    {"decimal parse", run_decimal_parse, control_decimal_parse},
    {"decimal print", run_decimal_print, control_decimal_print},
    {"decimal divide", run_decimal_divide, control_decimal_divide},
    {"period parse", run_period_parse, control_period_parse},
    {"period print", run_period_print, control_period_print},
    {"period step", run_period_step, control_period_step},
};

static double processor_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds_of(void (*run)(void), long times) {
    double begin = processor_seconds();
    for (long i = 0; i < times; i++) {
        run();
    }
    return (processor_seconds() - begin) / (double)times;
}

/* How often it must run for a batch; the first runs warm caches up. */
static long times_for_batch(void (*run)(void)) {
    long times = 1;
    while (seconds_of(run, times) * (double)times < BATCH_S) {
        times *= 2;
    }
    return times;
}

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double values[ROUNDS]) {
    qsort(values, ROUNDS, sizeof values[0], compare_doubles);
    return values[ROUNDS / 2];
}

static void measure(const char *name, void (*run)(void), void (*control)(void)) {
    double spent[ROUNDS], control_spent[ROUNDS], ratios[ROUNDS];
    long times = times_for_batch(run), control_times = times_for_batch(control);
    for (int i = 0; i < ROUNDS; i++) {
        spent[i] = seconds_of(run, times);
        control_spent[i] = seconds_of(control, control_times);
        ratios[i] = spent[i] / control_spent[i];
    }
    printf("%s\t%.0f\t%.0f\t%.3f\n", name, median(spent) * 1e9, median(control_spent) * 1e9, median(ratios));
}

static bool read_report(const char *path) {
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(REPORT_BYTES_MAX);
    size_t len = file != NULL && bytes != NULL ? fread(bytes, 1, REPORT_BYTES_MAX, file) : 0;
    if (file != NULL) {
        fclose(file);
    }
    if (len == 0) {
        fprintf(stderr, "%s: cannot be read\n", path);
        free(bytes);
        return false;
    }
    reports[report_count++] = (struct text){bytes, len};
    return true;
}

static bool prepare_values(void) {
    bool is_right = true;
    for (int i = 0; i < VALUES; i++) {
        snprintf(digits[i], sizeof digits[i], "%d.%02d", 17 + i * 7919 % 90000, i * 31 % 100);
        is_right = is_right && decimal_parse(text_from(digits[i]), &decimals[i], NULL);
        doubles[i] = strtod(digits[i], NULL);
    }
    for (int i = 0; i < PERIODS; i++) {
        periods[i] = period_half(1950 + i / 2, i % 2 + 1);
        period_print(periods[i], period_forms[i]);
    }
    return is_right;
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc && report_count < REPORTS_MAX; i++) {
        if (!read_report(argv[i])) {
            return 1;
        }
    }
    if (report_count == 0 || !prepare_values() || !answers_prepare()) {
        fprintf(stderr, "usage: micro REPORT…\n");
        return 2;
    }
    struct arena words_arena;
    arena_init(&words_arena, (size_t)16 << 20);
    words = extract_words(&words_arena); /* as a worker keeps it */
    memory_keep_freed((size_t)64 << 20);
    buf_init(&out, (size_t)64 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        measure(cases[i].name, cases[i].run, cases[i].control);
    }
    buf_fini(&out);
    arena_fini(&words_arena);
    return 0;
}
