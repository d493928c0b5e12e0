#include "app/reread_match.h"

#include <stdlib.h>

/* One figure of either reading, where it is looked for. */
struct place {
    const struct figure *figure;
    int32_t index;
    uint32_t reach; /* the furthest end of this one and of those before it */
    int32_t widest; /* which of them that is */
};

struct places {
    struct place *items;
    size_t count;
};

struct matching {
    struct arena *arena;
    const struct figure *stored, *read;
    size_t stored_count, read_count;
    struct reread_matches *out;
};

typedef int (*order_fn)(const void *left, const void *right);

static int by_number(uint64_t a, uint64_t b) {
    return (a > b) - (a < b);
}

/* Withdrawn ones go behind others of the same place: what stands is found first. */
static int by_place(const void *left, const void *right) {
    const struct figure *a = ((const struct place *)left)->figure, *b = ((const struct place *)right)->figure;
    int order = by_number(a->start, b->start);
    if (order == 0)
        order = by_number(a->end, b->end);
    if (order == 0)
        order = by_number(a->kind, b->kind);
    if (order == 0)
        order = (a->state == FIGURE_WITHDRAWN) - (b->state == FIGURE_WITHDRAWN);
    return order != 0 ? order : by_number(a->ordinal, b->ordinal);
}

/* Sentence, label and unit. */
static int by_meaning(const void *left, const void *right) {
    const struct figure *a = ((const struct place *)left)->figure, *b = ((const struct place *)right)->figure;
    int order = by_number(a->quote_start, b->quote_start);
    if (order == 0)
        order = (a->kind == FIGURE_CHANGE) - (b->kind == FIGURE_CHANGE);
    if (order == 0)
        order = text_compare(a->label, b->label);
    if (order == 0)
        order = text_compare(a->unit, b->unit);
    return order != 0 ? order : text_compare(a->quote, b->quote);
}

static int by_meaning_and_place(const void *left, const void *right) {
    int order = by_meaning(left, right);
    return order != 0 ? order : by_place(left, right);
}

static void pair(struct matching *all, int32_t stored, int32_t read) {
    all->out->stored_of[read] = stored;
    if (all->out->read_of[stored] == REREAD_NONE)
        all->out->read_of[stored] = read;
}

/* ---- whose turn it is ---- */

typedef bool (*wanted_fn)(const struct figure *figure);

static bool is_any(const struct figure *figure) {
    (void)figure;
    return true;
}

/* What people have judged is known by its place alone, and what was withdrawn comes back only where it stood. */
static bool is_open(const struct figure *figure) {
    return figure->state != FIGURE_WITHDRAWN && !figure_is_judged(figure);
}

/* Of those that have no partner yet. */
static bool list(struct matching *all, bool is_stored, wanted_fn wanted, order_fn order, struct places *out) {
    const struct figure *figures = is_stored ? all->stored : all->read;
    const int32_t *partner = is_stored ? all->out->read_of : all->out->stored_of;
    size_t count = is_stored ? all->stored_count : all->read_count;
    out->count = 0;
    out->items = ARENA_ARRAY(all->arena, count, struct place);
    if (out->items == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        if (partner[i] == REREAD_NONE && wanted(&figures[i]))
            out->items[out->count++] = (struct place){.figure = &figures[i], .index = (int32_t)i};
    qsort(out->items, out->count, sizeof *out->items, order);
    return true;
}

/* ---- overlapping places ---- */

static void note_reach(struct places *places) {
    for (size_t i = 0; i < places->count; i++) {
        struct place *place = &places->items[i];
        place->reach = place->figure->end;
        place->widest = place->index;
        if (i > 0 && places->items[i - 1].reach > place->reach) {
            place->reach = places->items[i - 1].reach;
            place->widest = places->items[i - 1].widest;
        }
    }
}

/* Of places by_place with their reach: one that shares a letter with the figure, or REREAD_NONE. */
static int32_t find_overlapping(const struct places *places, const struct figure *figure) {
    size_t low = 0, high = places->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (places->items[middle].figure->start < figure->end)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || places->items[low - 1].reach <= figure->start)
        return REREAD_NONE;
    return places->items[low - 1].widest;
}

static bool match_judged(struct matching *all) {
    struct places judged;
    if (!list(all, true, figure_is_judged, by_place, &judged))
        return false;
    note_reach(&judged);
    for (size_t i = 0; i < all->read_count; i++) {
        int32_t found = find_overlapping(&judged, &all->read[i]);
        if (found != REREAD_NONE)
            pair(all, found, (int32_t)i);
    }
    return true;
}

static bool is_of_change(const struct figure *figure) {
    return figure->kind == FIGURE_CHANGE;
}

static bool match_overlapping(struct matching *all) {
    struct places stored, read;
    if (!list(all, true, is_open, by_place, &stored) || !list(all, false, is_any, by_place, &read))
        return false;
    note_reach(&stored);
    for (size_t i = 0; i < read.count; i++) {
        const struct figure *figure = read.items[i].figure;
        int32_t found = find_overlapping(&stored, figure);
        if (found != REREAD_NONE && all->out->read_of[found] == REREAD_NONE &&
            is_of_change(&all->stored[found]) == is_of_change(figure))
            pair(all, found, read.items[i].index);
    }
    return true;
}

/* ---- the same place, the same sentence ---- */

static bool is_same_place(const struct figure *a, const struct figure *b) {
    return a->start == b->start && a->end == b->end && a->kind == b->kind;
}

static bool match_places(struct matching *all) {
    struct places stored, read;
    if (!list(all, true, is_any, by_place, &stored) || !list(all, false, is_any, by_place, &read))
        return false;
    for (size_t s = 0, r = 0; s < stored.count && r < read.count;) {
        const struct place *a = &stored.items[s], *b = &read.items[r];
        if (is_same_place(a->figure, b->figure)) {
            pair(all, a->index, b->index);
            s++;
            r++;
            continue;
        }
        /* A withdrawn one has no such turn: what is compared is the place alone. */
        const struct figure left = {
            .start = a->figure->start, .end = a->figure->end, .kind = a->figure->kind};
        const struct figure right = {
            .start = b->figure->start, .end = b->figure->end, .kind = b->figure->kind};
        if (by_place(&(struct place){.figure = &left}, &(struct place){.figure = &right}) < 0)
            s++;
        else
            r++;
    }
    return true;
}

static uint32_t apart(const struct figure *a, const struct figure *b) {
    return a->start > b->start ? a->start - b->start : b->start - a->start;
}

/* Both in text order and of one meaning. A read one passes over stored ones only as long as there are enough for those behind it. */
static void match_nearest(struct matching *all, const struct place *stored, size_t stored_count,
                          const struct place *read, size_t read_count) {
    size_t s = 0;
    for (size_t r = 0; r < read_count && s < stored_count; r++, s++) {
        while (s + 1 < stored_count && stored_count - s > read_count - r &&
               apart(stored[s + 1].figure, read[r].figure) < apart(stored[s].figure, read[r].figure))
            s++;
        pair(all, stored[s].index, read[r].index);
    }
}

static size_t run_of(const struct places *places, size_t from) {
    size_t end = from + 1;
    while (end < places->count && by_meaning(&places->items[from], &places->items[end]) == 0)
        end++;
    return end - from;
}

static bool match_meanings(struct matching *all) {
    struct places stored, read;
    if (!list(all, true, is_open, by_meaning_and_place, &stored) ||
        !list(all, false, is_any, by_meaning_and_place, &read))
        return false;
    for (size_t s = 0, r = 0; s < stored.count && r < read.count;) {
        int order = by_meaning(&stored.items[s], &read.items[r]);
        size_t stored_run = order <= 0 ? run_of(&stored, s) : 0, read_run = order >= 0 ? run_of(&read, r) : 0;
        if (order == 0)
            match_nearest(all, stored.items + s, stored_run, read.items + r, read_run);
        s += stored_run;
        r += read_run;
    }
    return true;
}

/* ---- the whole ---- */

static int32_t *no_partners(struct arena *arena, size_t count) {
    int32_t *partners = ARENA_ARRAY(arena, count, int32_t);
    for (size_t i = 0; partners != NULL && i < count; i++)
        partners[i] = REREAD_NONE;
    return partners;
}

bool reread_match(struct arena *arena, const struct figure *stored, size_t stored_count,
                  const struct figure *read, size_t read_count, struct reread_matches *out, struct err *err) {
    struct matching all = {arena, stored, read, stored_count, read_count, out};
    *out = (struct reread_matches){no_partners(arena, read_count), no_partners(arena, stored_count)};
    return (out->stored_of != NULL && out->read_of != NULL && match_judged(&all) && match_places(&all) &&
            match_overlapping(&all) && match_meanings(&all)) ||
           err_set(err, ERR_TOO_LARGE, "The report holds more figures than can be matched at once.");
}
