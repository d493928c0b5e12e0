#include "app/candidates.h"

#include "base/dict.h"

/* Names and points that one series keeps, the latest ones. */
enum { NAMES_MAX = 12, POINTS_MAX = 12 };

struct collection {
    struct arena *arena;
    struct candidates *out;
    struct dict by_series, by_metric; /* of own series: index + 1 of the first */
    size_t room;
    bool is_whole; /* false when the arena is full */
};

static struct text series_key(struct arena *arena, int64_t metric, struct text scope) {
    return arena_printf(arena, "%lld\x1f%.*s", (long long)metric, TEXT_ARG(scope));
}

static struct text metric_key(struct arena *arena, int64_t metric) {
    return arena_printf(arena, "%lld", (long long)metric);
}

/* NULL when there is no room left, which is_whole tells then. */
static struct likeness_series *add(struct collection *all, const struct metric *metric, struct text scope,
                                   enum likeness_origin origin, size_t names) {
    struct text *room = ARENA_ARRAY(all->arena, names, struct text);
    if (room == NULL || all->out->count == all->room) {
        all->is_whole = false;
        return NULL;
    }
    struct likeness_series *series = &all->out->series[all->out->count];
    all->out->metrics[all->out->count++] = metric;
    *series = (struct likeness_series){.names = room,
                                       .unit = metric->unit,
                                       .scope = scope,
                                       .kind = metric->kind,
                                       .origin = origin,
                                       .is_provisional = metric->is_provisional,
                                       .place = UINT32_MAX};
    return series;
}

static void add_name(struct likeness_series *series, struct text name, size_t most) {
    struct text *names = (struct text *)series->names; /* made by add */
    for (size_t i = 0; i < series->name_count; i++)
        if (text_equal(names[i], name))
            return;
    if (name.len > 0 && series->name_count < most)
        names[series->name_count++] = name;
}

/* ---- the organisation's own ---- */

static struct likeness_series *own_series(struct collection *all, const struct past_figure *past) {
    struct text key = series_key(all->arena, past->metric.id, past->scope);
    struct likeness_series *series = key.len > 0 ? dict_get(&all->by_series, key) : NULL;
    if (series != NULL)
        return series;
    series = add(all, &past->metric, past->scope, ORIGIN_OWN, NAMES_MAX);
    if (series == NULL)
        return NULL;
    series->id = past->series;
    series->points = ARENA_ARRAY(all->arena, POINTS_MAX, struct observation);
    struct text metric = metric_key(all->arena, past->metric.id);
    if (series->points == NULL || !dict_put(&all->by_series, key, series) ||
        !dict_put(&all->by_metric, metric, series))
        all->is_whole = false;
    return all->is_whole ? series : NULL;
}

static void add_past(struct collection *all, const struct past_figure *past, int64_t last_report) {
    struct likeness_series *series = own_series(all, past);
    if (series == NULL)
        return;
    add_name(series, past->label, NAMES_MAX);
    series->own_names = series->name_count;
    if (!past->is_point)
        return;
    if (series->point_count < POINTS_MAX)
        ((struct observation *)series->points)[series->point_count++] =
            (struct observation){.period = past->period,
                                 .status = past->status,
                                 .quantity = past->quantity,
                                 .last_place = past->last_place};
    if (past->status == STATUS_ACTUAL && past->report == last_report && series->place == UINT32_MAX)
        series->place = past->ordinal;
}

static void add_own(struct collection *all, const struct intake_known *known) {
    for (size_t i = 0; all->is_whole && i < known->past_count; i++)
        if (known->past[i].metric.id != 0 && known->past[i].state != FIGURE_REJECTED)
            add_past(all, &known->past[i], known->past[0].report);
}

/* ---- what aliases know ---- */

static void add_known(struct collection *all, const struct candidate_wish *wish,
                      const struct link_candidate *alias, const struct metric *metric) {
    struct text key = series_key(all->arena, alias->metric_id, wish->scope);
    struct text metric_text = metric_key(all->arena, alias->metric_id);
    if (key.len == 0 || metric_text.len == 0) {
        all->is_whole = false;
        return;
    }
    struct likeness_series *series = dict_get(&all->by_series, key);
    if (series == NULL && metric->is_provisional && dict_get(&all->by_metric, metric_text) == NULL)
        return;
    if (series == NULL) {
        series = add(all, metric, wish->scope, alias->is_org_own ? ORIGIN_OWN : ORIGIN_CATALOGUE, NAMES_MAX);
        if (series == NULL || !dict_put(&all->by_series, key, series)) {
            all->is_whole = false;
            return;
        }
    }
    add_name(series, alias->alias_norm, NAMES_MAX);
}

size_t candidates_find(const struct intake_known *known, struct text norm, size_t *count) {
    size_t low = 0, high = known->alias_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(known->aliases[middle].alias_norm, norm) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *count = 0;
    while (low + *count < known->alias_count && text_equal(known->aliases[low + *count].alias_norm, norm))
        ++*count;
    return low;
}

static void add_aliases(struct collection *all, const struct intake_known *known,
                        const struct candidate_wish *wish) {
    size_t count, from = candidates_find(known, wish->key.label_norm, &count);
    for (size_t i = from; all->is_whole && i < from + count; i++)
        if (known->aliases[i].kind == wish->key.kind &&
            link_units_fit(known->aliases[i].unit, wish->key.unit))
            add_known(all, wish, &known->aliases[i], &known->alias_metrics[i]);
}

/* ---- what siblings and the catalogue have ---- */

static void add_near(struct collection *all, const struct intake_known *known) {
    for (size_t i = 0; all->is_whole && i < known->near_count; i++) {
        const struct metric *metric = &known->near[i];
        struct text key = series_key(all->arena, metric->id, (struct text){0});
        if (key.len > 0 && dict_get(&all->by_series, key) != NULL)
            continue;
        struct likeness_series *series =
            add(all, metric, (struct text){0}, i < known->sibling_count ? ORIGIN_SIBLING : ORIGIN_CATALOGUE,
                metric->alias_count + 1);
        if (series == NULL)
            return;
        add_name(series, metric->name_zh, metric->alias_count + 1);
        for (size_t k = 0; k < metric->alias_count; k++)
            add_name(series, metric->aliases[k], metric->alias_count + 1);
    }
}

bool candidates_collect(struct arena *arena, const struct intake_known *known,
                        const struct candidate_wish *wishes, size_t wish_count, struct candidates *out,
                        struct err *err) {
    struct collection all = {.arena = arena, .out = out, .is_whole = true};
    *out = (struct candidates){0};
    all.room = known->past_count + known->near_count;
    for (size_t i = 0, count; i < wish_count; i++, all.room += count) /* an alias may be of each scope */
        (void)candidates_find(known, wishes[i].key.label_norm, &count);
    dict_init(&all.by_series, arena);
    dict_init(&all.by_metric, arena);
    out->series = ARENA_ARRAY(arena, all.room + 1, struct likeness_series);
    out->metrics = ARENA_ARRAY(arena, all.room + 1, const struct metric *);
    if (out->series != NULL && out->metrics != NULL) {
        add_own(&all, known);
        for (size_t i = 0; i < wish_count; i++)
            add_aliases(&all, known, &wishes[i]);
        add_near(&all, known);
    }
    return (all.is_whole && !arena_overflowed(arena)) ||
           err_set(err, ERR_TOO_LARGE,
                   "There are more figures and series than can be held against each other.");
}
