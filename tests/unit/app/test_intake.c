#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "app/intake.h"
#include "base/buf.h"
#include "base/memory.h"

enum { CEILING = 64 << 20, CANDIDATES = 2 };

static struct arena arena;
static struct intake intake;

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

static const struct link_candidate candidates[CANDIDATES] = {
    {.metric_id = 2, .alias_norm = TEXT("家长满意度"), .unit = TEXT("%"), .kind = FIGURE_RATE},
    {.metric_id = 1, .alias_norm = TEXT("开通校车线路"), .unit = TEXT("条"), .kind = FIGURE_COUNT}};
static const struct metric metrics[CANDIDATES] = {
    {.id = 2, .code = TEXT("parents-content"), .unit = TEXT("%"), .kind = FIGURE_RATE},
    {.id = 1, .code = TEXT("bus-lines"), .unit = TEXT("条"), .kind = FIGURE_COUNT}};
static const struct intake_known known = {
    .aliases = candidates, .alias_metrics = metrics, .alias_count = CANDIDATES, .org = TEXT("heyan")};

static struct period year(void) {
    struct period period = {0};
    struct err err;
    assert_true(period_parse(TEXT_OF("2021"), &period, &err));
    return period;
}

static bool take_in(struct arena *from, const char *report, struct err *err) {
    struct document document;
    return document_read(from, text_from(report), TEXT_OF("text/plain; charset=utf-8"), &document, err) &&
           intake_read(from, NULL, &document, text_from(report), year(), TEXT_OF("河沿区教育局"), &intake,
                       err) &&
           intake_link(from, &intake, &known, err);
}

static void take_in_or_fail(const char *report) {
    struct err err = {0};
    if (!take_in(&arena, report, &err))
        fail_msg("%s: %s", report, err.detail);
}

/* The index of the figure that reads so, the n-th (from 0) of them. */
static size_t figure_of(const char *text, size_t nth) {
    for (size_t i = 0; i < intake.extracted.count; i++)
        if (text_equal(intake.extracted.figures[i].text, text_from(text)) && nth-- == 0)
            return i;
    fail_msg("no figure reads %s", text);
    return 0;
}

static void test_intake_when_an_alias_knows_the_label_then_linked(void **state) {
    (void)state;
    take_in_or_fail("2021年工作总结\n全年开通校车线路42条。家长满意度达93.70%。\n");
    assert_int_equal(intake.extracted.count, 2);
    const struct intake_link *lines = &intake.links[figure_of("42条", 0)];
    const struct intake_link *content = &intake.links[figure_of("93.70%", 0)];
    assert_true(text_equal(lines->metric, TEXT_OF("bus-lines")));
    assert_true(text_equal(content->metric, TEXT_OF("parents-content")));
    assert_false(lines->is_provisional || content->is_provisional);
    assert_true(lines->is_point && content->is_point);
    assert_int_equal(lines->scope.len, 0);
    assert_int_equal(intake.note_count, 0);
    assert_true(text_equal(intake.document.media_type, TEXT_OF("text/plain")));
}

/* printf '…' | sha256sum */
static void test_intake_when_read_then_sha256_is_of_the_bytes(void **state) {
    (void)state;
    char hex[DIGEST_HEX_MAX];
    take_in_or_fail("全年开通校车线路42条。");
    digest_hex(intake.sha256, hex);
    assert_string_equal(hex, "5b1c7df71f47c43255455664047c29597aef0d84d532032939441f2721389cef");
}

static void test_intake_when_no_alias_knows_the_label_then_a_provisional_metric(void **state) {
    (void)state;
    take_in_or_fail("2021年工作总结\n新建风雨操场6个。\n2020年新建风雨操场2个。\n");
    const struct intake_link *this_year = &intake.links[figure_of("6个", 0)];
    const struct intake_link *last_year = &intake.links[figure_of("2个", 0)];
    assert_true(this_year->is_provisional && last_year->is_provisional);
    assert_true(text_starts_with(this_year->metric, TEXT_OF("p-")));
    assert_int_equal(this_year->metric.len, 2 + 16);
    assert_true(text_equal(this_year->metric, last_year->metric));
    assert_true(this_year->is_point && last_year->is_point);
    struct metric metric = intake_provisional(&intake, figure_of("6个", 0));
    assert_true(text_equal(metric.code, this_year->metric));
    assert_true(text_equal(metric.name_zh, intake.extracted.figures[figure_of("6个", 0)].label));
    assert_true(text_equal(metric.unit, TEXT_OF("个")));
    assert_int_equal(metric.kind, FIGURE_COUNT);
    assert_int_equal(metric.direction, DIRECTION_NEITHER);
    assert_int_equal(metric.over_time, ADDITIVITY_NONE);
    assert_int_equal(metric.over_orgs, ADDITIVITY_NONE);
    assert_true(metric.is_provisional);
}

static void test_intake_when_the_same_report_comes_again_then_the_same_codes(void **state) {
    (void)state;
    static const char report[] = "2021年工作总结\n新建风雨操场6个。评选书香班级18个。\n";
    struct text first[2];
    take_in_or_fail(report);
    assert_int_equal(intake.extracted.count, 2);
    for (size_t i = 0; i < 2; i++)
        first[i] = intake.links[i].metric;
    assert_false(text_equal(first[0], first[1]));
    take_in_or_fail(report);
    for (size_t i = 0; i < 2; i++)
        assert_true(text_equal(intake.links[i].metric, first[i]));
}

static void test_intake_when_a_figure_is_a_change_then_it_joins_nothing(void **state) {
    (void)state;
    take_in_or_fail("2021年工作总结\n开通校车线路42条，同比增长5%。\n");
    size_t change = figure_of("5%", 0);
    assert_int_equal(intake.extracted.figures[change].kind, FIGURE_CHANGE);
    assert_int_equal(intake.links[change].metric.len, 0);
    assert_false(intake.links[change].is_provisional);
    assert_false(intake.links[change].is_point);
    assert_true(intake.links[figure_of("42条", 0)].is_point);
}

static void
test_intake_when_one_point_has_two_values_then_one_is_kept_apart_and_a_note_names_both(void **state) {
    (void)state;
    take_in_or_fail("2021年工作总结\n开通校车线路42条。\n开通校车线路43条。\n");
    size_t a = figure_of("42条", 0), b = figure_of("43条", 0);
    bool b_is_surer = intake.extracted.figures[b].confidence > intake.extracted.figures[a].confidence;
    size_t kept = b_is_surer ? b : a, apart = b_is_surer ? a : b;
    assert_true(text_equal(intake.links[kept].metric, TEXT_OF("bus-lines")));
    assert_true(text_starts_with(intake.links[apart].metric, TEXT_OF("p-")));
    assert_true(intake.links[kept].is_point && intake.links[apart].is_point);
    assert_true(intake.links[apart].is_variant && !intake.links[kept].is_variant);
    assert_true(text_equal(intake.links[apart].base->code, TEXT_OF("bus-lines")));
    assert_int_equal(intake.extracted.figures[apart].state, FIGURE_PENDING);
    assert_int_equal(intake.extracted.figures[kept].state, FIGURE_SURE);
    assert_int_equal(intake.note_count, 1);
    char note[200];
    assert_true(intake.notes[0].len < sizeof note);
    memcpy(note, intake.notes[0].ptr, intake.notes[0].len);
    note[intake.notes[0].len] = '\0';
    assert_non_null(strstr(note, "42条"));
    assert_non_null(strstr(note, "43条"));
}

static void
test_intake_when_one_point_stands_twice_with_one_value_then_it_counts_once_without_a_note(void **state) {
    (void)state;
    take_in_or_fail("2021年工作总结\n开通校车线路42条。\n开通校车线路42条。\n");
    assert_true(intake.links[figure_of("42条", 0)].is_point);
    assert_false(intake.links[figure_of("42条", 1)].is_point);
    assert_int_equal(intake.note_count, 0);
}

static void test_intake_when_many_points_have_two_values_then_the_notes_stay_within_bounds(void **state) {
    (void)state;
    struct buf report;
    buf_init(&report, 1 << 20);
    buf_add_text(&report, TEXT_OF("2021年工作总结\n"));
    for (int i = 0; i < 120; i++)
        buf_printf(&report, "开通校车线路%d条。\n", 40 + i);
    buf_add_char(&report, '\0');
    assert_false(buf_failed(&report));
    take_in_or_fail(report.ptr);
    size_t points = 0;
    for (size_t i = 0; i < intake.extracted.count; i++)
        points += intake.links[i].is_point;
    assert_int_equal(points, 1 + 31); /* the first, and (2) to (32) */
    assert_int_equal(intake.note_count, 16);
    buf_fini(&report);
}

static void assert_refused(const char *report, enum err_code expected) {
    struct err err = {0};
    assert_false(take_in(&arena, report, &err));
    if (err.code != expected)
        fail_msg("%s: %s (%s)", report, err_name(err.code), err.detail);
    assert_true(err.detail[0] != '\0');
}

static void test_intake_when_there_is_nothing_to_take_in_then_refused(void **state) {
    (void)state;
    assert_refused("关于开展校园绿化的通知\n请各校认真组织。\n", ERR_NO_FIGURES);
    assert_refused("", ERR_EMPTY_BODY);
    assert_refused(" \r\n　", ERR_EMPTY_BODY);
    assert_refused("开通校车线路42条\xff\xfe\xff。", ERR_BAD_ENCODING);
}

static const char whole_report[] = "2021年工作总结\n开通校车线路42条，同比增长5%。开通校车线路43条。\n"
                                   "新建风雨操场6个。家长满意度达93.70%。评选书香班级18个。\n";

static void test_intake_when_the_arena_is_too_small_then_too_large(void **state) {
    (void)state;
    bool is_taken = false;
    size_t refused = 0;
    for (size_t ceiling = 0; !is_taken; ceiling += 512) {
        struct arena small;
        struct err err = {0};
        assert_true(ceiling < CEILING);
        arena_init(&small, ceiling);
        is_taken = take_in(&small, whole_report, &err);
        if (!is_taken && err.code != ERR_TOO_LARGE)
            fail_msg("%zu bytes: %s (%s)", ceiling, err_name(err.code), err.detail);
        refused += !is_taken;
        arena_fini(&small);
    }
    assert_true(refused > 3);
}

static void test_intake_when_an_allocation_fails_then_refused_and_no_half_of_it(void **state) {
    (void)state;
    for (size_t n = 1;; n++) {
        struct arena own;
        struct err err = {0};
        arena_init(&own, CEILING);
        memory_fail_after(n);
        bool is_taken = take_in(&own, whole_report, &err);
        bool has_failed = memory_has_failed();
        memory_fail_after(0);
        if (has_failed) {
            if (is_taken || (err.code != ERR_TOO_LARGE && err.code != ERR_OUT_OF_MEMORY))
                fail_msg("allocation %zu: %s (%s)", n, is_taken ? "taken" : err_name(err.code), err.detail);
        } else {
            assert_true(is_taken);
            assert_int_equal(intake.extracted.count, 6);
            assert_true(n > 1);
        }
        arena_fini(&own);
        if (!has_failed)
            return;
    }
}

#define INTAKE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        INTAKE_TEST(test_intake_when_an_alias_knows_the_label_then_linked),
        INTAKE_TEST(test_intake_when_read_then_sha256_is_of_the_bytes),
        INTAKE_TEST(test_intake_when_no_alias_knows_the_label_then_a_provisional_metric),
        INTAKE_TEST(test_intake_when_the_same_report_comes_again_then_the_same_codes),
        INTAKE_TEST(test_intake_when_a_figure_is_a_change_then_it_joins_nothing),
        INTAKE_TEST(test_intake_when_one_point_has_two_values_then_one_is_kept_apart_and_a_note_names_both),
        INTAKE_TEST(
            test_intake_when_one_point_stands_twice_with_one_value_then_it_counts_once_without_a_note),
        INTAKE_TEST(test_intake_when_many_points_have_two_values_then_the_notes_stay_within_bounds),
        INTAKE_TEST(test_intake_when_there_is_nothing_to_take_in_then_refused),
        INTAKE_TEST(test_intake_when_the_arena_is_too_small_then_too_large),
        INTAKE_TEST(test_intake_when_an_allocation_fails_then_refused_and_no_half_of_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
