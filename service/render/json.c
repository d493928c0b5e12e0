#include "render/json.h"

#include <assert.h>
#include <inttypes.h>

void json_init(struct json *json, struct buf *out) {
    *json = (struct json){.out = out};
}

void json_fini(const struct json *json) {
    assert(json->depth == 0 && !json->has_key);
}

/* What has to stand before a value: nothing after a key, a comma between the items of an array. */
static void before_value(struct json *json) {
    if (json->depth == 0)
        return;
    if (json->is_object[json->depth - 1]) {
        assert(json->has_key);
        json->has_key = false;
        return;
    }
    if (json->has_items[json->depth - 1])
        buf_add_char(json->out, ',');
    json->has_items[json->depth - 1] = true;
}

static void begin(struct json *json, bool is_object) {
    before_value(json);
    assert(json->depth < JSON_DEPTH_MAX);
    json->is_object[json->depth] = is_object;
    json->has_items[json->depth] = false;
    json->depth++;
    buf_add_char(json->out, is_object ? '{' : '[');
}

static void end(struct json *json, bool is_object) {
    assert(json->depth > 0 && json->is_object[json->depth - 1] == is_object && !json->has_key);
    json->depth--;
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

void json_key(struct json *json, const char *key) {
    assert(json->depth > 0 && json->is_object[json->depth - 1] && !json->has_key);
    if (json->has_items[json->depth - 1])
        buf_add_char(json->out, ',');
    json->has_items[json->depth - 1] = true;
    json->has_key = true;
    buf_add_char(json->out, '"');
    buf_add_text(json->out, text_from(key));
    buf_add(json->out, "\":", 2);
}

void json_add_null(struct json *json) {
    json_add_raw(json, TEXT_OF("null"));
}

void json_add_bool(struct json *json, bool value) {
    json_add_raw(json, value ? TEXT_OF("true") : TEXT_OF("false"));
}

void json_add_integer(struct json *json, int64_t value) {
    before_value(json);
    buf_printf(json->out, "%" PRId64, value);
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

/* How many bytes at `at` need an escape: 0, 1, or the 3 of U+2028 and U+2029, which end a line in JavaScript. */
static size_t escape_width(struct text t, size_t at) {
    unsigned char c = (unsigned char)t.ptr[at];
    if (c < 0x20 || c == '"' || c == '\\' || c == 0x7F)
        return 1;
    bool is_line_end = c == 0xE2 && t.len - at >= 3 && (unsigned char)t.ptr[at + 1] == 0x80 &&
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
