#include "target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "heap.h"
#include "tongbi.h"

enum exit_code target_open(const struct cli *cli, const char *path, struct target *target) {
    struct stat status;
    *target = (struct target){.stream = cli->out};
    if (path == NULL || strcmp(path, "-") == 0)
        return CODE_DONE;
    target->path = path;
    /* What is there and no file (/dev/null, a pipe) is written to; a rename would put a file in its place. */
    if (stat(path, &status) != 0 || S_ISREG(status.st_mode))
        target->part = heap_printf("%s.part", path);
    const char *opened = target->part != NULL ? target->part : path;
    target->stream = fopen(opened, "wbe");
    if (target->stream != NULL)
        return CODE_DONE;
    cli_fail(cli, CODE_NO, "cannot write %s: %s", opened, strerror(errno));
    free(target->part);
    return CODE_NO;
}

bool target_put(void *context, const void *bytes, size_t length) {
    struct target *target = context;
    if (tongbi_sink_file(target->stream, bytes, length))
        return true;
    target->error = errno;
    return false;
}

/* Gives a whole file its name. fsync: the name must not stand for bytes that a power cut could still take away. */
static bool keep(struct target *target) {
    bool ok = fflush(target->stream) == 0;
    if (ok && target->part != NULL)
        ok = fsync(fileno(target->stream)) == 0 && rename(target->part, target->path) == 0;
    if (!ok)
        target->error = errno;
    return ok;
}

enum exit_code target_close(const struct cli *cli, struct target *target, bool is_whole) {
    enum exit_code code = CODE_DONE;
    bool is_kept = is_whole && keep(target);
    if (target->error != 0)
        code = cli_fail(cli, CODE_NO, "cannot write %s: %s",
                        target->path != NULL ? target->path : "the output", strerror(target->error));
    if (target->path != NULL)
        fclose(target->stream);
    if (target->part != NULL && !is_kept)
        unlink(target->part);
    free(target->part);
    return code;
}
