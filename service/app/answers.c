#include "app/answers.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/memory.h"
#include "ops/metrics.h"

enum {
    PACKED_MOST = 64 * 1024, /* a larger body costs more to unpack than it saves */
    PACKED_LEAST = 512,
    DICTIONARY_LEAST =
        4096, /* one that is short does not hold all there is to say, and would stay for good */
    LEVEL = 3,
    BUCKETS_FIRST = 1024,
    OVERHEAD = 32 /* of an allocation and its place in the table */
};

/* One allocation: this, the key, the tag with its NUL, the body as it is kept. */
struct kept {
    struct kept *next;            /* in its bucket */
    struct kept *before, *behind; /* in the ring that the hand goes round */
    struct answers *answers;
    uint64_t hash;
    int64_t made_ms;
    struct watch watch;
    const char *content_type;
    uint32_t key_len, tag_len, len, kept_len; /* len: of the body as it is sent */
    uint32_t lent;                            /* sockets that still hold its bytes */
    uint8_t kind;
    bool is_packed, is_gzip, varies_by_encoding;
    bool was_asked; /* since the hand passed */
    bool is_gone;   /* freed as soon as no socket holds it */
    char bytes[];
};

/* What was asked once may never be asked again: an answer is kept when its question comes a second time. Of questions that have come a
 * part of their hash is remembered, in a place that another may take. */
enum { SEEN_PLACES = 1 << 18 };

struct answers {
    uint16_t *seen;
    size_t limit, bytes, entries;
    struct kept **buckets;
    size_t bucket_count; /* a power of two */
    struct kept *hand;
    char *room; /* to pack in */
    ZSTD_CCtx *packer;
    ZSTD_DCtx *unpacker;
    struct dictionary {
        ZSTD_CDict *pack;
        ZSTD_DDict *unpack;
        size_t bytes;
    } dictionaries[ANSWER_KINDS];
};

/* ---- life ---- */

struct answers *answers_new(size_t memory, struct err *err) {
    struct answers *answers = memory_alloc(sizeof *answers);
    if (answers != NULL) {
        answers->limit = memory;
        answers->bucket_count = BUCKETS_FIRST;
        answers->buckets = memory_alloc(BUCKETS_FIRST * sizeof *answers->buckets);
        answers->seen = memory_alloc(SEEN_PLACES * sizeof *answers->seen);
        answers->room = memory_alloc(PACKED_MOST);
        answers->packer = ZSTD_createCCtx();
        answers->unpacker = ZSTD_createDCtx();
    }
    if (answers != NULL && answers->seen != NULL && answers->buckets != NULL && answers->room != NULL &&
        answers->packer != NULL && answers->unpacker != NULL)
        return answers;
    err_set(err, ERR_OUT_OF_MEMORY, "No memory to keep answers in.");
    answers_free(answers);
    return NULL;
}

static size_t size_of(const struct kept *kept) {
    return sizeof *kept + kept->key_len + kept->tag_len + kept->kept_len + OVERHEAD;
}

static void drop(struct answers *answers, struct kept *kept);

void answers_free(struct answers *answers) {
    if (answers == NULL)
        return;
    while (answers->hand != NULL)
        drop(answers, answers->hand);
    for (size_t i = 0; i < ANSWER_KINDS; i++) {
        ZSTD_freeCDict(answers->dictionaries[i].pack);
        ZSTD_freeDDict(answers->dictionaries[i].unpack);
    }
    ZSTD_freeCCtx(answers->packer);
    ZSTD_freeDCtx(answers->unpacker);
    memory_free(answers->buckets);
    memory_free(answers->room);
    memory_free(answers->seen);
    memory_free(answers);
}

struct answers_counts answers_count(const struct answers *answers) {
    return (struct answers_counts){answers->entries, answers->bytes};
}

/* ---- the table and the ring ---- */

/* The table goes by the low bits, which text_hash mixes least. */
static uint64_t hash_of(struct text key) {
    uint64_t hash = text_hash(key);
    return hash ^ hash >> 29;
}

static const char *body_of(const struct kept *kept) {
    return kept->bytes + kept->key_len + kept->tag_len;
}

static struct kept **bucket_of(struct answers *answers, uint64_t hash) {
    return &answers->buckets[hash & (answers->bucket_count - 1)];
}

static bool has_key(const struct kept *kept, uint64_t hash, struct text key) {
    return kept->hash == hash && kept->key_len == key.len && memcmp(kept->bytes, key.ptr, key.len) == 0;
}

/* Where the pointer to it stands, or to NULL. */
static struct kept **find(struct answers *answers, uint64_t hash, struct text key) {
    struct kept **at = bucket_of(answers, hash);
    while (*at != NULL && !has_key(*at, hash, key))
        at = &(*at)->next;
    return at;
}

static void let_go(struct kept *kept) {
    if (kept->is_gone && kept->lent == 0)
        memory_free(kept);
}

static void drop(struct answers *answers, struct kept *kept) {
    struct kept **at = bucket_of(answers, kept->hash);
    while (*at != kept)
        at = &(*at)->next;
    *at = kept->next;
    kept->before->behind = kept->behind;
    kept->behind->before = kept->before;
    if (answers->hand == kept)
        answers->hand = kept->behind != kept ? kept->behind : NULL;
    answers->entries--;
    answers->bytes -= size_of(kept);
    metrics_add(METRIC_ANSWER_BYTES, -(int64_t)size_of(kept));
    metrics_add(METRIC_ANSWERS, -1);
    kept->is_gone = true;
    let_go(kept);
}

/* Behind the hand: it comes to it last. */
static void enter(struct answers *answers, struct kept *kept) {
    struct kept **at = bucket_of(answers, kept->hash);
    kept->next = *at;
    *at = kept;
    if (answers->hand == NULL)
        answers->hand = kept->before = kept->behind = kept;
    kept->behind = answers->hand;
    kept->before = answers->hand->before;
    kept->before->behind = kept;
    answers->hand->before = kept;
    answers->entries++;
    answers->bytes += size_of(kept);
    metrics_add(METRIC_ANSWER_BYTES, (int64_t)size_of(kept));
    metrics_add(METRIC_ANSWERS, 1);
}

/* Where there is no memory for more buckets the old ones have to do. */
static void widen(struct answers *answers) {
    size_t count = answers->bucket_count * 2;
    struct kept **wide = answers->entries < count ? NULL : memory_alloc(count * sizeof *wide);
    if (wide == NULL)
        return;
    for (size_t i = 0; i < answers->bucket_count; i++)
        for (struct kept *kept = answers->buckets[i], *next; kept != NULL; kept = next) {
            next = kept->next;
            kept->next = wide[kept->hash & (count - 1)];
            wide[kept->hash & (count - 1)] = kept;
        }
    memory_free(answers->buckets);
    answers->buckets = wide;
    answers->bucket_count = count;
}

static size_t all_bytes(const struct answers *answers) {
    size_t bytes = answers->bytes + answers->bucket_count * sizeof *answers->buckets +
                   SEEN_PLACES * sizeof *answers->seen;
    for (size_t i = 0; i < ANSWER_KINDS; i++)
        bytes += answers->dictionaries[i].bytes;
    return bytes;
}

/* The hand goes round: what was asked for since it last came by stays for another round. */
static void make_room(struct answers *answers, size_t bytes) {
    while (answers->hand != NULL && all_bytes(answers) + bytes > answers->limit) {
        struct kept *kept = answers->hand;
        answers->hand = kept->behind;
        if (kept->was_asked)
            kept->was_asked = false;
        else {
            drop(answers, kept);
            metrics_count_at(METRIC_ANSWERS_DROPPED, METRIC_DROPPED_MEMORY, 0, 1);
        }
    }
}

void answers_set_memory(struct answers *answers, size_t memory) {
    answers->limit = memory;
    make_room(answers, 0);
}

/* ---- packing ---- */

static bool has_dictionary(struct answers *answers, unsigned kind, struct text body) {
    struct dictionary *dictionary = &answers->dictionaries[kind];
    if (dictionary->unpack != NULL)
        return true;
    if (body.len < DICTIONARY_LEAST)
        return false;
    ZSTD_freeCDict(dictionary->pack);
    dictionary->pack = ZSTD_createCDict(body.ptr, body.len, LEVEL);
    dictionary->unpack = dictionary->pack != NULL ? ZSTD_createDDict(body.ptr, body.len) : NULL;
    dictionary->bytes = ZSTD_sizeof_CDict(dictionary->pack) + ZSTD_sizeof_DDict(dictionary->unpack);
    return dictionary->unpack != NULL;
}

/* The length of the packed body in answers->room; 0: it stays as it is. */
static size_t pack(struct answers *answers, unsigned kind, const struct http_finished *finished) {
    struct text body = buf_text(&finished->body);
    if (finished->is_gzip || body.len < PACKED_LEAST || body.len > PACKED_MOST ||
        !has_dictionary(answers, kind, body))
        return 0;
    size_t len = ZSTD_compress_usingCDict(answers->packer, answers->room, PACKED_MOST, body.ptr, body.len,
                                          answers->dictionaries[kind].pack);
    return ZSTD_isError(len) || len >= body.len ? 0 : len;
}

static bool unpack(const void *from, char *room, size_t len) {
    const struct kept *kept = from;
    return ZSTD_decompress_usingDDict(kept->answers->unpacker, room, len, body_of(kept), kept->kept_len,
                                      kept->answers->dictionaries[kept->kind].unpack) == len;
}

/* ---- keeping ---- */

static struct kept *keep(struct text key, const struct http_finished *finished, struct text body) {
    size_t tag_len = strlen(finished->tag) + 1;
    struct kept *kept = memory_alloc(sizeof *kept + key.len + tag_len + body.len);
    if (kept == NULL)
        return NULL;
    kept->hash = hash_of(key);
    kept->tag_len = (uint32_t)tag_len;
    kept->content_type = finished->content_type;
    kept->is_gzip = finished->is_gzip;
    kept->varies_by_encoding = finished->varies_by_encoding;
    kept->key_len = (uint32_t)key.len;
    kept->kept_len = (uint32_t)body.len;
    kept->len = (uint32_t)finished->body.len;
    memcpy(kept->bytes, key.ptr, key.len);
    memcpy(kept->bytes + key.len, finished->tag, tag_len);
    memcpy(kept->bytes + key.len + tag_len, body.ptr, body.len);
    return kept;
}

/* Has its question come before? It has now. */
static bool was_seen(struct answers *answers, uint64_t hash) {
    uint16_t *place = &answers->seen[(hash >> 20) % SEEN_PLACES], mark = (uint16_t)(hash >> 48 | 1);
    bool was_there = *place == mark;
    *place = mark;
    return was_there;
}

void answers_put(struct answers *answers, unsigned kind, struct text key, const struct watch *watch,
                 const struct http_finished *finished, int64_t now_ms) {
    assert(kind < ANSWER_KINDS);
    if (finished->body.len == 0 || finished->body.len > answers->limit / 4 ||
        !was_seen(answers, hash_of(key)))
        return;
    size_t packed_len = pack(answers, kind, finished);
    struct text body = packed_len > 0 ? (struct text){answers->room, packed_len} : buf_text(&finished->body);
    struct kept *kept = keep(key, finished, body);
    if (kept == NULL)
        return;
    kept->answers = answers;
    kept->kind = (uint8_t)kind;
    kept->is_packed = packed_len > 0;
    kept->watch = *watch;
    kept->made_ms = now_ms;
    struct kept *old = *find(answers, kept->hash, key);
    if (old != NULL)
        drop(answers, old);
    make_room(answers, size_of(kept));
    enter(answers, kept);
    widen(answers);
}

/* ---- giving again ---- */

static void give_back(void *from) {
    struct kept *kept = from;
    kept->lent--;
    let_go(kept);
}

static void lend(void *from) {
    struct kept *kept = from;
    kept->lent++;
}

bool answers_find(struct answers *answers, struct text key, int64_t now_ms, struct http_stored *out) {
    struct kept *kept = *find(answers, hash_of(key), key);
    if (kept == NULL) {
        metrics_count_at(METRIC_ANSWERS_LOOKED_UP, METRIC_LOOKED_UP_MISSED, 0, 1);
        return false;
    }
    if (!watch_stands(&kept->watch) || now_ms - kept->made_ms > ANSWER_AGE_MS) {
        drop(answers, kept);
        metrics_count_at(METRIC_ANSWERS_DROPPED, METRIC_DROPPED_CHANGED, 0, 1);
        metrics_count_at(METRIC_ANSWERS_LOOKED_UP, METRIC_LOOKED_UP_MISSED, 0, 1);
        return false;
    }
    kept->was_asked = true;
    metrics_count_at(METRIC_ANSWERS_LOOKED_UP, METRIC_LOOKED_UP_FOUND, 0, 1);
    *out = (struct http_stored){.content_type = kept->content_type,
                                .tag = kept->bytes + kept->key_len,
                                .is_gzip = kept->is_gzip,
                                .varies_by_encoding = kept->varies_by_encoding,
                                .len = kept->len,
                                .context = kept};
    if (kept->is_packed) {
        out->unpack = unpack;
    } else {
        out->bytes = body_of(kept);
        out->lend = lend;
        out->give_back = give_back;
    }
    return true;
}
