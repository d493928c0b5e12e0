#include "http/reply.h"
#include "http/request_internal.h"
#include "http/server_internal.h"

#include "base/clock.h"
#include "base/memory.h"
#include "http/connection.h"
#include "http/negotiate.h"
#include "ops/metrics.h"

#include <assert.h>
#include <event2/event.h>
#include <string.h>
#include <strings.h>

struct text http_request_method(const struct http_request *request) {
    return request->head.method;
}

struct text http_request_path(const struct http_request *request) {
    return request->head.path;
}

struct text http_request_query(const struct http_request *request) {
    return request->head.query;
}

bool http_request_takes_gzip(const struct http_request *request) {
    return negotiate_gzip(http_request_header(request, "Accept-Encoding"));
}

struct text http_request_body(const struct http_request *request) {
    return buf_text(&request->body.bytes);
}

struct text http_request_peer(const struct http_request *request) {
    return text_from(request->peer);
}

struct text http_request_id(const struct http_request *request) {
    return text_from(request->id);
}

struct text http_request_header(const struct http_request *request, const char *name) {
    return head_header(&request->head, name);
}

int64_t http_request_begun_ms(const struct http_request *request) {
    return request->begun_ms;
}

const struct endpoint *http_request_endpoint(const struct http_request *request) {
    return request->route.endpoint;
}

struct arena *http_request_arena(struct http_request *request) {
    return &request->arena;
}

void *http_request_identity(const struct http_request *request) {
    return request->identity;
}

/* ---- parameters ---------------------------------------------------------------------------------------- */

const struct values *http_request_values(const struct http_request *request) {
    return &request->values;
}

static const struct text *find_capture(const struct http_request *request, const char *name) {
    for (size_t i = 0; i < request->route.capture_count; i++)
        if (text_equal(request->route.names[i], text_from(name)))
            return &request->route.values[i];
    return NULL;
}

bool http_request_has(const struct http_request *request, const char *name) {
    return find_capture(request, name) != NULL || values_has(&request->values, name);
}

struct text http_request_text(const struct http_request *request, const char *name) {
    const struct text *capture = find_capture(request, name);
    return capture != NULL ? *capture : values_text(&request->values, name);
}

int64_t http_request_int(const struct http_request *request, const char *name, int64_t absent) {
    return values_int(&request->values, name, absent);
}

bool http_request_bool(const struct http_request *request, const char *name, bool absent) {
    return values_bool(&request->values, name, absent);
}

bool http_request_date(const struct http_request *request, const char *name, struct date *out) {
    return values_date(&request->values, name, out);
}

bool http_request_time(const struct http_request *request, const char *name, int64_t *wall_ms) {
    return values_time(&request->values, name, wall_ms);
}

bool http_request_period(const struct http_request *request, const char *name, struct period *out) {
    return values_period(&request->values, name, out);
}

int http_request_word(const struct http_request *request, const char *name, int absent) {
    return values_word(&request->values, name, absent);
}

/* ---- a body that is streamed ---------------------------------------------------------------------------- */

void http_request_read(struct http_request *request, http_body_fn fn, void *arg) {
    assert(request->route.endpoint->streams_body && request->on_body == NULL);
    request->on_body = fn;
    request->body_arg = arg;
    if (request->connection != NULL)
        connection_take_body(request->connection);
}

void http_request_pause(struct http_request *request) {
    if (request->is_body_paused || request->is_body_over)
        return;
    request->is_body_paused = true;
    request->paused_ms = clock_monotonic_ms();
    if (request->connection != NULL)
        connection_pause_body(request->connection);
}

void http_request_resume(struct http_request *request) {
    if (!request->is_body_paused)
        return;
    request->is_body_paused = false;
    if (request->connection != NULL)
        connection_take_body(request->connection);
}

bool request_is_body_read(const struct http_request *request) {
    if (request->head.body == BODY_NONE)
        return true;
    bool is_streamed = request->route.endpoint != NULL && request->route.endpoint->streams_body;
    return request->state == REQUEST_RUNNING &&
           (!is_streamed || (request->is_body_over && !request->is_body_broken));
}

/* ---- the form of the answer ---------------------------------------------------------------------------- */

bool http_request_form(struct http_request *request, enum http_form *out, struct err *err) {
    const struct parameter *parameter = NULL;
    const struct value *format = values_find(&request->values, "format", &parameter);
    *out = HTTP_FORM_JSON;
    if (format != NULL && format->present) {
        assert(format->word == HTTP_FORM_JSON || format->word == HTTP_FORM_CSV);
        *out = (enum http_form)format->word;
        return true;
    }
    struct text accept = http_request_header(request, "Accept");
    int json = negotiate_accept(accept, "application", "json"), csv = negotiate_accept(accept, "text", "csv");
    request->varies_by_accept = true;
    if (json == 0 && csv == 0)
        return err_set(err, ERR_NOT_ACCEPTABLE,
                       "The answer is application/json or text/csv; Accept allows neither.");
    *out = csv > json ? HTTP_FORM_CSV : HTTP_FORM_JSON;
    return true;
}

/* ---- leaving ------------------------------------------------------------------------------------------- */

static void tell_gone(evutil_socket_t fd, short what, void *arg) {
    struct http_request *request = arg;
    http_gone_fn on_gone = request->on_gone;
    (void)fd;
    (void)what;
    request->on_gone = NULL;
    if (on_gone != NULL)
        on_gone(request, request->gone_arg);
}

bool http_request_is_gone(const struct http_request *request) {
    return request->connection == NULL;
}

void http_request_on_gone(struct http_request *request, http_gone_fn on_gone, void *arg) {
    request->on_gone = on_gone;
    request->gone_arg = arg;
    if (on_gone == NULL || request->connection != NULL)
        return;
    if (request->gone_event == NULL)
        request->gone_event = event_new(request->server->base, -1, 0, tell_gone, request);
    if (request->gone_event != NULL)
        event_active(request->gone_event, EV_TIMEOUT, 0);
}

/* ---- inside -------------------------------------------------------------------------------------------- */

const struct header *request_find_header(const struct http_request *request, const char *name) {
    for (size_t i = 0; i < request->header_count; i++)
        if (strcasecmp(request->headers[i].name.ptr, name) == 0)
            return &request->headers[i];
    return NULL;
}

void request_set_header(struct http_request *request, const char *name, struct text value) {
    for (size_t i = 0; i < value.len; i++)
        assert((unsigned char)value.ptr[i] >= ' ' && value.ptr[i] != 0x7F);
    struct text copy = arena_text(&request->arena, value);
    struct header *header = (struct header *)(uintptr_t)request_find_header(request, name);
    if (arena_overflowed(&request->arena))
        return;
    if (header == NULL) {
        assert(request->header_count < REPLY_HEADERS_MAX);
        header = &request->headers[request->header_count++];
        header->name = text_from(name);
    }
    header->value = copy;
}

void request_free(struct http_request *request) {
    struct http_server *server = request->server;
    assert(request->connection == NULL);
    if (request->is_counted) {
        server->running--;
        metrics_add(METRIC_HTTP_RUNNING, -1);
    }
    server->body_bytes -= request->body_held;
    metrics_add(METRIC_HTTP_BODY_BYTES, -(int64_t)request->body_held);
    if (request->gone_event != NULL)
        event_free(request->gone_event);
    reply_stream_free(request->stream);
    body_fini(&request->body);
    arena_fini(&request->arena);
    memory_free(request);
}
