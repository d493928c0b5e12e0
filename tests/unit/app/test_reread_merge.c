/* A reading against what is stored, both written down figure by figure. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "app/reread_merge.h"

enum { CEILING = 4 << 20, FIGURES_MAX = 6 };

static struct arena arena;
static struct figure stored[FIGURES_MAX], found[FIGURES_MAX];
static bool is_point[FIGURES_MAX];
static struct intake_link links[FIGURES_MAX];
static struct claim claims[FIGURES_MAX];
static size_t stored_count, found_count, claim_count;
static struct reread merged;

static int set_up(void **state) {
    (void)state;
    arena_init(&arena, CEILING);
    stored_count = found_count = claim_count = 0;
    memset(links, 0, sizeof links);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_fini(&arena);
    return 0;
}

static struct figure count_of(uint32_t start, const char *label, int value) {
    return (struct figure){.start = start,
                           .end = start + 2,
                           .label = text_from(label),
                           .unit = TEXT("次"),
                           .quote = TEXT("一句话"),
                           .kind = FIGURE_COUNT,
                           .quantity = quantity_exact(decimal_from_int(value)),
                           .period = period_half(2021, 1),
                           .change_of = FIGURE_NOT_OWNED,
                           .part_of = FIGURE_NOT_OWNED,
                           .confidence = 950,
                           .state = FIGURE_SURE};
}

static struct figure *store(struct figure figure, const char *metric, bool point) {
    struct figure *one = &stored[stored_count];
    *one = figure;
    one->id = 100 + (int64_t)stored_count;
    one->ordinal = (uint32_t)stored_count;
    one->metric = text_from(metric);
    one->link = metric[0] != '\0' ? LINK_NAME : LINK_NONE;
    is_point[stored_count++] = point;
    return one;
}

static struct figure *find(struct figure figure, const char *metric) {
    static struct metric metrics[FIGURES_MAX];
    struct figure *one = &found[found_count];
    *one = figure;
    one->ordinal = (uint32_t)found_count;
    one->link = metric[0] != '\0' ? LINK_NAME : LINK_WAITS;
    metrics[found_count] = (struct metric){.code = text_from(metric)};
    links[found_count] =
        (struct intake_link){.key = {.label_norm = figure.label, .unit = figure.unit, .kind = figure.kind},
                             .metric = text_from(metric),
                             .known = metric[0] != '\0' ? &metrics[found_count] : NULL,
                             .is_point = metric[0] != '\0'};
    found_count++;
    return one;
}

static void merge(void) {
    struct reread_matches matches;
    struct err err = {0};
    const struct intake intake = {.extracted = {.figures = found, .count = found_count}, .links = links};
    assert_true(reread_match(&arena, stored, stored_count, found, found_count, &matches, &err));
    const struct reread_input input = {.stored = stored,
                                       .is_point = is_point,
                                       .stored_count = stored_count,
                                       .claims = claims,
                                       .claim_count = claim_count,
                                       .intake = &intake,
                                       .matches = &matches};
    if (!reread_merge(&arena, &input, &merged, &err))
        fail_msg("%s", err.detail);
}

/* What came of it is stored; the same reading once more has nothing to say. */
static void assert_settled(void) {
    size_t ids = 500;
    stored_count = merged.count;
    claim_count = 0;
    for (size_t i = 0; i < merged.count; i++) {
        const struct reread_figure *one = &merged.figures[i];
        stored[i] = one->after;
        stored[i].id = one->after.id != 0 ? one->after.id : (int64_t)ids++;
        is_point[i] = one->is_point;
        if (one->has_claim)
            claims[claim_count++] = (struct claim){.id = stored[i].id,
                                                   .metric = {.code = one->claim_after.metric},
                                                   .scope = one->claim_after.scope};
    }
    merge();
    assert_false(reread_has_changes(&merged));
}

static void assert_metric(size_t i, const char *metric) {
    struct text code = merged.figures[i].after.metric;
    assert_int_equal(code.len, strlen(metric));
    assert_memory_equal(code.ptr != NULL ? code.ptr : "", metric, code.len);
}

static void test_merge_when_read_as_before_then_kept_in_its_series_whatever_is_known_now(void **state) {
    (void)state;
    store(count_of(5, "会议", 12), "meetings", true);
    find(count_of(5, "会议", 12), "gatherings");
    merge();
    assert_int_equal(merged.counts[REREAD_KEPT], 1);
    assert_metric(0, "meetings");
    assert_true(merged.figures[0].is_point && !merged.figures[0].is_moved);
    assert_false(reread_has_changes(&merged));
}

static void test_merge_when_the_value_is_another_then_revised_in_its_series(void **state) {
    (void)state;
    store(count_of(5, "会议", 12), "meetings", true);
    find(count_of(5, "会议", 13), "gatherings");
    merge();
    const struct reread_figure *one = &merged.figures[0];
    assert_int_equal(one->action, REREAD_REVISED);
    assert_int_equal(one->differs, DIFFERS_VALUE);
    assert_true(one->is_moved && one->was_point && one->is_point && !one->is_relinked);
    assert_metric(0, "meetings");
    assert_int_equal(one->after.id, 100);
    assert_settled();
}

static void test_merge_when_only_digits_are_more_then_revised(void **state) {
    (void)state;
    struct figure before = count_of(5, "满意度", 0), after = before;
    before.quantity = quantity_exact((struct decimal){937, 1});
    after.quantity = quantity_exact((struct decimal){9370, 2});
    store(before, "rate", true);
    find(after, "rate");
    merge();
    assert_int_equal(merged.figures[0].differs, DIFFERS_VALUE);
}

static void test_merge_when_another_measure_word_fits_then_revised_without_a_vintage(void **state) {
    (void)state;
    store(count_of(5, "会议", 12), "meetings", true);
    find(count_of(5, "会议", 12), "gatherings")->unit = TEXT_OF("场");
    merge();
    assert_int_equal(merged.figures[0].differs, DIFFERS_UNIT);
    assert_false(merged.figures[0].is_moved);
    assert_metric(0, "meetings");
    assert_settled();
}

static void test_merge_when_the_unit_does_not_fit_then_where_the_reading_puts_it(void **state) {
    (void)state;
    store(count_of(5, "会议", 12), "meetings", true);
    find(count_of(5, "会议", 12), "attendants")->unit = TEXT_OF("人");
    merge();
    assert_int_equal(merged.figures[0].differs, DIFFERS_UNIT | DIFFERS_SERIES);
    assert_true(merged.figures[0].is_moved && merged.figures[0].is_relinked);
    assert_metric(0, "attendants");
    assert_settled();
}

static void test_merge_when_the_label_is_another_and_unknown_then_no_point(void **state) {
    (void)state;
    store(count_of(5, "会议", 12), "meetings", true);
    find(count_of(5, "学习", 12), "")->state = FIGURE_PENDING;
    merge();
    assert_int_equal(merged.figures[0].action, REREAD_REVISED);
    assert_true(merged.figures[0].is_moved && !merged.figures[0].is_point);
    assert_metric(0, "");
    assert_settled();
}

static void test_merge_when_judged_then_exactly_as_it_was(void **state) {
    (void)state;
    struct figure *accepted = store(count_of(5, "会议", 12), "meetings", true);
    struct figure *rejected = store(count_of(20, "走访", 7), "visits", false);
    accepted->revision = rejected->revision = 1;
    accepted->state = FIGURE_ACCEPTED;
    rejected->state = FIGURE_REJECTED;
    find(count_of(5, "学习", 99), "studies");
    merge();
    assert_int_equal(merged.counts[REREAD_DECIDED], 2);
    assert_int_equal(merged.count, 2);
    assert_true(merged.figures[0].is_point && !merged.figures[1].is_point);
    assert_metric(0, "meetings");
    assert_false(reread_has_changes(&merged));
}

static void test_merge_when_not_found_then_withdrawn_once(void **state) {
    (void)state;
    store(count_of(5, "会议", 12), "meetings", true);
    store(count_of(20, "走访", 7), "visits", true);
    find(count_of(20, "走访", 7), "visits");
    merge();
    assert_int_equal(merged.figures[0].action, REREAD_WITHDRAWN);
    assert_int_equal(merged.figures[0].after.state, FIGURE_WITHDRAWN);
    assert_true(merged.figures[0].is_moved && !merged.figures[0].is_point);
    assert_settled();
    assert_int_equal(merged.counts[REREAD_GONE], 1);
    find(count_of(5, "会议", 12), "meetings");
    merge();
    assert_int_equal(merged.figures[0].action, REREAD_REVISED);
    assert_int_equal(merged.figures[0].differs, DIFFERS_STATE | DIFFERS_POINT);
    assert_true(merged.figures[0].is_point);
}

static void test_merge_when_added_then_behind_the_others_with_its_owners(void **state) {
    (void)state;
    store(count_of(20, "走访", 7), "visits", true);
    find(count_of(5, "会议", 12), "meetings");
    find(count_of(20, "走访", 7), "visits");
    struct figure change = count_of(30, "走访", 5);
    change.kind = FIGURE_CHANGE;
    change.change_of = 1; /* as read: the visits */
    find(change, "")->part_of = 0;
    merge();
    assert_int_equal(merged.count, 3);
    assert_int_equal(merged.counts[REREAD_ADDED], 2);
    assert_int_equal(merged.figures[1].after.ordinal, 1);
    const struct reread_figure *growth = &merged.figures[2];
    assert_int_equal(growth->after.change_of, 0);
    assert_int_equal(growth->after.part_of, 1);
    assert_true(growth->has_claim && growth->is_reclaimed && !growth->is_point);
    assert_true(text_equal(growth->claim_after.metric, TEXT_OF("visits")));
    assert_settled();
}

static void test_merge_when_its_point_is_taken_then_it_waits(void **state) {
    (void)state;
    struct figure *judged = store(count_of(5, "例会", 12), "meetings", true);
    judged->revision = 1;
    judged->state = FIGURE_ACCEPTED;
    find(count_of(5, "例会", 12), "p-1");
    find(count_of(20, "会议", 13), "meetings");
    merge();
    const struct reread_figure *other = &merged.figures[1];
    assert_int_equal(other->action, REREAD_ADDED);
    assert_int_equal(other->after.link, LINK_WAITS);
    assert_int_equal(other->after.state, FIGURE_PENDING);
    assert_false(other->is_point);
    assert_metric(1, "");
    assert_settled();
}

static void test_merge_when_its_point_says_the_same_then_it_stands_back(void **state) {
    (void)state;
    store(count_of(5, "会议", 12), "meetings", true);
    find(count_of(5, "会议", 12), "meetings");
    find(count_of(20, "会议", 12), "meetings");
    merge();
    assert_false(merged.figures[1].is_point);
    assert_metric(1, "meetings");
    assert_settled();
}

static void test_merge_when_the_one_before_it_leaves_then_it_moves_up(void **state) {
    (void)state;
    store(count_of(5, "会议", 12), "meetings", true);
    store(count_of(20, "会议", 12), "meetings", false);
    find(count_of(20, "会议", 12), "meetings");
    merge();
    assert_int_equal(merged.figures[0].action, REREAD_WITHDRAWN);
    assert_int_equal(merged.figures[1].differs, DIFFERS_POINT);
    assert_true(merged.figures[1].is_point && merged.figures[1].is_moved);
    assert_settled();
}

static void test_merge_when_a_person_emptied_the_point_then_nobody_moves_up(void **state) {
    (void)state;
    struct figure *rejected = store(count_of(5, "会议", 12), "meetings", false);
    rejected->revision = 1;
    rejected->state = FIGURE_REJECTED;
    store(count_of(20, "会议", 12), "meetings", false);
    find(count_of(5, "会议", 12), "meetings");
    find(count_of(20, "会议", 12), "meetings");
    merge();
    assert_false(merged.figures[1].is_point);
    assert_false(reread_has_changes(&merged));
}

static void test_merge_when_two_change_places_then_both_stay_points(void **state) {
    (void)state;
    struct figure first = count_of(5, "会议", 12), second = count_of(20, "会议", 13);
    second.period = period_half(2020, 1);
    store(first, "meetings", true);
    store(second, "meetings", true);
    first.period = period_half(2020, 1);
    second.period = period_half(2021, 1);
    find(first, "meetings");
    find(second, "meetings");
    merge();
    assert_int_equal(merged.counts[REREAD_REVISED], 2);
    assert_true(merged.figures[0].is_point && merged.figures[1].is_point);
    assert_settled();
}

static void test_merge_when_confidence_falls_below_sure_then_pending_and_when_it_rises_sure(void **state) {
    (void)state;
    store(count_of(5, "会议", 12), "meetings", true);
    struct figure *second = store(count_of(20, "走访", 7), "visits", true);
    second->confidence = 600;
    second->state = FIGURE_PENDING;
    store(count_of(40, "调研", 3), "surveys", true);
    find(count_of(5, "会议", 12), "meetings")->confidence = 899;
    find(count_of(20, "走访", 7), "visits");
    find(count_of(40, "调研", 3), "surveys")->confidence = 940;
    merge();
    assert_int_equal(merged.figures[0].after.state, FIGURE_PENDING);
    assert_int_equal(merged.figures[1].after.state, FIGURE_SURE);
    assert_int_equal(merged.figures[0].differs, DIFFERS_STATE);
    assert_true(!merged.figures[0].is_moved && !merged.figures[1].is_moved);
    assert_int_equal(merged.figures[2].action, REREAD_KEPT);
    assert_true(merged.figures[2].is_touched);
    assert_int_equal(merged.touched, 1);
    assert_settled();
}

static void test_merge_when_its_metric_was_not_known_then_linked(void **state) {
    (void)state;
    struct figure *waiting = store(count_of(5, "会议", 12), "", false);
    waiting->link = LINK_WAITS;
    waiting->state = FIGURE_PENDING;
    find(count_of(5, "会议", 12), "meetings");
    merge();
    assert_int_equal(merged.figures[0].differs, DIFFERS_STATE | DIFFERS_SERIES | DIFFERS_POINT);
    assert_true(merged.figures[0].is_point && merged.figures[0].is_relinked);
    assert_settled();
}

static void test_merge_when_an_owner_moves_then_its_claim_follows(void **state) {
    (void)state;
    struct figure change = count_of(30, "会议", 5);
    change.kind = FIGURE_CHANGE;
    change.change_of = 0;
    store(count_of(5, "会议", 12), "meetings", true);
    store(change, "", false);
    claims[claim_count++] = (struct claim){.id = 101, .metric = {.code = TEXT("meetings")}};
    find(count_of(5, "学习", 12), "studies");
    find(change, "");
    merge();
    const struct reread_figure *growth = &merged.figures[1];
    assert_int_equal(growth->action, REREAD_REVISED);
    assert_int_equal(growth->differs, DIFFERS_SERIES);
    assert_true(text_equal(growth->claim_before.metric, TEXT_OF("meetings")));
    assert_true(text_equal(growth->claim_after.metric, TEXT_OF("studies")));
    assert_settled();
}

static void test_merge_when_the_figures_are_not_numbered_through_then_refused(void **state) {
    (void)state;
    struct err err = {0};
    struct reread_matches matches;
    const struct intake intake = {.extracted = {.figures = found, .count = 0}, .links = links};
    store(count_of(5, "会议", 12), "meetings", true)->ordinal = 1;
    assert_true(reread_match(&arena, stored, 1, found, 0, &matches, &err));
    const struct reread_input input = {
        .stored = stored, .is_point = is_point, .stored_count = 1, .intake = &intake, .matches = &matches};
    assert_false(reread_merge(&arena, &input, &merged, &err));
    assert_int_equal(err.code, ERR_INTERNAL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_merge_when_read_as_before_then_kept_in_its_series_whatever_is_known_now),
        TEST(test_merge_when_the_value_is_another_then_revised_in_its_series),
        TEST(test_merge_when_only_digits_are_more_then_revised),
        TEST(test_merge_when_another_measure_word_fits_then_revised_without_a_vintage),
        TEST(test_merge_when_the_unit_does_not_fit_then_where_the_reading_puts_it),
        TEST(test_merge_when_the_label_is_another_and_unknown_then_no_point),
        TEST(test_merge_when_judged_then_exactly_as_it_was),
        TEST(test_merge_when_not_found_then_withdrawn_once),
        TEST(test_merge_when_added_then_behind_the_others_with_its_owners),
        TEST(test_merge_when_its_point_is_taken_then_it_waits),
        TEST(test_merge_when_its_point_says_the_same_then_it_stands_back),
        TEST(test_merge_when_the_one_before_it_leaves_then_it_moves_up),
        TEST(test_merge_when_a_person_emptied_the_point_then_nobody_moves_up),
        TEST(test_merge_when_two_change_places_then_both_stay_points),
        TEST(test_merge_when_confidence_falls_below_sure_then_pending_and_when_it_rises_sure),
        TEST(test_merge_when_its_metric_was_not_known_then_linked),
        TEST(test_merge_when_an_owner_moves_then_its_claim_follows),
        TEST(test_merge_when_the_figures_are_not_numbered_through_then_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
