/* bulk_answer: what came of posted rows, told. No I/O. */
#ifndef TONGBI_APP_BULK_ANSWER_H
#define TONGBI_APP_BULK_ANSWER_H

#include "app/row_faults.h"
#include "storage/posted_store.h"

struct bulk_outcome {
    uint64_t rows, stored, unchanged, refused; /* rows = stored + unchanged + refused */
    bool is_dry_run;                           /* nothing was stored: this is what would have been */
    const struct row_faults *faults;
};

/* Adds what posted_ask_faults found, in sentences; returns how many rows are refused for any reason. */
uint64_t bulk_add_faults(struct row_faults *faults, const struct pg_results *results, size_t call);
int bulk_status(const struct bulk_outcome *outcome); /* 201 where something was stored, else 200 */
/* The JSON of the answer. */
void bulk_render(struct buf *out, const struct bulk_outcome *outcome);

#endif
