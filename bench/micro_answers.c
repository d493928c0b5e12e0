#include "micro_answers.h"

#include <stdio.h>
#include <string.h>

enum { POINTS = 40, ROWS = 2000, FIRST_YEAR = 2005, NAME_MAX_BYTES = 32, LINE_MAX_BYTES = 1024 };

static struct trend trend;
static struct trend_point points[POINTS];
static struct compare compare;
static struct compare_row rows[ROWS];
static char codes[ROWS][NAME_MAX_BYTES], names[ROWS][NAME_MAX_BYTES];

static struct decimal hundredths(long long count) {
    return (struct decimal){count, 2};
}

static struct change change_from(long long value, long long base, bool *is_right) {
    struct decimal quotient = {0, 0};
    *is_right = *is_right && decimal_divide(hundredths(100 * (value - base)), hundredths(base), 2, &quotient);
    return (struct change){quantity_exact(hundredths(value - base)), quantity_exact(quotient), REASON_NONE};
}

static struct metric some_metric(void) {
    return (struct metric){.code = TEXT("teacher_training"),
                           .name_zh = TEXT("培训教师"),
                           .name_en = TEXT("Teachers trained"),
                           .unit = TEXT("人次"),
                           .kind = FIGURE_COUNT,
                           .direction = DIRECTION_HIGHER};
}

static bool prepare_trend(void) {
    bool is_right = true;
    for (int i = 0; i < POINTS; i++) {
        long long value = 1234567 + i * 7919, base = value - 2 * 7919;
        struct period period = period_half(FIRST_YEAR + i / 2, i % 2 + 1);
        points[i] = (struct trend_point){.period = period,
                                         .quantity = quantity_exact(hundredths(value)),
                                         .level = quantity_exact(hundredths(value)),
                                         .published = date_from_days(date_days(period_end(period)) + 10),
                                         .recorded_ms = 1700000000000LL + i,
                                         .releases = 1,
                                         .source = {1000 + i, 20000 + i, 300, 306, TEXT("")},
                                         .has_source = true,
                                         .base = period_shift_years(period, -1),
                                         .year = change_from(value, base, &is_right)};
    }
    trend = (struct trend){.org = {.code = TEXT("o00001"), .name = TEXT("第1教育局")},
                           .metric = some_metric(),
                           .series_id = 4711,
                           .frequency = "S",
                           .points = points,
                           .point_count = POINTS};
    return is_right;
}

static bool prepare_compare(void) {
    bool is_right = true;
    for (int i = 0; i < ROWS; i++) {
        long long value = 9876543 - i * 311, base = value - 50000 + i * 37;
        size_t code_len = (size_t)snprintf(codes[i], sizeof codes[i], "o%05d", i + 1);
        size_t name_len = (size_t)snprintf(names[i], sizeof names[i], "第%d教育局", i + 1);
        rows[i] = (struct compare_row){.org = {.code = {codes[i], code_len}, .name = {names[i], name_len}},
                                       .series_id = 5000 + i,
                                       .value = quantity_exact(hundredths(value)),
                                       .base = quantity_exact(hundredths(base)),
                                       .change = change_from(value, base, &is_right),
                                       .value_source = {1000 + i, 20000 + i, 300, 306, TEXT("")},
                                       .base_source = {900 + i, 18000 + i, 280, 286, TEXT("")},
                                       .has_value = true,
                                       .has_base = true,
                                       .rank = (uint32_t)i + 1};
    }
    compare = (struct compare){.metric = some_metric(),
                               .period = period_half(2024, 2),
                               .base_period = period_half(2023, 2),
                               .rows = rows,
                               .row_count = ROWS};
    return is_right;
}

bool answers_prepare(void) {
    return prepare_trend() && prepare_compare();
}

const struct trend *answers_trend(void) {
    return &trend;
}

const struct compare *answers_compare(void) {
    return &compare;
}

/* 1234567 as 12345.67 takes two arguments; none of the values is below zero by less than one. */
static int last_two(struct quantity q) {
    int rest = (int)(q.value.coefficient % 100);
    return rest < 0 ? -rest : rest;
}

#define HUNDREDTHS(quantity) (long long)((quantity).value.coefficient / 100), last_two(quantity)

size_t answers_print_trend(void) {
    char line[LINE_MAX_BYTES];
    size_t len = 0;
    for (size_t i = 0; i < POINTS; i++) {
        const struct trend_point *p = &points[i];
        struct date start = period_start(p->period), end = period_end(p->period);
        len += (size_t)snprintf(
            line, sizeof line,
            "{\"period\":\"%d-H%d\",\"start\":\"%04d-%02d-%02d\",\"end\":\"%04d-%02d-%02d\",\"value\":%lld.%"
            "02d,"
            "\"bound\":\"%s\",\"status\":\"%s\",\"published\":\"%04d-%02d-%02d\",\"recorded\":\"%04d-%02d-%"
            "02dT%02d:%02d:%02d."
            "%03dZ\",\"releases\":%u,\"source\":{\"report\":%lld,\"figure\":%lld,\"start\":%u,\"end\":%u},"
            "\"base_period\":\"%d-H%d\",\"change\":%lld.%02d,\"change_rel\":%lld.%02d,\"reason\":null}",
            p->period.first / 2, p->period.first % 2 + 1, start.year, start.month, start.day, end.year,
            end.month, end.day, HUNDREDTHS(p->quantity), "exact", "actual", p->published.year,
            p->published.month, p->published.day, p->published.year, p->published.month, p->published.day, 8,
            15, 20, (int)(p->recorded_ms % 1000), p->releases, (long long)p->source.report,
            (long long)p->source.figure, p->source.start, p->source.end, p->base.first / 2,
            p->base.first % 2 + 1, HUNDREDTHS(p->year.absolute), HUNDREDTHS(p->year.relative));
    }
    return len;
}

size_t answers_print_compare(void) {
    char line[LINE_MAX_BYTES];
    size_t len = 0;
    for (size_t i = 0; i < ROWS; i++) {
        const struct compare_row *r = &rows[i];
        len += (size_t)snprintf(line, sizeof line,
                                "{\"org\":\"%s\",\"org_name\":\"%s\",\"series\":%lld,\"value\":%lld.%02d,"
                                "\"bound\":\"%s\",\"base\":%lld.%02d,"
                                "\"base_bound\":\"%s\",\"change\":%lld.%02d,\"change_rel\":%lld.%02d,"
                                "\"rank\":%u,\"rank_reason\":null,"
                                "\"source\":{\"report\":%lld,\"figure\":%lld,\"start\":%u,\"end\":%u},\"base_"
                                "source\":{\"report\":%lld,"
                                "\"figure\":%lld,\"start\":%u,\"end\":%u},\"reason\":null}",
                                codes[i], names[i], (long long)r->series_id, HUNDREDTHS(r->value), "exact",
                                HUNDREDTHS(r->base), "exact", HUNDREDTHS(r->change.absolute),
                                HUNDREDTHS(r->change.relative), r->rank, (long long)r->value_source.report,
                                (long long)r->value_source.figure, r->value_source.start, r->value_source.end,
                                (long long)r->base_source.report, (long long)r->base_source.figure,
                                r->base_source.start, r->base_source.end);
    }
    return len;
}
