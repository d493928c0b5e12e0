#include "app/posted_merge.h"

#include <stdlib.h>
#include <string.h>

#include "storage/packed.h"

enum { POINTS_BYTES_MAX = 1 << 30 };

/* A row, or a posted vintage that the series has. */
struct candidate {
    struct posted_point point;
    int32_t start, end; /* days */
    bool is_vintage;
    bool is_added;
};

/* ---- contradictions ---- */

static void swap(struct contradiction *a, struct contradiction *b) {
    struct contradiction c = *a;
    *a = *b;
    *b = c;
}

static void sink(struct contradictions *all, size_t at, size_t count) {
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= count)
            return;
        if (child + 1 < count && all->items[child + 1].row > all->items[child].row)
            child++;
        if (all->items[child].row <= all->items[at].row)
            return;
        swap(&all->items[child], &all->items[at]);
        at = child;
    }
}

void contradictions_add(struct contradictions *all, uint64_t row, uint64_t other) {
    all->count++;
    if (all->kept == ROW_FAULTS_MAX) {
        if (row > all->items[0].row)
            return;
        all->items[0] = (struct contradiction){row, other};
        sink(all, 0, all->kept);
        return;
    }
    size_t at = all->kept++;
    all->items[at] = (struct contradiction){row, other};
    for (; at > 0 && all->items[(at - 1) / 2].row < all->items[at].row; at = (at - 1) / 2)
        swap(&all->items[(at - 1) / 2], &all->items[at]);
}

void contradictions_sort(struct contradictions *all) {
    for (size_t count = all->kept; count > 1; count--) {
        swap(&all->items[0], &all->items[count - 1]);
        sink(all, 0, count - 1);
    }
}

/* ---- what there is ---- */

static struct candidate *candidates(const struct posted_merge *merge) {
    return (struct candidate *)(void *)merge->points.ptr;
}

static size_t candidate_count(const struct posted_merge *merge) {
    return merge->points.len / sizeof(struct candidate);
}

static void add_candidate(struct posted_merge *merge, struct candidate *candidate) {
    const struct period period = candidate->point.period;
    if (period.shape == PERIOD_DAY) {
        candidate->start = period.first;
        candidate->end = period.last;
    } else {
        candidate->start = date_days(period_start(period));
        candidate->end = date_days(period_end(period));
    }
    buf_add(&merge->points, (const char *)candidate, sizeof *candidate);
}

static void take_rows(struct posted_merge *merge, struct text packed_rows) {
    struct posted_reader reader;
    struct candidate candidate = {.is_vintage = false};
    posted_reader_open(&reader, packed_rows);
    while (posted_reader_next(&reader, &candidate.point))
        add_candidate(merge, &candidate);
}

/* Only posted ones; their number is their id, which puts them in the order of recording. */
static void take_vintages(struct posted_merge *merge, struct text vintages) {
    struct packed_reader reader;
    struct packed_entry entry;
    struct observation vintage;
    enum packed_step step;
    packed_open(&reader, vintages);
    while ((step = packed_next(&reader, &entry)) == PACKED_ENTRY) {
        if (!packed_read(&entry, &vintage)) {
            merge->is_broken = true;
            return;
        }
        if (vintage.source.report != 0)
            continue;
        struct candidate candidate = {.point = {.number = (uint64_t)vintage.id,
                                                .value = vintage.quantity.value,
                                                .period = vintage.period,
                                                .published = date_days(vintage.published),
                                                .status = vintage.status,
                                                .is_withdrawn = vintage.is_withdrawn},
                                      .is_vintage = true};
        add_candidate(merge, &candidate);
    }
    merge->is_broken = merge->is_broken || step == PACKED_BROKEN;
}

/* ---- their order ---- */

static int compare_points(const struct candidate *a, const struct candidate *b) {
    if (a->point.status != b->point.status)
        return a->point.status < b->point.status ? -1 : 1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return (a->end > b->end) - (a->end < b->end);
}

/* Vintages before rows, both in their order. */
static int compare_turns(const struct candidate *a, const struct candidate *b) {
    if (a->is_vintage != b->is_vintage)
        return a->is_vintage ? -1 : 1;
    return (a->point.number > b->point.number) - (a->point.number < b->point.number);
}

static int by_day(const void *left, const void *right) {
    const struct candidate *a = left, *b = right;
    int order = compare_points(a, b);
    if (order == 0 && a->point.published != b->point.published)
        order = a->point.published < b->point.published ? -1 : 1;
    return order != 0 ? order : compare_turns(a, b);
}

/* As they are told: within a point, whatever the day, as they came. */
static int by_turn(const void *left, const void *right) {
    int order = compare_points(left, right);
    return order != 0 ? order : compare_turns(left, right);
}

/* They often are in order. */
static void sort(struct candidate *all, size_t count, int (*compare)(const void *, const void *)) {
    for (size_t i = 1; i < count; i++)
        if (compare(&all[i - 1], &all[i]) > 0) {
            qsort(all, count, sizeof *all, compare);
            return;
        }
}

/* ---- the rows of one point and day ---- */

static bool says_same_value(const struct candidate *a, const struct candidate *b) {
    const struct decimal *x = &a->point.value, *y = &b->point.value;
    if (a->point.is_withdrawn || b->point.is_withdrawn)
        return a->point.is_withdrawn == b->point.is_withdrawn;
    if (x->scale == y->scale)
        return x->coefficient == y->coefficient;
    return decimal_compare(*x, *y) == 0;
}

static bool says_same_digits(const struct candidate *a, const struct candidate *b) {
    if (a->point.is_withdrawn || b->point.is_withdrawn)
        return a->point.is_withdrawn == b->point.is_withdrawn;
    return a->point.value.scale == b->point.value.scale &&
           a->point.value.coefficient == b->point.value.coefficient;
}

/* All of them are refused where one says something else than the first. */
static bool refuse(struct posted_merge *merge, const struct candidate *rows, size_t count) {
    size_t other = 1;
    while (other < count && says_same_value(&rows[0], &rows[other]))
        other++;
    if (other >= count)
        return false;
    for (size_t i = 0; i < count; i++)
        contradictions_add(merge->contradictions, rows[i].point.number,
                           rows[says_same_value(&rows[0], &rows[i]) ? other : 0].point.number);
    return true;
}

/* group: of one point and day, the vintages first. */
static size_t choose(struct posted_merge *merge, struct candidate *group, size_t count) {
    size_t vintages = 0, added = 0;
    while (vintages < count && group[vintages].is_vintage)
        vintages++;
    if (refuse(merge, group + vintages, count - vintages))
        return 0;
    for (size_t i = vintages; i < count; i++)
        if (i == 0 || !says_same_digits(&group[i - 1], &group[i])) {
            group[i].is_added = true;
            added++;
        }
    merge->unchanged += count - vintages - added;
    return added;
}

static size_t choose_all(struct posted_merge *merge) {
    struct candidate *all = candidates(merge);
    size_t count = candidate_count(merge), added = 0;
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && all[to].point.published == all[from].point.published &&
                            compare_points(&all[from], &all[to]) == 0;)
            to++;
        added += choose(merge, all + from, to - from);
    }
    return added;
}

/* ---- the segment ---- */

static void write_one(struct packed_writer *writer, const struct posted_point *point) {
    struct date published = date_from_days(point->published);
    if (!point->is_withdrawn) {
        packed_add_value(writer, point->status, point->period, published, point->value, -point->value.scale);
        return;
    }
    const struct observation gone = {.status = point->status,
                                     .period = point->period,
                                     .published = published,
                                     .quantity = quantity_null(REASON_NOT_REPORTED),
                                     .is_withdrawn = true};
    packed_add(writer, &gone);
}

static void write_segment(struct posted_merge *merge, struct buf *segment) {
    struct candidate *all = candidates(merge);
    size_t count = 0;
    struct packed_writer writer;
    for (size_t i = 0, n = candidate_count(merge); i < n; i++)
        if (all[i].is_added)
            all[count++] = all[i];
    sort(all, count, by_turn);
    packed_begin(&writer, segment, 0, date_from_days(all[0].point.published));
    for (size_t i = 0; i < count; i++)
        write_one(&writer, &all[i].point);
    packed_end(&writer);
}

size_t posted_merge_series(struct posted_merge *merge, struct text packed_rows, struct text vintages,
                           struct buf *segment) {
    buf_reset(&merge->points);
    take_vintages(merge, vintages);
    take_rows(merge, packed_rows);
    if (buf_failed(&merge->points) || merge->is_broken)
        return 0;
    sort(candidates(merge), candidate_count(merge), by_day);
    size_t added = choose_all(merge);
    merge->added += added;
    if (added > 0)
        write_segment(merge, segment);
    return added;
}

bool posted_merge_failed(const struct posted_merge *merge) {
    return buf_failed(&merge->points);
}

void posted_merge_init(struct posted_merge *merge, struct contradictions *contradictions) {
    *merge = (struct posted_merge){.contradictions = contradictions};
    buf_init(&merge->points, POINTS_BYTES_MAX);
}

void posted_merge_fini(struct posted_merge *merge) {
    buf_fini(&merge->points);
}
