#include "http/server.h"

#include "base/clock.h"
#include "base/memory.h"
#include "http/server_internal.h"
#include "ops/log.h"
#include "ops/metrics.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

enum { RETRY_MS = 100 };

static void set_timer(struct event *timer, int ms) {
    struct timeval in = {.tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000};
    event_add(timer, &in);
}

/* ---- accepting ----------------------------------------------------------------------------------------- */

static bool is_full(const struct http_server *server) {
    return server->connection_count >= server->options.limits.connections;
}

void server_add(struct http_server *server, struct connection *connection) {
    connection->next = server->connections;
    if (connection->next != NULL)
        connection->next->previous = connection;
    server->connections = connection;
    server->connection_count++;
    metrics_add(METRIC_HTTP_CONNECTIONS, 1);
}

void server_remove(struct http_server *server, struct connection *connection) {
    if (connection->previous != NULL)
        connection->previous->next = connection->next;
    else
        server->connections = connection->next;
    if (connection->next != NULL)
        connection->next->previous = connection->previous;
    server->connection_count--;
    metrics_add(METRIC_HTTP_CONNECTIONS, -1);
    if (server->listener != NULL && !is_full(server) && !event_pending(server->retry_timer, EV_TIMEOUT, NULL))
        evconnlistener_enable(server->listener);
    if (server->is_stopping && server->connection_count == 0)
        event_active(server->stop_timer, EV_TIMEOUT, 0);
}

static void print_peer(const struct sockaddr *address, char out[PEER_TEXT_MAX]) {
    const void *bytes = NULL;
    if (address->sa_family == AF_INET)
        bytes = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
    else if (address->sa_family == AF_INET6)
        bytes = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    if (bytes == NULL || inet_ntop(address->sa_family, bytes, out, PEER_TEXT_MAX) == NULL)
        snprintf(out, PEER_TEXT_MAX, "local");
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address, int len,
                      void *arg) {
    struct http_server *server = arg;
    char peer[PEER_TEXT_MAX];
    int yes = 1;
    (void)len;
    print_peer(address, peer);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connection_new(server, fd, peer) == NULL)
        log_error("no memory for a connection");
    if (is_full(server)) {
        log_warn("connection limit reached; accepting again when one closes",
                 LOG_INT("connections", server->connection_count));
        evconnlistener_disable(listener);
    }
}

/* Out of descriptors or memory: the pending connection stays pending, so trying at once would spin. */
static void on_accept_error(struct evconnlistener *listener, void *arg) {
    struct http_server *server = arg;
    log_warn("cannot accept; trying again soon", LOG_STRING("reason", strerror(errno)));
    evconnlistener_disable(listener);
    set_timer(server->retry_timer, RETRY_MS);
}

static void on_retry(evutil_socket_t fd, short what, void *arg) {
    struct http_server *server = arg;
    (void)fd;
    (void)what;
    if (server->listener != NULL && !is_full(server))
        evconnlistener_enable(server->listener);
}

/* ---- stopping ------------------------------------------------------------------------------------------ */

/* Closing one may not touch the others of the list: on_gone may reply, but a reply to a gone request closes
 * nothing. */
static void close_all(struct http_server *server) {
    while (server->connections != NULL)
        connection_close(server->connections);
}

static void on_stop(evutil_socket_t fd, short what, void *arg) {
    struct http_server *server = arg;
    http_stopped_fn stopped = server->stopped;
    (void)fd;
    (void)what;
    if (stopped == NULL)
        return;
    if (server->connection_count > 0)
        log_warn("connections are cut off", LOG_INT("connections", server->connection_count),
                 LOG_INT("running", server->running));
    server->stopped = NULL;
    close_all(server);
    event_del(server->stop_timer);
    stopped(server->stopped_arg);
}

static bool is_idle(const struct connection *connection) {
    bool has_input = evbuffer_get_length(bufferevent_get_input(connection->bev)) > 0;
    return connection->state == CONNECTION_IDLE && !has_input;
}

void http_server_stop(struct http_server *server, int grace_ms, http_stopped_fn done, void *arg) {
    assert(!server->is_stopping && done != NULL);
    server->stopped = done;
    server->stopped_arg = arg;
    evconnlistener_free(server->listener);
    server->listener = NULL;
    event_del(server->retry_timer);
    server->is_stopping = true;
    set_timer(server->stop_timer, grace_ms);
    for (struct connection *next, *connection = server->connections; connection != NULL; connection = next) {
        next = connection->next;
        if (is_idle(connection))
            connection_close(connection);
    }
    if (server->connection_count == 0)
        event_active(server->stop_timer, EV_TIMEOUT, 0);
}

/* ---- the rest ------------------------------------------------------------------------------------------ */

/* Unlike any other worker's, and not to be guessed from the last one: splitmix64 over a random seed. */
void server_new_id(struct http_server *server, char out[REQUEST_ID_MAX]) {
    uint64_t z = server->id_seed + ++server->id_count * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    snprintf(out, REQUEST_ID_MAX, "%016llx", (unsigned long long)(z ^ (z >> 31)));
}

struct http_server *http_server_new(struct event_base *base, int listener,
                                    const struct http_server_options *options, struct err *err) {
    struct http_server *server = memory_alloc(sizeof *server);
    if (server == NULL)
        goto fail;
    server->base = base;
    server->options = *options;
    if (getrandom(&server->id_seed, sizeof server->id_seed, 0) != (ssize_t)sizeof server->id_seed)
        server->id_seed = (uint64_t)clock_wall_ms();
    server->retry_timer = evtimer_new(base, on_retry, server);
    server->stop_timer = evtimer_new(base, on_stop, server);
    if (server->retry_timer == NULL || server->stop_timer == NULL)
        goto fail;
    server->listener = evconnlistener_new(base, on_accept, server, LEV_OPT_CLOSE_ON_EXEC, 0, listener);
    if (server->listener == NULL)
        goto fail;
    evconnlistener_set_error_cb(server->listener, on_accept_error);
    return server;
fail:
    (void)err_set(err, ERR_OUT_OF_MEMORY, "No memory for the HTTP server.");
    http_server_free(server);
    return NULL;
}

void http_server_set_limits(struct http_server *server, const struct http_limits *limits) {
    server->options.limits = *limits;
    if (server->listener != NULL && !is_full(server))
        evconnlistener_enable(server->listener);
}

void http_server_free(struct http_server *server) {
    if (server == NULL)
        return;
    close_all(server);
    assert(server->running == 0);
    if (server->listener != NULL)
        evconnlistener_free(server->listener);
    if (server->retry_timer != NULL)
        event_free(server->retry_timer);
    if (server->stop_timer != NULL)
        event_free(server->stop_timer);
    memory_free(server);
}

void http_request_admit(struct http_request *request, void *identity) {
    assert(request->state == REQUEST_ASKING);
    request->identity = identity;
    /* What watched over the question is answered now; the handler sets its own. */
    request->on_gone = NULL;
    if (request->connection == NULL) {
        request_free(request);
        return;
    }
    connection_admitted(request->connection);
}

size_t http_server_running(const struct http_server *server) {
    return server->running;
}

size_t http_server_connections(const struct http_server *server) {
    return server->connection_count;
}
