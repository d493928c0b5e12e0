#include "observe.h"

#include "series/likeness.h"

#include <stdio.h>
#include <string.h>

enum { CEILING = 512 << 20, MANY = 5000 };

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

static struct figure figure(const char *label, const char *unit, enum figure_kind kind, int value) {
    struct figure made = {.label = text_from(label),
                          .unit = text_from(unit),
                          .kind = kind,
                          .confidence = 900,
                          .change_of = FIGURE_NOT_OWNED,
                          .quantity = quantity_exact(decimal_from_int(value))};
    struct err err = {0};
    assert_true(period_parse(text_from("2022"), &made.period, &err));
    return made;
}

static struct likeness_series named(int64_t id, const struct text *name, const char *unit,
                                    enum figure_kind kind) {
    return (struct likeness_series){.id = id,
                                    .names = name,
                                    .name_count = 1,
                                    .own_names = 1,
                                    .unit = text_from(unit),
                                    .kind = kind,
                                    .place = UINT32_MAX};
}

static struct likeness_result *run(const struct figure *figures, size_t count,
                                   const struct likeness_series *series, size_t series_count) {
    struct likeness_result *results = NULL;
    struct err err = {0};
    struct text *scopes = ARENA_ARRAY(&arena, count + 1, struct text);
    assert_true(likeness_link(&arena, figures, scopes, count, series, series_count, &results, &err));
    return results;
}

/* One figure against one series, both counted in `unit`. */
static struct likeness_result *pair(const char *label, const char *name, const char *unit,
                                    enum figure_kind kind) {
    struct text text = text_from(name);
    struct figure one = figure(label, unit, kind, 10);
    struct likeness_series series = named(1, &text, unit, kind);
    return run(&one, 1, &series, 1);
}

static void assert_verdict(const char *label, const char *name, const char *unit, enum figure_kind kind,
                           bool is_linked) {
    struct likeness_result *result = pair(label, name, unit, kind);
    if ((result->verdict == LIKENESS_LINKED) != is_linked)
        fail_msg("%s and %s: verdict %d, score %d, reasons %x", label, name, result->verdict,
                 result->count > 0 ? result->guesses[0].score : -1,
                 result->count > 0 ? result->guesses[0].reasons : 0);
}

static void test_likeness_when_said_differently_then_linked(void **state) {
    (void)state;
    static const char *const cases[][3] = {
        {"组织理论学习中心组专题学习", "开展中心组学习", "次"},
        {"看望困难教职工", "走访慰问困难教职工", "人"},
        {"妥善处置网络舆情", "处置网络舆情", "起"},
        {"举办消防演练", "组织消防演练", "场"},
        {"参加消防演练", "参与消防演练", "人次"},
        {"新建停车泊位", "新建停车泊位", "个"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_verdict(cases[i][0], cases[i][1], cases[i][2], FIGURE_COUNT, true);
}

/* 集中学习 alone may be anybody's; with another name of the same series, as the catalogue gives it, all are one. */
static void test_likeness_when_one_of_its_names_is_alike_then_linked(void **state) {
    (void)state;
    static const char *const labels[] = {"集中学习", "开展中心组学习", "组织理论学习中心组专题学习"};
    struct text names[] = {TEXT("集中学习"), TEXT("中心组集中学习")};
    struct likeness_series series = named(1, names, "次", FIGURE_COUNT);
    assert_int_equal(pair(labels[1], "集中学习", "次", FIGURE_COUNT)->verdict, LIKENESS_SUGGESTED);
    series.name_count = 2;
    for (size_t i = 0; i < 3; i++) {
        struct figure one = figure(labels[i], i == 1 ? "场次" : "次", FIGURE_COUNT, 7);
        assert_int_equal(run(&one, 1, &series, 1)->verdict, LIKENESS_LINKED);
    }
}

static void test_likeness_when_another_thing_then_apart(void **state) {
    (void)state;
    static const char *const cases[][3] = {
        {"最美少年标兵", "最美少年", "人"},
        {"最美少年", "最美少年标兵", "人"},
        {"省级示范校", "市级示范校", "所"},
        {"办结信访件", "受理信访件", "件"},
        {"男教师", "女教师", "人"},
        {"培训小学教师", "培训初中教师", "人"},
        {"12345热线工单", "12333热线工单", "件"},
        {"发放取暖补贴", "发放高龄补贴", "元"},
        {"植树和护林", "植树", "次"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_verdict(cases[i][0], cases[i][1], cases[i][2], FIGURE_COUNT, false);
}

static void test_likeness_when_walled_then_not_even_suggested(void **state) {
    (void)state;
    struct text name = TEXT("参加培训");
    struct figure figures[] = {figure("参加培训", "人次", FIGURE_COUNT, 10),
                               figure("参加培训", "人", FIGURE_RATE, 10)};
    struct likeness_series series = named(1, &name, "人", FIGURE_COUNT);
    struct likeness_result *results = run(figures, 2, &series, 1);
    assert_int_equal(results[0].verdict, LIKENESS_NEW);
    assert_int_equal(results[0].count, 0);
    assert_int_equal(results[1].verdict, LIKENESS_NEW);
}

static void test_likeness_when_scope_or_norm_then_only_suggested(void **state) {
    (void)state;
    struct text name = TEXT("绿化面积"), scope = TEXT("东城街道");
    struct figure norm = figure("绿化面积", "亩", FIGURE_QUANTITY, 10);
    norm.status = STATUS_NORM;
    struct likeness_series series = named(1, &name, "亩", FIGURE_QUANTITY);
    struct likeness_result *result = run(&norm, 1, &series, 1);
    assert_int_equal(result->verdict, LIKENESS_SUGGESTED);
    assert_true(result->guesses[0].reasons & DOUBT_NORM);
    norm.status = STATUS_TARGET;
    assert_int_equal(run(&norm, 1, &series, 1)->verdict, LIKENESS_LINKED);
    series.scope = scope;
    result = run(&norm, 1, &series, 1);
    assert_int_equal(result->verdict, LIKENESS_SUGGESTED);
    assert_true(result->guesses[0].reasons & DOUBT_SCOPE);
}

/* 6 % against 94 %: 88 points apart, more than 40. 5100 against 100: 51 times, 5000: 50 times, which is not more. */
static void test_likeness_when_value_is_far_then_only_suggested(void **state) {
    (void)state;
    struct text rate = TEXT("家长满意度"), count = TEXT("发放宣传手册");
    struct decimal ninety = decimal_from_int(94), hundred = decimal_from_int(100);
    struct likeness_series series[] = {named(1, &rate, "%", FIGURE_RATE),
                                       named(2, &count, "份", FIGURE_COUNT)};
    struct observation was_ninety = {.quantity = quantity_exact(ninety)},
                       was_hundred = {.quantity = quantity_exact(hundred)};
    series[0].points = &was_ninety;
    series[1].points = &was_hundred;
    series[0].point_count = series[1].point_count = 1;
    static const struct {
        const char *label, *unit;
        enum figure_kind kind;
        int value;
        bool is_linked;
    } cases[] = {{"家长满意度", "%", FIGURE_RATE, 6, false},
                 {"家长满意度", "%", FIGURE_RATE, 54, true},
                 {"发放宣传手册", "份", FIGURE_COUNT, 5100, false},
                 {"发放宣传手册", "份", FIGURE_COUNT, 5000, true},
                 {"发放宣传手册", "份", FIGURE_COUNT, 1, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct figure one = figure(cases[i].label, cases[i].unit, cases[i].kind, cases[i].value);
        struct likeness_result *result = run(&one, 1, series, 2);
        assert_int_equal(result->verdict, cases[i].is_linked ? LIKENESS_LINKED : LIKENESS_SUGGESTED);
        assert_int_equal((result->guesses[0].reasons & DOUBT_VALUE) != 0, !cases[i].is_linked);
    }
}

static void test_likeness_when_two_figures_want_one_series_then_one_joins(void **state) {
    (void)state;
    struct text name = TEXT("组织消防演练");
    struct likeness_series series = named(1, &name, "场", FIGURE_COUNT);
    struct figure figures[] = {figure("举办消防演练", "场", FIGURE_COUNT, 4),
                               figure("组织消防演练", "场", FIGURE_COUNT, 5)};
    struct likeness_result *results = run(figures, 2, &series, 1);
    assert_int_equal(results[1].verdict, LIKENESS_LINKED);
    assert_int_equal(results[0].verdict, LIKENESS_SUGGESTED);
    assert_true(results[0].guesses[0].reasons & DOUBT_TAKEN);
}

/* The surer figure joins although it stands later. */
static void test_likeness_when_two_values_for_one_point_then_surer_joins(void **state) {
    (void)state;
    struct text name = TEXT("植树造林");
    struct likeness_series series = named(1, &name, "亩", FIGURE_QUANTITY);
    struct figure figures[] = {figure("植树造林", "亩", FIGURE_QUANTITY, 4),
                               figure("植树造林", "亩", FIGURE_QUANTITY, 5)};
    figures[1].confidence = 950;
    struct likeness_result *results = run(figures, 2, &series, 1);
    assert_int_equal(results[0].verdict, LIKENESS_SUGGESTED);
    assert_int_equal(results[1].verdict, LIKENESS_LINKED);
}

static void test_likeness_when_two_series_of_one_name_then_none_but_by_place(void **state) {
    (void)state;
    struct text names[] = {TEXT("植树造林"), TEXT("结转收入"), TEXT("修建水渠"), TEXT("结转收入")};
    struct likeness_series series[4];
    for (uint32_t i = 0; i < 4; i++)
        series[i] = named(i + 1, &names[i], "万元", FIGURE_MONEY);
    struct figure figures[] = {figure("植树造林", "万元", FIGURE_MONEY, 4),
                               figure("结转收入", "万元", FIGURE_MONEY, 5),
                               figure("修建水渠", "万元", FIGURE_MONEY, 6)};
    struct likeness_result *results = run(figures, 3, series, 4);
    assert_int_equal(results[1].verdict, LIKENESS_SUGGESTED);
    for (uint32_t i = 0; i < 4; i++)
        series[i].place = i;
    results = run(figures, 3, series, 4);
    assert_int_equal(results[1].verdict, LIKENESS_LINKED);
    assert_int_equal(results[1].guesses[0].series, 1);
    assert_true(results[1].guesses[0].reasons & LIKE_PLACE);
}

static void test_likeness_when_own_and_catalogue_then_own(void **state) {
    (void)state;
    struct text name = TEXT("植树造林");
    struct likeness_series series[] = {named(1, &name, "亩", FIGURE_QUANTITY),
                                       named(2, &name, "亩", FIGURE_QUANTITY)};
    series[0].origin = ORIGIN_CATALOGUE;
    struct figure one = figure("植树造林", "亩", FIGURE_QUANTITY, 4);
    struct likeness_result *result = run(&one, 1, series, 2);
    assert_int_equal(result->verdict, LIKENESS_LINKED);
    assert_int_equal(result->guesses[0].series, 1);
    assert_int_equal(result->count, 2);
}

static void test_likeness_when_owner_is_linked_then_growth_follows(void **state) {
    (void)state;
    struct text names[] = {TEXT("植树造林"), TEXT("全然不同")};
    struct likeness_series series[] = {named(7, &names[0], "亩", FIGURE_QUANTITY),
                                       named(8, &names[1], "%", FIGURE_CHANGE)};
    series[1].growth_of = 7;
    series[1].basis = BASIS_YOY;
    struct figure figures[] = {figure("植树造林", "亩", FIGURE_QUANTITY, 4),
                               figure("植树造林", "%", FIGURE_CHANGE, 5)};
    figures[1].change_of = 0;
    figures[1].basis = BASIS_YOY;
    struct likeness_result *results = run(figures, 2, series, 2);
    assert_int_equal(results[1].verdict, LIKENESS_LINKED);
    assert_int_equal(results[1].guesses[0].series, 1);
    assert_true(results[1].guesses[0].reasons & LIKE_OWNER);
    figures[1].basis = BASIS_POP;
    assert_int_equal(run(figures, 2, series, 2)[1].verdict, LIKENESS_NEW);
}

static void test_likeness_when_many_are_alike_then_five_best_first(void **state) {
    (void)state;
    struct text names[] = {TEXT("甲乙丙丁子"),   TEXT("甲乙丙丁戊己"), TEXT("甲乙丙丑"), TEXT("甲乙寅"),
                           TEXT("甲乙丙丁戊卯"), TEXT("甲乙丙辰巳"),   TEXT("午未")};
    struct likeness_series series[7];
    for (size_t i = 0; i < 7; i++)
        series[i] = named((int64_t)i + 1, &names[i], "个", FIGURE_COUNT);
    struct figure one = figure("甲乙丙丁戊", "个", FIGURE_COUNT, 4);
    struct likeness_result *result = run(&one, 1, series, 7);
    assert_true(result->count <= LIKENESS_SUGGESTIONS && result->count >= 3);
    for (size_t i = 0; i < result->count; i++)
        assert_true(result->guesses[i].series != 6 && result->guesses[i].score >= LIKENESS_SUGGEST);
}

static void test_likeness_when_empty_or_malformed_then_new(void **state) {
    (void)state;
    struct text name = TEXT("植树造林");
    struct likeness_series series = named(1, &name, "亩", FIGURE_QUANTITY);
    struct figure figures[] = {
        figure("", "", FIGURE_COUNT, 4), figure("\xff\xfe\xe4", "\xe4", FIGURE_COUNT, 4),
        figure("（）", "亩", FIGURE_QUANTITY, 4), figure("增长", "%", FIGURE_CHANGE, 4)};
    figures[3].change_of = 77;
    struct likeness_result *results = run(figures, 4, &series, 1);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(results[i].verdict, LIKENESS_NEW);
    (void)run(NULL, 0, &series, 1);
    assert_int_equal(run(figures, 1, NULL, 0)[0].verdict, LIKENESS_NEW);
}

static void test_likeness_when_arena_is_full_then_too_large(void **state) {
    (void)state;
    struct text name = TEXT("植树造林"), scope = {0};
    struct likeness_series series = named(1, &name, "亩", FIGURE_QUANTITY);
    struct figure one = figure("植树造林", "亩", FIGURE_QUANTITY, 4);
    bool was_refused = false, was_done = false;
    for (size_t ceiling = 256; ceiling <= (1 << 20); ceiling *= 2) {
        struct arena small;
        struct likeness_result *results = NULL;
        struct err err = {0};
        arena_init(&small, ceiling);
        bool ok = likeness_link(&small, &one, &scope, 1, &series, 1, &results, &err);
        assert_true(ok || err.code == ERR_TOO_LARGE);
        was_refused = was_refused || !ok;
        was_done = was_done || ok;
        arena_fini(&small);
    }
    assert_true(was_refused && was_done);
}

static void fill_many(struct figure *figures, struct likeness_series *series, struct text *names,
                      bool is_one_name) {
    for (int i = 0; i < MANY; i++) {
        names[i] = arena_printf(&arena, "开展第%d类乡村道路安全隐患排查整治", is_one_name ? 1 : i);
        series[i] = named(i + 1, &names[i], "次", FIGURE_COUNT);
        figures[i] = figure("", "次", FIGURE_COUNT, i);
        figures[i].label = names[i];
    }
}

/* Bounded work: it would not end within the test's time limit otherwise. */
static void test_likeness_when_5000_meet_5000_then_it_ends(void **state) {
    (void)state;
    struct figure *figures = ARENA_ARRAY(&arena, MANY, struct figure);
    struct likeness_series *series = ARENA_ARRAY(&arena, MANY, struct likeness_series);
    struct text *names = ARENA_ARRAY(&arena, MANY, struct text);
    fill_many(figures, series, names, false);
    struct likeness_result *results = run(figures, MANY, series, MANY);
    for (size_t i = 0; i < MANY; i += 499) {
        assert_int_equal(results[i].verdict, LIKENESS_LINKED);
        assert_int_equal(results[i].guesses[0].series, i);
    }
    fill_many(figures, series, names, true);
    results = run(figures, MANY, series, MANY);
    assert_int_equal(results[0].verdict, LIKENESS_SUGGESTED);
}

/* ---- history ---- */

static struct observation point(const char *period, int value) {
    struct observation made = {.quantity = quantity_exact(decimal_from_int(value))};
    struct err err = {0};
    assert_true(period_parse(text_from(period), &made.period, &err));
    return made;
}

/* 148 is 126 and 17.5 %: 126 * 1.175 = 148.05. It is not 95 and 17.5 % (111.6), nor 126 and 12 % (141.1). */
static void test_likeness_when_growth_fits_history_then_less_likeness_is_enough(void **state) {
    (void)state;
    struct text names[] = {TEXT("接待学生个体咨询"), TEXT("心理健康筛查")};
    struct likeness_series series[] = {named(1, &names[0], "人次", FIGURE_COUNT),
                                       named(2, &names[1], "人次", FIGURE_COUNT)};
    struct observation stood[] = {point("2021", 126), point("2021", 95)};
    struct figure figures[] = {figure("学生个别辅导", "人次", FIGURE_COUNT, 148),
                               figure("学生个别辅导", "%", FIGURE_CHANGE, 0)};
    figures[1].ordinal = 1;
    figures[1].change_of = 0;
    figures[1].basis = BASIS_YOY;
    figures[1].last_place = -1;
    for (size_t i = 0; i < 2; i++) {
        series[i].points = &stood[i];
        series[i].point_count = 1;
    }
    static const struct {
        int tenths;
        bool is_linked;
    } cases[] = {{175, true}, {120, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        figures[1].quantity = quantity_exact((struct decimal){cases[i].tenths, 1});
        struct likeness_result *results = run(figures, 2, series, 2);
        assert_int_equal(results[0].verdict == LIKENESS_LINKED, cases[i].is_linked);
        assert_int_equal((results[0].guesses[0].reasons & LIKE_HISTORY) != 0, cases[i].is_linked);
        if (cases[i].is_linked)
            assert_int_equal(results[0].guesses[0].series, 0);
    }
}

/* Doubling fits every series that stood at 3. */
static void test_likeness_when_numbers_are_small_then_history_says_nothing(void **state) {
    (void)state;
    struct text name = TEXT("接待学生个体咨询");
    struct likeness_series series = named(1, &name, "人次", FIGURE_COUNT);
    struct observation stood = point("2021", 3);
    struct figure figures[] = {figure("学生个别辅导", "人次", FIGURE_COUNT, 6),
                               figure("学生个别辅导", "%", FIGURE_CHANGE, 100)};
    figures[1].change_of = 0;
    figures[1].basis = BASIS_YOY;
    series.points = &stood;
    series.point_count = 1;
    assert_int_equal(run(figures, 2, &series, 1)[0].verdict, LIKENESS_SUGGESTED);
}

/* Two series that stood at 126: which one it continues nobody knows. */
static void test_likeness_when_two_series_fit_history_then_neither(void **state) {
    (void)state;
    struct text names[] = {TEXT("接待学生个体咨询"), TEXT("学生心理热线")};
    struct likeness_series series[] = {named(1, &names[0], "人次", FIGURE_COUNT),
                                       named(2, &names[1], "人次", FIGURE_COUNT)};
    struct observation stood = point("2021", 126);
    struct figure figures[] = {figure("学生个别辅导", "人次", FIGURE_COUNT, 148),
                               figure("学生个别辅导", "%", FIGURE_CHANGE, 0)};
    figures[1].change_of = 0;
    figures[1].basis = BASIS_YOY;
    figures[1].last_place = -1;
    figures[1].quantity = quantity_exact((struct decimal){175, 1});
    for (size_t i = 0; i < 2; i++) {
        series[i].points = &stood;
        series[i].point_count = 1;
    }
    assert_int_equal(run(figures, 2, series, 2)[0].verdict, LIKENESS_SUGGESTED);
}

/* 由9512提高到9587: what the report repeats of last year tells the series, and this year's figure of that label goes along. */
static void test_likeness_when_last_years_value_is_repeated_then_both_join(void **state) {
    (void)state;
    struct text name = TEXT("家长对学校德育工作评价人数");
    struct likeness_series series = named(1, &name, "人", FIGURE_COUNT);
    struct observation stood = point("2021", 9512);
    struct figure figures[] = {figure("参加评价家长", "人", FIGURE_COUNT, 9512),
                               figure("参加评价家长", "人", FIGURE_COUNT, 9587)};
    struct err err = {0};
    assert_true(period_parse(TEXT_OF("2021"), &figures[0].period, &err));
    figures[1].ordinal = 1;
    series.points = &stood;
    series.point_count = 1;
    struct likeness_result *results = run(figures, 2, &series, 1);
    assert_int_equal(results[0].verdict, LIKENESS_LINKED);
    assert_int_equal(results[1].verdict, LIKENESS_LINKED);
    figures[0].quantity = quantity_exact(decimal_from_int(9513));
    assert_int_not_equal(run(figures, 2, &series, 1)[1].verdict, LIKENESS_LINKED);
}

/* 由16支扩充到21支: two digits alone tell nothing; with words that are nearly enough (half of them shared) they do. */
static void test_likeness_when_a_short_number_is_repeated_then_only_with_words(void **state) {
    (void)state;
    struct text near = TEXT("选拔组建青年志愿宣讲队"), far = TEXT("校外辅导站点");
    struct likeness_series series = named(1, &near, "支", FIGURE_COUNT);
    struct observation stood = point("2021", 16);
    struct figure figures[] = {figure("青年宣讲队", "支", FIGURE_COUNT, 16),
                               figure("青年宣讲队", "支", FIGURE_COUNT, 21)};
    struct err err = {0};
    assert_true(period_parse(TEXT_OF("2021"), &figures[0].period, &err));
    figures[1].ordinal = 1;
    series.points = &stood;
    series.point_count = 1;
    struct likeness_result *results = run(figures, 2, &series, 1);
    assert_in_range(results[1].guesses[0].score, LIKENESS_PLACED, LIKENESS_SURE - 1);
    assert_int_equal(results[0].verdict, LIKENESS_LINKED);
    assert_int_equal(results[1].verdict, LIKENESS_LINKED);
    figures[0].quantity = quantity_exact(decimal_from_int(17));
    assert_int_not_equal(run(figures, 2, &series, 1)[1].verdict, LIKENESS_LINKED);
    figures[0].quantity = quantity_exact(decimal_from_int(16));
    series.names = &far;
    results = run(figures, 2, &series, 1);
    assert_int_not_equal(results[0].verdict, LIKENESS_LINKED);
    assert_int_not_equal(results[1].verdict, LIKENESS_LINKED);
}

/* One's own series, begun under a label, goes before the catalogue's metric of the very name; a metric of the catalogue does not. */
static void
test_likeness_when_the_catalogue_has_the_name_then_ones_own_provisional_goes_before(void **state) {
    (void)state;
    struct text names[] = {TEXT("骨干教师组建宣讲队"), TEXT("宣讲队")};
    struct likeness_series series[] = {named(1, &names[0], "支", FIGURE_COUNT),
                                       named(2, &names[1], "支", FIGURE_COUNT)};
    struct figure one = figure("宣讲队", "支", FIGURE_COUNT, 15);
    series[0].names = (const struct text[]){TEXT("组建宣讲队")};
    series[1].origin = ORIGIN_CATALOGUE;
    series[0].is_provisional = true;
    assert_int_equal(run(&one, 1, series, 2)->guesses[0].series, 0);
    series[0].is_provisional = false;
    assert_int_equal(run(&one, 1, series, 2)->guesses[0].series, 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(test_likeness_when_said_differently_then_linked),
        CASE(test_likeness_when_one_of_its_names_is_alike_then_linked),
        CASE(test_likeness_when_another_thing_then_apart),
        CASE(test_likeness_when_walled_then_not_even_suggested),
        CASE(test_likeness_when_scope_or_norm_then_only_suggested),
        CASE(test_likeness_when_value_is_far_then_only_suggested),
        CASE(test_likeness_when_two_figures_want_one_series_then_one_joins),
        CASE(test_likeness_when_two_values_for_one_point_then_surer_joins),
        CASE(test_likeness_when_two_series_of_one_name_then_none_but_by_place),
        CASE(test_likeness_when_own_and_catalogue_then_own),
        CASE(test_likeness_when_owner_is_linked_then_growth_follows),
        CASE(test_likeness_when_many_are_alike_then_five_best_first),
        CASE(test_likeness_when_empty_or_malformed_then_new),
        CASE(test_likeness_when_arena_is_full_then_too_large),
        CASE(test_likeness_when_growth_fits_history_then_less_likeness_is_enough),
        CASE(test_likeness_when_numbers_are_small_then_history_says_nothing),
        CASE(test_likeness_when_two_series_fit_history_then_neither),
        CASE(test_likeness_when_last_years_value_is_repeated_then_both_join),
        CASE(test_likeness_when_a_short_number_is_repeated_then_only_with_words),
        CASE(test_likeness_when_the_catalogue_has_the_name_then_ones_own_provisional_goes_before),
        CASE(test_likeness_when_5000_meet_5000_then_it_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
