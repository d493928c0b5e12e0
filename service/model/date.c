/* The dates under periods; declared in period.h. */
#include "model/period.h"

#include "base/digits.h"
#include "model/calendar.h"

#include <stdio.h>

bool calendar_is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int calendar_days_in_month(int year, int month) {
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && calendar_is_leap(year) ? 29 : days[month - 1];
}

bool calendar_has_date(int year, int month, int day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= calendar_days_in_month(year, month);
}

bool calendar_digits(struct text t, size_t from, size_t count, int *out) {
    if (from > t.len || count > t.len - from)
        return false;
    int value = 0;
    for (size_t i = from; i < from + count; i++) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
        value = 10 * value + (t.ptr[i] - '0');
    }
    *out = value;
    return true;
}

int32_t calendar_floor_divide(int32_t a, int32_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

/* Counted from the 1st of March, so that the leap day is the last of its year. 719468 days lie between 0000-03-01 and
 * 1970-01-01; 400 years have 146097 days, a century 36524, four years 1461. Months from March have 31 30 31 30 31
 * days over and over: 153 in five. */
int32_t date_days(struct date d) {
    int32_t year = d.month <= 2 ? d.year - 1 : d.year;
    int32_t cycle = calendar_floor_divide(year, 400), year_of_cycle = year - cycle * 400;
    int32_t month = (d.month + 9) % 12;
    int32_t day_of_year = (153 * month + 2) / 5 + d.day - 1;
    return cycle * 146097 + year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year -
           719468;
}

struct date date_from_days(int32_t days) {
    days += 719468;
    int32_t cycle = calendar_floor_divide(days, 146097), day_of_cycle = days - cycle * 146097;
    int32_t year_of_cycle =
        (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) / 365;
    int32_t day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    int32_t month = (5 * day_of_year + 2) / 153;
    return (struct date){.year = (int16_t)(cycle * 400 + year_of_cycle + (month >= 10)),
                         .month = (uint8_t)(month < 10 ? month + 3 : month - 9),
                         .day = (uint8_t)(day_of_year - (153 * month + 2) / 5 + 1)};
}

bool date_parse(struct text t, struct date *out, struct err *err) {
    int year, month, day;
    bool has_form = t.len == 10 && t.ptr[4] == '-' && t.ptr[7] == '-' && calendar_digits(t, 0, 4, &year) &&
                    calendar_digits(t, 5, 2, &month) && calendar_digits(t, 8, 2, &day);
    struct text shown = calendar_shown(t);
    if (!has_form)
        return err_set(err, ERR_BAD_VALUE, "\"%.*s\" is not a date: write YYYY-MM-DD", TEXT_ARG(shown));
    if (year == 0 || !calendar_has_date(year, month, day))
        return err_set(err, ERR_BAD_VALUE, "\"%.*s\" is not a day of the calendar", TEXT_ARG(shown));
    *out = (struct date){(int16_t)year, (uint8_t)month, (uint8_t)day};
    return true;
}

size_t date_print(struct date d, char out[DATE_TEXT_MAX]) {
    if (d.year < 0 || d.year > 9999)
        return (size_t)snprintf(out, DATE_TEXT_MAX, "%04d-%02d-%02d", d.year, d.month, d.day);
    char *at = digits_four(out, (unsigned)d.year);
    *at++ = '-';
    at = digits_two(at, d.month);
    *at++ = '-';
    at = digits_two(at, d.day);
    *at = '\0';
    return (size_t)(at - out);
}

int date_compare(struct date a, struct date b) {
    if (a.year != b.year)
        return a.year < b.year ? -1 : 1;
    if (a.month != b.month)
        return a.month < b.month ? -1 : 1;
    return a.day < b.day ? -1 : a.day > b.day;
}

/* A whole input could be a report; a period or date is recognised by its first characters. */
struct text calendar_shown(struct text t) {
    enum { SHOWN_MAX = 40 };
    size_t len = t.len;
    if (len > SHOWN_MAX) {
        len = SHOWN_MAX;
        while (len > 0 && ((unsigned char)t.ptr[len] & 0xC0) == 0x80)
            len--;
    }
    return len == 0 ? TEXT_OF("") : text_slice(t, 0, len);
}
