/* digest: SHA-256 and random bytes, from OpenSSL's libcrypto. */
#ifndef TONGBI_APP_DIGEST_H
#define TONGBI_APP_DIGEST_H

#include "base/err.h"
#include "base/text.h"

enum { DIGEST_BYTES = 32, DIGEST_HEX_MAX = 65, TOKEN_TEXT_MAX = 64 };

bool digest_sha256(struct text bytes, unsigned char out[DIGEST_BYTES], struct err *err) MUST_CHECK;
/* The same of bytes that come piece by piece. A failure is told at the end; digest_end frees, so does digest_drop, which takes NULL. */
struct digest;
struct digest *digest_begin(void); /* NULL: no memory */
void digest_add(struct digest *digest, struct text bytes);
bool digest_end(struct digest *digest, unsigned char out[DIGEST_BYTES], struct err *err) MUST_CHECK;
void digest_drop(struct digest *digest);
/* Lower-case hex, NUL-terminated. */
void digest_hex(const unsigned char digest[DIGEST_BYTES], char out[DIGEST_HEX_MAX]);
/* A new bearer token: "tb_" and 43 characters of base64url, 256 random bits. */
bool digest_new_token(char out[TOKEN_TEXT_MAX], struct err *err) MUST_CHECK;

#endif
