/* changes: telling that something was written, so that no kept answer outlives it. Whoever writes calls it after COMMIT and before the
 * reply; the workers of this host know at once (generations.h), other hosts by a message over PostgreSQL.
 *
 *   a report stored, withdrawn      CHANGE_POINT for each series; CHANGE_NAMES where it made metrics
 *   a figure judged                 CHANGE_POINT of where it was and is; CHANGE_NAMES where a name was remembered
 *   observations posted             CHANGE_WHOLE for each metric
 *   an organisation, a metric put,  CHANGE_CATALOGUE
 *   a break of one put or removed
 *   nobody knows what was stored    changes_doubt */
#ifndef TONGBI_APP_CHANGES_H
#define TONGBI_APP_CHANGES_H

#include "app/generations.h"
#include "app/worker.h"

struct written {
    enum change_kind kind;
    struct text org, metric; /* codes, as far as the kind has them */
};

void changes_tell(struct worker *worker, const struct written *writings, size_t count);
/* A transaction may still be committed, or not: all answers go now, and again when it must have ended. */
void changes_doubt(struct worker *worker);

/* Before the workers start: what tells this host's messages from others'. */
void changes_name_host(void);
bool changes_open(struct worker *worker, struct err *err) MUST_CHECK;
void changes_close(struct worker *worker);
/* May answers be kept and given? Only by who hears of what others write. */
bool changes_are_known(const struct worker *worker);
/* What the worker knows of the catalogue; NULL: nothing may be known, for the same reason or because nothing is to be kept. */
struct known *changes_known(struct worker *worker);

#endif
