#include "progress.h"

#include <inttypes.h>
#include <string.h>

#include "screen.h"

enum { BAR = 20 };

static void print_size(char *out, size_t size, uint64_t bytes) {
    static const char *const units[] = {"kB", "MB", "GB", "TB"};
    uint64_t unit = 1000;
    size_t i = 0;
    if (bytes < unit) {
        snprintf(out, size, "%" PRIu64 " B", bytes);
        return;
    }
    while (i + 1 < sizeof units / sizeof units[0] && bytes / unit >= 1000) {
        unit *= 1000;
        i++;
    }
    snprintf(out, size, "%" PRIu64 ".%" PRIu64 " %s", bytes / unit, bytes % unit * 10 / unit, units[i]);
}

void progress_print(char out[PROGRESS_TEXT_MAX], uint64_t sent, uint64_t total) {
    char amount[32], bar[BAR + 1];
    print_size(amount, sizeof amount, sent);
    if (total == 0) {
        snprintf(out, PROGRESS_TEXT_MAX, "%s sent", amount);
        return;
    }
    if (sent >= total) {
        snprintf(out, PROGRESS_TEXT_MAX, "%s sent, the server is at work", amount);
        return;
    }
    /* Bodies are far below 2^64 / 100 bytes. */
    size_t filled = (size_t)(sent * BAR / total);
    memset(bar, '-', BAR);
    memset(bar, '#', filled);
    bar[BAR] = '\0';
    snprintf(out, PROGRESS_TEXT_MAX, "[%s] %3" PRIu64 " %%  %s", bar, sent * 100 / total, amount);
}

void progress_begin(struct progress *progress, const struct cli *cli) {
    *progress = (struct progress){.err = cli->err, .is_shown = screen_is_terminal(cli->err)};
}

void progress_update(void *context, uint64_t sent, uint64_t total) {
    struct progress *progress = context;
    char line[PROGRESS_TEXT_MAX];
    if (!progress->is_shown || sent == 0)
        return;
    progress_print(line, sent, total);
    if (strcmp(line, progress->last) == 0)
        return;
    memcpy(progress->last, line, sizeof line);
    fprintf(progress->err, "\r%s\033[K", line);
    fflush(progress->err);
}

void progress_end(struct progress *progress) {
    if (!progress->is_shown || progress->last[0] == '\0')
        return;
    fputs("\r\033[K", progress->err);
    progress->last[0] = '\0';
}
