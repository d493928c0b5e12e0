#include "http/percent.h"

#include "base/utf8.h"

#include <string.h>

static int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool percent_decode(struct text raw, bool plus_is_space, struct arena *arena, struct text *out,
                    struct err *err) {
    char *bytes = arena_alloc(arena, raw.len + 1);
    size_t len = 0;
    if (bytes == NULL)
        return err_set(err, ERR_OUT_OF_MEMORY, "the address takes too much memory.");
    for (size_t at = 0; at < raw.len; at++) {
        char c = raw.ptr[at];
        if (c == '%') {
            int high = at + 1 < raw.len ? hex_value(raw.ptr[at + 1]) : -1;
            int low = at + 2 < raw.len ? hex_value(raw.ptr[at + 2]) : -1;
            if (high < 0 || low < 0)
                return err_set(err, ERR_BAD_REQUEST, "a %% is not followed by two hexadecimal digits.");
            c = (char)(high << 4 | low);
            at += 2;
        } else if (c == '+' && plus_is_space)
            c = ' ';
        bytes[len++] = c;
    }
    *out = (struct text){bytes, len};
    if (memchr(bytes, '\0', len) != NULL)
        return err_set(err, ERR_BAD_REQUEST, "there is a NUL in it.");
    if (!utf8_valid(*out, NULL))
        return err_set(err, ERR_BAD_REQUEST, "it is not UTF-8.");
    return true;
}
