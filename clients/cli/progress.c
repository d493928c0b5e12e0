#include "progress.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

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

/* "  1.5 MB/s"; nothing in the first second, when it would only jump about. */
static void print_rate(char *out, size_t size, uint64_t bytes, uint64_t elapsed_ms) {
    char amount[32];
    out[0] = '\0';
    if (elapsed_ms < 1000)
        return;
    /* Bodies are far below 2^64 / 1000 bytes. */
    print_size(amount, sizeof amount, bytes * 1000 / elapsed_ms);
    snprintf(out, size, "  %s/s", amount);
}

void progress_print(char out[PROGRESS_TEXT_MAX], uint64_t done, uint64_t total, uint64_t elapsed_ms,
                    const char *waiting) {
    char amount[32], rate[48], bar[BAR + 1];
    print_size(amount, sizeof amount, done);
    print_rate(rate, sizeof rate, done, elapsed_ms);
    if (total == 0) {
        snprintf(out, PROGRESS_TEXT_MAX, "%s%s", amount, rate);
        return;
    }
    if (done >= total && waiting != NULL) {
        snprintf(out, PROGRESS_TEXT_MAX, "%s, %s", amount, waiting);
        return;
    }
    size_t filled = (size_t)(done * BAR / total);
    memset(bar, '-', BAR);
    memset(bar, '#', filled);
    bar[BAR] = '\0';
    snprintf(out, PROGRESS_TEXT_MAX, "[%s] %3" PRIu64 " %%  %s%s", bar, done * 100 / total, amount, rate);
}

static uint64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void progress_begin(struct progress *progress, const struct cli *cli, const char *waiting) {
    *progress = (struct progress){
        .err = cli->err, .waiting = waiting, .is_shown = screen_is_terminal(cli->err), .begin_ms = now_ms()};
}

void progress_update(void *context, const struct tongbi_progress *state) {
    struct progress *progress = context;
    char line[PROGRESS_TEXT_MAX];
    bool is_down = progress->waiting == NULL;
    uint64_t done = is_down ? state->received : state->sent;
    if (!progress->is_shown || done == 0)
        return;
    progress_print(line, done, is_down ? state->received_total : state->sent_total,
                   now_ms() - progress->begin_ms, progress->waiting);
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
