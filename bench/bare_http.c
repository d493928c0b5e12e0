/* bare_http PORT BYTES: the limit of the machine that bench/beside holds the daemon against: libevent's evhttp, which parses a
 * request and sends a body that stands ready. /small has 1.5 KB, any other path BYTES.
 *
 * Two threads, each with an event loop and a socket of its own on the same port of the loopback address (SO_REUSEPORT), as
 * the daemon's two workers are. Ends with SIGTERM. */
#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { THREADS = 2, SMALL = 1536, BODY_MAX = 1 << 24, BACKLOG = 512 };

static char *body;
static size_t body_len;
static unsigned short port;

static void answer(struct evhttp_request *request, void *unused) {
    (void)unused;
    size_t len = strcmp(evhttp_request_get_uri(request), "/small") == 0 ? SMALL : body_len;
    evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Type", "application/json");
    evbuffer_add_reference(evhttp_request_get_output_buffer(request), body, len, NULL, NULL);
    evhttp_send_reply(request, HTTP_OK, "OK", NULL);
}

static int listening_socket(void) {
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, BACKLOG) != 0) {
        perror("bare_http");
        exit(1);
    }
    return fd;
}

static void *serve(void *unused) {
    (void)unused;
    struct event_base *base = event_base_new();
    struct evhttp *http = base != NULL ? evhttp_new(base) : NULL;
    if (http == NULL || evhttp_accept_socket(http, listening_socket()) != 0) {
        fprintf(stderr, "bare_http: cannot serve\n");
        exit(1);
    }
    evhttp_set_gencb(http, answer, NULL);
    event_base_dispatch(base);
    return NULL;
}

int main(int argc, char **argv) {
    long numbers[2] = {0};
    for (int i = 1; i < argc && i <= 2; i++) {
        numbers[i - 1] = strtol(argv[i], NULL, 10);
    }
    if (argc != 3 || numbers[0] < 1 || numbers[0] > 65535 || numbers[1] < 1 || numbers[1] > BODY_MAX) {
        fprintf(stderr, "usage: bare_http PORT BYTES\n");
        return 2;
    }
    port = (unsigned short)numbers[0];
    body_len = (size_t)numbers[1];
    body = malloc(body_len > SMALL ? body_len : SMALL);
    if (body == NULL) {
        return 1;
    }
    memset(body, 'x', body_len > SMALL ? body_len : SMALL);
    signal(SIGPIPE, SIG_IGN);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, serve, NULL) != 0) {
            return 1;
        }
    }
    pthread_join(threads[0], NULL);
    return 0;
}
