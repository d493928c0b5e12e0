/* catalogue_aliases: several aliases in one cell of a CSV file, with | between them; one that is part of an alias, or a backslash, has a
 * backslash before it. */
#ifndef TONGBI_APP_CATALOGUE_ALIASES_H
#define TONGBI_APP_CATALOGUE_ALIASES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

/* Are they not too many, and each fit to be one? */
bool catalogue_check_aliases(struct text cell, struct err *err) MUST_CHECK;
/* No cell holds more. */
size_t catalogue_count_aliases(struct text cell);
/* The next alias of the cell, unescaped and trimmed; *rest begins as the cell. false: no more, or no memory. */
bool catalogue_next_alias(struct arena *arena, struct text *rest, struct text *out);

#endif
