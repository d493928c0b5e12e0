#include "http/compress.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

/* The loop that serves everybody waits meanwhile; so large answers get the quick level. */
enum {
    QUICK_FROM = 1024 * 1024,
    LEVEL_QUICK = 1,
    LEVEL_USUAL = 5,
    GZIP_WINDOW = 15 + 16,
    MEMORY_LEVEL = 8,
    PIECE = 16384
};

bool compress_suits(const char *content_type) {
    static const char *const kinds[] = {"text/",
                                        "application/json",
                                        "application/problem+json",
                                        "application/x-ndjson",
                                        "application/xml",
                                        "application/javascript",
                                        "image/svg+xml"};
    if (content_type == NULL)
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strncmp(content_type, kinds[i], strlen(kinds[i])) == 0)
            return true;
    return false;
}

bool compress_gzip(struct text bytes, struct buf *out) {
    z_stream stream = {0};
    unsigned char piece[PIECE];
    int level = bytes.len >= QUICK_FROM ? LEVEL_QUICK : LEVEL_USUAL, result = Z_OK;
    if (bytes.len > UINT_MAX ||
        deflateInit2(&stream, level, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    stream.next_in = (unsigned char *)(uintptr_t)bytes.ptr;
    stream.avail_in = (unsigned)bytes.len;
    while (result == Z_OK && !buf_failed(out) && out->len < bytes.len) {
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        result = deflate(&stream, Z_FINISH);
        buf_add(out, (const char *)piece, sizeof piece - stream.avail_out);
    }
    deflateEnd(&stream);
    return result == Z_STREAM_END && !buf_failed(out) && out->len < bytes.len;
}
