/* progress: a bar on the terminal while a body is being sent. Shown only when err is a terminal. */
#ifndef TONGBI_CLI_PROGRESS_H
#define TONGBI_CLI_PROGRESS_H

#include <stdint.h>

#include "cli.h"

enum { PROGRESS_TEXT_MAX = 80 };

struct progress {
    FILE *err;
    bool is_shown;
    char last[PROGRESS_TEXT_MAX]; /* what stands on the line */
};

void progress_begin(struct progress *progress, const struct cli *cli);
/* A tongbi_progress_fn. */
void progress_update(void *context, uint64_t sent, uint64_t total);
void progress_end(struct progress *progress); /* clears the line */

/* The line: "[##########----------]  50 %  3.0 MB"; without a total (0) "3.0 MB sent"; when all is sent, that the server
 * is at work. Sizes are cut to one place, not rounded: a bar never says more than was sent. */
void progress_print(char out[PROGRESS_TEXT_MAX], uint64_t sent, uint64_t total);

#endif
