#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "series/scope.h"

struct scope_case {
    const char *scope, *org, *expected;
};

static const struct scope_case cases[] = {
    {"", "青禾区教育局", ""},
    {"全区", "青禾区教育局", ""},
    {"全市教育系统", "海州市教育局", ""},
    {"全县各级各类学校", "临水县教育局", ""},
    {"全系统", "临水县教育局", ""},
    {"我局", "临水县教育局", ""},
    {"本校", "城关小学", ""},
    {" 全县 ", "临水县教育局", ""},
    {"临水县教育局", "临水县教育局", ""},
    /* parts, and what is larger than the body, stay */
    {"全国", "临水县教育局", "全国"},
    {"全省", "临水县教育局", "全省"},
    {"全县小学", "临水县教育局", "全县小学"},
    {"城关镇", "临水县教育局", "城关镇"},
    {"机关", "临水县教育局", "机关"},
    {"全", "临水县教育局", "全"},
    {"局机关", "临水县教育局", "局机关"},
};

static void test_series_scope_when_it_means_the_whole_then_none(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text scope = series_scope(text_from(cases[i].scope), text_from(cases[i].org));
        if (!text_equal(scope, text_from(cases[i].expected)))
            fail_msg("%s: got %.*s", cases[i].scope, TEXT_ARG(scope));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_series_scope_when_it_means_the_whole_then_none)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
