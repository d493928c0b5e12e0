/* pg_param: parameters of statements, as text (exact decimals stay text) or bytes; arrays as PostgreSQL writes them. */
#ifndef TONGBI_STORAGE_PG_PARAM_H
#define TONGBI_STORAGE_PG_PARAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

struct pg_param {
    const char *value; /* NULL is SQL's null; text ends in a NUL */
    int len;           /* of bytes */
    int format;        /* 0 text, 1 bytes */
};

/* Copies in the arena; a full arena gives NULLs and its sticky bit. Text must not hold a NUL. */
struct pg_param pg_param_text(struct arena *arena, struct text value);
struct pg_param pg_param_int(struct arena *arena, int64_t value);
struct pg_param pg_param_null(void);
/* Borrows the bytes: they have to live as long as the unit. */
struct pg_param pg_param_bytes(const void *bytes, size_t len);

/* An array of texts. */
struct pg_param pg_param_texts(struct arena *arena, const struct text *texts, size_t count);

/* Builds {"a","b",NULL}. */
struct pg_array {
    struct buf out;
    bool has_items;
};
void pg_array_begin(struct pg_array *array);
void pg_array_text(struct pg_array *array, struct text value);
void pg_array_string(struct pg_array *array, const char *value);
void pg_array_int(struct pg_array *array, int64_t value);
void pg_array_bool(struct pg_array *array, bool value);
void pg_array_null(struct pg_array *array);
/* A bytea. A failed buf makes the array fail. */
void pg_array_bytes(struct pg_array *array, const struct buf *bytes);
/* Another array as its text, which the statement casts; ends it. */
void pg_array_array(struct pg_array *array, struct pg_array *item);
/* Ends it and moves it into the arena; the sticky bit tells when that failed. */
struct pg_param pg_array_end(struct pg_array *array, struct arena *arena);

#endif
