/* observation_reader: rows of figures that somebody posts, out of a stream of bytes, checked field by field. No I/O.
 *
 * Fields: org, metric, period, value (needed), scope, status, published, withdrawn. CSV has them as columns, in any order, under a
 * header; JSON is an array of objects, NDJSON an object a line. A row that is withdrawn has no value. Constant memory, whatever comes. */
#ifndef TONGBI_APP_OBSERVATION_READER_H
#define TONGBI_APP_OBSERVATION_READER_H

#include "app/row_faults.h"
#include "documents/text.h"
#include "storage/posted_store.h"

enum observation_form { OBSERVATIONS_JSON, OBSERVATIONS_LINES, OBSERVATIONS_CSV };

/* Every row, in order, the refused ones too; valid during the call only. Numbers count from 1, in CSV as a spreadsheet does (the header
 * is row 1). published: year 0 where it was not said. */
typedef void (*observation_row_fn)(void *ctx, const struct posted_row *row);

struct observation_reader;
/* faults: every fault goes there. ERR_UNSUPPORTED_MEDIA (of the charset), ERR_OUT_OF_MEMORY. */
struct observation_reader *observation_reader_new(enum observation_form form, enum charset charset,
                                                  struct row_faults *faults, observation_row_fn fn, void *ctx,
                                                  struct err *err) MUST_CHECK;
/* Fails for what leaves no rows to go on with: no JSON array, no header, a missing or unknown column, wrong quoting, no memory. */
bool observation_reader_feed(struct observation_reader *reader, struct text bytes,
                             struct err *err) MUST_CHECK;
/* Also what was cut off, and ERR_EMPTY_BODY where there was no row. */
bool observation_reader_finish(struct observation_reader *reader, struct err *err) MUST_CHECK;
uint64_t observation_reader_rows(const struct observation_reader *reader); /* so far */
void observation_reader_free(struct observation_reader *reader);

#endif
