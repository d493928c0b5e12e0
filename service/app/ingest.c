#include "app/ingest.h"

#include "app/changes.h"
#include "app/checks.h"
#include "app/intake_ask.h"
#include "app/origin.h"
#include "app/task.h"
#include "app/today.h"
#include "base/clock.h"
#include "extract/told.h"
#include "http/reply.h"
#include "ops/metrics.h"
#include "render/render.h"
#include "series/claim_check.h"
#include "storage/link_store.h"
#include "storage/report_store.h"
#include "storage/series_store.h"

enum { ANSWER_MAX = 256 << 20 };

struct ingest {
    struct document document; /* what was posted, as text */
    struct org org;
    struct intake intake;
    struct intake_known known;   /* of its labels */
    struct origin_places places; /* where the text may say whose it is */
    enum origin_where origin;    /* where it does */
    struct period told;          /* what its title says it is about */
    struct report_view view;     /* what is answered: at first what was read, in the end what is stored */
    struct report_link *links;
    struct claim *claims; /* as read */
    size_t claim_count;
    int64_t existing_id;
    struct report_added added;
    bool is_preview, was_created, has_history;
    bool is_refused;     /* there are no figures in it */
    bool has_near;       /* siblings and the catalogue have been asked */
    bool is_known;       /* what was read is what is stored */
    bool has_beginnings; /* of totals since the year began, to hold this report's against */
};

/* Nothing is to be stored, for it is there already. */
static bool is_there(const struct ingest *state) {
    return state->existing_id != 0 && !state->is_preview;
}

/* ---- 1. what does it say ---- */

/* Plain text is decoded here; what has to be parsed is a reader's. */
static enum step read_bytes(struct task *task) {
    struct ingest *state = task->state;
    struct text bytes = http_request_body(task->request),
                content_type = http_request_header(task->request, "Content-Type");
    if (!document_is_plain(bytes, content_type))
        return task_read_document(task, content_type, bytes, &state->document);
    return document_read(&task->arena, bytes, content_type, &state->document, &task->err) ? STEP_NEXT
                                                                                          : STEP_FAIL;
}

static bool find_figures(struct task *task) {
    struct ingest *state = task->state;
    struct period period = {0};
    int64_t begun_ms = clock_monotonic_ms();
    if (!http_request_period(task->request, "period", &period))
        period = state->told;
    if (!intake_read(&task->arena, task->worker->words, &state->document, http_request_body(task->request),
                     period, state->org.name, &state->intake, &task->err)) {
        state->is_refused = true;
        return false;
    }
    metrics_observe(METRIC_EXTRACT_SECONDS, 0, (uint64_t)(clock_monotonic_ms() - begun_ms) * 1000);
    return true;
}

/* ---- 2. whose report is it ---- */

/* Where the report may say of itself whose it is, and what it is about. */
static bool look_at(struct task *task) {
    struct ingest *state = task->state;
    const struct extract_result *extracted = &state->intake.extracted;
    if (!find_figures(task))
        return false;
    state->places = origin_places(state->intake.document.text, extracted->body_start, extracted->body_end);
    state->told =
        told_period(&task->arena, task->worker->words, state->places.title, state->places.signature);
    return true;
}

/* Told by its code; or named by the report, which has to be read to know. */
static enum step ask_org(struct task *task) {
    struct ingest *state = task->state;
    struct text code = http_request_text(task->request, "org");
    state->is_preview = http_request_bool(task->request, "preview", false);
    struct period period;
    if ((code.len == 0 || !http_request_period(task->request, "period", &period)) && !look_at(task))
        return STEP_FAIL;
    if (code.len > 0) {
        org_ask(task_begin_ask(task), code);
        return task_ask(task);
    }
    state->view.report.is_org_inferred = true;
    org_ask_named(task_begin_ask(task), origin_text(&task->arena, &state->places));
    return task_ask(task);
}

static bool find_named(struct task *task) {
    struct ingest *state = task->state;
    size_t count = pg_rows(task->results, 0);
    struct org *orgs = ARENA_ARRAY(&task->arena, count, struct org);
    for (size_t row = 0; orgs != NULL && row < count; row++)
        orgs[row] = org_read(task->results, 0, row, &task->arena);
    struct origin found = origin_find(&state->places, orgs, orgs != NULL ? count : 0);
    if (found.where == ORIGIN_NOWHERE)
        return err_set_field(
            &task->err, ERR_MISSING_PARAMETER, "org",
            "Neither title, opening nor signature name an organisation that is known; say with "
            "org= whose report it is.");
    if (found.is_ambiguous)
        return err_set_field(&task->err, ERR_MISSING_PARAMETER, "org",
                             "The %s names %.*s (%.*s) and %.*s (%.*s); say with org= whose report it is.",
                             origin_where_name(found.where), TEXT_ARG(orgs[found.org].name),
                             TEXT_ARG(orgs[found.org].code), TEXT_ARG(orgs[found.other].name),
                             TEXT_ARG(orgs[found.other].code));
    state->org = orgs[found.org];
    state->origin = found.where;
    return true;
}

static bool find_org(struct task *task) {
    struct ingest *state = task->state;
    struct text code = http_request_text(task->request, "org");
    if (state->view.report.is_org_inferred)
        return find_named(task);
    if (pg_rows(task->results, 0) == 0)
        return err_set_field(
            &task->err, ERR_UNKNOWN_ORG, "org",
            "There is no organisation '%.*s'; make it with PUT /v1/orgs/CODE, or `tongbi org add`.",
            TEXT_ARG(code));
    state->org = org_read(task->results, 0, 0, &task->arena);
    return true;
}

/* ---- 3. find its figures, and ask what their labels mean ---- */

static void describe(struct ingest *state, struct task *task) {
    const struct intake *intake = &state->intake;
    struct report *report = &state->view.report;
    char hex[DIGEST_HEX_MAX];
    digest_hex(intake->sha256, hex);
    report->period = intake->extracted.period;
    if (!http_request_date(task->request, "published", &report->published))
        report->published = today();
    report->org = state->org.code;
    report->title = http_request_text(task->request, "title");
    report->media_type = intake->document.media_type;
    report->charset = intake->document.charset;
    report->sha256 = arena_text(&task->arena, text_from(hex));
    report->byte_count = http_request_body(task->request).len;
    report->decoded = intake->document.text;
    report->figures = intake->extracted.figures;
    report->figure_count = intake->extracted.count;
    report->recorded_ms = clock_wall_ms();
}

/* What the text has told of itself is marked as such, and a note says where it stands. */
static bool tell_inferred(struct task *task) {
    struct ingest *state = task->state;
    struct period said;
    char period[PERIOD_TEXT_MAX];
    if (state->view.report.is_org_inferred)
        (void)intake_note(&state->intake,
                          arena_printf(&task->arena, "The organisation is told from the %s: %.*s.",
                                       origin_where_name(state->origin), TEXT_ARG(state->org.name)));
    if (http_request_period(task->request, "period", &said))
        return true;
    if (state->told.shape == PERIOD_NONE)
        return err_set_field(
            &task->err, ERR_MISSING_PARAMETER, "period",
            "The title does not say clearly what the report is about; say it with period=, as 2021-H1.");
    state->view.report.is_period_inferred = true;
    period_print(state->told, period);
    return intake_note(&state->intake,
                       arena_printf(&task->arena, "The period is told from the title: %s.", period)) ||
           !arena_overflowed(&task->arena);
}

/* The calls of this unit, in order. */
enum { CALL_FOUND, CALL_NEXT_ID, CALL_KNOWN };

static enum step read_and_ask(struct task *task) {
    struct ingest *state = task->state;
    if (!find_org(task) || !find_figures(task) || !tell_inferred(task))
        return STEP_FAIL;
    describe(state, task);
    struct pg_ask *ask = task_begin_ask(task);
    report_ask_find(ask, state->org.code, state->view.report.period, state->intake.sha256);
    report_ask_next_id(ask, state->intake.extracted.count);
    intake_ask_known(ask, &state->intake, state->org.code, 0);
    return task_ask(task);
}

/* ---- 4. link its figures, and ask what has been said before ---- */

/* Labels that no alias knows are held against what siblings and the catalogue have. */
static enum step know(struct task *task) {
    struct ingest *state = task->state;
    state->existing_id = report_read_found(task->results, CALL_FOUND);
    state->view.report.id = report_read_next_id(task->results, CALL_NEXT_ID);
    report_read_figure_ids(task->results, CALL_NEXT_ID, state->view.report.figures,
                           state->view.report.figure_count);
    if (is_there(state))
        return STEP_NEXT;
    if (!intake_read_known(task->results, CALL_KNOWN, &task->arena, state->org.code, &state->known,
                           &task->err))
        return STEP_FAIL;
    if (intake_knows_all(&state->intake, &state->known))
        return STEP_NEXT;
    state->has_near = true;
    near_ask(task_begin_ask(task), state->org.code);
    return task_ask(task);
}

static bool link_figures(struct task *task) {
    struct ingest *state = task->state;
    if (state->has_near && !intake_read_near(task->results, 0, &task->arena, &state->known, &task->err))
        return false;
    if (!intake_link(&task->arena, &state->intake, &state->known, &task->err))
        return false;
    for (size_t i = 0; i < state->intake.extracted.count; i++)
        state->view.report.figures[i].metric = state->intake.links[i].metric;
    state->view.report.notes = state->intake.notes;
    state->view.report.note_count = state->intake.note_count;
    return intake_claims(&task->arena, &state->intake, &state->org, &state->claims, &state->claim_count,
                         &task->err);
}

/* Totals since the year began are held against others of the same beginning. */
static void ask_beginnings(struct task *task, struct pg_ask *ask) {
    struct ingest *state = task->state;
    size_t count = state->intake.extracted.count, n = 0;
    struct series_name *names = ARENA_ARRAY(&task->arena, count, struct series_name);
    for (size_t i = 0; names != NULL && i < count; i++)
        if (!state->intake.links[i].is_claim &&
            intake_is_cumulative(state->intake.links[i].known, &state->intake.extracted.figures[i]))
            names[n++] = (struct series_name){state->intake.links[i].metric, state->intake.links[i].scope};
    state->has_beginnings = n > 0;
    if (n > 0)
        observation_ask_named(ask, state->org.id, names, n);
}

/* Of a preview nothing will be stored that could be asked for by its id. Behind the history stand the metrics, for their breaks. */
enum { CLAIMED_HISTORY, CLAIMED_METRICS, CLAIMED_CALLS };

static void ask_claimed(struct task *task, struct pg_ask *ask) {
    const struct ingest *state = task->state;
    struct series_name *names = ARENA_ARRAY(&task->arena, state->claim_count, struct series_name);
    struct text *metrics = ARENA_ARRAY(&task->arena, state->claim_count, struct text);
    size_t n = 0;
    for (size_t i = 0; names != NULL && metrics != NULL && i < state->claim_count; i++) {
        const struct claim *claim = &state->claims[i];
        if (claim->metric.code.len == 0)
            continue;
        metrics[n] = claim->metric.code;
        names[n++] = (struct series_name){.metric = claim->metric.code, .scope = claim->scope};
    }
    observation_ask_named(ask, state->org.id, names, n);
    metric_ask_many(ask, metrics, n);
}

/* What a preview's claims rest on stands behind the beginnings, where there are any. */
enum { CALL_BEGINNINGS };

static enum step link_and_ask(struct task *task) {
    struct ingest *state = task->state;
    if (is_there(state))
        return STEP_NEXT;
    if (!link_figures(task))
        return STEP_FAIL;
    struct pg_ask *ask = task_begin_ask(task);
    ask_beginnings(task, ask);
    if (state->is_preview)
        ask_claimed(task, ask);
    return ask->count > 0 ? task_ask(task) : STEP_NEXT;
}

/* ---- 5. look whether it fits together, and store all of it ---- */

static bool review(struct task *task) {
    struct ingest *state = task->state;
    struct consistency_history *history = NULL;
    size_t count = 0;
    return (!state->has_beginnings || checks_read_history(task->results, CALL_BEGINNINGS, &task->arena,
                                                          &history, &count, &task->err)) &&
           intake_review(&task->arena, &state->intake, history, count, &state->view.warnings,
                         &state->view.warning_count, &task->err);
}

/* A metric that is not there yet has none. */
static bool read_breaks(struct task *task, size_t call) {
    struct ingest *state = task->state;
    for (size_t row = 0; row < pg_rows(task->results, call); row++) {
        struct metric metric;
        if (!metric_read(task->results, call, row, &task->arena, &metric, &task->err))
            return false;
        for (size_t i = 0; i < state->claim_count; i++)
            if (text_equal(state->claims[i].metric.code, metric.code))
                state->claims[i].metric.breaks = metric.breaks;
    }
    return true;
}

/* What the claims of a preview would be found to be. */
static bool check_preview(struct task *task) {
    struct ingest *state = task->state;
    const struct claim_view now = {0};
    struct consistency_history *history;
    size_t count, call = task->ask.count - CLAIMED_CALLS;
    if (!checks_read_history(task->results, call + CLAIMED_HISTORY, &task->arena, &history, &count,
                             &task->err) ||
        !read_breaks(task, call + CLAIMED_METRICS))
        return false;
    for (size_t i = 0; i < state->claim_count; i++) {
        struct claim *claim = &state->claims[i];
        const struct consistency_history *own = NULL;
        for (size_t k = 0; k < count && own == NULL; k++)
            if (text_equal(history[k].metric, claim->metric.code) &&
                text_equal(history[k].scope, claim->scope))
                own = &history[k];
        if (!claim_check(&task->arena, own != NULL ? own->observations : NULL, own != NULL ? own->count : 0,
                         &now, claim, &task->err))
            return false;
    }
    state->view.claims = state->claims;
    state->view.claim_count = state->claim_count;
    return true;
}

/* Provisional metrics, each with its label as an alias; those that are kept apart have none, for it is the first one's. */
static void collect_provisional(struct task *task, struct report_new *new) {
    const struct intake *intake = &((struct ingest *)task->state)->intake;
    size_t count = intake->extracted.count;
    struct metric *metrics = ARENA_ARRAY(&task->arena, count, struct metric);
    struct alias *aliases = ARENA_ARRAY(&task->arena, count, struct alias);
    for (size_t i = 0; metrics != NULL && aliases != NULL && i < count; i++) {
        if (!intake->links[i].is_provisional)
            continue;
        metrics[new->provisional_count++] = *intake->links[i].known;
        if (!intake->links[i].is_variant)
            aliases[new->alias_count++] = (struct alias){.metric = intake->links[i].metric,
                                                         .norm = intake->links[i].key.label_norm,
                                                         .alias = intake->extracted.figures[i].label};
    }
    new->provisional = metrics;
    new->aliases = aliases;
}

/* What likeness has found is an alias from now on, for this organisation. */
static void collect_found(struct task *task, struct report_new *new) {
    const struct intake *intake = &((struct ingest *)task->state)->intake;
    size_t count = intake->extracted.count;
    struct alias *found = ARENA_ARRAY(&task->arena, count, struct alias);
    for (size_t i = 0; found != NULL && i < count; i++)
        if (intake->links[i].is_found)
            found[new->found_count++] = (struct alias){.metric = intake->links[i].metric,
                                                       .norm = intake->links[i].key.label_norm,
                                                       .alias = intake->extracted.figures[i].label};
    new->found = found;
}

static void collect_claims(struct task *task, struct report_new *new) {
    const struct intake *intake = &((struct ingest *)task->state)->intake;
    struct claim_new *claims = ARENA_ARRAY(&task->arena, intake->extracted.count, struct claim_new);
    for (size_t i = 0; claims != NULL && i < intake->extracted.count; i++) {
        const struct intake_link *link = &intake->links[i];
        if (link->is_claim)
            claims[new->claim_count++] =
                (struct claim_new){.ordinal = (uint32_t)i,
                                   .metric = link->known != NULL ? link->known->code : (struct text){0},
                                   .scope = link->scope};
    }
    new->claims = claims;
}

static bool collect_links(struct task *task) {
    struct ingest *state = task->state;
    size_t count = state->intake.extracted.count;
    state->links = ARENA_ARRAY(&task->arena, count, struct report_link);
    for (size_t i = 0; state->links != NULL && i < count; i++)
        state->links[i] = (struct report_link){.metric = state->intake.links[i].metric,
                                               .scope = state->intake.links[i].scope,
                                               .label_norm = state->intake.links[i].key.label_norm,
                                               .is_point = state->intake.links[i].is_point};
    return state->links != NULL || err_set(&task->err, ERR_TOO_LARGE, "The report is too large to be read.");
}

static enum step store(struct task *task) {
    struct ingest *state = task->state;
    struct report_new new = {.org_id = state->org.id,
                             .report = &state->view.report,
                             .links = state->links,
                             .bytes = http_request_body(task->request),
                             .sha256 = state->intake.sha256,
                             .extract_version = text_from(extract_version),
                             .warnings = state->view.warnings,
                             .warning_count = state->view.warning_count};
    collect_provisional(task, &new);
    collect_found(task, &new);
    collect_claims(task, &new);
    state->added = report_ask_add(task_begin_ask(task), &new);
    return task_ask(task);
}

static enum step check_and_store(struct task *task) {
    struct ingest *state = task->state;
    if (is_there(state))
        return STEP_NEXT;
    if (!review(task) || !collect_links(task))
        return STEP_FAIL;
    if (!state->is_preview)
        return store(task);
    return check_preview(task) ? STEP_NEXT : STEP_FAIL;
}

/* ---- 6. what is stored: this report, which is known but for its checks, or the one that was there ---- */

/* A metric that was merged after the report's labels had been looked up: its points are in the other one's series. */
static bool met_merge(const struct task *task) {
    const struct ingest *state = task->state;
    return pg_rows(task->results, state->added.merged) > 0;
}

/* What storing has added to the report that was read. */
static bool know_stored(struct task *task) {
    struct ingest *state = task->state;
    struct report *report = &state->view.report;
    state->existing_id = report_read_found(task->results, state->added.found);
    state->was_created = state->existing_id == report->id;
    if (!state->was_created || met_merge(task) ||
        !report_read_figures(task->results, state->added.figures, report->figures, report->figure_count))
        return false;
    for (size_t i = 0; i < report->figure_count; i++)
        report->figures[i].series_scope = state->links[i].scope;
    report->recorded_ms = report_read_recorded(task->results, state->added.found);
    return true;
}

/* Its points, and with provisional metrics what names mean. */
static void tell_written(struct task *task) {
    const struct ingest *state = task->state;
    size_t count = state->view.report.figure_count, n = 0;
    struct written *written = ARENA_ARRAY(&task->arena, count + 1, struct written);
    const struct written all = {.kind = CHANGE_ALL};
    bool has_new_names = false;
    for (size_t i = 0; written != NULL && i < count; i++) {
        has_new_names = has_new_names || state->intake.links[i].is_provisional;
        if (state->links[i].is_point)
            written[n++] = (struct written){CHANGE_POINT, state->org.code, state->links[i].metric};
    }
    if (written != NULL && has_new_names)
        written[n++] = (struct written){.kind = CHANGE_NAMES};
    if (written != NULL && !met_merge(task))
        changes_tell(task->worker, written, n);
    else
        changes_tell(task->worker, &all, 1);
}

static enum step read_back(struct task *task) {
    struct ingest *state = task->state;
    if (state->is_preview)
        return STEP_NEXT;
    if (state->existing_id == 0)
        tell_written(task);
    state->is_known = state->existing_id == 0 && know_stored(task);
    if (!state->is_known) {
        report_view_ask(task_begin_ask(task), state->existing_id);
        return task_ask(task);
    }
    if (state->claim_count == 0 && state->view.warning_count == 0)
        return STEP_NEXT;
    report_checks_ask(task_begin_ask(task), state->existing_id);
    return task_ask(task);
}

/* ---- 7. check what it says of its own change, and answer ---- */

static bool read_checks(struct task *task) {
    struct ingest *state = task->state;
    if (!state->is_known)
        return report_view_read(task->results, 0, &task->arena, &state->view, &task->err);
    if (state->claim_count == 0 && state->view.warning_count == 0)
        return true;
    return report_checks_read(task->results, 0, &task->arena, &state->view, &task->err);
}

static enum step ask_history(struct task *task) {
    struct ingest *state = task->state;
    if (state->is_preview)
        return STEP_NEXT;
    if (!read_checks(task))
        return STEP_FAIL;
    if (state->view.claim_count == 0)
        return STEP_NEXT;
    state->has_history = true;
    claims_ask_history(task_begin_ask(task), state->view.claims, state->view.claim_count);
    return task_ask(task);
}

static enum step judge(struct task *task) {
    struct ingest *state = task->state;
    const struct claim_view now = {0};
    if (!state->has_history)
        return STEP_NEXT;
    if (!claims_check(&task->arena, task->results, 0, &now, state->view.claims, state->view.claim_count,
                      &task->err))
        return STEP_FAIL;
    claim_ask_judge(task_begin_ask(task), state->view.claims, state->view.claim_count);
    return task_ask(task);
}

static void count_report(const struct ingest *state) {
    enum metric_report_result result = state->is_preview    ? METRIC_REPORT_PREVIEW
                                       : state->was_created ? METRIC_REPORT_CREATED
                                                            : METRIC_REPORT_REPEATED;
    metrics_count_at(METRIC_REPORTS, result, 0, 1);
    if (state->was_created)
        metrics_count(METRIC_FIGURES, state->view.report.figure_count);
}

static enum step reply_report(struct task *task) {
    struct ingest *state = task->state;
    const struct render_options options = {.quote = http_request_bool(task->request, "quote", true)};
    const struct report_checks checks = {state->view.claims, state->view.claim_count, state->view.warnings,
                                         state->view.warning_count};
    struct buf out;
    count_report(state);
    buf_init(&out, ANSWER_MAX);
    render_report_json(&out, &state->view.report, &checks, state->is_preview, &options);
    http_reply_json_take(task->request, state->was_created ? 201 : 200, &out);
    buf_fini(&out);
    return task_replied(task);
}

/* What could not be read, or holds no figure. */
static void count_refused(struct task *task) {
    const struct ingest *state = task->state;
    bool is_unread = task->at == 0 || state->is_refused;
    if (task->err.code != ERR_NONE && is_unread && err_status(task->err.code) < 500)
        metrics_count_at(METRIC_REPORTS, METRIC_REPORT_REFUSED, 0, 1);
}

static const struct plan plan = {.name = "take in a report",
                                 .steps = {read_bytes, ask_org, read_and_ask, know, link_and_ask,
                                           check_and_store, read_back, ask_history, judge, reply_report},
                                 .state_size = sizeof(struct ingest),
                                 .finishes_when_gone = true,
                                 .ended = count_refused};

void report_add(struct http_request *request, void *context) {
    task_start(context, request, &plan, NULL);
}
