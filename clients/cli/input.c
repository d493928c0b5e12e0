#include "input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "heap.h"

FILE *input_open(const struct cli *cli, const char *path, uint64_t *length) {
    struct stat status;
    *length = UINT64_MAX;
    if (strcmp(path, "-") == 0)
        return cli->in;
    FILE *stream = fopen(path, "rbe");
    if (stream == NULL || fstat(fileno(stream), &status) != 0) {
        cli_fail(cli, CODE_NO, "cannot read %s: %s", path, strerror(errno));
        input_close(cli, stream);
        return NULL;
    }
    if (S_ISDIR(status.st_mode)) {
        cli_fail(cli, CODE_NO, "cannot read %s: it is a folder", path);
        input_close(cli, stream);
        return NULL;
    }
    if (S_ISREG(status.st_mode))
        *length = (uint64_t)status.st_size;
    return stream;
}

void input_close(const struct cli *cli, FILE *stream) {
    if (stream != NULL && stream != cli->in)
        fclose(stream);
}

static bool read_all(const struct cli *cli, const char *path, FILE *stream, struct input *out) {
    size_t capacity = 1 << 16;
    out->bytes = heap_need(malloc(capacity));
    for (;;) {
        out->len += fread(out->bytes + out->len, 1, capacity - out->len, stream);
        if (ferror(stream)) {
            cli_fail(cli, CODE_NO, "cannot read %s: %s", path, strerror(errno));
            return false;
        }
        if (out->len < capacity)
            return true;
        if (capacity >= INPUT_MAX) {
            cli_fail(cli, CODE_NO, "%s is larger than %d bytes", path, INPUT_MAX);
            return false;
        }
        capacity *= 2;
        out->bytes = heap_need(realloc(out->bytes, capacity));
    }
}

bool input_read(const struct cli *cli, const char *path, struct input *out) {
    uint64_t length;
    *out = (struct input){0};
    FILE *stream = input_open(cli, path, &length);
    if (stream == NULL)
        return false;
    bool ok = read_all(cli, path, stream, out);
    input_close(cli, stream);
    if (!ok)
        input_fini(out);
    return ok;
}

void input_fini(struct input *input) {
    free(input->bytes);
    *input = (struct input){0};
}

bool input_has_suffix(const char *path, const char *suffix) {
    size_t len = strlen(path), suffix_len = strlen(suffix);
    return len > suffix_len && strcasecmp(path + len - suffix_len, suffix) == 0;
}
