#include "app/posted_rows.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"

enum {
    CHUNK_BYTES = 59, /* so that a chunk fills a cache line */
    CHUNKS_A_SLAB = 1024,
    SERIES_A_SLAB = 1024,
    SLABS_MAX = 1 << 14,
    ROW_MAX = 64,
    SLOTS_MIN = 256,
    SCOPES_MAX = 256 << 20
};
/* The head of a row. */
enum {
    HEAD_STATUS = 0x03,
    HEAD_WITHDRAWN = 0x04,
    HEAD_WIDE = 0x08,
    HEAD_PUBLISHED = 0x10, /* another day than the row before */
    HEAD_FIRST = 0x20      /* nothing is before it: the numbers stand for themselves */
};
#define NOTHING UINT32_MAX

struct chunk {
    uint32_t next;
    uint8_t used;
    unsigned char bytes[CHUNK_BYTES];
};
_Static_assert(sizeof(struct chunk) == 64, "a chunk fills a cache line");

struct series_rows {
    int64_t org_id, metric_id;
    const char *scope;
    uint32_t scope_len, hash;
    uint32_t first, last; /* chunks */
    uint32_t bytes;
    int32_t period, published; /* of the row before */
    uint64_t number;
};

/* Things of one size that never move. */
struct slabs {
    void **items;
    size_t slab_count, capacity;
    uint32_t count;
};

struct posted_rows {
    struct slabs chunks, series;
    struct arena scopes;
    uint32_t *slots; /* of series, open addressing; NOTHING: free */
    size_t slot_count;
    uint32_t before; /* the series of the row before, which is often the same */
    uint32_t *heap;  /* series, while they are taken out */
    size_t heap_count;
};

/* ---- memory ---- */

static struct chunk *chunk_at(const struct posted_rows *rows, uint32_t at) {
    return (struct chunk *)rows->chunks.items[at / CHUNKS_A_SLAB] + at % CHUNKS_A_SLAB;
}

static struct series_rows *series_at(const struct posted_rows *rows, uint32_t at) {
    return (struct series_rows *)rows->series.items[at / SERIES_A_SLAB] + at % SERIES_A_SLAB;
}

static bool slabs_add(struct slabs *slabs, size_t a_slab, size_t size) {
    if (slabs->count < slabs->slab_count * a_slab) {
        slabs->count++;
        return true;
    }
    if (slabs->slab_count == slabs->capacity) {
        size_t capacity = slabs->capacity == 0 ? 16 : 2 * slabs->capacity;
        void **items =
            capacity > SLABS_MAX ? NULL : memory_resize(slabs->items, capacity * sizeof *slabs->items);
        if (items == NULL)
            return false;
        slabs->items = items;
        slabs->capacity = capacity;
    }
    void *slab = memory_alloc(a_slab * size);
    if (slab == NULL)
        return false;
    slabs->items[slabs->slab_count++] = slab;
    slabs->count++;
    return true;
}

static void slabs_free(struct slabs *slabs) {
    for (size_t i = 0; i < slabs->slab_count; i++)
        memory_free(slabs->items[i]);
    memory_free((void *)slabs->items);
}

struct posted_rows *posted_rows_new(void) {
    struct posted_rows *rows = memory_alloc(sizeof *rows);
    if (rows == NULL)
        return NULL;
    rows->before = NOTHING;
    arena_init(&rows->scopes, SCOPES_MAX);
    return rows;
}

void posted_rows_free(struct posted_rows *rows) {
    if (rows == NULL)
        return;
    slabs_free(&rows->chunks);
    slabs_free(&rows->series);
    arena_fini(&rows->scopes);
    memory_free(rows->slots);
    memory_free(rows->heap);
    memory_free(rows);
}

size_t posted_rows_series(const struct posted_rows *rows) {
    return rows->series.count;
}

size_t posted_rows_bytes(const struct posted_rows *rows) {
    return (size_t)rows->chunks.count * sizeof(struct chunk) +
           rows->series.count * (sizeof(struct series_rows) + sizeof *rows->heap) +
           rows->slot_count * sizeof *rows->slots + rows->scopes.used;
}

/* ---- which series ---- */

static uint32_t hash_of(int64_t org_id, int64_t metric_id, struct text scope) {
    uint64_t hash = (uint64_t)org_id * 0x9E3779B97F4A7C15U ^ (uint64_t)metric_id * 0xC2B2AE3D27D4EB4FU;
    if (scope.len > 0)
        hash ^= text_hash(scope);
    hash *= 0x9E3779B97F4A7C15U;
    return (uint32_t)(hash >> 32);
}

static bool is_series(const struct series_rows *series, int64_t org_id, int64_t metric_id,
                      struct text scope) {
    return series->org_id == org_id && series->metric_id == metric_id && series->scope_len == scope.len &&
           (scope.len == 0 || memcmp(series->scope, scope.ptr, scope.len) == 0);
}

static void place(struct posted_rows *rows, uint32_t series) {
    size_t at = series_at(rows, series)->hash & (rows->slot_count - 1);
    while (rows->slots[at] != NOTHING)
        at = (at + 1) & (rows->slot_count - 1);
    rows->slots[at] = series;
}

static bool make_room(struct posted_rows *rows) {
    if (2 * ((size_t)rows->series.count + 1) <= rows->slot_count)
        return true;
    size_t count = rows->slot_count == 0 ? SLOTS_MIN : 2 * rows->slot_count;
    uint32_t *slots = memory_resize(rows->slots, count * sizeof *slots);
    if (slots == NULL)
        return false;
    memset(slots, 0xFF, count * sizeof *slots);
    rows->slots = slots;
    rows->slot_count = count;
    for (uint32_t i = 0; i < rows->series.count; i++)
        place(rows, i);
    return true;
}

static uint32_t add_series(struct posted_rows *rows, uint32_t hash, int64_t org_id, int64_t metric_id,
                           struct text scope) {
    struct text kept = arena_text(&rows->scopes, scope);
    uint32_t at = rows->series.count;
    if (arena_overflowed(&rows->scopes) || !make_room(rows) ||
        !slabs_add(&rows->series, SERIES_A_SLAB, sizeof(struct series_rows)))
        return NOTHING;
    *series_at(rows, at) = (struct series_rows){.org_id = org_id,
                                                .metric_id = metric_id,
                                                .scope = kept.ptr,
                                                .scope_len = (uint32_t)kept.len,
                                                .hash = hash,
                                                .first = NOTHING,
                                                .last = NOTHING};
    place(rows, at);
    return at;
}

static uint32_t find_series(struct posted_rows *rows, int64_t org_id, int64_t metric_id, struct text scope) {
    if (rows->before != NOTHING && is_series(series_at(rows, rows->before), org_id, metric_id, scope))
        return rows->before;
    uint32_t hash = hash_of(org_id, metric_id, scope);
    if (rows->slot_count > 0)
        for (size_t at = hash & (rows->slot_count - 1); rows->slots[at] != NOTHING;
             at = (at + 1) & (rows->slot_count - 1)) {
            const struct series_rows *series = series_at(rows, rows->slots[at]);
            if (series->hash == hash && is_series(series, org_id, metric_id, scope))
                return rows->slots[at];
        }
    return add_series(rows, hash, org_id, metric_id, scope);
}

/* ---- a row ---- */

static unsigned char *put_number(unsigned char *at, unsigned __int128 value) {
    uint64_t low = (uint64_t)value;
    if (value != low) {
        for (; value >= 0x80; value >>= 7)
            *at++ = (unsigned char)(0x80 | (value & 0x7F));
        *at++ = (unsigned char)value;
        return at;
    }
    for (; low >= 0x80; low >>= 7)
        *at++ = (unsigned char)(0x80 | (low & 0x7F));
    *at++ = (unsigned char)low;
    return at;
}

static unsigned char *put_signed(unsigned char *at, __int128 value) {
    return put_number(at, value < 0 ? ((unsigned __int128)-value << 1) - 1 : (unsigned __int128)value << 1);
}

static size_t pack(const struct series_rows *before, const struct posted_row *row, unsigned char *out) {
    struct period period = period_canonical(row->period);
    int32_t published = date_days(row->published);
    bool is_wide = period.last != period.first;
    bool is_other_day = published != before->published;
    unsigned char *at = out;
    *at++ = (unsigned char)((unsigned)row->status | (row->is_withdrawn ? HEAD_WITHDRAWN : 0) |
                            (is_wide ? HEAD_WIDE : 0) | (is_other_day ? HEAD_PUBLISHED : 0) |
                            (before->bytes == 0 ? HEAD_FIRST : 0));
    *at++ = (unsigned char)period.shape;
    at = put_number(at, row->number - before->number);
    at = put_signed(at, (__int128)period.first - before->period);
    if (is_wide)
        at = put_number(at, (unsigned)(period.last - period.first));
    if (is_other_day)
        at = put_signed(at, (__int128)published - before->published);
    if (!row->is_withdrawn) {
        *at++ = (unsigned char)row->value.scale;
        at = put_signed(at, row->value.coefficient);
    }
    return (size_t)(at - out);
}

static bool append(struct posted_rows *rows, struct series_rows *series, const unsigned char *bytes,
                   size_t len) {
    series->bytes += (uint32_t)len;
    while (len > 0) {
        struct chunk *last = series->last != NOTHING ? chunk_at(rows, series->last) : NULL;
        if (last == NULL || last->used == CHUNK_BYTES) {
            uint32_t added = rows->chunks.count;
            if (!slabs_add(&rows->chunks, CHUNKS_A_SLAB, sizeof(struct chunk)))
                return false;
            if (last != NULL)
                last->next = added;
            else
                series->first = added;
            series->last = added;
            last = chunk_at(rows, added);
            last->next = NOTHING;
        }
        size_t part = len < (size_t)(CHUNK_BYTES - last->used) ? len : (size_t)(CHUNK_BYTES - last->used);
        memcpy(last->bytes + last->used, bytes, part);
        last->used = (uint8_t)(last->used + part);
        bytes += part;
        len -= part;
    }
    return true;
}

bool posted_rows_add(struct posted_rows *rows, int64_t org_id, int64_t metric_id,
                     const struct posted_row *row) {
    unsigned char bytes[ROW_MAX];
    uint32_t at = find_series(rows, org_id, metric_id, row->scope);
    if (at == NOTHING)
        return false;
    rows->before = at;
    struct series_rows *series = series_at(rows, at);
    size_t len = pack(series, row, bytes);
    assert(len <= sizeof bytes);
    series->number = row->number;
    series->period = period_canonical(row->period).first;
    series->published = date_days(row->published);
    return append(rows, series, bytes, len);
}

/* ---- taking them out: a heap, so that no long sort holds up what else is to be done ---- */

static bool is_before(const struct posted_rows *rows, uint32_t a, uint32_t b) {
    const struct series_rows *left = series_at(rows, a), *right = series_at(rows, b);
    if (left->metric_id != right->metric_id)
        return left->metric_id < right->metric_id;
    int order = text_compare((struct text){left->scope, left->scope_len},
                             (struct text){right->scope, right->scope_len});
    return order != 0 ? order < 0 : left->org_id < right->org_id;
}

static void sink(struct posted_rows *rows, size_t at) {
    uint32_t *heap = rows->heap;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= rows->heap_count)
            return;
        if (child + 1 < rows->heap_count && is_before(rows, heap[child + 1], heap[child]))
            child++;
        if (!is_before(rows, heap[child], heap[at]))
            return;
        uint32_t swapped = heap[at];
        heap[at] = heap[child];
        heap[child] = swapped;
        at = child;
    }
}

bool posted_rows_begin(struct posted_rows *rows) {
    rows->heap = memory_alloc((rows->series.count + 1) * sizeof *rows->heap);
    if (rows->heap == NULL)
        return false;
    rows->heap_count = rows->series.count;
    for (uint32_t i = 0; i < rows->series.count; i++)
        rows->heap[i] = i;
    for (size_t i = rows->heap_count / 2; i-- > 0;)
        sink(rows, i);
    return true;
}

bool posted_rows_next(struct posted_rows *rows, struct posted_series *out) {
    if (rows->heap_count == 0)
        return false;
    const struct series_rows *series = series_at(rows, rows->heap[0]);
    *out = (struct posted_series){.org_id = series->org_id,
                                  .metric_id = series->metric_id,
                                  .scope = {series->scope, series->scope_len},
                                  .bytes = series->bytes,
                                  .chunk = series->first};
    rows->heap[0] = rows->heap[--rows->heap_count];
    sink(rows, 0);
    return true;
}

void posted_rows_get(const struct posted_rows *rows, const struct posted_series *series, struct buf *out) {
    for (uint32_t at = series->chunk; at != NOTHING;) {
        const struct chunk *chunk = chunk_at(rows, at);
        buf_add(out, (const char *)chunk->bytes, chunk->used);
        at = chunk->next;
    }
}

/* ---- reading ---- */

void posted_reader_open(struct posted_reader *reader, struct text packed) {
    const unsigned char *bytes = (const unsigned char *)packed.ptr;
    *reader = (struct posted_reader){.at = bytes, .end = packed.len > 0 ? bytes + packed.len : bytes};
}

static unsigned __int128 take_number(struct posted_reader *reader) {
    unsigned __int128 value = 0;
    for (unsigned shift = 0; shift < 126 && reader->at < reader->end; shift += 7) {
        unsigned byte = *reader->at++;
        value |= (unsigned __int128)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return value;
    }
    return value;
}

static __int128 take_signed(struct posted_reader *reader) {
    unsigned __int128 value = take_number(reader);
    return (__int128)(value >> 1) ^ -(__int128)(value & 1);
}

bool posted_reader_next(struct posted_reader *reader, struct posted_point *out) {
    if (reader->end - reader->at < 2)
        return false;
    unsigned head = *reader->at++;
    if ((head & HEAD_FIRST) != 0)
        *reader = (struct posted_reader){.at = reader->at, .end = reader->end};
    out->status = (enum figure_status)(head & HEAD_STATUS);
    out->is_withdrawn = (head & HEAD_WITHDRAWN) != 0;
    out->period.shape = (enum period_shape) * reader->at++;
    out->number = reader->number += (uint64_t)take_number(reader);
    out->period.first = reader->first = (int32_t)(reader->first + take_signed(reader));
    out->period.last = out->period.first;
    if ((head & HEAD_WIDE) != 0)
        out->period.last += (int32_t)take_number(reader);
    if ((head & HEAD_PUBLISHED) != 0)
        reader->published = (int32_t)(reader->published + take_signed(reader));
    out->published = reader->published;
    out->value = (struct decimal){0, 0};
    if (!out->is_withdrawn && reader->at < reader->end) {
        out->value.scale = *reader->at++;
        out->value.coefficient = take_signed(reader);
    }
    return true;
}
