#include "app/reports.h"

#include "app/changes.h"
#include "app/checks.h"
#include "app/page.h"
#include "app/task.h"
#include "app/today.h"
#include "http/reply.h"
#include "render/render.h"
#include "storage/report_store.h"
#include "storage/series_store.h"

enum { ANSWER_MAX = 256 << 20 };

static bool not_found(struct task *task) {
    return err_set(&task->err, ERR_NOT_FOUND, "There is no report %lld.",
                   (long long)http_request_int(task->request, "id", 0));
}

static bool is_there(struct task *task) {
    return pg_rows(task->results, 0) > 0 || not_found(task);
}

/* ---- GET /v1/reports ---- */

static enum step ask_list(struct task *task) {
    static const char *const states[] = {"active", "withdrawn"};
    int state = http_request_word(task->request, "state", -1);
    struct report_filter filter = {.org = http_request_text(task->request, "org"),
                                   .under = http_request_text(task->request, "under"),
                                   .q = http_request_text(task->request, "q"),
                                   .state = state < 0 ? "" : states[state],
                                   .limit = page_rows_to_ask(task->request)};
    (void)http_request_period(task->request, "period", &filter.period);
    (void)http_request_date(task->request, "as_of", &filter.as_of);
    (void)http_request_time(task->request, "known_at", &filter.known_at_ms);
    if (!page_cursor_id(task->request, &filter.before, &task->err))
        return STEP_FAIL;
    struct pg_ask *ask = task_begin_ask(task);
    report_ask_list(ask, &filter);
    org_ask(ask, filter.org);
    org_ask(ask, filter.under);
    return task_ask(task);
}

/* A list of an organisation that is not there is not an empty list. */
static bool org_is_known(struct task *task, size_t call, const char *name) {
    struct text code = http_request_text(task->request, name);
    if (code.len == 0 || pg_rows(task->results, call) > 0)
        return true;
    return err_set_field(&task->err, ERR_UNKNOWN_ORG, name, "There is no organisation '%.*s'.",
                         TEXT_ARG(code));
}

static enum step reply_list(struct task *task) {
    const struct render_options options = {.quote = false};
    struct page page;
    struct report report = {0};
    if (!org_is_known(task, 1, "org") || !org_is_known(task, 2, "under"))
        return STEP_FAIL;
    page_begin(&page, task, "reports", pg_rows(task->results, 0));
    for (size_t row = 0; row < page.shown; row++) {
        if (!report_read(task->results, 0, row, &task->arena, &report, &task->err))
            return page_fail(&page);
        json_slot(&page.json);
        render_report_json(&page.out, &report, NULL, false, &options);
    }
    return page_reply(&page, arena_printf(&task->arena, "%lld", (long long)report.id));
}

static const struct plan list_plan = {.name = "list reports", .steps = {ask_list, reply_list}};

void report_list(struct http_request *request, void *context) {
    task_start(context, request, &list_plan, NULL);
}

/* ---- GET /v1/reports/{id} ---- */

static enum step ask_view(struct task *task) {
    report_view_ask(task_begin_ask(task), http_request_int(task->request, "id", 0));
    return task_ask(task);
}

/* Claims go by the history as it stands now. */
static enum step ask_history(struct task *task) {
    struct report_view *view = task->state;
    if (!is_there(task) || !report_view_read(task->results, 0, &task->arena, view, &task->err))
        return STEP_FAIL;
    if (view->claim_count == 0)
        return STEP_NEXT;
    claims_ask_history(task_begin_ask(task), view->claims, view->claim_count);
    return task_ask(task);
}

static enum step reply_report(struct task *task) {
    const struct render_options options = {.quote = http_request_bool(task->request, "quote", true)};
    const struct claim_view now = {0};
    struct report_view *view = task->state;
    struct buf out;
    if (view->claim_count > 0 &&
        !claims_check(&task->arena, task->results, 0, &now, view->claims, view->claim_count, &task->err))
        return STEP_FAIL;
    const struct report_checks checks = {view->claims, view->claim_count, view->warnings,
                                         view->warning_count};
    buf_init(&out, ANSWER_MAX);
    render_report_json(&out, &view->report, &checks, false, &options);
    http_reply_json_take(task->request, 200, &out);
    buf_fini(&out);
    return task_replied(task);
}

static const struct plan show_plan = {.name = "show a report",
                                      .steps = {ask_view, ask_history, reply_report},
                                      .state_size = sizeof(struct report_view)};

void report_show(struct http_request *request, void *context) {
    task_start(context, request, &show_plan, NULL);
}

/* ---- DELETE /v1/reports/{id} ---- */

/* The calls of this unit, in order: what was judged has to be counted before the series are read. */
enum { CALL_REPORT, CALL_REVISIONS, CALL_SERIES };

static enum step ask_before(struct task *task) {
    int64_t id = http_request_int(task->request, "id", 0);
    struct pg_ask *ask = task_begin_ask(task);
    report_ask(ask, id);
    report_ask_revisions(ask, id);
    observation_ask_report(ask, id);
    return task_ask(task);
}

static bool check_day(struct task *task, const struct report *report, struct date day) {
    char published[DATE_TEXT_MAX];
    if (report->state != REPORT_ACTIVE || date_compare(day, report->published) >= 0)
        return true;
    date_print(report->published, published);
    return err_set_field(&task->err, ERR_BAD_VALUE, "published",
                         "The report came out on %s; it cannot have been withdrawn before that.", published);
}

struct withdrawal {
    struct addition *additions;
    size_t count;
};

/* A series that figures of the report are points of. */
struct touched {
    struct series_name name;
    struct observation *vintages;
    size_t count;
};

static bool read_touched(struct task *task, struct touched *out, size_t rows, size_t *vintages) {
    *vintages = 0;
    for (size_t row = 0; out != NULL && row < rows; row++) {
        out[row].name = observation_read_name(task->results, CALL_SERIES, row, &task->arena);
        if (!observation_read_row(task->results, CALL_SERIES, row, &task->arena, &out[row].vintages,
                                  &out[row].count, &task->err))
            return false;
        *vintages += out[row].count;
    }
    return out != NULL ||
           err_set(&task->err, ERR_TOO_LARGE, "The report has too many figures to withdraw it.");
}

/* What takes back every point that the report has made. */
static bool collect_withdrawals(struct task *task, struct addition_source *source, struct addition **out,
                                size_t *count) {
    size_t rows = pg_rows(task->results, CALL_SERIES), room;
    struct touched *touched = ARENA_ARRAY(&task->arena, rows, struct touched);
    if (!read_touched(task, touched, rows, &room))
        return false;
    struct observation *withdrawn = ARENA_ARRAY(&task->arena, room, struct observation);
    struct addition *additions = ARENA_ARRAY(&task->arena, room, struct addition);
    if (withdrawn == NULL || additions == NULL)
        return err_set(&task->err, ERR_TOO_LARGE, "The report's series are too long to withdraw it.");
    *count = 0;
    *out = additions;
    for (size_t row = 0; row < rows; row++) {
        size_t n = vintage_withdraw(source, 0, touched[row].vintages, touched[row].count, withdrawn);
        for (size_t i = 0; i < n; i++)
            additions[(*count)++] =
                (struct addition){touched[row].name.metric, touched[row].name.scope, withdrawn[i]};
        if (touched[row].count > 0)
            source->org_id = touched[row].vintages[0].org_id;
    }
    return true;
}

static enum step withdraw(struct task *task) {
    struct report report;
    struct date day = today();
    int64_t id = http_request_int(task->request, "id", 0);
    (void)http_request_date(task->request, "published", &day);
    if (!is_there(task) || !report_read(task->results, CALL_REPORT, 0, &task->arena, &report, &task->err) ||
        !check_day(task, &report, day))
        return STEP_FAIL;
    struct withdrawal *state = task->state;
    struct addition_source source = {.report = id, .published = day};
    if (!collect_withdrawals(task, &source, &state->additions, &state->count))
        return STEP_FAIL;
    int64_t revisions = report_read_revisions(task->results, CALL_REVISIONS);
    struct pg_ask *ask = task_begin_ask(task);
    report_ask_withdraw(ask, id, day, revisions, &source, state->additions, state->count);
    report_ask(ask, id);
    return task_ask(task);
}

static void tell_withdrawn(struct task *task, struct text org) {
    const struct withdrawal *state = task->state;
    struct written *written = ARENA_ARRAY(&task->arena, state->count, struct written);
    const struct written all = {.kind = CHANGE_ALL};
    for (size_t i = 0; written != NULL && i < state->count; i++)
        written[i] = (struct written){CHANGE_POINT, org, state->additions[i].metric};
    if (written != NULL)
        changes_tell(task->worker, written, state->count);
    else
        changes_tell(task->worker, &all, 1);
}

static bool reply_withdrawn(struct task *task, bool *is_withdrawn) {
    const struct render_options options = {.quote = false};
    struct report report;
    struct buf out;
    if (!report_read(task->results, task->ask.count - 1, 0, &task->arena, &report, &task->err))
        return false;
    *is_withdrawn = report.state == REPORT_WITHDRAWN;
    if (!*is_withdrawn)
        return true;
    tell_withdrawn(task, report.org);
    buf_init(&out, ANSWER_MAX);
    render_report_json(&out, &report, NULL, false, &options);
    http_reply_json_take(task->request, 200, &out);
    buf_fini(&out);
    return true;
}

/* One of its figures was judged between reading and withdrawing: read again. */
static enum step reply_or_again(struct task *task) {
    bool is_withdrawn;
    if (!reply_withdrawn(task, &is_withdrawn))
        return STEP_FAIL;
    return is_withdrawn ? task_replied(task) : ask_before(task);
}

static enum step reply_or_fail(struct task *task) {
    bool is_withdrawn;
    if (!reply_withdrawn(task, &is_withdrawn))
        return STEP_FAIL;
    if (is_withdrawn)
        return task_replied(task);
    err_set(&task->err, ERR_CONFLICT, "Its figures are being judged at this moment; try again.");
    return STEP_FAIL;
}

static const struct plan withdraw_plan = {
    .name = "withdraw a report",
    .state_size = sizeof(struct withdrawal),
    .steps = {ask_before, withdraw, reply_or_again, withdraw, reply_or_again, withdraw, reply_or_fail},
    .finishes_when_gone = true};

void report_withdraw(struct http_request *request, void *context) {
    task_start(context, request, &withdraw_plan, NULL);
}

/* ---- GET /v1/reports/{id}/figures ---- */

static enum step ask_report(struct task *task) {
    int64_t id = http_request_int(task->request, "id", 0);
    struct pg_ask *ask = task_begin_ask(task);
    report_ask(ask, id);
    figure_ask_list(ask, id);
    return task_ask(task);
}

static bool read_report(struct task *task, struct report *report) {
    return is_there(task) && report_read(task->results, 0, 0, &task->arena, report, &task->err) &&
           figure_read_list(task->results, 1, &task->arena, &report->figures, &report->figure_count,
                            &task->err);
}

static enum step reply_figures(struct task *task) {
    const struct render_options options = {.quote = http_request_bool(task->request, "quote", true)};
    struct report report;
    struct buf out;
    struct json json;
    if (!read_report(task, &report))
        return STEP_FAIL;
    buf_init(&out, ANSWER_MAX);
    json_init(&json, &out);
    json_begin_object(&json);
    json_key(&json, "report");
    json_add_integer(&json, report.id);
    json_key(&json, "figures");
    json_begin_array(&json);
    for (size_t i = 0; i < report.figure_count; i++) {
        json_slot(&json);
        render_figure_json(&out, report.figures, &report.figures[i], &options);
    }
    json_end_array(&json);
    json_end_object(&json);
    json_fini(&json);
    http_reply_json_take(task->request, 200, &out);
    buf_fini(&out);
    return task_replied(task);
}

static const struct plan figures_plan = {.name = "list figures", .steps = {ask_report, reply_figures}};

void report_figures(struct http_request *request, void *context) {
    task_start(context, request, &figures_plan, NULL);
}

/* ---- GET …/text and …/original ---- */

static enum step ask_text(struct task *task) {
    report_ask_text(task_begin_ask(task), http_request_int(task->request, "id", 0));
    return task_ask(task);
}

static enum step reply_text(struct task *task) {
    if (!is_there(task))
        return STEP_FAIL;
    http_reply_bytes(task->request, 200, HTTP_TEXT, pg_text(task->results, 0, 0, 0));
    return task_replied(task);
}

static enum step ask_original(struct task *task) {
    report_ask_original(task_begin_ask(task), http_request_int(task->request, "id", 0));
    return task_ask(task);
}

static enum step reply_original(struct task *task) {
    struct text bytes;
    if (!is_there(task) || !report_read_original(task->results, 0, &task->arena, &bytes, &task->err))
        return STEP_FAIL;
    struct text media_type = pg_text(task->results, 0, 0, 1);
    struct text content_type = arena_printf(&task->arena, "%.*s; charset=%.*s", TEXT_ARG(media_type),
                                            TEXT_ARG(pg_text(task->results, 0, 0, 2)));
    bool is_html = text_equal(media_type, TEXT_OF("text/html"));
    /* As a file: a page that somebody posted must not run in this origin. */
    http_reply_set_filename(task->request, arena_printf(&task->arena, "report-%lld.%s",
                                                        (long long)http_request_int(task->request, "id", 0),
                                                        is_html ? "html" : "txt"));
    http_reply_bytes(task->request, 200, content_type.ptr, bytes);
    return task_replied(task);
}

static const struct plan text_plan = {.name = "show a text", .steps = {ask_text, reply_text}};
static const struct plan original_plan = {.name = "show an original",
                                          .steps = {ask_original, reply_original}};

void report_text(struct http_request *request, void *context) {
    task_start(context, request, &text_plan, NULL);
}

void report_original(struct http_request *request, void *context) {
    task_start(context, request, &original_plan, NULL);
}
