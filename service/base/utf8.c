#include "base/utf8.h"

enum { REPLACEMENT = 0xFFFD, STRIDE = 64 };

static bool is_continuation(unsigned char byte) {
    return (byte & 0xC0) == 0x80;
}

/* Length of the well-formed sequence at p (left > 0 bytes there) with its code point; 0 when it is malformed.
 * The Unicode Standard, table 3-7: bounds on the second byte rule out overlong forms, surrogates and > U+10FFFF. */
static size_t decode(const unsigned char *p, size_t left, uint32_t *code_point) {
    unsigned char lead = p[0];
    if (lead < 0x80) {
        *code_point = lead;
        return 1;
    }
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    size_t len = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (left < len)
        return 0;
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (p[1] < low || p[1] > high)
        return 0;
    uint32_t value = lead & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++) {
        if (!is_continuation(p[i]))
            return 0;
        value = value << 6 | (p[i] & 0x3Fu);
    }
    *code_point = value;
    return len;
}

bool utf8_valid(struct text t, size_t *bad) {
    for (size_t at = 0; at < t.len;) {
        uint32_t code_point;
        const unsigned char *p = (const unsigned char *)t.ptr + at;
        /* U+4000..CFFF: nearly all that a Chinese text holds, and no bound on the second byte */
        if (t.len - at >= 3 && p[0] >= 0xE4 && p[0] <= 0xEC && is_continuation(p[1]) &&
            is_continuation(p[2])) {
            at += 3;
            continue;
        }
        size_t len = decode(p, t.len - at, &code_point);
        if (len == 0) {
            if (bad != NULL)
                *bad = at;
            return false;
        }
        at += len;
    }
    return true;
}

uint32_t utf8_at(struct text t, size_t at, size_t *len) {
    uint32_t code_point = REPLACEMENT;
    *len = decode((const unsigned char *)t.ptr + at, t.len - at, &code_point);
    if (*len == 0)
        *len = 1;
    return code_point;
}

size_t utf8_put(uint32_t code_point, char out[4]) {
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
        code_point = REPLACEMENT;
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    size_t len = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    static const unsigned char leads[] = {[2] = 0xC0, [3] = 0xE0, [4] = 0xF0};
    out[0] = (char)(leads[len] | code_point);
    return len;
}

/* Characters that begin in bytes [from, to). */
static size_t count_leads(struct text t, size_t from, size_t to) {
    size_t count = 0;
    for (size_t i = from; i < to; i++)
        count += !is_continuation((unsigned char)t.ptr[i]);
    return count;
}

struct text utf8_cut(struct text t, size_t most) {
    if (t.len <= most)
        return t;
    while (most > 0 && ((unsigned char)t.ptr[most] & 0xC0) == 0x80)
        most--;
    return text_slice(t, 0, most);
}

size_t utf8_length(struct text t) {
    return count_leads(t, 0, t.len);
}

bool utf8_is_han(uint32_t code_point) {
    return (code_point >= 0x3400 && code_point <= 0x4DBF) || (code_point >= 0x4E00 && code_point <= 0x9FFF) ||
           (code_point >= 0xF900 && code_point <= 0xFAFF) || (code_point >= 0x20000 && code_point <= 0x3FFFF);
}

bool utf8_is_space(uint32_t code_point) {
    return (code_point >= '\t' && code_point <= '\r') || code_point == ' ' || code_point == 0xA0 ||
           (code_point >= 0x2000 && code_point <= 0x200B) || code_point == 0x3000 || code_point == 0xFEFF;
}

bool utf8_map_init(struct utf8_map *map, struct arena *arena, struct text text) {
    *map = (struct utf8_map){.text = text};
    if (text.len > UINT32_MAX)
        return false;
    map->length = utf8_length(text);
    uint32_t *byte_of = ARENA_ARRAY(arena, map->length / STRIDE + 1, uint32_t);
    uint32_t *code_point_of = ARENA_ARRAY(arena, text.len / STRIDE + 1, uint32_t);
    if (byte_of == NULL || code_point_of == NULL)
        return false;
    uint32_t seen = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (i % STRIDE == 0)
            code_point_of[i / STRIDE] = seen;
        if (is_continuation((unsigned char)text.ptr[i]))
            continue;
        if (seen % STRIDE == 0)
            byte_of[seen / STRIDE] = (uint32_t)i;
        seen++;
    }
    if (seen % STRIDE == 0)
        byte_of[seen / STRIDE] = (uint32_t)text.len;
    if (text.len % STRIDE == 0)
        code_point_of[text.len / STRIDE] = seen;
    map->byte_of = byte_of;
    map->code_point_of = code_point_of;
    return true;
}

size_t utf8_map_byte(const struct utf8_map *map, size_t code_point) {
    size_t byte = map->byte_of[code_point / STRIDE];
    for (size_t left = code_point % STRIDE; left > 0 && byte < map->text.len; left--) {
        unsigned char lead = (unsigned char)map->text.ptr[byte];
        byte += lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4; /* the text is well-formed */
    }
    return byte;
}

size_t utf8_map_code_point(const struct utf8_map *map, size_t byte) {
    size_t from = byte / STRIDE;
    return map->code_point_of[from] + count_leads(map->text, from * STRIDE, byte);
}
