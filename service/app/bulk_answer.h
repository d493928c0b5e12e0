/* bulk_answer: what came of posted rows, told. No I/O. */
#ifndef TONGBI_APP_BULK_ANSWER_H
#define TONGBI_APP_BULK_ANSWER_H

#include "app/posted_load.h"

struct bulk_outcome {
    struct posted_outcome rows;
    bool is_dry_run; /* nothing was stored: this is what would have been */
    const struct row_faults *faults;
};

int bulk_status(const struct bulk_outcome *outcome); /* 201 where something was stored, else 200 */
/* The JSON of the answer. */
void bulk_render(struct buf *out, const struct bulk_outcome *outcome);

#endif
