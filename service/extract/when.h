/* when: the time words of a text: dates, years, spans of months, terms, 上半年, “十三五”, 去年同期.
 *
 * What a word means for a figure (a year of its own, a base to compare with, the length of a plan) is bind's business. */
#ifndef TONGBI_EXTRACT_WHEN_H
#define TONGBI_EXTRACT_WHEN_H

#include "extract/page.h"
#include "model/period.h"

enum when_kind {
    WHEN_ABSOLUTE, /* 2021年3月: period is complete */
    WHEN_MONTHLY,  /* 3月5日, 1-9月, 三月份, 上半年, 第三季度: the year comes from around */
    WHEN_RELATIVE, /* 去年, 明年: years off the report's own */
    WHEN_TERM,     /* 第一学期: the school year comes from around */
    WHEN_OTHER     /* a clock time, a time of day: no period, and no figure */
};

struct when {
    size_t from, to;
    enum when_kind kind;
    struct period period; /* ABSOLUTE: as it is; MONTHLY and TERM: with year 2000 to be replaced */
    int offset;           /* RELATIVE: years */
};

/* Reads the time word that begins at `at`; false when there is none. */
bool when_read(const struct page *page, size_t at, size_t to, struct when *out);
/* A MONTHLY or TERM period moved from its stand-in year to `year`. */
struct period when_in_year(const struct when *when, int year);

enum { WHEN_STAND_IN = 2000 };

#endif
