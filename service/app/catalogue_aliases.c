#include "app/catalogue_aliases.h"

#include "app/catalogue_input.h"

enum { ALIASES_MAX = 1000 };

static const char bar = '|', escape = '\\';

bool catalogue_check_aliases(struct text cell, struct err *err) {
    struct text rest = cell, part;
    size_t count = 0;
    while (text_split(&rest, bar, &part)) {
        if (!catalogue_check_text("aliases", part, err))
            return false;
        count++;
    }
    return count <= ALIASES_MAX ||
           err_set_field(err, ERR_BAD_VALUE, "aliases", "There are more than %d aliases.", ALIASES_MAX);
}

bool catalogue_next_alias(struct arena *arena, struct text *rest, struct text *out) {
    if (rest->len == 0)
        return false;
    char *bytes = arena_alloc(arena, rest->len);
    size_t at = 0, len = 0;
    for (; bytes != NULL && at < rest->len && rest->ptr[at] != bar; at++) {
        at += rest->ptr[at] == escape && at + 1 < rest->len;
        bytes[len++] = rest->ptr[at];
    }
    *out = text_trim((struct text){bytes, len});
    *rest = text_slice(*rest, at + 1, rest->len);
    return bytes != NULL;
}

size_t catalogue_count_aliases(struct text cell) {
    size_t count = cell.len > 0 ? 1 : 0;
    for (size_t i = 0; i < cell.len; i++)
        count += cell.ptr[i] == bar;
    return count;
}
