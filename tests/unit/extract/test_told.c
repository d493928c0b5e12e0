#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "extract/told.h"

static void test_told_when_a_title_is_read_then_its_period_or_none(void **state) {
    (void)state;
    static const struct {
        const char *title, *signature, *period;
    } cases[] = {
        {"河沿县教育局2023年上半年工作总结", "", "2023-H1"},
        {"河沿县教育局２０２３年下半年工作总结", "", "2023-H2"},
        {"关于2022年度安全工作情况的报告", "", "2022"},
        {"2022—2023学年德育工作总结", "", "SY2022"},
        {"2021年第三季度信访工作情况通报", "", "2021-Q3"},
        {"2021年3月份工作小结", "", "2021-03"},
        {"2021年1-9月招生工作进展", "", "2021-01/2021-09"},
        {"2023年上半年工作总结\n2023年上半年", "", "2023-H1"},
        {"上半年工作总结", "河沿县教育局\n2023年7月5日", "2023-H1"},
        {"下半年工作总结", "河沿县教育局\n2024年1月8日", "2023-H2"},
        {"第一季度工作小结", "2022年4月2日", "2022-Q1"},
        {"上半年工作总结", "河沿县教育局", ""},
        {"工作总结", "河沿县教育局\n2023年7月5日", ""},
        {"校园安全工作总结", "", ""},
        {"", "", ""},
        /* When it was given is not what it is about. */
        {"政 府 工 作 报 告\n2013年2月28日在河沿县第十四届人民代表大会第二次会议上", "", ""},
        {"2004年河沿市政府工作报告", "", ""},
        {"关于河沿市2018年预算执行情况和2019年预算草案的报告", "", ""},
        {"2023年上半年工作总结和下半年工作打算", "", ""},
    };
    struct arena arena;
    arena_init(&arena, 16 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char written[PERIOD_TEXT_MAX];
        period_print(told_period(&arena, NULL, text_from(cases[i].title), text_from(cases[i].signature)),
                     written);
        if (!text_equal(text_from(written), text_from(cases[i].period)))
            fail_msg("%s / %s: %s, not %s", cases[i].title, cases[i].signature, written, cases[i].period);
    }
    arena_fini(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_told_when_a_title_is_read_then_its_period_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
