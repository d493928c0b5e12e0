/* request: what a handler sees of a request.
 *
 * A struct http_request belongs to the server, and stays valid until a http_reply_… function is called on it:
 * each must be called on exactly once. That holds when the client has left meanwhile too; then the reply goes
 * nowhere. All views (path, parameters, headers, body) live as long as the request. */
#ifndef TONGBI_HTTP_REQUEST_H
#define TONGBI_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"
#include "http/router.h"
#include "model/period.h"

struct text http_request_method(const struct http_request *request); /* as sent: HEAD is HEAD */
struct text http_request_path(const struct http_request *request);   /* as sent, without the query */
struct text http_request_query(const struct http_request *request);  /* as sent, without the ? */
/* Would an answer to it be compressed, if it suits? */
bool http_request_takes_gzip(const struct http_request *request);
struct text http_request_body(const struct http_request *request); /* empty where the endpoint streams it */
struct text http_request_peer(const struct http_request *request); /* numeric address, without the port */
struct text
http_request_id(const struct http_request *request); /* 16 hex digits, in answers as X-Request-Id */
/* The first header of that name (any case), trimmed; the empty text when there is none. */
struct text http_request_header(const struct http_request *request, const char *name);
/* When the last byte of it had come, on clock_monotonic_ms. */
int64_t http_request_begun_ms(const struct http_request *request);
const struct endpoint *http_request_endpoint(const struct http_request *request);
/* Freed with the request. Small things only: it holds 256 KiB. */
struct arena *http_request_arena(struct http_request *request);
/* What http_request_admit was given. */
void *http_request_identity(const struct http_request *request);

/* Parameters and captures, by declared name (any other is our bug, and so is the wrong type). Absent: the
 * empty text, false, the given value. A capture that is not declared is TEXT. */
const struct values *http_request_values(const struct http_request *request); /* http/parameters.h */
bool http_request_has(const struct http_request *request, const char *name);
struct text http_request_text(const struct http_request *request,
                              const char *name); /* any type: as written, decoded */
int64_t http_request_int(const struct http_request *request, const char *name, int64_t absent);
bool http_request_bool(const struct http_request *request, const char *name, bool absent);
bool http_request_date(const struct http_request *request, const char *name, struct date *out);
bool http_request_time(const struct http_request *request, const char *name, int64_t *wall_ms);
/* false also when a PERIOD_OR_WORD is a word. */
bool http_request_period(const struct http_request *request, const char *name, struct period *out);
/* Position in words, or `absent`; a PERIOD_OR_WORD that is a period gives `absent`. */
int http_request_word(const struct http_request *request, const char *name, int absent);

typedef void (*http_gone_fn)(struct http_request *request, void *arg);
/* Calls on_gone, once, from the event loop, if the client leaves before the reply; the reply is still owed. A
 * second call replaces the first; NULL takes it back. If the client has left already, on_gone is called in
 * the next loop turn. */
void http_request_on_gone(struct http_request *request, http_gone_fn on_gone, void *arg);
bool http_request_is_gone(const struct http_request *request);

/* The body of an endpoint that streams it. Pieces come in order from the event loop, never from within a call of this
 * module, then END once; or BROKEN once (malformed chunks, too slow: *err says which), upon which the handler has to reply with
 * that. None comes after the request was replied to; the client's leaving is told by on_gone. A reply before END is fine: the
 * rest is read and thrown away for a while, so that the client sees it. While paused no piece comes, and no more than about
 * HTTP_PIPELINE_MAX bytes are read; the time does not count as the client's. */
enum http_body_event { HTTP_BODY_PIECE, HTTP_BODY_END, HTTP_BODY_BROKEN };
typedef void (*http_body_fn)(struct http_request *request, enum http_body_event event, struct text piece,
                             const struct err *err, void *arg);
void http_request_read(struct http_request *request, http_body_fn fn, void *arg);
void http_request_pause(struct http_request *request);
void http_request_resume(struct http_request *request);

#endif
