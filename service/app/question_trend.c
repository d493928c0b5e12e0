#include "app/question_internal.h"

#include "series/rollup.h"
#include "storage/catalogue_store.h"
#include "storage/series_store.h"

/* The calls of a total, in order. Of one organisation's trend, besides the one that it shares with others: the sides of a ratio and
 * their series; or nothing but what a name means, where its metric was not found. */
enum { CALL_ORG, CALL_METRIC, CALL_ALIAS, CALL_OBSERVATIONS, CALL_SIDES, CALL_ORGS };
enum { CALL_OWN_SIDES, CALL_OWN_REST };
enum { CALL_NAMES };

enum { POINT_BYTES = 384 }; /* of an answer, more or less */

static bool is_total(const struct question *question) {
    return question->under.len > 0;
}

static enum aggregation aggregation_of(const struct question *question) {
    int word = values_word(question->values, "aggregation", -1);
    return word < 0 ? AGGREGATION_NONE : (enum aggregation)(word + 1);
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

bool trend_is_of_one(const struct question *question) {
    return !is_total(question) && aggregation_of(question) != AGGREGATION_RATIO;
}

void trend_look_up(struct question *question) {
    if (is_total(question) || question->asks_aliases)
        return;
    const struct org *org = known_org(question->known, question->orgs[0]);
    const struct metric *metric = known_metric(question->known, question->metrics[0]);
    if (org == NULL || metric == NULL)
        return;
    question->org = known_copy_org(question->arena, org);
    question->metric = question->org != NULL ? known_copy_metric(question->arena, metric) : NULL;
}

bool trend_wish(const struct question *question, struct trend_wish *out) {
    if (is_total(question) || question->asks_aliases)
        return false;
    *out = (struct trend_wish){.org = question->orgs[0],
                               .metric = question->metrics[0],
                               .scope = question->scope,
                               .org_id = question->org != NULL ? question->org->id : 0,
                               .metric_id = question->metric != NULL ? question->metric->id : 0,
                               .with_quotes = values_bool(question->values, "quote", true)};
    return true;
}

static void ask_total(const struct question *question, struct pg_ask *ask) {
    struct text metric = question->metrics[0];
    org_ask(ask, question->under);
    metric_ask(ask, metric);
    question_ask_aliases(question, ask, question->under);
    observation_ask_tree(ask, question->under, metric, question->scope);
    metric_ask_sides(ask, metric);
    org_ask_selection(ask, NULL, 0, question->under);
}

void trend_ask(struct question *question, struct pg_ask *ask) {
    struct text org = question->orgs[0], metric = question->metrics[0];
    if (is_total(question)) {
        ask_total(question, ask);
    } else if (question->asks_aliases) {
        question_ask_aliases(question, ask, org);
    } else if (aggregation_of(question) == AGGREGATION_RATIO) {
        metric_ask_sides(ask, metric);
        observation_ask_sides(ask, org, metric, question->scope,
                              values_bool(question->values, "quote", true));
    }
}

/* ---- which series is meant ---- */

static struct trend_rows rows_of(const struct question *question, const struct pg_results *results) {
    return trend_find_rows(results, question->trends_call, question->wish);
}

static bool scope_refused(struct question *question, const struct trend_rows *rows, enum err_code code,
                          const char *what) {
    struct buf scopes;
    buf_init(&scopes, ERR_DETAIL_MAX);
    for (size_t i = 0; i < trend_scope_count(rows); i++) {
        struct text scope = trend_scope(rows, i);
        buf_printf(&scopes, "%s%.*s", i > 0 ? ", " : "", TEXT_ARG(scope.len > 0 ? scope : TEXT_OF("(none)")));
    }
    err_set_field(&question->err, code, "scope", "%s Scopes: %.*s.", what, TEXT_ARG(buf_text(&scopes)));
    buf_fini(&scopes);
    return false;
}

/* Without a scope the organisation's own series is meant; where there is none but one for a single scope, that one. */
static bool choose_scope(struct question *question, const struct trend_rows *rows, bool *is_other) {
    size_t count = trend_scope_count(rows);
    if (count == 0 || text_equal(trend_scope(rows, 0), question->scope))
        return true;
    if (question->scope.len > 0)
        return scope_refused(question, rows, ERR_NOT_FOUND, "There is no series of this scope.");
    if (count > 1)
        return scope_refused(question, rows, ERR_MISSING_PARAMETER,
                             "There are series of several scopes; say which.");
    question->scope = arena_text(question->arena, trend_scope(rows, 0));
    *is_other = true;
    return true;
}

static enum question_state take_total(struct question *question, const struct pg_results *results) {
    if (!question_has_org(question, results, call_of(question, CALL_ORG), "under", question->under))
        return QUESTION_FAILED;
    if (pg_rows(results, call_of(question, CALL_METRIC)) > 0)
        return QUESTION_READY;
    return question_resolve(question, results, call_of(question, CALL_ALIAS), &question->metrics[0])
               ? QUESTION_AGAIN
               : QUESTION_FAILED;
}

static enum question_state take_names(struct question *question, const struct pg_results *results) {
    question->asks_aliases = false;
    return question_resolve(question, results, call_of(question, CALL_NAMES), &question->metrics[0])
               ? QUESTION_AGAIN
               : QUESTION_FAILED;
}

enum question_state trend_take(struct question *question, const struct pg_results *results) {
    bool is_other = false;
    if (is_total(question))
        return take_total(question, results);
    if (question->asks_aliases)
        return take_names(question, results);
    const struct trend_rows rows = rows_of(question, results);
    bool is_known = question->metric != NULL;
    if (!is_known && !trend_has_org(&rows)) {
        question_no_org(question, "org", question->orgs[0]);
        return QUESTION_FAILED;
    }
    question->asks_aliases = !is_known && !trend_has_metric(&rows);
    if (question->asks_aliases)
        return QUESTION_AGAIN;
    if (!choose_scope(question, &rows, &is_other))
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
                                  .across_breaks = values_bool(values, "across_breaks", false),
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

static bool read_total(struct question *question, const struct pg_results *results, struct material *out) {
    struct err *err = &question->err;
    out->org = org_read(results, call_of(question, CALL_ORG), 0, question->arena);
    if (!metric_read(results, call_of(question, CALL_METRIC), 0, question->arena, &out->metric, err) ||
        !observation_read_list(results, call_of(question, CALL_OBSERVATIONS), NULL, question->arena,
                               &out->observations, &out->count, err))
        return false;
    out->of_sides = out->observations;
    out->of_sides_count = out->count;
    return read_sides(question, results, call_of(question, CALL_SIDES), out, err);
}

/* Organisation and metric: known before, or read now and known from now on. */
static bool read_names(struct question *question, const struct trend_rows *rows, struct material *out) {
    if (question->metric != NULL) {
        out->org = *question->org;
        out->metric = *question->metric;
        return true;
    }
    out->org = trend_read_org(rows, question->arena);
    if (!trend_read_metric(rows, question->arena, &out->metric, &question->err))
        return false;
    if (question->known != NULL) {
        known_put_org(question->known, &question->seen, &out->org);
        known_put_metric(question->known, &question->seen, &out->metric);
    }
    return true;
}

static bool read_own(struct question *question, const struct pg_results *results, struct material *out) {
    struct err *err = &question->err;
    const struct trend_rows rows = rows_of(question, results);
    if (!read_names(question, &rows, out) ||
        !trend_read_vintages(&rows, question->scope, question->arena, &out->observations, &out->count, err))
        return false;
    if (aggregation_of(question) != AGGREGATION_RATIO)
        return true;
    return read_sides(question, results, call_of(question, CALL_OWN_SIDES), out, err) &&
           observation_read_list(results, call_of(question, CALL_OWN_REST), NULL, question->arena,
                                 &out->of_sides, &out->of_sides_count, err);
}

static bool read_material(struct question *question, const struct pg_results *results, struct material *out) {
    *out = (struct material){0};
    return is_total(question) ? read_total(question, results, out) : read_own(question, results, out);
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
    size_t call = call_of(question, CALL_ORGS), count = pg_rows(results, call);
    struct org *orgs = ARENA_ARRAY(question->arena, count, struct org);
    for (size_t row = 0; orgs != NULL && row < count; row++)
        orgs[row] = org_read_at(results, call, row, 0, question->arena);
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
    if (!rollup_breaks(question->arena, &asked, &input->breaks))
        return err_set(&question->err, ERR_TOO_LARGE, "The total is too large to answer.");
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
    input->breaks = material->metric.breaks;
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
    (void)buf_room(out, (trend.point_count + 4) * POINT_BYTES);
    if (form == HTTP_FORM_CSV)
        render_trend_csv(out, &trend, &options);
    else
        render_trend_json(out, &trend, &options);
    return true;
}
