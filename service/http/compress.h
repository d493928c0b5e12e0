/* compress: gzip in one go. Pure but for zlib's memory. */
#ifndef TONGBI_HTTP_COMPRESS_H
#define TONGBI_HTTP_COMPRESS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/text.h"

enum { COMPRESS_LEAST = 1024 }; /* bytes; less is not worth it */

/* The same bytes always give the same result, so that it may carry a strong ETag. false when there is no
 * memory or nothing is won; *out (initialised by the caller) is then of no use. */
bool compress_gzip(struct text bytes, struct buf *out) __attribute__((warn_unused_result));
/* Is it worth trying for this media type? */
bool compress_suits(const char *content_type);

#endif
