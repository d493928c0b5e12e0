#include "app/posted_held.h"

#include <string.h>

bool posted_held_add(struct buf *held, const struct posted_row *row) {
    buf_add(held, (const char *)row, sizeof *row);
    buf_add_text(held, row->org);
    buf_add_text(held, row->metric);
    buf_add_text(held, row->scope);
    return !buf_failed(held);
}

static struct text take(struct text *rest, size_t len) {
    struct text text = text_slice(*rest, 0, len);
    *rest = text_slice(*rest, len, rest->len);
    return text;
}

bool posted_held_next(struct text *rest, struct posted_row *out) {
    if (rest->len == 0)
        return false;
    memcpy(out, take(rest, sizeof *out).ptr, sizeof *out);
    out->org = take(rest, out->org.len);
    out->metric = take(rest, out->metric.len);
    out->scope = take(rest, out->scope.len);
    return true;
}
