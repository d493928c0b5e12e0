/* sheet: an export as an Excel workbook, by libxlsxwriter, row by row into temporary files (in TMPDIR, else /tmp).
 *
 * Decimals become numbers with a format that shows their digits (93.70), as long as a spreadsheet can hold them exactly (15 digits);
 * longer ones stay text. Dates are dates. Past a sheet's 1,048,575 rows another one begins. Packing the workbook takes seconds where
 * there are many rows, so it is done by a thread that does nothing else and touches nothing of the worker's. */
#ifndef TONGBI_APP_SHEET_H
#define TONGBI_APP_SHEET_H

#include "base/err.h"
#include "render/export.h"

struct event_base;
struct sheet;

struct sheet *sheet_new(struct event_base *base, struct export_columns columns, struct err *err) MUST_CHECK;
/* ERR_INTERNAL: no room for temporary files, a text over 32,767 characters. */
bool sheet_put(struct sheet *sheet, const struct export_row *row, struct err *err) MUST_CHECK;
/* Calls packed once, from the event loop. err NULL: fd is the workbook, at its beginning; close it. No sheet_put any more. */
typedef void (*sheet_packed_fn)(void *arg, const struct err *err, int fd);
void sheet_pack(struct sheet *sheet, sheet_packed_fn packed, void *arg);
/* NULL is fine. While it is being packed: when that has ended, without calling. */
void sheet_free(struct sheet *sheet);

#endif
