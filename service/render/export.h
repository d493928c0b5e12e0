/* render/export: rows of an export, one by one, as CSV or NDJSON. Pure.
 *
 * org org_name metric metric_name scope status period start end value bound low high (NDJSON: low_open high_open where they are) unit kind
 * published recorded report figure figure_start figure_end quote withdrawn. In NDJSON what is empty in CSV is null or left out as
 * in the other answers, and the source stands in an object of its own. `withdrawn` only where every vintage is told. */
#ifndef TONGBI_RENDER_EXPORT_H
#define TONGBI_RENDER_EXPORT_H

#include "base/buf.h"
#include "model/answer.h"

struct export_row {
    const struct org *org;
    const struct metric *metric;
    struct text scope;
    const struct observation *observation;
};

struct export_columns {
    bool quote, withdrawn;
};

/* A row as typed cells, for whoever writes them in a form of his own. */
enum export_cell_kind { EXPORT_EMPTY, EXPORT_TEXT, EXPORT_DECIMAL, EXPORT_INTEGER, EXPORT_DATE };
struct export_cell {
    enum export_cell_kind kind;
    struct text text;
    struct decimal decimal;
    int64_t integer;
    struct date date;
};
enum { EXPORT_CELLS_MAX = 24, EXPORT_WORDS_MAX = 64 };
struct export_cells {
    struct export_cell items[EXPORT_CELLS_MAX];
    size_t count;
    char period[EXPORT_WORDS_MAX], recorded[EXPORT_WORDS_MAX]; /* what some of them view */
};
/* Names and cells stand in the same order. */
size_t export_names(struct export_columns columns, const char *names[EXPORT_CELLS_MAX]);
void export_cells(struct export_cells *cells, const struct export_row *row, struct export_columns columns);

void export_put_csv_head(struct buf *out, struct export_columns columns, bool bom);
void export_put_csv(struct buf *out, const struct export_row *row, struct export_columns columns);
void export_put_ndjson(struct buf *out, const struct export_row *row, struct export_columns columns);

#endif
