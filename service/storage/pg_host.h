/* pg_host: the beginning of a connection without a blocking call: the host name that libpq would look up by itself, the address that was
 * found for it, and libpq's own start. */
#ifndef TONGBI_STORAGE_PG_HOST_H
#define TONGBI_STORAGE_PG_HOST_H

#include <event2/util.h>
#include <libpq-fe.h>
#include <netdb.h>
#include <stdbool.h>

enum { PG_HOST_MAX = 256, PG_ADDRESS_MAX = NI_MAXHOST };

/* false for sockets, numeric addresses and several hosts (a,b), which are left to libpq. */
bool pg_host_to_resolve(const char *conninfo, char out[PG_HOST_MAX]);
/* What a look-up found, numeric; false where it failed. Frees `found`. */
bool pg_host_address(int result, struct evutil_addrinfo *found, char out[PG_ADDRESS_MAX]);
/* As PQconnectStart, with UTF-8 and without notices. hostaddr NULL: libpq finds the address. */
PGconn *pg_host_connect(const char *conninfo, const char *application, const char *hostaddr);

#endif
