/* memory: the one door to malloc for arenas, buffers and whatever else of ours allocates, so that tests can make it fail.
 *
 * Not for libraries' own allocations. One counter for the whole process; not thread-safe while a test has it armed. */
#ifndef TONGBI_BASE_MEMORY_H
#define TONGBI_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed; NULL when there is none. Given back with memory_free. */
void *memory_alloc(size_t size);
/* As realloc; NULL leaves the old block as it was. What is added is not zeroed. */
void *memory_resize(void *block, size_t size);
void memory_free(void *block); /* NULL is allowed */

/* Freed memory up to this many bytes stays with the process instead of going back to the system: asking for it again costs
 * a page fault for each 4 KB, a tenth of the time of reading a report. For long-lived processes, once, at their start. */
void memory_keep_freed(size_t bytes);

/* For tests: the n-th call of memory_alloc or memory_resize from now on gives NULL, once; n counts from 1, and 0 disarms.
 * A loop over n = 1, 2, … until memory_has_failed says no walks every allocation path. */
void memory_fail_after(size_t n);
bool memory_has_failed(void); /* did the armed failure happen? */

#endif
