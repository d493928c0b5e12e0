#include "http/connection.h"

#include "base/clock.h"
#include "http/server_internal.h"
#include "ops/metrics.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

/* A client that asked first waits for this line. */
void connection_welcome_body(struct connection *connection) {
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    connection->body_begun_ms = clock_monotonic_ms();
    connection->body_taken = 0;
    if (connection->request->head.expects_continue && evbuffer_get_length(connection_input(connection)) == 0)
        bufferevent_write(connection->bev, go_on, sizeof go_on - 1);
}

/* The reader is called again in the next turn, also when nothing new comes. */
static void take_again(struct connection *connection) {
    bufferevent_trigger(connection->bev, EV_READ, BEV_TRIG_DEFER_CALLBACKS);
}

static void tell_body(struct http_request *request, enum http_body_event event, struct text piece,
                      const struct err *err) {
    request->on_body(request, event, piece, err, request->body_arg);
}

/* Afterwards the request, and the connection too, may be gone. */
void connection_tell_broken(struct connection *connection, enum err_code code, const char *detail) {
    struct http_request *request = connection->request;
    struct err err;
    request->is_body_over = request->is_body_broken = true;
    connection->has_unread = true;
    connection_become(connection, CONNECTION_WORKING);
    (void)err_set(&err, code, "%s", detail);
    metrics_count_at(METRIC_HTTP_REFUSED,
                     code == ERR_TOO_SLOW ? METRIC_REFUSAL_SLOW : METRIC_REFUSAL_MALFORMED, 0, 1);
    tell_body(request, HTTP_BODY_BROKEN, TEXT_OF(""), &err);
}

static void tell_end(struct connection *connection) {
    struct http_request *request = connection->request;
    request->is_body_over = true;
    request->begun_ms = clock_monotonic_ms();
    connection_become(connection, CONNECTION_WORKING);
    metrics_count(METRIC_HTTP_REQUEST_BYTES, connection->body_taken);
    tell_body(request, HTTP_BODY_END, TEXT_OF(""), NULL);
}

/* One piece a turn: whoever gets it may reply, pause, or never come back. */
static void tell_piece(struct connection *connection) {
    struct http_request *request = connection->request;
    struct buf piece = request->body.bytes;
    buf_init(&request->body.bytes, HTTP_BODY_PIECE_MAX);
    take_again(connection);
    tell_body(request, HTTP_BODY_PIECE, buf_text(&piece), NULL);
    buf_fini(&piece);
}

void connection_take_piece(struct connection *connection) {
    struct http_request *request = connection->request;
    if (request->is_body_paused) {
        connection_pause_reading(connection);
        return;
    }
    size_t before = evbuffer_get_length(connection_input(connection));
    enum body_result result = body_take(&request->body, connection_input(connection));
    size_t taken = before - evbuffer_get_length(connection_input(connection));
    connection->body_taken += taken;
    if (taken > 0)
        connection_become(connection, CONNECTION_TAKING);
    if (request->body.bytes.len > 0)
        tell_piece(connection);
    else if (result == BODY_DONE)
        tell_end(connection);
    else if (result == BODY_MALFORMED)
        connection_tell_broken(connection, ERR_BAD_REQUEST, "The chunks of the body are malformed.");
    else if (result == BODY_NO_MEMORY)
        connection_tell_broken(connection, ERR_OUT_OF_MEMORY, "No memory for the body; try again.");
}

void connection_take_body(struct connection *connection) {
    struct http_request *request = connection->request;
    if (connection->state != CONNECTION_TAKING && !request->is_body_over) {
        connection_welcome_body(connection);
        connection_become(connection, CONNECTION_TAKING);
    } else if (!request->is_body_over) {
        connection->body_begun_ms += clock_monotonic_ms() - request->paused_ms;
        connection_become(connection, CONNECTION_TAKING);
    }
    take_again(connection);
}

void connection_pause_body(struct connection *connection) {
    event_del(connection->timer);
}

void connection_tell_slow(struct connection *connection) {
    connection_log_cut_off(connection, "timeout");
    connection_tell_broken(connection, ERR_TOO_SLOW, "The body took too long to arrive.");
}

static void tell_written(struct connection *connection) {
    bufferevent_trigger(connection->bev, EV_WRITE, BEV_TRIG_DEFER_CALLBACKS | BEV_TRIG_IGNORE_WATERMARKS);
}

/* Most answers fit into the socket: to write them at once costs less than to wait for word that they may be. What is left, and what went
 * wrong, is for bufferevent to see to. */
void connection_write(struct connection *connection, struct evbuffer *answer) {
    if (evbuffer_get_length(bufferevent_get_output(connection->bev)) == 0)
        (void)evbuffer_write(answer, bufferevent_getfd(connection->bev));
    if (evbuffer_get_length(answer) > 0)
        bufferevent_write_buffer(connection->bev, answer);
    else
        tell_written(connection);
}

void connection_begin_answer(struct connection *connection) {
    connection_become(connection, CONNECTION_ANSWERING);
    if (connection->has_unread)
        connection_discard(connection);
}

void connection_end_answer(struct connection *connection) {
    connection->request->connection = NULL;
    connection->request = NULL;
    connection_become(connection, CONNECTION_WRITING);
    tell_written(connection);
}
