/* recode: a stream of bytes in whatever encoding, into UTF-8, piece by piece. Pure.
 *
 * For: tables and rows too long to hold. Not for: reports, which are looked at whole (text.h). Reads UTF-8, GB18030 (with GBK and
 * GB2312), Big5 and UTF-16. A BOM wins over the label, the label over a guess. Without either, ASCII passes, and the stretch behind
 * the first other byte (DECIDING_BYTES of it, or what there is) decides: UTF-8 where more of it fits that than not, else GB18030.
 *
 * A byte that does not belong comes out as 0xFF, which no UTF-8 holds: so the reader of the rows finds the fault, and can say in
 * which row it stands. UTF-8 passes unchecked for the same reason. Constant memory, linear time. */
#ifndef TONGBI_DOCUMENTS_RECODE_H
#define TONGBI_DOCUMENTS_RECODE_H

#include "base/buf.h"
#include "documents/text.h"

struct recode;
/* ERR_UNSUPPORTED_MEDIA: a label that is not read (CHARSET_UNKNOWN); ERR_OUT_OF_MEMORY, ERR_INTERNAL. */
struct recode *recode_new(enum charset label, struct err *err) MUST_CHECK;
/* Adds to `out`, whose sticky failure says when that went wrong. is_last: no more will come. */
void recode_feed(struct recode *recode, struct text bytes, bool is_last, struct buf *out);
/* What it was; CHARSET_NONE while there was nothing but ASCII. */
enum charset recode_charset(const struct recode *recode);
void recode_free(struct recode *recode);

#endif
