/* posted_merge: what the posted rows of one series add to what the series has, as if they came one by one. No I/O.
 *
 * Rows of one point (status, days of the period) and day of publication that say different values, or of which some withdraw, contradict
 * each other: all of them are refused, and nothing of that point and day is added. Any other row is added when the newest posted vintage
 * of its point and day, or the row before it, says other digits (93.7 is not 93.70) or there is none. Vintages of reports count for
 * nothing. O(n log n) of rows and vintages. */
#ifndef TONGBI_APP_POSTED_MERGE_H
#define TONGBI_APP_POSTED_MERGE_H

#include "app/posted_rows.h"
#include "app/row_faults.h"

/* Rows that contradict another one: those of the smallest numbers, and how many there are. */
struct contradictions {
    uint64_t count;
    size_t kept;
    struct contradiction {
        uint64_t row, other; /* other: the first row that says something else */
    } items[ROW_FAULTS_MAX]; /* a heap, the largest first, until contradictions_sort */
};
void contradictions_add(struct contradictions *all, uint64_t row, uint64_t other);
void contradictions_sort(struct contradictions *all); /* by row; nothing is added afterwards */

/* One for all series of a load: it keeps its memory. */
struct posted_merge {
    struct contradictions *contradictions;
    uint64_t added, unchanged; /* rows so far */
    struct buf points;
    bool is_broken; /* vintages that cannot be read */
};
void posted_merge_init(struct posted_merge *merge, struct contradictions *contradictions);
void posted_merge_fini(struct posted_merge *merge);
/* packed_rows: as posted_rows_get gives them. vintages: the series' own. Adds the new segment (packed.h) to `segment`, or nothing where
 * nothing is new; returns how many vintages that are. Sticky failures: of the buf, and of merge->points, no memory; merge->is_broken. */
size_t posted_merge_series(struct posted_merge *merge, struct text packed_rows, struct text vintages,
                           struct buf *segment);
bool posted_merge_failed(const struct posted_merge *merge); /* no memory */

#endif
