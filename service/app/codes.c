#include "app/codes.h"

bool codes_read(const struct values *values, const char *name, size_t most, struct arena *arena,
                struct text **codes, size_t *count, struct err *err) {
    struct text part, rest = values_text(values, name);
    size_t commas = 0;
    for (size_t i = 0; i < rest.len; i++)
        commas += rest.ptr[i] == ',';
    struct text *out = ARENA_ARRAY(arena, commas + 1, struct text);
    *codes = out;
    *count = 0;
    if (out == NULL)
        return err_set(err, ERR_TOO_LARGE, "The question is too large.");
    if (commas + 1 > most)
        return err_set_field(err, ERR_BAD_VALUE, name,
                             "More than %zu codes; ask in several requests, or for a subtree with under.",
                             most);
    if (rest.len > 0 && rest.ptr[rest.len - 1] == ',')
        return err_set_field(err, ERR_BAD_VALUE, name, "A code behind the last comma is empty.");
    while (text_split(&rest, ',', &part)) {
        part = text_trim(part);
        if (part.len == 0)
            return err_set_field(err, ERR_BAD_VALUE, name, "A code between two commas is empty.");
        out[(*count)++] = part;
    }
    return true;
}
