#include "base/arena.h"
#include "base/memory.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdalign.h>
#include <string.h>

static void test_arena_alloc_gives_zeroed_aligned_memory(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    static const char zeros[5000];
    for (size_t size = 1; size < sizeof(zeros); size = size * 3 + 1) {
        char *piece = arena_alloc(&arena, size);
        assert_non_null(piece);
        assert_int_equal((uintptr_t)piece % alignof(max_align_t), 0);
        assert_memory_equal(piece, zeros, size);
        memset(piece, 0xAB, size); /* under ASan: all of it is ours */
    }
    assert_false(arena_overflowed(&arena));
    arena_fini(&arena);
}

static void test_arena_pieces_do_not_overlap(void **state) {
    (void)state;
    enum { PIECES = 300 };
    struct arena arena;
    arena_init(&arena, 8 << 20);
    unsigned char *pieces[PIECES];
    /* Small ones, and now and then one that needs a block of its own. */
    for (size_t i = 0; i < PIECES; i++) {
        size_t size = i % 50 == 49 ? 100000 : 100;
        pieces[i] = arena_alloc(&arena, size);
        assert_non_null(pieces[i]);
        memset(pieces[i], (int)(i % 251), size);
    }
    for (size_t i = 0; i < PIECES; i++) {
        size_t size = i % 50 == 49 ? 100000 : 100;
        assert_int_equal(pieces[i][0], i % 251);
        assert_int_equal(pieces[i][size - 1], i % 251);
    }
    arena_fini(&arena);
}

static void test_arena_alloc_of_nothing_is_not_null(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 1000);
    assert_non_null(arena_alloc(&arena, 0));
    assert_false(arena_overflowed(&arena));
    arena_fini(&arena);
}

static void test_arena_past_the_ceiling_fails_and_remembers(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 1000);
    assert_non_null(arena_alloc(&arena, 500));
    assert_null(arena_alloc(&arena, 600));
    assert_true(arena_overflowed(&arena));
    /* It sticks, though small pieces still fit. */
    assert_non_null(arena_alloc(&arena, 16));
    assert_true(arena_overflowed(&arena));
    arena_fini(&arena);
    assert_false(arena_overflowed(&arena));
}

static void test_arena_used_never_exceeds_the_ceiling(void **state) {
    (void)state;
    struct arena arena;
    for (size_t ceiling = 0; ceiling < 3000; ceiling += 37) {
        arena_init(&arena, ceiling);
        size_t given = 0;
        while (arena_alloc(&arena, 33) != NULL) {
            given += 33;
            assert_true(given <= arena.used && arena.used <= ceiling);
        }
        assert_true(arena_overflowed(&arena));
        arena_fini(&arena);
    }
}

static void test_arena_used_counts_what_alignment_costs(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 1000);
    assert_non_null(arena_alloc(&arena, 1));
    size_t used = arena.used;
    assert_non_null(arena_alloc(&arena, 1));
    assert_int_equal(arena.used - used, alignof(max_align_t));
    arena_fini(&arena);
}

static void test_arena_of_no_bytes_gives_nothing(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    assert_null(arena_alloc(&arena, 0));
    assert_true(arena_overflowed(&arena));
    arena_fini(&arena);
}

static void test_arena_when_sizes_overflow_then_null(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, SIZE_MAX);
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_true(arena_overflowed(&arena));
    arena_fini(&arena);
    arena_init(&arena, SIZE_MAX);
    assert_null(arena_array(&arena, SIZE_MAX / 4, 8));
    assert_true(arena_overflowed(&arena));
    arena_fini(&arena);
    arena_init(&arena, 1 << 20);
    /* 2^62 * 8 wraps to 0. */
    assert_null(arena_array(&arena, (size_t)1 << 61, 8));
    assert_true(arena_overflowed(&arena));
    arena_fini(&arena);
}

static void test_arena_text_copies_with_a_nul_behind(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 16);
    char original[] = "走访42户";
    struct text copy = arena_text(&arena, text_from(original));
    original[0] = 'x';
    assert_string_equal(copy.ptr, "走访42户");
    assert_int_equal(copy.len, 11);
    struct text empty = arena_text(&arena, (struct text){NULL, 0});
    assert_int_equal(empty.len, 0);
    assert_string_equal(empty.ptr, "");
    arena_fini(&arena);
}

static void test_arena_text_when_full_then_empty(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 10);
    struct text copy = arena_text(&arena, TEXT_OF("a text of some length"));
    assert_int_equal(copy.len, 0);
    assert_string_equal(copy.ptr, "");
    assert_true(arena_overflowed(&arena));
    arena_fini(&arena);
}

static void test_arena_printf_formats(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct text t = arena_printf(&arena, "%s: %d of %.*s", "row", 7, TEXT_ARG(TEXT_OF("abc")));
    assert_string_equal(t.ptr, "row: 7 of abc");
    assert_int_equal(t.len, 13);
    assert_int_equal(arena_printf(&arena, "%s", "").len, 0);
    struct text wide = arena_printf(&arena, "%*d", 9000, 1);
    assert_int_equal(wide.len, 9000);
    assert_int_equal(wide.ptr[8999], '1');
    arena_fini(&arena);
    arena_init(&arena, 100);
    assert_int_equal(arena_printf(&arena, "%*d", 9000, 1).len, 0);
    assert_true(arena_overflowed(&arena));
    arena_fini(&arena);
}

/* Walks every allocation of a small load; each failure must be seen and nothing leak (ASan). */
static void test_arena_when_the_nth_allocation_fails_then_it_is_overflowed(void **state) {
    (void)state;
    size_t n = 1;
    for (bool has_failed = true; has_failed; n++) {
        struct arena arena;
        arena_init(&arena, 4 << 20);
        memory_fail_after(n);
        for (int i = 0; i < 20; i++) {
            void *piece = arena_alloc(&arena, i % 5 == 4 ? 70000 : 3000);
            assert_true(piece != NULL || arena_overflowed(&arena));
        }
        has_failed = memory_has_failed();
        memory_fail_after(0);
        assert_int_equal(arena_overflowed(&arena), has_failed);
        arena_fini(&arena);
    }
    /* Several blocks were asked for: the loop did walk. */
    assert_true(n > 4);
}

static void test_arena_after_fini_may_be_used_again(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 5000);
    assert_non_null(arena_alloc(&arena, 4000));
    arena_fini(&arena);
    assert_int_equal(arena.used, 0);
    assert_non_null(arena_alloc(&arena, 4000));
    arena_fini(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_alloc_gives_zeroed_aligned_memory),
        cmocka_unit_test(test_arena_pieces_do_not_overlap),
        cmocka_unit_test(test_arena_alloc_of_nothing_is_not_null),
        cmocka_unit_test(test_arena_past_the_ceiling_fails_and_remembers),
        cmocka_unit_test(test_arena_used_never_exceeds_the_ceiling),
        cmocka_unit_test(test_arena_used_counts_what_alignment_costs),
        cmocka_unit_test(test_arena_of_no_bytes_gives_nothing),
        cmocka_unit_test(test_arena_when_sizes_overflow_then_null),
        cmocka_unit_test(test_arena_text_copies_with_a_nul_behind),
        cmocka_unit_test(test_arena_text_when_full_then_empty),
        cmocka_unit_test(test_arena_printf_formats),
        cmocka_unit_test(test_arena_when_the_nth_allocation_fails_then_it_is_overflowed),
        cmocka_unit_test(test_arena_after_fini_may_be_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
