/* answer: what a trend and a comparison are made of. series/ fills them, render/ writes them, app/ carries them.
 *
 * Every value is a quantity: exact, an interval, or a null with its reason. */
#ifndef TONGBI_MODEL_ANSWER_H
#define TONGBI_MODEL_ANSWER_H

#include "model/figure.h"

/* FRED's units: the level; change and percent change from the period before; the same from a year before. For rates the
 * differences are in percentage points. */
enum trend_units { UNITS_LIN, UNITS_CHG, UNITS_PCH, UNITS_CH1, UNITS_PC1 };

/* A value against its base. For a rate `absolute` is in percentage points (change_pp), else in the metric's unit.
 * `relative` is 100 * (value - base) / base in percent, rounded half away from zero to two places. */
struct change {
    struct quantity absolute;
    struct quantity relative;
    enum reason reason; /* why there is no absolute change; REASON_NONE otherwise */
};

struct trend_point {
    struct period period;
    struct quantity quantity; /* in `units` of the request; null: a gap, with its reason */
    enum figure_status status;
    struct source source;
    struct date published;
    int64_t recorded_ms;
    bool has_source;    /* false for gaps */
    struct period base; /* one year before */
    struct change year; /* against `base` */
};

struct trend {
    struct org org;
    struct metric metric;
    struct text scope;
    int64_t series_id;
    enum figure_status status;
    enum trend_units units;
    struct date as_of;                 /* the one used; year 0: none was asked for, the newest counted */
    int64_t known_at_ms;               /* likewise; 0: none */
    const char *frequency;             /* of the points */
    const char *other_frequencies[10]; /* in which this series has points too; NULL-terminated */
    struct trend_point *points;
    size_t point_count;
};

enum compare_against { AGAINST_PREVIOUS_YEAR, AGAINST_PREVIOUS_PERIOD, AGAINST_TARGET, AGAINST_PERIOD };

struct compare_row {
    struct org org;
    int64_t series_id;
    struct quantity value, base;
    struct change change;
    struct source value_source, base_source;
    bool has_value, has_base;
    uint32_t rank; /* 1 is best by the metric's direction; ties share a rank; 0: not ranked */
};

struct compare {
    struct metric metric;
    struct text scope;
    struct period period, base_period;
    enum compare_against against;
    struct date as_of;
    int64_t known_at_ms;
    struct compare_row *rows;
    size_t row_count;
};

const char *trend_units_name(enum trend_units units);
bool trend_units_parse(struct text t, enum trend_units *out) MUST_CHECK;
const char *compare_against_name(enum compare_against against); /* "period" for AGAINST_PERIOD */

#endif
