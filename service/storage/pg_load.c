#include "storage/pg_load_connection.h"

#include <assert.h>
#include <event2/dns.h>
#include <event2/event.h>
#include <libpq-fe.h>

#include "base/clock.h"
#include "base/memory.h"
#include "ops/log.h"
#include "storage/pg_result_internal.h"

enum { TICK_MS = 250, PATIENCE_MS = 5000 /* past the server's own statement_timeout */ };

/* ---- the end of a load ---- */

void pg_load_free(struct pg_load *load) {
    pg_results_free(load->results);
    struct pg_loader *loader = load->loader;
    loader->running--;
    if (loader->running == 0 && loader->on_drained != NULL)
        event_active(loader->drained, EV_TIMEOUT, 0);
    memory_free(load);
}

void pg_load_fail(struct pg_load *load, const struct err *err) {
    if (load->connection != NULL)
        load->connection->load = NULL;
    load->events.on_failed(load->context, err);
    pg_load_free(load);
}

/* ---- the queue ---- */

static void fail_waiting(struct pg_loader *loader, const struct err *why) {
    struct pg_load *load = loader->first;
    loader->first = load->next;
    if (loader->first == NULL)
        loader->last = NULL;
    loader->waiting--;
    pg_load_fail(load, why);
}

static bool has_open_connection(const struct pg_loader *loader) {
    for (int i = 0; i < loader->options.connections; i++)
        if (loader->connections[i].state != LOAD_CLOSED)
            return true;
    return false;
}

void pg_load_on_failure(evutil_socket_t fd, short what, void *arg) {
    struct load_connection *conn = arg;
    struct pg_loader *loader = conn->loader;
    (void)fd;
    (void)what;
    if (conn->state == LOAD_CLOSED)
        return;
    struct err why = conn->why;
    bool was_opening = conn->state <= LOAD_SETTING;
    if (conn->state == LOAD_COMMITTING)
        why.code = ERR_DATABASE_UNKNOWN;
    log_warn("a load connection was closed", LOG_ERR(&why));
    struct pg_load *load = conn->load;
    pg_load_close(conn);
    if (load != NULL)
        pg_load_fail(load, &why);
    /* Nobody would serve those who wait while none can be opened. */
    if (was_opening && loader->first != NULL && !has_open_connection(loader))
        fail_waiting(loader, &why);
    pg_loader_serve(loader);
}

static void start(struct load_connection *conn) {
    struct pg_loader *loader = conn->loader;
    struct pg_load *load = loader->first;
    loader->first = load->next;
    if (loader->first == NULL)
        loader->last = NULL;
    loader->waiting--;
    load->connection = conn;
    conn->load = load;
    pg_load_send(conn, loader->options.begin != NULL ? loader->options.begin : "begin", LOAD_BEGINNING);
}

/* Those who wait get the idle connections; where there are more of them, one more is opened. */
void pg_loader_serve(struct pg_loader *loader) {
    size_t opening = 0;
    for (int i = 0; i < loader->options.connections && loader->first != NULL; i++)
        if (loader->connections[i].state == LOAD_IDLE && loader->connections[i].why.code == ERR_NONE)
            start(&loader->connections[i]);
    for (int i = 0; i < loader->options.connections; i++) {
        enum load_state state = loader->connections[i].state;
        opening += state == LOAD_RESOLVING || state == LOAD_CONNECTING || state == LOAD_SETTING ||
                   state == LOAD_ROLLING_BACK;
    }
    for (int i = 0; i < loader->options.connections && opening < loader->waiting; i++)
        if (loader->connections[i].state == LOAD_CLOSED) {
            pg_load_open(&loader->connections[i]);
            opening++;
        }
}

static void check_queue(struct pg_loader *loader, int64_t now_ms) {
    struct err err;
    err_set(&err, ERR_OVERLOADED, "No connection for a load became free in time; try again.");
    while (loader->first != NULL && loader->first->deadline_ms < now_ms)
        fail_waiting(loader, &err);
}

static void check_connection(struct load_connection *conn, int64_t now_ms) {
    const struct pg_loader_options *options = &conn->loader->options;
    bool is_opening = conn->state == LOAD_RESOLVING || conn->state == LOAD_CONNECTING;
    bool waits =
        pg_load_waits(conn) || (conn->state == LOAD_COPYING && conn->load != NULL && conn->load->wants_room);
    int64_t allowed =
        is_opening ? options->connect_timeout_ms : (int64_t)options->statement_timeout_ms + PATIENCE_MS;
    if (waits && now_ms - conn->since_ms > allowed)
        pg_load_fail_connection(conn, ERR_DEADLINE,
                                is_opening ? "Connecting to PostgreSQL took too long."
                                           : "PostgreSQL did not answer in time.");
}

static void on_tick(evutil_socket_t fd, short what, void *arg) {
    struct pg_loader *loader = arg;
    int64_t now_ms = clock_monotonic_ms();
    (void)fd;
    (void)what;
    check_queue(loader, now_ms);
    for (int i = 0; i < loader->options.connections; i++)
        check_connection(&loader->connections[i], now_ms);
}

/* ---- for the asker ---- */

bool pg_load_begin(struct pg_loader *loader, const struct pg_load_events *events, void *context,
                   int deadline_ms, struct pg_load **out, struct err *err) {
    *out = NULL;
    if (loader->waiting >= loader->options.queue)
        return err_set(err, ERR_OVERLOADED, "Too many loads are waiting; try again.");
    struct pg_load *load = memory_alloc(sizeof *load);
    if (load == NULL)
        return err_set(err, ERR_OUT_OF_MEMORY, "No memory for a load.");
    *load = (struct pg_load){.loader = loader,
                             .events = *events,
                             .context = context,
                             .deadline_ms = clock_monotonic_ms() + deadline_ms};
    if (loader->last != NULL)
        loader->last->next = load;
    else
        loader->first = load;
    loader->last = load;
    loader->waiting++;
    loader->running++;
    *out = load;
    pg_loader_serve(loader);
    return true;
}

void pg_load_ask(struct pg_load *load, const struct pg_call *calls, size_t count) {
    struct load_connection *conn = load->connection;
    assert(conn != NULL && conn->state == LOAD_OPEN && count > 0);
    load->calls = calls;
    load->call_count = count;
    load->at = 0;
    load->results = pg_results_new(count);
    if (load->results == NULL)
        pg_load_fail_connection(conn, ERR_OUT_OF_MEMORY, "No memory for the results.");
    else
        pg_load_send_call(conn, &calls[0]);
}

void pg_load_copy(struct pg_load *load, const char *sql) {
    assert(load->connection != NULL && load->connection->state == LOAD_OPEN);
    pg_load_send(load->connection, sql, LOAD_COPY_STARTING);
}

bool pg_load_put(struct pg_load *load, struct text bytes) {
    struct load_connection *conn = load->connection;
    assert(conn != NULL && conn->state == LOAD_COPYING);
    if (conn->why.code != ERR_NONE)
        return false;
    int left = PQputCopyData(conn->pg, bytes.ptr, (int)bytes.len) == 1 ? PQflush(conn->pg) : -1;
    if (left < 0)
        pg_load_fail_libpq(conn);
    else if (left > 0) {
        load->wants_room = true;
        conn->since_ms = clock_monotonic_ms();
        event_add(conn->writable, NULL);
    }
    return left == 0;
}

void pg_load_copy_end(struct pg_load *load) {
    struct load_connection *conn = load->connection;
    assert(conn != NULL && conn->state == LOAD_COPYING);
    load->wants_room = false;
    load->at = 0;
    pg_load_become(conn, LOAD_COPY_ENDING);
    if (PQputCopyEnd(conn->pg, NULL) != 1)
        pg_load_fail_libpq(conn);
    else
        pg_load_flush(conn);
}

void pg_load_commit(struct pg_load *load) {
    assert(load->connection != NULL && load->connection->state == LOAD_OPEN);
    pg_load_send(load->connection, "commit", LOAD_COMMITTING);
}

void pg_load_rollback(struct pg_load *load) {
    assert(load->connection != NULL && load->connection->state == LOAD_OPEN);
    pg_load_send(load->connection, "rollback", LOAD_ROLLING_BACK);
}

static void leave_queue(struct pg_load *load) {
    struct pg_loader *loader = load->loader;
    struct pg_load *before = NULL;
    for (struct pg_load *at = loader->first; at != load; at = at->next)
        before = at;
    if (before != NULL)
        before->next = load->next;
    else
        loader->first = load->next;
    if (loader->last == load)
        loader->last = before;
    loader->waiting--;
}

void pg_load_cancel(struct pg_load *load) {
    struct load_connection *conn = load->connection;
    if (conn == NULL)
        leave_queue(load);
    else {
        conn->load = NULL;
        if (conn->state == LOAD_OPEN)
            pg_load_send(conn, "rollback", LOAD_ROLLING_BACK);
        else if (conn->state == LOAD_COPYING)
            pg_load_fail_connection(conn, ERR_DATABASE_UNAVAILABLE, "The load was given up.");
        /* else: the end of the statement that runs finds no load, and rolls back */
    }
    pg_load_free(load);
}

/* ---- life ---- */

static void tell_drained(evutil_socket_t fd, short what, void *arg) {
    struct pg_loader *loader = arg;
    void (*fn)(void *) = loader->on_drained;
    (void)fd;
    (void)what;
    if (loader->running > 0 || fn == NULL)
        return;
    loader->on_drained = NULL;
    fn(loader->drained_arg);
}

void pg_loader_drain(struct pg_loader *loader, void (*fn)(void *arg), void *arg) {
    loader->on_drained = fn;
    loader->drained_arg = arg;
    if (loader->running == 0)
        event_active(loader->drained, EV_TIMEOUT, 0);
}

static bool init_connections(struct pg_loader *loader) {
    for (int i = 0; i < loader->options.connections; i++) {
        struct load_connection *conn = &loader->connections[i];
        conn->loader = loader;
        conn->failure = event_new(loader->base, -1, 0, pg_load_on_failure, conn);
        if (conn->failure == NULL)
            return false;
    }
    return true;
}

struct pg_loader *pg_loader_new(struct event_base *base, const struct pg_loader_options *options,
                                struct err *err) {
    const struct timeval tick = {.tv_usec = TICK_MS * 1000L};
    struct pg_loader *loader = memory_alloc(sizeof *loader);
    if (loader != NULL) {
        loader->base = base;
        loader->options = *options;
        loader->dns =
            evdns_base_new(base, EVDNS_BASE_INITIALIZE_NAMESERVERS | EVDNS_BASE_DISABLE_WHEN_INACTIVE);
        loader->connections = memory_alloc((size_t)options->connections * sizeof *loader->connections);
        loader->tick = event_new(base, -1, EV_PERSIST, on_tick, loader);
        loader->drained = event_new(base, -1, 0, tell_drained, loader);
    }
    if (loader != NULL && loader->dns != NULL && loader->connections != NULL && loader->tick != NULL &&
        loader->drained != NULL && init_connections(loader) && event_add(loader->tick, &tick) == 0)
        return loader;
    pg_loader_free(loader);
    err_set(err, ERR_OUT_OF_MEMORY, "No memory for the connections of loads.");
    return NULL;
}

void pg_loader_free(struct pg_loader *loader) {
    if (loader == NULL)
        return;
    loader->on_drained = NULL;
    while (loader->first != NULL) {
        struct pg_load *load = loader->first;
        loader->first = load->next;
        pg_load_free(load);
    }
    for (int i = 0; loader->connections != NULL && i < loader->options.connections; i++) {
        struct load_connection *conn = &loader->connections[i];
        if (conn->load != NULL)
            pg_load_free(conn->load);
        pg_load_close(conn);
        if (conn->failure != NULL)
            event_free(conn->failure);
    }
    memory_free(loader->connections);
    if (loader->tick != NULL)
        event_free(loader->tick);
    if (loader->drained != NULL)
        event_free(loader->drained);
    if (loader->dns != NULL)
        evdns_base_free(loader->dns, 0);
    memory_free(loader);
}

size_t pg_loader_running(const struct pg_loader *loader) {
    return loader->running;
}
