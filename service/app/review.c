#include "app/review.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "app/json_input.h"
#include "app/page.h"
#include "app/task.h"
#include "http/reply.h"
#include "render/fields.h"
#include "render/render.h"
#include "storage/catalogue_store.h"
#include "storage/review_store.h"

/* ---- 1. which figures ---- */

enum { CALL_QUEUE, CALL_ORG, CALL_UNDER, CALL_METRIC };

/* The confidence and the id of the last figure of the page before, as write_cursor puts them. */
static bool read_cursor(const struct http_request *request, struct queue_filter *filter, struct err *err) {
    struct text cursor = http_request_text(request, "cursor");
    int confidence, end = 0;
    long long id;
    filter->after_confidence = -1;
    if (cursor.len == 0)
        return true;
    bool is_ours = cursor.len < 24 && cursor.ptr[0] >= '0' && cursor.ptr[0] <= '9' &&
                   sscanf(cursor.ptr, "%4d-%18lld%n", &confidence, &id, &end) == 2 &&
                   (size_t)end == cursor.len && id > 0;
    if (!is_ours)
        return err_set_field(err, ERR_BAD_VALUE, "cursor", "It is not the `next` of a page of this list.");
    filter->after_confidence = confidence;
    filter->after_id = id;
    return true;
}

static struct text write_cursor(struct arena *arena, const struct figure *last) {
    return arena_printf(arena, "%d-%lld", last->confidence, (long long)last->id);
}

static enum step ask_queue(struct task *task) {
    const struct http_request *request = task->request;
    struct queue_filter filter = {
        .state = (enum figure_state)http_request_word(request, "state", FIGURE_PENDING),
        .org = http_request_text(request, "org"),
        .under = http_request_text(request, "under"),
        .metric = http_request_text(request, "metric"),
        .most_confidence = (int)http_request_int(request, "confidence", CONFIDENCE_ONE),
        .limit = page_rows_to_ask(request)};
    (void)http_request_period(request, "period", &filter.period);
    if (filter.org.len > 0 && filter.under.len > 0) {
        err_set_field(&task->err, ERR_BAD_VALUE, "under", "Either org or under is asked for, not both.");
        return STEP_FAIL;
    }
    if (!read_cursor(request, &filter, &task->err))
        return STEP_FAIL;
    struct pg_ask *ask = task_begin_ask(task);
    queue_ask(ask, &filter);
    org_ask(ask, filter.org);
    org_ask(ask, filter.under);
    metric_ask(ask, filter.metric);
    return task_ask(task);
}

/* ---- 2. the page ---- */

/* A list about something that is not there is not an empty list. */
static bool is_known(struct task *task, size_t call, const char *name, enum err_code code) {
    struct text value = http_request_text(task->request, name);
    return value.len == 0 || pg_rows(task->results, call) > 0 ||
           err_set_field(&task->err, code, name, "There is no %s '%.*s'.",
                         code == ERR_UNKNOWN_METRIC ? "metric" : "organisation", TEXT_ARG(value));
}

/* The figure whose change it is stands in the report; of it no more is needed here than where. */
static void write_figure(struct json *json, struct queued *queued, const struct render_options *options) {
    const struct figure owner = {.start = queued->owner_start};
    struct figure *figure = &queued->record.figure;
    if (figure->change_of != FIGURE_NOT_OWNED)
        figure->change_of = 0;
    json_key(json, "figure");
    json_slot(json);
    render_figure_json(json->out, &owner, figure, options);
}

static void write_queued(struct json *json, struct queued *queued, const struct render_options *options) {
    json_begin_object(json);
    fields_integer(json, "report", queued->record.report);
    fields_text(json, "title", queued->title);
    fields_text(json, "org", queued->org.code);
    fields_text(json, "org_name", queued->org.name);
    fields_period(json, "period", queued->period);
    fields_date(json, "published", queued->record.published);
    write_figure(json, queued, options);
    json_end_object(json);
}

static enum step reply_queue(struct task *task) {
    const struct render_options options = {.quote = http_request_bool(task->request, "quote", true)};
    struct page page;
    struct queued queued = {0};
    if (!is_known(task, CALL_ORG, "org", ERR_UNKNOWN_ORG) ||
        !is_known(task, CALL_UNDER, "under", ERR_UNKNOWN_ORG) ||
        !is_known(task, CALL_METRIC, "metric", ERR_UNKNOWN_METRIC))
        return STEP_FAIL;
    page_begin(&page, task, "figures", pg_rows(task->results, CALL_QUEUE));
    for (size_t row = 0; row < page.shown; row++) {
        if (!queue_read(task->results, CALL_QUEUE, row, &task->arena, &queued, &task->err))
            return page_fail(&page);
        write_queued(&page.json, &queued, &options);
    }
    return page_reply(&page, write_cursor(&task->arena, &queued.record.figure));
}

static const struct plan plan = {.name = "list figures", .steps = {ask_queue, reply_queue}};

void figure_queue(struct http_request *request, void *context) {
    task_start(context, request, &plan, NULL);
}

/* ---- accepting many ---- */

enum { ACCEPT_MOST = 1000, ACCEPT_ANSWER_MAX = 1 << 20 };

struct accept_state {
    struct acceptance *wanted;
    size_t count;
};

/* A whole number of JSON from 0 to `most`. */
static bool read_whole(const json_t *value, int64_t most, int64_t *out) {
    struct decimal number;
    struct err ignored;
    bool is_whole = value != NULL && json_input_is_number(value) &&
                    json_input_decimal(value, &number, &ignored) && number.scale == 0 &&
                    number.coefficient >= 0 && number.coefficient <= most;
    if (is_whole)
        *out = (int64_t)number.coefficient;
    return is_whole;
}

static bool read_wanted(struct accept_state *state, const json_t *object, struct err *err) {
    struct acceptance *one = &state->wanted[state->count];
    int64_t revision = 0;
    const json_t *id = json_object_get(object, "id"), *seen = json_object_get(object, "revision");
    bool is_good = json_is_object(object) && json_object_size(object) == (seen != NULL ? 2 : 1) &&
                   read_whole(id, INT64_MAX, &one->id) && one->id > 0 &&
                   (seen == NULL || read_whole(seen, INT32_MAX, &revision));
    if (!is_good)
        return err_set_field(
            err, ERR_BAD_VALUE, "figures",
            "figures[%zu] is no object of an id and, where you like, the revision looked at.", state->count);
    one->revision = seen != NULL ? (int)revision : -1;
    for (size_t i = 0; i < state->count; i++)
        if (state->wanted[i].id == one->id)
            return err_set_field(err, ERR_BAD_VALUE, "figures", "figures[%zu] and figures[%zu] are the same.",
                                 i, state->count);
    state->count++;
    return true;
}

static bool read_body(struct task *task, const json_t *body) {
    struct accept_state *state = task->state;
    struct text word = {0};
    const json_t *figures = json_object_get(body, "figures");
    if (!json_is_object(body) || json_object_size(body) != 2 ||
        !json_input_text(json_object_get(body, "state"), &word) || !text_equal(word, TEXT_OF("accepted")))
        return err_set_field(
            &task->err, ERR_BAD_VALUE, "state",
            "The body is {\"state\": \"accepted\", \"figures\": […]}; only accepting is done for many.");
    size_t count = json_array_size(figures);
    if (count < 1 || count > ACCEPT_MOST)
        return err_set_field(&task->err, ERR_BAD_VALUE, "figures", "'figures' is an array of 1 to %d.",
                             ACCEPT_MOST);
    state->wanted = ARENA_ARRAY(&task->arena, count, struct acceptance);
    if (state->wanted == NULL)
        return err_set(&task->err, ERR_TOO_LARGE, "The list is too large.");
    for (size_t i = 0; i < count; i++)
        if (!read_wanted(state, json_array_get(figures, i), &task->err))
            return false;
    return true;
}

static enum step ask_accept(struct task *task) {
    const struct accept_state *state = task->state;
    json_t *body = json_input_parse(http_request_body(task->request), &task->err);
    bool is_read = body != NULL && read_body(task, body);
    if (body != NULL)
        json_decref(body);
    if (!is_read)
        return STEP_FAIL;
    accept_ask(task_begin_ask(task), state->wanted, state->count);
    return task_ask(task);
}

static struct text why_not(struct arena *arena, const struct acceptance *one) {
    if (!one->is_there)
        return TEXT_OF("There is no such figure.");
    if (one->is_withdrawn)
        return TEXT_OF("Its report is withdrawn.");
    if (one->revision >= 0 && one->revision != one->state_revision)
        return arena_printf(arena, "It has been judged since: it is %s, revision %d.",
                            figure_state_name(one->state), one->state_revision);
    if (one->state != FIGURE_PENDING && one->state != FIGURE_SURE)
        return arena_printf(arena, "It is %s already.", figure_state_name(one->state));
    return TEXT_OF("Somebody else judged it just now; look at it again.");
}

static void write_accepted(struct json *json, struct arena *arena, const struct accept_state *state) {
    int64_t accepted = 0;
    for (size_t i = 0; i < state->count; i++)
        accepted += state->wanted[i].is_accepted;
    fields_integer(json, "accepted", accepted);
    json_key(json, "refused");
    json_begin_array(json);
    for (size_t i = 0; i < state->count; i++) {
        if (state->wanted[i].is_accepted)
            continue;
        json_begin_object(json);
        fields_integer(json, "id", state->wanted[i].id);
        fields_text(json, "detail", why_not(arena, &state->wanted[i]));
        json_end_object(json);
    }
    json_end_array(json);
}

static enum step reply_accept(struct task *task) {
    struct accept_state *state = task->state;
    struct buf out;
    struct json json;
    if (!accept_read(task->results, 0, state->wanted, state->count, &task->err))
        return STEP_FAIL;
    buf_init(&out, ACCEPT_ANSWER_MAX);
    json_init(&json, &out);
    json_begin_object(&json);
    write_accepted(&json, &task->arena, state);
    json_end_object(&json);
    json_fini(&json);
    http_reply_json_take(task->request, 200, &out);
    buf_fini(&out);
    return task_replied(task);
}

static const struct plan accept_plan = {.name = "accept figures",
                                        .steps = {ask_accept, reply_accept},
                                        .state_size = sizeof(struct accept_state),
                                        .finishes_when_gone = true};

void figures_accept(struct http_request *request, void *context) {
    task_start(context, request, &accept_plan, NULL);
}
