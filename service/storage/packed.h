/* packed: all vintages of one series as the bytes of series.vintages, the one place where they are kept.
 *
 *   vintages = segment*             in the order of recording; a segment is only ever appended, never changed
 *   segment  = recorded version length body
 *     recorded  8 bytes, milliseconds since 1970, put before the rest by the statement that appends it (the database's clock)
 *     version   1 byte: FORM_COMPACT, or FORM_TEXT (what was there before this form came, written by the migration)
 *     length    4 bytes, of the body
 *   compact body = report published entry*       what one source said at one time; report 0: posted
 *     entry   = size head shape [first last-first] [published] value [figure [start width]]
 *               size counts the bytes behind it, so that a reader may pass over what it does not want; first is held against the entry
 *               before, published against the segment's
 *     value   = scale coefficient [last_place]   of an exact value
 *             | limits [decimal]* last_place     of an interval
 *             | nothing                          of a withdrawal
 * Fixed numbers are big-endian, all others LEB128, signed ones in zigzag. A half-year's exact value takes about nine bytes.
 *
 * A vintage's id is its place among all vintages of its series, counted from 1. */
#ifndef TONGBI_STORAGE_PACKED_H
#define TONGBI_STORAGE_PACKED_H

#include "base/buf.h"
#include "model/figure.h"

/* ---- writing: a segment without its first eight bytes ---- */

struct packed_writer {
    struct buf *out;
    size_t length_at; /* where in *out the length goes */
    struct date published;
    int32_t first; /* of the entry before */
};

void packed_begin(struct packed_writer *writer, struct buf *out, int64_t report, struct date published);
/* Of the vintage count: status, period (its canonical form is kept), published, quantity, last_place, is_withdrawn, and of the source
 * figure, start and end. */
void packed_add(struct packed_writer *writer, const struct observation *vintage);
/* The same for an exact value without a figure, which is what comes in millions. */
void packed_add_value(struct packed_writer *writer, enum figure_status status, struct period canonical,
                      struct date published, struct decimal value, int last_place);
void packed_end(struct packed_writer *writer);

/* ---- reading ---- */

struct packed_reader {
    const unsigned char *at, *segment_end, *end;
    int64_t recorded_ms, report, count;
    int32_t published, first;
    bool is_text;
};

/* What is known of an entry before its value is read. */
struct packed_entry {
    int64_t id, recorded_ms, report;
    enum figure_status status;
    struct period period;
    bool is_withdrawn;
    unsigned char head;
    const unsigned char *at, *end; /* the rest of it */
    int32_t published_base;
    struct text fields; /* of FORM_TEXT */
};

enum packed_step { PACKED_ENTRY, PACKED_END, PACKED_BROKEN };

void packed_open(struct packed_reader *reader, struct text vintages);
enum packed_step packed_next(struct packed_reader *reader, struct packed_entry *out);
/* All of *out but series_id, org_id, metric_id and the quote. false: the bytes are broken. */
bool packed_read(const struct packed_entry *entry, struct observation *out) MUST_CHECK;

#endif
