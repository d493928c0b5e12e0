/* Whatever is posted as CSV: fields are well-formed UTF-8 without NUL, limits hold, rows come in order, and it makes no
 * difference how the bytes are cut into pieces. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "documents/csv.h"

static const struct csv_limits limits = {.columns = 5, .field_bytes = 40, .rows = 50};

struct story {
    size_t rows, last_number;
    uint64_t hash; /* of everything that was told */
};

static void add(struct story *story, const void *bytes, size_t len) {
    story->hash = story->hash * 1099511628211u ^ text_hash((struct text){bytes, len});
}

static bool on_row(void *ctx, const struct csv_row *row, const struct err *fault) {
    struct story *story = ctx;
    assert(row->number > story->last_number);
    assert(row->count >= 1 && row->count <= limits.columns);
    story->last_number = row->number;
    story->rows++;
    add(story, &row->number, sizeof row->number);
    for (size_t i = 0; i < row->count; i++) {
        struct text field = row->fields[i];
        assert(field.len <= limits.field_bytes);
        assert(utf8_valid(field, NULL));
        assert(field.len == 0 || memchr(field.ptr, 0, field.len) == NULL);
        add(story, field.ptr, field.len);
    }
    if (fault != NULL) {
        assert(fault->code != ERR_NONE && fault->detail[0] != '\0');
        add(story, fault->detail, strlen(fault->detail));
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte says how long the pieces are. Inputs stay below what makes the reader look at a field before its end:
 * which of two faults in one row is met first may depend on the pieces then. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0 || size > 8000)
        return 0;
    struct text bytes = {(const char *)data + 1, size - 1};
    struct story whole = {.rows = 0}, pieces = {.rows = 0};
    struct err err = {.code = ERR_NONE}, again = {.code = ERR_NONE};
    bool is_done = csv_read(bytes, &limits, on_row, &whole, &err);
    assert(whole.rows <= limits.rows);
    assert(is_done || err.detail[0] != '\0');

    struct csv_reader *reader = csv_reader_new(&limits, on_row, &pieces);
    assert(reader != NULL);
    size_t step = (size_t)data[0] + 1;
    bool is_fed = true;
    for (size_t at = 0; at < bytes.len && is_fed; at += step)
        is_fed = csv_reader_feed(reader, text_slice(bytes, at, at + step), &again);
    is_fed = is_fed && csv_reader_finish(reader, &again);
    csv_reader_free(reader);
    assert(is_fed == is_done && again.code == err.code);
    assert(pieces.rows == whole.rows && pieces.hash == whole.hash);
    return 0;
}
