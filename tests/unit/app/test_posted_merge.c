/* What the rows of a series add to it: values worked out by hand, and a slow plain model of the same rules for rows drawn at random. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/posted_merge.h"
#include "storage/packed.h"

enum { TEXT_MAX = 1 << 16, RECORDED_BYTES = 8 };

/* ---- writing stories ---- */

struct story {
    struct posted_rows *rows;
    struct buf vintages, packed, segment;
    struct contradictions contradictions;
    struct posted_merge merge;
    size_t added;
};

static void story_begin(struct story *story) {
    memset(story, 0, sizeof *story);
    story->rows = posted_rows_new();
    assert_non_null(story->rows);
    buf_init(&story->vintages, 1 << 20);
    buf_init(&story->packed, 1 << 20);
    buf_init(&story->segment, 1 << 20);
}

static void story_end(struct story *story) {
    posted_rows_free(story->rows);
    posted_merge_fini(&story->merge);
    buf_fini(&story->vintages);
    buf_fini(&story->packed);
    buf_fini(&story->segment);
}

/* value "": withdrawn. */
static void add_row(struct story *story, uint64_t number, enum figure_status status, const char *period,
                    const char *published, const char *value) {
    struct posted_row row = {.number = number, .status = status, .is_withdrawn = value[0] == '\0'};
    struct err err;
    assert_true(period_parse(text_from(period), &row.period, &err));
    assert_true(date_parse(text_from(published), &row.published, &err));
    assert_true(row.is_withdrawn || decimal_parse(text_from(value), &row.value, &err));
    assert_true(posted_rows_add(story->rows, 1, 1, &row));
}

static void said(struct story *story, uint64_t number, const char *period, const char *published,
                 const char *value) {
    add_row(story, number, STATUS_ACTUAL, period, published, value);
}

/* A vintage that the series has. report 0: posted. */
static void has(struct story *story, int64_t report, const char *period, const char *published,
                const char *value) {
    struct observation vintage = {.is_withdrawn = value[0] == '\0'};
    struct packed_writer writer;
    struct err err;
    struct decimal number = {0, 0};
    assert_true(period_parse(text_from(period), &vintage.period, &err));
    assert_true(date_parse(text_from(published), &vintage.published, &err));
    assert_true(vintage.is_withdrawn || decimal_parse(text_from(value), &number, &err));
    vintage.quantity = vintage.is_withdrawn ? quantity_null(REASON_NOT_REPORTED) : quantity_exact(number);
    vintage.last_place = -number.scale;
    buf_add(&story->vintages, "\0\0\0\0\0\0\0\1", RECORDED_BYTES);
    packed_begin(&writer, &story->vintages, report, vintage.published);
    packed_add(&writer, &vintage);
    packed_end(&writer);
}

static void merge(struct story *story) {
    struct posted_series series;
    assert_true(posted_rows_begin(story->rows));
    assert_true(posted_rows_next(story->rows, &series));
    posted_rows_get(story->rows, &series, &story->packed);
    assert_int_equal(series.bytes, story->packed.len);
    posted_merge_init(&story->merge, &story->contradictions);
    story->added = posted_merge_series(&story->merge, buf_text(&story->packed), buf_text(&story->vintages),
                                       &story->segment);
    contradictions_sort(&story->contradictions);
    assert_false(posted_merge_failed(&story->merge));
    assert_false(story->merge.is_broken);
    assert_int_equal(story->merge.added, story->added);
}

/* "actual 2021 2022-01-05 93.70; …", in the order of the segment; a withdrawal's value is "-". */
static const char *segment_text(struct story *story) {
    static char text[TEXT_MAX];
    struct buf bytes;
    struct packed_reader reader;
    struct packed_entry entry;
    struct observation vintage;
    size_t len = 0;
    text[0] = '\0';
    if (story->segment.len == 0)
        return text;
    buf_init(&bytes, 1 << 20);
    buf_add(&bytes, "\0\0\0\0\0\0\0\2", RECORDED_BYTES);
    buf_add_text(&bytes, buf_text(&story->segment));
    packed_open(&reader, buf_text(&bytes));
    while (packed_next(&reader, &entry) == PACKED_ENTRY) {
        char period[PERIOD_TEXT_MAX], published[DATE_TEXT_MAX], value[DECIMAL_TEXT_MAX] = "-";
        assert_true(packed_read(&entry, &vintage));
        assert_int_equal(vintage.source.report, 0);
        period_print(vintage.period, period);
        date_print(vintage.published, published);
        if (!vintage.is_withdrawn) {
            decimal_print(vintage.quantity.value, value);
            assert_int_equal(vintage.last_place, -vintage.quantity.value.scale);
        }
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%s %s %s %s", len > 0 ? "; " : "",
                                figure_status_name(vintage.status), period, published, value);
    }
    buf_fini(&bytes);
    return text;
}

static void assert_merged(struct story *story, const char *segment, size_t unchanged, size_t refused) {
    merge(story);
    assert_string_equal(segment_text(story), segment);
    assert_int_equal(story->merge.unchanged, unchanged);
    assert_int_equal(story->contradictions.count, refused);
    story_end(story);
}

/* ---- by hand ---- */

static void test_merge_when_the_series_is_empty_then_all_rows_in_the_order_of_points(void **state) {
    struct story story;
    (void)state;
    story_begin(&story);
    add_row(&story, 2, STATUS_TARGET, "2020", "2021-01-05", "7");
    said(&story, 3, "2021-H1", "2021-07-05", "-93.70");
    said(&story, 4, "2020-01/2020-06", "2020-07-05", "0");
    assert_merged(&story,
                  "actual 2020-H1 2020-07-05 0; actual 2021-H1 2021-07-05 -93.70; target 2020 2021-01-05 7",
                  0, 0);
}

static void test_merge_when_rows_contradict_then_all_of_that_point_and_day_are_refused(void **state) {
    struct story story;
    (void)state;
    story_begin(&story);
    said(&story, 10, "2021", "2022-01-01", "1");
    said(&story, 11, "2021", "2022-01-01", "1.0");
    said(&story, 12, "2021", "2022-01-01", "2");
    said(&story, 13, "2021", "2022-01-01", "3");
    said(&story, 14, "2021", "2023-01-01", "3");                 /* another day */
    add_row(&story, 15, STATUS_NORM, "2021", "2022-01-01", "5"); /* another status */
    said(&story, 16, "2020", "2022-01-01", "4");
    said(&story, 17, "2020", "2022-01-01", ""); /* withdrawn, and not */
    merge(&story);
    assert_string_equal(segment_text(&story), "actual 2021 2023-01-01 3; norm 2021 2022-01-01 5");
    const uint64_t expected[][2] = {{10, 12}, {11, 12}, {12, 10}, {13, 10}, {16, 17}, {17, 16}};
    assert_int_equal(story.contradictions.count, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(story.contradictions.items[i].row, expected[i][0]);
        assert_int_equal(story.contradictions.items[i].other, expected[i][1]);
    }
    story_end(&story);
}

static void test_merge_when_rows_repeat_a_point_then_as_if_one_by_one(void **state) {
    struct story story;
    (void)state;
    story_begin(&story);
    said(&story, 2, "2021-H1", "2021-07-05", "120");
    said(&story, 3, "2021-01/2021-06", "2021-07-05", "120");
    said(&story, 4, "2021-H1", "2021-07-05", "120.0"); /* other digits of the same value */
    said(&story, 5, "2021-H1", "2021-07-05", "120");
    assert_merged(
        &story,
        "actual 2021-H1 2021-07-05 120; actual 2021-H1 2021-07-05 120.0; actual 2021-H1 2021-07-05 120", 1,
        0);
}

static void test_merge_when_a_value_goes_back_to_what_it_was_then_a_vintage(void **state) {
    struct story story;
    (void)state;
    story_begin(&story);
    has(&story, 0, "2021", "2022-01-05", "120");
    has(&story, 0, "2021", "2022-01-05", "121");
    said(&story, 2, "2021", "2022-01-05", "120");
    assert_merged(&story, "actual 2021 2022-01-05 120", 0, 0);
}

static void test_merge_when_the_newest_posted_vintage_says_the_same_then_unchanged(void **state) {
    struct story story;
    (void)state;
    story_begin(&story);
    has(&story, 0, "2021", "2022-01-05", "120");
    has(&story, 0, "2021", "2022-02-05", "7"); /* of another day */
    has(&story, 0, "2020", "2022-01-05", "8"); /* of another point */
    said(&story, 2, "2021", "2022-01-05", "120");
    said(&story, 3, "2021", "2022-03-05", "120"); /* said again on another day */
    said(&story, 4, "2020", "2022-01-05", "8.0");
    assert_merged(&story, "actual 2020 2022-01-05 8.0; actual 2021 2022-03-05 120", 1, 0);
}

static void test_merge_when_only_a_report_said_it_then_added(void **state) {
    struct story story;
    (void)state;
    story_begin(&story);
    has(&story, 9, "2021", "2022-01-05", "120");
    said(&story, 2, "2021", "2022-01-05", "120");
    assert_merged(&story, "actual 2021 2022-01-05 120", 0, 0);
    story_begin(&story);
    has(&story, 0, "2021", "2022-01-05", "120");
    has(&story, 9, "2021", "2022-01-05", "121"); /* newer, but not posted */
    said(&story, 2, "2021", "2022-01-05", "120");
    assert_merged(&story, "", 1, 0);
}

static void test_merge_when_withdrawn_then_compared_like_a_value(void **state) {
    struct story story;
    (void)state;
    story_begin(&story);
    has(&story, 0, "2019", "2022-01-05", "");
    has(&story, 0, "2020", "2022-01-05", "0");
    has(&story, 0, "2021", "2022-01-05", "");
    said(&story, 2, "2019", "2022-01-05", "");
    said(&story, 3, "2020", "2022-01-05", "");
    said(&story, 4, "2021", "2022-01-05", "0");
    said(&story, 5, "2021", "2022-02-05", "");
    assert_merged(&story, "actual 2020 2022-01-05 -; actual 2021 2022-01-05 0; actual 2021 2022-02-05 -", 1,
                  0);
}

/* Ids rise in the order in which rows came, whatever their days. */
static void test_merge_when_days_of_publication_come_in_any_order_then_rows_keep_theirs(void **state) {
    struct story story;
    (void)state;
    story_begin(&story);
    said(&story, 2, "2021", "2022-03-01", "3");
    said(&story, 3, "2021", "2022-01-01", "1");
    said(&story, 4, "2021", "2022-02-01", "2");
    said(&story, 5, "2020", "2022-02-01", "0");
    assert_merged(&story,
                  "actual 2020 2022-02-01 0; actual 2021 2022-03-01 3; actual 2021 2022-01-01 1; actual 2021 "
                  "2022-02-01 2",
                  0, 0);
}

static void test_merge_when_values_have_36_digits_and_periods_are_wide_then_none_is_lost(void **state) {
    struct story story;
    (void)state;
    story_begin(&story);
    has(&story, 0, "2016/2020", "2022-01-05", "123456789012345678.901234567890123456");
    said(&story, 2, "2016/2020", "2022-01-05", "123456789012345678.901234567890123457");
    said(&story, 3, "2021-01/2021-09", "2022-01-05", "-999999999999999999999999999999999999");
    said(&story, 4, "2021-01/2021-09", "2022-01-05", "-999999999999999999999999999999999999");
    said(&story, 5, "1900-W01", "2022-01-05", "0.000000000000000001");
    assert_merged(&story,
                  "actual 1900-W01 2022-01-05 0.000000000000000001; actual 2016/2020 2022-01-05 "
                  "123456789012345678.901234567890123457; actual 2021-01/2021-09 2022-01-05 "
                  "-999999999999999999999999999999999999",
                  1, 0);
}

static void test_merge_when_vintages_are_broken_then_told(void **state) {
    struct story story;
    struct posted_merge merge;
    (void)state;
    story_begin(&story);
    posted_merge_init(&merge, &story.contradictions);
    (void)posted_merge_series(&merge, TEXT_OF(""), TEXT_OF("half a head"), &story.segment);
    assert_true(merge.is_broken);
    posted_merge_fini(&merge);
    story_end(&story);
}

static void test_contradictions_when_more_than_are_kept_then_those_of_the_first_rows(void **state) {
    struct contradictions *all = calloc(1, sizeof *all);
    (void)state;
    assert_non_null(all);
    for (uint64_t i = 0; i < 3000; i++)
        contradictions_add(all, i * 1777 % 3000, i); /* every row once: 1777 and 3000 share no factor */
    contradictions_sort(all);
    assert_int_equal(all->count, 3000);
    assert_int_equal(all->kept, ROW_FAULTS_MAX);
    for (uint64_t i = 0; i < ROW_FAULTS_MAX; i++) {
        assert_int_equal(all->items[i].row, i);
        assert_int_equal(all->items[i].other * 1777 % 3000, i);
    }
    free(all);
}

/* ---- at random, against a plain model ---- */

enum { ROWS = 40, STORED = 12 };
static const char *const periods[] = {"2020",    "2020-01/2020-12", "2020-H1",
                                      "2020-Q1", "SY2020",          "2020-09/2021-08"};
static const char *const days[] = {"2021-01-01", "2021-02-01", "2020-12-31"};
static const char *const values[] = {"1", "1.0", "2", "", "1"};

struct plain {
    int status, period, day, value;
    bool is_posted, is_refused, is_added;
};

/* Which of the periods are the same days. */
static int days_of(int period) {
    return period == 1 ? 0 : period == 5 ? 4 : period;
}

static bool is_same_point(const struct plain *a, const struct plain *b) {
    return a->status == b->status && days_of(a->period) == days_of(b->period) && a->day == b->day;
}

static bool is_other_value(const struct plain *a, const struct plain *b) {
    static const int by_value[] = {1, 1, 2, 3, 1};
    return by_value[a->value] != by_value[b->value];
}

/* Each rule as the header has it, by looking at every pair. */
static size_t model(const struct plain *stored, struct plain *rows, size_t *unchanged, size_t *refused) {
    size_t added = 0;
    *unchanged = *refused = 0;
    for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < ROWS; j++)
            rows[i].is_refused |= is_same_point(&rows[i], &rows[j]) && is_other_value(&rows[i], &rows[j]);
        *refused += rows[i].is_refused;
    }
    for (int i = 0; i < ROWS; i++) {
        const struct plain *before = NULL;
        if (rows[i].is_refused)
            continue;
        for (int j = 0; j < STORED; j++)
            if (stored[j].is_posted && is_same_point(&stored[j], &rows[i]))
                before = &stored[j];
        for (int j = 0; j < i; j++)
            if (is_same_point(&rows[j], &rows[i]))
                before = &rows[j];
        rows[i].is_added = before == NULL || strcmp(values[before->value], values[rows[i].value]) != 0;
        added += rows[i].is_added;
        *unchanged += !rows[i].is_added;
    }
    return added;
}

static int draw(unsigned *seed, int below) {
    *seed = *seed * 1103515245U + 12345U;
    return (int)(*seed >> 16 & 0x7FFF) % below;
}

static struct plain draw_plain(unsigned *seed, int kinds) {
    return (struct plain){.status = draw(seed, 2),
                          .period = draw(seed, 6),
                          .day = draw(seed, kinds),
                          .value = draw(seed, 12) == 0 ? draw(seed, 5) : draw(seed, 2),
                          .is_posted = draw(seed, 3) != 0};
}

static void test_merge_when_drawn_at_random_then_as_the_model(void **state) {
    (void)state;
    for (unsigned seed = 1; seed <= 3000; seed++) {
        struct story story;
        struct plain stored[STORED], rows[ROWS];
        unsigned drawn = seed;
        size_t unchanged, refused;
        story_begin(&story);
        for (int i = 0; i < STORED; i++) {
            stored[i] = draw_plain(&drawn, 3);
            stored[i].status = 0;
            has(&story, stored[i].is_posted ? 0 : 5, periods[stored[i].period], days[stored[i].day],
                values[stored[i].value]);
        }
        for (int i = 0; i < ROWS; i++) {
            rows[i] = draw_plain(&drawn, 3);
            add_row(&story, (uint64_t)i + 2, (enum figure_status)rows[i].status, periods[rows[i].period],
                    days[rows[i].day], values[rows[i].value]);
        }
        size_t added = model(stored, rows, &unchanged, &refused);
        merge(&story);
        assert_int_equal(story.added, added);
        assert_int_equal(story.merge.unchanged, unchanged);
        assert_int_equal(story.contradictions.count, refused);
        size_t told = 0;
        for (int i = 0; i < ROWS; i++)
            if (rows[i].is_refused)
                assert_int_equal(story.contradictions.items[told++].row, i + 2);
        story_end(&story);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merge_when_the_series_is_empty_then_all_rows_in_the_order_of_points),
        cmocka_unit_test(test_merge_when_rows_contradict_then_all_of_that_point_and_day_are_refused),
        cmocka_unit_test(test_merge_when_rows_repeat_a_point_then_as_if_one_by_one),
        cmocka_unit_test(test_merge_when_a_value_goes_back_to_what_it_was_then_a_vintage),
        cmocka_unit_test(test_merge_when_the_newest_posted_vintage_says_the_same_then_unchanged),
        cmocka_unit_test(test_merge_when_only_a_report_said_it_then_added),
        cmocka_unit_test(test_merge_when_withdrawn_then_compared_like_a_value),
        cmocka_unit_test(test_merge_when_days_of_publication_come_in_any_order_then_rows_keep_theirs),
        cmocka_unit_test(test_merge_when_values_have_36_digits_and_periods_are_wide_then_none_is_lost),
        cmocka_unit_test(test_merge_when_vintages_are_broken_then_told),
        cmocka_unit_test(test_contradictions_when_more_than_are_kept_then_those_of_the_first_rows),
        cmocka_unit_test(test_merge_when_drawn_at_random_then_as_the_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
