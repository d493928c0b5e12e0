#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "app/observation_reader.h"
#include "base/buf.h"

enum { CEILING = 64 << 20, ROWS_KEPT = 2000, PIECE = 7 };

static struct arena arena;
static struct row_faults faults;
static struct err err;
/* What came out. */
static struct {
    struct posted_row items[ROWS_KEPT];
    size_t count, refused;
} got;

static int set_up(void **state) {
    (void)state;
    arena_init(&arena, CEILING);
    row_faults_init(&faults, &arena);
    memset(&got, 0, sizeof got);
    err = (struct err){0};
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_fini(&arena);
    return 0;
}

static void begin_again(void) {
    tear_down(NULL);
    assert_int_equal(set_up(NULL), 0);
}

static void keep_row(void *ctx, const struct posted_row *row) {
    (void)ctx;
    assert_true(got.count < ROWS_KEPT);
    struct posted_row *kept = &got.items[got.count++];
    *kept = *row;
    kept->org = arena_text(&arena, row->org);
    kept->metric = arena_text(&arena, row->metric);
    kept->scope = arena_text(&arena, row->scope);
    got.refused += row->is_refused;
}

static bool read_pieces(enum observation_form form, enum charset charset, struct text body, size_t piece) {
    struct observation_reader *reader = observation_reader_new(form, charset, &faults, keep_row, NULL, &err);
    assert_non_null(reader);
    bool is_read = true;
    for (size_t at = 0; is_read && at < body.len; at += piece)
        is_read = observation_reader_feed(reader, text_slice(body, at, at + piece), &err);
    is_read = is_read && observation_reader_finish(reader, &err);
    if (is_read)
        assert_int_equal(observation_reader_rows(reader), got.count);
    observation_reader_free(reader);
    return is_read;
}

/* At once and in small pieces is the same. */
static bool read_any(enum observation_form form, struct text body) {
    begin_again();
    bool is_read = read_pieces(form, CHARSET_NONE, body, body.len > 0 ? body.len : 1);
    size_t count = got.count, refused = got.refused, fault_count = faults.count;
    enum err_code code = err.code;
    begin_again();
    assert_int_equal(read_pieces(form, CHARSET_NONE, body, PIECE), is_read);
    assert_int_equal(got.count, count);
    assert_int_equal(got.refused, refused);
    assert_int_equal(faults.count, fault_count);
    assert_int_equal(err.code, code);
    return is_read;
}

static void read_json(const char *body) {
    if (!read_any(OBSERVATIONS_JSON, text_from(body)))
        fail_msg("%s: %s", body, err.detail);
}

static void read_csv(const char *body) {
    if (!read_any(OBSERVATIONS_CSV, text_from(body)))
        fail_msg("%s: %s", body, err.detail);
}

/* detail NULL: any words, but some. */
static void assert_fault(size_t i, uint64_t row, const char *field, const char *detail) {
    assert_true(i < faults.count);
    const struct row_error *fault = &faults.items[i];
    assert_int_equal(fault->row, row);
    assert_int_equal(fault->field.len, strlen(field));
    assert_memory_equal(fault->field.ptr, field, strlen(field));
    assert_true(fault->detail.len > 0);
    if (detail != NULL && !text_equal(fault->detail, text_from(detail)))
        fail_msg("'%.*s' is not '%s'", TEXT_ARG(fault->detail), detail);
}

static void assert_first_row_is_the_whole_one(void) {
    const struct posted_row *row = &got.items[0];
    char period[PERIOD_TEXT_MAX];
    assert_int_equal(faults.count, 0);
    assert_true(text_equal(row->org, TEXT_OF("heyan")));
    assert_true(text_equal(row->metric, TEXT_OF("bus-lines")));
    assert_true(text_equal(row->scope, TEXT_OF("城东片区")));
    period_print(row->period, period);
    assert_string_equal(period, "2021-H1");
    assert_int_equal(row->status, STATUS_TARGET);
    assert_int_equal((int)row->value.coefficient, 4050);
    assert_int_equal(row->value.scale, 2);
    assert_int_equal(row->published.year, 2021);
    assert_int_equal(row->published.month, 7);
    assert_int_equal(row->published.day, 9);
}

static void test_read_json_when_every_field_stands_then_row_as_posted(void **state) {
    (void)state;
    read_json("[{\"published\":\"2021-07-09\",\"status\":\"target\",\"scope\":\"城东片区\",\"value\":40.50,"
              "\"period\":\"2021-H1\",\"metric\":\"bus-lines\",\"org\":\"heyan\"}]");
    assert_int_equal(got.count, 1);
    assert_int_equal(got.items[0].number, 1);
    assert_first_row_is_the_whole_one();
    assert_int_equal(got.refused, 0);
}

static void test_read_csv_when_columns_stand_in_any_order_then_row_as_posted(void **state) {
    (void)state;
    static const char *const bodies[] = {
        "org,metric,period,value,scope,status,published\nheyan,bus-lines,2021-H1,40.50,城东片区,target,2021-"
        "07-09\n",
        "published,status,value,scope,period,metric,org\n2021-07-09,target,40.50,城东片区,2021-H1,bus-lines,"
        "heyan\n",
        "\xef\xbb\xbforg,metric,period,value,scope,status,published\r\n"
        "heyan,bus-lines,2021-H1,40.50,城东片区,target,2021-07-09\r\n",
        "org,metric,period,value,scope,status,published\r"
        "\"heyan\",\"bus-lines\",\"2021-H1\",\"40.50\",\"城东片区\",\"target\",\"2021-07-09\""};
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        read_csv(bodies[i]);
        assert_int_equal(got.count, 1);
        assert_int_equal(got.items[0].number, 2);
        assert_first_row_is_the_whole_one();
    }
}

static void test_read_when_only_needed_fields_stand_then_the_others_are_empty(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        if (i == 0)
            read_json("[{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"value\":\"7\"}]");
        else if (i == 1)
            read_json("[{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"value\":7,"
                      "\"scope\":null,\"status\":null,\"published\":null}]");
        else
            read_csv("org,metric,period,value,scope,status,published\na,b,2020,7,,,\n");
        assert_int_equal(faults.count, 0);
        assert_int_equal(got.items[0].scope.len, 0);
        assert_int_equal(got.items[0].status, STATUS_ACTUAL);
        assert_int_equal(got.items[0].published.year, 0);
    }
}

#define GOOD_JSON "{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"value\":7}"

static void test_read_json_when_one_field_is_wrong_then_its_row_and_field_are_named(void **state) {
    (void)state;
    static const struct {
        const char *row, *field, *detail;
    } cases[] = {
        {"{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"value\":7,\"colour\":\"red\"}", "colour",
         "Unknown field."},
        {"{\"metric\":\"b\",\"period\":\"2020\",\"value\":7}", "org", "It is missing."},
        {"{\"org\":\"a\",\"period\":\"2020\",\"value\":7}", "metric", "It is missing."},
        {"{\"org\":\"a\",\"metric\":\"b\",\"value\":7}", "period", "It is missing."},
        {"{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\"}", "value", "It is missing."},
        {"{\"org\":5,\"metric\":\"b\",\"period\":\"2020\",\"value\":7}", "org", "Not a string."},
        {"{\"org\":null,\"metric\":\"b\",\"period\":\"2020\",\"value\":7}", "org", "Not a string."},
        {"{\"org\":\"a\",\"metric\":[\"b\"],\"period\":\"2020\",\"value\":7}", "metric", "Not a string."},
        {"{\"org\":\"a\",\"metric\":\"b\",\"period\":2020,\"value\":7}", "period", "Not a string."},
        {"{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020-H3\",\"value\":7}", "period", NULL},
        {"{\"org\":\"a\",\"metric\":\"b\",\"period\":\"\",\"value\":7}", "period", NULL},
        {"{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"value\":\"七\"}", "value", NULL},
        {"{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"value\":null}", "value", NULL},
        {"{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"value\":true}", "value", NULL},
        {"{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"value\":7,\"status\":\"Actual\"}", "status",
         "'Actual' is none of actual, target, norm."},
        {"{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"value\":7,\"status\":1}", "status",
         "Not a string."},
        {"{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"value\":7,\"published\":\"2021-02-29\"}",
         "published", NULL},
        {"{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"value\":7,\"scope\":{}}", "scope",
         "Not a string."},
        {"{\"org\":\"\",\"metric\":\"b\",\"period\":\"2020\",\"value\":7}", "org", "It is empty."},
        {"{\"org\":\"a\",\"metric\":\"\",\"period\":\"2020\",\"value\":7}", "metric", "It is empty."},
        {"{\"org\":\"a2345678901234567890123456789012345678901234567890123456789012345\",\"metric\":\"b\","
         "\"period\":\"2020\",\"value\":7}",
         "org", "It is longer than 64 bytes."},
        {"17", "", "Not an object."},
        {"[]", "", "Not an object."},
        {"null", "", "Not an object."}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char body[1000];
        snprintf(body, sizeof body, "[" GOOD_JSON ",%s," GOOD_JSON "]", cases[i].row);
        read_json(body);
        if (faults.count != 1)
            fail_msg("%s gave %zu faults", cases[i].row, (size_t)faults.count);
        assert_fault(0, 2, cases[i].field, cases[i].detail);
        assert_int_equal(got.count, 3);
        assert_int_equal(got.refused, 1);
        assert_true(got.items[1].is_refused);
    }
}

static void test_read_csv_when_one_field_is_wrong_then_its_row_and_field_are_named(void **state) {
    (void)state;
    static const struct {
        const char *row, *field, *detail;
    } cases[] = {{",b,2020,7,,,", "org", "It is empty."},
                 {"a,,2020,7,,,", "metric", "It is empty."},
                 {"a,b,,7,,,", "period", NULL},
                 {"a,b,2020-Q5,7,,,", "period", NULL},
                 {"a,b,2020,,,,", "value", NULL},
                 {"a,b,2020,1e3,,,", "value", NULL},
                 {"a,b,2020,\"1,000\",,,", "value", NULL},
                 {"a,b,2020,7,,planned,", "status", "'planned' is none of actual, target, norm."},
                 {"a,b,2020,7,,,2020-13-01", "published", NULL},
                 {"a,b,2020,7,,", "", NULL},
                 {"a,b,2020,7,,,,", "", NULL},
                 {"a,b\xff,2020,7,,,", "", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char body[1000];
        snprintf(body, sizeof body,
                 "org,metric,period,value,scope,status,published\na,b,2020,7,,,\n%s\na,b,2021,8,,,\n",
                 cases[i].row);
        read_csv(body);
        if (faults.count != 1)
            fail_msg("%s gave %zu faults", cases[i].row, (size_t)faults.count);
        assert_fault(0, 3, cases[i].field, cases[i].detail);
        assert_int_equal(got.count, 3);
        assert_int_equal(got.refused, 1);
        assert_true(got.items[1].is_refused);
    }
}

static void test_read_csv_when_header_or_quoting_is_wrong_then_no_rows_at_all(void **state) {
    (void)state;
    static const struct {
        const char *body;
        enum err_code code;
        const char *field, *words;
    } cases[] = {{"org,metric,period,value,org\na,b,2020,7,a\n", ERR_BAD_REQUEST, "org", "stands twice"},
                 {"org,metric,period,value,colour\na,b,2020,7,red\n", ERR_UNKNOWN_FIELD, "colour",
                  "none of org, metric"},
                 {"Org,metric,period,value\na,b,2020,7\n", ERR_UNKNOWN_FIELD, "Org", "none of org, metric"},
                 {"org,metric,period,value,\na,b,2020,7,\n", ERR_UNKNOWN_FIELD, "", "none of org, metric"},
                 {"org,metric,period\na,b,2020\n", ERR_BAD_REQUEST, "value", "is missing"},
                 {"metric,period,value\nb,2020,7\n", ERR_BAD_REQUEST, "org", "is missing"},
                 {"a,b,2020,7\n", ERR_UNKNOWN_FIELD, "a", "none of org, metric"},
                 {"org,metric,period,value\na,\"b,2020,7\n", ERR_BAD_ROWS, "", ""},
                 {"org,metric,period,value\na,\"b\"c,2020,7\n", ERR_BAD_ROWS, "", ""},
                 {"org,metric,period,value\na,b\"c,2020,7\n", ERR_BAD_ROWS, "", ""},
                 {"", ERR_EMPTY_BODY, "", ""},
                 {"\n\n", ERR_EMPTY_BODY, "", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (read_any(OBSERVATIONS_CSV, text_from(cases[i].body)))
            fail_msg("%s was taken", cases[i].body);
        if (err.code != cases[i].code)
            fail_msg("%s: %s (%s)", cases[i].body, err_name(err.code), err.detail);
        assert_string_equal(err.field, cases[i].field);
        if (strstr(err.detail, cases[i].words) == NULL)
            fail_msg("%s: '%s' does not say '%s'", cases[i].body, err.detail, cases[i].words);
    }
}

static void test_read_csv_when_unknown_column_is_cut_then_never_inside_a_character(void **state) {
    (void)state;
    /* 22 characters of three bytes: the 63 bytes that fit end after the 21st. */
    static const char name[] = "校校校校校校校校校校校校校校校校校校校校校校";
    char body[200];
    snprintf(body, sizeof body, "x%s,metric,period,value\n", name);
    assert_false(read_any(OBSERVATIONS_CSV, text_from(body)));
    assert_int_equal(err.code, ERR_UNKNOWN_FIELD);
    assert_int_equal(strlen(err.field), 1 + 20 * 3);
}

static void test_read_when_there_are_no_rows_then_empty(void **state) {
    (void)state;
    static const struct {
        enum observation_form form;
        const char *body;
    } cases[] = {{OBSERVATIONS_JSON, "[]"},
                 {OBSERVATIONS_JSON, ""},
                 {OBSERVATIONS_JSON, " \n"},
                 {OBSERVATIONS_LINES, "\n\n"},
                 {OBSERVATIONS_CSV, "org,metric,period,value\n"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_false(read_any(cases[i].form, text_from(cases[i].body)));
        assert_int_equal(err.code, ERR_EMPTY_BODY);
        assert_int_equal(got.count, 0);
        assert_int_equal(faults.count, 0);
    }
}

static void test_read_json_when_no_array_then_refused(void **state) {
    (void)state;
    static const char *const bodies[] = {
        "{}",  "{\"rows\":[]}",   "7", "[", "[{\"org\":\"a\"},]", "[" GOOD_JSON, "[" GOOD_JSON "]7",
        "[,]", "[" GOOD_JSON "}]"};
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        assert_false(read_any(OBSERVATIONS_JSON, text_from(bodies[i])));
        assert_int_equal(err.code, ERR_BAD_REQUEST);
    }
}

static void test_read_lines_when_one_is_no_object_then_that_line_is_named(void **state) {
    (void)state;
    assert_true(
        read_any(OBSERVATIONS_LINES, TEXT_OF("\xEF\xBB\xBF" GOOD_JSON "\r\n\n[1]\n{\"org\":\n" GOOD_JSON)));
    assert_int_equal(got.count, 4);
    assert_int_equal(got.refused, 2);
    assert_int_equal(got.items[3].number, 5);
    assert_fault(0, 3, "", "Not an object.");
    assert_fault(1, 4, "", NULL);
}

static void test_read_when_a_row_is_withdrawn_then_it_has_no_value(void **state) {
    (void)state;
    read_json("[{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"withdrawn\":true},"
              "{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"withdrawn\":true,\"value\":null},"
              "{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"withdrawn\":true,\"value\":7},"
              "{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"withdrawn\":false},"
              "{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"withdrawn\":\"yes\",\"value\":7},"
              "{\"org\":\"a\",\"metric\":\"b\",\"period\":\"2020\",\"withdrawn\":null,\"value\":7}]");
    assert_true(got.items[0].is_withdrawn && got.items[1].is_withdrawn && !got.items[5].is_withdrawn);
    assert_int_equal(got.refused, 3);
    assert_fault(0, 3, "value", NULL);
    assert_fault(1, 4, "value", "It is missing.");
    assert_fault(2, 5, "withdrawn", "Neither true nor false.");
    read_csv("org,metric,period,value,withdrawn\na,b,2020,,true\na,b,2020,7,\na,b,2020,,\na,b,2020,7,1\n"
             "a,b,2020,,maybe\n");
    assert_true(got.items[0].is_withdrawn && !got.items[1].is_withdrawn);
    assert_int_equal(got.refused, 3);
    assert_fault(0, 4, "value", NULL);
    assert_fault(1, 5, "value", NULL);
    assert_fault(2, 6, "withdrawn", "'maybe' is none of true, false, 1, 0.");
}

/* 城东片区 in GB18030; by its label and by its bytes. */
static void test_read_csv_when_gb18030_then_the_same_texts(void **state) {
    (void)state;
    static const char body[] = "org,metric,period,value,scope\n"
                               "heyan,bus-lines,2021-H1,40.50,\xB3\xC7\xB6\xAB\xC6\xAC\xC7\xF8\n";
    for (int i = 0; i < 2; i++)
        for (size_t piece = 1; piece < sizeof body; piece += 3) {
            begin_again();
            assert_true(read_pieces(OBSERVATIONS_CSV, i == 0 ? CHARSET_NONE : CHARSET_GB18030,
                                    text_from(body), piece));
            assert_int_equal(faults.count, 0);
            assert_true(text_equal(got.items[0].scope, TEXT_OF("城东片区")));
        }
}

static void test_faults_when_several_in_one_row_then_all_told_and_the_row_counted_once(void **state) {
    (void)state;
    read_csv("org,metric,period,value\n,,2020-X,seven\na,b,2020,7\na,b,2021,-\n");
    assert_int_equal(faults.count, 5);
    assert_fault(0, 2, "org", NULL);
    assert_fault(1, 2, "metric", NULL);
    assert_fault(2, 2, "period", NULL);
    assert_fault(3, 2, "value", NULL);
    assert_fault(4, 4, "value", NULL);
    assert_int_equal(got.refused, 2);
}

/* As it is when the database finds unknown codes in rows whose form was refused already. */
static void test_faults_when_merged_then_in_the_order_of_rows(void **state) {
    (void)state;
    struct row_faults more;
    read_csv("org,metric,period,value\na,b,x,7\na,b,y,7\na,b,2020,7\n");
    row_faults_init(&more, &arena);
    row_faults_add(&more, 2, TEXT_OF("org"), TEXT_OF("There is no organisation 'a'."));
    row_faults_add(&more, 3, TEXT_OF("org"), TEXT_OF("There is no organisation 'a'."));
    row_faults_merge(&faults, &more);
    assert_int_equal(faults.count, 4);
    assert_fault(0, 2, "period", NULL);
    assert_fault(1, 2, "org", NULL);
    assert_fault(2, 3, "period", NULL);
    assert_fault(3, 3, "org", NULL);
}

static void test_faults_when_more_than_1000_then_the_first_are_kept_and_all_counted(void **state) {
    (void)state;
    struct buf body;
    struct row_faults more;
    buf_init(&body, 1 << 20);
    buf_add(&body, "org,metric,period,value\n", 24);
    for (int i = 0; i < 1500; i++)
        buf_printf(&body, "a,b,%s,%s\n", i == 0 ? "2020" : "never", i == 0 ? "7" : "x");
    assert_false(buf_failed(&body));
    assert_true(read_any(OBSERVATIONS_CSV, buf_text(&body)));
    buf_fini(&body);
    assert_int_equal(got.count, 1500);
    assert_int_equal(got.refused, 1499);
    assert_int_equal(faults.count, 2998);
    assert_int_equal(faults.kept, 1000);
    assert_fault(0, 3, "period", NULL);
    assert_fault(999, 502, "value", NULL);
    row_faults_init(&more, &arena);
    row_faults_add(&more, 2, TEXT_OF("org"), TEXT_OF("late"));
    row_faults_merge(&faults, &more);
    assert_int_equal(faults.count, 2999);
    assert_int_equal(faults.kept, 1000);
    assert_fault(0, 2, "org", "late");
    assert_fault(999, 502, "period", NULL);
}

#define ROW_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        ROW_TEST(test_read_json_when_every_field_stands_then_row_as_posted),
        ROW_TEST(test_read_csv_when_columns_stand_in_any_order_then_row_as_posted),
        ROW_TEST(test_read_when_only_needed_fields_stand_then_the_others_are_empty),
        ROW_TEST(test_read_json_when_one_field_is_wrong_then_its_row_and_field_are_named),
        ROW_TEST(test_read_csv_when_one_field_is_wrong_then_its_row_and_field_are_named),
        ROW_TEST(test_read_csv_when_header_or_quoting_is_wrong_then_no_rows_at_all),
        ROW_TEST(test_read_csv_when_unknown_column_is_cut_then_never_inside_a_character),
        ROW_TEST(test_read_when_there_are_no_rows_then_empty),
        ROW_TEST(test_read_json_when_no_array_then_refused),
        ROW_TEST(test_read_lines_when_one_is_no_object_then_that_line_is_named),
        ROW_TEST(test_read_when_a_row_is_withdrawn_then_it_has_no_value),
        ROW_TEST(test_read_csv_when_gb18030_then_the_same_texts),
        ROW_TEST(test_faults_when_several_in_one_row_then_all_told_and_the_row_counted_once),
        ROW_TEST(test_faults_when_merged_then_in_the_order_of_rows),
        ROW_TEST(test_faults_when_more_than_1000_then_the_first_are_kept_and_all_counted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
