#include "base/utf8.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_utf8_valid_when_well_formed_then_true(void **state) {
    (void)state;
    static const struct text rows[] = {
        TEXT(""),
        TEXT("plain"),
        TEXT("同比增长"),
        TEXT("\xC2\x80"),         /* U+0080, the least of two bytes */
        TEXT("\xDF\xBF"),         /* U+07FF */
        TEXT("\xE0\xA0\x80"),     /* U+0800 */
        TEXT("\xED\x9F\xBF"),     /* U+D7FF, below the surrogates */
        TEXT("\xEE\x80\x80"),     /* U+E000, above them */
        TEXT("\xEF\xBF\xBF"),     /* U+FFFF */
        TEXT("\xF0\x90\x80\x80"), /* U+10000 */
        TEXT("\xF4\x8F\xBF\xBF"), /* U+10FFFF */
        TEXT("a\0b"),
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_true(utf8_valid(rows[i], NULL));
}

static void test_utf8_valid_when_malformed_then_names_the_byte(void **state) {
    (void)state;
    static const struct {
        struct text t;
        size_t bad;
    } rows[] = {
        {TEXT("\x80"), 0},             /* continuation alone */
        {TEXT("ab\xBF"), 2},           /* the same, later */
        {TEXT("\xC0\x80"), 0},         /* overlong NUL */
        {TEXT("\xC1\xBF"), 0},         /* overlong U+007F */
        {TEXT("\xE0\x9F\xBF"), 0},     /* overlong U+07FF */
        {TEXT("\xF0\x8F\xBF\xBF"), 0}, /* overlong U+FFFF */
        {TEXT("x\xED\xA0\x80"), 1},    /* U+D800 */
        {TEXT("x\xED\xBF\xBF"), 1},    /* U+DFFF */
        {TEXT("\xF4\x90\x80\x80"), 0}, /* U+110000 */
        {TEXT("\xF5\x80\x80\x80"), 0}, /* beyond */
        {TEXT("\xFF"), 0},             /* never a byte of UTF-8 */
        {TEXT("次\xE6\xAC"), 3},       /* cut inside 次 */
        {TEXT("\xC3"), 0},             /* cut */
        {TEXT("\xF0\x9F\x98"), 0},     /* cut */
        {TEXT("\xE6\x41\xA1"), 0},     /* second byte no continuation */
        {TEXT("\xE6\xAC\x41"), 0},     /* third byte no continuation */
        {TEXT("\xF0\x90\x80\x41"), 0}, /* fourth */
        {TEXT("好\xC3\x28"), 3},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t bad = 999;
        assert_false(utf8_valid(rows[i].t, &bad));
        assert_int_equal(bad, rows[i].bad);
        assert_false(utf8_valid(rows[i].t, NULL));
    }
}

/* What lies behind the view is not part of it, even where it would complete a character. */
static void test_utf8_when_the_view_cuts_a_character_then_malformed(void **state) {
    (void)state;
    static const char *const characters[] = {"é", "次", "😀"};
    for (size_t i = 0; i < COUNT(characters); i++) {
        for (size_t kept = 1; kept < strlen(characters[i]); kept++) {
            struct text cut = {characters[i], kept};
            size_t len = 0;
            assert_false(utf8_valid(cut, NULL));
            assert_int_equal(utf8_at(cut, 0, &len), 0xFFFD);
            assert_int_equal(len, 1);
        }
    }
}

static void test_utf8_at_decodes_one_to_four_bytes(void **state) {
    (void)state;
    struct text t = TEXT("aé次😀");
    static const struct {
        size_t at;
        uint32_t code_point;
        size_t len;
    } rows[] = {{0, 'a', 1}, {1, 0xE9, 2}, {3, 0x6B21, 3}, {6, 0x1F600, 4}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t len = 0;
        assert_int_equal(utf8_at(t, rows[i].at, &len), rows[i].code_point);
        assert_int_equal(len, rows[i].len);
    }
}

static void test_utf8_at_when_malformed_then_replacement_of_one_byte(void **state) {
    (void)state;
    size_t len = 0;
    assert_int_equal(utf8_at(TEXT_OF("\xE6\xAC"), 0, &len), 0xFFFD);
    assert_int_equal(len, 1);
    assert_int_equal(utf8_at(TEXT_OF("\xED\xA0\x80"), 0, &len), 0xFFFD);
    assert_int_equal(len, 1);
}

static void test_utf8_put_writes_what_at_reads(void **state) {
    (void)state;
    static const struct {
        uint32_t code_point;
        struct text bytes;
    } rows[] = {
        {0, TEXT("\0")},
        {0x7F, TEXT("\x7F")},
        {0x80, TEXT("\xC2\x80")},
        {0x7FF, TEXT("\xDF\xBF")},
        {0x800, TEXT("\xE0\xA0\x80")},
        {0x6B21, TEXT("次")},
        {0xFFFF, TEXT("\xEF\xBF\xBF")},
        {0x10000, TEXT("\xF0\x90\x80\x80")},
        {0x10FFFF, TEXT("\xF4\x8F\xBF\xBF")},
        {0xD800, TEXT("\xEF\xBF\xBD")}, /* not a character: U+FFFD */
        {0x110000, TEXT("\xEF\xBF\xBD")},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[4];
        size_t len = utf8_put(rows[i].code_point, out);
        assert_int_equal(len, rows[i].bytes.len);
        assert_memory_equal(out, rows[i].bytes.ptr, len);
    }
}

static void test_utf8_length_counts_code_points(void **state) {
    (void)state;
    assert_int_equal(utf8_length(TEXT_OF("")), 0);
    assert_int_equal(utf8_length(TEXT_OF("满意度94.64%")), 9);
    assert_int_equal(utf8_length(TEXT_OF("a😀b")), 3);
}

static void test_utf8_fold_width_touches_only_wide_ascii(void **state) {
    (void)state;
    static const uint32_t rows[][2] = {
        {0xFF01, '!'}, {0xFF10, '0'}, {0xFF19, '9'},    {0xFF21, 'A'},    {0xFF05, '%'},    {0xFF5E, '~'},
        {0x3000, ' '}, {'x', 'x'},    {0x6B21, 0x6B21}, {0xFF00, 0xFF00}, {0xFF5F, 0xFF5F}, {0x3001, 0x3001},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(utf8_fold_width(rows[i][0]), rows[i][1]);
}

static void test_utf8_is_han_at_the_edges_of_its_blocks(void **state) {
    (void)state;
    static const uint32_t inside[] = {0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xF900, 0xFAFF, 0x20000, 0x3FFFF};
    static const uint32_t outside[] = {0x33FF, 0x4DC0, 0xA000, 0xF8FF, 0xFB00, 0x1FFFF, 0x40000, 'a', 0x3001};
    for (size_t i = 0; i < COUNT(inside); i++)
        assert_true(utf8_is_han(inside[i]));
    for (size_t i = 0; i < COUNT(outside); i++)
        assert_false(utf8_is_han(outside[i]));
}

static void test_utf8_is_space_knows_the_wide_ones(void **state) {
    (void)state;
    static const uint32_t inside[] = {' ', '\t', '\n', '\r', 0xA0, 0x2000, 0x2009, 0x200B, 0x3000, 0xFEFF};
    static const uint32_t outside[] = {0, 8, 14, 'a', 0x1FFF, 0x200C, 0x3001, 0x85};
    for (size_t i = 0; i < COUNT(inside); i++)
        assert_true(utf8_is_space(inside[i]));
    for (size_t i = 0; i < COUNT(outside); i++)
        assert_false(utf8_is_space(outside[i]));
}

/* Repeats a mix of one- to four-byte characters and compares the map with a plain count, both ways. */
static void check_map(size_t repeats) {
    static const char unit[] = "a次b😀é完"; /* 6 characters in 1 3 1 4 2 3 bytes */
    static const size_t starts[] = {0, 1, 4, 5, 9, 11};
    enum { UNIT_BYTES = 14, UNIT_CHARACTERS = 6 };
    assert_int_equal(sizeof(unit) - 1, UNIT_BYTES);
    char bytes[UNIT_BYTES * 40];
    for (size_t i = 0; i < repeats; i++)
        memcpy(bytes + i * UNIT_BYTES, unit, UNIT_BYTES);
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct utf8_map map;
    assert_true(utf8_map_init(&map, &arena, (struct text){bytes, repeats * UNIT_BYTES}));
    assert_int_equal(map.length, repeats * UNIT_CHARACTERS);
    for (size_t i = 0; i < repeats; i++) {
        for (size_t j = 0; j < UNIT_CHARACTERS; j++) {
            size_t byte = i * UNIT_BYTES + starts[j], character = i * UNIT_CHARACTERS + j;
            assert_int_equal(utf8_map_byte(&map, character), byte);
            assert_int_equal(utf8_map_code_point(&map, byte), character);
        }
    }
    assert_int_equal(utf8_map_byte(&map, map.length), repeats * UNIT_BYTES);
    assert_int_equal(utf8_map_code_point(&map, repeats * UNIT_BYTES), map.length);
    arena_fini(&arena);
}

static void test_utf8_map_goes_both_ways_at_every_character(void **state) {
    (void)state;
    for (size_t repeats = 0; repeats <= 40; repeats++)
        check_map(repeats);
}

/* 64 characters exactly, then 64 bytes exactly: the tables' last entries. */
static void test_utf8_map_of_a_whole_stride_knows_its_end(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 16);
    char wide[64 * 3];
    for (size_t i = 0; i < 64; i++)
        memcpy(wide + 3 * i, "次", 3);
    struct utf8_map map;
    assert_true(utf8_map_init(&map, &arena, (struct text){wide, sizeof(wide)}));
    assert_int_equal(map.length, 64);
    assert_int_equal(utf8_map_byte(&map, 64), 192);
    assert_int_equal(utf8_map_code_point(&map, 192), 64);
    assert_int_equal(utf8_map_code_point(&map, 189), 63);
    arena_fini(&arena);
}

static void test_utf8_map_when_the_arena_is_full_then_false(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, 8);
    struct utf8_map map;
    assert_false(utf8_map_init(&map, &arena, TEXT_OF("abc")));
    arena_fini(&arena);
}

static void test_utf8_cut_when_inside_a_character_then_before_it(void **state) {
    const struct text t = TEXT("a走b");
    static const size_t expected[] = {0, 1, 1, 1, 4, 5, 5};
    (void)state;
    for (size_t most = 0; most < sizeof expected / sizeof expected[0]; most++)
        assert_int_equal(utf8_cut(t, most).len, expected[most]);
    assert_int_equal(utf8_cut((struct text){0}, 3).len, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8_cut_when_inside_a_character_then_before_it),
        cmocka_unit_test(test_utf8_valid_when_well_formed_then_true),
        cmocka_unit_test(test_utf8_valid_when_malformed_then_names_the_byte),
        cmocka_unit_test(test_utf8_when_the_view_cuts_a_character_then_malformed),
        cmocka_unit_test(test_utf8_at_decodes_one_to_four_bytes),
        cmocka_unit_test(test_utf8_at_when_malformed_then_replacement_of_one_byte),
        cmocka_unit_test(test_utf8_put_writes_what_at_reads),
        cmocka_unit_test(test_utf8_length_counts_code_points),
        cmocka_unit_test(test_utf8_fold_width_touches_only_wide_ascii),
        cmocka_unit_test(test_utf8_is_han_at_the_edges_of_its_blocks),
        cmocka_unit_test(test_utf8_is_space_knows_the_wide_ones),
        cmocka_unit_test(test_utf8_map_goes_both_ways_at_every_character),
        cmocka_unit_test(test_utf8_map_of_a_whole_stride_knows_its_end),
        cmocka_unit_test(test_utf8_map_when_the_arena_is_full_then_false),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
