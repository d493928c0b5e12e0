/* answers: what the tests of render/ share: a buf to write into, an independent reader (Jansson) to read it back with, and
 * short ways to write down quantities. */
#ifndef TONGBI_TESTS_RENDER_ANSWERS_H
#define TONGBI_TESTS_RENDER_ANSWERS_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <string.h>

#include "render/render.h"

enum { ANSWER_MAX = 1 << 20 };

static struct buf out;

static inline int set_up(void **state) {
    (void)state;
    buf_init(&out, ANSWER_MAX);
    return 0;
}

static inline int tear_down(void **state) {
    (void)state;
    buf_fini(&out);
    return 0;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static inline struct decimal dec(const char *digits) {
    struct decimal d;
    assert_true(decimal_parse(text_from(digits), &d, NULL));
    return d;
}

static inline struct quantity exact(const char *digits) {
    return quantity_exact(dec(digits));
}

static inline struct period per(const char *form) {
    struct period p;
    assert_true(period_parse(text_from(form), &p, NULL));
    return p;
}

static inline struct date day(const char *form) {
    struct date d;
    assert_true(date_parse(text_from(form), &d, NULL));
    return d;
}

/* An interval as series/change gives it. */
static inline struct quantity between(const char *low, const char *high, bool high_open) {
    struct quantity q = {.bound = BOUND_RANGE, .reason = REASON_APPROXIMATE};
    q.low = (struct limit){dec(low), true, false};
    if (high[0] != '\0')
        q.high = (struct limit){dec(high), true, high_open};
    return q;
}

/* What was written, as Jansson reads it. Duplicate keys are refused. */
static inline json_t *parsed(void) {
    assert_false(buf_failed(&out));
    json_error_t error;
    json_t *root = json_loadb(out.ptr, out.len, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        fail_msg("%s at %d: %.*s", error.text, error.position, TEXT_ARG(buf_text(&out)));
    return root;
}

static inline void assert_written(const char *piece) {
    if (text_find(buf_text(&out), text_from(piece), 0) == SIZE_MAX)
        fail_msg("%s is not in %.*s", piece, TEXT_ARG(buf_text(&out)));
}

static inline void assert_not_written(const char *piece) {
    if (text_find(buf_text(&out), text_from(piece), 0) != SIZE_MAX)
        fail_msg("%s is in %.*s", piece, TEXT_ARG(buf_text(&out)));
}

static inline void assert_all(const char *expected) {
    assert_false(buf_failed(&out));
    if (!text_equal(buf_text(&out), text_from(expected)))
        fail_msg("\n%.*s\nis not\n%s", TEXT_ARG(buf_text(&out)), expected);
}

/* The written answer equals this JSON, whatever the order of keys; and digits are compared apart. */
static inline void assert_same_json(const char *expected) {
    json_error_t error;
    json_t *wanted = json_loads(expected, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (wanted == NULL)
        fail_msg("the test's own JSON: %s at %d", error.text, error.position);
    json_t *got = parsed();
    if (!json_equal(got, wanted))
        fail_msg("\n%.*s\nis not\n%s", TEXT_ARG(buf_text(&out)), expected);
    json_decref(got);
    json_decref(wanted);
}

#endif
