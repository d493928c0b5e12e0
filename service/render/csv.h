/* csv: a writer of RFC 4180 over a struct buf: cells, rows ended by CRLF, quotes where a cell needs them.
 *
 * Cells are verbatim but for the quoting; what a spreadsheet might take for a formula is the reader's to defuse. */
#ifndef TONGBI_RENDER_CSV_H
#define TONGBI_RENDER_CSV_H

#include <stdint.h>

#include "base/buf.h"
#include "model/decimal.h"

struct csv {
    struct buf *out;
    bool has_cells; /* in the row that is being written */
};

/* bom: the UTF-8 byte order mark first. */
void csv_put_init(struct csv *csv, struct buf *out, bool bom);
void csv_put_text(struct csv *csv, struct text cell);
void csv_put_string(struct csv *csv, const char *cell); /* NULL is an empty cell */
void csv_put_integer(struct csv *csv, int64_t cell);
void csv_put_decimal(struct csv *csv, struct decimal cell);
void csv_put_empty(struct csv *csv);
/* A cell for each name of a list with commas between. */
void csv_put_names(struct csv *csv, const char *names);
void csv_put_end_row(struct csv *csv);

#endif
