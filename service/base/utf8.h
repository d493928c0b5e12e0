/* utf8: decoding, validation, width folding, and the map between bytes and code points.
 *
 * Offsets of figures count code points; C counts bytes; struct utf8_map converts. */
#ifndef TONGBI_BASE_UTF8_H
#define TONGBI_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

/* Is t well-formed UTF-8 (no overlong forms, surrogates, or code points above U+10FFFF)? When not, *bad (may be NULL)
 * is the byte offset of the first malformed sequence. */
bool utf8_valid(struct text t, size_t *bad);
/* The code point at byte `at` (< len) and its length in bytes (1 to 4). Malformed bytes give U+FFFD, length 1. */
uint32_t utf8_at(struct text t, size_t at, size_t *len);
/* Writes 1 to 4 bytes; returns how many. Surrogates and what is above U+10FFFF become U+FFFD. */
size_t utf8_put(uint32_t code_point, char out[4]);
/* The longest beginning of t of at most `most` bytes that ends between two characters. */
struct text utf8_cut(struct text t, size_t most);
size_t utf8_length(struct text t); /* code points in well-formed t */
/* Full-width ASCII (U+FF01..FF5E) to ASCII, U+3000 to a space; any other code point is itself. */
static inline uint32_t utf8_fold_width(uint32_t code_point) {
    if (code_point >= 0xFF01 && code_point <= 0xFF5E)
        return code_point - 0xFF01 + '!';
    return code_point == 0x3000 ? ' ' : code_point;
}
bool utf8_is_han(uint32_t code_point);   /* U+3400..4DBF, 4E00..9FFF, F900..FAFF, 20000..3FFFF */
bool utf8_is_space(uint32_t code_point); /* ASCII white space, U+00A0, U+2000..200B, U+3000, U+FEFF */

/* Byte offset <-> code point offset by looking at no more than 64 characters: a table with one entry for each 64 code
 * points and one for each 64 bytes. Keeps a view of the text. */
struct utf8_map {
    struct text text;
    size_t length;                 /* code points */
    const uint32_t *byte_of;       /* byte offset of code point 64 * i */
    const uint32_t *code_point_of; /* code points that begin before byte 64 * i */
};
/* false when the arena is full. text must be well-formed and shorter than 4 GiB. */
bool utf8_map_init(struct utf8_map *map, struct arena *arena, struct text text)
    __attribute__((warn_unused_result));
size_t utf8_map_byte(const struct utf8_map *map, size_t code_point); /* code_point <= length */
/* byte: of a character's first byte, or len. */
size_t utf8_map_code_point(const struct utf8_map *map, size_t byte);

#endif
