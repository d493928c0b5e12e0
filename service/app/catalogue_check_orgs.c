#include "app/catalogue_check.h"

#include "app/catalogue_aliases.h"
#include "app/catalogue_input.h"
#include "base/dict.h"

/* An organisation as it would be. */
struct node {
    struct org org;
    const struct org *standing; /* as it is; NULL: it would be made */
    size_t row;                 /* of the file; 0: none */
    size_t walk;                /* the last one that came by; 0: none yet */
    bool is_circle_told;        /* by this row */
    bool is_bad;                /* its row has a fault */
};

struct check {
    struct arena *arena;
    const struct catalogue_rows *rows;
    struct dict nodes;   /* code -> struct node */
    struct node **order; /* of the rows; NULL where a row has none */
    struct row_faults *faults;
};

static void tell(struct check *check, struct node *node, size_t row, const struct err *err) {
    if (node != NULL)
        node->is_bad = true;
    row_faults_add(check->faults, row, text_from(err->field), text_from(err->detail));
}

static struct node *add_node(struct check *check, struct text code) {
    struct node *node = ARENA_NEW(check->arena, struct node);
    if (node == NULL || !dict_put(&check->nodes, code, node))
        return NULL;
    node->org.code = code;
    return node;
}

static bool add_standing(struct check *check, const struct org *orgs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct node *node = add_node(check, orgs[i].code);
        if (node == NULL)
            return false;
        node->org = orgs[i];
        node->standing = &orgs[i];
    }
    return true;
}

/* ---- 1. each row for itself ---- */

static bool check_row(const struct catalogue_row *row, const struct node *node, struct err *err) {
    struct text code = row->cells[ORG_CODE], parent = row->cells[ORG_PARENT];
    if (!catalogue_check_code(code, err) || !catalogue_check_needed(row->cells[ORG_NAME], "name", err) ||
        !catalogue_check_text("name", row->cells[ORG_NAME], err) ||
        !catalogue_check_aliases(row->cells[ORG_ALIASES], err))
        return false;
    if (node != NULL && node->row != 0)
        return err_set_field(err, ERR_BAD_ROWS, "code", "'%.*s' stands in row %zu already.", TEXT_ARG(code),
                             node->row);
    return !text_equal(code, parent) ||
           err_set_field(err, ERR_BAD_ROWS, "parent", "An organisation cannot be its own parent.");
}

/* From then on exactly those of the file, each once. */
static bool take_aliases(struct arena *arena, struct text cell, struct org *org) {
    struct text alias;
    org->alias_count = 0;
    org->aliases = ARENA_ARRAY(arena, catalogue_count_aliases(cell), struct text);
    while (org->aliases != NULL && catalogue_next_alias(arena, &cell, &alias)) {
        bool is_new = alias.len > 0;
        for (size_t i = 0; is_new && i < org->alias_count; i++)
            is_new = !text_equal(org->aliases[i], alias);
        if (is_new)
            org->aliases[org->alias_count++] = alias;
    }
    return org->aliases != NULL;
}

static bool take_rows(struct check *check) {
    for (size_t i = 0; i < check->rows->count; i++) {
        const struct catalogue_row *row = &check->rows->items[i];
        struct text code = row->cells[ORG_CODE];
        struct node *node = dict_get(&check->nodes, code);
        struct err err;
        if (!check_row(row, node, &err)) {
            tell(check, node, row->number, &err);
            continue;
        }
        if (node == NULL && (node = add_node(check, code)) == NULL)
            return false;
        node->row = row->number;
        node->org.name = row->cells[ORG_NAME];
        if (check->rows->has[ORG_PARENT])
            node->org.parent = row->cells[ORG_PARENT];
        if (check->rows->has[ORG_ALIASES] && !take_aliases(check->arena, row->cells[ORG_ALIASES], &node->org))
            return false;
        check->order[i] = node;
    }
    return true;
}

/* ---- 2. the tree that they would make ---- */

static struct node *parent_of(const struct check *check, const struct node *node) {
    return node->org.parent.len > 0 ? dict_get(&check->nodes, node->org.parent) : NULL;
}

/* The first row of the circle that goes through node tells of it. */
static void note_circle(const struct check *check, struct node *node) {
    struct node *first = node, *at = node;
    while ((at = parent_of(check, at)) != node)
        if (at->row != 0 && (first->row == 0 || at->row < first->row))
            first = at;
    first->is_circle_told = true;
}

/* Each node is walked once: a walk that meets itself has found a circle, one that meets another has nothing new before it. */
static void find_circles(const struct check *check) {
    for (size_t i = 0; i < check->rows->count; i++) {
        struct node *at = check->order[i];
        for (; at != NULL && at->walk == 0; at = parent_of(check, at))
            at->walk = i + 1;
        if (at != NULL && at->walk == i + 1 && check->order[i] != NULL)
            note_circle(check, at);
    }
}

static bool check_tree(const struct check *check, const struct node *node, struct err *err) {
    const struct node *parent = parent_of(check, node);
    if (node->org.parent.len > 0 && parent == NULL)
        return err_set_field(err, ERR_BAD_ROWS, "parent",
                             "There is no organisation '%.*s', neither here nor in the catalogue.",
                             TEXT_ARG(node->org.parent));
    return !node->is_circle_told ||
           err_set_field(err, ERR_BAD_ROWS, "parent",
                         "'%.*s' cannot be the parent: it would lie below '%.*s' itself.",
                         TEXT_ARG(node->org.parent), TEXT_ARG(node->org.code));
}

static void check_trees(struct check *check) {
    struct row_faults more, *single = check->faults;
    struct err err;
    row_faults_init(&more, check->arena);
    check->faults = &more;
    find_circles(check);
    for (size_t i = 0; i < check->rows->count; i++)
        if (check->order[i] != NULL && !check_tree(check, check->order[i], &err))
            tell(check, check->order[i], check->rows->items[i].number, &err);
    check->faults = single;
    if (more.count > 0)
        row_faults_merge(single, &more);
}

/* ---- 3. what is to be written ---- */

static bool has_aliases_of(const struct org *a, const struct org *b) {
    bool is_same = a->alias_count == b->alias_count;
    for (size_t i = 0; is_same && i < a->alias_count; i++)
        is_same = text_equal(a->aliases[i], b->aliases[i]);
    return is_same;
}

static bool is_as_it_was(const struct node *node) {
    return node->standing != NULL && text_equal(node->org.name, node->standing->name) &&
           text_equal(node->org.parent, node->standing->parent) && has_aliases_of(&node->org, node->standing);
}

static void count_writes(const struct check *check, struct catalogue_writes *out) {
    for (size_t i = 0; i < check->rows->count; i++) {
        const struct node *node = check->order[i];
        if (node == NULL || node->is_bad)
            continue;
        if (is_as_it_was(node)) {
            out->unchanged++;
            continue;
        }
        out->created += node->standing == NULL;
        out->changed += node->standing != NULL;
        out->orgs[out->org_count++] = node->org;
    }
}

bool catalogue_check_orgs(struct arena *arena, const struct catalogue_rows *rows, const struct org *standing,
                          size_t count, struct row_faults *faults, struct catalogue_writes *out) {
    struct check check = {.arena = arena, .rows = rows, .faults = faults};
    *out = (struct catalogue_writes){.orgs = ARENA_ARRAY(arena, rows->count, struct org)};
    check.order = ARENA_ARRAY(arena, rows->count, struct node *);
    dict_init(&check.nodes, arena);
    if (out->orgs == NULL || check.order == NULL || !add_standing(&check, standing, count) ||
        !take_rows(&check))
        return false;
    check_trees(&check);
    count_writes(&check, out);
    return !arena_overflowed(arena);
}
