/* joined: what two series that are to become one say differently.
 *
 * Both keep all their vintages; a point that both have is then said by the newest of them, or, where both were said at once, by
 * the one that is kept. Whoever joins them should know of each point on which they do not agree. */
#ifndef TONGBI_SERIES_JOINED_H
#define TONGBI_SERIES_JOINED_H

#include "base/arena.h"
#include "base/err.h"
#include "model/figure.h"

struct joined_difference {
    struct period period;
    enum figure_status status;
    struct quantity kept, other; /* what counts in each by now */
};

/* The points, in the order of status and period, that both have and do not say alike; in the arena. Fails with
 * ERR_TOO_LARGE. */
bool joined_differences(struct arena *arena, const struct observation *kept, size_t kept_count,
                        const struct observation *other, size_t other_count, struct joined_difference **out,
                        size_t *count, struct err *err) MUST_CHECK;

#endif
