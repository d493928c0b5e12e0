/* schema: the migrations that are built in, and those that a database has.
 *
 * Migrations only go forward, each in a transaction of its own, numbered from 1 without a gap. schema_migrations keeps the
 * SHA-256 of each text, so that a migration that was changed after it had run is found out. */
#ifndef TONGBI_STORAGE_SCHEMA_H
#define TONGBI_STORAGE_SCHEMA_H

#include "storage/pg_ask.h"
#include "storage/pg_session.h"

int schema_version(void); /* of this program: the number of its last migration */

typedef void (*schema_applied_fn)(int version, const char *name, void *context);
/* Brings the database to this program's version, under an advisory lock, so that two runs at once do it once. Fails with
 * ERR_SCHEMA when a migration that has run reads otherwise here, or the database is of a later program. */
bool schema_migrate(struct pg_session *session, schema_applied_fn applied, void *context,
                    struct err *err) MUST_CHECK;
/* ERR_SCHEMA, saying what to do, unless the database is of just this version. */
bool schema_check(struct pg_session *session, struct err *err) MUST_CHECK;

/* The same question for a worker: a call, and what its rows say. */
size_t schema_ask(struct pg_ask *ask);
bool schema_read(const struct pg_results *results, size_t call, struct err *err) MUST_CHECK;

#endif
