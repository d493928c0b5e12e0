#include "storage/pg_load.h"

#include <assert.h>
#include <event2/dns.h>
#include <event2/event.h>
#include <libpq-fe.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "ops/log.h"
#include "storage/pg_fault.h"
#include "storage/pg_host.h"
#include "storage/pg_result_internal.h"
#include "storage/sql_text.h"

enum { PARAMS_MAX = 64, TICK_MS = 250, PATIENCE_MS = 5000 /* past the server's own statement_timeout */ };

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
    struct event *tick;
};

static void serve_queue(struct pg_loader *loader);

/* ---- the end of a load ---- */

static void load_free(struct pg_load *load) {
    pg_results_free(load->results);
    load->loader->running--;
    memory_free(load);
}

/* Takes the load off its connection first: the callback may begin another. */
static void load_fail(struct pg_load *load, const struct err *err) {
    if (load->connection != NULL)
        load->connection->load = NULL;
    load->events.on_failed(load->context, err);
    load_free(load);
}

/* ---- a connection's life ---- */

static void become(struct load_connection *conn, enum load_state state) {
    conn->state = state;
    conn->since_ms = clock_monotonic_ms();
}

static void drop_events(struct load_connection *conn) {
    if (conn->readable != NULL)
        event_free(conn->readable);
    if (conn->writable != NULL)
        event_free(conn->writable);
    conn->readable = conn->writable = NULL;
}

static void close_connection(struct load_connection *conn) {
    if (conn->resolving != NULL)
        evdns_getaddrinfo_cancel(conn->resolving);
    conn->resolving = NULL;
    drop_events(conn);
    PQfinish(conn->pg);
    conn->pg = NULL;
    conn->why = conn->refused = (struct err){0};
    conn->is_setup = false;
    become(conn, LOAD_CLOSED);
}

/* The first reason counts. The rest happens in on_failure, from the loop. */
static void fail(struct load_connection *conn, enum err_code code, const char *what) {
    if (conn->why.code != ERR_NONE)
        return;
    struct text message = text_trim(text_from(what));
    err_set(&conn->why, code, "%.*s", TEXT_ARG(text_slice(message, 0, 300)));
    event_active(conn->failure, EV_TIMEOUT, 0);
}

static void fail_libpq(struct load_connection *conn) {
    fail(conn, ERR_DATABASE_UNAVAILABLE, PQerrorMessage(conn->pg));
}

static void fail_unexpected(struct load_connection *conn) {
    fail(conn, ERR_DATABASE_UNAVAILABLE, "PostgreSQL answered something else than was asked of it.");
}

static void fail_waiting(struct pg_loader *loader, const struct err *why) {
    struct pg_load *load = loader->first;
    loader->first = load->next;
    if (loader->first == NULL)
        loader->last = NULL;
    loader->waiting--;
    load_fail(load, why);
}

static bool has_open_connection(const struct pg_loader *loader) {
    for (int i = 0; i < loader->options.connections; i++)
        if (loader->connections[i].state != LOAD_CLOSED)
            return true;
    return false;
}

static void on_failure(evutil_socket_t fd, short what, void *arg) {
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
    close_connection(conn);
    if (load != NULL)
        load_fail(load, &why);
    /* Nobody would serve those who wait while none can be opened. */
    if (was_opening && loader->first != NULL && !has_open_connection(loader))
        fail_waiting(loader, &why);
    serve_queue(loader);
}

/* ---- sending ---- */

static void flush(struct load_connection *conn) {
    int left = PQflush(conn->pg);
    if (left < 0)
        fail_libpq(conn);
    else if (left > 0)
        event_add(conn->writable, NULL);
}

static void send_text(struct load_connection *conn, const char *sql, enum load_state state) {
    become(conn, state);
    if (PQsendQuery(conn->pg, sql) != 1)
        fail_libpq(conn);
    else
        flush(conn);
}

static void send_call(struct load_connection *conn, const struct pg_call *call) {
    const char *values[PARAMS_MAX];
    int lens[PARAMS_MAX], formats[PARAMS_MAX];
    const struct statement_text *text = &statement_texts[call->statement];
    assert(text->parameters <= PARAMS_MAX);
    for (int i = 0; i < text->parameters; i++) {
        values[i] = call->params[i].value;
        lens[i] = call->params[i].len;
        formats[i] = call->params[i].format;
    }
    become(conn, LOAD_ASKING);
    if (PQsendQueryParams(conn->pg, text->sql, text->parameters, NULL, values, lens, formats, 0) != 1)
        fail_libpq(conn);
    else
        flush(conn);
}

/* ---- answers ---- */

static bool fits(const struct pg_call *call, const PGresult *result) {
    const struct statement_text *text = &statement_texts[call->statement];
    ExecStatusType status = PQresultStatus(result);
    return text->columns == 0 ? status == PGRES_COMMAND_OK
                              : status == PGRES_TUPLES_OK && PQnfields(result) == text->columns;
}

static bool is_failure(ExecStatusType status) {
    return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE || status == PGRES_NONFATAL_ERROR;
}

/* One result; the statement's end comes as a NULL after it. */
static void take_result(struct load_connection *conn, PGresult *result) {
    struct pg_load *load = conn->load;
    ExecStatusType status = PQresultStatus(result);
    if (is_failure(status)) {
        if (conn->refused.code == ERR_NONE)
            pg_fault_read(result, &conn->refused, NULL);
    } else if (conn->state == LOAD_ASKING && load != NULL) {
        if (load->results->items[load->at] == NULL && fits(&load->calls[load->at], result)) {
            load->results->items[load->at] = result;
            return;
        }
        fail_unexpected(conn);
    } else if (conn->state == LOAD_COPY_ENDING && load != NULL) {
        load->at = (size_t)strtoull(PQcmdTuples(result), NULL, 10);
    }
    PQclear(result);
}

static void begin_setting(struct load_connection *conn) {
    char timeout[24];
    const char *values[] = {timeout};
    snprintf(timeout, sizeof timeout, "%d", conn->loader->options.statement_timeout_ms);
    become(conn, LOAD_SETTING);
    if (PQsetnonblocking(conn->pg, 1) != 0 ||
        PQsendQueryParams(conn->pg, sql_session_begin, 1, NULL, values, NULL, NULL, 0) != 1)
        fail_libpq(conn);
    else
        flush(conn);
}

/* A refused statement ends the load; the connection is rolled back and goes on. */
static void refuse(struct load_connection *conn) {
    struct err why = conn->refused;
    struct pg_load *load = conn->load;
    conn->refused = (struct err){0};
    if (conn->state == LOAD_SETTING || conn->state == LOAD_ROLLING_BACK) {
        fail(conn, why.code, why.detail);
        return;
    }
    send_text(conn, "rollback", LOAD_ROLLING_BACK);
    if (load != NULL)
        load_fail(load, &why);
}

static void results_done(struct load_connection *conn) {
    struct pg_load *load = conn->load;
    if (load == NULL)
        return;
    if (load->results->items[load->at] == NULL) {
        fail_unexpected(conn);
        return;
    }
    if (++load->at < load->call_count) {
        send_call(conn, &load->calls[load->at]);
        return;
    }
    struct pg_results *results = load->results;
    load->results = NULL;
    become(conn, LOAD_OPEN);
    load->events.on_results(load->context, results);
    pg_results_free(results);
}

static void committed(struct load_connection *conn) {
    struct pg_load *load = conn->load;
    conn->load = NULL;
    become(conn, LOAD_IDLE);
    if (load != NULL) {
        load->events.on_committed(load->context);
        load_free(load);
    }
    serve_queue(conn->loader);
}

static void copied(struct load_connection *conn) {
    struct pg_load *load = conn->load;
    become(conn, LOAD_OPEN);
    if (load != NULL)
        load->events.on_copied(load->context, load->at);
}

/* Its load is gone: what is left is to give the connection back. */
static bool is_orphan(const struct load_connection *conn) {
    return conn->load == NULL && conn->state >= LOAD_BEGINNING && conn->state != LOAD_ROLLING_BACK &&
           conn->state != LOAD_COMMITTING;
}

/* All results of one statement have come. */
static void take_end(struct load_connection *conn) {
    if (conn->refused.code != ERR_NONE) {
        refuse(conn);
        return;
    }
    if (is_orphan(conn)) {
        send_text(conn, "rollback", LOAD_ROLLING_BACK);
        return;
    }
    switch (conn->state) {
    case LOAD_SETTING:
        if (!conn->is_setup && conn->loader->options.setup != NULL) {
            conn->is_setup = true;
            send_text(conn, conn->loader->options.setup, LOAD_SETTING);
            return;
        }
        become(conn, LOAD_IDLE);
        serve_queue(conn->loader);
        return;
    case LOAD_BEGINNING:
        become(conn, LOAD_OPEN);
        conn->load->events.on_ready(conn->load->context);
        return;
    case LOAD_ASKING:
        results_done(conn);
        return;
    case LOAD_COPY_ENDING:
        copied(conn);
        return;
    case LOAD_COMMITTING:
        committed(conn);
        return;
    case LOAD_ROLLING_BACK:
        become(conn, LOAD_IDLE);
        serve_queue(conn->loader);
        return;
    case LOAD_CLOSED:
    case LOAD_RESOLVING:
    case LOAD_CONNECTING:
    case LOAD_IDLE:
    case LOAD_OPEN:
    case LOAD_COPY_STARTING:
    case LOAD_COPYING:
        fail_unexpected(conn);
        return;
    }
}

/* COPY has begun: bytes may go. */
static void copy_started(struct load_connection *conn) {
    become(conn, LOAD_COPYING);
    if (conn->load == NULL) {
        fail(conn, ERR_DATABASE_UNAVAILABLE, "The load was given up.");
        return;
    }
    conn->load->wants_room = false;
    conn->load->events.on_room(conn->load->context);
}

static bool waits_for_answer(const struct load_connection *conn) {
    return conn->state != LOAD_CLOSED && conn->state != LOAD_IDLE && conn->state != LOAD_OPEN &&
           conn->state != LOAD_COPYING;
}

static void take_results(struct load_connection *conn) {
    while (conn->why.code == ERR_NONE && waits_for_answer(conn) && !PQisBusy(conn->pg)) {
        PGresult *result = PQgetResult(conn->pg);
        if (result == NULL) {
            take_end(conn);
        } else if (PQresultStatus(result) == PGRES_COPY_IN && conn->state == LOAD_COPY_STARTING) {
            PQclear(result);
            copy_started(conn);
        } else
            take_result(conn, result);
    }
}

/* ---- the socket ---- */

static void on_socket(evutil_socket_t fd, short what, void *arg);

/* The socket may be another one after each poll. */
static bool watch(struct load_connection *conn) {
    drop_events(conn);
    int fd = PQsocket(conn->pg);
    if (fd < 0)
        return false;
    conn->readable = event_new(conn->loader->base, fd, EV_READ | EV_PERSIST, on_socket, conn);
    conn->writable = event_new(conn->loader->base, fd, EV_WRITE, on_socket, conn);
    return conn->readable != NULL && conn->writable != NULL;
}

static void poll_connecting(struct load_connection *conn) {
    PostgresPollingStatusType status = PQconnectPoll(conn->pg);
    if (status == PGRES_POLLING_FAILED || !watch(conn))
        fail_libpq(conn);
    else if (status != PGRES_POLLING_OK)
        event_add(status == PGRES_POLLING_READING ? conn->readable : conn->writable, NULL);
    else if (event_add(conn->readable, NULL) != 0)
        fail(conn, ERR_OUT_OF_MEMORY, "No memory for the connection's events.");
    else
        begin_setting(conn);
}

static void tell_room(struct load_connection *conn) {
    struct pg_load *load = conn->load;
    if (conn->state != LOAD_COPYING || load == NULL || !load->wants_room)
        return;
    int left = PQflush(conn->pg);
    if (left < 0)
        fail_libpq(conn);
    else if (left > 0)
        event_add(conn->writable, NULL);
    else {
        load->wants_room = false;
        conn->since_ms = clock_monotonic_ms();
        load->events.on_room(load->context);
    }
}

static void on_socket(evutil_socket_t fd, short what, void *arg) {
    struct load_connection *conn = arg;
    (void)fd;
    if (conn->why.code != ERR_NONE)
        return;
    if (conn->state == LOAD_CONNECTING) {
        poll_connecting(conn);
        return;
    }
    if (!PQconsumeInput(conn->pg)) {
        take_results(conn); /* what came before the end may hold PostgreSQL's own words */
        fail_libpq(conn);
        return;
    }
    take_results(conn);
    if (conn->why.code == ERR_NONE && (what & EV_WRITE) != 0) {
        if (conn->state == LOAD_COPYING)
            tell_room(conn);
        else
            flush(conn);
    }
}

/* ---- opening ---- */

/* libpq would print them on standard error, between the lines of the log. */
static void ignore_notice(void *arg, const PGresult *result) {
    (void)arg;
    (void)result;
}

static void begin_connecting(struct load_connection *conn, const char *hostaddr) {
    const char *keywords[] = {"dbname", "application_name", "client_encoding",
                              hostaddr != NULL ? "hostaddr" : NULL, NULL};
    const char *values[] = {conn->loader->options.conninfo, "tongbid load", "UTF8", hostaddr, NULL};
    conn->state = LOAD_CONNECTING;
    conn->pg = PQconnectStartParams(keywords, values, 1);
    (void)PQsetNoticeReceiver(conn->pg, ignore_notice, NULL);
    if (conn->pg == NULL)
        fail(conn, ERR_OUT_OF_MEMORY, "No memory for a connection.");
    else if (PQstatus(conn->pg) == CONNECTION_BAD)
        fail_libpq(conn);
    else if (!watch(conn) || event_add(conn->writable, NULL) != 0)
        fail(conn, ERR_OUT_OF_MEMORY, "No memory for the connection's events.");
}

static void on_resolved(int result, struct evutil_addrinfo *found, void *arg) {
    struct load_connection *conn = arg;
    char address[NI_MAXHOST] = "";
    if (result == EVUTIL_EAI_CANCEL)
        return;
    conn->resolving = NULL;
    if (result == 0 && getnameinfo(found->ai_addr, (socklen_t)found->ai_addrlen, address, sizeof address,
                                   NULL, 0, NI_NUMERICHOST) == 0)
        begin_connecting(conn, address);
    else
        fail(conn, ERR_DATABASE_UNAVAILABLE, "The database's host name was not resolved.");
    if (result == 0)
        evutil_freeaddrinfo(found);
}

static void open_connection(struct load_connection *conn) {
    char host[PG_HOST_MAX];
    const struct evutil_addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    become(conn, LOAD_RESOLVING);
    if (pg_host_to_resolve(conn->loader->options.conninfo, host))
        conn->resolving = evdns_getaddrinfo(conn->loader->dns, host, NULL, &hints, on_resolved, conn);
    else
        begin_connecting(conn, NULL);
}

/* ---- the queue ---- */

static void start(struct load_connection *conn) {
    struct pg_loader *loader = conn->loader;
    struct pg_load *load = loader->first;
    loader->first = load->next;
    if (loader->first == NULL)
        loader->last = NULL;
    loader->waiting--;
    load->connection = conn;
    conn->load = load;
    send_text(conn, "begin", LOAD_BEGINNING);
}

/* Those who wait get the idle connections; where there are more of them, one more is opened. */
static void serve_queue(struct pg_loader *loader) {
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
            open_connection(&loader->connections[i]);
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
    bool waits = waits_for_answer(conn) ||
                 (conn->state == LOAD_COPYING && conn->load != NULL && conn->load->wants_room);
    int64_t allowed =
        is_opening ? options->connect_timeout_ms : (int64_t)options->statement_timeout_ms + PATIENCE_MS;
    if (waits && now_ms - conn->since_ms > allowed)
        fail(conn, ERR_DEADLINE,
             is_opening ? "Connecting to PostgreSQL took too long." : "PostgreSQL did not answer in time.");
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
    serve_queue(loader);
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
        fail(conn, ERR_OUT_OF_MEMORY, "No memory for the results.");
    else
        send_call(conn, &calls[0]);
}

void pg_load_copy(struct pg_load *load, const char *sql) {
    assert(load->connection != NULL && load->connection->state == LOAD_OPEN);
    send_text(load->connection, sql, LOAD_COPY_STARTING);
}

bool pg_load_put(struct pg_load *load, struct text bytes) {
    struct load_connection *conn = load->connection;
    assert(conn != NULL && conn->state == LOAD_COPYING);
    if (conn->why.code != ERR_NONE)
        return false;
    int left = PQputCopyData(conn->pg, bytes.ptr, (int)bytes.len) == 1 ? PQflush(conn->pg) : -1;
    if (left < 0)
        fail_libpq(conn);
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
    become(conn, LOAD_COPY_ENDING);
    if (PQputCopyEnd(conn->pg, NULL) != 1)
        fail_libpq(conn);
    else
        flush(conn);
}

void pg_load_commit(struct pg_load *load) {
    assert(load->connection != NULL && load->connection->state == LOAD_OPEN);
    send_text(load->connection, "commit", LOAD_COMMITTING);
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
            send_text(conn, "rollback", LOAD_ROLLING_BACK);
        else if (conn->state == LOAD_COPYING)
            fail(conn, ERR_DATABASE_UNAVAILABLE, "The load was given up.");
        /* else: the end of the statement that runs finds no load, and rolls back */
    }
    load_free(load);
}

/* ---- life ---- */

static bool init_connections(struct pg_loader *loader) {
    for (int i = 0; i < loader->options.connections; i++) {
        struct load_connection *conn = &loader->connections[i];
        conn->loader = loader;
        conn->failure = event_new(loader->base, -1, 0, on_failure, conn);
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
    }
    if (loader != NULL && loader->dns != NULL && loader->connections != NULL && loader->tick != NULL &&
        init_connections(loader) && event_add(loader->tick, &tick) == 0)
        return loader;
    pg_loader_free(loader);
    err_set(err, ERR_OUT_OF_MEMORY, "No memory for the connections of loads.");
    return NULL;
}

void pg_loader_free(struct pg_loader *loader) {
    if (loader == NULL)
        return;
    while (loader->first != NULL) {
        struct pg_load *load = loader->first;
        loader->first = load->next;
        load_free(load);
    }
    for (int i = 0; loader->connections != NULL && i < loader->options.connections; i++) {
        struct load_connection *conn = &loader->connections[i];
        if (conn->load != NULL)
            load_free(conn->load);
        close_connection(conn);
        if (conn->failure != NULL)
            event_free(conn->failure);
    }
    memory_free(loader->connections);
    if (loader->tick != NULL)
        event_free(loader->tick);
    if (loader->dns != NULL)
        evdns_base_free(loader->dns, 0);
    memory_free(loader);
}

size_t pg_loader_running(const struct pg_loader *loader) {
    return loader->running;
}
