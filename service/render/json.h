/* json: a small JSON writer over a struct buf: commas, nesting and escapes are its business, digits are verbatim.
 *
 * For: answers. Not for: reading JSON. Nothing is allocated but the buf's own memory; past the buf's ceiling the buf
 * fails and the caller finds out with buf_failed. Wrong use (a value without a key in an object, a key in an array, an
 * end that does not fit its begin, nesting deeper than JSON_DEPTH_MAX) is our bug and stops on an assert. The output is
 * compact: no white space. Values are json_add_…, because Jansson, which others link beside it, has json_null and more. */
#ifndef TONGBI_RENDER_JSON_H
#define TONGBI_RENDER_JSON_H

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "model/decimal.h"

enum { JSON_DEPTH_MAX = 16 };

struct json {
    struct buf *out;
    unsigned depth;
    uint32_t objects; /* what is open, the innermost in the lowest bit: 1 an object, 0 an array */
    bool has_key;     /* a key was written, its value not yet */
    bool needs_comma; /* before the next key or item */
};

void json_init(struct json *json, struct buf *out);
/* Asserts that everything begun has ended. */
void json_fini(const struct json *json);

void json_begin_object(struct json *json);
void json_end_object(struct json *json);
void json_begin_array(struct json *json);
void json_end_array(struct json *json);
/* ASCII, needs no escape. */
static inline void json_key(struct json *json, const char *key);

void json_add_null(struct json *json);
void json_add_bool(struct json *json, bool value);
void json_add_integer(struct json *json, int64_t value);
void json_add_decimal(struct json *json, struct decimal value); /* as printed: 93.70 */
/* A text that needs no escape: a word of ours, a date, a period. */
void json_add_plain(struct json *json, struct text value);
/* Well-formed UTF-8 in. Escaped are the quote, the backslash and what is below U+0020, also U+007F, U+2028 and U+2029. */
void json_add_text(struct json *json, struct text value);
void json_add_string(struct json *json, const char *value); /* NULL writes null */
void json_add_raw(struct json *json, struct text value);    /* already JSON: one whole value */
/* The caller writes one whole value straight into the buf next, as the functions of render.h do. */
void json_slot(struct json *json);

/* ---- inline: a third of an answer is keys, and of a literal the length is known ---- */

static inline __attribute__((always_inline)) void json_key(struct json *json, const char *key) {
    size_t comma = json->needs_comma ? 1 : 0, len = strlen(key);
    assert((json->objects & 1) != 0 && !json->has_key);
    json->has_key = true;
    json->needs_comma = false;
    char *room = buf_room(json->out, comma + len + 3);
    if (room == NULL)
        return;
    *room = ',';
    room[comma] = '"';
    memcpy(room + comma + 1, key, len);
    memcpy(room + comma + 1 + len, "\":", 2);
    buf_wrote(json->out, comma + len + 3);
}

#endif
