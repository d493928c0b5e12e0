/* claim_store: what reports say of their own change, the verdicts on it, and the warnings on reports. See pg_ask.h for ask and
 * read. */
#ifndef TONGBI_STORAGE_CLAIM_STORE_H
#define TONGBI_STORAGE_CLAIM_STORE_H

#include "model/claim.h"
#include "storage/pg_ask.h"

/* ---- taking in: part of the unit that stores the report ---- */

/* One claim of a report being stored: its figure's ordinal, the metric's code ("": none) and scope of its series. */
struct claim_new {
    uint32_t ordinal;
    struct text metric, scope;
};
void claim_ask_add(struct pg_ask *ask, int64_t org_id, int64_t report_id, const struct claim_new *claims,
                   size_t count);
/* The same; those that are there already speak of these series from now on. */
void claim_ask_put(struct pg_ask *ask, int64_t org_id, int64_t report_id, const struct claim_new *claims,
                   size_t count);
/* Every claim on a series that the report has points in is to be checked again. */
void claim_ask_mark_report(struct pg_ask *ask, int64_t org_id, int64_t report_id);
/* Every claim on series of the metric (code). */
void claim_ask_mark_metric(struct pg_ask *ask, struct text metric);
void claim_ask_mark_figure(struct pg_ask *ask, int64_t figure_id, int64_t series_before);
void warning_ask_add(struct pg_ask *ask, int64_t org_id, int64_t report_id, const struct warning *warnings,
                     size_t count);
void warning_ask_clear(struct pg_ask *ask, int64_t org_id, int64_t report_id);

/* ---- reading ---- */

struct claim_filter {
    int64_t report; /* 0: any */
    struct text org, under, metric;
    struct period period; /* PERIOD_NONE: any */
    const char *basis;    /* "" : any */
    const char *verdict;  /* "" : any; else those with it and those not checked */
    struct date as_of;    /* year 0: no limit */
    int64_t known_at_ms;  /* 0: no limit */
    int64_t before, limit;
};
size_t claim_ask_list(struct pg_ask *ask, const struct claim_filter *filter);
/* All rows of the call. verdict is the one kept; nothing else of what history says is filled. */
bool claim_read_list(const struct pg_results *results, size_t call, struct arena *arena, struct claim **out,
                     size_t *count, struct err *err) MUST_CHECK;

size_t warning_ask_list(struct pg_ask *ask, int64_t report_id);
bool warning_read_list(const struct pg_results *results, size_t call, struct arena *arena,
                       struct warning **out, size_t *count, struct err *err) MUST_CHECK;

/* ---- judging ---- */

/* Keeps the verdicts, but of those that were marked since they were read. */
void claim_ask_judge(struct pg_ask *ask, const struct claim *claims, size_t count);

#endif
