/* pg_pool: the PostgreSQL connections of one worker, and the units of work that wait for them.
 *
 * A unit is one or more statements that share one fate: they are one segment of a connection's pipeline, and so one implicit
 * transaction, and are done when the segment's sync has come back, that is after COMMIT. Statements are prepared once a
 * connection. A queue past its bound refuses; every unit has a deadline, past which its connection is closed and replaced
 * (libpq 15 cannot cancel without blocking).
 *
 * What a unit ends with:
 *   done                     committed; the results
 *   ERR_DATABASE_UNAVAILABLE it was not sent, or PostgreSQL refused it as a whole (starting, stopping, read-only, full)
 *   ERR_DATABASE_UNKNOWN     the connection broke after it was sent: it may or may not have been committed
 *   ERR_OVERLOADED           the queue is full (from submit); ERR_SHUTTING_DOWN (from submit)
 *   ERR_DEADLINE             its time ran out (sent: as unknown)
 *   ERR_INTERNAL, ERR_CONFLICT …  PostgreSQL refused a statement; all of the unit was rolled back
 * An idempotent unit whose connection broke, or that lost a deadlock, is sent once more by itself. */
#ifndef TONGBI_STORAGE_PG_POOL_H
#define TONGBI_STORAGE_PG_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "storage/pg_param.h"
#include "storage/pg_result.h"
#include "storage/statement.h"

struct event_base;
struct pg_pool;

struct pg_pool_options {
    const char *conninfo;
    int connections;
    size_t queue;
    int connect_timeout_ms;
    int statement_timeout_ms;
};

struct pg_call {
    enum statement statement;
    const struct pg_param *params; /* as many as the statement has */
};

struct pg_unit {
    const struct pg_call *calls; /* with all they point to, the asker's until done or cancel */
    size_t count;
    bool is_idempotent;
    int deadline_ms; /* from now */
};

/* 0 is no ticket. */
typedef uint64_t pg_ticket;

/* Exactly once, from the event loop, never from within pg_pool_submit; err NULL: done. */
typedef void (*pg_done_fn)(void *context, const struct err *err, const struct pg_results *results);

struct pg_pool *pg_pool_new(struct event_base *base, const struct pg_pool_options *options,
                            struct err *err) MUST_CHECK;
void pg_pool_set_queue(struct pg_pool *pool, size_t queue);
bool pg_pool_submit(struct pg_pool *pool, const struct pg_unit *unit, pg_done_fn done, void *context,
                    pg_ticket *ticket, struct err *err) MUST_CHECK;
/* The asker leaves: its callback will not be called. What was sent goes on; what was not is dropped. 0 and tickets that have
 * ended are fine. */
void pg_pool_cancel(struct pg_pool *pool, pg_ticket ticket);
/* Is a connection ready? */
bool pg_pool_is_ready(const struct pg_pool *pool);

typedef void (*pg_drained_fn)(void *context);
/* Takes no more; calls drained once, from the event loop, when nothing waits or runs. */
void pg_pool_drain(struct pg_pool *pool, pg_drained_fn drained, void *context);
/* Closes everything; callbacks that are still owed are not called. Not from within a callback of this pool. */
void pg_pool_free(struct pg_pool *pool);

struct pg_pool_counts {
    size_t queued, running;                 /* units */
    size_t connecting, idle, busy;          /* connections */
    uint64_t done, failed, timed_out, lost; /* units, since the start */
    uint64_t connects, breaks;
};
struct pg_pool_counts pg_pool_count(const struct pg_pool *pool);

#endif
