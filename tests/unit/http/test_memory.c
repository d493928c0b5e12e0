/* Every allocation of ours that serving takes fails once: the client gets an answer or is cut off, nothing
 * else is harmed. */
#include "harness.h"

#include "base/memory.h"

#define HOST "Host: localhost\r\n"

static bool is_over(const struct client *client) {
    struct response r;
    return client->is_ended || buf_failed(&client->in) || client_response(client, 0, false, &r);
}

/* How many allocations were walked. */
static size_t walk(const char *request) {
    size_t n = 1;
    for (bool has_failed = true; has_failed; n++) {
        struct client client;
        harness_begin(NULL);
        client_open(&client);
        client_say(&client, request);
        memory_fail_after(n);
        HARNESS_UNTIL(&client, is_over(&client));
        has_failed = memory_has_failed();
        memory_fail_after(0);
        assert_int_equal(http_server_running(harness.server), 0);
        client_close(&client);
        HARNESS_UNTIL(NULL, http_server_connections(harness.server) == 0);
        /* And the next one is served as if nothing had been. */
        struct response r = client_ask("GET /hello HTTP/1.1\r\n" HOST "\r\n");
        assert_int_equal(r.status, 200);
        harness_end();
        assert_true(n < 1000);
    }
    return n - 2;
}

static void test_memory_when_the_nth_allocation_fails_then_only_that_request_suffers(void **state) {
    (void)state;
    assert_true(walk("GET /hello HTTP/1.1\r\n" HOST "\r\n") >= 5);
    assert_true(walk("GET /table?format=csv HTTP/1.1\r\n" HOST "Accept-Encoding: gzip\r\n\r\n") >= 8);
    assert_true(walk("POST /upload HTTP/1.1\r\n" HOST
                     "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n") >= 6);
    assert_true(walk("GET /things/1?limit=x HTTP/1.1\r\n" HOST "\r\n") >= 5);
    assert_true(walk("POST /secret HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\n") >= 4);
    assert_true(walk("nonsense\r\n\r\n") >= 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_when_the_nth_allocation_fails_then_only_that_request_suffers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
