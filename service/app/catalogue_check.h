/* catalogue_check: what the rows of a file would change in the catalogue as it stands, and what keeps them from it. Pure.
 *
 * A row makes an organisation or a metric, or changes the one of its code; what no row names stays. A column that the file does not
 * have leaves what is there. Where the file has aliases, a metric has these from then on and no others, but for its Chinese name, which is
 * always one.
 *
 * Faults, beside those of single fields: a code that stands in two rows, or of a metric that was merged; a parent, a numerator or a denominator that is neither in the
 * file nor in the catalogue; a circle of parents; a kind that changes while there are series; an alias that is new to its metric and is
 * another one's, of the same kind and with a unit that goes with this one (link.h), for then a figure would join neither. What is there
 * already is not questioned: so what was exported can always be imported. */
#ifndef TONGBI_APP_CATALOGUE_CHECK_H
#define TONGBI_APP_CATALOGUE_CHECK_H

#include "app/catalogue_rows.h"
#include "model/figure.h"
#include "storage/catalogue_store.h"
#include "storage/merge_store.h"

/* What is to be written. */
struct catalogue_writes {
    size_t created, changed, unchanged;
    struct org *orgs; /* made or changed */
    size_t org_count;
    struct metric *metrics; /* likewise; their aliases stand below */
    size_t metric_count;
    struct alias *added, *removed;
    size_t added_count, removed_count;
};

/* false: no memory. Nothing is to be written where there are faults. */
bool catalogue_check_orgs(struct arena *arena, const struct catalogue_rows *rows, const struct org *standing,
                          size_t count, struct row_faults *faults, struct catalogue_writes *out) MUST_CHECK;
/* Of the codes in the file: those that have series, and those of metrics that were merged, which no row may change. */
struct catalogue_codes {
    const struct text *in_use;
    size_t in_use_count;
    const struct merged_code *merged;
    size_t merged_count;
};
bool catalogue_check_metrics(struct arena *arena, const struct catalogue_rows *rows,
                             const struct metric *standing, size_t count, const struct catalogue_codes *codes,
                             struct row_faults *faults, struct catalogue_writes *out) MUST_CHECK;

#endif
