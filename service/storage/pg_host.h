/* pg_host: the host name in a connection string that libpq would look up with a blocking call. */
#ifndef TONGBI_STORAGE_PG_HOST_H
#define TONGBI_STORAGE_PG_HOST_H

#include <stdbool.h>

enum { PG_HOST_MAX = 256 };

/* false for sockets, numeric addresses and several hosts (a,b), which are left to libpq. */
bool pg_host_to_resolve(const char *conninfo, char out[PG_HOST_MAX]);

#endif
