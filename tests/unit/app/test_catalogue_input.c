#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "app/catalogue_input.h"
#include "app/embedded.h"
#include "series/link.h"

enum { CEILING = 64 << 20 };

static struct arena arena;

static int set_up(void **state) {
    (void)state;
    arena_init(&arena, CEILING);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_fini(&arena);
    return 0;
}

/* ---- organisations ---- */

static bool read_org(const char *code, const char *body, struct org *out, struct err *err) {
    return catalogue_read_org(&arena, text_from(code), text_from(body), out, err);
}

static void test_read_org_when_well_formed_then_taken(void **state) {
    (void)state;
    static const char *const bodies[] = {"{\"name\": \" 河沿区教育局 \", \"parent\": \"city\"}",
                                         "{\"parent\": \"city\", \"name\": \"河沿区教育局\"}"};
    for (size_t i = 0; i < 2; i++) {
        struct org org;
        struct err err = {0};
        assert_true(read_org("heyan", bodies[i], &org, &err));
        assert_true(text_equal(org.code, TEXT_OF("heyan")));
        assert_true(text_equal(org.name, TEXT_OF("河沿区教育局")));
        assert_true(text_equal(org.parent, TEXT_OF("city")));
    }
}

static void test_read_org_when_parent_is_null_or_absent_then_none(void **state) {
    (void)state;
    static const char *const bodies[] = {"{\"name\": \"x\", \"parent\": null}", "{\"name\": \"x\"}"};
    for (size_t i = 0; i < 2; i++) {
        struct org org;
        struct err err = {0};
        assert_true(read_org("a", bodies[i], &org, &err));
        assert_int_equal(org.parent.len, 0);
    }
}

static void test_read_org_when_wrong_then_field_named(void **state) {
    (void)state;
    static const struct {
        const char *code, *body;
        enum err_code expected;
        const char *field;
    } cases[] = {{"a", "{\"name\": \"x\", \"size\": 5}", ERR_UNKNOWN_FIELD, "size"},
                 {"a", "{\"name\": \"x\", \"code\": \"a\"}", ERR_UNKNOWN_FIELD, "code"},
                 {"a", "{\"parent\": \"b\"}", ERR_MISSING_PARAMETER, "name"},
                 {"a", "{\"name\": \"  \"}", ERR_MISSING_PARAMETER, "name"},
                 {"a", "{\"name\": null}", ERR_MISSING_PARAMETER, "name"},
                 {"a", "{\"name\": 5}", ERR_BAD_VALUE, "name"},
                 {"a", "{\"name\": [\"x\"]}", ERR_BAD_VALUE, "name"},
                 {"a", "{\"name\": \"x\\ny\"}", ERR_BAD_VALUE, "name"},
                 {"a", "{\"name\": \"x\", \"parent\": 7}", ERR_BAD_VALUE, "parent"},
                 {"a", "{\"name\": \"x\", \"parent\": \"a\"}", ERR_CONFLICT, "parent"},
                 {"-a", "{\"name\": \"x\"}", ERR_BAD_VALUE, "code"},
                 {"a b", "{\"name\": \"x\"}", ERR_BAD_VALUE, "code"},
                 {"a/b", "{\"name\": \"x\"}", ERR_BAD_VALUE, "code"},
                 {"a,b", "{\"name\": \"x\"}", ERR_BAD_VALUE, "code"},
                 {"", "{\"name\": \"x\"}", ERR_BAD_VALUE, "code"},
                 {"a", "[\"x\"]", ERR_BAD_REQUEST, ""},
                 {"a", "{\"name\": \"x\", \"name\": \"y\"}", ERR_BAD_REQUEST, ""},
                 {"a", "", ERR_BAD_REQUEST, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct org org;
        struct err err = {0};
        if (read_org(cases[i].code, cases[i].body, &org, &err))
            fail_msg("%s %s was taken", cases[i].code, cases[i].body);
        if (err.code != cases[i].expected)
            fail_msg("%s: %s (%s)", cases[i].body, err_name(err.code), err.detail);
        assert_string_equal(err.field, cases[i].field);
    }
}

static void test_read_org_when_code_has_64_bytes_then_taken_and_65_refused(void **state) {
    (void)state;
    char code[66];
    struct org org;
    struct err err = {0};
    memset(code, 'c', 65);
    code[65] = '\0';
    assert_false(read_org(code, "{\"name\": \"x\"}", &org, &err));
    assert_string_equal(err.field, "code");
    code[64] = '\0';
    assert_true(read_org(code, "{\"name\": \"x\"}", &org, &err));
    assert_true(read_org("河沿-2.b_1", "{\"name\": \"x\"}", &org, &err));
}

static void test_read_org_when_name_has_1000_bytes_then_taken_and_1001_refused(void **state) {
    (void)state;
    for (int len = 1000; len <= 1001; len++) {
        char body[1100];
        struct org org;
        struct err err = {0};
        int at = snprintf(body, sizeof body, "{\"name\": \"");
        memset(body + at, 'n', (size_t)len);
        memcpy(body + at + len, "\"}", 3);
        bool is_taken = read_org("a", body, &org, &err);
        assert_int_equal(is_taken, len == 1000);
        assert_string_equal(err.field, is_taken ? "" : "name");
    }
}

/* ---- definition breaks ---- */

static void test_read_break_when_wrong_then_field_named(void **state) {
    (void)state;
    static const struct {
        const char *body;
        enum err_code expected;
        const char *field;
    } cases[] = {{"{}", ERR_MISSING_PARAMETER, "note"},
                 {"{\"note\": \"  \"}", ERR_MISSING_PARAMETER, "note"},
                 {"{\"note\": null}", ERR_BAD_VALUE, "note"},
                 {"{\"note\": 5}", ERR_BAD_VALUE, "note"},
                 {"{\"note\": \"x\\ny\"}", ERR_BAD_VALUE, "note"},
                 {"{\"note\": \"x\\u001ey\"}", ERR_BAD_VALUE, "note"},
                 {"{\"note\": \"x\", \"period\": \"2024\"}", ERR_UNKNOWN_FIELD, "period"},
                 {"[]", ERR_BAD_REQUEST, ""},
                 {"", ERR_BAD_REQUEST, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct metric_break item = {0};
        struct err err = {0};
        if (catalogue_read_break(&arena, text_from(cases[i].body), &item, &err))
            fail_msg("%s was taken", cases[i].body);
        assert_int_equal(err.code, cases[i].expected);
        assert_string_equal(err.field, cases[i].field);
    }
}

static void test_read_break_when_note_has_500_characters_then_taken_and_501_refused(void **state) {
    (void)state;
    for (size_t characters = 500; characters <= 501; characters++) {
        char body[2000] = "{\"note\": \"";
        struct metric_break item = {0};
        struct err err = {0};
        size_t at = strlen(body);
        for (size_t i = 0; i < characters; i++, at += 3)
            memcpy(body + at, "注", 3);
        memcpy(body + at, "\"}", 3);
        bool is_taken = catalogue_read_break(&arena, text_from(body), &item, &err);
        assert_int_equal(is_taken, characters == 500);
        assert_int_equal(item.note.len, is_taken ? 1500 : 0);
    }
}

/* ---- metrics ---- */

static bool read_metric(const char *code, const char *body, struct metric *out, struct err *err) {
    return catalogue_read_metric(&arena, text_from(code), text_from(body), out, err);
}

static void test_read_metric_when_every_field_stands_then_taken(void **state) {
    (void)state;
    struct metric metric;
    struct err err = {0};
    assert_true(
        read_metric("bus-lines",
                    "{\"name_zh\": \"校车线路\", \"name_en\": \"Bus lines\", \"kind\": \"count\", \"unit\": "
                    "\"条\", \"direction\": \"higher_better\", \"over_time\": \"end_of_period\", "
                    "\"over_orgs\": \"sum\", \"numerator\": \"n\", \"denominator\": \"d\", "
                    "\"aliases\": [\"校车线路\", \"开通校车线路\"]}",
                    &metric, &err));
    assert_true(text_equal(metric.code, TEXT_OF("bus-lines")));
    assert_true(text_equal(metric.name_zh, TEXT_OF("校车线路")));
    assert_true(text_equal(metric.name_en, TEXT_OF("Bus lines")));
    assert_true(text_equal(metric.unit, TEXT_OF("条")));
    assert_int_equal(metric.kind, FIGURE_COUNT);
    assert_int_equal(metric.direction, DIRECTION_HIGHER);
    assert_int_equal(metric.over_time, ADDITIVITY_END_OF_PERIOD);
    assert_int_equal(metric.over_orgs, ADDITIVITY_SUM);
    assert_true(text_equal(metric.numerator, TEXT_OF("n")));
    assert_true(text_equal(metric.denominator, TEXT_OF("d")));
    assert_int_equal(metric.alias_count, 2);
    assert_true(text_equal(metric.aliases[1], TEXT_OF("开通校车线路")));
    assert_false(metric.is_provisional);
}

static void test_read_metric_when_only_needed_fields_stand_then_defaults(void **state) {
    (void)state;
    struct metric metric;
    struct err err = {0};
    assert_true(read_metric(
        "m", "{\"name_zh\": \"名\", \"kind\": \"rate\", \"unit\": null, \"aliases\": null}", &metric, &err));
    assert_int_equal(metric.kind, FIGURE_RATE);
    assert_int_equal(metric.direction, DIRECTION_NEITHER);
    assert_int_equal(metric.over_time, ADDITIVITY_NONE);
    assert_int_equal(metric.over_orgs, ADDITIVITY_NONE);
    assert_int_equal(metric.unit.len, 0);
    assert_int_equal(metric.alias_count, 0);
}

static void test_read_metric_when_wrong_then_field_named(void **state) {
    (void)state;
    static const struct {
        const char *body;
        enum err_code expected;
        const char *field;
    } cases[] = {
        {"{\"kind\": \"count\"}", ERR_MISSING_PARAMETER, "name_zh"},
        {"{\"name_zh\": \"x\"}", ERR_MISSING_PARAMETER, "kind"},
        {"{\"name_zh\": \"x\", \"kind\": \"count\", \"colour\": 1}", ERR_UNKNOWN_FIELD, "colour"},
        {"{\"name_zh\": \"x\", \"kind\": \"count\", \"is_provisional\": true}", ERR_UNKNOWN_FIELD,
         "is_provisional"},
        {"{\"name_zh\": 5, \"kind\": \"count\"}", ERR_BAD_VALUE, "name_zh"},
        {"{\"name_zh\": \"x\", \"kind\": \"Count\"}", ERR_BAD_VALUE, "kind"},
        {"{\"name_zh\": \"x\", \"kind\": \"change\"}", ERR_BAD_VALUE, "kind"},
        {"{\"name_zh\": \"x\", \"kind\": 0}", ERR_BAD_VALUE, "kind"},
        {"{\"name_zh\": \"x\", \"kind\": \"count\", \"direction\": \"up\"}", ERR_BAD_VALUE, "direction"},
        {"{\"name_zh\": \"x\", \"kind\": \"count\", \"over_time\": \"mean\"}", ERR_BAD_VALUE, "over_time"},
        {"{\"name_zh\": \"x\", \"kind\": \"count\", \"over_orgs\": \"mean\"}", ERR_BAD_VALUE, "over_orgs"},
        {"{\"name_zh\": \"x\", \"kind\": \"rate\", \"over_time\": \"sum\"}", ERR_BAD_VALUE, "over_time"},
        {"{\"name_zh\": \"x\", \"kind\": \"rate\", \"over_orgs\": \"sum\"}", ERR_BAD_VALUE, "over_orgs"},
        {"{\"name_zh\": \"x\", \"kind\": \"count\", \"aliases\": \"y\"}", ERR_BAD_VALUE, "aliases"},
        {"{\"name_zh\": \"x\", \"kind\": \"count\", \"aliases\": [\"y\", 3]}", ERR_BAD_VALUE, "aliases"},
        {"{\"name_zh\": \"x\", \"kind\": \"count\", \"aliases\": [null]}", ERR_BAD_VALUE, "aliases"},
        {"{\"name_zh\": \"x\", \"kind\": \"count\", \"aliases\": [\"\"]}", ERR_BAD_VALUE, "aliases"},
        {"{\"name_zh\": \"x\", \"kind\": \"count\", \"aliases\": [\" \"]}", ERR_BAD_VALUE, "aliases"},
        {"\"x\"", ERR_BAD_REQUEST, ""},
        {"[]", ERR_BAD_REQUEST, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct metric metric;
        struct err err = {0};
        if (read_metric("m", cases[i].body, &metric, &err))
            fail_msg("%s was taken", cases[i].body);
        if (err.code != cases[i].expected)
            fail_msg("%s: %s (%s)", cases[i].body, err_name(err.code), err.detail);
        assert_string_equal(err.field, cases[i].field);
    }
}

static void test_read_metric_when_200_aliases_then_taken_and_201_refused(void **state) {
    (void)state;
    for (int count = 200; count <= 201; count++) {
        char body[4096];
        struct metric metric;
        struct err err = {0};
        int at = snprintf(body, sizeof body, "{\"name_zh\": \"x\", \"kind\": \"count\", \"aliases\": [\"a\"");
        for (int i = 1; i < count; i++)
            at += snprintf(body + at, sizeof body - (size_t)at, ",\"a%d\"", i);
        snprintf(body + at, sizeof body - (size_t)at, "]}");
        bool is_taken = read_metric("m", body, &metric, &err);
        assert_int_equal(is_taken, count == 200);
        if (is_taken)
            assert_int_equal(metric.alias_count, 200);
        else
            assert_string_equal(err.field, "aliases");
    }
}

/* ---- the catalogue as CSV ---- */

#define HEADER "code,name_zh,name_en,kind,unit,direction,over_time,over_orgs,numerator,denominator,aliases\n"

static void test_read_csv_when_well_formed_then_aliases_are_split(void **state) {
    (void)state;
    struct metric *metrics = NULL;
    size_t count = 0;
    struct err err = {0};
    assert_true(catalogue_read_csv(&arena,
                                   TEXT_OF(HEADER "a,甲,A,count,次,higher_better,sum,sum,,,甲|甲乙 |丙\n"
                                                  "b,乙,B,rate,%,neither,none,none,a,c,\n"),
                                   &metrics, &count, &err));
    assert_int_equal(count, 2);
    assert_int_equal(metrics[0].alias_count, 3);
    assert_true(text_equal(metrics[0].aliases[1], TEXT_OF("甲乙")));
    assert_int_equal(metrics[1].alias_count, 0);
    assert_true(text_equal(metrics[1].numerator, TEXT_OF("a")));
    assert_int_equal(metrics[1].kind, FIGURE_RATE);
}

static void test_read_csv_when_a_row_is_wrong_then_its_number_is_told(void **state) {
    (void)state;
    static const struct {
        const char *body, *words;
    } cases[] = {{HEADER "a,甲,A,count,次,up,sum,sum,,,\n", "row 2"},
                 {HEADER "a,甲,A,count,次,neither,sum,sum,,,\nb,乙,B,rate,%,neither,sum,none,,,\n", "row 3"},
                 {HEADER "a b,甲,A,count,次,neither,sum,sum,,,\n", "row 2"},
                 {HEADER "a,甲,A,count,次,neither,sum,sum,,\n", "row 2"},
                 {"code,name\n", "row 1"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct metric *metrics = NULL;
        size_t count = 0;
        struct err err = {0};
        assert_false(catalogue_read_csv(&arena, text_from(cases[i].body), &metrics, &count, &err));
        if (strstr(err.detail, cases[i].words) == NULL)
            fail_msg("%s: '%s' does not say %s", cases[i].body, err.detail, cases[i].words);
    }
}

static struct metric *built_in(size_t *count) {
    struct metric *metrics = NULL;
    struct err err = {0};
    if (!catalogue_read_csv(&arena, (struct text){catalogue_csv, catalogue_csv_len}, &metrics, count, &err))
        fail_msg("%s", err.detail);
    assert_true(*count >= 50);
    return metrics;
}

static const struct metric *metric_of(const struct metric *metrics, size_t count, struct text code) {
    for (size_t i = 0; i < count; i++)
        if (text_equal(metrics[i].code, code))
            return &metrics[i];
    return NULL;
}

static void test_built_in_catalogue_when_read_then_codes_are_unique_and_known(void **state) {
    (void)state;
    size_t count = 0;
    const struct metric *metrics = built_in(&count);
    for (size_t i = 0; i < count; i++) {
        const struct metric *m = &metrics[i];
        assert_ptr_equal(metric_of(metrics, count, m->code), m);
        if (m->numerator.len > 0 && metric_of(metrics, count, m->numerator) == NULL)
            fail_msg("%.*s: there is no numerator %.*s", TEXT_ARG(m->code), TEXT_ARG(m->numerator));
        if (m->denominator.len > 0 && metric_of(metrics, count, m->denominator) == NULL)
            fail_msg("%.*s: there is no denominator %.*s", TEXT_ARG(m->code), TEXT_ARG(m->denominator));
    }
}

/* As normalised below. The name is an alias too, as it is where a metric is put; a metric may name a label twice. */
static struct text alias_of(const struct metric *m, size_t i) {
    return i < m->alias_count ? m->aliases[i] : m->name_zh;
}

static size_t clashes_between(const struct metric *a, const struct metric *b) {
    size_t clashes = 0;
    if (a->kind != b->kind || !link_units_fit(a->unit, b->unit))
        return 0;
    for (size_t i = 0; i <= a->alias_count; i++)
        for (size_t k = 0; k <= b->alias_count; k++)
            if (text_equal(alias_of(a, i), alias_of(b, k))) {
                print_error("%.*s means %.*s and %.*s\n", TEXT_ARG(alias_of(a, i)), TEXT_ARG(a->code),
                            TEXT_ARG(b->code));
                clashes++;
            }
    return clashes;
}

/* Two metrics that one label means are none to link_choose, and its figures would stay apart from both. */
static void test_built_in_catalogue_when_normalised_then_an_alias_means_one_metric(void **state) {
    (void)state;
    size_t count = 0, clashes = 0;
    struct metric *metrics = built_in(&count);
    for (size_t i = 0; i < count; i++) {
        for (size_t a = 0; a < metrics[i].alias_count; a++) {
            metrics[i].aliases[a] = link_normalise(&arena, metrics[i].aliases[a]);
            assert_true(metrics[i].aliases[a].len > 0);
        }
        metrics[i].name_zh = link_normalise(&arena, metrics[i].name_zh);
        assert_true(metrics[i].name_zh.len > 0);
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++)
            clashes += clashes_between(&metrics[i], &metrics[k]);
    assert_int_equal(clashes, 0);
}

#define INPUT_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        INPUT_TEST(test_read_org_when_well_formed_then_taken),
        INPUT_TEST(test_read_org_when_parent_is_null_or_absent_then_none),
        INPUT_TEST(test_read_org_when_wrong_then_field_named),
        INPUT_TEST(test_read_org_when_code_has_64_bytes_then_taken_and_65_refused),
        INPUT_TEST(test_read_org_when_name_has_1000_bytes_then_taken_and_1001_refused),
        INPUT_TEST(test_read_break_when_wrong_then_field_named),
        INPUT_TEST(test_read_break_when_note_has_500_characters_then_taken_and_501_refused),
        INPUT_TEST(test_read_metric_when_every_field_stands_then_taken),
        INPUT_TEST(test_read_metric_when_only_needed_fields_stand_then_defaults),
        INPUT_TEST(test_read_metric_when_wrong_then_field_named),
        INPUT_TEST(test_read_metric_when_200_aliases_then_taken_and_201_refused),
        INPUT_TEST(test_read_csv_when_well_formed_then_aliases_are_split),
        INPUT_TEST(test_read_csv_when_a_row_is_wrong_then_its_number_is_told),
        INPUT_TEST(test_built_in_catalogue_when_read_then_codes_are_unique_and_known),
        INPUT_TEST(test_built_in_catalogue_when_normalised_then_an_alias_means_one_metric)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
