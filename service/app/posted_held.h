/* posted_held: posted rows one behind the other, as they came, while they wait for their load to begin. No I/O. */
#ifndef TONGBI_APP_POSTED_HELD_H
#define TONGBI_APP_POSTED_HELD_H

#include "base/buf.h"
#include "storage/posted_store.h"

/* The texts are copied. false: no memory. */
bool posted_held_add(struct buf *held, const struct posted_row *row) MUST_CHECK;
/* Takes the next one off *rest, which begins as the buf's text; its texts live in there. false: that was all. */
bool posted_held_next(struct text *rest, struct posted_row *out);

#endif
