/* vintage_store: adding vintages to series. Segments (packed.h) are appended, one a series, by the transaction that stores or judges
 * what they come from; reading them is series_store's. */
#ifndef TONGBI_STORAGE_VINTAGE_STORE_H
#define TONGBI_STORAGE_VINTAGE_STORE_H

#include "model/figure.h"
#include "storage/pg_ask.h"

/* One vintage, and the series that it joins (codes). */
struct addition {
    struct text metric, scope;
    struct observation vintage;
};

/* From where all of them come. */
struct addition_source {
    int64_t org_id, report;
    struct date published;
};

/* What a figure says of its point. */
struct observation figure_vintage(const struct figure *figure, const struct addition_source *source);

/* Before any of the following, and before series are made: waits for bulk loads that touch the organisation. */
void vintage_ask_hold(struct pg_ask *ask, int64_t org_id);
/* Those of one report, when it is this unit that stored or withdrew it: after report_add or report_withdraw. The series have to be
 * there. The additions are sorted by series; within one they keep their order. */
void vintage_ask_report(struct pg_ask *ask, const struct addition_source *source, struct addition *additions,
                        size_t count);
/* Those that come of judging a figure, when it is this unit that has changed it. */
void vintage_ask_figure(struct pg_ask *ask, const struct addition_source *source, int64_t figure,
                        struct addition *additions, size_t count);

/* What withdraws the points of one series that a source has made: vintages in the order of recording, as they were read. By figure:
 * those that figure `figure` made and that have not been taken back since; figure 0: all that the report has made. *out has room for as many as
 * there are vintages; only period, status, is_withdrawn, published and source are set. */
size_t vintage_withdraw(const struct addition_source *source, int64_t figure,
                        const struct observation *vintages, size_t count, struct observation *out);

#endif
