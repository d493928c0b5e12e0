#include "app/checks.h"

#include <stdlib.h>

#include "storage/report_store.h"
#include "storage/series_store.h"

enum { CALL_REPORT, CALL_FIGURES, CALL_CHECKS };
enum { CALL_WARNINGS, CALL_CLAIMS };
enum { CLAIMS_MAX = 100000 };

size_t report_checks_ask(struct pg_ask *ask, int64_t id) {
    const struct claim_filter of_report = {.report = id, .basis = "", .verdict = "", .limit = CLAIMS_MAX};
    size_t call = warning_ask_list(ask, id);
    claim_ask_list(ask, &of_report);
    return call;
}

size_t report_view_ask(struct pg_ask *ask, int64_t id) {
    size_t call = report_ask(ask, id);
    figure_ask_list(ask, id);
    report_checks_ask(ask, id);
    return call;
}

/* The list of claims begins with the newest; in a report they stand in the order of the text. */
static void reverse(struct claim *claims, size_t count) {
    for (size_t i = 0; i < count / 2; i++) {
        struct claim claim = claims[i];
        claims[i] = claims[count - 1 - i];
        claims[count - 1 - i] = claim;
    }
}

bool report_checks_read(const struct pg_results *results, size_t call, struct arena *arena,
                        struct report_view *view, struct err *err) {
    if (!warning_read_list(results, call + CALL_WARNINGS, arena, &view->warnings, &view->warning_count,
                           err) ||
        !claim_read_list(results, call + CALL_CLAIMS, arena, &view->claims, &view->claim_count, err))
        return false;
    reverse(view->claims, view->claim_count);
    return true;
}

bool report_view_read(const struct pg_results *results, size_t call, struct arena *arena,
                      struct report_view *out, struct err *err) {
    *out = (struct report_view){0};
    return report_read(results, call + CALL_REPORT, 0, arena, &out->report, err) &&
           figure_read_list(results, call + CALL_FIGURES, arena, &out->report.figures,
                            &out->report.figure_count, err) &&
           report_checks_read(results, call + CALL_CHECKS, arena, out, err);
}

size_t claims_ask_history(struct pg_ask *ask, const struct claim *claims, size_t count) {
    struct series_key *keys = ARENA_ARRAY(ask->arena, count, struct series_key);
    size_t n = 0;
    for (size_t i = 0; keys != NULL && i < count; i++)
        if (claims[i].series_id != 0)
            keys[n++] = (struct series_key){claims[i].org.id, claims[i].series_id};
    return observation_ask_ids(ask, keys, n);
}

static int by_series(const void *left, const void *right) {
    const struct observation *a = left, *b = right;
    return (a->series_id > b->series_id) - (a->series_id < b->series_id);
}

/* The run of one series among observations in the order of by_series. */
static size_t find_series(const struct observation *sorted, size_t count, int64_t series_id, size_t *from) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle].series_id < series_id)
            low = middle + 1;
        else
            high = middle;
    }
    *from = low;
    while (low < count && sorted[low].series_id == series_id)
        low++;
    return low - *from;
}

bool claims_check(struct arena *arena, const struct pg_results *results, size_t call,
                  const struct claim_view *view, struct claim *claims, size_t count, struct err *err) {
    struct observation *observations;
    size_t observation_count;
    if (!observation_read_list(results, call, NULL, arena, &observations, &observation_count, err))
        return false;
    if (observation_count > 1)
        qsort(observations, observation_count, sizeof *observations, by_series);
    for (size_t i = 0; i < count; i++) {
        size_t from = 0, n = 0;
        if (claims[i].series_id != 0)
            n = find_series(observations, observation_count, claims[i].series_id, &from);
        if (!claim_check(arena, observations + from, n, view, &claims[i], err))
            return false;
    }
    return true;
}

bool checks_read_history(const struct pg_results *results, size_t call, struct arena *arena,
                         struct consistency_history **out, size_t *count, struct err *err) {
    *count = pg_rows(results, call);
    *out = ARENA_ARRAY(arena, *count, struct consistency_history);
    for (size_t row = 0; *out != NULL && row < *count; row++) {
        struct series_name name = observation_read_name(results, call, row, arena);
        struct observation *observations;
        size_t n;
        if (!observation_read_row(results, call, row, arena, &observations, &n, err))
            return false;
        (*out)[row] = (struct consistency_history){name.metric, name.scope, observations, n};
    }
    return *out != NULL || err_set(err, ERR_TOO_LARGE, "The history is too large.");
}
