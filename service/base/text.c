#include "base/text.h"

#include <stdint.h>
#include <string.h>

struct text text_from(const char *string) {
    if (string == NULL)
        return TEXT_OF("");
    return (struct text){string, strlen(string)};
}

struct text text_slice(struct text t, size_t from, size_t to) {
    if (to > t.len)
        to = t.len;
    if (from > to)
        from = to;
    if (to == from)
        return (struct text){t.ptr == NULL ? NULL : t.ptr + from, 0};
    return (struct text){t.ptr + from, to - from};
}

/* memcmp may not be given NULL, not even for no bytes. */
static int bytes_compare(const char *a, const char *b, size_t len) {
    return len == 0 ? 0 : memcmp(a, b, len);
}

bool text_equal(struct text a, struct text b) {
    return a.len == b.len && bytes_compare(a.ptr, b.ptr, a.len) == 0;
}

int text_compare(struct text a, struct text b) {
    int order = bytes_compare(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);
    if (order != 0 || a.len == b.len)
        return order;
    return a.len < b.len ? -1 : 1;
}

bool text_starts_with(struct text t, struct text prefix) {
    return t.len >= prefix.len && bytes_compare(t.ptr, prefix.ptr, prefix.len) == 0;
}

bool text_ends_with(struct text t, struct text suffix) {
    if (t.len < suffix.len)
        return false;
    return suffix.len == 0 || memcmp(t.ptr + t.len - suffix.len, suffix.ptr, suffix.len) == 0;
}

size_t text_find(struct text t, struct text needle, size_t from) {
    if (needle.len == 0 || from >= t.len)
        return SIZE_MAX;
    const char *found = memmem(t.ptr + from, t.len - from, needle.ptr, needle.len);
    return found == NULL ? SIZE_MAX : (size_t)(found - t.ptr);
}

static bool is_ascii_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct text text_trim(struct text t) {
    static const struct text wide_space = TEXT("\xE3\x80\x80"); /* U+3000 */
    size_t from = 0, to = t.len;
    while (from < to) {
        if (is_ascii_space(t.ptr[from]))
            from++;
        else if (text_starts_with(text_slice(t, from, to), wide_space))
            from += wide_space.len;
        else
            break;
    }
    while (to > from) {
        if (is_ascii_space(t.ptr[to - 1]))
            to--;
        else if (text_ends_with(text_slice(t, from, to), wide_space))
            to -= wide_space.len;
        else
            break;
    }
    return text_slice(t, from, to);
}

bool text_split(struct text *rest, char separator, struct text *part) {
    if (rest->len == 0)
        return false;
    const char *end = memchr(rest->ptr, separator, rest->len);
    size_t len = end == NULL ? rest->len : (size_t)(end - rest->ptr);
    *part = text_slice(*rest, 0, len);
    *rest = text_slice(*rest, end == NULL ? len : len + 1, rest->len);
    return true;
}

unsigned long long text_hash(struct text t) {
    unsigned long long hash = 0xcbf29ce484222325ULL;
    for (size_t i = 0; i < t.len; i++) {
        hash ^= (unsigned char)t.ptr[i];
        hash *= 0x100000001b3ULL;
    }
    return hash;
}
