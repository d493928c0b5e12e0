#include "answers.h"

static struct trend_point points[4];
static const struct render_options quoted = {.quote = true}, bare = {.quote = false};

static struct change no_change(enum reason reason) {
    return (struct change){quantity_null(reason), quantity_null(reason), reason};
}

/* A value with its source, a gap, a value against its year before, an approximate one against an exact base. */
static struct trend rate_trend(void) {
    points[0] = (struct trend_point){.period = per("2020-H1"),
                                     .quantity = exact("93.70"),
                                     .published = day("2020-07-10"),
                                     .recorded_ms = 1594368000123,
                                     .releases = 1,
                                     .has_source = true,
                                     .base = per("2019-H1"),
                                     .year = no_change(REASON_BASE_MISSING)};
    points[0].source = (struct source){12, 340, 801, 807, TEXT("家长说\"满意\"的占93.70%。"), TEXT("")};
    points[1] = (struct trend_point){.period = per("2020-H2"),
                                     .quantity = quantity_null(REASON_NOT_REPORTED),
                                     .base = per("2019-H2"),
                                     .year = no_change(REASON_NOT_REPORTED)};
    points[2] = (struct trend_point){.period = per("2021-H1"),
                                     .quantity = exact("94.11"),
                                     .releases = 2,
                                     .has_source = true,
                                     .base = per("2020-H1"),
                                     .year = {exact("0.41"), exact("0.44"), REASON_NONE}};
    points[3] = (struct trend_point){
        .period = per("2021-H2"),
        .quantity = quantity_about(dec("90"), 1, LEANING_ABOVE),
        .base = per("2020-H2"),
        .year = {between("5", "15", true), between("6.25", "", false), REASON_APPROXIMATE}};
    struct trend trend = {.org = {.code = TEXT("qinghe"), .name = TEXT("清河区教育局")},
                          .metric = {.code = TEXT("satisfaction"),
                                     .name_zh = TEXT("家长满意率"),
                                     .name_en = TEXT("Parents satisfied"),
                                     .unit = TEXT("%"),
                                     .kind = FIGURE_RATE,
                                     .direction = DIRECTION_HIGHER},
                          .series_id = 7,
                          .as_of = day("2021-12-31"),
                          .known_at_ms = 1640995199999,
                          .frequency = "S",
                          .other_frequencies = {"A", NULL},
                          .points = points,
                          .point_count = 4};
    return trend;
}

static void test_render_trend_json_when_rate_then_points_and_reasons(void **state) {
    (void)state;
    struct trend trend = rate_trend();
    render_trend_json(&out, &trend, &quoted);
    assert_same_json(
        "{\"org\":\"qinghe\",\"org_name\":\"清河区教育局\",\"metric\":\"satisfaction\",\"metric_name\":"
        "\"家长满意率\","
        "\"metric_name_en\":\"Parents "
        "satisfied\",\"kind\":\"rate\",\"unit\":\"%\",\"direction\":\"higher_better\","
        "\"scope\":null,\"series\":7,\"status\":\"actual\",\"total\":false,\"units\":\"lin\",\"frequency\":"
        "\"S\","
        "\"aggregation\":null,\"cumulation\":null,\"release\":\"latest\","
        "\"other_frequencies\":[\"A\"],\"as_of\":\"2021-12-31\",\"known_at\":\"2021-12-31T23:59:59.999Z\","
        "\"points\":["
        "{\"period\":\"2020-H1\",\"start\":\"2020-01-01\",\"end\":\"2020-06-30\",\"value\":93.70,\"bound\":"
        "\"exact\","
        "\"status\":\"actual\",\"published\":\"2020-07-10\",\"recorded\":\"2020-07-10T08:00:00.123Z\","
        "\"releases\":1,"
        "\"source\":{\"report\":12,\"figure\":340,\"start\":801,\"end\":807,\"quote\":"
        "\"家长说\\\"满意\\\"的占93.70%。\"},"
        "\"base_period\":\"2019-H1\",\"change_pp\":null,\"change_rel\":null,\"reason\":\"base_missing\"},"
        "{\"period\":\"2020-H2\",\"start\":\"2020-07-01\",\"end\":\"2020-12-31\",\"value\":null,\"status\":"
        "\"actual\","
        "\"published\":null,\"recorded\":null,\"releases\":0,\"source\":null,\"base_period\":\"2019-H2\","
        "\"change_pp\":null,"
        "\"change_rel\":null,\"reason\":\"not_reported\"},"
        "{\"period\":\"2021-H1\",\"start\":\"2021-01-01\",\"end\":\"2021-06-30\",\"value\":94.11,\"bound\":"
        "\"exact\","
        "\"status\":\"actual\",\"published\":null,\"recorded\":null,\"releases\":2,"
        "\"source\":{\"report\":null,\"figure\":null,\"start\":null,\"end\":null,\"quote\":null},"
        "\"base_period\":\"2020-H1\",\"change_pp\":0.41,\"change_rel\":0.44,\"reason\":null},"
        "{\"period\":\"2021-H2\",\"start\":\"2021-07-01\",\"end\":\"2021-12-31\",\"value\":90,\"bound\":"
        "\"about\","
        "\"low\":90,\"high\":100,\"high_open\":true,\"status\":\"actual\",\"published\":null,\"recorded\":"
        "null,\"releases\":0,"
        "\"source\":null,\"base_period\":\"2020-H2\",\"change_pp\":null,\"change_pp_low\":5,\"change_pp_"
        "high\":15,"
        "\"change_pp_high_open\":true,\"change_rel\":null,\"change_rel_low\":6.25,\"change_rel_high\":null,"
        "\"reason\":\"approximate\"}]}");
    assert_written("\"value\":93.70,");
}

static void test_render_trend_json_when_breaks_matter_then_told_with_their_metrics(void **state) {
    (void)state;
    const struct metric_break breaks[] = {
        {.metric = TEXT("satisfaction"), .period = per("2020-H2"), .note = TEXT("改为\"匿名\"问卷")},
        {.metric = TEXT("parents"), .period = per("2021"), .note = TEXT("含寄宿生家长")}};
    struct trend trend = rate_trend();
    trend.breaks = (struct breaks){breaks, 2};
    trend.points[2].year = no_change(REASON_DEFINITION_BREAK);
    render_trend_json(&out, &trend, &bare);
    assert_written("\"definition_breaks\":[{\"metric\":\"satisfaction\",\"period\":\"2020-H2\",\"note\":"
                   "\"改为\\\"匿名\\\"问卷\"},{\"metric\":\"parents\",\"period\":\"2021\",\"note\":"
                   "\"含寄宿生家长\"}],\"across_breaks\":false,\"points\":");
    assert_written("\"change_pp\":null,\"change_rel\":null,\"reason\":\"definition_break\"");
}

static void test_render_trend_json_when_count_then_change_in_its_unit(void **state) {
    (void)state;
    struct trend trend = rate_trend();
    trend.metric.kind = FIGURE_COUNT;
    trend.scope = (struct text)TEXT("小学");
    trend.as_of = (struct date){0};
    trend.known_at_ms = 0;
    trend.frequency = NULL;
    render_trend_json(&out, &trend, &bare);
    assert_written("\"change\":0.41,");
    assert_not_written("change_pp");
    assert_written("\"scope\":\"小学\"");
    assert_written("\"as_of\":null,\"known_at\":null");
    assert_written("\"frequency\":null");
    assert_not_written("quote");
    json_decref(parsed());
}

static void test_render_trend_json_when_base_is_zero_then_reason_beside_the_change(void **state) {
    (void)state;
    struct trend trend = rate_trend();
    points[2].year.relative = quantity_null(REASON_BASE_ZERO);
    trend.points = &points[2];
    trend.point_count = 1;
    render_trend_json(&out, &trend, &bare);
    assert_written("\"change_pp\":0.41,\"change_rel\":null,\"reason\":\"base_zero\"");
}

static void test_render_trend_csv_when_written_then_header_and_rows(void **state) {
    (void)state;
    struct trend trend = rate_trend();
    const struct render_options options = {.quote = true, .bom = true};
    render_trend_csv(&out, &trend, &options);
    assert_all(
        "\xEF\xBB\xBF"
        "org,org_name,metric,metric_name,unit,scope,status,units,frequency,period,start,end,value,bound,"
        "low,high,base_period,change_pp,change_pp_low,change_pp_high,change_rel,change_rel_low,change_rel_"
        "high,reason,"
        "published,recorded,releases,parts,reported,expected,as_of,known_at,report,figure,figure_start,"
        "figure_end,quote\r\n"
        "qinghe,清河区教育局,satisfaction,家长满意率,%,,actual,lin,S,2020-H1,2020-01-01,2020-06-30,93.70,"
        "exact,,,"
        "2019-H1,,,,,,,base_missing,2020-07-10,2020-07-10T08:00:00.123Z,1,0,,,2021-12-31,2021-12-31T23:59:59."
        "999Z,"
        "12,340,801,807,\"家长说\"\"满意\"\"的占93.70%。\"\r\n"
        "qinghe,清河区教育局,satisfaction,家长满意率,%,,actual,lin,S,2020-H2,2020-07-01,2020-12-31,,,,,"
        "2019-H2,,,,,,,not_reported,,,0,0,,,2021-12-31,2021-12-31T23:59:59.999Z,,,,,\r\n"
        "qinghe,清河区教育局,satisfaction,家长满意率,%,,actual,lin,S,2021-H1,2021-01-01,2021-06-30,94.11,"
        "exact,,,"
        "2020-H1,0.41,,,0.44,,,,,,2,0,,,2021-12-31,2021-12-31T23:59:59.999Z,,,,,\r\n"
        "qinghe,清河区教育局,satisfaction,家长满意率,%,,actual,lin,S,2021-H2,2021-07-01,2021-12-31,90,about,"
        "90,100,"
        "2020-H2,,5,15,,6.25,,approximate,,,0,0,,,2021-12-31,2021-12-31T23:59:59.999Z,,,,,\r\n");
}

static void test_render_trend_csv_when_empty_then_header_only(void **state) {
    (void)state;
    struct trend trend = rate_trend();
    trend.metric.kind = FIGURE_COUNT;
    trend.point_count = 0;
    render_trend_csv(&out, &trend, &bare);
    assert_true(text_ends_with(buf_text(&out), TEXT_OF("figure_start,figure_end\r\n")));
    assert_written(",change,change_low,change_high,change_rel,");
    assert_int_equal(text_find(buf_text(&out), TEXT_OF("\n"), 0), out.len - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(test_render_trend_json_when_rate_then_points_and_reasons),
        CASE(test_render_trend_json_when_breaks_matter_then_told_with_their_metrics),
        CASE(test_render_trend_json_when_count_then_change_in_its_unit),
        CASE(test_render_trend_json_when_base_is_zero_then_reason_beside_the_change),
        CASE(test_render_trend_csv_when_written_then_header_and_rows),
        CASE(test_render_trend_csv_when_empty_then_header_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
