#include "app/observation_reader.h"

#include <string.h>

#include "app/json_input.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "documents/csv.h"
#include "documents/json_rows.h"
#include "documents/recode.h"

enum {
    CODE_MAX = 64,
    SCOPE_MAX = 200,
    ROW_BYTES_MAX = 64 * 1024,
    RECODED_MAX = 1 << 20 /* of one piece: three times its bytes at most */
};

enum column {
    COLUMN_ORG,
    COLUMN_METRIC,
    COLUMN_PERIOD,
    COLUMN_VALUE,
    COLUMN_SCOPE,
    COLUMN_STATUS,
    COLUMN_PUBLISHED,
    COLUMN_WITHDRAWN
};
enum { COLUMN_COUNT = COLUMN_WITHDRAWN + 1, COLUMNS_NEEDED = COLUMN_VALUE + 1 };
static const char *const column_names[COLUMN_COUNT] = {"org",   "metric", "period",    "value",
                                                       "scope", "status", "published", "withdrawn"};

struct observation_reader {
    enum observation_form form;
    struct row_faults *faults;
    observation_row_fn fn;
    void *ctx;
    struct recode *recode;
    struct buf recoded;
    struct csv_reader *csv;  /* of CSV */
    struct json_rows *lines; /* of the other two */
    enum column columns[COLUMN_COUNT];
    size_t column_count; /* 0: the header has not come yet */
    uint64_t rows;
    bool has_value; /* of the row being read: it says one */
    struct err failure;
};

static int column_of(struct text name) {
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (text_equal(name, text_from(column_names[i])))
            return i;
    return -1;
}

/* ---- one field ---- */

static void fault(struct observation_reader *reader, struct posted_row *row, struct text field,
                  struct text detail) {
    row->is_refused = true;
    row_faults_add(reader->faults, row->number, field, detail);
}

static void fault_at(struct observation_reader *reader, struct posted_row *row, enum column column,
                     const char *detail) {
    fault(reader, row, text_from(column_names[column]), text_from(detail));
}

static bool take_short_text(struct text value, size_t most, bool is_needed, struct text *out,
                            struct err *err) {
    if (is_needed && value.len == 0)
        return err_set(err, ERR_BAD_VALUE, "It is empty.");
    if (value.len > most)
        return err_set(err, ERR_BAD_VALUE, "It is longer than %zu bytes.", most);
    if (value.len > 0 && memchr(value.ptr, '\0', value.len) != NULL)
        return err_set(err, ERR_BAD_VALUE, "It holds a NUL character.");
    *out = value;
    return true;
}

static bool take_status(struct text value, enum figure_status *out, struct err *err) {
    if (value.len == 0 || figure_status_parse(value, out))
        return true;
    return err_set(err, ERR_BAD_VALUE, "'%.*s' is none of actual, target, norm.",
                   TEXT_ARG(utf8_cut(value, 40)));
}

static bool take_withdrawn(struct text value, bool *out, struct err *err) {
    *out = text_equal(value, TEXT_OF("true")) || text_equal(value, TEXT_OF("1"));
    if (*out || value.len == 0 || text_equal(value, TEXT_OF("false")) || text_equal(value, TEXT_OF("0")))
        return true;
    return err_set(err, ERR_BAD_VALUE, "'%.*s' is none of true, false, 1, 0.", TEXT_ARG(utf8_cut(value, 40)));
}

static bool take_field(struct observation_reader *reader, struct posted_row *row, enum column column,
                       struct text value, struct err *err) {
    switch (column) {
    case COLUMN_ORG:
        return take_short_text(value, CODE_MAX, true, &row->org, err);
    case COLUMN_METRIC:
        return take_short_text(value, CODE_MAX, true, &row->metric, err);
    case COLUMN_PERIOD:
        return period_parse(value, &row->period, err);
    case COLUMN_SCOPE:
        return take_short_text(value, SCOPE_MAX, false, &row->scope, err);
    case COLUMN_STATUS:
        return take_status(value, &row->status, err);
    case COLUMN_PUBLISHED:
        return value.len == 0 || date_parse(value, &row->published, err);
    case COLUMN_WITHDRAWN:
        return take_withdrawn(value, &row->is_withdrawn, err);
    case COLUMN_VALUE:
        reader->has_value = value.len > 0;
        return value.len == 0 || decimal_parse(value, &row->value, err);
    }
    return false;
}

/* A value is there or is taken back: one of the two. */
static void end_row(struct observation_reader *reader, struct posted_row *row) {
    if (!row->is_refused && row->is_withdrawn && reader->has_value)
        fault_at(reader, row, COLUMN_VALUE, "A row that is withdrawn has no value; leave it empty.");
    if (!row->is_refused && !row->is_withdrawn && !reader->has_value)
        fault_at(reader, row, COLUMN_VALUE,
                 "It is empty; a value that is not known is left out, with its row.");
    reader->fn(reader->ctx, row);
}

static struct posted_row begin_row(struct observation_reader *reader, uint64_t number) {
    reader->rows++;
    reader->has_value = false;
    return (struct posted_row){.number = number};
}

/* ---- JSON ---- */

static bool take_json_field(struct observation_reader *reader, struct posted_row *row, enum column column,
                            const json_t *value, struct err *err) {
    struct text text = {0};
    if (column == COLUMN_VALUE && !json_is_null(value)) {
        reader->has_value = true;
        return json_input_decimal(value, &row->value, err);
    }
    if (column == COLUMN_WITHDRAWN && json_is_boolean(value)) {
        row->is_withdrawn = json_is_true(value);
        return true;
    }
    if (json_is_null(value) && ((int)column >= COLUMNS_NEEDED || column == COLUMN_VALUE))
        return true;
    if (column == COLUMN_WITHDRAWN)
        return err_set(err, ERR_BAD_VALUE, "Neither true nor false.");
    if (!json_input_text(value, &text))
        return err_set(err, ERR_BAD_VALUE, "Not a string.");
    return take_field(reader, row, column, text, err);
}

static void read_object(struct observation_reader *reader, struct posted_row *row, json_t *object) {
    const char *key;
    json_t *value;
    struct err err;
    json_object_foreach(object, key, value) {
        int column = column_of(text_from(key));
        if (column < 0)
            fault(reader, row, utf8_cut(text_from(key), ERR_FIELD_MAX - 1), TEXT_OF("Unknown field."));
        else if (!take_json_field(reader, row, (enum column)column, value, &err))
            fault_at(reader, row, (enum column)column, err.detail);
    }
    for (int i = 0; i < COLUMNS_NEEDED; i++)
        if (json_object_get(object, column_names[i]) == NULL && !(i == COLUMN_VALUE && row->is_withdrawn))
            fault_at(reader, row, (enum column)i, "It is missing.");
}

static bool on_element(void *ctx, uint64_t number, struct text element, const struct err *bad) {
    struct observation_reader *reader = ctx;
    struct posted_row row = begin_row(reader, number);
    struct err err;
    bool is_object = text_starts_with(element, TEXT_OF("{"));
    json_t *json = is_object ? json_input_parse(element, &err) : NULL;
    if (json != NULL)
        read_object(reader, &row, json);
    else if (bad != NULL)
        fault(reader, &row, TEXT_OF(""), text_from(bad->detail));
    else if (!is_object)
        fault(reader, &row, TEXT_OF(""), TEXT_OF("Not an object."));
    else if (err.code == ERR_OUT_OF_MEMORY)
        reader->failure = err;
    else
        fault(reader, &row, TEXT_OF(""), text_from(err.detail));
    if (reader->failure.code == ERR_NONE)
        end_row(reader, &row);
    json_decref(json);
    return reader->failure.code == ERR_NONE;
}

/* ---- CSV ---- */

static bool fail_header(struct observation_reader *reader, enum err_code code, const char *field,
                        const char *detail) {
    (void)err_set_field(&reader->failure, code, field, "Row 1, the header: %s", detail);
    return false;
}

static bool read_header(struct observation_reader *reader, const struct csv_row *row) {
    bool seen[COLUMN_COUNT] = {false};
    for (size_t i = 0; i < row->count; i++) {
        char name[2 * ERR_FIELD_MAX]; /* longer than is kept, so that err cuts it, at a character */
        struct text short_name = text_slice(row->fields[i], 0, sizeof name - 1);
        memcpy(name, short_name.ptr, short_name.len);
        name[short_name.len] = '\0';
        int column = column_of(row->fields[i]);
        if (column < 0)
            return fail_header(
                reader, ERR_UNKNOWN_FIELD, name,
                "a column is none of org, metric, period, value, scope, status, published, withdrawn.");
        if (seen[column])
            return fail_header(reader, ERR_BAD_REQUEST, name, "a column stands twice.");
        seen[column] = true;
        reader->columns[reader->column_count++] = (enum column)column;
    }
    for (int i = 0; i < COLUMNS_NEEDED; i++)
        if (!seen[i])
            return fail_header(reader, ERR_BAD_REQUEST, column_names[i],
                               "a column is missing; org, metric, period and value are needed.");
    return true;
}

static bool on_csv_row(void *ctx, const struct csv_row *csv, const struct err *bad) {
    struct observation_reader *reader = ctx;
    if (reader->column_count == 0)
        return bad == NULL ? read_header(reader, csv) : fail_header(reader, bad->code, "", bad->detail);
    struct posted_row row = begin_row(reader, csv->number);
    struct err err;
    if (bad != NULL)
        fault(reader, &row, TEXT_OF(""), text_from(bad->detail));
    for (size_t i = 0; bad == NULL && i < reader->column_count; i++)
        if (!take_field(reader, &row, reader->columns[i], csv->fields[i], &err))
            fault_at(reader, &row, reader->columns[i], err.detail);
    end_row(reader, &row);
    return true;
}

/* ---- the stream ---- */

static bool open_rows(struct observation_reader *reader) {
    if (reader->form == OBSERVATIONS_CSV)
        reader->csv = csv_reader_new(&csv_limits_default, on_csv_row, reader);
    else
        reader->lines = json_rows_new(reader->form == OBSERVATIONS_JSON ? JSON_ROWS_ARRAY : JSON_ROWS_LINES,
                                      ROW_BYTES_MAX, on_element, reader);
    return reader->csv != NULL || reader->lines != NULL;
}

struct observation_reader *observation_reader_new(enum observation_form form, enum charset charset,
                                                  struct row_faults *faults, observation_row_fn fn, void *ctx,
                                                  struct err *err) {
    struct observation_reader *reader = memory_alloc(sizeof *reader);
    if (reader == NULL) {
        (void)err_set(err, ERR_OUT_OF_MEMORY, "No memory to read rows.");
        return NULL;
    }
    reader->form = form;
    reader->faults = faults;
    reader->fn = fn;
    reader->ctx = ctx;
    buf_init(&reader->recoded, RECODED_MAX);
    reader->recode = recode_new(charset, err);
    if (reader->recode == NULL || open_rows(reader))
        goto out;
    (void)err_set(err, ERR_OUT_OF_MEMORY, "No memory to read rows.");
    recode_free(reader->recode);
    reader->recode = NULL;
out:
    if (reader->recode != NULL)
        return reader;
    observation_reader_free(reader);
    return NULL;
}

static bool failed(const struct observation_reader *reader, struct err *err) {
    if (reader->failure.code == ERR_NONE)
        return false;
    *err = reader->failure;
    return true;
}

static bool feed(struct observation_reader *reader, struct text bytes, bool is_last, struct err *err) {
    if (failed(reader, err))
        return false;
    buf_reset(&reader->recoded);
    recode_feed(reader->recode, bytes, is_last, &reader->recoded);
    struct text text = buf_text(&reader->recoded);
    if (buf_failed(&reader->recoded))
        (void)err_set(&reader->failure, ERR_OUT_OF_MEMORY, "No memory to read rows.");
    if (failed(reader, err))
        return false;
    bool is_read = reader->csv != NULL ? csv_reader_feed(reader->csv, text, &reader->failure)
                                       : json_rows_feed(reader->lines, text, &reader->failure);
    return !failed(reader, err) && is_read;
}

bool observation_reader_feed(struct observation_reader *reader, struct text bytes, struct err *err) {
    return feed(reader, bytes, false, err);
}

bool observation_reader_finish(struct observation_reader *reader, struct err *err) {
    if (!feed(reader, TEXT_OF(""), true, err))
        return false;
    bool is_read = reader->csv != NULL ? csv_reader_finish(reader->csv, &reader->failure)
                                       : json_rows_finish(reader->lines, &reader->failure);
    if (failed(reader, err) || !is_read)
        return false;
    return reader->rows > 0 || err_set(err, ERR_EMPTY_BODY, "There are no rows.");
}

uint64_t observation_reader_rows(const struct observation_reader *reader) {
    return reader->rows;
}

void observation_reader_free(struct observation_reader *reader) {
    if (reader == NULL)
        return;
    recode_free(reader->recode);
    csv_reader_free(reader->csv);
    json_rows_free(reader->lines);
    buf_fini(&reader->recoded);
    memory_free(reader);
}
