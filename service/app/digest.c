#include "app/digest.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>

bool digest_sha256(struct text bytes, unsigned char out[DIGEST_BYTES], struct err *err) {
    unsigned int len = 0;
    if (EVP_Digest(bytes.ptr, bytes.len, out, &len, EVP_sha256(), NULL) != 1 || len != DIGEST_BYTES)
        return err_set(err, ERR_INTERNAL, "SHA-256 failed.");
    return true;
}

void digest_hex(const unsigned char digest[DIGEST_BYTES], char out[DIGEST_HEX_MAX]) {
    for (size_t i = 0; i < DIGEST_BYTES; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

bool digest_new_token(char out[TOKEN_TEXT_MAX], struct err *err) {
    unsigned char random[DIGEST_BYTES];
    unsigned char base64[TOKEN_TEXT_MAX];
    if (RAND_bytes(random, sizeof random) != 1)
        return err_set(err, ERR_INTERNAL, "No random numbers to make a token of.");
    EVP_EncodeBlock(base64, random, sizeof random);
    int len = snprintf(out, TOKEN_TEXT_MAX, "tb_");
    for (size_t i = 0; base64[i] != '\0' && base64[i] != '='; i++) {
        char c = (char)base64[i];
        out[len++] = c == '+' ? '-' : c == '/' ? '_' : c;
    }
    out[len] = '\0';
    return true;
}
