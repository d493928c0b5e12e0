#include "answers.h"

#include "render/export.h"

static const struct org org = {.code = TEXT("qinghe"), .name = TEXT("清河区\"实验\",教育局")};
static const struct metric metric = {
    .code = TEXT("visits"), .name_zh = TEXT("走访"), .unit = TEXT("户"), .kind = FIGURE_COUNT};
static const struct export_columns bare = {0}, all = {.quote = true, .withdrawn = true};

static struct observation about(void) {
    struct observation o = {.period = per("2021-H1"),
                            .status = STATUS_TARGET,
                            .quantity = quantity_about(dec("300"), 2, LEANING_ABOVE),
                            .published = day("2021-07-10"),
                            .recorded_ms = 1625904000123};
    o.source = (struct source){12, 340, 0, 7, TEXT("走访300余户。"), TEXT("")};
    return o;
}

static void test_export_csv_when_written_then_cells_as_the_head_names_them(void **state) {
    (void)state;
    struct observation o = about();
    const struct export_row row = {&org, &metric, TEXT_OF("城区"), &o};
    export_put_csv_head(&out, all, true);
    export_put_csv(&out, &row, all);
    assert_all(
        "\xEF\xBB\xBForg,org_name,metric,metric_name,scope,status,period,start,end,value,bound,low,high,unit,"
        "kind,published,recorded,report,figure,figure_start,figure_end,quote,withdrawn\r\n"
        "qinghe,\"清河区\"\"实验\"\",教育局\",visits,走访,城区,target,2021-H1,2021-01-01,2021-06-30,300,"
        "about,"
        "300,400,户,count,2021-07-10,2021-07-10T08:00:00.123Z,12,340,0,7,走访300余户。,false\r\n");
}

static void test_export_csv_when_posted_or_withdrawn_then_empty_cells(void **state) {
    (void)state;
    struct observation posted = {
        .period = per("2021"), .quantity = exact("93.70"), .published = day("2022-01-05"), .recorded_ms = 1};
    struct observation gone = posted;
    gone.quantity = quantity_null(REASON_NOT_REPORTED);
    gone.is_withdrawn = true;
    const struct export_row rows[] = {{&org, &metric, TEXT_OF(""), &posted},
                                      {&org, &metric, TEXT_OF(""), &gone}};
    export_put_csv(&out, &rows[0], bare);
    export_put_csv(&out, &rows[1], all);
    assert_all("qinghe,\"清河区\"\"实验\"\",教育局\",visits,走访,,actual,2021,2021-01-01,2021-12-31,93.70,"
               "exact,,,户,"
               "count,2022-01-05,1970-01-01T00:00:00.001Z,,,,\r\n"
               "qinghe,\"清河区\"\"实验\"\",教育局\",visits,走访,,actual,2021,2021-01-01,2021-12-31,,,,,户,"
               "count,2022-01-05,1970-01-01T00:00:00.001Z,,,,,,true\r\n");
}

static void test_export_cells_when_counted_then_as_many_as_names(void **state) {
    (void)state;
    struct observation o = about();
    const struct export_row row = {&org, &metric, TEXT_OF(""), &o};
    for (int i = 0; i < 4; i++) {
        const struct export_columns columns = {.quote = (i & 1) != 0, .withdrawn = (i & 2) != 0};
        const char *names[EXPORT_CELLS_MAX];
        struct export_cells cells;
        export_cells(&cells, &row, columns);
        assert_int_equal(cells.count, export_names(columns, names));
        assert_int_equal(cells.count, 21 + (i & 1) + (i >> 1));
    }
}

static void test_export_ndjson_when_written_then_an_object_a_line(void **state) {
    (void)state;
    struct observation o = about();
    const struct export_row row = {&org, &metric, TEXT_OF(""), &o};
    export_put_ndjson(&out, &row, all);
    assert_int_equal(out.ptr[out.len - 1], '\n');
    assert_same_json("{\"org\":\"qinghe\",\"org_name\":\"清河区\\\"实验\\\",教育局\",\"metric\":\"visits\","
                     "\"metric_name\":\"走访\","
                     "\"scope\":null,\"status\":\"target\",\"period\":\"2021-H1\",\"start\":\"2021-01-01\","
                     "\"end\":\"2021-06-30\","
                     "\"value\":300,\"bound\":\"about\",\"low\":300,\"high\":400,\"high_open\":true,\"unit\":"
                     "\"户\",\"kind\":\"count\","
                     "\"published\":\"2021-07-10\",\"recorded\":\"2021-07-10T08:00:00.123Z\","
                     "\"source\":{\"report\":12,\"figure\":340,\"start\":0,\"end\":7,\"quote\":"
                     "\"走访300余户。\"},\"withdrawn\":false}");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(test_export_csv_when_written_then_cells_as_the_head_names_them),
        CASE(test_export_csv_when_posted_or_withdrawn_then_empty_cells),
        CASE(test_export_cells_when_counted_then_as_many_as_names),
        CASE(test_export_ndjson_when_written_then_an_object_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
