#include "app/claims.h"

#include <stdio.h>

#include "app/checks.h"
#include "app/page.h"
#include "app/task.h"
#include "http/reply.h"
#include "render/fields.h"
#include "render/render.h"
#include "storage/catalogue_store.h"
#include "storage/claim_store.h"

/* The database's verdicts choose the rows; what is answered is found anew from the history. Those that were not checked since
 * something changed come with any filter, and are kept or passed over by what is found; so a page may be shorter than its
 * limit, and only a `next` of null is the end. */

enum { ANSWER_MAX = 64 << 20 };

struct claims_state {
    struct claim *claims;
    size_t count;
    size_t stale; /* how many had no verdict */
    bool has_next;
    struct claim_view view;
};

enum { CALL_CLAIMS, CALL_ORG, CALL_UNDER, CALL_METRIC };

/* Kept verdicts are of now, and heed the breaks. */
static bool is_as_kept(const struct claims_state *state) {
    return state->view.vantage.as_of.year == 0 && state->view.vantage.known_at_ms == 0 &&
           !state->view.across_breaks;
}

/* ---- 1. which claims ---- */

static enum step ask_list(struct task *task) {
    static const char *const verdicts[] = {"agrees",       "disagrees",           "unit_confused",
                                           "base_differs", "agrees_with_vintage", "base_missing",
                                           "undecided"};
    static const char *const bases[] = {"yoy", "pop", "since", "target"};
    struct claims_state *state = task->state;
    const struct http_request *request = task->request;
    int verdict = http_request_word(request, "verdict", -1), basis = http_request_word(request, "basis", -1);
    enum http_form form;
    (void)http_request_date(request, "as_of", &state->view.vantage.as_of);
    (void)http_request_time(request, "known_at", &state->view.vantage.known_at_ms);
    state->view.across_breaks = http_request_bool(request, "across_breaks", false);
    struct claim_filter filter = {.report = http_request_int(request, "report", 0),
                                  .org = http_request_text(request, "org"),
                                  .under = http_request_text(request, "under"),
                                  .metric = http_request_text(request, "metric"),
                                  .basis = basis < 0 ? "" : bases[basis],
                                  /* Seen otherwise than the kept verdicts all are looked at. */
                                  .verdict = verdict < 0 || !is_as_kept(state) ? "" : verdicts[verdict],
                                  .as_of = state->view.vantage.as_of,
                                  .known_at_ms = state->view.vantage.known_at_ms,
                                  .limit = page_rows_to_ask(request)};
    (void)http_request_period(request, "period", &filter.period);
    if (!page_cursor_id(request, &filter.before, &task->err) ||
        !http_request_form(task->request, &form, &task->err))
        return STEP_FAIL;
    struct pg_ask *ask = task_begin_ask(task);
    claim_ask_list(ask, &filter);
    org_ask(ask, filter.org);
    org_ask(ask, filter.under);
    metric_ask(ask, filter.metric);
    return task_ask(task);
}

/* A list about something that is not there is not an empty list. */
static bool is_known(struct task *task, size_t call, const char *name, enum err_code code) {
    struct text value = http_request_text(task->request, name);
    return value.len == 0 || pg_rows(task->results, call) > 0 ||
           err_set_field(&task->err, code, name, "There is no %s '%.*s'.",
                         code == ERR_UNKNOWN_METRIC ? "metric" : "organisation", TEXT_ARG(value));
}

/* ---- 2. their history ---- */

static enum step ask_history(struct task *task) {
    struct claims_state *state = task->state;
    if (!is_known(task, CALL_ORG, "org", ERR_UNKNOWN_ORG) ||
        !is_known(task, CALL_UNDER, "under", ERR_UNKNOWN_ORG) ||
        !is_known(task, CALL_METRIC, "metric", ERR_UNKNOWN_METRIC) ||
        !claim_read_list(task->results, CALL_CLAIMS, &task->arena, &state->claims, &state->count, &task->err))
        return STEP_FAIL;
    size_t limit = (size_t)page_rows_to_ask(task->request) - 1;
    state->has_next = state->count > limit;
    if (state->has_next)
        state->count = limit;
    for (size_t i = 0; i < state->count; i++)
        state->stale += state->claims[i].verdict == VERDICT_NONE;
    claims_ask_history(task_begin_ask(task), state->claims, state->count);
    return task_ask(task);
}

/* ---- 3. verdicts; they are kept where none was ---- */

static enum step judge(struct task *task) {
    struct claims_state *state = task->state;
    if (!claims_check(&task->arena, task->results, 0, &state->view, state->claims, state->count, &task->err))
        return STEP_FAIL;
    if (!is_as_kept(state) || state->stale == 0)
        return STEP_NEXT;
    claim_ask_judge(task_begin_ask(task), state->claims, state->count);
    return task_ask(task);
}

/* ---- 4. answer ---- */

/* Those with the verdict that was asked for come to the front; returns how many. */
static size_t keep_wanted(struct claims_state *state, int wanted) {
    size_t n = 0;
    for (size_t i = 0; i < state->count; i++)
        if (wanted < 0 || (int)state->claims[i].verdict == wanted + (int)VERDICT_AGREES)
            state->claims[n++] = state->claims[i];
    return n;
}

static void write_json(struct buf *out, const struct claims_state *state, size_t count, int64_t next,
                       const struct render_options *options) {
    struct json json;
    char cursor[24];
    json_init(&json, out);
    json_begin_object(&json);
    json_key(&json, "claims");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        json_slot(&json);
        render_claim_json(out, &state->claims[i], options);
    }
    json_end_array(&json);
    snprintf(cursor, sizeof cursor, "%lld", (long long)next);
    fields_text(&json, "next", next != 0 ? text_from(cursor) : (struct text){0});
    fields_date(&json, "as_of", state->view.vantage.as_of);
    fields_time(&json, "known_at", state->view.vantage.known_at_ms);
    json_end_object(&json);
    json_fini(&json);
}

static enum step reply_list(struct task *task) {
    struct claims_state *state = task->state;
    const struct render_options options = {.quote = http_request_bool(task->request, "quote", true),
                                           .bom = http_request_bool(task->request, "bom", false)};
    enum http_form form;
    struct buf out;
    int64_t next = state->has_next ? state->claims[state->count - 1].id : 0;
    size_t count = keep_wanted(state, http_request_word(task->request, "verdict", -1));
    if (!http_request_form(task->request, &form, &task->err))
        return STEP_FAIL;
    buf_init(&out, ANSWER_MAX);
    if (form == HTTP_FORM_CSV)
        render_claims_csv(&out, state->claims, count, &options);
    else
        write_json(&out, state, count, next, &options);
    http_reply_buf_take(task->request, 200, form == HTTP_FORM_CSV ? HTTP_CSV : HTTP_JSON, &out);
    buf_fini(&out);
    return task_replied(task);
}

static const struct plan plan = {.name = "list claims",
                                 .steps = {ask_list, ask_history, judge, reply_list},
                                 .state_size = sizeof(struct claims_state)};

void claim_list(struct http_request *request, void *context) {
    task_start(context, request, &plan, NULL);
}
