#include "app/observation_rows.h"

#include <jansson.h>
#include <string.h>

#include "app/json_input.h"
#include "base/utf8.h"
#include "documents/csv.h"

enum { ROWS_MAX = 1000000, CODE_MAX = 64, SCOPE_MAX = 200 };

enum column {
    COLUMN_ORG,
    COLUMN_METRIC,
    COLUMN_PERIOD,
    COLUMN_VALUE,
    COLUMN_SCOPE,
    COLUMN_STATUS,
    COLUMN_PUBLISHED
};
enum { COLUMN_COUNT = COLUMN_PUBLISHED + 1, COLUMNS_NEEDED = COLUMN_VALUE + 1 };
static const char *const column_names[COLUMN_COUNT] = {"org",   "metric", "period",   "value",
                                                       "scope", "status", "published"};

static int column_of(struct text name) {
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (text_equal(name, text_from(column_names[i])))
            return i;
    return -1;
}

void observation_rows_init(struct observation_rows *rows, struct arena *arena) {
    memset(rows, 0, sizeof *rows);
    rows->arena = arena;
}

/* Numbers rise with the rows. */
static void mark_refused(struct observation_rows *rows, uint64_t number) {
    size_t low = 0, high = rows->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rows->items[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < rows->count && rows->items[low].number == number)
        rows->items[low].is_refused = true;
}

void observation_rows_fault(struct observation_rows *rows, uint64_t row, const char *field,
                            struct text detail) {
    mark_refused(rows, row);
    if (rows->fault_count < ROW_FAULTS_MAX)
        rows->faults[rows->fault_count] = (struct row_error){
            .row = row, .field = text_from(field), .detail = arena_text(rows->arena, detail)};
    rows->fault_count++;
}

static void fault_err(struct observation_rows *rows, uint64_t row, enum column column,
                      const struct err *err) {
    observation_rows_fault(rows, row, column_names[column], text_from(err->detail));
}

static struct observation_row *add_row(struct observation_rows *rows, uint64_t number, struct err *err) {
    if (rows->count == ROWS_MAX) {
        err_set(err, ERR_TOO_LARGE, "More than %d rows; send them in several requests.", ROWS_MAX);
        return NULL;
    }
    if (rows->count == rows->capacity) {
        size_t capacity = rows->capacity == 0 ? 256 : rows->capacity * 2;
        struct observation_row *items = ARENA_ARRAY(rows->arena, capacity, struct observation_row);
        if (items == NULL) {
            err_set(err, ERR_TOO_LARGE,
                    "The rows need more memory than a request may take; send fewer at once.");
            return NULL;
        }
        if (rows->count > 0)
            memcpy(items, rows->items, rows->count * sizeof *items);
        rows->items = items;
        rows->capacity = capacity;
    }
    struct observation_row *row = &rows->items[rows->count++];
    *row = (struct observation_row){.number = number};
    return row;
}

/* ---- one field ---- */

static bool take_short_text(struct text value, size_t most, bool is_needed, struct arena *arena,
                            struct text *out, struct err *err) {
    if (is_needed && value.len == 0)
        return err_set(err, ERR_BAD_VALUE, "It is empty.");
    if (value.len > most)
        return err_set(err, ERR_BAD_VALUE, "It is longer than %zu bytes.", most);
    *out = arena_text(arena, value);
    return true;
}

static bool take_status(struct text value, enum figure_status *out, struct err *err) {
    if (value.len == 0 || figure_status_parse(value, out))
        return true;
    return err_set(err, ERR_BAD_VALUE, "'%.*s' is none of actual, target, norm.",
                   TEXT_ARG(utf8_cut(value, 40)));
}

/* Everything but the value, which keeps its type until its own reader has seen it. */
static bool take_text_field(struct observation_rows *rows, struct observation_row *row, enum column column,
                            struct text value, struct err *err) {
    switch (column) {
    case COLUMN_ORG:
        return take_short_text(value, CODE_MAX, true, rows->arena, &row->org, err);
    case COLUMN_METRIC:
        return take_short_text(value, CODE_MAX, true, rows->arena, &row->metric, err);
    case COLUMN_PERIOD:
        return period_parse(value, &row->period, err);
    case COLUMN_SCOPE:
        return take_short_text(value, SCOPE_MAX, false, rows->arena, &row->scope, err);
    case COLUMN_STATUS:
        return take_status(value, &row->status, err);
    case COLUMN_PUBLISHED:
        return value.len == 0 || date_parse(value, &row->published, err);
    case COLUMN_VALUE:
        return decimal_parse(value, &row->value, err);
    }
    return false;
}

/* ---- JSON ---- */

static bool take_json_field(struct observation_rows *rows, struct observation_row *row, enum column column,
                            const json_t *value, struct err *err) {
    struct text text = {0};
    if (column == COLUMN_VALUE)
        return json_input_decimal(value, &row->value, err);
    if (json_is_null(value) && (int)column >= COLUMNS_NEEDED)
        return true;
    if (!json_input_text(value, &text))
        return err_set(err, ERR_BAD_VALUE, "Not a string.");
    return take_text_field(rows, row, column, text, err);
}

static bool read_json_row(struct observation_rows *rows, uint64_t number, json_t *object, struct err *err) {
    struct observation_row *row = add_row(rows, number, err);
    const char *key;
    json_t *value;
    struct err fault;
    if (row == NULL)
        return false;
    if (!json_is_object(object)) {
        observation_rows_fault(rows, number, "", TEXT_OF("Not an object."));
        return true;
    }
    json_object_foreach(object, key, value) {
        int column = column_of(text_from(key));
        if (column < 0)
            observation_rows_fault(rows, number, key, TEXT_OF("Unknown field."));
        else if (!take_json_field(rows, row, (enum column)column, value, &fault))
            fault_err(rows, number, (enum column)column, &fault);
    }
    for (int i = 0; i < COLUMNS_NEEDED; i++)
        if (json_object_get(object, column_names[i]) == NULL)
            observation_rows_fault(rows, number, column_names[i], TEXT_OF("It is missing."));
    return true;
}

/* Field names of faults have to outlive the document. */
static void keep_fault_names(struct observation_rows *rows) {
    size_t count = rows->fault_count < ROW_FAULTS_MAX ? rows->fault_count : ROW_FAULTS_MAX;
    for (size_t i = 0; i < count; i++)
        rows->faults[i].field = arena_text(rows->arena, rows->faults[i].field);
}

bool observation_rows_read_json(struct observation_rows *rows, struct text body, struct err *err) {
    json_t *array = json_input_parse(body, err);
    bool is_read = array != NULL;
    if (is_read && !json_is_array(array))
        is_read = err_set(err, ERR_BAD_REQUEST, "The body is not a JSON array of rows.");
    for (size_t i = 0; is_read && i < json_array_size(array); i++)
        is_read = read_json_row(rows, i + 1, json_array_get(array, i), err);
    keep_fault_names(rows);
    json_decref(array);
    return is_read;
}

/* ---- CSV ---- */

struct csv_state {
    struct observation_rows *rows;
    enum column columns[COLUMN_COUNT];
    size_t column_count; /* 0: the header has not come yet */
    struct err *err;
    bool failed;
};

static bool fail_csv(struct csv_state *state, enum err_code code, const char *field, const char *detail) {
    err_set_field(state->err, code, field, "Row 1, the header: %s", detail);
    state->failed = true;
    return false;
}

static bool read_header(struct csv_state *state, const struct csv_row *row) {
    bool seen[COLUMN_COUNT] = {false};
    for (size_t i = 0; i < row->count; i++) {
        char name[2 * ERR_FIELD_MAX]; /* longer than is kept, so that err cuts it, at a character */
        struct text short_name = text_slice(row->fields[i], 0, sizeof name - 1);
        memcpy(name, short_name.ptr, short_name.len);
        name[short_name.len] = '\0';
        int column = column_of(row->fields[i]);
        if (column < 0)
            return fail_csv(state, ERR_UNKNOWN_FIELD, name,
                            "a column is none of org, metric, period, value, scope, status, published.");
        if (seen[column])
            return fail_csv(state, ERR_BAD_REQUEST, name, "a column stands twice.");
        seen[column] = true;
        state->columns[state->column_count++] = (enum column)column;
    }
    for (int i = 0; i < COLUMNS_NEEDED; i++)
        if (!seen[i])
            return fail_csv(state, ERR_BAD_REQUEST, column_names[i],
                            "a column is missing; org, metric, period and value are needed.");
    return true;
}

static bool on_csv_row(void *ctx, const struct csv_row *row, const struct err *fault) {
    struct csv_state *state = ctx;
    struct err bad;
    if (state->column_count == 0) {
        if (fault == NULL)
            return read_header(state, row);
        return fail_csv(state, fault->code, "", fault->detail);
    }
    struct observation_row *item = add_row(state->rows, row->number, state->err);
    if (item == NULL) {
        state->failed = true;
        return false;
    }
    if (fault != NULL) {
        observation_rows_fault(state->rows, row->number, "", text_from(fault->detail));
        return true;
    }
    for (size_t i = 0; i < state->column_count; i++)
        if (!take_text_field(state->rows, item, state->columns[i], row->fields[i], &bad))
            fault_err(state->rows, row->number, state->columns[i], &bad);
    return true;
}

bool observation_rows_read_csv(struct observation_rows *rows, struct text body, struct err *err) {
    struct csv_state state = {.rows = rows, .err = err};
    return csv_read(body, &csv_limits_default, on_csv_row, &state, err) && !state.failed;
}

/* Faults come in passes, each in the order of the rows. Stable: a row's own stay in the order they were found. */
static void sort_faults(struct observation_rows *rows, size_t count) {
    for (size_t i = 1; i < count; i++) {
        struct row_error fault = rows->faults[i];
        size_t at = i;
        for (; at > 0 && rows->faults[at - 1].row > fault.row; at--)
            rows->faults[at] = rows->faults[at - 1];
        rows->faults[at] = fault;
    }
}

bool observation_rows_verdict(struct observation_rows *rows, struct err *err) {
    size_t refused = 0;
    if (rows->fault_count == 0)
        return true;
    sort_faults(rows, rows->fault_count < ROW_FAULTS_MAX ? rows->fault_count : ROW_FAULTS_MAX);
    for (size_t i = 0; i < rows->count; i++)
        refused += rows->items[i].is_refused;
    return err_set(err, ERR_BAD_ROWS, "%zu of %zu rows were refused (%zu faults); nothing was stored.",
                   refused, rows->count, rows->fault_count);
}
