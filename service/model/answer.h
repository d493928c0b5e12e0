/* answer: what a trend, a comparison and the history of a series are made of. series/ fills them, render/ writes them,
 * app/ carries them.
 *
 * Every value is a quantity: exact, an interval, or a null with its reason. */
#ifndef TONGBI_MODEL_ANSWER_H
#define TONGBI_MODEL_ANSWER_H

#include "model/figure.h"

/* FRED's units: the level; change and percent change from the period before; the same from a year before. For rates the
 * differences are in percentage points. */
enum trend_units { UNITS_LIN, UNITS_CHG, UNITS_PCH, UNITS_CH1, UNITS_PC1 };

/* How a longer period's value is made of shorter ones'. RATIO: anew, from numerator and denominator. */
enum aggregation { AGGREGATION_NONE, AGGREGATION_SUM, AGGREGATION_AVG, AGGREGATION_EOP, AGGREGATION_RATIO };

/* Whether points are as reported, single periods, or totals since the year began. */
enum cumulation { CUMULATION_NONE, CUMULATION_SINGLE, CUMULATION_YTD };

/* Which of a point's vintages counts: the newest, or what was said first. */
enum release { RELEASE_LATEST, RELEASE_FIRST };

/* A value against its base. For a rate `absolute` is in percentage points (change_pp), else in the metric's unit.
 * `relative` is 100 * (value - base) / base in percent, rounded half away from zero to two places. */
struct change {
    struct quantity absolute;
    struct quantity relative;
    enum reason reason; /* why there is no absolute change; REASON_NONE otherwise */
};

/* How many of the organisations that a total is about have reported. */
struct coverage {
    uint32_t reported, expected;
    const struct text *missing; /* codes of those that have not, the first COVERAGE_MISSING_MAX */
    size_t missing_count;
    const unsigned char
        *members; /* a bit for each organisation that has: two totals are of the same ones or not */
    size_t members_len;
    bool is_mixed; /* made of totals over different organisations: to be compared with nothing */
};

enum { COVERAGE_MISSING_MAX = 20 };

/* What a part is to the value made of it. */
enum part_role { PART_TERM, PART_SUBTRACTED, PART_NUMERATOR, PART_DENOMINATOR };

/* One reported value among those that a computed one was made of. */
struct part {
    struct period period;
    enum part_role role;
    struct quantity quantity;
    struct source source;
    bool has_source; /* false for a total over organisations */
};

struct trend_point {
    struct period period;
    struct quantity quantity; /* in `units` of the request; null: a gap, with its reason */
    struct quantity level;    /* the value itself, whatever the units */
    enum figure_status status;
    struct source source;
    struct date published;
    int64_t recorded_ms;
    uint32_t releases;  /* how often it was said; 1: never revised; 0 for gaps and computed values */
    bool has_source;    /* false for gaps, computed values and totals */
    struct period base; /* one year before */
    struct change year; /* against `base` */
    int32_t rests_from,
        rests_to; /* the earliest and the latest first day of what it was made of, as date_days */
    const struct part *parts;
    size_t part_count;
    const struct coverage *coverage; /* NULL but for totals over organisations */
};

/* A run of periods without a gap, each above (or each below) the one before. */
struct trend_run {
    struct period from, to;
    uint32_t steps; /* 0: there is none */
    struct change change;
};

/* The greatest or least value; `ties` points have it, `period` is the first of them. */
struct trend_extreme {
    struct quantity
        quantity; /* null: approximate, where an interval might be beyond it; not_reported without values */
    struct period period;
    uint32_t ties;
};

/* The mean of the points at one place of the year: all first halves, all third quarters. */
struct trend_mean {
    const char *prefix; /* H Q M T, and A or SY, which have one place only */
    int place;          /* from 1 */
    uint32_t count;
    struct quantity quantity; /* null not_additive: means of rates are not made */
};

enum { TREND_MEANS_MAX = 12 };

struct trend_summary {
    uint32_t values, gaps;
    struct trend_extreme least, greatest;
    struct trend_run rise, fall; /* the longest; of equally long ones the newest */
    struct trend_mean means[TREND_MEANS_MAX];
    size_t mean_count;
};

struct trend {
    struct org org;
    struct metric metric;
    struct text scope;
    int64_t series_id;
    bool is_total; /* over the organisations below `org` */
    enum figure_status status;
    enum trend_units units;
    enum aggregation aggregation;
    enum cumulation cumulation;
    enum release release;
    struct date as_of;                 /* the one used; year 0: none was asked for, the newest counted */
    int64_t known_at_ms;               /* likewise; 0: none */
    const char *frequency;             /* of the points */
    const char *other_frequencies[10]; /* in which this series has points too; NULL-terminated */
    struct trend_point *points;
    size_t point_count;
    bool has_summary;
    struct trend_summary summary;
    struct breaks breaks; /* that part what is shown, or what that is held against */
    bool across_breaks;   /* changes go across them all the same */
};

enum compare_against { AGAINST_PREVIOUS_YEAR, AGAINST_PREVIOUS_PERIOD, AGAINST_TARGET, AGAINST_PERIOD };

/* Why a row has no place in the ranking. */
enum unranked { UNRANKED_NOT, UNRANKED_NO_VALUE, UNRANKED_APPROXIMATE, UNRANKED_NO_DIRECTION };

struct compare_row {
    struct org org;
    struct metric metric; /* filled where metrics stand side by side */
    int64_t series_id;
    struct quantity value, base;
    struct change change;
    struct source value_source, base_source;
    bool has_value, has_base;
    uint32_t rank; /* 1 is best by the metric's direction; ties share a rank; 0: not ranked */
    enum unranked unranked;
};

/* How far the exact values lie apart. */
struct compare_spread {
    uint32_t values;                       /* exact ones */
    struct decimal least, greatest, range; /* of them; range = greatest - least, for a rate in points */
    struct decimal median_low,
        median_high; /* the middle one, or the middle two: a mean of rates is not made */
    const struct text *least_orgs, *greatest_orgs;
    size_t least_count, greatest_count; /* of organisations; the first COVERAGE_MISSING_MAX are listed */
    bool has_range;
};

/* The roll-up of the subtree that was asked for. */
struct compare_total {
    struct quantity value, base;
    struct change change;
    const struct coverage *coverage, *base_coverage; /* NULL where nothing was reported */
};

struct compare {
    struct metric metric; /* its code is empty where metrics stand side by side */
    struct org org;       /* filled where metrics stand side by side */
    struct text scope;
    struct period period, base_period;
    enum compare_against against;
    enum release release;
    struct date as_of;
    int64_t known_at_ms;
    struct compare_row *rows;
    size_t row_count;
    struct compare_spread spread;
    bool has_total;
    struct compare_total total;
    struct breaks breaks; /* between the period and the base period, of all metrics that the answer is of */
    bool across_breaks;   /* changes go across them all the same */
};

/* What one vintage did to its point. */
enum vintage_event { VINTAGE_FIRST, VINTAGE_REPEATED, VINTAGE_REVISED, VINTAGE_CORRECTED, VINTAGE_WITHDRAWN };

struct vintage {
    const struct observation *observation;
    enum vintage_event event;
    bool counts;            /* it is the one that counts at the vantage */
    struct change revision; /* against the value that counted before it; base_missing where there was none */
};

struct vintage_point {
    struct period period;
    enum figure_status status;
    struct vintage *vintages; /* by publication, then by recording */
    size_t vintage_count;
};

const char *trend_units_name(enum trend_units units);
bool trend_units_parse(struct text t, enum trend_units *out) MUST_CHECK;
const char *aggregation_name(enum aggregation aggregation); /* NULL for NONE */
const char *cumulation_name(enum cumulation cumulation);    /* NULL for NONE */
const char *release_name(enum release release);
const char *compare_against_name(enum compare_against against); /* "period" for AGAINST_PERIOD */
const char *unranked_name(enum unranked unranked);              /* NULL for UNRANKED_NOT and NO_VALUE */
const char *vintage_event_name(enum vintage_event event);
const char *part_role_name(enum part_role role); /* "+" "-" "numerator" "denominator" */

#endif
