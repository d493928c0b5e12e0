#include "storage/link_store.h"

#include <stdlib.h>

#include "storage/catalogue_store.h"
#include "storage/pg_quantity.h"

/* Labels older than these reports are still known by their aliases. */
enum { PAST_REPORTS = 6, SIBLINGS_MAX = 1000, CATALOGUE_MAX = 5000, FOLLOWERS_MAX = 200 };

/* ---- the organisation's own past ---- */

size_t past_ask(struct pg_ask *ask, struct text org, int64_t except) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_figure_past, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, org);
    params[1] = pg_param_int(ask->arena, PAST_REPORTS);
    params[2] = pg_param_int(ask->arena, except);
    return call;
}

enum {
    PAST_REPORT,
    PAST_METRIC_ID,
    PAST_METRIC,
    PAST_NAME,
    PAST_METRIC_UNIT,
    PAST_METRIC_KIND,
    PAST_OVER_TIME,
    PAST_NUMERATOR,
    PAST_DENOMINATOR,
    PAST_IS_PROVISIONAL,
    PAST_SCOPE,
    PAST_LABEL,
    PAST_UNIT,
    PAST_KIND,
    PAST_STATUS,
    PAST_STATE,
    PAST_ORDINAL,
    PAST_QUANTITY, /* six columns */
    PAST_IS_POINT = PAST_QUANTITY + 6,
    PAST_SERIES,
    PAST_PERIOD,
    PAST_LAST_PLACE
};

static bool read_past(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                      struct past_figure *out, struct err *err) {
    *out = (struct past_figure){
        .report = pg_int(results, call, row, PAST_REPORT),
        .metric = {.id = pg_int(results, call, row, PAST_METRIC_ID),
                   .code = pg_text_dup(results, call, row, PAST_METRIC, arena),
                   .name_zh = pg_text_dup(results, call, row, PAST_NAME, arena),
                   .unit = pg_text_dup(results, call, row, PAST_METRIC_UNIT, arena),
                   .numerator = pg_text_dup(results, call, row, PAST_NUMERATOR, arena),
                   .denominator = pg_text_dup(results, call, row, PAST_DENOMINATOR, arena),
                   .is_provisional = pg_bool(results, call, row, PAST_IS_PROVISIONAL)},
        .series = pg_is_null(results, call, row, PAST_SERIES) ? 0 : pg_int(results, call, row, PAST_SERIES),
        .scope = pg_text_dup(results, call, row, PAST_SCOPE, arena),
        .label = pg_text_dup(results, call, row, PAST_LABEL, arena),
        .unit = pg_text_dup(results, call, row, PAST_UNIT, arena),
        .ordinal = (uint32_t)pg_int(results, call, row, PAST_ORDINAL),
        .last_place = (int)pg_int(results, call, row, PAST_LAST_PLACE),
        .is_point = pg_bool(results, call, row, PAST_IS_POINT)};
    return figure_kind_parse(pg_text(results, call, row, PAST_METRIC_KIND), &out->metric.kind) &&
           additivity_parse(pg_text(results, call, row, PAST_OVER_TIME), &out->metric.over_time) &&
           figure_kind_parse(pg_text(results, call, row, PAST_KIND), &out->kind) &&
           figure_status_parse(pg_text(results, call, row, PAST_STATUS), &out->status) &&
           figure_state_parse(pg_text(results, call, row, PAST_STATE), &out->state) &&
           period_parse(pg_text(results, call, row, PAST_PERIOD), &out->period, err) &&
           pg_quantity_read(results, call, row, PAST_QUANTITY, &out->quantity, err);
}

bool past_read(const struct pg_results *results, size_t call, struct arena *arena, struct past_figure **out,
               size_t *count, struct err *err) {
    *count = pg_rows(results, call);
    *out = ARENA_ARRAY(arena, *count, struct past_figure);
    for (size_t row = 0; *out != NULL && row < *count; row++)
        if (!read_past(results, call, row, arena, &(*out)[row], err))
            return err_set(err, ERR_INTERNAL, "A figure in the database cannot be read.");
    return !arena_overflowed(arena) ||
           err_set(err, ERR_TOO_LARGE, "The organisation's last reports hold too many figures.");
}

/* ---- what siblings and the catalogue have ---- */

size_t near_ask(struct pg_ask *ask, struct text org) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_metric_near, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, org);
    params[1] = pg_param_int(ask->arena, SIBLINGS_MAX);
    params[2] = pg_param_int(ask->arena, CATALOGUE_MAX);
    return call;
}

enum { NEAR_IS_SIBLING = 14 };

bool near_read(const struct pg_results *results, size_t call, struct arena *arena, struct metric **out,
               size_t *count, size_t *siblings, struct err *err) {
    *siblings = 0;
    *count = pg_rows(results, call);
    *out = ARENA_ARRAY(arena, *count, struct metric);
    for (size_t row = 0; *out != NULL && row < *count; row++) {
        if (!metric_read(results, call, row, arena, &(*out)[row], err))
            return false;
        *siblings += pg_bool(results, call, row, NEAR_IS_SIBLING);
    }
    return !arena_overflowed(arena) || err_set(err, ERR_TOO_LARGE, "The catalogue is too large.");
}

/* ---- suggestions ---- */

enum { SUGGESTION_ARRAYS = 6 };

void suggestion_ask_add(struct pg_ask *ask, int64_t org_id, int64_t report, const struct figure *figures,
                        size_t count) {
    struct pg_array arrays[SUGGESTION_ARRAYS];
    struct pg_param *params = pg_ask_add(ask, STATEMENT_suggestion_add, NULL);
    if (params == NULL)
        return;
    for (size_t i = 0; i < SUGGESTION_ARRAYS; i++)
        pg_array_begin(&arrays[i]);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < figures[i].suggestion_count; k++) {
            const struct suggestion *suggestion = &figures[i].suggestions[k];
            pg_array_int(&arrays[0], figures[i].id);
            pg_array_int(&arrays[1], (int64_t)k);
            pg_array_text(&arrays[2], suggestion->metric);
            pg_array_text(&arrays[3], suggestion->scope);
            pg_array_int(&arrays[4], suggestion->score);
            pg_array_int(&arrays[5], suggestion->reasons);
        }
    params[0] = pg_array_end(&arrays[0], ask->arena);
    params[1] = pg_param_int(ask->arena, org_id);
    params[2] = pg_param_int(ask->arena, report);
    for (size_t i = 1; i < SUGGESTION_ARRAYS; i++)
        params[i + 2] = pg_array_end(&arrays[i], ask->arena);
}

void suggestion_ask_clear(struct pg_ask *ask, int64_t org_id, int64_t report, const int64_t *figures,
                          size_t count) {
    struct pg_array ids;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_suggestion_clear, NULL);
    if (params == NULL)
        return;
    pg_array_begin(&ids);
    for (size_t i = 0; i < count; i++)
        pg_array_int(&ids, figures[i]);
    params[0] = pg_param_int(ask->arena, org_id);
    params[1] = pg_param_int(ask->arena, report);
    params[2] = pg_array_end(&ids, ask->arena);
}

static const char between_suggestions = '\x1f', between_fields = '\x1e';

static void read_suggestion(struct text written, struct suggestion *out) {
    enum { FIELDS = 6 };
    struct text fields[FIELDS] = {{0}};
    for (size_t i = 0; i < FIELDS && text_split(&written, between_fields, &fields[i]); i++)
        continue;
    *out = (struct suggestion){.metric = fields[0], .name_zh = fields[1], .scope = fields[2]};
    if (fields[3].len > 0 && fields[4].len > 0 && fields[5].len > 0) {
        out->series = strtoll(fields[3].ptr, NULL, 10);
        out->score = (int)strtol(fields[4].ptr, NULL, 10);
        out->reasons = (unsigned)strtoul(fields[5].ptr, NULL, 10);
    }
}

bool suggestion_read(struct text joined, struct arena *arena, struct figure *out, struct err *err) {
    struct text part, rest = joined;
    size_t count = 0;
    while (text_split(&rest, between_suggestions, &part))
        count++;
    struct suggestion *read = ARENA_ARRAY(arena, count, struct suggestion);
    if (read == NULL)
        return err_set(err, ERR_TOO_LARGE, "The answer is too large.");
    rest = joined;
    for (size_t i = 0; text_split(&rest, between_suggestions, &part); i++)
        read_suggestion(part, &read[i]);
    out->suggestions = read;
    out->suggestion_count = count;
    return true;
}

/* ---- who follows a decision ---- */

size_t follower_ask(struct pg_ask *ask, int64_t id, struct text label_norm, struct text metric) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_figure_followers, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_int(ask->arena, id);
    params[1] = pg_param_text(ask->arena, label_norm);
    params[2] = pg_param_text(ask->arena, metric);
    params[3] = pg_param_int(ask->arena, FOLLOWERS_MAX);
    return call;
}
