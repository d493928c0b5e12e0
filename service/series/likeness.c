#include "series/likeness.h"

#include <stdlib.h>
#include <string.h>

#include "series/label_parts.h"
#include "series/link.h"

enum {
    RARITY_LEAST = 300,
    RARITY_STEP = 200,
    RARITY_MOST = 1600,
    WEIGHT_WHOLE = 1,   /* the piece that stands for the whole label: finds the same name again */
    VALUE_FACTOR = 50,  /* a value so many times another is doubtful */
    RATE_DISTANCE = 40, /* percentage points */
    BARE_WEIGHT = 5,    /* one word of the lists, or two characters */
    BARE_FACTOR = 3,
    BEHIND_REACH = 2,
    ORIGIN_STEP = 1000, /* of a rank: 100 thousandths of a score */
    ANCHOR_REACH = 8,   /* figures to the next that is linked */
    BARE_DISTANCE = 10,
    NONE_LISTED = -1
};

/* One name of one candidate. */
struct entry {
    size_t series;
    struct text norm;
    struct label_parts parts;
};

struct posting {
    uint64_t hash;
    uint32_t entry;
};

struct label {
    struct text norm;
    uint64_t point; /* hash of its period and status */
    struct label_parts parts;
};

/* A figure that might join a series; `next` lists those of one series. */
struct offer {
    size_t figure;
    struct likeness_guess guess;
    long next;
};

struct likeness {
    struct arena *arena;
    const struct figure *figures;
    const struct text *scopes;
    const struct likeness_series *series;
    size_t figure_count, series_count, entry_count, posting_count, offer_count;
    struct entry *entries;
    struct posting *postings;
    struct label *labels;
    uint32_t *overlap, *touched; /* of entries, while one figure is looked at */
    struct offer *offers;        /* best first */
    long *offered;               /* of each series: its first offer, or NONE_LISTED */
    struct likeness_result *results;
};

/* ---- names and their index ---- */

static uint64_t whole_hash(struct text norm) {
    return text_hash(norm) ^ 0x5851F42D4C957F2DULL;
}

static int by_posting(const void *a, const void *b) {
    const struct posting *left = a, *right = b;
    if (left->hash != right->hash)
        return left->hash > right->hash ? 1 : -1;
    return (left->entry > right->entry) - (left->entry < right->entry);
}

static bool list_names(struct likeness *all, const struct label_lexicon *lexicon) {
    size_t most = 0, pieces = 0;
    for (size_t i = 0; i < all->series_count; i++)
        most += all->series[i].name_count;
    all->entries = ARENA_ARRAY(all->arena, most + 1, struct entry);
    for (int origin = ORIGIN_OWN; all->entries != NULL && origin <= ORIGIN_CATALOGUE; origin++)
        for (size_t i = 0; i < all->series_count; i++)
            for (size_t k = 0;
                 all->series[i].origin == (enum likeness_origin)origin && k < all->series[i].name_count;
                 k++) {
                struct entry *entry = &all->entries[all->entry_count];
                *entry =
                    (struct entry){.series = i, .norm = link_normalise(all->arena, all->series[i].names[k])};
                if (entry->norm.len == 0)
                    continue;
                if (!label_take_apart(all->arena, lexicon, entry->norm, &entry->parts))
                    return false;
                pieces += entry->parts.count + 1;
                all->entry_count++;
            }
    all->postings = ARENA_ARRAY(all->arena, pieces + 1, struct posting);
    all->overlap = ARENA_ARRAY(all->arena, all->entry_count + 1, uint32_t);
    all->touched = ARENA_ARRAY(all->arena, all->entry_count + 1, uint32_t);
    return all->postings != NULL && all->overlap != NULL && all->touched != NULL;
}

static void index_names(struct likeness *all) {
    for (size_t i = 0; i < all->entry_count; i++) {
        const struct entry *entry = &all->entries[i];
        all->postings[all->posting_count++] = (struct posting){whole_hash(entry->norm), (uint32_t)i};
        for (size_t k = 0; k < entry->parts.count; k++)
            all->postings[all->posting_count++] = (struct posting){entry->parts.pieces[k].hash, (uint32_t)i};
    }
    qsort(all->postings, all->posting_count, sizeof *all->postings, by_posting);
}

static size_t lower_bound(const struct likeness *all, uint64_t hash) {
    size_t low = 0, high = all->posting_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all->postings[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t names_with(const struct likeness *all, uint64_t hash) {
    return hash == UINT64_MAX ? all->posting_count - lower_bound(all, hash)
                              : lower_bound(all, hash + 1) - lower_bound(all, hash);
}

/* How much a piece says: the fewer of the names have it, the more; by powers of two. */
static uint64_t rarity(const struct likeness *all, uint64_t hash) {
    size_t names = all->entry_count + all->figure_count, with = names_with(all, hash) + 1;
    uint64_t weight = RARITY_LEAST;
    for (; with * 2 <= names && weight < RARITY_MOST; with *= 2)
        weight += RARITY_STEP;
    return weight;
}

/* ---- how like two labels are ---- */

static void weigh(const struct likeness *all, struct label_parts *parts) {
    for (size_t i = 0; i < parts->count; i++) {
        parts->pieces[i].worth = parts->pieces[i].weight * rarity(all, parts->pieces[i].hash);
        parts->worth += parts->pieces[i].worth;
    }
}

static void weigh_all(struct likeness *all) {
    for (size_t i = 0; i < all->entry_count; i++)
        weigh(all, &all->entries[i].parts);
    for (size_t i = 0; i < all->figure_count; i++)
        weigh(all, &all->labels[i].parts);
}

static int share(const struct label_parts *a, const struct label_parts *b) {
    uint64_t both = 0, total = a->worth + b->worth;
    for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
        if (a->pieces[i].hash < b->pieces[k].hash) {
            i++;
        } else if (a->pieces[i].hash > b->pieces[k].hash) {
            k++;
        } else {
            both += a->pieces[i].worth;
            i++;
            k++;
        }
    }
    return total == 0 ? 0 : (int)(both * 2 * (LIKENESS_EXACT - 1) / total);
}

static bool has_piece(const struct label_parts *parts, uint64_t hash) {
    for (size_t i = 0; i < parts->count; i++)
        if (parts->pieces[i].hash == hash)
            return true;
    return false;
}

/* Has a two characters' piece, no word of the lists, that b lacks? */
static bool has_own_pair(const struct label_parts *a, const struct label_parts *b) {
    for (size_t i = 0; i < a->count; i++)
        if (a->pieces[i].weight == LABEL_WEIGHT_PAIR && a->pieces[i].is_plain &&
            !has_piece(b, a->pieces[i].hash))
            return true;
    return false;
}

static unsigned doubts_of_labels(const struct label_parts *a, const struct label_parts *b) {
    unsigned doubts = a->numerals != b->numerals ? DOUBT_NUMERAL : 0;
    for (size_t i = 0; i < LABEL_CONTRASTS; i++)
        if (a->contrasts[i] != 0 && b->contrasts[i] != 0 && a->contrasts[i] != b->contrasts[i])
            doubts |= DOUBT_CONTRAST;
    if (a->head != b->head && (!has_piece(b, a->head) || !has_piece(a, b->head)))
        doubts |= DOUBT_HEAD;
    if (has_own_pair(a, b) && has_own_pair(b, a))
        doubts |= DOUBT_PIECE;
    return a->joints != b->joints ? doubts | DOUBT_CONTRAST : doubts;
}

static bool is_over(struct decimal a, struct decimal b, int factor) {
    struct decimal bound;
    return decimal_sign(b) > 0 && decimal_multiply(b, decimal_from_int(factor), &bound) &&
           decimal_compare(a, bound) > 0;
}

static bool is_far(struct decimal a, struct decimal b, int distance_most) {
    struct decimal distance;
    if (!decimal_subtract(a, b, &distance))
        return true;
    if (decimal_sign(distance) < 0)
        distance = decimal_negate(distance);
    return decimal_compare(distance, decimal_from_int(distance_most)) > 0;
}

/* 投资, 改造, 回复率: what of is said elsewhere, so that only a value near the last one speaks for it. */
static bool is_bare(const struct label_parts *parts) {
    uint32_t weight = 0;
    for (size_t i = 0; i < parts->count; i++)
        weight += parts->pieces[i].weight;
    return weight <= BARE_WEIGHT;
}

/* Growths swing as they like; ranks are near each other or not. */
static bool is_plausible(const struct figure *figure, const struct likeness_series *series, bool is_bare) {
    int factor = is_bare ? BARE_FACTOR : VALUE_FACTOR, distance = is_bare ? BARE_DISTANCE : RATE_DISTANCE;
    if (!figure->quantity.has_value || series->value_count == 0 || figure->kind == FIGURE_CHANGE)
        return true;
    for (size_t i = 0; i < series->value_count; i++) {
        struct decimal is = figure->quantity.value, was = series->values[i];
        if (figure->kind == FIGURE_RATE ? !is_far(is, was, distance)
                                        : !is_over(is, was, factor) && !is_over(was, is, factor))
            return true;
    }
    return false;
}

static bool is_walled(const struct figure *figure, const struct likeness_series *series) {
    return figure->kind != series->kind || !link_units_fit(figure->unit, series->unit) ||
           (figure->kind == FIGURE_CHANGE && figure->basis != series->basis);
}

static struct likeness_guess judge(const struct likeness *all, size_t i, const struct entry *entry) {
    const struct figure *figure = &all->figures[i];
    const struct likeness_series *series = &all->series[entry->series];
    struct likeness_guess guess = {.series = entry->series, .score = LIKENESS_EXACT};
    if (text_equal(all->labels[i].norm, entry->norm)) {
        guess.reasons = LIKE_NAME;
    } else {
        guess.score = share(&all->labels[i].parts, &entry->parts);
        guess.reasons = LIKE_WORDS | doubts_of_labels(&all->labels[i].parts, &entry->parts);
    }
    if (text_equal(figure->unit, series->unit))
        guess.reasons |= LIKE_UNIT;
    if (!text_equal(all->scopes[i], series->scope))
        guess.reasons |= DOUBT_SCOPE;
    if (!is_plausible(figure, series, is_bare(&all->labels[i].parts)))
        guess.reasons |= DOUBT_VALUE;
    if (figure->status == STATUS_NORM)
        guess.reasons |= DOUBT_NORM;
    return guess;
}

/* ---- the best guesses of one figure ---- */

/* What is doubted goes behind what is not; then the score, whose series it is, and the very same unit decide. */
static int rank_of(const struct likeness *all, const struct likeness_guess *guess) {
    unsigned doubts = guess->reasons & DOUBT_ANY;
    int rank = guess->score * 10 - (int)all->series[guess->series].origin * ORIGIN_STEP;
    for (; doubts != 0; doubts &= doubts - 1)
        rank -= 1000;
    return rank + ((guess->reasons & LIKE_UNIT) ? 1 : 0);
}

static void keep_guess(const struct likeness *all, struct likeness_result *result,
                       struct likeness_guess guess) {
    size_t at = 0;
    while (at < result->count && result->guesses[at].series != guess.series)
        at++;
    if (at < result->count) { /* another name of the same series */
        if (rank_of(all, &guess) <= rank_of(all, &result->guesses[at]))
            return;
    } else if (result->count < LIKENESS_SUGGESTIONS) {
        result->count++;
    } else {
        at = LIKENESS_SUGGESTIONS - 1;
        if (rank_of(all, &guess) <= rank_of(all, &result->guesses[at]))
            return;
    }
    for (; at > 0 && rank_of(all, &guess) > rank_of(all, &result->guesses[at - 1]); at--)
        result->guesses[at] = result->guesses[at - 1];
    result->guesses[at] = guess;
}

static size_t touch(struct likeness *all, uint64_t hash, uint32_t weight, size_t touched) {
    size_t from = lower_bound(all, hash);
    for (size_t i = from;
         i < all->posting_count && i - from < LIKENESS_POSTINGS && all->postings[i].hash == hash; i++) {
        uint32_t entry = all->postings[i].entry;
        if (all->overlap[entry] == 0)
            all->touched[touched++] = entry;
        all->overlap[entry] += weight;
    }
    return touched;
}

/* Keeps the LIKENESS_LOOK of greatest overlap, in place, by insertion; most are turned away by one comparison. */
static size_t most_touched(const struct likeness *all, size_t touched, uint32_t best[LIKENESS_LOOK]) {
    size_t count = 0;
    for (size_t i = 0; i < touched; i++) {
        uint32_t entry = all->touched[i], overlap = all->overlap[entry];
        if (count == LIKENESS_LOOK && overlap <= all->overlap[best[count - 1]])
            continue;
        size_t at = count < LIKENESS_LOOK ? count++ : count - 1;
        for (; at > 0 && overlap > all->overlap[best[at - 1]]; at--)
            best[at] = best[at - 1];
        best[at] = entry;
    }
    return count;
}

static void look(struct likeness *all, size_t i) {
    const struct label *label = &all->labels[i];
    uint32_t best[LIKENESS_LOOK];
    size_t touched = 0;
    if (label->norm.len == 0)
        return;
    for (size_t k = 0; k < label->parts.count; k++) {
        uint64_t hash = label->parts.pieces[k].hash;
        touched = touch(all, hash, (uint32_t)label->parts.pieces[k].worth, touched);
    }
    touched = touch(all, whole_hash(label->norm), WEIGHT_WHOLE * UINT32_MAX / 2, touched);
    size_t kept = 0;
    for (size_t k = 0; k < touched; k++) { /* walls first, so that they do not fill the places */
        uint32_t entry = all->touched[k];
        if (is_walled(&all->figures[i], &all->series[all->entries[entry].series]))
            all->overlap[entry] = 0;
        else
            all->touched[kept++] = entry;
    }
    size_t count = most_touched(all, kept, best);
    for (size_t k = 0; k < kept; k++)
        all->overlap[all->touched[k]] = 0;
    for (size_t k = 0; k < count; k++) {
        struct likeness_guess guess = judge(all, i, &all->entries[best[k]]);
        if (guess.score >= LIKENESS_SUGGEST)
            keep_guess(all, &all->results[i], guess);
    }
}

/* ---- who joins what ---- */

static bool is_exact(const struct likeness_guess *guess) {
    return (guess->reasons & LIKE_NAME) != 0;
}

/* Surest first; then the figure of higher confidence, then the earlier one. */
static int by_score(const void *a, const void *b) {
    const struct offer *left = a, *right = b;
    if (left->guess.score != right->guess.score)
        return left->guess.score < right->guess.score ? 1 : -1;
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
                (struct offer){i, all->results[i].guesses[k], all->figures[i].confidence};
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

static bool has_joined(const struct likeness *all, size_t figure, size_t series) {
    return all->results[figure].verdict == LIKENESS_LINKED &&
           all->results[figure].guesses[0].series == series;
}

/* What speaks against this offer among the others for its series: one that has joined, or one nearly as good. */
static unsigned rivals_for_series(const struct likeness *all, const struct offer *offer) {
    unsigned doubts = 0;
    for (long i = all->offered[offer->guess.series]; i != NONE_LISTED; i = all->offers[i].next) {
        const struct offer *other = &all->offers[i];
        if (other->figure == offer->figure || says_the_same(all, other->figure, offer->figure) ||
            !is_same_point(all, other->figure, offer->figure))
            continue;
        if (has_joined(all, other->figure, offer->guess.series))
            return DOUBT_TAKEN;
        if (!is_exact(&offer->guess) && all->results[other->figure].verdict != LIKENESS_LINKED &&
            (other->guess.reasons & DOUBT_ANY) == 0 &&
            all->results[other->figure].guesses[0].series == offer->guess.series &&
            other->guess.score > offer->guess.score - LIKENESS_MARGIN)
            doubts |= DOUBT_RIVAL;
    }
    return doubts;
}

static bool is_taken(const struct likeness *all, size_t figure, size_t series) {
    for (long i = all->offered[series]; i != NONE_LISTED; i = all->offers[i].next)
        if (has_joined(all, all->offers[i].figure, series) &&
            is_same_point(all, all->offers[i].figure, figure))
            return true;
    return false;
}

/* Another series that this figure might as well join, and that no better one has joined. */
static bool has_other_series(const struct likeness *all, const struct offer *offer) {
    const struct likeness_result *result = &all->results[offer->figure];
    const struct likeness_series *chosen = &all->series[offer->guess.series];
    for (size_t k = 0; k < result->count; k++) {
        const struct likeness_guess *other = &result->guesses[k];
        if (other->series == offer->guess.series ||
            (other->reasons & (DOUBT_SCOPE | DOUBT_NUMERAL | DOUBT_CONTRAST)) != 0)
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

/* Puts the guess first, as the link. */
static void join(struct likeness_result *result, size_t series) {
    size_t at = 0;
    while (at + 1 < result->count && result->guesses[at].series != series)
        at++;
    struct likeness_guess chosen = result->guesses[at];
    for (; at > 0; at--)
        result->guesses[at] = result->guesses[at - 1];
    result->guesses[0] = chosen;
    result->verdict = LIKENESS_LINKED;
}

static bool is_bare_rate(const struct likeness *all, size_t i) {
    return all->figures[i].kind == FIGURE_RATE && is_bare(&all->labels[i].parts);
}

static bool may_be_sure(const struct likeness *all, const struct offer *offer) {
    if ((offer->guess.reasons & DOUBT_ANY) != 0 || is_bare_rate(all, offer->figure))
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
    join(result, result->guesses[chosen].series);
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
        join(result, series);
        return;
    }
}

/* One label in one report is one series: 15支 of this year goes where 12支 of the year before went. */
static void join_alongside(struct likeness *all, size_t i) {
    struct likeness_result *result = &all->results[i];
    if (result->verdict == LIKENESS_LINKED || result->count == 0 || all->figures[i].status == STATUS_NORM ||
        is_bare(&all->labels[i].parts))
        return;
    size_t series = result->guesses[0].series;
    if (is_taken(all, i, series) || (result->guesses[0].reasons & (DOUBT_VALUE | DOUBT_SCOPE)) != 0)
        return;
    for (long k = all->offered[series]; k != NONE_LISTED; k = all->offers[k].next) {
        size_t other = all->offers[k].figure;
        if (other != i && has_joined(all, other, series) &&
            text_equal(all->labels[other].norm, all->labels[i].norm)) {
            join(result, series);
            return;
        }
    }
}

static void assign(struct likeness *all) {
    for (size_t i = 0; i < all->offer_count; i++) {
        const struct offer *offer = &all->offers[i];
        struct likeness_result *result = &all->results[offer->figure];
        if (result->verdict == LIKENESS_LINKED || !may_be_sure(all, offer))
            continue;
        unsigned doubts = has_other_series(all, offer) ? DOUBT_RIVAL : rivals_for_series(all, offer);
        if (doubts == 0)
            join(result, offer->guess.series);
        else
            mark(result, offer->guess.series, doubts);
    }
}

/* ---- growth ---- */

static bool find_growth(const struct likeness *all, const struct figure *figure, int64_t owner,
                        size_t *found) {
    for (size_t i = 0; i < all->series_count; i++)
        if (all->series[i].growth_of == owner && !is_walled(figure, &all->series[i])) {
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
    struct likeness_guess guess = {series, owner->guesses[0].score, LIKE_OWNER};
    size_t at = 0;
    while (at < result->count && result->guesses[at].series != series)
        at++;
    if (at == result->count)
        at = result->count < LIKENESS_SUGGESTIONS ? result->count++ : LIKENESS_SUGGESTIONS - 1;
    result->guesses[at] = guess;
    join(result, series);
}

/* ---- the whole ---- */

static uint64_t point_of(const struct figure *figure) {
    char period[PERIOD_TEXT_MAX];
    period_print(period_canonical(figure->period), period);
    return text_hash(text_from(period)) ^ (uint64_t)figure->status;
}

static bool take_labels(struct likeness *all, const struct label_lexicon *lexicon) {
    all->labels = ARENA_ARRAY(all->arena, all->figure_count + 1, struct label);
    all->results = ARENA_ARRAY(all->arena, all->figure_count + 1, struct likeness_result);
    for (size_t i = 0; all->labels != NULL && i < all->figure_count; i++) {
        all->labels[i].norm = link_normalise(all->arena, all->figures[i].label);
        all->labels[i].point = point_of(&all->figures[i]);
        if (!label_take_apart(all->arena, lexicon, all->labels[i].norm, &all->labels[i].parts))
            return false;
    }
    return all->labels != NULL && all->results != NULL;
}

bool likeness_link(struct arena *arena, const struct figure *figures, const struct text *scopes,
                   size_t figure_count, const struct likeness_series *series, size_t series_count,
                   struct likeness_result **results, struct err *err) {
    struct likeness all = {.arena = arena,
                           .figures = figures,
                           .scopes = scopes,
                           .series = series,
                           .figure_count = figure_count,
                           .series_count = series_count};
    const struct label_lexicon *lexicon = label_lexicon_new(arena);
    if (lexicon == NULL || !take_labels(&all, lexicon) || !list_names(&all, lexicon))
        return err_set(err, ERR_TOO_LARGE,
                       "There are more figures and series than can be held against each other.");
    index_names(&all);
    weigh_all(&all);
    for (size_t i = 0; i < figure_count; i++)
        look(&all, i);
    if (!list_offers(&all))
        return err_set(err, ERR_TOO_LARGE,
                       "There are more figures and series than can be held against each other.");
    assign(&all);
    for (int round = 0; round < 2; round++) /* what joined may be the neighbour that another needs */
        for (size_t i = 0; i < figure_count; i++) {
            join_between(&all, i);
            join_behind(&all, i);
            join_alongside(&all, i);
        }
    for (size_t i = 0; i < figure_count; i++)
        follow_owner(&all, i);
    for (size_t i = 0; i < figure_count; i++)
        if (all.results[i].verdict == LIKENESS_NEW && all.results[i].count > 0)
            all.results[i].verdict = LIKENESS_SUGGESTED;
    *results = all.results;
    return arena_overflowed(arena) ? err_set(err, ERR_TOO_LARGE, "The report is too large to be linked.")
                                   : true;
}

static const struct {
    const char *zh, *en;
} reason_texts[LIKENESS_REASONS] = {
    {"名称相同", "the same name"},
    {"名称相近", "a similar name"},
    {"单位相同", "the same unit"},
    {"位置相同", "the same place in the report"},
    {"所属指标已关联", "what it is a change of is linked"},
    {"", ""},
    {"", ""},
    {"", ""},
    {"范围不同", "another scope"},
    {"名称中的数字不同", "other numerals in the name"},
    {"用词互斥", "words that exclude each other"},
    {"中心词不同", "another head noun"},
    {"数值与历史相差过大", "a value out of proportion to its history"},
    {"另有相近的对象", "another one is nearly as likely"},
    {"本期已有其他数值", "another figure of this period has joined it"},
    {"属于规定而非实绩", "a standing rule, not a result"},
    {"关键词不同", "each has a word of its own"},
};

static size_t reason_index(unsigned reason) {
    size_t i = 0;
    while (i + 1 < LIKENESS_REASONS && reason != 1U << i)
        i++;
    return reason == 1U << i ? i : 5; /* an empty one */
}

const char *likeness_reason_zh(unsigned reason) {
    return reason_texts[reason_index(reason)].zh;
}

const char *likeness_reason_en(unsigned reason) {
    return reason_texts[reason_index(reason)].en;
}
