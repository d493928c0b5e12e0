#include "base/buf.h"

#include "base/digits.h"
#include "base/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { CAPACITY_FIRST = 256 };

void buf_init(struct buf *buf, size_t ceiling) {
    *buf = (struct buf){.ceiling = ceiling};
}

void buf_fini(struct buf *buf) {
    memory_free(buf->ptr);
    buf_init(buf, buf->ceiling);
}

void buf_reset(struct buf *buf) {
    buf->len = 0;
    buf->failed = false;
}

/* Room for `more` bytes behind len; the ceiling counts content, not the NUL that buf_printf needs for a moment. */
bool buf_grow(struct buf *buf, size_t more) {
    if (buf->failed)
        return false;
    if (more > buf->ceiling - buf->len || buf->len + more == SIZE_MAX)
        goto fail;
    size_t need = buf->len + more + 1;
    if (need <= buf->capacity)
        return true;
    size_t capacity = buf->capacity < CAPACITY_FIRST ? CAPACITY_FIRST : buf->capacity;
    while (capacity < need)
        capacity = capacity > SIZE_MAX / 2 ? need : 2 * capacity;
    if (capacity > buf->ceiling)
        capacity = buf->ceiling + 1;
    char *ptr = memory_resize(buf->ptr, capacity);
    if (ptr == NULL)
        goto fail;
    buf->ptr = ptr;
    buf->capacity = capacity;
    return true;
fail:
    buf->failed = true;
    return false;
}

void buf_add_integer(struct buf *buf, int64_t value) {
    char text[1 + DIGITS_MAX], *end = text + sizeof text;
    char *at = digits_before(end, value < 0 ? -(uint64_t)value : (uint64_t)value);
    if (value < 0)
        *--at = '-';
    buf_add(buf, at, (size_t)(end - at));
}

void buf_printf(struct buf *buf, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        buf->failed = true;
    else if (buf_grow(buf, (size_t)len)) {
        vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}

bool buf_failed(const struct buf *buf) {
    return buf->failed;
}

struct text buf_text(const struct buf *buf) {
    return buf->ptr == NULL ? TEXT_OF("") : (struct text){buf->ptr, buf->len};
}
