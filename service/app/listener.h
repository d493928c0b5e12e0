/* listener: the sockets on which workers accept. */
#ifndef TONGBI_APP_LISTENER_H
#define TONGBI_APP_LISTENER_H

#include "base/err.h"

/* Opens `count` non-blocking listening sockets on one address and port, which share the load (SO_REUSEPORT). address is
 * numeric (IPv4 or IPv6). *port 0 takes a free one and says which. All or none: false with ERR_CONFIG. */
bool listener_open(const char *address, int *port, unsigned count, int *sockets, struct err *err) MUST_CHECK;

#endif
