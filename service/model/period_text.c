/* The written forms of periods; declared in period.h. */
#include "model/period.h"
#include "model/calendar.h"

#include <stdio.h>

#define FORMS                                                                                                \
    "2021, 2021-H1, 2021-Q3, 2021-03, 2021-W05, 2021-03-05, 2021-01/2021-09, 2016/2020, SY2020 or SY2020-T1"

static bool is_none(struct period p) {
    return p.shape == PERIOD_NONE;
}

/* "H1", "S1", "Q3", "W05": a part of a year by its letter. */
static struct period parse_lettered(int year, struct text part) {
    int number;
    if (part.len < 2)
        return (struct period){0};
    bool has_one = part.len == 2 && calendar_digits(part, 1, 1, &number);
    switch (part.ptr[0]) {
    case 'H':
    case 'S': /* SDMX, DHIS2 */
        return has_one ? period_half(year, number) : (struct period){0};
    case 'Q':
        return has_one ? period_quarter(year, number) : (struct period){0};
    case 'W':
        if (part.len == 3 && calendar_digits(part, 1, 2, &number))
            return period_week(year, number);
        return (struct period){0};
    default:
        return (struct period){0};
    }
}

/* "SY2020", "SY2020-T1" */
static struct period parse_school(struct text t) {
    int year, term;
    if (!calendar_digits(t, 2, 4, &year))
        return (struct period){0};
    if (t.len == 6)
        return period_school_year(year);
    if (t.len == 9 && t.ptr[6] == '-' && t.ptr[7] == 'T' && calendar_digits(t, 8, 1, &term))
        return period_term(year, term);
    return (struct period){0};
}

/* Any form but a span; none when it is no period. */
static struct period parse_single(struct text t) {
    int year, month, week;
    if (text_starts_with(t, TEXT_OF("SY")))
        return parse_school(t);
    if (!calendar_digits(t, 0, 4, &year))
        return (struct period){0};
    if (t.len == 4)
        return period_year(year);
    if (t.len == 6 && t.ptr[4] == 'W' && calendar_digits(t, 5, 1, &week)) /* 2021W5: DHIS2 */
        return period_week(year, week);
    if (t.ptr[4] != '-') /* 2021S1 */
        return parse_lettered(year, text_slice(t, 4, t.len));
    if (t.len == 7 && calendar_digits(t, 5, 2, &month))
        return period_month(year, month);
    struct date day;
    if (t.len == 10 && date_parse(t, &day, NULL))
        return period_day(day);
    return parse_lettered(year, text_slice(t, 5, t.len));
}

/* Two months or two years with a slash between. */
static struct period parse_span(struct text from, struct text to, bool *is_reversed) {
    struct period a = parse_single(from), b = parse_single(to);
    if (a.shape != b.shape || (a.shape != PERIOD_MONTH && a.shape != PERIOD_YEAR))
        return (struct period){0};
    *is_reversed = b.first < a.first;
    if (*is_reversed || a.first == b.first)
        return a;
    return (struct period){a.shape == PERIOD_MONTH ? PERIOD_MONTHS : PERIOD_YEARS, a.first, b.first};
}

bool period_parse(struct text t, struct period *out, struct err *err) {
    bool is_reversed = false;
    size_t slash = text_find(t, TEXT_OF("/"), 0);
    struct period p = slash == SIZE_MAX ? parse_single(t)
                                        : parse_span(text_slice(t, 0, slash), text_slice(t, slash + 1, t.len),
                                                     &is_reversed);
    struct text shown = calendar_shown(t);
    if (is_reversed)
        return err_set(err, ERR_BAD_PERIOD, "\"%.*s\" ends before it begins", TEXT_ARG(shown));
    if (is_none(p))
        return err_set(err, ERR_BAD_PERIOD,
                       "\"%.*s\" is not a period of the years %d to %d: write one like " FORMS,
                       TEXT_ARG(shown), CALENDAR_YEAR_MIN, CALENDAR_YEAR_MAX);
    *out = p;
    return true;
}

/* 2021-03 of month 24254. */
static int print_month(int32_t month, char *out, size_t size) {
    return snprintf(out, size, "%04d-%02d", (int)month / 12, (int)month % 12 + 1);
}

static int print_week(int32_t week, char out[PERIOD_TEXT_MAX]) {
    int year, number;
    calendar_week_parts(week, &year, &number);
    return snprintf(out, PERIOD_TEXT_MAX, "%04d-W%02d", year, number);
}

static int print_months(struct period p, char out[PERIOD_TEXT_MAX]) {
    int len = print_month(p.first, out, PERIOD_TEXT_MAX);
    out[len++] = '/';
    return len + print_month(p.last, out + len, PERIOD_TEXT_MAX - (size_t)len);
}

size_t period_print(struct period p, char out[PERIOD_TEXT_MAX]) {
    int len = 0, first = p.first, last = p.last;
    out[0] = '\0';
    switch (p.shape) {
    case PERIOD_NONE:
        break;
    case PERIOD_YEAR:
        len = snprintf(out, PERIOD_TEXT_MAX, "%04d", first);
        break;
    case PERIOD_HALF:
        len = snprintf(out, PERIOD_TEXT_MAX, "%04d-H%d", first / 2, first % 2 + 1);
        break;
    case PERIOD_QUARTER:
        len = snprintf(out, PERIOD_TEXT_MAX, "%04d-Q%d", first / 4, first % 4 + 1);
        break;
    case PERIOD_MONTH:
        len = print_month(p.first, out, PERIOD_TEXT_MAX);
        break;
    case PERIOD_WEEK:
        len = print_week(p.first, out);
        break;
    case PERIOD_DAY:
        len = (int)date_print(date_from_days(p.first), out);
        break;
    case PERIOD_MONTHS:
        len = print_months(p, out);
        break;
    case PERIOD_YEARS:
        len = snprintf(out, PERIOD_TEXT_MAX, "%04d/%04d", first, last);
        break;
    case PERIOD_SCHOOL_YEAR:
        len = snprintf(out, PERIOD_TEXT_MAX, "SY%04d", first);
        break;
    case PERIOD_TERM:
        len = snprintf(out, PERIOD_TEXT_MAX, "SY%04d-T%d", first / 2, first % 2 + 1);
        break;
    }
    return (size_t)len;
}
