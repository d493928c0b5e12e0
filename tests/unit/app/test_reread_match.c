/* Figures are written as "start-end label unit" on one sentence each, but where a test says more. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "app/reread_match.h"

enum { CEILING = 64 << 20, MANY = 20000 };

static struct arena arena;

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

static struct figure at(uint32_t start, uint32_t end, const char *label) {
    return (struct figure){.start = start,
                           .end = end,
                           .label = text_from(label),
                           .unit = TEXT("次"),
                           .quote = TEXT("一句话"),
                           .quote_start = 0,
                           .kind = FIGURE_COUNT,
                           .state = FIGURE_SURE};
}

static struct figure with_state(struct figure figure, enum figure_state state, int revision) {
    figure.state = state;
    figure.revision = revision;
    return figure;
}

static struct figure of_kind(struct figure figure, enum figure_kind kind) {
    figure.kind = kind;
    return figure;
}

static struct figure in_sentence(struct figure figure, uint32_t quote_start) {
    figure.quote_start = quote_start;
    return figure;
}

/* stored_of: of each read figure; the other direction has to say the same, of the first. */
static void assert_matched(struct figure *stored, size_t stored_count, const struct figure *read,
                           size_t read_count, const int *stored_of) {
    struct reread_matches matches;
    struct err err = {0};
    for (size_t i = 0; i < stored_count; i++)
        stored[i].ordinal = (uint32_t)i;
    assert_true(reread_match(&arena, stored, stored_count, read, read_count, &matches, &err));
    for (size_t r = 0; r < read_count; r++)
        assert_int_equal(matches.stored_of[r], stored_of[r]);
    for (size_t s = 0; s < stored_count; s++) {
        int first = REREAD_NONE;
        for (size_t r = 0; r < read_count && first == REREAD_NONE; r++)
            first = stored_of[r] == (int)s ? (int)r : REREAD_NONE;
        assert_int_equal(matches.read_of[s], first);
    }
}

#define MATCHED(stored, read, ...)                                                                           \
    assert_matched((stored), sizeof(stored) / sizeof *(stored), (read), sizeof(read) / sizeof *(read),       \
                   (const int[]){__VA_ARGS__})

static void test_match_when_the_place_and_kind_are_the_same_then_that_one_whatever_it_says(void **state) {
    (void)state;
    struct figure stored[] = {at(5, 8, "会议"), at(12, 15, "走访")};
    struct figure read[] = {at(5, 8, "走访"), at(12, 15, "会议")};
    MATCHED(stored, read, 0, 1);
}

static void test_match_when_places_overlap_then_the_same_number(void **state) {
    (void)state;
    struct figure stored[] = {at(5, 8, "会议"), at(12, 15, "走访")};
    struct figure read[] = {in_sentence(at(5, 10, "会"), 4), of_kind(at(11, 13, "访"), FIGURE_QUANTITY)};
    MATCHED(stored, read, 0, 1);
}

static void test_match_when_places_only_touch_then_not(void **state) {
    (void)state;
    struct figure stored[] = {at(5, 8, "会议")};
    struct figure read[] = {at(8, 10, "走访"), at(3, 5, "走访")};
    MATCHED(stored, read, REREAD_NONE, REREAD_NONE);
}

static void test_match_when_elsewhere_in_the_sentence_then_by_label_and_unit(void **state) {
    (void)state;
    struct figure stored[] = {at(5, 8, "会议"), at(12, 15, "走访")};
    struct figure read[] = {at(20, 22, "走访"), at(30, 32, "会议"), at(40, 42, "会议")};
    read[2].unit = TEXT_OF("人");
    MATCHED(stored, read, 1, 0, REREAD_NONE);
}

static void test_match_when_in_another_sentence_then_not(void **state) {
    (void)state;
    struct figure stored[] = {at(5, 8, "会议")};
    struct figure read[] = {in_sentence(at(20, 22, "会议"), 18)};
    MATCHED(stored, read, REREAD_NONE);
}

static void test_match_when_several_would_do_then_the_nearest_in_the_order_of_the_text(void **state) {
    (void)state;
    struct figure stored[] = {at(5, 8, "会议"), at(50, 52, "会议"), at(90, 92, "会议")};
    struct figure near_second[] = {at(46, 48, "会议")};
    MATCHED(stored, near_second, 1);
    /* 46 is nearest to 50 and 60 too, but comes later: what is left for it is 90. */
    struct figure two[] = {at(46, 48, "会议"), at(60, 62, "会议")};
    MATCHED(stored, two, 1, 2);
    struct figure four[] = {at(10, 12, "会议"), at(20, 22, "会议"), at(60, 62, "会议"), at(95, 97, "会议")};
    MATCHED(stored, four, 0, 1, 2, REREAD_NONE);
}

static void test_match_when_a_change_and_none_then_never(void **state) {
    (void)state;
    struct figure stored[] = {at(5, 8, "会议"), of_kind(at(12, 15, "走访"), FIGURE_CHANGE)};
    struct figure read[] = {of_kind(at(5, 8, "会议"), FIGURE_CHANGE), at(12, 15, "走访")};
    MATCHED(stored, read, REREAD_NONE, REREAD_NONE);
}

static void test_match_when_judged_then_all_that_is_read_there_is_it(void **state) {
    (void)state;
    struct figure stored[] = {with_state(at(5, 10, "会议"), FIGURE_REJECTED, 1), at(12, 15, "走访")};
    struct figure read[] = {at(5, 7, "学习"), of_kind(at(8, 9, "调研"), FIGURE_CHANGE), at(12, 15, "走访")};
    MATCHED(stored, read, 0, 0, 1);
}

static void test_match_when_judged_then_nothing_elsewhere_is_it(void **state) {
    (void)state;
    struct figure stored[] = {with_state(at(5, 10, "会议"), FIGURE_CORRECTED, 1)};
    struct figure read[] = {at(20, 22, "会议")};
    MATCHED(stored, read, REREAD_NONE);
}

static void test_match_when_only_reread_before_then_not_held_for_judged(void **state) {
    (void)state;
    struct figure stored[] = {with_state(at(5, 10, "会议"), FIGURE_SURE, 2)};
    stored[0].rereads = 2;
    struct figure read[] = {at(20, 22, "会议")};
    MATCHED(stored, read, 0);
}

static void test_match_when_withdrawn_then_only_at_its_very_place_and_behind_what_stands(void **state) {
    (void)state;
    struct figure stored[] = {with_state(at(5, 8, "会议"), FIGURE_WITHDRAWN, 0), at(5, 8, "会议"),
                              with_state(at(20, 22, "走访"), FIGURE_WITHDRAWN, 0)};
    struct figure read[] = {at(5, 8, "会议"), at(20, 22, "走访")};
    MATCHED(stored, read, 1, 2);
    struct figure overlapping[] = {at(20, 23, "走访")};
    MATCHED(stored, overlapping, REREAD_NONE);
}

static void test_match_when_added_ones_stand_behind_then_the_text_counts_not_their_order(void **state) {
    (void)state;
    struct figure stored[] = {at(50, 52, "会议"), at(90, 92, "会议"), at(5, 8, "会议")};
    struct figure read[] = {at(4, 6, "会议"), at(50, 52, "会议"), at(91, 93, "会议")};
    MATCHED(stored, read, 2, 0, 1);
}

static void test_match_when_one_side_is_empty_then_nothing(void **state) {
    (void)state;
    struct figure one[] = {at(5, 8, "会议")};
    assert_matched(one, 1, NULL, 0, NULL);
    assert_matched(NULL, 0, one, 1, (const int[]){REREAD_NONE});
}

/* One sentence, one label, no place the same: what a matching that looks at each pair would take minutes for. */
static void test_match_when_very_many_are_alike_then_each_has_its_partner(void **state) {
    (void)state;
    struct figure *stored = ARENA_ARRAY(&arena, MANY, struct figure);
    struct figure *read = ARENA_ARRAY(&arena, MANY, struct figure);
    struct reread_matches matches;
    struct err err = {0};
    assert_true(stored != NULL && read != NULL);
    for (uint32_t i = 0; i < MANY; i++) {
        stored[i] = at(10 * i, 10 * i + 2, "会议");
        stored[i].ordinal = i;
        read[i] = at(10 * i + 4, 10 * i + 6, "会议");
    }
    assert_true(reread_match(&arena, stored, MANY, read, MANY, &matches, &err));
    for (int i = 0; i < MANY; i++)
        assert_int_equal(matches.stored_of[i], i);
}

static void test_match_when_the_arena_is_full_then_too_large(void **state) {
    (void)state;
    struct arena small;
    struct reread_matches matches;
    struct err err = {0};
    struct figure one[] = {at(5, 8, "会议")};
    arena_init(&small, 1);
    assert_false(reread_match(&small, one, 1, one, 1, &matches, &err));
    assert_int_equal(err.code, ERR_TOO_LARGE);
    arena_fini(&small);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_match_when_the_place_and_kind_are_the_same_then_that_one_whatever_it_says),
        TEST(test_match_when_places_overlap_then_the_same_number),
        TEST(test_match_when_places_only_touch_then_not),
        TEST(test_match_when_elsewhere_in_the_sentence_then_by_label_and_unit),
        TEST(test_match_when_in_another_sentence_then_not),
        TEST(test_match_when_several_would_do_then_the_nearest_in_the_order_of_the_text),
        TEST(test_match_when_a_change_and_none_then_never),
        TEST(test_match_when_judged_then_all_that_is_read_there_is_it),
        TEST(test_match_when_judged_then_nothing_elsewhere_is_it),
        TEST(test_match_when_only_reread_before_then_not_held_for_judged),
        TEST(test_match_when_withdrawn_then_only_at_its_very_place_and_behind_what_stands),
        TEST(test_match_when_added_ones_stand_behind_then_the_text_counts_not_their_order),
        TEST(test_match_when_one_side_is_empty_then_nothing),
        TEST(test_match_when_very_many_are_alike_then_each_has_its_partner),
        TEST(test_match_when_the_arena_is_full_then_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
