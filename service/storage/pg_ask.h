/* pg_ask: the calls of one unit of work, being put together. The stores add calls to it; whoever owns it submits them.
 *
 * Each store function adds one call and returns its index; the read function of the same store takes the results and that
 * index. Parameters are copied into the arena; when it overflows its sticky bit says so, and the ask must not be submitted. */
#ifndef TONGBI_STORAGE_PG_ASK_H
#define TONGBI_STORAGE_PG_ASK_H

#include "base/arena.h"
#include "model/period.h"
#include "storage/pg_pool.h"

struct pg_ask {
    struct arena *arena;
    struct pg_call *calls; /* in the arena */
    size_t count, capacity;
    bool is_idempotent; /* doing it twice is the same as once; true unless a store says otherwise */
};

void pg_ask_init(struct pg_ask *ask, struct arena *arena);
/* Room for as many parameters as the statement has; NULL when the arena is full. *call (may be NULL) is the index. */
struct pg_param *pg_ask_add(struct pg_ask *ask, enum statement statement, size_t *call);

/* YYYY-MM-DD. */
struct pg_param pg_param_date(struct arena *arena, struct date date);

/* For read functions: columns as what they are. */
struct text pg_text_dup(const struct pg_results *results, size_t call, size_t row, int column,
                        struct arena *arena);
struct date pg_date(const struct pg_results *results, size_t call, size_t row, int column);

#endif
