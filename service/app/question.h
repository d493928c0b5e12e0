/* question: a trend or a comparison that somebody asks for, on its way to an answer. GET /v1/trend and /v1/compare ask one at a
 * time, POST /v1/query up to a hundred in the same unit of work.
 *
 *   question_read    its parameters, from an endpoint's table; then question->known may be set
 *   question_ask     adds the calls of questions to a unit of work; trends of single series share one call
 *   question_take    looks at the results: AGAIN (a name had to be resolved first: ask once more), READY or FAILED
 *   question_render  writes the answer, from the same results */
#ifndef TONGBI_APP_QUESTION_H
#define TONGBI_APP_QUESTION_H

#include "app/known.h"
#include "http/parameters.h"
#include "http/reply.h"
#include "model/answer.h"
#include "series/compare.h"
#include "series/trend.h"
#include "storage/pg_ask.h"

enum question_kind { QUESTION_TREND, QUESTION_COMPARE };
enum question_state { QUESTION_AGAIN, QUESTION_READY, QUESTION_FAILED };

struct question {
    enum question_kind kind;
    struct arena *arena;
    const struct values *values;
    struct date today;
    size_t first_call; /* of its calls in the unit */
    size_t wish;       /* a trend's place in trends_call */
    size_t trends_call;
    struct known *known;   /* what the worker knows of the catalogue; NULL: nothing may be known */
    struct watch seen;     /* how the catalogue stood when it was asked */
    const struct org *org; /* what was known when it was asked, or NULL; of a trend both or none */
    const struct metric *metric;
    bool asks_aliases; /* no metric has this code: it may be a name */
    struct err err;    /* why it failed */
    /* of both */
    struct text *metrics; /* codes, or until they are resolved perhaps names */
    size_t metric_count;
    struct text *orgs;
    size_t org_count;
    struct text under, scope;
    enum figure_status status;
    struct vantage vantage;
    /* of a comparison */
    struct compare_request compare;
};

/* values: read with the table of the kind's endpoint; they have to live as long as the question. */
bool question_read(struct question *question, enum question_kind kind, const struct values *values,
                   struct arena *arena, struct err *err) MUST_CHECK;
void question_ask(struct question *const *questions, size_t count, struct pg_ask *ask);
enum question_state question_take(struct question *question, const struct pg_results *results);
/* What an answer rests on: points of one organisation and one metric (codes), all organisations' of one metric, or more. */
enum question_scope { QUESTION_OF_POINT, QUESTION_OF_METRIC, QUESTION_OF_MORE };
enum question_scope question_scope(const struct question *question, struct text *org, struct text *metric);
/* After READY, with the same results. false: question->err says why. */
bool question_render(struct question *question, const struct pg_results *results, enum http_form form,
                     struct buf *out) MUST_CHECK;

#endif
