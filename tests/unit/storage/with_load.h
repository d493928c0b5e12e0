/* with_load: loads through pg_load.h, for tests that need observations, and for those of loads themselves. */
#ifndef TONGBI_TESTS_UNIT_STORAGE_WITH_LOAD_H
#define TONGBI_TESTS_UNIT_STORAGE_WITH_LOAD_H

#include "with_postgres.h"

#include "app/posted_load.h"

/* On the database's loop; close it before the test ends. */
struct pg_loader *loader_open(struct database *database, int connections, size_t queue);

enum { LOAD_KEPT_BYTES = 4 << 20 };

/* One load on its way: rows taken, merged, COMMIT; each as soon as what is before it is done. */
struct loading {
    struct database *database;
    struct pg_loader *loader;
    struct posted_load *load;
    const struct posted_row *rows;
    size_t count;
    size_t kept_bytes;  /* 0: LOAD_KEPT_BYTES */
    bool drops_refused; /* else a refusal ends it before anything is added, and nothing is stored */
    bool stops_open;    /* ends before COMMIT, still in its transaction */
    bool comes_late;    /* rows are given only when codes are known, so that all of these are asked for */
    size_t taken;
    int ends; /* how often it was told that it is over */
    struct err err;
    struct posted_outcome outcome;
    struct row_faults faults;
};

void load_begin(struct loading *loading, struct database *database, struct pg_loader *loader,
                const struct posted_row *rows, size_t count);
void load_wait(struct loading *loading);   /* turns the loop until it has ended */
void load_cancel(struct loading *loading); /* where it stopped open */
/* All of it, on a connection of its own: how many were added. Fails the test where any row is refused. */
size_t load_rows(struct database *database, const struct posted_row *rows, size_t count);

/* A row with an exact value. */
struct posted_row load_row(const char *org, const char *metric, const char *period, const char *value,
                           const char *published);

#endif
