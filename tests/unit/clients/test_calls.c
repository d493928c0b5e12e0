#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "peer.h"
#include "tongbi.h"

static const char media_json[] = "application/json; charset=utf-8";

static struct tongbi *open_client(const struct peer *peer, const char *token) {
    char message[TONGBI_MESSAGE_MAX];
    struct tongbi *client = tongbi_open(peer->url, token, message);
    assert_non_null(client);
    tongbi_set_timeouts(client, 2000, 5000);
    return client;
}

/* One reply, one call: ready to be asked. */
static struct tongbi *begin(struct peer *peer, const char *status, const char *type, const char *body) {
    peer_open(peer);
    peer_add(peer, status, type, body);
    peer_start(peer);
    return open_client(peer, "t0k3n");
}

static void end(struct peer *peer, struct tongbi *client, struct tongbi_result *result) {
    tongbi_result_fini(result);
    tongbi_close(client);
    peer_close(peer);
}

static void assert_request_begins(const struct peer *peer, const char *line) {
    assert_non_null(peer->requests[0]);
    size_t len = strcspn(peer->requests[0], "\r");
    assert_int_equal(len, strlen(line));
    assert_memory_equal(peer->requests[0], line, len);
}

static void assert_request_has(const struct peer *peer, const char *part) {
    assert_non_null(strstr(peer->requests[0], part));
}

static void test_trend_when_answered_then_digits_are_whole(void **state) {
    struct peer peer;
    struct tongbi_result result;
    (void)state;
    struct tongbi *client = begin(&peer, "200 OK", media_json, "{\"points\":[{\"value\":93.70}]}");
    const struct tongbi_trend_query query = {.org = "jy", .metric = "满意度", .scope = "", .last = "4"};
    assert_int_equal(tongbi_trend(client, &query, &result), TONGBI_DONE);
    peer_stop(&peer);
    assert_request_begins(&peer, "GET /v1/trend?org=jy&metric=%E6%BB%A1%E6%84%8F%E5%BA%A6&last=4 HTTP/1.1");
    assert_request_has(&peer, "\r\nAuthorization: Bearer t0k3n\r\n");
    assert_int_equal(result.status, 200);
    assert_string_equal(result.content_type, media_json);
    assert_string_equal(result.body, "{\"points\":[{\"value\":93.70}]}");
    const json_t *point = json_array_get(json_object_get(result.json, "points"), 0);
    assert_string_equal(tongbi_json_digits(json_object_get(point, "value")), "93.70");
    end(&peer, client, &result);
}

static void test_compare_when_orgs_are_named_then_they_are_one_parameter(void **state) {
    struct peer peer;
    struct tongbi_result result;
    (void)state;
    struct tongbi *client = begin(&peer, "200 OK", "text/csv", "org,value\r\n");
    const struct tongbi_compare_query query = {.metric = "m", .period = "2016/2020", .orgs = "a&b,c"};
    tongbi_set_csv(client, true);
    assert_int_equal(tongbi_compare(client, &query, &result), TONGBI_DONE);
    peer_stop(&peer);
    assert_request_begins(&peer, "GET /v1/compare?metric=m&period=2016%2F2020&org=a%26b%2Cc HTTP/1.1");
    assert_request_has(&peer, "\r\nAccept: text/csv, application/problem+json\r\n");
    assert_null(result.json);
    assert_string_equal(result.body, "org,value\r\n");
    end(&peer, client, &result);
}

static void test_report_add_when_sent_then_bytes_arrive_as_they_are(void **state) {
    static const char bytes[] = "今年\0走访", *body;
    struct peer peer;
    struct tongbi_result result;
    (void)state;
    struct tongbi *client = begin(&peer, "201 Created", media_json, "{\"id\":12}");
    const struct tongbi_report_add report = {.bytes = bytes,
                                             .length = sizeof bytes - 1,
                                             .content_type = "text/plain",
                                             .org = "jy",
                                             .period = "2021-H1",
                                             .preview = true};
    assert_int_equal(tongbi_report_add(client, &report, &result), TONGBI_DONE);
    peer_stop(&peer);
    assert_request_begins(&peer, "POST /v1/reports?org=jy&period=2021-H1&preview=1 HTTP/1.1");
    assert_request_has(&peer, "\r\nContent-Type: text/plain\r\n");
    assert_request_has(&peer, "\r\nContent-Length: 13\r\n"); /* four characters of three bytes and a zero */
    body = strstr(peer.requests[0], "\r\n\r\n") + 4;
    assert_memory_equal(body, bytes, sizeof bytes - 1);
    assert_string_equal(tongbi_json_digits(json_object_get(result.json, "id")), "12");
    end(&peer, client, &result);
}

static size_t read_rows(void *context, char *out, size_t max) {
    int *left = context;
    if (*left == 0)
        return 0;
    (*left)--;
    assert_true(max >= 4);
    memcpy(out, "row\n", 4);
    return 4;
}

static void test_observations_when_length_is_unknown_then_sent_in_chunks(void **state) {
    struct peer peer;
    struct tongbi_result result;
    int rows = 2;
    (void)state;
    struct tongbi *client = begin(&peer, "201 Created", media_json, "{\"stored\":2}");
    const struct tongbi_body body = {"text/csv", NULL, UINT64_MAX, read_rows, &rows};
    assert_int_equal(tongbi_observations_post(client, NULL, &body, &result), TONGBI_DONE);
    peer_stop(&peer);
    assert_request_begins(&peer, "POST /v1/observations HTTP/1.1");
    assert_request_has(&peer, "\r\nTransfer-Encoding: chunked\r\n");
    assert_request_has(&peer, "\r\n4\r\nrow\n\r\n4\r\nrow\n\r\n0\r\n\r\n");
    end(&peer, client, &result);
}

static size_t read_nothing(void *context, char *out, size_t max) {
    (void)context;
    (void)out;
    (void)max;
    return SIZE_MAX;
}

static void test_observations_when_input_breaks_then_call_is_given_up(void **state) {
    struct peer peer;
    struct tongbi_result result;
    (void)state;
    struct tongbi *client = begin(&peer, "201 Created", media_json, "{}");
    const struct tongbi_body body = {"text/csv", NULL, UINT64_MAX, read_nothing, NULL};
    assert_int_equal(tongbi_observations_post(client, NULL, &body, &result), TONGBI_UNREACHABLE);
    assert_non_null(strstr(result.message, "input"));
    /* Its end tells the peer that the request will not come whole. */
    tongbi_close(client);
    peer_stop(&peer);
    end(&peer, NULL, &result);
}

static void test_org_put_when_named_then_code_is_escaped_and_body_is_json(void **state) {
    struct peer peer;
    struct tongbi_result result;
    (void)state;
    struct tongbi *client = begin(&peer, "201 Created", media_json, "{}");
    assert_int_equal(tongbi_org_put(client, "a/b", "清河\"一\"中", "jy", NULL, &result), TONGBI_DONE);
    peer_stop(&peer);
    assert_request_begins(&peer, "PUT /v1/orgs/a%2Fb HTTP/1.1");
    assert_request_has(&peer, "\r\n\r\n{\"name\":\"清河\\\"一\\\"中\",\"parent\":\"jy\"}");
    end(&peer, client, &result);
}

static void test_refusal_when_problem_then_its_parts_are_read(void **state) {
    struct peer peer;
    struct tongbi_result result;
    (void)state;
    struct tongbi *client =
        begin(&peer, "400 Bad Request", "application/problem+json",
              "{\"type\":\"/problems/bad-rows\",\"title\":\"Rows were "
              "refused\",\"status\":400,\"detail\":\"2 of 9.\","
              "\"field\":\"value\",\"errors\":[{\"row\":3,\"field\":\"value\",\"detail\":\"no number\"},"
              "{\"row\":7,\"field\":null,\"detail\":\"too short\"}]}");
    assert_int_equal(tongbi_report_get(client, "5", &result), TONGBI_REFUSED);
    peer_stop(&peer);
    assert_request_begins(&peer, "GET /v1/reports/5 HTTP/1.1");
    assert_int_equal(result.status, 400);
    assert_string_equal(result.type, "/problems/bad-rows");
    assert_string_equal(result.title, "Rows were refused");
    assert_string_equal(result.detail, "2 of 9.");
    assert_string_equal(result.field, "value");
    assert_int_equal(result.error_count, 2);
    assert_string_equal(result.errors[0].row, "3");
    assert_string_equal(result.errors[0].field, "value");
    assert_string_equal(result.errors[1].field, "");
    assert_string_equal(result.errors[1].detail, "too short");
    end(&peer, client, &result);
}

static void test_refusal_when_not_json_then_status_is_kept(void **state) {
    struct peer peer;
    struct tongbi_result result;
    (void)state;
    struct tongbi *client = begin(&peer, "502 Bad Gateway", "text/html", "<h1>no</h1>");
    assert_int_equal(tongbi_report_text(client, "5", &result), TONGBI_REFUSED);
    peer_stop(&peer);
    assert_int_equal(result.status, 502);
    assert_string_equal(result.title, "");
    assert_int_equal(result.error_count, 0);
    end(&peer, client, &result);
}

/* The token must not follow to wherever an answer points. */
static void test_redirect_when_answered_then_not_followed(void **state) {
    struct peer peer;
    struct tongbi_result result;
    (void)state;
    peer_open(&peer);
    peer_add_raw(
        &peer,
        "HTTP/1.1 302 Found\r\nLocation: /v1/elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    peer_add(&peer, "200 OK", media_json, "{}");
    peer_start(&peer);
    struct tongbi *client = open_client(&peer, "t0k3n");
    assert_int_equal(tongbi_report_get(client, "5", &result), TONGBI_REFUSED);
    assert_int_equal(result.status, 302);
    peer_stop(&peer);
    assert_int_equal(peer.request_count, 1);
    end(&peer, client, &result);
}

static void test_answer_when_not_whole_then_unreachable(void **state) {
    static const char *const replies[] = {
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"points\":[",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"points\"",
        "",
        "SSH-2.0-something\r\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        struct peer peer;
        struct tongbi_result result;
        peer_open(&peer);
        peer_add_raw(&peer, replies[i]);
        peer_start(&peer);
        struct tongbi *client = open_client(&peer, NULL);
        assert_int_equal(tongbi_report_get(client, "5", &result), TONGBI_UNREACHABLE);
        assert_true(result.message[0] != '\0');
        assert_null(result.json);
        peer_stop(&peer);
        end(&peer, client, &result);
    }
}

static void test_call_when_nobody_listens_then_unreachable(void **state) {
    struct peer peer;
    struct tongbi_result result;
    (void)state;
    peer_open(&peer);
    struct tongbi *client = open_client(&peer, "t0k3n");
    peer_close(&peer); /* the port was ours a moment ago, and listens no more */
    assert_int_equal(tongbi_report_get(client, "5", &result), TONGBI_UNREACHABLE);
    assert_int_equal(result.status, 0);
    assert_non_null(strstr(result.message, peer.url));
    assert_null(strstr(result.message, "t0k3n"));
    tongbi_result_fini(&result);
    tongbi_close(client);
}

static void test_call_when_no_answer_comes_then_timeout(void **state) {
    struct peer peer;
    struct tongbi_result result;
    (void)state;
    peer_open(&peer); /* the kernel accepts for it; nobody answers */
    struct tongbi *client = open_client(&peer, NULL);
    tongbi_set_timeouts(client, 1000, 50);
    assert_int_equal(tongbi_report_get(client, "5", &result), TONGBI_UNREACHABLE);
    assert_non_null(strstr(result.message, "in time"));
    end(&peer, client, &result);
}

static void test_item_when_name_is_empty_then_no_request_is_made(void **state) {
    struct peer peer;
    struct tongbi_result result;
    (void)state;
    peer_open(&peer);
    struct tongbi *client = open_client(&peer, NULL);
    assert_int_equal(tongbi_org_get(client, "", &result), TONGBI_UNREACHABLE);
    tongbi_result_fini(&result);
    assert_int_equal(tongbi_report_withdraw(client, "", NULL, &result), TONGBI_UNREACHABLE);
    end(&peer, client, &result);
}

static void test_open_when_url_or_token_is_unusable_then_null(void **state) {
    static const struct {
        const char *url, *token;
    } rows[] = {
        {"ftp://h", NULL},    {"h:8420", NULL},          {"http://", NULL},
        {"http:///x", NULL},  {"http://h/?a=b", NULL},   {"http://user:pw@h", NULL},
        {"http://h x", NULL}, {"http://h", "a\r\nX: y"}, {"http://h", "two words"},
        {"", NULL},           {"http://h", "口令"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char message[TONGBI_MESSAGE_MAX] = "";
        assert_null(tongbi_open(rows[i].url, rows[i].token, message));
        assert_true(message[0] != '\0');
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trend_when_answered_then_digits_are_whole),
        cmocka_unit_test(test_compare_when_orgs_are_named_then_they_are_one_parameter),
        cmocka_unit_test(test_report_add_when_sent_then_bytes_arrive_as_they_are),
        cmocka_unit_test(test_observations_when_length_is_unknown_then_sent_in_chunks),
        cmocka_unit_test(test_observations_when_input_breaks_then_call_is_given_up),
        cmocka_unit_test(test_org_put_when_named_then_code_is_escaped_and_body_is_json),
        cmocka_unit_test(test_refusal_when_problem_then_its_parts_are_read),
        cmocka_unit_test(test_refusal_when_not_json_then_status_is_kept),
        cmocka_unit_test(test_redirect_when_answered_then_not_followed),
        cmocka_unit_test(test_answer_when_not_whole_then_unreachable),
        cmocka_unit_test(test_call_when_nobody_listens_then_unreachable),
        cmocka_unit_test(test_call_when_no_answer_comes_then_timeout),
        cmocka_unit_test(test_item_when_name_is_empty_then_no_request_is_made),
        cmocka_unit_test(test_open_when_url_or_token_is_unusable_then_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
