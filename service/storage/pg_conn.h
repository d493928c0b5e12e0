/* pg_conn: one asynchronous connection in pipeline mode. With pg_session.c the only file that calls PQ*.
 *
 *   closed --pg_conn_open--> resolving --> connecting --> preparing --> ready --(anything unexpected)--> closed
 *
 * Works the units that it is given first in, first out. Whatever does not come exactly as it must (a result more or less, other
 * columns, a time that ran out) closes the connection: one answer off would be a wrong figure under a right name, so
 * there is no resynchronising. Callbacks come from the event loop, never from within a call of this module. */
#ifndef TONGBI_STORAGE_PG_CONN_H
#define TONGBI_STORAGE_PG_CONN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "storage/pg_pool.h"

struct event_base;
struct evdns_base;
struct pg_connection;

/* A unit on its way: in the pool's queue, or in one connection's FIFO. Owned by the pool until the FIFO takes it, and given back
 * by on_done or on_closed. */
struct pg_work {
    struct pg_work *next;
    pg_ticket ticket;
    const struct pg_call *calls;
    size_t count;
    bool is_idempotent;
    bool is_cancelled; /* the asker has left: calls must not be read any more */
    bool was_lost;     /* a connection broke under it: it may have been done already */
    unsigned attempts;
    int64_t deadline_ms; /* monotonic */
    int64_t begun_ms;
    pg_done_fn done;
    void *context;
    /* while it runs */
    size_t at;     /* calls whose results are complete */
    bool has_rows; /* the result of calls[at] has come, its end not yet */
    struct err err;
    bool is_transient; /* the failure may pass: a deadlock, a serialization failure */
    struct pg_results *results;
};

struct pg_conn_events {
    void (*on_ready)(struct pg_connection *conn, void *arg);
    /* work->err is set where it failed. The receiver owns the work again. */
    void (*on_done)(struct pg_connection *conn, struct pg_work *work, void *arg);
    /* The connection has closed; works is the list of what was sent and not done, oldest first. */
    void (*on_closed)(struct pg_connection *conn, struct pg_work *works, const struct err *why, void *arg);
};

struct pg_connection *pg_conn_new(struct event_base *base, struct evdns_base *dns,
                                  const struct pg_pool_options *options, const struct pg_conn_events *events,
                                  void *arg, struct err *err) MUST_CHECK;
void pg_conn_free(struct pg_connection *conn); /* works in its FIFO are freed without a callback */
/* From closed only. Failure is told by on_closed. */
void pg_conn_open(struct pg_connection *conn);
bool pg_conn_is_closed(const struct pg_connection *conn);
bool pg_conn_is_ready(const struct pg_connection *conn);
size_t pg_conn_running(const struct pg_connection *conn); /* works in the FIFO */
/* Ready only. Takes the work; an immediate failure closes the connection (told later). */
void pg_conn_send(struct pg_connection *conn, struct pg_work *work);
/* Marks the work of that ticket as left; false when it is not here. */
bool pg_conn_cancel(struct pg_connection *conn, pg_ticket ticket);
/* Closes when the deadline of connecting or of the oldest work has passed. */
void pg_conn_check_time(struct pg_connection *conn, int64_t now_ms);

void pg_work_free(struct pg_work *work);

#endif
