#include "app/codes.h"
#include "app/question_internal.h"

#include "base/dict.h"
#include "series/rollup.h"
#include "storage/catalogue_store.h"
#include "storage/series_store.h"

enum { ORGS_MAX = 10000, METRICS_MAX = 100, ROW_BYTES = 400 /* of an answer, more or less */ };

/* The calls of a comparison, in order; the last two only for a total. */
enum { CALL_METRICS, CALL_ALIAS, CALL_ORGS, CALL_UNDER, CALL_OBSERVATIONS, CALL_SIDES, CALL_TOTAL };

/* Of a known metric over all organisations, which are known, the calls begin with the observations. */
static size_t call_of(const struct question *question, size_t call) {
    return question->first_call + call - (question->metric != NULL ? CALL_OBSERVATIONS : 0);
}

static bool is_of_metrics(const struct question *question) {
    return question->metric_count > 1;
}

/* ---- parameters ---- */

static void read_request(struct question *question) {
    static const char *const sorts[] = {"rank",  "value",  "change",  "org",
                                        "-rank", "-value", "-change", "-org"};
    const struct values *values = question->values;
    struct compare_request *asked = &question->compare;
    int against = values_word(values, "against", -1);
    (void)values_period(values, "period", &asked->period);
    asked->against = against >= 0 ? (enum compare_against)against : AGAINST_PREVIOUS_YEAR;
    if (values_has(values, "against") && against < 0) {
        asked->against = AGAINST_PERIOD;
        (void)values_period(values, "against", &asked->base_period);
    }
    asked->status = question->status;
    asked->today = question->today;
    asked->vantage = question->vantage;
    asked->scope = question->scope;
    asked->limit = (size_t)values_int(values, "limit", 0);
    asked->across_breaks = values_bool(values, "across_breaks", false);
    bool is_sort = compare_sort_parse(text_from(sorts[values_word(values, "sort", 0)]), &asked->sort,
                                      &asked->descending);
    (void)is_sort;
}

/* Metrics side by side are rows of one organisation in the order asked. */
static bool check_side_by_side(struct question *question) {
    static const char *const unfit[] = {"under", "sort", "limit"};
    if (!is_of_metrics(question))
        return true;
    if (question->org_count != 1)
        return err_set_field(&question->err, ERR_BAD_VALUE, "org",
                             "Several metrics stand side by side for one organisation: name one.");
    for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++)
        if (values_has(question->values, unfit[i]))
            return err_set_field(&question->err, ERR_BAD_VALUE, unfit[i],
                                 "It goes with one metric; several stand side by side in the order asked.");
    return true;
}

bool compare_read(struct question *question) {
    read_request(question);
    return codes_read(question->values, "metric", METRICS_MAX, question->arena, &question->metrics,
                      &question->metric_count, &question->err) &&
           codes_read(question->values, "org", ORGS_MAX, question->arena, &question->orgs,
                      &question->org_count, &question->err) &&
           check_side_by_side(question);
}

/* ---- asking ---- */

static struct observation_selection selection_of(const struct question *question) {
    return (struct observation_selection){.metric = question->metrics[0],
                                          .scope = question->scope,
                                          .with_targets = question->compare.against == AGAINST_TARGET,
                                          .status = question->status,
                                          .period = question->compare.period,
                                          .base = compare_base_period(&question->compare),
                                          .orgs = question->orgs,
                                          .org_count = question->org_count,
                                          .under = question->under,
                                          .with_quotes = values_bool(question->values, "quote", true)};
}

static bool is_over_all(const struct question *question) {
    return !is_of_metrics(question) && question->org_count == 0 && question->under.len == 0;
}

void compare_look_up(struct question *question) {
    const struct org *orgs;
    size_t count;
    const struct metric *metric =
        is_over_all(question) ? known_metric(question->known, question->metrics[0]) : NULL;
    if (metric != NULL && known_orgs(question->known, &orgs, &count))
        question->metric = known_copy_metric(question->arena, metric);
}

void compare_ask(struct question *question, struct pg_ask *ask) {
    const struct observation_selection selection = selection_of(question);
    struct text one_org = question->org_count == 1 ? question->orgs[0] : (struct text){0};
    if (question->metric != NULL) {
        observation_ask_metric(ask, &selection);
        return;
    }
    metric_ask_many(ask, question->metrics, question->metric_count);
    question_ask_aliases(question, ask, one_org);
    org_ask_selection(ask, question->orgs, question->org_count, question->under);
    org_ask(ask, question->under);
    if (is_of_metrics(question))
        observation_ask_metrics(ask, &selection, question->metrics, question->metric_count);
    else
        observation_ask_metric(ask, &selection);
    if (question->under.len == 0)
        return;
    metric_ask_sides(ask, question->metrics[0]);
    observation_ask_tree(ask, question->under, question->metrics[0], question->scope);
}

/* A code that was named and is not there must not go missing among the rows. */
static bool knows_orgs(struct question *question, const struct pg_results *results) {
    size_t call = call_of(question, CALL_ORGS);
    struct dict codes;
    if (!question_has_org(question, results, call_of(question, CALL_UNDER), "under", question->under))
        return false;
    dict_init(&codes, question->arena);
    for (size_t row = 0; row < pg_rows(results, call); row++)
        if (!dict_put(&codes, pg_text_dup(results, call, row, 1, question->arena), question))
            return err_set(&question->err, ERR_TOO_LARGE, "The comparison is too large to answer.");
    for (size_t i = 0; i < question->org_count; i++)
        if (dict_get(&codes, question->orgs[i]) == NULL)
            return err_set_field(&question->err, ERR_UNKNOWN_ORG, "org", "There is no organisation '%.*s'%s.",
                                 TEXT_ARG(question->orgs[i]),
                                 question->under.len > 0 ? " under the one named" : "");
    return true;
}

static bool is_metric_there(const struct question *question, const struct pg_results *results,
                            struct text code) {
    size_t call = call_of(question, CALL_METRICS);
    for (size_t row = 0; row < pg_rows(results, call); row++)
        if (text_equal(pg_text(results, call, row, 1), code))
            return true;
    return false;
}

/* Were the organisations changed since, or forgotten? Then all is asked for. */
static enum question_state take_known(struct question *question) {
    const struct org *orgs;
    size_t count;
    if (known_orgs(question->known, &orgs, &count))
        return QUESTION_READY;
    question->known = NULL;
    return QUESTION_AGAIN;
}

enum question_state compare_take(struct question *question, const struct pg_results *results) {
    bool is_resolved = false;
    if (question->metric != NULL)
        return take_known(question);
    for (size_t i = 0; i < question->metric_count; i++) {
        if (is_metric_there(question, results, question->metrics[i]))
            continue;
        if (!question_resolve(question, results, call_of(question, CALL_ALIAS), &question->metrics[i]))
            return QUESTION_FAILED;
        is_resolved = true;
    }
    if (is_resolved)
        return QUESTION_AGAIN;
    return knows_orgs(question, results) ? QUESTION_READY : QUESTION_FAILED;
}

/* ---- the answer ---- */

static bool read_metric(struct question *question, const struct pg_results *results, struct text code,
                        struct metric *out) {
    if (question->metric != NULL) {
        *out = *question->metric;
        return true;
    }
    size_t call = call_of(question, CALL_METRICS);
    for (size_t row = 0; row < pg_rows(results, call); row++)
        if (text_equal(pg_text(results, call, row, 1), code))
            return metric_read(results, call, row, question->arena, out, &question->err);
    return err_set(&question->err, ERR_INTERNAL, "A metric went away.");
}

/* The observations of one metric among several metrics'. */
static struct rollup_metric only_of(struct question *question, const struct observation *observations,
                                    size_t count, const struct metric *metric) {
    struct rollup_metric out = {.metric = metric};
    struct observation *own = metric != NULL ? ARENA_ARRAY(question->arena, count, struct observation) : NULL;
    for (size_t i = 0; own != NULL && i < count; i++)
        if (observations[i].metric_id == metric->id)
            own[out.count++] = observations[i];
    out.observations = own;
    return out;
}

static bool read_side(struct question *question, const struct pg_results *results, struct text code,
                      struct metric **out) {
    size_t call = call_of(question, CALL_SIDES);
    *out = NULL;
    for (size_t row = 0; row < pg_rows(results, call); row++) {
        if (!text_equal(pg_text(results, call, row, 1), code))
            continue;
        *out = ARENA_NEW(question->arena, struct metric);
        return *out != NULL && metric_read(results, call, row, question->arena, *out, &question->err);
    }
    return true;
}

static bool add_total(struct question *question, const struct pg_results *results, const struct org *orgs,
                      size_t org_count, struct compare *compare) {
    const struct observation_selection selection = selection_of(question);
    struct metric *above, *below;
    struct observation *observations;
    size_t count;
    if (!read_side(question, results, compare->metric.numerator, &above) ||
        !read_side(question, results, compare->metric.denominator, &below) ||
        !observation_read_list(results, call_of(question, CALL_TOTAL), &selection, question->arena,
                               &observations, &count, &question->err))
        return false;
    const struct rollup_request rollup = {.root = question->under,
                                          .orgs = orgs,
                                          .org_count = org_count,
                                          .metric = only_of(question, observations, count, &compare->metric),
                                          .numerator = only_of(question, observations, count, above),
                                          .denominator = only_of(question, observations, count, below)};
    return compare_total_build(question->arena, &question->compare, &rollup, compare, &question->err);
}

static bool build_orgs(struct question *question, const struct pg_results *results, const struct org *orgs,
                       size_t org_count, const struct observation *observations, size_t count,
                       struct compare *compare) {
    struct metric metric;
    if (!read_metric(question, results, question->metrics[0], &metric) ||
        !compare_build(question->arena, &question->compare, &metric, orgs, org_count, observations, count,
                       compare, &question->err))
        return false;
    if (question->known != NULL && question->metric == NULL)
        known_put_metric(question->known, &question->seen, &metric);
    /* A total over some of the subtree would go by the name of the whole. */
    bool is_whole = question->under.len > 0 && question->org_count == 0;
    return !is_whole || add_total(question, results, orgs, org_count, compare);
}

static bool build_metrics(struct question *question, const struct pg_results *results, const struct org *org,
                          const struct observation *observations, size_t count, struct compare *compare) {
    struct metric *metrics = ARENA_ARRAY(question->arena, question->metric_count, struct metric);
    if (metrics == NULL)
        return err_set(&question->err, ERR_TOO_LARGE, "The comparison is too large to answer.");
    for (size_t i = 0; i < question->metric_count; i++)
        if (!read_metric(question, results, question->metrics[i], &metrics[i]))
            return false;
    return compare_metrics_build(question->arena, &question->compare, org, metrics, question->metric_count,
                                 observations, count, compare, &question->err);
}

/* As they came, and known from now on; or as they were known. Those of a list that is known stand until something is put. */
static bool read_orgs(struct question *question, const struct pg_results *results, const struct org **out,
                      size_t *count) {
    if (question->metric != NULL)
        return known_orgs(question->known, out, count) ||
               err_set(&question->err, ERR_INTERNAL, "The organisations are not known any longer.");
    size_t call = call_of(question, CALL_ORGS);
    *count = pg_rows(results, call);
    struct org *orgs = ARENA_ARRAY(question->arena, *count, struct org);
    if (orgs == NULL)
        return err_set(&question->err, ERR_TOO_LARGE, "The comparison is too large to answer.");
    for (size_t row = 0; row < *count; row++)
        orgs[row] = org_read_at(results, call, row, 0, question->arena);
    if (question->known != NULL && is_over_all(question))
        known_put_orgs(question->known, &question->seen, orgs, *count);
    *out = orgs;
    return true;
}

static bool build(struct question *question, const struct pg_results *results, struct compare *compare) {
    const struct observation_selection selection = selection_of(question);
    const struct org *orgs;
    struct observation *observations;
    size_t org_count, count;
    if (!read_orgs(question, results, &orgs, &org_count) ||
        !observation_read_list(results, call_of(question, CALL_OBSERVATIONS), &selection, question->arena,
                               &observations, &count, &question->err))
        return false;
    return is_of_metrics(question)
               ? build_metrics(question, results, &orgs[0], observations, count, compare)
               : build_orgs(question, results, orgs, org_count, observations, count, compare);
}

bool compare_write(struct question *question, const struct pg_results *results, enum http_form form,
                   struct buf *out) {
    const struct render_options options = question_options(question);
    struct compare compare;
    if (!build(question, results, &compare))
        return false;
    (void)buf_room(out, (compare.row_count + 4) * ROW_BYTES);
    if (form == HTTP_FORM_CSV)
        render_compare_csv(out, &compare, &options);
    else
        render_compare_json(out, &compare, &options);
    return true;
}
