/* place: where in a document a stretch of its text came from, so that a source can say "page 3" or "sheet 2, C7". */
#ifndef TONGBI_DOCUMENTS_PLACE_H
#define TONGBI_DOCUMENTS_PLACE_H

#include <stdint.h>

/* Holds from its start on until the next one begins. All numbers begin with 1; 0: the document has none there. */
struct place {
    uint32_t start;       /* byte offset in the document's text */
    uint32_t page;        /* of a PDF */
    uint32_t paragraph;   /* of a Word file or a page of the web: those that show text, tables' left out */
    uint32_t sheet;       /* of a workbook */
    uint32_t table;       /* of a Word file or a page of the web */
    uint32_t row, column; /* of a sheet or table */
};

#endif
