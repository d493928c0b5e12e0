#include "storage/pg_pool.h"

#include <assert.h>
#include <event2/dns.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "ops/log.h"
#include "ops/metrics.h"
#include "storage/pg_conn.h"
#include "storage/pg_result_internal.h"

enum {
    TICK_MS = 50,
    BACKOFF_FIRST_MS = 50,
    BACKOFF_MAX_MS = 5000,
    PIPELINE_DEPTH = 16, /* units in one connection's FIFO; the rest waits where any connection can take it */
    NO_CONNECTION_MS = 3000, /* so long units wait for a database that is away */
    ATTEMPTS_MAX = 2
};

struct member {
    struct pg_pool *pool;
    struct pg_connection *conn;
    int64_t open_at_ms;
    int64_t backoff_ms;
    bool was_ready;
};

struct pg_pool {
    struct event_base *base;
    struct evdns_base *dns;
    struct pg_pool_options options;
    char *conninfo;
    struct member *members;
    struct event *tick, *dispatch;
    struct pg_work *first, *last; /* the queue */
    size_t queued;
    struct pg_work
        *ending; /* neither queued nor sent: told one after another, and a callback may cancel the next */
    pg_ticket next_ticket;
    int64_t away_since_ms; /* no connection is ready since then; 0: one is */
    bool is_draining;
    pg_drained_fn drained;
    void *drained_context;
    struct pg_pool_counts counts;
};

/* ---- the queue ---- */

static void queue_back(struct pg_pool *pool, struct pg_work *work) {
    work->next = NULL;
    if (pool->last != NULL)
        pool->last->next = work;
    else
        pool->first = work;
    pool->last = work;
    pool->queued++;
}

static void queue_front(struct pg_pool *pool, struct pg_work *work) {
    work->next = pool->first;
    pool->first = work;
    if (pool->last == NULL)
        pool->last = work;
    pool->queued++;
}

static struct pg_work *queue_take(struct pg_pool *pool) {
    struct pg_work *work = pool->first;
    pool->first = work->next;
    if (pool->first == NULL)
        pool->last = NULL;
    work->next = NULL;
    pool->queued--;
    return work;
}

/* ---- ends of works ---- */

static void count_end(struct pg_pool *pool, const struct pg_work *work) {
    enum metric_database_result result = METRIC_DATABASE_DONE;
    if (work->err.code == ERR_NONE) {
        pool->counts.done++;
    } else if (work->err.code == ERR_DEADLINE) {
        result = METRIC_DATABASE_TIMEOUT;
        pool->counts.timed_out++;
    } else if (work->err.code == ERR_DATABASE_UNKNOWN) {
        result = METRIC_DATABASE_LOST;
        pool->counts.lost++;
    } else {
        result = METRIC_DATABASE_FAILED;
        pool->counts.failed++;
    }
    metrics_count_at(METRIC_DATABASE_UNITS, result, 0, 1);
    metrics_observe(METRIC_DATABASE_SECONDS, 0, (uint64_t)(clock_monotonic_ms() - work->begun_ms) * 1000);
}

static void finish(struct pg_pool *pool, struct pg_work *work) {
    if (work->was_lost && work->err.code == ERR_DATABASE_UNAVAILABLE)
        err_set(&work->err, ERR_DATABASE_UNKNOWN,
                "The database went away before it confirmed: the work may or may not have been done.");
    count_end(pool, work);
    if (!work->is_cancelled)
        work->done(work->context, work->err.code == ERR_NONE ? NULL : &work->err, work->results);
    pg_work_free(work);
}

static bool may_try_again(const struct pg_pool *pool, const struct pg_work *work) {
    return work->is_idempotent && !work->is_cancelled && work->attempts < ATTEMPTS_MAX &&
           !pool->is_draining && clock_monotonic_ms() < work->deadline_ms;
}

static void try_again(struct pg_pool *pool, struct pg_work *work) {
    pg_results_free(work->results);
    work->results = NULL;
    work->err = (struct err){0};
    queue_front(pool, work);
    event_active(pool->dispatch, EV_TIMEOUT, 0);
}

static void on_done(struct pg_connection *conn, struct pg_work *work, void *arg) {
    struct member *member = arg;
    struct pg_pool *pool = member->pool;
    (void)conn;
    if (work->err.code != ERR_NONE && work->is_transient && may_try_again(pool, work))
        try_again(pool, work);
    else
        finish(pool, work);
    event_active(pool->dispatch, EV_TIMEOUT, 0);
}

static void lose(struct pg_pool *pool, struct pg_work *work, const struct err *why, bool is_first) {
    work->was_lost = true;
    if (is_first && why->code == ERR_DEADLINE) {
        work->err = *why;
    } else if (may_try_again(pool, work)) {
        try_again(pool, work);
        return;
    } else {
        err_set(&work->err, ERR_DATABASE_UNKNOWN,
                "The database went away before it confirmed: the work may or may not have been done.");
    }
    finish(pool, work);
}

/* ---- connections ---- */

static void on_ready(struct pg_connection *conn, void *arg) {
    struct member *member = arg;
    struct pg_pool *pool = member->pool;
    (void)conn;
    member->backoff_ms = 0;
    member->was_ready = true;
    pool->away_since_ms = 0;
    pool->counts.connects++;
    metrics_count(METRIC_DATABASE_CONNECTS, 1);
    event_active(pool->dispatch, EV_TIMEOUT, 0);
}

/* Doubling, with up to a half of it at random on top, so that workers do not come back in step. */
static void schedule_open(struct member *member) {
    int64_t wait_ms = member->backoff_ms;
    member->backoff_ms = wait_ms == 0 ? BACKOFF_FIRST_MS : wait_ms * 2;
    if (member->backoff_ms > BACKOFF_MAX_MS)
        member->backoff_ms = BACKOFF_MAX_MS;
    member->open_at_ms = clock_monotonic_ms() + wait_ms + (wait_ms > 1 ? random() % (wait_ms / 2) : 0);
}

static void on_closed(struct pg_connection *conn, struct pg_work *works, const struct err *why, void *arg) {
    struct member *member = arg;
    struct pg_pool *pool = member->pool;
    (void)conn;
    if (!member->was_ready) {
        log_warn("database connection failed", LOG_ERR(why));
    } else {
        log_warn("database connection lost", LOG_ERR(why));
        pool->counts.breaks++;
        metrics_count(METRIC_DATABASE_BREAKS, 1);
    }
    member->was_ready = false;
    schedule_open(member);
    pool->ending = works;
    for (bool is_first = true; pool->ending != NULL; is_first = false) {
        struct pg_work *work = pool->ending;
        pool->ending = work->next;
        lose(pool, work, why, is_first);
    }
    event_active(pool->dispatch, EV_TIMEOUT, 0);
}

static struct pg_connection *least_loaded(const struct pg_pool *pool) {
    struct pg_connection *best = NULL;
    for (int i = 0; i < pool->options.connections; i++) {
        struct pg_connection *conn = pool->members[i].conn;
        if (pg_conn_is_ready(conn) && pg_conn_running(conn) < PIPELINE_DEPTH &&
            (best == NULL || pg_conn_running(conn) < pg_conn_running(best)))
            best = conn;
    }
    return best;
}

static size_t running(const struct pg_pool *pool) {
    size_t sum = 0;
    for (int i = 0; i < pool->options.connections; i++)
        sum += pg_conn_running(pool->members[i].conn);
    return sum;
}

static void on_dispatch(evutil_socket_t fd, short what, void *arg) {
    struct pg_pool *pool = arg;
    struct pg_connection *conn;
    (void)fd;
    (void)what;
    while (pool->first != NULL && (conn = least_loaded(pool)) != NULL)
        pg_conn_send(conn, queue_take(pool));
    if (pool->is_draining && pool->first == NULL && running(pool) == 0 && pool->drained != NULL) {
        pg_drained_fn drained = pool->drained;
        pool->drained = NULL;
        drained(pool->drained_context);
    }
}

/* ---- time ---- */

static void refuse_waiting(struct pg_pool *pool, int64_t now_ms) {
    bool is_away = pool->away_since_ms != 0 && now_ms - pool->away_since_ms > NO_CONNECTION_MS;
    pool->ending = pool->first;
    pool->first = pool->last = NULL;
    pool->queued = 0;
    while (pool->ending != NULL) {
        struct pg_work *work = pool->ending;
        pool->ending = work->next;
        if (is_away)
            err_set(&work->err, ERR_DATABASE_UNAVAILABLE,
                    "The database cannot be reached at present; nothing was done.");
        else if (now_ms > work->deadline_ms)
            err_set(&work->err, ERR_DEADLINE, "The deadline passed while the work waited for the database%s.",
                    work->was_lost ? " a second time; it may have been done" : "; nothing was done");
        if (work->err.code == ERR_NONE && !work->is_cancelled)
            queue_back(pool, work);
        else
            finish(pool, work);
    }
}

static void on_tick(evutil_socket_t fd, short what, void *arg) {
    struct pg_pool *pool = arg;
    int64_t now_ms = clock_monotonic_ms();
    (void)fd;
    (void)what;
    for (int i = 0; i < pool->options.connections; i++) {
        struct member *member = &pool->members[i];
        pg_conn_check_time(member->conn, now_ms);
        if (pg_conn_is_closed(member->conn) && now_ms >= member->open_at_ms)
            pg_conn_open(member->conn);
    }
    if (pg_pool_is_ready(pool))
        pool->away_since_ms = 0;
    else if (pool->away_since_ms == 0)
        pool->away_since_ms = now_ms;
    if (pool->first != NULL)
        refuse_waiting(pool, now_ms);
    on_dispatch(-1, 0, pool);
}

/* ---- asking ---- */

bool pg_pool_submit(struct pg_pool *pool, const struct pg_unit *unit, pg_done_fn done, void *context,
                    pg_ticket *ticket, struct err *err) {
    *ticket = 0;
    if (pool->is_draining)
        return err_set(err, ERR_SHUTTING_DOWN, "The service is stopping; ask again in a moment.");
    if (pool->queued >= pool->options.queue)
        return err_set(err, ERR_OVERLOADED, "Too much work waits for the database; ask again in a moment.");
    struct pg_work *work = memory_alloc(sizeof *work);
    if (work == NULL)
        return err_set(err, ERR_OUT_OF_MEMORY, "No memory for the work.");
    work->ticket = ++pool->next_ticket;
    work->calls = unit->calls;
    work->count = unit->count;
    work->is_idempotent = unit->is_idempotent;
    work->begun_ms = clock_monotonic_ms();
    work->deadline_ms = work->begun_ms + unit->deadline_ms;
    work->done = done;
    work->context = context;
    queue_back(pool, work);
    event_active(pool->dispatch, EV_TIMEOUT, 0);
    *ticket = work->ticket;
    return true;
}

static bool cancel_queued(struct pg_pool *pool, pg_ticket ticket) {
    struct pg_work *before = NULL;
    for (struct pg_work *work = pool->first; work != NULL; before = work, work = work->next) {
        if (work->ticket != ticket)
            continue;
        if (before != NULL)
            before->next = work->next;
        else
            pool->first = work->next;
        if (pool->last == work)
            pool->last = before;
        pool->queued--;
        pg_work_free(work);
        return true;
    }
    return false;
}

void pg_pool_cancel(struct pg_pool *pool, pg_ticket ticket) {
    if (ticket == 0 || cancel_queued(pool, ticket))
        return;
    for (struct pg_work *work = pool->ending; work != NULL; work = work->next)
        if (work->ticket == ticket)
            work->is_cancelled = true;
    for (int i = 0; i < pool->options.connections; i++)
        if (pg_conn_cancel(pool->members[i].conn, ticket))
            return;
}

bool pg_pool_is_ready(const struct pg_pool *pool) {
    for (int i = 0; i < pool->options.connections; i++)
        if (pg_conn_is_ready(pool->members[i].conn))
            return true;
    return false;
}

void pg_pool_set_queue(struct pg_pool *pool, size_t queue) {
    pool->options.queue = queue;
}

struct pg_pool_counts pg_pool_count(const struct pg_pool *pool) {
    struct pg_pool_counts counts = pool->counts;
    counts.queued = pool->queued;
    counts.running = running(pool);
    for (int i = 0; i < pool->options.connections; i++) {
        const struct pg_connection *conn = pool->members[i].conn;
        if (!pg_conn_is_ready(conn))
            counts.connecting++;
        else if (pg_conn_running(conn) > 0)
            counts.busy++;
        else
            counts.idle++;
    }
    return counts;
}

/* ---- life ---- */

static bool open_members(struct pg_pool *pool, struct err *err) {
    const struct pg_conn_events events = {.on_ready = on_ready, .on_done = on_done, .on_closed = on_closed};
    for (int i = 0; i < pool->options.connections; i++) {
        struct member *member = &pool->members[i];
        member->pool = pool;
        member->conn = pg_conn_new(pool->base, pool->dns, &pool->options, &events, member, err);
        if (member->conn == NULL)
            return false;
        pg_conn_open(member->conn);
    }
    return true;
}

static bool open_events(struct pg_pool *pool) {
    const struct timeval every = {.tv_usec = TICK_MS * 1000};
    pool->dns =
        evdns_base_new(pool->base, EVDNS_BASE_INITIALIZE_NAMESERVERS | EVDNS_BASE_DISABLE_WHEN_INACTIVE);
    if (pool->dns == NULL) /* no name server in resolv.conf: numeric hosts, sockets and /etc/hosts still do */
        pool->dns = evdns_base_new(pool->base, EVDNS_BASE_DISABLE_WHEN_INACTIVE);
    if (pool->dns != NULL)
        (void)evdns_base_load_hosts(pool->dns, "/etc/hosts");
    pool->tick = event_new(pool->base, -1, EV_PERSIST, on_tick, pool);
    pool->dispatch = event_new(pool->base, -1, 0, on_dispatch, pool);
    return pool->dns != NULL && pool->tick != NULL && pool->dispatch != NULL &&
           event_add(pool->tick, &every) == 0;
}

struct pg_pool *pg_pool_new(struct event_base *base, const struct pg_pool_options *options, struct err *err) {
    struct pg_pool *pool = memory_alloc(sizeof *pool);
    if (pool == NULL) {
        err_set(err, ERR_OUT_OF_MEMORY, "No memory for the database connections.");
        return NULL;
    }
    pool->base = base;
    pool->options = *options;
    pool->conninfo = strdup(options->conninfo);
    pool->options.conninfo = pool->conninfo;
    pool->members = memory_alloc((size_t)options->connections * sizeof *pool->members);
    pool->away_since_ms = clock_monotonic_ms();
    if (pool->conninfo == NULL || pool->members == NULL || !open_events(pool)) {
        err_set(err, ERR_OUT_OF_MEMORY, "No memory for the database connections.");
        pool->options.connections = pool->members == NULL ? 0 : pool->options.connections;
        pg_pool_free(pool);
        return NULL;
    }
    if (!open_members(pool, err)) {
        pg_pool_free(pool);
        return NULL;
    }
    return pool;
}

void pg_pool_drain(struct pg_pool *pool, pg_drained_fn drained, void *context) {
    pool->is_draining = true;
    pool->drained = drained;
    pool->drained_context = context;
    event_active(pool->dispatch, EV_TIMEOUT, 0);
}

void pg_pool_free(struct pg_pool *pool) {
    if (pool == NULL)
        return;
    while (pool->first != NULL)
        pg_work_free(queue_take(pool));
    for (int i = 0; i < pool->options.connections; i++)
        pg_conn_free(pool->members[i].conn);
    if (pool->tick != NULL)
        event_free(pool->tick);
    if (pool->dispatch != NULL)
        event_free(pool->dispatch);
    if (pool->dns != NULL)
        evdns_base_free(pool->dns, 0);
    memory_free(pool->members);
    free(pool->conninfo);
    memory_free(pool);
}
