#include "series/rollup.h"

#include <stdlib.h>
#include <string.h>

#include "base/dict.h"
#include "series/breaks.h"
#include "series/combine.h"

enum side { SIDE_VALUE, SIDE_BELOW, SIDES };

/* One organisation of the subtree: its points of the metric, or of numerator and denominator. */
struct node {
    const struct org *org;
    struct node *parent; /* NULL: hangs on nothing here, or is the root */
    uint32_t depth;
    bool has_children;
    struct point *points[SIDES];
    size_t counts[SIDES];
};

/* What has come together at a node for one period. */
struct gathered {
    struct quantity totals[SIDES];
    uint32_t reported, expected;
};

struct rollup {
    struct arena *arena;
    const struct rollup_request *request;
    struct node *nodes; /* by depth */
    struct node **order;
    size_t count;
    struct node *root;
    const struct rollup_metric *sides[SIDES];
    size_t side_count;         /* 1: sums; 2: ratios; 0: refused */
    struct gathered *gathered; /* by node, for one period */
    unsigned char *members;
    struct text *missing;
    size_t missing_count;
};

/* ---- who is below whom ---- */

static int by_depth(const void *a, const void *b) {
    const struct node *const *left = a, *const *right = b;
    if ((*left)->depth != (*right)->depth)
        return (*left)->depth < (*right)->depth ? -1 : 1;
    return text_compare((*left)->org->code, (*right)->org->code);
}

/* The tree is without circles: whoever puts an organisation sees to it. */
static uint32_t depth_of(const struct node *node) {
    uint32_t depth = 0;
    for (; node->parent != NULL; node = node->parent)
        depth++;
    return depth;
}

static bool build_tree(struct rollup *rollup) {
    const struct rollup_request *request = rollup->request;
    struct dict codes;
    dict_init(&codes, rollup->arena);
    rollup->count = request->org_count;
    rollup->nodes = ARENA_ARRAY(rollup->arena, rollup->count, struct node);
    rollup->order = ARENA_ARRAY(rollup->arena, rollup->count, struct node *);
    bool is_built = rollup->nodes != NULL && rollup->order != NULL;
    for (size_t i = 0; is_built && i < rollup->count; i++) {
        rollup->nodes[i].org = &request->orgs[i];
        is_built = dict_put(&codes, request->orgs[i].code, &rollup->nodes[i]);
    }
    for (size_t i = 0; is_built && i < rollup->count; i++) {
        struct node *node = &rollup->nodes[i];
        bool is_root = text_equal(node->org->code, request->root);
        node->parent = is_root ? NULL : dict_get(&codes, node->org->parent);
        if (is_root)
            rollup->root = node;
        if (node->parent != NULL)
            node->parent->has_children = true;
        rollup->order[i] = node;
    }
    for (size_t i = 0; is_built && i < rollup->count; i++)
        rollup->nodes[i].depth = depth_of(&rollup->nodes[i]);
    if (is_built && rollup->count > 1)
        qsort(rollup->order, rollup->count, sizeof *rollup->order, by_depth);
    return is_built;
}

/* ---- what each of them reported ---- */

static int by_org(const void *left, const void *right) {
    const struct observation *a = left, *b = right;
    return (a->org_id > b->org_id) - (a->org_id < b->org_id);
}

static int node_by_org(const void *left, const void *right) {
    const struct node *const *a = left, *const *b = right;
    return ((*a)->org->id > (*b)->org->id) - ((*a)->org->id < (*b)->org->id);
}

static bool read_side(struct rollup *rollup, enum side side, struct err *err) {
    const struct rollup_metric *metric = rollup->sides[side];
    struct observation *sorted = ARENA_ARRAY(rollup->arena, metric->count, struct observation);
    struct node **nodes = ARENA_ARRAY(rollup->arena, rollup->count, struct node *);
    if (sorted == NULL || nodes == NULL)
        return err_set(err, ERR_TOO_LARGE, "The total is too large to answer.");
    for (size_t i = 0; i < metric->count; i++)
        sorted[i] = metric->observations[i];
    for (size_t i = 0; i < rollup->count; i++)
        nodes[i] = &rollup->nodes[i];
    if (metric->count > 1)
        qsort(sorted, metric->count, sizeof *sorted, by_org);
    if (rollup->count > 1)
        qsort(nodes, rollup->count, sizeof(struct node *), node_by_org);
    size_t at = 0;
    for (size_t i = 0; i < rollup->count; i++) {
        while (at < metric->count && sorted[at].org_id < nodes[i]->org->id)
            at++;
        size_t from = at;
        while (at < metric->count && sorted[at].org_id == nodes[i]->org->id)
            at++;
        if (!series_points(rollup->arena, &sorted[from], at - from, rollup->request->status,
                           &rollup->request->vantage, &nodes[i]->points[side], &nodes[i]->counts[side], err))
            return false;
    }
    return true;
}

/* Sums where the metric adds up, else ratios of sums where both sides do. */
static void choose_sides(struct rollup *rollup) {
    const struct rollup_request *request = rollup->request;
    const struct metric *above = request->numerator.metric, *below = request->denominator.metric;
    rollup->sides[SIDE_VALUE] = &request->metric;
    rollup->sides[SIDE_BELOW] = &request->denominator;
    if (request->of == ROLLUP_TOTAL && request->metric.metric->over_orgs == ADDITIVITY_SUM) {
        rollup->side_count = 1;
    } else if (above != NULL && below != NULL && above->over_orgs == ADDITIVITY_SUM &&
               below->over_orgs == ADDITIVITY_SUM) {
        rollup->sides[SIDE_VALUE] = &request->numerator;
        rollup->side_count = 2;
    }
}

/* ---- one period ---- */

static const struct quantity *reported(const struct node *node, enum side side, struct period period) {
    const struct point *point = series_find(node->points[side], node->counts[side], period);
    bool stands =
        point != NULL && point->observation != NULL && point->observation->quantity.reason == REASON_NONE;
    return stands ? &point->observation->quantity : NULL;
}

static bool node_reported(const struct rollup *rollup, const struct node *node, struct period period,
                          struct gathered *out) {
    size_t sides = rollup->side_count == 2 ? 2 : 1;
    for (size_t side = 0; side < sides; side++) {
        const struct quantity *quantity = reported(node, (enum side)side, period);
        if (quantity == NULL)
            return false;
        out->totals[side] = *quantity;
    }
    out->reported = out->expected = 1;
    return true;
}

static void add_to(struct gathered *into, const struct gathered *from, size_t sides) {
    for (size_t side = 0; side < sides && from->reported > 0; side++)
        into->totals[side] =
            into->reported == 0 ? from->totals[side] : combine_add(&into->totals[side], &from->totals[side]);
    into->reported += from->reported;
    into->expected += from->expected;
}

static void note_missing(struct rollup *rollup, const struct node *node) {
    if (rollup->missing_count < COVERAGE_MISSING_MAX)
        rollup->missing[rollup->missing_count] = node->org->code;
    rollup->missing_count++;
}

/* Does somebody above this node, below the root, speak for it? */
static bool is_spoken_for(const struct rollup *rollup, const struct node *node) {
    for (node = node->parent; node != NULL && node != rollup->root; node = node->parent) {
        size_t at = (size_t)(node - rollup->nodes);
        if ((rollup->members[at / 8] >> (at % 8) & 1) != 0)
            return true;
    }
    return false;
}

/* From the leaves up, so that a node's children have given what they have when its turn comes. */
static void gather(struct rollup *rollup, struct period period) {
    size_t sides = rollup->side_count == 2 ? 2 : 1;
    memset(rollup->gathered, 0, rollup->count * sizeof *rollup->gathered);
    for (size_t i = rollup->count; i-- > 0;) {
        struct node *node = rollup->order[i];
        size_t at = (size_t)(node - rollup->nodes);
        struct gathered *mine = &rollup->gathered[at], own = {0};
        if (node == rollup->root || node->parent == NULL)
            continue;
        if (node_reported(rollup, node, period, &own)) {
            *mine = own;
            rollup->members[at / 8] |= (unsigned char)(1 << at % 8);
        } else if (!node->has_children)
            mine->expected = 1;
        add_to(&rollup->gathered[node->parent - rollup->nodes], mine, sides);
    }
    for (size_t i = 0; i < rollup->count; i++) {
        struct node *node = rollup->order[i];
        size_t at = (size_t)(node - rollup->nodes);
        bool is_member = (rollup->members[at / 8] >> (at % 8) & 1) != 0;
        if (node->parent == NULL || node == rollup->root)
            continue;
        if (is_spoken_for(rollup, node))
            rollup->members[at / 8] &= (unsigned char)~(1 << at % 8);
        else if (!is_member && !node->has_children)
            note_missing(rollup, node);
    }
}

static struct quantity total_of(const struct rollup *rollup, const struct gathered *at_root) {
    const struct metric *metric = rollup->request->metric.metric;
    if (rollup->side_count == 0)
        return quantity_null(REASON_NOT_ADDITIVE);
    if (at_root->reported == 0)
        return quantity_null(REASON_NOT_REPORTED);
    if (rollup->side_count == 1)
        return at_root->totals[SIDE_VALUE];
    if (rollup->request->of != ROLLUP_TOTAL)
        return at_root->totals[rollup->request->of == ROLLUP_NUMERATOR ? SIDE_VALUE : SIDE_BELOW];
    int power = text_equal(metric->unit, TEXT_OF("%")) ? 2 : text_equal(metric->unit, TEXT_OF("‰")) ? 3 : 0;
    return combine_ratio(&at_root->totals[SIDE_VALUE], &at_root->totals[SIDE_BELOW], power);
}

static bool build_point(struct rollup *rollup, struct period period, struct point *point) {
    struct coverage *coverage = ARENA_NEW(rollup->arena, struct coverage);
    struct observation *observation = ARENA_NEW(rollup->arena, struct observation);
    size_t bytes = (rollup->count + 7) / 8;
    rollup->members = arena_alloc(rollup->arena, bytes);
    rollup->missing = ARENA_ARRAY(rollup->arena, COVERAGE_MISSING_MAX, struct text);
    rollup->missing_count = 0;
    if (coverage == NULL || observation == NULL || rollup->members == NULL || rollup->missing == NULL)
        return false;
    gather(rollup, period);
    const struct gathered *at_root = &rollup->gathered[rollup->root - rollup->nodes];
    *coverage = (struct coverage){.reported = at_root->reported,
                                  .expected = at_root->expected,
                                  .missing = rollup->missing,
                                  .missing_count = rollup->missing_count < COVERAGE_MISSING_MAX
                                                       ? rollup->missing_count
                                                       : COVERAGE_MISSING_MAX,
                                  .members = rollup->members,
                                  .members_len = bytes};
    observation->period = period;
    observation->quantity = total_of(rollup, at_root);
    point->period = period;
    point->start = date_days(period_start(period));
    point->end = date_days(period_end(period));
    point->observation = observation;
    point->coverage = coverage;
    return true;
}

/* ---- all periods ---- */

static int by_days(const void *a, const void *b) {
    const struct point *left = a, *right = b;
    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    return (left->end < right->end) - (left->end > right->end);
}

/* Every period of which anybody below the root reported, once. */
static bool collect_periods(struct rollup *rollup, struct point **points, size_t *count) {
    size_t all = 0, n = 0;
    for (size_t i = 0; i < rollup->count; i++)
        all += rollup->nodes[i].counts[SIDE_VALUE];
    struct point *found = ARENA_ARRAY(rollup->arena, all, struct point);
    if (found == NULL)
        return false;
    for (size_t i = 0; i < rollup->count; i++)
        for (size_t k = 0; rollup->nodes[i].parent != NULL && k < rollup->nodes[i].counts[SIDE_VALUE]; k++)
            if (rollup->nodes[i].points[SIDE_VALUE][k].observation != NULL)
                found[n++] = rollup->nodes[i].points[SIDE_VALUE][k];
    if (n > 1)
        qsort(found, n, sizeof *found, by_days);
    *count = 0;
    for (size_t i = 0; i < n; i++)
        if (*count == 0 || by_days(&found[*count - 1], &found[i]) != 0)
            found[(*count)++] = found[i];
    *points = found;
    return true;
}

static bool build_points(struct rollup *rollup, struct point **points, size_t *count) {
    rollup->gathered = ARENA_ARRAY(rollup->arena, rollup->count, struct gathered);
    if (rollup->gathered == NULL || !collect_periods(rollup, points, count))
        return false;
    int32_t reach = INT32_MIN;
    for (size_t i = 0; i < *count; i++) {
        struct point *point = &(*points)[i];
        struct period period = point->period;
        *point = (struct point){0};
        if (!build_point(rollup, period, point))
            return false;
        reach = point->end > reach ? point->end : reach;
        point->reach = reach;
    }
    return true;
}

bool rollup_breaks(struct arena *arena, const struct rollup_request *request, struct breaks *out) {
    struct rollup rollup = {.request = request};
    struct breaks sides;
    choose_sides(&rollup);
    *out = request->metric.metric->breaks;
    return rollup.side_count != 2 || (breaks_join(arena, &request->numerator.metric->breaks,
                                                  &request->denominator.metric->breaks, &sides) &&
                                      breaks_join(arena, &request->metric.metric->breaks, &sides, out));
}

bool rollup_points(struct arena *arena, const struct rollup_request *request, struct point **points,
                   size_t *count, struct err *err) {
    struct rollup rollup = {.arena = arena, .request = request};
    *points = NULL;
    *count = 0;
    choose_sides(&rollup);
    if (!build_tree(&rollup))
        return err_set(err, ERR_TOO_LARGE, "The total is too large to answer.");
    if (rollup.root == NULL || (request->of != ROLLUP_TOTAL && rollup.side_count != 2))
        return true;
    if (!read_side(&rollup, SIDE_VALUE, err) ||
        (rollup.side_count == 2 && !read_side(&rollup, SIDE_BELOW, err)))
        return false;
    return build_points(&rollup, points, count) ||
           err_set(err, ERR_TOO_LARGE, "The total is too large to answer.");
}
