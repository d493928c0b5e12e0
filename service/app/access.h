/* access: who a bearer token is. Looks tokens up by their SHA-256 and remembers the answer for token_cache_ms, so that
 * most requests need no question to the database; the cache is bounded and knows only tokens that were found. */
#ifndef TONGBI_APP_ACCESS_H
#define TONGBI_APP_ACCESS_H

#include <stddef.h>
#include <stdint.h>

#include "app/digest.h"
#include "base/text.h"
#include "http/request.h"
#include "model/figure.h"

enum role { ROLE_NONE, ROLE_VIEWER, ROLE_REPORTER, ROLE_REVIEWER, ROLE_ADMIN };

/* "none" viewer reporter reviewer admin, each holding the rights of those before it. */
bool role_parse(struct text t, enum role *out) MUST_CHECK;

/* Keyed by the first bytes of the digest; a slot is overwritten by the next token that falls on it. */
struct access_entry {
    unsigned char sha256[DIGEST_BYTES];
    enum role role;
    int64_t valid_until_ms; /* monotonic; 0: empty */
};

enum { ACCESS_CACHE_SLOTS = 1024 };

/* An http_authenticate_fn; context is the worker. */
void access_authenticate(struct http_request *request, struct text token, void *context);
/* The SHA-256 of the token that the request came with (DIGEST_BYTES of it). */
const unsigned char *access_token(const struct http_request *request);

#endif
