/* csv: rows out of CSV bytes (RFC 4180), strictly. Pure: bytes in, rows out through a callback.
 *
 * For: tables that programs and spreadsheets post. Not for: guessing separators, and not for meaning (the caller knows
 * the columns). Separator ',', quote '"', line ends LF, CRLF or CR, the last one optional; a quoted field may hold
 * separators, line ends and doubled quotes. A UTF-8 BOM is dropped. Blanks and tabs around an unquoted field are
 * dropped, inside quotes they stay. Empty lines are passed over, but counted.
 *
 * Linear time; memory beyond the input: one row. What breaks a row only is told with that row and reading goes on, so
 * that a caller may keep the good rows; what leaves no safe place to go on ends the reading. */
#ifndef TONGBI_DOCUMENTS_CSV_H
#define TONGBI_DOCUMENTS_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"

struct csv_limits {
    size_t columns;     /* most fields in a row; at least 1 */
    size_t field_bytes; /* most bytes in a field */
    size_t rows;        /* most rows, the header included; 0: as many as there are */
};

/* For callers that have no reason to choose: 64 columns, 64 KiB a field, any number of rows. */
extern const struct csv_limits csv_limits_default;

struct csv_row {
    size_t number;             /* 1, 2, 3 … as a spreadsheet shows it: the header is 1, empty lines count */
    const struct text *fields; /* well-formed UTF-8 without NUL; views valid during the call only */
    size_t count;              /* at least 1; not above limits.columns */
};

/* Called for each row in order. fault is NULL for a good row; else the row cannot be used: the columns differ in number
 * from the first row's (BAD_ROWS), there are too many of them (TOO_LARGE; fields past the limit are left out), bytes
 * are not UTF-8 (BAD_ENCODING; fields are then empty from the broken one on) or a NUL is among them (NOT_TEXT). Its
 * detail is one sentence without the row's number; its field is the broken column's number, "1" first.
 * Return false to stop: csv_reader_feed and csv_read then return true at once (stopping is no failure). */
typedef bool (*csv_row_fn)(void *ctx, const struct csv_row *row, const struct err *fault);

/* All of it at once. Fails, the row named in the detail:
 * ERR_BAD_ROWS   a quote inside an unquoted field, something other than a separator behind a closing quote, or a quoted
 *                field that is still open at the end (a truncated upload);
 * ERR_TOO_LARGE  a field over its limit (often a missing quote), or too many rows;
 * ERR_EMPTY_BODY no row at all; ERR_UNSUPPORTED_MEDIA UTF-16 (by its BOM); ERR_OUT_OF_MEMORY.
 * Rows already handed out before a failure stay handed out: the caller must undo them. */
bool csv_read(struct text bytes, const struct csv_limits *limits, csv_row_fn row_fn, void *ctx,
              struct err *err) MUST_CHECK;

/* The same in pieces of any size, cut anywhere. new: NULL when out of memory. After a failure feed and finish go on
 * failing in the same way. finish reports the last row and what only the end can show. free takes NULL. */
struct csv_reader;
struct csv_reader *csv_reader_new(const struct csv_limits *limits, csv_row_fn row_fn, void *ctx);
bool csv_reader_feed(struct csv_reader *reader, struct text bytes, struct err *err) MUST_CHECK;
bool csv_reader_finish(struct csv_reader *reader, struct err *err) MUST_CHECK;
void csv_reader_free(struct csv_reader *reader);

#endif
