#include "app/known.h"

#include "base/clock.h"

/* KNOWN_AGE_MS: as kept answers (answers.h), since a host may die between COMMIT and NOTIFY. */
enum { KNOWN_BYTES = 8 << 20, LIST_MOST = 10000, KNOWN_AGE_MS = 600000 };

static void begin(struct known *known, const struct watch *seen) {
    arena_init(&known->arena, KNOWN_BYTES);
    dict_init(&known->orgs, &known->arena);
    dict_init(&known->metrics, &known->arena);
    known->watch = *seen;
    known->since_ms = clock_monotonic_ms();
    known->list = NULL;
    known->list_count = 0;
}

static void begin_anew(struct known *known, const struct watch *seen) {
    arena_fini(&known->arena);
    begin(known, seen);
}

void known_init(struct known *known) {
    const struct watch nothing = {0};
    begin(known, &nothing);
}

void known_fini(struct known *known) {
    arena_fini(&known->arena);
}

struct watch known_seen(void) {
    const struct text none = {0};
    struct watch watch = {0};
    watch_add(&watch, CHANGE_ALL, none, none);
    watch_add(&watch, CHANGE_CATALOGUE, none, none);
    watch_begin(&watch);
    return watch;
}

/* ---- looking up ---- */

static bool stands(const struct known *known) {
    return known->watch.count > 0 && watch_stands(&known->watch) &&
           clock_monotonic_ms() - known->since_ms <= KNOWN_AGE_MS;
}

const struct org *known_org(struct known *known, struct text code) {
    return stands(known) ? dict_get(&known->orgs, code) : NULL;
}

const struct metric *known_metric(struct known *known, struct text code) {
    return stands(known) ? dict_get(&known->metrics, code) : NULL;
}

bool known_orgs(struct known *known, const struct org **out, size_t *count) {
    if (known->list == NULL || !stands(known))
        return false;
    *out = known->list;
    *count = known->list_count;
    return true;
}

/* ---- copying ---- */

static struct org copy_of(struct arena *arena, const struct org *org) {
    return (struct org){.id = org->id,
                        .code = arena_text(arena, org->code),
                        .name = arena_text(arena, org->name),
                        .parent = arena_text(arena, org->parent)};
}

struct org *known_copy_org(struct arena *arena, const struct org *org) {
    struct org *copy = ARENA_NEW(arena, struct org);
    if (copy != NULL)
        *copy = copy_of(arena, org);
    return copy;
}

static struct breaks copy_of_breaks(struct arena *arena, struct text metric, const struct breaks *breaks) {
    struct breaks none = {0};
    if (breaks->count == 0)
        return none;
    struct metric_break *items = ARENA_ARRAY(arena, breaks->count, struct metric_break);
    for (size_t i = 0; items != NULL && i < breaks->count; i++) {
        items[i] = breaks->items[i];
        items[i].metric = metric;
        items[i].note = arena_text(arena, breaks->items[i].note);
    }
    return items != NULL ? (struct breaks){items, breaks->count} : none;
}

struct metric *known_copy_metric(struct arena *arena, const struct metric *metric) {
    struct metric *copy = ARENA_NEW(arena, struct metric);
    if (copy == NULL)
        return NULL;
    *copy = *metric;
    copy->code = arena_text(arena, metric->code);
    copy->name_zh = arena_text(arena, metric->name_zh);
    copy->name_en = arena_text(arena, metric->name_en);
    copy->unit = arena_text(arena, metric->unit);
    copy->numerator = arena_text(arena, metric->numerator);
    copy->denominator = arena_text(arena, metric->denominator);
    copy->aliases = NULL;
    copy->alias_count = 0;
    copy->breaks = copy_of_breaks(arena, copy->code, &metric->breaks);
    return copy;
}

/* ---- putting ---- */

/* May what was seen then be added to what is here? */
static bool admits(struct known *known, const struct watch *seen) {
    if (!watch_stands(seen))
        return false;
    if (!stands(known) || arena_overflowed(&known->arena))
        begin_anew(known, seen);
    return true;
}

void known_put_org(struct known *known, const struct watch *seen, const struct org *org) {
    if (!admits(known, seen) || dict_get(&known->orgs, org->code) != NULL)
        return;
    struct org *copy = known_copy_org(&known->arena, org);
    /* One that is cut short is not entered. */
    if (!arena_overflowed(&known->arena))
        (void)!dict_put(&known->orgs, copy->code, copy);
}

void known_put_metric(struct known *known, const struct watch *seen, const struct metric *metric) {
    if (!admits(known, seen) || dict_get(&known->metrics, metric->code) != NULL)
        return;
    struct metric *copy = known_copy_metric(&known->arena, metric);
    if (!arena_overflowed(&known->arena))
        (void)!dict_put(&known->metrics, copy->code, copy);
}

void known_put_orgs(struct known *known, const struct watch *seen, const struct org *orgs, size_t count) {
    if (count > LIST_MOST || !admits(known, seen) || known->list != NULL)
        return;
    struct org *list = ARENA_ARRAY(&known->arena, count, struct org);
    for (size_t i = 0; list != NULL && i < count; i++)
        list[i] = copy_of(&known->arena, &orgs[i]);
    if (arena_overflowed(&known->arena))
        return;
    known->list = list;
    known->list_count = count;
}
