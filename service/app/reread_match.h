/* reread_match: which figure of a newer reading is which stored one. Both are readings of the same decoded text. No I/O.
 *
 * 1. The same place and kind.
 * 2. Places that overlap: the same number, read with more or less of what stands around it.
 * 3. The same sentence, label and unit, elsewhere in it: each goes to the nearest that is left, in the order of the text.
 * A change is only ever matched to a change. What a person has judged keeps its place whatever the newer reading makes of it: all that is
 * read there is that figure, of whatever kind. What an earlier reading has withdrawn is matched by 1 only. O(n log n). */
#ifndef TONGBI_APP_REREAD_MATCH_H
#define TONGBI_APP_REREAD_MATCH_H

#include "base/arena.h"
#include "base/err.h"
#include "model/figure.h"

enum { REREAD_NONE = -1 };

struct reread_matches {
    int32_t *stored_of; /* one a figure read: the index of the stored one that it is, or REREAD_NONE */
    int32_t *read_of;   /* one a stored figure: the index of the first one read that it is, or REREAD_NONE */
};

/* ERR_TOO_LARGE when the arena is full. */
bool reread_match(struct arena *arena, const struct figure *stored, size_t stored_count,
                  const struct figure *read, size_t read_count, struct reread_matches *out,
                  struct err *err) MUST_CHECK;

#endif
