#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tongbi.h"

struct place {
    char folder[64];
    char before[4096];
};

static void write_file(const char *path, const char *content) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* A fresh folder to stand in, and an environment that says nothing. */
static int set_up(void **state) {
    static struct place place;
    snprintf(place.folder, sizeof place.folder, "/tmp/tongbi-test-XXXXXX");
    assert_non_null(mkdtemp(place.folder));
    assert_non_null(getcwd(place.before, sizeof place.before));
    assert_int_equal(chdir(place.folder), 0);
    unsetenv("TONGBI_URL");
    unsetenv("TONGBI_TOKEN");
    unsetenv("TONGBI_TOKEN_FILE");
    /* Nothing is to come from the work tree that this test was built in. */
    setenv("TONGBI_CLIENT_ENV", "/dev/null", 1);
    *state = &place;
    return 0;
}

static int tear_down(void **state) {
    struct place *place = *state;
    unlink("var/client.env");
    unlink("token");
    rmdir("var");
    assert_int_equal(chdir(place->before), 0);
    return rmdir(place->folder);
}

static void write_client_env(void) {
    unsetenv("TONGBI_CLIENT_ENV");
    assert_int_equal(mkdir("var", 0700), 0);
    write_file("var/client.env",
               "# written by run\nTONGBI_URL=http://127.0.0.1:9001\n\nTONGBI_TOKEN = secret-of-file \n");
}

static void expect(const char *url_option, const char *token_file_option, const char *url,
                   const char *token) {
    struct tongbi_settings settings;
    char message[TONGBI_MESSAGE_MAX];
    assert_true(tongbi_settings_resolve(url_option, token_file_option, &settings, message));
    assert_string_equal(settings.url, url);
    if (token == NULL)
        assert_null(settings.token);
    else
        assert_string_equal(settings.token, token);
    tongbi_settings_fini(&settings);
}

static void test_resolve_when_nothing_is_set_then_defaults(void **state) {
    (void)state;
    expect(NULL, NULL, "http://127.0.0.1:8420", NULL);
}

static void test_resolve_when_environment_is_set_then_it_counts(void **state) {
    (void)state;
    setenv("TONGBI_URL", "https://figures.example", 1);
    setenv("TONGBI_TOKEN", "from-environment", 1);
    expect(NULL, NULL, "https://figures.example", "from-environment");
    expect("http://other.example", NULL, "http://other.example", "from-environment");
}

static void test_resolve_when_token_file_is_named_then_its_first_line_counts(void **state) {
    (void)state;
    write_file("token", "  from-file\r\nsecond line\n");
    setenv("TONGBI_TOKEN_FILE", "token", 1);
    expect(NULL, NULL, "http://127.0.0.1:8420", "from-file");
    setenv("TONGBI_TOKEN", "from-environment", 1);
    expect(NULL, NULL, "http://127.0.0.1:8420", "from-environment");
    expect(NULL, "token", "http://127.0.0.1:8420", "from-file");
}

static void test_resolve_when_token_file_is_bad_then_fails_and_names_it(void **state) {
    struct tongbi_settings settings;
    char message[TONGBI_MESSAGE_MAX];
    (void)state;
    assert_false(tongbi_settings_resolve(NULL, "absent", &settings, message));
    assert_non_null(strstr(message, "absent"));
    write_file("token", "\n");
    assert_false(tongbi_settings_resolve(NULL, "token", &settings, message));
    assert_non_null(strstr(message, "empty"));
    assert_null(settings.token);
}

static void test_resolve_when_only_client_env_is_there_then_its_pair_counts(void **state) {
    (void)state;
    write_client_env();
    expect(NULL, NULL, "http://127.0.0.1:9001", "secret-of-file");
}

static void test_resolve_when_client_env_is_named_then_no_other_is_read(void **state) {
    struct tongbi_settings settings;
    char message[TONGBI_MESSAGE_MAX];
    (void)state;
    write_client_env();
    setenv("TONGBI_CLIENT_ENV", "token", 1);
    assert_false(tongbi_settings_resolve(NULL, NULL, &settings, message));
    assert_non_null(strstr(message, "TONGBI_CLIENT_ENV"));
    write_file("token", "TONGBI_TOKEN=named\n");
    expect(NULL, NULL, "http://127.0.0.1:8420", "named");
}

static void test_resolve_when_anything_else_is_set_then_client_env_is_not_read(void **state) {
    (void)state;
    write_client_env();
    /* Neither goes the file's token to another address … */
    expect("http://other.example", NULL, "http://other.example", NULL);
    /* … nor another token to the file's address. */
    setenv("TONGBI_TOKEN", "from-environment", 1);
    expect(NULL, NULL, "http://127.0.0.1:8420", "from-environment");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_resolve_when_nothing_is_set_then_defaults),
        TEST(test_resolve_when_environment_is_set_then_it_counts),
        TEST(test_resolve_when_token_file_is_named_then_its_first_line_counts),
        TEST(test_resolve_when_token_file_is_bad_then_fails_and_names_it),
        TEST(test_resolve_when_only_client_env_is_there_then_its_pair_counts),
        TEST(test_resolve_when_client_env_is_named_then_no_other_is_read),
        TEST(test_resolve_when_anything_else_is_set_then_client_env_is_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
