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
/* NULL when the table has no such name. */
const struct value *values_find(const struct values *values, const char *name,
                                const struct parameter **parameter);
/* RFC 3339 with an offset, or a date, which means its last millisecond in UTC. ERR_BAD_VALUE. */
bool time_parse(struct text t, int64_t *wall_ms, struct err *err) MUST_CHECK;

#endif
