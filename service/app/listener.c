#include "app/listener.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

enum { LISTEN_BACKLOG = 1024 };

static int port_of(const struct sockaddr_storage *address) {
    if (address->ss_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)address)->sin6_port);
    return ntohs(((const struct sockaddr_in *)address)->sin_port);
}

static bool resolve(const char *address, int port, struct addrinfo **out, struct err *err) {
    char service[8];
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    snprintf(service, sizeof service, "%d", port);
    int code = getaddrinfo(address, service, &hints, out);
    if (code != 0)
        return err_set_field(err, ERR_CONFIG, "listen_address", "'%s' is not a numeric IP address: %s.",
                             address, gai_strerror(code));
    return true;
}

static int open_one(const char *address, int *port, struct err *err) {
    struct addrinfo *found = NULL;
    if (!resolve(address, *port, &found, err))
        return -1;
    int on = 1;
    int fd = socket(found->ai_family, found->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_storage bound;
    socklen_t len = sizeof bound;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0 ||
        bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, LISTEN_BACKLOG) != 0 ||
        getsockname(fd, (struct sockaddr *)&bound, &len) != 0) {
        err_set_field(err, ERR_CONFIG, "listen_port",
                      "Cannot listen on %s port %d: %s. Choose another port with --listen-port.", address,
                      *port, strerror(errno));
        if (fd >= 0)
            close(fd);
        fd = -1;
    } else {
        *port = port_of(&bound);
    }
    freeaddrinfo(found);
    return fd;
}

/* SO_REUSEPORT would let a second daemon of the same user share the port unnoticed; a first bind without it finds out. */
static bool port_is_free(const char *address, int port, struct err *err) {
    struct addrinfo *found = NULL;
    int on = 1;
    if (port == 0)
        return true;
    if (!resolve(address, port, &found, err))
        return false;
    int fd = socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, 0);
    bool is_free = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
                   bind(fd, found->ai_addr, found->ai_addrlen) == 0;
    if (!is_free)
        err_set_field(err, ERR_CONFIG, "listen_port",
                      "Cannot listen on %s port %d: %s. Choose another port with --listen-port.", address,
                      port, strerror(errno));
    if (fd >= 0)
        close(fd);
    freeaddrinfo(found);
    return is_free;
}

bool listener_open(const char *address, int *port, unsigned count, int *sockets, struct err *err) {
    if (!port_is_free(address, *port, err))
        return false;
    for (unsigned i = 0; i < count; i++) {
        sockets[i] = open_one(address, port, err);
        if (sockets[i] < 0) {
            while (i-- > 0)
                close(sockets[i]);
            return false;
        }
    }
    return true;
}
