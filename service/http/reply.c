#include "http/reply.h"

#include "base/clock.h"
#include "base/memory.h"
#include "http/compress.h"
#include "http/negotiate.h"
#include "http/problem.h"
#include "http/request_internal.h"
#include "http/server_internal.h"
#include "ops/log.h"
#include "ops/metrics.h"

#include <assert.h>
#include <event2/buffer.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <xxhash.h>

enum { COPY_MOST = 16 * 1024, TAG_BYTES = 16, HEAD_CEILING = 64 * 1024, DATE_HEADER_MAX = 64 };

/* What is to be sent. The body is owned. */
struct answer {
    int status;
    const char *content_type; /* NULL: none */
    struct buf body;
    bool is_gzip, varies_by_encoding;
    bool is_streamed, is_chunked;     /* its length is not known */
    char tag[REPLY_TAG_MAX];          /* "" when it has none */
    const struct http_stored *stored; /* instead of the body; or NULL */
};

static size_t length_of(const struct answer *answer) {
    return answer->stored != NULL ? answer->stored->len : answer->body.len;
}

void http_reply_set_header(struct http_request *request, const char *name, struct text value) {
    request_set_header(request, name, value);
}

void http_reply_set_etag(struct http_request *request, struct text tag) {
    assert(tag.len > 0 && tag.len < sizeof request->tag);
    for (size_t i = 0; i < tag.len; i++)
        assert(strchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_", tag.ptr[i]) !=
               NULL);
    memcpy(request->tag, tag.ptr, tag.len);
    request->tag[tag.len] = '\0';
}

static bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
}

void http_reply_set_filename(struct http_request *request, struct text name) {
    struct buf value;
    buf_init(&value, 4096);
    buf_printf(&value, "attachment; filename=\"");
    for (size_t i = 0; i < name.len; i++)
        buf_add_char(&value, is_plain(name.ptr[i]) ? name.ptr[i] : '_');
    buf_printf(&value, "\"; filename*=UTF-8''");
    for (size_t i = 0; i < name.len; i++)
        if (is_plain(name.ptr[i]))
            buf_add_char(&value, name.ptr[i]);
        else
            buf_printf(&value, "%%%02X", (unsigned char)name.ptr[i]);
    if (!buf_failed(&value))
        request_set_header(request, "Content-Disposition", buf_text(&value));
    buf_fini(&value);
}

/* ---- entity tag and coding ----------------------------------------------------------------------------- */

static bool is_reading(const struct http_request *request) {
    return text_equal(request->head.method, TEXT_OF("GET")) ||
           text_equal(request->head.method, TEXT_OF("HEAD"));
}

static void choose_tag(const struct http_request *request, struct answer *answer) {
    XXH128_canonical_t digest;
    if (answer->status != 200 || !is_reading(request))
        return;
    if (request->tag[0] != '\0') {
        memcpy(answer->tag, request->tag, sizeof answer->tag);
        return;
    }
    struct text body = buf_text(&answer->body);
    XXH128_canonicalFromHash(&digest, XXH3_128bits(body.ptr, body.len));
    for (size_t i = 0; i < TAG_BYTES; i++) {
        answer->tag[2 * i] = "0123456789abcdef"[digest.digest[i] >> 4];
        answer->tag[2 * i + 1] = "0123456789abcdef"[digest.digest[i] & 0x0F];
    }
    answer->tag[2 * TAG_BYTES] = '\0';
}

static bool is_known(const struct http_request *request, const struct answer *answer) {
    return answer->tag[0] != '\0' &&
           negotiate_matches(http_request_header(request, "If-None-Match"), text_from(answer->tag));
}

/* A compressed answer is another representation, with a tag of its own (RFC 9110, 8.8.3.3). is_wanted: somebody will get the bytes. */
static void compress(const struct http_request *request, struct answer *answer, bool is_wanted) {
    struct buf packed;
    answer->varies_by_encoding = compress_suits(answer->content_type) && answer->body.len > COMPRESS_LEAST;
    if (!answer->varies_by_encoding || !negotiate_gzip(http_request_header(request, "Accept-Encoding")))
        return;
    buf_init(&packed, answer->body.len);
    if (!is_wanted)
        answer->is_gzip = true; /* 304 needs no body, and this one is not it */
    else if (compress_gzip(buf_text(&answer->body), &packed)) {
        struct buf plain = answer->body;
        answer->body = packed;
        packed = plain;
        answer->is_gzip = true;
    }
    buf_fini(&packed);
}

static void check_not_modified(const struct http_request *request, struct answer *answer) {
    if (!is_known(request, answer))
        return;
    answer->status = 304;
    answer->content_type = NULL;
    answer->stored = NULL;
    buf_fini(&answer->body);
}

/* ---- the head ------------------------------------------------------------------------------------------ */

/* RFC 9110, 5.6.7; not strftime, whose names follow the locale. Printed once a second. */
static const char *date_of_now(void) {
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static char out[DATE_HEADER_MAX];
    static time_t printed = -1;
    time_t now = (time_t)(clock_wall_ms() / 1000);
    struct tm parts;
    if (now == printed)
        return out;
    printed = now;
    gmtime_r(&now, &parts);
    snprintf(out, DATE_HEADER_MAX, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[parts.tm_wday], parts.tm_mday,
             months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
    return out;
}

/* Not buf_printf: this is written for each request. */
static void add_string(struct buf *out, const char *string) {
    buf_add_text(out, text_from(string));
}

static void add_line(struct buf *out, struct text name, struct text value) {
    buf_add_text(out, name);
    buf_add(out, ": ", 2);
    buf_add_text(out, value);
    buf_add(out, "\r\n", 2);
}

static void add_number(struct buf *out, const char *name, size_t value) {
    add_string(out, name);
    buf_add_integer(out, (int64_t)value);
    buf_add(out, "\r\n", 2);
}

static void add_header(struct buf *out, const struct http_request *request, const char *name,
                       const char *value) {
    if (request_find_header(request, name) == NULL)
        add_line(out, text_from(name), text_from(value));
}

static void add_vary(struct buf *out, const struct http_request *request, const struct answer *answer) {
    bool is_both = answer->varies_by_encoding && request->varies_by_accept;
    if (is_both)
        add_string(out, "Vary: Accept, Accept-Encoding\r\n");
    else if (request->varies_by_accept)
        add_string(out, "Vary: Accept\r\n");
    else if (answer->varies_by_encoding)
        add_string(out, "Vary: Accept-Encoding\r\n");
}

static void add_length(struct buf *out, const struct answer *answer) {
    if (answer->is_chunked)
        add_string(out, "Transfer-Encoding: chunked\r\n");
    if (answer->is_streamed)
        return;
    if (answer->status != 304 && answer->status != 204)
        add_number(out, "Content-Length: ", length_of(answer));
}

static void add_tag(struct buf *out, const struct answer *answer) {
    if (answer->tag[0] == '\0')
        return;
    add_string(out, "ETag: \"");
    add_string(out, answer->tag);
    add_string(out, answer->is_gzip ? "-gzip\"\r\n" : "\"\r\n");
}

static void render_head(struct buf *out, const struct http_request *request, const struct answer *answer,
                        bool keep_alive) {
    add_string(out, "HTTP/1.1 ");
    buf_add_integer(out, answer->status);
    buf_add_char(out, ' ');
    add_string(out, http_phrase(answer->status));
    add_string(out, "\r\n");
    add_line(out, TEXT_OF("Date"), text_from(date_of_now()));
    if (answer->content_type != NULL)
        add_header(out, request, "Content-Type", answer->content_type);
    add_length(out, answer);
    if (answer->is_gzip && answer->status != 304)
        add_string(out, "Content-Encoding: gzip\r\n");
    add_tag(out, answer);
    add_header(out, request, "Cache-Control", answer->tag[0] != '\0' ? "no-cache" : "no-store");
    add_vary(out, request, answer);
    add_string(out, "X-Content-Type-Options: nosniff\r\n");
    add_line(out, TEXT_OF("X-Request-Id"), text_from(request->id));
    if (!keep_alive)
        add_string(out, "Connection: close\r\n");
    else if (request->head.minor == 0)
        add_string(out, "Connection: keep-alive\r\n");
    for (size_t i = 0; i < request->header_count; i++)
        add_line(out, request->headers[i].name, request->headers[i].value);
    buf_add(out, "\r\n", 2);
}

/* ---- sending ------------------------------------------------------------------------------------------- */

static void free_body(const void *bytes, size_t len, void *arg) {
    struct buf *body = arg;
    (void)bytes;
    (void)len;
    buf_fini(body);
    memory_free(body);
}

/* Large bodies are lent to the socket's buffer, small ones copied. */
static bool add_body(struct evbuffer *out, struct buf *body) {
    if (body->len <= COPY_MOST)
        return evbuffer_add(out, body->ptr, body->len) == 0;
    struct buf *kept = memory_alloc(sizeof *kept);
    if (kept == NULL)
        return false;
    *kept = *body;
    buf_init(body, 0);
    if (evbuffer_add_reference(out, kept->ptr, kept->len, free_body, kept) == 0)
        return true;
    free_body(NULL, 0, kept);
    return false;
}

static void give_back(const void *bytes, size_t len, void *arg) {
    const struct http_stored *stored = arg;
    (void)bytes;
    (void)len;
    stored->give_back(stored->context);
    memory_free((void *)(uintptr_t)stored);
}

static bool lend(struct evbuffer *out, const struct http_stored *stored) {
    struct http_stored *kept = memory_alloc(sizeof *kept);
    if (kept == NULL)
        return false;
    *kept = *stored;
    kept->lend(kept->context);
    if (evbuffer_add_reference(out, kept->bytes, kept->len, give_back, kept) == 0)
        return true;
    give_back(NULL, 0, kept);
    return false;
}

static bool add_stored(struct evbuffer *out, const struct http_stored *stored) {
    struct evbuffer_iovec room;
    if (stored->unpack == NULL)
        return lend(out, stored);
    if (evbuffer_reserve_space(out, (ev_ssize_t)stored->len, &room, 1) != 1 ||
        !stored->unpack(stored->context, room.iov_base, stored->len))
        return false;
    room.iov_len = stored->len;
    return evbuffer_commit_space(out, &room, 1) == 0;
}

static bool build(struct evbuffer *out, const struct http_request *request, struct answer *answer,
                  bool keep_alive) {
    struct buf head;
    buf_init(&head, HEAD_CEILING);
    render_head(&head, request, answer, keep_alive);
    bool is_built = !buf_failed(&head) && evbuffer_add(out, head.ptr, head.len) == 0;
    buf_fini(&head);
    bool has_body = length_of(answer) > 0 && !text_equal(request->head.method, TEXT_OF("HEAD"));
    if (!is_built || !has_body)
        return is_built;
    return answer->stored != NULL ? add_stored(out, answer->stored) : add_body(out, &answer->body);
}

static void log_answer(const struct http_request *request, const struct answer *answer, size_t bytes) {
    int64_t now = clock_monotonic_ms(), from = request->begun_ms > 0 ? request->begun_ms : request->head_ms;
    metrics_count_at(METRIC_HTTP_REQUESTS, request->route.index, (size_t)answer->status, 1);
    metrics_observe(METRIC_HTTP_SECONDS, request->route.index, (uint64_t)(now - from) * 1000);
    metrics_count(METRIC_HTTP_RESPONSE_BYTES, bytes);
    if (request->server->options.limits.access_log)
        log_request("request", LOG_TEXT("method", request->head.method), LOG_TEXT("path", request->head.path),
                    LOG_INT("status", answer->status), LOG_INT("bytes", bytes),
                    LOG_INT("ms", now - request->head_ms), LOG_STRING("peer", request->peer),
                    LOG_STRING("request_id", request->id));
}

static void log_nobody(const struct http_request *request, int status) {
    log_info("reply to nobody: the client has left", LOG_TEXT("method", request->head.method),
             LOG_TEXT("path", request->head.path), LOG_INT("status", status),
             LOG_INT("ms", clock_monotonic_ms() - request->head_ms), LOG_STRING("request_id", request->id));
}

/* The body must have come whole, or the next request could not be told from its rest. */
static bool may_keep_alive(const struct http_request *request) {
    return request->head.keep_alive && request_is_body_read(request) && !request->server->is_stopping;
}

static void send_answer(struct http_request *request, struct answer *answer) {
    struct connection *connection = request->connection;
    struct evbuffer *out = evbuffer_new();
    bool keep_alive = may_keep_alive(request);
    if (out == NULL || !build(out, request, answer, keep_alive)) {
        log_error("no memory to answer", LOG_STRING("request_id", request->id));
        request->connection = NULL;
        connection->request = NULL;
        connection_close(connection);
    } else {
        log_answer(request, answer, evbuffer_get_length(out));
        connection->keep_alive = keep_alive;
        connection->has_unread = !request_is_body_read(request);
        connection_send(connection, out);
    }
    if (out != NULL)
        evbuffer_free(out);
}

static void send_or_log(struct http_request *request, struct answer *answer) {
    if (request->connection == NULL) {
        log_nobody(request, answer->status);
    } else {
        check_not_modified(request, answer);
        send_answer(request, answer);
    }
    buf_fini(&answer->body);
    request_free(request);
}

/* Takes *body. */
static void finish(struct http_request *request, int status, const char *content_type, struct buf *body) {
    struct answer answer = {.status = status, .content_type = content_type, .body = *body};
    buf_init(body, body->ceiling);
    if (request->connection != NULL) {
        choose_tag(request, &answer);
        compress(request, &answer, !is_known(request, &answer));
    }
    send_or_log(request, &answer);
}

/* ---- that are kept ------------------------------------------------------------------------------------- */

bool http_finish(struct http_request *request, const char *content_type, struct buf *body,
                 struct http_finished *out) {
    struct answer answer = {.status = 200, .content_type = content_type, .body = *body};
    if (buf_failed(body)) {
        http_reply_buf_take(request, 200, content_type, body);
        return false;
    }
    buf_init(body, body->ceiling);
    choose_tag(request, &answer);
    compress(request, &answer, true); /* for the next who asks, where this one knows it */
    *out = (struct http_finished){.content_type = content_type,
                                  .is_gzip = answer.is_gzip,
                                  .varies_by_encoding = answer.varies_by_encoding,
                                  .body = answer.body};
    memcpy(out->tag, answer.tag, sizeof out->tag);
    return true;
}

void http_reply_finished(struct http_request *request, struct http_finished *finished) {
    struct answer answer = {.status = 200,
                            .content_type = finished->content_type,
                            .is_gzip = finished->is_gzip,
                            .varies_by_encoding = finished->varies_by_encoding,
                            .body = finished->body};
    buf_init(&finished->body, finished->body.ceiling);
    memcpy(answer.tag, finished->tag, sizeof answer.tag);
    send_or_log(request, &answer);
}

void http_reply_stored(struct http_request *request, const struct http_stored *stored) {
    struct answer answer = {.status = 200,
                            .content_type = stored->content_type,
                            .is_gzip = stored->is_gzip,
                            .varies_by_encoding = stored->varies_by_encoding,
                            .stored = stored};
    snprintf(answer.tag, sizeof answer.tag, "%s", stored->tag);
    send_or_log(request, &answer);
}

void http_reply_buf_take(struct http_request *request, int status, const char *content_type,
                         struct buf *body) {
    if (!buf_failed(body)) {
        finish(request, status, content_type, body);
        return;
    }
    struct err err;
    buf_fini(body);
    (void)err_set(&err, ERR_OUT_OF_MEMORY, "The answer is larger than the memory for it.");
    http_reply_error(request, &err);
}

void http_reply_json_take(struct http_request *request, int status, struct buf *body) {
    http_reply_buf_take(request, status, HTTP_JSON, body);
}

void http_reply_bytes(struct http_request *request, int status, const char *content_type, struct text body) {
    struct buf copy;
    buf_init(&copy, SIZE_MAX);
    buf_add_text(&copy, body);
    http_reply_buf_take(request, status, content_type, &copy);
}

void http_reply_empty(struct http_request *request, int status) {
    http_reply_bytes(request, status, NULL, TEXT_OF(""));
}

/* ---- for streamed answers ------------------------------------------------------------------------------ */

bool reply_add_stream_head(struct http_request *request, const struct reply_stream_head *of,
                           struct evbuffer *out) {
    const struct answer answer = {.status = of->status,
                                  .content_type = of->content_type,
                                  .is_gzip = of->is_gzip,
                                  .varies_by_encoding = compress_suits(of->content_type),
                                  .is_streamed = true,
                                  .is_chunked = of->is_chunked};
    struct buf head;
    buf_init(&head, HEAD_CEILING);
    render_head(&head, request, &answer, of->keep_alive);
    bool is_added = !buf_failed(&head) && evbuffer_add(out, head.ptr, head.len) == 0;
    buf_fini(&head);
    return is_added;
}

bool reply_may_keep_alive(const struct http_request *request) {
    return may_keep_alive(request);
}

void reply_log(const struct http_request *request, int status, size_t bytes) {
    const struct answer answer = {.status = status};
    if (request->connection == NULL)
        log_nobody(request, status);
    else
        log_answer(request, &answer, bytes);
}

/* ---- problems ------------------------------------------------------------------------------------------ */

static void set_problem_headers(struct http_request *request, const struct problem *problem) {
    char seconds[16];
    bool had_token = http_request_header(request, "Authorization").len > 0;
    if (problem->status == 401)
        request_set_header(request, "WWW-Authenticate",
                           had_token ? TEXT_OF("Bearer realm=\"tongbi\", error=\"invalid_token\"")
                                     : TEXT_OF("Bearer realm=\"tongbi\""));
    if (problem->status == 405)
        request_set_header(request, "Allow", text_from(request->route.allow));
    if (problem->status == 503 && problem->retryable) {
        int len = snprintf(seconds, sizeof seconds, "%d", request->server->options.limits.retry_after_s);
        request_set_header(request, "Retry-After", (struct text){seconds, (size_t)len});
    }
}

void reply_problem(struct http_request *request, const struct problem *problem,
                   const struct row_errors *errors) {
    struct buf body;
    buf_init(&body, SIZE_MAX);
    /* What a handler had set for its own answer does not belong to this one. */
    request->header_count = 0;
    request->tag[0] = '\0';
    set_problem_headers(request, problem);
    problem_render(&body, problem, request->head.path, text_from(request->id), errors);
    if (buf_failed(&body))
        buf_fini(&body);
    finish(request, problem->status, HTTP_PROBLEM, &body);
}

void http_reply_errors(struct http_request *request, const struct err *err, const struct row_errors *errors) {
    struct problem problem;
    problem_from_err(&problem, err);
    if (problem.status >= 500 && !problem.retryable)
        log_error("request failed", LOG_ERR(err), LOG_STRING("request_id", request->id));
    else if (problem.status >= 500)
        log_warn("request could not be served", LOG_ERR(err), LOG_STRING("request_id", request->id));
    reply_problem(request, &problem, errors);
}

void http_reply_error(struct http_request *request, const struct err *err) {
    http_reply_errors(request, err, NULL);
}
