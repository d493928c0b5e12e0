/* html: the text of a page, as its reader sees it.
 *
 * For: bodies that sniff.h calls HTML, already in UTF-8. Not for: choosing the article among the rest of the page (the
 * extractor does that by its lines), nor for encodings (text.h). libxml2 parses, without network, without files,
 * without entities other than HTML's own, and without building a tree.
 *
 * Kept: paragraphs, headings, list items, table rows each on a line of its own; cells joined by tabs (flow.h);
 * <br> and <pre> as line ends; white space folded. Left out: head, script, style, nav, footer, header (but not an
 * article's own), aside, form, whatever is marked hidden or display:none, and controls. A form that holds more than a
 * few words is the whole page, as some servers wrap it, and stays.
 *
 * Linear time. A page whose elements nest deeper than HTML_DEPTH_MAX, with more than 352 attributes in one tag
 * or with more than 10,000 different names of tags and attributes is refused: no honest page has them, and the parser's
 * time would grow with their square. */
#ifndef TONGBI_DOCUMENTS_HTML_H
#define TONGBI_DOCUMENTS_HTML_H

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"
#include "documents/document.h"

enum { HTML_DEPTH_MAX = 512 };

/* page: well-formed UTF-8 without NUL. *out: UTF-8 without control characters but tab and LF, in the arena; empty when
 * the page shows no text. Fails: ERR_TOO_LARGE, ERR_OUT_OF_MEMORY. */
bool html_read(struct arena *arena, struct text page, struct document *out, struct err *err) MUST_CHECK;

#endif
