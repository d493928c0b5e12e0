#include "peer.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_MAX = 1 << 22 };

void peer_open(struct peer *peer) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    *peer = (struct peer){0};
    peer->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert(peer->listener >= 0);
    int failed = bind(peer->listener, (struct sockaddr *)&address, len) || listen(peer->listener, 8) ||
                 getsockname(peer->listener, (struct sockaddr *)&address, &len);
    assert(!failed);
    snprintf(peer->url, sizeof peer->url, "http://127.0.0.1:%d", ntohs(address.sin_port));
}

void peer_add_raw(struct peer *peer, const char *bytes) {
    assert(peer->reply_count < PEER_REPLIES_MAX);
    peer->reply_lens[peer->reply_count] = strlen(bytes);
    peer->replies[peer->reply_count++] = strdup(bytes);
}

void peer_add(struct peer *peer, const char *status, const char *content_type, const char *body) {
    char *bytes = NULL;
    int len = asprintf(
        &bytes, "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
        status, content_type, strlen(body), body);
    assert(len > 0);
    peer_add_raw(peer, bytes);
    free(bytes);
}

/* Is the request that stands in bytes whole? By Content-Length, or the last chunk. */
static bool is_whole(const char *bytes, size_t len) {
    const char *end = strstr(bytes, "\r\n\r\n");
    if (end == NULL)
        return false;
    const char *length = strcasestr(bytes, "\r\nContent-Length:");
    if (length != NULL && length < end)
        return len - (size_t)(end + 4 - bytes) >= strtoul(length + 17, NULL, 10);
    const char *chunked = strcasestr(bytes, "\r\nTransfer-Encoding: chunked");
    if (chunked != NULL && chunked <= end)
        return len >= 5 && memcmp(bytes + len - 5, "0\r\n\r\n", 5) == 0;
    return true;
}

static char *read_request(int fd) {
    char *bytes = calloc(1, REQUEST_MAX);
    size_t len = 0;
    assert(bytes != NULL);
    while (!is_whole(bytes, len) && len + 1 < REQUEST_MAX) {
        ssize_t got = read(fd, bytes + len, REQUEST_MAX - 1 - len);
        if (got <= 0)
            break;
        len += (size_t)got;
    }
    return bytes;
}

static void write_all(int fd, const char *bytes, size_t len) {
    while (len > 0) {
        ssize_t put = send(fd, bytes, len, MSG_NOSIGNAL);
        if (put <= 0)
            return;
        bytes += put;
        len -= (size_t)put;
    }
}

static void *serve(void *context) {
    struct peer *peer = context;
    for (size_t i = 0; i < peer->reply_count; i++) {
        int fd = accept(peer->listener, NULL, NULL);
        if (fd < 0)
            break;
        peer->requests[i] = read_request(fd);
        peer->request_count = i + 1;
        write_all(fd, peer->replies[i], peer->reply_lens[i]);
        close(fd);
    }
    return NULL;
}

void peer_start(struct peer *peer) {
    int failed = pthread_create(&peer->thread, NULL, serve, peer);
    assert(!failed);
}

void peer_stop(struct peer *peer) {
    shutdown(peer->listener, SHUT_RDWR); /* wakes an accept that nobody came to */
    pthread_join(peer->thread, NULL);
}

void peer_close(struct peer *peer) {
    close(peer->listener);
    for (size_t i = 0; i < peer->reply_count; i++) {
        free(peer->replies[i]);
        free(peer->requests[i]);
    }
}
