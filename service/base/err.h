/* err: what went wrong, for the caller to act on and for a person to read.
 *
 * Filled where it happens, given context at most once on the way (err_context), logged once at the top. The codes, with
 * their HTTP status and whether trying again may help, stand in err.def. */
#ifndef TONGBI_BASE_ERR_H
#define TONGBI_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

#define MUST_CHECK __attribute__((warn_unused_result))

enum err_code {
    ERR_NONE,
#define ERR(code, status, retryable, title) ERR_##code,
#include "base/err.def"
#undef ERR
};

enum { ERR_DETAIL_MAX = 512, ERR_FIELD_MAX = 64 };

struct err {
    enum err_code code;
    char field[ERR_FIELD_MAX]; /* the parameter, field or column at fault, or "" */
    /* One sentence: what was wrong, where, what to do. Cut at a character, never inside. */
    char detail[ERR_DETAIL_MAX];
};

/* Fills *err (NULL is allowed and ignored) and returns false, so that a function may end with
 * `return err_set(err, ERR_BAD_PERIOD, "…")`. */
bool err_set(struct err *err, enum err_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same, naming the parameter or field. */
bool err_set_field(struct err *err, enum err_code code, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Puts "where: " before the detail. */
void err_context(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

const char *err_name(enum err_code code);  /* "bad-period": the last part of the problem's type URI */
const char *err_title(enum err_code code); /* a short phrase in English */
int err_status(enum err_code code);        /* HTTP status */
bool err_retryable(enum err_code code);

#endif
