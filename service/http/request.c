#include "http/reply.h"
#include "http/request_internal.h"
#include "http/server_internal.h"

#include "base/clock.h"
#include "base/memory.h"
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

/* A name that is not in the table, or a type that is not the declared one, is our bug. */
static const struct value *find(const struct http_request *request, const char *name,
                                bool (*fits)(enum parameter_type)) {
    const struct parameter *parameter = NULL;
    const struct value *value = values_find(&request->values, name, &parameter);
    assert(value != NULL && (fits == NULL || fits(parameter->type)));
    return value;
}

static bool is_int(enum parameter_type type) {
    return type == PARAMETER_INT;
}

static bool is_bool(enum parameter_type type) {
    return type == PARAMETER_BOOL;
}

static bool is_date(enum parameter_type type) {
    return type == PARAMETER_DATE;
}

static bool is_time(enum parameter_type type) {
    return type == PARAMETER_TIME;
}

static bool is_period(enum parameter_type type) {
    return type == PARAMETER_PERIOD || type == PARAMETER_PERIOD_OR_WORD;
}

static bool is_word(enum parameter_type type) {
    return type == PARAMETER_WORD || type == PARAMETER_PERIOD_OR_WORD;
}

static const struct text *find_capture(const struct http_request *request, const char *name) {
    for (size_t i = 0; i < request->route.capture_count; i++)
        if (text_equal(request->route.names[i], text_from(name)))
            return &request->route.values[i];
    return NULL;
}

bool http_request_has(const struct http_request *request, const char *name) {
    return find_capture(request, name) != NULL || find(request, name, NULL)->present;
}

struct text http_request_text(const struct http_request *request, const char *name) {
    const struct text *capture = find_capture(request, name);
    return capture != NULL ? *capture : find(request, name, NULL)->text;
}

int64_t http_request_int(const struct http_request *request, const char *name, int64_t absent) {
    const struct value *value = find(request, name, is_int);
    return value->present ? value->number : absent;
}

bool http_request_bool(const struct http_request *request, const char *name, bool absent) {
    const struct value *value = find(request, name, is_bool);
    return value->present ? value->number != 0 : absent;
}

bool http_request_date(const struct http_request *request, const char *name, struct date *out) {
    const struct value *value = find(request, name, is_date);
    if (value->present)
        *out = value->date;
    return value->present;
}

bool http_request_time(const struct http_request *request, const char *name, int64_t *wall_ms) {
    const struct value *value = find(request, name, is_time);
    if (value->present)
        *wall_ms = value->number;
    return value->present;
}

bool http_request_period(const struct http_request *request, const char *name, struct period *out) {
    const struct value *value = find(request, name, is_period);
    bool is_there = value->present && value->period.shape != PERIOD_NONE;
    if (is_there)
        *out = value->period;
    return is_there;
}

int http_request_word(const struct http_request *request, const char *name, int absent) {
    const struct value *value = find(request, name, is_word);
    return value->present && value->word >= 0 ? value->word : absent;
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
    body_fini(&request->body);
    arena_fini(&request->arena);
    memory_free(request);
}
