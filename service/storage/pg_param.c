#include "storage/pg_param.h"

#include <limits.h>
#include <string.h>

struct pg_param pg_param_text(struct arena *arena, struct text value) {
    return (struct pg_param){.value = arena_text(arena, value).ptr};
}

struct pg_param pg_param_int(struct arena *arena, int64_t value) {
    return (struct pg_param){.value = arena_printf(arena, "%lld", (long long)value).ptr};
}

struct pg_param pg_param_null(void) {
    return (struct pg_param){0};
}

struct pg_param pg_param_bytes(const void *bytes, size_t len) {
    return (struct pg_param){.value = len == 0 ? "" : bytes, .len = (int)len, .format = 1};
}

void pg_array_begin(struct pg_array *array) {
    buf_init(&array->out, INT_MAX / 2);
    buf_add_char(&array->out, '{');
    array->has_items = false;
}

static void next_item(struct pg_array *array) {
    if (array->has_items)
        buf_add_char(&array->out, ',');
    array->has_items = true;
}

void pg_array_text(struct pg_array *array, struct text value) {
    next_item(array);
    buf_add_char(&array->out, '"');
    size_t from = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] != '"' && value.ptr[i] != '\\')
            continue;
        buf_add(&array->out, value.ptr + from, i - from);
        buf_add_char(&array->out, '\\');
        from = i;
    }
    if (value.len > from) /* an empty text may have no pointer */
        buf_add(&array->out, value.ptr + from, value.len - from);
    buf_add_char(&array->out, '"');
}

void pg_array_string(struct pg_array *array, const char *value) {
    pg_array_text(array, text_from(value));
}

void pg_array_int(struct pg_array *array, int64_t value) {
    next_item(array);
    buf_printf(&array->out, "%lld", (long long)value);
}

void pg_array_bool(struct pg_array *array, bool value) {
    next_item(array);
    buf_add_char(&array->out, value ? 't' : 'f');
}

void pg_array_null(struct pg_array *array) {
    next_item(array);
    buf_add_text(&array->out, TEXT_OF("NULL"));
}

void pg_array_bytes(struct pg_array *array, const struct buf *bytes) {
    static const char digits[] = "0123456789abcdef";
    struct text content = buf_text(bytes);
    next_item(array);
    buf_add_text(&array->out, TEXT_OF("\"\\\\x"));
    for (size_t i = 0; i < content.len; i++) {
        unsigned byte = (unsigned char)content.ptr[i];
        const char pair[] = {digits[byte >> 4], digits[byte & 0x0F]};
        buf_add(&array->out, pair, sizeof pair);
    }
    buf_add_char(&array->out, '"');
    array->out.failed = array->out.failed || buf_failed(bytes);
}

void pg_array_array(struct pg_array *array, struct pg_array *item) {
    buf_add_char(&item->out, '}');
    pg_array_text(array, buf_text(&item->out));
    array->out.failed = array->out.failed || buf_failed(&item->out);
    buf_fini(&item->out);
}

struct pg_param pg_array_end(struct pg_array *array, struct arena *arena) {
    buf_add_char(&array->out, '}');
    if (buf_failed(&array->out))
        arena->overflowed = true;
    struct pg_param param = {0};
    if (!arena_overflowed(arena))
        param = pg_param_text(arena, buf_text(&array->out));
    buf_fini(&array->out);
    return param;
}

struct pg_param pg_param_texts(struct arena *arena, const struct text *texts, size_t count) {
    struct pg_array array;
    pg_array_begin(&array);
    for (size_t i = 0; i < count; i++)
        pg_array_text(&array, texts[i]);
    return pg_array_end(&array, arena);
}
