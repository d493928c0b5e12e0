/* document: what a posted file says, and where in it each stretch of that stands.
 *
 * documents/ makes it out of bytes, in a process of its own (reader/); app/ stores it. */
#ifndef TONGBI_MODEL_DOCUMENT_H
#define TONGBI_MODEL_DOCUMENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

enum { DOCUMENT_NOTES_MAX = 8 };

/* Where a stretch of the text came from, so that a source can say "page 3" or "sheet 2, C7". Holds from its start on until the next
 * one begins. All numbers begin with 1; 0: the document has none there. */
struct place {
    uint32_t start;       /* byte offset in the document's text */
    uint32_t page;        /* of a PDF */
    uint32_t paragraph;   /* of a Word file or a page of the web: those that show text, tables' left out */
    uint32_t sheet;       /* of a workbook */
    uint32_t table;       /* of a Word file or a page of the web */
    uint32_t row, column; /* of a sheet or table */
};

struct document {
    struct text text;       /* well-formed UTF-8, no BOM, no NUL; line ends as they came */
    struct text media_type; /* what it is: "text/plain", "text/html" */
    struct text charset;    /* "utf-8", "gb18030", "utf-16le", "utf-16be", "big5" */
    struct text notes[DOCUMENT_NOTES_MAX];
    size_t note_count;
    const struct place *places; /* in the text's order, starts rising; none: it is the document itself */
    size_t place_count;
    const struct text *sheets; /* names of a workbook's sheets, in its order */
    size_t sheet_count;
};

/* Where what begins at that byte of the text stands, as a person would say it: "page 3"; "sheet 2 (汇总), C7"; "table 1, row 2, column 3";
 * "paragraph 12". "" where nothing is known. In the arena. */
struct text document_place(struct arena *arena, const struct document *document, size_t byte);

#endif
