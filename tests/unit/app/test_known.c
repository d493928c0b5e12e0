/* What a worker knows of the catalogue: until somebody writes there, and no more than fits. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "app/known.h"
#include "base/memory.h"

static struct known known;

static int begin(void **state) {
    struct err err;
    (void)state;
    known_init(&known);
    return generations_init(&err) ? 0 : -1;
}

static int end(void **state) {
    (void)state;
    known_fini(&known);
    return 0;
}

static const struct org school = {
    .id = 7, .code = TEXT("school"), .name = TEXT("一小"), .parent = TEXT("district")};
static const struct metric visits = {.id = 9,
                                     .code = TEXT("visits"),
                                     .name_zh = TEXT("走访"),
                                     .unit = TEXT("次"),
                                     .kind = FIGURE_COUNT,
                                     .over_time = ADDITIVITY_SUM};

static void change_catalogue(void) {
    const struct text none = {0};
    generations_raise(generation_slot(CHANGE_CATALOGUE, none, none));
}

static void test_known_when_put_then_given_whole(void **state) {
    const struct watch seen = known_seen();
    const struct org *orgs;
    size_t count;
    (void)state;
    assert_null(known_org(&known, school.code));
    known_put_org(&known, &seen, &school);
    known_put_metric(&known, &seen, &visits);
    assert_false(known_orgs(&known, &orgs, &count));
    known_put_orgs(&known, &seen, &school, 1);
    const struct org *org = known_org(&known, school.code);
    const struct metric *metric = known_metric(&known, visits.code);
    assert_int_equal(org->id, 7);
    assert_true(text_equal(org->name, school.name) && text_equal(org->parent, school.parent));
    assert_ptr_not_equal(org->name.ptr, school.name.ptr);
    assert_int_equal(metric->id, 9);
    assert_true(text_equal(metric->name_zh, visits.name_zh) && text_equal(metric->unit, visits.unit));
    assert_int_equal(metric->over_time, ADDITIVITY_SUM);
    assert_true(known_orgs(&known, &orgs, &count));
    assert_int_equal(count, 1);
    assert_true(text_equal(orgs[0].code, school.code));
    assert_null(known_org(&known, visits.code));
}

static void test_known_metric_when_it_has_breaks_then_copied_with_them(void **state) {
    const struct watch seen = known_seen();
    char note[] = "只计入户走访";
    struct metric_break breaks[] = {
        {.metric = TEXT("visits"), .start = 18993, .note = {note, sizeof note - 1}}, /* 2022-01-01 */
        {.metric = TEXT("visits"), .start = 19905, .note = TEXT("含电话走访")}};
    struct metric counted_otherwise = visits;
    (void)state;
    counted_otherwise.breaks = (struct breaks){breaks, 2};
    known_put_metric(&known, &seen, &counted_otherwise);
    memset(note, 'x', strlen(note)); /* what it was copied from is gone */
    memset(breaks, 0, sizeof breaks);
    const struct metric *metric = known_metric(&known, visits.code);
    assert_int_equal(metric->breaks.count, 2);
    assert_int_equal(metric->breaks.items[0].start, 18993);
    assert_true(text_equal(metric->breaks.items[0].note, TEXT_OF("只计入户走访")));
    assert_ptr_equal(metric->breaks.items[0].metric.ptr, metric->code.ptr);
    assert_int_equal(metric->breaks.items[1].start, 19905);
    assert_true(text_equal(metric->breaks.items[1].note, TEXT_OF("含电话走访")));
}

static void test_known_when_the_catalogue_changes_then_nothing(void **state) {
    const struct watch seen = known_seen();
    const struct org *orgs;
    size_t count;
    (void)state;
    known_put_org(&known, &seen, &school);
    known_put_metric(&known, &seen, &visits);
    known_put_orgs(&known, &seen, &school, 1);
    change_catalogue();
    assert_null(known_org(&known, school.code));
    assert_null(known_metric(&known, visits.code));
    assert_false(known_orgs(&known, &orgs, &count));
}

/* It was read before the change, though it is put after it. */
static void test_known_when_seen_before_a_change_then_not_put(void **state) {
    const struct watch before = known_seen();
    (void)state;
    change_catalogue();
    known_put_org(&known, &before, &school);
    assert_null(known_org(&known, school.code));
    const struct watch after = known_seen();
    known_put_metric(&known, &after, &visits);
    known_put_org(&known, &before, &school);
    assert_null(known_org(&known, school.code));
    assert_non_null(known_metric(&known, visits.code));
}

static void test_known_when_full_then_begun_anew(void **state) {
    const struct watch seen = known_seen();
    char code[32];
    (void)state;
    size_t most = 0;
    for (unsigned i = 0; i < 200000; i++) {
        snprintf(code, sizeof code, "school-%u", i);
        const struct org org = {
            .id = i, .code = text_from(code), .name = school.name, .parent = school.parent};
        known_put_org(&known, &seen, &org);
        most = known.arena.used > most ? known.arena.used : most;
    }
    assert_in_range(most, 4 << 20, 8 << 20);
    assert_null(known_org(&known, TEXT_OF("school-0")));
    known_put_org(&known, &seen, &school); /* the last of them may just not have fitted */
    known_put_org(&known, &seen, &school);
    assert_non_null(known_org(&known, school.code));
}

static void test_list_when_longer_than_most_then_not_known(void **state) {
    static struct org many[10001];
    const struct watch seen = known_seen();
    const struct org *orgs;
    size_t count;
    (void)state;
    known_put_orgs(&known, &seen, many, 10001);
    assert_false(known_orgs(&known, &orgs, &count));
    known_put_orgs(&known, &seen, many, 10000);
    assert_true(known_orgs(&known, &orgs, &count));
    assert_int_equal(count, 10000);
}

static void test_known_when_memory_fails_then_nothing_in_part(void **state) {
    const struct watch seen = known_seen();
    (void)state;
    for (size_t n = 1;; n++) {
        known_fini(&known);
        known_init(&known);
        memory_fail_after(n);
        known_put_org(&known, &seen, &school);
        known_put_metric(&known, &seen, &visits);
        bool has_failed = memory_has_failed();
        memory_fail_after(0);
        const struct org *org = known_org(&known, school.code);
        assert_true(org == NULL || text_equal(org->parent, school.parent));
        if (!has_failed)
            return;
    }
}

#define KNOWN_TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        KNOWN_TEST(test_known_when_put_then_given_whole),
        KNOWN_TEST(test_known_metric_when_it_has_breaks_then_copied_with_them),
        KNOWN_TEST(test_known_when_the_catalogue_changes_then_nothing),
        KNOWN_TEST(test_known_when_seen_before_a_change_then_not_put),
        KNOWN_TEST(test_known_when_full_then_begun_anew),
        KNOWN_TEST(test_list_when_longer_than_most_then_not_known),
        KNOWN_TEST(test_known_when_memory_fails_then_nothing_in_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
