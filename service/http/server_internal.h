/* server_internal: the server as the files of http/ share it. Not for others. */
#ifndef TONGBI_HTTP_SERVER_INTERNAL_H
#define TONGBI_HTTP_SERVER_INTERNAL_H

#include "http/connection.h"
#include "http/server.h"

struct evconnlistener;
struct event_base;
struct event;

struct http_server {
    struct event_base *base;
    struct evconnlistener *listener; /* NULL from the stop on */
    struct event *retry_timer;       /* accepting goes on after it, when descriptors ran out */
    struct event *stop_timer;
    struct http_server_options options;
    struct connection *connections; /* all, the newest first */
    size_t connection_count, running, body_bytes;
    uint64_t id_seed, id_count;
    bool is_stopping;
    http_stopped_fn stopped;
    void *stopped_arg;
};

void server_add(struct http_server *server, struct connection *connection);
void server_remove(struct http_server *server, struct connection *connection);
void server_new_id(struct http_server *server, char out[REQUEST_ID_MAX]);

#endif
