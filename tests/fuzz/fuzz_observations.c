/* Whatever is posted as rows, in whatever encoding: texts are well-formed, numbers rise, a row without a fault is whole, what is
 * kept of rows is what they said, and it makes no difference how the bytes are cut into pieces. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "app/observation_reader.h"
#include "app/posted_rows.h"
#include "base/utf8.h"

struct story {
    uint64_t rows, last_number, refused;
    struct buf lines; /* the rows, written out */
};

static void assert_text(struct text text) {
    assert(utf8_valid(text, NULL));
    assert(text.len == 0 || memchr(text.ptr, 0, text.len) == NULL);
}

static void write_row(struct buf *out, const struct posted_row *row) {
    char period[PERIOD_TEXT_MAX], value[DECIMAL_TEXT_MAX], published[DATE_TEXT_MAX];
    period_print(row->period, period);
    decimal_print(row->value, value);
    date_print(row->published, published);
    buf_printf(out, "%llu\t%.*s\t%.*s\t%.*s\t%d\t%d\t%d\t%s\t%s\t%s\n", (unsigned long long)row->number,
               TEXT_ARG(row->org), TEXT_ARG(row->metric), TEXT_ARG(row->scope), row->is_refused,
               row->is_withdrawn, (int)row->status, row->is_refused ? "" : period,
               row->is_refused || row->is_withdrawn ? "" : value, published);
}

/* A row of its own, packed, says the same. */
static void assert_kept(const struct posted_row *row) {
    struct posted_rows *rows = posted_rows_new();
    struct posted_series series;
    struct posted_reader reader;
    struct posted_point point;
    struct buf packed;
    buf_init(&packed, 4096);
    assert(rows != NULL && posted_rows_add(rows, 1, 2, row) && posted_rows_begin(rows) &&
           posted_rows_next(rows, &series) && text_equal(series.scope, row->scope));
    posted_rows_get(rows, &series, &packed);
    posted_reader_open(&reader, buf_text(&packed));
    assert(posted_reader_next(&reader, &point) && reader.at == reader.end && point.number == row->number);
    assert(point.status == row->status && point.is_withdrawn == row->is_withdrawn &&
           period_equal(point.period, period_canonical(row->period)) &&
           point.published == date_days(row->published));
    assert(row->is_withdrawn ||
           (point.value.coefficient == row->value.coefficient && point.value.scale == row->value.scale));
    buf_fini(&packed);
    posted_rows_free(rows);
}

static void on_row(void *ctx, const struct posted_row *row) {
    struct story *story = ctx;
    assert(row->number > story->last_number);
    story->last_number = row->number;
    story->rows++;
    story->refused += row->is_refused;
    assert_text(row->org);
    assert_text(row->metric);
    assert_text(row->scope);
    assert(row->is_refused || (row->org.len > 0 && row->metric.len > 0 && row->period.shape != PERIOD_NONE));
    struct posted_row dated = *row;
    if (dated.published.year == 0)
        dated.published = (struct date){2026, 1, 2};
    write_row(&story->lines, &dated);
    if (!row->is_refused)
        assert_kept(&dated);
}

static enum err_code read_in_pieces(enum observation_form form, enum charset charset, struct text bytes,
                                    size_t step, struct story *story, struct row_faults *faults) {
    struct err err = {.code = ERR_NONE};
    struct observation_reader *reader = observation_reader_new(form, charset, faults, on_row, story, &err);
    assert(reader != NULL);
    bool is_read = true;
    for (size_t at = 0; at < bytes.len && is_read; at += step)
        is_read = observation_reader_feed(reader, text_slice(bytes, at, at + step), &err);
    is_read = is_read && observation_reader_finish(reader, &err);
    assert(is_read == (err.code == ERR_NONE) && (is_read || err.detail[0] != '\0'));
    observation_reader_free(reader);
    return err.code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte says which form and encoding, the second how long the pieces are. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const enum charset charsets[] = {CHARSET_NONE,  CHARSET_UTF8, CHARSET_GB18030,
                                            CHARSET_UTF16, CHARSET_BIG5, CHARSET_LATIN};
    if (size < 2 || size > 3000)
        return 0;
    const enum observation_form form = (enum observation_form)(data[0] % 3);
    const enum charset charset = charsets[data[0] / 3 % 6];
    struct text bytes = {(const char *)data + 2, size - 2};
    struct arena arena;
    struct row_faults faults[2];
    struct story stories[2] = {{0}};
    enum err_code codes[2];
    arena_init(&arena, 64 << 20);
    for (int i = 0; i < 2; i++) {
        row_faults_init(&faults[i], &arena);
        buf_init(&stories[i].lines, 16 << 20);
        codes[i] = read_in_pieces(form, charset, bytes, i == 0 ? size : (size_t)data[1] + 1, &stories[i],
                                  &faults[i]);
        assert(!buf_failed(&stories[i].lines));
        assert(faults[i].count >= stories[i].refused);
    }
    assert(codes[0] == codes[1] && faults[0].count == faults[1].count);
    assert(text_equal(buf_text(&stories[0].lines), buf_text(&stories[1].lines)));
    for (int i = 0; i < 2; i++)
        buf_fini(&stories[i].lines);
    arena_fini(&arena);
    return 0;
}
