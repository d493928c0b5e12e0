#include "base/memory.h"

#include <limits.h>
#include <malloc.h>
#include <stdlib.h>
static struct {
    size_t countdown; /* 0: disarmed */
    bool has_failed;
} memory;

static bool must_fail(void) {
    if (memory.countdown == 0)
        return false;
    memory.countdown--;
    if (memory.countdown > 0)
        return false;
    memory.has_failed = true;
    return true;
}

void *memory_alloc(size_t size) {
    if (must_fail())
        return NULL;
    return calloc(1, size > 0 ? size : 1);
}

void *memory_resize(void *block, size_t size) {
    if (must_fail())
        return NULL;
    return realloc(block, size > 0 ? size : 1);
}

void memory_free(void *block) {
    free(block);
}

void memory_keep_freed(size_t bytes) {
    enum { LARGEST = 4 << 20 }; /* pieces above it come and go by themselves */
    mallopt(M_TRIM_THRESHOLD, bytes > INT_MAX ? INT_MAX : (int)bytes);
    mallopt(M_MMAP_THRESHOLD, LARGEST);
}

void memory_fail_after(size_t n) {
    memory.countdown = n;
    memory.has_failed = false;
}

bool memory_has_failed(void) {
    return memory.has_failed;
}
