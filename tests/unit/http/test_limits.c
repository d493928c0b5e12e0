/* limits: too large, too many, too slow. */
#include "harness.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOST "Host: localhost\r\n"

enum { LARGE = 40 * 1024 * 1024, MIB = 1024 * 1024 };

static int end(void **state) {
    (void)state;
    harness_end();
    return 0;
}

static int begin(void **state) {
    (void)state;
    harness_begin(NULL);
    return 0;
}

/* Bytes that are allocated; ASan's freed but quarantined ones do not count. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static size_t allocated(void) {
    if (__sanitizer_get_current_allocated_bytes != NULL)
        return __sanitizer_get_current_allocated_bytes();
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

static char *large_body(void) {
    char *body = malloc(LARGE);
    assert_non_null(body);
    memset(body, 'x', LARGE);
    return body;
}

static void assert_413(struct client *client) {
    struct response r;
    assert_false(client->is_reset);
    assert_true(client_response(client, 0, false, &r));
    assert_int_equal(r.status, 413);
    assert_text(response_header(&r, "Content-Type"), "application/problem+json");
    assert_text(response_header(&r, "Connection"), "close");
    assert_holds(r.body, "\"type\":\"/problems/too-large\"");
    assert_holds(r.body, "33554432 bytes");
    assert_int_equal(harness.handler_calls, 0);
}

static void test_body_when_its_length_is_over_the_limit_then_413_and_nothing_held(void **state) {
    (void)state;
    struct client client;
    char *body = large_body();
    client_open(&client);
    client_say(&client, "POST /upload HTTP/1.1\r\n" HOST "Content-Length: 41943040\r\n\r\n");
    size_t before = allocated(), most = before;
    client_send(&client, body, LARGE);
    HARNESS_UNTIL(&client, (most = larger(most, allocated()), client.out_length == 0 && client.is_ended));
    assert_413(&client);
    assert_true(most < before + MIB);
    client_close(&client);
    HARNESS_UNTIL(NULL, http_server_connections(harness.server) == 0);
    free(body);
}

static void test_body_when_the_client_reads_only_after_sending_then_it_still_sees_413(void **state) {
    (void)state;
    struct client client;
    char *body = large_body();
    client_open(&client);
    client.is_deaf = true;
    client_say(&client, "POST /upload HTTP/1.1\r\n" HOST "Content-Length: 41943040\r\n\r\n");
    client_send(&client, body, LARGE);
    HARNESS_UNTIL(&client, client.out_length == 0);
    client.is_deaf = false;
    HARNESS_UNTIL(&client, client.is_ended);
    assert_413(&client);
    client_close(&client);
    free(body);
}

static void test_body_when_its_chunks_are_over_the_limit_then_413_and_no_more_held_than_that(void **state) {
    (void)state;
    struct client client;
    char *body = large_body();
    client_open(&client);
    client_say(&client, "POST /upload HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
    size_t before = allocated(), most = before;
    for (size_t at = 0; at < LARGE && !client.is_ended; at += MIB) {
        client_say(&client, "100000\r\n");
        client_send(&client, body + at, MIB);
        client_say(&client, "\r\n");
        most = larger(most, allocated());
    }
    HARNESS_UNTIL(&client, client.is_ended);
    assert_413(&client);
    /* A buffer that doubles holds 32 MiB in at most 64 MiB of address space. */
    assert_true(most > before + 30 * (size_t)MIB && most < before + 66 * (size_t)MIB);
    client_close(&client);
    free(body);
}

static void test_body_when_one_chunk_says_too_much_then_413_at_once(void **state) {
    (void)state;
    struct client client;
    client_open(&client);
    client_say(&client, "POST /upload HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n2000001\r\n");
    HARNESS_UNTIL(&client, client.is_ended);
    assert_413(&client);
    client_close(&client);
}

static void test_body_when_just_at_the_limit_then_taken(void **state) {
    (void)state;
    struct client client;
    struct response r;
    char *body = large_body();
    client_open(&client);
    client_say(&client, "POST /upload HTTP/1.1\r\n" HOST "Content-Length: 33554432\r\n\r\n");
    client_send(&client, body, 33554432);
    HARNESS_UNTIL(&client, client_response(&client, 0, false, &r));
    assert_int_equal(r.status, 200);
    assert_int_equal(harness.body_length, 33554432);
    client_close(&client);
    free(body);
}

static void test_expect_when_the_body_would_be_too_large_then_413_and_it_is_never_sent(void **state) {
    (void)state;
    struct client client;
    client_open(&client);
    client_say(&client,
               "POST /upload HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 41943040\r\n\r\n");
    HARNESS_UNTIL(&client, client.is_ended);
    assert_413(&client);
    client_close(&client);
}

static void test_linger_when_the_client_never_stops_then_cut_off(void **state) {
    (void)state;
    struct http_limits limits = http_limits_default();
    struct client client;
    char *body = large_body();
    limits.linger_bytes = MIB;
    harness_begin(&limits);
    client_open(&client);
    client_say(&client, "POST /upload HTTP/1.1\r\n" HOST "Content-Length: 41943040\r\n\r\n");
    client_send(&client, body, LARGE);
    HARNESS_UNTIL(&client, client.is_ended);
    HARNESS_UNTIL(NULL, http_server_connections(harness.server) == 0);
    client_close(&client);
    free(body);
    harness_end();
}

static void test_address_when_too_long_then_414(void **state) {
    (void)state;
    static char request[9000];
    memset(request, 'a', sizeof request);
    memcpy(request, "GET /", 5);
    snprintf(request + 8500, 100, " HTTP/1.1\r\n" HOST "\r\n");
    struct response r = client_ask(request);
    assert_int_equal(r.status, 414);
    /* The same while its end has not come. */
    request[8500] = '\0';
    r = client_ask(request);
    assert_int_equal(r.status, 414);
    assert_holds(r.body, "8192");
}

static void test_headers_when_too_large_or_too_many_then_431(void **state) {
    (void)state;
    static char request[40000];
    size_t at = (size_t)snprintf(request, sizeof request, "GET /hello HTTP/1.1\r\n" HOST "X-Long: ");
    memset(request + at, 'x', 33000);
    memcpy(request + at + 33000, "\r\n\r\n", 5);
    struct response r = client_ask(request);
    assert_int_equal(r.status, 431);
    at = (size_t)snprintf(request, sizeof request, "GET /hello HTTP/1.1\r\n" HOST);
    for (int i = 0; i < 100; i++)
        at += (size_t)snprintf(request + at, sizeof request - at, "X-%d: y\r\n", i);
    snprintf(request + at, sizeof request - at, "\r\n");
    r = client_ask(request);
    assert_int_equal(r.status, 431);
    assert_holds(r.body, "100 headers");
}

static void test_requests_when_too_many_run_then_503_with_retry_after(void **state) {
    (void)state;
    struct http_limits limits = http_limits_default();
    struct client first;
    struct response r;
    limits.running = 1;
    limits.retry_after_s = 7;
    harness_begin(&limits);
    client_open(&first);
    client_say(&first, "GET /wait HTTP/1.1\r\n" HOST "\r\n");
    HARNESS_UNTIL(&first, harness.pending_count == 1);
    r = client_ask("GET /hello HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(r.status, 503);
    assert_text(response_header(&r, "Retry-After"), "7");
    assert_holds(r.body, "\"type\":\"/problems/overloaded\"");
    http_reply_empty(harness.pending[0], 204);
    HARNESS_UNTIL(&first, client_response(&first, 0, false, &r));
    r = client_ask("GET /hello HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(r.status, 200);
    client_close(&first);
    harness_end();
}

static void test_bodies_when_they_hold_too_much_together_then_503(void **state) {
    (void)state;
    struct http_limits limits = http_limits_default();
    struct client first;
    limits.body_memory = 1000;
    harness_begin(&limits);
    client_open(&first);
    client_say(&first, "POST /wait HTTP/1.1\r\n" HOST "Content-Length: 600\r\n\r\nhalf of it");
    HARNESS_UNTIL(&first, http_server_running(harness.server) == 1);
    struct response r = client_ask("POST /upload HTTP/1.1\r\n" HOST "Content-Length: 401\r\n\r\n");
    assert_int_equal(r.status, 503);
    r = client_ask("POST /upload HTTP/1.1\r\n" HOST "Content-Length: 4\r\n\r\nfour");
    assert_int_equal(r.status, 200);
    client_close(&first);
    HARNESS_UNTIL(NULL, http_server_running(harness.server) == 0);
    r = client_ask("POST /upload HTTP/1.1\r\n" HOST "Content-Length: 4\r\n\r\nfour");
    assert_int_equal(r.status, 200);
    harness_end();
}

static void test_connections_when_too_many_then_the_next_waits_for_one_to_close(void **state) {
    (void)state;
    struct http_limits limits = http_limits_default();
    struct client first, second;
    struct response r;
    limits.connections = 1;
    harness_begin(&limits);
    client_open(&first);
    client_open(&second);
    client_say(&second, "GET /hello HTTP/1.1\r\n" HOST "\r\n");
    HARNESS_UNTIL(&first, http_server_connections(harness.server) == 1);
    for (int i = 0; i < 20; i++)
        harness_turn((struct client *const[]){&first, &second}, 2);
    assert_int_equal(second.in.len, 0);
    client_close(&first);
    HARNESS_UNTIL(&second, client_response(&second, 0, false, &r));
    client_close(&second);
    harness_end();
}

static void test_head_when_it_takes_too_long_then_408(void **state) {
    (void)state;
    struct http_limits limits = http_limits_default();
    limits.head_timeout_ms = 20;
    harness_begin(&limits);
    struct response r = client_ask("GET /hello HTT");
    assert_int_equal(r.status, 408);
    assert_holds(r.body, "\"type\":\"/problems/request-timeout\"");
    harness_end();
}

static void test_body_when_it_pauses_too_long_then_408(void **state) {
    (void)state;
    struct http_limits limits = http_limits_default();
    limits.body_timeout_ms = 20;
    harness_begin(&limits);
    struct response r =
        client_ask("POST /upload HTTP/1.1\r\n" HOST "Content-Length: 100\r\n\r\nthe beginning");
    assert_int_equal(r.status, 408);
    assert_int_equal(http_server_running(harness.server), 0);
    assert_true(harness_logged("msg=\"upload was cut off\" method=POST path=/upload bytes=13 expected=100"));
    harness_end();
}

static void test_connection_when_idle_too_long_then_closed(void **state) {
    (void)state;
    struct http_limits limits = http_limits_default();
    struct client client;
    limits.idle_timeout_ms = 20;
    harness_begin(&limits);
    client_open(&client);
    HARNESS_UNTIL(&client, client.is_ended);
    assert_int_equal(client.in.len, 0);
    client_close(&client);
    harness_end();
}

static void test_answer_when_the_client_does_not_take_it_then_cut_off(void **state) {
    (void)state;
    struct http_limits limits = http_limits_default();
    struct client client;
    limits.write_timeout_ms = 50;
    harness_begin(&limits);
    client_open(&client);
    client.is_deaf = true;
    client_say(&client, "GET /table?large=1 HTTP/1.1\r\n" HOST "\r\n");
    HARNESS_UNTIL(&client, harness_logged("msg=\"client left in the middle of its answer\""));
    assert_true(harness_logged("reason=timeout"));
    HARNESS_UNTIL(&client, http_server_connections(harness.server) == 0);
    client_close(&client);
    harness_end();
}

static void test_pipelining_when_endless_then_reading_stops(void **state) {
    (void)state;
    struct client client;
    char *body = large_body();
    client_open(&client);
    client_say(&client, "GET /wait HTTP/1.1\r\n" HOST "\r\n");
    HARNESS_UNTIL(&client, harness.pending_count == 1);
    size_t before = allocated();
    client_send(&client, body, LARGE);
    for (int i = 0; i < 200; i++)
        harness_turn((struct client *const[]){&client}, 1);
    assert_true(client.out_length > 0);
    assert_true(allocated() < before + MIB);
    client_reset(&client);
    http_reply_empty(harness.pending[0], 204);
    HARNESS_UNTIL(NULL, http_server_connections(harness.server) == 0);
    free(body);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_body_when_its_length_is_over_the_limit_then_413_and_nothing_held),
        TEST(test_body_when_the_client_reads_only_after_sending_then_it_still_sees_413),
        TEST(test_body_when_its_chunks_are_over_the_limit_then_413_and_no_more_held_than_that),
        TEST(test_body_when_one_chunk_says_too_much_then_413_at_once),
        TEST(test_body_when_just_at_the_limit_then_taken),
        TEST(test_expect_when_the_body_would_be_too_large_then_413_and_it_is_never_sent),
        TEST(test_address_when_too_long_then_414),
        TEST(test_headers_when_too_large_or_too_many_then_431),
        TEST(test_pipelining_when_endless_then_reading_stops),
        cmocka_unit_test(test_linger_when_the_client_never_stops_then_cut_off),
        cmocka_unit_test(test_requests_when_too_many_run_then_503_with_retry_after),
        cmocka_unit_test(test_bodies_when_they_hold_too_much_together_then_503),
        cmocka_unit_test(test_connections_when_too_many_then_the_next_waits_for_one_to_close),
        cmocka_unit_test(test_head_when_it_takes_too_long_then_408),
        cmocka_unit_test(test_body_when_it_pauses_too_long_then_408),
        cmocka_unit_test(test_connection_when_idle_too_long_then_closed),
        cmocka_unit_test(test_answer_when_the_client_does_not_take_it_then_cut_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
