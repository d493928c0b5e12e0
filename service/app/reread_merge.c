#include "app/reread_merge.h"

#include <stdlib.h>

#include "base/dict.h"
#include "series/link.h"

struct merging {
    struct arena *arena;
    const struct reread_input *input;
    struct reread *out;
    struct dict taken; /* by point_key: the figure that counts */
    struct dict left;  /* by point_key: a figure that counted there before */
};

static const struct figure *figure_read(const struct merging *all, int32_t read) {
    return &all->input->intake->extracted.figures[read];
}

static const struct intake_link *link_read(const struct merging *all, int32_t read) {
    return &all->input->intake->links[read];
}

/* ---- equality ---- */

static bool same_decimal(struct decimal a, struct decimal b) {
    return a.coefficient == b.coefficient && a.scale == b.scale; /* 93.70 is not 93.7 */
}

static bool same_limit(const struct limit *a, const struct limit *b) {
    return a->present == b->present &&
           (!a->present || (a->is_open == b->is_open && same_decimal(a->at, b->at)));
}

static bool same_quantity(const struct quantity *a, const struct quantity *b) {
    return a->bound == b->bound && a->reason == b->reason && a->has_value == b->has_value &&
           (!a->has_value || same_decimal(a->value, b->value)) && same_limit(&a->low, &b->low) &&
           same_limit(&a->high, &b->high);
}

static bool same_written(struct period a, struct period b) {
    return a.shape == b.shape && (a.shape == PERIOD_NONE || period_equal(a, b));
}

static bool same_value(const struct figure *a, const struct figure *b) {
    return a->last_place == b->last_place && same_quantity(&a->quantity, &b->quantity);
}

static bool same_series(const struct figure *a, const struct figure *b) {
    return text_equal(a->metric, b->metric) &&
           (a->metric.len == 0 || text_equal(a->series_scope, b->series_scope));
}

/* Do both say the same of the same point? */
static bool same_point(const struct figure *a, const struct figure *b) {
    return same_series(a, b) && same_value(a, b) && a->status == b->status &&
           same_written(a->period, b->period);
}

static unsigned bit(bool is_same, enum difference_field field) {
    return is_same ? 0 : field;
}

static unsigned differences(const struct figure *a, const struct figure *b) {
    return bit(same_value(a, b), DIFFERS_VALUE) | bit(text_equal(a->unit, b->unit), DIFFERS_UNIT) |
           bit(a->kind == b->kind, DIFFERS_KIND) | bit(text_equal(a->label, b->label), DIFFERS_LABEL) |
           bit(a->status == b->status, DIFFERS_STATUS) |
           bit(same_written(a->period, b->period), DIFFERS_PERIOD) |
           bit(text_equal(a->scope, b->scope), DIFFERS_SCOPE) |
           bit(a->change_of == b->change_of && a->basis == b->basis && same_written(a->base, b->base),
               DIFFERS_OWNER) |
           bit(a->state == b->state, DIFFERS_STATE) | bit(same_series(a, b), DIFFERS_SERIES);
}

static bool same_reading(const struct figure *a, const struct figure *b) {
    return a->confidence == b->confidence && a->start == b->start && a->end == b->end &&
           text_equal(a->text, b->text) && a->quote_start == b->quote_start &&
           text_equal(a->quote, b->quote) && a->part_of == b->part_of && a->link == b->link;
}

/* ---- 1. what each becomes ---- */

/* Label, unit, kind and scope are what says of which series a figure is. */
static bool has_same_key(struct merging *all, const struct figure *before, int32_t read) {
    const struct figure *figure = figure_read(all, read);
    return before->kind == figure->kind && link_units_fit(before->unit, figure->unit) &&
           text_equal(before->scope, figure->scope) &&
           text_equal(link_normalise(all->arena, before->label), link_read(all, read)->key.label_norm);
}

static enum figure_state state_of_kept(const struct merging *all, const struct figure *before, int32_t read) {
    const struct figure *figure = figure_read(all, read);
    bool was_sure = before->confidence >= SURE_CONFIDENCE, is_sure = figure->confidence >= SURE_CONFIDENCE;
    if (before->state == FIGURE_WITHDRAWN)
        return figure->state;
    if (before->state == FIGURE_REJECTED || was_sure == is_sure)
        return before->state;
    bool is_linked_alike = text_equal(link_read(all, read)->metric, before->metric);
    return is_sure && is_linked_alike && figure->state == FIGURE_SURE ? FIGURE_SURE : FIGURE_PENDING;
}

static void keep_series(const struct merging *all, struct reread_figure *one) {
    const struct figure *before = one->before;
    one->after.metric = before->metric;
    one->after.series_scope = before->series_scope;
    one->after.series_id = before->series_id;
    one->after.link = before->link;
    one->after.state = state_of_kept(all, before, one->read);
    one->after.suggestions = before->suggestions;
    one->after.suggestion_count = before->suggestion_count;
}

static void take_series(const struct merging *all, struct reread_figure *one) {
    const struct intake_link *link = link_read(all, one->read);
    const struct figure *figure = figure_read(all, one->read);
    one->after.link = figure->link;
    one->after.state = figure->state;
    one->after.suggestions = figure->suggestions;
    one->after.suggestion_count = figure->suggestion_count;
    one->after.metric = link->metric;
    one->after.series_scope = link->scope;
    one->after.series_id = 0;
    one->is_relinked = true;
}

static void read_anew(struct merging *all, struct reread_figure *one) {
    const struct figure *before = one->before;
    one->after = *figure_read(all, one->read);
    one->after.id = before->id;
    one->after.ordinal = before->ordinal;
    one->after.revision = before->revision;
    one->after.rereads = before->rereads;
    bool is_unknown = before->metric.len == 0 && link_read(all, one->read)->metric.len > 0;
    if (has_same_key(all, before, one->read) && !is_unknown)
        keep_series(all, one);
    else
        take_series(all, one);
}

static void begin_stored(struct merging *all, size_t i) {
    struct reread_figure *one = &all->out->figures[i];
    one->before = &all->input->stored[i];
    one->after = *one->before;
    one->was_point = all->input->is_point[i];
    one->read = all->input->matches->read_of[i];
    if (figure_is_judged(one->before)) {
        one->action = REREAD_DECIDED;
        one->is_point = one->was_point;
    } else if (one->read != REREAD_NONE) {
        read_anew(all, one);
    } else if (one->before->state == FIGURE_WITHDRAWN) {
        one->action = REREAD_GONE;
    } else {
        one->action = REREAD_WITHDRAWN;
        one->after.state = FIGURE_WITHDRAWN;
    }
}

/* Owners and wholes are named by ordinal: those of the reading become those of the report. */
static void rename_owners(struct merging *all, const int32_t *ordinals) {
    for (size_t i = 0; i < all->out->count; i++) {
        struct reread_figure *one = &all->out->figures[i];
        if (one->read == REREAD_NONE || one->action == REREAD_DECIDED)
            continue;
        if (one->after.change_of != FIGURE_NOT_OWNED)
            one->after.change_of = ordinals[one->after.change_of];
        if (one->after.part_of != FIGURE_NOT_OWNED)
            one->after.part_of = ordinals[one->after.part_of];
    }
}

static bool begin(struct merging *all, struct err *err) {
    size_t stored_count = all->input->stored_count, read_count = all->input->intake->extracted.count;
    int32_t *ordinals = ARENA_ARRAY(all->arena, read_count, int32_t);
    all->out->figures = ARENA_ARRAY(all->arena, stored_count + read_count, struct reread_figure);
    if (ordinals == NULL || all->out->figures == NULL)
        return err_set(err, ERR_TOO_LARGE, "The report holds more figures than can be read anew at once.");
    for (size_t i = 0; i < stored_count; i++) {
        if (all->input->stored[i].ordinal != i)
            return err_set(err, ERR_INTERNAL, "The figures of the report are not numbered through.");
        begin_stored(all, i);
    }
    all->out->count = stored_count;
    for (size_t r = 0; r < read_count; r++) {
        ordinals[r] = all->input->matches->stored_of[r]; /* its index is its ordinal */
        if (ordinals[r] != REREAD_NONE)
            continue;
        struct reread_figure *one = &all->out->figures[all->out->count];
        ordinals[r] = (int32_t)all->out->count++;
        one->action = REREAD_ADDED;
        one->read = (int32_t)r;
        one->after = *figure_read(all, one->read);
        one->after.id = 0;
        one->after.ordinal = (uint32_t)ordinals[r];
        take_series(all, one);
    }
    rename_owners(all, ordinals);
    return true;
}

/* ---- 2. one value a point ---- */

static struct text point_key(struct merging *all, const struct figure *figure) {
    char period[PERIOD_TEXT_MAX];
    period_print(period_canonical(figure->period), period);
    return arena_printf(all->arena, "%.*s\x1f%.*s\x1f%s\x1f%s", TEXT_ARG(figure->metric),
                        TEXT_ARG(figure->series_scope), period, figure_status_name(figure->status));
}

static bool may_be_point(const struct figure *figure) {
    return figure->kind != FIGURE_CHANGE && figure->metric.len > 0 && figure_stands(figure) &&
           figure->quantity.reason == REASON_NONE;
}

/* Read as before, and no point then: it stood back behind another. */
static bool stood_back(const struct reread_figure *one) {
    return one->before != NULL && !one->was_point && figure_stands(one->before) &&
           same_point(one->before, &one->after);
}

static bool take_point(struct merging *all, struct reread_figure *one) {
    struct text key = point_key(all, &one->after);
    one->is_point = true;
    return key.len > 0 && dict_put(&all->taken, key, &one->after);
}

static void let_wait(struct reread_figure *one) {
    one->after.metric = one->after.series_scope = (struct text){0};
    one->after.series_id = 0;
    one->after.link = LINK_WAITS;
    one->after.state = FIGURE_PENDING;
}

/* Where the reading keeps a second value of its label apart, as it does in a new report. */
static bool is_put_elsewhere(const struct merging *all, const struct reread_figure *one) {
    const struct intake_link *link = link_read(all, one->read);
    return !one->is_relinked && link->metric.len > 0 && figure_stands(figure_read(all, one->read)) &&
           !(text_equal(link->metric, one->after.metric) && text_equal(link->scope, one->after.series_scope));
}

static bool settle(struct merging *all, struct reread_figure *one) {
    struct text key = point_key(all, &one->after);
    const struct figure *other = key.len > 0 ? dict_get(&all->taken, key) : NULL;
    if (key.len == 0)
        return false;
    if (other == NULL)
        return take_point(all, one);
    if (quantity_same(&other->quantity, &one->after.quantity) == TRUTH_TRUE)
        return true;
    if (is_put_elsewhere(all, one)) {
        take_series(all, one);
        return settle(all, one);
    }
    let_wait(one);
    return true;
}

enum turn { TURN_STANDS, TURN_MOVED, TURN_POINT, TURN_OTHER, TURN_BACK, TURN_NONE };

static enum turn turn_of(const struct merging *all, const struct reread_figure *one) {
    if (one->action == REREAD_DECIDED)
        return one->was_point ? TURN_STANDS : TURN_NONE;
    if (one->read == REREAD_NONE || !may_be_point(&one->after))
        return TURN_NONE;
    if (one->was_point)
        return same_point(one->before, &one->after) ? TURN_STANDS : TURN_MOVED;
    if (stood_back(one))
        return TURN_BACK;
    return link_read(all, one->read)->is_point ? TURN_POINT : TURN_OTHER;
}

static bool settle_turn(struct merging *all, enum turn turn, const enum turn *turns) {
    bool is_whole = true;
    for (size_t i = 0; is_whole && i < all->out->count; i++) {
        struct reread_figure *one = &all->out->figures[i];
        if (turns[i] == turn)
            is_whole = turn == TURN_STANDS ? take_point(all, one) : settle(all, one);
    }
    return is_whole;
}

static bool note_left(struct merging *all) {
    for (size_t i = 0; i < all->out->count; i++) {
        const struct reread_figure *one = &all->out->figures[i];
        if (!one->was_point || one->action == REREAD_DECIDED)
            continue;
        struct text key = point_key(all, one->before);
        if (key.len == 0 || !dict_put(&all->left, key, (void *)one))
            return false;
    }
    return true;
}

static bool move_up(struct merging *all, const enum turn *turns) {
    for (size_t i = 0; i < all->out->count; i++) {
        struct reread_figure *one = &all->out->figures[i];
        if (turns[i] != TURN_BACK)
            continue;
        struct text key = point_key(all, &one->after);
        if (key.len == 0)
            return false;
        if (dict_get(&all->left, key) != NULL && dict_get(&all->taken, key) == NULL && !take_point(all, one))
            return false;
    }
    return true;
}

static bool settle_points(struct merging *all) {
    enum turn *turns = ARENA_ARRAY(all->arena, all->out->count, enum turn);
    dict_init(&all->taken, all->arena);
    dict_init(&all->left, all->arena);
    for (size_t i = 0; turns != NULL && i < all->out->count; i++)
        turns[i] = turn_of(all, &all->out->figures[i]);
    return turns != NULL && settle_turn(all, TURN_STANDS, turns) && settle_turn(all, TURN_MOVED, turns) &&
           settle_turn(all, TURN_POINT, turns) && settle_turn(all, TURN_OTHER, turns) && note_left(all) &&
           move_up(all, turns);
}

/* ---- 3. claims ---- */

static const struct claim *claim_of(const struct merging *all, int64_t figure) {
    size_t low = 0, high = all->input->claim_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all->input->claims[middle].id < figure)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_there = low < all->input->claim_count && all->input->claims[low].id == figure;
    return is_there ? &all->input->claims[low] : NULL;
}

static struct claimed_series series_claimed(const struct merging *all, const struct reread_figure *one) {
    const struct figure *figure = &one->after;
    if (figure->change_of != FIGURE_NOT_OWNED && (size_t)figure->change_of < all->out->count &&
        all->out->figures[figure->change_of].after.state != FIGURE_WITHDRAWN) {
        const struct figure *owner = &all->out->figures[figure->change_of].after;
        return (struct claimed_series){owner->metric, owner->series_scope};
    }
    bool has_same_label = one->before != NULL && text_equal(one->before->label, figure->label);
    if (one->read == REREAD_NONE || one->action == REREAD_DECIDED ||
        (has_same_label && one->claim_before.metric.len > 0))
        return one->claim_before;
    const struct intake_link *link = link_read(all, one->read);
    return (struct claimed_series){link->known != NULL ? link->known->code : (struct text){0}, link->scope};
}

/* A change's claim is of its owner's series, or of the one that its label means. */
static void settle_claim(struct merging *all, struct reread_figure *one) {
    if (one->after.kind != FIGURE_CHANGE || !figure_stands(&one->after))
        return;
    const struct claim *claim =
        one->before != NULL && figure_stands(one->before) ? claim_of(all, one->before->id) : NULL;
    if (claim != NULL)
        one->claim_before = (struct claimed_series){claim->metric.code, claim->scope};
    one->claim_after = series_claimed(all, one);
    one->has_claim = true;
    one->is_reclaimed =
        claim == NULL || !text_equal(one->claim_before.metric, one->claim_after.metric) ||
        (one->claim_after.metric.len > 0 && !text_equal(one->claim_before.scope, one->claim_after.scope));
}

/* ---- 4. what of it is otherwise than before ---- */

static void conclude(struct merging *all, struct reread_figure *one) {
    settle_claim(all, one);
    one->label_norm = link_normalise(all->arena, one->after.label);
    bool is_said_otherwise = one->before != NULL && one->action == REREAD_KEPT && one->is_point &&
                             !same_point(one->before, &one->after);
    one->is_moved = one->was_point != one->is_point || is_said_otherwise;
    if (one->action != REREAD_KEPT || one->before == NULL)
        return;
    one->differs = differences(one->before, &one->after) |
                   bit(one->was_point == one->is_point, DIFFERS_POINT) |
                   bit(!one->is_reclaimed, DIFFERS_SERIES);
    if (one->differs != 0) {
        one->action = REREAD_REVISED;
        one->is_reclaimed = one->has_claim;
    } else {
        one->is_touched = !same_reading(one->before, &one->after);
    }
}

bool reread_merge(struct arena *arena, const struct reread_input *input, struct reread *out,
                  struct err *err) {
    struct merging all = {.arena = arena, .input = input, .out = out};
    *out = (struct reread){0};
    if (!begin(&all, err))
        return false;
    bool is_whole = settle_points(&all);
    for (size_t i = 0; is_whole && i < out->count; i++) {
        conclude(&all, &out->figures[i]);
        out->counts[out->figures[i].action]++;
        out->touched += out->figures[i].is_touched;
    }
    return (is_whole && !arena_overflowed(arena)) ||
           err_set(err, ERR_TOO_LARGE, "The report holds more figures than can be read anew at once.");
}

bool reread_has_changes(const struct reread *reread) {
    size_t reclaimed = 0;
    for (size_t i = 0; i < reread->count; i++)
        reclaimed += reread->figures[i].is_reclaimed;
    return reread->counts[REREAD_REVISED] + reread->counts[REREAD_ADDED] + reread->counts[REREAD_WITHDRAWN] +
               reread->touched + reclaimed >
           0;
}
