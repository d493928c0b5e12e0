#include "series/likeness_internal.h"

#include <stdlib.h>

/* ---- who joins what ---- */

static bool is_exact(const struct likeness_guess *guess) {
    return (guess->reasons & LIKE_NAME) != 0;
}

static bool is_own_name(const struct likeness *all, const struct likeness_guess *guess) {
    return guess->score == LIKENESS_EXACT && all->series[guess->series].origin == ORIGIN_OWN;
}

static int strength_of(const struct likeness *all, const struct likeness_guess *guess) {
    if (is_own_name(all, guess))
        return NAMESAKE_STRENGTH;
    if (guess->reasons & LIKE_HISTORY)
        return HISTORY_STRENGTH + guess->score;
    return all->series[guess->series].origin == ORIGIN_OWN ? guess->score : FOREIGN_STRENGTH;
}

/* Surest first; then the figure of higher confidence, then the earlier one. */
static int by_score(const void *a, const void *b) {
    const struct offer *left = a, *right = b;
    if (left->strength != right->strength)
        return left->strength < right->strength ? 1 : -1;
    if (left->next != right->next) /* confidence, while they are being sorted */
        return left->next < right->next ? 1 : -1;
    return (left->figure > right->figure) - (left->figure < right->figure);
}

static bool list_offers(struct likeness *all) {
    all->offers = ARENA_ARRAY(all->arena, all->figure_count * LIKENESS_SUGGESTIONS + 1, struct offer);
    all->offered = ARENA_ARRAY(all->arena, all->series_count + 1, long);
    if (all->offers == NULL || all->offered == NULL)
        return false;
    for (size_t i = 0; i < all->figure_count; i++)
        for (size_t k = 0; k < all->results[i].count; k++)
            all->offers[all->offer_count++] =
                (struct offer){i, all->results[i].guesses[k], strength_of(all, &all->results[i].guesses[k]),
                               all->figures[i].confidence};
    qsort(all->offers, all->offer_count, sizeof *all->offers, by_score);
    for (size_t i = 0; i < all->series_count; i++)
        all->offered[i] = NONE_LISTED;
    for (size_t i = all->offer_count; i-- > 0;) {
        all->offers[i].next = all->offered[all->offers[i].guess.series];
        all->offered[all->offers[i].guess.series] = (long)i;
    }
    return true;
}

static bool is_same_point(const struct likeness *all, size_t a, size_t b) {
    return all->labels[a].point == all->labels[b].point;
}

static bool says_the_same(const struct likeness *all, size_t a, size_t b) {
    return text_equal(all->labels[a].norm, all->labels[b].norm) &&
           quantity_same(&all->figures[a].quantity, &all->figures[b].quantity) == TRUTH_TRUE;
}

/* ---- what has been joined ---- */

static bool make_joined(struct likeness *all) {
    size_t size = 64;
    while (size < all->figure_count * 4)
        size *= 2;
    all->joined = ARENA_ARRAY(all->arena, size, struct joined);
    all->joined_mask = size - 1;
    return all->joined != NULL;
}

static uint64_t key_of(size_t series, uint64_t what) {
    uint64_t key = ((uint64_t)series + 1) * 0x9E3779B97F4A7C15ULL ^ what;
    return key == 0 ? 1 : key;
}

static struct joined *find_joined(const struct likeness *all, size_t series, uint64_t what) {
    uint64_t key = key_of(series, what);
    size_t at = (size_t)(key ^ key >> 32) & all->joined_mask;
    while (all->joined[at].key != 0 && all->joined[at].key != key)
        at = (at + 1) & all->joined_mask;
    return &all->joined[at];
}

static uint64_t label_of(const struct likeness *all, size_t figure) {
    return text_hash(all->labels[figure].norm) * 3 + 1; /* apart from the hashes of points */
}

static void remember(struct likeness *all, size_t figure, size_t series, uint64_t what) {
    struct joined *slot = find_joined(all, series, what);
    if (slot->key == 0)
        *slot = (struct joined){key_of(series, what), figure};
}

/* Puts the guess first, as the link. */
static void join(struct likeness *all, size_t figure, size_t series) {
    struct likeness_result *result = &all->results[figure];
    size_t at = 0;
    while (at + 1 < result->count && result->guesses[at].series != series)
        at++;
    struct likeness_guess chosen = result->guesses[at];
    for (; at > 0; at--)
        result->guesses[at] = result->guesses[at - 1];
    result->guesses[0] = chosen;
    result->verdict = LIKENESS_LINKED;
    remember(all, figure, series, all->labels[figure].point);
    remember(all, figure, series, label_of(all, figure));
}

static bool is_taken(const struct likeness *all, size_t figure, size_t series) {
    return find_joined(all, series, all->labels[figure].point)->key != 0;
}

/* What speaks against this offer among the others for its series: one that has joined, or one nearly as good. */
static unsigned rivals_for_series(const struct likeness *all, const struct offer *offer) {
    const struct joined *first = find_joined(all, offer->guess.series, all->labels[offer->figure].point);
    if (first->key != 0 && !says_the_same(all, first->figure, offer->figure))
        return DOUBT_TAKEN;
    size_t looked = 0;
    for (long i = all->offered[offer->guess.series]; i != NONE_LISTED && looked < RIVALS_LOOK;
         i = all->offers[i].next, looked++) {
        const struct offer *other = &all->offers[i];
        if (other->figure == offer->figure || says_the_same(all, other->figure, offer->figure) ||
            !is_same_point(all, other->figure, offer->figure) ||
            ((offer->guess.reasons & ~other->guess.reasons) & LIKE_HISTORY))
            continue;
        if (!is_exact(&offer->guess) && all->results[other->figure].verdict != LIKENESS_LINKED &&
            (other->guess.reasons & DOUBT_ANY) == 0 &&
            all->results[other->figure].guesses[0].series == offer->guess.series &&
            other->guess.score > offer->guess.score - LIKENESS_MARGIN)
            return DOUBT_RIVAL;
    }
    return 0;
}

/* Another series that this figure might as well join, and that no better one has joined. */
static bool has_other_series(const struct likeness *all, const struct offer *offer) {
    const struct likeness_result *result = &all->results[offer->figure];
    const struct likeness_series *chosen = &all->series[offer->guess.series];
    for (size_t k = 0; k < result->count; k++) {
        const struct likeness_guess *other = &result->guesses[k];
        if ((offer->guess.reasons & LIKE_HISTORY) && !is_own_name(all, other))
            continue;
        if (other->series == offer->guess.series ||
            (other->reasons & (DOUBT_SCOPE | DOUBT_NUMERAL | DOUBT_CONTRAST)) != 0)
            continue;
        bool is_foreign = all->series[other->series].origin != ORIGIN_OWN;
        if (is_foreign && (!is_exact(other) || chosen->is_provisional))
            continue;
        if (is_exact(&offer->guess) &&
            (!is_exact(other) || all->series[other->series].origin > chosen->origin ||
             ((offer->guess.reasons & ~other->reasons) & LIKE_UNIT)))
            continue;
        if (other->score > offer->guess.score - LIKENESS_MARGIN &&
            !is_taken(all, offer->figure, other->series))
            return true;
    }
    return false;
}

static bool is_bare_rate(const struct likeness *all, size_t i) {
    return all->figures[i].kind == FIGURE_RATE && likeness_is_bare(&all->labels[i].parts);
}

static bool may_be_sure(const struct likeness *all, const struct offer *offer) {
    if ((offer->guess.reasons & DOUBT_ANY) != 0)
        return false;
    if ((offer->guess.reasons & LIKE_HISTORY) && offer->guess.score >= LIKENESS_RECALLED)
        return true;
    if (is_bare_rate(all, offer->figure))
        return false;
    if (is_exact(&offer->guess))
        return true;
    return all->series[offer->guess.series].origin == ORIGIN_OWN && offer->guess.score >= LIKENESS_SURE;
}

static void mark(struct likeness_result *result, size_t series, unsigned doubts) {
    for (size_t k = 0; k < result->count; k++)
        if (result->guesses[k].series == series)
            result->guesses[k].reasons |= doubts;
}

/* ---- what the place in the report decides ---- */

static bool is_namesake(const struct likeness *all, const struct likeness_guess *guess) {
    const struct likeness_series *series = &all->series[guess->series];
    return is_exact(guess) && (guess->reasons & (DOUBT_ANY & ~(DOUBT_VALUE | DOUBT_RIVAL))) == 0 &&
           series->origin == ORIGIN_OWN && series->place != UINT32_MAX;
}

/* Where the figure's neighbour on one side (step -1 or 1) that has joined a series stood in the last report. */
static bool find_anchor(const struct likeness *all, size_t from, long step, uint32_t *place) {
    for (size_t i = from, gone = 0; gone < ANCHOR_REACH; gone++) {
        if (step < 0 ? i == 0 : i + 1 >= all->figure_count)
            return false;
        i = step < 0 ? i - 1 : i + 1;
        const struct likeness_result *result = &all->results[i];
        if (result->verdict != LIKENESS_LINKED || all->figures[i].status != STATUS_ACTUAL)
            continue;
        *place = all->series[result->guesses[0].series].place;
        if (*place != UINT32_MAX)
            return true;
    }
    return false;
}

/* May this guess be settled by its place? Of the very name, or alike enough. */
static bool may_be_placed(const struct likeness *all, const struct likeness_guess *guess) {
    return is_namesake(all, guess) ||
           (guess->score >= LIKENESS_PLACED && (guess->reasons & (DOUBT_ANY & ~DOUBT_RIVAL)) == 0 &&
            all->series[guess->series].origin == ORIGIN_OWN);
}

/* 结转收入 under four headings: of the series of this very name, the one that stood between the same neighbours. Likewise
 * of a name that is alike, but not enough so to be sure by itself. */
static void join_between(struct likeness *all, size_t i) {
    struct likeness_result *result = &all->results[i];
    uint32_t before, after;
    size_t chosen = 0, fitting = 0;
    if (result->verdict == LIKENESS_LINKED || is_bare_rate(all, i) ||
        all->figures[i].status != STATUS_ACTUAL || !find_anchor(all, i, -1, &before) ||
        !find_anchor(all, i, 1, &after) || after <= before || after - before > 2 * ANCHOR_REACH)
        return;
    for (size_t k = 0; k < result->count; k++) {
        uint32_t place = all->series[result->guesses[k].series].place;
        if (!may_be_placed(all, &result->guesses[k]) || place <= before || place >= after ||
            is_taken(all, i, result->guesses[k].series))
            continue;
        if (fitting > 0 && result->guesses[k].score <= result->guesses[chosen].score - LIKENESS_MARGIN)
            continue;
        fitting++;
        chosen = k;
    }
    const struct offer offer = {.figure = i, .guess = result->guesses[chosen]};
    if (fitting != 1 || rivals_for_series(all, &offer) != 0)
        return;
    result->guesses[chosen].reasons = (result->guesses[chosen].reasons & ~(unsigned)DOUBT_RIVAL) | LIKE_PLACE;
    join(all, i, result->guesses[chosen].series);
}

/* 办结率 without a subject is of what stands before it: it continues the series that stood behind the same one. */
static void join_behind(struct likeness *all, size_t i) {
    struct likeness_result *result = &all->results[i];
    if (result->verdict == LIKENESS_LINKED || !is_bare_rate(all, i) || i == 0 || result->count == 0 ||
        all->results[i - 1].verdict != LIKENESS_LINKED)
        return;
    uint32_t before = all->series[all->results[i - 1].guesses[0].series].place;
    for (size_t k = 0; k < result->count; k++) {
        size_t series = result->guesses[k].series;
        uint32_t place = all->series[series].place;
        if (before == UINT32_MAX || place == UINT32_MAX || place <= before || place - before > BEHIND_REACH ||
            !may_be_placed(all, &result->guesses[k]) || is_taken(all, i, series))
            continue;
        result->guesses[k].reasons |= LIKE_PLACE;
        join(all, i, series);
        return;
    }
}

/* One label in one report is one series: 15支 of this year goes where 12支 of the year before went. */
static void join_alongside(struct likeness *all, size_t i) {
    struct likeness_result *result = &all->results[i];
    if (result->verdict == LIKENESS_LINKED || result->count == 0 || all->figures[i].status == STATUS_NORM ||
        likeness_is_bare(&all->labels[i].parts))
        return;
    for (size_t k = 0; k < result->count; k++) {
        const struct likeness_guess *guess = &result->guesses[k];
        if ((guess->reasons & (DOUBT_VALUE | DOUBT_SCOPE)) == 0 && !is_taken(all, i, guess->series) &&
            find_joined(all, guess->series, label_of(all, i))->key != 0) {
            join(all, i, guess->series);
            return;
        }
    }
}

/* Joins by a guess that the words need not have found. */
static void join_by(struct likeness *all, size_t figure, struct likeness_guess guess) {
    struct likeness_result *result = &all->results[figure];
    size_t at = 0;
    while (at < result->count && result->guesses[at].series != guess.series)
        at++;
    if (at == result->count)
        at = result->count < LIKENESS_SUGGESTIONS ? result->count++ : LIKENESS_SUGGESTIONS - 1;
    result->guesses[at] = guess;
    join(all, figure, guess.series);
}

/* Figures of the label that history has recognised go along, but those whose very name another series had. */
static void join_along_history(struct likeness *all, size_t recalled) {
    const struct likeness_guess guess = all->results[recalled].guesses[0];
    for (size_t i = 0; i < all->figure_count; i++) {
        struct likeness_result *result = &all->results[i];
        bool has_own_name = false;
        for (size_t k = 0; k < result->count; k++)
            has_own_name = has_own_name || is_own_name(all, &result->guesses[k]);
        if (result->verdict != LIKENESS_LINKED && !has_own_name &&
            text_equal(all->labels[i].norm, all->labels[recalled].norm) &&
            text_equal(all->scopes[i], all->scopes[recalled]) &&
            !likeness_is_walled(&all->figures[i], &all->series[guess.series]) &&
            !is_taken(all, i, guess.series))
            join_by(all, i, guess);
    }
}

static void take_offers(struct likeness *all, bool (*is_turn)(const struct offer *)) {
    for (size_t i = 0; i < all->offer_count; i++) {
        const struct offer *offer = &all->offers[i];
        struct likeness_result *result = &all->results[offer->figure];
        if (!is_turn(offer) || result->verdict == LIKENESS_LINKED || !may_be_sure(all, offer))
            continue;
        unsigned doubts = has_other_series(all, offer) ? DOUBT_RIVAL : rivals_for_series(all, offer);
        if (doubts == 0)
            join(all, offer->figure, offer->guess.series);
        else
            mark(result, offer->guess.series, doubts);
    }
}

static bool is_strong(const struct offer *offer) {
    return offer->strength >= HISTORY_STRENGTH;
}

/* What a series of one's own may have been called otherwise goes before the very name of one that is not there yet. */
static bool is_middling(const struct offer *offer) {
    return !is_strong(offer) && offer->strength > FOREIGN_STRENGTH;
}

static bool is_foreign(const struct offer *offer) {
    return offer->strength <= FOREIGN_STRENGTH;
}

static void assign(struct likeness *all) {
    take_offers(all, is_strong);
    for (size_t i = 0; i < all->figure_count; i++)
        if (all->results[i].verdict == LIKENESS_LINKED &&
            (all->results[i].guesses[0].reasons & LIKE_HISTORY) &&
            !is_own_name(all, &all->results[i].guesses[0]))
            join_along_history(all, i);
    take_offers(all, is_middling);
}

/* ---- growth ---- */

static bool find_growth(const struct likeness *all, const struct figure *figure, int64_t owner,
                        size_t *found) {
    for (size_t i = 0; i < all->series_count; i++)
        if (all->series[i].growth_of == owner && !likeness_is_walled(figure, &all->series[i])) {
            *found = i;
            return true;
        }
    return false;
}

/* A change goes where its owner went, or nowhere: whose owner is new cannot continue a growth. */
static void follow_owner(struct likeness *all, size_t i) {
    const struct figure *figure = &all->figures[i];
    struct likeness_result *result = &all->results[i];
    if (figure->kind != FIGURE_CHANGE || figure->change_of < 0 ||
        (size_t)figure->change_of >= all->figure_count)
        return;
    const struct likeness_result *owner = &all->results[figure->change_of];
    result->verdict = LIKENESS_NEW;
    size_t series;
    if (owner->verdict != LIKENESS_LINKED ||
        !find_growth(all, figure, all->series[owner->guesses[0].series].id, &series))
        return;
    join_by(all, i, (struct likeness_guess){series, owner->guesses[0].score, LIKE_OWNER});
}

/* ---- the whole ---- */

static void settle_places(struct likeness *all) {
    for (int round = 0; round < 2; round++) /* what joined may be the neighbour that another needs */
        for (size_t i = 0; i < all->figure_count; i++) {
            join_between(all, i);
            join_behind(all, i);
            join_alongside(all, i);
        }
}

bool likeness_join(struct likeness *all) {
    if (!list_offers(all) || !make_joined(all))
        return false;
    assign(all);
    settle_places(all);
    take_offers(all, is_foreign);
    settle_places(all);
    for (size_t i = 0; i < all->figure_count; i++)
        follow_owner(all, i);
    for (size_t i = 0; i < all->figure_count; i++)
        if (all->results[i].verdict == LIKENESS_NEW && all->results[i].count > 0)
            all->results[i].verdict = LIKENESS_SUGGESTED;
    for (size_t i = 0; i < all->figure_count; i++)
        all->results[i].is_bare_rate = is_bare_rate(all, i);
    return true;
}
