#include "base/buf.h"
#include "base/memory.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

static void assert_content(const struct buf *buf, const char *expected) {
    struct text t = buf_text(buf);
    assert_int_equal(t.len, strlen(expected));
    assert_memory_equal(t.ptr, expected, t.len);
}

static void test_buf_new_is_empty_text(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf, 100);
    assert_non_null(buf_text(&buf).ptr);
    assert_int_equal(buf_text(&buf).len, 0);
    assert_false(buf_failed(&buf));
    buf_fini(&buf);
}

static void test_buf_adds_in_order(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf, 1000);
    buf_add(&buf, "abcdef", 2);
    buf_add_char(&buf, '-');
    buf_add_text(&buf, TEXT_OF("户"));
    buf_printf(&buf, "[%03d]", 7);
    buf_add(&buf, NULL, 0);
    buf_add_text(&buf, (struct text){NULL, 0});
    assert_content(&buf, "ab-户[007]");
    assert_false(buf_failed(&buf));
    buf_fini(&buf);
}

static void test_buf_grows_over_many_adds(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf, 100000);
    for (int i = 0; i < 10000; i++)
        buf_add_char(&buf, (char)('a' + i % 26));
    struct text t = buf_text(&buf);
    assert_int_equal(t.len, 10000);
    for (size_t i = 0; i < t.len; i++)
        assert_int_equal(t.ptr[i], 'a' + i % 26);
    buf_fini(&buf);
}

static void test_buf_at_the_ceiling_holds_exactly_that_many(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf, 5);
    buf_add(&buf, "12345", 5);
    assert_false(buf_failed(&buf));
    buf_add_char(&buf, '6');
    assert_true(buf_failed(&buf));
    assert_content(&buf, "12345");
    buf_fini(&buf);
    buf_init(&buf, 5);
    buf_printf(&buf, "%d", 12345);
    assert_false(buf_failed(&buf));
    buf_printf(&buf, "%d", 6);
    assert_true(buf_failed(&buf));
    buf_fini(&buf);
}

static void test_buf_integer_at_its_limits_is_whole(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf, 1000);
    const int64_t values[] = {0, -1, 9, -10, 99, 100, -101, INT64_MAX, INT64_MIN, INT64_MIN + 1};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        buf_add_integer(&buf, values[i]);
        buf_add_char(&buf, ' ');
    }
    assert_content(&buf,
                   "0 -1 9 -10 99 100 -101 9223372036854775807 -9223372036854775808 -9223372036854775807 ");
    buf_fini(&buf);
    buf_init(&buf, 3);
    buf_add_integer(&buf, -12);
    assert_false(buf_failed(&buf));
    buf_reset(&buf);
    buf_add_integer(&buf, 1234);
    assert_true(buf_failed(&buf));
    assert_content(&buf, "");
    buf_fini(&buf);
}

static void test_buf_room_when_less_is_written_then_only_that_counts(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf, 1000);
    for (int i = 0; i < 300; i++) {
        char *room = buf_room(&buf, 700);
        assert_non_null(room);
        memset(room, 'x', 700);
        room[0] = (char)('0' + i % 10);
        buf_wrote(&buf, 1);
    }
    assert_int_equal(buf_text(&buf).len, 300);
    for (int i = 0; i < 300; i++)
        assert_int_equal(buf_text(&buf).ptr[i], '0' + i % 10);
    assert_null(buf_room(&buf, 701)); /* past the ceiling */
    assert_true(buf_failed(&buf));
    assert_null(buf_room(&buf, 1));
    buf_fini(&buf);
}

static void test_buf_after_a_failure_stays_a_prefix(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf, 5);
    buf_add(&buf, "abc", 3);
    buf_add(&buf, "too much", 8);
    buf_add_char(&buf, 'd'); /* would fit, but would leave a hole */
    assert_true(buf_failed(&buf));
    assert_content(&buf, "abc");
    buf_reset(&buf);
    assert_false(buf_failed(&buf));
    buf_add_char(&buf, 'd');
    assert_content(&buf, "d");
    buf_fini(&buf);
}

static void test_buf_when_len_wraps_then_fails(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf, SIZE_MAX);
    buf_add(&buf, "abc", 3);
    buf_add(&buf, "x", SIZE_MAX - 3);
    assert_true(buf_failed(&buf));
    assert_content(&buf, "abc");
    buf_fini(&buf);
}

static void test_buf_when_the_nth_allocation_fails_then_content_is_a_prefix(void **state) {
    (void)state;
    size_t n = 1;
    for (bool has_failed = true; has_failed; n++) {
        struct buf buf;
        buf_init(&buf, 100000);
        memory_fail_after(n);
        for (int i = 0; i < 1000; i++) {
            buf_add(&buf, "0123456789", 10);
            buf_printf(&buf, "%s", "0123456789");
        }
        has_failed = memory_has_failed();
        memory_fail_after(0);
        assert_int_equal(buf_failed(&buf), has_failed);
        struct text t = buf_text(&buf);
        assert_true(has_failed ? t.len < 20000 : t.len == 20000);
        for (size_t i = 0; i < t.len; i++)
            assert_int_equal(t.ptr[i], '0' + i % 10);
        buf_fini(&buf);
    }
    assert_true(n > 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_buf_new_is_empty_text),
        cmocka_unit_test(test_buf_adds_in_order),
        cmocka_unit_test(test_buf_grows_over_many_adds),
        cmocka_unit_test(test_buf_at_the_ceiling_holds_exactly_that_many),
        cmocka_unit_test(test_buf_integer_at_its_limits_is_whole),
        cmocka_unit_test(test_buf_room_when_less_is_written_then_only_that_counts),
        cmocka_unit_test(test_buf_after_a_failure_stays_a_prefix),
        cmocka_unit_test(test_buf_when_len_wraps_then_fails),
        cmocka_unit_test(test_buf_when_the_nth_allocation_fails_then_content_is_a_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
