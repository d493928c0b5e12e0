#include "storage/pg_load_connection.h"

#include <assert.h>
#include <event2/dns.h>
#include <event2/event.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "storage/pg_fault.h"
#include "storage/pg_host.h"
#include "storage/pg_result_internal.h"
#include "storage/sql_text.h"

enum { PARAMS_MAX = 64 };

/* ---- a connection's life ---- */

void pg_load_become(struct load_connection *conn, enum load_state state) {
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

void pg_load_close(struct load_connection *conn) {
    if (conn->resolving != NULL)
        evdns_getaddrinfo_cancel(conn->resolving);
    conn->resolving = NULL;
    drop_events(conn);
    PQfinish(conn->pg);
    conn->pg = NULL;
    conn->why = conn->refused = (struct err){0};
    conn->is_setup = false;
    pg_load_become(conn, LOAD_CLOSED);
}

/* The first reason counts. The rest happens in pg_load_on_failure, from the loop. */
void pg_load_fail_connection(struct load_connection *conn, enum err_code code, const char *what) {
    if (conn->why.code != ERR_NONE)
        return;
    struct text message = text_trim(text_from(what));
    err_set(&conn->why, code, "%.*s", TEXT_ARG(text_slice(message, 0, 300)));
    event_active(conn->failure, EV_TIMEOUT, 0);
}

void pg_load_fail_libpq(struct load_connection *conn) {
    pg_load_fail_connection(conn, ERR_DATABASE_UNAVAILABLE, PQerrorMessage(conn->pg));
}

static void fail_unexpected(struct load_connection *conn) {
    pg_load_fail_connection(conn, ERR_DATABASE_UNAVAILABLE,
                            "PostgreSQL answered something else than was asked of it.");
}

/* ---- sending ---- */

void pg_load_flush(struct load_connection *conn) {
    int left = PQflush(conn->pg);
    if (left < 0)
        pg_load_fail_libpq(conn);
    else if (left > 0)
        event_add(conn->writable, NULL);
}

void pg_load_send(struct load_connection *conn, const char *sql, enum load_state state) {
    pg_load_become(conn, state);
    if (PQsendQuery(conn->pg, sql) != 1)
        pg_load_fail_libpq(conn);
    else
        pg_load_flush(conn);
}

void pg_load_send_call(struct load_connection *conn, const struct pg_call *call) {
    const char *values[PARAMS_MAX];
    int lens[PARAMS_MAX], formats[PARAMS_MAX];
    const struct statement_text *text = &statement_texts[call->statement];
    assert(text->parameters <= PARAMS_MAX);
    for (int i = 0; i < text->parameters; i++) {
        values[i] = call->params[i].value;
        lens[i] = call->params[i].len;
        formats[i] = call->params[i].format;
    }
    pg_load_become(conn, LOAD_ASKING);
    if (PQsendQueryParams(conn->pg, text->sql, text->parameters, NULL, values, lens, formats, text->format) !=
        1)
        pg_load_fail_libpq(conn);
    else
        pg_load_flush(conn);
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
    pg_load_become(conn, LOAD_SETTING);
    if (PQsetnonblocking(conn->pg, 1) != 0 ||
        PQsendQueryParams(conn->pg, sql_session_begin, 1, NULL, values, NULL, NULL, 0) != 1)
        pg_load_fail_libpq(conn);
    else
        pg_load_flush(conn);
}

/* A refused statement ends the load; the connection is rolled back and goes on. */
static void refuse(struct load_connection *conn) {
    struct err why = conn->refused;
    struct pg_load *load = conn->load;
    conn->refused = (struct err){0};
    if (conn->state == LOAD_SETTING || conn->state == LOAD_ROLLING_BACK) {
        pg_load_fail_connection(conn, why.code, why.detail);
        return;
    }
    pg_load_send(conn, "rollback", LOAD_ROLLING_BACK);
    if (load != NULL)
        pg_load_fail(load, &why);
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
        pg_load_send_call(conn, &load->calls[load->at]);
        return;
    }
    struct pg_results *results = load->results;
    load->results = NULL;
    pg_load_become(conn, LOAD_OPEN);
    load->events.on_results(load->context, results);
    pg_results_free(results);
}

static void committed(struct load_connection *conn) {
    struct pg_load *load = conn->load;
    conn->load = NULL;
    pg_load_become(conn, LOAD_IDLE);
    if (load != NULL) {
        load->events.on_committed(load->context);
        pg_load_free(load);
    }
    pg_loader_serve(conn->loader);
}

/* Its load asked for it, or is gone. */
static void rolled_back(struct load_connection *conn) {
    struct pg_load *load = conn->load;
    conn->load = NULL;
    pg_load_become(conn, LOAD_IDLE);
    if (load != NULL) {
        load->events.on_rolled_back(load->context);
        pg_load_free(load);
    }
    pg_loader_serve(conn->loader);
}

static void copied(struct load_connection *conn) {
    struct pg_load *load = conn->load;
    pg_load_become(conn, LOAD_OPEN);
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
        pg_load_send(conn, "rollback", LOAD_ROLLING_BACK);
        return;
    }
    switch (conn->state) {
    case LOAD_SETTING:
        if (!conn->is_setup && conn->loader->options.setup != NULL) {
            conn->is_setup = true;
            pg_load_send(conn, conn->loader->options.setup, LOAD_SETTING);
            return;
        }
        pg_load_become(conn, LOAD_IDLE);
        pg_loader_serve(conn->loader);
        return;
    case LOAD_BEGINNING:
        pg_load_become(conn, LOAD_OPEN);
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
        rolled_back(conn);
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
    pg_load_become(conn, LOAD_COPYING);
    if (conn->load == NULL) {
        pg_load_fail_connection(conn, ERR_DATABASE_UNAVAILABLE, "The load was given up.");
        return;
    }
    conn->load->wants_room = false;
    conn->load->events.on_room(conn->load->context);
}

bool pg_load_waits(const struct load_connection *conn) {
    return conn->state != LOAD_CLOSED && conn->state != LOAD_IDLE && conn->state != LOAD_OPEN &&
           conn->state != LOAD_COPYING;
}

static void take_results(struct load_connection *conn) {
    while (conn->why.code == ERR_NONE && pg_load_waits(conn) && !PQisBusy(conn->pg)) {
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
        pg_load_fail_libpq(conn);
    else if (status != PGRES_POLLING_OK)
        event_add(status == PGRES_POLLING_READING ? conn->readable : conn->writable, NULL);
    else if (event_add(conn->readable, NULL) != 0)
        pg_load_fail_connection(conn, ERR_OUT_OF_MEMORY, "No memory for the connection's events.");
    else
        begin_setting(conn);
}

static void tell_room(struct load_connection *conn) {
    struct pg_load *load = conn->load;
    if (conn->state != LOAD_COPYING || load == NULL || !load->wants_room)
        return;
    int left = PQflush(conn->pg);
    if (left < 0)
        pg_load_fail_libpq(conn);
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
        pg_load_fail_libpq(conn);
        return;
    }
    take_results(conn);
    if (conn->why.code == ERR_NONE && (what & EV_WRITE) != 0) {
        if (conn->state == LOAD_COPYING)
            tell_room(conn);
        else
            pg_load_flush(conn);
    }
}

/* ---- opening ---- */

static void begin_connecting(struct load_connection *conn, const char *hostaddr) {
    conn->state = LOAD_CONNECTING;
    conn->pg = pg_host_connect(conn->loader->options.conninfo, "tongbid load", hostaddr);
    if (conn->pg == NULL)
        pg_load_fail_connection(conn, ERR_OUT_OF_MEMORY, "No memory for a connection.");
    else if (PQstatus(conn->pg) == CONNECTION_BAD)
        pg_load_fail_libpq(conn);
    else if (!watch(conn) || event_add(conn->writable, NULL) != 0)
        pg_load_fail_connection(conn, ERR_OUT_OF_MEMORY, "No memory for the connection's events.");
}

static void on_resolved(int result, struct evutil_addrinfo *found, void *arg) {
    struct load_connection *conn = arg;
    char address[PG_ADDRESS_MAX];
    if (result == EVUTIL_EAI_CANCEL)
        return;
    conn->resolving = NULL;
    if (pg_host_address(result, found, address))
        begin_connecting(conn, address);
    else
        pg_load_fail_connection(conn, ERR_DATABASE_UNAVAILABLE, "The database's host name was not resolved.");
}

void pg_load_open(struct load_connection *conn) {
    char host[PG_HOST_MAX];
    const struct evutil_addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    pg_load_become(conn, LOAD_RESOLVING);
    if (pg_host_to_resolve(conn->loader->options.conninfo, host))
        conn->resolving = evdns_getaddrinfo(conn->loader->dns, host, NULL, &hints, on_resolved, conn);
    else
        begin_connecting(conn, NULL);
}
