/* figure: the product's words as types: figure, metric, organisation, series, observation, report.
 *
 * Plain values; views point into an arena named by whoever fills them. What each field means is told in the product's
 * guide to figures and in ARCHITECTURE.md. */
#ifndef TONGBI_MODEL_FIGURE_H
#define TONGBI_MODEL_FIGURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "model/period.h"
#include "model/quantity.h"

enum figure_kind {
    FIGURE_COUNT,
    FIGURE_RATE,
    FIGURE_MONEY,
    FIGURE_QUANTITY,
    FIGURE_RANK,
    FIGURE_SCORE,
    FIGURE_DURATION,
    FIGURE_CHANGE
};
enum figure_status { STATUS_ACTUAL, STATUS_TARGET, STATUS_NORM };
enum figure_basis { BASIS_NONE, BASIS_YOY, BASIS_POP, BASIS_SINCE, BASIS_TARGET };
enum direction { DIRECTION_NEITHER, DIRECTION_HIGHER, DIRECTION_LOWER };
/* How values combine over time or over organisations. NONE: they do not (rates, ranks, scores). */
enum additivity { ADDITIVITY_NONE, ADDITIVITY_SUM, ADDITIVITY_END_OF_PERIOD };
enum report_state { REPORT_ACTIVE, REPORT_WITHDRAWN };
/* PENDING waits for a person; SURE needs none; the others are what a person said, but for WITHDRAWN: a newer reading of the
 * report does not find it any more, so that it is no point. */
enum figure_state {
    FIGURE_PENDING,
    FIGURE_SURE,
    FIGURE_ACCEPTED,
    FIGURE_REJECTED,
    FIGURE_CORRECTED,
    FIGURE_WITHDRAWN
};
/* How a figure came to its series. NONE: it joins none (a change, no label). NAME: an alias says so. LIKENESS: a label much like
 * those of the series. PLACE: of several that might be, the one that stood between the same neighbours. NEW: its own label
 * began a series. WAITS: which one it is nobody knows yet. PERSON: somebody said so. */
enum figure_link { LINK_NONE, LINK_NAME, LINK_LIKENESS, LINK_PLACE, LINK_NEW, LINK_WAITS, LINK_PERSON };

enum { FIGURE_NOT_OWNED = -1, CONFIDENCE_ONE = 1000 };

/* A series that a figure might be of. */
struct suggestion {
    int64_t series; /* 0: this organisation has none yet of that metric and scope */
    struct text metric, name_zh, scope;
    int score;        /* thousandths (series/likeness.h) */
    unsigned reasons; /* enum likeness_reason */
};

struct figure {
    int64_t id;       /* 0 before it is stored */
    uint32_t ordinal; /* 0, 1, 2 … in text order within its report; what a later reading adds comes behind */
    uint32_t start, end;  /* code points of the decoded text, end exclusive */
    struct text text;     /* what stands there */
    struct text quote;    /* the sentence that said it */
    uint32_t quote_start; /* code point where the quote begins */
    struct text place;    /* where in its document: page 3; "": it has no such places */
    struct quantity quantity;
    struct text unit; /* "" when none is written */
    enum figure_kind kind;
    struct text label; /* GUIDE's `metric` */
    enum figure_status status;
    struct period period;
    struct text scope; /* "" when it is for the body itself */
    int32_t change_of; /* ordinal of the figure whose change this is, or FIGURE_NOT_OWNED */
    enum figure_basis basis;
    struct period
        base; /* of a change: the period it says it is against (比2019年), where it says so; else PERIOD_NONE */
    int32_t
        part_of; /* ordinal of the figure of which this is said to be a part (其中), or FIGURE_NOT_OWNED */
    int confidence; /* thousandths, 0 to CONFIDENCE_ONE */
    int last_place; /* power of ten of the last digit written, scale multiplied out: 1.2万 -> 3, 93.70 -> -2 */
    enum figure_state state;
    int revision;             /* how often it has been judged, or read otherwise by a newer reader */
    int rereads;              /* how often the latter: nobody has judged it where that is all */
    int64_t series_id;        /* 0 when it joins none (a change, or before it is stored) */
    struct text metric;       /* code of the metric that it joined; "" likewise */
    struct text series_scope; /* of that series */
    enum figure_link link;
    const struct suggestion *suggestions; /* best first; of a figure that is pending */
    size_t suggestion_count;
};

/* Has a person judged it, or moved it by what was said of its label? */
static inline bool figure_is_judged(const struct figure *figure) {
    return figure->revision > figure->rereads;
}
/* Is it held for a figure of its report, neither rejected nor withdrawn? */
static inline bool figure_stands(const struct figure *figure) {
    return figure->state != FIGURE_REJECTED && figure->state != FIGURE_WITHDRAWN;
}

struct org {
    int64_t id;
    struct text code, name;
    struct text parent; /* the parent's code, or "" */
    struct text *
        aliases; /* what else it is called, where that was asked for; NULL, in what somebody puts: as they are */
    size_t alias_count;
};

/* From this period on a metric is counted otherwise: a value before it and one after it are not of one thing. */
struct metric_break {
    struct text metric;   /* code */
    struct period period; /* the first that is counted so, as written */
    int32_t start;        /* its first day, as date_days */
    struct text note;     /* why */
};

/* Of a metric: in the order of time, one a day at most. */
struct breaks {
    const struct metric_break *items;
    size_t count;
};

struct metric {
    int64_t id;
    struct text code, name_zh, name_en;
    struct text unit; /* as written in Chinese: 次 人 % 元 */
    enum figure_kind kind;
    enum direction direction;
    enum additivity over_time, over_orgs;
    struct text numerator, denominator; /* codes, or "" */
    bool is_provisional;                /* made from a label that no alias knew */
    struct text *aliases;
    size_t alias_count;
    struct breaks breaks;
};

struct series {
    int64_t id;
    struct text org, metric, scope; /* codes */
    struct text metric_name, unit;
    enum figure_kind kind;
    size_t observation_count;
    struct period first, last;
};

/* Where a value comes from. report 0: it was posted as an observation, not read from a report. */
struct source {
    int64_t report, figure;
    uint32_t start, end;
    struct text quote;
    struct text place; /* as the figure's */
};

/* One vintage of one point. */
struct observation {
    int64_t series_id, org_id, metric_id;
    struct period period;
    enum figure_status status;
    struct quantity quantity;
    int last_place;
    struct date published;
    int64_t recorded_ms; /* wall clock when its transaction stored it */
    int64_t id; /* its number within the series, in the order of recording; breaks ties between equal times */
    bool is_withdrawn; /* this vintage takes the point back */
    struct source source;
};

struct report {
    int64_t id;
    struct text org; /* code */
    struct text title, media_type, charset;
    struct period period;
    struct date published;
    int64_t recorded_ms;
    struct text sha256; /* 64 hex digits */
    size_t byte_count, figure_count;
    enum report_state state;
    struct date withdrawn;                    /* year 0: it is not */
    bool is_org_inferred, is_period_inferred; /* nobody said so: the text did */
    struct text decoded;                      /* text, filled only where asked for */
    struct figure *figures;
    struct text *notes; /* what was noticed while reading it (a Content-Type that disagrees …) */
    size_t note_count;
};

/* The words of the API and of the database ("count", "actual", "yoy", "higher_better", "sum" …). */
const char *figure_kind_name(enum figure_kind kind);
bool figure_kind_parse(struct text t, enum figure_kind *out) MUST_CHECK;
const char *figure_status_name(enum figure_status status);
bool figure_status_parse(struct text t, enum figure_status *out) MUST_CHECK;
const char *figure_basis_name(enum figure_basis basis); /* NULL for BASIS_NONE */
bool figure_basis_parse(struct text t, enum figure_basis *out) MUST_CHECK;
const char *figure_state_name(enum figure_state state);
bool figure_state_parse(struct text t, enum figure_state *out) MUST_CHECK;
const char *figure_link_name(enum figure_link link); /* none name likeness place new waits person */
bool figure_link_parse(struct text t, enum figure_link *out) MUST_CHECK;
const char *direction_name(enum direction direction); /* higher_better lower_better neither */
bool direction_parse(struct text t, enum direction *out) MUST_CHECK;
const char *additivity_name(enum additivity additivity); /* none sum end_of_period */
bool additivity_parse(struct text t, enum additivity *out) MUST_CHECK;
const char *report_state_name(enum report_state state); /* active withdrawn */
bool report_state_parse(struct text t, enum report_state *out) MUST_CHECK;

#endif
