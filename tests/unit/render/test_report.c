#include "answers.h"
#include "model/likeness_reason.h"

/* 走访农户约1.2万户，同比增长12.3%；开展宣讲8—10场，三百余人… */
static struct figure figures[4];
static const struct render_options quoted = {.quote = true}, bare = {.quote = false};

static const struct suggestion suggestions[] = {
    {.series = 9,
     .metric = TEXT("visits"),
     .name_zh = TEXT("走访"),
     .score = 640,
     .reasons = LIKE_WORDS | LIKE_UNIT | DOUBT_PIECE},
    {.metric = TEXT("calls"), .scope = TEXT("城区"), .score = 1000, .reasons = LIKE_NAME | LIKE_HISTORY}};

static void fill_figures(void) {
    figures[0] = (struct figure){.id = 501,
                                 .ordinal = 0,
                                 .start = 5,
                                 .end = 10,
                                 .text = TEXT("1.2万户"),
                                 .quote = TEXT("走访农户约1.2万户。"),
                                 .quote_start = 0,
                                 .quantity = quantity_about(dec("12000"), 3, LEANING_AROUND),
                                 .unit = TEXT("户"),
                                 .kind = FIGURE_COUNT,
                                 .label = TEXT("走访农户"),
                                 .period = per("2021-H1"),
                                 .change_of = FIGURE_NOT_OWNED,
                                 .confidence = 950,
                                 .series_id = 7,
                                 .metric = TEXT("visits_farm_households"),
                                 .link = LINK_NEW,
                                 .suggestions = suggestions,
                                 .suggestion_count = 2};
    figures[1] = (struct figure){.ordinal = 1,
                                 .start = 15,
                                 .end = 20,
                                 .text = TEXT("12.30%"),
                                 .quantity = exact("12.30"),
                                 .unit = TEXT("%"),
                                 .kind = FIGURE_CHANGE,
                                 .label = TEXT("走访农户"),
                                 .period = per("2021-H1"),
                                 .change_of = 0,
                                 .basis = BASIS_YOY,
                                 .confidence = CONFIDENCE_ONE,
                                 .state = FIGURE_ACCEPTED};
    figures[2] = (struct figure){.ordinal = 2,
                                 .start = 25,
                                 .end = 30,
                                 .text = TEXT("8—10场"),
                                 .quantity = quantity_range(dec("8"), dec("10")),
                                 .unit = TEXT("场"),
                                 .label = TEXT("\"红色\"宣讲"),
                                 .status = STATUS_TARGET,
                                 .period = per("2021"),
                                 .scope = TEXT("城区"),
                                 .change_of = FIGURE_NOT_OWNED,
                                 .confidence = 805};
    figures[3] = (struct figure){.ordinal = 3,
                                 .start = 40,
                                 .end = 42,
                                 .text = TEXT("三倍"),
                                 .quantity = quantity_at_least(dec("-3"), true),
                                 .kind = FIGURE_CHANGE,
                                 .label = TEXT("投诉"),
                                 .period = per("2021-01/2021-09"),
                                 .change_of = FIGURE_NOT_OWNED,
                                 .confidence = 0};
}

static void assert_line(size_t i, const char *expected) {
    buf_reset(&out);
    render_figure_line(&out, figures, &figures[i]);
    assert_all(expected);
    json_decref(parsed());
}

static void test_render_figure_line_when_written_then_as_the_guide_says(void **state) {
    (void)state;
    fill_figures();
    assert_line(
        0, "{\"start\":5,\"end\":10,\"text\":\"1.2万户\",\"value\":12000,\"unit\":\"户\",\"kind\":\"count\","
           "\"metric\":\"走访农户\",\"status\":\"actual\",\"bound\":\"about\",\"period\":\"2021-H1\","
           "\"scope\":null,\"confidence\":0.95}");
    assert_line(
        1, "{\"start\":15,\"end\":20,\"text\":\"12.30%\",\"value\":12.30,\"unit\":\"%\",\"kind\":\"change\","
           "\"metric\":\"走访农户\",\"status\":\"actual\",\"bound\":\"exact\",\"period\":\"2021-H1\","
           "\"scope\":null,\"change_of\":5,\"basis\":\"yoy\",\"confidence\":1}");
    assert_line(
        2,
        "{\"start\":25,\"end\":30,\"text\":\"8—10场\",\"value\":null,\"low\":8,\"high\":10,\"unit\":\"场\","
        "\"kind\":\"count\",\"metric\":\"\\\"红色\\\"宣讲\",\"status\":\"target\",\"bound\":\"range\","
        "\"period\":\"2021\",\"scope\":\"城区\",\"confidence\":0.805}");
    assert_line(
        3, "{\"start\":40,\"end\":42,\"text\":\"三倍\",\"value\":-3,\"unit\":null,\"kind\":\"change\","
           "\"metric\":\"投诉\",\"status\":\"actual\",\"bound\":\"at_least\",\"period\":\"2021-01/2021-09\","
           "\"scope\":null,\"change_of\":null,\"basis\":null,\"confidence\":0}");
}

static void test_render_figure_json_when_written_then_as_the_api_says(void **state) {
    (void)state;
    fill_figures();
    render_figure_json(&out, figures, &figures[0], &quoted);
    assert_same_json(
        "{\"id\":501,\"start\":5,\"end\":10,\"text\":\"1.2万户\",\"quote\":\"走访农户约1.2万户。\","
        "\"quote_start\":0,\"value\":12000,\"bound\":\"about\",\"low\":11500,\"high\":12500,"
        "\"high_open\":true,\"unit\":\"户\",\"kind\":\"count\",\"label\":\"走访农户\","
        "\"status\":\"actual\",\"period\":\"2021-H1\",\"scope\":null,\"change_of\":null,\"basis\":null,"
        "\"confidence\":0.95,\"state\":\"pending\",\"revision\":0,\"series\":7,\"metric\":\"visits_farm_"
        "households\","
        "\"link\":\"new\",\"suggestions\":[{\"metric\":\"visits\",\"metric_name\":\"走访\",\"scope\":null,"
        "\"series\":9,"
        "\"score\":0.64,\"reasons\":[\"similar_name\",\"same_unit\",\"own_word\"]},"
        "{\"metric\":\"calls\",\"metric_name\":null,\"scope\":\"城区\",\"series\":null,\"score\":1,"
        "\"reasons\":[\"same_name\",\"agrees_with_history\"]}]}");
    buf_reset(&out);
    render_figure_json(&out, figures, &figures[1], &bare);
    assert_same_json(
        "{\"start\":15,\"end\":20,\"text\":\"12.30%\",\"value\":12.30,\"bound\":\"exact\",\"unit\":\"%\","
        "\"kind\":\"change\",\"label\":\"走访农户\",\"status\":\"actual\",\"period\":\"2021-H1\","
        "\"scope\":null,\"change_of\":5,\"basis\":\"yoy\",\"confidence\":1,\"state\":\"accepted\","
        "\"series\":null,\"metric\":null,\"link\":\"none\",\"suggestions\":[]}");
    assert_written("12.30,");
}

static const struct report_checks no_findings = {0};

static struct report whole_report(struct text *notes) {
    fill_figures();
    notes[0] = (struct text)TEXT("Content-Type said utf-8, the bytes are gb18030");
    return (struct report){.id = 12,
                           .org = TEXT("qinghe"),
                           .title = TEXT("上半年工作总结"),
                           .is_period_inferred = true,
                           .media_type = TEXT("text/plain"),
                           .charset = TEXT("gb18030"),
                           .period = per("2021-H1"),
                           .published = day("2021-07-10"),
                           .recorded_ms = 1,
                           .sha256 = TEXT("00ff"),
                           .byte_count = 2048,
                           .figure_count = 2,
                           .figures = figures,
                           .notes = notes,
                           .note_count = 1};
}

static void test_render_report_json_when_stored_then_with_ids_and_figures(void **state) {
    (void)state;
    struct text notes[1];
    struct report report = whole_report(notes);
    render_report_json(&out, &report, &no_findings, false, &bare);
    json_t *root = parsed();
    assert_int_equal(json_integer_value(json_object_get(root, "id")), 12);
    assert_int_equal(json_integer_value(json_object_get(root, "bytes")), 2048);
    assert_string_equal(json_string_value(json_object_get(root, "recorded")), "1970-01-01T00:00:00.001Z");
    assert_string_equal(json_string_value(json_object_get(root, "end")), "2021-06-30");
    json_t *list = json_object_get(root, "figures");
    assert_int_equal(json_array_size(list), 2);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(list, 0), "id")), 501);
    assert_true(json_object_get(json_array_get(list, 1), "quote") == NULL);
    json_decref(root);
}

static void test_render_report_json_when_without_figures_then_head_only(void **state) {
    (void)state;
    struct text notes[1];
    struct report report = whole_report(notes);
    report.state = REPORT_WITHDRAWN;
    report.published = (struct date){0};
    report.title.len = 0;
    render_report_json(&out, &report, NULL, false, &quoted);
    assert_same_json(
        "{\"id\":12,\"org\":\"qinghe\",\"title\":null,\"period\":\"2021-H1\",\"start\":\"2021-01-01\","
        "\"end\":\"2021-06-30\",\"published\":null,\"recorded\":\"1970-01-01T00:00:00.001Z\","
        "\"state\":\"withdrawn\",\"withdrawn\":null,\"inferred\":[\"period\"],\"media_type\":\"text/"
        "plain\",\"charset\":\"gb18030\","
        "\"sha256\":\"00ff\",\"bytes\":2048,\"figure_count\":2,"
        "\"notes\":[\"Content-Type said utf-8, the bytes are gb18030\"]}");
}

static void test_render_report_json_when_preview_then_no_ids(void **state) {
    (void)state;
    struct text notes[1];
    struct report report = whole_report(notes);
    report.period = (struct period){0};
    render_report_json(&out, &report, &no_findings, true, &quoted);
    assert_not_written("\"id\"");
    assert_not_written("\"recorded\"");
    assert_written("\"period\":null,\"start\":null,\"end\":null");
    json_t *root = parsed();
    assert_int_equal(json_array_size(json_object_get(root, "figures")), 2);
    json_decref(root);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(test_render_figure_line_when_written_then_as_the_guide_says),
        CASE(test_render_figure_json_when_written_then_as_the_api_says),
        CASE(test_render_report_json_when_stored_then_with_ids_and_figures),
        CASE(test_render_report_json_when_without_figures_then_head_only),
        CASE(test_render_report_json_when_preview_then_no_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
