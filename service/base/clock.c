#include "base/clock.h"

#include <time.h>

/* Negative: the real clock runs. */
static int64_t set_wall_ms = -1, set_monotonic_ms = -1;

static int64_t read_ms(clockid_t which) {
    struct timespec now;
    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_wall_ms(void) {
    return set_wall_ms >= 0 ? set_wall_ms : read_ms(CLOCK_REALTIME);
}

int64_t clock_monotonic_ms(void) {
    return set_monotonic_ms >= 0 ? set_monotonic_ms : read_ms(CLOCK_MONOTONIC);
}

void clock_set(int64_t wall_ms, int64_t monotonic_ms) {
    set_wall_ms = wall_ms;
    set_monotonic_ms = monotonic_ms;
}
