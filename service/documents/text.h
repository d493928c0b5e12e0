/* text: bytes of a plain text or a page, whatever their encoding, into UTF-8.
 *
 * Encodings read: UTF-8 (strictly), UTF-16 (by BOM or label), GB18030 with its parts GBK and GB2312 (by label, or by
 * the bytes when they are not UTF-8), Big5 (by label). Not for: what the bytes are (sniff.h), mark-up (html.h).
 * A BOM wins over a label, and bytes that cannot be what their label says win over it too. Linear time. */
#ifndef TONGBI_DOCUMENTS_TEXT_H
#define TONGBI_DOCUMENTS_TEXT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

enum charset {
    CHARSET_NONE,    /* no label */
    CHARSET_UNKNOWN, /* a label that is not read here */
    CHARSET_LATIN,   /* us-ascii, iso-8859-1, windows-1252: what servers say when they do not know */
    CHARSET_UTF8,
    CHARSET_UTF16, /* by its BOM, else the byte order that makes sense */
    CHARSET_UTF16LE,
    CHARSET_UTF16BE,
    CHARSET_GB18030,
    CHARSET_BIG5
};

/* By the names in use on the web ("GBK", "gb2312", "x-gbk", "cp936" are GB18030 …), without regard to case. */
enum charset charset_parse(struct text label);
/* "utf-8", "utf-16le", "utf-16be", "gb18030", "big5"; "" for what cannot be the outcome of decoding. */
const char *charset_name(enum charset charset);

/* What iconv is asked for, NULL-terminated: a process that may open no files any more must have opened them before. */
extern const char *const text_encodings[];

struct text_decoded {
    struct text text;     /* well-formed UTF-8 without NUL and without the leading BOM, in the arena */
    enum charset charset; /* what it was */
    struct text note;     /* what the reader of the report should know about it, or "" */
};

/* label: what header or page named, as content_type.h gives it, or "". Fails: ERR_NOT_TEXT (NUL bytes, many control characters, neither UTF-8 nor
 * GB18030), ERR_BAD_ENCODING (with the byte offset, in bytes as given, of the first broken sequence: malformed, lone
 * surrogate, cut off at the end), ERR_UNSUPPORTED_MEDIA (an unknown label and no encoding that fits),
 * ERR_TOO_LARGE (the arena is full), ERR_INTERNAL (the C library lacks the encoding). */
bool text_decode(struct arena *arena, struct text bytes, struct text label, struct text_decoded *out,
                 struct err *err) MUST_CHECK;

#endif
