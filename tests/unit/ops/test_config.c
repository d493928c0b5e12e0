/* config: precedence, types, and every way to be wrong. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ops/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/tongbi-config-XXXXXX";
static char file_path[128], file_option[160], secret_path[128];

static int begin(void **state) {
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(file_path, sizeof file_path, "%s/tongbi.conf", folder);
    snprintf(file_option, sizeof file_option, "--config=%s", file_path);
    snprintf(secret_path, sizeof secret_path, "%s/conninfo", folder);
    log_set_fd(-1);
    return 0;
}

static int end(void **state) {
    (void)state;
    unlink(file_path);
    unlink(secret_path);
    log_set_fd(2);
    return rmdir(folder);
}

static void write_file(const char *path, const char *content) {
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Both lists end in NULL; file NULL: none. */
static struct config *load(const char *file, const char *const *environment, const char *const *options,
                           struct err *err) {
    static char *const nothing[] = {NULL};
    char *argv[16] = {NULL};
    int argc = 0;
    if (file != NULL) {
        write_file(file_path, file);
        argv[argc++] = file_option;
    }
    while (options != NULL && *options != NULL)
        argv[argc++] = (char *)(uintptr_t)*options++;
    return config_load(argc, argv, environment != NULL ? (char *const *)(uintptr_t)environment : nothing,
                       err);
}

static void test_defaults_when_nothing_is_said_then_as_documented(void **state) {
    struct err err;
    (void)state;
    struct config *config = load(NULL, NULL, NULL, &err);
    assert_non_null(config);
    assert_string_equal(config_listen_address(config), "127.0.0.1");
    assert_int_equal(config_listen_port(config), 8420);
    assert_int_equal(config_workers(config), 0);
    assert_int_equal(config_database_connections(config), 4);
    assert_int_equal(config_request_deadline_ms(config), 30000);
    assert_int_equal(config_body_limit(config), 33554432);
    assert_int_equal(config_log_level(config), LOG_LEVEL_INFO);
    assert_true(config_access_log(config));
    assert_string_equal(config_database_file(config), "");
    config_free(config);
}

static void test_sources_when_several_speak_then_option_environment_file_default(void **state) {
    static const struct {
        const char *file, *environment, *option;
        int port;
    } cases[] = {
        {NULL, NULL, NULL, 8420},
        {"listen_port = 1", NULL, NULL, 1},
        {NULL, "TONGBI_LISTEN_PORT=2", NULL, 2},
        {NULL, NULL, "--listen-port=3", 3},
        {"listen_port = 1", "TONGBI_LISTEN_PORT=2", NULL, 2},
        {"listen_port = 1", NULL, "--listen_port=3", 3},
        {"listen_port = 1", "TONGBI_LISTEN_PORT=2", "--listen-port=3", 3},
        {"listen_port = 1", "TONGBI_LISTEN_PORT=", NULL, 1},
        {"workers = 1", "TONGBI_WORKERS=2", NULL, 8420},
        {"", "TONGBI_UNKNOWN=2", NULL, 8420},
        {"", "TONGBI_listen_port=2", NULL, 8420},
        {"", "LISTEN_PORT=2", NULL, 8420},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err;
        const char *environment[] = {cases[i].environment, NULL}, *options[] = {cases[i].option, NULL};
        struct config *config = load(cases[i].file, environment, options, &err);
        if (config == NULL)
            fail_msg("case %zu: %s", i, err.detail);
        if (config_listen_port(config) != cases[i].port)
            fail_msg("case %zu: %d", i, config_listen_port(config));
        config_free(config);
    }
}

static void test_file_when_written_in_all_ways_then_read(void **state) {
    struct err err;
    (void)state;
    struct config *config = load("# the settings of this office\r\n"
                                 "\n"
                                 "  listen_address=::1\r\n"
                                 "listen_port =9000 # comment\n"
                                 "database = \"host=/run dbname=a#b password='x\\\\y\\\"z'\" # not = this\n"
                                 "body_limit = 1 MiB\n"
                                 "access_log\t=\tOff\n"
                                 "log_level = debug",
                                 NULL, NULL, &err);
    if (config == NULL)
        fail_msg("%s", err.detail);
    assert_string_equal(config_listen_address(config), "::1");
    assert_int_equal(config_listen_port(config), 9000);
    assert_string_equal(config_database(config), "host=/run dbname=a#b password='x\\y\"z'");
    assert_int_equal(config_body_limit(config), 1048576);
    assert_false(config_access_log(config));
    assert_int_equal(config_log_level(config), LOG_LEVEL_DEBUG);
    config_free(config);
}

static void test_size_when_suffixed_then_powers_of_1024(void **state) {
    static const struct {
        const char *option;
        size_t bytes;
    } cases[] = {
        {"--body-limit=2000", 2000},      {"--body-limit=2k", 2048},        {"--body-limit=2KiB", 2048},
        {"--body-limit=3M", 3145728},     {"--body-limit=32MiB", 33554432}, {"--body-limit=1G", 1073741824},
        {"--body-limit=32 mb", 33554432},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err;
        const char *options[] = {cases[i].option, NULL};
        struct config *config = load(NULL, NULL, options, &err);
        assert_non_null(config);
        assert_int_equal(config_body_limit(config), cases[i].bytes);
        config_free(config);
    }
}

static void test_value_when_wrong_then_where_and_why(void **state) {
    static const struct {
        const char *file, *environment, *first, *second;
        const char *where, *why;
    } cases[] = {
        {"workers = 1\nworkerz = 2", NULL, NULL, NULL, "tongbi.conf:2", "unknown key \"workerz\""},
        {"workers = 1\n\nworkers = 2", NULL, NULL, NULL, "tongbi.conf:3", "already"},
        {"workers", NULL, NULL, NULL, "tongbi.conf:1", "key = value"},
        {"workers = two", NULL, NULL, NULL, "tongbi.conf:1", "from 0 to 256"},
        {"workers = -1", NULL, NULL, NULL, "tongbi.conf:1", "from 0 to 256"},
        {"workers =", NULL, NULL, NULL, "tongbi.conf:1", "from 0 to 256"},
        {"workers = 99999999999999999999", NULL, NULL, NULL, "tongbi.conf:1", "from 0 to 256"},
        {"listen_address = \"::1", NULL, NULL, NULL, "tongbi.conf:1", "closing quote"},
        {"listen_address = \"::1\" x", NULL, NULL, NULL, "tongbi.conf:1", "behind the closing quote"},
        {"listen_address = ", NULL, NULL, NULL, "tongbi.conf:1", "0 bytes"},
        {"body_limit = 3 apples", NULL, NULL, NULL, "tongbi.conf:1", "32MiB"},
        {"body_limit = 9999999999G", NULL, NULL, NULL, "tongbi.conf:1", "bytes"},
        {"body_limit = 1", NULL, NULL, NULL, "tongbi.conf:1", "from 1024"},
        {"access_log = maybe", NULL, NULL, NULL, "tongbi.conf:1", "yes nor no"},
        {"log_level = loud", NULL, NULL, NULL, "tongbi.conf:1", "debug, info, warn or error"},
        {NULL, "TONGBI_WORKERS=x", NULL, NULL, "TONGBI_WORKERS", "from 0 to 256"},
        {NULL, NULL, "--workers=x", NULL, "--workers", "from 0 to 256"},
        {NULL, NULL, "--nonsense=1", NULL, "--nonsense", "unknown option"},
        {NULL, NULL, "--workers", NULL, "--workers", "missing"},
        {NULL, NULL, "serve", NULL, "serve", "not an option"},
        {NULL, NULL, "--", NULL, "--", "not an option"},
        {NULL, NULL, "--config", "/nonexistent/tongbi.conf", "/nonexistent/tongbi.conf", "cannot be opened"},
        {NULL, NULL, "--database-file=/nonexistent/secret", NULL, "--database-file", "cannot be opened"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err;
        const char *environment[] = {cases[i].environment, NULL};
        const char *options[] = {cases[i].first, cases[i].second, NULL};
        struct config *config = load(cases[i].file, environment, options, &err);
        if (config != NULL || err.code != ERR_CONFIG || strstr(err.detail, cases[i].where) == NULL ||
            strstr(err.detail, cases[i].why) == NULL)
            fail_msg("case %zu: %s", i, config != NULL ? "accepted" : err.detail);
    }
}

static void test_database_file_when_set_then_it_holds_the_conninfo(void **state) {
    struct err err;
    char option[160];
    (void)state;
    write_file(secret_path, "host=db password=s3cret\n");
    snprintf(option, sizeof option, "--database-file=%s", secret_path);
    const char *options[] = {option, NULL}, *both[] = {option, "--database=dbname=x", NULL};
    struct config *config = load("database = dbname=low", NULL, options, &err);
    assert_non_null(config);
    assert_string_equal(config_database(config), "host=db password=s3cret");
    config_free(config);

    /* What is said higher up wins; what is said in one place twice is refused. */
    char line[160];
    const char *high[] = {"--database=dbname=high", NULL};
    snprintf(line, sizeof line, "database_file = %s", secret_path);
    config = load(line, NULL, high, &err);
    assert_non_null(config);
    assert_string_equal(config_database(config), "dbname=high");
    config_free(config);
    assert_null(load(NULL, NULL, both, &err));
    assert_int_equal(err.code, ERR_CONFIG);

    write_file(secret_path, " \n");
    assert_null(load(NULL, NULL, options, &err));
    assert_null(strstr(err.detail, "s3cret"));
}

static void test_secrets_when_printed_then_not_shown(void **state) {
    struct err err;
    struct buf out;
    const char *options[] = {"--database=password=s3cret", "--workers=2", NULL};
    const char *environment[] = {"TONGBI_REQUEST_LIMIT=9", NULL};
    (void)state;
    struct config *config = load("listen_port = 1", environment, options, &err);
    assert_non_null(config);
    buf_init(&out, 100000);
    config_print(config, &out);
    buf_add_char(&out, '\0');
    assert_false(buf_failed(&out));
    assert_null(strstr(out.ptr, "s3cret"));
    assert_non_null(strstr(out.ptr, "\n# database = (not shown)  # --database\n"));
    assert_non_null(strstr(out.ptr, "\nworkers = 2  # --workers\n"));
    assert_non_null(strstr(out.ptr, "\nrequest_limit = 9  # TONGBI_REQUEST_LIMIT\n"));
    assert_non_null(strstr(out.ptr, "tongbi.conf:1\n"));
    assert_non_null(strstr(out.ptr, "listen_address = \"127.0.0.1\"  # default\n"));

    /* What is printed can be read again. */
    struct config *again = load(out.ptr, NULL, NULL, &err);
    if (again == NULL)
        fail_msg("%s", err.detail);
    assert_int_equal(config_workers(again), 2);
    assert_string_equal(config_listen_address(again), "127.0.0.1");
    config_free(again);
    config_free(config);
    buf_fini(&out);
}

static void test_secret_when_too_long_then_the_message_does_not_repeat_it(void **state) {
    static char option[5000];
    struct err err;
    (void)state;
    memset(option, 's', sizeof option - 1);
    memcpy(option, "--database=", 11);
    const char *options[] = {option, NULL};
    assert_null(load(NULL, NULL, options, &err));
    assert_null(strstr(err.detail, "sss"));
}

static void test_reload_when_the_file_changed_then_only_what_may_change(void **state) {
    struct err err;
    struct config_changes changes;
    const char *options[] = {"--retry-after-s=9", NULL};
    (void)state;
    struct config *config =
        load("workers = 1\nlog_level = info\nrequest_limit = 10\nbody_limit = 1MiB", NULL, options, &err);
    assert_non_null(config);
    write_file(file_path, "workers = 2\nlog_level = debug\nretry_after_s = 4\nrequest_limit = 10\n"
                          "body_limit = 1024k\ndatabase = dbname=other");
    assert_true(config_reload(config, &changes, &err));
    assert_int_equal(changes.applied, UINT64_C(1) << CONFIG_KEY_log_level);
    assert_int_equal(changes.refused, UINT64_C(1) << CONFIG_KEY_workers | UINT64_C(1) << CONFIG_KEY_database);
    assert_int_equal(config_workers(config), 1);
    assert_int_equal(config_log_level(config), LOG_LEVEL_DEBUG);
    assert_int_equal(config_retry_after_s(config), 9);
    assert_string_equal(config_database(config), "dbname=tongbi");
    assert_string_equal(config_key_name(CONFIG_KEY_workers), "workers");

    /* The same again: workers still differ, log_level does not. */
    assert_true(config_reload(config, &changes, &err));
    assert_int_equal(changes.applied, 0);
    assert_int_equal(changes.refused, UINT64_C(1) << CONFIG_KEY_workers | UINT64_C(1) << CONFIG_KEY_database);

    write_file(file_path, "workers = 1\nlog_level = nonsense");
    assert_false(config_reload(config, &changes, &err));
    assert_int_equal(config_log_level(config), LOG_LEVEL_DEBUG);
    assert_int_equal(changes.applied | changes.refused, 0);

    unlink(file_path);
    assert_false(config_reload(config, &changes, &err));
    assert_int_equal(config_request_limit(config), 10);
    config_free(config);
}

static void test_config_variable_when_set_then_the_file_is_found(void **state) {
    struct err err;
    char variable[160];
    (void)state;
    write_file(file_path, "listen_port = 77");
    snprintf(variable, sizeof variable, "TONGBI_CONFIG=%s", file_path);
    const char *environment[] = {variable, "TONGBI_URL=x", NULL};
    struct config *config = load(NULL, environment, NULL, &err);
    assert_non_null(config);
    assert_int_equal(config_listen_port(config), 77);
    config_free(config);
}

static void test_help_when_printed_then_every_key_with_default(void **state) {
    struct buf out;
    (void)state;
    buf_init(&out, 100000);
    config_help(&out);
    buf_add_char(&out, '\0');
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
        char option[64];
        snprintf(option, sizeof option, "\n  --%s ", config_key_name((enum config_key)i));
        for (char *c = option; *c != '\0'; c++)
            *c = (char)(*c == '_' ? '-' : *c);
        if (strstr(out.ptr, option) == NULL)
            fail_msg("no %s", option);
    }
    assert_non_null(strstr(out.ptr, "largest request body [32MiB]"));
    buf_fini(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults_when_nothing_is_said_then_as_documented),
        cmocka_unit_test(test_sources_when_several_speak_then_option_environment_file_default),
        cmocka_unit_test(test_file_when_written_in_all_ways_then_read),
        cmocka_unit_test(test_size_when_suffixed_then_powers_of_1024),
        cmocka_unit_test(test_value_when_wrong_then_where_and_why),
        cmocka_unit_test(test_database_file_when_set_then_it_holds_the_conninfo),
        cmocka_unit_test(test_secrets_when_printed_then_not_shown),
        cmocka_unit_test(test_secret_when_too_long_then_the_message_does_not_repeat_it),
        cmocka_unit_test(test_reload_when_the_file_changed_then_only_what_may_change),
        cmocka_unit_test(test_config_variable_when_set_then_the_file_is_found),
        cmocka_unit_test(test_help_when_printed_then_every_key_with_default),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
