#include "series/compare.h"

#include <stdlib.h>
#include <string.h>

#include "series/breaks.h"
#include "series/change.h"
#include "series/spread.h"

/* What a row will be made of, while the rows are put in order: a row is a kilobyte, and is written once, in its place. */
struct entry {
    const struct org *org;
    const struct point *value, *base; /* NULL: there is none */
    enum reason no_base;              /* why not */
    enum unranked unranked;
    uint32_t rank;
    int64_t series_id;
    struct decimal key; /* of the sort */
    bool has_key;
};

static const struct {
    struct text name;
    enum compare_sort sort;
} sort_names[] = {
    {TEXT("rank"), COMPARE_SORT_RANK},
    {TEXT("value"), COMPARE_SORT_VALUE},
    {TEXT("change"), COMPARE_SORT_CHANGE},
    {TEXT("org"), COMPARE_SORT_ORG},
};

bool compare_sort_parse(struct text t, enum compare_sort *sort, bool *descending) {
    bool falls = text_starts_with(t, TEXT_OF("-"));
    struct text name = text_slice(t, falls ? 1 : 0, t.len);
    for (size_t i = 0; i < sizeof sort_names / sizeof *sort_names; i++)
        if (text_equal(name, sort_names[i].name)) {
            *sort = sort_names[i].sort;
            *descending = falls;
            return true;
        }
    return false;
}

struct period compare_base_period(const struct compare_request *request) {
    switch (request->against) {
    case AGAINST_PREVIOUS_YEAR:
        return period_shift_years(request->period, -1);
    case AGAINST_PREVIOUS_PERIOD:
        return period_step(request->period, -1);
    case AGAINST_TARGET:
        return request->period;
    case AGAINST_PERIOD:
        return request->base_period;
    }
    return (struct period){0};
}

/* What every row of one comparison shares. */
struct build {
    struct arena *arena;
    const struct compare_request *request;
    struct period base_period;
    bool is_mismatch;     /* the base period may not be compared with the period */
    enum reason no_value; /* of rows without one */
    bool is_across;       /* a break lies between the two, and is heeded */
};

/* The observations of one organisation, which stand together. */
struct run {
    int64_t org_id;
    size_t from, count;
};

struct runs {
    const struct observation *observations;
    struct run *items;
    size_t count;
};

static int by_org(const void *left, const void *right) {
    const struct observation *a = left, *b = right;
    return (a->org_id > b->org_id) - (a->org_id < b->org_id);
}

static int by_run(const void *left, const void *right) {
    const struct run *a = left, *b = right;
    return (a->org_id > b->org_id) - (a->org_id < b->org_id);
}

static void split(struct runs *runs, size_t count) {
    const struct observation *all = runs->observations;
    runs->count = 0;
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && all[to].org_id == all[from].org_id;)
            to++;
        runs->items[runs->count++] = (struct run){all[from].org_id, from, to - from};
    }
    for (size_t i = 1; i < runs->count; i++)
        if (by_run(&runs->items[i - 1], &runs->items[i]) > 0) {
            qsort(runs->items, runs->count, sizeof *runs->items, by_run);
            return;
        }
}

static bool stands_apart(const struct runs *runs) {
    for (size_t i = 1; i < runs->count; i++)
        if (runs->items[i - 1].org_id == runs->items[i].org_id)
            return true;
    return false;
}

/* Mostly they come organisation by organisation; else they are copied and sorted first. */
static bool find_runs(struct arena *arena, const struct observation *observations, size_t count,
                      struct runs *out) {
    out->observations = observations;
    out->items = ARENA_ARRAY(arena, count, struct run);
    if (out->items == NULL)
        return false;
    split(out, count);
    if (!stands_apart(out))
        return true;
    struct observation *sorted = ARENA_ARRAY(arena, count, struct observation);
    if (sorted == NULL)
        return false;
    memcpy(sorted, observations, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_org);
    out->observations = sorted;
    split(out, count);
    return true;
}

/* Organisations mostly come in the order of their runs: *next is where the one after the last one found stands. */
static struct run find_org(const struct runs *runs, int64_t org_id, size_t *next) {
    const struct run key = {.org_id = org_id};
    if (*next < runs->count && runs->items[*next].org_id == org_id)
        return runs->items[(*next)++];
    const struct run *run =
        runs->count > 0 ? bsearch(&key, runs->items, runs->count, sizeof key, by_run) : NULL;
    if (run == NULL)
        return key;
    *next = (size_t)(run - runs->items) + 1;
    return *run;
}

static bool is_due(const struct compare_request *request) {
    return request->today.year == 0 || date_compare(period_end(request->period), request->today) < 0;
}

static const struct point *find_value(const struct point *points, size_t count, struct period period) {
    const struct point *point = series_find(points, count, period);
    return point != NULL && point->observation != NULL ? point : NULL;
}

static bool find_points(const struct build *build, const struct observation *observations, size_t count,
                        struct entry *entry, struct err *err) {
    const struct compare_request *request = build->request;
    enum figure_status base_status = request->against == AGAINST_TARGET ? STATUS_TARGET : request->status;
    struct point *points;
    size_t n;
    if (!series_points(build->arena, observations, count, request->status, &request->vantage, &points, &n,
                       err))
        return false;
    entry->value = find_value(points, n, request->period);
    if (base_status != request->status &&
        !series_points(build->arena, observations, count, base_status, &request->vantage, &points, &n, err))
        return false;
    entry->no_base = series_base(points, n, build->base_period, &entry->base).reason;
    entry->series_id = count > 0 ? observations[0].series_id : 0;
    return true;
}

static struct quantity quantity_at(const struct point *point, enum reason otherwise) {
    return point != NULL ? point->observation->quantity : quantity_null(otherwise);
}

static struct change change_of(const struct build *build, const struct quantity *value,
                               const struct quantity *base) {
    struct quantity mismatch = quantity_null(REASON_PERIOD_MISMATCH);
    if (build->is_across && !build->is_mismatch && value->reason == REASON_NONE &&
        base->reason == REASON_NONE)
        return change_null(REASON_DEFINITION_BREAK);
    return change_between(value, build->is_mismatch ? &mismatch : base);
}

static void fill_row(const struct build *build, const struct entry *entry, struct compare_row *row) {
    row->org = *entry->org;
    row->series_id = entry->series_id;
    row->has_value = entry->value != NULL;
    row->has_base = entry->base != NULL;
    row->value = quantity_at(entry->value, build->no_value);
    row->base = quantity_at(entry->base, entry->no_base);
    if (row->has_value)
        row->value_source = entry->value->observation->source;
    if (row->has_base)
        row->base_source = entry->base->observation->source;
    row->change = change_of(build, &row->value, &row->base);
    row->rank = entry->rank;
    row->unranked = entry->unranked;
}

/* The number by which an inexact quantity is put in order: what is shown, else its low end, else its high end. */
static bool shown_key(const struct quantity *q, struct decimal *key) {
    if (q->has_value)
        *key = q->value;
    else if (q->low.present)
        *key = q->low.at;
    else if (q->high.present)
        *key = q->high.at;
    else
        return false;
    return true;
}

static bool is_rankable(const struct entry *entry) {
    if (entry->value == NULL)
        return false;
    const struct quantity *value = &entry->value->observation->quantity;
    return value->has_value && value->bound == BOUND_EXACT;
}

static bool change_key(const struct build *build, const struct entry *entry, struct decimal *key) {
    struct quantity value = quantity_at(entry->value, build->no_value),
                    base = quantity_at(entry->base, entry->no_base);
    struct change change = change_of(build, &value, &base);
    return shown_key(&change.absolute, key);
}

static void set_key(const struct build *build, struct entry *entry) {
    switch (build->request->sort) {
    case COMPARE_SORT_RANK:
        entry->has_key = entry->rank != 0;
        entry->key = decimal_from_int(entry->rank);
        return;
    case COMPARE_SORT_VALUE:
        entry->has_key = entry->value != NULL && shown_key(&entry->value->observation->quantity, &entry->key);
        return;
    case COMPARE_SORT_CHANGE:
        entry->has_key = change_key(build, entry, &entry->key);
        return;
    case COMPARE_SORT_ORG:
        entry->has_key = false;
        return;
    }
}

static int by_code(const struct entry *a, const struct entry *b) {
    int order = text_compare(a->org->code, b->org->code);
    return order != 0 ? order : (a->org->id > b->org->id) - (a->org->id < b->org->id);
}

static int compare_entries(const struct entry *a, const struct entry *b, bool descending) {
    if (a->has_key != b->has_key)
        return a->has_key ? -1 : 1;
    int order = a->has_key ? decimal_compare(a->key, b->key) : 0;
    if (order != 0)
        return descending ? -order : order;
    return by_code(a, b);
}

static int rising(const void *a, const void *b) {
    return compare_entries(a, b, false);
}

static int falling(const void *a, const void *b) {
    return compare_entries(a, b, true);
}

static int falling_by_code(const void *a, const void *b) {
    return by_code(b, a);
}

/* Those sorted by value mostly stand in the order of their ranks already, and a look is cheaper than sorting. */
static void sort(struct entry *entries, size_t count, int (*compare)(const void *, const void *)) {
    for (size_t i = 1; i < count; i++)
        if (compare(&entries[i - 1], &entries[i]) > 0) {
            qsort(entries, count, sizeof *entries, compare);
            return;
        }
}

static void sort_entries(const struct build *build, struct entry *entries, size_t count) {
    const struct compare_request *request = build->request;
    for (size_t i = 0; i < count; i++)
        set_key(build, &entries[i]);
    if (request->sort == COMPARE_SORT_ORG && request->descending)
        sort(entries, count, falling_by_code);
    else
        sort(entries, count, request->descending ? falling : rising);
}

static enum unranked why_unranked(const struct entry *entry, enum direction direction) {
    if (entry->value == NULL)
        return UNRANKED_NO_VALUE;
    if (!entry->has_key)
        return UNRANKED_APPROXIMATE;
    return direction == DIRECTION_NEITHER ? UNRANKED_NO_DIRECTION : UNRANKED_NOT;
}

/* The entries in the order of their exact values, best first (least first where there is no better), and after them those
 * without one. Returns how many have one. */
static size_t sort_by_value(struct entry *entries, size_t count, enum direction direction) {
    size_t values = 0;
    for (size_t i = 0; i < count; i++) {
        entries[i].has_key = is_rankable(&entries[i]);
        if (entries[i].has_key)
            entries[i].key = entries[i].value->observation->quantity.value;
        values += entries[i].has_key;
        entries[i].unranked = why_unranked(&entries[i], direction);
    }
    sort(entries, count, direction == DIRECTION_HIGHER ? falling : rising);
    return values;
}

/* Where the run of equal keys begins that ends with the entry at `last`. */
static size_t run_begin(const struct entry *entries, size_t last) {
    size_t from = last;
    while (from > 0 && decimal_compare(entries[from - 1].key, entries[last].key) == 0)
        from--;
    return from;
}

/* Standard competition ranking, 1 2 2 4, of the first `values` entries, best first. */
static void rank(struct entry *entries, size_t values) {
    for (size_t i = 0; i < values; i++) {
        bool is_tie = i > 0 && decimal_compare(entries[i].key, entries[i - 1].key) == 0;
        entries[i].rank = is_tie ? entries[i - 1].rank : (uint32_t)(i + 1);
    }
}

static bool too_large(struct err *err) {
    return err_set(err, ERR_TOO_LARGE, "The comparison is too large to answer; ask for fewer organisations.");
}

static bool find_entries(const struct build *build, const struct org *orgs, size_t org_count,
                         const struct observation *observations, size_t count, struct entry *entries,
                         struct err *err) {
    struct runs runs;
    size_t next = 0;
    if (!find_runs(build->arena, observations, count, &runs))
        return too_large(err);
    for (size_t i = 0; i < org_count; i++) {
        struct run own = find_org(&runs, orgs[i].id, &next);
        const struct observation *said = own.count > 0 ? runs.observations + own.from : NULL;
        entries[i].org = &orgs[i];
        if (!find_points(build, said, own.count, &entries[i], err))
            return false;
    }
    return true;
}

static bool fill_rows(const struct build *build, const struct entry *entries, size_t count,
                      struct compare *out, struct err *err) {
    out->rows = ARENA_ARRAY(build->arena, count, struct compare_row);
    if (out->rows == NULL)
        return too_large(err);
    for (size_t i = 0; i < count; i++)
        fill_row(build, &entries[i], &out->rows[i]);
    out->row_count = count;
    return true;
}

static struct build begin(struct arena *arena, const struct compare_request *request, struct compare *out) {
    struct build build = {.arena = arena, .request = request, .base_period = compare_base_period(request)};
    build.is_mismatch = !period_same_shape(request->period, build.base_period);
    build.no_value = is_due(request) ? REASON_NOT_REPORTED : REASON_NOT_DUE;
    *out = (struct compare){.scope = request->scope,
                            .period = request->period,
                            .base_period = build.base_period,
                            .against = request->against,
                            .across_breaks = request->across_breaks,
                            .release = request->vantage.release,
                            .as_of = request->vantage.as_of,
                            .known_at_ms = request->vantage.known_at_ms};
    return build;
}

/* Adds the metric's breaks between the period and its base to those of the answer; false: the arena is full. */
static bool note_breaks(struct build *build, const struct breaks *breaks, struct compare *out) {
    const struct rest both = rest_both(rest_of(build->request->period), rest_of(build->base_period));
    const struct breaks between = breaks_within(breaks, both), before = out->breaks;
    build->is_across = between.count > 0 && !build->request->across_breaks;
    return breaks_join(build->arena, &before, &between, &out->breaks);
}

/* The entries' values, the least first; equal ones stay as they are. */
static bool measure_spread(struct arena *arena, const struct entry *entries, size_t count, bool is_falling,
                           struct compare_spread *out, struct err *err) {
    struct spread_value *values = ARENA_ARRAY(arena, count, struct spread_value);
    if (values == NULL)
        return too_large(err);
    for (size_t to = count, n = 0; to > 0;) {
        size_t from = is_falling ? run_begin(entries, to - 1) : 0;
        for (size_t i = from; i < to; i++)
            values[n++] = (struct spread_value){entries[i].key, entries[i].org->code};
        to = from;
    }
    return spread_measure(arena, values, count, out) || too_large(err);
}

bool compare_build(struct arena *arena, const struct compare_request *request, const struct metric *metric,
                   const struct org *orgs, size_t org_count, const struct observation *observations,
                   size_t count, struct compare *out, struct err *err) {
    struct build build = begin(arena, request, out);
    out->metric = *metric;
    struct entry *entries = ARENA_ARRAY(arena, org_count, struct entry);
    if (entries == NULL || !note_breaks(&build, &metric->breaks, out))
        return too_large(err);
    if (!find_entries(&build, orgs, org_count, observations, count, entries, err))
        return false;
    size_t values = sort_by_value(entries, org_count, metric->direction);
    if (metric->direction != DIRECTION_NEITHER)
        rank(entries, values);
    if (!measure_spread(arena, entries, values, metric->direction == DIRECTION_HIGHER, &out->spread, err))
        return false;
    sort_entries(&build, entries, org_count);
    size_t rows = request->limit != 0 && request->limit < org_count ? request->limit : org_count;
    return fill_rows(&build, entries, rows, out, err);
}

/* ---- metrics side by side ---- */

static size_t gather_metric(const struct observation *observations, size_t count, int64_t metric_id,
                            struct observation *out) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (observations[i].metric_id == metric_id)
            out[n++] = observations[i];
    return n;
}

bool compare_metrics_build(struct arena *arena, const struct compare_request *request, const struct org *org,
                           const struct metric *metrics, size_t metric_count,
                           const struct observation *observations, size_t count, struct compare *out,
                           struct err *err) {
    struct build build = begin(arena, request, out);
    out->org = *org;
    out->rows = ARENA_ARRAY(arena, metric_count, struct compare_row);
    if (out->rows == NULL)
        return too_large(err);
    for (size_t i = 0; i < metric_count; i++) {
        struct observation *own = ARENA_ARRAY(arena, count, struct observation);
        if (own == NULL || !note_breaks(&build, &metrics[i].breaks, out))
            return too_large(err);
        size_t n = gather_metric(observations, count, metrics[i].id, own);
        struct entry entry = {.org = org, .unranked = UNRANKED_NO_DIRECTION};
        if (!find_points(&build, own, n, &entry, err))
            return false;
        out->rows[i].metric = metrics[i];
        fill_row(&build, &entry, &out->rows[i]);
    }
    out->row_count = metric_count;
    return true;
}

/* ---- the total ---- */

static bool total_at(struct arena *arena, const struct rollup_request *rollup, struct period period,
                     struct quantity *quantity, const struct coverage **coverage, struct err *err) {
    struct point *points;
    size_t count;
    if (!rollup_points(arena, rollup, &points, &count, err))
        return false;
    const struct point *point = series_find(points, count, period);
    *coverage = point != NULL ? point->coverage : NULL;
    *quantity = point != NULL ? point->observation->quantity : quantity_null(REASON_NOT_REPORTED);
    return true;
}

/* Those of a ratio's sides too; what the answer has noted of the metric's own is among them. */
static bool note_total_breaks(struct build *build, const struct rollup_request *rollup, struct compare *out) {
    struct breaks breaks;
    out->breaks = (struct breaks){0};
    return rollup_breaks(build->arena, rollup, &breaks) && note_breaks(build, &breaks, out);
}

static struct change total_change(const struct build *build, const struct compare_total *total) {
    bool both = total->value.reason == REASON_NONE && total->base.reason == REASON_NONE;
    if (both && build->is_across)
        return change_null(REASON_DEFINITION_BREAK);
    return both && !series_same_members(total->coverage, total->base_coverage)
               ? change_null(REASON_COVERAGE_DIFFERS)
               : change_between(&total->value, &total->base);
}

bool compare_total_build(struct arena *arena, const struct compare_request *request,
                         const struct rollup_request *rollup, struct compare *out, struct err *err) {
    struct compare_total *total = &out->total;
    struct build build = {.arena = arena, .request = request, .base_period = out->base_period};
    struct rollup_request asked = *rollup;
    asked.status = request->status;
    asked.vantage = request->vantage;
    if (!total_at(arena, &asked, request->period, &total->value, &total->coverage, err))
        return false;
    if (total->coverage == NULL && !is_due(request))
        total->value = quantity_null(REASON_NOT_DUE);
    asked.status = request->against == AGAINST_TARGET ? STATUS_TARGET : request->status;
    if (!total_at(arena, &asked, out->base_period, &total->base, &total->base_coverage, err))
        return false;
    if (total->base.reason == REASON_NOT_REPORTED)
        total->base = quantity_null(REASON_BASE_MISSING);
    if (!period_same_shape(request->period, out->base_period))
        total->base = quantity_null(REASON_PERIOD_MISMATCH);
    if (!note_total_breaks(&build, rollup, out))
        return too_large(err);
    total->change = total_change(&build, total);
    out->has_total = true;
    return true;
}
