/* body: by length and by chunks, in one piece and byte by byte. */
#include "harness.h"

#include "http/body.h"

#include <event2/buffer.h>
#include <string.h>

enum { LIMIT = 16 };

/* Feeds `input`, `step` bytes at a time, until something else than BODY_MORE comes out; *left is what stays
 * in the buffer. */
static enum body_result feed(struct body *body, const char *input, size_t step, size_t *left) {
    struct evbuffer *buffer = evbuffer_new();
    enum body_result result = BODY_MORE;
    size_t length = strlen(input);
    for (size_t at = 0; at < length && result == BODY_MORE; at += step) {
        evbuffer_add(buffer, input + at, length - at < step ? length - at : step);
        result = body_take(body, buffer);
        if (result == BODY_MORE)
            assert_int_equal(evbuffer_get_length(buffer), 0);
    }
    *left = evbuffer_get_length(buffer);
    evbuffer_free(buffer);
    return result;
}

static void test_body_when_by_length_then_just_so_much(void **state) {
    (void)state;
    for (size_t step = 1; step < 12; step++) {
        struct body body;
        struct head head = {.body = BODY_LENGTH, .content_length = 5};
        size_t left;
        body_init(&body, &head, LIMIT);
        assert_int_equal(feed(&body, "helloGET", step, &left), BODY_DONE);
        assert_text(buf_text(&body.bytes), "hello");
        body_fini(&body);
    }
}

static void test_body_when_chunked_then_joined(void **state) {
    static const struct {
        const char *input, *content;
        enum body_result result;
    } cases[] = {
        {"0\r\n\r\n", "", BODY_DONE},
        {"5\r\nhello\r\n0\r\n\r\n", "hello", BODY_DONE},
        {"1\r\na\r\n000A\r\nbcdefghijk\r\n0;last\r\nX: y\r\nZ: w\r\n\r\n", "abcdefghijk", BODY_DONE},
        {"3;name=\"v\"\r\nabc\r\n3 \r\ndef\r\n0\r\n\r\n", "abcdef", BODY_DONE},
        {"10\r\n0123456789abcdef\r\n0\r\n\r\n", "0123456789abcdef", BODY_DONE},
        {"5\r\nhel", "hel", BODY_MORE},
        {"11\r\n", "", BODY_TOO_LARGE},
        {"F\r\n0123456789abcde\r\n2\r\n", "0123456789abcde", BODY_TOO_LARGE},
        {"fffffffffffffff\r\n", "", BODY_TOO_LARGE},
        {"1fffffffffffffff\r\n", "", BODY_MALFORMED},
        {"\r\n", "", BODY_MALFORMED},
        {"-1\r\n", "", BODY_MALFORMED},
        {"g\r\n", "", BODY_MALFORMED},
        {"5\nhello", "", BODY_MALFORMED},
        {"5\r\rhello", "", BODY_MALFORMED},
        {"5\r\nhelloX", "hello", BODY_MALFORMED},
        {"5\r\nhello\rX", "hello", BODY_MALFORMED},
        {"0\r\nX: y\n", "", BODY_MALFORMED},
        {"0\r\n\rX", "", BODY_MALFORMED},
        {";x\r\n", "", BODY_MALFORMED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t step = 1; step < 40; step += 3) {
            struct body body;
            struct head head = {.body = BODY_CHUNKED};
            size_t left;
            body_init(&body, &head, LIMIT);
            if (feed(&body, cases[i].input, step, &left) != cases[i].result)
                fail_msg("case %zu, step %zu", i, step);
            assert_text(buf_text(&body.bytes), cases[i].content);
            body_fini(&body);
        }
}

static void test_body_when_a_request_follows_then_it_stays(void **state) {
    struct body body;
    struct head head = {.body = BODY_CHUNKED};
    size_t left;
    (void)state;
    body_init(&body, &head, LIMIT);
    assert_int_equal(feed(&body, "1\r\na\r\n0\r\n\r\nGET /", 100, &left), BODY_DONE);
    assert_int_equal(left, 5);
    body_fini(&body);
}

static void test_trailers_when_endless_then_refused(void **state) {
    static char input[10000];
    struct body body;
    struct head head = {.body = BODY_CHUNKED};
    size_t left;
    (void)state;
    memset(input, 'x', sizeof input - 1);
    memcpy(input, "0\r\n", 3);
    body_init(&body, &head, LIMIT);
    assert_int_equal(feed(&body, input, 100, &left), BODY_MALFORMED);
    body_fini(&body);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_body_when_by_length_then_just_so_much),
        cmocka_unit_test(test_body_when_chunked_then_joined),
        cmocka_unit_test(test_body_when_a_request_follows_then_it_stays),
        cmocka_unit_test(test_trailers_when_endless_then_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
