#include "http/reply.h"

#include "base/memory.h"
#include "http/compress.h"
#include "http/connection.h"
#include "http/negotiate.h"
#include "http/request_internal.h"
#include "http/server_internal.h"
#include "ops/log.h"

#include <assert.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <zlib.h>

enum {
    ROOM = 256 * 1024, /* bytes that may wait in the socket's buffer */
    DEFLATED = 32 * 1024,
    LEVEL_QUICK = 1, /* the loop that serves everybody waits meanwhile */
    GZIP_WINDOW = 15 + 16,
    MEMORY_LEVEL = 8
};

/* A streamed answer on its way. Owned by its request. */
struct reply_stream {
    int status;
    bool is_chunked, is_gzip, is_head, is_broken;
    z_stream deflate;
    size_t bytes; /* written to the socket's buffer */
    struct event *room_event;
};

static struct evbuffer *output_of(const struct http_request *request) {
    return bufferevent_get_output(request->connection->bev);
}

static bool goes_nowhere(const struct http_request *request) {
    return request->connection == NULL || request->stream == NULL || request->stream->is_head ||
           request->stream->is_broken;
}

/* ---- the head ------------------------------------------------------------------------------------------ */

static bool begin_gzip(struct reply_stream *stream) {
    return deflateInit2(&stream->deflate, LEVEL_QUICK, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL,
                        Z_DEFAULT_STRATEGY) == Z_OK;
}

static void send_head(struct http_request *request, const char *content_type) {
    struct reply_stream *stream = request->stream;
    struct connection *connection = request->connection;
    struct reply_stream_head head = {.status = stream->status,
                                     .content_type = content_type,
                                     .is_gzip = stream->is_gzip,
                                     .is_chunked = stream->is_chunked,
                                     .keep_alive = stream->is_chunked && reply_may_keep_alive(request)};
    connection->keep_alive = head.keep_alive;
    connection->has_unread = !request_is_body_read(request);
    size_t before = evbuffer_get_length(output_of(request));
    stream->is_broken = !reply_add_stream_head(request, &head, output_of(request));
    stream->bytes = evbuffer_get_length(output_of(request)) - before;
    connection_begin_answer(connection);
}

void http_reply_begin(struct http_request *request, int status, const char *content_type) {
    assert(request->stream == NULL);
    struct reply_stream *stream = memory_alloc(sizeof *stream);
    if (stream == NULL) {
        log_error("no memory to answer", LOG_STRING("request_id", request->id));
        return; /* end and abort see to the rest */
    }
    request->stream = stream;
    stream->status = status;
    stream->is_head = text_equal(request->head.method, TEXT_OF("HEAD"));
    stream->is_chunked = request->head.minor > 0;
    stream->is_gzip = compress_suits(content_type) &&
                      negotiate_gzip(http_request_header(request, "Accept-Encoding")) && begin_gzip(stream);
    if (request->connection != NULL)
        send_head(request, content_type);
}

/* ---- the body ------------------------------------------------------------------------------------------ */

static void add_piece(struct http_request *request, const void *bytes, size_t len) {
    struct reply_stream *stream = request->stream;
    struct evbuffer *out = output_of(request);
    if (len == 0)
        return;
    size_t before = evbuffer_get_length(out);
    bool is_added = (!stream->is_chunked || evbuffer_add_printf(out, "%zx\r\n", len) > 0) &&
                    evbuffer_add(out, bytes, len) == 0 &&
                    (!stream->is_chunked || evbuffer_add(out, "\r\n", 2) == 0);
    stream->is_broken = stream->is_broken || !is_added;
    stream->bytes += evbuffer_get_length(out) - before;
}

static void add_deflated(struct http_request *request, struct text piece, int flush) {
    struct reply_stream *stream = request->stream;
    unsigned char out[DEFLATED];
    stream->deflate.next_in = (unsigned char *)(uintptr_t)piece.ptr;
    stream->deflate.avail_in = (unsigned)piece.len;
    do {
        stream->deflate.next_out = out;
        stream->deflate.avail_out = sizeof out;
        (void)deflate(&stream->deflate, flush);
        add_piece(request, out, sizeof out - stream->deflate.avail_out);
    } while (stream->deflate.avail_out == 0);
}

void http_reply_write(struct http_request *request, struct text piece) {
    if (goes_nowhere(request) || piece.len == 0)
        return;
    assert(piece.len < UINT32_MAX);
    if (request->stream->is_gzip)
        add_deflated(request, piece, Z_NO_FLUSH);
    else
        add_piece(request, piece.ptr, piece.len);
}

bool http_reply_has_room(const struct http_request *request) {
    return request->connection == NULL || evbuffer_get_length(output_of(request)) < ROOM;
}

void reply_tell_room(struct http_request *request) {
    http_room_fn on_room = request->on_room;
    request->on_room = NULL;
    if (on_room != NULL)
        on_room(request, request->room_arg);
}

static void tell_later(evutil_socket_t fd, short what, void *arg) {
    (void)fd;
    (void)what;
    reply_tell_room(arg);
}

/* Told by the socket's buffer when it has emptied, or in the next turn when there is room already. */
void http_reply_on_room(struct http_request *request, http_room_fn fn, void *arg) {
    struct reply_stream *stream = request->stream;
    request->on_room = fn;
    request->room_arg = arg;
    if (stream == NULL || !http_reply_has_room(request))
        return;
    if (stream->room_event == NULL)
        stream->room_event = event_new(request->server->base, -1, 0, tell_later, request);
    if (stream->room_event != NULL)
        event_active(stream->room_event, EV_TIMEOUT, 0);
}

/* ---- the end ------------------------------------------------------------------------------------------- */

void reply_stream_free(struct reply_stream *stream) {
    if (stream == NULL)
        return;
    if (stream->is_gzip)
        (void)deflateEnd(&stream->deflate);
    if (stream->room_event != NULL)
        event_free(stream->room_event);
    memory_free(stream);
}

void http_reply_end(struct http_request *request) {
    struct reply_stream *stream = request->stream;
    if (stream == NULL || stream->is_broken) {
        http_reply_abort(request);
        return;
    }
    if (!goes_nowhere(request)) {
        if (stream->is_gzip)
            add_deflated(request, TEXT_OF(""), Z_FINISH);
        if (stream->is_chunked)
            stream->is_broken = evbuffer_add(output_of(request), "0\r\n\r\n", 5) != 0;
    }
    reply_log(request, stream->status, stream->bytes);
    if (request->connection != NULL)
        connection_end_answer(request->connection);
    request_free(request);
}

void http_reply_abort(struct http_request *request) {
    struct connection *connection = request->connection;
    log_warn("an answer was broken off", LOG_TEXT("path", request->head.path),
             LOG_STRING("request_id", request->id));
    request->connection = NULL;
    if (connection != NULL) {
        connection->request = NULL;
        connection_close(connection);
    }
    request_free(request);
}
