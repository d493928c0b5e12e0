/* stop: nothing that runs is lost, nothing new begins, and it ends. */
#include "harness.h"

#include <event2/event.h>
#include <errno.h>
#include <string.h>

#define HOST "Host: localhost\r\n"

static int begin(void **state) {
    (void)state;
    harness_begin(NULL);
    return 0;
}

static int end(void **state) {
    (void)state;
    harness_end();
    return 0;
}

static void on_stopped(void *arg) {
    assert_ptr_equal(arg, &harness);
    harness.stopped_calls++;
}

static void test_stop_when_nothing_is_open_then_done_but_not_at_once(void **state) {
    (void)state;
    http_server_stop(harness.server, 5000, on_stopped, &harness);
    assert_int_equal(harness.stopped_calls, 0);
    HARNESS_UNTIL(NULL, harness.stopped_calls == 1);
}

static void test_stop_when_a_connection_is_idle_then_closed(void **state) {
    (void)state;
    struct client client;
    struct response r;
    client_open(&client);
    client_say(&client, "GET /hello HTTP/1.1\r\n" HOST "\r\n");
    HARNESS_UNTIL(&client, client_response(&client, 0, false, &r));
    http_server_stop(harness.server, 5000, on_stopped, &harness);
    HARNESS_UNTIL(&client, client.is_ended && harness.stopped_calls == 1);
    assert_false(client.is_reset);
    client_close(&client);
}

static void test_stop_when_a_request_runs_then_it_is_answered_first(void **state) {
    (void)state;
    struct client client;
    struct response r;
    client_open(&client);
    client_say(&client, "GET /wait HTTP/1.1\r\n" HOST "\r\n");
    HARNESS_UNTIL(&client, harness.pending_count == 1);
    http_server_stop(harness.server, 60000, on_stopped, &harness);
    for (int i = 0; i < 20; i++)
        harness_turn((struct client *const[]){&client}, 1);
    assert_int_equal(harness.stopped_calls, 0);
    http_reply_bytes(harness.pending[0], 201, HTTP_TEXT, TEXT_OF("stored"));
    HARNESS_UNTIL(&client, client.is_ended && harness.stopped_calls == 1);
    assert_true(client_response(&client, 0, false, &r));
    assert_int_equal(r.status, 201);
    assert_text(r.body, "stored");
    assert_text(response_header(&r, "Connection"), "close");
    client_close(&client);
}

static void test_stop_when_a_body_is_on_its_way_then_it_is_served(void **state) {
    (void)state;
    struct client client;
    struct response r;
    client_open(&client);
    client_say(&client, "POST /upload HTTP/1.1\r\n" HOST "Content-Length: 10\r\n\r\nfirst");
    HARNESS_UNTIL(&client, http_server_running(harness.server) == 1);
    http_server_stop(harness.server, 60000, on_stopped, &harness);
    client_say(&client, "after");
    HARNESS_UNTIL(&client, harness.stopped_calls == 1 && client.is_ended);
    assert_true(client_response(&client, 0, false, &r));
    assert_text(r.body, "firstafter");
    client_close(&client);
}

static void test_stop_when_a_head_ends_after_it_then_503(void **state) {
    (void)state;
    struct client client;
    struct response r;
    client_open(&client);
    client_say(&client, "GET /hello HTTP/1.1\r\n");
    HARNESS_UNTIL(&client, http_server_connections(harness.server) == 1);
    harness_turn(NULL, 0);
    http_server_stop(harness.server, 60000, on_stopped, &harness);
    client_say(&client, HOST "\r\n");
    HARNESS_UNTIL(&client, harness.stopped_calls == 1 && client.is_ended);
    assert_true(client_response(&client, 0, false, &r));
    assert_int_equal(r.status, 503);
    assert_holds(r.body, "\"type\":\"/problems/shutting-down\"");
    assert_text(response_header(&r, "Retry-After"), "2");
    client_close(&client);
}

static void test_stop_when_the_grace_is_over_then_cut_off_and_told(void **state) {
    (void)state;
    struct client client;
    client_open(&client);
    client_say(&client, "GET /wait HTTP/1.1\r\n" HOST "\r\n");
    HARNESS_UNTIL(&client, harness.pending_count == 1);
    http_server_stop(harness.server, 20, on_stopped, &harness);
    HARNESS_UNTIL(&client, harness.stopped_calls == 1);
    assert_int_equal(harness.gone_calls, 1);
    assert_int_equal(http_server_connections(harness.server), 0);
    assert_int_equal(http_server_running(harness.server), 1);
    http_reply_empty(harness.pending[0], 204);
    HARNESS_UNTIL(&client, client.is_ended);
    client_close(&client);
}

static void test_stop_when_many_are_open_then_done_is_called_once(void **state) {
    (void)state;
    struct client clients[6];
    for (int i = 0; i < 6; i++) {
        client_open(&clients[i]);
        client_say(&clients[i], i % 2 == 0 ? "GET /wait HTTP/1.1\r\n" HOST "\r\n" : "\r\n");
    }
    HARNESS_UNTIL(NULL, http_server_connections(harness.server) == 6 && harness.pending_count == 3);
    http_server_stop(harness.server, 60000, on_stopped, &harness);
    for (int i = 0; i < 3; i++)
        http_reply_empty(harness.pending[i], 204);
    HARNESS_UNTIL(NULL, harness.stopped_calls == 1);
    for (int i = 0; i < 20; i++)
        harness_turn(NULL, 0);
    assert_int_equal(harness.stopped_calls, 1);
    for (int i = 0; i < 6; i++)
        client_close(&clients[i]);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_stop_when_nothing_is_open_then_done_but_not_at_once),
        TEST(test_stop_when_a_connection_is_idle_then_closed),
        TEST(test_stop_when_a_request_runs_then_it_is_answered_first),
        TEST(test_stop_when_a_body_is_on_its_way_then_it_is_served),
        TEST(test_stop_when_a_head_ends_after_it_then_503),
        TEST(test_stop_when_the_grace_is_over_then_cut_off_and_told),
        TEST(test_stop_when_many_are_open_then_done_is_called_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
