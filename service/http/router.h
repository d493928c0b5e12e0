/* router: the endpoint table, and what a request may say to each endpoint.
 *
 * The table is const and app's; everything that is checked of path and query is declared in it, so that no
 * handler can forget: an unknown, repeated, missing or ill-typed parameter is a 400 that names it before the
 * handler is called.
 *
 *   static const struct parameter report_list_parameters[] = {
 *       {"org", PARAMETER_TEXT, .doc = "code of the organisation"},
 *       {"limit", PARAMETER_INT, .least = 1, .most = 1000, .doc = "rows a page"},
 *       {"format", PARAMETER_WORD, .words = format_words, .doc = "form of the answer"},
 *       {0}};
 *   {"GET", "/v1/reports", "viewer", report_list_parameters, .handler = reports_list}
 *
 * A path is made of segments; {name} captures one, not empty; {name*} as the last segment captures the rest,
 * slashes and all. A literal segment goes before a capture. A capture may be declared in `parameters` too,
 * with a type; otherwise it is text. GET endpoints answer HEAD as well. Paths are compared after
 * percent-decoding each segment. */
#ifndef TONGBI_HTTP_ROUTER_H
#define TONGBI_HTTP_ROUTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

struct http_request;

enum parameter_type {
    PARAMETER_TEXT, /* any well-formed UTF-8 without control characters but tab and line ends; not empty */
    PARAMETER_INT,  /* -?digits within least..most (both 0: any that fits int64) */
    PARAMETER_BOOL, /* 1 0 true false */
    PARAMETER_DATE, /* YYYY-MM-DD */
    PARAMETER_TIME, /* RFC 3339 with an offset, or a date, which means its last millisecond in UTC */
    PARAMETER_PERIOD,
    PARAMETER_WORD,          /* one of words */
    PARAMETER_PERIOD_OR_WORD /* one of words, or a period */
};

struct parameter {
    const char *name; /* NULL ends the table */
    enum parameter_type type;
    const char *const *words; /* NULL-terminated */
    int64_t least, most;
    bool required;
    const char *doc;
};

/* Called once for each admitted request, with a body that is complete. Must see to it that exactly one
 * http_reply_… is called, now or later. context is the server's. */
typedef void (*endpoint_fn)(struct http_request *request, void *context);

struct endpoint {
    const char *method; /* GET POST PUT PATCH DELETE */
    const char *path;
    const char *role;                   /* none viewer reporter reviewer admin */
    const struct parameter *parameters; /* NULL: none */
    bool takes_body;                    /* false: a body that is not empty is a 400 */
    bool
        streams_body; /* the handler is called before the body, of any size, and takes it by http_request_read */
    endpoint_fn handler;
    const void *data; /* for the handler */
};

struct router;

/* Borrows the table. Two endpoints with the same method and the same shape of path, or a malformed path, are
 * our bug. NULL with ERR_OUT_OF_MEMORY. */
struct router *router_new(const struct endpoint *endpoints, size_t count, struct err *err) MUST_CHECK;
void router_free(struct router *router);

enum { ROUTER_CAPTURES_MAX = 4 };

struct route {
    const struct endpoint *endpoint; /* NULL unless found */
    size_t index;                    /* of the endpoint in the table; the count when there is none */
    struct text names[ROUTER_CAPTURES_MAX], values[ROUTER_CAPTURES_MAX]; /* captures, decoded, in the arena */
    size_t capture_count;
    char allow[64]; /* for 405 and OPTIONS: "GET, HEAD, POST" */
};

/* path is the raw path of the target, without the query. ERR_NOT_FOUND; ERR_METHOD_NOT_ALLOWED (allow is
 * filled); ERR_BAD_REQUEST for broken percent-encoding, broken UTF-8 or NUL; ERR_OUT_OF_MEMORY. OPTIONS is
 * never found; allow is filled when the path is known. */
bool router_match(const struct router *router, struct text method, struct text path, struct arena *arena,
                  struct route *out, struct err *err) MUST_CHECK;

/* "GET /v1/orgs" for each endpoint, in the order of the table, for metrics_init; lives as long as the router.
 * */
const char *const *router_labels(const struct router *router, size_t *count);
/* A line an endpoint, sorted: METHOD PATH ROLE query,parameters,sorted (or -). Captures are not listed again.
 * */
void router_print(const struct router *router, struct buf *out);

#endif
