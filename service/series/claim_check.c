#include "series/claim_check.h"

#include "series/breaks.h"
#include "series/change.h"
#include "series/printed.h"

/* What one check works on. */
struct check {
    struct arena *arena;
    const struct observation *observations;
    size_t count;
    const struct claim_view *view;
    struct claim *claim;
    const struct point *actual, *targets; /* of the claim's status; of status target */
    size_t actual_count, target_count;
    struct printed value;
    int value_last_place;
};

/* A base to check against. */
struct base {
    struct period period;
    bool is_target;
};

/* ---- terms ---- */

static bool is_unit(const struct claim *claim, const char *unit) {
    return text_equal(claim->unit, text_from(unit));
}

static bool is_percent(const struct claim *claim) {
    return is_unit(claim, "%") || is_unit(claim, "倍") || is_unit(claim, "‰");
}

static bool is_points(const struct claim *claim) {
    return is_unit(claim, "百分点") || is_unit(claim, "个百分点");
}

static enum printed_terms terms_of(const struct claim *claim) {
    if (is_percent(claim))
        return PRINTED_RELATIVE;
    return claim->metric.kind == FIGURE_RANK ? PRINTED_ADVANCE : PRINTED_DIFFERENCE;
}

/* Percent for points, points for percent; false where there is nothing to confuse. */
static bool other_terms(const struct claim *claim, enum printed_terms *terms) {
    if (!is_percent(claim) && !is_points(claim))
        return false;
    if (is_percent(claim) && claim->metric.kind != FIGURE_RATE)
        return false;
    *terms = is_percent(claim) ? PRINTED_DIFFERENCE : PRINTED_RELATIVE;
    return true;
}

static void scale(struct limit *limit, int power) {
    if (limit->present && !decimal_shift(limit->at, power, &limit->at))
        limit->present = false;
}

/* The claim in percent or in points: a growth of 1.5倍 is one of 150 %. */
static struct printed claimed_of(const struct claim *claim) {
    enum figure_kind kind = is_percent(claim) || is_points(claim) ? FIGURE_RATE : claim->metric.kind;
    struct printed printed = printed_from(&claim->claimed, claim->claimed_last_place, kind);
    int power = is_unit(claim, "倍") ? 2 : is_unit(claim, "‰") ? -1 : 0;
    scale(&printed.low, power);
    scale(&printed.high, power);
    return printed;
}

/* ---- bases ---- */

static struct base named_base(const struct claim *claim) {
    switch (claim->basis) {
    case BASIS_POP:
        return (struct base){.period = period_step(claim->period, -1)};
    case BASIS_SINCE:
        return (struct base){.period = claim->named_base};
    case BASIS_TARGET:
        return (struct base){.period = claim->period, .is_target = true};
    case BASIS_NONE:
    case BASIS_YOY:
        break;
    }
    return (struct base){.period = period_shift_years(claim->period, -1)};
}

/* Is it counted otherwise than the claim's period? */
static bool lies_across(const struct check *check, struct base base) {
    const struct claim *claim = check->claim;
    return !check->view->across_breaks &&
           breaks_part(&claim->metric.breaks, rest_both(rest_of(base.period), rest_of(claim->period)));
}

static const struct point *find_base(const struct check *check, struct base base) {
    const struct point *found = NULL;
    (void)series_base(base.is_target ? check->targets : check->actual,
                      base.is_target ? check->target_count : check->actual_count, base.period, &found);
    return found;
}

static enum truth agrees(const struct check *check, const struct observation *base,
                         enum printed_terms terms) {
    const struct claim *claim = check->claim;
    const struct printed claimed = claimed_of(claim);
    const struct printed printed = printed_from(&base->quantity, base->last_place, claim->metric.kind);
    return printed_is_change(&check->value, &printed, &claimed, terms);
}

/* ---- what the answer says ---- */

static struct quantity computed_in(const struct claim *claim, const struct quantity *base,
                                   enum printed_terms terms) {
    struct change change =
        terms == PRINTED_ADVANCE ? change_between(base, &claim->value) : change_between(&claim->value, base);
    return terms == PRINTED_RELATIVE ? change.relative : change.absolute;
}

static bool decided(struct check *check, enum verdict verdict, struct base base,
                    const struct observation *observation) {
    struct claim *claim = check->claim;
    claim->verdict = verdict;
    claim->base_period = base.period;
    claim->base = observation->quantity;
    claim->base_source = observation->source;
    claim->has_base_source = true;
    claim->computed = computed_in(claim, &observation->quantity, terms_of(claim));
    /* Whatever the verdict, a change that has no single value says why. */
    claim->reason = claim->computed.reason;
    if (verdict == VERDICT_UNDECIDED && claim->reason == REASON_NONE)
        claim->reason = REASON_APPROXIMATE;
    return true;
}

/* Value and base are shown; what is between them nobody can say. */
static bool left_across(struct check *check, struct base base, const struct observation *observation) {
    (void)decided(check, VERDICT_UNDECIDED, base, observation);
    check->claim->computed = quantity_null(REASON_DEFINITION_BREAK);
    check->claim->reason = REASON_DEFINITION_BREAK;
    return true;
}

static bool leave_open(struct check *check, enum verdict verdict, enum reason reason,
                       struct period base_period) {
    struct claim *claim = check->claim;
    claim->verdict = verdict;
    claim->reason = reason;
    claim->base_period = base_period;
    claim->base = quantity_null(REASON_BASE_MISSING);
    claim->computed = quantity_null(REASON_BASE_MISSING);
    claim->has_base_source = false;
    return true;
}

/* ---- the verdicts, in their order ---- */

static bool is_of(const struct observation *o, struct base base, enum figure_status status) {
    return !o->is_withdrawn && o->status == (base.is_target ? STATUS_TARGET : status) &&
           period_covers_same_days(o->period, base.period);
}

static const struct observation *agreeing_vintage(const struct check *check, struct base base,
                                                  enum printed_terms terms) {
    for (size_t i = 0; i < check->count; i++) {
        const struct observation *o = &check->observations[i];
        if (is_of(o, base, check->claim->status) && series_is_eligible(o, o->status, &check->view->vantage) &&
            agrees(check, o, terms) == TRUTH_TRUE)
            return o;
    }
    return NULL;
}

static bool agrees_elsewhere(struct check *check, struct base named, enum printed_terms terms) {
    const struct claim *claim = check->claim;
    const struct base others[] = {
        {.period = period_shift_years(claim->period, -1)},
        {.period = period_step(claim->period, -1)},
        {.period = period_shift_years(claim->period, -2)},
        {.period = claim->period, .is_target = true},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        bool is_named =
            others[i].is_target == named.is_target && period_equal(others[i].period, named.period);
        const struct point *point =
            is_named || lies_across(check, others[i]) ? NULL : find_base(check, others[i]);
        if (point != NULL && agrees(check, point->observation, terms) == TRUTH_TRUE)
            return decided(check, VERDICT_BASE_DIFFERS, others[i], point->observation);
    }
    return false;
}

static bool judge(struct check *check, struct base base, const struct observation *stands) {
    enum printed_terms terms = terms_of(check->claim), other;
    enum truth truth = agrees(check, stands, terms);
    bool has_other = other_terms(check->claim, &other);
    if (has_other && is_percent(check->claim) && agrees(check, stands, other) == TRUTH_TRUE)
        return decided(check, VERDICT_UNIT_CONFUSED, base, stands);
    if (truth == TRUTH_TRUE)
        return decided(check, VERDICT_AGREES, base, stands);
    const struct observation *vintage = agreeing_vintage(check, base, terms);
    if (vintage != NULL)
        return decided(check, VERDICT_AGREES_WITH_VINTAGE, base, vintage);
    if (truth == TRUTH_UNDECIDED)
        return decided(check, VERDICT_UNDECIDED, base, stands);
    if (has_other && agrees(check, stands, other) == TRUTH_TRUE)
        return decided(check, VERDICT_UNIT_CONFUSED, base, stands);
    return agrees_elsewhere(check, base, terms) || decided(check, VERDICT_DISAGREES, base, stands);
}

/* The value printed beside the claim; where there is none, what the series has. */
static bool find_value(struct check *check) {
    struct claim *claim = check->claim;
    int last_place = claim->value_last_place;
    if (claim->value.reason != REASON_NONE) {
        const struct point *point = series_find(check->actual, check->actual_count, claim->period);
        if (point == NULL || point->observation == NULL)
            return false;
        claim->value = point->observation->quantity;
        claim->value_source = point->observation->source;
        claim->has_value_source = true;
        last_place = point->observation->last_place;
    }
    check->value = printed_from(&claim->value, last_place, claim->metric.kind);
    return true;
}

bool claim_check(struct arena *arena, const struct observation *observations, size_t count,
                 const struct claim_view *view, struct claim *claim, struct err *err) {
    struct check check = {
        .arena = arena, .observations = observations, .count = count, .view = view, .claim = claim};
    struct point *actual, *targets;
    if (!series_points(arena, observations, count, claim->status, &view->vantage, &actual,
                       &check.actual_count, err) ||
        !series_points(arena, observations, count, STATUS_TARGET, &view->vantage, &targets,
                       &check.target_count, err))
        return false;
    check.actual = actual;
    check.targets = targets;
    struct base base = named_base(claim);
    if (base.period.shape == PERIOD_NONE)
        return leave_open(&check, VERDICT_UNDECIDED, REASON_BASE_MISSING, base.period);
    const struct point *stands = find_base(&check, base);
    if (stands == NULL) {
        struct quantity why =
            series_base(base.is_target ? targets : actual,
                        base.is_target ? check.target_count : check.actual_count, base.period, NULL);
        return leave_open(&check, VERDICT_BASE_MISSING, why.reason, base.period);
    }
    if (!find_value(&check))
        return leave_open(&check, VERDICT_UNDECIDED, REASON_NOT_REPORTED, base.period);
    return lies_across(&check, base) ? left_across(&check, base, stands->observation)
                                     : judge(&check, base, stands->observation);
}

enum truth claim_agrees_with(const struct claim *claim, const struct observation *base) {
    const struct printed value = printed_from(&claim->value, claim->value_last_place, claim->metric.kind);
    const struct printed from = printed_from(&base->quantity, base->last_place, claim->metric.kind);
    const struct printed claimed = claimed_of(claim);
    return printed_is_change(&value, &from, &claimed, terms_of(claim));
}

struct period claim_base_period(const struct claim *claim) {
    return named_base(claim).period;
}
