/* progress: a bar on the terminal while bytes go out or come in. Shown only when err is a terminal. */
#ifndef TONGBI_CLI_PROGRESS_H
#define TONGBI_CLI_PROGRESS_H

#include <stdint.h>

#include "cli.h"
#include "tongbi.h"

enum { PROGRESS_TEXT_MAX = 128 };

struct progress {
    FILE *err;
    const char *waiting; /* what is said when all is sent and no answer came yet; NULL: bytes come in */
    bool is_shown;
    uint64_t begin_ms;            /* of the monotonic clock */
    char last[PROGRESS_TEXT_MAX]; /* what stands on the line */
};

void progress_begin(struct progress *progress, const struct cli *cli, const char *waiting);
/* A tongbi_progress_fn. */
void progress_update(void *context, const struct tongbi_progress *state);
void progress_end(struct progress *progress); /* clears the line */

/* The line: "[##########----------]  50 %  3.0 MB  1.5 MB/s"; without a total (0) "3.0 MB  1.5 MB/s"; when all is there and
 * waiting is not NULL, "3.0 MB" and waiting. elapsed_ms 0: no rate. Sizes are cut to one place, not rounded: a bar never
 * says more than was done. */
void progress_print(char out[PROGRESS_TEXT_MAX], uint64_t done, uint64_t total, uint64_t elapsed_ms,
                    const char *waiting);

#endif
