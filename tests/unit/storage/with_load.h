/* with_load: loads through pg_load.h, for tests that need observations, and for those of loads themselves. */
#ifndef TONGBI_TESTS_UNIT_STORAGE_WITH_LOAD_H
#define TONGBI_TESTS_UNIT_STORAGE_WITH_LOAD_H

#include "with_postgres.h"

#include "storage/pg_load.h"
#include "storage/posted_store.h"

/* On the database's loop; close it before the test ends. */
struct pg_loader *loader_open(struct database *database, int connections, size_t queue);

enum { FAULTS_KEPT = 16 };

/* One load on its way: rows copied, faults looked for, rows added, COMMIT; each as soon as what is before it is done. */
struct loading {
    struct database *database;
    struct pg_loader *loader;
    struct pg_load *load;
    const struct posted_row *rows;
    size_t count;
    bool drops_refused; /* else a refusal ends it before anything is added, and nothing is stored */
    bool stops_open;    /* ends before COMMIT, still in its transaction */
    enum { LOAD_WAITS, LOAD_CHECKS, LOAD_ADDS, LOAD_ENDS } stage;
    struct pg_ask ask;
    size_t call, put;
    int ends; /* how often it was told that it is over */
    struct err err;
    uint64_t copied;
    size_t added;
    struct posted_refusal refusal;
    size_t fault_count;
    struct posted_fault faults[FAULTS_KEPT];
};

void load_begin(struct loading *loading, struct database *database, struct pg_loader *loader,
                const struct posted_row *rows, size_t count);
void load_wait(struct loading *loading); /* turns the loop until it has ended */
/* All of it, on a connection of its own: how many were added. Fails the test where any row is refused. */
size_t load_rows(struct database *database, const struct posted_row *rows, size_t count);

/* A row with an exact value. */
struct posted_row load_row(const char *org, const char *metric, const char *period, const char *value,
                           const char *published);

#endif
