/* body: takes a request's body off the socket's buffer, by length or by chunks, never holding more than its
 * limit. */
#ifndef TONGBI_HTTP_BODY_H
#define TONGBI_HTTP_BODY_H

#include <stdint.h>

#include "base/buf.h"
#include "http/head.h"

struct evbuffer;

enum body_result {
    BODY_MORE,      /* all of the input was taken, more must come */
    BODY_FULL,      /* streamed: `bytes` is full; take them out and go on */
    BODY_DONE,      /* complete; what follows in the input is the next request */
    BODY_TOO_LARGE, /* more than the limit */
    BODY_MALFORMED, /* broken chunks */
    BODY_NO_MEMORY
};

enum chunk_state {
    CHUNK_SIZE,
    CHUNK_EXTENSION,
    CHUNK_SIZE_END,
    CHUNK_DATA,
    CHUNK_DATA_CR,
    CHUNK_DATA_LF,
    CHUNK_TRAILER
};

struct body {
    struct buf bytes; /* ceiling: the limit, or of a streamed body the size of a piece */
    bool is_streamed;
    enum body_result ended; /* DONE or MALFORMED once it was; else MORE */
    enum body_kind kind;
    uint64_t left; /* of the whole, or of this chunk */
    enum chunk_state state;
    unsigned digits;     /* of the chunk's size so far */
    size_t extra;        /* bytes of extensions and trailers, which are thrown away */
    size_t trailer_line; /* length of the trailer line so far */
    bool is_cr;          /* the byte before was CR */
};

void body_init(struct body *body, const struct head *head, size_t limit);
void body_fini(struct body *body);
enum body_result body_take(struct body *body, struct evbuffer *input);

#endif
