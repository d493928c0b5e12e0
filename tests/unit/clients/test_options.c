#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "options.h"

static const struct option global[] = {
    {"json", NULL, ""}, {"server", "URL", ""}, {"help", NULL, ""}, {NULL, NULL, NULL}};
static const struct option own[] = {
    {"org", "CODE", ""}, {"preview", NULL, ""}, {"output", "FILE", ""}, {NULL, NULL, NULL}};

enum { WORDS_MAX = 8 };

struct reading {
    struct arguments arguments;
    char *positional[WORDS_MAX];
    char message[OPTIONS_MESSAGE_MAX];
    int taken;
    bool ok;
};

static void read_words(struct reading *reading, bool stops, const char *const *words) {
    char *argv[WORDS_MAX];
    int argc = 0;
    for (; words[argc] != NULL; argc++)
        argv[argc] = (char *)(uintptr_t)words[argc];
    *reading = (struct reading){.taken = -1};
    reading->arguments.positional = reading->positional;
    reading->ok =
        options_read(global, own, argc, argv, stops, &reading->arguments, &reading->taken, reading->message);
}

#define READ(reading, stops, ...) read_words((reading), (stops), (const char *const[]){__VA_ARGS__, NULL})

static void test_options_when_well_formed_then_values_and_files_are_told_apart(void **state) {
    struct reading r;
    (void)state;
    READ(&r, false, "a.txt", "--org", "jy", "--server=http://x/?a=b", "--preview", "-", "b.txt");
    assert_true(r.ok);
    assert_string_equal(options_get(&r.arguments, "org"), "jy");
    assert_string_equal(options_get(&r.arguments, "server"), "http://x/?a=b");
    assert_true(options_has(&r.arguments, "preview"));
    assert_false(options_has(&r.arguments, "json"));
    assert_null(options_get(&r.arguments, "json"));
    assert_int_equal(r.arguments.positional_count, 3);
    assert_string_equal(r.positional[0], "a.txt");
    assert_string_equal(r.positional[1], "-");
    assert_string_equal(r.positional[2], "b.txt");
    assert_int_equal(r.taken, 7);
}

static void test_options_when_value_begins_with_a_dash_then_is_taken(void **state) {
    struct reading r;
    (void)state;
    READ(&r, false, "--org", "-jy");
    assert_true(r.ok);
    assert_string_equal(options_get(&r.arguments, "org"), "-jy");
    READ(&r, false, "--org=");
    assert_true(r.ok);
    assert_string_equal(options_get(&r.arguments, "org"), "");
}

static void test_options_when_two_dashes_stand_then_the_rest_are_files(void **state) {
    struct reading r;
    (void)state;
    READ(&r, false, "--json", "--", "--org", "-x");
    assert_true(r.ok);
    assert_int_equal(r.arguments.positional_count, 2);
    assert_string_equal(r.positional[0], "--org");
    assert_null(options_get(&r.arguments, "org"));
}

static void test_options_when_stopping_then_the_command_is_left(void **state) {
    struct reading r;
    (void)state;
    READ(&r, true, "--server", "u", "trend", "--bogus");
    assert_true(r.ok);
    assert_int_equal(r.taken, 2);
    assert_int_equal(r.arguments.positional_count, 0);
}

static void test_options_when_wrong_then_the_mistake_is_named(void **state) {
    static const struct {
        const char *words[4];
        const char *message;
    } rows[] = {
        {{"--bogus"}, "unknown option --bogus"},
        {{"--or", "x"},
         "unknown option --or"}, /* no abbreviations: a new option would change their meaning */
        {{"-x"}, "unknown option -x"},
        {{"--org"}, "option --org needs a value: CODE"},
        {{"--json=1"}, "option --json takes no value"},
        {{"--org", "a", "--org=b"}, "option --org is given twice"},
        {{"--json", "--json"}, "option --json is given twice"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct reading r;
        read_words(&r, false, rows[i].words);
        assert_false(r.ok);
        assert_string_equal(r.message, rows[i].message);
    }
}

static void test_options_when_h_stands_then_it_is_help(void **state) {
    struct reading r;
    (void)state;
    READ(&r, false, "-h");
    assert_true(r.ok);
    assert_true(options_has(&r.arguments, "help"));
}

/* A letter is the option's name, where there is such an option: this table has no "verbose". */
static void test_options_when_a_letter_stands_for_one_then_it_is_that(void **state) {
    struct reading r;
    (void)state;
    READ(&r, false, "-o", "-", "a.txt");
    assert_true(r.ok);
    assert_string_equal(options_get(&r.arguments, "output"), "-");
    assert_int_equal(r.arguments.positional_count, 1);
    READ(&r, false, "-o", "a", "--output=b");
    assert_false(r.ok);
    assert_string_equal(r.message, "option --output is given twice");
    READ(&r, false, "-v");
    assert_false(r.ok);
    assert_string_equal(r.message, "unknown option -v");
    READ(&r, false, "-oa");
    assert_false(r.ok);
    assert_string_equal(r.message, "unknown option -oa");
    assert_int_equal(options_letter("output"), 'o');
    assert_int_equal(options_letter("org"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options_when_well_formed_then_values_and_files_are_told_apart),
        cmocka_unit_test(test_options_when_value_begins_with_a_dash_then_is_taken),
        cmocka_unit_test(test_options_when_two_dashes_stand_then_the_rest_are_files),
        cmocka_unit_test(test_options_when_stopping_then_the_command_is_left),
        cmocka_unit_test(test_options_when_wrong_then_the_mistake_is_named),
        cmocka_unit_test(test_options_when_h_stands_then_it_is_help),
        cmocka_unit_test(test_options_when_a_letter_stands_for_one_then_it_is_that),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
