/* text: a view of bytes, pointer and length; not NUL-terminated, never owned.
 *
 * For: passing text about without copying it. Not for: building text (buf.h).
 * A view with len 0 may have ptr NULL. Content is UTF-8 wherever a header does not say otherwise. */
#ifndef TONGBI_BASE_TEXT_H
#define TONGBI_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    const char *ptr;
    size_t len;
};

/* A view of a string literal, usable in static initialisers: static const struct text t = TEXT("次"); */
/* clang-format off */
#define TEXT(literal) {("" literal), sizeof("" literal) - 1}
/* clang-format on */
/* The same as an expression. */
#define TEXT_OF(literal) ((struct text)TEXT(literal))

/* Use as printf("%.*s", TEXT_ARG(t)). */
#define TEXT_ARG(t) (int)(t).len, (t).ptr

/* A view of a NUL-terminated string; NULL gives the empty text. */
struct text text_from(const char *string);
/* Bytes [from, to) of t; both are cut to t's length, and a `to` before `from` gives the empty text. */
struct text text_slice(struct text t, size_t from, size_t to);
bool text_equal(struct text a, struct text b);
/* Byte order, as memcmp: negative, 0, positive. */
int text_compare(struct text a, struct text b);
bool text_starts_with(struct text t, struct text prefix);
bool text_ends_with(struct text t, struct text suffix);
/* Byte offset of the first `needle` at or after `from`, or SIZE_MAX. An empty needle is never found. */
size_t text_find(struct text t, struct text needle, size_t from);
/* Without the ASCII white space (space, tab, CR, LF) and U+3000 at both ends. */
struct text text_trim(struct text t);
/* Takes the part before the first `separator` off *rest; false when *rest was exhausted before the call.
 * "a,,b" gives "a", "", "b"; the empty text gives nothing, and "a," gives "a" alone. */
bool text_split(struct text *rest, char separator, struct text *part);
/* FNV-1a, 64 bits; for dict.h, never for anything that must resist an attacker. */
unsigned long long text_hash(struct text t);

#endif
