#include "app/merge.h"
#include "app/merge_input.h"
#include "app/merge_internal.h"
#include "render/fields.h"
#include "series/link.h"
#include "storage/break_store.h"
#include "storage/catalogue_store.h"

enum { ANSWER_MAX = 4096 };

struct split_state {
    struct split_input input;
    struct metric_record source, target;
    struct metric made; /* where the target is not there yet */
    bool is_made;
    struct text *norms;
    int64_t *orgs;
    size_t counts_call;
};

enum { CALL_SOURCE, CALL_SPLIT_TARGET, CALL_ORGS };

static enum step ask_split(struct task *task) {
    struct split_state *state = task->state;
    struct text code = http_request_text(task->request, "code");
    if (!split_read_input(&task->arena, http_request_body(task->request), &state->input, &task->err))
        return STEP_FAIL;
    if (text_equal(code, state->input.into)) {
        err_set_field(&task->err, ERR_BAD_VALUE, "into", "What is split off needs another code.");
        return STEP_FAIL;
    }
    struct pg_ask *ask = task_begin_ask(task);
    metric_record_ask(ask, code);
    metric_record_ask(ask, state->input.into);
    org_ask_selection(ask, state->input.orgs, state->input.org_count, (struct text){0});
    return task_ask(task);
}

static bool read_orgs(struct task *task) {
    struct split_state *state = task->state;
    size_t rows = state->input.org_count > 0 ? pg_rows(task->results, CALL_ORGS) : 0;
    state->orgs = ARENA_ARRAY(&task->arena, state->input.org_count, int64_t);
    if (state->orgs == NULL)
        return err_set(&task->err, ERR_TOO_LARGE, "The list is too large.");
    for (size_t i = 0; i < state->input.org_count; i++) {
        for (size_t row = 0; row < rows && state->orgs[i] == 0; row++) {
            const struct org org = org_read_at(task->results, CALL_ORGS, row, 0, &task->arena);
            if (text_equal(org.code, state->input.orgs[i]))
                state->orgs[i] = org.id;
        }
        if (state->orgs[i] == 0)
            return err_set_field(&task->err, ERR_UNKNOWN_ORG, "orgs", "There is no organisation '%.*s'.",
                                 TEXT_ARG(state->input.orgs[i]));
    }
    return true;
}

/* Made like the metric that it is split off, but for its names; a ratio's parts are to be told again. */
static bool make_target(struct task *task) {
    struct split_state *state = task->state;
    const struct split_input *input = &state->input;
    if (input->name_zh.len == 0)
        return err_set_field(&task->err, ERR_MISSING_PARAMETER, "name_zh",
                             "There is no metric '%.*s'; to make it, say its name_zh.",
                             TEXT_ARG(input->into));
    state->made = state->source.metric;
    state->made.code = input->into;
    state->made.name_zh = input->name_zh;
    state->made.name_en = input->name_en;
    state->made.numerator = (struct text){0};
    state->made.denominator = (struct text){0};
    state->is_made = true;
    return true;
}

static bool read_target(struct task *task) {
    struct split_state *state = task->state;
    if (pg_rows(task->results, CALL_SPLIT_TARGET) == 0)
        return make_target(task);
    if (!metric_record_read(task->results, CALL_SPLIT_TARGET, &task->arena, &state->target, &task->err))
        return false;
    if (state->input.name_zh.len > 0)
        return err_set_field(&task->err, ERR_CONFLICT, "name_zh",
                             "'%.*s' is there already, as '%.*s'; leave the name out to add to it.",
                             TEXT_ARG(state->input.into), TEXT_ARG(state->target.metric.name_zh));
    if (state->target.into.len > 0)
        return err_set_field(&task->err, ERR_CONFLICT, "into", "'%.*s' was merged into '%.*s'.",
                             TEXT_ARG(state->input.into), TEXT_ARG(state->target.into));
    return merge_fits(task, &state->source.metric, &state->target.metric);
}

static bool read_source(struct task *task) {
    struct split_state *state = task->state;
    struct text code = http_request_text(task->request, "code");
    return merge_read_record(task, CALL_SOURCE, "code", code, &state->source) &&
           (state->source.into.len == 0 ||
            err_set_field(&task->err, ERR_CONFLICT, "code", "'%.*s' was merged into '%.*s'; split that.",
                          TEXT_ARG(code), TEXT_ARG(state->source.into)));
}

static enum step check_split(struct task *task) {
    struct split_state *state = task->state;
    const struct split_input *input = &state->input;
    if (!read_source(task) || !read_target(task) || !read_orgs(task))
        return STEP_FAIL;
    state->norms = ARENA_ARRAY(&task->arena, input->label_count, struct text);
    for (size_t i = 0; state->norms != NULL && i < input->label_count; i++)
        state->norms[i] = link_normalise(&task->arena, input->labels[i]);
    split_ask_unknown(task_begin_ask(task), state->source.metric.id, state->norms,
                      state->norms != NULL ? input->label_count : 0);
    return task_ask(task);
}

/* The first of the labels that nothing of this metric bears. */
static bool bears_all(struct task *task) {
    const struct split_state *state = task->state;
    if (pg_rows(task->results, 0) == 0)
        return true;
    struct text unknown = merge_read_norm(task->results, 0, 0, &task->arena);
    for (size_t i = 0; i < state->input.label_count; i++)
        if (text_equal(state->norms[i], unknown))
            return err_set_field(&task->err, ERR_BAD_VALUE, "labels",
                                 "labels[%zu] '%.*s' is neither an alias of '%.*s' nor what one of its "
                                 "figures is called.",
                                 i, TEXT_ARG(state->input.labels[i]), TEXT_ARG(state->source.metric.code));
    return true;
}

static enum step do_split(struct task *task) {
    struct split_state *state = task->state;
    if (!bears_all(task))
        return STEP_FAIL;
    struct pg_ask *ask = task_begin_ask(task);
    merge_ask_hold(ask);
    if (state->is_made) {
        metric_ask_add(ask, &state->made, 1, false);
        break_ask_copy(ask, state->source.metric.code, state->input.into);
    }
    state->counts_call = split_ask_do(ask, state->source.metric.code, state->input.into, state->norms,
                                      state->input.label_count, state->orgs, state->input.org_count);
    return task_ask(task);
}

static enum step reply_split(struct task *task) {
    struct split_state *state = task->state;
    struct merge_counts counts;
    struct buf out;
    struct json json;
    if (!merge_read_counts(task->results, state->counts_call, &counts))
        return merge_changed_meanwhile(task);
    merge_tell(task);
    buf_init(&out, ANSWER_MAX);
    json_init(&json, &out);
    json_begin_object(&json);
    fields_name(&json, "metric", state->source.metric.code);
    fields_name(&json, "into", state->input.into);
    json_key(&json, "created");
    json_add_bool(&json, state->is_made);
    fields_integer(&json, "series", counts.series);
    fields_integer(&json, "figures", counts.figures);
    return merge_reply(task, &json, &out);
}

static const struct plan split_plan = {.name = "split a metric",
                                       .steps = {ask_split, check_split, do_split, reply_split},
                                       .state_size = sizeof(struct split_state),
                                       .finishes_when_gone = true};

void metric_split(struct http_request *request, void *context) {
    task_start(context, request, &split_plan, NULL);
}
