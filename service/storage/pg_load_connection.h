/* pg_load_connection: one connection of pg_load, from its opening to its failure. Not for others than pg_load.c.
 *
 * What happens to a load on the connection is told to its events from here; what concerns the queue is asked of pg_load.c. A
 * fault is noted at once (the first reason counts) and acted upon from the event loop, by pg_load_on_failure. */
#ifndef TONGBI_STORAGE_PG_LOAD_CONNECTION_H
#define TONGBI_STORAGE_PG_LOAD_CONNECTION_H

#include <event2/util.h>
#include <libpq-fe.h>

#include "storage/pg_load.h"

struct event;
struct evdns_base;
struct evdns_getaddrinfo_request;

/* What a connection is at. Each state but CLOSED, IDLE and OPEN waits for PostgreSQL. */
enum load_state {
    LOAD_CLOSED,
    LOAD_RESOLVING,
    LOAD_CONNECTING,
    LOAD_SETTING, /* session settings, then the setup's statements */
    LOAD_IDLE,    /* no load */
    LOAD_BEGINNING,
    LOAD_OPEN, /* in the transaction, waiting for its load's next call */
    LOAD_ASKING,
    LOAD_COPY_STARTING,
    LOAD_COPYING, /* waits for the load's bytes, or for the socket to take them */
    LOAD_COPY_ENDING,
    LOAD_COMMITTING,
    LOAD_ROLLING_BACK
};

struct pg_load {
    struct pg_loader *loader;
    struct pg_load_events events;
    void *context;
    struct load_connection *connection; /* NULL: it waits in the loader's queue */
    struct pg_load *next;               /* in the queue */
    int64_t deadline_ms;                /* of the wait in the queue */
    const struct pg_call *calls;
    size_t call_count, at;
    struct pg_results *results;
    bool wants_room;
};

struct load_connection {
    struct pg_loader *loader;
    enum load_state state;
    PGconn *pg;
    struct event *readable, *writable;
    struct event *failure; /* tells of a failure from the loop */
    struct evdns_getaddrinfo_request *resolving;
    struct err why;
    struct err refused; /* why PostgreSQL refused a statement of the load */
    int64_t since_ms;   /* when it began to wait for PostgreSQL */
    bool is_setup;      /* of SETTING: the settings are done, the setup runs */
    struct pg_load *load;
};

struct pg_loader {
    struct event_base *base;
    struct evdns_base *dns;
    struct pg_loader_options options;
    struct load_connection *connections;
    struct pg_load *first, *last; /* waiting */
    size_t waiting, running;
    struct event *tick, *drained;
    void (*on_drained)(void *arg);
    void *drained_arg;
};

/* ---- of the connection ---- */

void pg_load_open(struct load_connection *conn);
void pg_load_close(struct load_connection *conn);
void pg_load_become(struct load_connection *conn, enum load_state state);
void pg_load_fail_connection(struct load_connection *conn, enum err_code code, const char *what);
void pg_load_fail_libpq(struct load_connection *conn);
void pg_load_flush(struct load_connection *conn);
/* A statement without parameters, after which the connection is in that state. */
void pg_load_send(struct load_connection *conn, const char *sql, enum load_state state);
void pg_load_send_call(struct load_connection *conn, const struct pg_call *call);
bool pg_load_waits(const struct load_connection *conn); /* for an answer of PostgreSQL */

/* ---- of the queue ---- */

void pg_load_free(struct pg_load *load);
/* Takes the load off its connection first: the callback may begin another. */
void pg_load_fail(struct pg_load *load, const struct err *err);
void pg_loader_serve(struct pg_loader *loader);
void pg_load_on_failure(evutil_socket_t fd, short what, void *arg);

#endif
