#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "peer.h"
#include "running.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const char media_json[] = "application/json";
static const char media_problem[] = "application/problem+json";

enum { PATH_TEXT_MAX = 128 };

/* A folder of this process' own, with files that the test names. */
static char folder[PATH_TEXT_MAX];

static int set_up(void **state) {
    snprintf(folder, sizeof folder, "/tmp/tongbi-cli-XXXXXX");
    return mkdtemp(folder) == NULL ? -1 : run_set_up(state);
}

static int tear_down(void **state) {
    (void)state;
    return rmdir(folder); /* fails where a test left something */
}

static const char *path_of(char path[PATH_TEXT_MAX * 2], const char *name) {
    snprintf(path, PATH_TEXT_MAX * 2, "%s/%s", folder, name);
    return path;
}

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* The file's text, which it also removes; false when there is no such file. */
static bool take_file(const char *path, char *out, size_t size) {
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    out[fread(out, 1, size - 1, file)] = '\0';
    fclose(file);
    unlink(path);
    return true;
}

static void test_observe_when_partial_then_refused_rows_are_listed_and_1(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "201 Created", media_json,
              "{\"stored\":3,\"unchanged\":1,\"refused\":2,\"rows\":6,\"dry_run\":false,\"error_count\":2,"
              "\"errors\":[{\"row\":2,\"field\":\"value\",\"detail\":\"not a number\"},"
              "{\"row\":5,\"field\":\"org\",\"detail\":\"no such organisation\"}]}");
    run_words(&run, "{}\n", WORDS("observe", "-", "--partial", "--idempotency-key", "load 7"));
    peer_stop(&peer);
    assert_memory_equal(peer.requests[0], "POST /v1/observations?partial=1 HTTP/1.1", 40);
    assert_non_null(strstr(peer.requests[0], "\r\nIdempotency-Key: load 7\r\n"));
    assert_non_null(strstr(peer.requests[0], "\r\nContent-Type: application/x-ndjson\r\n"));
    peer_close(&peer);
    assert_string_equal(run.out, "stored 3, unchanged 1, refused 2\n");
    assert_string_equal(run.err, "row  field  problem\n"
                                 "---  -----  --------------------\n"
                                 "  2  value  not a number\n"
                                 "  5  org    no such organisation\n");
    assert_int_equal(run.code, 1);
    run_fini(&run);
}

/* 25 rows of 1203 came; 20 are shown. */
static void test_observe_when_many_rows_are_refused_then_the_first_20_and_the_count(void **state) {
    char problem[4096];
    size_t len = (size_t)snprintf(problem, sizeof problem,
                                  "{\"title\":\"Rows were refused\",\"error_count\":1203,\"errors\":[");
    struct peer peer;
    struct run run;
    (void)state;
    for (int row = 1; row <= 25; row++)
        len += (size_t)snprintf(problem + len, sizeof problem - len, "%s{\"row\":%d,\"detail\":\"bad\"}",
                                row > 1 ? "," : "", row);
    snprintf(problem + len, sizeof problem - len, "]}");
    run_serve(&peer, "422 Unprocessable Content", media_problem, problem);
    run_words(&run, "[]", WORDS("observe", "-", "--json"));
    peer_stop(&peer);
    peer_close(&peer);
    assert_non_null(strstr(run.err, "\n 20         bad\n20 of 1203 problems; --json lists more\n"));
    assert_null(strstr(run.err, "\n 21 "));
    assert_memory_equal(run.out, problem, strlen(problem));
    assert_int_equal(run.code, 3);
    run_fini(&run);
}

static void test_observe_when_a_dry_run_or_replayed_then_it_is_said(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "200 OK", media_json,
              "{\"stored\":3,\"unchanged\":0,\"refused\":0,\"rows\":3,\"dry_run\":true,\"errors\":[],"
              "\"error_count\":0}");
    run_words(&run, "[]", WORDS("observe", "-", "--dry-run"));
    run_assert_asked(&peer, "POST /v1/observations?dry_run=1 HTTP/1.1");
    assert_string_equal(run.out, "stored 3, unchanged 0, refused 0 (dry run, nothing is stored)\n");
    assert_int_equal(run.code, 0);
    run_fini(&run);
    peer_open(&peer);
    peer_add_raw(&peer, "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nIdempotent-Replayed: true"
                        "\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{\"stored\":3}");
    peer_start(&peer);
    setenv("TONGBI_URL", peer.url, 1);
    run_words(&run, "[]", WORDS("observe", "-", "--idempotency-key=k"));
    run_assert_asked(&peer, "POST /v1/observations HTTP/1.1");
    assert_string_equal(run.out, "stored 3 (this is what the same request got before)\n");
    run_fini(&run);
}

static void test_observe_when_several_files_then_each_by_its_name_and_the_gravest_code(void **state) {
    char first[PATH_TEXT_MAX * 2], second[PATH_TEXT_MAX * 2], expected[PATH_TEXT_MAX * 8];
    struct peer peer;
    struct run run;
    (void)state;
    write_file(path_of(first, "a.jsonl"), "{\"org\":\"a\"}\n");
    write_file(path_of(second, "b.csv"), "org\na\n");
    peer_open(&peer);
    peer_add(&peer, "422 Unprocessable Content", media_problem, "{\"title\":\"Rows were refused\"}");
    peer_add(&peer, "201 Created", media_json, "{\"stored\":1}");
    peer_start(&peer);
    setenv("TONGBI_URL", peer.url, 1);
    RUN(&run, "observe", first, second);
    peer_stop(&peer);
    assert_int_equal(peer.request_count, 2);
    assert_non_null(strstr(peer.requests[0], "\r\nContent-Type: application/x-ndjson\r\n"));
    assert_non_null(strstr(peer.requests[0], "\r\nContent-Length: 12\r\n"));
    assert_non_null(strstr(peer.requests[1], "\r\nContent-Type: text/csv\r\n"));
    assert_string_equal(strstr(peer.requests[1], "\r\n\r\n") + 4, "org\na\n");
    peer_close(&peer);
    snprintf(expected, sizeof expected, "[1/2] %s\n[2/2] %s\nstored 1\n", first, second);
    assert_string_equal(run.out, expected);
    assert_int_equal(run.code, 3);
    run_fini(&run);
    unlink(first);
    unlink(second);
}

static void test_report_show_when_checked_then_warnings_and_claims_stand_below(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(
        &peer, "200 OK", media_json,
        "{\"id\":5,\"org\":\"qh\",\"period\":\"2021\",\"state\":\"active\",\"figure_count\":1,\"notes\":[],"
        "\"figures\":[{\"id\":12,\"value\":9,\"bound\":\"exact\",\"unit\":\"户\",\"kind\":\"count\","
        "\"label\":\"走访\",\"metric\":\"visits\",\"status\":\"actual\",\"period\":\"2021\","
        "\"confidence\":0.95,\"quote\":\"走访9户。\"}],"
        "\"warnings\":[{\"kind\":\"two_values\",\"detail\":\"9 here, 8 there\","
        "\"figure\":{\"figure\":12,\"report\":5,\"start\":0,\"end\":2,\"quote\":\"走访9户。\"},"
        "\"other\":{\"figure\":13,\"report\":5,\"start\":9,\"end\":11,\"quote\":\"共走访8户。\"}},"
        "{\"kind\":\"rate_above_100\",\"detail\":\"101%\",\"figure\":{\"figure\":14,\"report\":5,"
        "\"quote\":\"达101%。\"},\"other\":null}],"
        "\"claims\":[{\"id\":1,\"org_name\":\"清河县\",\"metric_name\":\"走访\",\"period\":\"2021\","
        "\"base_period\":\"2020\",\"claimed\":50,\"unit\":\"%\",\"computed\":50.00,\"verdict\":\"agrees\","
        "\"source\":{\"report\":5,\"figure\":15,\"quote\":\"同比增长50%。\"},"
        "\"value_source\":{\"report\":5,\"figure\":12,\"quote\":\"走访9户。\"},"
        "\"base_source\":{\"report\":3,\"figure\":2,\"quote\":\"走访6户。\"}}]}");
    RUN(&run, "report", "show", "5");
    run_assert_asked(&peer, "GET /v1/reports/5 HTTP/1.1");
    const char *checks = strstr(run.out, "\n\nwarnings\n");
    assert_non_null(checks);
    assert_string_equal(checks, "\n\nwarnings\n"
                                "! two values: 9 here, 8 there\n"
                                "    走访9户。 (report 5, figure 12)\n"
                                "    共走访8户。 (report 5, figure 13)\n"
                                "! rate above 100%: 101%\n"
                                "    达101%。 (report 5, figure 14)\n"
                                "\n"
                                "claims\n"
                                "verdict  organisation  period  label  claimed  computed  base period\n"
                                "-------  ------------  ------  -----  -------  --------  -----------\n"
                                "agrees   清河县        2021    走访      +50%   +50.00%  2020\n"
                                "    said: 同比增长50%。 (report 5, figure 15)\n"
                                "    value: 走访9户。 (report 5, figure 12)\n"
                                "    base: 走访6户。 (report 3, figure 2)\n");
    assert_int_equal(run.code, 0);
    run_fini(&run);
}

static void test_report_withdraw_when_done_then_its_account(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "200 OK", media_json, "{\"id\":5,\"org\":\"qh\",\"state\":\"withdrawn\"}");
    RUN(&run, "report", "withdraw", "5", "--published", "2021-08-01");
    run_assert_asked(&peer, "DELETE /v1/reports/5?published=2021-08-01 HTTP/1.1");
    assert_string_equal(run.out, "id            5\n"
                                 "organisation  qh\n"
                                 "state         withdrawn\n");
    assert_int_equal(run.code, 0);
    run_fini(&run);
}

/* Two pages: one report that is otherwise, one that is not, one that is refused. */
static void test_report_reread_when_all_then_page_by_page_and_those_that_are_otherwise(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    static const char *const asked[] = {
        "GET /v1/reports?org=qh&state=active&limit=200 ", "POST /v1/reports/9/reread?dry_run=1 ",
        "POST /v1/reports/7/reread?dry_run=1 ", "GET /v1/reports?org=qh&state=active&limit=200&cursor=n7 ",
        "POST /v1/reports/3/reread?dry_run=1 "};
    peer_open(&peer);
    peer_add(&peer, "200 OK", media_json, "{\"reports\":[{\"id\":9},{\"id\":7}],\"next\":\"n7\"}");
    peer_add(&peer, "200 OK", media_json,
             "{\"report\":9,\"org\":\"qh\",\"period\":\"2021\",\"kept\":4,\"touched\":1,\"decided\":2,"
             "\"revised\":1,\"added\":1,\"withdrawn\":0,\"difference_count\":3,\"differences\":["
             "{\"action\":\"revised\",\"text\":\"94.60%\",\"label\":\"满意度\","
             "\"before\":{\"value\":93.60,\"bound\":\"exact\",\"metric\":null},"
             "\"after\":{\"value\":94.60,\"bound\":\"exact\",\"metric\":\"sat\"}},"
             "{\"action\":\"added\",\"text\":\"12次\",\"label\":\"会议\",\"before\":null,"
             "\"after\":{\"value\":12,\"status\":\"actual\",\"period\":\"2021\",\"metric\":\"mtg\"}}]}");
    peer_add(&peer, "409 Conflict", media_problem, "{\"title\":\"Conflict with what is stored\"}");
    peer_add(&peer, "200 OK", media_json, "{\"reports\":[{\"id\":3}],\"next\":null}");
    peer_add(&peer, "200 OK", media_json,
             "{\"report\":3,\"kept\":5,\"difference_count\":0,\"differences\":[]}");
    peer_start(&peer);
    setenv("TONGBI_URL", peer.url, 1);
    RUN(&run, "report", "reread", "--org", "qh", "--dry-run");
    peer_stop(&peer);
    assert_int_equal(peer.request_count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_memory_equal(peer.requests[i], asked[i], strlen(asked[i]));
    peer_close(&peer);
    assert_string_equal(
        run.out, "9 qh 2021: revised 1, added 1, withdrawn 0, kept 4, touched 1, decided 2\n"
                 "  revised 94.60% 满意度; value 93.60 -> 94.60; metric - -> sat\n"
                 "  added 12次 会议; actual; 2021; mtg\n"
                 "  … and 1 more\n"
                 "dry run, nothing is stored: reports read: 2, with differences: 1; revised 1, added 1, "
                 "withdrawn 0, failed 1\n");
    assert_non_null(strstr(run.err, "409 Conflict"));
    assert_non_null(strstr(run.err, "report 7 was not read again"));
    assert_int_equal(run.code, 3);
    run_fini(&run);
}

static void test_report_reread_when_named_or_wrong_then_those_or_usage(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "200 OK", media_json, "{\"report\":5,\"kept\":3,\"difference_count\":0}");
    RUN(&run, "report", "reread", "5");
    run_assert_asked(&peer, "POST /v1/reports/5/reread HTTP/1.1");
    assert_string_equal(run.out,
                        "reports read: 1, with differences: 0; revised 0, added 0, withdrawn 0, failed 0\n");
    assert_int_equal(run.code, 0);
    run_fini(&run);
    RUN(&run, "report", "reread", "5", "--org", "qh");
    assert_int_equal(run.code, 2);
    run_fini(&run);
    RUN(&run, "report", "reread", "5", "--csv");
    assert_int_equal(run.code, 2);
    run_fini(&run);
    setenv("TONGBI_URL", "http://127.0.0.1:9", 1);
    RUN(&run, "report", "reread", "5", "6");
    assert_int_equal(run.code, 4);
    assert_non_null(strstr(run.err, "report 5 was not"));
    assert_null(strstr(run.err, "report 6 was not")); /* a server that is away is asked once */
    run_fini(&run);
}

static void test_figure_when_judged_then_patched(void **state) {
    static const struct {
        const char *words[16];
        const char *body;
    } rows[] = {
        {{"figure", "accept", "12"}, "{\"state\":\"accepted\"}"},
        {{"figure", "reject", "12", "--note", "a year"}, "{\"state\":\"rejected\",\"note\":\"a year\"}"},
        {{"figure", "correct", "12", "--value", "93.70", "--period", "2021", "--unit", "%", "--status",
          "target", "--metric", "sat", "--label", "满意度"},
         "{\"value\":\"93.70\",\"unit\":\"%\",\"period\":\"2021\",\"status\":\"target\",\"metric\":\"sat\","
         "\"label\":\"满意度\"}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct peer peer;
        struct run run;
        run_serve(&peer, "200 OK", media_json,
                  "{\"id\":12,\"value\":93.70,\"bound\":\"exact\",\"unit\":\"%\",\"label\":\"满意度\","
                  "\"metric\":\"sat\",\"status\":\"target\",\"period\":\"2021\",\"state\":\"corrected\","
                  "\"quote\":\"满意度93.70%。\"}");
        run_words(&run, " ", rows[i].words);
        peer_stop(&peer);
        assert_memory_equal(peer.requests[0], "PATCH /v1/figures/12 HTTP/1.1", 29);
        assert_string_equal(strstr(peer.requests[0], "\r\n\r\n") + 4, rows[i].body);
        peer_close(&peer);
        assert_string_equal(run.out, "id        12\n"
                                     "state     corrected\n"
                                     "value     93.70\n"
                                     "unit      %\n"
                                     "label     满意度\n"
                                     "metric    sat\n"
                                     "status    target\n"
                                     "period    2021\n"
                                     "sentence  满意度93.70%。\n");
        assert_int_equal(run.code, 0);
        run_fini(&run);
    }
}

static void test_figure_when_somebody_was_faster_then_3(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "409 Conflict", media_problem, "{\"title\":\"Changed meanwhile\"}");
    RUN(&run, "figure", "accept", "12");
    run_assert_asked(&peer, "PATCH /v1/figures/12 HTTP/1.1");
    assert_string_equal(run.err, "tongbi: 409 Changed meanwhile\n");
    assert_int_equal(run.code, 3);
    run_fini(&run);
}

static void test_export_when_whole_then_the_file_has_its_name(void **state) {
    char path[PATH_TEXT_MAX * 2], part[PATH_TEXT_MAX * 2], text[64];
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "200 OK", "text/csv; charset=utf-8", "org,value\r\na,1\r\n");
    RUN(&run, "export", "-o", path_of(path, "all.csv"), "--under", "qh", "--metric", "a,b", "--vintages",
        "all", "--no-quote", "--bom");
    run_assert_asked(&peer,
                     "GET /v1/export?format=csv&under=qh&metric=a%2Cb&vintages=all&quote=0&bom=1 HTTP/1.1");
    assert_string_equal(run.err, "");
    assert_string_equal(run.out, "");
    assert_int_equal(run.code, 0);
    assert_true(take_file(path, text, sizeof text));
    assert_string_equal(text, "org,value\r\na,1\r\n");
    assert_int_not_equal(access(path_of(part, "all.csv.part"), F_OK), 0);
    run_fini(&run);
}

static void test_export_when_it_breaks_off_then_4_and_the_file_is_as_it_was(void **state) {
    char path[PATH_TEXT_MAX * 2], part[PATH_TEXT_MAX * 2], text[64];
    struct peer peer;
    struct run run;
    (void)state;
    write_file(path_of(path, "all.ndjson"), "old\n");
    peer_open(&peer);
    peer_add_raw(&peer, "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n"
                        "Transfer-Encoding: chunked\r\n\r\n4\r\nnew\n\r\n");
    peer_start(&peer);
    setenv("TONGBI_URL", peer.url, 1);
    RUN(&run, "export", "--output", path);
    run_assert_asked(&peer, "GET /v1/export?format=ndjson HTTP/1.1");
    assert_int_equal(run.code, 4);
    assert_non_null(strstr(run.err, "broke off before its end"));
    assert_true(take_file(path, text, sizeof text));
    assert_string_equal(text, "old\n");
    assert_int_not_equal(access(path_of(part, "all.ndjson.part"), F_OK), 0);
    run_fini(&run);
}

static void test_export_when_refused_then_3_and_no_file(void **state) {
    char path[PATH_TEXT_MAX * 2];
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "404 Not Found", media_problem, "{\"title\":\"No such organisation\"}");
    RUN(&run, "export", "--format", "xlsx", "--org", "x", "-o", path_of(path, "all"));
    run_assert_asked(&peer, "GET /v1/export?format=xlsx&org=x HTTP/1.1");
    assert_int_equal(run.code, 3);
    assert_string_equal(run.err, "tongbi: 404 No such organisation\n");
    assert_int_not_equal(access(path, F_OK), 0);
    run_fini(&run);
}

static void test_export_when_to_standard_output_or_a_device_then_written_in_place(void **state) {
    static const char *const targets[] = {"-", "/dev/null"};
    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        struct peer peer;
        struct run run;
        run_serve(&peer, "200 OK", "text/csv", "org\r\n");
        RUN(&run, "export", "--format=csv", "-o", targets[i]);
        run_assert_asked(&peer, "GET /v1/export?format=csv HTTP/1.1");
        assert_string_equal(run.out, i == 0 ? "org\r\n" : "");
        assert_int_equal(run.code, 0);
        run_fini(&run);
    }
    assert_int_not_equal(access("/dev/null.part", F_OK), 0);
}

/* /dev/full takes nothing: the fault is here, not the server's. */
static void test_export_when_it_cannot_be_written_then_1(void **state) {
    static const char *const targets[] = {"/dev/full", "/nonexistent/all.csv"};
    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        struct peer peer;
        struct run run;
        run_serve(&peer, "200 OK", "text/csv", "org\r\n");
        RUN(&run, "export", "--format=csv", "-o", targets[i]);
        peer_stop(&peer);
        peer_close(&peer);
        assert_int_equal(run.code, 1);
        assert_non_null(strstr(run.err, "cannot write "));
        assert_non_null(strstr(run.err, targets[i]));
        run_fini(&run);
    }
}

static void test_help_when_asked_of_a_command_then_its_options(void **state) {
    static const struct {
        const char *words[16];
        const char *part;
    } rows[] = {
        {{"trend", "--help"}, "\n  --under CODE "},
        {{"trend", "-h"}, "\n  --aggregation HOW "},
        {{"compare", "--help"}, "\n  --metric CODE,… "},
        {{"claims", "--help"}, "\n  -v, --verbose "},
        {{"export", "--help"}, "\n  -o, --output FILE "},
        {{"observe", "--help"}, "\n  --idempotency-key KEY "},
        {{"figure", "correct", "--help"}, "\n  --value VALUE "},
        {{"report", "withdraw", "--help"}, "\n  --published DATE "},
        {{"vintages", "--help"}, "Usage: tongbi vintages SERIES | --org CODE --metric CODE"},
        {{"query", "--help"}, "Usage: tongbi query FILE|-\n"},
        {{"--help"}, "\n  figure correct  put right"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct run run;
        run_words(&run, " ", rows[i].words);
        assert_int_equal(run.code, 0);
        assert_non_null(strstr(run.out, rows[i].part));
        run_fini(&run);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_observe_when_partial_then_refused_rows_are_listed_and_1),
        TEST(test_observe_when_many_rows_are_refused_then_the_first_20_and_the_count),
        TEST(test_observe_when_a_dry_run_or_replayed_then_it_is_said),
        TEST(test_observe_when_several_files_then_each_by_its_name_and_the_gravest_code),
        TEST(test_report_show_when_checked_then_warnings_and_claims_stand_below),
        TEST(test_report_withdraw_when_done_then_its_account),
        TEST(test_report_reread_when_all_then_page_by_page_and_those_that_are_otherwise),
        TEST(test_report_reread_when_named_or_wrong_then_those_or_usage),
        TEST(test_figure_when_judged_then_patched),
        TEST(test_figure_when_somebody_was_faster_then_3),
        TEST(test_export_when_whole_then_the_file_has_its_name),
        TEST(test_export_when_it_breaks_off_then_4_and_the_file_is_as_it_was),
        TEST(test_export_when_refused_then_3_and_no_file),
        TEST(test_export_when_to_standard_output_or_a_device_then_written_in_place),
        TEST(test_export_when_it_cannot_be_written_then_1),
        TEST(test_help_when_asked_of_a_command_then_its_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
