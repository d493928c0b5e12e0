/* head: what is a request's head, and what is not. */
#include "harness.h"

#include "http/head.h"
#include "http/limits.h"

#include <string.h>

static struct arena arena;

static int begin(void **state) {
    (void)state;
    arena_init(&arena, 1024 * 1024);
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_fini(&arena);
    return 0;
}

static void test_head_when_well_formed_then_understood(void **state) {
    struct head head;
    struct problem problem;
    (void)state;
    assert_true(head_parse(
        TEXT_OF("POST /v1/reports?org=a&period=2021-H1 HTTP/1.1\r\nHost: x\r\nX-Empty:\r\n"
                "content-TYPE: \t text/plain \t\r\nContent-Length: 0012\r\nConnection: Close\r\n\r\n"),
        &arena, &head, &problem));
    assert_text(head.method, "POST");
    assert_text(head.path, "/v1/reports");
    assert_text(head.query, "org=a&period=2021-H1");
    assert_int_equal(head.minor, 1);
    assert_int_equal(head.header_count, 5);
    assert_text(head_header(&head, "Content-Type"), "text/plain");
    assert_text(head_header(&head, "x-empty"), "");
    assert_int_equal(head.body, BODY_LENGTH);
    assert_int_equal(head.content_length, 12);
    assert_false(head.keep_alive);
    assert_false(head.expects_continue);
}

static void test_target_when_absolute_then_its_path(void **state) {
    static const struct {
        const char *request, *path, *query;
    } cases[] = {
        {"GET http://host:8420/a/b?c HTTP/1.1\r\nHost: x\r\n\r\n", "/a/b", "c"},
        {"GET http://host HTTP/1.1\r\nHost: x\r\n\r\n", "/", ""},
        {"GET /a?x=http://y/z HTTP/1.1\r\nHost: x\r\n\r\n", "/a", "x=http://y/z"},
        {"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "*", ""},
        {"GET /\xE5\xB1\xB1? HTTP/1.1\r\nHost: x\r\n\r\n", "/\xE5\xB1\xB1", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct head head;
        struct problem problem;
        assert_true(head_parse(text_from(cases[i].request), &arena, &head, &problem));
        assert_text(head.path, cases[i].path);
        assert_text(head.query, cases[i].query);
    }
}

static void test_body_when_announced_then_its_kind(void **state) {
    static const struct {
        const char *headers;
        enum body_kind kind;
    } cases[] = {
        {"", BODY_NONE},
        {"Content-Length: 0\r\n", BODY_NONE},
        {"Content-Length: 18446744073709551615\r\n", BODY_LENGTH},
        {"Transfer-Encoding: Chunked\r\n", BODY_CHUNKED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct head head;
        struct problem problem;
        struct text request = arena_printf(
            &arena, "POST / HTTP/1.1\r\nHost: x\r\n%sExpect: 100-Continue\r\n\r\n", cases[i].headers);
        assert_true(head_parse(request, &arena, &head, &problem));
        assert_int_equal(head.body, cases[i].kind);
        assert_true(head.keep_alive && head.expects_continue);
    }
}

static void test_head_when_malformed_then_refused_with_its_status(void **state) {
    static const struct {
        const char *request;
        int status;
    } cases[] = {
        {"\r\n\r\n", 400},
        {"GET\r\n\r\n", 400},
        {"GET /\r\n\r\n", 400},
        {"GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        {"GET / x HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        {"GET / HTTP/1.1 \r\nHost: x\r\n\r\n", 400},
        {"G(T / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        {"get / HTTP/1.1\r\nHost: x\r\n\r\n", 501},
        {"TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", 501},
        {"GET / HTTP/0.9\r\nHost: x\r\n\r\n", 505},
        {"GET / HTTP/11\r\nHost: x\r\n\r\n", 400},
        {"GET / http/1.1\r\nHost: x\r\n\r\n", 400},
        {"GET x HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        {"GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        {"GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        {"GET /a\tb HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: x\r\nX : a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: x\r\n: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: x\r\nnothing\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: x\r\nX: a\001b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 18446744073709551616\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
        {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
         400},
        {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: x\r\nExpect: 200-ok\r\n\r\n", 417},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct head head;
        struct problem problem;
        if (head_parse(text_from(cases[i].request), &arena, &head, &problem) ||
            problem.status != cases[i].status)
            fail_msg("case %zu (%d expected): %s", i, cases[i].status, cases[i].request);
        assert_true(problem.detail[0] != '\0' && problem.name != NULL);
    }
}

static void test_end_when_it_comes_in_pieces_then_found(void **state) {
    static const char request[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\nrest";
    size_t scanned = 0, end = sizeof request - 1 - 4;
    (void)state;
    for (size_t len = 0; len < end; len++)
        assert_int_equal(head_find_end((struct text){request, len}, &scanned), 0);
    assert_int_equal(head_find_end((struct text){request, sizeof request - 1}, &scanned), end);
}

static void test_growth_when_too_long_then_414_or_431(void **state) {
    static char bytes[HTTP_HEAD_MAX + 1];
    struct problem problem;
    (void)state;
    memset(bytes, 'a', sizeof bytes);
    assert_true(head_may_grow((struct text){bytes, HTTP_TARGET_MAX}, &problem));
    assert_false(head_may_grow((struct text){bytes, HTTP_TARGET_MAX + 100}, &problem));
    assert_int_equal(problem.status, 414);
    memcpy(bytes + 100, "\r\n", 2);
    assert_true(head_may_grow((struct text){bytes, HTTP_HEAD_MAX}, &problem));
    assert_false(head_may_grow((struct text){bytes, HTTP_HEAD_MAX + 1}, &problem));
    assert_int_equal(problem.status, 431);
    assert_false(head_may_grow(TEXT_OF("GET / HTTP/1.1\nHost"), &problem));
    assert_int_equal(problem.status, 400);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_head_when_well_formed_then_understood),
        TEST(test_target_when_absolute_then_its_path),
        TEST(test_body_when_announced_then_its_kind),
        TEST(test_head_when_malformed_then_refused_with_its_status),
        TEST(test_end_when_it_comes_in_pieces_then_found),
        TEST(test_growth_when_too_long_then_414_or_431),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
