#include "app/figures.h"

#include <stdio.h>

#include "app/changes.h"
#include "app/checks.h"
#include "app/figure_input.h"
#include "app/followers.h"
#include "app/task.h"
#include "http/reply.h"
#include "render/render.h"
#include "series/consistency.h"
#include "series/link.h"
#include "storage/catalogue_store.h"
#include "storage/link_store.h"
#include "storage/merge_store.h"
#include "storage/report_store.h"
#include "storage/series_store.h"

enum { ANSWER_MAX = 4 << 20 };

struct patch_state {
    struct figure_input input;
    struct figure_record record;
    struct figure to;
    struct report_view view; /* the report as it is afterwards */
    struct metric *metrics;  /* of its figures */
    size_t metric_count;
    size_t figure_call, view_call, merged_call; /* of the unit that changed it */
    struct followers followers;
};

/* ---- 1. which figure ---- */

enum { CALL_FIGURE, CALL_METRIC, CALL_SERIES };

static enum step ask_figure(struct task *task) {
    struct patch_state *state = task->state;
    if (!figure_input_read(&task->arena, http_request_body(task->request), &state->input, &task->err))
        return STEP_FAIL;
    struct pg_ask *ask = task_begin_ask(task);
    figure_ask(ask, http_request_int(task->request, "id", 0));
    metric_ask(ask, state->input.metric);
    observation_ask_figure(ask, http_request_int(task->request, "id", 0));
    return task_ask(task);
}

/* The revision that was looked at, as "3"; -1: none was named, or any (*). */
static bool read_precondition(struct task *task, int *revision) {
    struct text match = http_request_header(task->request, "If-Match");
    int end = 0;
    *revision = -1;
    if (match.len == 0 || text_equal(match, TEXT_OF("*")))
        return true;
    struct text copy = arena_text(&task->arena, match);
    if (match.len < 12 && match.ptr[1] >= '0' && match.ptr[1] <= '9' &&
        sscanf(copy.ptr, "\"%9d\"%n", revision, &end) == 1 && (size_t)end == match.len)
        return true;
    return err_set_field(&task->err, ERR_BAD_VALUE, "If-Match", "It is not a figure's revision, as \"3\".");
}

static const char *name_of_decision(enum figure_state state) {
    return state == FIGURE_PENDING ? "set back to pending" : figure_state_name(state);
}

/* Whoever looked at it before somebody else judged it is told what that was. */
static bool is_as_looked_at(struct task *task) {
    const struct figure *figure = &((struct patch_state *)task->state)->record.figure;
    char value[DECIMAL_TEXT_MAX] = "";
    int revision;
    if (!read_precondition(task, &revision))
        return false;
    if (revision < 0 || revision == figure->revision)
        return true;
    if (figure->quantity.has_value)
        decimal_print(figure->quantity.value, value);
    return err_set_field(
        &task->err, ERR_PRECONDITION_FAILED, "If-Match",
        "Figure %lld has been judged since: it is %s (%s%.*s, '%.*s', %s, metric '%.*s'), revision %d.",
        (long long)figure->id, name_of_decision(figure->state), value, TEXT_ARG(figure->unit),
        TEXT_ARG(figure->label), figure_status_name(figure->status), TEXT_ARG(figure->metric),
        figure->revision);
}

/* ---- 2. what it shall be, and with it the other figures of the report ---- */

static bool fits_metric(struct task *task) {
    const struct patch_state *state = task->state;
    struct metric metric;
    if (!state->input.has_metric)
        return true;
    if (pg_rows(task->results, CALL_METRIC) == 0)
        return err_set_field(&task->err, ERR_UNKNOWN_METRIC, "metric",
                             "There is no metric '%.*s'; GET /v1/metrics?q= finds them.",
                             TEXT_ARG(state->input.metric));
    if (!metric_read(task->results, CALL_METRIC, 0, &task->arena, &metric, &task->err))
        return false;
    if (metric.kind == state->to.kind && link_units_fit(metric.unit, state->to.unit))
        return true;
    return err_set_field(&task->err, ERR_CONFLICT, "metric",
                         "The metric counts %s in '%.*s'; this figure is a %s in '%.*s'.",
                         figure_kind_name(metric.kind), TEXT_ARG(metric.unit),
                         figure_kind_name(state->to.kind), TEXT_ARG(state->to.unit));
}

/* Another unit is another series; and which one that is nobody can know but who corrects it. */
static bool keeps_its_series(struct task *task) {
    const struct patch_state *state = task->state;
    const struct figure *from = &state->record.figure;
    if (!state->input.has_unit || state->input.has_metric || from->metric.len == 0 ||
        link_units_fit(from->unit, state->to.unit))
        return true;
    return err_set_field(
        &task->err, ERR_CONFLICT, "unit",
        "The figure is of the metric %.*s, in '%.*s'; say with `metric` which one it is of in '%.*s'.",
        TEXT_ARG(from->metric), TEXT_ARG(from->unit), TEXT_ARG(state->to.unit));
}

static bool read_figure(struct task *task) {
    struct patch_state *state = task->state;
    if (pg_rows(task->results, CALL_FIGURE) == 0)
        return err_set(&task->err, ERR_NOT_FOUND, "There is no figure %lld.",
                       (long long)http_request_int(task->request, "id", 0));
    if (!figure_read(task->results, CALL_FIGURE, 0, &task->arena, &state->record, &task->err))
        return false;
    if (state->record.report_state == REPORT_WITHDRAWN)
        return err_set(&task->err, ERR_CONFLICT, "Its report %lld is withdrawn.",
                       (long long)state->record.report);
    return is_as_looked_at(task) &&
           figure_input_apply(&state->input, &state->record.figure, &state->to, &task->err) &&
           fits_metric(task) && keeps_its_series(task);
}

/* A rejected figure is no point; one that was rejected or withdrawn becomes one again; others stay what they are, but that a correction makes
 * a figure count that had stood back behind another. */
static bool is_point_now(const struct patch_state *state) {
    const struct figure *to = &state->to;
    if (to->kind == FIGURE_CHANGE || to->metric.len == 0 || !figure_stands(to))
        return false;
    return state->record.is_point || to->state == FIGURE_CORRECTED || !figure_stands(&state->record.figure) ||
           state->input.has_metric;
}

static bool says_the_same(const struct figure *a, const struct figure *b) {
    return a->period.shape == b->period.shape && period_equal(a->period, b->period) &&
           a->status == b->status && text_equal(a->metric, b->metric) && a->last_place == b->last_place &&
           a->quantity.bound == b->quantity.bound && quantity_same(&a->quantity, &b->quantity) == TRUTH_TRUE;
}

static enum step change(struct task *task) {
    struct patch_state *state = task->state;
    if (!read_figure(task))
        return STEP_FAIL;
    bool is_point = is_point_now(state);
    bool is_moved =
        is_point != state->record.is_point || (is_point && !says_the_same(&state->record.figure, &state->to));
    struct figure_change change = {.from = &state->record,
                                   .to = &state->to,
                                   .scope = state->record.figure.series_scope,
                                   .is_point = is_point,
                                   .label_norm = link_normalise(&task->arena, state->to.label),
                                   .is_alias = state->input.has_metric,
                                   .note = state->input.note};
    if (is_moved && !judgement_collect(task, CALL_SERIES, &change))
        return STEP_FAIL;
    struct pg_ask *ask = task_begin_ask(task);
    state->figure_call = figure_ask_change(ask, &change);
    state->merged_call = merged_ask(ask, &state->to.metric, state->to.metric.len > 0);
    state->view_call = report_view_ask(ask, state->record.report);
    return task_ask(task);
}

/* ---- 3. who follows ---- */

static void tell_changed(struct task *task) {
    const struct patch_state *state = task->state;
    const struct text org = state->view.report.org;
    const struct written written[] = {{CHANGE_POINT, org, state->record.figure.metric},
                                      {CHANGE_POINT, org, state->to.metric},
                                      {.kind = CHANGE_NAMES}};
    const struct written all = {.kind = CHANGE_ALL};
    if (pg_rows(task->results, state->merged_call) >
        0) /* its point is in the series of what it was merged into */
        changes_tell(task->worker, &all, 1);
    else
        changes_tell(task->worker, written, state->input.has_metric ? 3 : 2);
}

/* What was said of this label holds for the figures that wait with it, and for those that began a series of their own. */
static enum step ask_followers(struct task *task) {
    struct patch_state *state = task->state;
    if (pg_rows(task->results, state->figure_call) == 0) {
        err_set(&task->err, ERR_CONFLICT, "Somebody else changed this figure in between; look at it again.");
        return STEP_FAIL;
    }
    if (!report_view_read(task->results, state->view_call, &task->arena, &state->view, &task->err))
        return STEP_FAIL;
    tell_changed(task);
    if (!state->input.has_metric)
        return STEP_NEXT;
    follower_ask(task_begin_ask(task), state->to.id, link_normalise(&task->arena, state->to.label),
                 state->to.metric);
    return task_ask(task);
}

static enum step ask_their_points(struct task *task) {
    struct patch_state *state = task->state;
    return state->input.has_metric ? followers_ask_points(task, &state->to, &state->followers) : STEP_NEXT;
}

static enum step change_followers(struct task *task) {
    struct patch_state *state = task->state;
    return state->followers.count > 0 ? followers_change(task, &state->to, &state->followers) : STEP_NEXT;
}

/* ---- 4. what fits together in the report now ---- */

static enum step ask_metrics(struct task *task) {
    struct patch_state *state = task->state;
    followers_count(task, &state->followers);
    size_t count = state->view.report.figure_count;
    struct text *codes = ARENA_ARRAY(&task->arena, count, struct text);
    for (size_t i = 0; codes != NULL && i < count; i++)
        codes[i] = state->view.report.figures[i].metric;
    metric_ask_many(task_begin_ask(task), codes, codes != NULL ? count : 0);
    return task_ask(task);
}

static const struct metric *metric_of(const struct patch_state *state, const struct figure *figure) {
    for (size_t i = 0; figure->metric.len > 0 && i < state->metric_count; i++)
        if (text_equal(state->metrics[i].code, figure->metric))
            return &state->metrics[i];
    return NULL;
}

static enum step ask_beginnings(struct task *task) {
    struct patch_state *state = task->state;
    const struct report *report = &state->view.report;
    size_t n = 0;
    state->metric_count = pg_rows(task->results, 0);
    state->metrics = ARENA_ARRAY(&task->arena, state->metric_count, struct metric);
    struct series_name *names = ARENA_ARRAY(&task->arena, report->figure_count, struct series_name);
    for (size_t row = 0; state->metrics != NULL && row < state->metric_count; row++)
        if (!metric_read(task->results, 0, row, &task->arena, &state->metrics[row], &task->err))
            return STEP_FAIL;
    for (size_t i = 0; names != NULL && state->metrics != NULL && i < report->figure_count; i++) {
        const struct figure *figure = &report->figures[i];
        const struct metric *metric = metric_of(state, figure);
        if (metric != NULL && metric->over_time == ADDITIVITY_SUM)
            names[n++] = (struct series_name){figure->metric, figure->series_scope};
    }
    observation_ask_named(task_begin_ask(task), state->record.org_id, names, n);
    return task_ask(task);
}

static bool review(struct task *task, struct warning **warnings, size_t *count) {
    struct patch_state *state = task->state;
    const struct report *report = &state->view.report;
    struct consistency_input input = {.count = report->figure_count, .report = report->id};
    struct consistency_figure *figures = ARENA_ARRAY(&task->arena, input.count, struct consistency_figure);
    struct consistency_history *history;
    if (figures == NULL)
        return err_set(&task->err, ERR_TOO_LARGE, "The report is too large to be checked.");
    for (size_t i = 0; i < input.count; i++)
        figures[i] = (struct consistency_figure){.figure = &report->figures[i],
                                                 .metric = metric_of(state, &report->figures[i]),
                                                 .scope = report->figures[i].series_scope};
    input.figures = figures;
    if (!checks_read_history(task->results, 0, &task->arena, &history, &input.history_count, &task->err))
        return false;
    input.history = history;
    return consistency_check(&task->arena, &input, warnings, count, &task->err);
}

static enum step rewrite_warnings(struct task *task) {
    const struct patch_state *state = task->state;
    struct warning *warnings;
    size_t count;
    if (!review(task, &warnings, &count))
        return STEP_FAIL;
    struct pg_ask *ask = task_begin_ask(task);
    warning_ask_clear(ask, state->record.org_id, state->record.report);
    warning_ask_add(ask, state->record.org_id, state->record.report, warnings, count);
    return task_ask(task);
}

static enum step reply_figure(struct task *task) {
    const struct patch_state *state = task->state;
    const struct render_options options = {.quote = true};
    const struct report *report = &state->view.report;
    struct buf out;
    buf_init(&out, ANSWER_MAX);
    for (size_t i = 0; i < report->figure_count; i++)
        if (report->figures[i].id == state->to.id)
            render_judged_json(&out, report->figures, &report->figures[i], state->followers.relinked,
                               &options);
    http_reply_json_take(task->request, 200, &out);
    buf_fini(&out);
    return task_replied(task);
}

static const struct plan plan = {.name = "judge a figure",
                                 .steps = {ask_figure, change, ask_followers, ask_their_points,
                                           change_followers, ask_metrics, ask_beginnings, rewrite_warnings,
                                           reply_figure},
                                 .state_size = sizeof(struct patch_state),
                                 .finishes_when_gone = true};

void figure_patch(struct http_request *request, void *context) {
    task_start(context, request, &plan, NULL);
}
