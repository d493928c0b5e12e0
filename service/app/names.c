#include "app/names.h"

#include <stdlib.h>

#include "base/clock.h"

/* NAMES_AGE_MS: as known.c, for the same reason. NAMES_BYTES: 50,000 metrics of ten names each need half of it. */
enum { NAMES_BYTES = 128 << 20, NAMES_AGE_MS = 600000, OWN_NAMES = 3 };

static void begin(struct names *names) {
    arena_init(&names->arena, NAMES_BYTES);
    names->watch = (struct watch){0};
    names->since_ms = clock_monotonic_ms();
    names->items = NULL;
    names->count = 0;
    names->is_too_many = false;
}

void names_init(struct names *names, enum names_kind kind) {
    names->kind = kind;
    begin(names);
}

void names_fini(struct names *names) {
    arena_fini(&names->arena);
}

/* Metrics come with reports, too, which say CHANGE_NAMES only. */
struct watch names_seen(enum names_kind kind) {
    const struct text none = {0};
    struct watch watch = {0};
    watch_add(&watch, CHANGE_ALL, none, none);
    watch_add(&watch, kind == NAMES_ORGS ? CHANGE_CATALOGUE : CHANGE_NAMES, none, none);
    watch_begin(&watch);
    return watch;
}

bool names_stand(const struct names *names) {
    return names->watch.count > 0 && watch_stands(&names->watch) &&
           clock_monotonic_ms() - names->since_ms <= NAMES_AGE_MS;
}

/* ---- reading ---- */

struct named *names_begin(struct names *names, const struct watch *seen, size_t count) {
    arena_fini(&names->arena);
    begin(names);
    if (seen != NULL)
        names->watch = *seen;
    names->is_too_many = count > NAMES_MOST;
    if (names->is_too_many)
        return NULL;
    struct named *items = ARENA_ARRAY(&names->arena, count, struct named);
    names->items = items;
    names->count = items != NULL ? count : 0;
    return items;
}

static struct text own_name(const struct names *names, const struct named *item, size_t i) {
    bool is_org = names->kind == NAMES_ORGS;
    const struct text own[OWN_NAMES] = {is_org ? item->org.code : item->metric.code,
                                        is_org ? item->org.name : item->metric.name_zh,
                                        is_org ? (struct text){0} : item->metric.name_en};
    if (i < OWN_NAMES)
        return own[i];
    if (is_org)
        return item->org.aliases != NULL ? item->org.aliases[i - OWN_NAMES] : (struct text){0};
    return item->metric.aliases != NULL ? item->metric.aliases[i - OWN_NAMES] : (struct text){0};
}

static bool fold_names(struct names *names, struct named *item) {
    size_t most = OWN_NAMES + (names->kind == NAMES_ORGS ? item->org.alias_count : item->metric.alias_count);
    struct search_name *folded = ARENA_ARRAY(&names->arena, most, struct search_name);
    struct text *texts = ARENA_ARRAY(&names->arena, most, struct text);
    if (folded == NULL || texts == NULL)
        return false;
    for (size_t i = 0; i < most; i++) {
        struct text name = own_name(names, item, i);
        struct search_name fold = search_fold(&names->arena, name);
        if (fold.length == 0)
            continue;
        folded[item->name_count] = fold;
        texts[item->name_count++] = name;
    }
    item->names = folded;
    item->texts = texts;
    return true;
}

bool names_end(struct names *names, struct err *err) {
    bool fits = names->items != NULL || names->is_too_many;
    for (size_t i = 0; names->items != NULL && fits && i < names->count; i++)
        fits = fold_names(names, &names->items[i]);
    if (fits && !arena_overflowed(&names->arena))
        return true;
    names_fini(names);
    begin(names);
    return err_set(err, ERR_TOO_LARGE, "The catalogue's names need more memory than they may take.");
}

/* ---- searching ---- */

static struct text code_of(const struct names *names, const struct named *item) {
    return names->kind == NAMES_ORGS ? item->org.code : item->metric.code;
}

static const struct named *find(const struct names *names, struct text code) {
    size_t low = 0, high = names->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(code_of(names, &names->items[middle]), code);
        if (order == 0)
            return &names->items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool names_has(const struct names *names, struct text code) {
    return find(names, code) != NULL;
}

/* Trees are no deeper than there are organisations; one that is read while it changes might hold a circle. */
static bool is_under(const struct names *names, const struct named *item, struct text under) {
    for (size_t steps = 0; item != NULL && steps <= names->count; steps++) {
        if (text_equal(item->org.code, under))
            return true;
        item = item->org.parent.len > 0 ? find(names, item->org.parent) : NULL;
    }
    return false;
}

static struct names_hit best_of(const struct search_query *query, const struct named *item) {
    struct names_hit best = {.item = item};
    for (size_t i = 0; i < item->name_count; i++) {
        int score = search_score(query, item->names[i]);
        if (score <= best.score)
            continue;
        best.score = score;
        best.name = item->texts[i];
    }
    return best;
}

static int compare_hits(const void *a, const void *b) {
    const struct names_hit *left = a, *right = b;
    if (left->score != right->score)
        return left->score > right->score ? -1 : 1;
    return left->item < right->item ? -1 : left->item > right->item; /* items stand by code */
}

bool names_search(const struct names *names, struct arena *arena, struct text q, struct text under,
                  const struct names_hit **out, size_t *count) {
    struct names_hit *hits = ARENA_ARRAY(arena, names->count + 1, struct names_hit);
    struct search_query query;
    search_prepare(arena, q, &query);
    *out = hits;
    *count = 0;
    if (hits == NULL || arena_overflowed(arena))
        return false;
    for (size_t i = 0; i < names->count; i++) {
        struct names_hit hit = best_of(&query, &names->items[i]);
        if (hit.score > 0 && (under.len == 0 || is_under(names, hit.item, under)))
            hits[(*count)++] = hit;
    }
    qsort(hits, *count, sizeof *hits, compare_hits);
    return true;
}
