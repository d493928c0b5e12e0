/* answer_segments: memory for what is kept, in segments that are filled one after another and let go the oldest first.
 *
 * For: many pieces of about 1 KB that come at random and go at random. One by one from malloc they leave holes: a worker with 96 MiB of
 * answers had 30 MB of them. A piece is never freed by itself; it lies there until its segment goes. A piece that is large has a segment
 * of its own. Bytes of a segment that are lent stay until they are given back, also when it has gone. */
#ifndef TONGBI_APP_ANSWER_SEGMENTS_H
#define TONGBI_APP_ANSWER_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct segment;

struct segments {
    struct segment *oldest, *newest, *filling, *spare;
    size_t segment_size; /* of one that holds many */
    size_t bytes;        /* of all, with the spare one, and without what has gone but is still lent */
};

void segments_init(struct segments *segments, size_t segment_size);
void segments_fini(struct segments *segments);

/* What taking so much would add to bytes. */
size_t segments_need(const struct segments *segments, size_t size);
/* Zeroed, for any type; NULL: no memory. *of is the segment that it lies in. */
void *segments_take(struct segments *segments, size_t size, struct segment **of);

/* The oldest leaves the queue, for its pieces to be looked at; then it is either let go or queued again as the newest. NULL: none. */
struct segment *segments_pop(struct segments *segments);
void segments_drop(struct segments *segments, struct segment *segment);
void segments_queue(struct segments *segments, struct segment *segment);

/* Its pieces: [0, segment_used) from segment_bytes, each rounded up by segment_round. */
char *segment_bytes(struct segment *segment);
size_t segment_used(const struct segment *segment);
size_t segment_round(size_t size);
bool segment_is_single(const struct segments *segments,
                       const struct segment *segment); /* a large piece's own */

void segment_lend(struct segment *segment);
void segment_give_back(struct segment *segment);

#endif
