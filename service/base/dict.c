#include "base/dict.h"

#include <assert.h>
#include <stdint.h>

enum { CAPACITY_FIRST = 16 };

/* Open addressing, linear probing; value NULL marks a free slot. */
struct dict_slot {
    struct text key;
    unsigned long long hash;
    void *value;
};

void dict_init(struct dict *dict, struct arena *arena) {
    *dict = (struct dict){.arena = arena};
}

/* The key's slot, or the free one where it would go. There is always a free one: a quarter of them. */
static struct dict_slot *find(struct dict_slot *slots, size_t capacity, struct text key,
                              unsigned long long hash) {
    size_t at = (size_t)hash & (capacity - 1);
    while (slots[at].value != NULL && !(slots[at].hash == hash && text_equal(slots[at].key, key)))
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

/* The old slots stay in the arena until it goes: doubling loses as much as is in use, no more. */
static bool grow(struct dict *dict) {
    if (dict->capacity > SIZE_MAX / 2)
        return false;
    size_t capacity = dict->capacity == 0 ? CAPACITY_FIRST : 2 * dict->capacity;
    struct dict_slot *slots = ARENA_ARRAY(dict->arena, capacity, struct dict_slot);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < dict->capacity; i++) {
        const struct dict_slot *old = &dict->slots[i];
        if (old->value != NULL)
            *find(slots, capacity, old->key, old->hash) = *old;
    }
    dict->slots = slots;
    dict->capacity = capacity;
    return true;
}

bool dict_put(struct dict *dict, struct text key, void *value) {
    assert(value != NULL);
    unsigned long long hash = text_hash(key);
    if (dict->capacity > 0) {
        struct dict_slot *slot = find(dict->slots, dict->capacity, key, hash);
        if (slot->value != NULL) {
            slot->value = value;
            return true;
        }
    }
    if (dict->count + 1 > dict->capacity / 4 * 3 && !grow(dict))
        return false;
    *find(dict->slots, dict->capacity, key, hash) = (struct dict_slot){key, hash, value};
    dict->count++;
    return true;
}

void *dict_get(const struct dict *dict, struct text key) {
    if (dict->capacity == 0)
        return NULL;
    return find(dict->slots, dict->capacity, key, text_hash(key))->value;
}
