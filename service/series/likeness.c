#include "series/likeness_internal.h"

#include <stdlib.h>
#include <string.h>

#include "series/link.h"

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
                *entry = (struct entry){.series = i,
                                        .is_alias = k >= all->series[i].own_names,
                                        .norm = link_normalise(all->arena, all->series[i].names[k])};
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

bool likeness_is_bare(const struct label_parts *parts) {
    uint32_t weight = 0;
    for (size_t i = 0; i < parts->count; i++)
        weight += parts->pieces[i].weight;
    return weight <= BARE_WEIGHT;
}

/* Growths swing as they like; ranks are near each other or not. */
static bool is_within(const struct figure *figure, const struct likeness_series *series, int factor,
                      int distance) {
    bool has_value = false;
    if (!figure->quantity.has_value || figure->kind == FIGURE_CHANGE)
        return true;
    for (size_t i = 0; i < series->point_count; i++) {
        const struct observation *point = &series->points[i];
        if (point->status != STATUS_ACTUAL || !point->quantity.has_value)
            continue;
        struct decimal is = figure->quantity.value, was = point->quantity.value;
        if (figure->kind == FIGURE_RATE ? !is_far(is, was, distance)
                                        : !is_over(is, was, factor) && !is_over(was, is, factor))
            return true;
        has_value = true;
    }
    return !has_value;
}

static bool is_plausible(const struct figure *figure, const struct likeness_series *series, bool is_bare) {
    return is_bare ? is_within(figure, series, BARE_FACTOR, BARE_DISTANCE)
                   : is_within(figure, series, VALUE_FACTOR, RATE_DISTANCE);
}

bool likeness_is_near(const struct figure *figure, const struct likeness_series *series) {
    return is_within(figure, series, NAMESAKE_FACTOR, RATE_DISTANCE);
}

bool likeness_is_walled(const struct figure *figure, const struct likeness_series *series) {
    return figure->kind != series->kind || !link_units_fit(figure->unit, series->unit) ||
           (figure->kind == FIGURE_CHANGE && figure->basis != series->basis);
}

struct likeness_guess likeness_judge(const struct likeness *all, size_t i, const struct entry *entry) {
    const struct figure *figure = &all->figures[i];
    const struct likeness_series *series = &all->series[entry->series];
    struct likeness_guess guess = {.series = entry->series, .score = LIKENESS_EXACT};
    if (text_equal(all->labels[i].norm, entry->norm)) {
        guess.reasons = LIKE_NAME;
        guess.score = entry->is_alias ? LIKENESS_ALIAS : LIKENESS_EXACT;
    } else {
        guess.score = share(&all->labels[i].parts, &entry->parts);
        guess.reasons = LIKE_WORDS | doubts_of_labels(&all->labels[i].parts, &entry->parts);
    }
    if (text_equal(figure->unit, series->unit))
        guess.reasons |= LIKE_UNIT;
    if (!text_equal(all->scopes[i], series->scope))
        guess.reasons |= DOUBT_SCOPE;
    if (!is_plausible(figure, series, likeness_is_bare(&all->labels[i].parts)))
        guess.reasons |= DOUBT_VALUE;
    if (figure->status == STATUS_NORM)
        guess.reasons |= DOUBT_NORM;
    return guess;
}

/* ---- the best guesses of one figure ---- */

/* What is doubted goes behind what is not; then the score, whose series it is, and the very same unit decide. */
static int rank_of(const struct likeness *all, const struct likeness_guess *guess) {
    unsigned doubts = guess->reasons & DOUBT_ANY & ~(unsigned)DOUBT_PIECE;
    int rank = guess->score * 10 - (int)all->series[guess->series].origin * ORIGIN_STEP;
    for (; doubts != 0; doubts &= doubts - 1)
        rank -= DOUBT_STEP;
    rank -= (guess->reasons & DOUBT_PIECE) ? PIECE_STEP : 0;
    rank += (guess->reasons & LIKE_HISTORY) ? HISTORY_RANK : 0;
    return rank + ((guess->reasons & LIKE_UNIT) ? 1 : 0);
}

void likeness_keep_guess(const struct likeness *all, struct likeness_result *result,
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
        if (likeness_is_walled(&all->figures[i], &all->series[all->entries[entry].series]))
            all->overlap[entry] = 0;
        else
            all->touched[kept++] = entry;
    }
    size_t count = most_touched(all, kept, best);
    for (size_t k = 0; k < kept; k++)
        all->overlap[all->touched[k]] = 0;
    for (size_t k = 0; k < count; k++) {
        struct likeness_guess guess = likeness_judge(all, i, &all->entries[best[k]]);
        if (guess.score >= LIKENESS_SUGGEST)
            likeness_keep_guess(all, &all->results[i], guess);
    }
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
    if (!likeness_recall(&all) || !likeness_join(&all))
        return err_set(err, ERR_TOO_LARGE,
                       "There are more figures and series than can be held against each other.");
    *results = all.results;
    return arena_overflowed(arena) ? err_set(err, ERR_TOO_LARGE, "The report is too large to be linked.")
                                   : true;
}
