#include "unit/extract/extract_case.h"

static void test_label_when_sentence_then_label_of_last_figure(void **state) {
    (void)state;
    static const struct {
        const char *sentence, *label;
    } cases[] = {
        {"居民对物业服务的满意度达88.3%。", "居民对物业服务的满意度"},
        {"上半年共举办书法展6场。", "举办书法展"},
        {"9个社区建立调解室。", "社区建立调解室"},
        {"全县现有博物馆3座。", "博物馆"},
        {"拥有7个省级示范园。", "省级示范园"},
        {"受理了噪声、油烟等环境投诉41件。", "受理环境投诉"},
        {"刊印《家书》、《春语》等两本文集。", "刊印文集"},
        {"完成36栋老旧住宅加固改造。", "完成老旧住宅加固改造"},
        {"对28户困难户和4家企业进行回访。", "回访企业"},
        {"投资520万元的文体中心投入使用。", "投资文体中心"},
        {"新建羽毛球场12片、健身步道5公里。", "健身步道"},
        {"全市共有骑手3200人，其中女骑手410人。", "女骑手"},
        {"城管、环卫、绿化队员人数分别为52人、60人和33人。", "绿化队员人数"},
        {"8名学生获得“进步之星”称号。", "“进步之星”"},
        {"县文化馆举办“春之声”合唱比赛，评选出3名一等奖。", "“春之声”合唱比赛一等奖"},
        {"粮食产量达到6.2万吨，增长4%。", "粮食产量"},
        {"课题立项数由11项增加到19项。", "课题立项数"},
        {"旅游收入增长9%，达到31亿元。", "旅游收入"},
        {"查处违规行为17起。", "查处违规行为"},
        {"ＧＤＰ达到３６亿元。", "GDP"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct extract_result result = extract_text(&arena, cases[i].sentence, "2022");
        if (result.count == 0) {
            fail_msg("%s: no figure", cases[i].sentence);
        }
        assert_text(result.figures[result.count - 1].label, cases[i].label, cases[i].sentence);
        arena_fini(&arena);
    }
}

static void test_label_when_same_thing_said_in_two_reports_then_same_label(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"上半年，共开展普法宣讲12场。", "2023年开展普法宣讲20场。"},
        {"家长满意度达到95.1%。", "家长满意度为96.4%。"},
        {"目前，全区建成图书驿站8个。", "建成图书驿站11个。"},
    };
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct arena a, b;
        struct extract_result one = extract_text(&a, pairs[i][0], "2022"),
                              two = extract_text(&b, pairs[i][1], "2023");
        if (!text_equal(only_figure(&one, pairs[i][0])->label, only_figure(&two, pairs[i][1])->label)) {
            fail_msg("%.*s against %.*s", TEXT_ARG(one.figures[0].label), TEXT_ARG(two.figures[0].label));
        }
        arena_fini(&a);
        arena_fini(&b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_label_when_sentence_then_label_of_last_figure),
        cmocka_unit_test(test_label_when_same_thing_said_in_two_reports_then_same_label),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
