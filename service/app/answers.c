#include "app/answers.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "app/answer_packer.h"
#include "app/answer_segments.h"
#include "base/memory.h"
#include "ops/metrics.h"

/* A piece of a segment: this, the watched slots, the key, the tag with its NUL, the body as it is kept. A hundred thousand are to fit into
 * a worker: each byte here is 0.1 MB. */
struct kept {
    struct kept *next; /* in its bucket */
    struct segment *in;
    const char *content_type;
    uint64_t sum; /* of the watched counters */
    uint32_t made_s;
    uint32_t len, kept_len; /* of the body, as it is sent and as it lies here */
    uint16_t key_len;
    uint8_t tag_len, watched, kind;
    uint8_t asked; /* how often since it was put here, or 255 */
    bool is_packed, is_gzip, varies_by_encoding, is_gone;
    char bytes[];
};

/* What was asked once may never be asked again: an answer is kept when its question comes a second time. Of questions that have come a
 * part of their hash is remembered, in a place that another may take. */
enum { SEEN_PLACES = 1 << 18, BUCKETS_FIRST = 1024 };

enum { SEGMENTS = 128, SEGMENT_LEAST = 16 << 10, SEGMENT_MOST = 1 << 20 };

struct answers {
    uint16_t *seen;
    size_t limit, entries;
    size_t told; /* to the gauge of bytes */
    struct segments segments;
    struct kept **buckets;
    size_t bucket_count; /* a power of two */
    struct packer *packer;
    const struct kept *found; /* until it is handed on */
};

/* ---- life ---- */

static size_t segment_size_for(size_t memory) {
    size_t size = memory / SEGMENTS;
    return size < SEGMENT_LEAST ? SEGMENT_LEAST : size > SEGMENT_MOST ? SEGMENT_MOST : size;
}

struct answers *answers_new(size_t memory, struct err *err) {
    struct answers *answers = memory_alloc(sizeof *answers);
    if (answers != NULL) {
        answers->limit = memory;
        segments_init(&answers->segments, segment_size_for(memory));
        answers->bucket_count = BUCKETS_FIRST;
        answers->buckets = memory_alloc(BUCKETS_FIRST * sizeof *answers->buckets);
        answers->seen = memory_alloc(SEEN_PLACES * sizeof *answers->seen);
        answers->packer = packer_new(err);
        if (answers->buckets != NULL && answers->seen != NULL && answers->packer != NULL)
            return answers;
    }
    err_set(err, ERR_OUT_OF_MEMORY, "No memory to keep answers in.");
    answers_free(answers);
    return NULL;
}

static size_t all_bytes(const struct answers *answers) {
    return answers->segments.bytes + answers->bucket_count * sizeof *answers->buckets +
           SEEN_PLACES * sizeof *answers->seen + packer_bytes(answers->packer);
}

static void tell_bytes(struct answers *answers) {
    metrics_add(METRIC_ANSWER_BYTES, (int64_t)answers->segments.bytes - (int64_t)answers->told);
    answers->told = answers->segments.bytes;
}

static void drop_all(struct answers *answers) {
    segments_fini(&answers->segments);
    memset(answers->buckets, 0, answers->bucket_count * sizeof *answers->buckets);
    metrics_add(METRIC_ANSWERS, -(int64_t)answers->entries);
    answers->entries = 0;
    tell_bytes(answers);
}

void answers_set_memory(struct answers *answers, size_t memory) {
    if (memory == answers->limit)
        return;
    drop_all(answers);
    answers->limit = memory;
    segments_init(&answers->segments, segment_size_for(memory));
}

void answers_free(struct answers *answers) {
    if (answers == NULL)
        return;
    if (answers->buckets != NULL)
        drop_all(answers);
    packer_free(answers->packer);
    memory_free(answers->buckets);
    memory_free(answers->seen);
    memory_free(answers);
}

struct answers_counts answers_count(const struct answers *answers) {
    return (struct answers_counts){answers->entries, answers->segments.bytes};
}

/* ---- one that is kept ---- */

static size_t watched_bytes(const struct kept *kept) {
    return kept->watched * sizeof(uint16_t);
}

static struct text key_of(const struct kept *kept) {
    return (struct text){kept->bytes + watched_bytes(kept), kept->key_len};
}

static const char *tag_of(const struct kept *kept) {
    return key_of(kept).ptr + kept->key_len;
}

static struct text body_of(const struct kept *kept) {
    return (struct text){tag_of(kept) + kept->tag_len, kept->kept_len};
}

static size_t size_of(const struct kept *kept) {
    return offsetof(struct kept, bytes) + watched_bytes(kept) + kept->key_len + kept->tag_len +
           kept->kept_len;
}

static void set_watch(struct kept *kept, const struct watch *watch) {
    kept->sum = watch->sum;
    memcpy(kept->bytes, watch->slots, watched_bytes(kept));
}

static bool stands(const struct kept *kept) {
    struct watch watch = {.count = kept->watched, .sum = kept->sum};
    memcpy(watch.slots, kept->bytes, watched_bytes(kept));
    return watch_stands(&watch);
}

/* ---- the table ---- */

/* The table goes by the low bits, which text_hash mixes least. */
static uint64_t hash_of(struct text key) {
    uint64_t hash = text_hash(key);
    return hash ^ hash >> 29;
}

static struct kept **bucket_of(const struct answers *answers, struct text key) {
    return &answers->buckets[hash_of(key) & (answers->bucket_count - 1)];
}

/* Where the pointer to it stands, or to NULL. */
static struct kept **find(const struct answers *answers, struct text key) {
    struct kept **at = bucket_of(answers, key);
    while (*at != NULL && !text_equal(key_of(*at), key))
        at = &(*at)->next;
    return at;
}

static void enter(struct answers *answers, struct kept *kept) {
    struct kept **at = bucket_of(answers, key_of(kept));
    kept->next = *at;
    *at = kept;
    answers->entries++;
    metrics_add(METRIC_ANSWERS, 1);
}

/* Its bytes lie there until their segment goes. */
static void drop(struct answers *answers, struct kept *kept) {
    *find(answers, key_of(kept)) = kept->next;
    kept->is_gone = true;
    answers->entries--;
    metrics_add(METRIC_ANSWERS, -1);
}

/* Where there is no memory for more buckets the old ones have to do. */
static void widen(struct answers *answers) {
    size_t old_count = answers->bucket_count;
    struct kept **old = answers->buckets, **wide = NULL;
    if (answers->entries >= old_count)
        wide = memory_alloc(old_count * 2 * sizeof *wide);
    if (wide == NULL)
        return;
    answers->buckets = wide;
    answers->bucket_count = old_count * 2;
    for (size_t i = 0; i < old_count; i++)
        for (struct kept *kept = old[i], *next; kept != NULL; kept = next) {
            struct kept **at = bucket_of(answers, key_of(kept));
            next = kept->next;
            kept->next = *at;
            *at = kept;
        }
    memory_free(old);
}

/* ---- room ---- */

/* To the newest segment, and no longer as good as it was. */
static bool save(struct answers *answers, const struct kept *kept) {
    struct segment *in;
    struct kept *copy = segments_take(&answers->segments, size_of(kept), &in);
    if (copy == NULL)
        return false;
    memcpy(copy, kept, size_of(kept));
    copy->in = in;
    copy->is_gone = false;
    copy->asked /= 2;
    enter(answers, copy);
    return true;
}

static struct kept *kept_at(struct segment *segment, size_t at) {
    return at < segment_used(segment) ? (void *)(segment_bytes(segment) + at) : NULL;
}

static size_t bytes_asked(struct segment *segment, unsigned times) {
    const struct kept *kept;
    size_t bytes = 0;
    for (size_t at = 0; (kept = kept_at(segment, at)) != NULL; at += segment_round(size_of(kept)))
        if (!kept->is_gone && kept->asked >= times)
            bytes += size_of(kept);
    return bytes;
}

/* How often one must have been asked for to be saved: so that at most half of a segment is, and its going makes room soon. */
static unsigned times_to_stay(struct segment *segment, size_t most) {
    unsigned times = 1;
    while (times <= UINT8_MAX && bytes_asked(segment, times) > most)
        times *= 2;
    return times;
}

static void empty(struct answers *answers, struct segment *segment) {
    unsigned times = times_to_stay(segment, answers->segments.segment_size / 2);
    struct kept *kept;
    for (size_t at = 0; (kept = kept_at(segment, at)) != NULL; at += segment_round(size_of(kept))) {
        if (kept->is_gone)
            continue;
        drop(answers, kept);
        if (kept->asked < times || !save(answers, kept))
            metrics_count_at(METRIC_ANSWERS_DROPPED, METRIC_DROPPED_MEMORY, 0, 1);
    }
    segments_drop(&answers->segments, segment);
}

/* One that is large is not copied; it queues again. */
static bool queues_again(struct answers *answers, struct segment *segment) {
    struct kept *kept = kept_at(segment, 0);
    if (!segment_is_single(&answers->segments, segment) || kept->is_gone || kept->asked == 0)
        return false;
    kept->asked /= 2;
    segments_queue(&answers->segments, segment);
    return true;
}

static void make_room(struct answers *answers, size_t size) {
    while (all_bytes(answers) + segments_need(&answers->segments, size) > answers->limit) {
        struct segment *segment = segments_pop(&answers->segments);
        if (segment == NULL)
            return;
        if (!queues_again(answers, segment))
            empty(answers, segment);
    }
}

/* ---- keeping ---- */

/* Has its question come before? It has now. */
static bool was_seen(struct answers *answers, struct text key) {
    uint64_t hash = hash_of(key);
    uint16_t *place = &answers->seen[(hash >> 20) % SEEN_PLACES], mark = (uint16_t)(hash >> 48 | 1);
    bool was_there = *place == mark;
    *place = mark;
    return was_there;
}

static void fill(struct kept *kept, struct text key, const struct http_finished *finished, struct text body) {
    char *at = kept->bytes + watched_bytes(kept);
    memcpy(at, key.ptr, key.len);
    memcpy(at + key.len, finished->tag, kept->tag_len);
    memcpy(at + key.len + kept->tag_len, body.ptr, body.len);
}

static void keep(struct answers *answers, struct text key, const struct watch *watch,
                 const struct http_finished *finished, struct text body, const struct kept *form) {
    struct segment *in;
    make_room(answers, size_of(form));
    struct kept *kept = segments_take(&answers->segments, size_of(form), &in);
    if (kept == NULL)
        return;
    *kept = *form;
    kept->in = in;
    set_watch(kept, watch);
    fill(kept, key, finished, body);
    enter(answers, kept);
    widen(answers);
}

void answers_put(struct answers *answers, unsigned kind, struct text key, const struct watch *watch,
                 const struct http_finished *finished, int64_t now_ms) {
    struct text body = buf_text(&finished->body);
    assert(kind < ANSWER_KINDS && key.len <= UINT16_MAX);
    if (body.len == 0 || body.len > answers->limit / 4 || !was_seen(answers, key))
        return;
    struct kept *old = *find(answers, key);
    if (old != NULL)
        drop(answers, old);
    struct text packed = finished->is_gzip ? (struct text){0} : packer_pack(answers->packer, kind, body);
    if (packed.len > 0)
        body = packed;
    const struct kept form = {.content_type = finished->content_type,
                              .made_s = (uint32_t)(now_ms / 1000),
                              .len = (uint32_t)finished->body.len,
                              .kept_len = (uint32_t)body.len,
                              .key_len = (uint16_t)key.len,
                              .tag_len = (uint8_t)(strlen(finished->tag) + 1),
                              .watched = (uint8_t)watch->count,
                              .kind = (uint8_t)kind,
                              .is_packed = packed.len > 0,
                              .is_gzip = finished->is_gzip,
                              .varies_by_encoding = finished->varies_by_encoding};
    keep(answers, key, watch, finished, body, &form);
    tell_bytes(answers);
}

/* ---- giving again ---- */

static bool unpack(const void *context, char *room, size_t len) {
    const struct answers *answers = context;
    const struct kept *kept = answers->found;
    return packer_unpack(answers->packer, kept->kind, body_of(kept), room, len);
}

static void lend(void *segment) {
    segment_lend(segment);
}

static void give_back(void *segment) {
    segment_give_back(segment);
}

static struct http_stored stored(struct answers *answers, const struct kept *kept) {
    struct http_stored out = {.content_type = kept->content_type,
                              .tag = tag_of(kept),
                              .is_gzip = kept->is_gzip,
                              .varies_by_encoding = kept->varies_by_encoding,
                              .len = kept->len};
    answers->found = kept;
    if (kept->is_packed) {
        out.unpack = unpack;
        out.context = answers;
    } else {
        out.bytes = body_of(kept).ptr;
        out.lend = lend;
        out.give_back = give_back;
        out.context = kept->in;
    }
    return out;
}

static bool is_too_old(const struct kept *kept, int64_t now_ms) {
    return (uint32_t)(now_ms / 1000) - kept->made_s > ANSWER_AGE_S;
}

bool answers_find(struct answers *answers, struct text key, int64_t now_ms, struct http_stored *out) {
    struct kept *kept = *find(answers, key);
    bool is_good = kept != NULL && stands(kept) && !is_too_old(kept, now_ms);
    metrics_count_at(METRIC_ANSWERS_LOOKED_UP, is_good ? METRIC_LOOKED_UP_FOUND : METRIC_LOOKED_UP_MISSED, 0,
                     1);
    if (is_good) {
        if (kept->asked < UINT8_MAX)
            kept->asked++;
        *out = stored(answers, kept);
    } else if (kept != NULL) {
        drop(answers, kept);
        metrics_count_at(METRIC_ANSWERS_DROPPED, METRIC_DROPPED_CHANGED, 0, 1);
    }
    return is_good;
}
