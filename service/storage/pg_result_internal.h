/* pg_result_internal: results while they are collected. Of pg_*.c only. */
#ifndef TONGBI_STORAGE_PG_RESULT_INTERNAL_H
#define TONGBI_STORAGE_PG_RESULT_INTERNAL_H

#include <libpq-fe.h>

#include "storage/pg_result.h"

struct pg_results {
    PGresult **items; /* one a call */
    size_t count;
};

struct pg_results *pg_results_new(size_t count); /* NULL: no memory */
void pg_results_free(struct pg_results *results);

#endif
