/* row_faults: what is wrong with the rows of a long input: the first ROW_FAULTS_MAX faults, and how many there are. No I/O. */
#ifndef TONGBI_APP_ROW_FAULTS_H
#define TONGBI_APP_ROW_FAULTS_H

#include "base/arena.h"
#include "http/reply.h"

enum { ROW_FAULTS_MAX = 1000 };

struct row_faults {
    struct arena *arena;
    struct row_error *items; /* ROW_FAULTS_MAX of them in the arena, made when the first comes */
    size_t kept;
    uint64_t count;
};

void row_faults_init(struct row_faults *faults, struct arena *arena);
/* Both texts are copied. Where the arena is full the fault is counted only, and the arena's sticky bit says so. */
void row_faults_add(struct row_faults *faults, uint64_t row, struct text field, struct text detail);
/* Both in the order of their rows, as they were added; so is what they become. A row's own faults of `more` come behind. */
void row_faults_merge(struct row_faults *faults, const struct row_faults *more);

#endif
