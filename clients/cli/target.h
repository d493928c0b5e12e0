/* target: a file that an answer goes into. It gets its name when it is whole; until then it is called FILE.part. */
#ifndef TONGBI_CLI_TARGET_H
#define TONGBI_CLI_TARGET_H

#include <stdio.h>

#include "cli.h"

struct target {
    FILE *stream;
    const char *path; /* NULL: standard output */
    char *part;       /* NULL: written in place */
    int error;        /* errno of what could not be written; 0: all could */
};

/* path NULL or "-": standard output. CODE_NO after a message on cli->err. */
enum exit_code target_open(const struct cli *cli, const char *path, struct target *target);
/* A tongbi_sink_fn; its context is the target. */
bool target_put(void *context, const void *bytes, size_t length);
/* is_whole: all of it came. CODE_NO after a message on cli->err. */
enum exit_code target_close(const struct cli *cli, struct target *target, bool is_whole);

#endif
