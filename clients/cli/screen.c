#include "screen.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <unistr.h>
#include <uniwidth.h>

#include "heap.h"

static const char encoding[] = "UTF-8"; /* of uc_width: which says that ambiguous characters are narrow */
static const char ellipsis[] = "…";

enum { REPLACEMENT = 0xFFFD };

int screen_columns(const char *text) {
    return u8_strwidth((const uint8_t *)text, encoding);
}

/* C0, DEL and C1 controls would move the cursor or worse; the bidirectional ones would show digits in another order. */
static bool is_harmful(ucs4_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

static bool is_blank(ucs4_t c) {
    return c == ' ' || c == 0x3000 || is_harmful(c);
}

/* What stands at `at`, made fit for a line: blanks are joined into one space. Returns the bytes taken. */
static size_t next_shown(const char *text, size_t len, size_t at, ucs4_t *shown) {
    size_t begin = at;
    while (at < len) {
        ucs4_t c;
        int taken = u8_mbtoucr(&c, (const uint8_t *)text + at, len - at);
        if (taken < 1)
            c = REPLACEMENT;
        bool blank = is_blank(c);
        if (!blank && at > begin)
            break;
        at += taken < 1 ? 1 : (size_t)taken;
        *shown = blank ? ' ' : c;
        if (!blank)
            break;
    }
    return at - begin;
}

char *screen_line(const char *text, int max) {
    size_t len = strlen(text), at = 0, out_len = 0;
    size_t cut_len = 0; /* how much of out fits when the ellipsis follows */
    int columns = 0;
    /* Broken bytes grow from one to three; the ellipsis has three. */
    char *out = heap_need(malloc(len * 3 + sizeof ellipsis));
    while (at < len) {
        ucs4_t c = ' ';
        at += next_shown(text, len, at, &c);
        int width = uc_width(c, encoding);
        width = width > 0 ? width : 0;
        if (max >= 0 && columns + width > max) {
            memcpy(out + cut_len, ellipsis, sizeof ellipsis);
            return out;
        }
        columns += width;
        int put = u8_uctomb((uint8_t *)out + out_len, c, 6);
        out_len += put > 0 ? (size_t)put : 0;
        if (columns < max)
            cut_len = out_len;
    }
    out[out_len] = '\0';
    return out;
}

void screen_put_text(FILE *out, const char *text, size_t len) {
    for (size_t at = 0; at < len;) {
        ucs4_t c;
        int taken = u8_mbtoucr(&c, (const uint8_t *)text + at, len - at);
        size_t step = taken < 1 ? 1 : (size_t)taken;
        if (taken < 1 || (is_harmful(c) && c != '\n' && c != '\t' && c != '\r'))
            fputs("\xEF\xBF\xBD", out);
        else
            fwrite(text + at, 1, step, out);
        at += step;
    }
}

bool screen_is_terminal(FILE *out) {
    int fd = fileno(out);
    return fd >= 0 && isatty(fd) == 1;
}

int screen_width(FILE *out) {
    struct winsize size = {0};
    long width = 0;
    if (screen_is_terminal(out) && ioctl(fileno(out), TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
    const char *columns = getenv("COLUMNS");
    if (width == 0 && columns != NULL)
        width = strtol(columns, NULL, 10);
    if (width <= 0 || width > 1000)
        return SCREEN_WIDTH_DEFAULT;
    return width < SCREEN_WIDTH_MIN ? SCREEN_WIDTH_MIN : (int)width;
}

const char *screen_style_begin(enum style style) {
    switch (style) {
    case STYLE_PLAIN:
        return "";
    case STYLE_HEAD:
        return "\033[1m";
    case STYLE_GOOD:
        return "\033[32m";
    case STYLE_BAD:
        return "\033[31m";
    case STYLE_DIM:
        return "\033[2m";
    }
    return "";
}

const char *screen_style_end(enum style style) {
    return style == STYLE_PLAIN ? "" : "\033[0m";
}
