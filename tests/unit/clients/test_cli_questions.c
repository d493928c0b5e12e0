#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"
#include "running.h"

/* Asks the peer for one answer and compares all that is printed. */
static void assert_printed(const char *answer, const char *line, const char *out, int code,
                           const char *const *words) {
    struct peer peer;
    struct run run;
    run_serve(&peer, "200 OK", "application/json", answer);
    run_words(&run, " ", words);
    run_assert_asked(&peer, line);
    assert_string_equal(run.err, "");
    assert_string_equal(run.out, out);
    assert_int_equal(run.code, code);
    run_fini(&run);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const char roll_up[] =
    "{\"org\":\"qh\",\"org_name\":\"清河县\",\"under\":\"qh\",\"metric\":\"visits\",\"metric_name\":\"走访"
    "农户\",\"metric_name_en\":\"visits\",\"kind\":\"count\",\"unit\":\"户\",\"direction\":\"higher_better\","
    "\"scope\":null,\"series\":null,\"status\":\"actual\",\"units\":\"lin\",\"frequency\":\"A\","
    "\"aggregation\":\"sum\",\"cumulation\":null,\"release\":\"latest\",\"as_of\":null,\"points\":["
    "{\"period\":\"2020\",\"start\":\"2020-01-01\",\"end\":\"2020-12-31\",\"value\":150,\"bound\":\"exact\","
    "\"releases\":0,\"source\":null,\"parts\":["
    "{\"period\":\"2020-H1\",\"role\":\"+\",\"value\":70,\"bound\":\"exact\",\"source\":null},"
    "{\"period\":\"2020-H2\",\"role\":\"+\",\"value\":80,\"bound\":\"exact\",\"source\":null}],"
    "\"coverage\":{\"reported\":9,\"expected\":9,\"missing\":[]},"
    "\"change\":null,\"change_rel\":null,\"reason\":\"base_missing\"},"
    "{\"period\":\"2021\",\"start\":\"2021-01-01\",\"end\":\"2021-12-31\",\"value\":120,\"bound\":\"exact\","
    "\"releases\":0,\"source\":null,\"coverage\":{\"reported\":7,\"expected\":9,\"missing\":[\"a\",\"b\"]},"
    "\"change\":null,\"change_rel\":null,\"reason\":\"coverage_differs\"},"
    "{\"period\":\"2022\",\"start\":\"2022-01-01\",\"end\":\"2022-12-31\",\"value\":160,\"bound\":\"exact\","
    "\"releases\":0,\"source\":null,\"coverage\":{\"reported\":7,\"expected\":9,\"missing\":[\"a\",\"b\"]},"
    "\"change\":40,\"change_rel\":33.33,\"reason\":null},"
    "{\"period\":\"2023\",\"start\":\"2023-01-01\",\"end\":\"2023-12-31\",\"value\":160,\"bound\":\"exact\","
    "\"releases\":0,\"source\":null,\"coverage\":{\"reported\":6,\"expected\":9,\"missing\":[\"c\"]},"
    "\"change\":null,\"change_rel\":null,\"reason\":\"coverage_differs\"}],"
    "\"summary\":{\"values\":4,\"gaps\":0,\"min\":{\"period\":\"2021\",\"value\":120,\"bound\":\"exact\","
    "\"ties\":1},\"max\":{\"period\":\"2022\",\"value\":160,\"bound\":\"exact\",\"ties\":2},"
    "\"longest_rise\":{\"from\":\"2021\",\"to\":\"2022\",\"steps\":1,\"change\":40,\"change_rel\":33.33},"
    "\"longest_fall\":null,"
    "\"means\":[{\"position\":\"A1\",\"count\":4,\"value\":147.5,\"bound\":\"exact\",\"reason\":null}]}}";

static void test_trend_when_rolled_up_then_coverage_parts_and_summary(void **state) {
    (void)state;
    assert_printed(roll_up, "GET /v1/trend?under=qh&metric=visits&frequency=A&aggregation=sum HTTP/1.1",
                   "清河县 visits · roll-up (actual)\n"
                   "\n"
                   "period  value (户)       coverage            on the year  relative  sentence\n"
                   "------  ----------  ---  --------  ---------------------  --------  --------\n"
                   "2020           150  (*)       9/9                no base\n"
                   "2021           120            7/9  other bodies reported\n"
                   "2022           160            7/9                 +40 户   +33.33%\n"
                   "2023           160            6/9  other bodies reported\n"
                   "(*) computed, not reported\n"
                   "    2020 = 70 (2020-H1) + 80 (2020-H2)\n"
                   "2021 - 2022 not reported by: a, b\n"
                   "2023 not reported by: c, …\n"
                   "\n"
                   "extremes  least 120 (2021), greatest 160 (2022, ×2)\n"
                   "runs      longest rise 2021 - 2022 (+40 户, +33.33%, 1 step), longest fall none\n"
                   "means     A1 147.5 (4)\n",
                   0,
                   WORDS("trend", "--under", "qh", "--metric", "visits", "--frequency", "A", "--aggregation",
                         "sum", "--no-plot"));
}

static void test_trend_when_revised_or_a_ratio_then_marked_and_explained(void **state) {
    static const char answer[] =
        "{\"org_name\":\"清河县\",\"under\":null,\"metric_name\":\"满意度\",\"metric_name_en\":null,"
        "\"kind\":\"rate\",\"unit\":\"%\",\"direction\":\"higher_better\",\"scope\":null,"
        "\"status\":\"actual\",\"units\":\"lin\",\"aggregation\":\"ratio\",\"as_of\":null,\"points\":["
        "{\"period\":\"2020\",\"value\":93.70,\"bound\":\"exact\",\"releases\":3,\"parts\":[],"
        "\"source\":{\"report\":1,\"figure\":2,\"quote\":\"满意度93.70%。\"},"
        "\"change_pp\":null,\"change_rel\":null,\"reason\":\"base_missing\"},"
        "{\"period\":\"2021\",\"value\":90,\"bound\":\"exact\",\"releases\":0,\"source\":null,\"parts\":["
        "{\"period\":\"2021-H1\",\"role\":\"numerator\",\"value\":40,\"bound\":\"exact\"},"
        "{\"period\":\"2021-H2\",\"role\":\"numerator\",\"value\":50,\"bound\":\"exact\"},"
        "{\"period\":\"2021-H1\",\"role\":\"denominator\",\"value\":48,\"bound\":\"exact\"},"
        "{\"period\":\"2021-H2\",\"role\":\"denominator\",\"value\":52,\"bound\":\"exact\"}],"
        "\"change_pp\":-3.70,\"change_rel\":-3.95,\"reason\":null}],"
        "\"summary\":{\"values\":2,\"gaps\":0,\"min\":null,\"max\":null,\"longest_rise\":null,"
        "\"longest_fall\":{\"from\":\"2020\",\"to\":\"2021\",\"steps\":1,\"change_pp\":-3.70,"
        "\"change_rel\":-3.95},\"means\":[{\"position\":\"A1\",\"count\":2,\"value\":null,"
        "\"reason\":\"not_additive\"}]}}";
    (void)state;
    assert_printed(
        answer, "GET /v1/trend?org=qh&metric=m&release=first HTTP/1.1",
        "清河县 满意度 (实绩)\n"
        "\n"
        "时期  数值 (%)                  同比    增幅  原句\n"
        "----  --------  ----  --------------  ------  --------------\n"
        "2020     93.70  (r3)        无上期数          满意度93.70%。\n"
        "2021        90  (*)   -3.70 个百分点  -3.95%\n"
        "(*) 推算,非上报\n"
        "    2021 = (40 (2021-H1) + 50 (2021-H2)) / (48 (2021-H1) + 52 (2021-H2))\n"
        "(rN) 共报过 N 次;tongbi vintages 列出每一次\n"
        "\n"
        "走势      最长连升 无, 最长连降 2020 - 2021 (-3.70 个百分点, -3.95%, 1期)\n"
        "各期均值  A1 不可加总 (2)\n",
        0, WORDS("trend", "--org", "qh", "--metric", "m", "--release", "first", "--lang", "zh", "--no-plot"));
}

/* A difference of totals, a mean, and a list of parts that is too long to show. */
static void test_trend_when_computed_then_the_formula_fits_the_way(void **state) {
    static const struct {
        const char *aggregation, *parts, *formula;
    } rows[] = {
        {"null",
         "{\"period\":\"2021-Q2\",\"role\":\"+\",\"value\":50},{\"period\":\"2021-Q1\",\"role\":\"-\","
         "\"value\":20}",
         "    2021 = 50 (2021-Q2) - 20 (2021-Q1)\n"},
        {"\"avg\"",
         "{\"period\":\"2021-H1\",\"role\":\"+\",\"value\":50},{\"period\":\"2021-H2\",\"role\":\"+\","
         "\"value\":60,\"bound\":\"about\"}",
         "    2021 = mean of 50 (2021-H1), ~60 (2021-H2)\n"},
        {"\"eop\"", "{\"period\":\"2021-12\",\"role\":\"+\",\"value\":7}", "    2021 = 7 (2021-12)\n"},
        {"\"sum\"",
         "{\"period\":\"a\",\"role\":\"+\",\"value\":1},{\"period\":\"b\",\"role\":\"+\",\"value\":1},"
         "{\"period\":\"c\",\"role\":\"+\",\"value\":1},{\"period\":\"d\",\"role\":\"+\",\"value\":1},"
         "{\"period\":\"e\",\"role\":\"+\",\"value\":1},{\"period\":\"f\",\"role\":\"+\",\"value\":1},"
         "{\"period\":\"g\",\"role\":\"+\",\"value\":1},{\"period\":\"h\",\"role\":\"+\",\"value\":1},"
         "{\"period\":\"i\",\"role\":\"+\",\"value\":1},{\"period\":\"j\",\"role\":\"+\",\"value\":1},"
         "{\"period\":\"k\",\"role\":\"+\",\"value\":1},{\"period\":\"l\",\"role\":\"+\",\"value\":1},"
         "{\"period\":\"m\",\"role\":\"+\",\"value\":1}",
         "    2021 = 1 (a) + 1 (b) + 1 (c) + 1 (d) + 1 (e) + 1 (f) + 1 (g) + 1 (h) + 1 (i) + 1 (j) + 1 (k)"
         " + 1 (l) + …\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct peer peer;
        struct run run;
        char answer[2048];
        snprintf(answer, sizeof answer,
                 "{\"aggregation\":%s,\"points\":[{\"period\":\"2021\",\"value\":30,\"parts\":[%s]}]}",
                 rows[i].aggregation, rows[i].parts);
        run_serve(&peer, "200 OK", "application/json", answer);
        RUN(&run, "trend", "--org", "a", "--metric", "m", "--no-summary");
        run_assert_asked(&peer, "GET /v1/trend?org=a&metric=m&summary=0 HTTP/1.1");
        assert_non_null(strstr(run.out, rows[i].formula));
        run_fini(&run);
    }
}

static const char tree_compared[] =
    "{\"metric\":\"visits\",\"metric_name\":\"走访农户\",\"metric_name_en\":null,\"kind\":\"count\","
    "\"unit\":\"户\",\"direction\":\"higher_better\",\"scope\":null,\"period\":\"2021\","
    "\"against\":\"previous_year\",\"base_period\":\"2020\",\"release\":\"latest\",\"rows\":["
    "{\"org\":\"a\",\"org_name\":\"一中\",\"value\":9,\"bound\":\"exact\",\"base\":6,\"base_bound\":"
    "\"exact\",\"change\":3,\"change_rel\":50.00,\"rank\":1,\"rank_reason\":null,\"value_reason\":null,"
    "\"reason\":null,\"source\":null},"
    "{\"org\":\"b\",\"org_name\":\"二中\",\"value\":300,\"bound\":\"about\",\"base\":null,\"change\":null,"
    "\"change_rel\":null,\"rank\":null,\"rank_reason\":\"approximate\",\"value_reason\":null,"
    "\"reason\":\"base_missing\",\"source\":null},"
    "{\"org\":\"c\",\"org_name\":\"三中\",\"value\":3,\"bound\":\"exact\",\"base\":3,\"base_bound\":"
    "\"about\",\"change\":0,\"change_rel\":0.00,\"rank\":null,\"rank_reason\":\"approximate\","
    "\"value_reason\":null,\"reason\":null,\"source\":null},"
    "{\"org\":\"d\",\"org_name\":\"四中\",\"value\":null,\"base\":2,\"base_bound\":\"exact\",\"change\":null,"
    "\"change_rel\":null,\"rank\":null,\"rank_reason\":\"not_reported\",\"value_reason\":\"not_reported\","
    "\"reason\":\"not_reported\",\"source\":null}],"
    "\"total\":{\"value\":312,\"bound\":\"about\",\"base\":11,\"base_bound\":\"exact\",\"change\":null,"
    "\"change_rel\":null,\"coverage\":{\"reported\":3,\"expected\":4,\"missing\":[\"d\"]},"
    "\"base_coverage\":{\"reported\":2,\"expected\":4,\"missing\":[\"b\",\"c\"]},"
    "\"reason\":\"coverage_differs\"},"
    "\"spread\":{\"values\":2,\"min\":{\"value\":3,\"orgs\":[\"c\"],\"count\":1},"
    "\"max\":{\"value\":9,\"orgs\":[\"a\",\"e\",\"f\",\"g\",\"h\",\"i\"],\"count\":6},"
    "\"median_low\":3,\"median_high\":9,\"range\":6}}";

static void test_compare_when_under_then_total_with_coverage_and_spread(void **state) {
    (void)state;
    assert_printed(
        tree_compared, "GET /v1/compare?metric=visits&period=2021&under=qh&release=latest HTTP/1.1",
        "走访农户 (户) 2021 against 2020\n"
        "\n"
        "rank  organisation  value  base  change  relative  reason                 sentence\n"
        "----  ------------  -----  ----  ------  --------  ---------------------  ----------------------\n"
        "   1  一中              9     6   +3 户   +50.00%\n"
        "      二中           ~300                          no base\n"
        "      三中              3    ~3    0 户     0.00%  approximate\n"
        "      四中                    2                    not reported\n"
        "      total          ~312    11                    other bodies reported  coverage 3/4, base 2/4\n"
        "\n"
        "spread  least 3 (c), greatest 9 (a, e, f, g, h … 6), median 3~9, range 6, of 2 values\n",
        0,
        WORDS("compare", "--metric", "visits", "--period", "2021", "--under", "qh", "--release", "latest"));
}

static void test_compare_when_metrics_are_listed_then_they_are_the_rows(void **state) {
    static const char answer[] =
        "{\"org\":\"qh\",\"org_name\":\"清河县\",\"period\":\"2021\",\"start\":\"2021-01-01\","
        "\"end\":\"2021-12-31\",\"against\":\"previous_year\",\"base_period\":\"2020\",\"rows\":["
        "{\"metric\":\"visits\",\"metric_name\":\"走访农户\",\"metric_name_en\":null,\"kind\":\"count\","
        "\"unit\":\"户\",\"direction\":\"higher_better\",\"value\":9,\"bound\":\"exact\",\"base\":6,"
        "\"base_bound\":\"exact\",\"change\":3,\"change_rel\":50.00,"
        "\"source\":{\"quote\":\"走访9户。\"},\"reason\":null},"
        "{\"metric\":\"sat\",\"metric_name\":\"满意度\",\"metric_name_en\":null,\"kind\":\"rate\","
        "\"unit\":\"%\",\"direction\":\"higher_better\",\"value\":93.70,\"bound\":\"exact\",\"base\":95.20,"
        "\"base_bound\":\"exact\",\"change_pp\":-1.50,\"change_rel\":-1.58,\"source\":null,"
        "\"reason\":null}]}";
    (void)state;
    assert_printed(answer, "GET /v1/compare?metric=visits%2Csat&period=2021&org=qh HTTP/1.1",
                   "清河县 2021 against 2020\n"
                   "\n"
                   "label     value  unit   base    change  relative  reason  sentence\n"
                   "--------  -----  ----  -----  --------  --------  ------  ---------\n"
                   "走访农户      9  户        6     +3 户   +50.00%          走访9户。\n"
                   "满意度    93.70  %     95.20  -1.50 pp    -1.58%\n",
                   0, WORDS("compare", "--metric", "visits,sat", "--period", "2021", "--org", "qh"));
}

static const char claims[] =
    "{\"claims\":[{\"id\":1,\"report\":5,\"figure\":12,\"org\":\"qh\",\"org_name\":\"清河县\","
    "\"metric\":\"visits\",\"metric_name\":\"走访农户\",\"series\":7,\"scope\":null,\"period\":\"2021\","
    "\"status\":\"actual\",\"basis\":\"yoy\",\"base_period\":\"2020\",\"claimed\":20,"
    "\"claimed_bound\":\"exact\",\"unit\":\"%\",\"value\":9,\"bound\":\"exact\",\"base\":6,"
    "\"base_bound\":\"exact\",\"computed\":50.00,\"computed_bound\":\"exact\",\"verdict\":\"disagrees\","
    "\"reason\":null,\"source\":{\"report\":5,\"figure\":12,\"quote\":\"走访9户,同比增长20%。\"},"
    "\"value_source\":{\"report\":5,\"figure\":11,\"quote\":\"走访9户,同比增长20%。\"},"
    "\"base_source\":{\"report\":3,\"figure\":2,\"quote\":\"走访6户。\"},\"checked\":\"x\"},"
    "{\"id\":2,\"report\":5,\"figure\":14,\"org\":\"qh\",\"org_name\":\"清河县\",\"metric\":\"sat\","
    "\"metric_name\":\"满意度\",\"period\":\"2021\",\"basis\":\"yoy\",\"base_period\":\"2020\","
    "\"claimed\":-1.5,\"claimed_bound\":\"exact\",\"unit\":\"个百分点\",\"computed\":null,"
    "\"verdict\":\"base_missing\",\"reason\":\"base_missing\","
    "\"source\":{\"report\":5,\"figure\":14,\"quote\":\"下降1.5个百分点。\"},"
    "\"value_source\":{\"report\":null,\"figure\":null,\"quote\":\"满意度93.7%。\"},"
    "\"base_source\":null}],\"next\":\"n2\"}";

static void test_claims_when_answered_then_a_table_and_0_whatever_the_verdicts(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "200 OK", "application/json", claims);
    RUN(&run, "claims", "--verdict", "disagrees", "--under", "qh", "--basis", "yoy");
    run_assert_asked(&peer, "GET /v1/claims?verdict=disagrees&under=qh&basis=yoy HTTP/1.1");
    assert_string_equal(run.out,
                        "verdict    organisation  period  label           claimed  computed  base period\n"
                        "---------  ------------  ------  --------  -------------  --------  -----------\n"
                        "disagrees  清河县        2021    走访农户           +20%   +50.00%  2020\n"
                        "no base    清河县        2021    满意度    -1.5 个百分点   no base  2020\n");
    assert_string_equal(run.err, "There is more: --cursor n2\n");
    assert_int_equal(run.code, 0);
    run_fini(&run);
}

static void test_claims_when_verbose_then_sentences_stand_below(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "200 OK", "application/json", claims);
    RUN(&run, "claims", "-v");
    run_assert_asked(&peer, "GET /v1/claims HTTP/1.1");
    assert_non_null(strstr(run.out, "+50.00%  2020\n"
                                    "    said: 走访9户,同比增长20%。 (report 5, figure 12)\n"
                                    "    base: 走访6户。 (report 3, figure 2)\n"
                                    "no base "));
    assert_non_null(strstr(run.out, "no base  2020\n"
                                    "    said: 下降1.5个百分点。 (report 5, figure 14)\n"
                                    "    value: 满意度93.7%。\n"));
    run_fini(&run);
}

static const char vintages[] =
    "{\"series\":7,\"org\":\"qh\",\"org_name\":\"清河县\",\"metric\":\"visits\",\"metric_name\":\"走访农户\","
    "\"metric_name_en\":null,\"kind\":\"count\",\"unit\":\"户\",\"scope\":null,\"points\":["
    "{\"period\":\"2020\",\"status\":\"actual\",\"vintages\":["
    "{\"id\":1,\"value\":6,\"bound\":\"exact\",\"published\":\"2021-01-10\",\"recorded\":\"x\","
    "\"source\":{\"quote\":\"走访6户。\"},\"event\":\"first\",\"counts\":false,\"change\":null,"
    "\"change_rel\":null,\"reason\":\"base_missing\"},"
    "{\"id\":2,\"value\":8,\"bound\":\"exact\",\"published\":\"2021-03-01\",\"source\":null,"
    "\"event\":\"revised\",\"counts\":true,\"change\":2,\"change_rel\":33.33,\"reason\":null}]},"
    "{\"period\":\"2021\",\"status\":\"actual\",\"vintages\":["
    "{\"id\":3,\"value\":9,\"bound\":\"exact\",\"published\":\"2022-01-10\",\"source\":null,"
    "\"event\":\"first\",\"counts\":false,\"change\":null,\"change_rel\":null,\"reason\":\"base_missing\"},"
    "{\"id\":4,\"withdrawn\":true,\"published\":\"2022-02-01\",\"source\":null,\"event\":\"withdrawn\","
    "\"counts\":true,\"change\":null,\"change_rel\":null,\"reason\":null}]}]}";

static const char vintages_shown[] =
    "清河县 走访农户 (户)\n"
    "\n"
    "period  published   value  event      change  relative  counts  sentence\n"
    "------  ----------  -----  ---------  ------  --------  ------  ---------\n"
    "2020    2021-01-10      6  first                                走访6户。\n"
    "        2021-03-01      8  revised     +2 户   +33.33%  yes\n"
    "2021    2022-01-10      9  first\n"
    "        2022-02-01         withdrawn                    yes\n";

static void test_vintages_when_series_is_given_then_event_and_revision_of_each(void **state) {
    (void)state;
    assert_printed(vintages, "GET /v1/series/7/vintages?from=2020 HTTP/1.1", vintages_shown, 0,
                   WORDS("vintages", "7", "--from", "2020"));
}

/* The series is looked for by its scope, page by page, in JSON even when the answer shall be CSV. */
static void test_vintages_when_named_then_the_series_is_found_first(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    peer_open(&peer);
    peer_add(&peer, "200 OK", "application/json",
             "{\"series\":[{\"id\":5,\"scope\":\"城区\"},{\"id\":6,\"scope\":\"乡村\"}],\"next\":\"p2\"}");
    peer_add(&peer, "200 OK", "application/json", "{\"series\":[{\"id\":7,\"scope\":null}],\"next\":null}");
    peer_add(&peer, "200 OK", "text/csv", "period,value\r\n");
    peer_start(&peer);
    setenv("TONGBI_URL", peer.url, 1);
    RUN(&run, "vintages", "--org", "qh", "--metric", "visits", "--csv");
    peer_stop(&peer);
    assert_int_equal(peer.request_count, 3);
    assert_memory_equal(peer.requests[0], "GET /v1/series?org=qh&metric=visits HTTP/1.1", 44);
    assert_non_null(strstr(peer.requests[0], "Accept: application/json"));
    assert_memory_equal(peer.requests[1], "GET /v1/series?org=qh&metric=visits&cursor=p2 HTTP/1.1", 54);
    assert_memory_equal(peer.requests[2], "GET /v1/series/7/vintages HTTP/1.1", 34);
    assert_non_null(strstr(peer.requests[2], "Accept: text/csv"));
    assert_string_equal(run.out, "period,value\r\n");
    assert_int_equal(run.code, 0);
    peer_close(&peer);
    run_fini(&run);
}

static void test_vintages_when_there_is_no_such_series_then_1(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "200 OK", "application/json", "{\"series\":[{\"id\":5,\"scope\":null}],\"next\":null}");
    RUN(&run, "vintages", "--org", "qh", "--metric", "m", "--scope", "城区");
    run_assert_asked(&peer, "GET /v1/series?org=qh&metric=m HTTP/1.1");
    assert_int_equal(run.code, 1);
    assert_string_equal(run.err, "tongbi: there is no such series; see tongbi series list\n");
    run_fini(&run);
}

static const char parts[] =
    "{\"parts\":[{\"id\":\"a\",\"status\":200,\"body\":{\"org_name\":\"清河县\",\"metric_name\":\"走访\","
    "\"unit\":\"户\",\"status\":\"actual\",\"units\":\"lin\",\"points\":[{\"period\":\"2021\",\"value\":9,"
    "\"change\":3,\"change_rel\":50.00,\"reason\":null}]}},"
    "{\"id\":null,\"status\":404,\"body\":{\"title\":\"No such metric\",\"detail\":\"x is none.\"}},"
    "{\"id\":\"c\",\"status\":200,\"body\":{\"metric\":\"m\",\"metric_name\":\"走访\",\"unit\":\"户\","
    "\"period\":\"2021\",\"base_period\":\"2020\",\"rows\":[{\"org_name\":\"一中\",\"value\":1,"
    "\"base\":null,\"change\":null,\"rank\":1,\"reason\":\"base_missing\"}]}}]}";

static void test_query_when_a_part_is_refused_then_3_and_the_others_stand(void **state) {
    static const char body[] = "{\"parts\":[]}";
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "200 OK", "application/json", parts);
    run_words(&run, body, WORDS("query", "-"));
    peer_stop(&peer);
    assert_memory_equal(peer.requests[0], "POST /v1/query HTTP/1.1", 23);
    assert_string_equal(strstr(peer.requests[0], "\r\n\r\n") + 4, body);
    peer_close(&peer);
    assert_string_equal(run.out, "[1/3] a\n"
                                 "清河县 走访 (actual)\n"
                                 "\n"
                                 "period  value (户)  on the year  relative  sentence\n"
                                 "------  ----------  -----------  --------  --------\n"
                                 "2021             9        +3 户   +50.00%\n"
                                 "\n"
                                 "[2/3]\n"
                                 "\n"
                                 "[3/3] c\n"
                                 "走访 (户) 2021 against 2020\n"
                                 "\n"
                                 "rank  organisation  value  base  change  relative  reason   sentence\n"
                                 "----  ------------  -----  ----  ------  --------  -------  --------\n"
                                 "   1  一中              1                          no base\n");
    assert_string_equal(run.err, "tongbi: 404 No such metric: x is none.\n");
    assert_int_equal(run.code, 3);
    run_fini(&run);
}

static void test_query_when_json_then_as_it_came_and_the_same_code(void **state) {
    struct peer peer;
    struct run run;
    (void)state;
    run_serve(&peer, "200 OK", "application/json", parts);
    RUN(&run, "query", "-", "--json");
    peer_stop(&peer);
    peer_close(&peer);
    assert_memory_equal(run.out, parts, strlen(parts));
    assert_int_equal(run.code, 3);
    run_fini(&run);
}

#define TEST(name) cmocka_unit_test_setup(name, run_set_up)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_trend_when_rolled_up_then_coverage_parts_and_summary),
        TEST(test_trend_when_revised_or_a_ratio_then_marked_and_explained),
        TEST(test_trend_when_computed_then_the_formula_fits_the_way),
        TEST(test_compare_when_under_then_total_with_coverage_and_spread),
        TEST(test_compare_when_metrics_are_listed_then_they_are_the_rows),
        TEST(test_claims_when_answered_then_a_table_and_0_whatever_the_verdicts),
        TEST(test_claims_when_verbose_then_sentences_stand_below),
        TEST(test_vintages_when_series_is_given_then_event_and_revision_of_each),
        TEST(test_vintages_when_named_then_the_series_is_found_first),
        TEST(test_vintages_when_there_is_no_such_series_then_1),
        TEST(test_query_when_a_part_is_refused_then_3_and_the_others_stand),
        TEST(test_query_when_json_then_as_it_came_and_the_same_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
