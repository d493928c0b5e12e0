/* input: files that a command line names; "-" is standard input. */
#ifndef TONGBI_CLI_INPUT_H
#define TONGBI_CLI_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "cli.h"

enum { INPUT_MAX = 1 << 30 }; /* bytes that are read into memory at most */

struct input {
    char *bytes;
    size_t len;
};

/* A stream to read; *length: its size, or UINT64_MAX when that is not known. NULL after a message on cli->err. End it
 * with input_close. */
FILE *input_open(const struct cli *cli, const char *path, uint64_t *length);
void input_close(const struct cli *cli, FILE *stream);
/* The whole content. false after a message on cli->err. */
bool input_read(const struct cli *cli, const char *path, struct input *out);
void input_fini(struct input *input);
/* Does the path end in one of these, in any case? suffix: ".html". */
bool input_has_suffix(const char *path, const char *suffix);

#endif
