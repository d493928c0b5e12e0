/* The written forms of periods; declared in period.h. */
#include "model/period.h"

#include "base/digits.h"
#include "model/calendar.h"

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
static char *print_month(char *out, int32_t month) {
    out = digits_four(out, (unsigned)(month / 12));
    *out++ = '-';
    return digits_two(out, (unsigned)(month % 12 + 1));
}

static char *print_week(char *out, int32_t week) {
    int year, number;
    calendar_week_parts(week, &year, &number);
    out = digits_four(out, (unsigned)year);
    *out++ = '-';
    *out++ = 'W';
    return digits_two(out, (unsigned)number);
}

/* 2021-H1: the year, and which of `parts` in it. */
static char *print_part(char *out, int32_t unit, int parts, char letter) {
    out = digits_four(out, (unsigned)(unit / parts));
    *out++ = '-';
    *out++ = letter;
    *out++ = (char)('1' + unit % parts);
    return out;
}

static char *print_school(char *out) {
    *out++ = 'S';
    *out++ = 'Y';
    return out;
}

static char *print_span(char *out, struct period p) {
    bool is_of_months = p.shape == PERIOD_MONTHS;
    out = is_of_months ? print_month(out, p.first) : digits_four(out, (unsigned)p.first);
    *out++ = '/';
    return is_of_months ? print_month(out, p.last) : digits_four(out, (unsigned)p.last);
}

static char *print_shape(char *out, struct period p) {
    switch (p.shape) {
    case PERIOD_NONE:
        return out;
    case PERIOD_YEAR:
        return digits_four(out, (unsigned)p.first);
    case PERIOD_HALF:
        return print_part(out, p.first, 2, 'H');
    case PERIOD_QUARTER:
        return print_part(out, p.first, 4, 'Q');
    case PERIOD_MONTH:
        return print_month(out, p.first);
    case PERIOD_WEEK:
        return print_week(out, p.first);
    case PERIOD_DAY:
        return out + date_print(date_from_days(p.first), out);
    case PERIOD_MONTHS:
    case PERIOD_YEARS:
        return print_span(out, p);
    case PERIOD_SCHOOL_YEAR:
        return digits_four(print_school(out), (unsigned)p.first);
    case PERIOD_TERM:
        return print_part(print_school(out), p.first, 2, 'T');
    }
    return out;
}

size_t period_print(struct period p, char out[PERIOD_TEXT_MAX]) {
    char *end = print_shape(out, p);
    *end = '\0';
    return (size_t)(end - out);
}
