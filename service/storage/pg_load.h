/* pg_load: work that cannot run in a pipeline: one transaction of many steps, with COPY FROM STDIN or with answers too long for one, on a
 * connection of its own.
 *
 * libpq 15 allows no COPY in pipeline mode, so these connections are not in it. There are few of them, each opened when it is
 * first needed and kept; a load waits for one in a bounded queue. Calls come in this order:
 *
 *   pg_load_begin -> on_ready           the transaction has begun
 *     pg_load_ask -> on_results         statements, one after another; as often as wanted
 *     pg_load_copy -> pg_load_put … (false: wait for on_room) -> pg_load_copy_end -> on_copied
 *   pg_load_commit -> on_committed      the load is over
 *   pg_load_rollback -> on_rolled_back  likewise, and nothing is stored: locks are free by then
 *
 * Callbacks come from the event loop, never from within a call of this module. on_failed comes at most once and nothing after
 * it; all was rolled back then, but with ERR_DATABASE_UNKNOWN, when COMMIT had been sent. Whatever does not come exactly as it must
 * closes the connection. Every wait for PostgreSQL has a deadline; the time between two calls is the caller's. */
#ifndef TONGBI_STORAGE_PG_LOAD_H
#define TONGBI_STORAGE_PG_LOAD_H

#include "storage/pg_pool.h"

struct event_base;
struct pg_loader;
struct pg_load;

struct pg_loader_options {
    const char *conninfo; /* borrowed, and so is setup */
    const char *setup;    /* run once on each new connection: temporary tables; or NULL */
    const char *begin;    /* how a transaction begins; NULL: "begin" */
    int connections;
    size_t queue;
    int connect_timeout_ms;
    int statement_timeout_ms;
};

struct pg_load_events {
    void (*on_ready)(void *context);
    void (*on_results)(void *context, const struct pg_results *results); /* valid during the call only */
    void (*on_room)(void *context);
    void (*on_copied)(void *context, uint64_t rows);
    void (*on_committed)(void *context);
    void (*on_rolled_back)(void *context); /* NULL where pg_load_rollback is not called */
    void (*on_failed)(void *context, const struct err *err);
};

struct pg_loader *pg_loader_new(struct event_base *base, const struct pg_loader_options *options,
                                struct err *err) MUST_CHECK;
/* Closes everything; no callback any more. Not from within one. */
void pg_loader_free(struct pg_loader *loader);
/* Calls fn, once, from the event loop, when no load runs or waits any more. */
void pg_loader_drain(struct pg_loader *loader, void (*fn)(void *arg), void *arg);
size_t pg_loader_running(const struct pg_loader *loader); /* loads that have begun or wait */

/* deadline_ms: how long it may wait for a connection. ERR_OVERLOADED past the queue's bound. The load is valid until
 * on_committed, on_rolled_back or on_failed returns, or pg_load_cancel is called. */
bool pg_load_begin(struct pg_loader *loader, const struct pg_load_events *events, void *context,
                   int deadline_ms, struct pg_load **out, struct err *err) MUST_CHECK;
/* The calls and their parameters have to live until on_results. */
void pg_load_ask(struct pg_load *load, const struct pg_call *calls, size_t count);
void pg_load_copy(struct pg_load *load, const char *sql);
/* Taken in any case; false: wait for on_room before more. */
bool pg_load_put(struct pg_load *load, struct text bytes);
void pg_load_copy_end(struct pg_load *load);
void pg_load_commit(struct pg_load *load);
void pg_load_rollback(struct pg_load *load);
/* The asker leaves: no callback any more, and nothing is stored (unless COMMIT was on its way). */
void pg_load_cancel(struct pg_load *load);

#endif
