/* harness: a server with a few endpoints and clients on 127.0.0.1, all in one process and one event loop.
 *
 * Nothing sleeps: harness_until turns the loop and moves the clients' bytes until a condition holds, and
 * fails the test after ten seconds. */
#ifndef TONGBI_TESTS_HTTP_HARNESS_H
#define TONGBI_TESTS_HTTP_HARNESS_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "http/reply.h"
#include "http/server.h"

struct event_base;

struct harness {
    struct event_base *base;
    int listener, port;
    struct router *router;
    struct http_server *server;
    struct http_request *pending[8]; /* what /wait and the token "slow" left, in order */
    size_t pending_count;
    size_t handler_calls, gone_calls, stopped_calls;
    size_t body_length; /* of the last /upload */
    /* of the last /stream, whose test drives it */
    struct http_request *stream;
    struct buf pieces;
    size_t piece_count, largest_piece, ends;
    struct err broken;
    bool pauses, is_paused; /* pauses: after each piece, until harness_resume */
    bool has_room_again;
    int log_fd; /* the log's lines can be read here */
    bool reply_when_gone;
    char log[65536];
    size_t log_length;
};

struct client {
    int fd; /* -1: closed */
    struct buf in;
    const char *out; /* still to be sent; borrowed */
    size_t out_length;
    bool is_ended; /* the server has closed */
    bool is_reset;
    bool is_deaf;    /* does not read */
    size_t received; /* bytes, also those of a client that drops what it reads */
    bool drops;
};

struct response {
    int status;
    struct text head, body; /* views into the client's `in` */
    size_t length;
};

extern struct harness harness;

/* limits NULL: the defaults. */
void harness_begin(const struct http_limits *limits);
void harness_end(void);
void harness_turn(struct client *const *clients, size_t count);
#define HARNESS_UNTIL(who, condition)                                                                        \
    do {                                                                                                     \
        harness_deadline_begin();                                                                            \
        while (!(condition)) {                                                                               \
            harness_turn((struct client *const[]){(who)}, 1);                                                \
            harness_deadline_check(#condition);                                                              \
        }                                                                                                    \
    } while (0)
void harness_deadline_begin(void);
void harness_deadline_check(const char *condition);
void harness_resume(void);
/* Has the log a line that holds this? */
bool harness_logged(const char *text);

void client_open(struct client *client);
void client_close(struct client *client);
void client_reset(struct client *client); /* closes with RST */
void client_send(struct client *client, const char *bytes, size_t length);
void client_say(struct client *client, const char *string);
/* The n-th response (from 0), when it has come whole. is_head: without a body, whatever its length says. */
bool client_response(const struct client *client, size_t n, bool is_head, struct response *out);
/* Opens, says, waits for one response, closes. The views are valid until the next call. */
struct response client_ask(const char *request);
struct text response_header(const struct response *response, const char *name);

#define assert_text(actual, expected) assert_text_at((actual), (expected), __FILE__, __LINE__)
void assert_text_at(struct text actual, const char *expected, const char *file, int line);
#define assert_holds(actual, needle) assert_holds_at((actual), (needle), __FILE__, __LINE__)
void assert_holds_at(struct text actual, const char *needle, const char *file, int line);

#endif
