/* reply: tags, coding, forms, problems. */
#include "harness.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

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

static struct response ask_with(const char *path, const char *headers) {
    char request[1024];
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\n" HOST "%s\r\n", path, headers);
    return client_ask(request);
}

/* A copy, for the response's views end with the next question. */
static const char *copy(struct text t, char out[256]) {
    assert_true(t.len < 256);
    memcpy(out, t.ptr, t.len);
    out[t.len] = '\0';
    return out;
}

static size_t unpack(struct text packed, char *out, size_t size) {
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)packed.ptr, .avail_in = (unsigned)packed.len};
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    stream.next_out = (unsigned char *)out;
    stream.avail_out = (unsigned)size;
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    return stream.total_out;
}

static void test_tag_when_computed_then_the_hash_of_the_body(void **state) {
    (void)state;
    /* printf hello | xxh128sum */
    struct response r = ask_with("/hello", "");
    assert_text(response_header(&r, "ETag"), "\"b5e9c1ad071b3e7fc779cfaa5e523818\"");
    assert_text(response_header(&r, "Cache-Control"), "no-cache");
}

static void test_if_none_match_when_it_names_the_tag_then_304_without_body(void **state) {
    (void)state;
    static const char *const matching[] = {
        "If-None-Match: \"b5e9c1ad071b3e7fc779cfaa5e523818\"\r\n",
        "If-None-Match: W/\"b5e9c1ad071b3e7fc779cfaa5e523818\"\r\n",
        "If-None-Match: \"x\", \"b5e9c1ad071b3e7fc779cfaa5e523818\"\r\n",
        "If-None-Match: *\r\n",
    };
    for (size_t i = 0; i < 4; i++) {
        struct response r = ask_with("/hello", matching[i]);
        assert_int_equal(r.status, 304);
        assert_int_equal(r.body.len, 0);
        assert_int_equal(response_header(&r, "Content-Type").len, 0);
        assert_text(response_header(&r, "ETag"), "\"b5e9c1ad071b3e7fc779cfaa5e523818\"");
    }
    struct response r = ask_with("/hello", "If-None-Match: \"2cf24dba\"\r\n");
    assert_int_equal(r.status, 200);
}

static void test_gzip_when_accepted_then_another_representation_with_its_own_tag(void **state) {
    (void)state;
    static char plain[20000];
    char tag[256], packed_tag[256], header[512];
    struct response r = ask_with("/table", "");
    assert_int_equal(r.body.len, 20000);
    memcpy(plain, r.body.ptr, r.body.len);
    assert_text(response_header(&r, "Vary"), "Accept, Accept-Encoding");
    assert_int_equal(response_header(&r, "Content-Encoding").len, 0);
    copy(response_header(&r, "ETag"), tag);

    r = ask_with("/table", "Accept-Encoding: br, gzip;q=0.5\r\n");
    static char unpacked[20001];
    assert_text(response_header(&r, "Content-Encoding"), "gzip");
    assert_true(r.body.len < 2000);
    assert_int_equal(unpack(r.body, unpacked, sizeof unpacked), 20000);
    assert_memory_equal(unpacked, plain, 20000);
    copy(response_header(&r, "ETag"), packed_tag);
    assert_int_equal(strlen(packed_tag), strlen(tag) + 5);
    assert_memory_equal(packed_tag, tag, strlen(tag) - 1);
    assert_string_equal(packed_tag + strlen(tag) - 1, "-gzip\"");

    snprintf(header, sizeof header, "Accept-Encoding: gzip\r\nIf-None-Match: %s\r\n", packed_tag);
    r = ask_with("/table", header);
    assert_int_equal(r.status, 304);
    assert_text(response_header(&r, "ETag"), packed_tag);
    assert_text(response_header(&r, "Vary"), "Accept, Accept-Encoding");
}

static void test_gzip_when_refused_or_small_then_plain(void **state) {
    (void)state;
    struct response r = ask_with("/table", "Accept-Encoding: gzip;q=0, *\r\n");
    assert_int_equal(response_header(&r, "Content-Encoding").len, 0);
    r = ask_with("/hello", "Accept-Encoding: gzip\r\n");
    assert_int_equal(response_header(&r, "Content-Encoding").len, 0);
    assert_int_equal(response_header(&r, "Vary").len, 0);
}

static void test_tag_when_given_then_used(void **state) {
    (void)state;
    struct response r = ask_with("/table?tag=1", "Accept-Encoding: gzip\r\n");
    assert_text(response_header(&r, "ETag"), "\"v17-gzip\"");
    r = ask_with("/table?tag=1", "If-None-Match: \"v17\"\r\n");
    assert_int_equal(r.status, 304);
}

static void test_form_when_negotiated_then_by_parameter_before_accept(void **state) {
    (void)state;
    struct response r = ask_with("/table", "Accept: text/csv\r\n");
    assert_text(response_header(&r, "Content-Type"), "text/csv; charset=utf-8");
    r = ask_with("/table?format=json", "Accept: text/csv\r\n");
    assert_text(response_header(&r, "Content-Type"), "application/json");
    assert_text(response_header(&r, "Vary"), "Accept-Encoding");
    r = ask_with("/table?format=csv", "");
    assert_text(response_header(&r, "Content-Type"), "text/csv; charset=utf-8");
    r = ask_with("/table", "Accept: text/html, */*;q=0.1\r\n");
    assert_text(response_header(&r, "Content-Type"), "application/json");
    r = ask_with("/table", "Accept: application/json;q=0.5, text/csv;q=0.9\r\n");
    assert_text(response_header(&r, "Content-Type"), "text/csv; charset=utf-8");
    r = ask_with("/table", "Accept: image/png\r\n");
    assert_int_equal(r.status, 406);
}

static void test_headers_when_set_then_they_replace_the_standard_ones(void **state) {
    (void)state;
    struct response r = ask_with("/file", "");
    assert_text(response_header(&r, "Cache-Control"), "private, max-age=60");
    /* U+534A U+5E74 space U+603B U+7ED3 .txt */
    assert_text(response_header(&r, "Content-Disposition"),
                "attachment; filename=\"_____________.txt\"; "
                "filename*=UTF-8''%E5%8D%8A%E5%B9%B4%20%E6%80%BB%E7%BB%93.txt");
}

static void test_problem_when_internal_then_logged_but_not_shown(void **state) {
    (void)state;
    struct response r = ask_with("/fault?which=0", "");
    assert_int_equal(r.status, 500);
    assert_int_equal(text_find(r.body, TEXT_OF("secret inside"), 0), SIZE_MAX);
    assert_holds(r.body, "\"type\":\"/problems/internal\"");
    HARNESS_UNTIL(
        NULL,
        harness_logged("level=error msg=\"request failed\" error=internal detail=\"the secret inside\""));
}

static void test_problem_when_retryable_then_retry_after(void **state) {
    (void)state;
    struct response r = ask_with("/fault?which=1", "");
    assert_int_equal(r.status, 503);
    assert_text(response_header(&r, "Retry-After"), "2");
}

static void test_problem_when_rows_were_refused_then_they_are_listed(void **state) {
    (void)state;
    struct response r = ask_with("/fault?which=2", "");
    assert_int_equal(r.status, 400);
    assert_holds(r.body, "\"errors\":[{\"row\":3,\"field\":\"value\",\"detail\":\"not a \\\"number\\\"\"},"
                         "{\"row\":12,\"detail\":\"期间有误\"}]}");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_tag_when_computed_then_the_hash_of_the_body),
        TEST(test_if_none_match_when_it_names_the_tag_then_304_without_body),
        TEST(test_gzip_when_accepted_then_another_representation_with_its_own_tag),
        TEST(test_gzip_when_refused_or_small_then_plain),
        TEST(test_tag_when_given_then_used),
        TEST(test_form_when_negotiated_then_by_parameter_before_accept),
        TEST(test_headers_when_set_then_they_replace_the_standard_ones),
        TEST(test_problem_when_internal_then_logged_but_not_shown),
        TEST(test_problem_when_retryable_then_retry_after),
        TEST(test_problem_when_rows_were_refused_then_they_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
