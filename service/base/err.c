#include "base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct kind {
    const char *title;
    int status;
    bool is_retryable;
};

static const struct kind kinds[] = {
    [ERR_NONE] = {"No error", 200, false},
#define ERR(code, status, retryable, title) [ERR_##code] = {title, status, retryable},
#include "base/err.def"
#undef ERR
};

enum { CODE_COUNT = sizeof(kinds) / sizeof(kinds[0]) };

static const char *const identifiers[] = {
    [ERR_NONE] = "NONE",
#define ERR(code, status, retryable, title) [ERR_##code] = #code,
#include "base/err.def"
#undef ERR
};

/* vsnprintf cuts at a byte: takes the beginning of a cut character off. */
static void cut_at_character(char *out, size_t size, int wanted) {
    if (wanted < 0) {
        out[0] = '\0';
        return;
    }
    if ((size_t)wanted < size)
        return;
    size_t len = strlen(out), lead = len;
    while (lead > 0 && len - lead < 4) {
        unsigned char byte = (unsigned char)out[--lead];
        if (byte < 0x80)
            return;
        if (byte >= 0xC0) {
            size_t whole = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
            if (len - lead < whole)
                out[lead] = '\0';
            return;
        }
    }
}

/* By way of a copy, so that arguments may point into *err. */
static void fill(struct err *err, enum err_code code, const char *field, const char *format, va_list args) {
    struct err filled = {.code = code};
    cut_at_character(filled.field, ERR_FIELD_MAX, snprintf(filled.field, ERR_FIELD_MAX, "%s", field));
    cut_at_character(filled.detail, ERR_DETAIL_MAX, vsnprintf(filled.detail, ERR_DETAIL_MAX, format, args));
    *err = filled;
}

bool err_set(struct err *err, enum err_code code, const char *format, ...) {
    if (err == NULL)
        return false;
    va_list args;
    va_start(args, format);
    fill(err, code, "", format, args);
    va_end(args);
    return false;
}

bool err_set_field(struct err *err, enum err_code code, const char *field, const char *format, ...) {
    if (err == NULL)
        return false;
    va_list args;
    va_start(args, format);
    fill(err, code, field, format, args);
    va_end(args);
    return false;
}

void err_context(struct err *err, const char *format, ...) {
    if (err == NULL)
        return;
    char where[ERR_DETAIL_MAX], detail[ERR_DETAIL_MAX];
    va_list args;
    va_start(args, format);
    cut_at_character(where, sizeof(where), vsnprintf(where, sizeof(where), format, args));
    va_end(args);
    cut_at_character(detail, sizeof(detail), snprintf(detail, sizeof(detail), "%s: %s", where, err->detail));
    memcpy(err->detail, detail, sizeof(detail));
}

const char *err_name(enum err_code code) {
    /* The preprocessor cannot lower a word's case, and a second list would have to be kept in step: each name is made
     * when it is first asked for. */
    enum { NAME_MAX_BYTES = 32 };
    static char names[CODE_COUNT][NAME_MAX_BYTES];
    assert((size_t)code < CODE_COUNT && strlen(identifiers[code]) < NAME_MAX_BYTES);
    char *name = names[code];
    for (size_t i = 0; identifiers[code][i] != '\0'; i++) {
        char c = identifiers[code][i];
        name[i] = c == '_' ? '-' : (char)(c | 0x20);
    }
    return name;
}

const char *err_title(enum err_code code) {
    assert((size_t)code < CODE_COUNT);
    return kinds[code].title;
}

int err_status(enum err_code code) {
    assert((size_t)code < CODE_COUNT);
    return kinds[code].status;
}

bool err_retryable(enum err_code code) {
    assert((size_t)code < CODE_COUNT);
    return kinds[code].is_retryable;
}
