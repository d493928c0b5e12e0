/* problem: RFC 9457's problem+json, made from a struct err or from a fault of HTTP itself. */
#ifndef TONGBI_HTTP_PROBLEM_H
#define TONGBI_HTTP_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "http/reply.h"

#define HTTP_PROBLEM "application/problem+json"

struct problem {
    int status;
    const char *name, *title; /* name: the last part of the type */
    bool retryable;
    char field[ERR_FIELD_MAX];
    char detail[ERR_DETAIL_MAX];
};

void problem_from_err(struct problem *problem, const struct err *err);
/* For what err.def does not know: 408 414 417 431 501 505 and 400 (as ERR_BAD_REQUEST). Returns false, so
 * that a parser may end with `return problem_set(…)`. */
bool problem_set(struct problem *problem, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void problem_render(struct buf *out, const struct problem *problem, struct text path, struct text request_id,
                    const struct row_errors *errors);

/* The reason phrase of a status: "Not Found". */
const char *http_phrase(int status);

#endif
