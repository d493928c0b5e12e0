#include "http/body.h"

#include <event2/buffer.h>

enum { SIZE_DIGITS_MAX = 15, EXTRA_MAX = 8 * 1024 };

void body_init(struct body *body, const struct head *head, size_t limit) {
    *body = (struct body){.kind = head->body, .left = head->content_length};
    buf_init(&body->bytes, limit);
}

void body_fini(struct body *body) {
    buf_fini(&body->bytes);
}

/* Bytes of the content itself, at most `left`; returns how many. */
static size_t take_content(struct body *body, struct text piece, enum body_result *result) {
    size_t len = piece.len < body->left ? piece.len : (size_t)body->left;
    size_t room = body->bytes.ceiling - body->bytes.len;
    if (body->is_streamed && len > room) {
        *result = BODY_FULL;
        len = room;
    }
    if (len > room) {
        *result = BODY_TOO_LARGE;
        return 0;
    }
    buf_add(&body->bytes, piece.ptr, len);
    if (buf_failed(&body->bytes))
        *result = BODY_NO_MEMORY;
    body->left -= len;
    return len;
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static enum body_result size_char(struct body *body, char c) {
    int value = hex_value(c);
    if (value >= 0) {
        body->left = body->left << 4 | (unsigned)value;
        return ++body->digits > SIZE_DIGITS_MAX ? BODY_MALFORMED : BODY_MORE;
    }
    if (body->digits == 0)
        return BODY_MALFORMED;
    if (c == '\r')
        body->state = CHUNK_SIZE_END;
    else if (c == ';' || c == ' ' || c == '\t')
        body->state = CHUNK_EXTENSION;
    else
        return BODY_MALFORMED;
    return BODY_MORE;
}

static enum body_result extension_char(struct body *body, char c) {
    if (c == '\r')
        body->state = CHUNK_SIZE_END;
    else if (c == '\n' || c == '\0' || ++body->extra > EXTRA_MAX)
        return BODY_MALFORMED;
    return BODY_MORE;
}

/* The LF behind a chunk's size: what follows is data, or, behind the last chunk, trailers. A chunk that would
 * go past the limit is refused before its data comes. */
static enum body_result size_end_char(struct body *body, char c) {
    if (c != '\n')
        return BODY_MALFORMED;
    body->digits = 0;
    body->state = body->left > 0 ? CHUNK_DATA : CHUNK_TRAILER;
    bool is_too_large = !body->is_streamed && body->left > body->bytes.ceiling - body->bytes.len;
    return is_too_large ? BODY_TOO_LARGE : BODY_MORE;
}

static enum body_result trailer_char(struct body *body, char c) {
    if (++body->extra > EXTRA_MAX)
        return BODY_MALFORMED;
    if (c == '\r') {
        if (body->is_cr)
            return BODY_MALFORMED;
        body->is_cr = true;
        return BODY_MORE;
    }
    if ((c == '\n') != body->is_cr)
        return BODY_MALFORMED;
    body->is_cr = false;
    if (c != '\n') {
        body->trailer_line++;
        return BODY_MORE;
    }
    if (body->trailer_line == 0)
        return BODY_DONE;
    body->trailer_line = 0;
    return BODY_MORE;
}

static enum body_result chunk_char(struct body *body, char c) {
    switch (body->state) {
    case CHUNK_SIZE:
        return size_char(body, c);
    case CHUNK_EXTENSION:
        return extension_char(body, c);
    case CHUNK_SIZE_END:
        return size_end_char(body, c);
    case CHUNK_DATA:
        break; /* taken in one piece, by take_chunked */
    case CHUNK_DATA_CR:
        body->state = CHUNK_DATA_LF;
        return c == '\r' ? BODY_MORE : BODY_MALFORMED;
    case CHUNK_DATA_LF:
        body->state = CHUNK_SIZE;
        return c == '\n' ? BODY_MORE : BODY_MALFORMED;
    case CHUNK_TRAILER:
        return trailer_char(body, c);
    }
    return BODY_MALFORMED;
}

static size_t take_chunked(struct body *body, struct text piece, enum body_result *result) {
    size_t at = 0;
    while (at < piece.len && *result == BODY_MORE) {
        if (body->state != CHUNK_DATA) {
            *result = chunk_char(body, piece.ptr[at++]);
            continue;
        }
        at += take_content(body, text_slice(piece, at, piece.len), result);
        if (body->left == 0)
            body->state = CHUNK_DATA_CR;
    }
    return at;
}

enum body_result body_take(struct body *body, struct evbuffer *input) {
    enum body_result result = BODY_MORE;
    struct evbuffer_iovec piece;
    if (body->kind == BODY_NONE || (body->kind == BODY_LENGTH && body->left == 0))
        return BODY_DONE;
    if (body->ended != BODY_MORE)
        return body->ended;
    while (result == BODY_MORE && evbuffer_peek(input, -1, NULL, &piece, 1) > 0) {
        struct text bytes = {piece.iov_base, piece.iov_len};
        size_t taken = body->kind == BODY_CHUNKED ? take_chunked(body, bytes, &result)
                                                  : take_content(body, bytes, &result);
        evbuffer_drain(input, taken);
        if (body->kind == BODY_LENGTH && body->left == 0 && result == BODY_MORE)
            result = BODY_DONE;
    }
    if (result == BODY_DONE || result == BODY_MALFORMED)
        body->ended = result;
    return result;
}
