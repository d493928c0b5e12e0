/* catalogue_input: organisations and metrics that somebody puts, as JSON, and the built-in catalogue, as CSV; and what holds for each of
 * their fields wherever it comes from. No I/O. */
#ifndef TONGBI_APP_CATALOGUE_INPUT_H
#define TONGBI_APP_CATALOGUE_INPUT_H

#include "base/arena.h"
#include "base/err.h"
#include "model/figure.h"

/* {"name": …, "parent": code or null, "aliases": […]}. Unknown, missing or ill-typed fields are named in *err. */
bool catalogue_read_org(struct arena *arena, struct text code, struct text body, struct org *out,
                        struct err *err) MUST_CHECK;
/* {"name_zh", "kind", and optionally name_en, unit, direction, over_time, over_orgs, numerator, denominator, aliases}. */
bool catalogue_read_metric(struct arena *arena, struct text code, struct text body, struct metric *out,
                           struct err *err) MUST_CHECK;
/* {"note": …}, why; into out->note. */
bool catalogue_read_break(struct arena *arena, struct text body, struct metric_break *out,
                          struct err *err) MUST_CHECK;
/* Columns: code name_zh name_en kind unit direction over_time over_orgs numerator denominator aliases (separated by |). */
bool catalogue_read_csv(struct arena *arena, struct text csv, struct metric **out, size_t *count,
                        struct err *err) MUST_CHECK;

/* ---- one field of either; *err names it ---- */

bool catalogue_check_code(struct text code, struct err *err) MUST_CHECK;
/* Not too long, no control characters. */
bool catalogue_check_text(const char *field, struct text text, struct err *err) MUST_CHECK;
bool catalogue_check_needed(struct text value, const char *field, struct err *err) MUST_CHECK;

/* The words of a metric as they come. */
struct metric_words {
    struct text name_zh, name_en, kind, unit, direction, over_time, over_orgs, numerator, denominator;
};
/* The one of that name; NULL: there is none. */
struct text *metric_words_at(struct metric_words *words, const char *field);
bool metric_words_read(const struct metric_words *words, struct metric *out, struct err *err) MUST_CHECK;

#endif
