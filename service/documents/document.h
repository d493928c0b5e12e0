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
#include "model/document.h"

/* Is it plain text, to be decoded and not parsed? Told from the first bytes and the Content-Type; in doubt: no. */
bool document_is_plain(struct text bytes, struct text content_type);
/* content_type: the header as it came, or "". Everything in *out lives in the arena.
 * Fails: ERR_EMPTY_BODY (no bytes, or only white space), ERR_NOT_TEXT (binary), ERR_UNSUPPORTED_MEDIA,
 * ERR_BAD_ENCODING (with the byte offset of the first broken sequence), ERR_TOO_LARGE. */
bool document_read(struct arena *arena, struct text bytes, struct text content_type, struct document *out,
                   struct err *err) MUST_CHECK;

#endif
