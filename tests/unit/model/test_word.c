#include "model/answer.h"
#include "model/figure.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* Each word of an enum is what the API says, and reads back to the same value. */
#define CHECK(name, value, word)                                                                             \
    do {                                                                                                     \
        assert_string_equal(name##_name(value), word);                                                       \
        assert_true(name##_parse(TEXT_OF(word), &read));                                                     \
        assert_int_equal(read, value);                                                                       \
    } while (0)
#define CHECK_REFUSED(name)                                                                                  \
    do {                                                                                                     \
        assert_false(name##_parse(TEXT_OF(""), &read));                                                      \
        assert_false(name##_parse((struct text){NULL, 0}, &read));                                           \
        assert_false(name##_parse(TEXT_OF("Count"), &read));                                                 \
        assert_false(name##_parse(TEXT_OF("nonsense"), &read));                                              \
    } while (0)

static void test_word_of_figure_kind(void **state) {
    (void)state;
    enum figure_kind read;
    CHECK(figure_kind, FIGURE_COUNT, "count");
    CHECK(figure_kind, FIGURE_RATE, "rate");
    CHECK(figure_kind, FIGURE_MONEY, "money");
    CHECK(figure_kind, FIGURE_QUANTITY, "quantity");
    CHECK(figure_kind, FIGURE_RANK, "rank");
    CHECK(figure_kind, FIGURE_SCORE, "score");
    CHECK(figure_kind, FIGURE_DURATION, "duration");
    CHECK(figure_kind, FIGURE_CHANGE, "change");
    CHECK_REFUSED(figure_kind);
    assert_false(figure_kind_parse(TEXT_OF("count "), &read));
    assert_false(figure_kind_parse(TEXT_OF("coun"), &read));
}

static void test_word_of_figure_status_and_state(void **state) {
    (void)state;
    {
        enum figure_status read;
        CHECK(figure_status, STATUS_ACTUAL, "actual");
        CHECK(figure_status, STATUS_TARGET, "target");
        CHECK(figure_status, STATUS_NORM, "norm");
        CHECK_REFUSED(figure_status);
    }
    enum figure_state read;
    CHECK(figure_state, FIGURE_PENDING, "pending");
    CHECK(figure_state, FIGURE_ACCEPTED, "accepted");
    CHECK(figure_state, FIGURE_REJECTED, "rejected");
    CHECK(figure_state, FIGURE_CORRECTED, "corrected");
    CHECK(figure_state, FIGURE_WITHDRAWN, "withdrawn");
    CHECK_REFUSED(figure_state);
}

static void test_word_of_figure_basis_none_is_null(void **state) {
    (void)state;
    enum figure_basis read;
    CHECK(figure_basis, BASIS_YOY, "yoy");
    CHECK(figure_basis, BASIS_POP, "pop");
    CHECK(figure_basis, BASIS_SINCE, "since");
    CHECK(figure_basis, BASIS_TARGET, "target");
    CHECK_REFUSED(figure_basis);
    assert_null(figure_basis_name(BASIS_NONE));
    assert_false(figure_basis_parse(TEXT_OF("none"), &read));
}

static void test_word_of_direction_additivity_and_report_state(void **state) {
    (void)state;
    {
        enum direction read;
        CHECK(direction, DIRECTION_HIGHER, "higher_better");
        CHECK(direction, DIRECTION_LOWER, "lower_better");
        CHECK(direction, DIRECTION_NEITHER, "neither");
        CHECK_REFUSED(direction);
    }
    {
        enum additivity read;
        CHECK(additivity, ADDITIVITY_NONE, "none");
        CHECK(additivity, ADDITIVITY_SUM, "sum");
        CHECK(additivity, ADDITIVITY_END_OF_PERIOD, "end_of_period");
        CHECK_REFUSED(additivity);
    }
    enum report_state read;
    CHECK(report_state, REPORT_ACTIVE, "active");
    CHECK(report_state, REPORT_WITHDRAWN, "withdrawn");
    CHECK_REFUSED(report_state);
}

static void test_word_of_bound_and_reason(void **state) {
    (void)state;
    enum bound read;
    CHECK(bound, BOUND_EXACT, "exact");
    CHECK(bound, BOUND_ABOUT, "about");
    CHECK(bound, BOUND_AT_LEAST, "at_least");
    CHECK(bound, BOUND_AT_MOST, "at_most");
    CHECK(bound, BOUND_RANGE, "range");
    CHECK_REFUSED(bound);
    static const struct {
        enum reason reason;
        const char *word;
    } rows[] = {
        {REASON_NONE, "none"},
        {REASON_NOT_REPORTED, "not_reported"},
        {REASON_NOT_DUE, "not_due"},
        {REASON_BASE_MISSING, "base_missing"},
        {REASON_BASE_ZERO, "base_zero"},
        {REASON_BASE_NEGATIVE, "base_negative"},
        {REASON_PERIOD_MISMATCH, "period_mismatch"},
        {REASON_DEFINITION_BREAK, "definition_break"},
        {REASON_NOT_ADDITIVE, "not_additive"},
        {REASON_WITHHELD, "withheld"},
        {REASON_APPROXIMATE, "approximate"},
        {REASON_OVERFLOW, "overflow"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_string_equal(reason_name(rows[i].reason), rows[i].word);
}

static void test_word_of_trend_units_and_compare_against(void **state) {
    (void)state;
    enum trend_units read;
    CHECK(trend_units, UNITS_LIN, "lin");
    CHECK(trend_units, UNITS_CHG, "chg");
    CHECK(trend_units, UNITS_PCH, "pch");
    CHECK(trend_units, UNITS_CH1, "ch1");
    CHECK(trend_units, UNITS_PC1, "pc1");
    CHECK_REFUSED(trend_units);
    assert_string_equal(compare_against_name(AGAINST_PREVIOUS_YEAR), "previous_year");
    assert_string_equal(compare_against_name(AGAINST_PREVIOUS_PERIOD), "previous_period");
    assert_string_equal(compare_against_name(AGAINST_TARGET), "target");
    assert_string_equal(compare_against_name(AGAINST_PERIOD), "period");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_word_of_figure_kind),
        cmocka_unit_test(test_word_of_figure_status_and_state),
        cmocka_unit_test(test_word_of_figure_basis_none_is_null),
        cmocka_unit_test(test_word_of_direction_additivity_and_report_state),
        cmocka_unit_test(test_word_of_bound_and_reason),
        cmocka_unit_test(test_word_of_trend_units_and_compare_against),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
