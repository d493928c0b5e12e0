/* print_decimals CASES SEED: random cases of arithmetic with figures, for check_decimal.py to check, one a line, tabs between:
 *
 *   operation a b c d places result
 *
 * \N stands for an operand that the operation does not have. `result` is the number, or why there is none: "refused" of
 * decimal.h, a reason of change.h, "open" for an end that an interval has not. For intervals [a, b] is the value and
 * [c, d] its base. */
#include "model/decimal.h"
#include "series/change.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { OPERANDS = 4, PLACES_NONE = 99 };

/* ---- what is asked ------------------------------------------------------------------------------------------------ */

/* splitmix64: the same cases for the same seed on every machine. */
static uint64_t chance_state;

static uint64_t chance(uint64_t below) {
    uint64_t z = chance_state += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return (z ^ (z >> 31)) % below;
}

/* Digits of one sort: mixed; nines, which carry; a power of ten; mixed with noughts or with a tie at the end. */
static void fill_digits(char *digits, size_t count) {
    uint64_t sort = chance(8);
    size_t mixed = sort < 2 ? 0 : sort < 4 ? chance(count) + 1 : count;
    for (size_t i = 0; i < count; i++)
        digits[i] = i < mixed ? (char)('0' + chance(10)) : sort == 0 ? '9' : '0';
    if (sort == 1 || sort == 2)
        digits[0] = '1';
    if (sort == 3 && mixed < count)
        digits[mixed] = '5';
}

/* A number as somebody may write it: half of them like figures in reports, a quarter near the limits. */
static struct decimal number(void) {
    static const size_t SIZES[] = {1, 2, 3, 3, 4, 5, 6, 9, 12, 17, 18, 19, 27, 34, 35, 36};
    static const size_t SCALES[] = {0, 0, 0, 1, 1, 2, 2, 3, 4, 6, 9, 12, 16, 17, 18, 18};
    char digits[DECIMAL_DIGITS_MAX], text[DECIMAL_TEXT_MAX];
    size_t size = SIZES[chance(16)], scale = SCALES[chance(16)], len = 0;
    fill_digits(digits, size);
    if (chance(3) == 0)
        text[len++] = '-';
    for (size_t place = size > scale ? size : scale + 1; place > 0; place--) {
        if (place == scale)
            text[len++] = '.';
        text[len++] = place > size ? '0' : digits[size - place];
    }
    struct decimal d;
    if (!decimal_parse((struct text){text, len}, &d, NULL)) {
        fprintf(stderr, "%.*s is not read\n", (int)len, text);
        exit(1);
    }
    return d;
}

/* Divisors that leave ties and repeating fractions. */
static struct decimal small_divisor(void) {
    static const long long DIVISORS[] = {2, 3, 4, 5, 6, 7, 8, 9, 16, 40, 80, 125, 200, 256, 999, 1000};
    return decimal_from_int(chance(4) == 0 ? -DIVISORS[chance(16)] : DIVISORS[chance(16)]);
}

/* ---- what is answered --------------------------------------------------------------------------------------------- */

static void print_number(const struct decimal *d) {
    char text[DECIMAL_TEXT_MAX] = "\\N";
    if (d != NULL)
        decimal_print(*d, text);
    fputs(text, stdout);
}

static void print_asked(const char *operation, const struct decimal *operands, size_t count, int places) {
    fputs(operation, stdout);
    for (size_t i = 0; i < OPERANDS; i++) {
        putchar('\t');
        print_number(i < count ? &operands[i] : NULL);
    }
    if (places == PLACES_NONE)
        fputs("\t\\N\t", stdout);
    else
        printf("\t%d\t", places);
}

static void print_result(bool is_done, struct decimal result) {
    if (is_done)
        print_number(&result);
    else
        fputs("refused", stdout);
    putchar('\n');
}

static void print_arithmetic(const struct decimal *x) {
    static bool (*const DO[])(struct decimal, struct decimal,
                              struct decimal *) = {decimal_add, decimal_subtract, decimal_multiply};
    static const char *const NAMES[] = {"add", "subtract", "multiply"};
    for (size_t i = 0; i < 3; i++) {
        struct decimal result = {0, 0};
        bool is_done = DO[i](x[0], x[1], &result);
        print_asked(NAMES[i], x, 2, PLACES_NONE);
        print_result(is_done, result);
    }
    print_asked("compare", x, 2, PLACES_NONE);
    print_result(true, decimal_from_int(decimal_compare(x[0], x[1])));
}

static void print_rounding(const struct decimal *x) {
    struct decimal pair[2] = {x[0], chance(2) == 0 ? small_divisor() : x[1]}, result = {0, 0};
    int places = (int)chance(DECIMAL_SCALE_MAX + 1), power = (int)chance(60) - 30;
    bool is_done = decimal_divide(pair[0], pair[1], places, &result);
    print_asked("divide", pair, 2, places);
    print_result(is_done, result);
    is_done = decimal_round(x[0], places, &result);
    print_asked("round", x, 1, places);
    print_result(is_done, result);
    is_done = decimal_shift(x[0], power, &result);
    print_asked("shift", x, 1, power);
    print_result(is_done, result);
}

static void print_exact(const struct quantity *q) {
    if (q->reason == REASON_NONE)
        print_result(true, q->value);
    else
        puts(reason_name(q->reason));
}

static void print_change(const struct decimal *x) {
    struct quantity value = quantity_exact(x[0]), base = quantity_exact(x[1]);
    struct change change = change_between(&value, &base);
    print_asked("change", x, 2, PLACES_NONE);
    print_exact(&change.absolute);
    print_asked("change_relative", x, 2, PLACES_NONE);
    print_exact(&change.relative);
}

static void print_end(const char *operation, const struct decimal *x, const struct quantity *q,
                      const struct limit *end) {
    print_asked(operation, x, OPERANDS, PLACES_NONE);
    if (q->reason != REASON_APPROXIMATE)
        puts(reason_name(q->reason));
    else if (!end->present)
        puts("open");
    else
        print_result(true, end->at);
}

static void in_order(struct decimal *low, struct decimal *high) {
    if (decimal_compare(*low, *high) > 0) {
        struct decimal greater = *low;
        *low = *high;
        *high = greater;
    }
}

static void print_interval_change(struct decimal *x) {
    in_order(&x[0], &x[1]);
    in_order(&x[2], &x[3]);
    struct quantity value = quantity_range(x[0], x[1]), base = quantity_range(x[2], x[3]);
    struct change change = change_between(&value, &base);
    print_end("low", x, &change.absolute, &change.absolute.low);
    print_end("high", x, &change.absolute, &change.absolute.high);
    print_end("low_relative", x, &change.relative, &change.relative.low);
    print_end("high_relative", x, &change.relative, &change.relative.high);
}

int main(int argc, char **argv) {
    enum { LINES_A_ROUND = 4 + 3 + 2 + 4 };
    if (argc != 3) {
        fprintf(stderr, "usage: print_decimals CASES SEED\n");
        return 2;
    }
    chance_state = strtoull(argv[2], NULL, 10);
    for (unsigned long left = strtoul(argv[1], NULL, 10); left >= LINES_A_ROUND; left -= LINES_A_ROUND) {
        struct decimal x[OPERANDS] = {number(), number(), number(), number()};
        print_arithmetic(x);
        print_rounding(x);
        print_change(x);
        print_interval_change(x);
    }
    return 0;
}
