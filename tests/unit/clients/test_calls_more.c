#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"
#include "tongbi.h"

static const char media_json[] = "application/json";

/* A peer with one reply, and who asks it. */
struct call {
    struct peer peer;
    struct tongbi *client;
    struct tongbi_result result;
};

static void open_client(struct call *call) {
    char message[TONGBI_MESSAGE_MAX];
    peer_start(&call->peer);
    call->client = tongbi_open(call->peer.url, "t0k3n", message);
    assert_non_null(call->client);
    tongbi_set_timeouts(call->client, 2000, 5000);
}

static void begin(struct call *call, const char *status, const char *type, const char *body) {
    peer_open(&call->peer);
    peer_add(&call->peer, status, type, body);
    open_client(call);
}

static void begin_raw(struct call *call, const char *bytes) {
    peer_open(&call->peer);
    peer_add_raw(&call->peer, bytes);
    open_client(call);
}

/* The request's first line and, unless body is NULL, its body. */
static void assert_asked(struct call *call, const char *line, const char *body) {
    peer_stop(&call->peer);
    const char *request = call->peer.requests[0];
    assert_non_null(request);
    size_t len = strcspn(request, "\r");
    assert_int_equal(len, strlen(line));
    assert_memory_equal(request, line, len);
    if (body != NULL)
        assert_string_equal(strstr(request, "\r\n\r\n") + 4, body);
}

static void assert_header(const struct call *call, const char *line) {
    const char *found = strstr(call->peer.requests[0], line);
    assert_non_null(found);
    assert_true(found < strstr(call->peer.requests[0], "\r\n\r\n") + 2);
}

static void end(struct call *call) {
    tongbi_result_fini(&call->result);
    tongbi_close(call->client);
    peer_close(&call->peer);
}

static void test_break_when_put_then_period_and_code_are_escaped_and_the_note_is_sent(void **state) {
    struct call call;
    (void)state;
    begin(&call, "201 Created", media_json, "{}");
    assert_int_equal(
        tongbi_metric_break_put(call.client, "a b", "2021-03/2021-09", "含\"夜间\"", &call.result),
        TONGBI_DONE);
    assert_asked(&call, "PUT /v1/metrics/a%20b/breaks/2021-03%2F2021-09 HTTP/1.1",
                 "{\"note\":\"含\\\"夜间\\\"\"}");
    end(&call);
}

static void test_break_when_removed_then_deleted(void **state) {
    struct call call;
    (void)state;
    begin(&call, "200 OK", media_json, "{}");
    assert_int_equal(tongbi_metric_break_remove(call.client, "visits", "2024", &call.result), TONGBI_DONE);
    assert_asked(&call, "DELETE /v1/metrics/visits/breaks/2024 HTTP/1.1", "");
    end(&call);
}

static void test_trend_when_everything_is_given_then_every_parameter_is_sent(void **state) {
    struct call call;
    const struct tongbi_trend_query query = {.under = "qh",
                                             .metric = "m",
                                             .frequency = "A",
                                             .aggregation = "sum",
                                             .cumulation = "single",
                                             .release = "first",
                                             .summary = "0",
                                             .across_breaks = "1"};
    (void)state;
    begin(&call, "200 OK", media_json, "{}");
    assert_int_equal(tongbi_trend(call.client, &query, &call.result), TONGBI_DONE);
    assert_asked(&call,
                 "GET /v1/trend?under=qh&metric=m&frequency=A&aggregation=sum&cumulation=single&release=first"
                 "&summary=0&across_breaks=1 HTTP/1.1",
                 "");
    end(&call);
}

static void test_compare_when_metrics_are_listed_then_they_are_one_parameter(void **state) {
    struct call call;
    const struct tongbi_compare_query query = {
        .metric = "a,b", .period = "2023", .orgs = "qh", .release = "first"};
    (void)state;
    begin(&call, "200 OK", media_json, "{}");
    assert_int_equal(tongbi_compare(call.client, &query, &call.result), TONGBI_DONE);
    assert_asked(&call, "GET /v1/compare?metric=a%2Cb&period=2023&org=qh&release=first HTTP/1.1", "");
    end(&call);
}

static void test_query_when_asked_then_its_json_is_the_body(void **state) {
    static const char json[] = "{\"parts\":[]}";
    struct call call;
    (void)state;
    begin(&call, "200 OK", media_json, "{\"parts\":[]}");
    assert_int_equal(tongbi_query(call.client, json, strlen(json), &call.result), TONGBI_DONE);
    assert_asked(&call, "POST /v1/query HTTP/1.1", json);
    assert_header(&call, "\r\nContent-Type: application/json\r\n");
    end(&call);
}

static void test_vintages_when_asked_then_of_this_series(void **state) {
    struct call call;
    const struct tongbi_vintages_query query = {.from = "2020", .known_at = "2021-01-01T00:00:00Z"};
    (void)state;
    begin(&call, "200 OK", media_json, "{\"points\":[]}");
    assert_int_equal(tongbi_series_vintages(call.client, "7", &query, &call.result), TONGBI_DONE);
    assert_asked(&call, "GET /v1/series/7/vintages?from=2020&known_at=2021-01-01T00%3A00%3A00Z HTTP/1.1", "");
    end(&call);
}

static void test_claims_when_asked_then_filters_are_sent(void **state) {
    struct call call;
    const struct tongbi_claims_query query = {
        .verdict = "disagrees", .org = "qh", .report = "5", .basis = "yoy", .limit = "9", .cursor = "c"};
    (void)state;
    begin(&call, "200 OK", media_json, "{\"claims\":[]}");
    assert_int_equal(tongbi_claims(call.client, &query, &call.result), TONGBI_DONE);
    assert_asked(&call,
                 "GET /v1/claims?verdict=disagrees&org=qh&report=5&basis=yoy&limit=9&cursor=c HTTP/1.1", "");
    end(&call);
}

static void test_withdraw_when_asked_then_deleted_with_its_day(void **state) {
    struct call call;
    (void)state;
    begin(&call, "200 OK", media_json, "{\"state\":\"withdrawn\"}");
    assert_int_equal(tongbi_report_withdraw(call.client, "12", "2021-08-01", &call.result), TONGBI_DONE);
    assert_asked(&call, "DELETE /v1/reports/12?published=2021-08-01 HTTP/1.1", "");
    end(&call);
}

static void test_reread_when_asked_then_posted_without_a_body(void **state) {
    struct call call;
    (void)state;
    begin(&call, "200 OK", media_json, "{\"kept\":3}");
    assert_int_equal(tongbi_report_reread(call.client, "12", false, &call.result), TONGBI_DONE);
    assert_asked(&call, "POST /v1/reports/12/reread HTTP/1.1", "");
    end(&call);
    begin(&call, "409 Conflict", "application/problem+json", "{\"title\":\"Conflict\"}");
    assert_int_equal(tongbi_report_reread(call.client, "12", true, &call.result), TONGBI_REFUSED);
    assert_asked(&call, "POST /v1/reports/12/reread?dry_run=1 HTTP/1.1", "");
    end(&call);
}

static void test_figure_patch_when_given_then_only_what_was_given(void **state) {
    struct call call;
    const struct tongbi_figure_patch patch = {.value = "93.70", .unit = "%", .label = "家长\"满意度\""};
    (void)state;
    begin(&call, "409 Conflict", "application/problem+json", "{\"title\":\"Changed meanwhile\"}");
    assert_int_equal(tongbi_figure_patch(call.client, "3", &patch, &call.result), TONGBI_REFUSED);
    assert_asked(&call, "PATCH /v1/figures/3 HTTP/1.1",
                 "{\"value\":\"93.70\",\"unit\":\"%\",\"label\":\"家长\\\"满意度\\\"\"}");
    assert_string_equal(call.result.title, "Changed meanwhile");
    end(&call);
}

static void test_figure_patch_when_not_utf8_then_nothing_is_asked(void **state) {
    struct call call;
    const struct tongbi_figure_patch patch = {.label = "\xB0\xA1"};
    (void)state;
    begin(&call, "200 OK", media_json, "{}");
    assert_int_equal(tongbi_figure_patch(call.client, "3", &patch, &call.result), TONGBI_UNREACHABLE);
    peer_stop(&call.peer);
    assert_int_equal(call.peer.request_count, 0);
    end(&call);
}

static void test_observations_when_options_are_given_then_they_are_sent(void **state) {
    static const char rows[] = "{}\n";
    struct call call;
    const struct tongbi_observations options = {
        .partial = true, .dry_run = true, .idempotency_key = "load 2021/1"};
    const struct tongbi_body body = {
        .content_type = "application/x-ndjson", .data = rows, .length = strlen(rows)};
    (void)state;
    begin_raw(&call, "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nIdempotent-Replayed: true\r\n"
                     "Content-Length: 91\r\nConnection: close\r\n\r\n"
                     "{\"stored\":1,\"refused\":1,\"errors\":[{\"row\":2,\"field\":\"org\",\"detail\":\"no "
                     "such organisation\"}]}");
    assert_int_equal(tongbi_observations_post(call.client, &options, &body, &call.result), TONGBI_DONE);
    assert_asked(&call, "POST /v1/observations?partial=1&dry_run=1 HTTP/1.1", rows);
    assert_header(&call, "\r\nIdempotency-Key: load 2021/1\r\n");
    assert_true(call.result.is_replayed);
    assert_int_equal(call.result.error_count, 1);
    assert_string_equal(call.result.errors[0].row, "2");
    end(&call);
}

static void test_observations_when_key_is_unusable_then_nothing_is_asked(void **state) {
    char long_key[257] = "";
    const char *const keys[] = {"", " a", "a ", "a\r\nX: y", "键", long_key};
    (void)state;
    memset(long_key, 'k', sizeof long_key - 1);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct call call;
        const struct tongbi_observations options = {.idempotency_key = keys[i]};
        const struct tongbi_body body = {.content_type = "text/csv", .data = "", .length = 0};
        begin(&call, "201 Created", media_json, "{}");
        assert_int_equal(tongbi_observations_post(call.client, &options, &body, &call.result),
                         TONGBI_UNREACHABLE);
        assert_non_null(strstr(call.result.message, "idempotency key"));
        peer_stop(&call.peer);
        assert_int_equal(call.peer.request_count, 0);
        end(&call);
    }
}

static size_t read_five(void *context, char *out, size_t max) {
    int *left = context;
    if (*left == 0 || max < 5)
        return 0;
    (*left)--;
    memcpy(out, "row 1", 5);
    return 5;
}

/* A file that somebody cut while it was read. */
static void test_observations_when_input_is_shorter_than_announced_then_given_up(void **state) {
    struct call call;
    int pieces = 2;
    const struct tongbi_body body = {
        .content_type = "text/csv", .length = 11, .read = read_five, .context = &pieces};
    (void)state;
    begin(&call, "201 Created", media_json, "{}");
    assert_int_equal(tongbi_observations_post(call.client, NULL, &body, &call.result), TONGBI_UNREACHABLE);
    assert_non_null(strstr(call.result.message, "input"));
    /* Its end tells the peer that the request will not come whole. */
    tongbi_close(call.client);
    call.client = NULL;
    peer_stop(&call.peer);
    end(&call);
}

static void test_observations_when_input_is_longer_than_announced_then_cut_there(void **state) {
    struct call call;
    int pieces = 3;
    const struct tongbi_body body = {
        .content_type = "text/csv", .length = 10, .read = read_five, .context = &pieces};
    (void)state;
    begin(&call, "201 Created", media_json, "{}");
    assert_int_equal(tongbi_observations_post(call.client, NULL, &body, &call.result), TONGBI_DONE);
    assert_asked(&call, "POST /v1/observations HTTP/1.1", "row 1row 1");
    end(&call);
}

static void keep_progress(void *context, const struct tongbi_progress *progress) {
    *(struct tongbi_progress *)context = *progress;
}

static void test_progress_when_both_ways_then_both_are_told(void **state) {
    struct call call;
    int pieces = 2;
    struct tongbi_progress seen = {0};
    const struct tongbi_body body = {
        .content_type = "text/csv", .length = UINT64_MAX, .read = read_five, .context = &pieces};
    (void)state;
    begin(&call, "201 Created", media_json, "{\"stored\":2}");
    tongbi_set_progress(call.client, keep_progress, &seen);
    assert_int_equal(tongbi_observations_post(call.client, NULL, &body, &call.result), TONGBI_DONE);
    peer_stop(&call.peer);
    assert_int_equal(seen.sent, 10);
    assert_int_equal(seen.sent_total, 10); /* it was not announced, but its end was read */
    assert_int_equal(seen.received, 12);
    assert_int_equal(seen.received_total, 12);
    end(&call);
}

/* What a sink took. */
struct taken {
    size_t length, pieces, pieces_max;
    char first[16];
};

static bool take(void *context, const void *bytes, size_t length) {
    struct taken *taken = context;
    if (taken->length == 0)
        memcpy(taken->first, bytes, length < sizeof taken->first - 1 ? length : sizeof taken->first - 1);
    taken->length += length;
    taken->pieces++;
    return taken->pieces_max == 0 || taken->pieces < taken->pieces_max;
}

static enum tongbi_outcome export_csv(struct call *call, struct taken *taken) {
    const struct tongbi_export_query query = {
        .format = "csv", .under = "qh", .metrics = "a,b", .vintages = "all", .quote = "0", .bom = "1"};
    *taken = (struct taken){.pieces_max = taken->pieces_max};
    return tongbi_export(call->client, &query, take, taken, &call->result);
}

static void test_export_when_whole_then_the_sink_has_all_and_the_result_nothing(void **state) {
    static const char head[] =
        "HTTP/1.1 200 OK\r\nContent-Type: text/csv; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
        "100000\r\n"; /* 2^20 bytes */
    enum { PIECE = 1 << 20 };
    struct call call;
    struct taken taken = {0};
    char *reply = malloc(sizeof head + PIECE + 16);
    (void)state;
    assert_non_null(reply);
    memcpy(reply, head, sizeof head - 1);
    memset(reply + sizeof head - 1, 'x', PIECE);
    memcpy(reply + sizeof head - 1 + PIECE, "\r\n0\r\n\r\n", 8);
    begin_raw(&call, reply);
    free(reply);
    assert_int_equal(export_csv(&call, &taken), TONGBI_DONE);
    assert_asked(&call, "GET /v1/export?format=csv&under=qh&metric=a%2Cb&vintages=all&quote=0&bom=1 HTTP/1.1",
                 "");
    assert_int_equal(taken.length, PIECE);
    assert_true(taken.pieces > 1);
    assert_string_equal(taken.first, "xxxxxxxxxxxxxxx");
    assert_int_equal(call.result.body_len, 0);
    assert_int_equal(call.result.status, 200);
    assert_null(strstr(call.peer.requests[0], "Accept-Encoding"));
    end(&call);
}

static void test_export_when_not_whole_then_unreachable_with_a_sentence(void **state) {
    static const struct {
        const char *reply, *message;
        size_t taken;
    } rows[] = {
        /* the last chunk is missing */
        {"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na,b\r\n\r\n",
         "broke off", 5},
        /* within a chunk */
        {"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n9\r\na,b",
         "broke off", 3},
        /* less than was announced */
        {"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 9\r\n\r\na,b", "broke off", 3},
        {"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n", "no whole answer",
         0},
        /* ends with the connection: nobody can know */
        {"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nConnection: close\r\n\r\na,b\r\n",
         "does not say where it ends", 0},
        {"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nConnection: close\r\n\r\n",
         "does not say where it ends", 0},
        {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\n<p>", "not of the type", 0},
        {"HTTP/1.1 204 No Content\r\n\r\n", "not of the type", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct call call;
        struct taken taken = {0};
        begin_raw(&call, rows[i].reply);
        assert_int_equal(export_csv(&call, &taken), TONGBI_UNREACHABLE);
        assert_non_null(strstr(call.result.message, rows[i].message));
        assert_int_equal(taken.length, rows[i].taken);
        peer_stop(&call.peer);
        end(&call);
    }
}

static void test_export_when_refused_then_the_problem_is_read_and_the_sink_has_nothing(void **state) {
    struct call call;
    struct taken taken = {0};
    (void)state;
    begin(&call, "404 Not Found", "application/problem+json", "{\"title\":\"No such organisation\"}");
    assert_int_equal(export_csv(&call, &taken), TONGBI_REFUSED);
    assert_string_equal(call.result.title, "No such organisation");
    assert_int_equal(taken.length, 0);
    peer_stop(&call.peer);
    end(&call);
}

static void test_export_when_the_sink_gives_up_then_unreachable(void **state) {
    struct call call;
    struct taken taken = {.pieces_max = 1};
    (void)state;
    begin(&call, "200 OK", "text/csv", "a,b\r\n");
    assert_int_equal(export_csv(&call, &taken), TONGBI_UNREACHABLE);
    assert_non_null(strstr(call.result.message, "put away"));
    peer_stop(&call.peer);
    end(&call);
}

static void test_export_when_empty_or_by_length_then_done(void **state) {
    static const char *const bodies[] = {"", "org\r\n"};
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        struct call call;
        struct taken taken = {0};
        begin(&call, "200 OK", "text/csv", bodies[i]);
        assert_int_equal(export_csv(&call, &taken), TONGBI_DONE);
        assert_int_equal(taken.length, strlen(bodies[i]));
        peer_stop(&call.peer);
        end(&call);
    }
}

static void test_export_when_the_format_is_unknown_then_nothing_is_asked(void **state) {
    struct call call;
    struct taken taken = {0};
    const struct tongbi_export_query query = {.format = "pdf"};
    (void)state;
    begin(&call, "200 OK", "text/csv", "");
    assert_int_equal(tongbi_export(call.client, &query, take, &taken, &call.result), TONGBI_UNREACHABLE);
    peer_stop(&call.peer);
    assert_int_equal(call.peer.request_count, 0);
    end(&call);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_break_when_put_then_period_and_code_are_escaped_and_the_note_is_sent),
        cmocka_unit_test(test_break_when_removed_then_deleted),
        cmocka_unit_test(test_trend_when_everything_is_given_then_every_parameter_is_sent),
        cmocka_unit_test(test_compare_when_metrics_are_listed_then_they_are_one_parameter),
        cmocka_unit_test(test_query_when_asked_then_its_json_is_the_body),
        cmocka_unit_test(test_vintages_when_asked_then_of_this_series),
        cmocka_unit_test(test_claims_when_asked_then_filters_are_sent),
        cmocka_unit_test(test_withdraw_when_asked_then_deleted_with_its_day),
        cmocka_unit_test(test_reread_when_asked_then_posted_without_a_body),
        cmocka_unit_test(test_figure_patch_when_given_then_only_what_was_given),
        cmocka_unit_test(test_figure_patch_when_not_utf8_then_nothing_is_asked),
        cmocka_unit_test(test_observations_when_options_are_given_then_they_are_sent),
        cmocka_unit_test(test_observations_when_key_is_unusable_then_nothing_is_asked),
        cmocka_unit_test(test_observations_when_input_is_shorter_than_announced_then_given_up),
        cmocka_unit_test(test_observations_when_input_is_longer_than_announced_then_cut_there),
        cmocka_unit_test(test_progress_when_both_ways_then_both_are_told),
        cmocka_unit_test(test_export_when_whole_then_the_sink_has_all_and_the_result_nothing),
        cmocka_unit_test(test_export_when_not_whole_then_unreachable_with_a_sentence),
        cmocka_unit_test(test_export_when_refused_then_the_problem_is_read_and_the_sink_has_nothing),
        cmocka_unit_test(test_export_when_the_sink_gives_up_then_unreachable),
        cmocka_unit_test(test_export_when_empty_or_by_length_then_done),
        cmocka_unit_test(test_export_when_the_format_is_unknown_then_nothing_is_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
