#include "base/arena.h"

#include "base/memory.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK_FIRST = 4096, BLOCK_LARGEST = 256 * 1024, ALIGNMENT = alignof(max_align_t) };

/* The head of the list is the block that small pieces come from. */
struct arena_block {
    struct arena_block *next;
    size_t size, used;
    alignas(max_align_t) char bytes[];
};

void arena_init(struct arena *arena, size_t ceiling) {
    *arena = (struct arena){.ceiling = ceiling};
}

void arena_fini(struct arena *arena) {
    struct arena_block *block = arena->blocks;
    while (block != NULL) {
        struct arena_block *next = block->next;
        memory_free(block);
        block = next;
    }
    arena_init(arena, arena->ceiling);
}

static void *fail(struct arena *arena) {
    arena->overflowed = true;
    return NULL;
}

/* Blocks double, so that a large arena has few; never beyond what the ceiling leaves, and at least `need`. */
static size_t block_size(const struct arena *arena, size_t need) {
    size_t left = arena->ceiling - arena->used - sizeof(struct arena_block);
    size_t size = arena->blocks == NULL ? BLOCK_FIRST : 2 * arena->blocks->size;
    if (size > BLOCK_LARGEST)
        size = BLOCK_LARGEST;
    if (size > left)
        size = left;
    return size < need ? need : size;
}

/* A piece of more than a quarter of the largest block gets a block of its own behind the head, so that the head's rest
 * is not lost. */
static struct arena_block *block_add(struct arena *arena, size_t need) {
    bool is_own = arena->blocks != NULL && need > BLOCK_LARGEST / 4;
    size_t size = is_own ? need : block_size(arena, need);
    struct arena_block *block = memory_alloc(sizeof(struct arena_block) + size);
    if (block == NULL)
        return NULL;
    block->size = size;
    arena->used += sizeof(struct arena_block);
    struct arena_block **place = is_own ? &arena->blocks->next : &arena->blocks;
    block->next = *place;
    *place = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size) {
    size_t left = arena->ceiling - arena->used;
    if (size > left || size > SIZE_MAX / 2)
        return fail(arena);
    size_t need = size == 0 ? ALIGNMENT : (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (need > left)
        return fail(arena);
    struct arena_block *block = arena->blocks;
    if (block == NULL || block->size - block->used < need) {
        if (left - need < sizeof(struct arena_block))
            return fail(arena);
        block = block_add(arena, need);
        if (block == NULL)
            return fail(arena);
    }
    void *piece = block->bytes + block->used;
    block->used += need;
    arena->used += need;
    return piece;
}

void *arena_array(struct arena *arena, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        return fail(arena);
    return arena_alloc(arena, bytes);
}

struct text arena_text(struct arena *arena, struct text t) {
    char *copy = t.len == SIZE_MAX ? fail(arena) : arena_alloc(arena, t.len + 1);
    if (copy == NULL)
        return TEXT_OF("");
    if (t.len > 0)
        memcpy(copy, t.ptr, t.len);
    return (struct text){copy, t.len};
}

struct text arena_printf(struct arena *arena, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *out = len < 0 ? fail(arena) : arena_alloc(arena, (size_t)len + 1);
    if (out != NULL)
        vsnprintf(out, (size_t)len + 1, format, again);
    va_end(again);
    return out == NULL ? TEXT_OF("") : (struct text){out, (size_t)len};
}

bool arena_overflowed(const struct arena *arena) {
    return arena->overflowed;
}
