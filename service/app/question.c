#include "app/question_internal.h"

#include "app/today.h"
#include "series/link.h"
#include "storage/catalogue_store.h"

static bool read_vantage(struct question *question) {
    (void)values_date(question->values, "as_of", &question->vantage.as_of);
    (void)values_time(question->values, "known_at", &question->vantage.known_at_ms);
    question->vantage.release = (enum release)values_word(question->values, "release", (int)RELEASE_LATEST);
    return true;
}

bool question_read(struct question *question, enum question_kind kind, const struct values *values,
                   struct arena *arena, struct err *err) {
    *question = (struct question){.kind = kind, .arena = arena, .values = values, .today = today()};
    question->scope = values_text(values, "scope");
    question->under = values_text(values, "under");
    question->status = (enum figure_status)values_word(values, "status", (int)STATUS_ACTUAL);
    bool is_read =
        read_vantage(question) && (kind == QUESTION_TREND ? trend_read(question) : compare_read(question));
    if (!is_read)
        *err = question->err;
    return is_read;
}

/* Trends of single series, however many, are one statement; those of which organisation and metric are known are another. */
struct wishes {
    struct trend_wish *items;
    size_t count;
};

static void add_wish(struct wishes *wishes, struct question *question, const struct trend_wish *wish,
                     size_t call) {
    question->trends_call = call;
    question->wish = wishes->count;
    wishes->items[wishes->count++] = *wish;
}

static void ask_trends(struct question *const *questions, size_t count, struct pg_ask *ask) {
    for (int is_known = 0; is_known < 2; is_known++) {
        struct wishes wishes = {.items = ARENA_ARRAY(ask->arena, count, struct trend_wish)};
        struct trend_wish wish;
        for (size_t i = 0; wishes.items != NULL && i < count; i++)
            if (questions[i]->kind == QUESTION_TREND && trend_wish(questions[i], &wish) &&
                is_known == (questions[i]->metric != NULL))
                add_wish(&wishes, questions[i], &wish, ask->count);
        if (wishes.count > 0 && is_known)
            trend_ask_known(ask, wishes.items, wishes.count);
        else if (wishes.count > 0)
            trend_ask_wishes(ask, wishes.items, wishes.count);
    }
}

/* Anew at each ask: what was known may have changed. */
static void look_up(struct question *question) {
    question->org = NULL;
    question->metric = NULL;
    if (question->known == NULL)
        return;
    question->seen = known_seen();
    if (question->kind == QUESTION_TREND)
        trend_look_up(question);
    else
        compare_look_up(question);
}

void question_ask(struct question *const *questions, size_t count, struct pg_ask *ask) {
    for (size_t i = 0; i < count; i++)
        look_up(questions[i]);
    ask_trends(questions, count, ask);
    for (size_t i = 0; i < count; i++) {
        questions[i]->first_call = ask->count;
        if (questions[i]->kind == QUESTION_TREND)
            trend_ask(questions[i], ask);
        else
            compare_ask(questions[i], ask);
    }
}

enum question_state question_take(struct question *question, const struct pg_results *results) {
    return question->kind == QUESTION_TREND ? trend_take(question, results) : compare_take(question, results);
}

bool question_render(struct question *question, const struct pg_results *results, enum http_form form,
                     struct buf *out) {
    return question->kind == QUESTION_TREND ? trend_write(question, results, form, out)
                                            : compare_write(question, results, form, out);
}

enum question_scope question_scope(const struct question *question, struct text *org, struct text *metric) {
    *metric = question->metrics[0];
    *org = question->org_count > 0 ? question->orgs[0] : (struct text){0};
    if (question->kind == QUESTION_TREND)
        return trend_is_of_one(question) ? QUESTION_OF_POINT : QUESTION_OF_MORE;
    return question->metric_count == 1 && question->under.len == 0 ? QUESTION_OF_METRIC : QUESTION_OF_MORE;
}

/* ---- what both share ---- */

struct render_options question_options(const struct question *question) {
    return (struct render_options){.quote = values_bool(question->values, "quote", true),
                                   .bom = values_bool(question->values, "bom", false)};
}

void question_ask_aliases(const struct question *question, struct pg_ask *ask, struct text org) {
    struct text *norms = ARENA_ARRAY(ask->arena, question->metric_count, struct text);
    for (size_t i = 0; norms != NULL && i < question->metric_count; i++)
        norms[i] = link_normalise(ask->arena, question->metrics[i]);
    alias_ask_resolve(ask, org, question->metrics, norms, norms != NULL ? question->metric_count : 0);
}

/* A metric may be asked for by its code or, as long as that means one metric only, by any of its names. */
bool question_resolve(struct question *question, const struct pg_results *results, size_t call,
                      struct text *metric) {
    struct text only = {0}, norm = link_normalise(question->arena, *metric);
    for (size_t row = 0; row < pg_rows(results, call); row++) {
        struct alias_match match;
        if (!alias_read(results, call, row, question->arena, &match, &question->err))
            return false;
        if (!text_equal(match.norm, norm) || text_equal(only, match.metric))
            continue;
        if (only.len > 0)
            return err_set_field(&question->err, ERR_UNKNOWN_METRIC, "metric",
                                 "'%.*s' means more than one metric (%.*s, %.*s); ask by code.",
                                 TEXT_ARG(*metric), TEXT_ARG(only), TEXT_ARG(match.metric));
        only = match.metric;
    }
    if (only.len == 0)
        return err_set_field(&question->err, ERR_UNKNOWN_METRIC, "metric",
                             "There is no metric '%.*s'; GET /v1/metrics?q= finds them.", TEXT_ARG(*metric));
    *metric = only;
    return true;
}

bool question_no_org(struct question *question, const char *parameter, struct text code) {
    return err_set_field(&question->err, ERR_UNKNOWN_ORG, parameter, "There is no organisation '%.*s'.",
                         TEXT_ARG(code));
}

bool question_has_org(struct question *question, const struct pg_results *results, size_t call,
                      const char *parameter, struct text code) {
    return code.len == 0 || pg_rows(results, call) > 0 || question_no_org(question, parameter, code);
}
