/* The client leaves: in the middle of what it sends, while it waits, while it is answered. No request may be
 * lost or ended twice; ASan watches over what is touched afterwards. */
#include "harness.h"

#include <string.h>
#include <sys/socket.h>

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

static void leave(struct client *client, bool with_reset) {
    if (with_reset)
        client_reset(client);
    else
        client_close(client);
}

static void test_client_when_it_leaves_in_the_head_then_a_log_line(void **state) {
    (void)state;
    struct client client;
    client_open(&client);
    client_say(&client, "GET /hello HTTP/1.1\r\nHo");
    HARNESS_UNTIL(&client, http_server_connections(harness.server) == 1);
    client_close(&client);
    HARNESS_UNTIL(NULL, harness_logged("msg=\"client left in the middle of a head\" peer=127.0.0.1"));
    assert_int_equal(http_server_connections(harness.server), 0);
    assert_int_equal(harness.handler_calls, 0);
}

static void test_client_when_it_leaves_in_the_body_then_no_handler_and_a_log_line(void **state) {
    (void)state;
    for (int with_reset = 0; with_reset < 2; with_reset++) {
        struct client client;
        client_open(&client);
        client_say(&client, "POST /upload HTTP/1.1\r\n" HOST "Content-Length: 100\r\n\r\nonly this");
        HARNESS_UNTIL(&client, http_server_running(harness.server) == 1);
        leave(&client, with_reset);
        HARNESS_UNTIL(NULL, http_server_running(harness.server) == 0);
        HARNESS_UNTIL(
            NULL, harness_logged("msg=\"upload was cut off\" method=POST path=/upload bytes=9 expected=100"));
        assert_int_equal(http_server_connections(harness.server), 0);
    }
    assert_int_equal(harness.handler_calls, 0);
    assert_int_equal(harness.gone_calls, 0);
}

static void test_client_when_it_leaves_in_the_chunks_then_no_handler(void **state) {
    (void)state;
    struct client client;
    client_open(&client);
    client_say(&client, "POST /upload HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n5\r\nhel");
    HARNESS_UNTIL(&client, http_server_running(harness.server) == 1);
    client_close(&client);
    HARNESS_UNTIL(NULL, http_server_running(harness.server) == 0);
    assert_int_equal(harness.handler_calls, 0);
}

static void
test_client_when_it_leaves_while_it_waits_then_told_once_and_the_reply_goes_nowhere(void **state) {
    (void)state;
    for (int with_reset = 0; with_reset < 2; with_reset++) {
        struct client client;
        harness.pending_count = harness.gone_calls = 0;
        client_open(&client);
        client_say(&client, "GET /wait HTTP/1.1\r\n" HOST "\r\n");
        HARNESS_UNTIL(&client, harness.pending_count == 1);
        leave(&client, with_reset);
        HARNESS_UNTIL(NULL, harness.gone_calls == 1);
        assert_int_equal(http_server_connections(harness.server), 0);
        assert_int_equal(http_server_running(harness.server), 1);
        /* It stays whole until its reply. */
        assert_text(http_request_path(harness.pending[0]), "/wait");
        http_reply_bytes(harness.pending[0], 200, HTTP_TEXT, TEXT_OF("too late"));
        assert_int_equal(http_server_running(harness.server), 0);
        assert_int_equal(harness.gone_calls, 1);
        HARNESS_UNTIL(NULL,
                      harness_logged("msg=\"reply to nobody: the client has left\" method=GET path=/wait"));
    }
}

static void test_gone_when_the_reply_comes_from_within_then_all_is_over(void **state) {
    (void)state;
    struct client client;
    harness.reply_when_gone = true;
    client_open(&client);
    client_say(&client, "GET /wait HTTP/1.1\r\n" HOST "\r\n");
    HARNESS_UNTIL(&client, harness.pending_count == 1);
    client_close(&client);
    HARNESS_UNTIL(NULL, harness.gone_calls == 1);
    assert_int_equal(http_server_running(harness.server), 0);
}

static void count_late(struct http_request *request, void *arg) {
    assert_ptr_equal(arg, &harness);
    assert_true(http_request_is_gone(request));
    harness.gone_calls += 10;
}

static void test_gone_when_asked_too_late_then_told_in_the_next_turn(void **state) {
    (void)state;
    struct client client;
    client_open(&client);
    client_say(&client, "GET /wait HTTP/1.1\r\n" HOST "\r\n");
    HARNESS_UNTIL(&client, harness.pending_count == 1);
    client_close(&client);
    HARNESS_UNTIL(NULL, harness.gone_calls == 1);
    http_request_on_gone(harness.pending[0], count_late, &harness);
    assert_int_equal(harness.gone_calls, 1);
    HARNESS_UNTIL(NULL, harness.gone_calls == 11);
    /* Asked again and replied before that turn: not told. */
    http_request_on_gone(harness.pending[0], count_late, &harness);
    http_reply_empty(harness.pending[0], 204);
    harness_turn(NULL, 0);
    assert_int_equal(harness.gone_calls, 11);
}

static void test_client_when_it_leaves_before_it_is_admitted_then_admitting_ends_it(void **state) {
    (void)state;
    struct client client;
    client_open(&client);
    client_say(&client, "GET /secret HTTP/1.1\r\n" HOST "Authorization: Bearer slow\r\n\r\n");
    HARNESS_UNTIL(&client, harness.pending_count == 1);
    client_close(&client);
    HARNESS_UNTIL(NULL, harness.gone_calls == 1);
    http_request_admit(harness.pending[0], "somebody");
    assert_int_equal(http_server_running(harness.server), 0);
    assert_int_equal(harness.handler_calls, 0);
}

static void test_client_when_it_leaves_in_the_answer_then_a_log_line(void **state) {
    (void)state;
    struct client client;
    client_open(&client);
    client.is_deaf = true;
    client_say(&client, "GET /table?large=1 HTTP/1.1\r\n" HOST "\r\n");
    HARNESS_UNTIL(&client, harness_logged("msg=request method=GET path=/table status=200"));
    client_reset(&client);
    HARNESS_UNTIL(NULL, harness_logged("msg=\"client left in the middle of its answer\""));
    HARNESS_UNTIL(NULL, http_server_connections(harness.server) == 0);
    assert_int_equal(http_server_running(harness.server), 0);
}

static void test_client_when_it_closes_only_its_side_then_it_still_gets_the_answer(void **state) {
    (void)state;
    struct client client;
    struct response r;
    client_open(&client);
    client_say(&client, "GET /hello HTTP/1.1\r\n" HOST "\r\n");
    shutdown(client.fd, SHUT_WR);
    HARNESS_UNTIL(&client, client.is_ended);
    assert_true(client_response(&client, 0, false, &r));
    assert_text(r.body, "hello");
    client_close(&client);
    HARNESS_UNTIL(NULL, http_server_connections(harness.server) == 0);
}

static void test_client_when_it_takes_a_large_answer_then_it_comes_whole(void **state) {
    (void)state;
    struct client client;
    struct response r;
    client_open(&client);
    client_say(&client, "GET /table?large=1 HTTP/1.1\r\n" HOST "\r\n");
    HARNESS_UNTIL(&client, client_response(&client, 0, false, &r));
    assert_int_equal(r.body.len, 20 * 1024 * 1024);
    client_close(&client);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_client_when_it_leaves_in_the_head_then_a_log_line),
        TEST(test_client_when_it_leaves_in_the_body_then_no_handler_and_a_log_line),
        TEST(test_client_when_it_leaves_in_the_chunks_then_no_handler),
        TEST(test_client_when_it_leaves_while_it_waits_then_told_once_and_the_reply_goes_nowhere),
        TEST(test_gone_when_the_reply_comes_from_within_then_all_is_over),
        TEST(test_gone_when_asked_too_late_then_told_in_the_next_turn),
        TEST(test_client_when_it_leaves_before_it_is_admitted_then_admitting_ends_it),
        TEST(test_client_when_it_leaves_in_the_answer_then_a_log_line),
        TEST(test_client_when_it_closes_only_its_side_then_it_still_gets_the_answer),
        TEST(test_client_when_it_takes_a_large_answer_then_it_comes_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
