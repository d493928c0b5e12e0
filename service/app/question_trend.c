#include "app/question_internal.h"

#include "series/rollup.h"
#include "storage/catalogue_store.h"
#include "storage/series_store.h"

/* The calls of a trend, in order; the last two only for a ratio of one organisation, or for a total. */
enum { CALL_ORG, CALL_METRIC, CALL_ALIAS, CALL_SCOPES, CALL_OBSERVATIONS, CALL_SIDES, CALL_REST };

static bool is_total(const struct question *question) {
    return question->under.len > 0;
}

static enum aggregation aggregation_of(const struct question *question) {
    int word = values_word(question->values, "aggregation", -1);
    return word < 0 ? AGGREGATION_NONE : (enum aggregation)(word + 1);
}

static struct text org_of(const struct question *question) {
    return is_total(question) ? question->under : question->orgs[0];
}

static size_t call_of(const struct question *question, size_t call) {
    return question->first_call + call;
}

bool trend_read(struct question *question) {
    bool has_org = values_has(question->values, "org");
    if (has_org == is_total(question))
        return err_set_field(&question->err, has_org ? ERR_BAD_VALUE : ERR_MISSING_PARAMETER, "org",
                             has_org ? "Either org or under is asked for, not both."
                                     : "The parameter org is needed: code of the organisation (or under: the "
                                       "total of those below it).");
    question->metrics = ARENA_ARRAY(question->arena, 1, struct text);
    question->orgs = ARENA_ARRAY(question->arena, 1, struct text);
    if (question->metrics == NULL || question->orgs == NULL)
        return err_set(&question->err, ERR_OUT_OF_MEMORY, "No memory for the question.");
    question->metrics[0] = values_text(question->values, "metric");
    question->orgs[0] = values_text(question->values, "org");
    question->metric_count = question->org_count = 1;
    return true;
}

void trend_ask(struct question *question, struct pg_ask *ask) {
    struct text org = org_of(question), metric = question->metrics[0];
    bool with_quotes = values_bool(question->values, "quote", true);
    org_ask(ask, org);
    metric_ask(ask, metric);
    question_ask_aliases(question, ask, org);
    series_ask_scopes(ask, org, metric);
    if (is_total(question)) {
        observation_ask_tree(ask, question->under, metric, question->scope);
        metric_ask_sides(ask, metric);
        org_ask_selection(ask, NULL, 0, question->under);
    } else {
        observation_ask_series(ask, org, metric, question->scope, with_quotes);
        if (aggregation_of(question) != AGGREGATION_RATIO)
            return;
        metric_ask_sides(ask, metric);
        observation_ask_sides(ask, org, metric, question->scope, with_quotes);
    }
}

/* ---- which series is meant ---- */

static bool scope_refused(struct question *question, const struct pg_results *results, enum err_code code,
                          const char *what) {
    struct buf scopes;
    buf_init(&scopes, ERR_DETAIL_MAX);
    for (size_t row = 0; row < pg_rows(results, call_of(question, CALL_SCOPES)); row++) {
        struct text scope = pg_text(results, call_of(question, CALL_SCOPES), row, 1);
        buf_printf(&scopes, "%s%.*s", row > 0 ? ", " : "",
                   TEXT_ARG(scope.len > 0 ? scope : TEXT_OF("(none)")));
    }
    err_set_field(&question->err, code, "scope", "%s Scopes: %.*s.", what, TEXT_ARG(buf_text(&scopes)));
    buf_fini(&scopes);
    return false;
}

/* Without a scope the organisation's own series is meant; where there is none but one for a single scope, that one. */
static bool choose_scope(struct question *question, const struct pg_results *results, bool *is_other) {
    size_t call = call_of(question, CALL_SCOPES), count = pg_rows(results, call);
    if (is_total(question))
        return true;
    for (size_t row = 0; row < count; row++)
        if (text_equal(pg_text(results, call, row, 1), question->scope))
            return true;
    if (count == 0)
        return true;
    if (question->scope.len > 0)
        return scope_refused(question, results, ERR_NOT_FOUND, "There is no series of this scope.");
    if (count > 1)
        return scope_refused(question, results, ERR_MISSING_PARAMETER,
                             "There are series of several scopes; say which.");
    (void)series_read_scope(results, call, 0, question->arena, &question->scope);
    *is_other = true;
    return true;
}

enum question_state trend_take(struct question *question, const struct pg_results *results) {
    bool is_other = false;
    if (!question_has_org(question, results, call_of(question, CALL_ORG),
                          is_total(question) ? "under" : "org", org_of(question)))
        return QUESTION_FAILED;
    if (pg_rows(results, call_of(question, CALL_METRIC)) == 0)
        return question_resolve(question, results, call_of(question, CALL_ALIAS), &question->metrics[0])
                   ? QUESTION_AGAIN
                   : QUESTION_FAILED;
    if (!choose_scope(question, results, &is_other))
        return QUESTION_FAILED;
    return is_other ? QUESTION_AGAIN : QUESTION_READY;
}

/* ---- the answer ---- */

static struct trend_request request_of(const struct question *question) {
    static const char *const frequencies[] = {"A", "S", "Q", "M", "W", "D", "SY", "T", "I"};
    const struct values *values = question->values;
    int frequency = values_word(values, "frequency", -1), cumulation = values_word(values, "cumulation", -1);
    struct trend_request asked = {.last = (size_t)values_int(values, "last", 0),
                                  .frequency = frequency < 0 ? NULL : frequencies[frequency],
                                  .units = (enum trend_units)values_word(values, "units", UNITS_LIN),
                                  .aggregation = aggregation_of(question),
                                  .cumulation =
                                      cumulation < 0 ? CUMULATION_NONE : (enum cumulation)(cumulation + 1),
                                  .with_summary = values_bool(values, "summary", true),
                                  .today = question->today,
                                  .vantage = question->vantage,
                                  .status = question->status,
                                  .scope = question->scope};
    (void)values_period(values, "from", &asked.from);
    (void)values_period(values, "to", &asked.to);
    return asked;
}

/* What came of the metric and its sides. */
struct material {
    struct org org;
    struct metric metric;
    struct metric *sides[2]; /* numerator and denominator; NULL: there is none */
    struct observation *observations, *of_sides;
    size_t count, of_sides_count;
};

static bool read_sides(const struct question *question, const struct pg_results *results, size_t call,
                       struct material *out, struct err *err) {
    const struct text codes[] = {out->metric.numerator, out->metric.denominator};
    for (size_t row = 0; row < pg_rows(results, call); row++) {
        struct metric *side = ARENA_NEW(question->arena, struct metric);
        if (side == NULL)
            return err_set(err, ERR_TOO_LARGE, "The answer is too large.");
        if (!metric_read(results, call, row, question->arena, side, err))
            return false;
        for (size_t i = 0; i < 2; i++)
            if (text_equal(side->code, codes[i]))
                out->sides[i] = side;
    }
    return true;
}

static bool read_material(struct question *question, const struct pg_results *results, struct material *out) {
    struct err *err = &question->err;
    bool has_sides = is_total(question) || aggregation_of(question) == AGGREGATION_RATIO;
    *out = (struct material){.org = org_read(results, call_of(question, CALL_ORG), 0, question->arena)};
    if (!metric_read(results, call_of(question, CALL_METRIC), 0, question->arena, &out->metric, err) ||
        !observation_read_list(results, call_of(question, CALL_OBSERVATIONS), NULL, question->arena,
                               &out->observations, &out->count, err))
        return false;
    if (has_sides && !read_sides(question, results, call_of(question, CALL_SIDES), out, err))
        return false;
    if (is_total(question)) {
        out->of_sides = out->observations;
        out->of_sides_count = out->count;
        return true;
    }
    return !has_sides || observation_read_list(results, call_of(question, CALL_REST), NULL, question->arena,
                                               &out->of_sides, &out->of_sides_count, err);
}

/* The observations of one metric among several metrics'. */
static struct rollup_metric only_of(struct question *question, const struct material *material,
                                    const struct metric *metric) {
    struct rollup_metric out = {.metric = metric};
    if (metric == NULL)
        return out;
    struct observation *own = ARENA_ARRAY(question->arena, material->of_sides_count, struct observation);
    for (size_t i = 0; own != NULL && i < material->of_sides_count; i++)
        if (material->of_sides[i].metric_id == metric->id)
            own[out.count++] = material->of_sides[i];
    out.observations = own;
    return out;
}

static bool points_of_side(struct question *question, const struct rollup_metric *side,
                           struct trend_side *out) {
    struct point *points;
    out->metric = side->metric;
    if (side->metric == NULL)
        return true;
    bool is_read = series_points(question->arena, side->observations, side->count, question->status,
                                 &question->vantage, &points, &out->count, &question->err);
    out->points = is_read ? points : NULL;
    return is_read;
}

/* The totals of one side of a ratio over the subtree. */
static bool total_of_side(struct question *question, struct rollup_request asked, enum rollup_of side,
                          struct trend_side *out) {
    struct point *points;
    asked.of = side;
    out->metric = side == ROLLUP_NUMERATOR ? asked.numerator.metric : asked.denominator.metric;
    if (out->metric == NULL)
        return true;
    bool is_read = rollup_points(question->arena, &asked, &points, &out->count, &question->err);
    out->points = is_read ? points : NULL;
    return is_read;
}

static bool build_total(struct question *question, const struct pg_results *results,
                        const struct material *material, struct trend_input *input) {
    size_t call = call_of(question, CALL_REST), count = pg_rows(results, call);
    struct org *orgs = ARENA_ARRAY(question->arena, count, struct org);
    for (size_t row = 0; orgs != NULL && row < count; row++)
        orgs[row] = org_read(results, call, row, question->arena);
    if (arena_overflowed(question->arena))
        return err_set(&question->err, ERR_TOO_LARGE, "The total is too large to answer.");
    struct rollup_request asked = {.root = question->under,
                                   .orgs = orgs,
                                   .org_count = count,
                                   .metric = only_of(question, material, &material->metric),
                                   .numerator = only_of(question, material, material->sides[0]),
                                   .denominator = only_of(question, material, material->sides[1]),
                                   .status = question->status,
                                   .vantage = question->vantage};
    struct point *points;
    if (!rollup_points(question->arena, &asked, &points, &input->count, &question->err))
        return false;
    input->points = points;
    input->is_total = true;
    return aggregation_of(question) != AGGREGATION_RATIO ||
           (total_of_side(question, asked, ROLLUP_NUMERATOR, &input->numerator) &&
            total_of_side(question, asked, ROLLUP_DENOMINATOR, &input->denominator));
}

static bool build_own(struct question *question, const struct material *material, struct trend_input *input) {
    const struct rollup_metric above = only_of(question, material, material->sides[0]);
    const struct rollup_metric below = only_of(question, material, material->sides[1]);
    struct point *points;
    if (!series_points(question->arena, material->observations, material->count, question->status,
                       &question->vantage, &points, &input->count, &question->err))
        return false;
    input->points = points;
    input->series_id = material->count > 0 ? material->observations[0].series_id : 0;
    return points_of_side(question, &above, &input->numerator) &&
           points_of_side(question, &below, &input->denominator);
}

bool trend_write(struct question *question, const struct pg_results *results, enum http_form form,
                 struct buf *out) {
    const struct render_options options = question_options(question);
    const struct trend_request asked = request_of(question);
    struct material material;
    struct trend trend;
    if (!read_material(question, results, &material))
        return false;
    struct trend_input input = {.org = &material.org, .metric = &material.metric};
    bool is_built = is_total(question) ? build_total(question, results, &material, &input)
                                       : build_own(question, &material, &input);
    if (!is_built || !trend_build_points(question->arena, &asked, &input, &trend, &question->err))
        return false;
    if (form == HTTP_FORM_CSV)
        render_trend_csv(out, &trend, &options);
    else
        render_trend_json(out, &trend, &options);
    return true;
}
