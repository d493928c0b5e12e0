#include "app/intake_internal.h"

#include <stdlib.h>

#include "base/dict.h"

enum {
    LINK_NOTES_MAX = 16,
    VARIANTS_MAX = 32, /* of one label; what comes after them waits */
    REVIEW_SCORE = 500 /* a new label that is less like any of the organisation's own series is simply new */
};

struct linking {
    struct arena *arena;
    struct intake *intake;
    const struct intake_known *known;
    struct candidates candidates;
    struct likeness_result *results; /* one a figure */
    struct dict points;              /* by point_key: the figure that counts */
    struct dict exhausted;           /* by normal form: labels of too many values */
    struct dict own;                 /* by code: the metrics that this organisation has series of */
    struct dict judged;              /* by label_key: rejected or standing */
};

static bool joins_a_series(const struct figure *figure, const struct intake_link *link) {
    return figure->kind != FIGURE_CHANGE && figure->quantity.reason == REASON_NONE &&
           link->key.label_norm.len > 0;
}

static bool is_sure_of(const struct linking *all, size_t i) {
    return all->results[i].verdict == LIKENESS_LINKED;
}

bool intake_knows_all(const struct intake *intake, const struct intake_known *known) {
    for (size_t i = 0; i < intake->extracted.count; i++) {
        size_t count;
        (void)candidates_find(known, intake->links[i].key.label_norm, &count);
        if (count == 0 && joins_a_series(&intake->extracted.figures[i], &intake->links[i]))
            return false;
    }
    return true;
}

static bool list_own(struct linking *all) {
    dict_init(&all->own, all->arena);
    for (size_t i = 0; i < all->known->past_count; i++) {
        const struct metric *metric = &all->known->past[i].metric;
        if (metric->id != 0 && !dict_put(&all->own, metric->code, (void *)metric))
            return false;
    }
    return true;
}

/* ---- likeness ---- */

static bool hold_against(struct linking *all, struct err *err) {
    const struct intake *intake = all->intake;
    size_t count = intake->extracted.count;
    struct candidate_wish *wishes = ARENA_ARRAY(all->arena, count, struct candidate_wish);
    struct text *scopes = ARENA_ARRAY(all->arena, count, struct text);
    if (wishes == NULL || scopes == NULL)
        return err_set(err, ERR_TOO_LARGE, "The report is too large to be linked.");
    for (size_t i = 0; i < count; i++) {
        wishes[i] = (struct candidate_wish){intake->links[i].key, intake->links[i].scope};
        scopes[i] = intake->links[i].scope;
    }
    return candidates_collect(all->arena, all->known, wishes, count, &all->candidates, err) &&
           likeness_link(all->arena, intake->extracted.figures, scopes, count, all->candidates.series,
                         all->candidates.count, &all->results, err);
}

/* ---- which metric ---- */

static void join_liked(struct linking *all, size_t i) {
    const struct likeness_guess *guess = &all->results[i].guesses[0];
    struct intake_link *link = &all->intake->links[i];
    struct figure *figure = &all->intake->extracted.figures[i];
    link->known = all->candidates.metrics[guess->series];
    link->metric = link->known->code;
    link->scope = all->candidates.series[guess->series].scope;
    figure->link = (guess->reasons & LIKE_PLACE)  ? LINK_PLACE
                   : (guess->reasons & LIKE_NAME) ? LINK_NAME
                                                  : LINK_LIKENESS;
    link->is_found = figure->link == LINK_LIKENESS;
}

/* What an alias says by itself; NULL: nothing, or more than one thing. */
static const struct metric *known_exactly(const struct linking *all, const struct intake_link *link) {
    size_t count, from = candidates_find(all->known, link->key.label_norm, &count);
    const struct link_candidate *found = link_choose(&link->key, all->known->aliases + from, count);
    return found != NULL ? &all->known->alias_metrics[found - all->known->aliases] : NULL;
}

/* A value far out of proportion, or a name that several of the organisation's series bear: the alias alone does not decide. */
static bool is_contested(const struct linking *all, size_t i, const struct metric *metric) {
    const struct likeness_result *result = &all->results[i];
    size_t namesakes = 0;
    bool is_doubted = false;
    for (size_t k = 0; k < result->count; k++) {
        const struct likeness_guess *guess = &result->guesses[k];
        const struct likeness_series *series = &all->candidates.series[guess->series];
        if (!(guess->reasons & LIKE_NAME))
            continue;
        namesakes += series->origin == ORIGIN_OWN;
        if (all->candidates.metrics[guess->series]->id == metric->id && (guess->reasons & DOUBT_VALUE))
            is_doubted = !likeness_is_near(&all->intake->extracted.figures[i], series);
    }
    return is_doubted || namesakes > 1;
}

/* Is a rate that does not say of what (回复率) backed by what stands just before it (回复网络咨询92条)? Of a metric that has no parts to
 * be backed by, and of an alias of the organisation's own, nobody asks for that. */
static bool is_backed(const struct linking *all, size_t i, const struct metric *found) {
    enum { REACH = 2 };
    if (found->numerator.len == 0 && found->denominator.len == 0)
        return true;
    for (size_t k = i; k > 0 && i - k < REACH; k--) {
        struct text before = all->intake->links[k - 1].metric;
        if (before.len > 0 &&
            (text_equal(before, found->numerator) || text_equal(before, found->denominator)))
            return true;
    }
    return dict_get(&all->own, found->code) != NULL;
}

static bool begin_metric(struct linking *all, size_t i) {
    struct intake_link *link = &all->intake->links[i];
    char code[LINK_CODE_MAX];
    link_provisional_code(&link->key, 0, code);
    link->metric = arena_text(all->arena, text_from(code));
    link->is_provisional = true;
    all->intake->extracted.figures[i].link = LINK_NEW;
    struct metric *made = ARENA_NEW(all->arena, struct metric);
    if (made == NULL || link->metric.len == 0)
        return false;
    *made = intake_provisional(all->intake, i);
    link->known = made;
    return true;
}

/* 办结率 is called by what it stands behind: 受理诉求·办结率; others by their number. */
static struct text name_variant(const struct linking *all, size_t i, unsigned n) {
    const struct figure *figure = &all->intake->extracted.figures[i], *before = i > 0 ? figure - 1 : NULL;
    if (n == 1 && before != NULL && before->label.len > 0 && !text_equal(before->label, figure->label))
        return arena_printf(all->arena, "%.*s·%.*s", TEXT_ARG(before->label), TEXT_ARG(figure->label));
    return arena_printf(all->arena, "%.*s（%u）", TEXT_ARG(figure->label), n);
}

/* The n-th metric of one label in this organisation: the second 结转收入 of a budget is another fund's. */
static bool take_variant(struct linking *all, size_t i, unsigned n) {
    struct intake_link *link = &all->intake->links[i];
    struct link_key key = link->key;
    char code[LINK_CODE_MAX];
    key.label_norm = arena_printf(all->arena, "%.*s\x1f%.*s\x1f%u", TEXT_ARG(link->key.label_norm),
                                  TEXT_ARG(all->known->org), n);
    link_provisional_code(&key, 0, code);
    struct metric *made = ARENA_NEW(all->arena, struct metric);
    link->metric = arena_text(all->arena, text_from(code));
    if (made == NULL || link->metric.len == 0)
        return false;
    *made = intake_provisional(all->intake, i);
    made->name_zh = name_variant(all, i, n);
    if (link->known != NULL)
        link->base = link->known;
    link->known = made;
    link->is_provisional = link->is_variant = true;
    return made->name_zh.len > 0;
}

/* A rate that does not say of what is of what it stands behind, until somebody knows better. */
static bool begin_variant(struct linking *all, size_t i) {
    all->intake->extracted.figures[i].link = LINK_NEW;
    for (unsigned n = 1; n <= VARIANTS_MAX; n++)
        if (!take_variant(all, i, n) || dict_get(&all->own, all->intake->links[i].metric) == NULL)
            break;
    return !arena_overflowed(all->arena);
}

/* Where likeness is not sure: what the alias says, unless the value speaks against it; else a metric of its own. */
static bool join_named(struct linking *all, size_t i) {
    struct intake_link *link = &all->intake->links[i];
    struct figure *figure = &all->intake->extracted.figures[i];
    const struct metric *found = known_exactly(all, link);
    if (found == NULL)
        return begin_metric(all, i);
    if (all->results[i].is_bare_rate && !is_backed(all, i, found)) {
        link->known = found;
        return begin_variant(all, i);
    }
    if (is_contested(all, i, found)) {
        figure->link = LINK_WAITS;
        return true;
    }
    link->known = found;
    link->metric = found->code;
    figure->link = LINK_NAME;
    return true;
}

/* ---- what waits for a person ---- */

static bool suggest(struct linking *all, size_t i) {
    const struct likeness_result *result = &all->results[i];
    struct figure *figure = &all->intake->extracted.figures[i];
    struct suggestion *suggestions = ARENA_ARRAY(all->arena, result->count, struct suggestion);
    bool is_only_itself = result->count == 1 && figure->link == LINK_NAME;
    if (suggestions == NULL)
        return false;
    for (size_t k = 0; k < result->count && !is_only_itself; k++) {
        const struct likeness_guess *guess = &result->guesses[k];
        const struct metric *metric = all->candidates.metrics[guess->series];
        suggestions[figure->suggestion_count++] =
            (struct suggestion){.series = all->candidates.series[guess->series].id,
                                .metric = metric->code,
                                .name_zh = metric->name_zh,
                                .scope = all->candidates.series[guess->series].scope,
                                .score = guess->score,
                                .reasons = guess->reasons};
    }
    figure->suggestions = suggestions;
    return true;
}

static bool is_doubtful(const struct linking *all, size_t i) {
    const struct figure *figure = &all->intake->extracted.figures[i];
    const struct likeness_result *result = &all->results[i];
    if (figure->confidence < SURE_CONFIDENCE || figure->link == LINK_WAITS)
        return true;
    for (size_t k = 0; figure->link == LINK_NEW && k < result->count; k++)
        if (all->candidates.series[result->guesses[k].series].origin == ORIGIN_OWN &&
            result->guesses[k].score >= REVIEW_SCORE)
            return true;
    return false;
}

/* Of a label, unit and kind. */
static struct text label_key(struct arena *arena, struct text norm, struct text unit, enum figure_kind kind) {
    return arena_printf(arena, "%.*s\x1f%.*s\x1f%s", TEXT_ARG(norm), TEXT_ARG(unit), figure_kind_name(kind));
}

static const char rejected[] = "rejected", standing[] = "standing";

/* What became of the labels of the last reports, where anything was rejected at all. */
static bool list_rejected(struct linking *all) {
    bool has_any = false;
    for (size_t i = 0; i < all->known->past_count; i++)
        has_any = has_any || all->known->past[i].state == FIGURE_REJECTED;
    dict_init(&all->judged, all->arena);
    for (size_t i = 0; has_any && i < all->known->past_count; i++) {
        const struct past_figure *past = &all->known->past[i];
        struct text key =
            label_key(all->arena, link_normalise(all->arena, past->label), past->unit, past->kind);
        bool is_rejected = past->state == FIGURE_REJECTED && dict_get(&all->judged, key) != standing;
        if (key.len == 0 || !dict_put(&all->judged, key, (void *)(is_rejected ? rejected : standing)))
            return false;
    }
    return true;
}

/* Did people reject whatever they judged of this label, and does nothing of it stand? */
static bool was_always_rejected(const struct linking *all, const struct intake_link *link) {
    return all->judged.count > 0 &&
           dict_get(&all->judged,
                    label_key(all->arena, link->key.label_norm, link->key.unit, link->key.kind)) == rejected;
}

static bool settle_state(struct linking *all, size_t i) {
    struct figure *figure = &all->intake->extracted.figures[i];
    if (was_always_rejected(all, &all->intake->links[i]))
        figure->state = FIGURE_REJECTED;
    else
        figure->state = is_doubtful(all, i) ? FIGURE_PENDING : FIGURE_SURE;
    bool is_old = figure->link == LINK_NAME && dict_get(&all->own, all->intake->links[i].metric) != NULL;
    return is_old || suggest(all, i);
}

/* ---- one value a point ---- */

/* The identity of a point within one report. */
static struct text point_key(struct arena *arena, const struct figure *figure,
                             const struct intake_link *link) {
    char period[PERIOD_TEXT_MAX];
    period_print(period_canonical(figure->period), period);
    return arena_printf(arena, "%.*s\x1f%.*s\x1f%s\x1f%s", TEXT_ARG(link->metric), TEXT_ARG(link->scope),
                        period, figure_status_name(figure->status));
}

static void note_two_values(struct linking *all, const struct figure *kept, const struct figure *other,
                            struct text name) {
    struct intake *intake = all->intake;
    if (intake->note_count < intake->document.note_count + LINK_NOTES_MAX)
        (void)intake_note(
            intake,
            arena_printf(all->arena,
                         "Two values for %.*s: %.*s at %u and %.*s at %u; the latter is kept apart as %.*s.",
                         TEXT_ARG(other->label), TEXT_ARG(kept->text), kept->start, TEXT_ARG(other->text),
                         other->start, TEXT_ARG(name)));
}

/* Two values for one point cannot both be of one series. The surer one stays, the earlier one among equals; the other is kept
 * apart in a series of its own, the first that neither this report nor an earlier one has filled, and waits for a person. */
static bool keep_apart(struct linking *all, size_t i, const struct figure *kept) {
    struct figure *figure = &all->intake->extracted.figures[i];
    struct intake_link *link = &all->intake->links[i];
    struct text label = link->key.label_norm;
    for (unsigned n = 2; n <= VARIANTS_MAX && dict_get(&all->exhausted, label) == NULL; n++) {
        if (!take_variant(all, i, n))
            return false;
        struct text key = point_key(all->arena, figure, link);
        const struct figure *other = key.len > 0 ? dict_get(&all->points, key) : NULL;
        if (key.len == 0)
            return false;
        if (other != NULL && quantity_same(&other->quantity, &figure->quantity) == TRUTH_TRUE)
            return true;
        if (other != NULL || dict_get(&all->own, link->metric) != NULL)
            continue;
        figure->state = FIGURE_PENDING;
        figure->link = LINK_NEW;
        link->is_point = true;
        note_two_values(all, kept, figure, link->known->name_zh);
        return dict_put(&all->points, key, figure);
    }
    link->metric = (struct text){0};
    link->known = NULL;
    link->is_provisional = false;
    figure->link = LINK_WAITS;
    figure->state = FIGURE_PENDING;
    return dict_put(&all->exhausted, label, figure);
}

static bool settle_point(struct linking *all, size_t i) {
    struct intake *intake = all->intake;
    struct figure *figure = &intake->extracted.figures[i];
    if (intake->links[i].metric.len == 0 || figure->state == FIGURE_REJECTED)
        return true;
    struct text key = point_key(all->arena, figure, &intake->links[i]);
    struct figure *other = key.len > 0 ? dict_get(&all->points, key) : NULL;
    if (other == NULL) {
        intake->links[i].is_point = true;
        return key.len > 0 && dict_put(&all->points, key, figure);
    }
    return quantity_same(&other->quantity, &figure->quantity) == TRUTH_TRUE || keep_apart(all, i, other);
}

/* What is surely linked goes first, then the surer reading, then the text's order. */
struct turn {
    bool is_linked;
    int confidence;
    size_t figure;
};

static int by_turn(const void *left, const void *right) {
    const struct turn *a = left, *b = right;
    if (a->is_linked != b->is_linked)
        return a->is_linked ? -1 : 1;
    if (a->confidence != b->confidence)
        return a->confidence > b->confidence ? -1 : 1;
    return (a->figure > b->figure) - (a->figure < b->figure);
}

static bool settle_points(struct linking *all) {
    const struct extract_result *extracted = &all->intake->extracted;
    struct turn *turns = ARENA_ARRAY(all->arena, extracted->count, struct turn);
    bool is_whole = turns != NULL;
    dict_init(&all->points, all->arena);
    dict_init(&all->exhausted, all->arena);
    for (size_t i = 0; is_whole && i < extracted->count; i++)
        turns[i] = (struct turn){is_sure_of(all, i), extracted->figures[i].confidence, i};
    if (!is_whole)
        return false;
    qsort(turns, extracted->count, sizeof *turns, by_turn);
    for (size_t i = 0; is_whole && i < extracted->count; i++)
        is_whole = settle_point(all, turns[i].figure);
    return is_whole;
}

/* ---- claims ---- */

/* A change without a figure of its own (财政收入同比增长5%): the one metric that its label means, whatever that is counted in. */
static const struct metric *metric_of_label(const struct linking *all, const struct link_key *key) {
    const struct metric *only = NULL;
    size_t count, from = candidates_find(all->known, key->label_norm, &count);
    for (size_t i = from; key->label_norm.len > 0 && i < from + count; i++) {
        if (only != NULL && !text_equal(only->code, all->known->alias_metrics[i].code))
            return NULL;
        only = &all->known->alias_metrics[i];
    }
    return only;
}

/* A claim speaks of its owner's series. Owners come first in the text or not; so this runs when all figures are linked. */
static void link_claim(struct linking *all, size_t i) {
    struct intake *intake = all->intake;
    struct figure *figure = &intake->extracted.figures[i];
    struct intake_link *link = &intake->links[i];
    figure->state = figure->confidence < SURE_CONFIDENCE ? FIGURE_PENDING : FIGURE_SURE;
    if (figure->kind != FIGURE_CHANGE)
        return;
    link->is_claim = true;
    if (figure->change_of != FIGURE_NOT_OWNED) {
        const struct intake_link *owner = &intake->links[figure->change_of];
        link->known = owner->known;
        link->scope = owner->scope;
    } else
        link->known = metric_of_label(all, &link->key);
}

/* ---- the whole ---- */

bool intake_link(struct arena *arena, struct intake *intake, const struct intake_known *known,
                 struct err *err) {
    struct linking all = {.arena = arena, .intake = intake, .known = known};
    size_t count = intake->extracted.count;
    if (!hold_against(&all, err))
        return false;
    bool is_whole = list_own(&all) && list_rejected(&all);
    for (size_t i = 0; is_whole && i < count; i++) {
        if (!joins_a_series(&intake->extracted.figures[i], &intake->links[i]))
            continue;
        if (is_sure_of(&all, i))
            join_liked(&all, i);
        else
            is_whole = join_named(&all, i);
        is_whole = is_whole && settle_state(&all, i);
    }
    is_whole = is_whole && settle_points(&all);
    for (size_t i = 0; is_whole && i < count; i++)
        if (!joins_a_series(&intake->extracted.figures[i], &intake->links[i]))
            link_claim(&all, i);
    if (!is_whole || arena_overflowed(arena))
        return err_set(err, ERR_TOO_LARGE, "The report holds more figures than can be taken in at once.");
    return true;
}
