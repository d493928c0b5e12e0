/* posted_load: rows that somebody posts, on their way into the vintages of their series, in one transaction.
 *
 *   posted_load_new, then posted_load_take for each row (in the order of their numbers) and, when they get many or all have come,
 *   posted_load_begin                   codes are asked for; rows may go on coming while posted_load_has_room
 *                     -> on_room        after posted_load_has_room said no: it has again
 *   posted_load_finish -> on_merged     everything but COMMIT is done; the outcome is told
 *   posted_load_ask -> on_asked         something else in the same transaction
 *   posted_load_commit -> on_committed, or posted_load_rollback -> on_rolled_back
 *
 * Rows are kept small (posted_rows.h) up to so many bytes; what is more waits in a temporary table. At
 * the end, under a lock, series by series is read, merged (posted_merge.h) and appended to, a few hundred at a time, so that the event
 * loop is never held up for long. Callbacks come from the loop, never from within a call of this module; on_failed comes at most once, and
 * nothing after it. */
#ifndef TONGBI_APP_POSTED_LOAD_H
#define TONGBI_APP_POSTED_LOAD_H

#include "app/row_faults.h"
#include "storage/pg_load.h"
#include "storage/posted_store.h"

enum { POSTED_KEPT_BYTES = 80 << 20 };

struct posted_outcome {
    uint64_t rows, stored, unchanged, refused; /* where all is refused for a fault: stored = unchanged = 0 */
};

struct posted_options {
    struct pg_loader *loader;
    struct event_base *base;
    int deadline_ms;   /* of the wait for a connection */
    size_t kept_bytes; /* of rows, for all loads of the loader together */
    bool is_partial;   /* else one refused row refuses all */
    bool is_dry_run;   /* nothing is stored: only what would be is found out */
};

struct posted_events {
    void (*on_room)(void *context);
    void (*on_merged)(void *context, const struct posted_outcome *outcome);
    void (*on_asked)(void *context, const struct pg_results *results);
    void (*on_committed)(void *context);
    void (*on_rolled_back)(void *context);
    void (*on_failed)(void *context, const struct err *err);
};

struct posted_load;
/* faults: the reader's; those that are found here are put among them, at the latest before on_merged. NULL: no memory. */
struct posted_load *posted_load_new(const struct posted_options *options, struct row_faults *faults,
                                    const struct posted_events *events, void *context);
/* Also before posted_load_begin. The texts are copied. */
void posted_load_take(struct posted_load *load, const struct posted_row *row);
size_t posted_load_held(const struct posted_load *load); /* bytes of rows that wait for the load to begin */
/* all_came: no more rows will come, so that only their codes are asked for. The calls of `first` are asked in the same transaction
 * before anything else, and their results go to on_asked (then comes posted_load_go_on); count 0: none. */
bool posted_load_begin(struct posted_load *load, bool all_came, const struct pg_call *first, size_t count,
                       struct err *err) MUST_CHECK;
void posted_load_go_on(struct posted_load *load);
bool posted_load_has_begun(const struct posted_load *load); /* it was told to */
/* false: wait for on_room. */
bool posted_load_has_room(struct posted_load *load);
void posted_load_finish(struct posted_load *load);
void posted_load_ask(struct posted_load *load, const struct pg_call *calls, size_t count);
void posted_load_commit(struct posted_load *load);
void posted_load_rollback(struct posted_load *load);
/* At any time; nothing is stored unless it was committed. NULL is allowed. */
void posted_load_free(struct posted_load *load);

#endif
