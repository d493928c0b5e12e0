#include "observe.h"

#include "series/link.h"

enum { CEILING = 1 << 20 };

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

static void assert_normal(const char *label, const char *expected) {
    struct text normal = link_normalise(&arena, text_from(label));
    struct text twice = link_normalise(&arena, normal);
    if (!text_equal(normal, text_from(expected)))
        fail_msg("%s became %.*s, not %s", label, TEXT_ARG(normal), expected);
    assert_true(text_equal(normal, twice));
}

static void test_link_normalise_when_spelling_differs_then_same_text(void **state) {
    (void)state;
    static const struct {
        const char *label, *expected;
    } cases[] = {
        /* width, case, space, quotes, brackets, punctuation */
        {"Ａ类　课程", "a类课程"},
        {"“星火” 宣讲队", "星火宣讲队"},
        {"《家长手册》（修订版）", "家长手册修订版"},
        {"学生满意度（％）", "学生满意度"},
        {"家校—共育·活动", "家校共育活动"},
        {"双减、课后服务", "双减课后服务"},
        {"四好2.0工程", "四好2.0工程"},
        {"3.走访", "3走访"},
        /* filler at the head and anywhere */
        {"今年以来累计走访农户", "走访农户"},
        {"上半年先后组织集中学习", "组织集中学习"},
        {"共走访困难家庭", "走访困难家庭"},
        {"已解决群众诉求", "解决群众诉求"},
        {"全年共已解答线上咨询", "解答线上咨询"},
        {"现有专任教师", "专任教师"},
        {"开展志愿服务累计", "开展志愿服务"},
        /* what only looks like filler */
        {"共青团员", "共青团员"},
        {"共同体学校", "共同体学校"},
        {"全年级课程", "全年级课程"},
        {"共有共青团员", "共青团员"},
        {"公共课程", "公共课程"},
        /* tails */
        {"教师满意率达到", "教师满意率"},
        {"教师满意率达", "教师满意率"},
        {"家长满意度为", "家长满意度"},
        {"走访企业等", "走访企业"},
        {"演讲比赛一等", "演讲比赛一等"},
        {"会议精神传达", "会议精神传达"},
        {"处理违规行为", "处理违规行为"},
        /* counting words */
        {"集中学习次数", "集中学习"},
        {"参训人数", "参训"},
        {"学生数", "学生"},
        {"教职工人数", "教职工"},
        {"宣讲场次数", "宣讲"},
        {"走访户数", "走访"},
        {"走访农户数", "走访农户"},
        {"信访案件数", "信访案件"},
        {"帮扶企业家数", "帮扶企业"},
        {"受聘专家数", "受聘专家"},
        {"舆情起数", "舆情"},
        {"受益学生人次", "受益学生人次"},
        {"受益学生人次数", "受益学生人次"},
        {"学习体会文章篇数", "学习体会文章"},
        {"学校总数量", "学校总"},
        /* what stays whole */
        {"满意度", "满意度"},
        {"成员参学率", "成员参学率"},
        {"幸福指数", "幸福指数"},
        {"平均分数", "平均分数"},
        {"人数", "人数"},
        {"总数", "总数"},
        {"共有", "共有"},
        {"累计", "累计"},
        {"数", "数"},
        /* nothing left */
        {"", ""},
        {"（）、 ", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_normal(cases[i].label, cases[i].expected);
}

static void test_link_normalise_when_arena_is_full_then_empty_and_sticky(void **state) {
    (void)state;
    struct arena small;
    arena_init(&small, 0);
    assert_int_equal(link_normalise(&small, text_from("走访农户")).len, 0);
    assert_true(arena_overflowed(&small));
    arena_fini(&small);
}

static void test_link_units_fit_when_units_differ_then_walls(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        bool fits;
    } cases[] = {
        {"次", "次", true},     {"次", "场次", true},  {"条", "起", true},    {"件", "次", true},
        {"人", "名", true},     {"户", "家", true},    {"所", "家", true},    {"个", "人", true},
        {"公里", "千米", true}, {"", "次", true},      {"人", "", true},      {"", "", true},
        {"%", "%", true},       {"人", "人次", false}, {"名", "人次", false}, {"人次", "次", false},
        {"%", "次", false},     {"%", "", false},      {"%", "‰", false},     {"", "人次", false},
        {"元", "", false},      {"元", "美元", false}, {"亩", "公顷", false}, {"亩", "平方米", false},
        {"人", "次", false},    {"户", "人", false},   {"万亩", "亩", false}, {"百分点", "%", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text a = text_from(cases[i].a), b = text_from(cases[i].b);
        if (link_units_fit(a, b) != cases[i].fits || link_units_fit(b, a) != cases[i].fits)
            fail_msg("%s and %s", cases[i].a, cases[i].b);
    }
}

static struct link_candidate candidate(int64_t metric, const char *alias, const char *unit,
                                       enum figure_kind kind, bool is_org_own) {
    return (struct link_candidate){metric, text_from(alias), text_from(unit), kind, is_org_own};
}

static int64_t choose(const char *label, const char *unit, enum figure_kind kind,
                      const struct link_candidate *candidates, size_t count) {
    struct link_key key = {text_from(label), text_from(unit), kind};
    const struct link_candidate *chosen = link_choose(&key, candidates, count);
    return chosen != NULL ? chosen->metric_id : 0;
}

static void test_link_choose_when_walls_stand_between_then_none(void **state) {
    (void)state;
    const struct link_candidate candidates[] = {
        candidate(1, "集中学习", "次", FIGURE_COUNT, false),
        candidate(2, "走访", "人", FIGURE_COUNT, false),
        candidate(3, "家长满意度", "%", FIGURE_RATE, false),
    };
    assert_int_equal(choose("集中学习", "次", FIGURE_COUNT, candidates, 3), 1);
    assert_int_equal(choose("集中学习", "场次", FIGURE_COUNT, candidates, 3), 1);
    assert_int_equal(choose("集中学习", "", FIGURE_COUNT, candidates, 3), 1);
    assert_int_equal(choose("集中学习", "天", FIGURE_DURATION, candidates, 3), 0);
    assert_int_equal(choose("集中学习", "%", FIGURE_RATE, candidates, 3), 0);
    assert_int_equal(choose("集中", "次", FIGURE_COUNT, candidates, 3), 0);
    assert_int_equal(choose("走访", "人次", FIGURE_COUNT, candidates, 3), 0);
    assert_int_equal(choose("走访", "户", FIGURE_COUNT, candidates, 3), 0);
    assert_int_equal(choose("家长满意度", "%", FIGURE_RATE, candidates, 3), 3);
    assert_int_equal(choose("家长满意度", "分", FIGURE_SCORE, candidates, 3), 0);
    assert_int_equal(choose("家长满意度", "%", FIGURE_CHANGE, candidates, 3), 0);
    assert_int_equal(choose("", "次", FIGURE_COUNT, candidates, 3), 0);
    assert_int_equal(choose("集中学习", "次", FIGURE_COUNT, NULL, 0), 0);
}

static void test_link_choose_when_change_would_match_then_still_none(void **state) {
    (void)state;
    const struct link_candidate of_change = candidate(4, "入学人数", "%", FIGURE_CHANGE, true);
    assert_int_equal(choose("入学人数", "%", FIGURE_CHANGE, &of_change, 1), 0);
}

static void test_link_choose_when_several_fit_then_own_alias_then_same_unit_else_none(void **state) {
    (void)state;
    const struct link_candidate own[] = {
        candidate(1, "走访", "户", FIGURE_COUNT, false),
        candidate(2, "走访", "家", FIGURE_COUNT, true),
        candidate(1, "走访", "户", FIGURE_COUNT, false),
    };
    assert_int_equal(choose("走访", "户", FIGURE_COUNT, own, 3), 2);
    const struct link_candidate units[] = {
        candidate(1, "走访", "户", FIGURE_COUNT, false),
        candidate(2, "走访", "家", FIGURE_COUNT, false),
    };
    assert_int_equal(choose("走访", "家", FIGURE_COUNT, units, 2), 2);
    assert_int_equal(choose("走访", "户", FIGURE_COUNT, units, 2), 1);
    assert_int_equal(choose("走访", "所", FIGURE_COUNT, units, 2), 0);
    const struct link_candidate twice[] = {
        candidate(1, "走访", "户", FIGURE_COUNT, false),
        candidate(1, "走访", "户", FIGURE_COUNT, false),
        candidate(3, "走访", "户", FIGURE_RANK, false),
    };
    assert_int_equal(choose("走访", "户", FIGURE_COUNT, twice, 3), 1);
    const struct link_candidate tie_then_own[] = {
        candidate(1, "走访", "户", FIGURE_COUNT, false),
        candidate(2, "走访", "户", FIGURE_COUNT, false),
        candidate(3, "走访", "户", FIGURE_COUNT, true),
    };
    assert_int_equal(choose("走访", "户", FIGURE_COUNT, tie_then_own, 2), 0);
    assert_int_equal(choose("走访", "户", FIGURE_COUNT, tie_then_own, 3), 3);
}

static void test_link_provisional_code_when_asked_then_stable_and_distinct(void **state) {
    (void)state;
    char code[LINK_CODE_MAX], other[LINK_CODE_MAX];
    /* FNV-1a over "a" 1F "" 1F "count" 1F, worked out with another program. */
    struct link_key known = {TEXT("a"), TEXT(""), FIGURE_COUNT};
    link_provisional_code(&known, 0, code);
    assert_string_equal(code, "p-6522401054a38162");
    const struct link_key keys[] = {
        {TEXT("走访农户"), TEXT("户"), FIGURE_COUNT},
        {TEXT("走访农户"), TEXT("次"), FIGURE_COUNT},
        {TEXT("走访农户"), TEXT("户"), FIGURE_QUANTITY},
        {TEXT("走访农户户"), TEXT(""), FIGURE_COUNT}, /* the border between label and unit counts */
        {TEXT("走访"), TEXT("农户户"), FIGURE_COUNT},
    };
    enum { KEYS = sizeof keys / sizeof *keys };
    for (size_t i = 0; i < KEYS; i++)
        for (size_t j = 0; j < KEYS; j++) {
            link_provisional_code(&keys[i], 0, code);
            link_provisional_code(&keys[j], 0, other);
            assert_int_equal(strcmp(code, other) == 0, i == j);
        }
    link_provisional_code(&keys[0], 0, code);
    link_provisional_code(&keys[0], 1, other);
    assert_string_not_equal(code, other);
    assert_int_equal(strlen(code), 18);
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_link_normalise_when_spelling_differs_then_same_text),
        CASE(test_link_normalise_when_arena_is_full_then_empty_and_sticky),
        CASE(test_link_units_fit_when_units_differ_then_walls),
        CASE(test_link_choose_when_walls_stand_between_then_none),
        CASE(test_link_choose_when_change_would_match_then_still_none),
        CASE(test_link_choose_when_several_fit_then_own_alias_then_same_unit_else_none),
        CASE(test_link_provisional_code_when_asked_then_stable_and_distinct),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
