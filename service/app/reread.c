#include "app/reread.h"

#include <stdlib.h>

#include "app/changes.h"
#include "app/checks.h"
#include "app/intake_ask.h"
#include "app/reread_merge.h"
#include "app/task.h"
#include "base/clock.h"
#include "base/dict.h"
#include "http/reply.h"
#include "ops/metrics.h"
#include "render/render.h"
#include "storage/link_store.h"
#include "storage/reread_store.h"
#include "storage/series_store.h"

enum { ANSWER_MAX = 64 << 20 };

struct reread_state {
    int64_t id;
    bool is_dry_run;
    struct reading reading;
    struct report_view view; /* as it is stored */
    const bool *is_point;    /* of its figures */
    struct intake intake;    /* as it is read now */
    struct intake_known known;
    bool has_near;
    struct reread_matches matches;
    size_t added_count;
    int64_t *added_ids;     /* NULL in a dry run */
    struct metric *metrics; /* of the stored figures */
    size_t metric_count;
    struct reread reread;
    struct addition *additions;
    size_t addition_count;
    struct warning *warnings;
    size_t warning_count;
    bool has_new_warnings, has_new_names;
};

static bool too_large(struct task *task) {
    return err_set(&task->err, ERR_TOO_LARGE, "The report is too large to be read anew.");
}

/* ---- 1. what is stored of it ---- */

enum { CALL_READING, CALL_REPORT, CALL_FIGURES };

static enum step ask_report(struct task *task) {
    struct reread_state *state = task->state;
    state->id = http_request_int(task->request, "id", 0);
    state->is_dry_run = http_request_bool(task->request, "dry_run", false);
    struct pg_ask *ask = task_begin_ask(task);
    reading_ask(ask, state->id);
    report_view_ask(ask, state->id);
    return task_ask(task);
}

static bool read_stored(struct task *task) {
    struct reread_state *state = task->state;
    if (pg_rows(task->results, CALL_READING) == 0 || pg_rows(task->results, CALL_REPORT) == 0)
        return err_set(&task->err, ERR_NOT_FOUND, "There is no report %lld.", (long long)state->id);
    if (!reading_read(task->results, CALL_READING, &task->arena, &state->reading, &task->err) ||
        !report_view_read(task->results, CALL_REPORT, &task->arena, &state->view, &task->err))
        return false;
    state->is_point = figure_read_points(task->results, CALL_FIGURES, &task->arena);
    if (state->is_point == NULL)
        return too_large(task);
    return state->view.report.state == REPORT_ACTIVE ||
           err_set(&task->err, ERR_CONFLICT, "Report %lld is withdrawn; it is not read anew.",
                   (long long)state->id);
}

/* ---- 2. read it, and ask what its labels mean ---- */

/* Its text is the one that was decoded when it came in: what people have judged is found there by its place. */
static bool read_text(struct task *task) {
    struct reread_state *state = task->state;
    const struct report *report = &state->view.report;
    int64_t begun_ms = clock_monotonic_ms();
    if (intake_read_text(&task->arena, task->worker->words, state->reading.decoded, report->period,
                         state->reading.org_name, &state->intake, &task->err)) {
        metrics_observe(METRIC_EXTRACT_SECONDS, 0, (uint64_t)(clock_monotonic_ms() - begun_ms) * 1000);
        return true;
    }
    if (task->err.code == ERR_NO_FIGURES)
        err_set(
            &task->err, ERR_NO_FIGURES,
            "Version %s of the reader finds no figure in report %lld, which has %zu; nothing was changed. "
            "Withdraw the report if that is right.",
            extract_version, (long long)state->id, report->figure_count);
    return false;
}

static bool match(struct task *task) {
    struct reread_state *state = task->state;
    const struct report *report = &state->view.report;
    const struct extract_result *extracted = &state->intake.extracted;
    if (!reread_match(&task->arena, report->figures, report->figure_count, extracted->figures,
                      extracted->count, &state->matches, &task->err))
        return false;
    for (size_t i = 0; i < extracted->count; i++)
        state->added_count += state->matches.stored_of[i] == REREAD_NONE;
    return true;
}

/* Behind what linking asks for. */
enum { CALL_KNOWN, CALL_METRICS = CALL_KNOWN + 2, CALL_IDS };

static bool needs_ids(const struct reread_state *state) {
    return state->added_count > 0 && !state->is_dry_run;
}

static enum step read_and_ask(struct task *task) {
    struct reread_state *state = task->state;
    if (!read_stored(task) || !read_text(task) || !match(task))
        return STEP_FAIL;
    const struct report *report = &state->view.report;
    struct text *codes = ARENA_ARRAY(&task->arena, report->figure_count, struct text);
    for (size_t i = 0; codes != NULL && i < report->figure_count; i++)
        codes[i] = report->figures[i].metric;
    struct pg_ask *ask = task_begin_ask(task);
    intake_ask_known(ask, &state->intake, report->org, state->id);
    metric_ask_many(ask, codes, codes != NULL ? report->figure_count : 0);
    if (needs_ids(state))
        figure_ask_next_ids(ask, state->added_count);
    return task_ask(task);
}

/* ---- 3. link its figures, and hold them against the stored ones ---- */

static bool read_metrics(struct task *task) {
    struct reread_state *state = task->state;
    state->metric_count = pg_rows(task->results, CALL_METRICS);
    state->metrics = ARENA_ARRAY(&task->arena, state->metric_count, struct metric);
    if (state->metrics == NULL)
        return too_large(task);
    for (size_t row = 0; row < state->metric_count; row++)
        if (!metric_read(task->results, CALL_METRICS, row, &task->arena, &state->metrics[row], &task->err))
            return false;
    return true;
}

static bool read_ids(struct task *task) {
    struct reread_state *state = task->state;
    if (!needs_ids(state))
        return true;
    state->added_ids = ARENA_ARRAY(&task->arena, state->added_count, int64_t);
    if (state->added_ids == NULL)
        return too_large(task);
    return figure_read_next_ids(task->results, CALL_IDS, state->added_ids, state->added_count) ||
           err_set(&task->err, ERR_INTERNAL, "The figures got fewer ids than they need.");
}

static enum step know(struct task *task) {
    struct reread_state *state = task->state;
    if (!intake_read_known(task->results, CALL_KNOWN, &task->arena, state->view.report.org, &state->known,
                           &task->err) ||
        !read_metrics(task) || !read_ids(task))
        return STEP_FAIL;
    if (intake_knows_all(&state->intake, &state->known))
        return STEP_NEXT;
    state->has_near = true;
    near_ask(task_begin_ask(task), state->view.report.org);
    return task_ask(task);
}

static bool link_and_merge(struct task *task) {
    struct reread_state *state = task->state;
    const struct report *report = &state->view.report;
    if ((state->has_near && !intake_read_near(task->results, 0, &task->arena, &state->known, &task->err)) ||
        !intake_link(&task->arena, &state->intake, &state->known, &task->err))
        return false;
    const struct reread_input input = {.stored = report->figures,
                                       .is_point = state->is_point,
                                       .stored_count = report->figure_count,
                                       .claims = state->view.claims,
                                       .claim_count = state->view.claim_count,
                                       .intake = &state->intake,
                                       .matches = &state->matches};
    if (!reread_merge(&task->arena, &input, &state->reread, &task->err))
        return false;
    for (size_t i = 0; state->added_ids != NULL && i < state->added_count; i++)
        state->reread.figures[report->figure_count + i].after.id = state->added_ids[i];
    return true;
}

static const struct intake_link *link_of(const struct reread_state *state, const struct reread_figure *one) {
    return one->read != REREAD_NONE ? &state->intake.links[one->read] : NULL;
}

/* Of a second value that is kept apart, checks look at the metric that it would have been of. */
static const struct metric *metric_of(const struct reread_state *state, const struct reread_figure *one) {
    const struct figure *figure = &one->after;
    const struct intake_link *link = link_of(state, one);
    if (figure->kind == FIGURE_CHANGE || figure->metric.len == 0)
        return NULL;
    if (link != NULL && link->base != NULL && figure->link == LINK_NEW && one->action != REREAD_DECIDED)
        return link->base;
    if (one->is_relinked && link != NULL && link->known != NULL)
        return link->known;
    for (size_t i = 0; i < state->metric_count; i++)
        if (text_equal(state->metrics[i].code, figure->metric))
            return &state->metrics[i];
    return NULL;
}

enum { CALL_SERIES, CALL_BEGINNINGS };

static enum step link_and_ask(struct task *task) {
    struct reread_state *state = task->state;
    if (!link_and_merge(task))
        return STEP_FAIL;
    struct series_name *names = ARENA_ARRAY(&task->arena, state->reread.count, struct series_name);
    size_t n = 0;
    for (size_t i = 0; names != NULL && i < state->reread.count; i++) {
        const struct reread_figure *one = &state->reread.figures[i];
        if (intake_is_cumulative(metric_of(state, one), &one->after))
            names[n++] = (struct series_name){one->after.metric, one->after.series_scope};
    }
    struct pg_ask *ask = task_begin_ask(task);
    observation_ask_report(ask, state->id);
    observation_ask_named(ask, state->reading.org_id, names, n);
    return task_ask(task);
}

/* ---- 4. what takes its points back, and what it says now ---- */

struct touched {
    struct observation *vintages;
    size_t count;
};

static struct text series_key(struct arena *arena, struct text metric, struct text scope) {
    return arena_printf(arena, "%.*s\x1f%.*s", TEXT_ARG(metric), TEXT_ARG(scope));
}

/* The series that its figures are points of, by their keys. */
static bool read_touched(struct task *task, struct dict *by_key, size_t *vintages) {
    size_t rows = pg_rows(task->results, CALL_SERIES);
    struct touched *touched = ARENA_ARRAY(&task->arena, rows, struct touched);
    dict_init(by_key, &task->arena);
    *vintages = 0;
    for (size_t row = 0; touched != NULL && row < rows; row++) {
        struct series_name name = observation_read_name(task->results, CALL_SERIES, row, &task->arena);
        if (!observation_read_row(task->results, CALL_SERIES, row, &task->arena, &touched[row].vintages,
                                  &touched[row].count, &task->err))
            return false;
        struct text key = series_key(&task->arena, name.metric, name.scope);
        if (key.len == 0 || !dict_put(by_key, key, &touched[row]))
            return too_large(task);
        *vintages += touched[row].count;
    }
    return touched != NULL || too_large(task);
}

static void take_back(struct task *task, const struct reread_figure *one, const struct dict *by_key,
                      struct observation *withdrawn) {
    struct reread_state *state = task->state;
    const struct addition_source source = {state->reading.org_id, state->id, state->view.report.published};
    const struct figure *before = one->before;
    const struct touched *touched =
        dict_get(by_key, series_key(&task->arena, before->metric, before->series_scope));
    if (touched == NULL)
        return;
    size_t n = vintage_withdraw(&source, before->id, touched->vintages, touched->count, withdrawn);
    for (size_t i = 0; i < n; i++)
        state->additions[state->addition_count++] =
            (struct addition){before->metric, before->series_scope, withdrawn[i]};
}

/* First all that takes back: within a series a figure may take the place that another one leaves. */
static bool collect_additions(struct task *task) {
    struct reread_state *state = task->state;
    const struct addition_source source = {state->reading.org_id, state->id, state->view.report.published};
    struct dict by_key;
    size_t vintages;
    if (!read_touched(task, &by_key, &vintages))
        return false;
    struct observation *withdrawn = ARENA_ARRAY(&task->arena, vintages, struct observation);
    state->additions = ARENA_ARRAY(&task->arena, vintages + state->reread.count, struct addition);
    if (withdrawn == NULL || state->additions == NULL)
        return too_large(task);
    for (size_t i = 0; i < state->reread.count; i++) {
        const struct reread_figure *one = &state->reread.figures[i];
        if (one->is_moved && one->was_point)
            take_back(task, one, &by_key, withdrawn);
    }
    for (size_t i = 0; i < state->reread.count; i++) {
        const struct reread_figure *one = &state->reread.figures[i];
        if (one->is_moved && one->is_point)
            state->additions[state->addition_count++] = (struct addition){
                one->after.metric, one->after.series_scope, figure_vintage(&one->after, &source)};
    }
    return !arena_overflowed(&task->arena) || too_large(task);
}

/* ---- 5. what in it does not fit together now ---- */

static int64_t id_at(const struct reread_state *state, int32_t ordinal) {
    return ordinal != FIGURE_NOT_OWNED ? state->reread.figures[ordinal].after.id : 0;
}

static bool is_told_already(const struct reread_state *state, const struct warning *now,
                            const struct warning *stored) {
    int64_t other = now->other != FIGURE_NOT_OWNED ? id_at(state, now->other) : now->other_source.figure;
    return now->kind == stored->kind && text_equal(now->detail, stored->detail) &&
           id_at(state, now->figure) == stored->source.figure &&
           (now->has_other ? other : 0) == (stored->has_other ? stored->other_source.figure : 0);
}

static bool review(struct task *task) {
    struct reread_state *state = task->state;
    struct consistency_input input = {.count = state->reread.count, .report = state->id};
    struct consistency_figure *figures = ARENA_ARRAY(&task->arena, input.count, struct consistency_figure);
    struct consistency_history *history;
    if (figures == NULL)
        return too_large(task);
    for (size_t i = 0; i < input.count; i++) {
        const struct reread_figure *one = &state->reread.figures[i];
        figures[i] = (struct consistency_figure){
            .figure = &one->after, .metric = metric_of(state, one), .scope = one->after.series_scope};
    }
    input.figures = figures;
    if (!checks_read_history(task->results, CALL_BEGINNINGS, &task->arena, &history, &input.history_count,
                             &task->err))
        return false;
    input.history = history;
    if (!consistency_check(&task->arena, &input, &state->warnings, &state->warning_count, &task->err))
        return false;
    state->has_new_warnings = state->warning_count != state->view.warning_count;
    for (size_t i = 0; !state->has_new_warnings && i < state->warning_count; i++)
        state->has_new_warnings = !is_told_already(state, &state->warnings[i], &state->view.warnings[i]);
    return true;
}

/* ---- 6. store it ---- */

static struct figure_row row_of(struct task *task, const struct reread_figure *one) {
    bool is_otherwise = one->action == REREAD_REVISED || one->action == REREAD_WITHDRAWN;
    return (struct figure_row){
        .figure = &one->after,
        .link = {.metric = one->after.metric,
                 .scope = one->after.series_scope,
                 .label_norm = one->label_norm,
                 .is_point = one->is_point},
        .is_otherwise = is_otherwise,
        .note = arena_printf(&task->arena, "%s version %s of the reader",
                             one->action == REREAD_WITHDRAWN ? "not found any more by" : "read otherwise by",
                             extract_version)};
}

static bool collect_rows(struct task *task, struct report_reread *write) {
    const struct reread_state *state = task->state;
    struct figure_row *rows = ARENA_ARRAY(&task->arena, state->reread.count, struct figure_row);
    size_t stored_count = state->view.report.figure_count, n = 0;
    if (rows == NULL)
        return too_large(task);
    for (size_t i = 0; i < state->reread.count; i++) {
        const struct reread_figure *one = &state->reread.figures[i];
        if (one->is_touched || one->action == REREAD_REVISED || one->action == REREAD_WITHDRAWN ||
            one->action == REREAD_ADDED)
            rows[n++] = row_of(task, one);
        if (i + 1 == stored_count)
            write->changed_count = n;
    }
    write->changed = rows;
    write->added = rows + write->changed_count;
    write->added_count = n - write->changed_count;
    write->figure_count = state->reread.count;
    return true;
}

/* Metrics to be made, and labels that are worth remembering: of figures that are where this reading puts them. */
static bool collect_names(struct task *task, struct report_reread *write) {
    struct reread_state *state = task->state;
    size_t count = state->reread.count;
    struct metric *metrics = ARENA_ARRAY(&task->arena, count, struct metric);
    struct alias *aliases = ARENA_ARRAY(&task->arena, count, struct alias);
    struct alias *found = ARENA_ARRAY(&task->arena, count, struct alias);
    if (metrics == NULL || aliases == NULL || found == NULL)
        return too_large(task);
    for (size_t i = 0; i < count; i++) {
        const struct reread_figure *one = &state->reread.figures[i];
        const struct intake_link *link = link_of(state, one);
        if (!one->is_relinked || one->after.metric.len == 0)
            continue;
        const struct alias alias = {
            .metric = link->metric, .norm = link->key.label_norm, .alias = one->after.label};
        if (link->is_provisional)
            metrics[write->provisional_count++] = *link->known;
        if (link->is_provisional && !link->is_variant)
            aliases[write->alias_count++] = alias;
        if (link->is_found)
            found[write->found_count++] = alias;
    }
    write->provisional = metrics;
    write->aliases = aliases;
    write->found = found;
    state->has_new_names = write->provisional_count + write->found_count > 0;
    return true;
}

static bool collect_claims(struct task *task, struct report_reread *write) {
    const struct reread_state *state = task->state;
    struct claim_new *claims = ARENA_ARRAY(&task->arena, state->reread.count, struct claim_new);
    if (claims == NULL)
        return too_large(task);
    for (size_t i = 0; i < state->reread.count; i++) {
        const struct reread_figure *one = &state->reread.figures[i];
        if (one->is_reclaimed)
            claims[write->claim_count++] =
                (struct claim_new){(uint32_t)i, one->claim_after.metric, one->claim_after.scope};
    }
    write->claims = claims;
    return true;
}

static bool is_as_stored(const struct reread_state *state) {
    return !reread_has_changes(&state->reread) && !state->has_new_warnings &&
           text_equal(state->reading.extract_version, text_from(extract_version));
}

static enum step check_and_store(struct task *task) {
    struct reread_state *state = task->state;
    struct report_reread write = {.reading = &state->reading,
                                  .report = state->id,
                                  .published = state->view.report.published,
                                  .extract_version = text_from(extract_version)};
    if (!collect_additions(task) || !review(task))
        return STEP_FAIL;
    if (state->is_dry_run || is_as_stored(state))
        return STEP_NEXT;
    if (!collect_rows(task, &write) || !collect_names(task, &write) || !collect_claims(task, &write))
        return STEP_FAIL;
    write.additions = state->additions;
    write.addition_count = state->addition_count;
    write.warnings = state->warnings;
    write.warning_count = state->warning_count;
    write.has_warnings = state->has_new_warnings;
    report_ask_reread(task_begin_ask(task), &write);
    return task_ask(task);
}

/* ---- 7. answer ---- */

/* Of a point that stays only the sentence may be another; but trends show that. */
static void tell_written(struct task *task) {
    const struct reread_state *state = task->state;
    const struct text org = state->view.report.org;
    struct written *written = ARENA_ARRAY(&task->arena, 2 * state->reread.count + 1, struct written);
    const struct written all = {.kind = CHANGE_ALL};
    size_t n = 0;
    for (size_t i = 0; written != NULL && i < state->reread.count; i++) {
        const struct reread_figure *one = &state->reread.figures[i];
        bool is_new = one->action == REREAD_REVISED || one->action == REREAD_ADDED || one->is_touched;
        if (one->was_point && one->is_moved)
            written[n++] = (struct written){CHANGE_POINT, org, one->before->metric};
        if (one->is_point && (is_new || one->is_moved))
            written[n++] = (struct written){CHANGE_POINT, org, one->after.metric};
    }
    if (written != NULL && state->has_new_names)
        written[n++] = (struct written){.kind = CHANGE_NAMES};
    if (written != NULL)
        changes_tell(task->worker, written, n);
    else
        changes_tell(task->worker, &all, 1);
}

static const struct figure *owner_of(const struct reread_state *state, const struct figure *figure) {
    if (figure->kind != FIGURE_CHANGE || figure->change_of == FIGURE_NOT_OWNED ||
        (size_t)figure->change_of >= state->reread.count)
        return NULL;
    return &state->reread.figures[figure->change_of].after;
}

static struct difference_side side_of(const struct reread_state *state, const struct figure *figure,
                                      const struct claimed_series *claimed, bool is_point) {
    bool is_claim = figure->kind == FIGURE_CHANGE;
    return (struct difference_side){.figure = figure,
                                    .owner = owner_of(state, figure),
                                    .metric = is_claim ? claimed->metric : figure->metric,
                                    .scope = is_claim ? claimed->scope : figure->series_scope,
                                    .is_point = is_point};
}

static struct difference difference_of(const struct reread_state *state, const struct reread_figure *one) {
    struct difference difference = {.action = one->action == REREAD_ADDED     ? "added"
                                              : one->action == REREAD_REVISED ? "revised"
                                                                              : "withdrawn",
                                    .fields = one->action == REREAD_REVISED ? one->differs : DIFFERS_ALL};
    if (one->action != REREAD_ADDED)
        difference.before = side_of(state, one->before, &one->claim_before, one->was_point);
    if (one->action != REREAD_WITHDRAWN)
        difference.after = side_of(state, &one->after, &one->claim_after, one->is_point);
    return difference;
}

static uint32_t place_of(const struct difference *difference) {
    return difference->after.figure != NULL ? difference->after.figure->start
                                            : difference->before.figure->start;
}

static int by_place(const void *left, const void *right) {
    uint32_t a = place_of(left), b = place_of(right);
    return (a > b) - (a < b);
}

static bool list_differences(struct task *task, struct difference_list *list) {
    const struct reread_state *state = task->state;
    struct difference *items = ARENA_ARRAY(&task->arena, state->reread.count, struct difference);
    if (items == NULL)
        return too_large(task);
    for (size_t i = 0; i < state->reread.count; i++) {
        const struct reread_figure *one = &state->reread.figures[i];
        if (one->action == REREAD_ADDED || one->action == REREAD_REVISED || one->action == REREAD_WITHDRAWN)
            items[list->count++] = difference_of(state, one);
    }
    qsort(items, list->count, sizeof *items, by_place);
    list->items = items;
    return true;
}

static enum step reply_differences(struct task *task) {
    const struct reread_state *state = task->state;
    const struct render_options options = {.quote = http_request_bool(task->request, "quote", true)};
    const size_t *counts = state->reread.counts;
    struct difference_list list = {.report = state->id,
                                   .org = state->view.report.org,
                                   .period = state->view.report.period,
                                   .is_dry_run = state->is_dry_run,
                                   .version_before = state->reading.extract_version,
                                   .version = text_from(extract_version),
                                   .kept = counts[REREAD_KEPT],
                                   .touched = state->reread.touched,
                                   .decided = counts[REREAD_DECIDED],
                                   .revised = counts[REREAD_REVISED],
                                   .added = counts[REREAD_ADDED],
                                   .withdrawn = counts[REREAD_WITHDRAWN],
                                   .has_new_warnings = state->has_new_warnings};
    struct buf out;
    if (!state->is_dry_run && !is_as_stored(state))
        tell_written(task);
    if (!list_differences(task, &list))
        return STEP_FAIL;
    buf_init(&out, ANSWER_MAX);
    render_reread_json(&out, &list, &options);
    http_reply_json_take(task->request, 200, &out);
    buf_fini(&out);
    return task_replied(task);
}

static const struct plan plan = {
    .name = "read a report anew",
    .steps = {ask_report, read_and_ask, know, link_and_ask, check_and_store, reply_differences},
    .state_size = sizeof(struct reread_state),
    .finishes_when_gone = true};

void report_reread(struct http_request *request, void *context) {
    task_start(context, request, &plan, NULL);
}
