#include "series/joined.h"

#include "series/series.h"

static bool is_same_limit(const struct limit *a, const struct limit *b) {
    return a->present == b->present &&
           (!a->present || (a->is_open == b->is_open && decimal_compare(a->at, b->at) == 0));
}

/* 300余 and 300余 may be two numbers, but they are said alike. */
static bool is_said_alike(const struct quantity *a, const struct quantity *b) {
    return quantity_same(a, b) == TRUTH_TRUE ||
           (a->bound == b->bound && is_same_limit(&a->low, &b->low) && is_same_limit(&a->high, &b->high));
}

bool joined_differences(struct arena *arena, const struct observation *kept, size_t kept_count,
                        const struct observation *other, size_t other_count, struct joined_difference **out,
                        size_t *count, struct err *err) {
    const struct vantage now = {0};
    *count = 0;
    *out = ARENA_ARRAY(arena, kept_count, struct joined_difference); /* no more points than vintages */
    if (*out == NULL)
        return err_set(err, ERR_TOO_LARGE, "The series are too long to be compared.");
    for (int status = STATUS_ACTUAL; status <= STATUS_NORM; status++) {
        struct point *points, *others;
        size_t n, m;
        if (!series_points(arena, kept, kept_count, (enum figure_status)status, &now, &points, &n, err) ||
            !series_points(arena, other, other_count, (enum figure_status)status, &now, &others, &m, err))
            return false;
        for (size_t i = 0; i < n; i++) {
            const struct observation *own = points[i].observation;
            const struct point *same = own != NULL ? series_find(others, m, points[i].period) : NULL;
            if (same == NULL || same->observation == NULL ||
                is_said_alike(&own->quantity, &same->observation->quantity))
                continue;
            (*out)[(*count)++] = (struct joined_difference){.period = points[i].period,
                                                            .status = (enum figure_status)status,
                                                            .kept = own->quantity,
                                                            .other = same->observation->quantity};
        }
    }
    return true;
}
