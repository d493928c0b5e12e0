#include "observe.h"

#include "base/memory.h"
#include "series/claim_check.h"

enum { CEILING = 1 << 20 };

static struct arena arena;
static struct err err;
static struct claim_view view;

static int set_up(void **state) {
    (void)state;
    arena_init(&arena, CEILING);
    memset(&err, 0, sizeof err);
    memset(&view, 0, sizeof view);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_fini(&arena);
    return 0;
}

/* The power of ten of the last digit as it stands in the literal: "93.70" -> -2, "300" -> 0. */
static int last_place_of(const char *digits) {
    const char *point = strchr(digits, '.');
    return point == NULL ? 0 : -(int)strlen(point + 1);
}

static struct observation rate(const char *period, const char *value) {
    struct observation o = said(period, value);
    o.last_place = last_place_of(value);
    return o;
}

/* 2021-H1 has this value, and says that it rose (or fell) by so much against the first half before. */
static struct claim says(enum figure_kind kind, const char *value, const char *claimed, const char *unit) {
    return (struct claim){.metric = {.code = TEXT("visits"), .kind = kind},
                          .period = per("2021-H1"),
                          .basis = BASIS_YOY,
                          .claimed = exact(claimed),
                          .claimed_last_place = last_place_of(claimed),
                          .unit = text_from(unit),
                          .value = exact(value),
                          .value_last_place = last_place_of(value)};
}

static void check(struct claim *claim, const struct observation *observations, size_t count) {
    assert_true(claim_check(&arena, observations, count, &view, claim, &err));
}

static void assert_verdict(const struct claim *claim, enum verdict expected) {
    assert_string_equal(verdict_name(claim->verdict), verdict_name(expected));
}

/* Against one base, in 2020-H1. */
static void assert_against(struct claim claim, const char *base, enum verdict expected) {
    struct observation before = rate("2020-H1", base);
    check(&claim, &before, 1);
    assert_verdict(&claim, expected);
}

/* ---- agrees, disagrees ---- */

static void test_claim_of_a_count_when_percent_fits_then_agrees_and_shows_base_and_change(void **state) {
    (void)state;
    struct observation before[] = {said("2020-H1", "20"), said("2020-H2", "99")};
    before[0].source.figure = 41;
    struct claim claim = says(FIGURE_COUNT, "26", "30", "%");
    check(&claim, before, 2);
    assert_verdict(&claim, VERDICT_AGREES);
    assert_int_equal(claim.reason, REASON_NONE);
    assert_period(claim.base_period, "2020-H1");
    assert_value(&claim.base, "20");
    assert_true(claim.has_base_source);
    assert_int_equal(claim.base_source.figure, 41);
    assert_value(&claim.computed, "30.00"); /* 100 * 6 / 20 */
}

static void test_claim_agrees_only_within_the_rounding_of_its_own_last_digit(void **state) {
    (void)state;
    /* 24 against 21 is 14.2857… % */
    assert_against(says(FIGURE_COUNT, "24", "14", "%"), "21", VERDICT_AGREES);
    assert_against(says(FIGURE_COUNT, "24", "14.3", "%"), "21", VERDICT_AGREES);
    assert_against(says(FIGURE_COUNT, "24", "14.29", "%"), "21", VERDICT_AGREES);
    assert_against(says(FIGURE_COUNT, "24", "14.2", "%"), "21", VERDICT_DISAGREES);
    assert_against(says(FIGURE_COUNT, "24", "14.28", "%"), "21", VERDICT_DISAGREES);
    assert_against(says(FIGURE_COUNT, "24", "15", "%"), "21", VERDICT_DISAGREES);
    assert_against(says(FIGURE_COUNT, "24", "-14.3", "%"), "21", VERDICT_DISAGREES);
}

static void test_claim_agrees_within_the_rounding_of_both_figures(void **state) {
    (void)state;
    /* 94.55 to 94.65 less 93.65 to 93.75 is 0.8 to 1.0 points, and 0.85 to 1.07 percent. */
    assert_against(says(FIGURE_RATE, "94.6", "0.9", "个百分点"), "93.7", VERDICT_AGREES);
    assert_against(says(FIGURE_RATE, "94.6", "1.0", "个百分点"), "93.7", VERDICT_AGREES);
    assert_against(says(FIGURE_RATE, "94.6", "0.8", "百分点"), "93.7", VERDICT_AGREES);
    assert_against(says(FIGURE_RATE, "94.6", "0.7", "个百分点"), "93.7", VERDICT_DISAGREES);
    assert_against(says(FIGURE_RATE, "94.6", "1.2", "个百分点"), "93.7", VERDICT_DISAGREES);
    /* More digits leave less open: 94.595 to 94.605 less 93.695 to 93.705 is 0.89 to 0.91. */
    assert_against(says(FIGURE_RATE, "94.60", "0.88", "个百分点"), "93.70", VERDICT_DISAGREES);
    assert_against(says(FIGURE_RATE, "94.60", "0.91", "个百分点"), "93.70", VERDICT_AGREES);
}

static void test_claim_of_a_count_told_in_wan_leaves_its_last_digit_open(void **state) {
    (void)state;
    /* 1.2万 is 11500 to 12500: against 10000 a growth of 15 to 25 %. */
    static const struct {
        const char *claimed;
        enum verdict expected;
    } cases[] = {
        {"20", VERDICT_AGREES},    {"15", VERDICT_AGREES},    {"25", VERDICT_AGREES},
        {"14", VERDICT_DISAGREES}, {"26", VERDICT_DISAGREES},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct claim claim = says(FIGURE_COUNT, "12000", cases[i].claimed, "%");
        claim.value_last_place = 3;
        assert_against(claim, "10000", cases[i].expected);
    }
}

static void test_claim_of_a_count_in_units_is_not_rounded_at_all(void **state) {
    (void)state;
    assert_against(says(FIGURE_COUNT, "26", "6", "次"), "20", VERDICT_AGREES);
    assert_against(says(FIGURE_COUNT, "26", "5", "次"), "20", VERDICT_DISAGREES);
    assert_against(says(FIGURE_COUNT, "16", "-4", "次"), "20", VERDICT_AGREES);
    assert_against(says(FIGURE_COUNT, "16", "4", "次"), "20", VERDICT_DISAGREES);
}

static void test_claim_when_base_is_larger_then_a_fall_agrees_and_a_rise_does_not(void **state) {
    (void)state;
    assert_against(says(FIGURE_COUNT, "16", "-20", "%"), "20", VERDICT_AGREES);
    assert_against(says(FIGURE_COUNT, "16", "20", "%"), "20", VERDICT_DISAGREES);
    /* To zero is a fall by all of it: zero is a value. */
    assert_against(says(FIGURE_COUNT, "0", "-100", "%"), "3", VERDICT_AGREES);
}

static void test_claim_in_bei_is_a_growth_of_hundreds_of_percent(void **state) {
    (void)state;
    assert_against(says(FIGURE_COUNT, "50", "1.5", "倍"), "20", VERDICT_AGREES);
    assert_against(says(FIGURE_COUNT, "50", "2.5", "倍"), "20", VERDICT_DISAGREES);
    /* 1.45 to 1.55 times: 49 is 145 % more, 52 is 160 %. */
    assert_against(says(FIGURE_COUNT, "49", "1.5", "倍"), "20", VERDICT_AGREES);
    assert_against(says(FIGURE_COUNT, "52", "1.5", "倍"), "20", VERDICT_DISAGREES);
}

static void test_claim_in_permille_is_a_tenth_of_percent(void **state) {
    (void)state;
    assert_against(says(FIGURE_COUNT, "201", "5", "‰"), "200", VERDICT_AGREES);
    assert_against(says(FIGURE_COUNT, "210", "5", "‰"), "200", VERDICT_DISAGREES);
}

static void test_claim_of_a_rank_counts_places_down(void **state) {
    (void)state;
    struct claim claim = says(FIGURE_RANK, "3", "2", "位");
    struct observation before = said("2020-H1", "5");
    check(&claim, &before, 1);
    assert_verdict(&claim, VERDICT_AGREES);
    assert_value(&claim.computed, "2");
    assert_against(says(FIGURE_RANK, "5", "2", "位"), "3", VERDICT_DISAGREES);
    assert_against(says(FIGURE_RANK, "5", "-2", "位"), "3", VERDICT_AGREES);
}

static void test_claim_of_a_bound_agrees_when_the_change_lies_in_it(void **state) {
    (void)state;
    struct claim claim = says(FIGURE_COUNT, "26", "20", "%");
    claim.claimed = quantity_at_least(dec("20"), true); /* 增长超过20% */
    assert_against(claim, "20", VERDICT_AGREES);        /* 30 % */
    claim.value = exact("24");
    assert_against(claim, "20", VERDICT_DISAGREES); /* 20 % is not above 20 % */
    claim.claimed = quantity_at_least(dec("20"), false);
    assert_against(claim, "20", VERDICT_AGREES); /* but at least 20 % */
}

/* ---- which base ---- */

static void test_claim_base_follows_its_basis(void **state) {
    (void)state;
    struct observation history[] = {said("2019-H1", "13"), said("2020-H1", "20"), said("2020-H2", "25"),
                                    said("2021-H1", "40")};
    history[3].status = STATUS_TARGET;
    static const struct {
        enum figure_basis basis;
        const char *claimed, *base_period, *base;
    } cases[] = {
        {BASIS_YOY, "30", "2020-H1", "20"},     {BASIS_NONE, "30", "2020-H1", "20"},
        {BASIS_POP, "4", "2020-H2", "25"},      {BASIS_SINCE, "100", "2019-H1", "13"},
        {BASIS_TARGET, "-35", "2021-H1", "40"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct claim claim = says(FIGURE_COUNT, "26", cases[i].claimed, "%");
        claim.basis = cases[i].basis;
        claim.named_base = per("2019-H1");
        check(&claim, history, 4);
        assert_verdict(&claim, VERDICT_AGREES);
        assert_period(claim.base_period, cases[i].base_period);
        assert_value(&claim.base, cases[i].base);
    }
}

static void test_claim_when_value_is_not_printed_then_that_of_the_series(void **state) {
    (void)state;
    struct observation history[] = {said("2020-H1", "20"), said("2021-H1", "26")};
    history[1].source.figure = 8;
    struct claim claim = says(FIGURE_COUNT, "0", "30", "%");
    claim.value = quantity_null(REASON_NOT_REPORTED);
    check(&claim, history, 2);
    assert_verdict(&claim, VERDICT_AGREES);
    assert_value(&claim.value, "26");
    assert_true(claim.has_value_source);
    assert_int_equal(claim.value_source.figure, 8);
}

/* ---- unit_confused ---- */

static void test_claim_when_points_are_called_percent_then_unit_confused(void **state) {
    (void)state;
    struct claim claim = says(FIGURE_RATE, "90.0", "10", "%"); /* from 80 to 90 are ten points, 12.5 % */
    struct observation before = rate("2020-H1", "80.0");
    check(&claim, &before, 1);
    assert_verdict(&claim, VERDICT_UNIT_CONFUSED);
    assert_period(claim.base_period, "2020-H1");
    assert_value(&claim.computed, "12.50"); /* as it was said: in percent */
    assert_against(says(FIGURE_RATE, "90.0", "12.5", "%"), "80.0", VERDICT_AGREES);
    assert_against(says(FIGURE_RATE, "90.0", "10", "个百分点"), "80.0", VERDICT_AGREES);
}

static void test_claim_when_percent_is_called_points_then_unit_confused(void **state) {
    (void)state;
    assert_against(says(FIGURE_RATE, "90.0", "12.5", "个百分点"), "80.0", VERDICT_UNIT_CONFUSED);
    assert_against(says(FIGURE_RATE, "90.0", "11.5", "个百分点"), "80.0", VERDICT_DISAGREES);
}

static void test_claim_close_to_a_hundred_when_both_fit_then_percent_is_still_confused(void **state) {
    (void)state;
    /* 99.0 - 98.5 = 0.5 points; 0.5 / 98.5 = 0.51 % */
    assert_against(says(FIGURE_RATE, "99.0", "0.5", "%"), "98.5", VERDICT_UNIT_CONFUSED);
    assert_against(says(FIGURE_RATE, "99.0", "0.5", "个百分点"), "98.5", VERDICT_AGREES);
}

static void test_claim_of_a_count_when_units_are_called_percent_then_disagrees(void **state) {
    (void)state;
    /* Only a rate changes in points: 70 against 50 are 20 more, which is 40 %. */
    assert_against(says(FIGURE_COUNT, "70", "20", "%"), "50", VERDICT_DISAGREES);
}

/* ---- base_differs ---- */

static void assert_base_differs(const struct observation *history, size_t count, const char *base_period,
                                const char *base) {
    struct claim claim = says(FIGURE_COUNT, "26", "30", "%");
    check(&claim, history, count);
    assert_verdict(&claim, VERDICT_BASE_DIFFERS);
    assert_period(claim.base_period, base_period);
    assert_value(&claim.base, base);
    assert_value(&claim.computed, "30.00");
}

static void test_claim_when_another_base_fits_then_base_differs_and_says_which(void **state) {
    (void)state;
    struct observation before[] = {said("2020-H1", "25"), said("2020-H2", "20")};
    assert_base_differs(before, 2, "2020-H2", "20");
    struct observation years[] = {said("2019-H1", "20"), said("2020-H1", "25")};
    assert_base_differs(years, 2, "2019-H1", "20");
    struct observation target[] = {said("2020-H1", "25"), said("2021-H1", "20")};
    target[1].status = STATUS_TARGET;
    assert_base_differs(target, 2, "2021-H1", "20");
}

static void test_claim_against_the_period_before_when_the_year_before_fits_then_base_differs(void **state) {
    (void)state;
    struct observation before[] = {said("2020-H1", "20"), said("2020-H2", "25")};
    struct claim claim = says(FIGURE_COUNT, "26", "30", "%");
    claim.basis = BASIS_POP;
    check(&claim, before, 2);
    assert_verdict(&claim, VERDICT_BASE_DIFFERS);
    assert_period(claim.base_period, "2020-H1");
}

static void test_claim_when_only_a_base_nobody_means_fits_then_disagrees(void **state) {
    (void)state;
    /* Three years before is none of the other bases. */
    struct observation before[] = {said("2018-H1", "20"), said("2020-H1", "25")};
    struct claim claim = says(FIGURE_COUNT, "26", "30", "%");
    check(&claim, before, 2);
    assert_verdict(&claim, VERDICT_DISAGREES);
    assert_period(claim.base_period, "2020-H1");
    assert_value(&claim.base, "25");
    assert_value(&claim.computed, "4.00");
}

/* ---- agrees_with_vintage ---- */

static void revise(struct observation *o, int64_t id, int64_t recorded_ms, const char *published) {
    o->id = id;
    o->recorded_ms = recorded_ms;
    o->published = day(published);
    o->source.report = id;
}

static void test_claim_when_base_was_revised_since_then_agrees_with_vintage(void **state) {
    (void)state;
    struct observation before[] = {said("2020-H1", "20"), said("2020-H1", "22")};
    revise(&before[0], 1, 1000, "2020-07-10");
    revise(&before[1], 2, 5000, "2021-09-01");
    struct claim claim = says(FIGURE_COUNT, "26", "30", "%"); /* 26 / 22 is 18 % more */
    check(&claim, before, 2);
    assert_verdict(&claim, VERDICT_AGREES_WITH_VINTAGE);
    assert_value(&claim.base, "20");
    assert_int_equal(claim.base_source.report, 1);
    assert_value(&claim.computed, "30.00");
    /* As of a day before the revision the first one counts, and it agrees without more. */
    view.vantage.as_of = day("2021-08-31");
    check(&claim, before, 2);
    assert_verdict(&claim, VERDICT_AGREES);
}

static void test_claim_when_the_fitting_vintage_is_not_yet_known_then_disagrees(void **state) {
    (void)state;
    struct observation before[] = {said("2020-H1", "22"), said("2020-H1", "20")};
    revise(&before[0], 1, 1000, "2020-07-10");
    revise(&before[1], 2, 5000, "2021-09-01");
    struct claim claim = says(FIGURE_COUNT, "26", "30", "%");
    view.vantage.known_at_ms = 4999;
    check(&claim, before, 2);
    assert_verdict(&claim, VERDICT_DISAGREES);
    view.vantage.known_at_ms = 5000;
    check(&claim, before, 2);
    assert_verdict(&claim, VERDICT_AGREES);
}

/* ---- base_missing ---- */

static void assert_base_missing(const struct claim *claim, enum reason reason) {
    assert_verdict(claim, VERDICT_BASE_MISSING);
    assert_string_equal(reason_name(claim->reason), reason_name(reason));
    assert_period(claim->base_period, "2020-H1");
    assert_no_value(&claim->base, REASON_BASE_MISSING);
    assert_no_value(&claim->computed, REASON_BASE_MISSING);
    assert_false(claim->has_base_source);
}

static void test_claim_when_nothing_stands_at_the_base_then_base_missing(void **state) {
    (void)state;
    struct observation other = said("2020-H2", "20"); /* that would fit, but is not what it names */
    struct claim claim = says(FIGURE_COUNT, "26", "30", "%");
    check(&claim, &other, 1);
    assert_base_missing(&claim, REASON_BASE_MISSING);
    check(&claim, NULL, 0);
    assert_base_missing(&claim, REASON_BASE_MISSING);
}

static void test_claim_when_only_the_full_year_stands_then_base_missing_by_period_mismatch(void **state) {
    (void)state;
    struct observation year = said("2020", "20");
    struct claim claim = says(FIGURE_COUNT, "26", "30", "%");
    check(&claim, &year, 1);
    assert_base_missing(&claim, REASON_PERIOD_MISMATCH);
}

static void test_claim_when_base_was_taken_back_then_base_missing(void **state) {
    (void)state;
    struct observation before[] = {said("2020-H1", "20"), said("2020-H1", "20")};
    revise(&before[1], 2, 5000, "2020-06-30");
    before[1].source.report = 1;
    before[1].is_withdrawn = true;
    struct claim claim = says(FIGURE_COUNT, "26", "30", "%");
    check(&claim, before, 2);
    assert_base_missing(&claim, REASON_BASE_MISSING);
}

/* ---- undecided ---- */

static void test_claim_when_value_is_approximate_and_may_fit_then_undecided(void **state) {
    (void)state;
    struct claim claim = says(FIGURE_COUNT, "300", "10", "%");
    claim.value = quantity_about(dec("300"), 2, LEANING_ABOVE); /* 300余 against 280: 7.14 to 42.86 % */
    claim.value_last_place = 2;
    struct observation before = said("2020-H1", "280");
    check(&claim, &before, 1);
    assert_verdict(&claim, VERDICT_UNDECIDED);
    assert_int_equal(claim.reason, REASON_APPROXIMATE);
    assert_interval(&claim.computed, "[7.14, 42.86)");
    /* No 300余 is 5 % or 43 % above 280. */
    claim.claimed = exact("5");
    assert_against(claim, "280", VERDICT_DISAGREES);
    claim.claimed = exact("44");
    assert_against(claim, "280", VERDICT_DISAGREES);
}

static void test_claim_in_percent_when_base_is_zero_then_undecided_but_units_agree(void **state) {
    (void)state;
    struct claim claim = says(FIGURE_COUNT, "5", "100", "%");
    struct observation before = said("2020-H1", "0");
    check(&claim, &before, 1);
    assert_verdict(&claim, VERDICT_UNDECIDED);
    assert_int_equal(claim.reason, REASON_BASE_ZERO);
    assert_value(&claim.base, "0");
    assert_against(says(FIGURE_COUNT, "5", "5", "起"), "0", VERDICT_AGREES);
}

static void test_claim_since_an_unnamed_base_then_undecided(void **state) {
    (void)state;
    struct observation before = said("2020-H1", "20");
    struct claim claim = says(FIGURE_COUNT, "26", "30", "%");
    claim.basis = BASIS_SINCE;
    check(&claim, &before, 1);
    assert_verdict(&claim, VERDICT_UNDECIDED);
    assert_int_equal(claim.base_period.shape, PERIOD_NONE);
    assert_int_equal(claim.reason, REASON_BASE_MISSING);
}

static void test_claim_when_nobody_has_a_value_then_undecided_and_not_reported(void **state) {
    (void)state;
    struct observation before = said("2020-H1", "20");
    struct claim claim = says(FIGURE_COUNT, "26", "30", "%");
    claim.value = quantity_null(REASON_NOT_REPORTED);
    check(&claim, &before, 1);
    assert_verdict(&claim, VERDICT_UNDECIDED);
    assert_int_equal(claim.reason, REASON_NOT_REPORTED);
}

static void test_claim_check_when_memory_runs_out_anywhere_then_too_large(void **state) {
    (void)state;
    struct observation history[] = {said("2020-H1", "25"), said("2020-H2", "20")};
    bool is_through = false;
    for (size_t n = 1; !is_through; n++) {
        struct arena fresh;
        struct err why = {0};
        struct claim claim = says(FIGURE_COUNT, "26", "30", "%");
        arena_init(&fresh, CEILING);
        memory_fail_after(n);
        bool done = claim_check(&fresh, history, 2, &view, &claim, &why);
        is_through = !memory_has_failed();
        memory_fail_after(0);
        assert_int_equal(done, is_through);
        assert_int_equal(why.code, is_through ? ERR_NONE : ERR_TOO_LARGE);
        arena_fini(&fresh);
    }
}

/* ---- definition breaks ---- */

/* From 2022-H1 on visits are counted otherwise; it has 14 and says that it rose by so much. */
static struct claim says_across(enum figure_basis basis, const char *claimed) {
    static struct metric_break item;
    item = (struct metric_break){.period = per("2022-H1"), .start = date_days(day("2022-01-01"))};
    return (struct claim){.metric = {.code = TEXT_OF("visits"), .kind = FIGURE_COUNT, .breaks = {&item, 1}},
                          .period = per("2022-H1"),
                          .basis = basis,
                          .claimed = exact(claimed),
                          .unit = TEXT_OF("次"),
                          .value = exact("14")};
}

static struct claim checked(struct claim claim, bool across_breaks) {
    view.across_breaks = across_breaks;
    const struct observation history[] = {said("2020-H1", "10"), said("2021-H1", "12"),
                                          said("2021-H2", "22")};
    struct observation target = said("2022-H1", "13");
    target.status = STATUS_TARGET;
    const struct observation all[] = {history[0], history[1], history[2], target};
    assert_true(claim_check(&arena, all, 4, &view, &claim, &err));
    return claim;
}

static void test_claim_whose_base_lies_across_a_break_is_undecided_whatever_it_says(void **state) {
    (void)state;
    static const char *const claims[] = {"2", "3", "4",
                                         "1"}; /* right, wrong, right of 2020-H1, of the target */
    for (size_t i = 0; i < 4; i++) {
        struct claim claim = checked(says_across(BASIS_YOY, claims[i]), false);
        assert_string_equal(verdict_name(claim.verdict), "undecided");
        assert_string_equal(reason_name(claim.reason), "definition_break");
        assert_period(claim.base_period, "2021-H1");
        assert_value(&claim.base, "12");
        assert_value(&claim.value, "14");
        assert_true(claim.has_base_source);
        assert_no_value(&claim.computed, REASON_DEFINITION_BREAK);
    }
}

static void test_claim_across_breaks_is_judged_where_that_is_asked_for(void **state) {
    (void)state;
    struct claim claim = checked(says_across(BASIS_YOY, "2"), true);
    assert_string_equal(verdict_name(claim.verdict), "agrees");
    assert_value(&claim.computed, "2");
    assert_string_equal(verdict_name(checked(says_across(BASIS_YOY, "3"), true).verdict), "disagrees");
    assert_string_equal(verdict_name(checked(says_across(BASIS_YOY, "4"), true).verdict), "base_differs");
}

static void test_claim_on_a_target_is_across_nothing_and_finds_no_other_base_across_a_break(void **state) {
    (void)state;
    assert_string_equal(verdict_name(checked(says_across(BASIS_TARGET, "1"), false).verdict), "agrees");
    /* 2 is the change on 2021-H1, but that is counted otherwise. */
    assert_string_equal(verdict_name(checked(says_across(BASIS_TARGET, "2"), false).verdict), "disagrees");
    assert_string_equal(verdict_name(checked(says_across(BASIS_TARGET, "2"), true).verdict), "base_differs");
}

static void test_claim_without_a_base_is_missing_it_break_or_not(void **state) {
    (void)state;
    struct claim claim = says_across(BASIS_YOY, "2");
    assert_true(claim_check(&arena, NULL, 0, &view, &claim, &err));
    assert_string_equal(verdict_name(claim.verdict), "base_missing");
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_claim_of_a_count_when_percent_fits_then_agrees_and_shows_base_and_change),
        CASE(test_claim_agrees_only_within_the_rounding_of_its_own_last_digit),
        CASE(test_claim_agrees_within_the_rounding_of_both_figures),
        CASE(test_claim_of_a_count_told_in_wan_leaves_its_last_digit_open),
        CASE(test_claim_of_a_count_in_units_is_not_rounded_at_all),
        CASE(test_claim_when_base_is_larger_then_a_fall_agrees_and_a_rise_does_not),
        CASE(test_claim_in_bei_is_a_growth_of_hundreds_of_percent),
        CASE(test_claim_in_permille_is_a_tenth_of_percent),
        CASE(test_claim_of_a_rank_counts_places_down),
        CASE(test_claim_of_a_bound_agrees_when_the_change_lies_in_it),
        CASE(test_claim_base_follows_its_basis),
        CASE(test_claim_when_value_is_not_printed_then_that_of_the_series),
        CASE(test_claim_when_points_are_called_percent_then_unit_confused),
        CASE(test_claim_when_percent_is_called_points_then_unit_confused),
        CASE(test_claim_close_to_a_hundred_when_both_fit_then_percent_is_still_confused),
        CASE(test_claim_of_a_count_when_units_are_called_percent_then_disagrees),
        CASE(test_claim_when_another_base_fits_then_base_differs_and_says_which),
        CASE(test_claim_against_the_period_before_when_the_year_before_fits_then_base_differs),
        CASE(test_claim_when_only_a_base_nobody_means_fits_then_disagrees),
        CASE(test_claim_when_base_was_revised_since_then_agrees_with_vintage),
        CASE(test_claim_when_the_fitting_vintage_is_not_yet_known_then_disagrees),
        CASE(test_claim_when_nothing_stands_at_the_base_then_base_missing),
        CASE(test_claim_when_only_the_full_year_stands_then_base_missing_by_period_mismatch),
        CASE(test_claim_when_base_was_taken_back_then_base_missing),
        CASE(test_claim_when_value_is_approximate_and_may_fit_then_undecided),
        CASE(test_claim_in_percent_when_base_is_zero_then_undecided_but_units_agree),
        CASE(test_claim_since_an_unnamed_base_then_undecided),
        CASE(test_claim_when_nobody_has_a_value_then_undecided_and_not_reported),
        CASE(test_claim_whose_base_lies_across_a_break_is_undecided_whatever_it_says),
        CASE(test_claim_across_breaks_is_judged_where_that_is_asked_for),
        CASE(test_claim_on_a_target_is_across_nothing_and_finds_no_other_base_across_a_break),
        CASE(test_claim_without_a_base_is_missing_it_break_or_not),
        CASE(test_claim_check_when_memory_runs_out_anywhere_then_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
