/* export_store: vintages by the hundred thousand, read in batches of series out of one snapshot (pg_load.h with export_begin). */
#ifndef TONGBI_STORAGE_EXPORT_STORE_H
#define TONGBI_STORAGE_EXPORT_STORE_H

#include "model/answer.h"
#include "storage/pg_ask.h"

/* How such a transaction begins: what is stored meanwhile is not seen. */
extern const char export_begin[];

struct export_selection {
    const struct text *orgs, *metrics; /* codes; count 0: all */
    size_t org_count, metric_count;
    struct text under; /* code; "": all */
    bool has_scope, has_status;
    struct text scope;
    enum figure_status status;
    struct date from, to; /* of periods: first and last day; year 0: any */
    bool with_quotes;
};

/* The codes that are not there: rows of ("org" or "metric", code). */
size_t export_ask_unknown(struct pg_ask *ask, const struct export_selection *selection);

/* Series come by these two. */
struct export_place {
    int64_t org_id, series_id; /* org_id 0: before the first */
};

/* The next series behind the place: at most `limit`, and one that fills `bytes` is the last. No row: that was all. */
size_t export_ask(struct pg_ask *ask, const struct export_selection *selection,
                  const struct export_place *after, size_t limit, size_t bytes);

struct export_series {
    struct export_place place;
    struct org org;
    struct metric metric; /* code name_zh unit kind */
    struct text scope;
    struct observation
        *observations; /* those selected: point by point (status, days), each point's as they were recorded */
    size_t count;
};
/* Texts are copied into the arena. */
bool export_read(const struct pg_results *results, size_t call, size_t row,
                 const struct export_selection *selection, struct arena *arena, struct export_series *out,
                 struct err *err) MUST_CHECK;

#endif
