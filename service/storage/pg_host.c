#include "storage/pg_host.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

static bool is_numeric(const char *host) {
    unsigned char address[16];
    return inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1;
}

bool pg_host_to_resolve(const char *conninfo, char out[PG_HOST_MAX]) {
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    const char *host = NULL, *hostaddr = NULL;
    for (PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++) {
        if (strcmp(option->keyword, "host") == 0)
            host = option->val;
        if (strcmp(option->keyword, "hostaddr") == 0)
            hostaddr = option->val;
    }
    bool is_name = host != NULL && hostaddr == NULL && host[0] != '/' && host[0] != '@' && host[0] != '\0' &&
                   strchr(host, ',') == NULL && !is_numeric(host);
    if (is_name)
        snprintf(out, PG_HOST_MAX, "%s", host);
    PQconninfoFree(options);
    return is_name;
}
