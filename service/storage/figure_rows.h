/* figure_rows: figures as the arrays of the statements that store many of them (figure_add, figure_reread). */
#ifndef TONGBI_STORAGE_FIGURE_ROWS_H
#define TONGBI_STORAGE_FIGURE_ROWS_H

#include "storage/report_store.h"

enum { FIGURE_ARRAYS = 34 };

/* In the order of figure_add.sql's arrays. */
struct figure_rows {
    struct pg_array arrays[FIGURE_ARRAYS];
};

void figure_rows_begin(struct figure_rows *rows);
void figure_rows_add(struct figure_rows *rows, const struct figure *figure, const struct report_link *link);
/* Ends them and fills FIGURE_ARRAYS parameters. */
void figure_rows_end(struct figure_rows *rows, struct arena *arena, struct pg_param *params);

#endif
