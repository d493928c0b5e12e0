#include "app/questions.h"

#include "app/task.h"
#include "app/today.h"
#include "http/reply.h"
#include "render/render.h"
#include "series/compare.h"
#include "series/link.h"
#include "series/trend.h"
#include "storage/catalogue_store.h"
#include "storage/series_store.h"

enum { ANSWER_MAX = 256 << 20, ORGS_MAX = 10000 };

/* ---- what both ask ---- */

static struct vantage vantage_of(const struct http_request *request) {
    struct vantage vantage = {0};
    (void)http_request_date(request, "as_of", &vantage.as_of);
    (void)http_request_time(request, "known_at", &vantage.known_at_ms);
    return vantage;
}

static struct render_options options_of(const struct http_request *request) {
    return (struct render_options){.quote = http_request_bool(request, "quote", true),
                                   .bom = http_request_bool(request, "bom", false)};
}

static void ask_alias(struct task *task, struct text org, struct text name) {
    struct text norm = link_normalise(&task->arena, name);
    alias_ask_find(&task->ask, org, &norm, norm.len > 0 ? 1 : 0);
}

/* A metric may be asked for by its code or, as long as that means one metric only, by any of its names. */
static bool resolve_name(struct task *task, size_t call, struct text *metric) {
    struct text only = {0};
    for (size_t row = 0; row < pg_rows(task->results, call); row++) {
        struct alias_match match;
        if (!alias_read(task->results, call, row, &task->arena, &match, &task->err))
            return false;
        if (only.len > 0 && !text_equal(only, match.metric))
            return err_set_field(&task->err, ERR_UNKNOWN_METRIC, "metric",
                                 "'%.*s' means more than one metric (%.*s, %.*s); ask by code.",
                                 TEXT_ARG(*metric), TEXT_ARG(only), TEXT_ARG(match.metric));
        only = match.metric;
    }
    if (only.len == 0)
        return err_set_field(&task->err, ERR_UNKNOWN_METRIC, "metric",
                             "There is no metric '%.*s'; GET /v1/metrics?q= finds them.", TEXT_ARG(*metric));
    *metric = only;
    return true;
}

static enum step reply_rendered(struct task *task, enum http_form form, struct buf *out) {
    http_reply_buf_take(task->request, 200, form == HTTP_FORM_CSV ? HTTP_CSV : HTTP_JSON, out);
    buf_fini(out);
    return task_replied(task);
}

/* ---- GET /v1/trend ---- */

struct trend_state {
    struct text org, metric, scope;
    enum figure_status status;
};

enum { TREND_ORG, TREND_METRIC, TREND_ALIAS, TREND_SCOPES, TREND_OBSERVATIONS };

static enum step ask_series(struct task *task) {
    const struct trend_state *state = task->state;
    struct pg_ask *ask = task_begin_ask(task);
    org_ask(ask, state->org);
    metric_ask(ask, state->metric);
    ask_alias(task, state->org, state->metric);
    series_ask_scopes(ask, state->org, state->metric);
    observation_ask_series(ask, state->org, state->metric, state->scope, state->status);
    return task_ask(task);
}

static enum step begin_trend(struct task *task) {
    struct trend_state *state = task->state;
    enum http_form form;
    state->org = http_request_text(task->request, "org");
    state->metric = http_request_text(task->request, "metric");
    state->scope = http_request_text(task->request, "scope");
    state->status = (enum figure_status)http_request_word(task->request, "status", STATUS_ACTUAL);
    return http_request_form(task->request, &form, &task->err) ? ask_series(task) : STEP_FAIL;
}

static enum step resolve_metric(struct task *task) {
    struct trend_state *state = task->state;
    if (pg_rows(task->results, TREND_ORG) == 0) {
        err_set_field(&task->err, ERR_UNKNOWN_ORG, "org", "There is no organisation '%.*s'.",
                      TEXT_ARG(state->org));
        return STEP_FAIL;
    }
    if (pg_rows(task->results, TREND_METRIC) > 0)
        return STEP_NEXT;
    if (!resolve_name(task, TREND_ALIAS, &state->metric))
        return STEP_FAIL;
    return ask_series(task);
}

static bool scope_refused(struct task *task, enum err_code code, const char *what) {
    struct buf scopes;
    buf_init(&scopes, ERR_DETAIL_MAX);
    for (size_t row = 0; row < pg_rows(task->results, TREND_SCOPES); row++) {
        struct text scope = pg_text(task->results, TREND_SCOPES, row, 1);
        buf_printf(&scopes, "%s%.*s", row > 0 ? ", " : "",
                   TEXT_ARG(scope.len > 0 ? scope : TEXT_OF("(none)")));
    }
    err_set_field(&task->err, code, "scope", "%s Scopes: %.*s.", what, TEXT_ARG(buf_text(&scopes)));
    buf_fini(&scopes);
    return false;
}

/* Without a scope the organisation's own series is meant; where there is none but one for a single scope, that one. */
static bool choose_scope(struct task *task, struct text *scope, bool *is_other) {
    size_t count = pg_rows(task->results, TREND_SCOPES);
    for (size_t row = 0; row < count; row++)
        if (text_equal(pg_text(task->results, TREND_SCOPES, row, 1), *scope))
            return true;
    if (count == 0)
        return true;
    if (scope->len > 0)
        return scope_refused(task, ERR_NOT_FOUND, "There is no series of this scope.");
    if (count > 1)
        return scope_refused(task, ERR_MISSING_PARAMETER, "There are series of several scopes; say which.");
    (void)series_read_scope(task->results, TREND_SCOPES, 0, &task->arena, scope);
    *is_other = true;
    return true;
}

static enum step resolve_scope(struct task *task) {
    struct trend_state *state = task->state;
    bool is_other = false;
    if (!choose_scope(task, &state->scope, &is_other))
        return STEP_FAIL;
    return is_other ? ask_series(task) : STEP_NEXT;
}

static struct trend_request trend_request_of(const struct http_request *request,
                                             const struct trend_state *state) {
    static const char *const frequencies[] = {"A", "S", "Q", "M", "W", "D", "SY", "T", "I"};
    int frequency = http_request_word(request, "frequency", -1);
    struct trend_request asked = {.last = (size_t)http_request_int(request, "last", 0),
                                  .frequency = frequency < 0 ? NULL : frequencies[frequency],
                                  .units = (enum trend_units)http_request_word(request, "units", UNITS_LIN),
                                  .today = today(),
                                  .vantage = vantage_of(request),
                                  .status = state->status,
                                  .scope = state->scope};
    (void)http_request_period(request, "from", &asked.from);
    (void)http_request_period(request, "to", &asked.to);
    return asked;
}

static bool build_trend(struct task *task, struct trend *trend) {
    const struct trend_state *state = task->state;
    const struct trend_request asked = trend_request_of(task->request, state);
    struct observation *observations;
    size_t count;
    struct metric metric;
    if (!metric_read(task->results, TREND_METRIC, 0, &task->arena, &metric, &task->err) ||
        !observation_read_list(task->results, TREND_OBSERVATIONS, &task->arena, &observations, &count,
                               &task->err))
        return false;
    struct org org = org_read(task->results, TREND_ORG, 0, &task->arena);
    int64_t series_id = count > 0 ? observations[0].series_id : 0;
    return trend_build(&task->arena, &asked, &org, &metric, series_id, observations, count, trend,
                       &task->err);
}

static enum step reply_trend(struct task *task) {
    const struct render_options options = options_of(task->request);
    enum http_form form;
    struct trend trend;
    struct buf out;
    if (!build_trend(task, &trend) || !http_request_form(task->request, &form, &task->err))
        return STEP_FAIL;
    buf_init(&out, ANSWER_MAX);
    if (form == HTTP_FORM_CSV)
        render_trend_csv(&out, &trend, &options);
    else
        render_trend_json(&out, &trend, &options);
    return reply_rendered(task, form, &out);
}

static const struct plan trend_plan = {.name = "trend",
                                       .steps = {begin_trend, resolve_metric, resolve_scope, reply_trend},
                                       .state_size = sizeof(struct trend_state)};

void trend_show(struct http_request *request, void *context) {
    task_start(context, request, &trend_plan, NULL);
}

/* ---- GET /v1/compare ---- */

struct compare_state {
    struct text metric;
    struct compare_request asked;
    struct text *orgs; /* named ones */
    size_t org_count;
    struct text under;
};

enum { COMPARE_METRIC, COMPARE_ALIAS, COMPARE_ORGS, COMPARE_UNDER, COMPARE_OBSERVATIONS };

static bool read_orgs(struct task *task, struct compare_state *state) {
    struct text part, rest = http_request_text(task->request, "org");
    size_t most = 1;
    for (size_t i = 0; i < rest.len; i++)
        most += rest.ptr[i] == ',';
    if (most > ORGS_MAX)
        return err_set_field(&task->err, ERR_BAD_VALUE, "org", "More than %d organisations; use `under`.",
                             ORGS_MAX);
    state->orgs = ARENA_ARRAY(&task->arena, most, struct text);
    while (state->orgs != NULL && text_split(&rest, ',', &part)) {
        part = text_trim(part);
        if (part.len == 0)
            return err_set_field(&task->err, ERR_BAD_VALUE, "org", "A code between two commas is empty.");
        state->orgs[state->org_count++] = part;
    }
    return state->orgs != NULL || err_set(&task->err, ERR_TOO_LARGE, "Too many organisations.");
}

static void read_request(const struct http_request *request, struct compare_state *state) {
    static const char *const sorts[] = {"rank",  "value",  "change",  "org",
                                        "-rank", "-value", "-change", "-org"};
    struct compare_request *asked = &state->asked;
    int against = http_request_word(request, "against", -1);
    (void)http_request_period(request, "period", &asked->period);
    asked->against = against >= 0 ? (enum compare_against)against : AGAINST_PREVIOUS_YEAR;
    if (http_request_has(request, "against") && against < 0) {
        asked->against = AGAINST_PERIOD;
        (void)http_request_period(request, "against", &asked->base_period);
    }
    asked->status = (enum figure_status)http_request_word(request, "status", STATUS_ACTUAL);
    asked->today = today();
    asked->vantage = vantage_of(request);
    asked->scope = http_request_text(request, "scope");
    asked->limit = (size_t)http_request_int(request, "limit", 0);
    bool is_sort = compare_sort_parse(text_from(sorts[http_request_word(request, "sort", 0)]), &asked->sort,
                                      &asked->descending);
    (void)is_sort;
    state->metric = http_request_text(request, "metric");
    state->under = http_request_text(request, "under");
}

static enum step ask_comparison(struct task *task) {
    const struct compare_state *state = task->state;
    const struct observation_selection selection = {.metric = state->metric,
                                                    .scope = state->asked.scope,
                                                    .with_targets = state->asked.against == AGAINST_TARGET,
                                                    .status = state->asked.status,
                                                    .period = state->asked.period,
                                                    .base = compare_base_period(&state->asked),
                                                    .orgs = state->orgs,
                                                    .org_count = state->org_count,
                                                    .under = state->under};
    struct pg_ask *ask = task_begin_ask(task);
    metric_ask(ask, state->metric);
    ask_alias(task, (struct text){0}, state->metric);
    org_ask_selection(ask, state->orgs, state->org_count, state->under);
    org_ask(ask, state->under);
    observation_ask_metric(ask, &selection);
    return task_ask(task);
}

static enum step begin_compare(struct task *task) {
    struct compare_state *state = task->state;
    enum http_form form;
    read_request(task->request, state);
    if (!http_request_form(task->request, &form, &task->err) || !read_orgs(task, state))
        return STEP_FAIL;
    return ask_comparison(task);
}

static enum step resolve_compared_metric(struct task *task) {
    struct compare_state *state = task->state;
    if (pg_rows(task->results, COMPARE_METRIC) > 0)
        return STEP_NEXT;
    if (!resolve_name(task, COMPARE_ALIAS, &state->metric))
        return STEP_FAIL;
    return ask_comparison(task);
}

/* A code that was named and is not there must not go missing among the rows. */
static bool knows_orgs(struct task *task, const struct compare_state *state, const struct org *orgs,
                       size_t count) {
    if (state->under.len > 0 && pg_rows(task->results, COMPARE_UNDER) == 0)
        return err_set_field(&task->err, ERR_UNKNOWN_ORG, "under", "There is no organisation '%.*s'.",
                             TEXT_ARG(state->under));
    for (size_t i = 0; i < state->org_count; i++) {
        bool is_known = false;
        for (size_t row = 0; row < count && !is_known; row++)
            is_known = text_equal(orgs[row].code, state->orgs[i]);
        if (!is_known)
            return err_set_field(&task->err, ERR_UNKNOWN_ORG, "org", "There is no organisation '%.*s'%s.",
                                 TEXT_ARG(state->orgs[i]),
                                 state->under.len > 0 ? " under the one named" : "");
    }
    return true;
}

static bool build_comparison(struct task *task, struct compare *compare) {
    const struct compare_state *state = task->state;
    size_t org_count = pg_rows(task->results, COMPARE_ORGS);
    struct org *orgs = ARENA_ARRAY(&task->arena, org_count, struct org);
    struct observation *observations;
    size_t count;
    struct metric metric;
    for (size_t row = 0; orgs != NULL && row < org_count; row++)
        orgs[row] = org_read(task->results, COMPARE_ORGS, row, &task->arena);
    return metric_read(task->results, COMPARE_METRIC, 0, &task->arena, &metric, &task->err) &&
           observation_read_list(task->results, COMPARE_OBSERVATIONS, &task->arena, &observations, &count,
                                 &task->err) &&
           knows_orgs(task, state, orgs, org_count) &&
           compare_build(&task->arena, &state->asked, &metric, orgs, org_count, observations, count, compare,
                         &task->err);
}

static enum step reply_comparison(struct task *task) {
    const struct render_options options = options_of(task->request);
    enum http_form form;
    struct compare compare;
    struct buf out;
    if (!build_comparison(task, &compare) || !http_request_form(task->request, &form, &task->err))
        return STEP_FAIL;
    buf_init(&out, ANSWER_MAX);
    if (form == HTTP_FORM_CSV)
        render_compare_csv(&out, &compare, &options);
    else
        render_compare_json(&out, &compare, &options);
    return reply_rendered(task, form, &out);
}

static const struct plan compare_plan = {.name = "compare",
                                         .steps = {begin_compare, resolve_compared_metric, reply_comparison},
                                         .state_size = sizeof(struct compare_state)};

void compare_show(struct http_request *request, void *context) {
    task_start(context, request, &compare_plan, NULL);
}
