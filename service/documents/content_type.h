/* content_type: a Content-Type header taken apart (RFC 9110, 8.3), and the charset that a page names for itself. */
#ifndef TONGBI_DOCUMENTS_CONTENT_TYPE_H
#define TONGBI_DOCUMENTS_CONTENT_TYPE_H

#include <stdbool.h>

#include "base/text.h"

struct content_type {
    struct text
        media_type; /* as written, without blanks: "Text/HTML"; compare without regard to case. "" when absent */
    struct text charset; /* the parameter's value without quotes, or "" */
};

/* Views into header, at most 64 bytes of letters, digits and - _ . : + / each, so that they can be shown in a message. Never
 * fails: what cannot be understood is left out. */
struct content_type content_type_parse(struct text header);

/* Equal but for the case of ASCII letters? */
bool content_type_is(struct text media_type, const char *name);

/* The charset in a page's own <meta> or XML declaration, looked for in its first 4096 bytes as browsers do; "" when
 * there is none. bytes: in any encoding that leaves ASCII alone. A view into bytes. */
struct text content_type_meta_charset(struct text bytes);

#endif
