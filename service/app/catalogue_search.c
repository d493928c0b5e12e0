#include "app/catalogue_search.h"

#include "app/catalogue.h"
#include "app/catalogue_export.h"
#include "app/changes.h"
#include "app/names.h"
#include "app/page.h"
#include "app/task.h"
#include "render/render.h"
#include "storage/catalogue_store.h"

enum { SCORE_DIGITS = 4 }; /* of SEARCH_FULL * SEARCH_EXACT and more */

struct search_state {
    enum names_kind kind;
    enum http_form form;
    struct watch seen;
};

static struct names *names_of(const struct task *task) {
    const struct search_state *state = task->state;
    return state->kind == NAMES_ORGS ? &task->worker->org_names : &task->worker->metric_names;
}

/* ---- 1. the names, where they are not known ---- */

static enum step ask_names(struct task *task) {
    struct search_state *state = task->state;
    const struct text none = {0};
    if (changes_known(task->worker) != NULL && names_stand(names_of(task)))
        return STEP_NEXT;
    state->seen = names_seen(state->kind);
    struct pg_ask *ask = task_begin_ask(task);
    if (state->kind == NAMES_ORGS)
        org_ask_list(ask, none, none, none, NAMES_MOST + 1);
    else
        metric_ask_all(ask, NAMES_MOST + 1);
    return task_ask(task);
}

static bool read_names(struct task *task) {
    const struct search_state *state = task->state;
    struct names *names = names_of(task);
    size_t rows = pg_rows(task->results, 0);
    bool may_keep = changes_known(task->worker) != NULL;
    struct named *items = names_begin(names, may_keep ? &state->seen : NULL, rows);
    for (size_t row = 0; items != NULL && row < rows; row++) {
        if (state->kind == NAMES_ORGS)
            items[row].org = org_read(task->results, 0, row, &names->arena);
        else if (!metric_read(task->results, 0, row, &names->arena, &items[row].metric, &task->err)) {
            (void)names_begin(names, NULL, 0);
            return false;
        }
    }
    return names_end(names, &task->err);
}

/* ---- 2. the answer ---- */

/* The last hit of the page before: its score, a dot, its code. */
struct spot {
    int score;
    struct text code;
};

static bool read_cursor(const struct task *task, struct spot *out, struct err *err) {
    struct text code = http_request_text(task->request, "cursor"), score = {0};
    *out = (struct spot){.score = SEARCH_FULL * (SEARCH_EXACT + 1)};
    if (code.len == 0)
        return true;
    bool is_ours = text_split(&code, '.', &score) && score.len == SCORE_DIGITS && code.len > 0;
    out->score = 0;
    for (size_t i = 0; is_ours && i < score.len; i++) {
        is_ours = score.ptr[i] >= '0' && score.ptr[i] <= '9';
        out->score = out->score * 10 + (score.ptr[i] - '0');
    }
    out->code = code;
    return is_ours ||
           err_set_field(err, ERR_BAD_VALUE, "cursor", "It is not the `next` of a page of this search.");
}

static struct text code_of(const struct search_state *state, const struct names_hit *hit) {
    return state->kind == NAMES_ORGS ? hit->item->org.code : hit->item->metric.code;
}

/* How many of the hits have been shown; a cursor stays good when the catalogue has changed meanwhile. */
static size_t count_shown(const struct search_state *state, const struct names_hit *hits, size_t count,
                          const struct spot *after) {
    size_t shown = 0;
    while (shown < count && (hits[shown].score > after->score ||
                             (hits[shown].score == after->score &&
                              text_compare(code_of(state, &hits[shown]), after->code) <= 0)))
        shown++;
    return shown;
}

static void put_hit(struct page *page, const struct search_state *state, const struct names_hit *hit) {
    const struct render_match match = {hit->name, search_match_name(search_match_of(hit->score))};
    json_slot(&page->json);
    if (state->kind == NAMES_ORGS)
        render_org_match_json(&page->out, &hit->item->org, &match);
    else
        render_metric_match_json(&page->out, &hit->item->metric, &match);
}

static enum step reply_hits_csv(struct task *task, const struct names_hit *hits, size_t count) {
    const struct search_state *state = task->state;
    size_t limit = (size_t)http_request_int(task->request, "limit", INT64_MAX);
    struct catalogue_csv csv;
    catalogue_csv_begin(&csv, task, state->kind == NAMES_METRICS);
    for (size_t i = 0; i < count && i < limit; i++)
        if (state->kind == NAMES_ORGS)
            render_org_csv(&csv.out, &hits[i].item->org);
        else
            render_metric_csv(&csv.out, &hits[i].item->metric);
    return catalogue_csv_reply(&csv);
}

static enum step reply_hits(struct task *task, const struct names_hit *hits, size_t count) {
    const struct search_state *state = task->state;
    struct page page;
    page_begin(&page, task, state->kind == NAMES_ORGS ? "orgs" : "metrics", count);
    for (size_t i = 0; i < page.shown; i++)
        put_hit(&page, state, &hits[i]);
    struct text cursor = {0};
    if (page.shown > 0) {
        const struct names_hit *last = &hits[page.shown - 1];
        cursor = arena_printf(&task->arena, "%0*d.%.*s", SCORE_DIGITS, last->score,
                              TEXT_ARG(code_of(state, last)));
    }
    return page_reply(&page, cursor);
}

static struct text under_of(const struct task *task) {
    const struct search_state *state = task->state;
    return state->kind == NAMES_ORGS ? http_request_text(task->request, "under") : (struct text){0};
}

static enum step search(struct task *task) {
    const struct names *names = names_of(task);
    struct text under = under_of(task);
    const struct names_hit *hits;
    struct spot after;
    size_t count;
    if (!read_cursor(task, &after, &task->err))
        return STEP_FAIL;
    if (under.len > 0 && !names_has(names, under)) {
        err_set_field(&task->err, ERR_UNKNOWN_ORG, "under", "There is no organisation '%.*s'.",
                      TEXT_ARG(under));
        return STEP_FAIL;
    }
    if (!names_search(names, &task->arena, http_request_text(task->request, "q"), under, &hits, &count)) {
        err_set(&task->err, ERR_TOO_LARGE, "It needs more memory than a request may take.");
        return STEP_FAIL;
    }
    size_t shown = count_shown(task->state, hits, count, &after);
    const struct search_state *state = task->state;
    return state->form == HTTP_FORM_CSV ? reply_hits_csv(task, hits + shown, count - shown)
                                        : reply_hits(task, hits + shown, count - shown);
}

static enum step answer(struct task *task) {
    if (task->results != NULL && !read_names(task))
        return STEP_FAIL;
    return names_of(task)->is_too_many ? STEP_NEXT : search(task);
}

/* ---- 3. where they are too many: those that contain it ---- */

static enum step hand_on(struct task *task) {
    const struct search_state *state = task->state;
    struct http_request *request = task->request;
    task_release(task);
    if (state->kind == NAMES_ORGS)
        org_list_containing(request, task->worker, state->form);
    else
        metric_list_containing(request, task->worker, state->form);
    return STEP_DONE;
}

static const struct plan plan = {.name = "search the catalogue",
                                 .steps = {ask_names, answer, hand_on},
                                 .state_size = sizeof(struct search_state)};

void org_search(struct http_request *request, struct worker *worker, enum http_form form) {
    const struct search_state state = {.kind = NAMES_ORGS, .form = form};
    task_start(worker, request, &plan, &state);
}

void metric_search(struct http_request *request, struct worker *worker, enum http_form form) {
    const struct search_state state = {.kind = NAMES_METRICS, .form = form};
    task_start(worker, request, &plan, &state);
}
