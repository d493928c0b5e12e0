#include "unit/extract/extract_case.h"

static void test_scan_when_name_or_code_then_no_figure(void **state) {
    (void)state;
    static const char *const cases[] = {
        "贯彻二十大和二十届三中全会精神。",
        "做到“三个统筹”“两手硬”。",
        "印发《三年行动方案》(青教〔2023〕15号)。",
        "拨打12345热线或0999-7654321。",
        "举办第十四届读书节，第一书记驻村。",
        "国道318沿线实施G20标准。",
        "形成五大机制、四级网络。",
        "落实一岗双责，做到一视同仁。",
        "实施二期工程。",
        "红十字会和零部件企业。",
        "建成110千伏输电线路。",
        "比分为3:2。",
        "服务80岁以上老人。",
        "进入全省前10名。",
        "庆祝建校70周年。",
        "产业结构为11.2:40.3:48.5。",
        "参加者见[3]。",
        "获一等奖，评为十佳。",
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct extract_result result = extract_text(&arena, cases[i], "2023");
        if (result.count != 0) {
            fail_msg("%s: %.*s was taken for a figure", cases[i], TEXT_ARG(result.figures[0].text));
        }
        arena_fini(&arena);
    }
}

static void test_scan_when_figure_then_span_value_and_unit(void **state) {
    (void)state;
    static const struct {
        const char *sentence, *text, *value, *unit;
    } cases[] = {
        {"开展研讨两次。", "两次", "2", "次"},
        {"发放图书1,026册,学生欢迎。", "1,026册", "1026", "册"},
        {"服务群众1.5万余人次。", "1.5万余人次", "15000", "人次"},
        {"组织活动三十余场。", "三十余场", "30", "场"},
        {"招募志愿者300余。招聘", "", "", ""},
        {"存栏牲畜4.2万头（只）。", "4.2万头（只）", "42000", "头（只）"},
        {"满意度为９８．６０％。", "９８．６０％", "98.60", "%"},
        {"人口出生率为6.1‰。", "6.1‰", "6.1", "‰"},
        {"病死率为千分之二。", "千分之二", "2", "‰"},
        {"位居全县第3名。", "第3名", "3", "名"},
        {"综合排名全省第五。", "第五", "5", ""},
        {"办理时限压缩至3天。", "3天", "3", "天"},
        {"考核得分95.5分。", "95.5分", "95.5", "分"},
        {"惠及5.2万居民。", "5.2万", "52000", ""},
        {"共有校车60辆,接送学生。", "60辆", "60", "辆"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct extract_result result = extract_text(&arena, cases[i].sentence, "2023");
        if (cases[i].text[0] == '\0') {
            assert_int_equal(result.count, 0);
        } else {
            const struct figure *f = only_figure(&result, cases[i].sentence);
            assert_text(f->text, cases[i].text, cases[i].sentence);
            assert_text(quantity_text(&arena, &f->quantity), cases[i].value, cases[i].sentence);
            assert_text(f->unit, cases[i].unit, cases[i].sentence);
        }
        arena_fini(&arena);
    }
}

static void test_scan_when_table_then_cells(void **state) {
    (void)state;
    struct arena arena;
    struct extract_result result = extract_text(
        &arena, "师资情况（单位：人）：\n学段\t教师\t骨干\n小学\t120\t31\n初中\t86\t—\n", "2023");
    assert_int_equal(result.count, 3);
    assert_text(result.figures[0].label, "小学教师", "first cell");
    assert_text(result.figures[1].label, "小学骨干", "second cell");
    assert_text(result.figures[2].label, "初中教师", "third cell");
    assert_text(result.figures[2].unit, "人", "unit of the caption");
    arena_fini(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scan_when_name_or_code_then_no_figure),
        cmocka_unit_test(test_scan_when_figure_then_span_value_and_unit),
        cmocka_unit_test(test_scan_when_table_then_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
