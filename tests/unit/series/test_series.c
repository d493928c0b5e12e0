#include "observe.h"

#include "series/series.h"

enum { CEILING = 1 << 20 };

/* One vintage in short: who said what of 2021-H1, when it came out, when we learnt it. */
struct told {
    const char *value;
    const char *published;
    int64_t recorded_ms, id, report, figure;
    bool is_withdrawn;
};

static struct observation of_half(const struct told *v) {
    struct observation o = said("2021-H1", v->value);
    o.published = day(v->published);
    o.recorded_ms = v->recorded_ms;
    o.id = v->id;
    o.source.report = v->report;
    o.source.figure = v->figure;
    o.is_withdrawn = v->is_withdrawn;
    return o;
}

/* What counts of 2021-H1: expected is a value, "gap", or "none" where there is not even a point. Whatever the order in which
 * the vintages come. */
static void assert_counts(const struct told *vintages, size_t count, const char *as_of, int64_t known_at_ms,
                          const char *expected) {
    struct vantage vantage = {.as_of = day(as_of), .known_at_ms = known_at_ms};
    for (size_t turn = 0; turn < 2 * count; turn++) {
        struct observation observations[8];
        assert_in_range(count, 1, 8);
        for (size_t i = 0; i < count; i++) {
            size_t from = (turn + i) % count;
            observations[turn < count ? i : count - 1 - i] = of_half(&vintages[from]);
        }
        struct arena arena;
        arena_init(&arena, CEILING);
        struct point *points;
        size_t n;
        assert_true(series_points(&arena, observations, count, STATUS_ACTUAL, &vantage, &points, &n, NULL));
        if (strcmp(expected, "none") == 0) {
            assert_int_equal(n, 0);
        } else {
            assert_int_equal(n, 1);
            assert_period(points[0].period, "2021-H1");
            assert_int_equal(points[0].observation == NULL, strcmp(expected, "gap") == 0);
            if (points[0].observation != NULL)
                assert_value(&points[0].observation->quantity, expected);
        }
        arena_fini(&arena);
    }
}

static const struct told revised[] = {
    {"86", "2021-07-10", 1000, 1, 11, 1, false},
    {"88", "2021-09-01", 2000, 2, 12, 1, false},
};

static void test_series_points_when_revised_then_newest_publication_counts(void **state) {
    (void)state;
    assert_counts(revised, 2, "", 0, "88");
    assert_counts(revised, 2, "2021-08-31", 0, "86");
    assert_counts(revised, 2, "2021-09-01", 0, "88");
    assert_counts(revised, 2, "2021-07-10", 0, "86");
    assert_counts(revised, 2, "2021-07-09", 0, "none");
}

static void test_series_points_when_known_at_is_asked_then_later_recordings_are_unknown(void **state) {
    (void)state;
    assert_counts(revised, 2, "", 1999, "86");
    assert_counts(revised, 2, "", 2000, "88");
    assert_counts(revised, 2, "", 999, "none");
    /* Both limits at once: published in time, but learnt later. */
    assert_counts(revised, 2, "2021-12-31", 1500, "86");
}

static void test_series_points_when_old_report_comes_in_late_then_newer_publication_counts(void **state) {
    (void)state;
    const struct told late[] = {
        {"88", "2021-09-01", 1000, 1, 12, 1, false},
        {"86", "2021-07-10", 5000, 2, 11, 1, false},
    };
    assert_counts(late, 2, "", 0, "88");
    assert_counts(late, 2, "2021-08-01", 0, "86");
    assert_counts(late, 2, "2021-08-01", 4999, "none");
}

static void test_series_points_when_published_ties_then_recording_and_id_decide(void **state) {
    (void)state;
    const struct told by_recording[] = {
        {"1", "2021-07-10", 2000, 1, 11, 1, false},
        {"2", "2021-07-10", 1000, 9, 12, 1, false},
    };
    assert_counts(by_recording, 2, "", 0, "1");
    const struct told by_id[] = {
        {"1", "2021-07-10", 1000, 3, 11, 1, false},
        {"2", "2021-07-10", 1000, 4, 11, 2, false},
        {"3", "2021-07-10", 1000, 2, 12, 1, false},
    };
    assert_counts(by_id, 3, "", 0, "2");
}

static void test_series_points_when_date_is_unknown_then_any_dated_vintage_goes_before(void **state) {
    (void)state;
    const struct told undated[] = {
        {"1", "", 9000, 5, 11, 1, false},
        {"2", "2001-01-01", 1000, 1, 12, 1, false},
    };
    assert_counts(undated, 2, "", 0, "2");
    assert_counts(undated, 2, "2000-12-31", 0, "1");
}

static void test_series_points_when_only_source_is_withdrawn_then_gap(void **state) {
    (void)state;
    const struct told withdrawn[] = {
        {"86", "2021-07-10", 1000, 1, 11, 1, false},
        {"86", "2021-10-01", 3000, 2, 11, 0, true},
    };
    assert_counts(withdrawn, 2, "", 0, "gap");
    assert_counts(withdrawn, 2, "2021-09-30", 0, "86");
    assert_counts(withdrawn, 2, "", 2999, "86");
}

static void test_series_points_when_newer_report_is_withdrawn_then_older_counts_again(void **state) {
    (void)state;
    const struct told back[] = {
        {"86", "2021-07-10", 1000, 1, 11, 1, false},
        {"88", "2021-09-01", 2000, 2, 12, 1, false},
        {"88", "2021-09-01", 3000, 3, 12, 1, true},
    };
    assert_counts(back, 3, "", 0, "86");
    assert_counts(back, 3, "", 2999, "88");
    const struct told other[] = {
        {"86", "2021-07-10", 1000, 1, 11, 1, false},
        {"88", "2021-09-01", 2000, 2, 12, 1, false},
        {"86", "2021-09-02", 3000, 3, 11, 0, true},
    };
    assert_counts(other, 3, "", 0, "88");
}

static void test_series_points_when_withdrawal_names_a_figure_then_the_others_stay(void **state) {
    (void)state;
    const struct told one[] = {
        {"5", "2021-07-10", 1000, 1, 11, 1, false},
        {"7", "2021-07-10", 1000, 2, 11, 2, false},
        {"7", "2021-07-10", 2000, 3, 11, 2, true},
    };
    assert_counts(one, 3, "", 0, "5");
    const struct told whole[] = {
        {"5", "2021-07-10", 1000, 1, 11, 1, false},
        {"7", "2021-07-10", 1000, 2, 11, 2, false},
        {"7", "2021-07-10", 2000, 3, 11, 0, true},
    };
    assert_counts(whole, 3, "", 0, "gap");
    /* The withdrawal of figure 2 must not hide that of figure 1 from what stood before. */
    const struct told each[] = {
        {"5", "2021-07-10", 1000, 1, 11, 1, false},
        {"7", "2021-07-10", 1000, 2, 11, 2, false},
        {"7", "2021-07-10", 2000, 3, 11, 2, true},
        {"5", "2021-07-10", 2000, 4, 11, 1, true},
    };
    assert_counts(each, 4, "", 0, "gap");
}

static void test_series_points_when_report_says_it_again_after_withdrawal_then_it_counts(void **state) {
    (void)state;
    const struct told again[] = {
        {"86", "2021-07-10", 1000, 1, 11, 1, false},
        {"86", "2021-07-10", 2000, 2, 11, 0, true},
        {"87", "2021-07-10", 3000, 3, 11, 1, false},
    };
    assert_counts(again, 3, "", 0, "87");
    assert_counts(again, 3, "", 2500, "gap");
}

static void test_series_points_when_posted_value_is_withdrawn_then_reports_stay(void **state) {
    (void)state;
    const struct told posted[] = {
        {"86", "2021-07-10", 1000, 1, 11, 1, false},
        {"90", "2021-11-01", 2000, 2, 0, 0, false},
        {"91", "2021-11-02", 2100, 3, 0, 0, false},
        {"90", "2021-11-02", 3000, 4, 0, 0, true},
    };
    assert_counts(posted, 4, "", 2500, "91");
    assert_counts(posted, 4, "", 0, "86");
}

static void test_series_points_when_periods_cover_the_same_days_then_one_point(void **state) {
    (void)state;
    struct observation observations[] = {said("2021-01/2021-06", "4"), said("2021-H1", "5"),
                                         said("2021", "9"), said("2020-H2", "3")};
    observations[0].recorded_ms = 3000;
    struct arena arena;
    arena_init(&arena, CEILING);
    struct point *points;
    size_t n;
    struct vantage now = {0};
    assert_true(series_points(&arena, observations, 4, STATUS_ACTUAL, &now, &points, &n, NULL));
    assert_int_equal(n, 3);
    assert_period(points[0].period, "2020-H2");
    assert_period(points[1].period, "2021");
    assert_period(points[2].period, "2021-H1");
    assert_value(&points[2].observation->quantity, "4");
    assert_ptr_equal(series_find(points, n, per("2021-H1")), &points[2]);
    assert_ptr_equal(series_find(points, n, per("2021-01/2021-06")), &points[2]);
    assert_true(series_find(points, n, per("2021-Q1")) == NULL);
    assert_true(series_find(points, n, (struct period){0}) == NULL);
    arena_fini(&arena);
}

static void test_series_find_when_periods_are_missing_then_the_others_are_found(void **state) {
    (void)state;
    /* In the order of points; 2019-H2 is missing, and 2020-Q2 is of another shape. */
    static const char *const periods[] = {"2019-H1", "2020", "2020-H1", "2020-Q2", "2020-H2", "2021-H1"};
    static const char *const absent[] = {"2018-H2", "2019-H2", "2019", "2020-Q1", "2021-H2", "2030-H1"};
    enum { PERIODS = sizeof periods / sizeof *periods };
    struct observation observations[PERIODS];
    for (size_t i = 0; i < PERIODS; i++)
        observations[i] = said(periods[i], "1");
    struct arena arena;
    arena_init(&arena, CEILING);
    for (size_t from = 0; from < PERIODS; from++) {
        struct point *points;
        size_t n;
        struct vantage now = {0};
        assert_true(series_points(&arena, observations + from, PERIODS - from, STATUS_ACTUAL, &now, &points,
                                  &n, NULL));
        for (size_t i = 0; i < PERIODS; i++)
            assert_true(series_find(points, n, per(periods[i])) == (i < from ? NULL : &points[i - from]));
        for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
            assert_true(series_find(points, n, per(absent[i])) == NULL);
    }
    arena_fini(&arena);
}

static void test_series_points_when_statuses_are_mixed_then_only_the_asked_one(void **state) {
    (void)state;
    struct observation observations[] = {said("2021", "95"), said("2021", "93.70"), said("2022", "1")};
    observations[0].status = STATUS_TARGET;
    observations[2].period = (struct period){0};
    struct arena arena;
    arena_init(&arena, CEILING);
    struct point *points;
    size_t n;
    struct vantage now = {0};
    assert_true(series_points(&arena, observations, 3, STATUS_TARGET, &now, &points, &n, NULL));
    assert_int_equal(n, 1);
    assert_value(&points[0].observation->quantity, "95");
    assert_true(series_points(&arena, observations, 3, STATUS_ACTUAL, &now, &points, &n, NULL));
    assert_int_equal(n, 1);
    assert_value(&points[0].observation->quantity, "93.70");
    assert_true(series_points(&arena, observations, 3, STATUS_NORM, &now, &points, &n, NULL));
    assert_int_equal(n, 0);
    arena_fini(&arena);
}

static void test_series_base_when_only_a_longer_period_is_there_then_period_mismatch(void **state) {
    (void)state;
    struct observation observations[] = {said("2019-H1", "3"), said("2020", "9"), said("2021-H1", "5"),
                                         said("2022", "7")};
    observations[3].is_withdrawn = true;
    struct arena arena;
    arena_init(&arena, CEILING);
    struct point *points;
    size_t n;
    struct vantage now = {0};
    assert_true(series_points(&arena, observations, 4, STATUS_ACTUAL, &now, &points, &n, NULL));
    const struct point *found;
    struct quantity base = series_base(points, n, per("2021-H1"), &found);
    assert_value(&base, "5");
    assert_ptr_equal(found, series_find(points, n, per("2021-H1")));
    base = series_base(points, n, per("2020-H1"), &found);
    assert_no_value(&base, REASON_PERIOD_MISMATCH);
    assert_true(found == NULL);
    base = series_base(points, n, per("2020-12"), NULL);
    assert_no_value(&base, REASON_PERIOD_MISMATCH);
    /* A shorter one is no full year, one that was taken back is none at all. */
    base = series_base(points, n, per("2021"), NULL);
    assert_no_value(&base, REASON_BASE_MISSING);
    base = series_base(points, n, per("2022-H1"), NULL);
    assert_no_value(&base, REASON_BASE_MISSING);
    base = series_base(points, n, per("2022"), &found);
    assert_no_value(&base, REASON_BASE_MISSING);
    assert_true(found == NULL);
    base = series_base(points, n, (struct period){0}, NULL);
    assert_no_value(&base, REASON_BASE_MISSING);
    base = series_base(NULL, 0, per("2022"), NULL);
    assert_no_value(&base, REASON_BASE_MISSING);
    arena_fini(&arena);
}

static void test_series_points_when_arena_is_full_then_too_large(void **state) {
    (void)state;
    struct observation observations[2] = {said("2021", "1"), said("2022", "1")};
    struct arena arena;
    arena_init(&arena, 64);
    struct point *points;
    size_t n;
    struct vantage now = {0};
    struct err err = {0};
    assert_false(series_points(&arena, observations, 2, STATUS_ACTUAL, &now, &points, &n, &err));
    assert_int_equal(err.code, ERR_TOO_LARGE);
    arena_fini(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_series_points_when_revised_then_newest_publication_counts),
        cmocka_unit_test(test_series_points_when_known_at_is_asked_then_later_recordings_are_unknown),
        cmocka_unit_test(test_series_points_when_old_report_comes_in_late_then_newer_publication_counts),
        cmocka_unit_test(test_series_points_when_published_ties_then_recording_and_id_decide),
        cmocka_unit_test(test_series_points_when_date_is_unknown_then_any_dated_vintage_goes_before),
        cmocka_unit_test(test_series_points_when_only_source_is_withdrawn_then_gap),
        cmocka_unit_test(test_series_points_when_newer_report_is_withdrawn_then_older_counts_again),
        cmocka_unit_test(test_series_points_when_withdrawal_names_a_figure_then_the_others_stay),
        cmocka_unit_test(test_series_points_when_report_says_it_again_after_withdrawal_then_it_counts),
        cmocka_unit_test(test_series_points_when_posted_value_is_withdrawn_then_reports_stay),
        cmocka_unit_test(test_series_points_when_periods_cover_the_same_days_then_one_point),
        cmocka_unit_test(test_series_points_when_statuses_are_mixed_then_only_the_asked_one),
        cmocka_unit_test(test_series_find_when_periods_are_missing_then_the_others_are_found),
        cmocka_unit_test(test_series_base_when_only_a_longer_period_is_there_then_period_mismatch),
        cmocka_unit_test(test_series_points_when_arena_is_full_then_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
