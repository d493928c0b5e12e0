/* period: a range of whole days with a written form; and the dates under it.
 *
 *   2021                  YEAR          2016/2020            YEARS   (a span of years)
 *   2021-H1               HALF          2021-01/2021-09      MONTHS  (a span of months)
 *   2021-Q3               QUARTER       SY2020               SCHOOL_YEAR  2020-09-01 .. 2021-08-31
 *   2021-03               MONTH         SY2020-T1, -T2       TERM    Sep-Jan, Feb-Aug
 *   2021-W05              WEEK (ISO)    2021-03-05           DAY
 * Read too: 2021-S1, 2021S1, 2021H1, 2021Q3, 2021W05, 2021W5 (the forms of SDMX and DHIS2). Years 1900 to 2199.
 * Proleptic Gregorian calendar. A plain value: compare with period_equal, not memcmp. */
#ifndef TONGBI_MODEL_PERIOD_H
#define TONGBI_MODEL_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct date {
    int16_t year;
    uint8_t month, day; /* 1-based */
};

enum { DATE_TEXT_MAX = 16, PERIOD_TEXT_MAX = 32 };

/* YYYY-MM-DD of the years 0001 to 9999 only; ERR_BAD_VALUE otherwise, also for 2021-02-29. */
bool date_parse(struct text t, struct date *out, struct err *err) MUST_CHECK;
size_t date_print(struct date d, char out[DATE_TEXT_MAX]);
int32_t date_days(struct date d);         /* days since 1970-01-01 */
struct date date_from_days(int32_t days); /* the inverse */
int date_compare(struct date a, struct date b);

enum period_shape {
    PERIOD_NONE, /* no period: the zero value */
    PERIOD_YEAR,
    PERIOD_HALF,
    PERIOD_QUARTER,
    PERIOD_MONTH,
    PERIOD_WEEK,
    PERIOD_DAY,
    PERIOD_MONTHS,
    PERIOD_YEARS,
    PERIOD_SCHOOL_YEAR,
    PERIOD_TERM
};

/* first and last count units of the shape: years; halves, quarters and months since year 0; weeks and days since
 * 1970-01-01 (weeks from Monday 1969-12-29); school years by their first year; terms 2 * that + 0 or 1.
 * last == first except for MONTHS and YEARS. */
struct period {
    enum period_shape shape;
    int32_t first, last;
};

/* ERR_BAD_PERIOD with the forms that would do. A span whose end is before its start is refused; a span of one month or
 * year is that month or year (2021/2021 is 2021). */
bool period_parse(struct text t, struct period *out, struct err *err) MUST_CHECK;
/* The written form; "" for PERIOD_NONE. */
size_t period_print(struct period p, char out[PERIOD_TEXT_MAX]);

/* Each gives PERIOD_NONE when a number is outside its range, a day is not in the calendar, or a span ends before it
 * begins; a span of one month or year is that month or year. */
struct period period_year(int year);
struct period period_half(int year, int half);       /* 1, 2 */
struct period period_quarter(int year, int quarter); /* 1..4 */
struct period period_month(int year, int month);     /* 1..12 */
struct period period_months(int year, int month, int last_year, int last_month);
struct period period_years(int year, int last_year);
struct period period_week(int year, int number); /* ISO: 1..52 or 53 */
struct period period_day(struct date d);
struct period period_school_year(int year);
struct period period_term(int year, int term); /* 1, 2 */

struct date period_start(struct period p);
struct date period_end(struct period p); /* inclusive */
/* Both as date_days, in one step. Not of PERIOD_NONE. */
void period_days(struct period p, int32_t *start, int32_t *end);
/* The year in which it starts. */
int period_year_of(struct period p);
bool period_equal(struct period a, struct period b); /* same written form */
bool period_covers_same_days(struct period a, struct period b);
bool period_contains(struct period outer, struct period inner);
/* By start, then the longer first, then by shape: the order of lists. */
int period_compare(struct period a, struct period b);

/* The simplest form that covers the same days: 2021-01/2021-06 is 2021-H1, 2021-01/2021-12 is 2021, 2021-04/2021-06 is
 * 2021-Q2. Observations are keyed by it. */
struct period period_canonical(struct period p);
/* May the two be compared? After canonicalisation: the same shape; spans also of the same length, and spans of months
 * starting in the same month. H1 against a full year: no. */
bool period_same_shape(struct period a, struct period b);
/* The same period `years` earlier (negative) or later, by calendar: 2024-02 becomes 2023-02; 2024-02-29 becomes
 * 2023-02-28; week 53 becomes week 52 where there is no 53. */
struct period period_shift_years(struct period p, int years);
/* The period of the same shape just before (n = -1) or after: 2021-H1 -> 2020-H2, SY2021-T1 -> SY2020-T2; spans move by
 * a year for MONTHS (1-9月 has no neighbour within its year) and by their length for YEARS. */
struct period period_step(struct period p, int n);
/* "A" year, "S" half, "Q", "M", "W", "D", "SY" school year, "T" term, "I" irregular (spans as they stand: ask for the
 * frequency of the canonical form where 2021-01/2021-06 should be "S"); "" for PERIOD_NONE. */
const char *period_frequency(struct period p);

#endif
