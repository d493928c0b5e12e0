#include "model/period.h"
#include "model/calendar.h"

#include <assert.h>

enum { MONTHS_A_YEAR = 12, EPOCH_MONDAY = -3 }; /* 1969-12-29 is three days before 1970-01-01 */

int32_t calendar_monday(int32_t week) {
    return 7 * week + EPOCH_MONDAY;
}

/* The 4th of January is always in week 1. */
int32_t calendar_week(int year, int number) {
    int32_t fourth = date_days((struct date){(int16_t)year, 1, 4});
    return calendar_floor_divide(fourth - EPOCH_MONDAY, 7) + number - 1;
}

int calendar_weeks_in_year(int year) {
    return calendar_week(year + 1, 1) - calendar_week(year, 1);
}

void calendar_week_parts(int32_t week, int *year, int *number) {
    *year = date_from_days(calendar_monday(week) + 3).year;
    *number = week - calendar_week(*year, 1) + 1;
}

static bool is_year(int year) {
    return year >= CALENDAR_YEAR_MIN && year <= CALENDAR_YEAR_MAX;
}

static struct period none(void) {
    return (struct period){PERIOD_NONE, 0, 0};
}

/* Unit `number` of the `per_year` in a year, both counted from 1. */
static struct period part_of_year(enum period_shape shape, int year, int number, int per_year) {
    if (!is_year(year) || number < 1 || number > per_year)
        return none();
    int32_t unit = year * per_year + number - 1;
    return (struct period){shape, unit, unit};
}

struct period period_year(int year) {
    return part_of_year(PERIOD_YEAR, year, 1, 1);
}

struct period period_half(int year, int half) {
    return part_of_year(PERIOD_HALF, year, half, 2);
}

struct period period_quarter(int year, int quarter) {
    return part_of_year(PERIOD_QUARTER, year, quarter, 4);
}

struct period period_month(int year, int month) {
    return part_of_year(PERIOD_MONTH, year, month, MONTHS_A_YEAR);
}

struct period period_week(int year, int number) {
    if (!is_year(year) || number < 1 || number > calendar_weeks_in_year(year))
        return none();
    int32_t week = calendar_week(year, number);
    return (struct period){PERIOD_WEEK, week, week};
}

struct period period_school_year(int year) {
    return part_of_year(PERIOD_SCHOOL_YEAR, year, 1, 1);
}

struct period period_term(int year, int term) {
    return part_of_year(PERIOD_TERM, year, term, 2);
}

/* From the first of two units of one shape to the second, which may be the same one. */
static struct period span(enum period_shape shape, struct period from, struct period to) {
    if (from.shape == PERIOD_NONE || to.shape == PERIOD_NONE || to.first < from.first)
        return none();
    if (from.first == to.first)
        return from;
    return (struct period){shape, from.first, to.first};
}

struct period period_months(int year, int month, int last_year, int last_month) {
    return span(PERIOD_MONTHS, period_month(year, month), period_month(last_year, last_month));
}

struct period period_years(int year, int last_year) {
    return span(PERIOD_YEARS, period_year(year), period_year(last_year));
}

struct period period_day(struct date d) {
    if (!is_year(d.year) || !calendar_has_date(d.year, d.month, d.day))
        return none();
    int32_t days = date_days(d);
    return (struct period){PERIOD_DAY, days, days};
}

/* The months (since year 0) that a period of whole months covers; false for weeks, days and none. */
static bool months_of(struct period p, int32_t *first, int32_t *last) {
    int32_t start = 0, length = 0;
    switch (p.shape) {
    case PERIOD_NONE:
    case PERIOD_WEEK:
    case PERIOD_DAY:
        return false;
    case PERIOD_YEAR:
    case PERIOD_YEARS:
        start = p.first * MONTHS_A_YEAR;
        length = (p.last - p.first + 1) * MONTHS_A_YEAR;
        break;
    case PERIOD_HALF:
        start = p.first * 6;
        length = 6;
        break;
    case PERIOD_QUARTER:
        start = p.first * 3;
        length = 3;
        break;
    case PERIOD_MONTH:
    case PERIOD_MONTHS:
        start = p.first;
        length = p.last - p.first + 1;
        break;
    case PERIOD_SCHOOL_YEAR: /* from September, the ninth */
        start = p.first * MONTHS_A_YEAR + 8;
        length = MONTHS_A_YEAR;
        break;
    case PERIOD_TERM: { /* five months from September, then seven from February */
        bool is_second = p.first % 2 != 0;
        start = p.first / 2 * MONTHS_A_YEAR + (is_second ? 13 : 8);
        length = is_second ? 7 : 5;
        break;
    }
    }
    *first = start;
    *last = start + length - 1;
    return true;
}

struct date period_start(struct period p) {
    int32_t first, last;
    if (months_of(p, &first, &last))
        return (struct date){(int16_t)(first / MONTHS_A_YEAR), (uint8_t)(first % MONTHS_A_YEAR + 1), 1};
    if (p.shape == PERIOD_NONE)
        return (struct date){0};
    return date_from_days(p.shape == PERIOD_WEEK ? calendar_monday(p.first) : p.first);
}

struct date period_end(struct period p) {
    int32_t first, last;
    if (months_of(p, &first, &last)) {
        int year = last / MONTHS_A_YEAR, month = last % MONTHS_A_YEAR + 1;
        return (struct date){(int16_t)year, (uint8_t)month, (uint8_t)calendar_days_in_month(year, month)};
    }
    if (p.shape == PERIOD_NONE)
        return (struct date){0};
    return date_from_days(p.shape == PERIOD_WEEK ? calendar_monday(p.last) + 6 : p.last);
}

/* The first day of a month, counted since year 0. */
static int32_t month_start(int32_t month) {
    return date_days(
        (struct date){(int16_t)(month / MONTHS_A_YEAR), (uint8_t)(month % MONTHS_A_YEAR + 1), 1});
}

void period_days(struct period p, int32_t *start, int32_t *end) {
    int32_t first, last;
    assert(p.shape != PERIOD_NONE);
    if (months_of(p, &first, &last)) {
        *start = month_start(first);
        *end = month_start(last + 1) - 1;
        return;
    }
    bool is_week = p.shape == PERIOD_WEEK;
    *start = is_week ? calendar_monday(p.first) : p.first;
    *end = is_week ? calendar_monday(p.last) + 6 : p.last;
}

int period_year_of(struct period p) {
    return period_start(p).year;
}

bool period_equal(struct period a, struct period b) {
    return a.shape == b.shape && a.first == b.first && a.last == b.last;
}

bool period_covers_same_days(struct period a, struct period b) {
    return date_compare(period_start(a), period_start(b)) == 0 &&
           date_compare(period_end(a), period_end(b)) == 0;
}

bool period_contains(struct period outer, struct period inner) {
    if (outer.shape == PERIOD_NONE || inner.shape == PERIOD_NONE)
        return false;
    return date_compare(period_start(outer), period_start(inner)) <= 0 &&
           date_compare(period_end(inner), period_end(outer)) <= 0;
}

int period_compare(struct period a, struct period b) {
    int order = date_compare(period_start(a), period_start(b));
    if (order == 0)
        order = date_compare(period_end(b), period_end(a));
    if (order == 0 && a.shape != b.shape)
        order = a.shape < b.shape ? -1 : 1;
    return order;
}

/* The named form of `length` months from `first` on (months since year 0), or none. */
static struct period named_months(int32_t first, int32_t length) {
    int year = first / MONTHS_A_YEAR, month = first % MONTHS_A_YEAR; /* month from 0 */
    if (month == 0 && length % MONTHS_A_YEAR == 0)
        return period_years(year, year + length / MONTHS_A_YEAR - 1);
    if (month % 6 == 0 && length == 6)
        return period_half(year, month / 6 + 1);
    if (month % 3 == 0 && length == 3)
        return period_quarter(year, month / 3 + 1);
    if (month == 8 && length == MONTHS_A_YEAR)
        return period_school_year(year);
    if (month == 8 && length == 5)
        return period_term(year, 1);
    if (month == 1 && length == 7)
        return period_term(year - 1, 2);
    return none();
}

struct period period_canonical(struct period p) {
    if (p.shape != PERIOD_MONTHS)
        return p;
    struct period named = named_months(p.first, p.last - p.first + 1);
    return named.shape == PERIOD_NONE ? p : named;
}

bool period_same_shape(struct period a, struct period b) {
    a = period_canonical(a);
    b = period_canonical(b);
    if (a.shape != b.shape || a.shape == PERIOD_NONE || a.last - a.first != b.last - b.first)
        return false;
    return a.shape != PERIOD_MONTHS || a.first % MONTHS_A_YEAR == b.first % MONTHS_A_YEAR;
}

static struct period moved(struct period p, int32_t units) {
    return (struct period){p.shape, p.first + units, p.last + units};
}

static struct period week_years_later(struct period p, int years) {
    int year, number;
    calendar_week_parts(p.first, &year, &number);
    int weeks = calendar_weeks_in_year(year + years);
    int32_t week = calendar_week(year + years, number < weeks ? number : weeks);
    return (struct period){PERIOD_WEEK, week, week};
}

static struct period day_years_later(struct period p, int years) {
    struct date d = date_from_days(p.first);
    d.year = (int16_t)(d.year + years);
    int days = calendar_days_in_month(d.year, d.month);
    if (d.day > days)
        d.day = (uint8_t)days;
    int32_t day = date_days(d);
    return (struct period){PERIOD_DAY, day, day};
}

struct period period_shift_years(struct period p, int years) {
    switch (p.shape) {
    case PERIOD_NONE:
        return p;
    case PERIOD_YEAR:
    case PERIOD_YEARS:
    case PERIOD_SCHOOL_YEAR:
        return moved(p, years);
    case PERIOD_HALF:
    case PERIOD_TERM:
        return moved(p, 2 * years);
    case PERIOD_QUARTER:
        return moved(p, 4 * years);
    case PERIOD_MONTH:
    case PERIOD_MONTHS:
        return moved(p, MONTHS_A_YEAR * years);
    case PERIOD_WEEK:
        return week_years_later(p, years);
    case PERIOD_DAY:
        return day_years_later(p, years);
    }
    return none();
}

struct period period_step(struct period p, int n) {
    switch (p.shape) {
    case PERIOD_NONE:
        return p;
    case PERIOD_MONTHS:
        return moved(p, MONTHS_A_YEAR * n);
    case PERIOD_YEARS:
        return moved(p, n * (p.last - p.first + 1));
    case PERIOD_YEAR:
    case PERIOD_HALF:
    case PERIOD_QUARTER:
    case PERIOD_MONTH:
    case PERIOD_WEEK:
    case PERIOD_DAY:
    case PERIOD_SCHOOL_YEAR:
    case PERIOD_TERM:
        return moved(p, n);
    }
    return none();
}

const char *period_frequency(struct period p) {
    static const char names[][3] = {
        [PERIOD_NONE] = "",   [PERIOD_YEAR] = "A", [PERIOD_HALF] = "S",         [PERIOD_QUARTER] = "Q",
        [PERIOD_MONTH] = "M", [PERIOD_WEEK] = "W", [PERIOD_DAY] = "D",          [PERIOD_MONTHS] = "I",
        [PERIOD_YEARS] = "I", [PERIOD_TERM] = "T", [PERIOD_SCHOOL_YEAR] = "SY",
    };
    assert((size_t)p.shape < sizeof(names) / sizeof(names[0]));
    return names[p.shape];
}
