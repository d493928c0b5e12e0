/* pg_fault: what PostgreSQL's own error means to whoever asked. Internal to pg_*.c. */
#ifndef TONGBI_STORAGE_PG_FAULT_H
#define TONGBI_STORAGE_PG_FAULT_H

#include <libpq-fe.h>

#include "base/err.h"

/* By SQLSTATE. *is_transient (may be NULL): the same unit may succeed when it is sent again. The detail has SQLSTATE and
 * message, never values of rows (PostgreSQL's DETAIL is left out). */
void pg_fault_read(const PGresult *result, struct err *err, bool *is_transient);

#endif
