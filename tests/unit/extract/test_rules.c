#include "extract_case.h"

#include "extract/rules.h"

static void test_rules_when_listed_then_named_and_within_bounds(void **state) {
    (void)state;
    for (int i = 0; i < RULE_COUNT; i++) {
        enum rule rule = (enum rule)i;
        assert_true(rule_doubt(rule) >= 0 && rule_doubt(rule) <= 900);
        assert_true(strlen(rule_name(rule)) > 0 && strlen(rule_sentence(rule)) > 0);
        for (int other = 0; other < i; other++) {
            assert_string_not_equal(rule_name(rule), rule_name((enum rule)other));
        }
    }
}

/* One sentence, and which rules must (and must not) have made its only figure. */
static const struct {
    const char *text, *period;
    enum rule made_by[4], not_by;
} cases[] = {
    {"满意度达94.6%。",
     "2021",
     {RULE_NUMBER_ARABIC, RULE_KIND_UNIT, RULE_PERIOD_REPORT, RULE_LABEL_SUBJECT},
     RULE_KIND_CHANGE},
    {"拟招聘教师12名。",
     "2021",
     {RULE_STATUS_PLAN, RULE_PERIOD_AHEAD, RULE_LABEL_SUBJECT, RULE_UNIT_WRITTEN},
     RULE_STATUS_PART},
    {"第一季度走访超过30户。",
     "2021",
     {RULE_PERIOD_SENTENCE, RULE_BOUND_MARKED, RULE_NUMBER_ARABIC, RULE_LABEL_SUBJECT},
     RULE_PERIOD_REPORT},
    {"客运量同比下降3%。",
     "2021",
     {RULE_KIND_CHANGE, RULE_BASIS_NAMED, RULE_LABEL_SUBJECT, RULE_PERIOD_REPORT},
     RULE_BASIS_ASSUMED},
    {"开展学习两次。",
     "2021",
     {RULE_NUMBER_CHINESE, RULE_UNIT_WRITTEN, RULE_KIND_UNIT, RULE_LABEL_SUBJECT},
     RULE_NUMBER_ARABIC},
};

static void test_rules_when_a_figure_is_made_then_those_that_made_it(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct extract_result result = extract_text(&arena, cases[i].text, cases[i].period);
        only_figure(&result, cases[i].text);
        for (size_t k = 0; k < COUNT_OF(cases[i].made_by); k++) {
            if (!rules_has(&result.rules[0], cases[i].made_by[k])) {
                fail_msg("%s: %s did not make it", cases[i].text, rule_name(cases[i].made_by[k]));
            }
        }
        assert_false(rules_has(&result.rules[0], cases[i].not_by));
        arena_fini(&arena);
    }
}

static void test_confidence_when_doubted_then_lower(void **state) {
    (void)state;
    struct arena plain, carried;
    struct extract_result sure = extract_text(&plain, "满意度达94.6%。", "2021");
    struct extract_result doubtful = extract_text(&carried, "投入200万元。", "2021");
    assert_true(sure.figures[0].confidence >= 900);
    assert_true(doubtful.figures[0].confidence < 900);
    assert_true(rules_has(&doubtful.rules[0], RULE_LABEL_POOR));
    arena_fini(&plain);
    arena_fini(&carried);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_when_listed_then_named_and_within_bounds),
        cmocka_unit_test(test_rules_when_a_figure_is_made_then_those_that_made_it),
        cmocka_unit_test(test_confidence_when_doubted_then_lower),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
