#include "harness.h"

#include "base/clock.h"
#include "ops/log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_MS = 10000, HUGE_BYTES = 20 * 1024 * 1024 };

struct harness harness;
static int64_t deadline;
static int log_write_fd;

/* ---- the endpoints ------------------------------------------------------------------------------------- */

static void on_gone(struct http_request *request, void *arg) {
    (void)arg;
    assert_true(http_request_is_gone(request));
    harness.gone_calls++;
    if (harness.reply_when_gone)
        http_reply_empty(request, 204);
}

static void keep(struct http_request *request) {
    assert_true(harness.pending_count < sizeof harness.pending / sizeof harness.pending[0]);
    harness.pending[harness.pending_count++] = request;
    http_request_on_gone(request, on_gone, NULL);
}

static void get_hello(struct http_request *request, void *context) {
    assert_ptr_equal(context, &harness);
    harness.handler_calls++;
    http_reply_bytes(request, 200, HTTP_TEXT, TEXT_OF("hello"));
}

static void get_wait(struct http_request *request, void *context) {
    (void)context;
    harness.handler_calls++;
    keep(request);
}

static void post_upload(struct http_request *request, void *context) {
    (void)context;
    harness.handler_calls++;
    harness.body_length = http_request_body(request).len;
    struct text body = http_request_body(request);
    http_reply_bytes(request, 200, HTTP_TEXT, text_slice(body, 0, 64));
}

static void get_thing(struct http_request *request, void *context) {
    struct buf out;
    struct period period;
    char text[PERIOD_TEXT_MAX] = "";
    (void)context;
    if (http_request_period(request, "period", &period))
        period_print(period, text);
    struct text name = http_request_text(request, "name");
    buf_init(&out, 4096);
    buf_printf(&out, "id=%.*s n=%lld bool=%d word=%d period=%s name=%.*s",
               TEXT_ARG(http_request_text(request, "id")), (long long)http_request_int(request, "limit", -7),
               http_request_bool(request, "quote", true), http_request_word(request, "kind", -3), text,
               TEXT_ARG(name));
    http_reply_buf_take(request, 200, HTTP_TEXT, &out);
}

static void get_rest(struct http_request *request, void *context) {
    (void)context;
    http_reply_bytes(request, 200, HTTP_TEXT, http_request_text(request, "path"));
}

/* 20000 bytes, or 20 MiB with large=1, of a pattern that packs well. */
static void get_table(struct http_request *request, void *context) {
    struct buf out;
    enum http_form form;
    struct err err;
    (void)context;
    if (!http_request_form(request, &form, &err)) {
        http_reply_error(request, &err);
        return;
    }
    size_t size = http_request_bool(request, "large", false) ? HUGE_BYTES : 20000;
    buf_init(&out, size);
    while (out.len < size && !buf_failed(&out))
        buf_add(&out, form == HTTP_FORM_CSV ? "a,b,c,d,e\n" : "[1,2,3,4]\n", 10);
    if (http_request_bool(request, "tag", false))
        http_reply_set_etag(request, TEXT_OF("v17"));
    http_reply_buf_take(request, 200, form == HTTP_FORM_CSV ? HTTP_CSV : HTTP_JSON, &out);
}

static void get_file(struct http_request *request, void *context) {
    (void)context;
    http_reply_set_filename(request, TEXT_OF("半年 总结.txt"));
    http_reply_set_header(request, "Cache-Control", TEXT_OF("private, max-age=60"));
    http_reply_bytes(request, 200, "application/octet-stream", TEXT_OF("bytes"));
}

static void get_fault(struct http_request *request, void *context) {
    struct err err;
    static const struct row_error rows[] = {{3, TEXT("value"), TEXT("not a \"number\"")},
                                            {12, TEXT(""), TEXT("期间有误")}};
    (void)context;
    switch (http_request_int(request, "which", 0)) {
    case 0:
        (void)err_set(&err, ERR_INTERNAL, "the secret inside");
        break;
    case 1:
        (void)err_set(&err, ERR_DATABASE_UNAVAILABLE, "The database cannot be reached just now.");
        break;
    default:
        (void)err_set(&err, ERR_BAD_ROWS, "2 rows were refused.");
        http_reply_errors(request, &err, &(struct row_errors){rows, 2, 2000});
        return;
    }
    http_reply_error(request, &err);
}

static void get_secret(struct http_request *request, void *context) {
    (void)context;
    harness.handler_calls++;
    http_reply_bytes(request, 200, HTTP_TEXT, text_from(http_request_identity(request)));
}

/* ---- streams ------------------------------------------------------------------------------------------- */

static void stream_gone(struct http_request *request, void *arg) {
    (void)request;
    (void)arg;
    harness.gone_calls++;
}

static void take_piece(struct http_request *request, enum http_body_event event, struct text piece,
                       const struct err *err, void *arg) {
    assert_ptr_equal(request, harness.stream);
    assert_ptr_equal(arg, &harness);
    assert_int_equal(harness.ends, 0);
    assert_false(harness.is_paused && event == HTTP_BODY_PIECE);
    if (event == HTTP_BODY_PIECE) {
        assert_true(piece.len > 0);
        buf_add_text(&harness.pieces, piece);
        harness.piece_count++;
        harness.largest_piece = piece.len > harness.largest_piece ? piece.len : harness.largest_piece;
        harness.is_paused = harness.pauses;
        if (harness.pauses)
            http_request_pause(request);
        return;
    }
    harness.ends++;
    if (event == HTTP_BODY_BROKEN) {
        harness.broken = *err;
        http_reply_error(request, err);
        harness.stream = NULL;
    }
}

void harness_resume(void) {
    harness.is_paused = false;
    http_request_resume(harness.stream);
}

/* Keeps the request; `read` unless the test wants to answer without. */
static void post_stream(struct http_request *request, void *context) {
    (void)context;
    harness.handler_calls++;
    harness.stream = request;
    http_request_on_gone(request, stream_gone, NULL);
    if (http_request_bool(request, "read", true))
        http_request_read(request, take_piece, &harness);
}

/* The test writes the answer. */
static void get_stream(struct http_request *request, void *context) {
    (void)context;
    harness.stream = request;
    http_request_on_gone(request, stream_gone, NULL);
}

static const struct parameter stream_parameters[] = {
    {.name = "read", .type = PARAMETER_BOOL},
    {.name = NULL},
};

static const char *const kinds[] = {"count", "rate", NULL};
static const char *const forms[] = {"json", "csv", NULL};
static const struct parameter thing_parameters[] = {
    {.name = "limit", .type = PARAMETER_INT, .least = 1, .most = 1000},
    {.name = "quote", .type = PARAMETER_BOOL},
    {.name = "kind", .type = PARAMETER_WORD, .words = kinds},
    {.name = "period", .type = PARAMETER_PERIOD},
    {.name = "name", .type = PARAMETER_TEXT},
    {.name = NULL},
};
static const struct parameter table_parameters[] = {
    {.name = "format", .type = PARAMETER_WORD, .words = forms},
    {.name = "large", .type = PARAMETER_BOOL},
    {.name = "tag", .type = PARAMETER_BOOL},
    {.name = NULL},
};
static const struct parameter fault_parameters[] = {
    {.name = "which", .type = PARAMETER_INT},
    {.name = NULL},
};
static const struct endpoint endpoints[] = {
    {.method = "GET", .path = "/hello", .role = "none", .handler = get_hello},
    {.method = "GET", .path = "/wait", .role = "none", .handler = get_wait},
    {.method = "POST", .path = "/upload", .role = "none", .takes_body = true, .handler = post_upload},
    {.method = "POST", .path = "/wait", .role = "none", .takes_body = true, .handler = get_wait},
    {.method = "GET",
     .path = "/things/{id}",
     .role = "none",
     .parameters = thing_parameters,
     .handler = get_thing},
    {.method = "GET", .path = "/files/{path*}", .role = "none", .handler = get_rest},
    {.method = "GET", .path = "/table", .role = "none", .parameters = table_parameters, .handler = get_table},
    {.method = "GET", .path = "/file", .role = "none", .handler = get_file},
    {.method = "GET", .path = "/fault", .role = "none", .parameters = fault_parameters, .handler = get_fault},
    {.method = "POST",
     .path = "/stream",
     .role = "none",
     .parameters = stream_parameters,
     .takes_body = true,
     .streams_body = true,
     .handler = post_stream},
    {.method = "GET", .path = "/stream", .role = "none", .handler = get_stream},
    {.method = "GET", .path = "/secret", .role = "viewer", .handler = get_secret},
    {.method = "POST", .path = "/secret", .role = "reporter", .takes_body = true, .handler = get_secret},
};

static void authenticate(struct http_request *request, struct text token, void *context) {
    struct err err;
    assert_ptr_equal(context, &harness);
    if (text_equal(token, TEXT_OF("good"))) {
        http_request_admit(request, "the clerk");
        return;
    }
    if (text_equal(token, TEXT_OF("slow"))) {
        keep(request);
        return;
    }
    if (text_equal(token, TEXT_OF("weak")))
        (void)err_set(&err, ERR_FORBIDDEN, "The role viewer may not do this.");
    else
        (void)err_set(&err, ERR_UNAUTHORIZED, "This token is not known.");
    http_reply_error(request, &err);
}

/* ---- begin and end ------------------------------------------------------------------------------------- */

static void open_listener(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    harness.listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    assert_true(harness.listener >= 0);
    assert_int_equal(bind(harness.listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(harness.listener, 64), 0);
    assert_int_equal(getsockname(harness.listener, (struct sockaddr *)&address, &length), 0);
    harness.port = ntohs(address.sin_port);
}

void harness_begin(const struct http_limits *limits) {
    signal(SIGPIPE, SIG_IGN); /* as the daemon does */
    struct err err;
    int pipes[2];
    harness = (struct harness){0};
    buf_init(&harness.pieces, SIZE_MAX);
    assert_int_equal(pipe2(pipes, O_CLOEXEC | O_NONBLOCK), 0);
    harness.log_fd = pipes[0];
    log_write_fd = pipes[1];
    log_set_fd(log_write_fd);
    open_listener();
    harness.base = event_base_new();
    harness.router = router_new(endpoints, sizeof endpoints / sizeof endpoints[0], &err);
    assert_non_null(harness.router);
    struct http_server_options options = {.router = harness.router,
                                          .limits = limits != NULL ? *limits : http_limits_default(),
                                          .authenticate = authenticate,
                                          .context = &harness};
    harness.server = http_server_new(harness.base, harness.listener, &options, &err);
    assert_non_null(harness.server);
}

void harness_end(void) {
    http_server_free(harness.server);
    router_free(harness.router);
    event_base_free(harness.base);
    close(harness.listener);
    buf_fini(&harness.pieces);
    log_set_fd(2);
    close(harness.log_fd);
    close(log_write_fd);
}

/* ---- turning ------------------------------------------------------------------------------------------- */

static bool move_out(struct client *client) {
    if (client->out_length == 0)
        return false;
    ssize_t sent = send(client->fd, client->out, client->out_length, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
        if (errno != EAGAIN)
            client->out_length = 0;
        return false;
    }
    client->out += sent;
    client->out_length -= (size_t)sent;
    return sent > 0;
}

static bool move_in(struct client *client) {
    static char bytes[262144];
    if (client->is_deaf || client->is_ended)
        return false;
    ssize_t length = recv(client->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (length == 0)
        client->is_ended = true;
    else if (length < 0 && errno != EAGAIN)
        client->is_ended = client->is_reset = true;
    if (length > 0) {
        client->received += (size_t)length;
        if (!client->drops)
            buf_add(&client->in, bytes, (size_t)length);
    }
    return length > 0;
}

static void move_log(void) {
    size_t room = sizeof harness.log - 1 - harness.log_length;
    ssize_t length = read(harness.log_fd, harness.log + harness.log_length, room);
    if (length > 0)
        harness.log_length += (size_t)length;
    harness.log[harness.log_length] = '\0';
}

void harness_turn(struct client *const *clients, size_t count) {
    bool has_moved = false;
    event_base_loop(harness.base, EVLOOP_NONBLOCK);
    for (size_t i = 0; i < count; i++)
        if (clients[i] != NULL && clients[i]->fd >= 0) {
            has_moved |= move_out(clients[i]);
            has_moved |= move_in(clients[i]);
        }
    move_log();
    if (!has_moved)
        poll(NULL, 0, 1);
}

void harness_deadline_begin(void) {
    deadline = clock_monotonic_ms() + PATIENCE_MS;
}

void harness_deadline_check(const char *condition) {
    if (clock_monotonic_ms() > deadline)
        fail_msg("never came true: %s\nlog:\n%s", condition, harness.log);
}

bool harness_logged(const char *text) {
    move_log();
    return strstr(harness.log, text) != NULL;
}

/* ---- clients ------------------------------------------------------------------------------------------- */

void client_open(struct client *client) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)harness.port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    *client = (struct client){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    buf_init(&client->in, SIZE_MAX);
    assert_int_equal(connect(client->fd, (struct sockaddr *)&address, sizeof address), 0);
}

void client_close(struct client *client) {
    if (client->fd >= 0)
        close(client->fd);
    client->fd = -1;
    buf_fini(&client->in);
}

void client_reset(struct client *client) {
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    client_close(client);
}

void client_send(struct client *client, const char *bytes, size_t length) {
    harness_deadline_begin();
    while (client->out_length > 0) {
        harness_turn((struct client *const[]){client}, 1);
        harness_deadline_check("the former bytes are sent");
    }
    client->out = bytes;
    client->out_length = length;
    move_out(client);
}

void client_say(struct client *client, const char *string) {
    client_send(client, string, strlen(string));
}

struct text response_header(const struct response *response, const char *name) {
    struct text rest = response->head, line;
    while (text_split(&rest, '\n', &line)) {
        size_t colon = text_find(line, TEXT_OF(":"), 0);
        if (colon == strlen(name) && strncasecmp(line.ptr, name, colon) == 0)
            return text_trim(text_slice(line, colon + 1, line.len));
    }
    return TEXT_OF("");
}

static bool parse_response(struct text bytes, bool is_head, struct response *out) {
    size_t end = text_find(bytes, TEXT_OF("\r\n\r\n"), 0);
    if (end == SIZE_MAX)
        return false;
    assert_true(text_starts_with(bytes, TEXT_OF("HTTP/1.1 ")));
    *out = (struct response){.head = text_slice(bytes, 0, end + 2),
                             .status = (int)strtol(bytes.ptr + 9, NULL, 10)};
    struct text length = response_header(out, "Content-Length");
    size_t body = length.len == 0 || is_head ? 0 : (size_t)strtoull(length.ptr, NULL, 10);
    if (bytes.len < end + 4 + body)
        return false;
    out->body = text_slice(bytes, end + 4, end + 4 + body);
    out->length = end + 4 + body;
    return true;
}

bool client_response(const struct client *client, size_t n, bool is_head, struct response *out) {
    struct text rest = buf_text(&client->in);
    for (size_t i = 0; i <= n; i++) {
        if (!parse_response(rest, is_head, out))
            return false;
        rest = text_slice(rest, out->length, rest.len);
    }
    return true;
}

struct response client_ask(const char *request) {
    static struct client client;
    struct response response = {0};
    bool is_head = strncmp(request, "HEAD", 4) == 0;
    buf_fini(&client.in);
    client_open(&client);
    client_say(&client, request);
    HARNESS_UNTIL(&client, client_response(&client, 0, is_head, &response));
    close(client.fd);
    client.fd = -1;
    return response;
}

void assert_text_at(struct text actual, const char *expected, const char *file, int line) {
    if (!text_equal(actual, text_from(expected))) {
        print_error("%s:%d: got      %.*s\nexpected %s\n", file, line, TEXT_ARG(actual), expected);
        _fail(file, line);
    }
}

void assert_holds_at(struct text actual, const char *needle, const char *file, int line) {
    if (text_find(actual, text_from(needle), 0) == SIZE_MAX) {
        print_error("%s:%d: %.*s\ndoes not hold %s\n", file, line, TEXT_ARG(actual), needle);
        _fail(file, line);
    }
}
