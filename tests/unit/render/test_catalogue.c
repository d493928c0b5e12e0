#include "answers.h"

#include "render/fields.h"

static void test_render_org_json_when_it_has_a_parent_then_its_code(void **state) {
    (void)state;
    struct org org = {
        .id = 5, .code = TEXT("qinghe"), .name = TEXT("清河区\"教育\"局"), .parent = TEXT("city")};
    render_org_json(&out, &org);
    assert_same_json(
        "{\"code\":\"qinghe\",\"name\":\"清河区\\\"教育\\\"局\",\"parent\":\"city\",\"aliases\":[]}");
}

static void test_render_metric_json_when_written_then_all_of_it(void **state) {
    (void)state;
    struct text aliases[] = {TEXT("参学率"), TEXT("成员参学率")};
    const struct metric_break breaks[] = {{.period = per("SY2021"), .note = TEXT("含\"线上\"")},
                                          {.period = per("2024-H2"), .note = TEXT("只计在册成员")}};
    struct metric metric = {.code = TEXT("attendance"),
                            .name_zh = TEXT("参学率"),
                            .name_en = TEXT("Attendance"),
                            .unit = TEXT("%"),
                            .kind = FIGURE_RATE,
                            .direction = DIRECTION_HIGHER,
                            .numerator = TEXT("attended"),
                            .aliases = aliases,
                            .alias_count = 2,
                            .breaks = {breaks, 2}};
    render_metric_json(&out, &metric);
    assert_same_json(
        "{\"code\":\"attendance\",\"name_zh\":\"参学率\",\"name_en\":\"Attendance\",\"unit\":\"%\","
        "\"kind\":\"rate\",\"direction\":\"higher_better\",\"over_time\":\"none\",\"over_orgs\":\"none\","
        "\"numerator\":\"attended\",\"denominator\":null,\"provisional\":false,"
        "\"aliases\":[\"参学率\",\"成员参学率\"],"
        "\"breaks\":[{\"period\":\"SY2021\",\"note\":\"含\\\"线上\\\"\"},"
        "{\"period\":\"2024-H2\",\"note\":\"只计在册成员\"}]}");
    buf_reset(&out);
    struct metric made = {.code = TEXT("p-00"),
                          .name_zh = TEXT("走访"),
                          .kind = FIGURE_COUNT,
                          .over_time = ADDITIVITY_SUM,
                          .over_orgs = ADDITIVITY_END_OF_PERIOD,
                          .is_provisional = true};
    render_metric_json(&out, &made);
    assert_same_json(
        "{\"code\":\"p-00\",\"name_zh\":\"走访\",\"name_en\":null,\"unit\":null,\"kind\":\"count\","
        "\"direction\":\"neither\",\"over_time\":\"sum\",\"over_orgs\":\"end_of_period\","
        "\"numerator\":null,\"denominator\":null,\"provisional\":true,\"aliases\":[],\"breaks\":[]}");
}

static void test_render_series_json_when_empty_then_null_ends(void **state) {
    (void)state;
    struct series series = {.id = 7,
                            .org = TEXT("qinghe"),
                            .metric = TEXT("visits"),
                            .metric_name = TEXT("走访"),
                            .unit = TEXT("户"),
                            .kind = FIGURE_COUNT};
    render_series_json(&out, &series);
    assert_same_json(
        "{\"id\":7,\"org\":\"qinghe\",\"metric\":\"visits\",\"metric_name\":\"走访\",\"scope\":null,"
        "\"unit\":\"户\",\"kind\":\"count\",\"observations\":0,\"first\":null,\"last\":null}");
    buf_reset(&out);
    series.first = per("2020-H1");
    series.last = per("2021-H1");
    series.observation_count = 3;
    render_series_json(&out, &series);
    assert_written("\"observations\":3,\"first\":\"2020-H1\",\"last\":\"2021-H1\"");
}

static void test_fields_print_time_when_far_off_then_calendar_holds(void **state) {
    (void)state;
    static const struct {
        int64_t ms;
        const char *expected;
    } cases[] = {
        {0, "1970-01-01T00:00:00.000Z"},
        {951782400000, "2000-02-29T00:00:00.000Z"},
        {1709251199999, "2024-02-29T23:59:59.999Z"},
        {-1, "1969-12-31T23:59:59.999Z"},
        {-86400000, "1969-12-31T00:00:00.000Z"},
        {4102444800001, "2100-01-01T00:00:00.001Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[FIELDS_TIME_MAX];
        size_t len = fields_print_time(cases[i].ms, text);
        assert_int_equal(len, strlen(cases[i].expected));
        assert_string_equal(text, cases[i].expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(test_render_org_json_when_it_has_a_parent_then_its_code),
        CASE(test_render_metric_json_when_written_then_all_of_it),
        CASE(test_render_series_json_when_empty_then_null_ends),
        CASE(test_fields_print_time_when_far_off_then_calendar_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
