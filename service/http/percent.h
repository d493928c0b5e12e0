/* percent: percent-decoding of paths and queries. Pure. */
#ifndef TONGBI_HTTP_PERCENT_H
#define TONGBI_HTTP_PERCENT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

/* Into the arena, NUL behind it. plus_is_space: as in queries. ERR_BAD_REQUEST when a % is not followed by
 * two hex digits, or what comes out is no UTF-8 or holds NUL. The detail begins in small letters, for a
 * context to be put before it. */
bool percent_decode(struct text raw, bool plus_is_space, struct arena *arena, struct text *out,
                    struct err *err) MUST_CHECK;

#endif
