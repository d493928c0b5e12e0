/* posted_store: rows that somebody posts, on their way through a load (pg_load.h) into the vintages of their series; and the keys of
 * requests that may be sent again.
 *
 * What the rows add is found out by the worker (posted_merge.h), with what it reads here: ids for codes, and the vintages that a series
 * has. What is too much for the worker to keep waits in the temporary table `posted` of the load's connection. */
#ifndef TONGBI_STORAGE_POSTED_STORE_H
#define TONGBI_STORAGE_POSTED_STORE_H

#include "base/buf.h"
#include "model/figure.h"
#include "storage/pg_ask.h"

/* Run once on each connection: the temporary tables. */
extern const char posted_setup[];
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

/* ---- codes ---- */

/* Prepares the transaction, and asks for the ids of these codes; NULL: of all. */
size_t posted_ask_codes(struct pg_ask *ask, struct pg_array *orgs, struct pg_array *metrics);
struct posted_code {
    bool is_org;      /* else a metric */
    struct text code; /* "": id is how often metrics have been merged */
    int64_t id;
};
size_t posted_read_code_count(const struct pg_results *results, size_t call);
struct posted_code posted_read_code(const struct pg_results *results, size_t call, size_t at);

/* ---- series ---- */

/* Series of a load, as parameters of statements. */
struct posted_list {
    size_t count;
    struct buf orgs, metrics, scopes, segments;
};
void posted_list_init(struct posted_list *list);
void posted_list_fini(struct posted_list *list);
void posted_list_reset(struct posted_list *list);
/* segment: empty where the list is not for posted_ask_append. */
void posted_list_add(struct posted_list *list, int64_t org_id, int64_t metric_id, struct text scope,
                     struct text segment);
bool posted_list_failed(const struct posted_list *list); /* no memory */

/* Nobody else posts for these organisations until the transaction's end. buckets: bit id % 64 for each of them. */
size_t posted_ask_lock(struct pg_ask *ask, uint64_t buckets);
int64_t posted_read_recorded(const struct pg_results *results, size_t call); /* milliseconds */
/* How often metrics have been merged by now; the ids of codes hold as long as that is what it was. */
int64_t posted_read_merges(const struct pg_results *results, size_t call);
/* The lists have to live, unchanged, until the results have come; they are not empty. */
size_t posted_ask_read(struct pg_ask *ask, const struct posted_list *list);
size_t posted_read_count(const struct pg_results *results, size_t call);
struct posted_vintages {
    size_t at; /* in the list */
    struct text vintages;
};
struct posted_vintages posted_read_vintages(const struct pg_results *results, size_t call, size_t row);
/* Appends the segments to what the series have, and makes series; marks the claims on them, to be checked again. */
void posted_ask_append(struct pg_ask *ask, const struct posted_list *list, int64_t recorded_ms);

/* ---- rows that wait in `posted` ---- */

extern const char posted_copy[];
/* What is put after it: a beginning, the rows of each series, an end. */
void posted_copy_begin(struct buf *out);
void posted_copy_add(struct buf *out, int64_t org_id, int64_t metric_id, struct text scope, int64_t batch,
                     struct text rows);
void posted_copy_end(struct buf *out);
/* The next series behind this one, in the order of ids and scope; its rows, batch behind batch, and the vintages that there are. */
struct posted_waiting {
    int64_t org_id, metric_id;
    struct text scope, rows, vintages;
};
size_t posted_ask_next(struct pg_ask *ask, int64_t org_id, int64_t metric_id, struct text scope,
                       size_t limit);
struct posted_waiting posted_read_next(const struct pg_results *results, size_t call, size_t row);

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
