#include "app/merge.h"

#include "app/changes.h"
#include "app/merge_input.h"
#include "app/merge_internal.h"
#include "http/reply.h"
#include "render/fields.h"
#include "series/joined.h"
#include "series/link.h"
#include "storage/merge_store.h"
#include "storage/series_store.h"

enum { ANSWER_MAX = 1 << 20, PAIRS_MOST = 1000, DIFFERENCES_SHOWN = 100 };

struct difference {
    struct text org, scope;
    struct joined_difference said;
};

struct merge_state {
    struct text into;
    struct metric_record merged, target;
    bool is_dry_run, is_done; /* done: it had been merged so before */
    size_t counts_call;
    struct merge_counts counts;
    struct difference differences[DIFFERENCES_SHOWN];
    size_t difference_count;
    bool are_all_compared;
};

void merge_tell(struct task *task) {
    const struct written all = {.kind = CHANGE_ALL};
    changes_tell(task->worker, &all, 1);
}

enum step merge_changed_meanwhile(struct task *task) {
    err_set(&task->err, ERR_CONFLICT,
            "Somebody else merged or split one of these metrics just now; look at them again.");
    return STEP_FAIL;
}

/* ---- 1. which two ---- */

enum { CALL_MERGED, CALL_TARGET };

static enum step ask_metrics(struct task *task) {
    struct merge_state *state = task->state;
    struct text code = http_request_text(task->request, "code");
    state->is_dry_run = http_request_bool(task->request, "dry_run", false);
    if (!merge_read_input(&task->arena, http_request_body(task->request), &state->into, &task->err))
        return STEP_FAIL;
    if (text_equal(code, state->into)) {
        err_set_field(&task->err, ERR_BAD_VALUE, "into", "A metric cannot be merged with itself.");
        return STEP_FAIL;
    }
    struct pg_ask *ask = task_begin_ask(task);
    metric_record_ask(ask, code);
    metric_record_ask(ask, state->into);
    return task_ask(task);
}

bool merge_read_record(struct task *task, size_t call, const char *field, struct text code,
                       struct metric_record *out) {
    if (pg_rows(task->results, call) == 0)
        return err_set_field(&task->err, ERR_UNKNOWN_METRIC, field, "There is no metric '%.*s'.",
                             TEXT_ARG(code));
    return metric_record_read(task->results, call, &task->arena, out, &task->err);
}

/* A series has one kind and one unit: what is counted otherwise cannot become part of it. */
bool merge_fits(struct task *task, const struct metric *merged, const struct metric *target) {
    if (merged->kind == target->kind && link_units_fit(merged->unit, target->unit))
        return true;
    return err_set_field(&task->err, ERR_CONFLICT, "into",
                         "'%.*s' is a %s in '%.*s', '%.*s' a %s in '%.*s'; only metrics of one kind and unit "
                         "can be one.",
                         TEXT_ARG(merged->code), figure_kind_name(merged->kind), TEXT_ARG(merged->unit),
                         TEXT_ARG(target->code), figure_kind_name(target->kind), TEXT_ARG(target->unit));
}

static bool may_merge(struct task *task) {
    struct merge_state *state = task->state;
    const struct metric_record *merged = &state->merged, *target = &state->target;
    state->is_done = text_equal(merged->into, target->metric.code);
    if (state->is_done)
        return true;
    if (merged->into.len > 0)
        return err_set_field(&task->err, ERR_CONFLICT, "code",
                             "'%.*s' was merged into '%.*s' already; undo that first.",
                             TEXT_ARG(merged->metric.code), TEXT_ARG(merged->into));
    if (target->into.len > 0)
        return err_set_field(&task->err, ERR_CONFLICT, "into",
                             "'%.*s' was itself merged into '%.*s'; merge into that one.",
                             TEXT_ARG(target->metric.code), TEXT_ARG(target->into));
    return merge_fits(task, &merged->metric, &target->metric);
}

/* ---- 2. what they say differently ---- */

enum { CALL_PAIRS, CALL_RATIO, CALL_COUNTS };

static enum step ask_both(struct task *task) {
    struct merge_state *state = task->state;
    if (!merge_read_record(task, CALL_MERGED, "code", http_request_text(task->request, "code"),
                           &state->merged) ||
        !merge_read_record(task, CALL_TARGET, "into", state->into, &state->target) || !may_merge(task))
        return STEP_FAIL;
    if (state->is_done)
        return STEP_NEXT;
    int64_t merged = state->merged.metric.id, target = state->target.metric.id;
    struct pg_ask *ask = task_begin_ask(task);
    merge_ask_pairs(ask, merged, target, PAIRS_MOST);
    merge_ask_ratio(ask, state->merged.metric.code, state->target.metric.code);
    merge_ask_counts(ask, merged);
    return task_ask(task);
}

/* Rows `row` and the next: the target's series, and the other one's of the same organisation and scope. */
static bool compare_pair(struct task *task, size_t row) {
    struct merge_state *state = task->state;
    struct observation *kept, *other;
    struct joined_difference *found;
    size_t kept_count = 0, other_count = 0, count;
    const struct series_name name = observation_read_name(task->results, CALL_PAIRS, row, &task->arena);
    if (!observation_read_row(task->results, CALL_PAIRS, row, &task->arena, &kept, &kept_count, &task->err) ||
        !observation_read_row(task->results, CALL_PAIRS, row + 1, &task->arena, &other, &other_count,
                              &task->err) ||
        !joined_differences(&task->arena, kept, kept_count, other, other_count, &found, &count, &task->err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (state->difference_count++ < DIFFERENCES_SHOWN)
            state->differences[state->difference_count - 1] =
                (struct difference){name.metric, name.scope, found[i]};
    return true;
}

static bool compare_all(struct task *task) {
    struct merge_state *state = task->state;
    size_t rows = pg_rows(task->results, CALL_PAIRS);
    state->are_all_compared = rows < 2 * PAIRS_MOST;
    for (size_t row = 0; row + 1 < rows; row += 2)
        if (!compare_pair(task, row))
            return false;
    return true;
}

/* A ratio of a metric to itself is none. */
static bool leaves_ratios_whole(struct task *task) {
    if (pg_rows(task->results, CALL_RATIO) == 0)
        return true;
    struct text ratio = merge_read_norm(task->results, CALL_RATIO, 0, &task->arena);
    return err_set_field(&task->err, ERR_CONFLICT, "into",
                         "'%.*s' is made of both, one over the other; they cannot be one.", TEXT_ARG(ratio));
}

static enum step do_merge(struct task *task) {
    struct merge_state *state = task->state;
    if (state->is_done)
        return STEP_NEXT;
    if (!leaves_ratios_whole(task) || !compare_all(task))
        return STEP_FAIL;
    (void)merge_read_counts(task->results, CALL_COUNTS, &state->counts);
    if (state->is_dry_run)
        return STEP_NEXT;
    struct pg_ask *ask = task_begin_ask(task);
    merge_ask_hold(ask);
    state->counts_call = merge_ask_do(ask, state->merged.metric.id, state->target.metric.id);
    return task_ask(task);
}

/* ---- 3. the answer ---- */

static void write_differences(struct json *json, const struct merge_state *state) {
    size_t shown = state->difference_count < DIFFERENCES_SHOWN ? state->difference_count : DIFFERENCES_SHOWN;
    const struct quantity_names other = {.value = "other",
                                         .bound = "other_bound",
                                         .low = "other_low",
                                         .high = "other_high",
                                         .low_open = "other_low_open",
                                         .high_open = "other_high_open"};
    fields_integer(json, "difference_count", (int64_t)state->difference_count);
    json_key(json, "all_compared");
    json_add_bool(json, state->are_all_compared);
    json_key(json, "differences");
    json_begin_array(json);
    for (size_t i = 0; i < shown; i++) {
        const struct difference *one = &state->differences[i];
        json_begin_object(json);
        fields_name(json, "org", one->org);
        fields_text(json, "scope", one->scope);
        fields_period(json, "period", one->said.period);
        fields_string(json, "status", figure_status_name(one->said.status));
        fields_quantity(json, &fields_value_names, &one->said.kept);
        fields_quantity(json, &other, &one->said.other);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_counts(struct json *json, const struct merge_counts *counts) {
    fields_integer(json, "series", counts->series);
    fields_integer(json, "figures", counts->figures);
    fields_integer(json, "aliases", counts->aliases);
}

enum step merge_reply(struct task *task, struct json *json, struct buf *out) {
    json_end_object(json);
    json_fini(json);
    http_reply_json_take(task->request, 200, out);
    buf_fini(out);
    return task_replied(task);
}

static enum step reply_merge(struct task *task) {
    struct merge_state *state = task->state;
    struct buf out;
    struct json json;
    if (!state->is_done && !state->is_dry_run) {
        if (!merge_read_counts(task->results, state->counts_call, &state->counts))
            return merge_changed_meanwhile(task);
        merge_tell(task);
    }
    buf_init(&out, ANSWER_MAX);
    json_init(&json, &out);
    json_begin_object(&json);
    fields_name(&json, "merged", state->merged.metric.code);
    fields_name(&json, "into", state->target.metric.code);
    json_key(&json, "dry_run");
    json_add_bool(&json, state->is_dry_run);
    json_key(&json, "was_merged");
    json_add_bool(&json, state->is_done);
    write_counts(&json, &state->counts);
    write_differences(&json, state);
    return merge_reply(task, &json, &out);
}

static const struct plan merge_plan = {.name = "merge two metrics",
                                       .steps = {ask_metrics, ask_both, do_merge, reply_merge},
                                       .state_size = sizeof(struct merge_state),
                                       .finishes_when_gone = true};

void metric_merge(struct http_request *request, void *context) {
    task_start(context, request, &merge_plan, NULL);
}

/* ---- undoing it ---- */

static enum step ask_merged(struct task *task) {
    metric_record_ask(task_begin_ask(task), http_request_text(task->request, "code"));
    return task_ask(task);
}

static enum step undo(struct task *task) {
    struct merge_state *state = task->state;
    if (!merge_read_record(task, 0, "code", http_request_text(task->request, "code"), &state->merged))
        return STEP_FAIL;
    if (state->merged.into.len == 0) {
        err_set_field(&task->err, ERR_CONFLICT, "code", "'%.*s' is not merged into any other metric.",
                      TEXT_ARG(state->merged.metric.code));
        return STEP_FAIL;
    }
    struct pg_ask *ask = task_begin_ask(task);
    merge_ask_hold(ask);
    state->counts_call = merge_ask_undo(ask, state->merged.metric.id);
    return task_ask(task);
}

/* Of a chain the last goes first: what the metric was merged into may have been merged itself. */
static enum step reply_undone(struct task *task) {
    struct merge_state *state = task->state;
    struct buf out;
    struct json json;
    if (!merge_read_counts(task->results, state->counts_call, &state->counts)) {
        err_set_field(&task->err, ERR_CONFLICT, "code",
                      "What '%.*s' was merged into was then merged into '%.*s'; undo that first.",
                      TEXT_ARG(state->merged.metric.code), TEXT_ARG(state->merged.into));
        return STEP_FAIL;
    }
    merge_tell(task);
    buf_init(&out, ANSWER_MAX);
    json_init(&json, &out);
    json_begin_object(&json);
    fields_name(&json, "metric", state->merged.metric.code);
    fields_name(&json, "was_merged_into", state->merged.into);
    write_counts(&json, &state->counts);
    fields_integer(&json, "later", state->counts.later);
    return merge_reply(task, &json, &out);
}

static const struct plan unmerge_plan = {.name = "undo a merge",
                                         .steps = {ask_merged, undo, reply_undone},
                                         .state_size = sizeof(struct merge_state),
                                         .finishes_when_gone = true};

void metric_unmerge(struct http_request *request, void *context) {
    task_start(context, request, &unmerge_plan, NULL);
}
