/* names: all that organisations, or metrics, are called, as a worker has read it, to be searched (series/search.h).
 *
 * They stay for as long as nobody writes into the catalogue (generations.h), so that most searches need no database: whoever reads them
 * notes with names_seen how it stood BEFORE asking. Nothing of it outlives the next names_begin. Bounded: of more than NAMES_MOST items
 * only that is kept, that they are too many. */
#ifndef TONGBI_APP_NAMES_H
#define TONGBI_APP_NAMES_H

#include "app/generations.h"
#include "base/arena.h"
#include "base/dict.h"
#include "model/figure.h"
#include "series/search.h"

enum names_kind { NAMES_ORGS, NAMES_METRICS };
enum { NAMES_MOST = 50000 };

/* One of both kinds. names: code, name, for metrics the English name, and the aliases; texts: the same as they are written. */
struct named {
    struct org org;
    struct metric metric;
    const struct search_name *names;
    const struct text *texts;
    size_t name_count;
};

struct names {
    enum names_kind kind;
    struct arena arena;
    struct watch watch; /* how the catalogue stood when they were read; none: they are for one search only */
    int64_t since_ms;
    struct named *items; /* by code */
    size_t count;
    bool is_too_many;
};

void names_init(struct names *names, enum names_kind kind);
void names_fini(struct names *names);
struct watch names_seen(enum names_kind kind);
/* May they be used without asking? Also where they are too many. */
bool names_stand(const struct names *names);

/* Anew; `seen` NULL: nothing may be kept. count: how many items will be read; above NAMES_MOST: too many. The arena that they are to be
 * read into is names->arena. */
struct named *names_begin(struct names *names, const struct watch *seen, size_t count);
/* After the items, which names_begin gave, have their org or metric, by code. false: they do not fit, and nothing is kept. */
bool names_end(struct names *names, struct err *err) MUST_CHECK;

struct names_hit {
    const struct named *item;
    struct text name; /* the one that answers best; of those that are as good the first */
    int score;        /* search.h */
};
/* Best first, then by code. under: only organisations in its subtree, which must be there (names_has); empty: all. false: no memory. */
bool names_search(const struct names *names, struct arena *arena, struct text q, struct text under,
                  const struct names_hit **out, size_t *count) MUST_CHECK;
bool names_has(const struct names *names, struct text code);

#endif
