#include "observe.h"

#include "base/memory.h"
#include "series/consistency.h"

enum { CEILING = 8 << 20, MAX = 8, REPORT = 6 };

static const struct metric VISITS = {.code = TEXT("visits"),
                                     .name_zh = TEXT("走访"),
                                     .unit = TEXT("户"),
                                     .kind = FIGURE_COUNT,
                                     .over_time = ADDITIVITY_SUM};
static const struct metric SOLVED = {.code = TEXT("solved"), .name_zh = TEXT("办结"), .kind = FIGURE_COUNT};
static const struct metric CASES = {.code = TEXT("cases"), .name_zh = TEXT("受理"), .kind = FIGURE_COUNT};
static const struct metric SHARE = {.code = TEXT("share"),
                                    .name_zh = TEXT("办结率"),
                                    .unit = TEXT("%"),
                                    .kind = FIGURE_RATE,
                                    .numerator = TEXT("solved"),
                                    .denominator = TEXT("cases")};

static struct arena arena;
static struct err err;
static struct figure figures[MAX];
static struct consistency_figure items[MAX];
static struct consistency_input input;
static struct warning *warnings;
static size_t count;

static int set_up(void **state) {
    (void)state;
    arena_init(&arena, CEILING);
    memset(&err, 0, sizeof err);
    memset(figures, 0, sizeof figures);
    memset(items, 0, sizeof items);
    input = (struct consistency_input){.figures = items, .report = REPORT};
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_fini(&arena);
    return 0;
}

/* The next figure of the report: of this metric (NULL: of none), for this period. */
static struct figure *read(const struct metric *metric, const char *period, const char *value) {
    size_t i = input.count++;
    assert_true(i < MAX);
    const char *point = strchr(value, '.');
    figures[i] = (struct figure){.id = 100 + (int64_t)i,
                                 .ordinal = (uint32_t)i,
                                 .text = text_from(value),
                                 .quantity = exact(value),
                                 .kind = metric != NULL ? metric->kind : FIGURE_COUNT,
                                 .unit = metric != NULL ? metric->unit : TEXT_OF("户"),
                                 .label = metric != NULL ? metric->name_zh : TEXT_OF("走访"),
                                 .period = per(period),
                                 .change_of = FIGURE_NOT_OWNED,
                                 .part_of = FIGURE_NOT_OWNED,
                                 .last_place = point == NULL ? 0 : -(int)strlen(point + 1)};
    items[i] = (struct consistency_figure){.figure = &figures[i], .metric = metric};
    return &figures[i];
}

static void check(void) {
    assert_true(consistency_check(&arena, &input, &warnings, &count, &err));
}

static void assert_quiet(void) {
    check();
    assert_int_equal(count, 0);
}

/* One warning, and it names the two figures; other -1: there is none in the report. */
static void assert_one(enum warning_kind kind, int figure, int other) {
    check();
    assert_int_equal(count, 1);
    assert_string_equal(warning_kind_name(warnings[0].kind), warning_kind_name(kind));
    assert_int_equal(warnings[0].figure, figure);
    assert_int_equal(warnings[0].other, other);
    assert_int_equal(warnings[0].source.figure, 100 + figure);
    assert_int_equal(warnings[0].source.report, REPORT);
    assert_true(warnings[0].detail.len > 0);
    if (other >= 0) {
        assert_true(warnings[0].has_other);
        assert_int_equal(warnings[0].other_source.figure, 100 + other);
    }
}

/* ---- two_values ---- */

static void test_two_values_for_one_point_are_told(void **state) {
    (void)state;
    (void)read(&SOLVED, "2021-H1", "120");
    (void)read(&SOLVED, "2021-H1", "125");
    assert_one(WARNING_TWO_VALUES, 0, 1);
}

static void test_two_values_when_months_are_the_half_then_one_point(void **state) {
    (void)state;
    (void)read(&SOLVED, "2021-01/2021-06", "120");
    (void)read(&SOLVED, "2021-H1", "125");
    assert_one(WARNING_TWO_VALUES, 0, 1);
}

static void test_two_values_when_value_is_repeated_then_quiet(void **state) {
    (void)state;
    (void)read(&SHARE, "2021-H1", "93.7");
    (void)read(&SHARE, "2021-H1", "93.70");
    assert_quiet();
}

static void test_two_values_when_points_are_not_the_same_then_quiet(void **state) {
    (void)state;
    (void)read(&SOLVED, "2021-H1", "120");
    (void)read(&SOLVED, "2021-H2", "125"); /* another period */
    (void)read(&CASES, "2021-H1", "130");  /* another metric */
    read(&SOLVED, "2021-H1", "135")->status = STATUS_TARGET;
    (void)read(&SOLVED, "2021-H1", "140");
    items[4].scope = TEXT_OF("初中"); /* another scope */
    (void)read(NULL, "2021-H1", "145");
    assert_quiet();
}

static void test_two_values_when_an_interval_may_be_the_other_then_quiet(void **state) {
    (void)state;
    read(&SOLVED, "2021-H1", "300")->quantity = quantity_about(dec("300"), 2, LEANING_ABOVE);
    (void)read(&SOLVED, "2021-H1", "320"); /* 300余 may be 320 */
    assert_quiet();
    figures[1].quantity = exact("400"); /* but not 400 */
    assert_one(WARNING_TWO_VALUES, 0, 1);
}

static void test_two_values_when_one_was_rejected_or_is_a_change_then_quiet(void **state) {
    (void)state;
    (void)read(&SOLVED, "2021-H1", "120");
    read(&SOLVED, "2021-H1", "125")->state = FIGURE_REJECTED;
    read(&SOLVED, "2021-H1", "5")->kind = FIGURE_CHANGE;
    assert_quiet();
}

/* ---- part_above_whole ---- */

static void test_part_above_whole_is_told(void **state) {
    (void)state;
    (void)read(NULL, "2021-H1", "120");
    read(NULL, "2021-H1", "121")->part_of = 0;
    assert_one(WARNING_PART_ABOVE_WHOLE, 1, 0);
}

static void test_part_that_is_the_whole_is_quiet(void **state) {
    (void)state;
    (void)read(NULL, "2021-H1", "120");
    read(NULL, "2021-H1", "120")->part_of = 0;
    assert_quiet();
}

static void test_part_above_whole_when_intervals_overlap_then_quiet(void **state) {
    (void)state;
    read(NULL, "2021-H1", "300")->quantity = quantity_about(dec("300"), 2, LEANING_ABOVE);
    read(NULL, "2021-H1", "399")->part_of = 0; /* 300余户，其中399户 may be */
    assert_quiet();
    figures[1].quantity = exact("400");
    assert_one(WARNING_PART_ABOVE_WHOLE, 1, 0);
}

static void test_larger_figure_that_is_not_called_a_part_is_quiet(void **state) {
    (void)state;
    (void)read(NULL, "2021-H1", "120");
    (void)read(NULL, "2021-H1", "121");
    assert_quiet();
}

static void test_part_above_whole_when_part_was_rejected_then_quiet(void **state) {
    (void)state;
    (void)read(NULL, "2021-H1", "120");
    read(NULL, "2021-H1", "121")->part_of = 0;
    figures[1].state = FIGURE_REJECTED;
    assert_quiet();
}

static void test_part_above_whole_when_whole_was_rejected_then_quiet(void **state) {
    (void)state;
    read(NULL, "2021-H1", "120")->state = FIGURE_REJECTED;
    read(NULL, "2021-H1", "121")->part_of = 0;
    assert_quiet();
}

/* ---- rate_above_100 ---- */

static void test_rate_above_100_is_told(void **state) {
    (void)state;
    (void)read(&SHARE, "2021-H1", "100.1");
    assert_one(WARNING_RATE_ABOVE_100, 0, FIGURE_NOT_OWNED);
    assert_false(warnings[0].has_other);
}

static void test_rate_of_100_is_quiet(void **state) {
    (void)state;
    (void)read(&SHARE, "2021-H1", "100.0");
    assert_quiet();
}

static void test_rate_above_100_when_it_only_may_be_then_quiet(void **state) {
    (void)state;
    read(&SHARE, "2021-H1", "95")->quantity = quantity_at_least(dec("95"), false);
    assert_quiet();
    figures[0].quantity = quantity_at_least(dec("100"), false);
    assert_quiet();
    figures[0].quantity = quantity_at_least(dec("100"), true); /* 超过100% */
    assert_one(WARNING_RATE_ABOVE_100, 0, FIGURE_NOT_OWNED);
}

static void test_growth_and_permille_above_100_are_quiet(void **state) {
    (void)state;
    read(&SHARE, "2021-H1", "150")->kind = FIGURE_CHANGE; /* 增长150% */
    read(NULL, "2021-H1", "150")->kind = FIGURE_RATE;
    figures[1].unit = TEXT_OF("‰");
    (void)read(NULL, "2021-H1", "150"); /* 150户 */
    assert_quiet();
}

/* ---- rate_unlike_parts ---- */

static void test_rate_unlike_parts_is_told(void **state) {
    (void)state;
    (void)read(&SOLVED, "2021-H1", "2");
    (void)read(&CASES, "2021-H1", "3"); /* 66.666… % */
    (void)read(&SHARE, "2021-H1", "66.6");
    assert_one(WARNING_RATE_UNLIKE_PARTS, 2, 0);
}

static void test_rate_like_its_parts_within_its_rounding_is_quiet(void **state) {
    (void)state;
    (void)read(&SHARE, "2021-H1", "66.7"); /* wherever its parts stand */
    (void)read(&SOLVED, "2021-H1", "2");
    (void)read(&CASES, "2021-H1", "3");
    assert_quiet();
    figures[0].quantity = exact("67");
    figures[0].last_place = 0;
    assert_quiet();
    figures[0].quantity = exact("67.0");
    figures[0].last_place = -1;
    assert_one(WARNING_RATE_UNLIKE_PARTS, 0, 1);
}

static void test_rate_unlike_parts_when_parts_are_of_another_period_or_missing_then_quiet(void **state) {
    (void)state;
    (void)read(&SOLVED, "2021-H1", "2");
    (void)read(&SHARE, "2021-H1", "10");
    assert_quiet(); /* out of how many is not said */
    (void)read(&CASES, "2020-H1", "3");
    assert_quiet();
}

static void test_rate_unlike_parts_when_parts_are_of_another_scope_then_quiet(void **state) {
    (void)state;
    (void)read(&SOLVED, "2021-H1", "2");
    (void)read(&CASES, "2021-H1", "3");
    (void)read(&SHARE, "2021-H1", "10");
    items[0].scope = TEXT_OF("初中");
    assert_quiet();
}

static void test_rate_unlike_parts_when_denominator_is_zero_then_quiet(void **state) {
    (void)state;
    (void)read(&SOLVED, "2021-H1", "0");
    (void)read(&CASES, "2021-H1", "0");
    (void)read(&SHARE, "2021-H1", "100");
    assert_quiet();
}

static void test_rate_in_permille_is_held_against_a_thousand(void **state) {
    (void)state;
    struct metric births = SHARE;
    births.unit = TEXT_OF("‰");
    (void)read(&SOLVED, "2021-H1", "8");
    (void)read(&CASES, "2021-H1", "1000");
    (void)read(&births, "2021-H1", "8.0");
    assert_quiet();
    figures[2].quantity = exact("0.8"); /* that is percent */
    assert_one(WARNING_RATE_UNLIKE_PARTS, 2, 0);
}

/* ---- cumulative_fall ---- */

static void test_cumulative_fall_within_the_report_is_told_whichever_comes_first(void **state) {
    (void)state;
    (void)read(&VISITS, "2021-01/2021-09", "90");
    (void)read(&VISITS, "2021-H1", "100");
    assert_one(WARNING_CUMULATIVE_FALL, 1, 0);
    figures[0].period = per("2021-H1");
    figures[1].period = per("2021-Q1");
    assert_one(WARNING_CUMULATIVE_FALL, 1, 0);
    figures[0].period = per("2021-Q1"); /* 90, then 100 */
    figures[1].period = per("2021-H1");
    assert_quiet();
}

static void test_cumulative_total_that_stays_is_quiet(void **state) {
    (void)state;
    (void)read(&VISITS, "2021-H1", "100");
    (void)read(&VISITS, "2021-01/2021-09", "100");
    assert_quiet();
}

static void test_cumulative_fall_when_periods_begin_apart_then_quiet(void **state) {
    (void)state;
    (void)read(&VISITS, "2020", "100");
    (void)read(&VISITS, "2021-H1", "90"); /* the next year begins anew */
    (void)read(&VISITS, "2021-Q3", "50"); /* single quarters may do as they like */
    assert_quiet();
}

static void test_cumulative_fall_when_metric_does_not_add_up_over_time_then_quiet(void **state) {
    (void)state;
    (void)read(&SOLVED, "2021-H1", "100"); /* over_time none */
    (void)read(&SOLVED, "2021", "90");
    assert_quiet();
}

static void test_cumulative_fall_when_it_is_a_target_then_quiet(void **state) {
    (void)state;
    read(&VISITS, "2021-H1", "100")->status = STATUS_TARGET;
    (void)read(&VISITS, "2021", "90");
    assert_quiet();
}

static void test_cumulative_fall_when_interval_may_be_above_then_quiet(void **state) {
    (void)state;
    (void)read(&VISITS, "2021-H1", "350");
    read(&VISITS, "2021", "300")->quantity = quantity_about(dec("300"), 2, LEANING_ABOVE);
    assert_quiet();
    figures[0].quantity = exact("400");
    assert_one(WARNING_CUMULATIVE_FALL, 1, 0);
}

static void test_cumulative_fall_below_history_is_told_with_its_source(void **state) {
    (void)state;
    struct observation before = said("2021-H1", "100");
    before.source = (struct source){.report = 3, .figure = 33};
    const struct consistency_history history = {.metric = VISITS.code, .observations = &before, .count = 1};
    input.history = &history;
    input.history_count = 1;
    (void)read(&VISITS, "2021-01/2021-09", "99");
    assert_one(WARNING_CUMULATIVE_FALL, 0, FIGURE_NOT_OWNED);
    assert_true(warnings[0].has_other);
    assert_int_equal(warnings[0].other_source.report, 3);
    assert_int_equal(warnings[0].other_source.figure, 33);
    figures[0].quantity = exact("100");
    assert_quiet();
}

static void
test_cumulative_fall_when_history_is_of_the_report_itself_or_another_series_then_quiet(void **state) {
    (void)state;
    struct observation before = said("2021-H1", "100");
    before.source.report = REPORT;
    struct consistency_history history = {.metric = VISITS.code, .observations = &before, .count = 1};
    input.history = &history;
    input.history_count = 1;
    (void)read(&VISITS, "2021", "99");
    assert_quiet();
    before.source.report = 3;
    history.scope = TEXT_OF("初中");
    assert_quiet();
    history = (struct consistency_history){.metric = TEXT("other"), .observations = &before, .count = 1};
    assert_quiet();
    history.metric = VISITS.code;
    assert_one(WARNING_CUMULATIVE_FALL, 0, FIGURE_NOT_OWNED);
}

static void test_cumulative_fall_when_history_was_taken_back_then_quiet(void **state) {
    (void)state;
    struct observation before[] = {said("2021-H1", "100"), said("2021-H1", "100")};
    before[1].recorded_ms = 2000;
    before[1].is_withdrawn = true;
    const struct consistency_history history = {.metric = VISITS.code, .observations = before, .count = 2};
    input.history = &history;
    input.history_count = 1;
    (void)read(&VISITS, "2021", "99");
    assert_quiet();
}

/* ---- bounds ---- */

static void test_consistency_when_there_are_several_warnings_then_by_figure(void **state) {
    (void)state;
    (void)read(&VISITS, "2021-H1", "100");
    (void)read(&VISITS, "2021", "90");    /* a fall, which is looked for last */
    (void)read(&SHARE, "2021-H1", "101"); /* above 100, looked for first */
    (void)read(&VISITS, "2021-H1", "110");
    check();
    /* 0: two values, with 3; 1: falls below 0 and, as 3 is read, 3 above it; 2: the rate. */
    assert_int_equal(count, 4);
    assert_int_equal(warnings[0].figure, 0);
    assert_int_equal(warnings[0].kind, WARNING_TWO_VALUES);
    assert_int_equal(warnings[1].figure, 1);
    assert_int_equal(warnings[1].kind, WARNING_CUMULATIVE_FALL);
    assert_int_equal(warnings[2].figure, 2);
    assert_int_equal(warnings[2].kind, WARNING_RATE_ABOVE_100);
    assert_int_equal(warnings[3].figure, 3);
    assert_int_equal(warnings[3].kind, WARNING_CUMULATIVE_FALL);
}

static void test_consistency_when_there_is_too_much_to_say_then_the_first_warnings(void **state) {
    (void)state;
    enum { RATES = CONSISTENCY_WARNINGS_MAX + 10 };
    static struct figure many[RATES];
    static struct consistency_figure all[RATES];
    for (size_t i = 0; i < RATES; i++) {
        many[i] = (struct figure){.ordinal = (uint32_t)i,
                                  .quantity = exact("101"),
                                  .kind = FIGURE_RATE,
                                  .unit = TEXT_OF("%"),
                                  .part_of = FIGURE_NOT_OWNED};
        all[i].figure = &many[i];
    }
    input = (struct consistency_input){.figures = all, .count = RATES};
    check();
    assert_int_equal(count, CONSISTENCY_WARNINGS_MAX);
    assert_int_equal(warnings[CONSISTENCY_WARNINGS_MAX - 1].figure, CONSISTENCY_WARNINGS_MAX - 1);
}

static void test_consistency_when_memory_runs_out_anywhere_then_too_large(void **state) {
    (void)state;
    struct observation before = said("2020-H1", "100");
    const struct consistency_history history = {.metric = VISITS.code, .observations = &before, .count = 1};
    input.history = &history;
    input.history_count = 1;
    (void)read(&VISITS, "2021-H1", "100");
    (void)read(&VISITS, "2021", "90");
    bool is_through = false;
    for (size_t n = 1; !is_through; n++) {
        struct arena fresh;
        struct err why = {0};
        arena_init(&fresh, CEILING);
        memory_fail_after(n);
        bool done = consistency_check(&fresh, &input, &warnings, &count, &why);
        is_through = !memory_has_failed();
        memory_fail_after(0);
        assert_int_equal(done, is_through);
        assert_int_equal(why.code, is_through ? ERR_NONE : ERR_TOO_LARGE);
        arena_fini(&fresh);
    }
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_two_values_for_one_point_are_told),
        CASE(test_two_values_when_months_are_the_half_then_one_point),
        CASE(test_two_values_when_value_is_repeated_then_quiet),
        CASE(test_two_values_when_points_are_not_the_same_then_quiet),
        CASE(test_two_values_when_an_interval_may_be_the_other_then_quiet),
        CASE(test_two_values_when_one_was_rejected_or_is_a_change_then_quiet),
        CASE(test_part_above_whole_is_told),
        CASE(test_part_that_is_the_whole_is_quiet),
        CASE(test_part_above_whole_when_intervals_overlap_then_quiet),
        CASE(test_larger_figure_that_is_not_called_a_part_is_quiet),
        CASE(test_part_above_whole_when_part_was_rejected_then_quiet),
        CASE(test_part_above_whole_when_whole_was_rejected_then_quiet),
        CASE(test_rate_above_100_is_told),
        CASE(test_rate_of_100_is_quiet),
        CASE(test_rate_above_100_when_it_only_may_be_then_quiet),
        CASE(test_growth_and_permille_above_100_are_quiet),
        CASE(test_rate_unlike_parts_is_told),
        CASE(test_rate_like_its_parts_within_its_rounding_is_quiet),
        CASE(test_rate_unlike_parts_when_parts_are_of_another_period_or_missing_then_quiet),
        CASE(test_rate_unlike_parts_when_parts_are_of_another_scope_then_quiet),
        CASE(test_rate_unlike_parts_when_denominator_is_zero_then_quiet),
        CASE(test_rate_in_permille_is_held_against_a_thousand),
        CASE(test_cumulative_fall_within_the_report_is_told_whichever_comes_first),
        CASE(test_cumulative_total_that_stays_is_quiet),
        CASE(test_cumulative_fall_when_periods_begin_apart_then_quiet),
        CASE(test_cumulative_fall_when_metric_does_not_add_up_over_time_then_quiet),
        CASE(test_cumulative_fall_when_it_is_a_target_then_quiet),
        CASE(test_cumulative_fall_when_interval_may_be_above_then_quiet),
        CASE(test_cumulative_fall_below_history_is_told_with_its_source),
        CASE(test_cumulative_fall_when_history_is_of_the_report_itself_or_another_series_then_quiet),
        CASE(test_cumulative_fall_when_history_was_taken_back_then_quiet),
        CASE(test_consistency_when_there_are_several_warnings_then_by_figure),
        CASE(test_consistency_when_there_is_too_much_to_say_then_the_first_warnings),
        CASE(test_consistency_when_memory_runs_out_anywhere_then_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
