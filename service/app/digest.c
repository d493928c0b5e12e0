#include "app/digest.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>

#include "base/memory.h"

bool digest_sha256(struct text bytes, unsigned char out[DIGEST_BYTES], struct err *err) {
    unsigned int len = 0;
    if (EVP_Digest(bytes.ptr, bytes.len, out, &len, EVP_sha256(), NULL) != 1 || len != DIGEST_BYTES)
        return err_set(err, ERR_INTERNAL, "SHA-256 failed.");
    return true;
}

struct digest {
    EVP_MD_CTX *context;
    bool has_failed;
};

struct digest *digest_begin(void) {
    struct digest *digest = memory_alloc(sizeof *digest);
    if (digest == NULL)
        return NULL;
    digest->context = EVP_MD_CTX_new();
    if (digest->context != NULL && EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) == 1)
        return digest;
    digest_drop(digest);
    return NULL;
}

void digest_add(struct digest *digest, struct text bytes) {
    if (EVP_DigestUpdate(digest->context, bytes.ptr, bytes.len) != 1)
        digest->has_failed = true;
}

bool digest_end(struct digest *digest, unsigned char out[DIGEST_BYTES], struct err *err) {
    bool is_done = !digest->has_failed && EVP_DigestFinal_ex(digest->context, out, NULL) == 1;
    digest_drop(digest);
    return is_done || err_set(err, ERR_INTERNAL, "SHA-256 failed.");
}

void digest_drop(struct digest *digest) {
    if (digest == NULL)
        return;
    EVP_MD_CTX_free(digest->context);
    memory_free(digest);
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
