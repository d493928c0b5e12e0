/* print_periods FROM TO: every period that starts in these years, one a line, for check_calendar.py to compare:
 *
 *   code first-day last-day period-before same-period-a-year-before frequency canonical-form
 *
 * print_periods --read: the code of each period on standard input, which may be written in another form; "-" for what
 * is none. */
#include "model/period.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_period(struct period p) {
    char code[PERIOD_TEXT_MAX], before[PERIOD_TEXT_MAX], year_before[PERIOD_TEXT_MAX],
        canonical[PERIOD_TEXT_MAX], first[DATE_TEXT_MAX], last[DATE_TEXT_MAX];
    if (p.shape == PERIOD_NONE)
        return;
    size_t len = period_print(p, code);
    struct period again;
    if (!period_parse((struct text){code, len}, &again, NULL) || !period_equal(p, again)) {
        fprintf(stderr, "\"%s\" is not read as it was written\n", code);
        exit(1);
    }
    period_print(period_step(p, -1), before);
    period_print(period_shift_years(p, -1), year_before);
    period_print(period_canonical(p), canonical);
    date_print(period_start(p), first);
    date_print(period_end(p), last);
    printf("%s %s %s %s %s %s %s\n", code, first, last, before, year_before, period_frequency(p), canonical);
}

/* Units that a year has not, like week 53 of most years, are no periods and print nothing. */
static void print_parts(int year) {
    print_period(period_year(year));
    print_period(period_school_year(year));
    for (int i = 1; i <= 2; i++) {
        print_period(period_half(year, i));
        print_period(period_term(year, i));
    }
    for (int i = 1; i <= 4; i++)
        print_period(period_quarter(year, i));
    for (int i = 1; i <= 12; i++)
        print_period(period_month(year, i));
    for (int i = 1; i <= 53; i++)
        print_period(period_week(year, i));
    for (int month = 1; month <= 12; month++)
        for (int day = 1; day <= 31; day++)
            print_period(period_day((struct date){(int16_t)year, (uint8_t)month, (uint8_t)day}));
}

/* Spans from each month to each later one of the same and the next year; and of two to five years. */
static void print_spans(int year) {
    for (int from = 1; from <= 12; from++)
        for (int to = from + 1; to <= 24; to++)
            print_period(period_months(year, from, year + (to > 12), to > 12 ? to - 12 : to));
    for (int more = 1; more <= 4; more++)
        print_period(period_years(year, year + more));
}

static void read_periods(void) {
    char line[64], code[PERIOD_TEXT_MAX];
    while (fgets(line, sizeof line, stdin) != NULL) {
        struct period p;
        bool is_read = period_parse((struct text){line, strcspn(line, "\n")}, &p, NULL);
        puts(is_read && period_print(p, code) > 0 ? code : "-");
    }
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--read") == 0) {
        read_periods();
        return 0;
    }
    if (argc != 3) {
        fprintf(stderr, "usage: print_periods FROM TO | --read\n");
        return 2;
    }
    long to = strtol(argv[2], NULL, 10);
    for (long year = strtol(argv[1], NULL, 10); year <= to; year++) {
        print_parts((int)year);
        print_spans((int)year);
    }
    return 0;
}
