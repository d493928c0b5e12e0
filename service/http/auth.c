#include "http/auth.h"

#include <strings.h>

static bool is_token_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~' || c == '+' || c == '/';
}

/* One or more of the characters above, then any number of =. */
static bool is_token(struct text t) {
    size_t at = 0;
    while (at < t.len && is_token_char(t.ptr[at]))
        at++;
    bool has_some = at > 0;
    while (at < t.len && t.ptr[at] == '=')
        at++;
    return has_some && at == t.len && t.len <= AUTH_TOKEN_MAX;
}

bool auth_bearer(struct text value, struct text *token, struct err *err) {
    static const struct text scheme = TEXT("Bearer ");
    if (value.len == 0)
        return err_set(err, ERR_UNAUTHORIZED, "A header `Authorization: Bearer TOKEN` is needed.");
    if (value.len < scheme.len || strncasecmp(value.ptr, scheme.ptr, scheme.len) != 0)
        return err_set(err, ERR_UNAUTHORIZED, "The header Authorization is not of the form `Bearer TOKEN`.");
    *token = text_trim(text_slice(value, scheme.len, value.len));
    if (!is_token(*token))
        return err_set(err, ERR_UNAUTHORIZED, "What stands behind `Bearer` cannot be a token.");
    return true;
}
