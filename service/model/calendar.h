/* calendar: what date.c, period.c and period_text.c share; the rest of the program uses period.h. */
#ifndef TONGBI_MODEL_CALENDAR_H
#define TONGBI_MODEL_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum { CALENDAR_YEAR_MIN = 1900, CALENDAR_YEAR_MAX = 2199 }; /* of written periods */

bool calendar_is_leap(int year);
int calendar_days_in_month(int year, int month); /* month 1 to 12 */
bool calendar_has_date(int year, int month, int day);

/* The Monday of a week counted as in struct period, in days since 1970-01-01. */
int32_t calendar_monday(int32_t week);
/* ISO 8601: a week belongs to the year of its Thursday. */
int calendar_weeks_in_year(int year); /* 52 or 53 */
int32_t calendar_week(int year, int number);
void calendar_week_parts(int32_t week, int *year, int *number);

int32_t calendar_floor_divide(int32_t a, int32_t b); /* b > 0 */

/* Exactly `count` ASCII digits of t from byte `from` on, as a number. */
bool calendar_digits(struct text t, size_t from, size_t count, int *out);
/* The beginning of a refused text, short enough for a message, cut at a character. */
struct text calendar_shown(struct text t);

#endif
