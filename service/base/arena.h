/* arena: memory that is freed all at once, with a ceiling.
 *
 * One arena a task. Allocation past the ceiling, or a failing malloc, returns NULL and sets a sticky bit, so that a
 * long computation may check once at its end (arena_overflowed) and say "too large". Memory comes zeroed and aligned
 * for any type. Nothing in an arena is freed alone. */
#ifndef TONGBI_BASE_ARENA_H
#define TONGBI_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct arena_block;

struct arena {
    struct arena_block *blocks;
    size_t used;    /* bytes handed out and lost to alignment and block heads */
    size_t ceiling; /* used never exceeds it */
    bool overflowed;
};

void arena_init(struct arena *arena, size_t ceiling);
void arena_fini(struct arena *arena);
/* Zeroed; NULL when over the ceiling or out of memory. size 0 gives a pointer that may not be read. */
void *arena_alloc(struct arena *arena, size_t size);
/* count * size with the multiplication checked. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* A copy of t with a NUL behind it (not counted in len); the empty text when it does not fit. */
struct text arena_text(struct arena *arena, struct text t);
/* printf into the arena, NUL behind it. */
struct text arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool arena_overflowed(const struct arena *arena);

#define ARENA_NEW(arena, type)          ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, count, type) ((type *)arena_array((arena), (count), sizeof(type)))

#endif
