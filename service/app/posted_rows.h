/* posted_rows: rows that somebody posts, kept small until they are merged into their series (posted_merge.h). No I/O.
 *
 * The rows of a series stand behind each other in the order in which they came, each held against the one before: about twelve bytes
 * a row. When there is enough of them they are taken out series by series, in the order of (metric_id, scope,
 * org_id): what is new is stored in it, so that those whom a comparison looks at stand together. */
#ifndef TONGBI_APP_POSTED_ROWS_H
#define TONGBI_APP_POSTED_ROWS_H

#include "base/buf.h"
#include "storage/posted_store.h"

struct posted_rows;
struct posted_rows *posted_rows_new(void); /* NULL: no memory */
void posted_rows_free(struct posted_rows *rows);
/* Of the row: number, scope, period (its canonical form is kept), status, value, published, is_withdrawn. false: no memory. */
bool posted_rows_add(struct posted_rows *rows, int64_t org_id, int64_t metric_id,
                     const struct posted_row *row) MUST_CHECK;
size_t posted_rows_series(const struct posted_rows *rows); /* how many have rows */
size_t posted_rows_bytes(const struct posted_rows *rows);  /* of memory */

/* ---- taking them out: no more are added then ---- */

struct posted_series {
    int64_t org_id, metric_id;
    struct text scope; /* as long as the rows */
    size_t bytes;      /* of its packed rows */
    uint32_t chunk;
};
bool posted_rows_begin(struct posted_rows *rows) MUST_CHECK; /* false: no memory */
/* The next series; false: that was all. */
bool posted_rows_next(struct posted_rows *rows, struct posted_series *out);
/* Adds its packed rows. */
void posted_rows_get(const struct posted_rows *rows, const struct posted_series *series, struct buf *out);

/* ---- a series' packed rows; those of several posted_rows may stand behind each other ---- */

struct posted_reader {
    const unsigned char *at, *end;
    uint64_t number;
    int32_t first, published;
};
struct posted_point {
    uint64_t number;
    struct decimal value;
    struct period period; /* canonical */
    int32_t published;    /* days */
    enum figure_status status;
    bool is_withdrawn;
};
void posted_reader_open(struct posted_reader *reader, struct text packed);
bool posted_reader_next(struct posted_reader *reader, struct posted_point *out); /* false: the end */

#endif
