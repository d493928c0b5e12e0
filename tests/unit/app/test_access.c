#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/access.h"

static void test_role_parse_when_word_of_the_table_then_its_role(void **state) {
    (void)state;
    static const struct {
        const char *word;
        enum role role;
    } cases[] = {{"none", ROLE_NONE},
                 {"viewer", ROLE_VIEWER},
                 {"reporter", ROLE_REPORTER},
                 {"reviewer", ROLE_REVIEWER},
                 {"admin", ROLE_ADMIN}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum role role = i == 0 ? ROLE_ADMIN : ROLE_NONE;
        assert_true(role_parse(text_from(cases[i].word), &role));
        assert_int_equal(role, cases[i].role);
    }
}

static void test_role_parse_when_no_word_of_the_table_then_refused_and_untouched(void **state) {
    (void)state;
    static const char *const words[] = {"",    "Admin",  "admin ", " admin",
                                        "adm", "admins", "root",   "viewer,admin"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        enum role role = ROLE_REVIEWER;
        assert_false(role_parse(text_from(words[i]), &role));
        assert_int_equal(role, ROLE_REVIEWER);
    }
}

static void test_roles_when_compared_then_each_holds_those_before_it(void **state) {
    (void)state;
    assert_true(ROLE_NONE < ROLE_VIEWER && ROLE_VIEWER < ROLE_REPORTER && ROLE_REPORTER < ROLE_REVIEWER &&
                ROLE_REVIEWER < ROLE_ADMIN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_role_parse_when_word_of_the_table_then_its_role),
        cmocka_unit_test(test_role_parse_when_no_word_of_the_table_then_refused_and_untouched),
        cmocka_unit_test(test_roles_when_compared_then_each_holds_those_before_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
