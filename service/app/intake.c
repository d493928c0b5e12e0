#include "app/intake_internal.h"

#include "series/scope.h"

bool intake_note(struct intake *intake, struct text text) {
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

static void find_places(struct arena *arena, struct intake *out) {
    const struct document *document = &out->document;
    for (size_t i = 0; document->place_count > 0 && i < out->extracted.count; i++) {
        struct figure *figure = &out->extracted.figures[i];
        figure->place = document_place(arena, document, (size_t)(figure->text.ptr - document->text.ptr));
    }
}

static bool read_figures(struct arena *arena, struct word_cache *words, struct period period,
                         struct text org_name, struct intake *out, struct err *err) {
    const struct extract_input input = {
        .text = out->document.text, .period = period, .org = org_name, .words = words};
    if (!extract_run(arena, &input, &out->extracted, err))
        return false;
    if (out->extracted.count == 0)
        return err_set(err, ERR_NO_FIGURES,
                       "No figure was found in the text (%zu bytes of %.*s). Is it the report itself?",
                       out->document.text.len, TEXT_ARG(out->document.media_type));
    find_places(arena, out);
    return read_labels(arena, out, org_name, err);
}

bool intake_read_text(struct arena *arena, struct word_cache *words, struct text decoded,
                      struct period period, struct text org_name, struct intake *out, struct err *err) {
    *out = (struct intake){.document = {.text = decoded, .media_type = TEXT("text/plain")}};
    return read_figures(arena, words, period, org_name, out, err);
}

bool intake_read(struct arena *arena, struct word_cache *words, const struct document *document,
                 struct text bytes, struct period period, struct text org_name, struct intake *out,
                 struct err *err) {
    *out = (struct intake){.document = *document};
    if (!read_figures(arena, words, period, org_name, out, err))
        return false;
    for (size_t i = 0; i < out->document.note_count; i++)
        (void)intake_note(out, out->document.notes[i]);
    return digest_sha256(bytes, out->sha256, err);
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
                                                 .metric = link->is_claim       ? NULL
                                                           : link->base != NULL ? link->base
                                                                                : link->known,
                                                 .scope = link->scope};
    }
    input.figures = figures;
    return consistency_check(arena, &input, warnings, count, err);
}

static struct source source_of(const struct figure *figure) {
    return (struct source){
        .start = figure->start, .end = figure->end, .quote = figure->quote, .place = figure->place};
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
