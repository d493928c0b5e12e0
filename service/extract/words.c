#include "extract/words.h"

#include <string.h>

enum { CACHE_SLOTS = 1024, CACHE_MOST = 768, BUCKETS_LEAST = 16, NO_ROW = 0xffff };

struct entry {
    const char32_t *word;
    char32_t first, last;
    uint16_t length;
    uint16_t next_first, next_last; /* the next row of the same bucket, or NO_ROW */
};

enum { FILTER_WORDS = 4 };

/* Rows by the hash of their first and of their last character. A bit for each hash that occurs rules most misses out
 * before a bucket is looked at. */
struct word_index {
    const void *rows;
    uint64_t first_bits[FILTER_WORDS], last_bits[FILTER_WORDS];
    size_t mask;
    uint16_t *first, *last;
    struct entry *entries;
};

/* The indexes of a run, by the address of their list. */
struct word_cache {
    struct arena *arena;
    struct word_index *slots[CACHE_SLOTS];
    size_t count;
};

static size_t hash_char(char32_t c) {
    return (size_t)((c * 0x9e3779b1u) >> 16); /* 16 bits */
}

static void filter_add(uint64_t bits[FILTER_WORDS], size_t hash) {
    bits[hash >> 14] |= (uint64_t)1 << (hash >> 8 & 63);
}

static inline bool filter_has(const uint64_t bits[FILTER_WORDS], size_t hash) {
    return (bits[hash >> 14] >> (hash >> 8 & 63) & 1) != 0;
}

static size_t hash_rows(const void *rows) {
    uintptr_t address = (uintptr_t)rows >> 3;
    return (size_t)((address * 0x9e3779b97f4a7c15u) >> 54);
}

static const char32_t *row_word(struct word_table table, size_t row) {
    const char32_t *word;
    memcpy(&word, (const char *)table.rows + row * table.row_size, sizeof word);
    return word;
}

size_t word_length(const char32_t *word) {
    size_t length = 0;
    while (word[length] != 0) {
        length++;
    }
    return length;
}

static void fill_index(struct word_index *index, struct word_table table, size_t count) {
    memset(index->first, 0xff, (index->mask + 1) * sizeof *index->first);
    memset(index->last, 0xff, (index->mask + 1) * sizeof *index->last);
    for (size_t row = count; row > 0; row--) {
        struct entry *e = &index->entries[row - 1];
        e->word = row_word(table, row - 1);
        e->length = (uint16_t)word_length(e->word);
        e->first = e->word[0];
        e->last = e->word[e->length - 1];
        filter_add(index->first_bits, hash_char(e->first));
        filter_add(index->last_bits, hash_char(e->last));
        uint16_t *first = &index->first[hash_char(e->first) & index->mask];
        uint16_t *last = &index->last[hash_char(e->last) & index->mask];
        e->next_first = *first;
        e->next_last = *last;
        *first = *last = (uint16_t)(row - 1);
    }
}

static struct word_index *build_index(struct arena *arena, struct word_table table) {
    size_t count = 0;
    while (row_word(table, count) != NULL) {
        count++;
    }
    size_t buckets = BUCKETS_LEAST;
    while (buckets < 2 * count) {
        buckets *= 2;
    }
    struct word_index *index = ARENA_NEW(arena, struct word_index);
    uint16_t *heads = ARENA_ARRAY(arena, 2 * buckets, uint16_t);
    struct entry *entries = ARENA_ARRAY(arena, count + 1, struct entry);
    if (index == NULL || heads == NULL || entries == NULL || count >= NO_ROW) {
        return NULL;
    }
    *index = (struct word_index){
        .rows = table.rows, .mask = buckets - 1, .first = heads, .last = heads + buckets, .entries = entries};
    fill_index(index, table, count);
    return index;
}

/* The index where it does not stand in its first slot, or is not built yet. */
static __attribute__((noinline)) const struct word_index *find_index_further(struct word_cache *cache,
                                                                             struct word_table table) {
    size_t slot = hash_rows(table.rows);
    while (cache->slots[slot] != NULL && cache->slots[slot]->rows != table.rows) {
        slot = (slot + 1) % CACHE_SLOTS;
    }
    if (cache->slots[slot] == NULL && cache->count < CACHE_MOST) {
        cache->slots[slot] = build_index(cache->arena, table);
        cache->count += cache->slots[slot] != NULL ? 1 : 0;
    }
    return cache->slots[slot];
}

/* NULL when there is no room for it. */
static inline const struct word_index *find_index(const struct page *page, struct word_table table) {
    const struct word_index *index = page->words->slots[hash_rows(table.rows)];
    return index != NULL && index->rows == table.rows ? index : find_index_further(page->words, table);
}

struct word_cache *word_cache_new(struct arena *arena) {
    struct word_cache *cache = ARENA_NEW(arena, struct word_cache);
    if (cache != NULL) {
        cache->arena = arena;
    }
    return cache;
}

static size_t clamp(const struct page *page, size_t to) {
    return to < page->length ? to : page->length;
}

size_t word_at(const struct page *page, size_t at, size_t to, const char32_t *word) {
    size_t length = 0;
    to = clamp(page, to);
    for (; word[length] != 0; length++) {
        if (at + length >= to || page->cp[at + length] != word[length]) {
            return 0;
        }
    }
    return length;
}

static ptrdiff_t search_rows_at(const struct page *page, size_t at, size_t to, struct word_table table,
                                size_t *best) {
    ptrdiff_t found = PAGE_NOWHERE;
    const char32_t *word;
    for (size_t row = 0; (word = row_word(table, row)) != NULL; row++) {
        size_t length = word_at(page, at, to, word);
        if (length > *best) {
            *best = length;
            found = (ptrdiff_t)row;
        }
    }
    return found;
}

static bool stands_at(const struct page *page, size_t at, const struct entry *e) {
    size_t same = 0;
    while (same < e->length && page->cp[at + same] == e->word[same]) {
        same++;
    }
    return same == e->length;
}

static inline ptrdiff_t row_at(const struct page *page, size_t at, size_t to, const struct word_index *index,
                               size_t *best) {
    ptrdiff_t found = PAGE_NOWHERE;
    char32_t c = page->cp[at];
    size_t hash = hash_char(c);
    if (!filter_has(index->first_bits, hash)) {
        return PAGE_NOWHERE;
    }
    for (uint16_t row = index->first[hash & index->mask]; row != NO_ROW;) {
        const struct entry *e = &index->entries[row];
        if (e->first == c && e->length > *best && at + e->length <= to && stands_at(page, at, e)) {
            *best = e->length;
            found = (ptrdiff_t)row;
        }
        row = e->next_first;
    }
    return found;
}

ptrdiff_t word_row_at(const struct page *page, size_t at, size_t to, struct word_table table,
                      size_t *length) {
    *length = 0;
    to = clamp(page, to);
    if (at >= to) {
        return PAGE_NOWHERE;
    }
    const struct word_index *index = find_index(page, table);
    return index != NULL ? row_at(page, at, to, index, length) : search_rows_at(page, at, to, table, length);
}

static struct word_table table_of(word_list words) {
    return (struct word_table){words, sizeof(const char32_t *)};
}

size_t word_any_at(const struct page *page, size_t at, size_t to, word_list words) {
    size_t length;
    word_row_at(page, at, to, table_of(words), &length);
    return length;
}

static size_t search_before(const struct page *page, size_t from, size_t at, word_list words) {
    size_t best = 0;
    for (size_t i = 0; words[i] != NULL; i++) {
        size_t length = word_length(words[i]);
        if (length > best && at >= from + length && word_at(page, at - length, at, words[i]) != 0) {
            best = length;
        }
    }
    return best;
}

size_t word_any_before(const struct page *page, size_t from, size_t at, word_list words) {
    if (at <= from) {
        return 0;
    }
    const struct word_index *index = find_index(page, table_of(words));
    if (index == NULL) {
        return search_before(page, from, at, words);
    }
    size_t best = 0;
    char32_t c = page->cp[at - 1];
    size_t hash = hash_char(c);
    if (!filter_has(index->last_bits, hash)) {
        return 0;
    }
    for (uint16_t row = index->last[hash & index->mask]; row != NO_ROW;) {
        const struct entry *e = &index->entries[row];
        if (e->last == c && e->length > best && at >= from + e->length &&
            stands_at(page, at - e->length, e)) {
            best = e->length;
        }
        row = e->next_last;
    }
    return best;
}

ptrdiff_t word_find(const struct page *page, struct span window, word_list words, size_t *length) {
    struct word_table table = table_of(words);
    const struct word_index *index = find_index(page, table);
    window.to = clamp(page, window.to);
    for (size_t at = window.from; at < window.to; at++) {
        size_t found = 0;
        if (index != NULL) {
            row_at(page, at, window.to, index, &found);
        } else {
            search_rows_at(page, at, window.to, table, &found);
        }
        if (found != 0) {
            if (length != NULL) {
                *length = found;
            }
            return (ptrdiff_t)at;
        }
    }
    return PAGE_NOWHERE;
}

ptrdiff_t word_find_last(const struct page *page, struct span window, word_list words, size_t *length) {
    for (size_t at = clamp(page, window.to); at > window.from; at--) {
        size_t found = word_any_at(page, at - 1, window.to, words);
        if (found != 0) {
            if (length != NULL) {
                *length = found;
            }
            return (ptrdiff_t)(at - 1);
        }
    }
    return PAGE_NOWHERE;
}

bool word_has(const struct page *page, struct span window, word_list words) {
    return word_find(page, window, words, NULL) != PAGE_NOWHERE;
}
