/* buf: bytes that grow, on the heap, with a ceiling and a sticky failure.
 *
 * Every buf_add_… may fail silently; buf_failed says at the end whether any did (then the content is a prefix and must
 * not be used). For: rendering answers, decoding documents. */
#ifndef TONGBI_BASE_BUF_H
#define TONGBI_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct buf {
    char *ptr;
    size_t len;
    size_t capacity;
    size_t ceiling;
    bool failed;
};

void buf_init(struct buf *buf, size_t ceiling);
void buf_fini(struct buf *buf);
void buf_reset(struct buf *buf); /* empties it, keeps the memory, clears the failure */
void buf_add(struct buf *buf, const char *bytes, size_t len);
void buf_add_text(struct buf *buf, struct text t);
void buf_add_char(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool buf_failed(const struct buf *buf);
/* The content; valid until the next add. */
struct text buf_text(const struct buf *buf);

#endif
