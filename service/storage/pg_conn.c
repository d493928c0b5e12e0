#include "storage/pg_conn.h"

#include <arpa/inet.h>
#include <assert.h>
#include <event2/dns.h>
#include <event2/event.h>
#include <event2/util.h>
#include <libpq-fe.h>
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

enum pg_state { PG_CLOSED, PG_RESOLVING, PG_CONNECTING, PG_PREPARING, PG_READY };

struct pg_connection {
    struct event_base *base;
    struct evdns_base *dns;
    const struct pg_pool_options *options;
    struct pg_conn_events events;
    void *arg;
    enum pg_state state;
    struct evdns_getaddrinfo_request *resolving;
    PGconn *pg;
    struct event *readable, *writable; /* for the socket that pg has now; NULL when closed */
    struct event *failure;             /* tells of a failure from the loop */
    struct err why;
    int64_t since_ms; /* when it left PG_CLOSED */
    int prepared;     /* results of the preparing segment that have come */
    bool prepared_has_result;
    struct pg_work *first, *last;
    size_t running;
};

/* ---- results ---- */

void pg_work_free(struct pg_work *work) {
    pg_results_free(work->results);
    memory_free(work);
}

/* ---- closing ---- */

static void drop_events(struct pg_connection *conn) {
    if (conn->readable != NULL)
        event_free(conn->readable);
    if (conn->writable != NULL)
        event_free(conn->writable);
    conn->readable = conn->writable = NULL;
}

/* The first reason counts. The rest happens in on_failure, from the loop. */
static void fail(struct pg_connection *conn, const struct err *why) {
    if (conn->why.code != ERR_NONE)
        return;
    conn->why = *why;
    event_active(conn->failure, EV_TIMEOUT, 0);
}

static void fail_unexpected(struct pg_connection *conn, const char *what) {
    struct err err;
    err_set(&err, ERR_DATABASE_UNKNOWN, "The connection to PostgreSQL was closed: %s.", what);
    fail(conn, &err);
}

/* libpq's message, without its line end, says why. */
static void fail_libpq(struct pg_connection *conn) {
    struct err err;
    struct text message = text_trim(text_from(PQerrorMessage(conn->pg)));
    err_set(&err, ERR_DATABASE_UNAVAILABLE, "%.*s", TEXT_ARG(text_slice(message, 0, 300)));
    fail(conn, &err);
}

static void on_failure(evutil_socket_t fd, short what, void *arg) {
    struct pg_connection *conn = arg;
    (void)fd;
    (void)what;
    if (conn->state == PG_CLOSED)
        return;
    struct err why = conn->why;
    struct pg_work *works = conn->first;
    if (conn->resolving != NULL)
        evdns_getaddrinfo_cancel(conn->resolving);
    conn->resolving = NULL;
    drop_events(conn);
    PQfinish(conn->pg);
    conn->pg = NULL;
    conn->first = conn->last = NULL;
    conn->running = 0;
    conn->state = PG_CLOSED;
    conn->why = (struct err){0};
    conn->events.on_closed(conn, works, &why, conn->arg);
}

/* ---- results of the pipeline ---- */

static bool is_failure(ExecStatusType status) {
    return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE || status == PGRES_NONFATAL_ERROR;
}

/* One result of the segment that prepares everything: session_begin, each statement, the sync. */
static void take_preparing(struct pg_connection *conn, PGresult *result) {
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_PIPELINE_SYNC) {
        if (conn->prepared != STATEMENT_PREPARED_COUNT + 1) {
            fail_unexpected(conn, "preparing the statements got out of step");
            return;
        }
        conn->state = PG_READY;
        conn->events.on_ready(conn, conn->arg);
    } else if (is_failure(status)) {
        struct err err;
        pg_fault_read(result, &err, NULL);
        err_context(&err, "preparing the statements");
        fail(conn, &err);
    } else if (status == PGRES_PIPELINE_ABORTED) {
        fail_unexpected(conn, "preparing the statements failed");
    } else {
        conn->prepared_has_result = true;
    }
}

static void end_work(struct pg_connection *conn) {
    struct pg_work *work = conn->first;
    conn->first = work->next;
    if (conn->first == NULL)
        conn->last = NULL;
    conn->running--;
    work->next = NULL;
    conn->events.on_done(conn, work, conn->arg);
}

static bool fits(const struct pg_work *work, const PGresult *result) {
    const struct statement_text *text = &statement_texts[work->calls[work->at].statement];
    ExecStatusType status = PQresultStatus(result);
    if (text->columns == 0)
        return status == PGRES_COMMAND_OK;
    return status == PGRES_TUPLES_OK && PQnfields(result) == text->columns;
}

/* Takes over the result. */
static void take_work(struct pg_connection *conn, PGresult *result) {
    struct pg_work *work = conn->first;
    ExecStatusType status = PQresultStatus(result);
    if (work == NULL || work->has_rows) {
        fail_unexpected(conn, "it sent a result that nobody had asked for");
    } else if (status == PGRES_PIPELINE_SYNC) {
        if (work->at == work->count || work->err.code != ERR_NONE)
            end_work(conn);
        else
            fail_unexpected(conn, "a result is missing");
    } else if (work->at >= work->count) {
        fail_unexpected(conn, "it sent one result too many");
    } else if (is_failure(status)) {
        pg_fault_read(result, &work->err, &work->is_transient);
        work->has_rows = true;
    } else if (status == PGRES_PIPELINE_ABORTED) {
        work->has_rows = true;
        if (work->err.code == ERR_NONE)
            fail_unexpected(conn, "it skipped a statement");
    } else if (work->is_cancelled) {
        work->has_rows = true; /* its calls may be gone; nobody reads the rows */
    } else if (!fits(work, result)) {
        fail_unexpected(conn, "a result has not the columns that were asked for");
    } else {
        work->has_rows = true;
        work->results->items[work->at] = result;
        return;
    }
    PQclear(result);
}

/* A NULL ends one statement's results. */
static void take_end(struct pg_connection *conn) {
    if (conn->state == PG_PREPARING && conn->prepared_has_result) {
        conn->prepared++;
        conn->prepared_has_result = false;
    } else if (conn->state == PG_READY && conn->first != NULL && conn->first->has_rows) {
        conn->first->at++;
        conn->first->has_rows = false;
    } else {
        fail_unexpected(conn, "an end came without its result");
    }
}

/* libpq gives NULL both at the end of a statement and when nothing is pending; only the first is ours to count. */
static bool expects_something(const struct pg_connection *conn) {
    return conn->state == PG_PREPARING || conn->first != NULL;
}

static void take_results(struct pg_connection *conn) {
    while (conn->why.code == ERR_NONE && expects_something(conn) && !PQisBusy(conn->pg)) {
        PGresult *result = PQgetResult(conn->pg);
        if (result == NULL)
            take_end(conn);
        else if (conn->state == PG_PREPARING) {
            take_preparing(conn, result);
            PQclear(result);
        } else
            take_work(conn, result);
    }
}

/* ---- the socket ---- */

static void flush(struct pg_connection *conn) {
    int left = PQflush(conn->pg);
    if (left < 0)
        fail_libpq(conn);
    else if (left > 0)
        event_add(conn->writable, NULL); /* and read meanwhile: readable stays on */
}

static void work_socket(struct pg_connection *conn) {
    if (!PQconsumeInput(conn->pg)) {
        take_results(conn); /* what came before the end may hold PostgreSQL's own words */
        fail_libpq(conn);
        return;
    }
    take_results(conn);
    if (conn->why.code == ERR_NONE && PQstatus(conn->pg) != CONNECTION_OK)
        fail_libpq(conn);
    if (conn->why.code == ERR_NONE)
        flush(conn);
}

static void on_socket(evutil_socket_t fd, short what, void *arg);

/* The socket may be another one after each poll. */
static bool watch(struct pg_connection *conn) {
    drop_events(conn);
    int fd = PQsocket(conn->pg);
    if (fd < 0)
        return false;
    conn->readable = event_new(conn->base, fd, EV_READ | EV_PERSIST, on_socket, conn);
    conn->writable = event_new(conn->base, fd, EV_WRITE, on_socket, conn);
    return conn->readable != NULL && conn->writable != NULL;
}

static void begin_preparing(struct pg_connection *conn) {
    char timeout[24];
    const char *values[] = {timeout};
    snprintf(timeout, sizeof timeout, "%d", conn->options->statement_timeout_ms);
    conn->state = PG_PREPARING;
    conn->prepared = 0;
    conn->prepared_has_result = false;
    bool is_sent = PQsetnonblocking(conn->pg, 1) == 0 && PQenterPipelineMode(conn->pg) == 1 &&
                   PQsendQueryParams(conn->pg, sql_session_begin, 1, NULL, values, NULL, NULL, 0) == 1;
    for (int i = 0; is_sent && i < STATEMENT_PREPARED_COUNT; i++)
        is_sent = PQsendPrepare(conn->pg, statement_texts[i].name, statement_texts[i].sql,
                                statement_texts[i].parameters, NULL) == 1;
    if (!is_sent || PQpipelineSync(conn->pg) != 1 || !watch(conn) || event_add(conn->readable, NULL) != 0)
        fail_libpq(conn);
    else
        flush(conn);
}

static void poll_connecting(struct pg_connection *conn) {
    PostgresPollingStatusType status = PQconnectPoll(conn->pg);
    if (status == PGRES_POLLING_OK)
        begin_preparing(conn);
    else if (status == PGRES_POLLING_FAILED || !watch(conn))
        fail_libpq(conn);
    else
        event_add(status == PGRES_POLLING_READING ? conn->readable : conn->writable, NULL);
}

static void on_socket(evutil_socket_t fd, short what, void *arg) {
    struct pg_connection *conn = arg;
    (void)fd;
    (void)what;
    if (conn->why.code != ERR_NONE)
        return;
    if (conn->state == PG_CONNECTING)
        poll_connecting(conn);
    else
        work_socket(conn);
}

/* ---- opening ---- */

static void begin_connecting(struct pg_connection *conn, const char *hostaddr) {
    conn->state = PG_CONNECTING;
    conn->pg = pg_host_connect(conn->options->conninfo, "tongbid", hostaddr);
    if (conn->pg == NULL)
        fail_unexpected(conn, "no memory for it");
    else if (PQstatus(conn->pg) == CONNECTION_BAD)
        fail_libpq(conn);
    else if (!watch(conn) || event_add(conn->writable, NULL) != 0)
        fail_unexpected(conn, "no memory for its events");
}

static void on_resolved(int result, struct evutil_addrinfo *found, void *arg) {
    struct pg_connection *conn = arg;
    if (result == EVUTIL_EAI_CANCEL)
        return;
    conn->resolving = NULL;
    char address[PG_ADDRESS_MAX];
    if (pg_host_address(result, found, address)) {
        begin_connecting(conn, address);
    } else {
        struct err err;
        err_set(&err, ERR_DATABASE_UNAVAILABLE, "The database's host name was not resolved: %s.",
                evutil_gai_strerror(result));
        fail(conn, &err);
    }
}

void pg_conn_open(struct pg_connection *conn) {
    char host[256];
    const struct evutil_addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    assert(conn->state == PG_CLOSED);
    conn->since_ms = clock_monotonic_ms();
    conn->why = (struct err){0};
    conn->state = PG_RESOLVING;
    if (pg_host_to_resolve(conn->options->conninfo, host))
        conn->resolving = evdns_getaddrinfo(conn->dns, host, NULL, &hints, on_resolved, conn);
    else
        begin_connecting(conn, NULL);
}

/* ---- work ---- */

void pg_conn_send(struct pg_connection *conn, struct pg_work *work) {
    assert(conn->state == PG_READY);
    work->next = NULL;
    work->at = 0;
    work->has_rows = false;
    work->err = (struct err){0};
    work->is_transient = false;
    work->attempts++;
    if (conn->last != NULL)
        conn->last->next = work;
    else
        conn->first = work;
    conn->last = work;
    conn->running++;
    work->results = pg_results_new(work->count);
    bool is_sent = work->results != NULL;
    for (size_t i = 0; is_sent && i < work->count; i++) {
        const char *values[64];
        int lens[64], formats[64];
        const struct statement_text *text = &statement_texts[work->calls[i].statement];
        for (int p = 0; p < text->parameters; p++) {
            values[p] = work->calls[i].params[p].value;
            lens[p] = work->calls[i].params[p].len;
            formats[p] = work->calls[i].params[p].format;
        }
        is_sent = PQsendQueryPrepared(conn->pg, text->name, text->parameters, values, lens, formats,
                                      text->format) == 1;
    }
    if (!is_sent || PQpipelineSync(conn->pg) != 1)
        fail_unexpected(conn, "a statement could not be sent");
    else if (conn->why.code == ERR_NONE)
        flush(conn);
}

bool pg_conn_cancel(struct pg_connection *conn, pg_ticket ticket) {
    for (struct pg_work *work = conn->first; work != NULL; work = work->next)
        if (work->ticket == ticket) {
            work->is_cancelled = true;
            return true;
        }
    return false;
}

void pg_conn_check_time(struct pg_connection *conn, int64_t now_ms) {
    struct err err;
    bool is_opening = conn->state != PG_CLOSED && conn->state != PG_READY;
    if (is_opening && now_ms - conn->since_ms > conn->options->connect_timeout_ms) {
        err_set(&err, ERR_DATABASE_UNAVAILABLE, "Connecting took longer than %d ms.",
                conn->options->connect_timeout_ms);
        fail(conn, &err);
    } else if (conn->first != NULL && now_ms > conn->first->deadline_ms) {
        err_set(&err, ERR_DEADLINE, "The deadline passed while PostgreSQL was at work.");
        fail(conn, &err);
    }
}

/* ---- life ---- */

struct pg_connection *pg_conn_new(struct event_base *base, struct evdns_base *dns,
                                  const struct pg_pool_options *options, const struct pg_conn_events *events,
                                  void *arg, struct err *err) {
    struct pg_connection *conn = memory_alloc(sizeof *conn);
    if (conn != NULL)
        conn->failure = event_new(base, -1, 0, on_failure, conn);
    if (conn == NULL || conn->failure == NULL) {
        memory_free(conn);
        err_set(err, ERR_OUT_OF_MEMORY, "No memory for a database connection.");
        return NULL;
    }
    conn->base = base;
    conn->dns = dns;
    conn->options = options;
    conn->events = *events;
    conn->arg = arg;
    return conn;
}

void pg_conn_free(struct pg_connection *conn) {
    if (conn == NULL)
        return;
    if (conn->resolving != NULL)
        evdns_getaddrinfo_cancel(conn->resolving);
    while (conn->first != NULL) {
        struct pg_work *work = conn->first;
        conn->first = work->next;
        pg_work_free(work);
    }
    drop_events(conn);
    event_free(conn->failure);
    PQfinish(conn->pg);
    memory_free(conn);
}

bool pg_conn_is_closed(const struct pg_connection *conn) {
    return conn->state == PG_CLOSED;
}

bool pg_conn_is_ready(const struct pg_connection *conn) {
    return conn->state == PG_READY && conn->why.code == ERR_NONE;
}

size_t pg_conn_running(const struct pg_connection *conn) {
    return conn->running;
}
