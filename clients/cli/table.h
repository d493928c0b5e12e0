/* table: rows and columns for people, aligned by what a terminal shows (screen.h).
 *
 * Columns are as wide as their widest cell. When that does not fit, the flexible columns are cut with "…", the last one
 * first, down to a minimum; the others never are. */
#ifndef TONGBI_CLI_TABLE_H
#define TONGBI_CLI_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "screen.h"

enum align { ALIGN_LEFT, ALIGN_RIGHT };

struct table;

struct table *table_new(void);
void table_free(struct table *table);
/* All columns come before the first row. title is copied. */
void table_add_column(struct table *table, const char *title, enum align align, bool is_flexible);
/* Then for each row as many cells as there are columns, in order; they fill the table from left to right. */
void table_add_cell(struct table *table, enum style style, const char *text);
/* The same; frees text. */
void table_add_cell_take(struct table *table, enum style style, char *text);
void table_add_cell_f(struct table *table, enum style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A line below the row that was filled last: indented, never cut. A row may have several. */
void table_add_note(struct table *table, enum style style, const char *text);
/* Writes titles, a rule and the rows, width columns wide at most where flexible columns allow it. */
void table_print(const struct table *table, FILE *out, int width, bool has_color);

#endif
