/* connection: one client's socket, and the request on it. Not for others than http/.
 *
 *   state    what it waits for            ended by
 *   IDLE     a request's first byte       a byte -> HEAD; idle timeout, EOF, stop: closed
 *   HEAD     the rest of the head         its end -> WORKING or a refusal; timeout (408); EOF: closed
 *   WORKING  app's admission or reply     admission -> BODY or the handler; reply -> WRITING; EOF: the request
 *                                         stays, the connection goes
 *   BODY     the rest of the body         its end -> WORKING; too large (413); timeout (408); EOF: logged
 *   TAKING   the rest of a body that the handler takes piece by piece; END, BROKEN -> WORKING; a reply -> WRITING
 *   ANSWERING the handler to write more of a streamed answer; its end -> WRITING; EOF is noted only
 *   WRITING  the socket to take it all    all taken -> IDLE, LINGER or closed; timeout, error: closed
 *   LINGER   the client to close          EOF, deadline, too many bytes: closed
 * While WORKING and WRITING, reading goes on up to HTTP_PIPELINE_MAX bytes, to learn that the client has left
 * and to have the next request. connection_close is the only way out, and frees. */
#ifndef TONGBI_HTTP_CONNECTION_H
#define TONGBI_HTTP_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/head.h"
#include "http/request_internal.h"

struct bufferevent;
struct evbuffer;
struct event;

enum connection_state {
    CONNECTION_IDLE,
    CONNECTION_HEAD,
    CONNECTION_BODY,
    CONNECTION_WORKING,
    CONNECTION_TAKING,
    CONNECTION_ANSWERING,
    CONNECTION_WRITING,
    CONNECTION_LINGER
};

struct connection {
    struct http_server *server;
    struct connection *previous, *next; /* in server->connections */
    struct bufferevent *bev;
    struct event *timer; /* the deadline of the state */
    enum connection_state state;
    struct http_request *request; /* from HEAD's end to the reply; owned while here */
    size_t scanned;               /* of the head */
    int64_t body_begun_ms;
    uint64_t body_taken, lingered;
    bool keep_alive; /* after the answer */
    bool is_ended;   /* the client has closed its side */
    bool is_paused;  /* enough of further requests has come: nothing is read */
    bool has_unread; /* the body was not read to its end: what comes is thrown away */
    char peer[PEER_TEXT_MAX];
};

/* Takes the socket. NULL when there is no memory: then it is closed. */
struct connection *connection_new(struct http_server *server, int fd, const char *peer);
/* The request on it, if any, is told that the client has left. */
void connection_close(struct connection *connection);
/* For reply.c: sends head and body (drained), and lets go of the request. */
void connection_send(struct connection *connection, struct evbuffer *answer);
/* For reply_stream.c: the head is out, more will be written; all is written. */
void connection_begin_answer(struct connection *connection);
void connection_end_answer(struct connection *connection);
void connection_write(struct connection *connection, struct evbuffer *answer); /* drains it */
/* For http_request_read, pause and resume. */
void connection_take_body(struct connection *connection);
void connection_pause_body(struct connection *connection);
/* For http_request_admit. */
void connection_admitted(struct connection *connection);

/* Between connection.c and connection_stream.c, which hands a body on piece by piece. Where a handler is told something, the
 * request, and the connection too, may be gone afterwards. */
enum { HTTP_BODY_PIECE_MAX = 64 * 1024 };
struct evbuffer *connection_input(struct connection *connection);
void connection_become(struct connection *connection, enum connection_state state);
void connection_pause_reading(struct connection *connection);
void connection_log_cut_off(const struct connection *connection, const char *why);
void connection_discard(struct connection *connection);
void connection_welcome_body(struct connection *connection); /* it begins now */
void connection_take_piece(struct connection *connection);
void connection_tell_broken(struct connection *connection, enum err_code code, const char *detail);
void connection_tell_slow(struct connection *connection);

#endif
