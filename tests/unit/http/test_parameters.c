/* parameters: each type, and each way to be wrong. */
#include "harness.h"

#include "http/parameters.h"

#include <string.h>

static struct arena arena;

static void nothing(struct http_request *request, void *context) {
    (void)request;
    (void)context;
}

static const char *const against[] = {"previous_year", "target", NULL};
static const struct parameter table[] = {
    {.name = "id", .type = PARAMETER_INT},
    {.name = "text", .type = PARAMETER_TEXT},
    {.name = "any", .type = PARAMETER_INT},
    {.name = "few", .type = PARAMETER_INT, .least = -2, .most = 5},
    {.name = "bool", .type = PARAMETER_BOOL},
    {.name = "date", .type = PARAMETER_DATE},
    {.name = "time", .type = PARAMETER_TIME},
    {.name = "period", .type = PARAMETER_PERIOD},
    {.name = "against", .type = PARAMETER_PERIOD_OR_WORD, .words = against},
    {.name = NULL},
};
static const struct endpoint endpoint = {
    .method = "GET", .path = "/x/{id}", .role = "none", .parameters = table, .handler = nothing};

static int begin(void **state) {
    (void)state;
    arena_init(&arena, 1024 * 1024);
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_fini(&arena);
    return 0;
}

static bool read_query(const char *id, const char *query, struct values *values, struct err *err) {
    struct route route = {.endpoint = &endpoint, .capture_count = 1};
    route.names[0] = TEXT_OF("id");
    route.values[0] = text_from(id);
    *err = (struct err){0};
    return values_read(&route, text_from(query), &arena, values, err);
}

static const struct value *read_one(const char *query, const char *name, struct values *values) {
    struct err err;
    const struct parameter *parameter;
    if (!read_query("1", query, values, &err))
        fail_msg("%s: %s", query, err.detail);
    const struct value *value = values_find(values, name, &parameter);
    assert_non_null(value);
    assert_true(value->present);
    return value;
}

static void test_int_when_whole_then_its_value(void **state) {
    struct values values;
    (void)state;
    assert_int_equal(read_one("any=9223372036854775807", "any", &values)->number, INT64_MAX);
    assert_int_equal(read_one("any=-9223372036854775808", "any", &values)->number, INT64_MIN);
    assert_int_equal(read_one("few=-2", "few", &values)->number, -2);
    assert_int_equal(read_one("few=5", "few", &values)->number, 5);
    assert_int_equal(read_one("", "id", &values)->number, 1);
}

static void test_time_when_rfc_3339_then_milliseconds(void **state) {
    static const struct {
        const char *query;
        int64_t ms; /* date -u -d … +%s, and three digits */
    } cases[] = {
        {"time=2021-07-01T00:00:00Z", 1625097600000},
        {"time=2021-07-01T08:00:00%2B08:00", 1625097600000},
        {"time=2021-07-01T08:00:00+08:00", 1625097600000},
        {"time=2021-06-30T20:30:00.5-03:30", 1625097600500},
        {"time=2021-07-01t00:00:00.123456z", 1625097600123},
        {"time=2021-07-01", 1625183999999},
        {"time=1969-12-31T23:59:59.999Z", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct values values;
        assert_int_equal(read_one(cases[i].query, "time", &values)->number, cases[i].ms);
    }
}

static void test_period_or_word_when_either_then_told_apart(void **state) {
    struct values values;
    char text[PERIOD_TEXT_MAX];
    (void)state;
    const struct value *value = read_one("against=target", "against", &values);
    assert_int_equal(value->word, 1);
    assert_int_equal(value->period.shape, PERIOD_NONE);
    value = read_one("against=2020-H2", "against", &values);
    assert_int_equal(value->word, -1);
    period_print(value->period, text);
    assert_string_equal(text, "2020-H2");
}

static void test_query_when_oddly_written_then_still_read(void **state) {
    struct values values;
    (void)state;
    assert_text(read_one("&&text=a%3Db&&", "text", &values)->text, "a=b");
    assert_text(read_one("t%65xt=x=y", "text", &values)->text, "x=y");
    assert_text(read_one("text=%E4%B8%9C%E9%98%B3+%2B", "text", &values)->text, "东阳 +");
    assert_int_equal(read_one("date=2024-02-29", "date", &values)->date.day, 29);
    assert_int_equal(read_one("bool=true", "bool", &values)->number, 1);
}

static void test_query_when_wrong_then_the_parameter_is_named(void **state) {
    static const struct {
        const char *id, *query;
        enum err_code code;
        const char *field, *detail;
    } cases[] = {
        {"1", "nope=1", ERR_UNKNOWN_PARAMETER, "nope", "text, any, few, bool"},
        {"1", "id=2", ERR_UNKNOWN_PARAMETER, "id", "no parameter"},
        {"1", "Text=1", ERR_UNKNOWN_PARAMETER, "Text", "no parameter"},
        {"1", "=1", ERR_UNKNOWN_PARAMETER, "", "no parameter"},
        {"one", "", ERR_BAD_VALUE, "id", "whole number"},
        {"1", "text=a&any=1&text=a", ERR_BAD_VALUE, "text", "twice"},
        {"1", "text", ERR_BAD_VALUE, "text", "empty"},
        {"1", "text=%07", ERR_BAD_VALUE, "text", "control"},
        {"1", "text=%ED%A0%80", ERR_BAD_REQUEST, "text", "not UTF-8"},
        {"1", "text=%2", ERR_BAD_REQUEST, "text", "hexadecimal"},
        {"1", "%FF=1", ERR_BAD_REQUEST, "", "not UTF-8"},
        {"1", "any=9223372036854775808", ERR_BAD_VALUE, "any", "whole number"},
        {"1", "any=1.0", ERR_BAD_VALUE, "any", "whole number"},
        {"1", "any=-", ERR_BAD_VALUE, "any", "whole number"},
        {"1", "any=%EF%BC%91", ERR_BAD_VALUE, "any", "whole number"},
        {"1", "few=6", ERR_BAD_VALUE, "few", "from -2 to 5"},
        {"1", "bool=TRUE", ERR_BAD_VALUE, "bool", "true or false"},
        {"1", "date=2021-02-29", ERR_BAD_VALUE, "date", "YYYY-MM-DD"},
        {"1", "time=2021-07-01T25:00:00Z", ERR_BAD_VALUE, "time", "2021-07-01T08:00:00"},
        {"1", "time=2021-07-01T00:00:00", ERR_BAD_VALUE, "time", "2021-07-01T08:00:00"},
        {"1", "time=2021-07-01T00:00:00Zx", ERR_BAD_VALUE, "time", "2021-07-01T08:00:00"},
        {"1", "time=2021-07", ERR_BAD_VALUE, "time", "2021-07-01T08:00:00"},
        {"1", "period=2021-13", ERR_BAD_PERIOD, "period", "2021-13"},
        {"1", "against=last_year", ERR_BAD_VALUE, "against", "previous_year, target or a period"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct values values;
        struct err err;
        if (read_query(cases[i].id, cases[i].query, &values, &err) || err.code != cases[i].code ||
            strcmp(err.field, cases[i].field) != 0 || strstr(err.detail, cases[i].detail) == NULL)
            fail_msg("case %zu, %s: %s, field %s: %s", i, cases[i].query, err_name(err.code), err.field,
                     err.detail);
    }
}

static void test_name_when_very_long_then_cut_at_a_character(void **state) {
    static char query[400];
    struct values values;
    struct err err;
    (void)state;
    for (size_t i = 0; i < 99; i++)
        memcpy(query + 3 * i, "山", 3);
    assert_false(read_query("1", query, &values, &err));
    assert_int_equal(strlen(err.field), 48);
}

static void test_parameter_when_required_and_missing_then_named(void **state) {
    static const struct parameter needed[] = {
        {.name = "org", .type = PARAMETER_TEXT, .required = true, .doc = "code of the organisation"},
        {.name = NULL}};
    static const struct endpoint strict = {
        .method = "GET", .path = "/x", .role = "none", .parameters = needed, .handler = nothing};
    struct route route = {.endpoint = &strict};
    struct values values;
    struct err err;
    (void)state;
    assert_false(values_read(&route, TEXT_OF(""), &arena, &values, &err));
    assert_int_equal(err.code, ERR_MISSING_PARAMETER);
    assert_string_equal(err.field, "org");
    assert_non_null(strstr(err.detail, "code of the organisation"));
}

static void test_query_when_it_has_too_many_parts_then_refused(void **state) {
    static char query[400];
    struct values values;
    struct err err;
    (void)state;
    for (size_t i = 0; i < 65; i++)
        memcpy(query + 5 * i, "few&&", 5);
    assert_false(read_query("1", query, &values, &err));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_int_when_whole_then_its_value),
        TEST(test_time_when_rfc_3339_then_milliseconds),
        TEST(test_period_or_word_when_either_then_told_apart),
        TEST(test_query_when_oddly_written_then_still_read),
        TEST(test_query_when_wrong_then_the_parameter_is_named),
        TEST(test_name_when_very_long_then_cut_at_a_character),
        TEST(test_parameter_when_required_and_missing_then_named),
        TEST(test_query_when_it_has_too_many_parts_then_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
