#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "app/origin.h"
#include "base/utf8.h"

static struct text short_names[] = {TEXT("云岭教育局"), TEXT("云教"), TEXT("云")};

static const struct org orgs[] = {
    {.code = TEXT("hy-edu"), .name = TEXT("河沿县教育局")},
    {.code = TEXT("hy"), .name = TEXT("河沿县")},
    {.code = TEXT("sz"), .name = TEXT("石寨中学")},
    {.code = TEXT("sz2"), .name = TEXT("石寨中学东校区")},
    {.code = TEXT("yl"), .name = TEXT("云岭区教育局"), .aliases = short_names, .alias_count = 3},
};
enum { ORGS = sizeof orgs / sizeof *orgs, NONE = -1, TWO = -2 };

static struct origin find(const char *text) {
    struct text whole = text_from(text);
    struct origin_places places = origin_places(whole, 0, (uint32_t)utf8_length(whole));
    return origin_find(&places, orgs, ORGS);
}

static void test_origin_when_named_then_by_the_first_place_and_the_longest_name(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int org; /* index, NONE, TWO */
        enum origin_where where;
    } cases[] = {
        {"河沿县教育局2023年上半年工作总结\n\n半年来，各项工作稳步推进。\n", 0, ORIGIN_TITLE},
        {"河沿县2023年教育工作总结\n\n一、学前教育\n", 1, ORIGIN_TITLE},
        {"\n\n  石寨中学东校区德育工作总结\n全体师生共同努力。", 3, ORIGIN_TITLE},
        {"关于2022年度工作情况的报告\n河沿县教育局\n\n县政府：\n现将情况报告如下。", 0, ORIGIN_TITLE},
        {"2023年上半年工作总结\n上半年工作情况如下。\n一、抓学习。\n二、抓落实。\n三、抓安全。\n特此报告。\n"
         "云岭区教育局\n2023年7月5日\n",
         4, ORIGIN_OPENING},
        {"2023年上半年工作总结\n\n今年以来，石寨中学在上级领导下稳步前进。\n", 2, ORIGIN_OPENING},
        {"河沿县教育局 云岭区教育局关于联合开展研学的总结\n\n一、组织\n", TWO, ORIGIN_TITLE},
        {"2023年上半年工作总结\n\n上半年，我局各项工作有序推进。\n", NONE, ORIGIN_NOWHERE},
        {"云教系统2023年上半年工作总结\n\n一、学前教育\n", 4, ORIGIN_TITLE},
        {"云岭教育局（云岭区教育局）2023年工作总结\n\n一、学前教育\n", 4, ORIGIN_TITLE},
        {"云教与石寨中学结对工作总结\n\n一、学前教育\n", TWO, ORIGIN_TITLE},
        {"白云小学2023年上半年工作总结\n\n一、学前教育\n", NONE, ORIGIN_NOWHERE}, /* 云 alone is no name */
        {"", NONE, ORIGIN_NOWHERE},
        {"\n \n\t\n", NONE, ORIGIN_NOWHERE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct origin found = find(cases[i].text);
        if (found.where != cases[i].where || found.is_ambiguous != (cases[i].org == TWO) ||
            (cases[i].org >= 0 && found.org != (size_t)cases[i].org))
            fail_msg("%s: organisation %zu, %s%s", cases[i].text, found.org, origin_where_name(found.where),
                     found.is_ambiguous ? ", ambiguous" : "");
    }
}

/* Two hundred characters and more lie between the opening and the signature here. */
static void test_origin_when_the_text_is_long_then_the_signature_decides_before_the_opening(void **state) {
    (void)state;
    static char text[8192];
    size_t len = (size_t)snprintf(text, sizeof text, "2023年上半年工作总结\n向石寨中学学习。\n");
    for (int i = 0; i < 60; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "第%d项工作已按时完成。\n", i);
    snprintf(text + len, sizeof text - len, "云岭区教育局\n2023年7月5日\n");
    struct origin found = find(text);
    assert_int_equal(found.where, ORIGIN_SIGNATURE);
    assert_int_equal(found.org, 4);
    assert_false(found.is_ambiguous);
}

/* A name within a longer one, and once more by itself. */
static void test_origin_when_a_short_name_stands_by_itself_too_then_two_are_named(void **state) {
    (void)state;
    struct origin found = find("河沿县教育局关于河沿县营养餐的总结\n");
    assert_true(found.is_ambiguous);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_origin_when_named_then_by_the_first_place_and_the_longest_name),
        cmocka_unit_test(test_origin_when_the_text_is_long_then_the_signature_decides_before_the_opening),
        cmocka_unit_test(test_origin_when_a_short_name_stands_by_itself_too_then_two_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
