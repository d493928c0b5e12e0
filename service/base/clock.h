/* clock: the two times. Pure code may not call it (time comes in as an argument); tests replace it with clock_set. */
#ifndef TONGBI_BASE_CLOCK_H
#define TONGBI_BASE_CLOCK_H

#include <stdint.h>

int64_t clock_wall_ms(void);      /* since 1970-01-01T00:00:00Z */
int64_t clock_monotonic_ms(void); /* for deadlines; never goes back */
/* From now on both clocks stand at these values; negative values give the real clocks back. For tests. */
void clock_set(int64_t wall_ms, int64_t monotonic_ms);

#endif
