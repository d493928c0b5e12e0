#include "storage/pg_session.h"

#include <assert.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"
#include "ops/log.h"
#include "storage/pg_fault.h"

enum { RETRY_MS = 200, CONNECT_TIMEOUT_S = 10, PARAMS_MAX = 16 };

struct pg_session {
    PGconn *pg;
    PGresult *result;
};

/* What is wrong with the settings or the rights does not pass by waiting. */
static bool may_pass(PGconn *pg) {
    static const char *const final[] = {"password authentication", "does not exist",       "no pg_hba.conf",
                                        "Peer authentication",     "no password supplied", "invalid"};
    const char *message = PQerrorMessage(pg);
    for (size_t i = 0; i < sizeof final / sizeof final[0]; i++)
        if (strstr(message, final[i]) != NULL)
            return false;
    return true;
}

static PGconn *connect_once(const char *conninfo) {
    char timeout[8];
    snprintf(timeout, sizeof timeout, "%d", CONNECT_TIMEOUT_S);
    const char *keywords[] = {"connect_timeout", "dbname", "application_name", "client_encoding", NULL};
    const char *values[] = {timeout, conninfo, "tongbid", "UTF8", NULL};
    return PQconnectdbParams(keywords, values, 1);
}

static void ignore_notice(void *arg, const PGresult *result) {
    (void)arg;
    (void)result;
}

struct pg_session *pg_session_open(const char *conninfo, int wait_ms, struct err *err) {
    int64_t give_up_ms = clock_monotonic_ms() + wait_ms;
    const struct timespec pause = {.tv_nsec = RETRY_MS * 1000L * 1000};
    struct pg_session *session = memory_alloc(sizeof *session);
    if (session == NULL) {
        err_set(err, ERR_OUT_OF_MEMORY, "No memory for a database connection.");
        return NULL;
    }
    for (bool has_waited = false;; has_waited = true) {
        session->pg = connect_once(conninfo);
        if (PQstatus(session->pg) == CONNECTION_OK)
            break;
        if (!may_pass(session->pg) || clock_monotonic_ms() >= give_up_ms) {
            struct text message = text_trim(text_from(PQerrorMessage(session->pg)));
            err_set(err, ERR_DATABASE_UNAVAILABLE, "The database cannot be reached: %.*s", TEXT_ARG(message));
            pg_session_close(session);
            return NULL;
        }
        if (!has_waited)
            log_warn("waiting for the database", LOG_STRING("reason", PQerrorMessage(session->pg)));
        PQfinish(session->pg);
        nanosleep(&pause, NULL);
    }
    PQsetNoticeReceiver(session->pg, ignore_notice, NULL);
    return session;
}

void pg_session_close(struct pg_session *session) {
    if (session == NULL)
        return;
    PQclear(session->result);
    PQfinish(session->pg);
    memory_free(session);
}

static bool keep(struct pg_session *session, PGresult *result, struct err *err) {
    PQclear(session->result);
    session->result = result;
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
        return true;
    pg_fault_read(result, err, NULL);
    return false;
}

bool pg_session_run(struct pg_session *session, const char *sql, struct err *err) {
    return keep(session, PQexec(session->pg, sql), err);
}

bool pg_session_ask(struct pg_session *session, const char *sql, const struct pg_param *params, int count,
                    size_t *rows, struct err *err) {
    const char *values[PARAMS_MAX];
    int lens[PARAMS_MAX], formats[PARAMS_MAX];
    assert(count <= PARAMS_MAX);
    for (int i = 0; i < count; i++) {
        values[i] = params[i].value;
        lens[i] = params[i].len;
        formats[i] = params[i].format;
    }
    if (!keep(session, PQexecParams(session->pg, sql, count, NULL, values, lens, formats, 0), err))
        return false;
    if (rows != NULL)
        *rows = (size_t)PQntuples(session->result);
    return true;
}

struct text pg_session_text(const struct pg_session *session, size_t row, int column) {
    return (struct text){PQgetvalue(session->result, (int)row, column),
                         (size_t)PQgetlength(session->result, (int)row, column)};
}
