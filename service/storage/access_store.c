#include "storage/access_store.h"

size_t token_ask(struct pg_ask *ask, const unsigned char sha256[32]) {
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_token_get, &call);
    if (params != NULL)
        params[0] = pg_param_bytes(sha256, 32);
    return call;
}
