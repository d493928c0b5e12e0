#include "render/json.h"

#include <assert.h>
#include <string.h>

void json_init(struct json *json, struct buf *out) {
    *json = (struct json){.out = out};
}

void json_fini(const struct json *json) {
    assert(json->depth == 0 && !json->has_key);
}

/* What has to stand before a value: nothing after a key, a comma between the items of an array. */
static void before_value(struct json *json) {
    assert(json->has_key == ((json->objects & 1) != 0));
    if (json->needs_comma)
        buf_add_char(json->out, ',');
    json->has_key = false;
    json->needs_comma = json->depth > 0;
}

static void begin(struct json *json, bool is_object) {
    before_value(json);
    assert(json->depth < JSON_DEPTH_MAX);
    json->depth++;
    json->objects = json->objects << 1 | (is_object ? 1 : 0);
    json->needs_comma = false;
    buf_add_char(json->out, is_object ? '{' : '[');
}

static void end(struct json *json, bool is_object) {
    assert(json->depth > 0 && (json->objects & 1) == (is_object ? 1 : 0) && !json->has_key);
    json->depth--;
    json->objects >>= 1;
    json->needs_comma = json->depth > 0;
    buf_add_char(json->out, is_object ? '}' : ']');
}

void json_begin_object(struct json *json) {
    begin(json, true);
}

void json_end_object(struct json *json) {
    end(json, true);
}

void json_begin_array(struct json *json) {
    begin(json, false);
}

void json_end_array(struct json *json) {
    end(json, false);
}

void json_add_null(struct json *json) {
    json_add_raw(json, TEXT_OF("null"));
}

void json_add_bool(struct json *json, bool value) {
    json_add_raw(json, value ? TEXT_OF("true") : TEXT_OF("false"));
}

void json_add_integer(struct json *json, int64_t value) {
    before_value(json);
    buf_add_integer(json->out, value);
}

void json_add_decimal(struct json *json, struct decimal value) {
    char digits[DECIMAL_TEXT_MAX];
    size_t len = decimal_print(value, digits);
    json_add_raw(json, (struct text){digits, len});
}

static void add_escape(struct buf *out, unsigned char c) {
    switch (c) {
    case '"':
        buf_add(out, "\\\"", 2);
        return;
    case '\\':
        buf_add(out, "\\\\", 2);
        return;
    case '\n':
        buf_add(out, "\\n", 2);
        return;
    case '\r':
        buf_add(out, "\\r", 2);
        return;
    case '\t':
        buf_add(out, "\\t", 2);
        return;
    default:
        buf_printf(out, "\\u%04x", c);
    }
}

/* Bytes that may need an escape: 1, or 2 where what follows decides (U+2028 and U+2029, which end a line in JavaScript). */
static const unsigned char suspects[256] = {
    [0] = 1,  [1] = 1,  [2] = 1,  [3] = 1,  [4] = 1,  [5] = 1,   [6] = 1,    [7] = 1,    [8] = 1,
    [9] = 1,  [10] = 1, [11] = 1, [12] = 1, [13] = 1, [14] = 1,  [15] = 1,   [16] = 1,   [17] = 1,
    [18] = 1, [19] = 1, [20] = 1, [21] = 1, [22] = 1, [23] = 1,  [24] = 1,   [25] = 1,   [26] = 1,
    [27] = 1, [28] = 1, [29] = 1, [30] = 1, [31] = 1, ['"'] = 1, ['\\'] = 1, [0x7F] = 1, [0xE2] = 2};

/* How many bytes at `at` need an escape: 0, 1, or 3. */
static size_t escape_width(struct text t, size_t at) {
    unsigned char suspect = suspects[(unsigned char)t.ptr[at]];
    if (suspect < 2)
        return suspect;
    bool is_line_end = t.len - at >= 3 && (unsigned char)t.ptr[at + 1] == 0x80 &&
                       ((unsigned char)t.ptr[at + 2] & 0xFE) == 0xA8;
    return is_line_end ? 3 : 0;
}

void json_add_text(struct json *json, struct text value) {
    before_value(json);
    struct buf *out = json->out;
    buf_add_char(out, '"');
    size_t plain = 0; /* where the run began that needs no escape */
    for (size_t at = 0; at < value.len;) {
        size_t width = escape_width(value, at);
        if (width == 0) {
            at++;
            continue;
        }
        buf_add_text(out, text_slice(value, plain, at));
        if (width == 1)
            add_escape(out, (unsigned char)value.ptr[at]);
        else
            buf_printf(out, "\\u%04x", ((unsigned char)value.ptr[at + 2] & 1) == 0 ? 0x2028U : 0x2029U);
        at += width;
        plain = at;
    }
    buf_add_text(out, text_slice(value, plain, value.len));
    buf_add_char(out, '"');
}

void json_add_plain(struct json *json, struct text value) {
    before_value(json);
    char *room = buf_room(json->out, value.len + 2);
    if (room == NULL)
        return;
    room[0] = '"';
    memcpy(room + 1, value.ptr, value.len);
    room[value.len + 1] = '"';
    buf_wrote(json->out, value.len + 2);
}

void json_add_string(struct json *json, const char *value) {
    if (value == NULL)
        json_add_null(json);
    else
        json_add_text(json, text_from(value));
}

void json_add_raw(struct json *json, struct text value) {
    before_value(json);
    buf_add_text(json->out, value);
}

void json_slot(struct json *json) {
    before_value(json);
}
