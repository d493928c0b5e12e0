/* pg_session: one blocking connection, for commands that run without an event loop (migrate, token create) and for the check
 * before the workers start. Never in a worker. With pg_conn.c the only file that calls PQ*. */
#ifndef TONGBI_STORAGE_PG_SESSION_H
#define TONGBI_STORAGE_PG_SESSION_H

#include "base/err.h"
#include "storage/pg_param.h"

struct pg_session;

/* Tries again with a back-off until wait_ms have passed (a database that is just starting). NULL with
 * ERR_DATABASE_UNAVAILABLE and PostgreSQL's own words. */
struct pg_session *pg_session_open(const char *conninfo, int wait_ms, struct err *err) MUST_CHECK;
void pg_session_close(struct pg_session *session);
/* Several statements, no parameters, no rows wanted. */
bool pg_session_run(struct pg_session *session, const char *sql, struct err *err) MUST_CHECK;
/* One statement; its rows are read with pg_session_text until the next call. *rows may be NULL. */
bool pg_session_ask(struct pg_session *session, const char *sql, const struct pg_param *params, int count,
                    size_t *rows, struct err *err) MUST_CHECK;
struct text pg_session_text(const struct pg_session *session, size_t row, int column);

#endif
