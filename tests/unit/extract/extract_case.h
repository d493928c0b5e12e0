/* extract_case: what the tables of the extraction tests share: one sentence in, its figures out. */
#ifndef TONGBI_TESTS_EXTRACT_CASE_H
#define TONGBI_TESTS_EXTRACT_CASE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "extract/extract.h"
#include "extract/page.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static inline struct period period_of(const char *text) {
    struct period period = {0};
    struct err err;
    if (text[0] != '\0' && !period_parse(text_from(text), &period, &err)) {
        fail_msg("%s: %s", text, err.detail);
    }
    return period;
}

static inline struct extract_result extract_text(struct arena *arena, const char *text, const char *period) {
    struct extract_input input = {.text = text_from(text), .period = period_of(period)};
    struct extract_result result;
    struct err err;
    arena_init(arena, (size_t)64 << 20);
    if (!extract_run(arena, &input, &result, &err)) {
        fail_msg("%s: %s", text, err.detail);
    }
    return result;
}

static inline void assert_text(struct text got, const char *expected, const char *where) {
    if (!text_equal(got, text_from(expected))) {
        fail_msg("%s: expected \"%s\", got \"%.*s\"", where, expected, TEXT_ARG(got));
    }
}

/* The value, or low..high of a range, as text. */
static inline struct text quantity_text(struct arena *arena, const struct quantity *q) {
    char a[DECIMAL_TEXT_MAX], b[DECIMAL_TEXT_MAX];
    if (q->has_value) {
        decimal_print(q->value, a);
        return arena_printf(arena, "%s", a);
    }
    decimal_print(q->low.at, a);
    decimal_print(q->high.at, b);
    return arena_printf(arena, "%s..%s", a, b);
}

static inline void assert_period(struct period got, const char *expected, const char *where) {
    char text[PERIOD_TEXT_MAX];
    period_print(got, text);
    if (strcmp(text, expected) != 0) {
        fail_msg("%s: expected period %s, got %s", where, expected, text);
    }
}

/* The only figure of a text; fails when there are more or fewer. */
static inline const struct figure *only_figure(const struct extract_result *result, const char *where) {
    if (result->count != 1) {
        fail_msg("%s: expected one figure, got %zu", where, result->count);
    }
    return &result->figures[0];
}

#endif
