#include "documents/csv.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <csv.h> /* libcsv's */

#include "base/buf.h"
#include "base/memory.h"
#include "base/utf8.h"

enum {
    PIECE_BYTES =
        4096, /* between two looks at how far a field has grown, and at whether the caller has had enough */
    BLOCK_BYTES = 4096 /* libcsv's buffer grows by this: its default of 128 copies a long field too often */
};

const struct csv_limits csv_limits_default = {.columns = 64, .field_bytes = 65536, .rows = 0};

struct csv_reader {
    struct csv_parser parser;
    struct csv_limits limits;
    csv_row_fn row_fn;
    void *ctx;
    size_t row_number;    /* of the row being read */
    size_t rows_told;     /* handed to row_fn */
    size_t width;         /* fields of the first row; 0 before it */
    bool is_after_cr;     /* the last line end was a CR: an LF right behind it belongs to it */
    bool is_stopped;      /* the caller has had enough */
    struct err failure;   /* sticky; code ERR_NONE while all is well */
    unsigned char bom[3]; /* the first bytes, until they are known to be a BOM or not */
    size_t bom_len;
    bool is_begun;       /* the BOM is dealt with */
    struct buf bytes;    /* the fields of this row, one behind the other */
    struct text *fields; /* limits.columns of them; ptr is set when the row is whole */
    size_t field_count;  /* including those past the limit */
};

static bool is_over(const struct csv_reader *reader) {
    return reader->is_stopped || reader->failure.code != ERR_NONE;
}

/* Gives the sticky failure to the caller. */
static bool failed(const struct csv_reader *reader, struct err *err) {
    if (err != NULL)
        *err = reader->failure;
    return false;
}

static void fail_field_size(struct csv_reader *reader) {
    err_set(&reader->failure, ERR_TOO_LARGE,
            "row %zu has a field of more than %zu bytes; is a closing quote missing?", reader->row_number,
            reader->limits.field_bytes);
}

static void on_field(void *bytes, size_t len, void *data) {
    struct csv_reader *reader = data;
    if (is_over(reader))
        return;
    if (len > reader->limits.field_bytes) {
        fail_field_size(reader);
        return;
    }
    if (reader->field_count < reader->limits.columns) {
        reader->fields[reader->field_count].len = len;
        buf_add(&reader->bytes, bytes, len);
        if (buf_failed(&reader->bytes))
            err_set(&reader->failure, ERR_OUT_OF_MEMORY, "no memory for row %zu", reader->row_number);
    }
    reader->field_count++;
}

static bool check_field(struct text field, size_t number, struct err *fault) {
    size_t bad = 0;
    bool has_nul = field.len > 0 && memchr(field.ptr, 0, field.len) != NULL;
    if (!has_nul && utf8_valid(field, &bad))
        return true;
    char column[24];
    snprintf(column, sizeof column, "%zu", number);
    if (has_nul)
        return err_set_field(fault, ERR_NOT_TEXT, column, "column %s holds a NUL byte", column);
    return err_set_field(fault, ERR_BAD_ENCODING, column,
                         "column %s is not UTF-8 at its byte %zu; save the table as \"CSV UTF-8\"", column,
                         bad);
}

/* Points the fields at their bytes; from the first broken one on they are empty. false: a fault was found. */
static bool place_fields(struct csv_reader *reader, size_t count, struct err *fault) {
    struct text rest = buf_text(&reader->bytes);
    bool is_good = true;
    for (size_t i = 0; i < count; i++) {
        struct text field = text_slice(rest, 0, reader->fields[i].len);
        rest = text_slice(rest, field.len, rest.len);
        is_good = is_good && check_field(field, i + 1, fault);
        reader->fields[i] = is_good ? field : TEXT_OF("");
    }
    return is_good;
}

static bool check_width(const struct csv_reader *reader, struct err *fault) {
    if (reader->field_count > reader->limits.columns)
        return err_set(fault, ERR_TOO_LARGE, "the row has %zu fields; %zu is the most that is read",
                       reader->field_count, reader->limits.columns);
    if (reader->width != 0 && reader->field_count != reader->width)
        return err_set(fault, ERR_BAD_ROWS, "the row has %zu fields where the first row has %zu",
                       reader->field_count, reader->width);
    return true;
}

static void tell_row(struct csv_reader *reader) {
    if (reader->limits.rows > 0 && reader->rows_told == reader->limits.rows) {
        err_set(&reader->failure, ERR_TOO_LARGE,
                "row %zu is one more than the %zu rows that are taken at once", reader->row_number,
                reader->limits.rows);
        return;
    }
    size_t count =
        reader->field_count < reader->limits.columns ? reader->field_count : reader->limits.columns;
    struct err fault = {.code = ERR_NONE};
    bool is_good = place_fields(reader, count, &fault) && check_width(reader, &fault);
    if (reader->width == 0)
        reader->width = reader->field_count;
    struct csv_row row = {.number = reader->row_number, .fields = reader->fields, .count = count};
    reader->rows_told++;
    if (!reader->row_fn(reader->ctx, &row, is_good ? NULL : &fault))
        reader->is_stopped = true;
}

/* end: the line end's first byte, or -1 at the end of the input. Comes for empty lines too (CSV_REPALL_NL), and for the
 * LF of a CRLF as if it ended an empty line. */
static void on_row(int end, void *data) {
    struct csv_reader *reader = data;
    if (is_over(reader))
        return;
    bool is_rest_of_crlf = end == '\n' && reader->is_after_cr && reader->field_count == 0;
    reader->is_after_cr = end == '\r';
    if (is_rest_of_crlf)
        return;
    if (reader->field_count > 0)
        tell_row(reader);
    reader->row_number++;
    reader->field_count = 0;
    buf_reset(&reader->bytes);
}

struct csv_reader *csv_reader_new(const struct csv_limits *limits, csv_row_fn row_fn, void *ctx) {
    struct csv_reader *reader = memory_alloc(sizeof *reader);
    if (reader == NULL)
        return NULL;
    reader->limits = *limits;
    reader->row_fn = row_fn;
    reader->ctx = ctx;
    reader->row_number = 1;
    size_t most;
    if (__builtin_mul_overflow(limits->columns, limits->field_bytes, &most))
        most = SIZE_MAX;
    buf_init(&reader->bytes, most);
    size_t size;
    if (!__builtin_mul_overflow(limits->columns, sizeof(struct text), &size))
        reader->fields = memory_alloc(size);
    if (reader->fields == NULL ||
        csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0) {
        memory_free(reader->fields);
        memory_free(reader);
        return NULL;
    }
    csv_set_realloc_func(&reader->parser, memory_resize);
    csv_set_free_func(&reader->parser, memory_free);
    csv_set_blk_size(&reader->parser, BLOCK_BYTES);
    return reader;
}

void csv_reader_free(struct csv_reader *reader) {
    if (reader == NULL)
        return;
    csv_free(&reader->parser);
    buf_fini(&reader->bytes);
    memory_free(reader->fields);
    memory_free(reader);
}

static void fail_parse(struct csv_reader *reader) {
    if (csv_error(&reader->parser) == CSV_EPARSE)
        err_set(&reader->failure, ERR_BAD_ROWS,
                "row %zu, column %zu: a quote inside a field must be doubled and the field quoted as a whole",
                reader->row_number, reader->field_count + 1);
    else
        err_set(&reader->failure, ERR_OUT_OF_MEMORY, "no memory for row %zu", reader->row_number);
}

static void parse_piece(struct csv_reader *reader, struct text piece) {
    size_t done = csv_parse(&reader->parser, piece.ptr, piece.len, on_field, on_row, reader);
    if (is_over(reader))
        return;
    if (done != piece.len)
        fail_parse(reader);
    else if (csv_get_buffer_size(&reader->parser) > reader->limits.field_bytes &&
             csv_get_buffer_size(&reader->parser) - reader->limits.field_bytes > 2 * (size_t)BLOCK_BYTES)
        fail_field_size(reader);
}

static void parse(struct csv_reader *reader, struct text bytes) {
    while (bytes.len > 0 && !is_over(reader)) {
        parse_piece(reader, text_slice(bytes, 0, PIECE_BYTES));
        bytes = text_slice(bytes, PIECE_BYTES, bytes.len);
    }
}

/* Ends the wait for the first three bytes: drops them when they are the BOM, else parses them. */
static void begin(struct csv_reader *reader) {
    reader->is_begun = true;
    struct text head = {(const char *)reader->bom, reader->bom_len};
    if (text_starts_with(head, TEXT_OF("\xFF\xFE")) || text_starts_with(head, TEXT_OF("\xFE\xFF")))
        err_set(&reader->failure, ERR_UNSUPPORTED_MEDIA,
                "this table is UTF-16; save it as \"CSV UTF-8\" and send that");
    else if (!text_equal(head, TEXT_OF("\xEF\xBB\xBF")))
        parse(reader, head);
}

bool csv_reader_feed(struct csv_reader *reader, struct text bytes, struct err *err) {
    while (!reader->is_begun && bytes.len > 0) {
        reader->bom[reader->bom_len++] = (unsigned char)bytes.ptr[0];
        bytes = text_slice(bytes, 1, bytes.len);
        if (reader->bom_len == sizeof reader->bom)
            begin(reader);
    }
    parse(reader, bytes);
    return reader->failure.code == ERR_NONE || failed(reader, err);
}

bool csv_reader_finish(struct csv_reader *reader, struct err *err) {
    if (!reader->is_begun)
        begin(reader);
    if (!is_over(reader) && csv_fini(&reader->parser, on_field, on_row, reader) != 0 && !is_over(reader)) {
        if (csv_error(&reader->parser) == CSV_EPARSE)
            err_set(&reader->failure, ERR_BAD_ROWS,
                    "row %zu, column %zu: the quoted field is not closed; was the table cut off?",
                    reader->row_number, reader->field_count + 1);
        else
            fail_parse(reader);
    }
    if (!is_over(reader) && reader->rows_told == 0)
        err_set(&reader->failure, ERR_EMPTY_BODY, "the table has no rows");
    return reader->failure.code == ERR_NONE || failed(reader, err);
}

bool csv_read(struct text bytes, const struct csv_limits *limits, csv_row_fn row_fn, void *ctx,
              struct err *err) {
    struct csv_reader *reader = csv_reader_new(limits, row_fn, ctx);
    if (reader == NULL)
        return err_set(err, ERR_OUT_OF_MEMORY, "no memory to read a table");
    bool is_done = csv_reader_feed(reader, bytes, err) && csv_reader_finish(reader, err);
    csv_reader_free(reader);
    return is_done;
}
