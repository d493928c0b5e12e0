#include "app/answer_segments.h"

#include <stdalign.h>
#include <string.h>

#include "base/memory.h"

struct segment {
    struct segment *next;
    size_t size, used; /* of bytes[] */
    uint32_t lent;
    bool is_gone;
    alignas(max_align_t) char bytes[];
};

enum { SINGLE_FROM = 4 }; /* what takes a quarter of a segment or more has its own */

void segments_init(struct segments *segments, size_t segment_size) {
    *segments = (struct segments){.segment_size = segment_size};
}

static void let_go(struct segment *segment) {
    if (segment->is_gone && segment->lent == 0)
        memory_free(segment);
}

void segments_fini(struct segments *segments) {
    for (struct segment *segment; (segment = segments_pop(segments)) != NULL;) {
        segment->is_gone = true;
        let_go(segment);
    }
    memory_free(segments->spare);
    *segments = (struct segments){.segment_size = segments->segment_size};
}

/* ---- taking ---- */

size_t segment_round(size_t size) {
    size_t step = alignof(max_align_t);
    return (size + step - 1) / step * step;
}

static bool is_large(const struct segments *segments, size_t size) {
    return size >= segments->segment_size / SINGLE_FROM;
}

static bool fits(const struct segment *segment, size_t size) {
    return segment != NULL && segment->size - segment->used >= size;
}

size_t segments_need(const struct segments *segments, size_t size) {
    size_t rounded = segment_round(size);
    if (is_large(segments, rounded))
        return sizeof(struct segment) + rounded;
    bool has_room = fits(segments->filling, rounded) || segments->spare != NULL;
    return has_room ? 0 : sizeof(struct segment) + segments->segment_size;
}

void segments_queue(struct segments *segments, struct segment *segment) {
    segment->next = NULL;
    if (segments->newest != NULL)
        segments->newest->next = segment;
    else
        segments->oldest = segment;
    segments->newest = segment;
}

static struct segment *begin(struct segments *segments, size_t size) {
    struct segment *segment = memory_alloc(sizeof *segment + size);
    if (segment != NULL) {
        segment->size = size;
        segments->bytes += sizeof *segment + size;
    }
    return segment;
}

/* One that was emptied is taken before a new one: given back to malloc it would be nibbled at. */
static struct segment *begin_filling(struct segments *segments) {
    struct segment *segment = segments->spare;
    segments->spare = NULL;
    segments->filling = segment != NULL ? segment : begin(segments, segments->segment_size);
    return segments->filling;
}

void *segments_take(struct segments *segments, size_t size, struct segment **of) {
    size_t rounded = segment_round(size);
    struct segment *segment = segments->filling;
    if (is_large(segments, rounded) || !fits(segment, rounded)) {
        segment = is_large(segments, rounded) ? begin(segments, rounded) : begin_filling(segments);
        if (segment == NULL)
            return NULL;
        segments_queue(segments, segment);
    }
    void *piece = segment->bytes + segment->used;
    segment->used += rounded;
    *of = segment;
    return memset(piece, 0, rounded);
}

/* ---- letting go ---- */

struct segment *segments_pop(struct segments *segments) {
    struct segment *segment = segments->oldest;
    if (segment == NULL)
        return NULL;
    segments->oldest = segment->next;
    if (segments->newest == segment)
        segments->newest = NULL;
    if (segments->filling == segment)
        segments->filling = NULL;
    return segment;
}

void segments_drop(struct segments *segments, struct segment *segment) {
    bool is_spare = segments->spare == NULL && segment->lent == 0 && !segment_is_single(segments, segment);
    if (is_spare) {
        segment->used = 0;
        segments->spare = segment;
        return;
    }
    segments->bytes -= sizeof *segment + segment->size;
    segment->is_gone = true;
    let_go(segment);
}

/* ---- one segment ---- */

char *segment_bytes(struct segment *segment) {
    return segment->bytes;
}

size_t segment_used(const struct segment *segment) {
    return segment->used;
}

bool segment_is_single(const struct segments *segments, const struct segment *segment) {
    return segment->size != segments->segment_size;
}

void segment_lend(struct segment *segment) {
    segment->lent++;
}

void segment_give_back(struct segment *segment) {
    segment->lent--;
    let_go(segment);
}
