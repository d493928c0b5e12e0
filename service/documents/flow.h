/* flow: lines of text out of the running events of a document, as a reader sees them, and where each came from.
 *
 * For: white space, lines and tables of every kind of document. Not for: its format (html.h …), whose reader calls it. Outside <pre> no line begins or ends with
 * a space; there are no two empty lines behind each other, a tab between the cells of a row and a line for each row.
 *
 * Tables that only lay a page out (one holds another, or a cell holds long text of several lines) keep the lines of
 * their cells; in all others the lines of a cell become one, so that a row stays a row. colspan and rowspan leave empty
 * cells, so that columns stay columns. */
#ifndef TONGBI_DOCUMENTS_FLOW_H
#define TONGBI_DOCUMENTS_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "documents/document.h"

enum { FLOW_TABLES_MAX = 32, FLOW_COLUMNS_MAX = 64 };

struct flow_table {
    unsigned char spans[FLOW_COLUMNS_MAX]; /* rows that a cell above still reaches down into, by column */
    bool is_row_open, is_cell_open;
    bool is_cell_layout;  /* the open cell holds a table */
    bool is_after_layout; /* the cell before in this row kept its lines */
    bool has_cell;        /* the open row has had a cell */
    size_t row_start, cell_start;
    size_t column, width, height; /* of the open or last cell */
};

struct flow {
    struct buf out;
    size_t line_start;      /* where the content of the current line begins */
    bool is_space_pending;  /* white space came, nothing visible after it yet */
    bool is_break_in_space; /* it held a line end */
    uint32_t last;          /* the last code point of the line, 0 at its start */
    size_t pre_depth;       /* inside how many <pre> */
    size_t table_depth;     /* tables beyond FLOW_TABLES_MAX are counted, and run as plain lines */
    struct flow_table tables[FLOW_TABLES_MAX];
    struct buf places; /* of struct place */
};

void flow_init(struct flow *flow, size_t ceiling);
void flow_fini(struct flow *flow);

void flow_text(struct flow *flow, struct text t); /* UTF-8, cut between characters */
void flow_break(struct flow *flow); /* the border of a block: at the start of a line from here on */
void flow_br(struct flow *flow);    /* <br>: ends a line even when it is empty */

void flow_table_begin(struct flow *flow);
void flow_table_end(struct flow *flow);
void flow_row_begin(struct flow *flow);
void flow_row_end(struct flow *flow);
void flow_cell_begin(struct flow *flow, size_t width, size_t height); /* colspan, rowspan; 1 at least */
void flow_cell_end(struct flow *flow);

/* What is written from here on came from there (its start is set here). */
void flow_place(struct flow *flow, struct place place);
/* What has been written and where it came from, copied into the arena. false: memory, the ceiling or the arena ended. */
bool flow_take(const struct flow *flow, struct arena *arena, struct document *out) MUST_CHECK;

/* Takes back everything since out.len was `mark` (right after a flow_break). */
void flow_cut(struct flow *flow, size_t mark);

#endif
