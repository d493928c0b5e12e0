#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "progress.h"

static void test_progress_when_printed_then_never_more_than_was_done(void **state) {
    static const struct {
        uint64_t done, total, elapsed_ms;
        const char *waiting, *line;
    } rows[] = {
        {0, 1000, 0, "storing", "[--------------------]   0 %  0 B"},
        {999, 1000, 0, "storing", "[###################-]  99 %  999 B"},
        {500, 1000, 999, "storing", "[##########----------]  50 %  500 B"},
        {1000, 1000, 5000, "storing", "1.0 kB, storing"},
        {1000, 1000, 5000, NULL, "[####################] 100 %  1.0 kB  200 B/s"},
        {1999999, 4000000, 1500, "storing", "[#########-----------]  49 %  1.9 MB  1.3 MB/s"},
        {0, 0, 0, NULL, "0 B"},
        {123456789, 0, 0, "storing", "123.4 MB"},
        {5000000000, 0, 60000, NULL, "5.0 GB  83.3 MB/s"}, /* 83 333 333.3 a second */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char line[PROGRESS_TEXT_MAX];
        progress_print(line, rows[i].done, rows[i].total, rows[i].elapsed_ms, rows[i].waiting);
        assert_string_equal(line, rows[i].line);
    }
}

static void test_progress_when_err_is_no_terminal_then_silent(void **state) {
    char *out = NULL;
    size_t len;
    (void)state;
    FILE *stream = open_memstream(&out, &len);
    const struct cli cli = {.err = stream};
    const struct tongbi_progress half = {.sent = 5, .sent_total = 10};
    struct progress progress;
    progress_begin(&progress, &cli, "storing");
    progress_update(&progress, &half);
    progress_end(&progress);
    fclose(stream);
    assert_int_equal(len, 0);
    free(out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_progress_when_printed_then_never_more_than_was_done),
        cmocka_unit_test(test_progress_when_err_is_no_terminal_then_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
