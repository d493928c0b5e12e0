/* log: the line, byte by byte. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ops/log.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NOON_MS = 45296789 }; /* 12:34:56.789 on the first day */

static int reset(void **state) {
    (void)state;
    log_set_worker(-1);
    log_set_level(LOG_LEVEL_INFO);
    log_set_fd(2);
    return 0;
}

/* Without the line end, which must be there, and the only one. */
static const char *line_of(enum log_level level, const char *message, const struct log_field *fields,
                           size_t count) {
    static char line[LOG_LINE_MAX];
    size_t len = log_format(line, NOON_MS, level, message, fields, count);
    assert_true(len <= LOG_LINE_MAX && len > 0);
    assert_ptr_equal(memchr(line, '\n', len), line + len - 1);
    line[len - 1] = '\0';
    return line;
}

static void test_line_when_plain_then_logfmt(void **state) {
    (void)state;
    struct log_field fields[] = {LOG_INT("n", -5), LOG_BOOL("ok", true), LOG_STRING("word", "abc")};
    assert_string_equal(line_of(LOG_LEVEL_INFO, "started", fields, 3),
                        "ts=1970-01-01T12:34:56.789Z level=info msg=started n=-5 ok=true word=abc");
    log_set_worker(3);
    assert_string_equal(line_of(LOG_LEVEL_ERROR, "it broke", NULL, 0),
                        "ts=1970-01-01T12:34:56.789Z level=error worker=3 msg=\"it broke\"");
}

static void test_value_when_it_could_be_misread_then_quoted_and_escaped(void **state) {
    static const struct {
        struct text value;
        const char *written;
    } cases[] = {
        {TEXT(""), "\"\""},
        {TEXT("满意率"), "满意率"},
        {TEXT("a b"), "\"a b\""},
        {TEXT("a=b"), "\"a=b\""},
        {TEXT("say \"x\""), "\"say \\\"x\\\"\""},
        {TEXT("c:\\x"), "\"c:\\\\x\""},
        {TEXT("one\ntwo\r\n\tthree"), "\"one\\ntwo\\r\\n\\tthree\""},
        {TEXT("nul\0esc\033[31m"), "\"nul\\u0000esc\\u001B[31m\""},
        {TEXT("del\177"), "\"del\\u007F\""},
        {TEXT("next\302\205line"), "\"next\\u0085line\""},
        {TEXT("sep\342\200\250"), "\"sep\\u2028\""},
        {TEXT("bad\377utf"), "bad\357\277\275utf"},
        {TEXT("x level=error msg=forged"), "\"x level=error msg=forged\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct log_field field = LOG_TEXT("v", cases[i].value);
        const char *line = line_of(LOG_LEVEL_WARN, "m", &field, 1);
        assert_string_equal(line + strlen("ts=1970-01-01T12:34:56.789Z level=warn msg=m v="),
                            cases[i].written);
    }
}

static void test_err_when_logged_then_its_name_field_and_detail(void **state) {
    struct err err;
    (void)state;
    (void)err_set_field(&err, ERR_BAD_PERIOD, "period", "2021-13 is no period.");
    struct log_field field = LOG_ERR(&err);
    assert_string_equal(line_of(LOG_LEVEL_INFO, "m", &field, 1) + strlen("ts=1970-01-01T12:34:56.789Z "),
                        "level=info msg=m error=bad-period field=period detail=\"2021-13 is no period.\"");
}

static void test_line_when_too_long_then_cut_at_a_character_and_marked(void **state) {
    static char value[3 * LOG_LINE_MAX];
    (void)state;
    for (size_t i = 0; i < LOG_LINE_MAX; i++)
        memcpy(value + 3 * i, "山", 3);
    struct log_field fields[] = {LOG_TEXT("v", ((struct text){value, sizeof value})), LOG_INT("n", 1)};
    const char *line = line_of(LOG_LEVEL_INFO, "m", fields, 2);
    size_t len = strlen(line);
    assert_string_equal(line + len - strlen("山 cut=true"), "山 cut=true");
    assert_null(strstr(line, "n=1"));
    memset(value, '"', sizeof value);
    line = line_of(LOG_LEVEL_INFO, "m", fields, 2);
    len = strlen(line);
    assert_string_equal(line + len - strlen("\\\"\" cut=true"), "\\\"\" cut=true");
    /* Wherever the cut falls. */
    for (size_t size = LOG_LINE_MAX - 100; size < LOG_LINE_MAX; size++) {
        memset(value, 'a', sizeof value);
        struct log_field more[] = {LOG_TEXT("v", ((struct text){value, size})),
                                   LOG_STRING("longer_name", "a b c")};
        (void)line_of(LOG_LEVEL_INFO, "m", more, 2);
    }
}

static void test_level_when_below_the_least_then_not_written(void **state) {
    char bytes[1024];
    int pipes[2];
    (void)state;
    assert_int_equal(pipe2(pipes, O_CLOEXEC | O_NONBLOCK), 0);
    log_set_fd(pipes[1]);
    log_set_level(LOG_LEVEL_WARN);
    log_info("quiet", LOG_INT("n", 1));
    assert_int_equal(read(pipes[0], bytes, sizeof bytes), -1);
    log_warn("loud");
    log_error("louder", LOG_INT("n", 1), LOG_STRING("s", "t"));
    ssize_t len = read(pipes[0], bytes, sizeof bytes - 1);
    assert_true(len > 0);
    bytes[len] = '\0';
    assert_non_null(strstr(bytes, " level=warn msg=loud\n"));
    assert_non_null(strstr(bytes, " level=error msg=louder n=1 s=t\n"));
    log_set_fd(-1);
    log_error("nowhere");
    close(pipes[0]);
    close(pipes[1]);
}

static void on_held(void *count) {
    ++*(int *)count;
}

/* A pipe of packets: each read gives what one write wrote. */
static size_t read_packet(int fd, char bytes[PIPE_BUF + 1]) {
    ssize_t len = read(fd, bytes, PIPE_BUF);
    bytes[len > 0 ? len : 0] = '\0';
    return len > 0 ? (size_t)len : 0;
}

static void test_request_when_held_then_written_whole_and_in_order(void **state) {
    char bytes[PIPE_BUF + 1];
    int pipes[2], times_held = 0, lines = 0;
    (void)state;
    assert_int_equal(pipe2(pipes, O_CLOEXEC | O_NONBLOCK | O_DIRECT), 0);
    log_set_fd(pipes[1]);
    log_hold(on_held, &times_held);
    log_request("first", LOG_INT("n", 1));
    log_request("second");
    assert_int_equal(read_packet(pipes[0], bytes), 0);
    assert_int_equal(times_held, 1);
    log_warn("third");
    read_packet(pipes[0], bytes);
    assert_non_null(strstr(bytes, " msg=first n=1\nts="));
    assert_non_null(strstr(bytes, " msg=second\n"));
    read_packet(pipes[0], bytes);
    assert_non_null(strstr(bytes, " msg=third\n"));
    for (int i = 0; i < 200; i++)
        log_request("many", LOG_INT("i", i));
    log_flush();
    log_flush();
    while (read_packet(pipes[0], bytes) > 0) {
        assert_int_equal(bytes[strlen(bytes) - 1], '\n');
        for (const char *at = bytes; (at = strstr(at, " msg=many i=")) != NULL; at++)
            assert_int_equal(atoi(at + strlen(" msg=many i=")), lines++);
    }
    assert_int_equal(lines, 200);
    log_hold(NULL, NULL);
    log_request("at once");
    assert_true(read_packet(pipes[0], bytes) > 0);
    log_set_fd(2);
    close(pipes[0]);
    close(pipes[1]);
}

static void test_level_when_parsed_then_its_name_again(void **state) {
    enum log_level level;
    (void)state;
    assert_true(log_level_parse(TEXT_OF("warn"), &level));
    assert_string_equal(log_level_name(level), "warn");
    assert_false(log_level_parse(TEXT_OF("WARN"), &level));
    assert_false(log_level_parse(TEXT_OF(""), &level));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, reset, reset)
    const struct CMUnitTest tests[] = {
        TEST(test_line_when_plain_then_logfmt),
        TEST(test_value_when_it_could_be_misread_then_quoted_and_escaped),
        TEST(test_err_when_logged_then_its_name_field_and_detail),
        TEST(test_line_when_too_long_then_cut_at_a_character_and_marked),
        TEST(test_level_when_below_the_least_then_not_written),
        TEST(test_request_when_held_then_written_whole_and_in_order),
        TEST(test_level_when_parsed_then_its_name_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
