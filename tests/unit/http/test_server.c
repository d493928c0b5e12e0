/* server: one request after the other, as it goes when all is well, and what is refused from the head alone.
 * */
#include "harness.h"

#include <stdio.h>
#include <string.h>

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

#define HOST "Host: localhost\r\n"

static void test_get_when_known_then_answered_with_the_standard_headers(void **state) {
    (void)state;
    struct response r = client_ask("GET /hello HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(r.status, 200);
    assert_text(r.body, "hello");
    assert_text(response_header(&r, "Content-Length"), "5");
    assert_text(response_header(&r, "Content-Type"), "text/plain; charset=utf-8");
    assert_text(response_header(&r, "X-Content-Type-Options"), "nosniff");
    assert_int_equal(response_header(&r, "X-Request-Id").len, 16);
    assert_int_equal(response_header(&r, "Date").len, strlen("Sun, 06 Nov 1994 08:49:37 GMT"));
    assert_int_equal(response_header(&r, "Connection").len, 0);
    HARNESS_UNTIL(NULL, harness_logged("msg=request method=GET path=/hello status=200 bytes="));
}

static void test_head_when_known_then_no_body_but_its_length(void **state) {
    (void)state;
    struct response r = client_ask("HEAD /hello HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(r.status, 200);
    assert_text(response_header(&r, "Content-Length"), "5");
    assert_int_equal(r.body.len, 0);
}

static void test_connection_when_kept_alive_then_serves_again(void **state) {
    (void)state;
    struct client client;
    struct response r;
    client_open(&client);
    for (size_t i = 0; i < 3; i++) {
        client_say(&client, "GET /hello HTTP/1.1\r\n" HOST "\r\n");
        HARNESS_UNTIL(&client, client_response(&client, i, false, &r));
        assert_text(r.body, "hello");
    }
    assert_int_equal(http_server_connections(harness.server), 1);
    client_close(&client);
}

static void test_connection_when_close_is_asked_then_closed(void **state) {
    (void)state;
    static const char *const requests[] = {
        "GET /hello HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n",
        "GET /hello HTTP/1.1\r\n" HOST "Connection: keep-alive, Close\r\n\r\n",
        "GET /hello HTTP/1.0\r\n\r\n",
    };
    for (size_t i = 0; i < 3; i++) {
        struct client client;
        struct response r;
        client_open(&client);
        client_say(&client, requests[i]);
        HARNESS_UNTIL(&client, client.is_ended);
        assert_true(client_response(&client, 0, false, &r));
        assert_text(response_header(&r, "Connection"), "close");
        client_close(&client);
    }
}

static void test_http_1_0_when_keep_alive_is_asked_then_kept(void **state) {
    (void)state;
    struct client client;
    struct response r;
    client_open(&client);
    client_say(&client, "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    HARNESS_UNTIL(&client, client_response(&client, 0, false, &r));
    assert_text(response_header(&r, "Connection"), "keep-alive");
    client_say(&client, "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    HARNESS_UNTIL(&client, client_response(&client, 1, false, &r));
    client_close(&client);
}

static void test_pipelining_when_the_first_waits_then_answers_keep_their_order(void **state) {
    (void)state;
    struct client client;
    struct response r;
    client_open(&client);
    client_say(&client, "GET /wait HTTP/1.1\r\n" HOST "\r\n"
                        "GET /things/2 HTTP/1.1\r\n" HOST "\r\n"
                        "POST /upload HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nthree"
                        "GET /hello HTTP/1.1\r\n" HOST "\r\n");
    HARNESS_UNTIL(&client, harness.pending_count == 1);
    for (int i = 0; i < 20; i++)
        harness_turn((struct client *const[]){&client}, 1);
    assert_int_equal(client.in.len, 0);
    assert_int_equal(http_server_running(harness.server), 1);
    http_reply_bytes(harness.pending[0], 200, HTTP_TEXT, TEXT_OF("one"));
    HARNESS_UNTIL(&client, client_response(&client, 3, false, &r));
    assert_text(r.body, "hello");
    assert_true(client_response(&client, 0, false, &r));
    assert_text(r.body, "one");
    assert_true(client_response(&client, 1, false, &r));
    assert_holds(r.body, "id=2 ");
    assert_true(client_response(&client, 2, false, &r));
    assert_text(r.body, "three");
    assert_int_equal(http_server_running(harness.server), 0);
    client_close(&client);
}

static void test_request_when_it_comes_byte_by_byte_then_served(void **state) {
    (void)state;
    static const char request[] = "\r\nPOST /upload HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
                                  "5;x=y\r\nhello\r\n7\r\n, world\r\n0\r\nTrailer: t\r\n\r\n";
    struct client client;
    struct response r;
    client_open(&client);
    for (size_t i = 0; i < sizeof request - 1; i++) {
        client_send(&client, request + i, 1);
        harness_turn((struct client *const[]){&client}, 1);
    }
    HARNESS_UNTIL(&client, client_response(&client, 0, false, &r));
    assert_text(r.body, "hello, world");
    client_close(&client);
}

static void test_address_when_unknown_then_404_as_problem(void **state) {
    (void)state;
    struct response r = client_ask("GET /nowhere HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(r.status, 404);
    assert_text(response_header(&r, "Content-Type"), "application/problem+json");
    assert_text(response_header(&r, "Cache-Control"), "no-store");
    struct text id = response_header(&r, "X-Request-Id");
    char expected[400];
    snprintf(expected, sizeof expected,
             "{\"type\":\"/problems/not-found\",\"title\":\"Not found\",\"status\":404,\"detail\":\"There is "
             "nothing "
             "at this address.\",\"instance\":\"/nowhere\",\"request_id\":\"%.*s\"}",
             TEXT_ARG(id));
    assert_text(r.body, expected);
}

static void test_method_when_not_allowed_then_405_with_allow(void **state) {
    (void)state;
    struct response r = client_ask("DELETE /wait HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(r.status, 405);
    assert_text(response_header(&r, "Allow"), "GET, HEAD, POST, OPTIONS");
    assert_holds(r.body, "\"type\":\"/problems/method-not-allowed\"");
}

static void test_options_when_known_then_allow(void **state) {
    (void)state;
    struct response r = client_ask("OPTIONS /upload HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(r.status, 204);
    assert_text(response_header(&r, "Allow"), "POST, OPTIONS");
    r = client_ask("OPTIONS * HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(r.status, 204);
    r = client_ask("OPTIONS /nowhere HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(r.status, 404);
}

static void test_malformed_when_read_then_a_problem_and_closed(void **state) {
    (void)state;
    static const struct {
        const char *request;
        int status;
        const char *detail;
    } cases[] = {
        {"hello\r\n\r\n", 400, "of the form `METHOD /path HTTP/1.1`"},
        {"GET /hello HTTP/1.1\n\n", 400, "bare line feed"},
        {"GET /hello HTTP/2.0\r\n\r\n", 505, "HTTP/1.1"},
        {"BREW /hello HTTP/1.1\r\n" HOST "\r\n", 501, "BREW"},
        {"GET /hello HTTP/1.1\r\n\r\n", 400, "one Host header"},
        {"POST /upload HTTP/1.1\r\n" HOST "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400,
         "more than once"},
        {"POST /upload HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400, "chunks"},
        {"POST /upload HTTP/1.1\r\n" HOST "Expect: a miracle\r\n\r\n", 417, "100-continue"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct client client;
        struct response r;
        client_open(&client);
        client_say(&client, cases[i].request);
        HARNESS_UNTIL(&client, client.is_ended);
        assert_false(client.is_reset);
        assert_true(client_response(&client, 0, false, &r));
        assert_int_equal(r.status, cases[i].status);
        assert_text(response_header(&r, "Content-Type"), "application/problem+json");
        assert_text(response_header(&r, "Connection"), "close");
        assert_holds(r.body, cases[i].detail);
        client_close(&client);
    }
    assert_int_equal(harness.handler_calls, 0);
}

static void test_parameters_when_typed_then_the_handler_gets_them(void **state) {
    (void)state;
    struct response r = client_ask("GET /things/a%2Fb%20c?limit=20&quote=0&kind=rate&period=2021S1&"
                                   "name=%E5%B1%B1+%E5%B7%9D HTTP/1.1\r\n" HOST "\r\n");
    assert_text(r.body, "id=a/b c n=20 bool=0 word=1 period=2021-H1 name=山 川");
    r = client_ask("GET /things/%E5%8C%BA HTTP/1.1\r\n" HOST "\r\n");
    assert_text(r.body, "id=区 n=-7 bool=1 word=-3 period= name=");
    r = client_ask("GET /things/x?name=山 HTTP/1.1\r\n" HOST "\r\n");
    assert_text(r.body, "id=x n=-7 bool=1 word=-3 period= name=山");
    r = client_ask("GET /files/css/a%2Fb.css HTTP/1.1\r\n" HOST "\r\n");
    assert_text(r.body, "css/a/b.css");
}

static void test_parameters_when_wrong_then_400_naming_them(void **state) {
    (void)state;
    static const struct {
        const char *query, *field;
    } cases[] = {
        {"colour=red", "\"field\":\"colour\""},
        {"limit=5&limit=5", "\"field\":\"limit\""},
        {"limit=five", "whole number from 1 to 1000"},
        {"limit=1001", "\"field\":\"limit\""},
        {"quote=yes", "1, 0, true or false"},
        {"kind=money", "one of count, rate is needed"},
        {"period=2021-H3", "\"type\":\"/problems/bad-period\""},
        {"name=%E5%B1", "\"field\":\"name\""},
        {"name=%zz", "hexadecimal"},
        {"name=a%00b", "NUL"},
        {"name=", "\"field\":\"name\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char request[256];
        snprintf(request, sizeof request, "GET /things/1?%s HTTP/1.1\r\n" HOST "\r\n", cases[i].query);
        struct response r = client_ask(request);
        assert_int_equal(r.status, 400);
        assert_holds(r.body, cases[i].field);
    }
    struct response r = client_ask("GET /things/%FF HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(r.status, 400);
    r = client_ask("GET /hello?x=1 HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(r.status, 400);
    assert_holds(r.body, "unknown-parameter");
}

static void test_body_when_not_taken_then_400(void **state) {
    (void)state;
    struct response r = client_ask("GET /hello HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\n{}");
    assert_int_equal(r.status, 400);
    assert_holds(r.body, "takes no body");
    r = client_ask("GET /hello HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n");
    assert_int_equal(r.status, 200);
    assert_int_equal(harness.handler_calls, 1);
}

static void test_token_when_missing_or_wrong_then_401_with_a_challenge(void **state) {
    (void)state;
    struct response r = client_ask("GET /secret HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(r.status, 401);
    assert_text(response_header(&r, "WWW-Authenticate"), "Bearer realm=\"tongbi\"");
    r = client_ask("GET /secret HTTP/1.1\r\n" HOST "Authorization: Basic Zm9v\r\n\r\n");
    assert_int_equal(r.status, 401);
    r = client_ask("GET /secret HTTP/1.1\r\n" HOST "Authorization: Bearer nonsense-7781\r\n\r\n");
    assert_int_equal(r.status, 401);
    assert_text(response_header(&r, "WWW-Authenticate"), "Bearer realm=\"tongbi\", error=\"invalid_token\"");
    assert_holds(r.body, "not known");
    r = client_ask("GET /secret HTTP/1.1\r\n" HOST "Authorization: Bearer weak\r\n\r\n");
    assert_int_equal(r.status, 403);
    assert_int_equal(harness.handler_calls, 0);
    assert_false(harness_logged("nonsense-7781"));
}

static void test_token_when_good_then_the_handler_knows_who(void **state) {
    (void)state;
    struct response r = client_ask("GET /secret HTTP/1.1\r\n" HOST "authorization: bearer good\r\n\r\n");
    assert_int_equal(r.status, 200);
    assert_text(r.body, "the clerk");
}

static void test_token_when_asked_slowly_then_the_body_waits(void **state) {
    (void)state;
    struct client client;
    struct response r;
    client_open(&client);
    client_say(&client, "POST /secret HTTP/1.1\r\n" HOST
                        "Authorization: Bearer slow\r\nContent-Length: 4\r\n\r\nbody");
    HARNESS_UNTIL(&client, harness.pending_count == 1);
    assert_int_equal(harness.handler_calls, 0);
    http_request_admit(harness.pending[0], "somebody");
    HARNESS_UNTIL(&client, client_response(&client, 0, false, &r));
    assert_text(r.body, "somebody");
    client_close(&client);
}

static void test_token_when_wrong_and_body_large_then_the_body_is_not_held(void **state) {
    (void)state;
    struct client client;
    struct response r;
    static char body[4 * 1024 * 1024];
    client_open(&client);
    client_say(&client, "POST /secret HTTP/1.1\r\n" HOST "Content-Length: 4194304\r\n\r\n");
    client_send(&client, body, sizeof body);
    HARNESS_UNTIL(&client, client.is_ended);
    assert_true(client_response(&client, 0, false, &r));
    assert_int_equal(r.status, 401);
    assert_text(response_header(&r, "Connection"), "close");
    client_close(&client);
}

static void test_expect_when_body_is_wanted_then_100_first(void **state) {
    (void)state;
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    struct client client;
    struct response r;
    client_open(&client);
    client_say(&client, "POST /upload HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    HARNESS_UNTIL(&client, client.in.len >= sizeof go_on - 1);
    assert_text(buf_text(&client.in), go_on);
    client_say(&client, "body");
    HARNESS_UNTIL(&client, client_response(&client, 1, false, &r));
    assert_text(r.body, "body");
    client_close(&client);
}

static void test_expect_when_refused_then_no_100(void **state) {
    (void)state;
    struct response r =
        client_ask("POST /secret HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    assert_int_equal(r.status, 401);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_get_when_known_then_answered_with_the_standard_headers),
        TEST(test_head_when_known_then_no_body_but_its_length),
        TEST(test_connection_when_kept_alive_then_serves_again),
        TEST(test_connection_when_close_is_asked_then_closed),
        TEST(test_http_1_0_when_keep_alive_is_asked_then_kept),
        TEST(test_pipelining_when_the_first_waits_then_answers_keep_their_order),
        TEST(test_request_when_it_comes_byte_by_byte_then_served),
        TEST(test_address_when_unknown_then_404_as_problem),
        TEST(test_method_when_not_allowed_then_405_with_allow),
        TEST(test_options_when_known_then_allow),
        TEST(test_malformed_when_read_then_a_problem_and_closed),
        TEST(test_parameters_when_typed_then_the_handler_gets_them),
        TEST(test_parameters_when_wrong_then_400_naming_them),
        TEST(test_body_when_not_taken_then_400),
        TEST(test_token_when_missing_or_wrong_then_401_with_a_challenge),
        TEST(test_token_when_good_then_the_handler_knows_who),
        TEST(test_token_when_asked_slowly_then_the_body_waits),
        TEST(test_token_when_wrong_and_body_large_then_the_body_is_not_held),
        TEST(test_expect_when_body_is_wanted_then_100_first),
        TEST(test_expect_when_refused_then_no_100),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
