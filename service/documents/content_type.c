#include "documents/content_type.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { META_WINDOW = 4096, LABEL_MAX = 64 };

bool content_type_is(struct text media_type, const char *name) {
    return media_type.len == strlen(name) && strncasecmp(media_type.ptr, name, media_type.len) == 0;
}

static bool is_label_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == ':' || c == '.' || c == '+' || c == '/';
}

/* The leading characters that names are made of. */
static struct text leading_label(struct text t) {
    size_t len = 0;
    while (len < t.len && len < LABEL_MAX && is_label_char(t.ptr[len]))
        len++;
    return text_slice(t, 0, len);
}

static struct text unquote(struct text t) {
    t = text_trim(t);
    if (t.len >= 2 && (t.ptr[0] == '"' || t.ptr[0] == '\'') && t.ptr[t.len - 1] == t.ptr[0])
        t = text_trim(text_slice(t, 1, t.len - 1));
    return t;
}

struct content_type content_type_parse(struct text header) {
    struct content_type type = {.media_type = TEXT(""), .charset = TEXT("")};
    struct text rest = header, part;
    if (!text_split(&rest, ';', &part))
        return type;
    type.media_type = leading_label(text_trim(part));
    while (text_split(&rest, ';', &part)) {
        struct text value = part, name;
        if (!text_split(&value, '=', &name) || !content_type_is(text_trim(name), "charset"))
            continue;
        type.charset = leading_label(unquote(value));
        break;
    }
    return type;
}

/* Byte offset of the first `word` at or after from, without regard to case; SIZE_MAX when there is none. */
static size_t find_nocase(struct text t, const char *word, size_t from) {
    size_t len = strlen(word);
    for (size_t at = from; at + len <= t.len; at++) {
        if (strncasecmp(t.ptr + at, word, len) == 0)
            return at;
    }
    return SIZE_MAX;
}

/* The value behind `name`, blanks, '=', blanks and perhaps a quote, inside one tag. */
static struct text label_after(struct text tag, const char *name) {
    size_t at = find_nocase(tag, name, 0);
    if (at == SIZE_MAX)
        return TEXT_OF("");
    struct text rest = text_trim(text_slice(tag, at + strlen(name), tag.len));
    if (rest.len == 0 || rest.ptr[0] != '=')
        return TEXT_OF("");
    rest = text_trim(text_slice(rest, 1, rest.len));
    if (rest.len > 0 && (rest.ptr[0] == '"' || rest.ptr[0] == '\''))
        rest = text_trim(text_slice(rest, 1, rest.len));
    return leading_label(rest);
}

struct text content_type_meta_charset(struct text bytes) {
    struct text head = text_slice(bytes, 0, META_WINDOW);
    struct text start =
        text_trim(text_starts_with(head, TEXT_OF("\xEF\xBB\xBF")) ? text_slice(head, 3, head.len) : head);
    if (text_starts_with(start, TEXT_OF("<?xml"))) {
        size_t end = text_find(start, TEXT_OF("?>"), 0);
        struct text label = label_after(text_slice(start, 0, end), "encoding");
        if (label.len > 0)
            return label;
    }
    for (size_t at = find_nocase(head, "<meta", 0); at != SIZE_MAX; at = find_nocase(head, "<meta", at + 1)) {
        size_t end = text_find(head, TEXT_OF(">"), at);
        struct text label = label_after(text_slice(head, at, end), "charset");
        if (label.len > 0)
            return label;
    }
    return TEXT_OF("");
}
