#include "app/intake.h"

#include "base/dict.h"
#include "series/scope.h"

enum { LINK_NOTES_MAX = 16 };

static bool note(struct intake *intake, struct text text) {
    if (intake->note_count >= sizeof intake->notes / sizeof intake->notes[0] || text.len == 0)
        return false;
    intake->notes[intake->note_count++] = text;
    return true;
}

static bool read_labels(struct arena *arena, struct intake *intake, struct text org_name, struct err *err) {
    intake->links = ARENA_ARRAY(arena, intake->extracted.count, struct intake_link);
    for (size_t i = 0; intake->links != NULL && i < intake->extracted.count; i++) {
        const struct figure *figure = &intake->extracted.figures[i];
        intake->links[i].key = (struct link_key){
            .label_norm = link_normalise(arena, figure->label), .unit = figure->unit, .kind = figure->kind};
        intake->links[i].scope = series_scope(figure->scope, org_name);
    }
    return arena_overflowed(arena) ? err_set(err, ERR_TOO_LARGE, "The report is too large to be read.")
                                   : true;
}

bool intake_read(struct arena *arena, struct word_cache *words, struct text bytes, struct text content_type,
                 struct period period, struct text org_name, struct intake *out, struct err *err) {
    *out = (struct intake){0};
    if (!document_read(arena, bytes, content_type, &out->document, err))
        return false;
    const struct extract_input input = {
        .text = out->document.text, .period = period, .org = org_name, .words = words};
    if (!extract_run(arena, &input, &out->extracted, err))
        return false;
    if (out->extracted.count == 0)
        return err_set(err, ERR_NO_FIGURES,
                       "No figure was found in the text (%zu bytes of %.*s). Is it the report itself?",
                       out->document.text.len, TEXT_ARG(out->document.media_type));
    for (size_t i = 0; i < out->document.note_count; i++)
        (void)note(out, out->document.notes[i]);
    return digest_sha256(bytes, out->sha256, err) && read_labels(arena, out, org_name, err);
}

static bool joins_a_series(const struct figure *figure, const struct intake_link *link) {
    return figure->kind != FIGURE_CHANGE && figure->quantity.reason == REASON_NONE &&
           link->key.label_norm.len > 0;
}

static bool choose_metric(struct arena *arena, const struct intake *intake, size_t i,
                          const struct link_candidate *candidates, const struct metric *metrics,
                          size_t count) {
    struct intake_link *link = &intake->links[i];
    const struct link_candidate *found = link_choose(&link->key, candidates, count);
    if (found != NULL) {
        link->known = &metrics[found - candidates];
        link->metric = link->known->code;
        return true;
    }
    char code[LINK_CODE_MAX];
    link_provisional_code(&link->key, 0, code);
    link->metric = arena_text(arena, text_from(code));
    link->is_provisional = true;
    struct metric *made = ARENA_NEW(arena, struct metric);
    if (made == NULL || link->metric.len == 0)
        return false;
    *made = intake_provisional(intake, i);
    link->known = made;
    return true;
}

/* A change without a figure of its own (财政收入同比增长5%): the one metric that its label means, whatever that is counted in. */
static const struct metric *metric_of_label(const struct link_key *key,
                                            const struct link_candidate *candidates,
                                            const struct metric *metrics, size_t count) {
    const struct metric *only = NULL;
    for (size_t i = 0; i < count; i++) {
        if (key->label_norm.len == 0 || !text_equal(candidates[i].alias_norm, key->label_norm))
            continue;
        if (only != NULL && !text_equal(only->code, metrics[i].code))
            return NULL;
        only = &metrics[i];
    }
    return only;
}

/* A claim speaks of its owner's series. Owners come first in the text or not; so this runs when all figures are linked. */
static void link_claim(struct intake *intake, size_t i, const struct link_candidate *candidates,
                       const struct metric *metrics, size_t count) {
    const struct figure *figure = &intake->extracted.figures[i];
    struct intake_link *link = &intake->links[i];
    if (figure->kind != FIGURE_CHANGE)
        return;
    link->is_claim = true;
    if (figure->change_of != FIGURE_NOT_OWNED) {
        const struct intake_link *owner = &intake->links[figure->change_of];
        link->known = owner->known;
        link->scope = owner->scope;
    } else
        link->known = metric_of_label(&link->key, candidates, metrics, count);
}

/* The identity of a point within one report. */
static struct text point_key(struct arena *arena, const struct figure *figure,
                             const struct intake_link *link) {
    char period[PERIOD_TEXT_MAX];
    period_print(period_canonical(figure->period), period);
    return arena_printf(arena, "%.*s\x1f%.*s\x1f%s\x1f%s", TEXT_ARG(link->metric), TEXT_ARG(link->scope),
                        period, figure_status_name(figure->status));
}

/* Two values for one point cannot both count. The surer one does, the earlier one among equals; the other stays a figure
 * of the report, and a note names both. */
static bool settle_point(struct arena *arena, struct intake *intake, struct dict *points, size_t i) {
    struct figure *figure = &intake->extracted.figures[i];
    struct text key = point_key(arena, figure, &intake->links[i]);
    struct figure *other = key.len > 0 ? dict_get(points, key) : NULL;
    if (other == NULL) {
        intake->links[i].is_point = true;
        return key.len > 0 && dict_put(points, key, figure);
    }
    if (quantity_same(&other->quantity, &figure->quantity) == TRUTH_TRUE)
        return true;
    bool is_surer = figure->confidence > other->confidence;
    intake->links[other->ordinal].is_point = !is_surer;
    intake->links[i].is_point = is_surer;
    const struct figure *kept = is_surer ? figure : other;
    if (intake->note_count < intake->document.note_count + LINK_NOTES_MAX)
        (void)note(intake, arena_printf(
                               arena, "Two values for %.*s: %.*s at %u and %.*s at %u; the one at %u counts.",
                               TEXT_ARG(figure->label), TEXT_ARG(other->text), other->start,
                               TEXT_ARG(figure->text), figure->start, kept->start));
    return is_surer ? dict_put(points, key, figure) : true;
}

bool intake_link(struct arena *arena, struct intake *intake, const struct link_candidate *candidates,
                 const struct metric *metrics, size_t count, struct err *err) {
    struct dict points;
    dict_init(&points, arena);
    bool is_whole = true;
    for (size_t i = 0; is_whole && i < intake->extracted.count; i++) {
        if (!joins_a_series(&intake->extracted.figures[i], &intake->links[i]))
            continue;
        is_whole = choose_metric(arena, intake, i, candidates, metrics, count) &&
                   settle_point(arena, intake, &points, i);
    }
    for (size_t i = 0; is_whole && i < intake->extracted.count; i++)
        link_claim(intake, i, candidates, metrics, count);
    if (!is_whole || arena_overflowed(arena))
        return err_set(err, ERR_TOO_LARGE, "The report holds more figures than can be taken in at once.");
    return true;
}

struct metric intake_provisional(const struct intake *intake, size_t i) {
    const struct figure *figure = &intake->extracted.figures[i];
    return (struct metric){.code = intake->links[i].metric,
                           .name_zh = figure->label,
                           .unit = figure->unit,
                           .kind = figure->kind,
                           .direction = DIRECTION_NEITHER,
                           .over_time = ADDITIVITY_NONE,
                           .over_orgs = ADDITIVITY_NONE,
                           .is_provisional = true};
}

bool intake_review(struct arena *arena, const struct intake *intake,
                   const struct consistency_history *history, size_t history_count, struct warning **warnings,
                   size_t *count, struct err *err) {
    struct consistency_input input = {
        .count = intake->extracted.count, .history = history, .history_count = history_count};
    struct consistency_figure *figures = ARENA_ARRAY(arena, input.count, struct consistency_figure);
    if (figures == NULL)
        return err_set(err, ERR_TOO_LARGE, "The report holds more figures than can be taken in at once.");
    for (size_t i = 0; i < input.count; i++) {
        const struct intake_link *link = &intake->links[i];
        figures[i] = (struct consistency_figure){.figure = &intake->extracted.figures[i],
                                                 .metric = link->is_claim ? NULL : link->known,
                                                 .scope = link->scope};
    }
    input.figures = figures;
    return consistency_check(arena, &input, warnings, count, err);
}

static struct source source_of(const struct figure *figure) {
    return (struct source){.start = figure->start, .end = figure->end, .quote = figure->quote};
}

static struct claim claim_of(const struct intake *intake, size_t i, const struct org *org) {
    const struct figure *figure = &intake->extracted.figures[i];
    const struct intake_link *link = &intake->links[i];
    struct claim claim = {.org = *org,
                          .scope = link->scope,
                          .period = figure->period,
                          .status = figure->status,
                          .basis = figure->basis,
                          .named_base = figure->base,
                          .claimed = figure->quantity,
                          .unit = figure->unit,
                          .claimed_last_place = figure->last_place,
                          .value = quantity_null(REASON_NOT_REPORTED),
                          .source = source_of(figure)};
    if (link->known != NULL)
        claim.metric = *link->known;
    if (figure->change_of == FIGURE_NOT_OWNED)
        return claim;
    const struct figure *owner = &intake->extracted.figures[figure->change_of];
    claim.metric.kind = owner->kind;
    claim.value = owner->quantity;
    claim.value_last_place = owner->last_place;
    claim.value_source = source_of(owner);
    claim.has_value_source = true;
    return claim;
}

bool intake_claims(struct arena *arena, const struct intake *intake, const struct org *org,
                   struct claim **claims, size_t *count, struct err *err) {
    *count = 0;
    *claims = ARENA_ARRAY(arena, intake->extracted.count, struct claim);
    if (*claims == NULL)
        return err_set(err, ERR_TOO_LARGE, "The report holds more figures than can be taken in at once.");
    for (size_t i = 0; i < intake->extracted.count; i++)
        if (intake->links[i].is_claim)
            (*claims)[(*count)++] = claim_of(intake, i, org);
    return true;
}
