/* server: HTTP/1.1 (and 1.0) on one listening socket and one event loop, one a worker.
 *
 * The life of a request: its head is read and checked (router.h) -> 4xx at once; else, when its endpoint
 * wants a role, app's `authenticate` is asked -> http_request_admit or a http_reply_…; then the body is read,
 * up to the limits (413 as a problem, and the rest is read and thrown away for a while, so that the client
 * sees it); then the endpoint's handler is called; then one http_reply_… ends it. Keep-alive and pipelining:
 * requests of one connection are worked on one after the other. Whatever is refused before a handler sees it
 * is a problem+json too, malformed HTTP included. When the client leaves in between, http_request_on_gone's
 * function is called; the request waits for its reply even so. */
#ifndef TONGBI_HTTP_SERVER_H
#define TONGBI_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"
#include "http/limits.h"
#include "http/request.h"
#include "http/router.h"

struct event_base;
struct http_server;

/* Asks who `token` is, and whether that may do what the endpoint's role says (http_request_endpoint). The
 * answer comes later or at once: http_request_admit, or http_reply_error (ERR_UNAUTHORIZED, ERR_FORBIDDEN,
 * …). token lives as long as the request. The body has not been read yet. */
typedef void (*http_authenticate_fn)(struct http_request *request, struct text token, void *context);

struct http_server_options {
    const struct router *router; /* borrowed */
    struct http_limits limits;
    http_authenticate_fn authenticate;
    void *context; /* for authenticate and the handlers */
};

/* listener: a non-blocking socket that listens; stays the caller's. NULL with ERR_OUT_OF_MEMORY. */
struct http_server *http_server_new(struct event_base *base, int listener,
                                    const struct http_server_options *options, struct err *err) MUST_CHECK;
/* From the next request on. */
void http_server_set_limits(struct http_server *server, const struct http_limits *limits);

/* The request may go on: its body is read, then its handler is called with http_request_identity == identity.
 * */
void http_request_admit(struct http_request *request, void *identity);

typedef void (*http_stopped_fn)(void *arg);
/* Accepts no more; closes connections that are idle; running requests end as usual, and their connections
 * close behind them. done is called once, from the event loop, when no connection is left, at the latest
 * grace_ms from now: what still runs then is cut off (on_gone is called; replies are still owed). */
void http_server_stop(struct http_server *server, int grace_ms, http_stopped_fn done, void *arg);
/* Closes all connections. Every request must have been replied to (gone ones too): asserted. Not from within
 * a callback of this server. */
void http_server_free(struct http_server *server);

size_t http_server_running(const struct http_server *server); /* requests that are owed a reply */
size_t http_server_connections(const struct http_server *server);

#endif
