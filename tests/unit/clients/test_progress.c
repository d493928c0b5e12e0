#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "progress.h"

static void test_progress_when_printed_then_never_more_than_was_sent(void **state) {
    static const struct {
        uint64_t sent, total;
        const char *line;
    } rows[] = {
        {0, 1000, "[--------------------]   0 %  0 B"},
        {999, 1000, "[###################-]  99 %  999 B"},
        {500, 1000, "[##########----------]  50 %  500 B"},
        {1000, 1000, "1.0 kB sent, the server is at work"},
        {1999999, 4000000, "[#########-----------]  49 %  1.9 MB"},
        {0, 0, "0 B sent"},
        {123456789, 0, "123.4 MB sent"},
        {5000000000, 0, "5.0 GB sent"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char line[PROGRESS_TEXT_MAX];
        progress_print(line, rows[i].sent, rows[i].total);
        assert_string_equal(line, rows[i].line);
    }
}

static void test_progress_when_err_is_no_terminal_then_silent(void **state) {
    char *out = NULL;
    size_t len;
    (void)state;
    FILE *stream = open_memstream(&out, &len);
    const struct cli cli = {.err = stream};
    struct progress progress;
    progress_begin(&progress, &cli);
    progress_update(&progress, 5, 10);
    progress_end(&progress);
    fclose(stream);
    assert_int_equal(len, 0);
    free(out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_progress_when_printed_then_never_more_than_was_sent),
        cmocka_unit_test(test_progress_when_err_is_no_terminal_then_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
