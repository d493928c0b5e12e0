/* break_store: the definition breaks of metrics. See pg_ask.h for ask and read. */
#ifndef TONGBI_STORAGE_BREAK_STORE_H
#define TONGBI_STORAGE_BREAK_STORE_H

#include "model/figure.h"
#include "storage/pg_ask.h"

enum { BREAKS_MOST = 100 /* of one metric */ };

/* Makes the break of the metric item->metric (code), or the one of the same day says this from now on. No row: there is no such metric, or
 * it has BREAKS_MOST of other days. */
size_t break_ask_put(struct pg_ask *ask, const struct metric_break *item);
bool break_read_was_created(const struct pg_results *results, size_t call);
/* No row: the metric has none that begins on the first day of the period. */
size_t break_ask_remove(struct pg_ask *ask, struct text metric, struct period period);
/* What is split off goes on being counted as it was: the metric `to` (code) has the breaks of `from` too. */
void break_ask_copy(struct pg_ask *ask, struct text from, struct text to);

/* A column of breaks_of(), with texts copied into the arena. metric: the code, of an arena that stands as long. */
bool breaks_read(const struct pg_results *results, size_t call, size_t row, int column, struct arena *arena,
                 struct text metric, struct breaks *out, struct err *err) MUST_CHECK;

#endif
