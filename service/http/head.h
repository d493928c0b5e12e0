/* head: the first part of a request, request line and headers, read strictly.
 *
 * Pure. What two readers could understand differently is refused (RFC 9112, 11.2): bare LF, folded lines,
 * white space before a colon, repeated or odd Content-Length, Content-Length beside Transfer-Encoding, any
 * coding but chunked. */
#ifndef TONGBI_HTTP_HEAD_H
#define TONGBI_HTTP_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"
#include "http/problem.h"

enum body_kind { BODY_NONE, BODY_LENGTH, BODY_CHUNKED };

struct header {
    struct text name, value;
};

struct head {
    struct text method, target;
    struct text path, query; /* raw; query without the ? */
    int minor;               /* HTTP/1.minor: 0 or 1 */
    struct header *headers;
    size_t header_count;
    enum body_kind body;
    uint64_t content_length; /* with BODY_LENGTH; never 0 then */
    bool keep_alive, expects_continue;
};

/* Is a head complete at the beginning of `bytes`? Its length with the empty line at its end, or 0. *scanned
 * (0 at first) remembers how far was looked. */
size_t head_find_end(struct text bytes, size_t *scanned);
/* While it is not: can it still become one? false with 414 or 431 when it is too long, 400 for a bare LF. */
bool head_may_grow(struct text bytes, struct problem *problem) MUST_CHECK;
/* `bytes` is a complete head, and must live as long as *out. What was understood before a fault is in *out
 * (method and path, for the log), the rest is zero. */
bool head_parse(struct text bytes, struct arena *arena, struct head *out, struct problem *problem) MUST_CHECK;

/* The first header of that name in any case, or the empty text. */
struct text head_header(const struct head *head, const char *name);
/* Does the comma-separated list `value` hold `token`, in any case? */
bool head_lists(struct text value, const char *token);

#endif
