#include "app/posted_codes.h"

#include <string.h>

enum { CODES_BYTES_MAX = 256 << 20 };

void posted_codes_init(struct posted_codes *codes) {
    *codes = (struct posted_codes){.id_before = 0};
    arena_init(&codes->arena, CODES_BYTES_MAX);
    dict_init(&codes->ids, &codes->arena);
}

void posted_codes_fini(struct posted_codes *codes) {
    arena_fini(&codes->arena);
}

bool posted_codes_put(struct posted_codes *codes, struct text code, int64_t id) {
    int64_t *value = ARENA_NEW(&codes->arena, int64_t);
    struct text kept = arena_text(&codes->arena, code);
    if (value == NULL || arena_overflowed(&codes->arena))
        return false;
    *value = id;
    return dict_put(&codes->ids, kept, value);
}

int64_t posted_codes_get(struct posted_codes *codes, struct text code) {
    if (code.len == codes->before.len && code.len > 0 && memcmp(code.ptr, codes->before.ptr, code.len) == 0)
        return codes->id_before;
    const int64_t *id = dict_get(&codes->ids, code);
    if (id == NULL || code.len > sizeof codes->bytes_before)
        return id != NULL ? *id : 0;
    memcpy(codes->bytes_before, code.ptr, code.len);
    codes->before = (struct text){codes->bytes_before, code.len};
    codes->id_before = *id;
    return *id;
}

void posted_codes_fault(struct row_faults *faults, uint64_t row, const char *field, const char *what,
                        struct text code) {
    struct err told;
    (void)err_set(&told, ERR_BAD_VALUE, "There is no %s '%.*s'.", what, TEXT_ARG(code));
    row_faults_add(faults, row, text_from(field), text_from(told.detail));
}
