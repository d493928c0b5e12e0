/* origin: whose report a text is, where nobody has said so. No I/O.
 *
 * The organisations' names and aliases are looked for in the title (the first line, and the second where that is no sentence), then in the signature (the last three), then in the
 * opening (the next 200 characters). The first place that names any decides; of names within names (青禾区 in 青禾区教育局) the longest
 * counts. A place that names two organisations decides nothing: a wrong figure under a right name is worse than a question. */
#ifndef TONGBI_APP_ORIGIN_H
#define TONGBI_APP_ORIGIN_H

#include "base/arena.h"
#include "model/figure.h"

struct origin_places {
    struct text title, signature, opening;
};

/* decoded: the whole text, of which the report itself, without the page around it, has the code points from `start` to `end`. Views into
 * it. */
struct origin_places origin_places(struct text decoded, uint32_t start, uint32_t end);
/* All three places in one text, to look for names in; in the arena, empty when that is full. */
struct text origin_text(struct arena *arena, const struct origin_places *places);

enum origin_where { ORIGIN_NOWHERE, ORIGIN_TITLE, ORIGIN_SIGNATURE, ORIGIN_OPENING };

struct origin {
    enum origin_where where; /* NOWHERE: no place names any */
    size_t org;              /* index */
    bool is_ambiguous;       /* that place names two: `org` and `other` */
    size_t other;
};

struct origin origin_find(const struct origin_places *places, const struct org *orgs, size_t count);
const char *origin_where_name(enum origin_where where); /* as people read it: "title" … */

#endif
