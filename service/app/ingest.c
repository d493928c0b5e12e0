#include "app/ingest.h"

#include "app/intake.h"
#include "app/task.h"
#include "app/today.h"
#include "base/clock.h"
#include "http/reply.h"
#include "ops/metrics.h"
#include "render/render.h"
#include "storage/report_store.h"

enum { ANSWER_MAX = 256 << 20 };

struct ingest {
    struct org org;
    struct intake intake;
    struct report report;
    struct report_link *links;
    int64_t existing_id;
    bool is_preview, was_created;
};

/* ---- 1. whose report is it ---- */

static enum step ask_org(struct task *task) {
    org_ask(task_begin_ask(task), http_request_text(task->request, "org"));
    return task_ask(task);
}

/* ---- 2. read it, and ask what its labels mean ---- */

static void describe(struct ingest *state, struct task *task) {
    const struct intake *intake = &state->intake;
    char hex[DIGEST_HEX_MAX];
    digest_hex(intake->sha256, hex);
    (void)http_request_period(task->request, "period", &state->report.period);
    if (!http_request_date(task->request, "published", &state->report.published))
        state->report.published = today();
    state->report.org = state->org.code;
    state->report.title = http_request_text(task->request, "title");
    state->report.media_type = intake->document.media_type;
    state->report.charset = intake->document.charset;
    state->report.sha256 = arena_text(&task->arena, text_from(hex));
    state->report.byte_count = http_request_body(task->request).len;
    state->report.decoded = intake->document.text;
    state->report.figures = intake->extracted.figures;
    state->report.figure_count = intake->extracted.count;
    state->report.recorded_ms = clock_wall_ms();
}

static bool read_document(struct task *task) {
    struct ingest *state = task->state;
    struct period period = {0};
    int64_t begun_ms = clock_monotonic_ms();
    (void)http_request_period(task->request, "period", &period);
    if (!intake_read(&task->arena, task->worker->words, http_request_body(task->request),
                     http_request_header(task->request, "Content-Type"), period, state->org.name,
                     &state->intake, &task->err)) {
        metrics_count_at(METRIC_REPORTS, METRIC_REPORT_REFUSED, 0, 1);
        return false;
    }
    metrics_observe(METRIC_EXTRACT_SECONDS, 0, (uint64_t)(clock_monotonic_ms() - begun_ms) * 1000);
    return true;
}

/* The calls of this unit, in order. */
enum { CALL_FOUND, CALL_ALIASES, CALL_NEXT_ID };

static enum step read_and_ask(struct task *task) {
    struct ingest *state = task->state;
    struct text code = http_request_text(task->request, "org");
    if (pg_rows(task->results, 0) == 0) {
        err_set_field(&task->err, ERR_UNKNOWN_ORG, "org",
                      "There is no organisation '%.*s'; make it with PUT /v1/orgs/CODE, or `tongbi org add`.",
                      TEXT_ARG(code));
        return STEP_FAIL;
    }
    state->org = org_read(task->results, 0, 0, &task->arena);
    if (!read_document(task))
        return STEP_FAIL;
    describe(state, task);
    size_t count = state->intake.extracted.count;
    struct text *norms = ARENA_ARRAY(&task->arena, count, struct text);
    for (size_t i = 0; norms != NULL && i < count; i++)
        norms[i] = state->intake.links[i].key.label_norm;
    struct pg_ask *ask = task_begin_ask(task);
    report_ask_find(ask, state->org.code, state->report.period, state->intake.sha256);
    alias_ask_find(ask, state->org.code, norms, norms != NULL ? count : 0);
    report_ask_next_id(ask);
    return task_ask(task);
}

/* ---- 3. link its figures, and store all of it ---- */

static bool link_figures(struct task *task) {
    struct ingest *state = task->state;
    size_t count = pg_rows(task->results, CALL_ALIASES);
    struct link_candidate *candidates = ARENA_ARRAY(&task->arena, count, struct link_candidate);
    struct text *codes = ARENA_ARRAY(&task->arena, count, struct text);
    for (size_t row = 0; candidates != NULL && codes != NULL && row < count; row++) {
        struct alias_match match;
        if (!alias_read(task->results, CALL_ALIASES, row, &task->arena, &match, &task->err))
            return false;
        candidates[row] = (struct link_candidate){.metric_id = match.metric_id,
                                                  .alias_norm = match.norm,
                                                  .unit = match.unit,
                                                  .kind = match.kind,
                                                  .is_org_own = match.is_org_own};
        codes[row] = match.metric;
    }
    if (arena_overflowed(&task->arena))
        return err_set(&task->err, ERR_TOO_LARGE, "The report is too large to be read.");
    if (!intake_link(&task->arena, &state->intake, candidates, codes, count, &task->err))
        return false;
    for (size_t i = 0; i < state->intake.extracted.count; i++)
        state->report.figures[i].metric = state->intake.links[i].metric;
    state->report.notes = state->intake.notes;
    state->report.note_count = state->intake.note_count;
    return true;
}

/* Provisional metrics, each with its label as an alias. */
static void collect_provisional(struct task *task, struct report_new *new) {
    const struct intake *intake = &((struct ingest *)task->state)->intake;
    size_t count = intake->extracted.count;
    struct metric *metrics = ARENA_ARRAY(&task->arena, count, struct metric);
    struct alias *aliases = ARENA_ARRAY(&task->arena, count, struct alias);
    for (size_t i = 0; metrics != NULL && aliases != NULL && i < count; i++) {
        if (!intake->links[i].is_provisional)
            continue;
        metrics[new->provisional_count] = intake_provisional(intake, i);
        aliases[new->provisional_count++] = (struct alias){.metric = intake->links[i].metric,
                                                           .norm = intake->links[i].key.label_norm,
                                                           .alias = intake->extracted.figures[i].label};
    }
    new->provisional = metrics;
    new->aliases = aliases;
}

static bool collect_links(struct task *task) {
    struct ingest *state = task->state;
    size_t count = state->intake.extracted.count;
    state->links = ARENA_ARRAY(&task->arena, count, struct report_link);
    for (size_t i = 0; state->links != NULL && i < count; i++)
        state->links[i] = (struct report_link){.metric = state->intake.links[i].metric,
                                               .scope = state->intake.links[i].scope,
                                               .is_point = state->intake.links[i].is_point};
    return state->links != NULL || err_set(&task->err, ERR_TOO_LARGE, "The report is too large to be read.");
}

static enum step link_and_store(struct task *task) {
    struct ingest *state = task->state;
    state->existing_id = report_read_found(task->results, CALL_FOUND);
    state->report.id = report_read_next_id(task->results, CALL_NEXT_ID);
    state->is_preview = http_request_bool(task->request, "preview", false);
    if (state->existing_id != 0 && !state->is_preview)
        return STEP_NEXT;
    if (!link_figures(task) || !collect_links(task))
        return STEP_FAIL;
    if (state->is_preview)
        return STEP_NEXT;
    struct report_new new = {.org_id = state->org.id,
                             .report = &state->report,
                             .links = state->links,
                             .bytes = http_request_body(task->request),
                             .sha256 = state->intake.sha256,
                             .extract_version = text_from(extract_version)};
    collect_provisional(task, &new);
    report_ask_add(task_begin_ask(task), &new);
    return task_ask(task);
}

/* ---- 4. read back what is stored: this report, or the one that was there ---- */

static enum step read_back(struct task *task) {
    struct ingest *state = task->state;
    if (state->is_preview)
        return STEP_NEXT;
    if (state->existing_id == 0) {
        state->existing_id = report_read_found(task->results, task->ask.count - 1);
        state->was_created = state->existing_id == state->report.id;
    }
    struct pg_ask *ask = task_begin_ask(task);
    report_ask(ask, state->existing_id);
    figure_ask_list(ask, state->existing_id);
    return task_ask(task);
}

static void count_report(const struct ingest *state) {
    enum metric_report_result result = state->is_preview    ? METRIC_REPORT_PREVIEW
                                       : state->was_created ? METRIC_REPORT_CREATED
                                                            : METRIC_REPORT_REPEATED;
    metrics_count_at(METRIC_REPORTS, result, 0, 1);
    if (state->was_created)
        metrics_count(METRIC_FIGURES, state->report.figure_count);
}

static enum step reply_report(struct task *task) {
    struct ingest *state = task->state;
    const struct render_options options = {.quote = http_request_bool(task->request, "quote", true)};
    struct buf out;
    if (!state->is_preview && (!report_read(task->results, 0, 0, &task->arena, &state->report, &task->err) ||
                               !figure_read_list(task->results, 1, &task->arena, &state->report.figures,
                                                 &state->report.figure_count, &task->err)))
        return STEP_FAIL;
    count_report(state);
    buf_init(&out, ANSWER_MAX);
    render_report_json(&out, &state->report, true, state->is_preview, &options);
    http_reply_json_take(task->request, state->was_created ? 201 : 200, &out);
    buf_fini(&out);
    return task_replied(task);
}

static const struct plan plan = {.name = "take in a report",
                                 .steps = {ask_org, read_and_ask, link_and_store, read_back, reply_report},
                                 .state_size = sizeof(struct ingest),
                                 .finishes_when_gone = true};

void report_add(struct http_request *request, void *context) {
    task_start(context, request, &plan, NULL);
}
