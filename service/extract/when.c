#include "extract/when.h"

#include "extract/numeral.h"
#include "extract/words.h"

enum { YEAR_MIN = 1900, YEAR_MAX = 2199 };

/* Blanks and line ends inside a broken date: 6⏎⏎月28日. */
static size_t skip_blanks(const struct page *page, size_t at, size_t to) {
    size_t from = at;
    while (at < to && at < from + 4 && is_blank(page->cp[at])) {
        at++;
    }
    return at;
}

/* A number of one to four digits, or a small Chinese one; -1 when there is none. */
static int read_number(const struct page *page, size_t *at, size_t to) {
    size_t end = *at;
    if (end < to && is_digit(page->cp[end])) {
        while (end < to && end < *at + 5 && is_digit(page->cp[end])) {
            end++;
        }
        if (end - *at > 4) {
            return -1;
        }
    } else {
        while (end < to && end < *at + 4 && (page->marks[end] & MARK_NUMBER) != 0 &&
               !is_digit(page->cp[end])) {
            end++;
        }
    }
    int value = numeral_small(page, *at, end);
    if (value >= 0) {
        *at = end;
    }
    return value;
}

static bool is_dash(char32_t c) {
    return c == U'-' || c == U'—' || c == U'–' || c == U'~' || c == U'至' || c == U'到' || c == U'－' ||
           c == U'/' || c == U'、';
}

static size_t skip_dash(const struct page *page, size_t at) {
    char32_t c = page_at(page, at);
    if (!is_dash(c) || c == U'/' || c == U'、') {
        return at;
    }
    return page_at(page, at + 1) == c ? at + 2 : at + 1;
}

static bool is_year(int value) {
    return value >= YEAR_MIN && value <= YEAR_MAX;
}

static size_t skip_suffix(const struct page *page, size_t at, size_t to) {
    static const char32_t *const SUFFIXES[] = {U"份",   U"底", U"末",   U"初",   U"上旬", U"中旬",
                                               U"下旬", U"度", U"以来", U"期间", NULL};
    return at + word_any_at(page, at, to, SUFFIXES);
}

/* Behind a month: 28日, or a span 9月, 12月31日. */
static void read_day(const struct page *page, size_t *at, size_t to, int year, int month, struct when *out) {
    size_t next = skip_blanks(page, *at, to);
    int day = read_number(page, &next, to);
    next = skip_blanks(page, next, to);
    char32_t c = page_at(page, next);
    if (day >= 1 && day <= 31 && (c == U'日' || c == U'号')) {
        char text[16];
        struct date date = {(int16_t)year, (uint8_t)month, (uint8_t)day};
        size_t length = date_print(date, text);
        if (date_parse((struct text){text, length}, &date, NULL)) {
            out->period = period_day(date);
        }
        *at = next + 1;
    }
}

/* Months without or behind a year: 3月, 1-9月, 1月至9月, 6月28日. */
static bool read_months(const struct page *page, size_t *at, size_t to, int year, struct when *out) {
    size_t next = *at;
    int first = read_number(page, &next, to);
    if (first < 1 || first > 12) {
        return false;
    }
    next = skip_blanks(page, next, to);
    bool has_month = page_at(page, next) == U'月';
    size_t second_at = skip_dash(page, has_month ? next + 1 : next);
    bool has_dash = second_at != (has_month ? next + 1 : next);
    int last = has_dash ? read_number(page, &second_at, to) : -1;
    if (last > first && last <= 12 && page_at(page, second_at) == U'月') {
        out->period = period_months(year, first, year, last);
        *at = skip_suffix(page, second_at + 1, to);
        return true;
    }
    if (!has_month || page_at(page, next + 1) == U'饼' || page_at(page, next + 1) == U'均') {
        return false;
    }
    out->period = period_month(year, first);
    *at = next + 1;
    read_day(page, at, to, year, first, out);
    *at = skip_suffix(page, *at, to);
    return true;
}

static const struct {
    const char32_t *word;
    int first, last;
} PARTS[] = {
    {U"上半年", 1, 6},     {U"下半年", 7, 12},    {U"第一季度", 1, 3}, {U"第二季度", 4, 6},
    {U"第三季度", 7, 9},   {U"第四季度", 10, 12}, {U"一季度", 1, 3},   {U"二季度", 4, 6},
    {U"三季度", 7, 9},     {U"四季度", 10, 12},   {U"前三季度", 1, 9}, {U"前三个季度", 1, 9},
    {U"前两个季度", 1, 6}, {U"1季度", 1, 3},      {U"2季度", 4, 6},    {U"3季度", 7, 9},
    {U"4季度", 10, 12},    {U"前3季度", 1, 9},    {NULL, 0, 0},
};

static struct period part_period(int year, int first, int last) {
    return period_canonical(period_months(year, first, year, last));
}

static bool read_part(const struct page *page, size_t at, size_t to, int year, struct when *out) {
    size_t length;
    ptrdiff_t row = word_row_at(page, at, to, (struct word_table){PARTS, sizeof PARTS[0]}, &length);
    if (row != PAGE_NOWHERE) {
        out->period = part_period(year, PARTS[row].first, PARTS[row].last);
    }
    out->to = at + length;
    return row != PAGE_NOWHERE;
}

/* Behind a year: a school year, a span of years, a half, months, a day. */
static bool read_after_year(const struct page *page, size_t at, size_t to, int year, struct when *out) {
    static const char32_t *const YEAR_WORDS[] = {U"年度", U"年", NULL};
    *out = (struct when){.from = out->from, .kind = WHEN_ABSOLUTE, .period = period_year(year)};
    size_t word = word_any_at(page, at, to, YEAR_WORDS);
    size_t second_at = skip_dash(page, at + word);
    if (second_at != at + word) {
        size_t next = second_at;
        int last = read_number(page, &next, to);
        last = last > 0 && last < 100 && next - second_at == 2 ? year - year % 100 + last : last;
        if (is_year(last) && word_at(page, next, to, U"学年") != 0 && last == year + 1) {
            out->period = period_school_year(year);
            out->to = next + 2 + word_at(page, next + 2, to, U"度");
            static const char32_t *const FIRST[] = {U"第一学期", U"上学期", U"秋季学期", U"第1学期", NULL};
            static const char32_t *const SECOND[] = {U"第二学期", U"下学期", U"春季学期", U"第2学期", NULL};
            size_t first = word_any_at(page, out->to, to, FIRST),
                   second = word_any_at(page, out->to, to, SECOND);
            if (first + second != 0) {
                out->period = period_term(year, first != 0 ? 1 : 2);
                out->to += first + second;
            }
            return true;
        }
        if (is_year(last) && last >= year && word_any_at(page, next, to, YEAR_WORDS) != 0) {
            out->period = last > year ? period_years(year, last) : period_year(year);
            out->to = next + word_any_at(page, next, to, YEAR_WORDS);
            return true;
        }
    }
    if (word == 0) {
        return false;
    }
    out->to = at + word;
    size_t next = out->to;
    if (read_part(page, next, to, year, out)) {
        return true;
    }
    out->to = next;
    if (read_months(page, &next, to, year, out)) {
        out->to = next;
    }
    out->to = skip_suffix(page, out->to, to);
    return true;
}

/* 2021-05-13, 2021/5/13, 2021.5.13 */
static bool read_numeric_date(const struct page *page, size_t at, size_t to, int year, struct when *out) {
    char32_t mark = page_at(page, at);
    if (mark != U'-' && mark != U'/' && mark != U'.') {
        return false;
    }
    size_t next = at + 1;
    int month = is_digit(page_at(page, next)) ? read_number(page, &next, to) : -1;
    if (month < 1 || month > 12 || page_at(page, next) != mark) {
        return false;
    }
    next++;
    int day = is_digit(page_at(page, next)) ? read_number(page, &next, to) : -1;
    if (day < 1 || day > 31) {
        return false;
    }
    *out = (struct when){.from = out->from, .to = next, .kind = WHEN_OTHER, .period = period_year(year)};
    return true;
}

/* 10:40, 10:40:02, 8时30分 */
static bool read_clock(const struct page *page, size_t at, size_t to, struct when *out) {
    size_t next = at;
    int hour = read_number(page, &next, to);
    char32_t mark = page_at(page, next);
    if (hour < 0 || hour > 24 || (mark != U':' && mark != U'时')) {
        return false;
    }
    size_t minute_at = next + 1;
    size_t end = minute_at;
    int minute = read_number(page, &end, to);
    if (mark == U':' && (end - minute_at != 2 || minute < 0 || minute > 59 || page_at(page, end) == U'.')) {
        return false;
    }
    if (mark == U'时' && (minute < 0 || page_at(page, end) != U'分')) {
        return false;
    }
    end += mark == U'时' ? 1 : 0;
    if (mark == U':' && page_at(page, end) == U':') {
        end++;
        if (read_number(page, &end, to) < 0) {
            return false;
        }
    }
    *out = (struct when){.from = at, .to = end, .kind = WHEN_OTHER};
    return true;
}

/* A year that was masked: 20**年, 20XX年, XX年. It says nothing of its own, so the report's period stands. */
static bool read_mask(const struct page *page, size_t at, size_t to, struct when *out) {
    size_t end = at;
    bool is_masked = false;
    while (end < to && end < at + 4) {
        char32_t c = page->cp[end];
        bool is_mask =
            c == U'*' || c == U'X' || c == U'x' || c == U'_' || c == U'×' || c == U'○' || c == U'＊';
        if (!is_mask && !is_digit(c)) {
            break;
        }
        is_masked = is_masked || is_mask;
        end++;
    }
    static const char32_t *const YEARS[] = {U"年度", U"年", U"-20XX学年", NULL};
    size_t word = word_any_at(page, end, to, YEARS);
    if (!is_masked || word == 0) {
        return false;
    }
    struct when part;
    *out = (struct when){.from = at, .to = end + word, .kind = WHEN_OTHER};
    if (out->to < to && when_read(page, out->to, to, &part) && part.kind == WHEN_MONTHLY) {
        part.from = at;
        *out = part;
    }
    return true;
}

static bool read_at_digit(const struct page *page, size_t at, size_t to, struct when *out) {
    size_t next = at;
    int value = read_number(page, &next, to);
    if (value < 0) {
        return false;
    }
    out->from = at;
    if (is_year(value) && next - at == 4 &&
        (read_numeric_date(page, next, to, value, out) || read_after_year(page, next, to, value, out))) {
        return true;
    }
    if (next - at == 2 && value < 100 && word_at(page, next, to, U"年") != 0 && is_digit(page->cp[at]) &&
        value >= 90) {
        return read_after_year(page, next, to, 1900 + value, out);
    }
    *out = (struct when){.from = at, .kind = WHEN_MONTHLY};
    size_t end = at;
    if (read_part(page, at, to, WHEN_STAND_IN, out)) {
        return true;
    }
    if (read_months(page, &end, to, WHEN_STAND_IN, out)) {
        out->to = end;
        return true;
    }
    return read_clock(page, at, to, out);
}

static const struct {
    const char32_t *word;
    int offset;
} RELATIVE[] = {
    {U"今年", 0},   {U"本年", 0},    {U"当年", 0},   {U"全年", 0},   {U"年内", 0},   {U"去年", -1},
    {U"上年", -1},  {U"上一年", -1}, {U"全学年", 0}, {U"本学年", 0}, {U"本学期", 0}, {U"一学年", 0},
    {U"本年度", 0}, {U"上学年", -1}, {U"前年", -2},  {U"明年", 1},   {U"来年", 1},   {NULL, 0},
};

static const struct {
    const char32_t *word;
    int term; /* 0: the whole school year */
} TERMS[] = {
    {U"第一学期", 1}, {U"第二学期", 2}, {U"上学期", 1},  {U"下学期", 2}, {U"秋季学期", 1},
    {U"春季学期", 2}, {U"第1学期", 1},  {U"第2学期", 2}, {NULL, 0},
};

/* “十三五” covers 2016 to 2020; the tenth began in 2001. */
static bool read_plan(const struct page *page, size_t at, size_t to, struct when *out) {
    size_t end = at;
    while (end < to && end < at + 3 && numeral_is_chinese_digit(page->cp[end])) {
        end++;
    }
    if (end == at || page_at(page, end - 1) != U'五' || end - at < 2) {
        return false;
    }
    /* 十五 alone is a number: a plan only by its quotation mark or by what follows */
    static const char32_t *const PLANS[] = {U"”", U"时期", U"期间", U"规划", U"末", U"以来", U"计划", NULL};
    if (end - at == 2 && word_any_at(page, end, end + 2, PLANS) == 0) {
        return false;
    }
    int number = numeral_small(page, at, end - 1);
    if (number < 6 || number > 20 || page_at(page, at) != U'十') {
        return false;
    }
    int first = 2001 + 5 * (number - 10);
    *out =
        (struct when){.from = at, .to = end, .kind = WHEN_ABSOLUTE, .period = period_years(first, first + 4)};
    return true;
}

/* The first of 第一、第二学期 is a term too. */
static bool read_first_term(const struct page *page, size_t at, size_t to, struct when *out) {
    static const char32_t *const PAIRS[] = {U"第一、第二学期", U"第一、二学期", U"第一和第二学期",
                                            U"上、下学期", NULL};
    if (word_any_at(page, at, to, PAIRS) == 0) {
        return false;
    }
    *out = (struct when){.from = at, .to = at + (page->cp[at] == U'上' ? 1 : 2), .kind = WHEN_TERM};
    out->period = period_term(WHEN_STAND_IN, 1);
    return true;
}

static bool read_word(const struct page *page, size_t at, size_t to, struct when *out) {
    size_t length;
    ptrdiff_t row = word_row_at(page, at, to, (struct word_table){RELATIVE, sizeof RELATIVE[0]}, &length);
    if (row != PAGE_NOWHERE) {
        *out = (struct when){
            .from = at, .to = at + length, .kind = WHEN_RELATIVE, .offset = RELATIVE[row].offset};
        return true;
    }
    row = word_row_at(page, at, to, (struct word_table){TERMS, sizeof TERMS[0]}, &length);
    if (row != PAGE_NOWHERE) {
        *out = (struct when){.from = at, .to = at + length, .kind = WHEN_TERM};
        out->period = period_term(WHEN_STAND_IN, TERMS[row].term);
        return true;
    }
    return false;
}

bool when_read(const struct page *page, size_t at, size_t to, struct when *out) {
    *out = (struct when){.from = at};
    char32_t c = page->cp[at];
    bool is_mask = c == U'X' || c == U'x' || c == U'×' || c == U'*' || c == U'_' || is_digit(c);
    if (is_mask && read_mask(page, at, to, out)) {
        return true;
    }
    out->from = at;
    if (is_digit(c)) {
        return read_at_digit(page, at, to, out);
    }
    if ((page->marks[at] & MARK_NUMBER) != 0 &&
        (read_plan(page, at, to, out) || read_at_digit(page, at, to, out))) {
        return true;
    }
    *out = (struct when){.from = at, .kind = WHEN_MONTHLY};
    switch (c) {
    case U'上':
    case U'下':
    case U'前':
    case U'第':
    case U'秋':
    case U'春':
    case U'今':
    case U'本':
    case U'当':
    case U'全':
    case U'年':
    case U'一':
    case U'去':
    case U'明':
    case U'来':
        return read_part(page, at, to, WHEN_STAND_IN, out) || read_first_term(page, at, to, out) ||
               read_word(page, at, to, out);
    default:
        return false;
    }
}

struct period when_in_year(const struct when *when, int year) {
    int step = year - WHEN_STAND_IN;
    return when->kind == WHEN_TERM ? period_term(year, when->period.first % 2 == 0 ? 1 : 2)
                                   : period_shift_years(when->period, step);
}
