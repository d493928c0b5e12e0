/* parameters: checks the query and the captures against an endpoint's table, and keeps what they mean. Pure.
 * */
#ifndef TONGBI_HTTP_PARAMETERS_H
#define TONGBI_HTTP_PARAMETERS_H

#include "base/arena.h"
#include "base/err.h"
#include "http/router.h"
#include "model/period.h"

struct value {
    bool present;
    struct text text; /* decoded */
    int64_t number;   /* INT, BOOL, TIME */
    struct date date;
    struct period period; /* PERIOD_NONE where it is a word */
    int word;             /* -1 where it is none */
};

struct values {
    const struct parameter *table; /* NULL: none */
    struct value *values;          /* as many as the table has */
    size_t count;
};

/* ERR_UNKNOWN_PARAMETER, ERR_MISSING_PARAMETER, ERR_BAD_VALUE, ERR_BAD_PERIOD (each naming the parameter in
 * err->field), ERR_BAD_REQUEST, ERR_OUT_OF_MEMORY. */
bool values_read(const struct route *route, struct text query, struct arena *arena, struct values *out,
                 struct err *err) MUST_CHECK;
/* The same from names and values that come in another way than a query (a body): begin, put each, end. `required` is looked
 * after by end. */
bool values_begin(const struct parameter *table, struct arena *arena, struct values *out,
                  struct err *err) MUST_CHECK;
bool values_put(struct values *values, struct text name, struct text text, struct err *err) MUST_CHECK;
bool values_end(const struct values *values, struct err *err) MUST_CHECK;

/* By declared name (any other is our bug, and so is the wrong type). Absent: false, the empty text, the given value. */
bool values_has(const struct values *values, const char *name);
struct text values_text(const struct values *values, const char *name); /* any type: as written, decoded */
int64_t values_int(const struct values *values, const char *name, int64_t absent);
bool values_bool(const struct values *values, const char *name, bool absent);
bool values_date(const struct values *values, const char *name, struct date *out);
bool values_time(const struct values *values, const char *name, int64_t *wall_ms);
/* false also when a PERIOD_OR_WORD is a word. */
bool values_period(const struct values *values, const char *name, struct period *out);
/* Position in words, or `absent`; a PERIOD_OR_WORD that is a period gives `absent`. */
int values_word(const struct values *values, const char *name, int absent);

/* NULL when the table has no such name. */
const struct value *values_find(const struct values *values, const char *name,
                                const struct parameter **parameter);
/* RFC 3339 with an offset, or a date, which means its last millisecond in UTC. ERR_BAD_VALUE. */
bool time_parse(struct text t, int64_t *wall_ms, struct err *err) MUST_CHECK;

#endif
