/* Vintages as bytes: they are as the header says, what goes in comes out, and broken bytes are found. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "packed_random.h"
#include "storage/packed.h"

/* ---- by hand ---- */

/* 2019, 2020 and the target of 2021: 1, -64 and 5.0; posted, published on 2022-01-01 (18993 days after 1970). */
static const unsigned char by_hand[] = {0x00, 0x00, 0x01, 0x7E, 0x12, 0xEF, 0x9C, 0x00, /* recorded */
                                        0x01, 0x00, 0x00, 0x00, 0x17, /* compact, 23 bytes */
                                        0x00, 0xE2, 0xA8, 0x02,       /* report 0; 2 * 18993 days */
                                        0x06, 0x00, 0x01, 0xC6, 0x1F, 0x00, 0x02, /* year 2019: 1 */
                                        0x05, 0x00, 0x01, 0x02, 0x00, 0x7F,       /* a year later: -64 */
                                        0x05, 0x01, 0x01, 0x02, 0x01, 0x64};      /* target 2021: 5.0 */

static struct text bytes_of(const unsigned char *bytes, size_t len) {
    return (struct text){(const char *)bytes, len};
}

static void assert_value(const struct observation *o, int year, long long coefficient, int scale) {
    assert_true(period_equal(o->period, period_year(year)));
    assert_int_equal(o->quantity.bound, BOUND_EXACT);
    assert_true(o->quantity.has_value && o->quantity.low.present && o->quantity.high.present);
    assert_true(o->quantity.value.coefficient == coefficient && o->quantity.value.scale == scale);
    assert_int_equal(o->last_place, -scale);
}

static void test_bytes_made_by_hand_are_read(void **state) {
    (void)state;
    struct packed_reader reader;
    struct packed_entry entry;
    struct observation got[3];
    packed_open(&reader, bytes_of(by_hand, sizeof by_hand));
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(packed_next(&reader, &entry), PACKED_ENTRY);
        assert_true(packed_read(&entry, &got[i]));
        assert_int_equal(got[i].id, (int64_t)i + 1);
        assert_int_equal(got[i].recorded_ms, 0x17E12EF9C00);
        assert_int_equal(date_compare(got[i].published, (struct date){2022, 1, 1}), 0);
        assert_int_equal(got[i].source.report, 0);
        assert_int_equal(got[i].source.figure, 0);
    }
    assert_int_equal(packed_next(&reader, &entry), PACKED_END);
    assert_value(&got[0], 2019, 1, 0);
    assert_value(&got[1], 2020, -64, 0);
    assert_value(&got[2], 2021, 50, 1);
    assert_int_equal(got[1].status, STATUS_ACTUAL);
    assert_int_equal(got[2].status, STATUS_TARGET);
}

static void test_the_same_bytes_are_written(void **state) {
    (void)state;
    const struct date day = {2022, 1, 1};
    struct packed_writer writer;
    struct buf out;
    buf_init(&out, SIZE_MAX);
    packed_begin(&writer, &out, 0, day);
    packed_add_value(&writer, STATUS_ACTUAL, period_year(2019), day, (struct decimal){1, 0}, 0);
    packed_add_value(&writer, STATUS_ACTUAL, period_year(2020), day, (struct decimal){-64, 0}, 0);
    packed_add(&writer, &(struct observation){.status = STATUS_TARGET,
                                              .period = period_months(2021, 1, 2021, 12), /* made canonical */
                                              .published = day,
                                              .quantity = quantity_exact((struct decimal){50, 1}),
                                              .last_place = -1});
    packed_end(&writer);
    assert_int_equal(out.len, sizeof by_hand - 8);
    assert_memory_equal(out.ptr, by_hand + 8, out.len);
    buf_fini(&out);
}

static void test_a_text_segment_is_read(void **state) {
    (void)state;
    static const char head[] = "\x00\x00\x01\x7E\x12\xEF\x9C\x00\x02\x00\x00\x00";
    static const char body[] =
        "norm|2021-H1|f|2021-07-05|300|300|400|f|t|about|2|11|12|13|16|2021-01-01|2021-06-30";
    char bytes[sizeof head + sizeof body];
    struct packed_reader reader;
    struct packed_entry entry;
    struct observation o;
    memcpy(bytes, head, sizeof head - 1);
    bytes[sizeof head - 1] = (char)(sizeof body - 1);
    memcpy(bytes + sizeof head, body, sizeof body - 1);
    packed_open(&reader, (struct text){bytes, sizeof bytes - 1});
    assert_int_equal(packed_next(&reader, &entry), PACKED_ENTRY);
    assert_true(packed_read(&entry, &o));
    assert_int_equal(packed_next(&reader, &entry), PACKED_END);
    assert_true(period_equal(o.period, period_half(2021, 1)));
    assert_int_equal(o.status, STATUS_NORM);
    assert_int_equal(date_compare(o.published, (struct date){2021, 7, 5}), 0);
    assert_int_equal(o.quantity.bound, BOUND_ABOUT);
    assert_true(o.quantity.has_value && o.quantity.value.coefficient == 300);
    assert_true(o.quantity.high.present && o.quantity.high.is_open && o.quantity.high.at.coefficient == 400);
    assert_int_equal(o.last_place, 2);
    assert_int_equal(o.source.report, 11);
    assert_int_equal(o.source.figure, 12);
    assert_int_equal(o.source.start, 13);
    assert_int_equal(o.source.end, 16);
}

/* ---- many ---- */

enum { SEGMENTS = 300, MOST = 40 };

struct many {
    struct observation items[SEGMENTS * MOST];
    size_t count;
    struct buf bytes;
};

static void write_many(struct many *many) {
    struct dice dice = {20211101};
    buf_init(&many->bytes, SIZE_MAX);
    for (size_t segment = 0; segment < SEGMENTS; segment++) {
        const struct date day = {(int16_t)(1990 + (int)dice_roll(&dice, 60)), 1, 31};
        const int64_t report = dice_roll(&dice, 2) == 0 ? 0 : (int64_t)dice_roll(&dice, 1u << 30) << 20;
        struct packed_writer writer;
        const char recorded[] = {0, 0, 1, 2, 3, 4, 5, (char)(segment % 100)};
        buf_add(&many->bytes, recorded, sizeof recorded);
        packed_begin(&writer, &many->bytes, report, day);
        for (uint32_t left = dice_roll(&dice, MOST); left > 0; left--) {
            struct observation *o = &many->items[many->count++];
            *o = dice_vintage(&dice);
            if (dice_roll(&dice, 2) == 0)
                o->published = day;
            o->id = (int64_t)many->count;
            o->recorded_ms = 0x10203040500 + (int64_t)(segment % 100);
            o->source.report = report;
            packed_add(&writer, o);
        }
        packed_end(&writer);
    }
    assert_false(buf_failed(&many->bytes));
}

static void assert_decimal(bool is_there, struct decimal a, bool is_expected, struct decimal b) {
    assert_int_equal(is_there, is_expected);
    if (is_there)
        assert_true(a.coefficient == b.coefficient && a.scale == b.scale);
}

static void assert_same(const struct observation *a, const struct observation *b) {
    assert_int_equal(a->id, b->id);
    assert_int_equal(a->recorded_ms, b->recorded_ms);
    assert_int_equal(a->status, b->status);
    assert_true(period_equal(a->period, b->period));
    assert_int_equal(date_compare(a->published, b->published), 0);
    assert_int_equal(a->is_withdrawn, b->is_withdrawn);
    assert_int_equal(a->last_place, b->last_place);
    assert_int_equal(a->quantity.reason, b->quantity.reason);
    assert_int_equal(a->quantity.bound, b->quantity.bound);
    assert_decimal(a->quantity.has_value, a->quantity.value, b->quantity.has_value, b->quantity.value);
    assert_decimal(a->quantity.low.present, a->quantity.low.at, b->quantity.low.present, b->quantity.low.at);
    assert_decimal(a->quantity.high.present, a->quantity.high.at, b->quantity.high.present,
                   b->quantity.high.at);
    assert_int_equal(a->quantity.low.is_open, b->quantity.low.is_open);
    assert_int_equal(a->quantity.high.is_open, b->quantity.high.is_open);
    assert_int_equal(a->source.report, b->source.report);
    assert_int_equal(a->source.figure, b->source.figure);
    assert_int_equal(a->source.start, b->source.start);
    assert_int_equal(a->source.end, b->source.end);
}

static void test_what_goes_in_comes_out(void **state) {
    (void)state;
    struct many *many = calloc(1, sizeof *many);
    struct packed_reader reader;
    struct packed_entry entry;
    struct observation o;
    assert_non_null(many);
    write_many(many);
    packed_open(&reader, buf_text(&many->bytes));
    for (size_t i = 0; i < many->count; i++) {
        assert_int_equal(packed_next(&reader, &entry), PACKED_ENTRY);
        assert_true(packed_read(&entry, &o));
        assert_same(&o, &many->items[i]);
    }
    assert_int_equal(packed_next(&reader, &entry), PACKED_END);
    buf_fini(&many->bytes);
    free(many);
}

/* ---- broken ---- */

/* How many entries are read before the end (true) or something broken (false). */
static bool read_all(struct text bytes, size_t *count) {
    struct packed_reader reader;
    struct packed_entry entry;
    struct observation o;
    enum packed_step step;
    *count = 0;
    packed_open(&reader, bytes);
    while ((step = packed_next(&reader, &entry)) == PACKED_ENTRY && packed_read(&entry, &o))
        ++*count;
    return step == PACKED_END;
}

static void test_bytes_that_are_cut_off_are_broken(void **state) {
    (void)state;
    size_t count;
    assert_true(read_all((struct text){0}, &count));
    assert_int_equal(count, 0);
    assert_true(read_all(bytes_of(by_hand, sizeof by_hand), &count));
    assert_int_equal(count, 3);
    for (size_t len = 1; len < sizeof by_hand; len++) {
        unsigned char *exact = malloc(len); /* so that AddressSanitizer sees a byte too many */
        assert_non_null(exact);
        memcpy(exact, by_hand, len);
        assert_false(read_all(bytes_of(exact, len), &count));
        assert_int_equal(count, 0);
        free(exact);
    }
}

static void test_bytes_that_are_changed_do_no_harm(void **state) {
    (void)state;
    struct dice dice = {7};
    unsigned char *bytes = malloc(sizeof by_hand);
    size_t count;
    assert_non_null(bytes);
    for (size_t round = 0; round < 100000; round++) {
        memcpy(bytes, by_hand, sizeof by_hand);
        for (uint32_t changes = 1 + dice_roll(&dice, 3); changes > 0; changes--)
            bytes[8 + dice_roll(&dice, sizeof by_hand - 8)] = (unsigned char)dice_roll(&dice, 256);
        (void)read_all(bytes_of(bytes, sizeof by_hand), &count);
    }
    /* A shape, a status and a form that nobody knows. */
    static const struct {
        size_t at;
        unsigned char byte;
    } unknown[] = {{8, 3}, {18, 3}, {19, 0}, {19, 11}};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        memcpy(bytes, by_hand, sizeof by_hand);
        bytes[unknown[i].at] = unknown[i].byte;
        assert_false(read_all(bytes_of(bytes, sizeof by_hand), &count));
        assert_int_equal(count, 0);
    }
    free(bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bytes_made_by_hand_are_read),
                                       cmocka_unit_test(test_the_same_bytes_are_written),
                                       cmocka_unit_test(test_a_text_segment_is_read),
                                       cmocka_unit_test(test_what_goes_in_comes_out),
                                       cmocka_unit_test(test_bytes_that_are_cut_off_are_broken),
                                       cmocka_unit_test(test_bytes_that_are_changed_do_no_harm)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
