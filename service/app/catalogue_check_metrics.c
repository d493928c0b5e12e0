#include "app/catalogue_check.h"

#include "app/catalogue_aliases.h"
#include "app/catalogue_input.h"
#include "base/dict.h"
#include "series/link.h"

/* A metric as it would be. Of one that the file does not name only `standing` is set, and metric is a copy of that. */
struct entry {
    struct metric metric;
    struct text *norms; /* of its aliases */
    const struct metric *standing;
    struct dict had; /* the norms of standing's aliases */
    size_t row;      /* of the file; 0: none */
    bool is_bad;
};

/* That a label means a metric; the next one that the same label means. */
struct claim {
    struct entry *entry;
    struct claim *next;
};

struct check {
    struct arena *arena;
    const struct catalogue_rows *rows;
    struct dict entries;  /* code -> struct entry */
    struct dict in_use;   /* code -> anything */
    struct dict merged;   /* code -> struct merged_code */
    struct dict claims;   /* norm -> struct claim */
    struct entry **order; /* of the rows; NULL where a row has none */
    struct row_faults *faults;
};

static void tell(struct check *check, struct entry *entry, size_t row, const struct err *err) {
    if (entry != NULL)
        entry->is_bad = true;
    row_faults_add(check->faults, row, text_from(err->field), text_from(err->detail));
}

/* ---- what stands ---- */

static bool normalise(struct arena *arena, struct entry *entry) {
    const struct metric *metric = &entry->metric;
    entry->norms = ARENA_ARRAY(arena, metric->alias_count, struct text);
    for (size_t i = 0; entry->norms != NULL && i < metric->alias_count; i++)
        entry->norms[i] = link_normalise(arena, metric->aliases[i]);
    return entry->norms != NULL;
}

static struct entry *add_entry(struct check *check, const struct metric *metric,
                               const struct metric *standing) {
    struct entry *entry = ARENA_NEW(check->arena, struct entry);
    if (entry == NULL || !dict_put(&check->entries, metric->code, entry))
        return NULL;
    *entry = (struct entry){.metric = *metric, .standing = standing};
    dict_init(&entry->had, check->arena);
    return entry;
}

static bool add_standing(struct check *check, const struct metric *metrics, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct entry *entry = add_entry(check, &metrics[i], &metrics[i]);
        if (entry == NULL || !normalise(check->arena, entry))
            return false;
        for (size_t a = 0; a < metrics[i].alias_count; a++)
            if (entry->norms[a].len > 0 && !dict_put(&entry->had, entry->norms[a], entry))
                return false;
    }
    return true;
}

/* ---- 1. each row for itself ---- */

static const char *word_of(const struct metric *metric, size_t column) {
    switch (column) {
    case METRIC_KIND:
        return figure_kind_name(metric->kind);
    case METRIC_DIRECTION:
        return direction_name(metric->direction);
    case METRIC_OVER_TIME:
        return additivity_name(metric->over_time);
    case METRIC_OVER_ORGS:
        return additivity_name(metric->over_orgs);
    default:
        return "";
    }
}

/* What the file does not say is as it was. */
static struct text cell_of(const struct check *check, const struct catalogue_row *row,
                           const struct metric *standing, size_t column) {
    if (check->rows->has[column] || standing == NULL)
        return row->cells[column];
    switch (column) {
    case METRIC_NAME_EN:
        return standing->name_en;
    case METRIC_UNIT:
        return standing->unit;
    case METRIC_NUMERATOR:
        return standing->numerator;
    case METRIC_DENOMINATOR:
        return standing->denominator;
    default:
        return text_from(word_of(standing, column));
    }
}

static bool read_fields(const struct check *check, const struct catalogue_row *row,
                        const struct metric *standing, struct metric *out, struct err *err) {
    struct metric_words words = {0};
    *out = (struct metric){.code = row->cells[METRIC_CODE]};
    if (!catalogue_check_code(out->code, err))
        return false;
    for (size_t i = METRIC_NAME_ZH; i <= METRIC_DENOMINATOR; i++) {
        const char *field = metric_form.columns[i];
        struct text cell = cell_of(check, row, standing, i);
        if (!catalogue_check_text(field, cell, err))
            return false;
        *metric_words_at(&words, field) = cell;
    }
    return metric_words_read(&words, out, err);
}

static bool read_provisional(const struct check *check, const struct catalogue_row *row,
                             const struct metric *standing, bool *out, struct err *err) {
    struct text cell = row->cells[METRIC_PROVISIONAL];
    bool was = standing != NULL && standing->is_provisional;
    *out = text_equal(cell, TEXT_OF("true")) || text_equal(cell, TEXT_OF("1"));
    if (!check->rows->has[METRIC_PROVISIONAL])
        *out = was;
    else if (!*out && cell.len > 0 && !text_equal(cell, TEXT_OF("false")) && !text_equal(cell, TEXT_OF("0")))
        return err_set_field(err, ERR_BAD_VALUE, "provisional", "It is none of true, false, 1, 0.");
    return !*out || was ||
           err_set_field(err, ERR_BAD_VALUE, "provisional",
                         "Only reports make provisional metrics, and this is none; leave it empty.");
}

/* One whose normal form the metric has already is the same alias, written otherwise. */
static bool add_alias(struct check *check, struct entry *entry, struct text alias, struct dict *own) {
    struct text norm = link_normalise(check->arena, alias);
    if (norm.len == 0 || dict_get(own, norm) != NULL)
        return true;
    entry->metric.aliases[entry->metric.alias_count] = alias;
    entry->norms[entry->metric.alias_count++] = norm;
    return dict_put(own, norm, entry);
}

/* The aliases of the file, or those that stand; and the name. false: no memory. */
static bool take_aliases(struct check *check, struct entry *entry, const struct catalogue_row *row) {
    const struct metric *standing = entry->standing;
    struct text cell = row->cells[METRIC_ALIASES], alias;
    size_t most = 1 + catalogue_count_aliases(cell) + (standing != NULL ? standing->alias_count : 0);
    struct dict own;
    dict_init(&own, check->arena);
    entry->metric.alias_count = 0;
    entry->metric.aliases = ARENA_ARRAY(check->arena, most, struct text);
    entry->norms = ARENA_ARRAY(check->arena, most, struct text);
    bool fits = entry->metric.aliases != NULL && entry->norms != NULL &&
                add_alias(check, entry, entry->metric.name_zh, &own);
    if (!check->rows->has[METRIC_ALIASES])
        for (size_t i = 0; fits && standing != NULL && i < standing->alias_count; i++)
            fits = add_alias(check, entry, standing->aliases[i], &own);
    while (fits && catalogue_next_alias(check->arena, &cell, &alias))
        fits = add_alias(check, entry, alias, &own);
    return fits;
}

static bool check_row(struct check *check, const struct catalogue_row *row, const struct entry *entry,
                      struct metric *out, struct err *err) {
    const struct metric *standing = entry != NULL ? entry->standing : NULL;
    const struct merged_code *merged = dict_get(&check->merged, row->cells[METRIC_CODE]);
    if (merged != NULL)
        return err_set_field(err, ERR_BAD_ROWS, "code", "'%.*s' was merged into '%.*s'.",
                             TEXT_ARG(merged->code), TEXT_ARG(merged->into));
    if (!read_fields(check, row, standing, out, err) ||
        !read_provisional(check, row, standing, &out->is_provisional, err) ||
        !catalogue_check_aliases(row->cells[METRIC_ALIASES], err))
        return false;
    if (entry != NULL && entry->row != 0)
        return err_set_field(err, ERR_BAD_ROWS, "code", "'%.*s' stands in row %zu already.",
                             TEXT_ARG(out->code), entry->row);
    return standing == NULL || standing->kind == out->kind || dict_get(&check->in_use, out->code) == NULL ||
           err_set_field(err, ERR_BAD_ROWS, "kind",
                         "'%.*s' has series already; its kind cannot change. Give it another code.",
                         TEXT_ARG(out->code));
}

static bool take_row(struct check *check, size_t i) {
    const struct catalogue_row *row = &check->rows->items[i];
    struct entry *entry = dict_get(&check->entries, row->cells[METRIC_CODE]);
    struct metric metric;
    struct err err;
    if (!check_row(check, row, entry, &metric, &err)) {
        tell(check, entry, row->number, &err);
        return true;
    }
    if (entry == NULL && (entry = add_entry(check, &metric, NULL)) == NULL)
        return false;
    entry->metric = metric;
    entry->row = row->number;
    check->order[i] = entry;
    return take_aliases(check, entry, row);
}

/* ---- 2. all of them together ---- */

static bool is_known_part(const struct check *check, struct text part, struct text before) {
    return part.len == 0 || text_equal(part, before) || dict_get(&check->entries, part) != NULL;
}

static bool check_parts(const struct check *check, const struct entry *entry, struct err *err) {
    const struct metric *metric = &entry->metric, *standing = entry->standing;
    const struct text none = {0};
    bool is_top = is_known_part(check, metric->numerator, standing != NULL ? standing->numerator : none);
    bool is_bottom =
        is_known_part(check, metric->denominator, standing != NULL ? standing->denominator : none);
    return (is_top && is_bottom) ||
           err_set_field(err, ERR_BAD_ROWS, is_top ? "denominator" : "numerator",
                         "There is no metric '%.*s', neither here nor in the catalogue.",
                         TEXT_ARG(is_top ? metric->denominator : metric->numerator));
}

static bool add_claims(struct check *check, struct entry *entry) {
    for (size_t i = 0; i < entry->metric.alias_count; i++) {
        struct claim *claim = ARENA_NEW(check->arena, struct claim);
        if (claim == NULL)
            return false;
        *claim =
            (struct claim){entry, entry->norms[i].len > 0 ? dict_get(&check->claims, entry->norms[i]) : NULL};
        if (entry->norms[i].len > 0 && !dict_put(&check->claims, entry->norms[i], claim))
            return false;
    }
    return true;
}

static bool collect_claims(struct check *check, const struct metric *standing, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct entry *entry = dict_get(&check->entries, standing[i].code);
        if (entry->row == 0 && !add_claims(check, entry))
            return false;
    }
    for (size_t i = 0; i < check->rows->count; i++)
        if (check->order[i] != NULL && !add_claims(check, check->order[i]))
            return false;
    return true;
}

static const struct entry *other_claimant(const struct check *check, const struct entry *entry,
                                          struct text norm) {
    const struct claim *claim = dict_get(&check->claims, norm);
    for (; claim != NULL; claim = claim->next)
        if (claim->entry != entry && claim->entry->metric.kind == entry->metric.kind &&
            link_units_fit(claim->entry->metric.unit, entry->metric.unit))
            return claim->entry;
    return NULL;
}

static bool check_claims(const struct check *check, const struct entry *entry, struct err *err) {
    for (size_t i = 0; i < entry->metric.alias_count; i++) {
        const struct entry *other = dict_get(&entry->had, entry->norms[i]) == NULL
                                        ? other_claimant(check, entry, entry->norms[i])
                                        : NULL;
        if (other == NULL)
            continue;
        struct text alias = entry->metric.aliases[i], code = other->metric.code;
        const char *field = text_equal(alias, entry->metric.name_zh) ? "name_zh" : "aliases";
        if (other->row != 0)
            return err_set_field(err, ERR_BAD_ROWS, field, "'%.*s' means '%.*s' already (row %zu).",
                                 TEXT_ARG(alias), TEXT_ARG(code), other->row);
        return err_set_field(err, ERR_BAD_ROWS, field, "'%.*s' means '%.*s' already.", TEXT_ARG(alias),
                             TEXT_ARG(code));
    }
    return true;
}

static bool check_together(struct check *check, const struct metric *standing, size_t count) {
    struct row_faults more, *single = check->faults;
    struct err err;
    if (!collect_claims(check, standing, count))
        return false;
    row_faults_init(&more, check->arena);
    check->faults = &more;
    for (size_t i = 0; i < check->rows->count; i++) {
        struct entry *entry = check->order[i];
        if (entry != NULL && (!check_parts(check, entry, &err) || !check_claims(check, entry, &err)))
            tell(check, entry, check->rows->items[i].number, &err);
    }
    check->faults = single;
    if (more.count > 0)
        row_faults_merge(single, &more);
    return true;
}

/* ---- 3. what is to be written ---- */

static bool same_fields(const struct metric *a, const struct metric *b) {
    return text_equal(a->name_zh, b->name_zh) && text_equal(a->name_en, b->name_en) &&
           text_equal(a->unit, b->unit) && a->kind == b->kind && a->direction == b->direction &&
           a->over_time == b->over_time && a->over_orgs == b->over_orgs &&
           text_equal(a->numerator, b->numerator) && text_equal(a->denominator, b->denominator) &&
           a->is_provisional == b->is_provisional;
}

static void note_added(const struct entry *entry, struct catalogue_writes *out) {
    for (size_t i = 0; i < entry->metric.alias_count; i++)
        if (dict_get(&entry->had, entry->norms[i]) == NULL)
            out->added[out->added_count++] =
                (struct alias){entry->metric.code, entry->norms[i], entry->metric.aliases[i]};
}

static bool note_removed(struct arena *arena, const struct entry *entry, struct catalogue_writes *out) {
    const struct metric *standing = entry->standing;
    struct dict kept;
    dict_init(&kept, arena);
    for (size_t i = 0; i < entry->metric.alias_count; i++)
        if (!dict_put(&kept, entry->norms[i], (void *)entry))
            return false;
    for (size_t i = 0; standing != NULL && i < standing->alias_count; i++) {
        struct text norm = link_normalise(arena, standing->aliases[i]);
        if (norm.len > 0 && dict_get(&kept, norm) == NULL)
            out->removed[out->removed_count++] = (struct alias){standing->code, norm, standing->aliases[i]};
    }
    return true;
}

static bool note_writes(const struct check *check, struct catalogue_writes *out) {
    for (size_t i = 0; i < check->rows->count; i++) {
        const struct entry *entry = check->order[i];
        if (entry == NULL || entry->is_bad)
            continue;
        size_t before = out->added_count + out->removed_count;
        note_added(entry, out);
        if (!note_removed(check->arena, entry, out))
            return false;
        bool has_same_aliases = out->added_count + out->removed_count == before;
        if (entry->standing != NULL && has_same_aliases && same_fields(&entry->metric, entry->standing)) {
            out->unchanged++;
            continue;
        }
        out->created += entry->standing == NULL;
        out->changed += entry->standing != NULL;
        out->metrics[out->metric_count++] = entry->metric;
    }
    return true;
}

static bool make_room(const struct check *check, struct catalogue_writes *out) {
    size_t added = 0, removed = 0;
    for (size_t i = 0; i < check->rows->count; i++) {
        const struct entry *entry = check->order[i];
        added += entry != NULL ? entry->metric.alias_count : 0;
        removed += entry != NULL && entry->standing != NULL ? entry->standing->alias_count : 0;
    }
    *out = (struct catalogue_writes){.metrics = ARENA_ARRAY(check->arena, check->rows->count, struct metric),
                                     .added = ARENA_ARRAY(check->arena, added, struct alias),
                                     .removed = ARENA_ARRAY(check->arena, removed, struct alias)};
    return out->metrics != NULL && out->added != NULL && out->removed != NULL;
}

bool catalogue_check_metrics(struct arena *arena, const struct catalogue_rows *rows,
                             const struct metric *standing, size_t count, const struct catalogue_codes *codes,
                             struct row_faults *faults, struct catalogue_writes *out) {
    struct check check = {.arena = arena, .rows = rows, .faults = faults};
    check.order = ARENA_ARRAY(arena, rows->count, struct entry *);
    dict_init(&check.entries, arena);
    dict_init(&check.in_use, arena);
    dict_init(&check.claims, arena);
    bool fits = check.order != NULL && add_standing(&check, standing, count);
    for (size_t i = 0; fits && i < codes->in_use_count; i++)
        fits = dict_put(&check.in_use, codes->in_use[i], &check);
    dict_init(&check.merged, arena);
    for (size_t i = 0; fits && i < codes->merged_count; i++)
        fits = dict_put(&check.merged, codes->merged[i].code, (void *)&codes->merged[i]);
    for (size_t i = 0; fits && i < rows->count; i++)
        fits = take_row(&check, i);
    return fits && check_together(&check, standing, count) && make_room(&check, out) &&
           note_writes(&check, out) && !arena_overflowed(arena);
}
