/* frame: what a worker and its reader say to each other.
 *
 * A frame is a length (four bytes, the least first; of what follows) and a body: a letter, then fields. A text is its length, four
 * bytes, and its bytes. Both ends take the other for hostile: a body that is not exactly as below is refused whole.
 *
 *   'Q' request    content type, then the document's bytes as a text
 *   'D' document   media type, charset, notes, sheets (each a count and as many texts), places (a count and seven numbers each), text
 *   'E' refusal    number of the error code, field, detail */
#ifndef TONGBI_READER_FRAME_H
#define TONGBI_READER_FRAME_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/document.h"

enum {
    FRAME_HEAD = 4,
    FRAME_BODY_MAX = 1 << 30, /* neither end believes in a longer one; each has a lower limit of its own */
    FRAME_SHEETS_MAX = 10000,
    FRAME_PLACES_MAX = 4000000
};

struct frame_request {
    struct text content_type, bytes;
};

/* The length that a head tells, or SIZE_MAX where it is none that a frame may have. */
size_t frame_length(const char head[FRAME_HEAD]);

/* Each writes a whole frame, its head included; buf_failed says whether it did. */
void frame_put_request(struct buf *out, const struct frame_request *request);
/* The head, and what stands before the document's bytes, so that those need not be copied: they are to follow. */
void frame_put_request_head(struct buf *out, struct text content_type, size_t len);
void frame_put_document(struct buf *out, const struct document *document);
void frame_put_refusal(struct buf *out, const struct err *err);

/* body: without the head. What comes out points into it. */
bool frame_take_request(struct text body, struct frame_request *out) MUST_CHECK;
/* A document, copied into the arena; else false with the refusal that the reader gave, or ERR_UNREADABLE where the body is none, and
 * ERR_TOO_LARGE where the arena is full. */
bool frame_take_answer(struct arena *arena, struct text body, struct document *out,
                       struct err *err) MUST_CHECK;

#endif
