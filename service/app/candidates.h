/* candidates: what the database knows, as the series that likeness.h holds a report's labels against. No I/O.
 *
 * The organisation's own series come from the figures of its last reports, with their labels as names, their latest values and
 * their places in the last report. An alias that knows a label exactly makes a candidate of its metric in the scope of the
 * figure, unless an own series is that already. A provisional metric that only other organisations have series of is none: a
 * label that is new here may be like one of this organisation's own, which goes before. What siblings and the catalogue have else
 * is only to be suggested. */
#ifndef TONGBI_APP_CANDIDATES_H
#define TONGBI_APP_CANDIDATES_H

#include "base/arena.h"
#include "model/figure.h"
#include "series/likeness.h"
#include "series/link.h"
#include "storage/link_store.h"

/* What may be known of a report's labels. */
struct intake_known {
    const struct link_candidate *aliases; /* of its labels, exactly; by alias_norm in the order of bytes */
    const struct metric *alias_metrics;   /* those of the aliases, by index */
    size_t alias_count;
    const struct past_figure *past; /* newest report first, in text order */
    size_t past_count;
    const struct metric *near; /* with aliases: first those of siblings, then the catalogue's */
    size_t near_count, sibling_count;
    struct text org; /* code */
};

/* What one figure asks for. */
struct candidate_wish {
    struct link_key key;
    struct text scope;
};

struct candidates {
    struct likeness_series *series;
    const struct metric **metrics; /* by index: of which the series is */
    size_t count;
};

/* Where in known->aliases those of this normal form begin; *count: how many there are. */
size_t candidates_find(const struct intake_known *known, struct text norm, size_t *count);
/* In the arena. ERR_TOO_LARGE when that is full. */
bool candidates_collect(struct arena *arena, const struct intake_known *known,
                        const struct candidate_wish *wishes, size_t wish_count, struct candidates *out,
                        struct err *err) MUST_CHECK;

#endif
