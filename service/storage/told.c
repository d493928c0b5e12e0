#include "storage/told.h"

void told_read(struct text told, struct source *out) {
    static const char unit_separator = '\x1f';
    size_t at = told.len;
    while (at > 0 && told.ptr[at - 1] != unit_separator) /* the last one: a sentence may hold another */
        at--;
    out->quote = at > 0 ? text_slice(told, 0, at - 1) : told;
    out->place = at > 0 ? text_slice(told, at, told.len) : TEXT_OF("");
}
