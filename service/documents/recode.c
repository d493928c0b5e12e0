#include "documents/recode.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

enum { DECIDING_BYTES = 4096, CARRY_MAX = 8, OUT_BYTES = 8192, BOM_BYTES = 3 };

#define NO_CONVERTER ((iconv_t)-1)

struct recode {
    enum charset charset;
    iconv_t converter;     /* NO_CONVERTER: the bytes pass as they are */
    bool is_begun;         /* the BOM was looked for */
    struct buf held;       /* the first bytes; later those that will decide */
    char carry[CARRY_MAX]; /* the beginning of a character whose rest has not come */
    size_t carried;
};

/* ---- which encoding ---- */

static const char *iconv_name(enum charset charset) {
    switch (charset) {
    case CHARSET_GB18030:
        return "GB18030";
    case CHARSET_BIG5:
        return "BIG5-HKSCS";
    case CHARSET_UTF16:
    case CHARSET_UTF16LE:
        return "UTF-16LE";
    case CHARSET_UTF16BE:
        return "UTF-16BE";
    case CHARSET_NONE:
    case CHARSET_UNKNOWN:
    case CHARSET_LATIN:
    case CHARSET_UTF8:
        return NULL;
    }
    return NULL;
}

/* What cannot be opened was tried in recode_new; so here it is there. */
static void become(struct recode *recode, enum charset charset) {
    const char *name = iconv_name(charset);
    if (recode->converter != NO_CONVERTER)
        iconv_close(recode->converter);
    recode->converter = name != NULL ? iconv_open("UTF-8", name) : NO_CONVERTER;
    recode->charset = charset;
}

static size_t ascii_length(struct text bytes) {
    size_t at = 0;
    while (at < bytes.len && (unsigned char)bytes.ptr[at] < 0x80)
        at++;
    return at;
}

/* Characters of UTF-8 against bytes that are none. What is cut off at the end counts for neither. */
static enum charset guess(struct text bytes) {
    size_t good = 0, bad = 0, at = 0;
    while (at < bytes.len) {
        size_t len;
        bool is_bad = utf8_at(bytes, at, &len) == 0xFFFD && len == 1;
        if (is_bad && bytes.len - at < 4)
            break;
        good += !is_bad && len > 1;
        bad += is_bad;
        at += len;
    }
    return good > bad || bad == 0 ? CHARSET_UTF8 : CHARSET_GB18030;
}

/* ---- conversion ---- */

/* One run of iconv; what is malformed becomes 0xFF. Returns how many bytes wait for their rest. */
static size_t convert(struct recode *recode, struct text bytes, bool is_last, struct buf *out) {
    char *from = (char *)(uintptr_t)bytes.ptr; /* iconv's prototype lacks a const */
    size_t left = bytes.len;
    while (left > 0) {
        char piece[OUT_BYTES];
        char *to = piece;
        size_t room = sizeof piece;
        size_t result = iconv(recode->converter, &from, &left, &to, &room);
        int reason = result == (size_t)-1 ? errno : 0;
        buf_add(out, piece, sizeof piece - room);
        if (reason == EINVAL && !is_last && left < CARRY_MAX)
            return left;
        if (reason == EILSEQ || reason == EINVAL) {
            buf_add_char(out, '\xFF');
            from++;
            left--;
        }
    }
    return 0;
}

static void pass(struct recode *recode, struct text bytes, bool is_last, struct buf *out) {
    if (recode->converter == NO_CONVERTER) {
        buf_add_text(out, bytes);
        return;
    }
    if (bytes.len == 0 && !is_last)
        return;
    /* The carried beginning is joined with the first bytes, as many as one character may need. */
    while (recode->carried > 0 && (bytes.len > 0 || is_last)) {
        size_t before = recode->carried;
        size_t more = bytes.len < CARRY_MAX - before ? bytes.len : CARRY_MAX - before;
        memcpy(recode->carry + before, bytes.ptr, more);
        size_t waiting =
            convert(recode, (struct text){recode->carry, before + more}, is_last && more == bytes.len, out);
        bytes = text_slice(bytes, more, bytes.len);
        memmove(recode->carry, recode->carry + before + more - waiting, waiting);
        recode->carried = waiting;
        if (bytes.len == 0 && !is_last)
            return;
    }
    size_t waiting = convert(recode, bytes, is_last, out);
    memcpy(recode->carry, bytes.ptr + bytes.len - waiting, waiting);
    recode->carried = waiting;
}

/* ---- the beginning ---- */

static enum charset bom_of(struct text head) {
    if (text_starts_with(head, TEXT_OF("\xEF\xBB\xBF")))
        return CHARSET_UTF8;
    if (text_starts_with(head, TEXT_OF("\xFF\xFE")))
        return CHARSET_UTF16LE;
    return text_starts_with(head, TEXT_OF("\xFE\xFF")) ? CHARSET_UTF16BE : CHARSET_NONE;
}

/* Takes bytes into `held` until there are `enough`; returns the rest. */
static struct text hold(struct recode *recode, struct text bytes, size_t enough) {
    size_t more = recode->held.len < enough ? enough - recode->held.len : 0;
    buf_add_text(&recode->held, text_slice(bytes, 0, more));
    return text_slice(bytes, more, bytes.len);
}

static void release(struct recode *recode, bool is_last, struct buf *out) {
    pass(recode, buf_text(&recode->held), is_last, out);
    if (buf_failed(&recode->held))
        out->failed = true;
    buf_fini(&recode->held);
    buf_init(&recode->held, DECIDING_BYTES);
}

/* Until something else than ASCII comes, it passes; then the encoding is decided. */
static void decide(struct recode *recode, struct text bytes, bool is_last, struct buf *out) {
    if (recode->held.len == 0) {
        size_t plain = ascii_length(bytes);
        buf_add_text(out, text_slice(bytes, 0, plain));
        bytes = text_slice(bytes, plain, bytes.len);
    }
    bytes = hold(recode, bytes, DECIDING_BYTES);
    if (recode->held.len < DECIDING_BYTES && (!is_last || recode->held.len == 0))
        return;
    become(recode, guess(buf_text(&recode->held)));
    release(recode, is_last && bytes.len == 0, out);
    pass(recode, bytes, is_last, out);
}

void recode_feed(struct recode *recode, struct text bytes, bool is_last, struct buf *out) {
    if (!recode->is_begun) {
        bytes = hold(recode, bytes, BOM_BYTES);
        if (recode->held.len < BOM_BYTES && !is_last)
            return;
        struct buf head = recode->held;
        enum charset bom = bom_of(buf_text(&head));
        buf_init(&recode->held, DECIDING_BYTES);
        recode->is_begun = true;
        if (bom != CHARSET_NONE)
            become(recode, bom);
        if (recode->charset == CHARSET_NONE)
            decide(recode, buf_text(&head), is_last && bytes.len == 0, out);
        else
            pass(recode, buf_text(&head), is_last && bytes.len == 0, out);
        out->failed = out->failed || buf_failed(&head);
        buf_fini(&head);
    }
    if (recode->charset == CHARSET_NONE)
        decide(recode, bytes, is_last, out);
    else
        pass(recode, bytes, is_last, out);
}

/* ---- life ---- */

struct recode *recode_new(enum charset label, struct err *err) {
    if (label == CHARSET_UNKNOWN) {
        (void)err_set(err, ERR_UNSUPPORTED_MEDIA,
                      "The charset is none of utf-8, gb18030 (gbk, gb2312), big5, utf-16.");
        return NULL;
    }
    struct recode *recode = memory_alloc(sizeof *recode);
    if (recode == NULL) {
        (void)err_set(err, ERR_OUT_OF_MEMORY, "No memory to read the bytes.");
        return NULL;
    }
    recode->converter = NO_CONVERTER;
    buf_init(&recode->held, DECIDING_BYTES);
    /* A guess or a BOM may need these two later, when nothing can be refused any more. */
    become(recode, CHARSET_UTF16LE);
    bool has_both = recode->converter != NO_CONVERTER;
    become(recode, CHARSET_GB18030);
    has_both = has_both && recode->converter != NO_CONVERTER;
    become(recode, label == CHARSET_LATIN ? CHARSET_NONE : label);
    if (has_both && (iconv_name(label) == NULL || recode->converter != NO_CONVERTER))
        return recode;
    (void)err_set(err, ERR_INTERNAL, "The C library lacks the encoding.");
    recode_free(recode);
    return NULL;
}

enum charset recode_charset(const struct recode *recode) {
    return recode->charset;
}

void recode_free(struct recode *recode) {
    if (recode == NULL)
        return;
    if (recode->converter != NO_CONVERTER)
        iconv_close(recode->converter);
    buf_fini(&recode->held);
    memory_free(recode);
}
