#include "base/memory.h"

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

void memory_fail_after(size_t n) {
    memory.countdown = n;
    memory.has_failed = false;
}

bool memory_has_failed(void) {
    return memory.has_failed;
}
