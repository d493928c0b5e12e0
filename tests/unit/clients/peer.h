/* peer: a scripted HTTP server on 127.0.0.1, for tests of clients. One connection after the other gets the next reply of
 * the script, whatever it asks; what it asked is kept. */
#ifndef TONGBI_TESTS_PEER_H
#define TONGBI_TESTS_PEER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum { PEER_REPLIES_MAX = 8 };

struct peer {
    int listener;
    char url[64]; /* "http://127.0.0.1:PORT" */
    pthread_t thread;
    char *replies[PEER_REPLIES_MAX]; /* raw bytes of each */
    size_t reply_lens[PEER_REPLIES_MAX];
    size_t reply_count;
    char *requests[PEER_REPLIES_MAX]; /* head and body as they came, NUL behind; read them after peer_stop */
    size_t request_count;
};

/* Listens; add replies, then start. */
void peer_open(struct peer *peer);
/* A whole reply: status line, Content-Type, Content-Length and body. */
void peer_add(struct peer *peer, const char *status, const char *content_type, const char *body);
/* Exactly these bytes, then the connection is closed. */
void peer_add_raw(struct peer *peer, const char *bytes);
void peer_start(struct peer *peer);
/* Ends the thread; requests stay. */
void peer_stop(struct peer *peer);
void peer_close(struct peer *peer);

#endif
