#include "unit/extract/extract_case.h"

#include "extract/numeral.h"

struct numeral_case {
    const char *text;
    const char *value; /* "" when no numeral stands there */
    size_t end;        /* code points */
    int last_place;
};

static void check(const struct numeral_case *c) {
    struct arena arena;
    struct page page;
    struct numeral n;
    size_t skip;
    arena_init(&arena, (size_t)1 << 20);
    assert_true(page_open(&page, &arena, NULL, text_from(c->text)));
    bool is_read = numeral_read(&page, 0, page.length, &n, &skip);
    if (c->value[0] == '\0') {
        assert_false(is_read);
        assert_true(skip >= 1);
    } else {
        char got[DECIMAL_TEXT_MAX];
        assert_true(is_read);
        decimal_print(n.value, got);
        if (strcmp(got, c->value) != 0 || n.end != c->end || n.last_place != c->last_place) {
            fail_msg("%s: got %s, end %zu, place %d", c->text, got, n.end, n.last_place);
        }
    }
    arena_fini(&arena);
}

static void check_all(const struct numeral_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        check(&cases[i]);
    }
}

static void test_numeral_read_when_arabic_then_exact_with_its_digits(void **state) {
    (void)state;
    static const struct numeral_case cases[] = {
        {"7次", "7", 1, 0},
        {"93.70%", "93.70", 5, -2},
        {"1,286条", "1286", 5, 0},
        {"1，602名", "1602", 5, 0},
        {"３，２１８册", "3218", 5, 0},
        {"3,594, 026万元", "35940260000", 11, 4},
        {"4 500人", "4500", 5, 0},
        {"94.64%,学生", "94.64", 5, -2},
        {"12,34", "12", 2, 0},
        {"542,62万元", "542620000", 7, 4},
        {"1,234,56元", "123456", 8, 0},
        {"12345,678元", "12345", 5, 0},
        {"542，62万元", "542", 3, 0},
        {"542,62人", "542", 3, 0},
        {"542,620万元", "5426200000", 8, 4},
        {"1.2万人", "12000", 4, 3},
        {"3.5亿元", "350000000", 4, 7},
        {"12万亿元", "12000000000000", 4, 12},
        {"3千人", "3000", 2, 3},
        {"5千瓦", "5", 1, 0},
        {"2700多万元", "27000000", 6, 4},
        {"20余家", "20", 3, 0},
        {"1.5万余人次", "15000", 5, 3},
    };
    check_all(cases, COUNT_OF(cases));
}

static void test_numeral_read_when_chinese_then_value(void **state) {
    (void)state;
    static const struct numeral_case cases[] = {
        {"三十八场", "38", 3, 0},      {"一千二百余人", "1200", 5, 2}, {"两次", "2", 1, 0},
        {"廿四节", "24", 2, 0},        {"十二次", "12", 2, 0},         {"百余名", "100", 2, 2},
        {"一百零五人", "105", 4, 0},   {"三万五千户", "35000", 4, 3},  {"三十余场", "30", 3, 1},
        {"二亿元", "200000000", 2, 8},
    };
    check_all(cases, COUNT_OF(cases));
}

static void test_numeral_read_when_share_then_per_cent(void **state) {
    (void)state;
    static const struct numeral_case cases[] = {
        {"百分之九十", "90", 5, 1},   {"百分之九十五点三", "95.3", 8, -1},
        {"百分之百", "100", 4, 2},    {"千分之五", "5", 4, 0},
        {"三分之二", "66.67", 4, -2}, {"八成", "80", 2, 1},
        {"八成五", "85", 3, 0},       {"一半", "50", 2, 0},
        {"三成多", "30", 3, 1},
    };
    check_all(cases, COUNT_OF(cases));
}

static void test_numeral_read_when_range_then_low_and_high(void **state) {
    (void)state;
    static const struct {
        const char *text, *low, *high;
        size_t end;
    } cases[] = {
        {"8—10名", "8", "10", 4},  {"1至2名", "1", "2", 3}, {"20-40万元", "200000", "400000", 6},
        {"三至五次", "3", "5", 3}, {"三四次", "3", "4", 2}, {"15~20分钟", "15", "20", 5},
        {"90%", "90", "", 2},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct page page;
        struct numeral n;
        size_t skip;
        char low[DECIMAL_TEXT_MAX], high[DECIMAL_TEXT_MAX] = "";
        arena_init(&arena, (size_t)1 << 20);
        assert_true(page_open(&page, &arena, NULL, text_from(cases[i].text)));
        assert_true(numeral_read(&page, 0, page.length, &n, &skip));
        decimal_print(n.value, low);
        if (n.is_range) {
            decimal_print(n.high, high);
        }
        assert_string_equal(low, cases[i].low);
        assert_string_equal(high, cases[i].high);
        assert_int_equal(n.end, cases[i].end);
        arena_fini(&arena);
    }
}

static void test_numeral_read_when_too_long_then_passed_over_whole(void **state) {
    (void)state;
    struct arena arena;
    struct page page;
    struct numeral n;
    size_t skip;
    arena_init(&arena, (size_t)1 << 20);
    assert_true(page_open(&page, &arena, NULL, text_from("123456789012345678901234567890人")));
    assert_false(numeral_read(&page, 0, page.length, &n, &skip));
    assert_int_equal(skip, 30);
    arena_fini(&arena);
}

/* 五万亿 was cut to 五万 with the value of the whole; a run of scales overflowed. */
static void test_numeral_read_when_scales_follow_scales_then_exact_or_cut_before_them(void **state) {
    static const struct {
        const char *text;
        long long value;
        size_t end;
    } chains[] = {{"五万亿元", 5000000000000, 3}, {"万万亿万亿", 0, 0}, {"三亿", 300000000, 2}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(chains); i++) {
        struct arena arena;
        struct page page;
        struct numeral n;
        size_t skip;
        arena_init(&arena, (size_t)1 << 20);
        assert_true(page_open(&page, &arena, NULL, text_from(chains[i].text)));
        bool is_read = numeral_read(&page, 0, page.length, &n, &skip);
        assert_true(skip >= 1 && skip <= page.length);
        if (i != 1) { /* the second is no number that anybody writes: it must only end well */
            assert_true(is_read);
            assert_int_equal(n.end, chains[i].end);
            assert_int_equal(decimal_compare(n.value, decimal_from_int(chains[i].value)), 0);
        }
        arena_fini(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numeral_read_when_scales_follow_scales_then_exact_or_cut_before_them),
        cmocka_unit_test(test_numeral_read_when_arabic_then_exact_with_its_digits),
        cmocka_unit_test(test_numeral_read_when_chinese_then_value),
        cmocka_unit_test(test_numeral_read_when_share_then_per_cent),
        cmocka_unit_test(test_numeral_read_when_range_then_low_and_high),
        cmocka_unit_test(test_numeral_read_when_too_long_then_passed_over_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
