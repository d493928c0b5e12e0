#include "storage/pg_fault.h"

#include <string.h>

struct fault_class {
    const char *sqlstate; /* a prefix */
    enum err_code code;
    bool is_transient;
    const char *says;
};

/* The first that fits counts. Source: PostgreSQL 15 manual, appendix A. */
static const struct fault_class classes[] = {
    {"40001", ERR_DATABASE_UNAVAILABLE, true, "PostgreSQL could not serialize the work"},
    {"40P01", ERR_DATABASE_UNAVAILABLE, true, "PostgreSQL broke a deadlock"},
    {"25006", ERR_DATABASE_UNAVAILABLE, false, "The database is read-only"},
    {"53", ERR_DATABASE_UNAVAILABLE, false, "PostgreSQL lacks resources"},
    {"57014", ERR_DEADLINE, false, "PostgreSQL's statement_timeout passed"},
    {"57P", ERR_DATABASE_UNAVAILABLE, false, "PostgreSQL is stopping or starting"},
    {"58", ERR_DATABASE_UNAVAILABLE, false, "PostgreSQL has trouble with its system"},
    {"08", ERR_DATABASE_UNAVAILABLE, false, "The connection to PostgreSQL failed"},
    {"28", ERR_DATABASE_UNAVAILABLE, false, "PostgreSQL does not let this user in"},
    {"3D000", ERR_DATABASE_UNAVAILABLE, false, "The database does not exist"},
    {"42P01", ERR_SCHEMA, false, "The schema lacks a table; run `tongbid migrate`"},
    {"42703", ERR_SCHEMA, false, "The schema lacks a column; run `tongbid migrate`"},
    {"TB409", ERR_CONFLICT, false, "Somebody else changed it in between; look at it again"}, /* expect() */
    {"23505", ERR_CONFLICT, false, "It is there already"},
    {"", ERR_INTERNAL, false, "PostgreSQL refused a statement"},
};

void pg_fault_read(const PGresult *result, struct err *err, bool *is_transient) {
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (sqlstate == NULL)
        sqlstate = "08000";
    const struct fault_class *found = classes;
    while (strncmp(sqlstate, found->sqlstate, strlen(found->sqlstate)) != 0)
        found++;
    err_set(err, found->code, "%s (%s: %.200s).", found->says, sqlstate,
            message != NULL ? message : "no message");
    if (is_transient != NULL)
        *is_transient = found->is_transient;
}
