/* auth: reads `Authorization: Bearer …`. Knows no tokens: who a token is, app says (server.h). */
#ifndef TONGBI_HTTP_AUTH_H
#define TONGBI_HTTP_AUTH_H

#include <stdbool.h>

#include "base/err.h"
#include "base/text.h"

enum { AUTH_TOKEN_MAX = 512 };

/* value is the header's; the scheme's case does not matter. *token views into it: RFC 6750's b64token, at
 * most AUTH_TOKEN_MAX bytes. ERR_UNAUTHORIZED when there is none or another scheme, saying how it should
 * look; never repeats the value. */
bool auth_bearer(struct text value, struct text *token, struct err *err) MUST_CHECK;

#endif
