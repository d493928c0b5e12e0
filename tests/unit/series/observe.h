/* observe: short ways to write down observations and to read back quantities, for the tests of series/. */
#ifndef TONGBI_TESTS_SERIES_OBSERVE_H
#define TONGBI_TESTS_SERIES_OBSERVE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "model/figure.h"

static inline struct decimal dec(const char *digits) {
    struct decimal d;
    assert_true(decimal_parse(text_from(digits), &d, NULL));
    return d;
}

static inline struct quantity exact(const char *digits) {
    return quantity_exact(dec(digits));
}

static inline struct period per(const char *form) {
    struct period p = {0};
    if (form[0] != '\0')
        assert_true(period_parse(text_from(form), &p, NULL));
    return p;
}

static inline struct date day(const char *form) {
    struct date d = {0};
    if (form[0] != '\0')
        assert_true(date_parse(text_from(form), &d, NULL));
    return d;
}

/* An exact, actual observation of organisation 1 and series 7, published when its period ended. */
static inline struct observation said(const char *period, const char *value) {
    struct observation o = {.series_id = 7, .org_id = 1, .period = per(period), .quantity = exact(value)};
    o.published = period_end(o.period);
    o.recorded_ms = 1000;
    o.source.report = 1;
    o.source.figure = 1;
    return o;
}

static inline void assert_decimal(struct decimal d, const char *expected) {
    char digits[DECIMAL_TEXT_MAX];
    decimal_print(d, digits);
    assert_string_equal(digits, expected);
}

static inline void assert_value(const struct quantity *q, const char *expected) {
    assert_int_equal(q->reason, REASON_NONE);
    assert_true(q->has_value);
    assert_decimal(q->value, expected);
}

static inline void assert_no_value(const struct quantity *q, enum reason reason) {
    assert_false(q->has_value);
    assert_string_equal(reason_name(q->reason), reason_name(reason));
}

static inline void assert_period(struct period p, const char *expected) {
    char form[PERIOD_TEXT_MAX];
    period_print(p, form);
    assert_string_equal(form, expected);
}

/* Compares an interval with its written form: "[20, 120)", "(-inf, -3]". */
static inline void assert_interval(const struct quantity *q, const char *expected) {
    char low[DECIMAL_TEXT_MAX] = "-inf", high[DECIMAL_TEXT_MAX] = "+inf", form[128];
    assert_false(q->has_value);
    assert_int_equal(q->reason, REASON_APPROXIMATE);
    if (q->low.present)
        decimal_print(q->low.at, low);
    if (q->high.present)
        decimal_print(q->high.at, high);
    bool low_open = !q->low.present || q->low.is_open, high_open = !q->high.present || q->high.is_open;
    snprintf(form, sizeof form, "%c%s, %s%c", low_open ? '(' : '[', low, high, high_open ? ')' : ']');
    assert_string_equal(form, expected);
}

#endif
