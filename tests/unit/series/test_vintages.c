#include "observe.h"

#include "base/memory.h"
#include "series/vintages.h"

enum { CEILING = 1 << 20 };

static struct arena arena;
static struct err err;
static struct vintage_point *points;
static size_t count;

static int set_up(void **state) {
    (void)state;
    arena_init(&arena, CEILING);
    memset(&err, 0, sizeof err);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_fini(&arena);
    return 0;
}

/* 2021-H1 by this report, published that day; recorded in the order of ids. */
static struct observation by(int64_t report, const char *published, int64_t id, const char *value) {
    struct observation o = said("2021-H1", value);
    o.source = (struct source){.report = report, .figure = 10 * report};
    o.published = day(published);
    o.id = id;
    o.recorded_ms = 1000 * id;
    return o;
}

static struct observation taken_back(int64_t report, const char *published, int64_t id) {
    struct observation o = by(report, published, id, "0");
    o.source.figure = 0;
    o.is_withdrawn = true;
    return o;
}

static void build(const struct vintages_request *request, const struct observation *observations, size_t n) {
    assert_true(vintages_build(&arena, request, observations, n, &points, &count, &err));
}

/* All of one point, seen from today. */
static void build_point(const struct observation *observations, size_t n) {
    const struct vintages_request request = {0};
    build(&request, observations, n);
    assert_int_equal(count, 1);
    assert_int_equal(points[0].vintage_count, n);
}

static void assert_vintage(size_t i, int64_t id, enum vintage_event event, bool counts) {
    const struct vintage *vintage = &points[0].vintages[i];
    assert_int_equal(vintage->observation->id, id);
    assert_string_equal(vintage_event_name(vintage->event), vintage_event_name(event));
    assert_int_equal(vintage->counts, counts);
}

static void assert_revision(size_t i, const char *absolute, const char *relative) {
    assert_value(&points[0].vintages[i].revision.absolute, absolute);
    assert_value(&points[0].vintages[i].revision.relative, relative);
}

static void test_first_vintage_is_first_and_revises_nothing(void **state) {
    (void)state;
    const struct observation o = by(1, "2021-07-01", 1, "20");
    build_point(&o, 1);
    assert_vintage(0, 1, VINTAGE_FIRST, true);
    assert_no_value(&points[0].vintages[0].revision.absolute, REASON_BASE_MISSING);
    assert_int_equal(points[0].vintages[0].revision.reason, REASON_BASE_MISSING);
    assert_period(points[0].period, "2021-H1");
    assert_int_equal(points[0].status, STATUS_ACTUAL);
}

static void test_vintage_of_a_later_report_is_revised_or_repeated(void **state) {
    (void)state;
    /* In any order: they stand by publication. */
    const struct observation said_so[] = {
        by(3, "2021-09-01", 3, "25"),
        by(1, "2021-07-01", 1, "20"),
        by(2, "2021-08-01", 2, "20.0"),
    };
    build_point(said_so, 3);
    assert_vintage(0, 1, VINTAGE_FIRST, false);
    assert_vintage(1, 2, VINTAGE_REPEATED, false);
    assert_revision(1, "0.0", "0.00");
    assert_vintage(2, 3, VINTAGE_REVISED, true);
    assert_revision(2, "5.0", "25.00"); /* 25 - 20.0 */
}

static void test_vintage_that_was_recorded_late_stands_where_it_was_published(void **state) {
    (void)state;
    /* The older report is read last: it is what the newer one revised. */
    const struct observation said_so[] = {by(2, "2021-08-01", 1, "30"), by(1, "2021-07-01", 2, "20")};
    build_point(said_so, 2);
    assert_vintage(0, 2, VINTAGE_FIRST, false);
    assert_vintage(1, 1, VINTAGE_REVISED, true);
    assert_revision(1, "10", "50.00");
}

static void test_vintage_of_the_same_report_is_corrected(void **state) {
    (void)state;
    const struct observation said_so[] = {
        by(1, "2021-07-01", 1, "20"),
        taken_back(1, "2021-07-01", 2),
        by(1, "2021-07-01", 3, "26"),
    };
    build_point(said_so, 3);
    assert_vintage(0, 1, VINTAGE_FIRST, false);
    assert_vintage(1, 2, VINTAGE_WITHDRAWN, false);
    assert_no_value(&points[0].vintages[1].revision.absolute, REASON_NOT_REPORTED);
    assert_vintage(2, 3, VINTAGE_CORRECTED, true);
    assert_revision(2, "6", "30.00"); /* against the reading it mends, which no longer counts */
}

static void test_revision_of_a_correction_is_against_the_value_that_counted(void **state) {
    (void)state;
    /* Two reports of one day; report 1 is mended after report 2 had come to count. */
    const struct observation said_so[] = {
        by(1, "2021-07-01", 1, "20"),
        by(2, "2021-07-01", 2, "25"),
        by(1, "2021-07-01", 3, "26"),
    };
    build_point(said_so, 3);
    assert_vintage(2, 3, VINTAGE_CORRECTED, true);
    assert_revision(2, "1", "4.00");
}

static void test_vintage_posted_twice_for_one_day_is_corrected_and_for_two_revised(void **state) {
    (void)state;
    const struct observation said_so[] = {
        by(0, "2021-07-01", 1, "20"),
        by(0, "2021-07-01", 2, "25"),
        by(0, "2021-07-02", 3, "30"),
    };
    build_point(said_so, 3);
    assert_vintage(0, 1, VINTAGE_FIRST, false);
    assert_vintage(1, 2, VINTAGE_CORRECTED, false);
    assert_revision(1, "5", "25.00");
    assert_vintage(2, 3, VINTAGE_REVISED, true);
    assert_revision(2, "5", "20.00");
}

static void test_vintage_after_a_withdrawal_is_held_against_what_then_counted(void **state) {
    (void)state;
    /* Report 2 revised report 1, and was taken back: report 3 revises report 1's 20, not 2's 40. */
    const struct observation said_so[] = {
        by(1, "2021-07-01", 1, "20"),
        by(2, "2021-08-01", 2, "40"),
        taken_back(2, "2021-08-02", 3),
        by(3, "2021-09-01", 4, "25"),
    };
    build_point(said_so, 4);
    assert_vintage(1, 2, VINTAGE_REVISED, false);
    assert_vintage(2, 3, VINTAGE_WITHDRAWN, false);
    assert_vintage(3, 4, VINTAGE_REVISED, true);
    assert_revision(3, "5", "25.00");
}

static void test_withdrawn_point_counts_nowhere_and_the_next_report_is_first_again(void **state) {
    (void)state;
    const struct observation said_so[] = {
        by(1, "2021-07-01", 1, "20"),
        taken_back(1, "2021-07-01", 2),
        by(2, "2021-08-01", 3, "25"),
    };
    build_point(said_so, 2);
    assert_vintage(0, 1, VINTAGE_FIRST, false);
    assert_vintage(1, 2, VINTAGE_WITHDRAWN, false);
    build_point(said_so, 3);
    assert_vintage(2, 3, VINTAGE_FIRST, true);
    assert_no_value(&points[0].vintages[2].revision.absolute, REASON_BASE_MISSING);
}

static void test_vintage_counts_as_of_the_vantage(void **state) {
    (void)state;
    const struct observation said_so[] = {by(1, "2021-07-01", 1, "20"), by(2, "2021-08-01", 2, "25")};
    struct vintages_request request = {.vantage.as_of = day("2021-07-31")};
    build(&request, said_so, 2);
    assert_int_equal(points[0].vintage_count, 1); /* the other is not known yet */
    assert_vintage(0, 1, VINTAGE_FIRST, true);
    request.vantage = (struct vantage){.known_at_ms = 1999};
    build(&request, said_so, 2);
    assert_int_equal(points[0].vintage_count, 1);
    request.vantage = (struct vantage){.known_at_ms = 2000};
    build(&request, said_so, 2);
    assert_int_equal(points[0].vintage_count, 2);
    assert_vintage(1, 2, VINTAGE_REVISED, true);
}

static void test_vintage_counts_by_release_what_was_said_first(void **state) {
    (void)state;
    const struct observation said_so[] = {by(1, "2021-07-01", 1, "20"), by(2, "2021-08-01", 2, "25")};
    const struct vintages_request request = {.vantage.release = RELEASE_FIRST};
    build(&request, said_so, 2);
    assert_vintage(0, 1, VINTAGE_FIRST, true);
    assert_vintage(1, 2, VINTAGE_REVISED, false);
}

static void test_revision_of_an_approximate_value_is_an_interval(void **state) {
    (void)state;
    struct observation said_so[] = {by(1, "2021-07-01", 1, "300"), by(2, "2021-08-01", 2, "320")};
    said_so[0].quantity = quantity_about(dec("300"), 2, LEANING_ABOVE);
    build_point(said_so, 2);
    assert_vintage(1, 2, VINTAGE_REVISED, true); /* 300余 may have been 320, but need not */
    assert_interval(&points[0].vintages[1].revision.absolute, "(-80, 20]");
}

static void test_revision_from_zero_has_units_and_no_percent(void **state) {
    (void)state;
    const struct observation said_so[] = {by(1, "2021-07-01", 1, "0"), by(2, "2021-08-01", 2, "3")};
    build_point(said_so, 2);
    assert_value(&points[0].vintages[1].revision.absolute, "3");
    assert_no_value(&points[0].vintages[1].revision.relative, REASON_BASE_ZERO);
}

static void test_points_stand_by_period_then_status_and_spans_are_their_halves(void **state) {
    (void)state;
    struct observation said_so[] = {by(1, "2022-01-01", 1, "1"), by(1, "2022-01-01", 2, "2"),
                                    by(1, "2022-01-01", 3, "3"), by(1, "2022-01-01", 4, "4"),
                                    by(2, "2022-02-01", 5, "4")};
    said_so[0].period = per("2021-H2");
    said_so[1].status = STATUS_TARGET;
    said_so[2].period = per("2021");
    said_so[3].period = per("2021-01/2021-06");
    build(&(struct vintages_request){0}, said_so, 5);
    assert_int_equal(count, 4);
    assert_period(points[0].period, "2021"); /* of those that begin together the longer first */
    assert_period(points[1].period, "2021-H1");
    assert_int_equal(points[1].status, STATUS_ACTUAL);
    assert_int_equal(points[1].vintage_count, 2);
    assert_period(points[2].period, "2021-H1");
    assert_int_equal(points[2].status, STATUS_TARGET);
    assert_period(points[3].period, "2021-H2");
}

static void test_only_points_that_were_asked_for(void **state) {
    (void)state;
    struct observation said_so[] = {by(1, "2022-01-01", 1, "1"), by(1, "2022-01-01", 2, "2"),
                                    by(1, "2022-01-01", 3, "3"), by(1, "2022-01-01", 4, "4")};
    said_so[0].period = per("2020-H2");
    said_so[2].period = per("2021-H2");
    said_so[3].status = STATUS_NORM;
    struct vintages_request request = {.from = per("2021"), .to = per("2021-H1")};
    build(&request, said_so, 4);
    assert_int_equal(count, 2); /* 2021-H1, actual and norm */
    request = (struct vintages_request){.period = per("2021-07/2021-12")};
    build(&request, said_so, 4);
    assert_int_equal(count, 1);
    assert_period(points[0].period, "2021-H2");
    request = (struct vintages_request){.has_status = true, .status = STATUS_NORM};
    build(&request, said_so, 4);
    assert_int_equal(count, 1);
    assert_int_equal(points[0].status, STATUS_NORM);
    request = (struct vintages_request){.period = per("2019")};
    build(&request, said_so, 4);
    assert_int_equal(count, 0);
}

static void test_vintages_when_memory_runs_out_anywhere_then_too_large(void **state) {
    (void)state;
    const struct observation said_so[] = {by(1, "2021-07-01", 1, "20"), by(2, "2021-08-01", 2, "25")};
    const struct vintages_request request = {0};
    bool is_through = false;
    for (size_t n = 1; !is_through; n++) {
        struct arena fresh;
        struct err why = {0};
        arena_init(&fresh, CEILING);
        memory_fail_after(n);
        bool done = vintages_build(&fresh, &request, said_so, 2, &points, &count, &why);
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
        CASE(test_first_vintage_is_first_and_revises_nothing),
        CASE(test_vintage_of_a_later_report_is_revised_or_repeated),
        CASE(test_vintage_that_was_recorded_late_stands_where_it_was_published),
        CASE(test_vintage_of_the_same_report_is_corrected),
        CASE(test_revision_of_a_correction_is_against_the_value_that_counted),
        CASE(test_vintage_posted_twice_for_one_day_is_corrected_and_for_two_revised),
        CASE(test_vintage_after_a_withdrawal_is_held_against_what_then_counted),
        CASE(test_withdrawn_point_counts_nowhere_and_the_next_report_is_first_again),
        CASE(test_vintage_counts_as_of_the_vantage),
        CASE(test_vintage_counts_by_release_what_was_said_first),
        CASE(test_revision_of_an_approximate_value_is_an_interval),
        CASE(test_revision_from_zero_has_units_and_no_percent),
        CASE(test_points_stand_by_period_then_status_and_spans_are_their_halves),
        CASE(test_only_points_that_were_asked_for),
        CASE(test_vintages_when_memory_runs_out_anywhere_then_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
