/* buf: bytes that grow, on the heap, with a ceiling and a sticky failure.
 *
 * Every buf_add_… may fail silently; buf_failed says at the end whether any did (then the content is a prefix and must
 * not be used). For: rendering answers, decoding documents. */
#ifndef TONGBI_BASE_BUF_H
#define TONGBI_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

struct buf {
    char *ptr;
    size_t len;
    size_t capacity; /* what may be used of it, a NUL included: never more than ceiling + 1 */
    size_t ceiling;  /* of len */
    bool failed;
};

void buf_init(struct buf *buf, size_t ceiling);
void buf_fini(struct buf *buf);
void buf_reset(struct buf *buf); /* empties it, keeps the memory, clears the failure */
/* Room for `more` bytes behind the content, and a NUL: where they are to be written, before buf_wrote says how many were. NULL, and the
 * buf has failed, where there is none. */
static inline char *buf_room(struct buf *buf, size_t more);
static inline void buf_wrote(struct buf *buf, size_t len);
static inline void buf_add(struct buf *buf, const char *bytes, size_t len);
static inline void buf_add_text(struct buf *buf, struct text t);
static inline void buf_add_char(struct buf *buf, char c);
void buf_add_integer(struct buf *buf, int64_t value); /* as %lld */
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool buf_failed(const struct buf *buf);
/* The content; valid until the next add. */
struct text buf_text(const struct buf *buf);

/* ---- inline: answers are made of very many small pieces ---- */

bool buf_grow(struct buf *buf, size_t more); /* what buf_room does when there is too little */

static inline char *buf_room(struct buf *buf, size_t more) {
    bool has_room = !buf->failed && buf->capacity - buf->len > more;
    return has_room || buf_grow(buf, more) ? buf->ptr + buf->len : NULL;
}

static inline void buf_wrote(struct buf *buf, size_t len) {
    buf->len += len;
}

static inline void buf_add(struct buf *buf, const char *bytes, size_t len) {
    char *room = len > 0 ? buf_room(buf, len) : NULL;
    if (room == NULL)
        return;
    memcpy(room, bytes, len);
    buf->len += len;
}

static inline void buf_add_text(struct buf *buf, struct text t) {
    buf_add(buf, t.ptr, t.len);
}

static inline void buf_add_char(struct buf *buf, char c) {
    char *room = buf_room(buf, 1);
    if (room == NULL)
        return;
    *room = c;
    buf->len++;
}

#endif
