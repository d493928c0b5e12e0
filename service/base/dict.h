/* dict: text -> pointer, in an arena. Keys are views and must outlive the dict. Insertion order is kept by nobody.
 * Lookup is O(1) expected; an attacker who chooses keys can make it O(n), so cap what outsiders may insert. */
#ifndef TONGBI_BASE_DICT_H
#define TONGBI_BASE_DICT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

struct dict_slot;

struct dict {
    struct arena *arena;
    struct dict_slot *slots;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
};

void dict_init(struct dict *dict, struct arena *arena);
/* Adds or replaces. false when the arena is full. value may not be NULL. */
bool dict_put(struct dict *dict, struct text key, void *value) MUST_CHECK;
void *dict_get(const struct dict *dict, struct text key); /* NULL when absent */

#endif
