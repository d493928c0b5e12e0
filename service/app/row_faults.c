#include "app/row_faults.h"

void row_faults_init(struct row_faults *faults, struct arena *arena) {
    *faults = (struct row_faults){.arena = arena};
}

void row_faults_add(struct row_faults *faults, uint64_t row, struct text field, struct text detail) {
    faults->count++;
    if (faults->items == NULL)
        faults->items = ARENA_ARRAY(faults->arena, ROW_FAULTS_MAX, struct row_error);
    if (faults->items == NULL || faults->kept == ROW_FAULTS_MAX)
        return;
    faults->items[faults->kept++] =
        (struct row_error){row, arena_text(faults->arena, field), arena_text(faults->arena, detail)};
}

void row_faults_merge(struct row_faults *faults, const struct row_faults *more) {
    size_t left = 0, right = 0, kept = 0;
    struct row_error *merged = ARENA_ARRAY(faults->arena, ROW_FAULTS_MAX, struct row_error);
    faults->count += more->count;
    while (merged != NULL && kept < ROW_FAULTS_MAX && (left < faults->kept || right < more->kept)) {
        bool is_left =
            right == more->kept || (left < faults->kept && faults->items[left].row <= more->items[right].row);
        merged[kept++] = is_left ? faults->items[left++] : more->items[right++];
    }
    faults->items = merged;
    faults->kept = kept;
}
