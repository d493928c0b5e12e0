#include "http/connection.h"

#include "base/clock.h"
#include "base/memory.h"
#include "http/auth.h"
#include "http/problem.h"
#include "http/server_internal.h"
#include "ops/log.h"
#include "ops/metrics.h"

#include <assert.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    SINGLE_READ = 64 * 1024,
    BODY_RATE_LEAST = 8 /* bytes a millisecond, on the whole */
};

static void read_head(struct connection *connection);
static void read_body(struct connection *connection);

static const struct http_limits *limits_of(const struct connection *connection) {
    return &connection->server->options.limits;
}

struct evbuffer *connection_input(struct connection *connection) {
    return bufferevent_get_input(connection->bev);
}

static void set_timer(struct connection *connection, int ms) {
    struct timeval in = {.tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000};
    event_add(connection->timer, &in);
}

/* Not by bufferevent's high watermark: it calls the reader again and again as long as the input stays above
 * it. */
void connection_pause_reading(struct connection *connection) {
    if (evbuffer_get_length(connection_input(connection)) < HTTP_PIPELINE_MAX)
        return;
    connection->is_paused = true;
    bufferevent_disable(connection->bev, EV_READ);
}

static void resume_reading(struct connection *connection) {
    if (!connection->is_paused)
        return;
    connection->is_paused = false;
    bufferevent_enable(connection->bev, EV_READ);
}

/* The one place where the state changes; each state has its deadline. HEAD's runs from its first byte, BODY's
 * is set anew whenever bytes come, and app sets the one of WORKING. */
void connection_become(struct connection *connection, enum connection_state state) {
    bool is_reading =
        (state != CONNECTION_WORKING && state != CONNECTION_ANSWERING && state != CONNECTION_WRITING) ||
        connection->has_unread;
    connection->state = state;
    if (is_reading)
        resume_reading(connection);
    switch (state) {
    case CONNECTION_IDLE:
        connection->scanned = 0;
        set_timer(connection, limits_of(connection)->idle_timeout_ms);
        return;
    case CONNECTION_HEAD:
        set_timer(connection, limits_of(connection)->head_timeout_ms);
        return;
    case CONNECTION_BODY:
    case CONNECTION_TAKING:
        set_timer(connection, limits_of(connection)->body_timeout_ms);
        return;
    case CONNECTION_WORKING:
    case CONNECTION_ANSWERING:
    case CONNECTION_WRITING: /* bufferevent's own timeout, which starts anew with each write */
        event_del(connection->timer);
        return;
    case CONNECTION_LINGER:
        set_timer(connection, limits_of(connection)->linger_ms);
        return;
    }
}

/* ---- closing ------------------------------------------------------------------------------------------- */

/* The client has left: what app holds stays until its reply, the rest goes. */
static void abandon(struct http_request *request) {
    request->connection = NULL;
    metrics_count(METRIC_HTTP_GONE, 1);
    if (request->state == REQUEST_TAKING) {
        request_free(request);
        return;
    }
    log_info("client left before its answer", LOG_TEXT("method", request->head.method),
             LOG_TEXT("path", request->head.path), LOG_STRING("request_id", request->id));
    http_gone_fn on_gone = request->on_gone;
    request->on_gone = NULL;
    if (on_gone != NULL)
        on_gone(request, request->gone_arg);
}

void connection_close(struct connection *connection) {
    struct http_request *request = connection->request;
    server_remove(connection->server, connection);
    event_free(connection->timer);
    bufferevent_free(connection->bev);
    memory_free(connection);
    if (request != NULL)
        abandon(request);
}

void connection_log_cut_off(const struct connection *connection, const char *why) {
    const struct http_request *request = connection->request;
    if (connection->state == CONNECTION_BODY || connection->state == CONNECTION_TAKING)
        log_info("upload was cut off", LOG_TEXT("method", request->head.method),
                 LOG_TEXT("path", request->head.path), LOG_INT("bytes", connection->body_taken),
                 LOG_INT("expected", request->head.content_length), LOG_STRING("reason", why),
                 LOG_STRING("request_id", request->id));
    else if (connection->state == CONNECTION_HEAD)
        log_info("client left in the middle of a head", LOG_STRING("peer", connection->peer),
                 LOG_STRING("reason", why));
    else if (connection->state == CONNECTION_WRITING || connection->state == CONNECTION_ANSWERING)
        log_info("client left in the middle of its answer", LOG_STRING("peer", connection->peer),
                 LOG_INT("unsent", evbuffer_get_length(bufferevent_get_output(connection->bev))),
                 LOG_STRING("reason", why));
}

/* ---- what is thrown away ------------------------------------------------------------------------------- */

void connection_discard(struct connection *connection) {
    struct evbuffer *input = connection_input(connection);
    size_t len = evbuffer_get_length(input);
    connection->lingered += len;
    evbuffer_drain(input, len);
    if (connection->lingered > limits_of(connection)->linger_bytes)
        connection_close(connection);
}

/* The answer is out. When more may come that nobody will read, a plain close would reset the connection and
 * could take the answer away from the client; so our side is closed, and the rest is read and thrown away for
 * a while. */
static void answer_sent(struct connection *connection) {
    bool has_more = evbuffer_get_length(connection_input(connection)) > 0;
    bool goes_on = connection->keep_alive && !connection->is_ended;
    if (goes_on && (has_more || !connection->server->is_stopping)) {
        connection_become(connection, CONNECTION_IDLE);
        if (has_more)
            read_head(connection);
        return;
    }
    if (connection->is_ended || (!connection->has_unread && !has_more)) {
        connection_close(connection);
        return;
    }
    shutdown(bufferevent_getfd(connection->bev), SHUT_WR);
    connection_become(connection, CONNECTION_LINGER);
    connection_discard(connection);
}

void connection_send(struct connection *connection, struct evbuffer *answer) {
    assert(connection->request != NULL && connection->state != CONNECTION_WRITING);
    connection->request->connection = NULL;
    connection->request = NULL;
    connection_become(connection, CONNECTION_WRITING);
    connection_write(connection, answer);
    if (connection->has_unread)
        connection_discard(connection);
}

/* ---- a request's beginning ----------------------------------------------------------------------------- */

static struct http_request *request_new(struct connection *connection) {
    struct http_server *server = connection->server;
    struct http_request *request = memory_alloc(sizeof *request);
    if (request == NULL) {
        log_error("no memory for a request");
        connection_close(connection);
        return NULL;
    }
    request->server = server;
    request->connection = connection;
    request->state = REQUEST_ASKING;
    request->route.index = 0;
    (void)router_labels(server->options.router, &request->route.index);
    request->head_ms = clock_monotonic_ms();
    arena_init(&request->arena, REQUEST_ARENA_MAX);
    server_new_id(server, request->id);
    memcpy(request->peer, connection->peer, sizeof request->peer);
    connection->request = request;
    connection_become(connection, CONNECTION_WORKING);
    return request;
}

static enum metric_refusal refusal_of(const struct problem *problem) {
    if (problem->status == 408)
        return METRIC_REFUSAL_SLOW;
    if (problem->status == 413 || problem->status == 414 || problem->status == 431)
        return METRIC_REFUSAL_TOO_LARGE;
    return METRIC_REFUSAL_MALFORMED;
}

/* What is no HTTP request, or will not become a whole one. The rest of the input makes no sense any more. */
static void refuse(struct connection *connection, const struct problem *problem) {
    struct http_request *request =
        connection->request != NULL ? connection->request : request_new(connection);
    if (request == NULL)
        return;
    metrics_count_at(METRIC_HTTP_REFUSED, refusal_of(problem), 0, 1);
    request->state = REQUEST_ASKING;
    if (request->head.body == BODY_NONE)
        request->head.body = BODY_LENGTH;
    reply_problem(request, problem, NULL);
}

static void refuse_err(struct http_request *request, enum err_code code, enum metric_refusal why,
                       const char *detail) {
    struct err err;
    struct problem problem;
    metrics_count_at(METRIC_HTTP_REFUSED, why, 0, 1);
    (void)err_set(&err, code, "%s", detail);
    problem_from_err(&problem, &err);
    reply_problem(request, &problem, NULL);
}

static void refuse_too_large(struct connection *connection) {
    char detail[160];
    snprintf(detail, sizeof detail, "The body may have %zu bytes.", limits_of(connection)->body);
    refuse_err(connection->request, ERR_TOO_LARGE, METRIC_REFUSAL_TOO_LARGE, detail);
}

static bool has_room(const struct http_server *server, uint64_t bytes) {
    size_t limit = server->options.limits.body_memory;
    return server->body_bytes <= limit && bytes <= limit - server->body_bytes;
}

/* Of the request that just came: may it be served at all now? */
static bool check_load(struct http_request *request) {
    struct http_server *server = request->server;
    const struct http_limits *limits = &server->options.limits;
    if (server->is_stopping)
        refuse_err(request, ERR_SHUTTING_DOWN, METRIC_REFUSAL_STOPPING,
                   "This worker is stopping; try again.");
    else if (server->running >= limits->running)
        refuse_err(request, ERR_OVERLOADED, METRIC_REFUSAL_OVERLOADED,
                   "Too many requests are running; try again.");
    else
        return true;
    return false;
}

/* Of a body that will be held as a whole: may it be so large? */
static bool check_size(struct http_request *request) {
    const struct http_limits *limits = &request->server->options.limits;
    const struct endpoint *endpoint = request->route.endpoint;
    if (request->head.body != BODY_LENGTH || (endpoint != NULL && endpoint->streams_body))
        return true;
    if (request->head.content_length > limits->body)
        refuse_too_large(request->connection);
    else if (!has_room(request->server, request->head.content_length))
        refuse_err(request, ERR_OVERLOADED, METRIC_REFUSAL_OVERLOADED,
                   "Too many large bodies are held; try again.");
    else
        return true;
    return false;
}

static void count_request(struct http_request *request) {
    request->is_counted = true;
    request->server->running++;
    metrics_add(METRIC_HTTP_RUNNING, 1);
}

static void answer_options(struct http_request *request) {
    request_set_header(request, "Allow", text_from(request->route.allow));
    http_reply_empty(request, 204);
}

/* Whose is it, and what does it want: everything that is known from the head alone. Afterwards the request,
 * and the connection too, may be gone. */
static void begin_request(struct http_request *request) {
    struct http_server *server = request->server;
    struct err err;
    struct text token;
    bool is_options = text_equal(request->head.method, TEXT_OF("OPTIONS"));
    if (text_equal(request->head.path, TEXT_OF("*"))) {
        snprintf(request->route.allow, sizeof request->route.allow,
                 "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        answer_options(request);
        return;
    }
    bool is_found = router_match(server->options.router, request->head.method, request->head.path,
                                 &request->arena, &request->route, &err);
    if (!check_size(request))
        return;
    if (is_options && request->route.allow[0] != '\0')
        answer_options(request);
    else if (!is_found)
        http_reply_error(request, &err);
    else if (strcmp(request->route.endpoint->role, "none") == 0)
        http_request_admit(request, NULL);
    else if (!auth_bearer(http_request_header(request, "Authorization"), &token, &err))
        http_reply_error(request, &err);
    else
        server->options.authenticate(request, token, server->options.context);
}

/* Bytes that are a complete head go from the input to the request's arena. */
static void take_head(struct connection *connection, size_t len) {
    struct problem problem;
    struct http_request *request = request_new(connection);
    if (request == NULL)
        return;
    char *bytes = arena_alloc(&request->arena, len + 1);
    assert(bytes != NULL || arena_overflowed(&request->arena));
    if (bytes == NULL) {
        refuse_err(request, ERR_OUT_OF_MEMORY, METRIC_REFUSAL_OVERLOADED, "No memory for the request.");
        return;
    }
    evbuffer_remove(connection_input(connection), bytes, len);
    if (!head_parse((struct text){bytes, len}, &request->arena, &request->head, &problem))
        refuse(connection, &problem);
    else if (check_load(request)) {
        count_request(request);
        begin_request(request);
    }
}

/* Empty lines before a request are allowed (RFC 9112, 2.2). Returns how many bytes went. */
static size_t skip_empty_lines(struct evbuffer *input) {
    size_t before = evbuffer_get_length(input);
    while (evbuffer_get_length(input) >= 2 && memcmp(evbuffer_pullup(input, 2), "\r\n", 2) == 0)
        evbuffer_drain(input, 2);
    return before - evbuffer_get_length(input);
}

static bool is_half_line(struct evbuffer *input) {
    return evbuffer_get_length(input) == 1 && *evbuffer_pullup(input, 1) == '\r';
}

static void read_head(struct connection *connection) {
    struct evbuffer *input = connection_input(connection);
    struct problem problem;
    size_t len = evbuffer_get_length(input);
    if (connection->state == CONNECTION_IDLE)
        len -= skip_empty_lines(input);
    if (len == 0 || (connection->state == CONNECTION_IDLE && is_half_line(input)))
        return;
    if (connection->state == CONNECTION_IDLE)
        connection_become(connection, CONNECTION_HEAD);
    len = len < HTTP_HEAD_MAX + 1 ? len : HTTP_HEAD_MAX + 1;
    const char *bytes = (const char *)evbuffer_pullup(input, (ev_ssize_t)len);
    if (bytes == NULL) {
        connection_close(connection);
        return;
    }
    size_t end = head_find_end((struct text){bytes, len}, &connection->scanned);
    if (end > 0)
        take_head(connection, end);
    else if (!head_may_grow((struct text){bytes, len}, &problem))
        refuse(connection, &problem);
}

/* ---- its body ------------------------------------------------------------------------------------------ */

static void run_handler(struct http_request *request) {
    request->state = REQUEST_RUNNING;
    request->begun_ms = clock_monotonic_ms();
    request->route.endpoint->handler(request, request->server->options.context);
}

static void hold(struct http_request *request, size_t bytes) {
    request->body_held += bytes;
    request->server->body_bytes += bytes;
    metrics_add(METRIC_HTTP_BODY_BYTES, (int64_t)bytes);
}

/* Chunks count as they come; a known length was counted at once. */
static bool hold_chunks(struct http_request *request) {
    size_t more = request->body.bytes.len - request->body_held;
    if (request->head.body != BODY_CHUNKED)
        return true;
    hold(request, more);
    return request->server->body_bytes <= request->server->options.limits.body_memory;
}

static void finish_body(struct connection *connection) {
    struct http_request *request = connection->request;
    connection_become(connection, CONNECTION_WORKING);
    metrics_count(METRIC_HTTP_REQUEST_BYTES, request->body.bytes.len);
    if (request->body.bytes.len > 0 && !request->route.endpoint->takes_body) {
        struct err err;
        request->state = REQUEST_RUNNING;
        (void)err_set(&err, ERR_BAD_REQUEST, "This call takes no body.");
        http_reply_error(request, &err);
        return;
    }
    run_handler(request);
}

static void read_body(struct connection *connection) {
    struct http_request *request = connection->request;
    size_t before = evbuffer_get_length(connection_input(connection));
    enum body_result result = body_take(&request->body, connection_input(connection));
    connection->body_taken += before - evbuffer_get_length(connection_input(connection));
    if (!hold_chunks(request)) {
        refuse_err(request, ERR_OVERLOADED, METRIC_REFUSAL_OVERLOADED,
                   "Too many large bodies are held; try again.");
        return;
    }
    switch (result) {
    case BODY_MORE:
    case BODY_FULL:
        connection_become(connection, CONNECTION_BODY);
        return;
    case BODY_DONE:
        finish_body(connection);
        return;
    case BODY_TOO_LARGE:
        refuse_too_large(connection);
        return;
    case BODY_MALFORMED:
        refuse_err(request, ERR_BAD_REQUEST, METRIC_REFUSAL_MALFORMED,
                   "The chunks of the body are malformed.");
        return;
    case BODY_NO_MEMORY:
        refuse_err(request, ERR_OUT_OF_MEMORY, METRIC_REFUSAL_OVERLOADED,
                   "No memory for the body; try again.");
        return;
    }
}

/* ---- the handler's turn --------------------------------------------------------------------------------- */

void connection_admitted(struct connection *connection) {
    struct http_request *request = connection->request;
    struct err err;
    if (!values_read(&request->route, request->head.query, &request->arena, &request->values, &err)) {
        http_reply_error(request, &err);
        return;
    }
    if (request->route.endpoint->streams_body) {
        body_init(&request->body, &request->head, HTTP_BODY_PIECE_MAX);
        request->body.is_streamed = true;
        run_handler(request);
        return;
    }
    if (request->head.body == BODY_NONE) {
        run_handler(request);
        return;
    }
    request->state = REQUEST_TAKING;
    body_init(&request->body, &request->head, limits_of(connection)->body);
    if (request->head.body == BODY_LENGTH)
        hold(request, (size_t)request->head.content_length);
    connection_welcome_body(connection);
    read_body(connection);
}

/* ---- what the loop says -------------------------------------------------------------------------------- */

/* A client that sends a byte now and then would hold its place for ever. */
static bool is_too_slow(const struct connection *connection) {
    int64_t allowed =
        limits_of(connection)->body_timeout_ms + (int64_t)(connection->body_taken / BODY_RATE_LEAST);
    return clock_monotonic_ms() - connection->body_begun_ms > allowed;
}

static void refuse_slow(struct connection *connection, const char *what) {
    struct problem problem;
    connection_log_cut_off(connection, "timeout");
    (void)problem_set(&problem, 408, "The %s took too long to arrive.", what);
    refuse(connection, &problem);
}

static void on_read(struct bufferevent *bev, void *arg) {
    struct connection *connection = arg;
    (void)bev;
    switch (connection->state) {
    case CONNECTION_IDLE:
    case CONNECTION_HEAD:
        read_head(connection);
        return;
    case CONNECTION_BODY:
        if (is_too_slow(connection))
            refuse_slow(connection, "body");
        else
            read_body(connection);
        return;
    case CONNECTION_TAKING:
        if (!connection->request->is_body_paused && is_too_slow(connection))
            connection_tell_slow(connection);
        else
            connection_take_piece(connection);
        return;
    case CONNECTION_WORKING:
    case CONNECTION_ANSWERING:
        if (connection->has_unread)
            connection_discard(connection);
        else
            connection_pause_reading(connection);
        return;
    case CONNECTION_WRITING:
        if (connection->has_unread)
            connection_discard(connection);
        else
            connection_pause_reading(connection);
        return;
    case CONNECTION_LINGER:
        connection_discard(connection);
        return;
    }
}

static void on_written(struct bufferevent *bev, void *arg) {
    struct connection *connection = arg;
    size_t waiting = evbuffer_get_length(bufferevent_get_output(bev));
    if (connection->state == CONNECTION_WRITING && waiting == 0)
        answer_sent(connection);
    else if (connection->state == CONNECTION_ANSWERING && http_reply_has_room(connection->request))
        reply_tell_room(connection->request);
}

static void on_event(struct bufferevent *bev, short what, void *arg) {
    struct connection *connection = arg;
    bool is_end = (what & BEV_EVENT_EOF) != 0;
    (void)bev;
    /* It may have closed only its own side, and still take the answer. */
    bool is_answering = connection->state == CONNECTION_WRITING || connection->state == CONNECTION_ANSWERING;
    if (is_end && is_answering) {
        connection->is_ended = true;
        return;
    }
    if ((what & BEV_EVENT_TIMEOUT) != 0)
        metrics_count_at(METRIC_HTTP_REFUSED, METRIC_REFUSAL_SLOW, 0, 1);
    connection_log_cut_off(connection, is_end                            ? "closed"
                                       : (what & BEV_EVENT_TIMEOUT) != 0 ? "timeout"
                                                                         : "reset");
    connection_close(connection);
}

static void on_timer(evutil_socket_t fd, short what, void *arg) {
    struct connection *connection = arg;
    (void)fd;
    (void)what;
    switch (connection->state) {
    case CONNECTION_HEAD:
        refuse_slow(connection, "head");
        return;
    case CONNECTION_BODY:
        refuse_slow(connection, "body");
        return;
    case CONNECTION_TAKING:
        connection_tell_slow(connection);
        return;
    case CONNECTION_IDLE:
    case CONNECTION_LINGER:
    case CONNECTION_ANSWERING:
    case CONNECTION_WORKING:
    case CONNECTION_WRITING:
        connection_close(connection);
        return;
    }
}

struct connection *connection_new(struct http_server *server, int fd, const char *peer) {
    struct connection *connection = memory_alloc(sizeof *connection);
    struct bufferevent *bev = bufferevent_socket_new(server->base, fd, BEV_OPT_CLOSE_ON_FREE);
    if (connection == NULL || bev == NULL)
        goto fail;
    connection->timer = evtimer_new(server->base, on_timer, connection);
    if (connection->timer == NULL)
        goto fail;
    connection->server = server;
    connection->bev = bev;
    snprintf(connection->peer, sizeof connection->peer, "%s", peer);
    int ms = server->options.limits.write_timeout_ms;
    struct timeval timeout = {.tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000};
    bufferevent_setcb(bev, on_read, on_written, on_event, connection);
    bufferevent_set_timeouts(bev, NULL, &timeout);
    bufferevent_set_max_single_read(bev, SINGLE_READ);
    connection_become(connection, CONNECTION_IDLE);
    server_add(server, connection);
    bufferevent_enable(bev, EV_READ | EV_WRITE);
    return connection;
fail:
    if (bev != NULL)
        bufferevent_free(bev);
    else
        close(fd);
    memory_free(connection);
    return NULL;
}
