#include "series/compare.h"

#include <stdlib.h>
#include <string.h>

#include "series/change.h"
#include "series/spread.h"

/* A row while it is ordered. */
struct entry {
    struct compare_row *row;
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
    bool is_mismatch; /* the base period may not be compared with the period */
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
    if (runs->count > 1)
        qsort(runs->items, runs->count, sizeof *runs->items, by_run);
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

static struct run find_org(const struct runs *runs, int64_t org_id) {
    const struct run key = {.org_id = org_id};
    const struct run *run =
        runs->count > 0 ? bsearch(&key, runs->items, runs->count, sizeof key, by_run) : NULL;
    return run != NULL ? *run : key;
}

static bool is_due(const struct compare_request *request) {
    return request->today.year == 0 || date_compare(period_end(request->period), request->today) < 0;
}

static void fill_value(const struct build *build, const struct point *points, size_t count,
                       struct compare_row *row) {
    const struct point *point = series_find(points, count, build->request->period);
    if (point == NULL || point->observation == NULL) {
        row->value = quantity_null(is_due(build->request) ? REASON_NOT_REPORTED : REASON_NOT_DUE);
        return;
    }
    row->value = point->observation->quantity;
    row->value_source = point->observation->source;
    row->has_value = true;
}

static void fill_base(const struct build *build, const struct point *points, size_t count,
                      struct compare_row *row) {
    const struct point *found;
    row->base = series_base(points, count, build->base_period, &found);
    if (found == NULL)
        return;
    row->base_source = found->observation->source;
    row->has_base = true;
}

static bool fill_row(const struct build *build, const struct observation *observations, size_t count,
                     struct compare_row *row, struct err *err) {
    const struct compare_request *request = build->request;
    enum figure_status base_status = request->against == AGAINST_TARGET ? STATUS_TARGET : request->status;
    struct point *points;
    size_t n;
    if (!series_points(build->arena, observations, count, request->status, &request->vantage, &points, &n,
                       err))
        return false;
    fill_value(build, points, n, row);
    if (base_status != request->status &&
        !series_points(build->arena, observations, count, base_status, &request->vantage, &points, &n, err))
        return false;
    fill_base(build, points, n, row);
    row->series_id = count > 0 ? observations[0].series_id : 0;
    struct quantity mismatch = quantity_null(REASON_PERIOD_MISMATCH);
    row->change = change_between(&row->value, build->is_mismatch ? &mismatch : &row->base);
    return true;
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

static bool is_rankable(const struct compare_row *row) {
    return row->value.has_value && row->value.bound == BOUND_EXACT;
}

static void set_key(struct entry *entry, enum compare_sort sort) {
    const struct compare_row *row = entry->row;
    switch (sort) {
    case COMPARE_SORT_RANK:
        entry->has_key = row->rank != 0;
        entry->key = decimal_from_int(row->rank);
        return;
    case COMPARE_SORT_VALUE:
        entry->has_key = shown_key(&row->value, &entry->key);
        return;
    case COMPARE_SORT_CHANGE:
        entry->has_key = shown_key(&row->change.absolute, &entry->key);
        return;
    case COMPARE_SORT_ORG:
        entry->has_key = false;
        return;
    }
}

static int by_code(const struct entry *a, const struct entry *b) {
    int order = text_compare(a->row->org.code, b->row->org.code);
    return order != 0 ? order : (a->row->org.id > b->row->org.id) - (a->row->org.id < b->row->org.id);
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

static void sort_entries(struct entry *entries, size_t count, enum compare_sort sort, bool descending) {
    if (count < 2)
        return;
    for (size_t i = 0; i < count; i++)
        set_key(&entries[i], sort);
    if (sort == COMPARE_SORT_ORG && descending)
        qsort(entries, count, sizeof *entries, falling_by_code);
    else
        qsort(entries, count, sizeof *entries, descending ? falling : rising);
}

static enum unranked why_unranked(const struct compare_row *row, enum direction direction) {
    if (!row->has_value)
        return UNRANKED_NO_VALUE;
    if (!is_rankable(row))
        return UNRANKED_APPROXIMATE;
    return direction == DIRECTION_NEITHER ? UNRANKED_NO_DIRECTION : UNRANKED_NOT;
}

/* Standard competition ranking: 1 2 2 4. Leaves the entries in the order of their values, best first. */
static void rank(struct entry *entries, size_t count, enum direction direction) {
    for (size_t i = 0; i < count; i++)
        entries[i].row->unranked = why_unranked(entries[i].row, direction);
    if (direction == DIRECTION_NEITHER || count == 0)
        return;
    for (size_t i = 0; i < count; i++) {
        entries[i].has_key = is_rankable(entries[i].row);
        entries[i].key = entries[i].row->value.value;
    }
    qsort(entries, count, sizeof *entries, direction == DIRECTION_HIGHER ? falling : rising);
    for (size_t i = 0; i < count && entries[i].has_key; i++) {
        bool is_tie = i > 0 && decimal_compare(entries[i].key, entries[i - 1].key) == 0;
        entries[i].row->rank = is_tie ? entries[i - 1].row->rank : (uint32_t)(i + 1);
    }
}

static bool too_large(struct err *err) {
    return err_set(err, ERR_TOO_LARGE, "The comparison is too large to answer; ask for fewer organisations.");
}

static bool build_entries(const struct build *build, const struct org *orgs, size_t org_count,
                          const struct observation *observations, size_t count, struct entry *entries,
                          struct err *err) {
    struct compare_row *rows = ARENA_ARRAY(build->arena, org_count, struct compare_row);
    struct runs runs;
    if (rows == NULL || !find_runs(build->arena, observations, count, &runs))
        return too_large(err);
    for (size_t i = 0; i < org_count; i++) {
        struct run own = find_org(&runs, orgs[i].id);
        rows[i].org = orgs[i];
        entries[i].row = &rows[i];
        const struct observation *said = own.count > 0 ? runs.observations + own.from : NULL;
        if (!fill_row(build, said, own.count, &rows[i], err))
            return false;
    }
    return true;
}

static bool copy_rows(struct arena *arena, const struct entry *entries, size_t count, struct compare *out,
                      struct err *err) {
    out->rows = ARENA_ARRAY(arena, count, struct compare_row);
    if (out->rows == NULL)
        return too_large(err);
    for (size_t i = 0; i < count; i++)
        out->rows[i] = *entries[i].row;
    out->row_count = count;
    return true;
}

static struct build begin(struct arena *arena, const struct compare_request *request, struct compare *out) {
    struct build build = {.arena = arena, .request = request, .base_period = compare_base_period(request)};
    build.is_mismatch = !period_same_shape(request->period, build.base_period);
    *out = (struct compare){.scope = request->scope,
                            .period = request->period,
                            .base_period = build.base_period,
                            .against = request->against,
                            .release = request->vantage.release,
                            .as_of = request->vantage.as_of,
                            .known_at_ms = request->vantage.known_at_ms};
    return build;
}

static bool measure_spread(struct arena *arena, const struct entry *entries, size_t count,
                           struct compare *out, struct err *err) {
    struct spread_value *values = ARENA_ARRAY(arena, count, struct spread_value);
    size_t n = 0;
    if (values == NULL)
        return too_large(err);
    for (size_t i = 0; i < count; i++)
        if (is_rankable(entries[i].row))
            values[n++] = (struct spread_value){entries[i].row->value.value, entries[i].row->org.code};
    return spread_measure(arena, values, n, &out->spread) || too_large(err);
}

bool compare_build(struct arena *arena, const struct compare_request *request, const struct metric *metric,
                   const struct org *orgs, size_t org_count, const struct observation *observations,
                   size_t count, struct compare *out, struct err *err) {
    struct build build = begin(arena, request, out);
    out->metric = *metric;
    struct entry *entries = ARENA_ARRAY(arena, org_count, struct entry);
    if (entries == NULL)
        return too_large(err);
    if (!build_entries(&build, orgs, org_count, observations, count, entries, err))
        return false;
    rank(entries, org_count, metric->direction);
    if (!measure_spread(arena, entries, org_count, out, err))
        return false;
    sort_entries(entries, org_count, request->sort, request->descending);
    size_t rows = request->limit != 0 && request->limit < org_count ? request->limit : org_count;
    return copy_rows(arena, entries, rows, out, err);
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
        if (own == NULL)
            return too_large(err);
        size_t n = gather_metric(observations, count, metrics[i].id, own);
        out->rows[i].org = *org;
        out->rows[i].metric = metrics[i];
        if (!fill_row(&build, own, n, &out->rows[i], err))
            return false;
        out->rows[i].unranked = UNRANKED_NO_DIRECTION;
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

bool compare_total_build(struct arena *arena, const struct compare_request *request,
                         const struct rollup_request *rollup, struct compare *out, struct err *err) {
    struct compare_total *total = &out->total;
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
    bool both = total->value.reason == REASON_NONE && total->base.reason == REASON_NONE;
    total->change = both && !series_same_members(total->coverage, total->base_coverage)
                        ? change_null(REASON_COVERAGE_DIFFERS)
                        : change_between(&total->value, &total->base);
    out->has_total = true;
    return true;
}
