#include "answers.h"

static struct compare_row rows[3];
static const struct render_options quoted = {.quote = true}, bare = {.quote = false};

static struct change no_change(enum reason reason) {
    return (struct change){quantity_null(reason), quantity_null(reason), reason};
}

static struct compare counts(void) {
    rows[0] = (struct compare_row){.org = {.code = TEXT("a"), .name = TEXT("安平区教育局")},
                                   .series_id = 21,
                                   .value = exact("112"),
                                   .base = exact("86"),
                                   .change = {exact("26"), exact("30.23"), REASON_NONE},
                                   .has_value = true,
                                   .has_base = true,
                                   .rank = 1};
    rows[0].value_source = (struct source){4, 41, 7, 11, TEXT("走访112户。"), TEXT("")};
    rows[0].base_source = (struct source){3, 31, 9, 12, TEXT("走访86户。"), TEXT("")};
    rows[1] = (struct compare_row){
        .org = {.code = TEXT("b"), .name = TEXT("白石区教育局")},
        .series_id = 22,
        .value = exact("9"),
        .base = quantity_about(dec("300"), 2, LEANING_ABOVE),
        .change = {between("-391", "-291", false), between("-97.75", "-97.00", false), REASON_APPROXIMATE},
        .has_value = true,
        .has_base = true,
        .rank = 2};
    rows[2] = (struct compare_row){.org = {.code = TEXT("c"), .name = TEXT("长泽区教育局")},
                                   .value = quantity_null(REASON_NOT_DUE),
                                   .base = quantity_null(REASON_BASE_MISSING),
                                   .change = no_change(REASON_NOT_DUE),
                                   .unranked = UNRANKED_NO_VALUE};
    return (struct compare){.metric = {.code = TEXT("visits"),
                                       .name_zh = TEXT("走访"),
                                       .unit = TEXT("户"),
                                       .kind = FIGURE_COUNT,
                                       .direction = DIRECTION_HIGHER},
                            .scope = TEXT("城区"),
                            .period = per("2021-H1"),
                            .base_period = per("2020-H1"),
                            .rows = rows,
                            .row_count = 3,
                            .spread = {.values = 2,
                                       .least = dec("9"),
                                       .greatest = dec("112"),
                                       .range = dec("103"),
                                       .median_low = dec("9"),
                                       .median_high = dec("112"),
                                       .least_orgs = &rows[1].org.code,
                                       .greatest_orgs = &rows[0].org.code,
                                       .least_count = 1,
                                       .greatest_count = 1,
                                       .has_range = true}};
}

static void test_render_compare_json_when_written_then_each_row_with_reason_and_sources(void **state) {
    (void)state;
    struct compare compare = counts();
    render_compare_json(&out, &compare, &quoted);
    assert_same_json(
        "{\"metric\":\"visits\",\"metric_name\":\"走访\",\"metric_name_en\":null,\"kind\":\"count\",\"unit\":"
        "\"户\","
        "\"direction\":\"higher_better\",\"scope\":\"城区\",\"period\":\"2021-H1\",\"start\":\"2021-01-01\","
        "\"end\":\"2021-06-30\",\"against\":\"previous_year\",\"base_period\":\"2020-H1\",\"release\":"
        "\"latest\",\"as_of\":null,"
        "\"known_at\":null,\"rows\":["
        "{\"org\":\"a\",\"org_name\":\"安平区教育局\",\"series\":21,\"value\":112,\"bound\":\"exact\","
        "\"base\":86,"
        "\"base_bound\":\"exact\",\"change\":26,\"change_rel\":30.23,\"rank\":1,\"rank_reason\":null,"
        "\"source\":{\"report\":4,\"figure\":41,\"start\":7,\"end\":11,\"quote\":\"走访112户。\"},"
        "\"base_source\":{\"report\":3,\"figure\":31,\"start\":9,\"end\":12,\"quote\":\"走访86户。\"},"
        "\"reason\":null},"
        "{\"org\":\"b\",\"org_name\":\"白石区教育局\",\"series\":22,\"value\":9,\"bound\":\"exact\",\"base\":"
        "300,"
        "\"base_bound\":\"about\",\"base_low\":300,\"base_high\":400,\"base_high_open\":true,\"change\":null,"
        "\"change_low\":-391,\"change_high\":-291,\"change_rel\":null,\"change_rel_low\":-97.75,"
        "\"change_rel_high\":-97.00,\"rank\":2,\"rank_reason\":null,"
        "\"source\":{\"report\":null,\"figure\":null,\"start\":null,\"end\":null,\"quote\":null},"
        "\"base_source\":{\"report\":null,\"figure\":null,\"start\":null,\"end\":null,\"quote\":null},"
        "\"reason\":\"approximate\"},"
        "{\"org\":\"c\",\"org_name\":\"长泽区教育局\",\"series\":null,\"value\":null,\"base\":null,"
        "\"change\":null,"
        "\"change_rel\":null,\"rank\":null,\"rank_reason\":\"not_due\",\"source\":null,\"base_source\":null,"
        "\"reason\":\"not_due\"}],"
        "\"spread\":{\"values\":2,\"min\":{\"value\":9,\"count\":1,\"orgs\":[\"b\"]},"
        "\"max\":{\"value\":112,\"count\":1,\"orgs\":[\"a\"]},\"median_low\":9,\"median_high\":112,\"range\":"
        "103}}");
    assert_written("-97.00");
}

static void test_render_compare_json_when_rate_then_points(void **state) {
    (void)state;
    struct compare compare = counts();
    compare.metric.kind = FIGURE_RATE;
    compare.against = AGAINST_PERIOD;
    compare.as_of = day("2021-12-31");
    compare.row_count = 1;
    render_compare_json(&out, &compare, &bare);
    assert_written("\"change_pp\":26,\"change_rel\":30.23");
    assert_not_written("\"change\":");
    assert_not_written("quote");
    assert_written("\"against\":\"period\"");
    assert_written("\"as_of\":\"2021-12-31\"");
    json_decref(parsed());
}

static void test_render_compare_csv_when_written_then_header_and_rows(void **state) {
    (void)state;
    struct compare compare = counts();
    compare.rows[0].org.name = (struct text)TEXT("安平区\"实验\",教育局");
    render_compare_csv(&out, &compare, &quoted);
    assert_all(
        "org,org_name,metric,metric_name,unit,kind,scope,period,start,end,against,base_period,value,bound,"
        "low,high,base,"
        "base_bound,base_low,base_high,change,change_low,change_high,change_rel,change_rel_low,change_"
        "rel_high,rank,rank_reason,"
        "reason,as_of,known_at,report,figure,figure_start,figure_end,quote,base_report,base_figure,"
        "base_figure_start,"
        "base_figure_end,base_quote\r\n"
        "a,\"安平区\"\"实验\"\",教育局\",visits,走访,户,count,城区,2021-H1,2021-01-01,2021-06-30,previous_"
        "year,2020-H1,"
        "112,exact,,,86,exact,,,26,,,30.23,,,1,,,,,4,41,7,11,走访112户。,3,31,9,12,走访86户。\r\n"
        "b,白石区教育局,visits,走访,户,count,城区,2021-H1,2021-01-01,2021-06-30,previous_year,2020-H1,"
        "9,exact,,,300,about,300,400,,-391,-291,,-97.75,-97.00,2,,approximate,,,,,,,,,,,,\r\n"
        "c,长泽区教育局,visits,走访,户,count,城区,2021-H1,2021-01-01,2021-06-30,previous_year,2020-H1,"
        ",,,,,,,,,,,,,,,not_due,not_due,,,,,,,,,,,,\r\n");
}

static void test_render_compare_csv_when_every_row_is_read_then_as_many_cells_as_the_header(void **state) {
    (void)state;
    struct compare compare = counts();
    render_compare_csv(&out, &compare, &bare);
    struct text rest = buf_text(&out), line;
    size_t lines = 0;
    while (text_split(&rest, '\n', &line)) {
        if (line.len == 0)
            continue;
        size_t commas = 0;
        for (size_t i = 0; i < line.len; i++)
            commas += line.ptr[i] == ',';
        assert_int_equal(commas, 38); /* 39 columns, none of these cells holds a comma */
        lines++;
    }
    assert_int_equal(lines, 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(test_render_compare_json_when_written_then_each_row_with_reason_and_sources),
        CASE(test_render_compare_json_when_rate_then_points),
        CASE(test_render_compare_csv_when_written_then_header_and_rows),
        CASE(test_render_compare_csv_when_every_row_is_read_then_as_many_cells_as_the_header),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
