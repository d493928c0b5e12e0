/* codes: a,b,c in a parameter. No I/O. */
#ifndef TONGBI_APP_CODES_H
#define TONGBI_APP_CODES_H

#include "base/arena.h"
#include "base/err.h"
#include "http/parameters.h"

/* The codes of the parameter `name`, trimmed; none where it was not told. ERR_BAD_VALUE, with the field, for more than `most` or where
 * a code is empty; ERR_TOO_LARGE. */
bool codes_read(const struct values *values, const char *name, size_t most, struct arena *arena,
                struct text **codes, size_t *count, struct err *err) MUST_CHECK;

#endif
