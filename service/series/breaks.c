#include "series/breaks.h"

struct rest rest_of(struct period period) {
    int32_t start, end;
    if (period.shape == PERIOD_NONE)
        return (struct rest){INT32_MAX, INT32_MIN};
    period_days(period, &start, &end);
    return (struct rest){start, start};
}

struct rest rest_both(struct rest a, struct rest b) {
    return (struct rest){a.first < b.first ? a.first : b.first, a.last > b.last ? a.last : b.last};
}

struct breaks breaks_within(const struct breaks *breaks, struct rest rest) {
    size_t from = 0, to = breaks->count;
    while (from < to && breaks->items[from].start <= rest.first)
        from++;
    while (to > from && breaks->items[to - 1].start > rest.last)
        to--;
    return (struct breaks){to > from ? breaks->items + from : NULL, to - from};
}

bool breaks_part(const struct breaks *breaks, struct rest rest) {
    return breaks->count > 0 && breaks_within(breaks, rest).count > 0;
}

/* Is it among those of the same day at the end of the list? */
static bool is_told(const struct metric_break *items, size_t count, const struct metric_break *one) {
    for (size_t i = count; i-- > 0 && items[i].start == one->start;)
        if (text_equal(items[i].metric, one->metric))
            return true;
    return false;
}

bool breaks_join(struct arena *arena, const struct breaks *a, const struct breaks *b, struct breaks *out) {
    *out = a->count > 0 ? *a : *b;
    if (a->count == 0 || b->count == 0)
        return true;
    struct metric_break *items = ARENA_ARRAY(arena, a->count + b->count, struct metric_break);
    if (items == NULL)
        return false;
    size_t i = 0, k = 0, n = 0;
    while (i < a->count || k < b->count) {
        bool is_a = k == b->count || (i < a->count && a->items[i].start <= b->items[k].start);
        const struct metric_break *next = is_a ? &a->items[i++] : &b->items[k++];
        if (!is_told(items, n, next))
            items[n++] = *next;
    }
    *out = (struct breaks){items, n};
    return true;
}
