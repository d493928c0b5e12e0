#include "app/catalogue.h"

#include "app/catalogue_export.h"
#include "app/catalogue_input.h"
#include "app/catalogue_search.h"
#include "app/changes.h"
#include "app/page.h"
#include "app/task.h"
#include "http/reply.h"
#include "render/render.h"
#include "series/link.h"
#include "storage/catalogue_store.h"
#include "storage/merge_store.h"

enum { ANSWER_MAX = 4 << 20 };

/* ---- organisations ---- */

static bool no_org(struct task *task, const char *field, struct text code) {
    return err_set_field(&task->err, ERR_UNKNOWN_ORG, field, "There is no organisation '%.*s'.",
                         TEXT_ARG(code));
}

static enum step ask_orgs(struct task *task) {
    const struct http_request *request = task->request;
    struct pg_ask *ask = task_begin_ask(task);
    org_ask_list(ask, http_request_text(request, "under"), http_request_text(request, "q"),
                 http_request_text(request, "cursor"), page_rows_to_ask(request));
    org_ask(ask, http_request_text(request, "under"));
    return task_ask(task);
}

static enum step reply_orgs(struct task *task) {
    struct page page;
    struct org org = {0};
    struct text under = http_request_text(task->request, "under");
    if (under.len > 0 && pg_rows(task->results, 1) == 0) {
        no_org(task, "under", under);
        return STEP_FAIL;
    }
    page_begin(&page, task, "orgs", pg_rows(task->results, 0));
    for (size_t row = 0; row < page.shown; row++) {
        org = org_read(task->results, 0, row, &task->arena);
        json_slot(&page.json);
        render_org_json(&page.out, &org);
    }
    return page_reply(&page, org.code);
}

static enum step ask_org(struct task *task) {
    org_ask(task_begin_ask(task), http_request_text(task->request, "code"));
    return task_ask(task);
}

static enum step answer_org(struct task *task, size_t call, int status) {
    struct buf out;
    struct org org = org_read(task->results, call, 0, &task->arena);
    buf_init(&out, ANSWER_MAX);
    render_org_json(&out, &org);
    http_reply_json_take(task->request, status, &out);
    buf_fini(&out);
    return task_replied(task);
}

static enum step reply_org(struct task *task) {
    if (pg_rows(task->results, 0) > 0)
        return answer_org(task, 0, 200);
    no_org(task, "code", http_request_text(task->request, "code"));
    return STEP_FAIL;
}

static void tell_catalogue(struct task *task) {
    const struct written catalogue = {.kind = CHANGE_CATALOGUE};
    changes_tell(task->worker, &catalogue, 1);
}

struct org_state {
    struct org org;
    size_t put; /* its call */
};

static enum step read_and_put_org(struct task *task) {
    struct org_state *state = task->state;
    if (!catalogue_read_org(&task->arena, http_request_text(task->request, "code"),
                            http_request_body(task->request), &state->org, &task->err))
        return STEP_FAIL;
    state->put = org_ask_put(task_begin_ask(task), &state->org);
    return task_ask(task);
}

static enum step reply_put_org(struct task *task) {
    const struct org_state *state = task->state;
    tell_catalogue(task);
    if (pg_rows(task->results, state->put) > 0)
        return answer_org(task, state->put, org_read_was_created(task->results, state->put) ? 201 : 200);
    err_set_field(
        &task->err, ERR_CONFLICT, "parent",
        "'%.*s' cannot be the parent: there is no such organisation, or it lies below '%.*s' itself.",
        TEXT_ARG(state->org.parent), TEXT_ARG(state->org.code));
    return STEP_FAIL;
}

static const struct plan org_list_plan = {.name = "list organisations", .steps = {ask_orgs, reply_orgs}};
static const struct plan org_show_plan = {.name = "show an organisation", .steps = {ask_org, reply_org}};
static const struct plan org_put_plan = {.name = "put an organisation",
                                         .steps = {read_and_put_org, reply_put_org},
                                         .state_size = sizeof(struct org_state),
                                         .finishes_when_gone = true};

void org_list_containing(struct http_request *request, struct worker *worker, enum http_form form) {
    if (form == HTTP_FORM_CSV)
        org_export(request, worker);
    else
        task_start(worker, request, &org_list_plan, NULL);
}

void org_list(struct http_request *request, void *context) {
    enum http_form form;
    struct err err;
    if (!http_request_form(request, &form, &err))
        http_reply_error(request, &err);
    else if (http_request_text(request, "q").len > 0)
        org_search(request, context, form);
    else
        org_list_containing(request, context, form);
}

void org_show(struct http_request *request, void *context) {
    task_start(context, request, &org_show_plan, NULL);
}

void org_put(struct http_request *request, void *context) {
    task_start(context, request, &org_put_plan, NULL);
}

/* ---- metrics ---- */

static enum step ask_metrics(struct task *task) {
    const struct http_request *request = task->request;
    metric_ask_list(task_begin_ask(task), http_request_text(request, "q"),
                    http_request_text(request, "cursor"), page_rows_to_ask(request));
    return task_ask(task);
}

static enum step reply_metrics(struct task *task) {
    struct page page;
    struct metric metric = {0};
    page_begin(&page, task, "metrics", pg_rows(task->results, 0));
    for (size_t row = 0; row < page.shown; row++) {
        if (!metric_read(task->results, 0, row, &task->arena, &metric, &task->err))
            return page_fail(&page);
        json_slot(&page.json);
        render_metric_json(&page.out, &metric);
    }
    return page_reply(&page, metric.code);
}

static enum step ask_metric(struct task *task) {
    metric_record_ask(task_begin_ask(task), http_request_text(task->request, "code"));
    return task_ask(task);
}

struct metric_state {
    struct metric metric;
    struct alias *aliases;
    size_t alias_count;
    bool was_created;
};

static enum step answer_metric(struct task *task, int status) {
    struct metric_record record;
    struct buf out;
    if (!metric_record_read(task->results, 0, &task->arena, &record, &task->err))
        return STEP_FAIL;
    const struct render_merges merges = {record.into, record.merged, record.merged_count};
    buf_init(&out, ANSWER_MAX);
    render_metric_full_json(&out, &record.metric, &merges);
    http_reply_json_take(task->request, status, &out);
    buf_fini(&out);
    return task_replied(task);
}

static enum step reply_metric(struct task *task) {
    struct text code = http_request_text(task->request, "code");
    if (pg_rows(task->results, 0) > 0)
        return answer_metric(task, 200);
    err_set_field(&task->err, ERR_UNKNOWN_METRIC, "code", "There is no metric '%.*s'.", TEXT_ARG(code));
    return STEP_FAIL;
}

/* Its names are aliases too. */
static struct alias *aliases_of(struct task *task, const struct metric *metric, size_t *count) {
    struct alias *aliases = ARENA_ARRAY(&task->arena, metric->alias_count + 1, struct alias);
    *count = 0;
    for (size_t i = 0; aliases != NULL && i < metric->alias_count + 1; i++) {
        struct text label = i == 0 ? metric->name_zh : metric->aliases[i - 1];
        aliases[(*count)++] = (struct alias){
            .metric = metric->code, .norm = link_normalise(&task->arena, label), .alias = label};
    }
    return aliases;
}

enum { CALL_CLAIMS, CALL_MERGED };

static enum step read_and_ask_metric(struct task *task) {
    struct metric_state *state = task->state;
    if (!catalogue_read_metric(&task->arena, http_request_text(task->request, "code"),
                               http_request_body(task->request), &state->metric, &task->err))
        return STEP_FAIL;
    state->aliases = aliases_of(task, &state->metric, &state->alias_count);
    struct text *norms = ARENA_ARRAY(&task->arena, state->alias_count, struct text);
    for (size_t i = 0; norms != NULL && i < state->alias_count; i++)
        norms[i] = state->aliases[i].norm;
    struct pg_ask *ask = task_begin_ask(task);
    label_claim_ask(ask, state->metric.code, norms, norms != NULL ? state->alias_count : 0);
    merged_ask(ask, &state->metric.code, 1);
    return task_ask(task);
}

/* A label that two metrics claim would mean neither. Two metrics may be called alike; then the name goes on meaning the other one. */
static bool is_free(struct task *task, const struct label_claim *claim) {
    struct metric_state *state = task->state;
    struct text name_norm = state->alias_count > 0 ? state->aliases[0].norm : (struct text){0};
    for (size_t i = 0; i < state->alias_count; i++) {
        struct alias *alias = &state->aliases[i];
        if (!text_equal(alias->norm, claim->norm))
            continue;
        if (!text_equal(alias->norm, name_norm))
            return err_set_field(&task->err, ERR_CONFLICT, "aliases",
                                 "'%.*s' means '%.*s' already; take it from that one, or merge the two.",
                                 TEXT_ARG(alias->alias), TEXT_ARG(claim->metric));
        alias->norm = (struct text){0};
    }
    return true;
}

/* The labels that provisional metrics, which are only named after them, give up. */
static bool read_claims(struct task *task, struct alias **given_up, size_t *count) {
    const struct metric *metric = &((struct metric_state *)task->state)->metric;
    size_t rows = pg_rows(task->results, CALL_CLAIMS);
    *given_up = ARENA_ARRAY(&task->arena, rows, struct alias);
    for (size_t row = 0; *given_up != NULL && row < rows; row++) {
        struct label_claim claim;
        if (!label_claim_read(task->results, CALL_CLAIMS, row, &task->arena, &claim, &task->err))
            return false;
        if (claim.kind != metric->kind || !link_units_fit(claim.unit, metric->unit))
            continue;
        if (claim.is_provisional)
            (*given_up)[(*count)++] = (struct alias){.metric = claim.metric, .norm = claim.norm};
        else if (!is_free(task, &claim))
            return false;
    }
    return *given_up != NULL || err_set(&task->err, ERR_TOO_LARGE, "Too many aliases.");
}

static bool is_unmerged(struct task *task) {
    if (pg_rows(task->results, CALL_MERGED) == 0)
        return true;
    const struct merged_code merged = merged_read(task->results, CALL_MERGED, 0, &task->arena);
    return err_set_field(&task->err, ERR_CONFLICT, "code",
                         "'%.*s' was merged into '%.*s'; put that one, or undo the merge.",
                         TEXT_ARG(merged.code), TEXT_ARG(merged.into));
}

static enum step put_metric(struct task *task) {
    struct metric_state *state = task->state;
    struct alias *given_up;
    size_t count = 0;
    if (!is_unmerged(task) || !read_claims(task, &given_up, &count))
        return STEP_FAIL;
    struct pg_ask *ask = task_begin_ask(task);
    metric_ask_put(ask, &state->metric);
    alias_ask_put(ask, state->metric.code, state->aliases, state->alias_count, given_up, count);
    return task_ask(task);
}

static enum step check_put_metric(struct task *task) {
    struct metric_state *state = task->state;
    tell_catalogue(task);
    if (pg_rows(task->results, 0) == 0) {
        err_set_field(&task->err, ERR_CONFLICT, "kind",
                      "'%.*s' has series already; its kind cannot change. Put a metric of another code.",
                      TEXT_ARG(state->metric.code));
        return STEP_FAIL;
    }
    state->was_created = metric_read_was_created(task->results, 0);
    return ask_metric(task);
}

static enum step reply_put_metric(struct task *task) {
    const struct metric_state *state = task->state;
    return answer_metric(task, state->was_created ? 201 : 200);
}

static const struct plan metric_list_plan = {.name = "list metrics", .steps = {ask_metrics, reply_metrics}};
static const struct plan metric_show_plan = {.name = "show a metric", .steps = {ask_metric, reply_metric}};
static const struct plan metric_put_plan = {
    .name = "put a metric",
    .steps = {read_and_ask_metric, put_metric, check_put_metric, reply_put_metric},
    .state_size = sizeof(struct metric_state),
    .finishes_when_gone = true};

void metric_list_containing(struct http_request *request, struct worker *worker, enum http_form form) {
    if (form == HTTP_FORM_CSV)
        metric_export(request, worker);
    else
        task_start(worker, request, &metric_list_plan, NULL);
}

void metric_list(struct http_request *request, void *context) {
    enum http_form form;
    struct err err;
    if (!http_request_form(request, &form, &err))
        http_reply_error(request, &err);
    else if (http_request_text(request, "q").len > 0)
        metric_search(request, context, form);
    else
        metric_list_containing(request, context, form);
}

void metric_show(struct http_request *request, void *context) {
    task_start(context, request, &metric_show_plan, NULL);
}

void metric_put(struct http_request *request, void *context) {
    task_start(context, request, &metric_put_plan, NULL);
}

/* ---- series ---- */

static struct series_filter filter_of(const struct http_request *request) {
    struct series_filter filter = {.org = http_request_text(request, "org"),
                                   .metric = http_request_text(request, "metric"),
                                   .limit = page_rows_to_ask(request)};
    (void)http_request_date(request, "as_of", &filter.as_of);
    (void)http_request_time(request, "known_at", &filter.known_at_ms);
    return filter;
}

static enum step ask_series(struct task *task) {
    struct series_filter filter = filter_of(task->request);
    if (!page_cursor_id(task->request, &filter.cursor, &task->err))
        return STEP_FAIL;
    struct pg_ask *ask = task_begin_ask(task);
    series_ask_list(ask, &filter);
    org_ask(ask, filter.org);
    metric_ask(ask, filter.metric);
    return task_ask(task);
}

static bool is_known(struct task *task) {
    struct text org = http_request_text(task->request, "org");
    struct text metric = http_request_text(task->request, "metric");
    if (org.len > 0 && pg_rows(task->results, 1) == 0)
        return no_org(task, "org", org);
    if (metric.len > 0 && pg_rows(task->results, 2) == 0)
        return err_set_field(&task->err, ERR_UNKNOWN_METRIC, "metric", "There is no metric '%.*s'.",
                             TEXT_ARG(metric));
    return true;
}

/* As of a day, or as known at a time, only the series that had something then: so a page may be shorter than its limit, and only a `next`
 * of null is the end. */
static enum step reply_series(struct task *task) {
    const struct series_filter filter = filter_of(task->request);
    bool is_then = filter.as_of.year != 0 || filter.known_at_ms != 0;
    struct page page;
    struct series series = {0};
    if (!is_known(task))
        return STEP_FAIL;
    page_begin(&page, task, "series", pg_rows(task->results, 0));
    for (size_t row = 0; row < page.shown; row++) {
        if (!series_read(task->results, 0, row, &filter, &task->arena, &series, &task->err))
            return page_fail(&page);
        if (is_then && series.observation_count == 0)
            continue;
        json_slot(&page.json);
        render_series_json(&page.out, &series);
    }
    return page_reply(&page, arena_printf(&task->arena, "%lld", (long long)series.id));
}

static const struct plan series_list_plan = {.name = "list series", .steps = {ask_series, reply_series}};

void series_list(struct http_request *request, void *context) {
    task_start(context, request, &series_list_plan, NULL);
}
