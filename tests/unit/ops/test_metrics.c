/* metrics: what several processes count is one sum, in the form that Prometheus reads. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "ops/metrics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const endpoints[] = {"GET /v1/orgs", "GET /v1/reports/{id}"};
enum { WORKERS = 2, UNMATCHED = 2 };

static struct buf out;

static int begin(void **state) {
    struct err err;
    (void)state;
    buf_init(&out, 1024 * 1024);
    return metrics_init(WORKERS, endpoints, 2, &err) ? 0 : -1;
}

static int end(void **state) {
    (void)state;
    metrics_fini();
    buf_fini(&out);
    return 0;
}

static const char *render(void) {
    buf_reset(&out);
    metrics_render(&out);
    buf_add_char(&out, '\0');
    assert_false(buf_failed(&out));
    return out.ptr;
}

static void assert_line(const char *line) {
    char needle[256];
    snprintf(needle, sizeof needle, "\n%s\n", line);
    if (strstr(render(), needle) == NULL)
        fail_msg("no line %s in\n%s", line, out.ptr);
}

/* Runs in a child process, as a worker would. */
static void in_worker(unsigned number, void (*work)(void)) {
    int status;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        metrics_use(number);
        work();
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void work_one(void) {
    metrics_count_at(METRIC_HTTP_REQUESTS, 1, 200, 2);
    metrics_count(METRIC_FIGURES, 40);
    metrics_set(METRIC_DATABASE_QUEUE, 5);
    metrics_add(METRIC_HTTP_CONNECTIONS, 3);
    metrics_observe(METRIC_HTTP_SECONDS, 1, 1500);
}

static void work_two(void) {
    metrics_count_at(METRIC_HTTP_REQUESTS, 1, 200, 1);
    metrics_count_at(METRIC_HTTP_REQUESTS, UNMATCHED, 404, 1);
    metrics_count(METRIC_FIGURES, 2);
    metrics_add(METRIC_HTTP_CONNECTIONS, 4);
    metrics_add(METRIC_HTTP_CONNECTIONS, -1);
    metrics_set_at(METRIC_DATABASE_CONNECTIONS, METRIC_DATABASE_BUSY, 0, 2);
    metrics_observe(METRIC_HTTP_SECONDS, 1, 2500001);
    metrics_observe(METRIC_HTTP_SECONDS, 1, 60000000);
}

static void test_counters_when_workers_count_then_summed(void **state) {
    (void)state;
    in_worker(0, work_one);
    in_worker(1, work_two);
    metrics_count(METRIC_WORKER_RESTARTS, 1);
    assert_line("tongbi_http_requests_total{endpoint=\"GET /v1/reports/{id}\",status=\"200\"} 3");
    assert_line("tongbi_http_requests_total{endpoint=\"unmatched\",status=\"404\"} 1");
    assert_line("tongbi_figures_total 42");
    assert_line("tongbi_worker_restarts_total 1");
    assert_line("tongbi_http_connections 6");
    assert_line("tongbi_database_connections{state=\"busy\"} 2");
    assert_line("tongbi_database_connections{state=\"idle\"} 0");
    assert_int_equal(metrics_read(METRIC_HTTP_REQUESTS, 1, 200), 3);
    assert_null(strstr(render(), "GET /v1/orgs"));
}

static void test_histogram_when_observed_then_buckets_are_cumulative(void **state) {
    (void)state;
    in_worker(0, work_one);
    in_worker(1, work_two);
#define BUCKET(le, n)                                                                                        \
    assert_line("tongbi_http_request_seconds_bucket{endpoint=\"GET /v1/reports/{id}\",le=\"" le "\"} " n)
    BUCKET("0.001", "0");
    BUCKET("0.0025", "1");
    BUCKET("2.5", "1");
    BUCKET("5", "2");
    BUCKET("30", "2");
    BUCKET("+Inf", "3");
    /* 0.0015 + 2.500001 + 60 */
    assert_line("tongbi_http_request_seconds_sum{endpoint=\"GET /v1/reports/{id}\"} 62.501501");
    assert_line("tongbi_http_request_seconds_count{endpoint=\"GET /v1/reports/{id}\"} 3");
    assert_int_equal(metrics_read(METRIC_HTTP_SECONDS, 1, 0), 3);
}

static void test_bound_when_hit_exactly_then_it_belongs_to_the_bucket(void **state) {
    (void)state;
    metrics_observe(METRIC_EXTRACT_SECONDS, 0, 500);
    metrics_observe(METRIC_EXTRACT_SECONDS, 0, 501);
    assert_line("tongbi_extract_seconds_bucket{le=\"0.0005\"} 1");
    assert_line("tongbi_extract_seconds_bucket{le=\"0.001\"} 2");
}

static void nothing(void) {
}

static void test_worker_when_it_starts_anew_then_counters_stay_and_gauges_do_not(void **state) {
    (void)state;
    in_worker(0, work_one);
    in_worker(0, nothing);
    assert_int_equal(metrics_read(METRIC_FIGURES, 0, 0), 40);
    assert_int_equal(metrics_read(METRIC_HTTP_CONNECTIONS, 0, 0), 0);
    assert_int_equal(metrics_read(METRIC_DATABASE_QUEUE, 0, 0), 0);
    in_worker(1, work_two);
    metrics_forget(1);
    assert_int_equal(metrics_read(METRIC_HTTP_CONNECTIONS, 0, 0), 0);
    assert_int_equal(metrics_read(METRIC_FIGURES, 0, 0), 42);
}

static void test_before_init_when_counted_then_nothing_happens(void **state) {
    (void)state;
    metrics_count(METRIC_FIGURES, 1);
    metrics_add(METRIC_HTTP_RUNNING, 1);
    metrics_observe(METRIC_EXTRACT_SECONDS, 0, 1);
    metrics_use(0);
    struct buf none;
    buf_init(&none, 100);
    metrics_render(&none);
    assert_int_equal(none.len, 0);
    assert_int_equal(metrics_read(METRIC_FIGURES, 0, 0), 0);
}

static void test_text_when_checked_by_promtool_then_clean(void **state) {
    (void)state;
    if (system("command -v promtool >/dev/null 2>&1") != 0) {
        print_message("promtool is not installed\n");
        skip();
    }
    in_worker(0, work_one);
    in_worker(1, work_two);
    FILE *promtool = popen("promtool check metrics", "w");
    assert_non_null(promtool);
    const char *text = render();
    assert_int_equal(fwrite(text, 1, strlen(text), promtool), strlen(text));
    assert_int_equal(pclose(promtool), 0);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_counters_when_workers_count_then_summed),
        TEST(test_histogram_when_observed_then_buckets_are_cumulative),
        TEST(test_bound_when_hit_exactly_then_it_belongs_to_the_bucket),
        TEST(test_worker_when_it_starts_anew_then_counters_stay_and_gauges_do_not),
        cmocka_unit_test(test_before_init_when_counted_then_nothing_happens),
        TEST(test_text_when_checked_by_promtool_then_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
