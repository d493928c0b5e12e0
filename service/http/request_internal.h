/* request_internal: the request as the files of http/ share it. Not for others.
 *
 * Who owns it: until its reply its connection works on it (connection->request) and counts it in
 * server->running; when the client leaves, the connection goes and the request stays alone (connection NULL)
 * until app replies. request_end frees it. */
#ifndef TONGBI_HTTP_REQUEST_INTERNAL_H
#define TONGBI_HTTP_REQUEST_INTERNAL_H

#include "base/arena.h"
#include "http/body.h"
#include "http/head.h"
#include "http/parameters.h"
#include "http/reply.h"
#include "http/request.h"
#include "http/router.h"

struct connection;
struct event;
struct http_server;

enum {
    REQUEST_ARENA_MAX = 256 * 1024,
    REQUEST_ID_MAX = 17,
    REPLY_HEADERS_MAX = 16,
    REPLY_TAG_MAX = HTTP_TAG_MAX,
    PEER_TEXT_MAX = 64
};

enum request_state {
    REQUEST_ASKING, /* app has been asked who this is; ended by http_request_admit or a reply */
    REQUEST_TAKING, /* its body is being read; ended by the body's end, or a refusal */
    REQUEST_RUNNING /* the handler has it; ended by a reply */
};

struct http_request {
    struct http_server *server;
    struct connection *connection; /* NULL: the client has left */
    enum request_state state;
    struct arena arena;
    struct head head;
    struct route route;
    struct values values;
    struct body body;
    size_t body_held; /* counted in server->body_bytes */
    void *identity;
    char id[REQUEST_ID_MAX], peer[PEER_TEXT_MAX];
    int64_t head_ms, begun_ms; /* when its head, and its last byte, had come */
    bool is_counted;           /* in server->running */

    http_gone_fn on_gone;
    void *gone_arg;
    struct event *gone_event; /* for an on_gone that was set too late */

    http_body_fn on_body; /* of a streamed body; NULL: nobody reads it yet */
    void *body_arg;
    bool is_body_paused, is_body_over; /* over: END or BROKEN is told, or about to be */
    bool is_body_broken;
    int64_t paused_ms; /* when */

    http_room_fn on_room; /* of a streamed answer */
    void *room_arg;
    struct reply_stream *stream; /* NULL: none was begun */

    struct header headers[REPLY_HEADERS_MAX]; /* of the reply; names are constants, values in the arena */
    size_t header_count;
    char tag[REPLY_TAG_MAX];
    bool varies_by_accept;
};

/* Sets the reply's header; the arena's failing leaves it out. */
void request_set_header(struct http_request *request, const char *name, struct text value);
const struct header *request_find_header(const struct http_request *request, const char *name);
/* Frees it; its connection must have let go of it. */
void request_free(struct http_request *request);

/* Has its body come to its end, so that the next request can be told from it? */
bool request_is_body_read(const struct http_request *request);
void reply_stream_free(struct reply_stream *stream); /* NULL is fine */
/* The socket's buffer has room again. */
void reply_tell_room(struct http_request *request);

/* reply.c, for reply_stream.c. */
struct evbuffer;
struct reply_stream_head {
    int status;
    const char *content_type;
    bool is_gzip, is_chunked, keep_alive;
};
bool reply_add_stream_head(struct http_request *request, const struct reply_stream_head *of,
                           struct evbuffer *out);
bool reply_may_keep_alive(const struct http_request *request);
void reply_log(const struct http_request *request, int status, size_t bytes);

/* reply.c: the answer to what never became a request of app's: `request` may lack a route. Ends it. */
struct problem;
void reply_problem(struct http_request *request, const struct problem *problem,
                   const struct row_errors *errors);

#endif
