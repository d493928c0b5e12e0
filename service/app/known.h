/* known: organisations and metrics that a worker has read, for as long as nobody writes into the catalogue (generations.h). With their ids
 * at hand a trend is one index scan instead of four.
 *
 * Whoever reads them notes with known_seen how the catalogue stood BEFORE asking the database, and brings that along. What is given out
 * stands until the next call. Bounded: when it is full all of it goes, and is read again as it is asked for. */
#ifndef TONGBI_APP_KNOWN_H
#define TONGBI_APP_KNOWN_H

#include "app/generations.h"
#include "base/arena.h"
#include "base/dict.h"
#include "model/figure.h"

struct known {
    struct arena arena;
    struct dict orgs, metrics;
    struct watch watch; /* how the catalogue stood when they were read */
    int64_t since_ms;
    const struct org *list; /* all organisations by code; NULL: not known */
    size_t list_count;
};

void known_init(struct known *known);
void known_fini(struct known *known);

struct watch known_seen(void);

/* NULL: not known, or no longer. */
const struct org *known_org(struct known *known, struct text code);
const struct metric *known_metric(struct known *known, struct text code);
/* All organisations, by code; false: not known. */
bool known_orgs(struct known *known, const struct org **out, size_t *count);

struct org *known_copy_org(struct arena *arena, const struct org *org);             /* NULL: no memory */
struct metric *known_copy_metric(struct arena *arena, const struct metric *metric); /* without its aliases */

/* Copied. What was seen before a change, or does not fit, is left out. More than 10,000 organisations make no list. */
void known_put_org(struct known *known, const struct watch *seen, const struct org *org);
void known_put_metric(struct known *known, const struct watch *seen, const struct metric *metric);
void known_put_orgs(struct known *known, const struct watch *seen, const struct org *orgs, size_t count);

#endif
