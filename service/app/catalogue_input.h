/* catalogue_input: organisations and metrics that somebody puts, as JSON, and the built-in catalogue, as CSV. No I/O. */
#ifndef TONGBI_APP_CATALOGUE_INPUT_H
#define TONGBI_APP_CATALOGUE_INPUT_H

#include "base/arena.h"
#include "base/err.h"
#include "model/figure.h"

/* {"name": …, "parent": code or null}. Unknown, missing or ill-typed fields are named in *err. */
bool catalogue_read_org(struct arena *arena, struct text code, struct text body, struct org *out,
                        struct err *err) MUST_CHECK;
/* {"name_zh", "kind", and optionally name_en, unit, direction, over_time, over_orgs, numerator, denominator, aliases}. */
bool catalogue_read_metric(struct arena *arena, struct text code, struct text body, struct metric *out,
                           struct err *err) MUST_CHECK;
/* Columns: code name_zh name_en kind unit direction over_time over_orgs numerator denominator aliases (separated by |). */
bool catalogue_read_csv(struct arena *arena, struct text csv, struct metric **out, size_t *count,
                        struct err *err) MUST_CHECK;

#endif
