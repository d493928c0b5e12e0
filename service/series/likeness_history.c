#include "series/claim_check.h"
#include "series/likeness_internal.h"

/* The digits of a number without the zeros behind them: 1200 and 0.12 have two. */
static bool has_digits(struct decimal value, int least) {
    decimal_coefficient digits = value.coefficient < 0 ? -value.coefficient : value.coefficient;
    while (digits != 0 && digits % 10 == 0)
        digits /= 10;
    return digits >= least;
}

/* ---- what a report says of its own change ---- */

static bool list_claims(struct likeness *all) {
    all->claims = ARENA_ARRAY(all->arena, all->figure_count + 1, long);
    all->next_claim = ARENA_ARRAY(all->arena, all->figure_count + 1, long);
    if (all->claims == NULL || all->next_claim == NULL)
        return false;
    for (size_t i = 0; i < all->figure_count; i++)
        all->claims[i] = all->next_claim[i] = NONE_LISTED;
    for (size_t i = 0; i < all->figure_count; i++) {
        const struct figure *figure = &all->figures[i];
        if (figure->kind != FIGURE_CHANGE || figure->change_of < 0 ||
            (size_t)figure->change_of >= all->figure_count)
            continue;
        all->next_claim[i] = all->claims[figure->change_of];
        all->claims[figure->change_of] = (long)i;
    }
    return true;
}

static struct claim claim_of(const struct figure *owner, const struct figure *change) {
    return (struct claim){.metric = {.kind = owner->kind},
                          .period = change->period,
                          .status = change->status,
                          .basis = change->basis,
                          .named_base = change->base,
                          .claimed = change->quantity,
                          .claimed_last_place = change->last_place,
                          .unit = change->unit,
                          .value = owner->quantity,
                          .value_last_place = owner->last_place};
}

static const struct observation *point_at(const struct likeness_series *series, struct period period,
                                          enum figure_status status) {
    for (size_t i = 0; period.shape != PERIOD_NONE && i < series->point_count; i++)
        if (series->points[i].status == status && series->points[i].quantity.has_value &&
            period_covers_same_days(series->points[i].period, period))
            return &series->points[i];
    return NULL;
}

static bool claims_agree(const struct likeness *all, size_t i, const struct likeness_series *series) {
    for (long k = all->claims[i]; k != NONE_LISTED; k = all->next_claim[k]) {
        const struct figure *change = &all->figures[k];
        struct claim claim = claim_of(&all->figures[i], change);
        if ((change->basis != BASIS_YOY && change->basis != BASIS_POP) || !change->quantity.has_value)
            continue;
        const struct observation *base = point_at(series, claim_base_period(&claim), claim.status);
        if (base != NULL && has_digits(base->quantity.value, HISTORY_DIGITS) &&
            claim_agrees_with(&claim, base) == TRUTH_TRUE)
            return true;
    }
    return false;
}

/* Does the report repeat what the series has for an earlier period, a number of `digits` at least? */
static bool is_repeated(const struct figure *figure, const struct likeness_series *series, int digits) {
    const struct observation *point = point_at(series, figure->period, figure->status);
    return point != NULL && figure->quantity.has_value && has_digits(figure->quantity.value, digits) &&
           quantity_same(&point->quantity, &figure->quantity) == TRUTH_TRUE;
}

/* ---- whose history it is ---- */

/* The best that the words say of a figure and a series; score 0 where they say nothing. */
static struct likeness_guess words_of(const struct likeness *all, size_t i, size_t series) {
    struct likeness_guess best = {.series = series, .score = -1};
    for (size_t k = 0; k < all->entry_count; k++) {
        if (all->entries[k].series != series)
            continue;
        struct likeness_guess guess = likeness_judge(all, i, &all->entries[k]);
        if (guess.score > best.score)
            best = guess;
    }
    return best;
}

/* A short number that is repeated (由12支扩充到15支) tells something only where the words nearly do. */
static bool is_backed_by_words(const struct likeness *all, size_t i, size_t series) {
    struct likeness_guess guess = words_of(all, i, series);
    unsigned allowed = DOUBT_HEAD | DOUBT_PIECE | DOUBT_VALUE;
    return guess.score >= LIKENESS_PLACED && (guess.reasons & (DOUBT_ANY & ~allowed)) == 0;
}

static bool history_agrees(const struct likeness *all, size_t i, size_t k) {
    const struct figure *figure = &all->figures[i];
    const struct likeness_series *series = &all->series[k];
    return claims_agree(all, i, series) || is_repeated(figure, series, REPEATED_DIGITS) ||
           (is_repeated(figure, series, HISTORY_DIGITS) && is_backed_by_words(all, i, k));
}

static void recall(struct likeness *all, size_t i) {
    const struct figure *figure = &all->figures[i];
    size_t found = 0, agreeing = 0;
    if (figure->kind == FIGURE_CHANGE || figure->status == STATUS_NORM || all->labels[i].norm.len == 0)
        return;
    for (size_t k = 0, looked = 0; k < all->series_count && looked < HISTORY_LOOK; k++) {
        const struct likeness_series *series = &all->series[k];
        if (series->origin != ORIGIN_OWN || series->point_count == 0 || likeness_is_walled(figure, series))
            continue;
        looked++;
        if (all->history_left == 0)
            return;
        all->history_left--;
        if (!text_equal(all->scopes[i], series->scope) || !history_agrees(all, i, k))
            continue;
        found = k;
        agreeing++;
    }
    if (agreeing != 1)
        return;
    struct likeness_guess guess = words_of(all, i, found);
    guess.reasons |= LIKE_HISTORY;
    guess.reasons &= ~(unsigned)(DOUBT_HEAD | DOUBT_PIECE | DOUBT_VALUE);
    if (guess.score < 0)
        return;
    likeness_keep_guess(all, &all->results[i], guess);
}

bool likeness_recall(struct likeness *all) {
    if (!list_claims(all))
        return false;
    all->history_left = HISTORY_CHECKS;
    for (size_t i = 0; i < all->figure_count; i++)
        recall(all, i);
    return true;
}
