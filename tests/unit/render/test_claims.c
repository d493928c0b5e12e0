#include "answers.h"

static const struct render_options quoted = {.quote = true}, bare = {0};

/* 178 against 143 is +24.48 percent; the report says 24.5. */
static struct claim claim(void) {
    struct claim claim = {
        .id = 41,
        .report = 4,
        .org = {.code = TEXT("qinghe"), .name = TEXT("清河区教育局")},
        .metric = {.code = TEXT("articles"), .name_zh = TEXT("刊发稿件"), .kind = FIGURE_COUNT},
        .series_id = 7,
        .period = per("2023-H1"),
        .basis = BASIS_YOY,
        .claimed = exact("24.5"),
        .unit = TEXT("%"),
        .value = exact("178"),
        .verdict = VERDICT_AGREES,
        .base_period = per("2022-H1"),
        .base = exact("143"),
        .has_base_source = true,
        .computed = exact("24.48")};
    claim.source = (struct source){4, 41, 30, 35, TEXT("刊发稿件178篇，同比增长24.5%。"), TEXT("")};
    claim.base_source = (struct source){3, 31, 9, 13, TEXT("刊发稿件143篇。"), TEXT("")};
    return claim;
}

static void test_render_claim_json_when_checked_then_both_sides_and_their_sentences(void **state) {
    (void)state;
    struct claim told = claim();
    render_claim_json(&out, &told, &quoted);
    assert_same_json(
        "{\"id\":41,\"report\":4,\"org\":\"qinghe\",\"org_name\":\"清河区教育局\",\"metric\":\"articles\","
        "\"metric_name\":\"刊发稿件\",\"metric_name_en\":null,\"kind\":\"count\",\"scope\":null,\"series\":7,"
        "\"period\":\"2023-H1\",\"status\":\"actual\",\"basis\":\"yoy\",\"base_period\":\"2022-H1\","
        "\"claimed\":24.5,\"claimed_bound\":\"exact\",\"unit\":\"%\",\"value\":178,\"bound\":\"exact\","
        "\"base\":143,\"base_bound\":\"exact\",\"computed\":24.48,\"verdict\":\"agrees\",\"reason\":null,"
        "\"source\":{\"report\":4,\"figure\":41,\"start\":30,\"end\":35,\"quote\":"
        "\"刊发稿件178篇，同比增长24.5%。\"},"
        "\"value_source\":null,"
        "\"base_source\":{\"report\":3,\"figure\":31,\"start\":9,\"end\":13,\"quote\":\"刊发稿件143篇。\"}}");
}

static void test_render_claim_json_when_nothing_stands_at_the_base_then_nulls_and_the_reason(void **state) {
    (void)state;
    struct claim told = claim();
    told.metric = (struct metric){.kind = FIGURE_COUNT};
    told.series_id = 0;
    told.base = told.computed = quantity_null(REASON_NOT_REPORTED);
    told.has_base_source = false;
    told.verdict = VERDICT_BASE_MISSING;
    told.reason = REASON_NOT_REPORTED;
    render_claim_json(&out, &told, &bare);
    assert_written("\"metric\":null,");
    assert_written("\"series\":null,");
    assert_written(
        "\"base\":null,\"computed\":null,\"verdict\":\"base_missing\",\"reason\":\"not_reported\"");
    assert_written("\"base_source\":null");
    assert_not_written("quote");
    json_decref(parsed());
}

static void test_render_claims_csv_when_written_then_header_and_rows(void **state) {
    (void)state;
    struct claim told[2] = {claim(), claim()};
    told[1].claimed = quantity_about(dec("30"), 1, LEANING_ABOVE);
    told[1].verdict = VERDICT_UNDECIDED;
    told[1].reason = REASON_APPROXIMATE;
    told[1].computed = quantity_null(REASON_APPROXIMATE);
    render_claims_csv(&out, told, 2, &quoted);
    assert_all("id,report,org,org_name,metric,metric_name,scope,period,basis,base_period,claimed,claimed_"
               "bound,claimed_low,"
               "claimed_high,unit,value,bound,low,high,base,base_bound,base_low,base_high,computed,computed_"
               "bound,computed_low,"
               "computed_high,verdict,reason,figure_report,figure,figure_start,figure_end,quote\r\n"
               "41,4,qinghe,清河区教育局,articles,刊发稿件,,2023-H1,yoy,2022-H1,24.5,exact,,,%,178,exact,,,"
               "143,exact,,,24.48,exact,,,"
               "agrees,,4,41,30,35,刊发稿件178篇，同比增长24.5%。\r\n"
               "41,4,qinghe,清河区教育局,articles,刊发稿件,,2023-H1,yoy,2022-H1,30,about,30,40,%,178,exact,,,"
               "143,exact,,,,,,,"
               "undecided,approximate,4,41,30,35,刊发稿件178篇，同比增长24.5%。\r\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(test_render_claim_json_when_checked_then_both_sides_and_their_sentences),
        CASE(test_render_claim_json_when_nothing_stands_at_the_base_then_nulls_and_the_reason),
        CASE(test_render_claims_csv_when_written_then_header_and_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
