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

static const char media_json[] = "application/json";
static const char media_problem[] = "application/problem+json";

static void expect_usage(const char *message, const char *const *words) {
    struct run run;
    run_words(&run, " ", words);
    assert_int_equal(run.code, 2);
    assert_non_null(strstr(run.err, message));
    assert_string_equal(run.out, "");
    run_fini(&run);
}

static void test_usage_when_wrong_then_2_and_the_mistake_is_named(void **state) {
    static const struct {
        const char *words[10], *message;
    } rows[] = {
        {{"trnd"}, "unknown command trnd"},
        {{"report"}, "report needs one more word: report add, report list, report show, report review"},
        {{"report", "drop"}, "report has no such command: report add, report list, report show"},
        {{"trend", "--bogus", "1"}, "unknown option --bogus; see tongbi trend --help"},
        {{"--bogus"}, "unknown option --bogus; see tongbi --help"},
        {{"trend", "--org", "jy"}, "trend needs --org and --metric, or --under and --metric"},
        {{"trend", "--org", "a", "--under", "b", "--metric", "m"}, "--org and --under exclude each other"},
        {{"compare", "--metric", "a,b", "--period", "2021"}, "within one organisation: --org CODE"},
        {{"compare", "--metric", "a,b", "--period", "2021", "--org", "x,y"}, "within one organisation"},
        {{"observe", "a", "b", "--idempotency-key", "k"}, "--idempotency-key is for one FILE"},
        {{"observe", "-", "--idempotency-key", " k"}, "printable ASCII"},
        {{"observe", "-", "--csv"}, "observe has no --csv"},
        {{"query", "-", "--csv"}, "query has no --csv"},
        {{"report", "withdraw", "3", "--csv"}, "report withdraw has no --csv"},
        {{"report", "withdraw"}, "something is missing"},
        {{"figure", "correct", "3"}, "figure correct needs what is to be corrected"},
        {{"figure", "correct", "3", "--note", "x"}, "figure correct needs what is to be corrected"},
        {{"figure", "mend", "3"}, "figure has no such command: figure accept, figure reject, figure correct"},
        {{"vintages"}, "vintages needs SERIES, or --org and --metric"},
        {{"vintages", "--org", "a"}, "vintages needs SERIES, or --org and --metric"},
        {{"vintages", "7", "--scope", "s"}, "exclude each other"},
        {{"export"}, "export needs --format csv, ndjson or xlsx"},
        {{"export", "-o", "x.txt"}, "export needs --format csv, ndjson or xlsx"},
        {{"export", "--format", "pdf"}, "export needs --format csv, ndjson or xlsx"},
        {{"export", "--format", "csv", "--json"}, "--format instead of"},
        {{"claims", "-x"}, "unknown option -x"},
        {{"compare", "--metric", "m"}, "compare needs --metric and --period"},
        {{"report", "correct", "3"}, "report correct needs --org or --period"},
        {{"report", "add", "--org", "a", "--period", "2021"}, "something is missing"},
        {{"report", "add", "a", "b", "--org", "o", "--period", "2021", "--title=t"},
         "--title is for one FILE"},
        {{"report", "show", "1", "2"}, "2 is too much"},
        {{"report", "show", "1", "--text", "--figures"}, "exclude each other"},
        {{"org", "list", "--json", "--csv"}, "exclude each other"},
        {{"org", "list", "--lang", "fr"}, "--lang is zh or en, not fr"},
        {{"org", "list", "--server", "ftp://x"}, "not an address of a server"},
        {{"org", "list", "--token-file", "/nonexistent/token"}, "/nonexistent/token"},
        {{"observe", "-", "--format", "xlsx"}, "--format is csv, json or ndjson"},
        {{"extract", "-", "--period", "2021-H3"}, "--period"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect_usage(rows[i].message, rows[i].words);
}

static void test_help_when_asked_then_0_on_out_else_2_on_err(void **state) {
    struct run run;
    (void)state;
    RUN(&run, "--help");
    assert_int_equal(run.code, 0);
    assert_non_null(strstr(run.out, "report add"));
    assert_string_equal(run.err, "");
    run_fini(&run);
    RUN(&run, "trend", "--help");
    assert_int_equal(run.code, 0);
    assert_non_null(strstr(run.out, "--frequency F"));
    run_fini(&run);
    run_words(&run, " ", (const char *const[]){NULL});
    assert_int_equal(run.code, 2);
    assert_string_equal(run.out, "");
    assert_non_null(strstr(run.err, "Usage: tongbi COMMAND"));
    run_fini(&run);
    RUN(&run, "--version");
    assert_int_equal(run.code, 0);
    assert_memory_equal(run.out, "tongbi ", 7);
    run_fini(&run);
}

static const char trend_answer[] =
    "{\"org\":\"jy\",\"org_name\":\"清河县教育局\",\"metric\":\"satisfaction\",\"metric_name\":"
    "\"师德满意度\","
    "\"metric_name_en\":\"satisfaction\",\"kind\":\"rate\",\"unit\":\"%\",\"direction\":\"higher_better\","
    "\"scope\":null,\"series\":7,\"status\":\"actual\",\"units\":\"lin\",\"frequency\":\"S\",\"other_"
    "frequencies\":[],"
    "\"as_of\":null,\"known_at\":null,\"points\":["
    "{\"period\":\"2020-H1\",\"start\":\"2020-01-01\",\"end\":\"2020-06-30\",\"value\":93.70,\"bound\":"
    "\"exact\","
    "\"status\":\"actual\",\"published\":\"2020-07-10\",\"recorded\":\"2020-07-10T00:00:00.000Z\","
    "\"source\":{\"report\":1,\"figure\":2,\"start\":6,\"end\":12,\"quote\":\"家长满意度达93.70%。\"},"
    "\"base_period\":\"2019-H1\",\"change_pp\":null,\"change_rel\":null,\"reason\":\"base_missing\"},"
    "{\"period\":\"2020-H2\",\"start\":\"2020-07-01\",\"end\":\"2020-12-31\",\"value\":null,\"status\":"
    "\"actual\","
    "\"published\":null,\"recorded\":null,\"source\":null,\"base_period\":\"2019-H2\",\"change_pp\":null,"
    "\"change_rel\":null,\"reason\":\"not_reported\"},"
    "{\"period\":\"2021-H1\",\"start\":\"2021-01-01\",\"end\":\"2021-06-30\",\"value\":94.90,\"bound\":"
    "\"exact\","
    "\"status\":\"actual\",\"published\":\"2021-07-10\",\"recorded\":\"2021-07-10T00:00:00.000Z\","
    "\"source\":{\"report\":3,\"figure\":9,\"start\":6,\"end\":12,\"quote\":\"家长满意度为94.90%。\"},"
    "\"base_period\":\"2020-H1\",\"change_pp\":1.20,\"change_rel\":1.28,\"reason\":null}]}";

static void test_trend_when_answered_then_table_with_points_and_reasons(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "200 OK", media_json, trend_answer);
    RUN(&run, "trend", "--org", "jy", "--metric", "satisfaction", "--as-of=2021-12-31", "--lang", "zh",
        "--no-plot");
    run_assert_asked(&peer, "GET /v1/trend?org=jy&metric=satisfaction&as_of=2021-12-31 HTTP/1.1");
    assert_string_equal(run.err, "");
    assert_string_equal(run.out, "清河县教育局 师德满意度 (实绩)\n"
                                 "\n"
                                 "时期     数值 (%)            同比    增幅  原句\n"
                                 "-------  --------  --------------  ------  --------------------\n"
                                 "2020-H1     93.70        无上期数          家长满意度达93.70%。\n"
                                 "2020-H2      未报\n"
                                 "2021-H1     94.90  +1.20 个百分点  +1.28%  家长满意度为94.90%。\n");
    assert_int_equal(run.code, 0);
    run_fini(&run);
}

static void test_trend_when_on_a_terminal_of_40_columns_then_plot_fits(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    setenv("COLUMNS", "40", 1);
    run_serve(&peer, "200 OK", media_json, trend_answer);
    RUN(&run, "trend", "--org", "jy", "--metric", "satisfaction");
    peer_stop(&peer);
    peer_close(&peer);
    /* 93.70 to 94.90 in ten rows: three steps of 0.5 at most. Labels of four, " +", and 34 columns:
     * 68 dots; 1 July is day 182 of 366, dot 182 * 67 / 366 = 33, column 16. */
    const char *plot = strstr(run.out, "\n\n95.0 +");
    assert_non_null(plot);
    assert_non_null(strstr(plot, "\n93.5 +"));
    assert_non_null(strstr(plot, "\n     ++---------------+----------------+\n"));
    assert_non_null(strstr(plot, "\n      2020-H1      2020-H2       2021-H1\n"));
    assert_int_equal(run.code, 0);
    run_fini(&run);
}

static void test_trend_when_no_points_then_1(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "200 OK", media_json, "{\"points\":[]}");
    RUN(&run, "trend", "--org", "jy", "--metric", "m");
    peer_stop(&peer);
    peer_close(&peer);
    assert_int_equal(run.code, 1);
    assert_string_equal(run.out, "");
    assert_string_equal(run.err, "tongbi: no points\n");
    run_fini(&run);
}

static void test_compare_when_answered_then_rows_without_base_stay(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(
        &peer, "200 OK", media_json,
        "{\"metric\":\"visits\",\"metric_name\":\"走访农户\",\"metric_name_en\":null,\"kind\":\"count\","
        "\"unit\":\"户\","
        "\"direction\":\"higher_better\",\"scope\":null,\"period\":\"2021-H1\",\"against\":\"previous_year\","
        "\"base_period\":\"2020-H1\",\"as_of\":null,\"known_at\":null,\"rows\":["
        "{\"org\":\"a\",\"org_name\":\"清河县\",\"series\":1,\"value\":170,\"bound\":\"exact\",\"base\":150,"
        "\"base_bound\":\"exact\",\"change\":20,\"change_rel\":13.33,\"rank\":1,"
        "\"source\":{\"report\":1,\"figure\":1,\"start\":0,\"end\":1,\"quote\":\"走访农户170户。\"},"
        "\"base_source\":null,\"reason\":null},"
        "{\"org\":\"b\",\"org_name\":\"临江\",\"series\":2,\"value\":90,\"bound\":\"at_least\",\"low\":90,"
        "\"high\":null,"
        "\"low_open\":true,\"base\":null,\"change\":null,\"change_rel\":null,\"rank\":null,\"source\":null,"
        "\"base_source\":null,\"reason\":\"base_missing\"}]}");
    RUN(&run, "compare", "--metric", "visits", "--period", "2021-H1", "--org", "a,b", "--against",
        "previous_year");
    run_assert_asked(&peer,
                     "GET /v1/compare?metric=visits&period=2021-H1&against=previous_year&org=a%2Cb HTTP/1.1");
    assert_string_equal(run.out,
                        "走访农户 (户) 2021-H1 against 2020-H1\n"
                        "\n"
                        "rank  organisation  value  base  change  relative  reason   sentence\n"
                        "----  ------------  -----  ----  ------  --------  -------  ---------------\n"
                        "   1  清河县          170   150  +20 户   +13.33%           走访农户170户。\n"
                        "      临江            >90                          no base\n");
    assert_int_equal(run.code, 0);
    run_fini(&run);
}

static void test_answer_when_json_or_csv_is_asked_for_then_raw(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "200 OK", media_json, "{\"orgs\":[],\"next\":null}");
    RUN(&run, "org", "list", "--json");
    run_assert_asked(&peer, "GET /v1/orgs HTTP/1.1");
    assert_string_equal(run.out, "{\"orgs\":[],\"next\":null}\n");
    run_fini(&run);
    run_serve(&peer, "200 OK", "text/csv; charset=utf-8", "period,value\r\n2021,93.70\r\n");
    RUN(&run, "--csv", "trend", "--org", "jy", "--metric", "m");
    peer_stop(&peer);
    assert_non_null(strstr(peer.requests[0], "\r\nAccept: text/csv"));
    peer_close(&peer);
    assert_string_equal(run.out, "period,value\r\n2021,93.70\r\n");
    assert_int_equal(run.code, 0);
    run_fini(&run);
}

static void test_report_add_when_taken_in_then_figures_are_shown(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(
        &peer, "201 Created", media_json,
        "{\"id\":12,\"org\":\"jy\",\"title\":null,\"period\":\"2021-H1\",\"published\":\"2021-07-01\","
        "\"state\":\"active\",\"media_type\":\"text/plain\",\"figure_count\":2,\"notes\":[\"read as "
        "GB18030\"],"
        "\"figures\":[{\"id\":1,\"value\":6,\"bound\":\"exact\",\"unit\":\"次\",\"kind\":\"count\",\"label\":"
        "\"集中学习\","
        "\"metric\":\"study\",\"status\":\"actual\",\"period\":\"2021-H1\",\"confidence\":0.95,"
        "\"quote\":\"集中学习6次。\"},"
        "{\"id\":2,\"value\":300,\"bound\":\"about\",\"low\":300,\"high\":400,\"high_open\":true,\"unit\":"
        "\"人\","
        "\"kind\":\"count\",\"label\":\"参加\",\"status\":\"target\",\"period\":\"2021\",\"confidence\":0.60,"
        "\"quote\":\"争取300余人参加。\"}]}");
    run_words(&run, "集中学习6次。",
              (const char *const[]){"report", "add", "-", "--org", "jy", "--period", "2021-H1", "--type",
                                    "text/plain", NULL});
    peer_stop(&peer);
    assert_non_null(strstr(peer.requests[0], "\r\nContent-Type: text/plain\r\n"));
    assert_non_null(strstr(peer.requests[0], "\r\n\r\n集中学习6次。"));
    peer_close(&peer);
    assert_string_equal(
        run.out, "id            12\n"
                 "organisation  jy\n"
                 "period        2021-H1\n"
                 "published     2021-07-01\n"
                 "state         active\n"
                 "media type    text/plain\n"
                 "figures       2\n"
                 "* read as GB18030\n"
                 "\n"
                 "id  value  unit  label     metric  status  period   confidence  sentence\n"
                 "--  -----  ----  --------  ------  ------  -------  ----------  -----------------\n"
                 " 1      6  次    集中学习  study   actual  2021-H1        0.95  集中学习6次。\n"
                 " 2   ~300  人    参加              target  2021           0.60  争取300余人参加。\n");
    assert_int_equal(run.code, 0);
    run_fini(&run);
}

static void test_observe_when_rows_are_refused_then_3_and_rows_are_listed(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "400 Bad Request", media_problem,
              "{\"type\":\"x/bad-rows\",\"title\":\"Rows were refused\",\"status\":400,\"detail\":\"1 row.\","
              "\"errors\":[{\"row\":2,\"field\":\"value\",\"detail\":\"not a number\"}]}");
    run_words(&run, "org,metric,period,value\njy,m,2021,x\n", (const char *const[]){"observe", "-", NULL});
    peer_stop(&peer);
    assert_non_null(strstr(peer.requests[0], "\r\nContent-Type: text/csv\r\n"));
    peer_close(&peer);
    assert_int_equal(run.code, 3);
    assert_string_equal(run.out, "");
    assert_string_equal(run.err, "tongbi: 400 Rows were refused: 1 row.\n"
                                 "row  field  problem\n"
                                 "---  -----  ------------\n"
                                 "  2  value  not a number\n");
    run_fini(&run);
}

static void test_observe_when_json_then_told_by_its_start(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "201 Created", media_json, "{\"stored\":1,\"unchanged\":2}");
    run_words(&run, "[{}]", (const char *const[]){"observe", "-", NULL});
    peer_stop(&peer);
    assert_non_null(strstr(peer.requests[0], "\r\nContent-Type: application/json\r\n"));
    peer_close(&peer);
    assert_int_equal(run.code, 0);
    assert_string_equal(run.out, "stored 1, unchanged 2\n");
    run_fini(&run);
}

static void test_refusal_when_no_token_then_3_and_advice(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "401 Unauthorized", media_problem,
              "{\"type\":\"x\",\"title\":\"A valid token is needed\",\"status\":401,\"detail\":\"\"}");
    RUN(&run, "metric", "list");
    run_assert_asked(&peer, "GET /v1/metrics HTTP/1.1");
    assert_int_equal(run.code, 3);
    assert_non_null(strstr(run.err, "401 A valid token is needed\n"));
    assert_non_null(strstr(run.err, "TONGBI_TOKEN"));
    assert_null(strstr(run.err, "t0k3n"));
    run_fini(&run);
}

static void test_server_when_away_then_4(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    peer_open(&peer);
    setenv("TONGBI_URL", peer.url, 1);
    peer_close(&peer); /* the port was ours a moment ago, and listens no more */
    RUN(&run, "org", "show", "jy");
    assert_int_equal(run.code, 4);
    assert_non_null(strstr(run.err, "cannot reach"));
    run_fini(&run);
}

static void test_answer_when_from_another_kind_of_server_then_4(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "200 OK", "text/html", "<p>hello</p>");
    RUN(&run, "metric", "show", "m");
    run_assert_asked(&peer, "GET /v1/metrics/m HTTP/1.1");
    assert_int_equal(run.code, 4);
    assert_string_equal(run.out, "");
    run_fini(&run);
}

static void test_report_show_when_text_then_as_it_is(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "200 OK", "text/plain; charset=utf-8", "第一段\r\n第二段");
    RUN(&run, "report", "show", "12", "--text");
    run_assert_asked(&peer, "GET /v1/reports/12/text HTTP/1.1");
    assert_int_equal(run.code, 0);
    assert_string_equal(run.out, "第一段\r\n第二段");
    run_fini(&run);
}

static void test_list_when_there_is_more_then_the_cursor_is_told(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "200 OK", media_json,
              "{\"orgs\":[{\"code\":\"jy\",\"name\":\"清河县教育局\",\"parent\":null}],\"next\":\"abc\"}");
    RUN(&run, "org", "list", "--limit", "1", "--under", "jy");
    run_assert_asked(&peer, "GET /v1/orgs?under=jy&limit=1 HTTP/1.1");
    assert_string_equal(run.out, "code  name          parent\n"
                                 "----  ------------  ------\n"
                                 "jy    清河县教育局\n");
    assert_string_equal(run.err, "There is more: --cursor abc\n");
    run_fini(&run);
}

static void test_series_list_when_answered_then_what_can_be_asked_about(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "200 OK", media_json,
              "{\"series\":[{\"id\":7,\"org\":\"jy\",\"metric\":\"visits\",\"metric_name\":\"走访农户\","
              "\"scope\":null,\"unit\":\"户\",\"kind\":\"count\",\"observations\":4,\"first\":\"2019-H1\","
              "\"last\":\"2020-H2\"}],\"next\":null}");
    RUN(&run, "series", "list", "--org", "jy");
    run_assert_asked(&peer, "GET /v1/series?org=jy HTTP/1.1");
    assert_string_equal(run.out, "organisation  metric  name      scope  unit  figures  first    last\n"
                                 "------------  ------  --------  -----  ----  -------  -------  -------\n"
                                 "jy            visits  走访农户         户          4  2019-H1  2020-H2\n");
    assert_int_equal(run.code, 0);
    run_fini(&run);
}

static void test_file_when_absent_then_1_and_nothing_is_asked(void **state) {
    struct run run;
    (void)state;
    RUN(&run, "report", "add", "/nonexistent/report.txt", "--org", "jy", "--period", "2021");
    assert_int_equal(run.code, 1);
    assert_non_null(strstr(run.err, "cannot read /nonexistent/report.txt"));
    run_fini(&run);
}

static void test_extract_when_text_comes_then_one_line_a_figure(void **state) {
    struct run run;
    (void)state;
    run_words(&run, "全年开展集中学习6次。", (const char *const[]){"extract", "-", "--period", "2021", NULL});
    assert_int_equal(run.code, 0);
    assert_non_null(strstr(run.out, "\"text\":\"6次\""));
    assert_non_null(strstr(run.out, "\"period\":\"2021\""));
    assert_int_equal(strcspn(run.out, "\n") + 1, strlen(run.out));
    run_fini(&run);
}

static void test_extract_when_explained_then_the_rules_stand_below_the_sentence(void **state) {
    struct run run;
    (void)state;
    run_words(&run, "全年开展集中学习6次。",
              (const char *const[]){"extract", "-", "--period", "2021", "--explain", NULL});
    assert_int_equal(run.code, 0);
    assert_non_null(strstr(run.out, "  全年开展集中学习【6次】。\n"));
    assert_non_null(
        strstr(run.out, "  unit    the measure word behind the number (UNIT_WRITTEN, doubt 0.000)\n"));
    run_fini(&run);
}

static void test_extract_when_nothing_comes_then_1_and_why(void **state) {
    struct run run;
    (void)state;
    run_words(&run, " ", (const char *const[]){"extract", "-", NULL});
    assert_int_equal(run.code, 1);
    assert_string_equal(run.out, "");
    assert_memory_equal(run.err, "tongbi: -: ", 11);
    run_fini(&run);
}

#define TEST(name) cmocka_unit_test_setup(name, run_set_up)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_usage_when_wrong_then_2_and_the_mistake_is_named),
        TEST(test_help_when_asked_then_0_on_out_else_2_on_err),
        TEST(test_trend_when_answered_then_table_with_points_and_reasons),
        TEST(test_trend_when_on_a_terminal_of_40_columns_then_plot_fits),
        TEST(test_trend_when_no_points_then_1),
        TEST(test_compare_when_answered_then_rows_without_base_stay),
        TEST(test_answer_when_json_or_csv_is_asked_for_then_raw),
        TEST(test_report_add_when_taken_in_then_figures_are_shown),
        TEST(test_observe_when_rows_are_refused_then_3_and_rows_are_listed),
        TEST(test_observe_when_json_then_told_by_its_start),
        TEST(test_refusal_when_no_token_then_3_and_advice),
        TEST(test_server_when_away_then_4),
        TEST(test_answer_when_from_another_kind_of_server_then_4),
        TEST(test_report_show_when_text_then_as_it_is),
        TEST(test_list_when_there_is_more_then_the_cursor_is_told),
        TEST(test_series_list_when_answered_then_what_can_be_asked_about),
        TEST(test_file_when_absent_then_1_and_nothing_is_asked),
        TEST(test_extract_when_text_comes_then_one_line_a_figure),
        TEST(test_extract_when_explained_then_the_rules_stand_below_the_sentence),
        TEST(test_extract_when_nothing_comes_then_1_and_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
