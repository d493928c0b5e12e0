#include "app/intake_ask.h"

#include "storage/catalogue_store.h"
#include "storage/link_store.h"

enum { CALL_ALIASES, CALL_PAST };

size_t intake_ask_known(struct pg_ask *ask, const struct intake *intake, struct text org, int64_t except) {
    size_t count = intake->extracted.count;
    struct text *norms = ARENA_ARRAY(ask->arena, count, struct text);
    for (size_t i = 0; norms != NULL && i < count; i++)
        norms[i] = intake->links[i].key.label_norm;
    size_t call = alias_ask_find(ask, org, norms, norms != NULL ? count : 0);
    past_ask(ask, org, except);
    return call;
}

static bool read_aliases(const struct pg_results *results, size_t call, struct arena *arena,
                         struct intake_known *known, struct err *err) {
    size_t count = pg_rows(results, call);
    struct link_candidate *aliases = ARENA_ARRAY(arena, count, struct link_candidate);
    struct metric *metrics = ARENA_ARRAY(arena, count, struct metric);
    for (size_t row = 0; aliases != NULL && metrics != NULL && row < count; row++) {
        struct alias_match match;
        if (!alias_read(results, call, row, arena, &match, err))
            return false;
        aliases[row] = (struct link_candidate){.metric_id = match.metric_id,
                                               .alias_norm = match.norm,
                                               .unit = match.unit,
                                               .kind = match.kind,
                                               .is_org_own = match.is_org_own};
        metrics[row] = (struct metric){.id = match.metric_id,
                                       .code = match.metric,
                                       .name_zh = match.name_zh,
                                       .unit = match.unit,
                                       .kind = match.kind,
                                       .over_time = match.over_time,
                                       .numerator = match.numerator,
                                       .denominator = match.denominator,
                                       .is_provisional = match.is_provisional};
    }
    known->aliases = aliases;
    known->alias_metrics = metrics;
    known->alias_count = count;
    return !arena_overflowed(arena) || err_set(err, ERR_TOO_LARGE, "The report is too large to be read.");
}

bool intake_read_known(const struct pg_results *results, size_t call, struct arena *arena, struct text org,
                       struct intake_known *known, struct err *err) {
    struct past_figure *past;
    if (!read_aliases(results, call + CALL_ALIASES, arena, known, err) ||
        !past_read(results, call + CALL_PAST, arena, &past, &known->past_count, err))
        return false;
    known->past = past;
    known->org = org;
    return true;
}

bool intake_read_near(const struct pg_results *results, size_t call, struct arena *arena,
                      struct intake_known *known, struct err *err) {
    struct metric *near;
    if (!near_read(results, call, arena, &near, &known->near_count, &known->sibling_count, err))
        return false;
    known->near = near;
    return true;
}

bool intake_is_cumulative(const struct metric *metric, const struct figure *figure) {
    return metric != NULL && !metric->is_provisional && metric->over_time == ADDITIVITY_SUM &&
           figure->kind != FIGURE_CHANGE && figure->status == STATUS_ACTUAL;
}
