#include "observe.h"

#include "series/compare.h"

enum { CEILING = 4 << 20, ORGS = 6 };

static struct arena arena;
static struct compare compare;

/* Codes are not in the order of ids, so that neither can stand in for the other. */
static const struct org orgs[ORGS] = {
    {.id = 1, .code = TEXT("f"), .name = TEXT("枫林区教育局")},
    {.id = 2, .code = TEXT("a"), .name = TEXT("安平区教育局")},
    {.id = 3, .code = TEXT("c"), .name = TEXT("长泽区教育局")},
    {.id = 4, .code = TEXT("b"), .name = TEXT("白石区教育局")},
    {.id = 5, .code = TEXT("e"), .name = TEXT("鹅湖区教育局")},
    {.id = 6, .code = TEXT("d"), .name = TEXT("东塔区教育局")},
};

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

static struct observation by(int64_t org, const char *period, const char *value) {
    struct observation o = said(period, value);
    o.org_id = org;
    o.series_id = 100 + org;
    o.source.figure = 10 * org;
    return o;
}

static void build(const struct compare_request *request, enum direction direction,
                  const struct observation *observations, size_t count) {
    struct metric metric = {.id = 3, .code = TEXT("visits"), .kind = FIGURE_COUNT, .direction = direction};
    assert_true(compare_build(&arena, request, &metric, orgs, ORGS, observations, count, &compare, NULL));
}

static const struct compare_row *row(const char *code) {
    for (size_t i = 0; i < compare.row_count; i++)
        if (text_equal(compare.rows[i].org.code, text_from(code)))
            return &compare.rows[i];
    fail_msg("no row for %s", code);
    return NULL;
}

static void assert_order(const char *codes) {
    char got[ORGS + 1] = "";
    for (size_t i = 0; i < compare.row_count; i++)
        got[i] = compare.rows[i].org.code.ptr[0];
    assert_string_equal(got, codes);
}

static const char *const values[ORGS] = {"112", "90", "112", "40", "150", "7"};

/* All six for 2021-H1, three of them for 2020-H1. */
static size_t all_six(struct observation *out) {
    size_t n = 0;
    for (int64_t org = ORGS; org >= 1; org--)
        out[n++] = by(org, "2021-H1", values[org - 1]);
    out[n++] = by(1, "2020-H1", "86");
    out[n++] = by(2, "2020-H1", "0");
    out[n++] = by(5, "2020-H1", "160");
    return n;
}

static struct compare_request half_year(void) {
    return (struct compare_request){.period = per("2021-H1"), .today = day("2026-01-01")};
}

static void test_compare_build_when_bases_are_missing_then_rows_stay_with_reasons(void **state) {
    (void)state;
    struct observation said_so[16];
    size_t n = all_six(said_so);
    struct compare_request request = half_year();
    request.scope = (struct text)TEXT("小学");
    build(&request, DIRECTION_HIGHER, said_so, n);
    assert_int_equal(compare.row_count, ORGS);
    assert_period(compare.base_period, "2020-H1");
    assert_true(text_equal(compare.scope, TEXT_OF("小学")));
    assert_value(&row("f")->value, "112");
    assert_value(&row("f")->base, "86");
    assert_value(&row("f")->change.absolute, "26");
    assert_value(&row("f")->change.relative, "30.23");
    assert_int_equal(row("f")->series_id, 101);
    assert_int_equal(row("f")->value_source.figure, 10);
    assert_true(row("f")->has_base);
    assert_value(&row("a")->change.absolute, "90");
    assert_no_value(&row("a")->change.relative, REASON_BASE_ZERO);
    assert_value(&row("e")->change.absolute, "-10");
    assert_value(&row("e")->change.relative, "-6.25");
    assert_value(&row("c")->value, "112");
    assert_no_value(&row("c")->base, REASON_BASE_MISSING);
    assert_no_value(&row("c")->change.absolute, REASON_BASE_MISSING);
    assert_false(row("c")->has_base);
}

static void test_compare_build_when_values_tie_then_they_share_the_rank(void **state) {
    (void)state;
    struct observation said_so[16];
    size_t n = all_six(said_so);
    struct compare_request request = half_year();
    build(&request, DIRECTION_HIGHER, said_so, n);
    /* e 150, c and f 112, a 90, b 40, d 7 */
    assert_order("ecfabd");
    const uint32_t higher[ORGS] = {1, 2, 2, 4, 5, 6};
    for (size_t i = 0; i < ORGS; i++)
        assert_int_equal(compare.rows[i].rank, higher[i]);
    build(&request, DIRECTION_LOWER, said_so, n);
    assert_order("dbacfe");
    const uint32_t lower[ORGS] = {1, 2, 3, 4, 4, 6};
    for (size_t i = 0; i < ORGS; i++)
        assert_int_equal(compare.rows[i].rank, lower[i]);
    build(&request, DIRECTION_NEITHER, said_so, n);
    assert_order("abcdef");
    for (size_t i = 0; i < ORGS; i++)
        assert_int_equal(compare.rows[i].rank, 0);
}

static void test_compare_build_when_value_is_no_exact_one_then_not_ranked(void **state) {
    (void)state;
    struct observation said_so[16];
    size_t n = all_six(said_so);
    for (size_t i = 0; i < n; i++)
        if (said_so[i].org_id == 5 && period_year_of(said_so[i].period) == 2021)
            said_so[i].quantity = quantity_about(dec("150"), 1, LEANING_AROUND);
    said_so[n] = by(3, "2021-H1", "200"); /* not in time for as_of */
    said_so[n++].published = day("2022-01-01");
    struct compare_request request = half_year();
    request.vantage.as_of = day("2021-12-31");
    build(&request, DIRECTION_HIGHER, said_so, n);
    assert_order("cfabde");
    assert_int_equal(row("e")->rank, 0);
    assert_int_equal(row("c")->rank, 1);
    assert_value(&row("c")->value, "112");
    assert_value(&row("e")->value, "150");
    assert_interval(&row("e")->change.absolute, "[-15, -5)"); /* [145, 155) against 160 */
    assert_int_equal(date_compare(compare.as_of, day("2021-12-31")), 0);
}

static void test_compare_build_when_nothing_was_said_then_not_reported_or_not_due(void **state) {
    (void)state;
    struct observation said_so[] = {by(1, "2020-H1", "86"), by(77, "2021-H1", "5"), by(2, "2021", "9")};
    struct compare_request request = half_year();
    build(&request, DIRECTION_HIGHER, said_so, 3);
    assert_int_equal(compare.row_count, ORGS);
    assert_no_value(&row("f")->value, REASON_NOT_REPORTED);
    assert_value(&row("f")->base, "86");
    assert_int_equal(row("f")->change.reason, REASON_NOT_REPORTED);
    assert_no_value(&row("a")->value, REASON_NOT_REPORTED);
    assert_int_equal(row("b")->series_id, 0);
    assert_false(row("b")->has_value);
    request.today = day("2021-05-01");
    build(&request, DIRECTION_HIGHER, said_so, 3);
    assert_no_value(&row("b")->value, REASON_NOT_DUE);
    build(&request, DIRECTION_HIGHER, NULL, 0);
    assert_int_equal(compare.row_count, ORGS);
}

static void test_compare_build_when_base_is_a_full_year_then_period_mismatch(void **state) {
    (void)state;
    struct observation said_so[] = {by(1, "2020", "180"), by(1, "2021-H1", "86"), by(2, "2021-H1", "3")};
    struct compare_request request = half_year();
    build(&request, DIRECTION_HIGHER, said_so, 3);
    assert_no_value(&row("f")->change.absolute, REASON_PERIOD_MISMATCH);
    assert_no_value(&row("a")->change.absolute, REASON_BASE_MISSING);
    /* Asked for by name: refused on every row, both values shown. */
    request.against = AGAINST_PERIOD;
    request.base_period = per("2020");
    build(&request, DIRECTION_HIGHER, said_so, 3);
    assert_period(compare.base_period, "2020");
    assert_value(&row("f")->value, "86");
    assert_value(&row("f")->base, "180");
    assert_int_equal(row("f")->change.reason, REASON_PERIOD_MISMATCH);
    assert_no_value(&row("f")->change.relative, REASON_PERIOD_MISMATCH);
    assert_int_equal(row("a")->change.reason, REASON_PERIOD_MISMATCH);
    assert_int_equal(row("b")->change.reason, REASON_NOT_REPORTED);
}

static void test_compare_build_when_against_others_then_their_base(void **state) {
    (void)state;
    struct observation said_so[] = {by(1, "2021-H1", "86"), by(1, "2020-H2", "80"), by(1, "2018-H1", "43"),
                                    by(1, "2021-H1", "100")};
    said_so[3].status = STATUS_TARGET;
    struct compare_request request = half_year();
    request.against = AGAINST_PREVIOUS_PERIOD;
    build(&request, DIRECTION_HIGHER, said_so, 4);
    assert_period(compare.base_period, "2020-H2");
    assert_value(&row("f")->change.absolute, "6");
    assert_value(&row("f")->change.relative, "7.50");
    request.against = AGAINST_TARGET;
    build(&request, DIRECTION_HIGHER, said_so, 4);
    assert_period(compare.base_period, "2021-H1");
    assert_value(&row("f")->base, "100");
    assert_value(&row("f")->change.absolute, "-14");
    assert_value(&row("f")->change.relative, "-14.00");
    request.against = AGAINST_PERIOD;
    request.base_period = per("2018-H1");
    build(&request, DIRECTION_HIGHER, said_so, 4);
    assert_value(&row("f")->change.absolute, "43");
    assert_value(&row("f")->change.relative, "100.00");
}

static void test_compare_build_when_sorted_then_rows_without_key_last(void **state) {
    (void)state;
    struct observation said_so[16];
    size_t n = all_six(said_so);
    static const struct {
        const char *sort, *order;
    } cases[] = {
        {"rank", "ecfabd"},    {"-rank", "dbacfe"}, /* ties by code either way */
        {"value", "dbacfe"},   {"-value", "ecfabd"},
        {"change", "efabcd"}, /* e -10, f 26, a 90; b c d have none */
        {"-change", "afebcd"}, {"org", "abcdef"},
        {"-org", "fedcba"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct compare_request request = half_year();
        assert_true(compare_sort_parse(text_from(cases[i].sort), &request.sort, &request.descending));
        build(&request, DIRECTION_HIGHER, said_so, n);
        assert_order(cases[i].order);
        request.limit = 2;
        build(&request, DIRECTION_HIGHER, said_so, n);
        char two[3] = {cases[i].order[0], cases[i].order[1], '\0'};
        assert_order(two);
        assert_int_not_equal(compare.rows[0].rank, 0); /* ranked before it was cut */
    }
}

static void test_compare_sort_parse_when_unknown_then_refused(void **state) {
    (void)state;
    enum compare_sort sort;
    bool descending;
    static const char *const wrong[] = {"", "-", "Rank", "name", "--rank", "rank "};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(compare_sort_parse(text_from(wrong[i]), &sort, &descending));
}

/* The observations come neither by organisation nor in the order of the selection, and only the first rows are asked for. */
static void test_compare_build_when_observations_are_mixed_then_each_finds_its_own(void **state) {
    (void)state;
    struct observation said_so[16];
    size_t n = all_six(said_so);
    struct compare_request request = half_year();
    for (size_t shift = 0; shift < n; shift++) {
        struct observation mixed[16];
        for (size_t i = 0; i < n; i++)
            mixed[i] = said_so[(i * 4 + shift) % n];
        request.limit = 4;
        build(&request, DIRECTION_LOWER, mixed, n);
        assert_order("dbac");
        assert_value(&row("a")->base, "0");
        assert_int_equal(row("c")->rank, 4);
        assert_int_equal(row("d")->series_id, 106);
        assert_int_equal(compare.spread.values, ORGS);
        assert_decimal(compare.spread.median_low, "90");
        assert_decimal(compare.spread.median_high, "112");
    }
}

/* 112 twice is the greatest where more is better and where less is: the organisations are named in the order of their codes. */
static void test_compare_build_when_ends_tie_then_spread_names_them_by_code(void **state) {
    (void)state;
    const enum direction directions[] = {DIRECTION_HIGHER, DIRECTION_LOWER, DIRECTION_NEITHER};
    struct observation said_so[] = {by(1, "2021-H1", "112"), by(2, "2021-H1", "7.0"),
                                    by(3, "2021-H1", "112.00"), by(4, "2021-H1", "7"),
                                    by(5, "2021-H1", "50")};
    for (size_t i = 0; i < 3; i++) {
        struct compare_request request = half_year();
        build(&request, directions[i], said_so, 5);
        assert_order(i == 0 ? "cfeabd" : i == 1 ? "abecfd" : "abcdef");
        assert_int_equal(compare.spread.greatest_count, 2);
        assert_true(text_equal(compare.spread.greatest_orgs[0], TEXT_OF("c")));
        assert_true(text_equal(compare.spread.greatest_orgs[1], TEXT_OF("f")));
        assert_int_equal(compare.spread.least_count, 2);
        assert_true(text_equal(compare.spread.least_orgs[0], TEXT_OF("a")));
        assert_true(text_equal(compare.spread.least_orgs[1], TEXT_OF("b")));
        assert_decimal(compare.spread.range, "105.0"); /* f says 112, a 7.0 */
    }
}

static void test_compare_build_when_arena_is_full_then_too_large(void **state) {
    (void)state;
    struct observation said_so[16];
    size_t n = all_six(said_so);
    struct compare_request request = half_year();
    struct metric metric = {.direction = DIRECTION_HIGHER};
    for (size_t ceiling = 0; ceiling < 40000; ceiling += 1000) {
        struct arena small;
        struct err err = {0};
        arena_init(&small, ceiling);
        if (!compare_build(&small, &request, &metric, orgs, ORGS, said_so, n, &compare, &err))
            assert_int_equal(err.code, ERR_TOO_LARGE);
        else
            assert_int_equal(compare.row_count, ORGS);
        if (ceiling == 0)
            assert_int_equal(err.code, ERR_TOO_LARGE);
        arena_fini(&small);
    }
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_compare_build_when_bases_are_missing_then_rows_stay_with_reasons),
        CASE(test_compare_build_when_values_tie_then_they_share_the_rank),
        CASE(test_compare_build_when_value_is_no_exact_one_then_not_ranked),
        CASE(test_compare_build_when_nothing_was_said_then_not_reported_or_not_due),
        CASE(test_compare_build_when_base_is_a_full_year_then_period_mismatch),
        CASE(test_compare_build_when_against_others_then_their_base),
        CASE(test_compare_build_when_sorted_then_rows_without_key_last),
        CASE(test_compare_sort_parse_when_unknown_then_refused),
        CASE(test_compare_build_when_observations_are_mixed_then_each_finds_its_own),
        CASE(test_compare_build_when_ends_tie_then_spread_names_them_by_code),
        CASE(test_compare_build_when_arena_is_full_then_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
