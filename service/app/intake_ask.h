/* intake_ask: what linking a report's figures needs to know, asked of the database. Parts of the endpoints that take a report in and that
 * read it anew. */
#ifndef TONGBI_APP_INTAKE_ASK_H
#define TONGBI_APP_INTAKE_ASK_H

#include "app/intake.h"
#include "storage/pg_ask.h"

/* Two calls: what the labels mean, and the organisation's last reports but `except` (an id; 0: none). Returns the first. */
size_t intake_ask_known(struct pg_ask *ask, const struct intake *intake, struct text org, int64_t except);
/* org has to live as long as *known. */
bool intake_read_known(const struct pg_results *results, size_t call, struct arena *arena, struct text org,
                       struct intake_known *known, struct err *err) MUST_CHECK;
/* Where intake_knows_all says no: what siblings and the catalogue have, from near_ask's call (link_store.h). */
bool intake_read_near(const struct pg_results *results, size_t call, struct arena *arena,
                      struct intake_known *known, struct err *err) MUST_CHECK;
/* Has this figure's total to be held against others of the same beginning? */
bool intake_is_cumulative(const struct metric *metric, const struct figure *figure);

#endif
