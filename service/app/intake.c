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

static bool choose_metric(struct arena *arena, struct intake_link *link,
                          const struct link_candidate *candidates, const struct text *codes, size_t count) {
    const struct link_candidate *found = link_choose(&link->key, candidates, count);
    if (found != NULL) {
        link->metric = codes[found - candidates];
        return true;
    }
    char code[LINK_CODE_MAX];
    link_provisional_code(&link->key, 0, code);
    link->metric = arena_text(arena, text_from(code));
    link->is_provisional = true;
    return link->metric.len > 0;
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
                 const struct text *codes, size_t count, struct err *err) {
    struct dict points;
    dict_init(&points, arena);
    bool is_whole = true;
    for (size_t i = 0; is_whole && i < intake->extracted.count; i++) {
        if (!joins_a_series(&intake->extracted.figures[i], &intake->links[i]))
            continue;
        is_whole = choose_metric(arena, &intake->links[i], candidates, codes, count) &&
                   settle_point(arena, intake, &points, i);
    }
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
