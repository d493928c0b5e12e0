#include "http/negotiate.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

static bool same(struct text t, const char *word) {
    return t.len == strlen(word) && strncasecmp(t.ptr, word, t.len) == 0;
}

/* "0.8" -> 800; what is no quality counts as 0, so that a broken header wins nothing. */
static int quality_parse(struct text t) {
    int value = 0, scale = QUALITY_ONE;
    if (t.len == 0 || t.len > 5 || (t.len > 1 && t.ptr[1] != '.'))
        return 0;
    for (size_t i = 0; i < t.len; i++) {
        if (i == 1)
            continue;
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return 0;
        value += (t.ptr[i] - '0') * scale;
        scale /= 10;
    }
    return value <= QUALITY_ONE ? value : 0;
}

/* Takes ";q=…" and other parameters off an element; what is left is its name. */
static int quality_of(struct text *element) {
    struct text rest = *element, part;
    int quality = QUALITY_ONE;
    bool is_name = true;
    while (text_split(&rest, ';', &part)) {
        part = text_trim(part);
        if (is_name)
            *element = part;
        else if (part.len >= 2 && (part.ptr[0] | 0x20) == 'q' && part.ptr[1] == '=')
            quality = quality_parse(text_slice(part, 2, part.len));
        is_name = false;
    }
    return quality;
}

int negotiate_accept(struct text accept, const char *type, const char *subtype) {
    struct text element;
    int quality = 0, precision = -1;
    if (text_trim(accept).len == 0)
        return QUALITY_ONE;
    while (text_split(&accept, ',', &element)) {
        int here = quality_of(&element);
        size_t slash = text_find(element, TEXT_OF("/"), 0);
        struct text first = text_slice(element, 0, slash),
                    second = text_slice(element, slash + 1, element.len);
        bool is_any = same(first, "*") && same(second, "*"),
             is_any_of = same(first, type) && same(second, "*");
        int precise = same(first, type) && same(second, subtype) ? 2 : is_any_of ? 1 : is_any ? 0 : -1;
        if (slash == SIZE_MAX || precise < 0 || precise < precision)
            continue;
        quality = precise == precision && quality > here ? quality : here;
        precision = precise;
    }
    return quality;
}

bool negotiate_gzip(struct text accept_encoding) {
    struct text element;
    int named = -1, any = 0;
    while (text_split(&accept_encoding, ',', &element)) {
        int quality = quality_of(&element);
        if (same(element, "gzip") || same(element, "x-gzip"))
            named = quality;
        else if (same(element, "*"))
            any = quality;
    }
    return (named >= 0 ? named : any) > 0;
}

bool negotiate_matches(struct text if_none_match, struct text tag) {
    struct text element;
    if (text_equal(text_trim(if_none_match), TEXT_OF("*")))
        return true;
    while (text_split(&if_none_match, ',', &element)) {
        element = text_trim(element);
        if (text_starts_with(element, TEXT_OF("W/")))
            element = text_slice(element, 2, element.len);
        if (element.len < 2 || element.ptr[0] != '"' || element.ptr[element.len - 1] != '"')
            continue;
        element = text_slice(element, 1, element.len - 1);
        if (text_ends_with(element, TEXT_OF("-gzip")))
            element = text_slice(element, 0, element.len - 5);
        if (text_equal(element, tag))
            return true;
    }
    return false;
}
