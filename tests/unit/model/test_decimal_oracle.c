/* Replays decimal_cases.txt: random cases whose results come from another implementation (decimal_cases.py). */
#include "model/decimal.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 256, CASES = 2100 };

struct row {
    char operation[16];
    struct decimal a, b;
    int scale;
    char expected[DECIMAL_TEXT_MAX];
};

static struct decimal number_or_zero(const char *written) {
    struct decimal d = {0, 0};
    if (strcmp(written, "-") != 0)
        assert_true(decimal_parse(text_from(written), &d, NULL));
    return d;
}

static void row_read(const char *line, struct row *row) {
    char a[DECIMAL_TEXT_MAX], b[DECIMAL_TEXT_MAX], scale[16];
    assert_int_equal(sscanf(line, "%15s %47s %47s %15s %47s", row->operation, a, b, scale, row->expected), 5);
    row->a = number_or_zero(a);
    row->b = number_or_zero(b);
    row->scale = (int)strtol(scale, NULL, 10);
}

static bool row_compute(const struct row *row, struct decimal *result) {
    const char *operation = row->operation;
    if (strcmp(operation, "add") == 0)
        return decimal_add(row->a, row->b, result);
    if (strcmp(operation, "subtract") == 0)
        return decimal_subtract(row->a, row->b, result);
    if (strcmp(operation, "multiply") == 0)
        return decimal_multiply(row->a, row->b, result);
    if (strcmp(operation, "divide") == 0)
        return decimal_divide(row->a, row->b, row->scale, result);
    if (strcmp(operation, "round") == 0)
        return decimal_round(row->a, row->scale, result);
    if (strcmp(operation, "shift") == 0)
        return decimal_shift(row->a, row->scale, result);
    assert_string_equal(operation, "compare");
    *result = decimal_from_int(decimal_compare(row->a, row->b));
    return true;
}

static void test_decimal_agrees_with_the_oracle_in_every_case(void **state) {
    (void)state;
    FILE *file = fopen("tests/unit/model/decimal_cases.txt", "r");
    assert_non_null(file);
    char line[LINE_MAX_BYTES];
    int count = 0;
    for (; fgets(line, sizeof(line), file) != NULL; count++) {
        struct row row;
        row_read(line, &row);
        struct decimal result;
        char written[DECIMAL_TEXT_MAX] = "fail";
        if (row_compute(&row, &result))
            decimal_print(result, written);
        if (strcmp(written, row.expected) != 0)
            fail_msg("line %d: got %s for %s", count + 1, written, line);
    }
    fclose(file);
    assert_int_equal(count, CASES);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimal_agrees_with_the_oracle_in_every_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
