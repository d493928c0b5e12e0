#include "app/catalogue_rows.h"

#include <string.h>

#include "documents/csv.h"
#include "documents/recode.h"

enum { ROWS_AT_FIRST = 256, RECODED_MAX = 256 << 20 };

const struct catalogue_form org_form = {.columns = {"code", "name", "parent", "aliases"},
                                        .is_needed = {[ORG_CODE] = true, [ORG_NAME] = true},
                                        .count = ORG_COLUMNS};
const struct catalogue_form metric_form = {
    .columns = {"code", "name_zh", "name_en", "kind", "unit", "direction", "over_time", "over_orgs",
                "numerator", "denominator", "aliases", "provisional"},
    .is_needed = {[METRIC_CODE] = true, [METRIC_NAME_ZH] = true, [METRIC_KIND] = true},
    .count = METRIC_COLUMNS};

struct reader {
    struct arena *arena;
    struct row_faults *faults;
    struct catalogue_rows *rows;
    size_t capacity;
    size_t columns[CATALOGUE_COLUMNS_MAX]; /* which of the form's stands there in the file */
    size_t column_count;                   /* 0: the header has not come yet */
    struct err failure;
};

/* ---- the header ---- */

static bool fail(struct reader *reader, enum err_code code, struct text field, const char *detail) {
    struct text name = arena_text(reader->arena, field);
    (void)err_set_field(&reader->failure, code, name.ptr != NULL ? name.ptr : "", "Row 1, the header: %s",
                        detail);
    return false;
}

static size_t column_of(const struct catalogue_form *form, struct text name) {
    size_t i = 0;
    while (i < form->count && !text_equal(name, text_from(form->columns[i])))
        i++;
    return i;
}

static bool read_header(struct reader *reader, const struct csv_row *row) {
    struct catalogue_rows *rows = reader->rows;
    for (size_t i = 0; i < row->count; i++) {
        size_t column = column_of(rows->form, row->fields[i]);
        if (column == rows->form->count)
            return fail(reader, ERR_UNKNOWN_FIELD, row->fields[i],
                        rows->form == &org_form ? "a column is none of code, name, parent, aliases."
                                                : "a column is none of those that an export has.");
        if (rows->has[column])
            return fail(reader, ERR_BAD_REQUEST, row->fields[i], "a column stands twice.");
        rows->has[column] = true;
        reader->columns[reader->column_count++] = column;
    }
    for (size_t i = 0; i < rows->form->count; i++)
        if (rows->form->is_needed[i] && !rows->has[i])
            return fail(reader, ERR_BAD_REQUEST, text_from(rows->form->columns[i]), "a column is missing.");
    return true;
}

/* ---- the rows ---- */

static struct catalogue_row *next_row(struct reader *reader) {
    struct catalogue_rows *rows = reader->rows;
    if (rows->count == reader->capacity) {
        size_t capacity = reader->capacity == 0 ? ROWS_AT_FIRST : 2 * reader->capacity;
        struct catalogue_row *items = ARENA_ARRAY(reader->arena, capacity, struct catalogue_row);
        if (items == NULL)
            return NULL;
        if (rows->count > 0)
            memcpy(items, rows->items, rows->count * sizeof *items);
        rows->items = items;
        reader->capacity = capacity;
    }
    return &rows->items[rows->count];
}

static bool take_row(struct reader *reader, const struct csv_row *csv) {
    struct catalogue_row *row = next_row(reader);
    struct text *cells = ARENA_ARRAY(reader->arena, reader->rows->form->count, struct text);
    if (row == NULL || cells == NULL)
        return err_set(&reader->failure, ERR_TOO_LARGE, "The file needs more memory than it may take.");
    for (size_t i = 0; i < reader->column_count; i++)
        cells[reader->columns[i]] = arena_text(reader->arena, text_trim(csv->fields[i]));
    *row = (struct catalogue_row){.number = csv->number, .cells = cells};
    reader->rows->count++;
    return true;
}

static bool on_row(void *ctx, const struct csv_row *row, const struct err *bad) {
    struct reader *reader = ctx;
    if (reader->column_count == 0)
        return bad == NULL ? read_header(reader, row)
                           : fail(reader, bad->code, (struct text){0}, bad->detail);
    if (bad == NULL)
        return take_row(reader, row);
    row_faults_add(reader->faults, row->number, (struct text){0}, text_from(bad->detail));
    return true;
}

static bool read_all(struct reader *reader, struct text text, struct err *err) {
    struct csv_limits limits = csv_limits_default;
    limits.rows = CATALOGUE_ROWS_MAX + 1;
    if (!csv_read(text, &limits, on_row, reader, err))
        return false;
    if (reader->failure.code != ERR_NONE)
        *err = reader->failure;
    else if (reader->rows->count == 0 && reader->faults->count == 0)
        (void)err_set(err, ERR_EMPTY_BODY, "There are no rows.");
    else
        return true;
    return false;
}

bool catalogue_rows_read(struct arena *arena, const struct catalogue_form *form, struct text body,
                         enum charset charset, struct row_faults *faults, struct catalogue_rows *out,
                         struct err *err) {
    struct reader reader = {.arena = arena, .faults = faults, .rows = out};
    struct recode *recode = recode_new(charset, err);
    struct buf text;
    *out = (struct catalogue_rows){.form = form};
    if (recode == NULL)
        return false;
    buf_init(&text, RECODED_MAX);
    recode_feed(recode, body, true, &text);
    bool is_read = !buf_failed(&text) || err_set(err, ERR_TOO_LARGE, "The file is too large.");
    is_read = is_read && read_all(&reader, buf_text(&text), err);
    buf_fini(&text);
    recode_free(recode);
    return is_read;
}
