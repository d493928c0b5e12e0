/* fields: the members that several answers share, written the same everywhere. Of this folder only; render.h tells what
 * they look like. Each writes its keys and values into the object that is open. */
#ifndef TONGBI_RENDER_FIELDS_H
#define TONGBI_RENDER_FIELDS_H

#include "model/answer.h"
#include "render/csv.h"
#include "render/json.h"

/* What a quantity's members are called. */
struct quantity_names {
    const char *value, *bound; /* bound NULL: not written */
    const char *low, *high, *low_open, *high_open;
};

extern const struct quantity_names fields_value_names; /* value bound low high … */
extern const struct quantity_names fields_base_names;  /* base base_bound base_low … */

enum { FIELDS_TIME_MAX = 32 };

/* 2021-07-10T08:00:00.000Z; returns the length. */
size_t fields_print_time(int64_t ms, char out[FIELDS_TIME_MAX]);
/* Has it ends to show beside (or instead of) a value? */
bool fields_is_interval(const struct quantity *quantity);
/* Of a value and its change the first reason there is, as a word; NULL where nothing is missing. */
const char *fields_reason(const struct quantity *value, const struct change *change);

static inline void fields_text(struct json *json, const char *key, struct text value); /* null for "" */
/* A string even for "". */
static inline void fields_name(struct json *json, const char *key, struct text value);
/* A word of ours, which needs no escape; null for NULL. */
static inline void fields_string(struct json *json, const char *key, const char *value);
static inline void fields_integer(struct json *json, const char *key, int64_t value);
static inline void fields_id(struct json *json, const char *key, int64_t id); /* null for 0 */
static inline void fields_date(struct json *json, const char *key, struct date date);
static inline void fields_time(struct json *json, const char *key, int64_t ms); /* null for 0 */
static inline void fields_period(struct json *json, const char *key, struct period period);
void fields_period_days(struct json *json, struct period period); /* period start end */
void fields_quantity(struct json *json, const struct quantity_names *names, const struct quantity *quantity);
void fields_change(struct json *json, enum figure_kind kind, const struct change *change);
/* present false: null. */
void fields_source(struct json *json, const char *key, const struct source *source, bool present, bool quote);
void fields_metric(struct json *json,
                   const struct metric *metric); /* metric metric_name metric_name_en kind unit … */

/* A total's coverage: reported expected missing[]; null where there is none. */
void fields_coverage(struct json *json, const char *key, const struct coverage *coverage);
/* definition_breaks[]: metric period note, and across_breaks; nothing where there are none. */
void fields_breaks(struct json *json, const struct breaks *breaks, bool across_breaks);
/* A JSON array of texts. */
void fields_texts(struct json *json, const char *key, const struct text *texts, size_t count);

/* The same for CSV: one cell each, but where it says more. */
void cells_date(struct csv *csv, struct date date);
void cells_time(struct csv *csv, int64_t ms);
void cells_period(struct csv *csv, struct period period);
void cells_period_days(struct csv *csv, struct period period);         /* 3: period start end */
void cells_quantity(struct csv *csv, const struct quantity *quantity); /* 4: value bound low high */
void cells_change(struct csv *csv, const struct change *change);       /* 6: as cells_change_names */
void cells_coverage(struct csv *csv, const struct coverage *coverage); /* 2: reported expected */
void cells_change_names(struct csv *csv, enum figure_kind kind);
void cells_source(struct csv *csv, const struct source *source, bool present,
                  bool quote); /* 4, with quote 5 */

/* ---- inline: so that the keys stay literals ---- */

void fields_put_date(struct json *json, struct date date);
void fields_put_time(struct json *json, int64_t ms);
void fields_put_period(struct json *json, struct period period);

static inline __attribute__((always_inline)) void fields_name(struct json *json, const char *key,
                                                              struct text value) {
    json_key(json, key);
    json_add_text(json, value);
}

static inline __attribute__((always_inline)) void fields_text(struct json *json, const char *key,
                                                              struct text value) {
    json_key(json, key);
    if (value.len == 0)
        json_add_null(json);
    else
        json_add_text(json, value);
}

static inline __attribute__((always_inline)) void fields_string(struct json *json, const char *key,
                                                                const char *value) {
    json_key(json, key);
    if (value == NULL)
        json_add_null(json);
    else
        json_add_plain(json, text_from(value));
}

static inline __attribute__((always_inline)) void fields_integer(struct json *json, const char *key,
                                                                 int64_t value) {
    json_key(json, key);
    json_add_integer(json, value);
}

static inline __attribute__((always_inline)) void fields_id(struct json *json, const char *key, int64_t id) {
    json_key(json, key);
    if (id == 0)
        json_add_null(json);
    else
        json_add_integer(json, id);
}

static inline __attribute__((always_inline)) void fields_date(struct json *json, const char *key,
                                                              struct date date) {
    json_key(json, key);
    fields_put_date(json, date);
}

static inline __attribute__((always_inline)) void fields_time(struct json *json, const char *key,
                                                              int64_t ms) {
    json_key(json, key);
    fields_put_time(json, ms);
}

static inline __attribute__((always_inline)) void fields_period(struct json *json, const char *key,
                                                                struct period period) {
    json_key(json, key);
    fields_put_period(json, period);
}

#endif
