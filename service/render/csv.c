#include "render/csv.h"

#include <string.h>

void csv_put_init(struct csv *csv, struct buf *out, bool bom) {
    *csv = (struct csv){.out = out};
    if (bom)
        buf_add(out, "\xEF\xBB\xBF", 3);
}

static void before_cell(struct csv *csv) {
    if (csv->has_cells)
        buf_add_char(csv->out, ',');
    csv->has_cells = true;
}

/* RFC 4180, 2.6; cells with a space at an end too, because some readers trim what is not quoted. */
static bool needs_quotes(struct text cell) {
    if (cell.len == 0)
        return false;
    if (cell.ptr[0] == ' ' || cell.ptr[cell.len - 1] == ' ')
        return true;
    for (size_t i = 0; i < cell.len; i++)
        if (memchr(",\"\r\n", cell.ptr[i], 4) != NULL)
            return true;
    return false;
}

void csv_put_text(struct csv *csv, struct text cell) {
    before_cell(csv);
    if (!needs_quotes(cell)) {
        buf_add_text(csv->out, cell);
        return;
    }
    buf_add_char(csv->out, '"');
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.ptr[i] == '"')
            buf_add_char(csv->out, '"');
        buf_add_char(csv->out, cell.ptr[i]);
    }
    buf_add_char(csv->out, '"');
}

void csv_put_string(struct csv *csv, const char *cell) {
    csv_put_text(csv, text_from(cell));
}

void csv_put_integer(struct csv *csv, int64_t cell) {
    before_cell(csv);
    buf_add_integer(csv->out, cell);
}

void csv_put_decimal(struct csv *csv, struct decimal cell) {
    char digits[DECIMAL_TEXT_MAX];
    size_t len = decimal_print(cell, digits);
    csv_put_text(csv, (struct text){digits, len});
}

void csv_put_empty(struct csv *csv) {
    before_cell(csv);
}

void csv_put_names(struct csv *csv, const char *names) {
    struct text rest = text_from(names), name;
    while (text_split(&rest, ',', &name))
        csv_put_text(csv, name);
}

void csv_put_end_row(struct csv *csv) {
    buf_add(csv->out, "\r\n", 2);
    csv->has_cells = false;
}
