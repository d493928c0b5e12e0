/* Bodies that are handed on piece by piece, and answers that are written piece by piece: each side can make the other wait. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <zlib.h>

#include "http/limits.h"

enum { LONG = 3 << 20, PIECE_MOST = 64 * 1024 };

static struct client client;
static char *body;

static int set_up(void **state) {
    (void)state;
    harness_begin(NULL);
    client_open(&client);
    body = test_malloc(LONG + 1);
    for (size_t i = 0; i < LONG; i++)
        body[i] = (char)('a' + i % 23);
    body[LONG] = '\0';
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    test_free(body);
    client_close(&client);
    harness_end();
    return 0;
}

static struct response answer(void) {
    struct response response;
    HARNESS_UNTIL(&client, client_response(&client, 0, false, &response));
    return response;
}

static void reply_ok(void) {
    http_reply_bytes(harness.stream, 200, HTTP_TEXT, TEXT_OF("taken"));
    harness.stream = NULL;
}

static void send_long(void) {
    char head[128];
    snprintf(head, sizeof head, "POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n", LONG);
    client_send(&client, head, strlen(head));
    client_send(&client, body, LONG);
}

/* ---- bodies ---- */

static void test_body_when_long_then_pieces_in_order_then_the_end(void **state) {
    (void)state;
    send_long();
    HARNESS_UNTIL(&client, harness.ends == 1);
    assert_int_equal(harness.broken.code, ERR_NONE);
    assert_int_equal(harness.pieces.len, LONG);
    assert_memory_equal(harness.pieces.ptr, body, LONG);
    assert_true(harness.largest_piece <= PIECE_MOST);
    assert_true(harness.piece_count >= LONG / PIECE_MOST);
    reply_ok();
    assert_int_equal(answer().status, 200);
}

static void test_body_when_chunked_then_the_same(void **state) {
    (void)state;
    client_say(&client, "POST /stream HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
    HARNESS_UNTIL(&client, harness.pieces.len == 3);
    client_say(&client, "lo\r\n6;x=y\r\n world\r\n0\r\n\r\n");
    HARNESS_UNTIL(&client, harness.ends == 1);
    assert_text(buf_text(&harness.pieces), "hello world");
    reply_ok();
    assert_int_equal(answer().status, 200);
}

static void test_body_when_empty_then_the_end_at_once(void **state) {
    (void)state;
    client_say(&client, "POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    HARNESS_UNTIL(&client, harness.ends == 1);
    assert_int_equal(harness.piece_count, 0);
    reply_ok();
    assert_int_equal(answer().status, 200);
}

static void test_body_when_the_client_asks_first_then_it_is_told_to_go_on(void **state) {
    (void)state;
    client_say(&client,
               "POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    HARNESS_UNTIL(&client, client.in.len > 0);
    assert_text(buf_text(&client.in), "HTTP/1.1 100 Continue\r\n\r\n");
    client_say(&client, "ok");
    HARNESS_UNTIL(&client, harness.ends == 1);
    assert_text(buf_text(&harness.pieces), "ok");
    reply_ok();
    HARNESS_UNTIL(&client, text_find(buf_text(&client.in), TEXT_OF("taken"), 0) != SIZE_MAX);
}

/* The socket fills up: the client cannot send more than the server and the kernel hold. */
static void test_body_when_paused_then_the_client_waits(void **state) {
    (void)state;
    harness.pauses = true;
    send_long();
    HARNESS_UNTIL(&client, harness.piece_count == 1);
    for (int turn = 0; turn < 200; turn++)
        harness_turn((struct client *const[]){&client}, 1);
    assert_int_equal(harness.piece_count, 1);
    while (harness.ends == 0) {
        size_t before = harness.piece_count;
        harness_resume();
        HARNESS_UNTIL(&client, harness.piece_count > before || harness.ends == 1);
    }
    assert_int_equal(harness.pieces.len, LONG);
    assert_memory_equal(harness.pieces.ptr, body, LONG);
    reply_ok();
    assert_int_equal(answer().status, 200);
}

static void test_body_when_chunks_are_malformed_then_told(void **state) {
    (void)state;
    client_say(&client,
               "POST /stream HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n");
    HARNESS_UNTIL(&client, harness.ends == 1);
    assert_int_equal(harness.broken.code, ERR_BAD_REQUEST);
    assert_text(buf_text(&harness.pieces), "abc");
    assert_int_equal(answer().status, 400);
}

static void test_body_when_it_stops_then_told_that_it_is_too_slow(void **state) {
    (void)state;
    struct http_limits limits = http_limits_default();
    limits.body_timeout_ms = 50;
    http_server_set_limits(harness.server, &limits);
    client_say(&client, "POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
    HARNESS_UNTIL(&client, harness.ends == 1);
    assert_int_equal(harness.broken.code, ERR_TOO_SLOW);
    assert_int_equal(answer().status, 408);
}

static void test_body_when_paused_then_the_time_is_not_the_clients(void **state) {
    (void)state;
    struct http_limits limits = http_limits_default();
    limits.body_timeout_ms = 50;
    harness.pauses = true;
    http_server_set_limits(harness.server, &limits);
    client_say(&client, "POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc");
    HARNESS_UNTIL(&client, harness.piece_count == 1);
    for (int turn = 0; turn < 150; turn++) /* more than those 50 ms, of one each */
        harness_turn((struct client *const[]){&client}, 1);
    assert_int_equal(harness.ends, 0);
    client_say(&client, "def");
    harness.pauses = false;
    harness_resume();
    HARNESS_UNTIL(&client, harness.ends == 1);
    assert_int_equal(harness.broken.code, ERR_NONE);
    assert_text(buf_text(&harness.pieces), "abcdef");
    reply_ok();
    assert_int_equal(answer().status, 200);
}

static void test_body_when_the_client_leaves_then_gone_and_no_piece_after(void **state) {
    (void)state;
    client_say(&client, "POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
    HARNESS_UNTIL(&client, harness.piece_count == 1);
    client_close(&client);
    HARNESS_UNTIL(NULL, harness.gone_calls == 1);
    assert_int_equal(harness.ends, 0);
    reply_ok(); /* it is still owed, and goes nowhere */
    harness_turn(NULL, 0);
}

/* The rest of the body is read and thrown away for a while, so that the client sees the answer. */
static void test_body_when_answered_before_its_end_then_the_client_gets_the_answer(void **state) {
    (void)state;
    client_say(&client, "POST /stream?read=0 HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n");
    HARNESS_UNTIL(&client, harness.stream != NULL);
    http_reply_bytes(harness.stream, 400, HTTP_TEXT, TEXT_OF("no"));
    client_send(&client, body, 300000);
    struct response response = answer();
    assert_int_equal(response.status, 400);
    assert_text(response_header(&response, "Connection"), "close");
    HARNESS_UNTIL(&client, client.is_ended);
    assert_false(client.is_reset);
}

/* ---- answers ---- */

static void ask_for_stream(const char *headers) {
    static char request[256];
    snprintf(request, sizeof request, "GET /stream HTTP/1.1\r\nHost: a\r\n%s\r\n", headers);
    client_say(&client, request);
    HARNESS_UNTIL(&client, harness.stream != NULL);
}

static bool has(const char *words) {
    return text_find(buf_text(&client.in), text_from(words), 0) != SIZE_MAX;
}

static void test_answer_when_written_in_pieces_then_chunks_and_the_connection_stays(void **state) {
    (void)state;
    ask_for_stream("");
    http_reply_begin(harness.stream, 200, HTTP_CSV);
    http_reply_write(harness.stream, TEXT_OF("a,b\r\n"));
    http_reply_write(harness.stream, TEXT_OF(""));
    HARNESS_UNTIL(&client, has("5\r\na,b\r\n\r\n"));
    assert_false(has("\r\n0\r\n\r\n"));
    http_reply_write(harness.stream, TEXT_OF("1,2\r\n"));
    http_reply_end(harness.stream);
    HARNESS_UNTIL(&client, has("5\r\n1,2\r\n\r\n0\r\n\r\n"));
    assert_true(has("Transfer-Encoding: chunked\r\n"));
    assert_false(has("ETag"));
    buf_reset(&client.in);
    client_say(&client, "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(answer().status, 200);
}

static void test_answer_when_http_1_0_then_until_the_connection_closes(void **state) {
    (void)state;
    client_say(&client, "GET /stream HTTP/1.0\r\n\r\n");
    HARNESS_UNTIL(&client, harness.stream != NULL);
    http_reply_begin(harness.stream, 200, HTTP_CSV);
    http_reply_write(harness.stream, TEXT_OF("a,b\r\n"));
    http_reply_end(harness.stream);
    HARNESS_UNTIL(&client, client.is_ended);
    assert_false(has("chunked"));
    assert_true(text_ends_with(buf_text(&client.in), TEXT_OF("\r\n\r\na,b\r\n")));
}

static void test_answer_when_head_then_no_body(void **state) {
    (void)state;
    client_say(&client, "HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    HARNESS_UNTIL(&client, harness.stream != NULL);
    http_reply_begin(harness.stream, 200, HTTP_CSV);
    http_reply_write(harness.stream, TEXT_OF("a,b\r\n"));
    http_reply_end(harness.stream);
    HARNESS_UNTIL(&client, has("\r\n\r\n"));
    assert_true(text_ends_with(buf_text(&client.in), TEXT_OF("\r\n\r\n")));
    assert_false(has("a,b"));
}

static void test_answer_when_aborted_then_closed_without_the_last_chunk(void **state) {
    (void)state;
    ask_for_stream("");
    http_reply_begin(harness.stream, 200, HTTP_CSV);
    http_reply_write(harness.stream, TEXT_OF("half"));
    http_reply_abort(harness.stream);
    HARNESS_UNTIL(&client, client.is_ended);
    assert_false(has("\r\n0\r\n\r\n"));
}

static void room_again(struct http_request *request, void *arg) {
    assert_ptr_equal(request, harness.stream);
    assert_ptr_equal(arg, &harness);
    harness.has_room_again = true;
}

static void test_answer_when_the_client_does_not_read_then_there_is_no_room_until_it_does(void **state) {
    (void)state;
    size_t written = 0;
    ask_for_stream("");
    client.is_deaf = true;
    http_reply_begin(harness.stream, 200, HTTP_TEXT);
    while (http_reply_has_room(harness.stream) && written < 64 << 20) {
        http_reply_write(harness.stream, (struct text){body, PIECE_MOST});
        written += PIECE_MOST;
        harness_turn((struct client *const[]){&client}, 1);
    }
    assert_true(written < 64 << 20);
    http_reply_on_room(harness.stream, room_again, &harness);
    for (int turn = 0; turn < 20; turn++)
        harness_turn((struct client *const[]){&client}, 1);
    assert_false(harness.has_room_again);
    client.is_deaf = false;
    HARNESS_UNTIL(&client, harness.has_room_again);
    assert_true(http_reply_has_room(harness.stream));
    http_reply_end(harness.stream);
    HARNESS_UNTIL(&client, text_ends_with(buf_text(&client.in), TEXT_OF("\r\n0\r\n\r\n")));
    assert_true(client.received > written);
}

static void test_answer_when_the_client_takes_nothing_then_it_is_dropped(void **state) {
    (void)state;
    struct http_limits limits = http_limits_default();
    int small = 4096;
    setsockopt(client.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    limits.write_timeout_ms = 100;
    http_server_set_limits(harness.server, &limits);
    client_close(&client);
    client_open(&client); /* a connection has the limits of its beginning */
    setsockopt(client.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    ask_for_stream("");
    client.is_deaf = true;
    http_reply_begin(harness.stream, 200, HTTP_TEXT);
    while (http_reply_has_room(harness.stream) && harness.gone_calls == 0) {
        http_reply_write(harness.stream, (struct text){body, PIECE_MOST});
        harness_turn((struct client *const[]){&client}, 1);
    }
    HARNESS_UNTIL(&client, harness.gone_calls == 1);
    http_reply_write(harness.stream, TEXT_OF("nowhere"));
    http_reply_end(harness.stream);
}

static void test_answer_when_gzip_is_accepted_then_it_unpacks_to_what_was_written(void **state) {
    (void)state;
    static unsigned char packed[1 << 20], plain[LONG + 1];
    size_t length = 0;
    ask_for_stream("Accept-Encoding: gzip\r\n");
    http_reply_begin(harness.stream, 200, HTTP_TEXT);
    for (size_t at = 0; at < LONG; at += PIECE_MOST)
        http_reply_write(harness.stream, text_slice((struct text){body, LONG}, at, at + PIECE_MOST));
    http_reply_end(harness.stream);
    HARNESS_UNTIL(&client, text_ends_with(buf_text(&client.in), TEXT_OF("\r\n0\r\n\r\n")));
    assert_true(has("Content-Encoding: gzip\r\n"));
    struct text rest = buf_text(&client.in);
    rest = text_slice(rest, text_find(rest, TEXT_OF("\r\n\r\n"), 0) + 4, rest.len);
    for (size_t size = 1; size > 0;) {
        char digits[9] = "";
        struct text line = text_slice(rest, 0, text_find(rest, TEXT_OF("\r\n"), 0));
        assert_true(line.len > 0 && line.len < sizeof digits);
        memcpy(digits, line.ptr, line.len);
        size = strtoul(digits, NULL, 16);
        assert_true(length + size <= sizeof packed);
        rest = text_slice(rest, line.len + 2, rest.len);
        memcpy(packed + length, rest.ptr, size);
        length += size;
        rest = text_slice(rest, size + 2, rest.len);
    }
    z_stream stream = {
        .next_in = packed, .avail_in = (uInt)length, .next_out = plain, .avail_out = sizeof plain};
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.total_out, LONG);
    inflateEnd(&stream);
    assert_memory_equal(plain, body, LONG);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_body_when_long_then_pieces_in_order_then_the_end),
        TEST(test_body_when_chunked_then_the_same),
        TEST(test_body_when_empty_then_the_end_at_once),
        TEST(test_body_when_the_client_asks_first_then_it_is_told_to_go_on),
        TEST(test_body_when_paused_then_the_client_waits),
        TEST(test_body_when_chunks_are_malformed_then_told),
        TEST(test_body_when_it_stops_then_told_that_it_is_too_slow),
        TEST(test_body_when_paused_then_the_time_is_not_the_clients),
        TEST(test_body_when_the_client_leaves_then_gone_and_no_piece_after),
        TEST(test_body_when_answered_before_its_end_then_the_client_gets_the_answer),
        TEST(test_answer_when_written_in_pieces_then_chunks_and_the_connection_stays),
        TEST(test_answer_when_http_1_0_then_until_the_connection_closes),
        TEST(test_answer_when_head_then_no_body),
        TEST(test_answer_when_aborted_then_closed_without_the_last_chunk),
        TEST(test_answer_when_the_client_does_not_read_then_there_is_no_room_until_it_does),
        TEST(test_answer_when_the_client_takes_nothing_then_it_is_dropped),
        TEST(test_answer_when_gzip_is_accepted_then_it_unpacks_to_what_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
