#include "answers.h"

static const struct render_options quoted = {.quote = true}, bare = {0};

enum { MANY = 1001, SHOWN = 1000 };

static struct figure figure_of(const char *value) {
    return (struct figure){.id = 41,
                           .start = 7,
                           .end = 12,
                           .text = TEXT("94.60%"),
                           .quote = TEXT("满意率94.60%。"),
                           .quantity = exact(value),
                           .unit = TEXT("%"),
                           .kind = FIGURE_RATE,
                           .label = TEXT("满意率"),
                           .period = per("2023-H1"),
                           .change_of = FIGURE_NOT_OWNED,
                           .state = FIGURE_SURE};
}

static struct difference_list list_of(const struct difference *items, size_t count) {
    return (struct difference_list){.report = 4,
                                    .org = TEXT("qinghe"),
                                    .period = per("2023-H1"),
                                    .is_dry_run = true,
                                    .version_before = TEXT("1"),
                                    .version = TEXT("2"),
                                    .kept = 5,
                                    .touched = 1,
                                    .decided = 2,
                                    .revised = count,
                                    .items = items,
                                    .count = count};
}

static void test_render_reread_when_revised_then_only_what_differs(void **state) {
    (void)state;
    const struct figure before = figure_of("93.60"), after = figure_of("94.60");
    const struct difference one = {.action = "revised",
                                   .fields = DIFFERS_VALUE | DIFFERS_SERIES | DIFFERS_POINT,
                                   .before = {.figure = &before},
                                   .after = {.figure = &after, .metric = TEXT("sat"), .is_point = true}};
    const struct difference_list list = list_of(&one, 1);
    render_reread_json(&out, &list, &quoted);
    assert_written(
        "{\"report\":4,\"org\":\"qinghe\",\"period\":\"2023-H1\",\"dry_run\":true,"
        "\"extract_version_before\":\"1\",\"extract_version\":\"2\",\"kept\":5,\"touched\":1,"
        "\"decided\":2,\"revised\":1,\"added\":0,\"withdrawn\":0,\"warnings_changed\":false,"
        "\"difference_count\":1,\"differences\":[{\"action\":\"revised\",\"figure\":41,\"start\":7,"
        "\"end\":12,\"text\":\"94.60%\",\"quote\":\"满意率94.60%。\",\"label\":\"满意率\","
        "\"before\":{\"value\":93.60,\"bound\":\"exact\",\"metric\":null,\"series_scope\":null,"
        "\"point\":false},\"after\":{\"value\":94.60,\"bound\":\"exact\",\"metric\":\"sat\","
        "\"series_scope\":null,\"point\":true}}]}");
    json_decref(parsed());
}

static void test_render_reread_when_added_or_withdrawn_then_null_on_the_other_side(void **state) {
    (void)state;
    struct figure figure = figure_of("94.60");
    const struct difference items[] = {
        {.action = "added", .fields = DIFFERS_ALL, .after = {.figure = &figure, .metric = TEXT("sat")}},
        {.action = "withdrawn", .fields = DIFFERS_ALL, .before = {.figure = &figure}}};
    const struct difference_list list = list_of(items, 2);
    figure.id = 0;
    render_reread_json(&out, &list, &bare);
    assert_written("{\"action\":\"added\",\"figure\":null,\"start\":7,\"end\":12,\"text\":\"94.60%\","
                   "\"label\":\"满意率\",\"before\":null,\"after\":{\"value\":94.60,\"bound\":\"exact\","
                   "\"unit\":\"%\",\"kind\":\"rate\",\"label\":\"满意率\",\"status\":\"actual\","
                   "\"period\":\"2023-H1\",\"scope\":null,\"change_of\":null,\"basis\":null,"
                   "\"base_period\":null,\"state\":\"sure\",\"metric\":\"sat\",\"series_scope\":null,"
                   "\"point\":false}}");
    assert_written("\"after\":null}]}");
    json_decref(parsed());
}

static void test_render_reread_when_there_are_very_many_then_the_first_and_how_many(void **state) {
    (void)state;
    static struct difference items[MANY];
    const struct figure figure = figure_of("94.60");
    for (size_t i = 0; i < MANY; i++)
        items[i] =
            (struct difference){.action = "withdrawn", .fields = DIFFERS_ALL, .before = {.figure = &figure}};
    const struct difference_list list = list_of(items, MANY);
    render_reread_json(&out, &list, &bare);
    json_t *json = parsed();
    assert_int_equal(json_integer_value(json_object_get(json, "difference_count")), MANY);
    assert_int_equal(json_array_size(json_object_get(json, "differences")), SHOWN);
    json_decref(json);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(test_render_reread_when_revised_then_only_what_differs),
        CASE(test_render_reread_when_added_or_withdrawn_then_null_on_the_other_side),
        CASE(test_render_reread_when_there_are_very_many_then_the_first_and_how_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
