/* checks: a report with what was found about it: figures, claims with their verdicts, warnings. And the checking of claims, which
 * always goes by the history as it stands: what is kept in the database is only what the list of claims is filtered by. */
#ifndef TONGBI_APP_CHECKS_H
#define TONGBI_APP_CHECKS_H

#include "model/claim.h"
#include "series/claim_check.h"
#include "series/consistency.h"
#include "series/series.h"
#include "storage/pg_ask.h"

struct report_view {
    struct report report;
    struct claim *claims;
    size_t claim_count;
    struct warning *warnings;
    size_t warning_count;
};

/* Four calls; report_view_read takes the index of the first. No row of the first: there is no such report. */
size_t report_view_ask(struct pg_ask *ask, int64_t id);
bool report_view_read(const struct pg_results *results, size_t call, struct arena *arena,
                      struct report_view *out, struct err *err) MUST_CHECK;

/* Of a view whose report is known: what was found about it. Two calls. */
size_t report_checks_ask(struct pg_ask *ask, int64_t id);
bool report_checks_read(const struct pg_results *results, size_t call, struct arena *arena,
                        struct report_view *view, struct err *err) MUST_CHECK;

/* The history that the claims rest on: one call. */
size_t claims_ask_history(struct pg_ask *ask, const struct claim *claims, size_t count);
/* From its results: what history says of each. */
bool claims_check(struct arena *arena, const struct pg_results *results, size_t call,
                  const struct claim_view *view, struct claim *claims, size_t count,
                  struct err *err) MUST_CHECK;

/* From the results of observation_ask_named: one history a series. */
bool checks_read_history(const struct pg_results *results, size_t call, struct arena *arena,
                         struct consistency_history **out, size_t *count, struct err *err) MUST_CHECK;

#endif
