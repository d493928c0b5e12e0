/* json_rows: the elements of a long JSON array, or the lines of NDJSON, one by one, out of a stream cut anywhere. Pure.
 *
 * For: bulk input, element by element, in constant memory. Not for: parsing; an element is handed out as text, and only what
 * tells where it ends is looked at: strings with their escapes, brackets, commas. Blank lines of NDJSON are passed over, but
 * counted. A UTF-8 BOM is dropped. An element over the limit is told as a fault, and reading goes on behind it. Linear. */
#ifndef TONGBI_DOCUMENTS_JSON_ROWS_H
#define TONGBI_DOCUMENTS_JSON_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

enum json_rows_form { JSON_ROWS_ARRAY, JSON_ROWS_LINES };

/* number: elements from 1, or lines from 1. element: trimmed, valid during the call only; empty where there is a fault (too
 * large), whose detail is one sentence. Return false to stop: feed then returns true at once. */
typedef bool (*json_row_fn)(void *ctx, uint64_t number, struct text element, const struct err *fault);

struct json_rows;
struct json_rows *json_rows_new(enum json_rows_form form, size_t element_bytes_max, json_row_fn fn,
                                void *ctx); /* NULL: no memory */
/* ERR_BAD_REQUEST, with the byte and the element, for what is no array of elements separated by single commas; ERR_OUT_OF_MEMORY.
 * After a failure all calls fail in the same way. */
bool json_rows_feed(struct json_rows *rows, struct text bytes, struct err *err) MUST_CHECK;
/* ERR_EMPTY_BODY where nothing came; ERR_BAD_REQUEST for an array that was not closed (a truncated upload). */
bool json_rows_finish(struct json_rows *rows, struct err *err) MUST_CHECK;
void json_rows_free(struct json_rows *rows);

#endif
