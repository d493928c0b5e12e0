/* posted_store: rows that somebody posts, on their way through a load (pg_load.h) into observations; and the keys of requests that may
 * be sent again.
 *
 * The rows are copied into the temporary table `posted` of the load's connection, whole or refused; then statements find what only the
 * database can know, and add what is new, as if the rows came one by one. */
#ifndef TONGBI_STORAGE_POSTED_STORE_H
#define TONGBI_STORAGE_POSTED_STORE_H

#include "base/buf.h"
#include "model/figure.h"
#include "storage/pg_ask.h"

/* Run once on each connection: the temporary tables. */
extern const char posted_setup[];
/* COPY into `posted`. */
extern const char posted_copy[];

struct posted_row {
    uint64_t number;                /* in what was posted */
    struct text org, metric, scope; /* codes */
    struct period period;
    enum figure_status status;
    struct decimal value;
    struct date published;
    bool is_withdrawn; /* takes back what was posted of the point until that day; value counts for nothing */
    bool is_refused;   /* it has a fault; only org and metric are looked at, where they are not empty */
};
/* One line for posted_copy. The texts hold no NUL. */
void posted_write(struct buf *out, const struct posted_row *row);

/* Each statement of this transaction may take so long; 0: as long as it takes. */
void posted_ask_timeout(struct pg_ask *ask, int64_t milliseconds);

/* ---- what is wrong ---- */

/* Adds three calls; the returned one is read by the two functions below. */
size_t posted_ask_faults(struct pg_ask *ask, size_t limit);
struct posted_fault {
    uint64_t number;
    struct text field, code; /* a code that is not there, of an "org" or a "metric" */
    uint64_t other;          /* of a "value": the row that says something else of the same point */
};
size_t posted_read_fault_count(const struct pg_results *results, size_t call); /* at most limit */
struct posted_fault posted_read_fault(const struct pg_results *results, size_t call, size_t at);
/* All faults of that kind, and the rows that have one of any kind. */
struct posted_refusal {
    uint64_t faults, rows;
};
struct posted_refusal posted_read_refusal(const struct pg_results *results, size_t call);

/* ---- storing ---- */

/* Leaves the refused rows out of what follows. */
void posted_ask_drop_refused(struct pg_ask *ask);
/* Adds what is new; pg_affected of the returned call says how many rows were. */
size_t posted_ask_add(struct pg_ask *ask);

/* ---- requests that are sent again ---- */

struct idempotency_key {
    const unsigned char *token; /* SHA-256 of the bearer token */
    struct text key;
};
/* Adds two calls; the returned one is read by the function below. Until the transaction's end nobody else has the key. */
size_t idempotency_ask(struct pg_ask *ask, struct idempotency_key key);
enum idempotency { IDEMPOTENCY_NEW, IDEMPOTENCY_RUNNING, IDEMPOTENCY_KNOWN };
struct idempotency_answer {
    struct text request; /* SHA-256 of it, in hex */
    int status;
    struct text body;
};
/* *answer is set where the key is known; its texts are in the arena. */
enum idempotency idempotency_read(const struct pg_results *results, size_t call, struct arena *arena,
                                  struct idempotency_answer *answer);
/* Keeps the answer for 24 hours, and forgets old ones. */
void idempotency_ask_keep(struct pg_ask *ask, struct idempotency_key key,
                          const struct idempotency_answer *answer);

#endif
