#include "documents/text.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct {
    const char *label;
    enum charset charset;
} labels[] = {
    {"utf-8", CHARSET_UTF8},
    {"utf8", CHARSET_UTF8},
    {"unicode-1-1-utf-8", CHARSET_UTF8},
    {"utf-16", CHARSET_UTF16},
    {"utf16", CHARSET_UTF16},
    {"unicode", CHARSET_UTF16},
    {"ucs-2", CHARSET_UTF16},
    {"utf-16le", CHARSET_UTF16LE},
    {"utf-16be", CHARSET_UTF16BE},
    {"gb18030", CHARSET_GB18030},
    {"gbk", CHARSET_GB18030},
    {"gb2312", CHARSET_GB18030},
    {"x-gbk", CHARSET_GB18030},
    {"gb_2312-80", CHARSET_GB18030},
    {"gb2312-80", CHARSET_GB18030},
    {"gb_2312", CHARSET_GB18030},
    {"csgb2312", CHARSET_GB18030},
    {"chinese", CHARSET_GB18030},
    {"cp936", CHARSET_GB18030},
    {"ms936", CHARSET_GB18030},
    {"windows-936", CHARSET_GB18030},
    {"euc-cn", CHARSET_GB18030},
    {"gb18030-2005", CHARSET_GB18030},
    {"gb18030-2022", CHARSET_GB18030},
    {"big5", CHARSET_BIG5},
    {"big5-hkscs", CHARSET_BIG5},
    {"cn-big5", CHARSET_BIG5},
    {"x-x-big5", CHARSET_BIG5},
    {"cp950", CHARSET_BIG5},
    {"us-ascii", CHARSET_LATIN},
    {"ascii", CHARSET_LATIN},
    {"iso-8859-1", CHARSET_LATIN},
    {"latin1", CHARSET_LATIN},
    {"windows-1252", CHARSET_LATIN},
    {"cp1252", CHARSET_LATIN},
};

enum charset charset_parse(struct text label) {
    if (label.len == 0)
        return CHARSET_NONE;
    for (size_t i = 0; i < COUNT(labels); i++) {
        if (strlen(labels[i].label) == label.len && strncasecmp(labels[i].label, label.ptr, label.len) == 0)
            return labels[i].charset;
    }
    return CHARSET_UNKNOWN;
}

const char *charset_name(enum charset charset) {
    switch (charset) {
    case CHARSET_UTF8:
        return "utf-8";
    case CHARSET_UTF16LE:
        return "utf-16le";
    case CHARSET_UTF16BE:
        return "utf-16be";
    case CHARSET_GB18030:
        return "gb18030";
    case CHARSET_BIG5:
        return "big5";
    case CHARSET_NONE:
    case CHARSET_UNKNOWN:
    case CHARSET_LATIN:
    case CHARSET_UTF16:
        break;
    }
    return "";
}

static unsigned char byte_at(struct text t, size_t at) {
    return (unsigned char)t.ptr[at];
}

static bool is_control(unsigned char byte) {
    return byte == 0x7F || (byte < 0x20 && (byte < '\t' || byte > '\r'));
}

static bool full(struct err *err) {
    return err_set(err, ERR_TOO_LARGE, "the text does not fit into the memory that one report may use");
}

static bool broken(struct err *err, const char *what, size_t at) {
    return err_set(err, ERR_BAD_ENCODING, "the %s is broken at byte %zu", what, at);
}

/* --- which encoding ------------------------------------------------------------------------------------------- */

/* Common characters that it takes to believe GB18030 of bytes that were named as UTF-8: two broken bytes are not enough. */
enum { GB_AGAINST_LABEL = 4 };

/* How bytes look as GB18030. In real text nearly all pairs are of GB 2312's first level (the 3755 common characters,
 * lead B0..D7) or its signs (A1..A3); UTF-8, Big5 and Latin read as pairs give few of these. */
struct gb_look {
    size_t common, rare, broken;
};

static bool is_gb_common(unsigned char lead, unsigned char trail) {
    return trail >= 0xA1 && trail <= 0xFE &&
           ((lead >= 0xB0 && lead <= 0xD7) || (lead >= 0xA1 && lead <= 0xA3));
}

static struct gb_look look_at_gb(struct text t) {
    struct gb_look look = {0};
    for (size_t i = 0; i < t.len; i++) {
        unsigned char lead = byte_at(t, i);
        if (lead < 0x80)
            continue;
        unsigned char trail = i + 1 < t.len ? byte_at(t, i + 1) : 0;
        bool is_pair = lead != 0x80 && lead != 0xFF && trail >= 0x40 && trail != 0x7F && trail != 0xFF;
        bool is_four = lead != 0x80 && lead != 0xFF && trail >= '0' && trail <= '9' && i + 3 < t.len;
        if (is_pair && is_gb_common(lead, trail))
            look.common++;
        else if (is_pair || is_four)
            look.rare++;
        else
            look.broken++;
        i += is_pair ? 1 : is_four ? 3 : 0;
    }
    return look;
}

/* least: so many common characters at least; more where something else was named. */
static bool is_gb_plausible(struct text bytes, size_t least) {
    struct gb_look look = look_at_gb(bytes);
    return look.common >= least && 3 * look.common >= 7 * (look.rare + 4 * look.broken);
}

/* Bytes that are not UTF-8: are they a UTF-8 text with a fault in it, rather than something else? */
static bool is_mostly_utf8(struct text t) {
    size_t good = 0, bad = 0;
    for (size_t at = 0; at < t.len;) {
        size_t len;
        uint32_t code_point = utf8_at(t, at, &len);
        if (len > 1)
            good++;
        else if (code_point == 0xFFFD)
            bad++;
        at += len;
    }
    return good > 0 && good >= bad;
}

static bool has_high_byte(struct text t) {
    for (size_t i = 0; i < t.len; i++) {
        if (byte_at(t, i) >= 0x80)
            return true;
    }
    return false;
}

/* UTF-16 without a BOM: the order in which more units are ASCII, CJK signs, Han or full-width forms. */
static enum charset utf16_order(struct text t) {
    size_t little = 0, big = 0;
    for (size_t i = 0; i + 1 < t.len; i += 2) {
        unsigned char a = byte_at(t, i), b = byte_at(t, i + 1);
        little += b == 0 || b == 0x30 || b == 0xFF || (b >= 0x4E && b <= 0x9F);
        big += a == 0 || a == 0x30 || a == 0xFF || (a >= 0x4E && a <= 0x9F);
    }
    return big > little ? CHARSET_UTF16BE : CHARSET_UTF16LE;
}

/* Bytes that are no UTF-8 and no plausible GB18030, though nothing says that they are something else. */
static bool refuse(struct text bytes, struct text label, enum charset named, size_t bad, struct err *err) {
    bool is_cut_off = bad + 4 > bytes.len && (byte_at(bytes, bad) & 0xC0) == 0xC0;
    if (named == CHARSET_UTF8 || is_mostly_utf8(bytes) || is_cut_off)
        return broken(err, "UTF-8", bad);
    if (named == CHARSET_UNKNOWN)
        return err_set_field(err, ERR_UNSUPPORTED_MEDIA, "Content-Type",
                             "the charset \"%.*s\" cannot be read; send UTF-8, UTF-16, GB18030 or Big5",
                             TEXT_ARG(label));
    return err_set(err, ERR_NOT_TEXT, "byte %zu and what follows is neither UTF-8 nor GB18030 text", bad);
}

/* The encoding of bytes without a BOM. */
static bool choose(struct text bytes, struct text label, enum charset *out, struct err *err) {
    enum charset named = charset_parse(label);
    size_t bad = 0;
    bool is_utf8 = utf8_valid(bytes, &bad);
    bool has_nul = bytes.len > 0 && memchr(bytes.ptr, 0, bytes.len) != NULL;
    bool is_clearly_utf8 = is_utf8 && !has_nul && has_high_byte(bytes);
    switch (named) {
    case CHARSET_UTF16:
    case CHARSET_UTF16LE:
    case CHARSET_UTF16BE:
        *out = is_clearly_utf8 ? CHARSET_UTF8 : named == CHARSET_UTF16 ? utf16_order(bytes) : named;
        return true;
    case CHARSET_GB18030:
        *out = is_clearly_utf8 && !is_gb_plausible(bytes, 1) ? CHARSET_UTF8 : named;
        return true;
    case CHARSET_BIG5:
        *out = is_clearly_utf8 ? CHARSET_UTF8 : named;
        return true;
    case CHARSET_NONE:
    case CHARSET_UNKNOWN:
    case CHARSET_LATIN:
    case CHARSET_UTF8:
        break;
    }
    if (!is_utf8 && !is_gb_plausible(bytes, named == CHARSET_UTF8 ? GB_AGAINST_LABEL : 1))
        return refuse(bytes, label, named, bad, err);
    *out = is_utf8 ? CHARSET_UTF8 : CHARSET_GB18030;
    return true;
}

/* --- decoding ------------------------------------------------------------------------------------------------- */

static uint32_t utf16_unit(struct text t, size_t at, bool is_big) {
    unsigned char a = byte_at(t, at), b = byte_at(t, at + 1);
    return is_big ? (uint32_t)a << 8 | b : (uint32_t)b << 8 | a;
}

/* One pass over UTF-16: counts the bytes of UTF-8, and writes them where out is not NULL. */
static bool utf16_pass(struct text t, bool is_big, char *out, size_t *out_len, struct err *err) {
    size_t len = 0;
    for (size_t at = 0; at < t.len; at += 2) {
        if (at + 1 == t.len)
            return broken(err, "UTF-16 (a byte is missing; it)", at);
        uint32_t code_point = utf16_unit(t, at, is_big);
        if (code_point >= 0xD800 && code_point <= 0xDFFF) {
            uint32_t low = at + 3 < t.len ? utf16_unit(t, at + 2, is_big) : 0;
            if (code_point >= 0xDC00 || low < 0xDC00 || low > 0xDFFF)
                return broken(err, "UTF-16 (a surrogate stands alone; it)", at);
            code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
        }
        char bytes[4];
        size_t wrote = utf8_put(code_point, bytes);
        if (out != NULL)
            memcpy(out + len, bytes, wrote);
        len += wrote;
        at += code_point > 0xFFFF ? 2 : 0;
    }
    *out_len = len;
    return true;
}

const char *const text_encodings[] = {"GB18030", "BIG5-HKSCS", NULL};

/* One pass of iconv: counts the bytes of UTF-8, and writes them where out (of `room` bytes) is not NULL. */
static bool iconv_pass(iconv_t converter, struct text t, char *out, size_t room, size_t *out_len,
                       size_t *bad) {
    char scratch[4096];
    char *from = (char *)(uintptr_t)t.ptr; /* iconv's prototype lacks a const */
    size_t left = t.len, len = 0;
    iconv(converter, NULL, NULL, NULL, NULL);
    while (left > 0) {
        char *to = out != NULL ? out + len : scratch;
        size_t to_left = out != NULL ? room - len : sizeof scratch, to_room = to_left;
        size_t result = iconv(converter, &from, &left, &to, &to_left);
        len += to_room - to_left;
        bool is_full = result == (size_t)-1 && errno == E2BIG && to_left < to_room;
        if (result == (size_t)-1 && !is_full) {
            *bad = (size_t)(from - t.ptr);
            return false;
        }
    }
    *out_len = len;
    return true;
}

static bool decode_iconv(struct arena *arena, struct text bytes, enum charset charset, struct text *out,
                         struct err *err) {
    bool is_gb = charset == CHARSET_GB18030;
    iconv_t converter = iconv_open("UTF-8", is_gb ? "GB18030" : "BIG5-HKSCS");
    if (converter == (iconv_t)-1)
        return errno == ENOMEM
                   ? err_set(err, ERR_OUT_OF_MEMORY, "no memory to decode the text")
                   : err_set(err, ERR_INTERNAL, "this system cannot decode %s", charset_name(charset));
    size_t len = 0, bad = 0;
    bool is_done = iconv_pass(converter, bytes, NULL, 0, &len, &bad);
    if (!is_done)
        broken(err, is_gb ? "GB18030" : "Big5", bad);
    char *copy = is_done ? arena_alloc(arena, len + 1) : NULL;
    if (is_done && copy == NULL)
        is_done = full(err);
    if (is_done && !iconv_pass(converter, bytes, copy, len, &len, &bad))
        is_done =
            err_set(err, ERR_INTERNAL, "the text decodes differently the second time, at byte %zu", bad);
    iconv_close(converter);
    *out = (struct text){copy, len};
    return is_done;
}

static bool decode_utf16(struct arena *arena, struct text bytes, bool is_big, struct text *out,
                         struct err *err) {
    size_t len = 0;
    if (!utf16_pass(bytes, is_big, NULL, &len, err))
        return false;
    char *copy = arena_alloc(arena, len + 1);
    if (copy == NULL)
        return full(err);
    *out = (struct text){copy, len};
    return utf16_pass(bytes, is_big, copy, &len, err);
}

static bool decode_utf8(struct arena *arena, struct text bytes, struct text *out, struct err *err) {
    size_t bad = 0;
    if (!utf8_valid(bytes, &bad))
        return broken(err, "UTF-8", bad);
    *out = arena_text(arena, bytes);
    return out->len == bytes.len || full(err);
}

static bool decode(struct arena *arena, struct text bytes, enum charset charset, struct text *out,
                   struct err *err) {
    switch (charset) {
    case CHARSET_UTF16LE:
    case CHARSET_UTF16BE:
        return decode_utf16(arena, bytes, charset == CHARSET_UTF16BE, out, err);
    case CHARSET_GB18030:
    case CHARSET_BIG5:
        return decode_iconv(arena, bytes, charset, out, err);
    case CHARSET_NONE:
    case CHARSET_UNKNOWN:
    case CHARSET_LATIN:
    case CHARSET_UTF16:
    case CHARSET_UTF8:
        break;
    }
    return decode_utf8(arena, bytes, out, err);
}

/* --- checks --------------------------------------------------------------------------------------------------- */

/* Private use and non-characters: where nobody named the encoding, they show that the guess was wrong. */
static bool is_private(uint32_t code_point) {
    return (code_point >= 0xE000 && code_point <= 0xF8FF) || code_point >= 0xF0000 ||
           (code_point & 0xFFFE) == 0xFFFE;
}

static bool check_no_private(struct text t, struct err *err) {
    for (size_t at = 0, len; at < t.len; at += len) {
        if (is_private(utf8_at(t, at, &len)))
            return err_set(err, ERR_NOT_TEXT,
                           "the bytes are not UTF-8, and read as GB18030 they make no sense");
    }
    return true;
}

static bool check_controls(struct text t, struct err *err) {
    size_t controls = 0;
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] == 0)
            return err_set(err, ERR_NOT_TEXT, "a NUL character stands in it: this is no text");
        controls += is_control(byte_at(t, i));
    }
    if (controls > t.len / 50)
        return err_set(err, ERR_NOT_TEXT, "%zu of its %zu bytes are control characters: this is no text",
                       controls, t.len);
    return true;
}

/* NULs in bytes that are no UTF-16: said early and with their place. */
static bool check_no_nul(struct text bytes, struct err *err) {
    const char *nul = bytes.len > 0 ? memchr(bytes.ptr, 0, bytes.len) : NULL;
    if (nul == NULL)
        return true;
    size_t count = 0;
    for (size_t i = 0; i < bytes.len; i++)
        count += bytes.ptr[i] == 0;
    bool is_like_utf16 = count >= bytes.len / 8;
    return err_set(err, ERR_NOT_TEXT, "byte %zu is NUL: this is no text%s", (size_t)(nul - bytes.ptr),
                   is_like_utf16 ? ", or UTF-16 whose BOM is missing; then name the charset" : "");
}

static struct text note_for(struct arena *arena, struct text label, enum charset charset) {
    enum charset named = charset_parse(label);
    const char *found = charset_name(charset);
    bool is_utf16 = named == CHARSET_UTF16 && (charset == CHARSET_UTF16LE || charset == CHARSET_UTF16BE);
    if (named == charset || is_utf16 || (named == CHARSET_LATIN && charset == CHARSET_UTF8))
        return TEXT_OF("");
    if (named != CHARSET_NONE)
        return arena_printf(arena,
                            "the charset was named as \"%.*s\", but the bytes are %s and were read as that",
                            TEXT_ARG(label), found);
    if (charset == CHARSET_GB18030)
        return arena_printf(arena, "no charset was named; the bytes are not UTF-8 and were read as %s",
                            found);
    return TEXT_OF("");
}

/* The charset that a BOM names, and its length. */
static enum charset read_bom(struct text bytes, size_t *bom_len) {
    *bom_len = 0;
    if (text_starts_with(bytes, TEXT_OF("\xEF\xBB\xBF"))) {
        *bom_len = 3;
        return CHARSET_UTF8;
    }
    bool is_little = text_starts_with(bytes, TEXT_OF("\xFF\xFE"));
    if (!is_little && !text_starts_with(bytes, TEXT_OF("\xFE\xFF")))
        return CHARSET_NONE;
    *bom_len = 2;
    return is_little ? CHARSET_UTF16LE : CHARSET_UTF16BE;
}

/* Errors name offsets in the whole, so the BOM is decoded too and dropped from what comes out. */
static struct text drop_bom(struct text t) {
    return text_starts_with(t, TEXT_OF("\xEF\xBB\xBF")) ? text_slice(t, 3, t.len) : t;
}

bool text_decode(struct arena *arena, struct text bytes, struct text label, struct text_decoded *out,
                 struct err *err) {
    size_t bom_len;
    enum charset charset = read_bom(bytes, &bom_len);
    if (bom_len == 0 && !choose(bytes, label, &charset, err)) {
        struct err nul;
        if (!check_no_nul(bytes, &nul) && err != NULL)
            *err = nul;
        return false;
    }
    bool is_utf16 = charset == CHARSET_UTF16LE || charset == CHARSET_UTF16BE;
    if (!is_utf16 && !check_no_nul(bytes, err))
        return false;
    *out = (struct text_decoded){.charset = charset, .note = TEXT("")};
    if (!decode(arena, bytes, charset, &out->text, err) || !check_controls(out->text, err))
        return false;
    bool is_guess = charset == CHARSET_GB18030 && charset_parse(label) != CHARSET_GB18030;
    if (is_guess && !check_no_private(out->text, err))
        return false;
    out->text = drop_bom(out->text);
    out->note = note_for(arena, label, charset);
    return !arena_overflowed(arena) || full(err);
}
