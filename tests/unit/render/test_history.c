#include "answers.h"

static const struct render_options quoted = {.quote = true}, bare = {0};

static const struct org org = {.code = TEXT("qinghe"), .name = TEXT("清河区教育局")};
static const struct metric rate = {
    .code = TEXT("satisfaction"), .name_zh = TEXT("满意率"), .unit = TEXT("%"), .kind = FIGURE_RATE};
static struct observation said[2];
static struct vintage vintages[2];
static struct vintage_point point;

/* Said as 94.0, taken back a month later. */
static struct render_history history(void) {
    said[0] = (struct observation){
        .id = 8, .quantity = exact("94.0"), .published = day("2023-07-05"), .recorded_ms = 1688515200000};
    said[0].source = (struct source){4, 41, 7, 12, TEXT("满意率94.0%。"), TEXT("")};
    said[1] = (struct observation){.id = 9,
                                   .quantity = quantity_null(REASON_NOT_REPORTED),
                                   .published = day("2023-08-05"),
                                   .recorded_ms = 1691193600000,
                                   .is_withdrawn = true};
    const struct change none = {quantity_null(REASON_BASE_MISSING), quantity_null(REASON_BASE_MISSING),
                                REASON_BASE_MISSING};
    vintages[0] = (struct vintage){&said[0], VINTAGE_FIRST, false, none};
    vintages[1] = (struct vintage){&said[1], VINTAGE_WITHDRAWN, false, none};
    point = (struct vintage_point){per("2023-H1"), STATUS_ACTUAL, vintages, 2};
    return (struct render_history){
        .org = &org, .metric = &rate, .series_id = 7, .points = &point, .count = 1};
}

static void test_render_history_json_when_taken_back_then_both_vintages(void **state) {
    (void)state;
    struct render_history told = history();
    render_history_json(&out, &told, &quoted);
    assert_written("{\"id\":7,\"org\":\"qinghe\",");
    assert_written(
        "\"points\":[{\"period\":\"2023-H1\",\"start\":\"2023-01-01\",\"end\":\"2023-06-30\",\"status\":"
        "\"actual\","
        "\"vintages\":[{\"id\":8,\"value\":94.0,\"bound\":\"exact\",\"withdrawn\":false,\"published\":\"2023-"
        "07-05\","
        "\"recorded\":\"2023-07-05T00:00:00.000Z\",\"event\":\"first\",\"counts\":false,\"change_pp\":null,"
        "\"change_rel\":null,\"reason\":\"base_missing\",\"source\":{\"report\":4,\"figure\":41,\"start\":7,"
        "\"end\":12,"
        "\"quote\":\"满意率94.0%。\"}},");
    assert_written("{\"id\":9,\"value\":null,\"withdrawn\":true,\"published\":\"2023-08-05\","
                   "\"recorded\":\"2023-08-05T00:00:00.000Z\",\"event\":\"withdrawn\",\"counts\":false,"
                   "\"change_pp\":null,"
                   "\"change_rel\":null,\"reason\":null,");
    json_decref(parsed());
}

static void test_render_history_json_when_revised_then_the_size_of_the_revision(void **state) {
    (void)state;
    struct render_history told = history();
    said[1].quantity = exact("93.5");
    said[1].is_withdrawn = false;
    vintages[1] =
        (struct vintage){&said[1], VINTAGE_REVISED, true, {exact("-0.5"), exact("-0.53"), REASON_NONE}};
    render_history_json(&out, &told, &bare);
    assert_written("\"value\":93.5,\"bound\":\"exact\",\"withdrawn\":false,");
    assert_written(
        "\"event\":\"revised\",\"counts\":true,\"change_pp\":-0.5,\"change_rel\":-0.53,\"reason\":null");
    json_decref(parsed());
}

static void test_render_history_csv_when_written_then_a_row_a_vintage(void **state) {
    (void)state;
    struct render_history told = history();
    render_history_csv(&out, &told, &bare);
    assert_all("org,metric,scope,period,start,end,status,id,value,bound,low,high,withdrawn,published,"
               "recorded,event,counts,"
               "change_pp,change_pp_low,change_pp_high,change_rel,change_rel_low,change_rel_high,reason,"
               "report,figure,"
               "figure_start,figure_end\r\n"
               "qinghe,satisfaction,,2023-H1,2023-01-01,2023-06-30,actual,8,94.0,exact,,,false,2023-07-05,"
               "2023-07-05T00:00:00.000Z,first,false,,,,,,,base_missing,4,41,7,12\r\n"
               "qinghe,satisfaction,,2023-H1,2023-01-01,2023-06-30,actual,9,,,,,true,2023-08-05,"
               "2023-08-05T00:00:00.000Z,withdrawn,false,,,,,,,,,,,\r\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(test_render_history_json_when_taken_back_then_both_vintages),
        CASE(test_render_history_json_when_revised_then_the_size_of_the_revision),
        CASE(test_render_history_csv_when_written_then_a_row_a_vintage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
