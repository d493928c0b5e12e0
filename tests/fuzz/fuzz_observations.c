/* Whatever is posted as rows, in whatever encoding: texts are well-formed, numbers rise, a row without a fault is whole, COPY gets one
 * line a row, and it makes no difference how the bytes are cut into pieces. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "app/observation_reader.h"
#include "base/utf8.h"

struct story {
    uint64_t rows, last_number, refused;
    struct buf lines; /* as COPY gets them */
};

static void assert_text(struct text text) {
    assert(utf8_valid(text, NULL));
    assert(text.len == 0 || memchr(text.ptr, 0, text.len) == NULL);
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
    posted_write(&story->lines, &dated);
}

static size_t count(struct text text, char c) {
    size_t found = 0;
    for (size_t i = 0; i < text.len; i++)
        found += text.ptr[i] == c;
    return found;
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
        assert(stories[i].rows == count(buf_text(&stories[i].lines), '\n'));
        assert(12 * stories[i].rows == count(buf_text(&stories[i].lines), '\t'));
        assert(faults[i].count >= stories[i].refused);
    }
    assert(codes[0] == codes[1] && faults[0].count == faults[1].count);
    assert(text_equal(buf_text(&stories[0].lines), buf_text(&stories[1].lines)));
    for (int i = 0; i < 2; i++)
        buf_fini(&stories[i].lines);
    arena_fini(&arena);
    return 0;
}
