#include "app/generations.h"

#include <assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

static struct { _Atomic uint64_t *counters; } shared;

bool generations_init(struct err *err) {
    size_t size = GENERATION_SLOTS * sizeof *shared.counters;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return err_set(err, ERR_OUT_OF_MEMORY, "No shared memory for the generations (%zu bytes): %s.", size,
                       strerror(errno));
    shared.counters = memory;
    return true;
}

uint16_t generation_slot(enum change_kind kind, struct text org, struct text metric) {
    unsigned long long hash = text_hash(org) * 31 + text_hash(metric) * 1000003 + (unsigned)kind;
    hash ^= hash >> 32;
    hash *= 0x9E3779B97F4A7C15ULL;
    return (uint16_t)(hash >> 48);
}

void generations_raise(uint16_t slot) {
    assert(shared.counters != NULL);
    atomic_fetch_add(&shared.counters[slot], 1);
}

static uint64_t sum_of(const struct watch *watch) {
    uint64_t sum = 0;
    for (size_t i = 0; i < watch->count; i++)
        sum += atomic_load(&shared.counters[watch->slots[i]]);
    return sum;
}

void watch_add(struct watch *watch, enum change_kind kind, struct text org, struct text metric) {
    assert(watch->count < WATCH_MAX);
    watch->slots[watch->count++] = generation_slot(kind, org, metric);
}

void watch_begin(struct watch *watch) {
    watch->sum = sum_of(watch);
}

bool watch_stands(const struct watch *watch) {
    return watch->sum == sum_of(watch);
}
