#include "app/observe.h"

#include "app/observation_rows.h"
#include "app/task.h"
#include "app/today.h"
#include "base/dict.h"
#include "base/utf8.h"
#include "http/reply.h"
#include "ops/metrics.h"
#include "render/json.h"
#include "storage/series_store.h"

struct observe {
    struct observation_rows *rows;
    struct observation_new *new;
};

/* ---- 1. read the rows ---- */

static bool is_json(struct text content_type) {
    return text_starts_with(content_type, TEXT_OF("application/json"));
}

static bool read_rows(struct task *task, struct observation_rows *rows) {
    struct text body = http_request_body(task->request);
    struct text content_type = http_request_header(task->request, "Content-Type");
    if (text_trim(body).len == 0)
        return err_set(&task->err, ERR_EMPTY_BODY, "The body is empty; send a JSON array or CSV.");
    if (is_json(content_type))
        return observation_rows_read_json(rows, body, &task->err);
    if (text_starts_with(content_type, TEXT_OF("text/csv")))
        return observation_rows_read_csv(rows, body, &task->err);
    return err_set(&task->err, ERR_UNSUPPORTED_MEDIA,
                   "Content-Type is '%.*s'; observations are read from application/json or text/csv.",
                   TEXT_ARG(utf8_cut(content_type, 60)));
}

static bool collect(struct task *task, struct observe *state) {
    const struct observation_rows *rows = state->rows;
    struct date day = today();
    state->new = ARENA_ARRAY(&task->arena, rows->count, struct observation_new);
    for (size_t i = 0; i < rows->count && state->new != NULL; i++) {
        const struct observation_row *row = &rows->items[i];
        state->new[i] =
            (struct observation_new){.org = row->org,
                                     .metric = row->metric,
                                     .scope = row->scope,
                                     .period = row->period,
                                     .status = row->status,
                                     .value = row->value,
                                     .published = row->published.year == 0 ? day : row->published};
    }
    return state->new != NULL ||
           err_set(&task->err, ERR_TOO_LARGE, "The rows need more memory than a request may take.");
}

/* What one row is about: two rows of one request must not say different things of it. */
static struct text point_key(struct arena *arena, const struct observation_new *row) {
    char period[PERIOD_TEXT_MAX], published[DATE_TEXT_MAX];
    period_print(period_canonical(row->period), period);
    date_print(row->published, published);
    return arena_printf(arena, "%.*s\x1f%.*s\x1f%.*s\x1f%s\x1f%s\x1f%s", TEXT_ARG(row->org),
                        TEXT_ARG(row->metric), TEXT_ARG(row->scope), period, figure_status_name(row->status),
                        published);
}

static bool find_conflicts(struct task *task, struct observe *state) {
    struct dict points;
    struct observation_rows *rows = state->rows;
    dict_init(&points, &task->arena);
    for (size_t i = 0; rows->fault_count == 0 && i < rows->count; i++) {
        struct text key = point_key(&task->arena, &state->new[i]);
        const struct observation_new *other = dict_get(&points, key);
        if (other == NULL && !dict_put(&points, key, &state->new[i]))
            return err_set(&task->err, ERR_TOO_LARGE, "The rows need more memory than a request may take.");
        if (other != NULL && decimal_compare(other->value, state->new[i].value) != 0)
            observation_rows_fault(rows, rows->items[i].number, "value",
                                   arena_printf(&task->arena,
                                                "Row %llu says another value of the same point.",
                                                (unsigned long long)rows->items[other - state->new].number));
    }
    return true;
}

/* The faults that only the database can find are told together with the others; so it is asked in any case. */
static enum step read_and_ask(struct task *task) {
    struct observe *state = task->state;
    state->rows = ARENA_NEW(&task->arena, struct observation_rows);
    if (state->rows == NULL) {
        err_set(&task->err, ERR_OUT_OF_MEMORY, "No memory for the rows.");
        return STEP_FAIL;
    }
    observation_rows_init(state->rows, &task->arena);
    if (!read_rows(task, state->rows) || !collect(task, state) || !find_conflicts(task, state))
        return STEP_FAIL;
    if (state->rows->count == 0) {
        err_set(&task->err, ERR_EMPTY_BODY, "There are no rows.");
        return STEP_FAIL;
    }
    observation_ask_unknown(task_begin_ask(task), state->new, state->rows->count);
    return task_ask(task);
}

/* ---- 2. know every organisation and metric, then store ---- */

/* Codes that are not there, by what they are: "org" or "metric". */
static bool collect_unknown(struct task *task, const char *what, struct dict *codes) {
    const struct pg_results *results = task->results;
    dict_init(codes, &task->arena);
    for (size_t row = 0; row < pg_rows(results, 0); row++)
        if (text_equal(pg_text(results, 0, row, 0), text_from(what)) &&
            !dict_put(codes, pg_text(results, 0, row, 1), codes))
            return err_set(&task->err, ERR_TOO_LARGE, "The rows need more memory than a request may take.");
    return true;
}

static void tell_unknown(struct observation_rows *rows, uint64_t number, const char *field, const char *what,
                         struct text code) {
    struct err fault;
    err_set(&fault, ERR_BAD_VALUE, "There is no %s '%.*s'.", what, TEXT_ARG(code));
    observation_rows_fault(rows, number, field, text_from(fault.detail));
}

static bool find_unknown(struct task *task, struct observation_rows *rows) {
    struct dict orgs, metrics;
    if (pg_rows(task->results, 0) == 0)
        return true;
    if (!collect_unknown(task, "org", &orgs) || !collect_unknown(task, "metric", &metrics))
        return false;
    for (size_t i = 0; i < rows->count; i++) {
        const struct observation_row *row = &rows->items[i];
        if (row->org.len > 0 && dict_get(&orgs, row->org) != NULL)
            tell_unknown(rows, row->number, "org", "organisation", row->org);
        if (row->metric.len > 0 && dict_get(&metrics, row->metric) != NULL)
            tell_unknown(rows, row->number, "metric", "metric", row->metric);
    }
    return true;
}

static enum step refuse(struct task *task, const struct observation_rows *rows) {
    size_t count = rows->fault_count < ROW_FAULTS_MAX ? rows->fault_count : ROW_FAULTS_MAX;
    struct http_request *request = task->request;
    task_release(task);
    http_reply_errors(request, &task->err, rows->faults, count);
    return STEP_DONE;
}

static enum step check_and_store(struct task *task) {
    struct observe *state = task->state;
    if (!find_unknown(task, state->rows))
        return STEP_FAIL;
    if (!observation_rows_verdict(state->rows, &task->err))
        return refuse(task, state->rows);
    observation_ask_add(task_begin_ask(task), state->new, state->rows->count);
    return task_ask(task);
}

/* ---- 3. answer ---- */

static enum step reply_stored(struct task *task) {
    const struct observe *state = task->state;
    size_t stored = pg_affected(task->results, task->ask.count - 1);
    struct buf out;
    struct json json;
    metrics_count(METRIC_OBSERVATIONS, stored);
    buf_init(&out, 1024);
    json_init(&json, &out);
    json_begin_object(&json);
    json_key(&json, "stored");
    json_add_integer(&json, (int64_t)stored);
    json_key(&json, "unchanged");
    json_add_integer(&json, (int64_t)(state->rows->count - stored));
    json_end_object(&json);
    json_fini(&json);
    http_reply_json_take(task->request, stored > 0 ? 201 : 200, &out);
    buf_fini(&out);
    return task_replied(task);
}

static const struct plan plan = {.name = "take in observations",
                                 .steps = {read_and_ask, check_and_store, reply_stored},
                                 .state_size = sizeof(struct observe),
                                 .finishes_when_gone = true};

void observations_add(struct http_request *request, void *context) {
    task_start(context, request, &plan, NULL);
}
