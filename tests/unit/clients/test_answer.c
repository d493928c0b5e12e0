#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "tongbi.h"

static const struct cli zh = {.language = LANGUAGE_ZH}, en = {.language = LANGUAGE_EN};

static json_t *parse(const char *text) {
    char message[TONGBI_MESSAGE_MAX];
    json_t *json = tongbi_json_parse(text, strlen(text), message);
    assert_non_null(json);
    return json;
}

static void test_quantity_when_bounded_then_its_sign_is_shown(void **state) {
    static const struct {
        const char *json, *name, *zh, *en;
    } rows[] = {
        {"{\"value\":93.70,\"bound\":\"exact\"}", "value", "93.70", "93.70"},
        {"{\"value\":0,\"bound\":\"exact\"}", "value", "0", "0"},
        {"{\"value\":null,\"reason\":\"not_reported\"}", "value", "", ""},
        {"{\"value\":300,\"bound\":\"about\",\"low\":300,\"high\":400,\"high_open\":true}", "value", "约300",
         "~300"},
        {"{\"value\":20,\"bound\":\"at_least\",\"low\":20,\"high\":null,\"low_open\":true}", "value", ">20",
         ">20"},
        {"{\"value\":20,\"bound\":\"at_least\",\"low\":20,\"high\":null}", "value", "≥20", "≥20"},
        {"{\"value\":5,\"bound\":\"at_most\",\"low\":null,\"high\":5}", "value", "≤5", "≤5"},
        {"{\"value\":null,\"bound\":\"range\",\"low\":8,\"high\":10}", "value", "8~10", "8~10"},
        {"{\"base\":7,\"base_bound\":\"at_most\",\"base_high\":7,\"base_high_open\":true}", "base", "<7",
         "<7"},
        {"{\"change\":null,\"change_low\":-1,\"change_high\":99}", "change", "-1~99", "-1~99"},
        {"{\"change_rel\":null,\"change_rel_low\":1.5,\"change_rel_low_open\":true}", "change_rel", ">1.5",
         ">1.5"},
        {"{}", "value", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_t *json = parse(rows[i].json);
        char *chinese = answer_quantity(&zh, json, rows[i].name),
             *english = answer_quantity(&en, json, rows[i].name);
        assert_string_equal(chinese, rows[i].zh);
        assert_string_equal(english, rows[i].en);
        free(chinese);
        free(english);
        json_decref(json);
    }
}

static void test_change_when_it_rises_then_a_plus_and_its_unit(void **state) {
    static const struct {
        const char *json, *name, *unit, *text;
        enum style if_higher_better;
    } rows[] = {
        {"{\"change\":20}", "change", "户", "+20 户", STYLE_GOOD},
        {"{\"change\":-3}", "change", "起", "-3 起", STYLE_BAD},
        {"{\"change_pp\":1.20}", "change_pp", "个百分点", "+1.20 个百分点", STYLE_GOOD},
        {"{\"change_pp\":0.00}", "change_pp", "pp", "0.00 pp", STYLE_PLAIN},
        {"{\"change\":5,\"change_rel\":13.33}", "change_rel", "%", "+13.33%", STYLE_GOOD},
        {"{\"change\":2}", "change", "", "+2", STYLE_GOOD},
        {"{\"change\":null}", "change", "户", "", STYLE_PLAIN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_t *json = parse(rows[i].json);
        char *text = answer_change(&zh, json, rows[i].name, rows[i].unit);
        assert_string_equal(text, rows[i].text);
        assert_int_equal(answer_change_style(json, "higher_better"), rows[i].if_higher_better);
        assert_int_equal(answer_change_style(json, "neither"), STYLE_PLAIN);
        free(text);
        json_decref(json);
    }
}

/* Fewer incidents are good news. */
static void test_change_when_lower_is_better_then_a_fall_is_good(void **state) {
    (void)state;
    json_t *json = parse("{\"change\":-3}");
    assert_int_equal(answer_change_style(json, "lower_better"), STYLE_GOOD);
    json_decref(json);
    json = parse("{\"change\":3}");
    assert_int_equal(answer_change_style(json, "lower_better"), STYLE_BAD);
    json_decref(json);
}

static void test_name_when_one_language_is_missing_then_the_other(void **state) {
    (void)state;
    json_t *both = parse("{\"zh\":\"满意度\",\"en\":\"satisfaction\"}"),
           *one = parse("{\"zh\":\"满意度\",\"en\":null}");
    assert_string_equal(answer_name(&zh, both, "zh", "en"), "满意度");
    assert_string_equal(answer_name(&en, both, "zh", "en"), "satisfaction");
    assert_string_equal(answer_name(&en, one, "zh", "en"), "满意度");
    json_decref(both);
    json_decref(one);
}

static void test_reason_when_known_then_in_words_else_as_it_came(void **state) {
    (void)state;
    json_t *known = parse("{\"reason\":\"base_zero\"}"), *newer = parse("{\"reason\":\"some_new_reason\"}");
    json_t *none = parse("{\"reason\":null}");
    assert_string_equal(answer_reason(&zh, known), "基数为零");
    assert_string_equal(answer_reason(&en, known), "base is zero");
    assert_string_equal(answer_reason(&zh, newer), "some_new_reason");
    assert_string_equal(answer_reason(&zh, none), "");
    json_decref(known);
    json_decref(newer);
    json_decref(none);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantity_when_bounded_then_its_sign_is_shown),
        cmocka_unit_test(test_change_when_it_rises_then_a_plus_and_its_unit),
        cmocka_unit_test(test_change_when_lower_is_better_then_a_fall_is_good),
        cmocka_unit_test(test_name_when_one_language_is_missing_then_the_other),
        cmocka_unit_test(test_reason_when_known_then_in_words_else_as_it_came),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
