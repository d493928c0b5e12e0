/* sniff: what kind of document bytes are, told from the bytes themselves.
 *
 * For: naming what is refused ("this is a .docx (Word) file"), and telling HTML from plain text. Not for: judging
 * encodings (text.h) or whether plain bytes are text at all. Linear time; nothing is kept. */
#ifndef TONGBI_DOCUMENTS_SNIFF_H
#define TONGBI_DOCUMENTS_SNIFF_H

#include <stdbool.h>

#include "base/text.h"

/* What a file with these bytes is called, with its article ("a .docx (Word) file"), when a magic number or an opening
 * phrase says that it is no plain text and no HTML; else NULL. Static storage. */
const char *sniff_refused(struct text bytes);

/* Does this text (a BOM and ASCII-compatible bytes allowed) open as an HTML page does: behind white space, comments and an XML
 * declaration, with <!doctype html or with an element that pages begin with? */
bool sniff_opens_as_html(struct text text);

/* Is any HTML tag in it that sets text ("<p>", "<br>", "</td>" …)? For a body that says it is HTML. */
bool sniff_has_tags(struct text text);

#endif
