#include "storage/pg_host.h"

#include <arpa/inet.h>
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

bool pg_host_address(int result, struct evutil_addrinfo *found, char out[PG_ADDRESS_MAX]) {
    if (result != 0)
        return false;
    bool is_found = getnameinfo(found->ai_addr, (socklen_t)found->ai_addrlen, out, PG_ADDRESS_MAX, NULL, 0,
                                NI_NUMERICHOST) == 0;
    evutil_freeaddrinfo(found);
    return is_found;
}

/* libpq would print them on standard error, between the lines of the log. */
static void ignore_notice(void *arg, const PGresult *result) {
    (void)arg;
    (void)result;
}

PGconn *pg_host_connect(const char *conninfo, const char *application, const char *hostaddr) {
    const char *keywords[] = {"dbname", "application_name", "client_encoding",
                              hostaddr != NULL ? "hostaddr" : NULL, NULL};
    const char *values[] = {conninfo, application, "UTF8", hostaddr, NULL};
    PGconn *pg = PQconnectStartParams(keywords, values, 1);
    (void)PQsetNoticeReceiver(pg, ignore_notice, NULL);
    return pg;
}
