/* document: bytes that somebody posted, turned into text. Pure: bytes in, text out.
 *
 * The kind is told from the bytes first, then from the Content-Type; where they disagree the bytes win and a note says
 * so. Kinds read so far: text/plain (UTF-8 with or without BOM, UTF-16 with BOM or by charset, GB18030 by charset or by
 * detection) and text/html. Every other kind is refused by name with ERR_UNSUPPORTED_MEDIA. */
#ifndef TONGBI_DOCUMENTS_DOCUMENT_H
#define TONGBI_DOCUMENTS_DOCUMENT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"
#include "documents/place.h"

enum { DOCUMENT_NOTES_MAX = 8 };

struct document {
    struct text text;       /* well-formed UTF-8, no BOM, no NUL; line ends as they came */
    struct text media_type; /* what it is: "text/plain", "text/html" */
    struct text charset;    /* "utf-8", "gb18030", "utf-16le", "utf-16be", "big5" */
    struct text notes[DOCUMENT_NOTES_MAX];
    size_t note_count;
    const struct place *places; /* where the text came from, in its order; none: it is the document itself */
    size_t place_count;
    const struct text *sheets; /* names of a workbook's sheets, in its order */
    size_t sheet_count;
};

/* content_type: the header as it came, or "". Everything in *out lives in the arena.
 * Fails: ERR_EMPTY_BODY (no bytes, or only white space), ERR_NOT_TEXT (binary), ERR_UNSUPPORTED_MEDIA,
 * ERR_BAD_ENCODING (with the byte offset of the first broken sequence), ERR_TOO_LARGE. */
bool document_read(struct arena *arena, struct text bytes, struct text content_type, struct document *out,
                   struct err *err) MUST_CHECK;

#endif
