/* observation_rows: rows of figures that somebody posts, as JSON or CSV, checked field by field. No I/O.
 *
 * Fields: org, metric, period, value (needed), scope, status, published. CSV has them as columns, in any order, under a
 * header; JSON is an array of objects. Every fault is kept with its row and field, the first ROW_FAULTS_MAX of them, and
 * counted; the rows are of use only when there is none. */
#ifndef TONGBI_APP_OBSERVATION_ROWS_H
#define TONGBI_APP_OBSERVATION_ROWS_H

#include "base/arena.h"
#include "base/err.h"
#include "http/reply.h"
#include "model/figure.h"

enum { ROW_FAULTS_MAX = 1000 };

/* One row as posted; the number counts from 1, in CSV from the header on. */
struct observation_row {
    uint64_t number;
    struct text org, metric, scope;
    struct period period;
    enum figure_status status;
    struct decimal value;
    struct date published; /* year 0: not said */
    bool is_refused;       /* it has a fault */
};

struct observation_rows {
    struct arena *arena;
    struct observation_row *items;
    size_t count, capacity;
    struct row_error faults[ROW_FAULTS_MAX];
    size_t fault_count; /* all of them; faults[] holds the first */
};

void observation_rows_init(struct observation_rows *rows, struct arena *arena);
void observation_rows_fault(struct observation_rows *rows, uint64_t row, const char *field,
                            struct text detail);
/* Fails for what leaves no rows at all (not JSON, no header, a missing or unknown column, wrong quoting, too many rows). */
bool observation_rows_read_json(struct observation_rows *rows, struct text body, struct err *err) MUST_CHECK;
bool observation_rows_read_csv(struct observation_rows *rows, struct text body, struct err *err) MUST_CHECK;
/* "3 of 12 rows were refused (5 faults); nothing was stored." Puts the faults in the order of their rows. */
bool observation_rows_verdict(struct observation_rows *rows, struct err *err) MUST_CHECK;

#endif
