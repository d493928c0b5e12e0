/* Answers that are kept: given again byte for byte or not at all, within their memory. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/answers.h"
#include "base/memory.h"

enum { MEMORY = 4 << 20, BODY_MOST = 700 << 10 };

static struct answers *answers;
static char got[BODY_MOST];

static const struct text ORG = {"school", 6}, METRIC = {"visits", 6};

static int begin(void **state) {
    struct err err;
    (void)state;
    answers = answers_new(MEMORY, &err);
    return answers != NULL && generations_init(&err) ? 0 : -1;
}

static int end(void **state) {
    (void)state;
    answers_free(answers);
    return 0;
}

/* ---- questions and their answers: the body follows from number and version ---- */

struct asked {
    unsigned number, version;
    size_t len;
    bool is_gzip;
};

static struct text key_of(unsigned number) {
    static char key[32];
    int len = snprintf(key, sizeof key, "question %u", number);
    return (struct text){key, (size_t)len};
}

static size_t body_of(const struct asked *asked, char *body) {
    size_t len = 0;
    for (unsigned point = 0; len < asked->len; point++)
        len += (size_t)snprintf(body + len, BODY_MOST - len,
                                "{\"period\":\"%u\",\"value\":%u.%02u,\"reason\":null},", 2000 + point % 40,
                                (asked->number * 7919 + point * 104729) % 100000, asked->version % 100);
    return asked->len;
}

static void put(const struct asked *asked, const struct watch *watch, int64_t now_ms) {
    static char body[BODY_MOST + 100];
    struct http_finished finished = {.content_type = "application/json", .is_gzip = asked->is_gzip};
    size_t len = body_of(asked, body);
    snprintf(finished.tag, sizeof finished.tag, "\"%u-%u\"", asked->number, asked->version);
    buf_init(&finished.body, sizeof body);
    buf_add(&finished.body, body, len);
    answers_put(answers, 0, key_of(asked->number), watch, &finished, now_ms);
    buf_fini(&finished.body);
}

static void put_twice(const struct asked *asked, const struct watch *watch, int64_t now_ms) {
    put(asked, watch, now_ms);
    put(asked, watch, now_ms);
}

static bool find(const struct asked *asked, int64_t now_ms) {
    static char body[BODY_MOST + 100];
    char tag[HTTP_TAG_MAX];
    struct http_stored stored;
    if (!answers_find(answers, key_of(asked->number), now_ms, &stored))
        return false;
    if (stored.unpack != NULL)
        assert_true(stored.unpack(stored.context, got, stored.len));
    else
        memcpy(got, stored.bytes, stored.len);
    assert_int_equal(stored.len, body_of(asked, body));
    assert_memory_equal(got, body, stored.len);
    snprintf(tag, sizeof tag, "\"%u-%u\"", asked->number, asked->version);
    assert_string_equal(stored.tag, tag);
    assert_int_equal(stored.is_gzip, asked->is_gzip);
    return true;
}

static struct watch watch_of_point(void) {
    struct watch watch = {0};
    watch_add(&watch, CHANGE_POINT, ORG, METRIC);
    watch_add(&watch, CHANGE_WHOLE, (struct text){0}, METRIC);
    watch_begin(&watch);
    return watch;
}

/* ---- tests ---- */

static void test_answer_when_asked_once_then_kept_from_the_second_time(void **state) {
    const struct watch watch = watch_of_point();
    const struct asked asked = {.number = 1, .len = 9000};
    (void)state;
    put(&asked, &watch, 0);
    assert_false(find(&asked, 0));
    put(&asked, &watch, 0);
    assert_true(find(&asked, 0));
    assert_true(find(&asked, 0));
}

static void test_answer_when_of_any_size_then_the_same_bytes(void **state) {
    static const size_t sizes[] = {1, 511, 512, 4095, 4096, 14000, 65535, 65536, 65537, 300000, 700000};
    const struct watch watch = watch_of_point();
    (void)state;
    for (unsigned gzip = 0; gzip < 2; gzip++)
        for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            const struct asked asked = {.number = gzip * 100 + i, .len = sizes[i], .is_gzip = gzip == 1};
            put_twice(&asked, &watch, 0);
            assert_true(find(&asked, 0));
        }
}

static void test_answer_when_put_again_then_the_newer(void **state) {
    const struct watch watch = watch_of_point();
    const struct asked older = {.number = 2, .version = 1, .len = 9000},
                       newer = {.number = 2, .version = 2, .len = 5000};
    (void)state;
    put_twice(&older, &watch, 0);
    put(&newer, &watch, 0);
    assert_true(find(&newer, 0));
    assert_int_equal(answers_count(answers).entries, 1);
}

static void test_answer_when_what_it_rests_on_changed_then_gone(void **state) {
    const struct watch watch = watch_of_point();
    const struct asked asked = {.number = 3, .len = 9000};
    (void)state;
    put_twice(&asked, &watch, 0);
    generations_raise(generation_slot(CHANGE_WHOLE, (struct text){0}, METRIC));
    assert_false(find(&asked, 0));
    assert_int_equal(answers_count(answers).entries, 0);
}

static void test_answer_when_older_than_ten_minutes_then_gone(void **state) {
    const struct watch watch = watch_of_point();
    const struct asked asked = {.number = 4, .len = 9000};
    (void)state;
    put_twice(&asked, &watch, 5000);
    assert_true(find(&asked, 605000));
    assert_false(find(&asked, 606000));
}

static void test_answer_when_larger_than_a_quarter_of_the_memory_then_not_kept(void **state) {
    const struct watch watch = watch_of_point();
    const struct asked asked = {.number = 5, .len = 300000};
    (void)state;
    answers_set_memory(answers, 1 << 20);
    put_twice(&asked, &watch, 0);
    assert_false(find(&asked, 0));
}

static void test_answer_when_no_memory_is_set_then_nothing_is_kept(void **state) {
    const struct watch watch = watch_of_point();
    const struct asked asked = {.number = 6, .len = 600};
    (void)state;
    put_twice(&asked, &watch, 0);
    answers_set_memory(answers, 0);
    assert_false(find(&asked, 0));
    put_twice(&asked, &watch, 0);
    assert_false(find(&asked, 0));
    assert_int_equal(answers_count(answers).bytes, 0);
}

/* What is asked for again and again outlives ten times what fits. */
static void test_memory_when_more_comes_than_fits_then_bounded_and_what_is_asked_for_stays(void **state) {
    const struct watch watch = watch_of_point();
    const struct asked wanted = {.number = 7, .len = 20000}, large = {.number = 8, .len = 600000};
    (void)state;
    put_twice(&wanted, &watch, 0);
    put_twice(&large, &watch, 0);
    for (unsigned i = 0; i < 6000; i++) {
        const struct asked passing = {.number = 1000 + i, .len = 4000 + i % 9000, .is_gzip = true};
        put_twice(&passing, &watch, 0);
        assert_true(find(&passing, 0));
        assert_true(find(&wanted, 0));
        assert_true(i % 20 != 0 || find(&large, 0));
        assert_true(answers_count(answers).bytes <= MEMORY);
    }
    assert_true(answers_count(answers).bytes > MEMORY / 2);
}

static void test_answer_when_lent_then_stays_after_it_has_gone(void **state) {
    static char body[BODY_MOST + 100];
    const struct watch watch = watch_of_point();
    const struct asked sizes[] = {{.number = 9, .len = 300000}, {.number = 10, .len = 300}};
    struct http_stored stored[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        put_twice(&sizes[i], &watch, 0);
        assert_true(answers_find(answers, key_of(sizes[i].number), 0, &stored[i]));
        assert_null(stored[i].unpack);
        stored[i].lend(stored[i].context);
    }
    answers_set_memory(answers, 0);
    for (int i = 0; i < 2; i++) {
        body_of(&sizes[i], body);
        assert_memory_equal(stored[i].bytes, body, sizes[i].len);
        stored[i].give_back(stored[i].context);
    }
}

static void test_answer_when_memory_fails_anywhere_then_found_whole_or_not_at_all(void **state) {
    const struct watch watch = watch_of_point();
    (void)state;
    for (unsigned i = 0; i < 6000; i++) {
        const struct asked asked = {.number = 20000 + i, .len = i % 50 == 0 ? 200000 : 300};
        memory_fail_after(1 + i % 3);
        put_twice(&asked, &watch, 0);
        memory_fail_after(0);
        (void)find(&asked, 0);
    }
}

/* Against a model that knows which version was put last: an answer may be missing, never another. */
static void test_answers_when_drawn_at_random_then_never_of_before(void **state) {
    enum { QUESTIONS = 1500, TURNS = 24000 };
    static struct asked last[QUESTIONS];
    struct watch watch = watch_of_point();
    unsigned drawn = 20261124, found = 0;
    (void)state;
    for (unsigned turn = 0; turn < TURNS; turn++) {
        drawn = drawn * 1103515245 + 12345;
        struct asked *asked = &last[(drawn >> 8) % QUESTIONS];
        unsigned deed = (drawn >> 4) % 16;
        if (deed < 6) {
            const unsigned number = (unsigned)(asked - last);
            *asked = (struct asked){number, turn, deed == 0 ? 20000 : 1000 + turn % 3000, deed == 1};
            put_twice(asked, &watch, 0);
        } else if (asked->len > 0)
            found += find(asked, 0);
        if (turn % 4000 == 3999) {
            generations_raise(generation_slot(CHANGE_POINT, ORG, METRIC));
            for (unsigned i = 0; i < QUESTIONS; i++)
                assert_false(last[i].len > 0 && find(&last[i], 0));
            watch = watch_of_point();
        }
    }
    assert_true(found > TURNS / 8);
}

#define ANSWERS_TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        ANSWERS_TEST(test_answer_when_asked_once_then_kept_from_the_second_time),
        ANSWERS_TEST(test_answer_when_of_any_size_then_the_same_bytes),
        ANSWERS_TEST(test_answer_when_put_again_then_the_newer),
        ANSWERS_TEST(test_answer_when_what_it_rests_on_changed_then_gone),
        ANSWERS_TEST(test_answer_when_older_than_ten_minutes_then_gone),
        ANSWERS_TEST(test_answer_when_larger_than_a_quarter_of_the_memory_then_not_kept),
        ANSWERS_TEST(test_answer_when_no_memory_is_set_then_nothing_is_kept),
        ANSWERS_TEST(test_memory_when_more_comes_than_fits_then_bounded_and_what_is_asked_for_stays),
        ANSWERS_TEST(test_answer_when_lent_then_stays_after_it_has_gone),
        ANSWERS_TEST(test_answer_when_memory_fails_anywhere_then_found_whole_or_not_at_all),
        ANSWERS_TEST(test_answers_when_drawn_at_random_then_never_of_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
