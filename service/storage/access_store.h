/* access_store: who a token is. See pg_ask.h for ask and read. */
#ifndef TONGBI_STORAGE_ACCESS_STORE_H
#define TONGBI_STORAGE_ACCESS_STORE_H

#include "storage/pg_ask.h"

/* A row (role, organisation's code or "") when the token of this SHA-256 is live, else none. The hash is borrowed. */
size_t token_ask(struct pg_ask *ask, const unsigned char sha256[32]);

#endif
