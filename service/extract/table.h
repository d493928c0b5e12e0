/* table: rows of cells parted by tabs: each cell with a number is a figure, labelled by its row and column heads; a unit in
 * a head or in the caption (单位:万元) is the cell's unit and scale. */
#ifndef TONGBI_EXTRACT_TABLE_H
#define TONGBI_EXTRACT_TABLE_H

#include "extract/mention.h"

enum { TABLE_COLUMNS = 24 };

struct table {
    size_t columns;                   /* of the head row; 0: no table is open */
    struct span heads[TABLE_COLUMNS]; /* what the head row says */
    struct span caption;              /* the sentence before the table, its 单位 in it */
    uint32_t last_row;                /* index of the last sentence that was a row */
};

/* Does the sentence hold a tab? */
bool table_is_row(const struct page *page, struct span sentence);
/* Cuts a row into trimmed cells; returns how many. */
size_t table_cells(const struct page *page, struct span sentence, struct span cells[TABLE_COLUMNS]);
/* Is every cell of the row (but the first) without a number of its own? Then it is a head. */
bool table_is_head(const struct page *page, const struct span *cells, size_t count);
/* The figure in cell `column` of a row, or false: a dash, a text, a code. Label and period come from the heads. */
bool table_read_cell(const struct reading *reading, const struct table *table, const struct span *cells,
                     size_t column, struct mention *out);

#endif
