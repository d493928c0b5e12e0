#include "extract/numeral.h"

#include "extract/words.h"

enum { GARBLED_DIGITS = 5, DIGITS_MAX = 24, SPAN_MAX = 64 };

static const long long CN_MOST = 100000000000000000; /* 十亿亿 */

/* 0 to 9, or -1. */
static int cn_digit(char32_t c) {
    switch (c) {
    case U'零':
    case U'〇':
        return 0;
    case U'一':
        return 1;
    case U'二':
    case U'两':
        return 2;
    case U'三':
        return 3;
    case U'四':
        return 4;
    case U'五':
        return 5;
    case U'六':
        return 6;
    case U'七':
        return 7;
    case U'八':
        return 8;
    case U'九':
        return 9;
    default:
        return -1;
    }
}

/* The power of ten of a Chinese multiplier, or 0. */
static int cn_power(char32_t c) {
    switch (c) {
    case U'十':
        return 1;
    case U'百':
        return 2;
    case U'千':
        return 3;
    case U'万':
        return 4;
    case U'亿':
        return 8;
    default:
        return 0;
    }
}

static bool is_more_mark(char32_t c) {
    return c == U'余' || c == U'多' || c == U'来';
}

/* 千米, 万能, 亿万 …: a multiplier that belongs to the word after it. */
static bool is_word_start(const struct page *page, size_t at) {
    static const char32_t *const WORDS[] = {U"千瓦", U"千米", U"千克", U"千伏",   U"千卡", U"百分",
                                            U"万能", U"百年", U"千年", U"万元户", U"千兆", U"百兆",
                                            U"十兆", U"百姓", U"千焦", U"千帕",   NULL};
    return word_any_at(page, at, at + 3, WORDS) != 0;
}

/* Where the next three digits begin behind the separator at `at`, or `at`: a comma, behind which a blank may have crept in, or
 * a blank alone (6 200). */
static size_t next_group(const struct page *page, size_t at, size_t to, bool has_separator) {
    char32_t c = page->cp[at];
    bool is_blank_alone = (c == U' ' || c == 0xa0) && !has_separator && is_digit(page_at(page, at + 1));
    if (c != U',' && !is_blank_alone) {
        return at;
    }
    size_t next = page_skip_tags(page, at + (c == U',' ? 1 : 0), to);
    size_t gap = next;
    while (next < to && next < gap + 2 && (page->cp[next] == U' ' || page->cp[next] == 0xa0)) {
        next++;
    }
    bool is_group = is_digit(page_at(page, next)) && is_digit(page_at(page, next + 1)) &&
                    is_digit(page_at(page, next + 2)) && !is_digit(page_at(page, next + 3));
    return is_group ? next : at;
}

/* Arabic digits with their separators. */
static size_t read_digits(const struct page *page, size_t at, size_t to, char out[DIGITS_MAX + 2],
                          int *scale) {
    size_t count = 0, group = 0;
    bool has_separator = false, has_point = false;
    *scale = 0;
    size_t end = at;
    while (at < to) {
        size_t behind = page_skip_tags(page, at, to);
        if (behind > at && behind < to && count > 0 &&
            (is_digit(page_at(page, behind)) || page_at(page, behind) == U'.')) {
            at = behind;
        }
        char32_t c = page->cp[at];
        if (is_digit(c)) {
            if (count < DIGITS_MAX) {
                out[count] = (char)c;
            }
            count++;
            group++;
            *scale += has_point ? 1 : 0;
            end = ++at;
            continue;
        }
        if (c == U'.' && !has_point && is_digit(page_at(page, page_skip_tags(page, at + 1, to)))) {
            if (count < DIGITS_MAX) {
                out[count] = '.';
            }
            count++;
            has_point = true;
            at++;
            continue;
        }
        /* a thousands separator has one to three digits before and exactly three behind */
        bool may_group = !has_point && group > 0 && group <= 3 && (!has_separator || group == 3);
        size_t next = may_group ? next_group(page, at, to, has_separator) : at;
        if (next == at) {
            break;
        }
        has_separator = true;
        group = 0;
        at = next;
    }
    out[count < DIGITS_MAX ? count : DIGITS_MAX] = '\0';
    return count > DIGITS_MAX ? end + ((size_t)1 << 62) : end; /* too long: told by an impossible end */
}

enum { TOO_LONG_SHIFT = 62 };

/* Multiplies by the scale words behind, 万亿 千 百万 …, with an 余 or 多 between them. */
static size_t read_scale(const struct page *page, size_t at, size_t to, struct numeral *out) {
    int power = 0;
    for (int words = 0; at < to && words < 4; words++) {
        char32_t c = page->cp[at];
        /* 2700多万: the mark stands between number and scale */
        if (is_more_mark(c) && !out->is_more) {
            bool is_inside = cn_power(page_at(page, at + 1)) > 0 && !is_word_start(page, at + 1);
            bool is_end = c != U'来' && !(c == U'多' && page_at(page, at + 1) == U'样');
            if (!is_inside && !is_end) {
                break;
            }
            out->is_more = true;
            at++;
            continue;
        }
        int step = cn_power(c);
        if (step == 0 || is_word_start(page, at) || power + step > 16) {
            break;
        }
        power += step;
        out->is_scaled = out->is_scaled || step >= 4;
        at++;
    }
    struct decimal value;
    if (power > 0 && decimal_shift(out->value, power, &value)) {
        out->value = value;
        out->last_place += power;
    }
    return at;
}

/* 6318.42⏎万元, 2.7 万吨: a converter may part a number from its scale. */
static size_t scale_begin(const struct page *page, size_t end, size_t to) {
    size_t at = page_skip_tags(page, end, to);
    size_t from = at;
    while (at < to && at < from + 3 && is_blank(page->cp[at])) {
        at++;
    }
    bool is_scale = page_at(page, at) == U'万' || page_at(page, at) == U'亿';
    return is_scale && utf8_is_han(page_at(page, at + 1)) ? at : end;
}

/* 542,62万元: a comma between digits where no thousands end, and money or a scale behind. That it were two numbers, 542 and 62万元,
 * is the least likely; which digit is missing nobody can tell. The end of such a run, or `at`. */
static size_t garbled_end(const struct page *page, size_t at, size_t to, char digits[DIGITS_MAX + 2]) {
    size_t count = 0, group = 0, end = at;
    bool is_odd = false, has_comma = false;
    for (; end < to && count < DIGITS_MAX; end++) {
        if (is_digit(page->cp[end])) {
            digits[count++] = (char)page->cp[end];
            group++;
            continue;
        }
        if (page_raw(page, end) != U',' || group == 0 || group > 3 || !is_digit(page_at(page, end + 1))) {
            break;
        }
        is_odd = is_odd || (has_comma && group != 3);
        has_comma = true;
        group = 0;
    }
    digits[count] = '\0';
    bool is_amount = cn_power(page_at(page, end)) >= 4 || page_at(page, end) == U'元';
    return has_comma && (is_odd || group != 3) && is_amount && count >= GARBLED_DIGITS ? end : at;
}

static bool read_arabic(const struct page *page, size_t at, size_t to, struct numeral *out, size_t *skip) {
    char digits[DIGITS_MAX + 2];
    int scale = 0;
    size_t end = garbled_end(page, at, to, digits);
    out->is_garbled = end > at;
    end = out->is_garbled ? end : read_digits(page, at, to, digits, &scale);
    if (end >> TOO_LONG_SHIFT != 0) {
        *skip = end - ((size_t)1 << TOO_LONG_SHIFT) - at;
        return false;
    }
    *skip = end - at;
    if (!decimal_parse(text_from(digits), &out->value, NULL)) {
        return false;
    }
    out->last_place = -scale;
    out->end = read_scale(page, scale_begin(page, end, to), to, out);
    return true;
}

struct cn_state {
    long long total, section, digit; /* total holds 万 and 亿 multiplied out */
    int digits;                      /* digits in a row: 二〇二一 */
    int last_power;                  /* of the last multiplier: 三百五 is 350, 一万二 is 12000 */
    int place;
    bool has_digit, any;
};

/* One more Chinese numeral character; false when it does not fit. */
static bool cn_step(struct cn_state *s, char32_t c) {
    int digit = cn_digit(c), power = cn_power(c);
    if (digit >= 0) {
        if (s->digits > 0 && s->digits < 8) {
            s->digit = s->digit * 10 + digit;
        } else if (s->digits == 0) {
            s->digit = digit;
        } else {
            return false;
        }
        s->digits = digit == 0 && s->last_power > 0 ? 0 : s->digits + 1;
        s->has_digit = true;
        s->place = 0;
        return true;
    }
    if (c == U'廿' || c == U'卅') {
        s->section += c == U'廿' ? 20 : 30;
        s->last_power = 1;
        s->place = 1;
        return true;
    }
    if (power == 0) {
        return false;
    }
    if (power < 4) {
        long long factor = power == 1 ? 10 : power == 2 ? 100 : 1000;
        s->section += (s->digits > 0 ? s->digit : 1) * factor;
    } else {
        long long factor = power == 4 ? 10000 : 100000000;
        long long sum = s->section + s->digit;
        bool is_whole = power == 8 && sum == 0; /* 万亿: all that came before */
        long long times = is_whole ? s->total : sum == 0 ? 1 : sum, total;
        /* what does not fit is no part of the numeral, and leaves it as it was */
        if (__builtin_mul_overflow(times, factor, &total) ||
            __builtin_add_overflow(total, is_whole ? 0 : s->total, &total) || total > CN_MOST) {
            return false;
        }
        s->total = total;
        s->section = 0;
    }
    s->digit = 0;
    s->digits = 0;
    s->last_power = power;
    s->place = power;
    return true;
}

static long long cn_value(struct cn_state *s) {
    return s->total + s->section + s->digit;
}

/* The decimals of 九十五点三. */
static size_t read_cn_point(const struct page *page, size_t at, size_t to, struct numeral *out) {
    if (page_at(page, at) != U'点' || cn_digit(page_at(page, at + 1)) < 0) {
        return at;
    }
    size_t end = at + 1;
    for (; end < to && end < at + 7; end++) {
        int digit = cn_digit(page->cp[end]);
        struct decimal fraction, sum;
        if (digit < 0 || !decimal_shift(decimal_from_int(digit), -(int)(end - at), &fraction) ||
            !decimal_add(out->value, fraction, &sum)) {
            break;
        }
        out->value = sum;
        out->last_place = -(int)(end - at);
    }
    return end;
}

/* 数十: from two tens to under ten of them; 十几: from eleven to nineteen. What they say is a span, no number. */
static bool read_several(const struct page *page, size_t at, size_t to, struct numeral *out) {
    char32_t first = page->cp[at], second = at + 1 < to ? page->cp[at + 1] : 0;
    int power = cn_power(second);
    struct decimal low, high;
    if ((first == U'数' || first == U'几') && power > 0) {
        if (!decimal_shift(decimal_from_int(2), power, &low) ||
            !decimal_shift(decimal_from_int(1), power + 1, &high)) {
            return false;
        }
        *out = (struct numeral){.end = at + 2,
                                .value = low,
                                .is_range = true,
                                .is_vague = true,
                                .is_chinese = true,
                                .is_scaled = power >= 4,
                                .last_place = power};
        return decimal_subtract(high, decimal_from_int(1), &out->high);
    }
    if (first == U'十' && second == U'几') {
        *out = (struct numeral){.end = at + 2,
                                .value = decimal_from_int(11),
                                .high = decimal_from_int(19),
                                .is_range = true,
                                .is_vague = true,
                                .is_chinese = true,
                                .last_place = 0};
        return true;
    }
    return false;
}

static bool read_chinese(const struct page *page, size_t at, size_t to, struct numeral *out, size_t *skip) {
    struct cn_state s = {0};
    size_t from = at;
    char32_t first = page->cp[at];
    out->is_chinese = true;
    out->is_bare_scale = cn_power(first) > 1;
    if (first == U'数' || first == U'几') {
        out->is_vague = true;
        at++;
    }
    size_t begin = at;
    while (at < to && at < from + SPAN_MAX && !is_word_start(page, at)) {
        if (is_more_mark(page->cp[at]) && at > begin && cn_power(page_at(page, at + 1)) > 3 &&
            !out->is_more) {
            out->is_more = true; /* 二千多万 */
            at++;
            continue;
        }
        if (!cn_step(&s, page->cp[at])) {
            break;
        }
        at++;
    }
    *skip = at > from ? at - from : 1;
    if (at == begin) {
        return false;
    }
    if (s.digits == 2 && s.last_power == 0 &&
        s.digit % 10 == s.digit / 10 + 1) { /* 三四次: between the two */
        out->is_range = true;
        out->high = decimal_from_int(s.digit % 10);
        s.digit /= 10;
    }
    out->is_one = at == begin + 1 && first == U'一';
    out->value = decimal_from_int(cn_value(&s));
    out->last_place = s.place;
    out->is_scaled = s.last_power >= 4 && s.has_digit;
    at = read_cn_point(page, at, to, out);
    if (at < to && is_more_mark(page->cp[at]) && s.last_power > 0 && page->cp[at] != U'来') {
        out->is_more = true;
        at++;
    }
    out->end = at;
    *skip = at - from;
    return true;
}

/* 百分之九十, 千分之五: the number of hundredths or thousandths. 三分之二: a fraction, as per cent to four places. */
static bool read_fraction(const struct page *page, size_t at, size_t to, struct numeral *out) {
    size_t mark = at;
    while (mark < to && mark < at + 4 && numeral_is_chinese_digit(page->cp[mark])) {
        mark++;
    }
    if (mark == at || word_at(page, mark, to, U"分之") == 0) {
        return false;
    }
    int whole = numeral_small(page, at, mark);
    struct numeral part = {0};
    size_t skip;
    size_t begin = mark + 2;
    bool is_read = begin < to && (is_digit(page->cp[begin]) ? read_arabic(page, begin, to, &part, &skip)
                                                            : read_chinese(page, begin, to, &part, &skip));
    if (!is_read || whole <= 0) {
        return false;
    }
    out->is_share = true;
    out->is_chinese = true;
    out->is_more = part.is_more;
    out->end = part.end;
    out->last_place = part.last_place;
    out->value = part.value;
    out->is_per_mille = whole == 1000;
    if (whole != 100 && whole != 1000) {
        struct decimal hundred;
        out->last_place = -2;
        return decimal_multiply(part.value, decimal_from_int(100), &hundred) &&
               decimal_divide(hundred, decimal_from_int(whole), 2, &out->value);
    }
    return true;
}

/* 八成五, 近三成, 一半: tenths, as per cent. */
static bool read_tenths(const struct page *page, size_t at, struct numeral *out) {
    static const char32_t *const OTHER[] = {U"成立", U"成功", U"成为", U"成果", U"成就", U"成员",
                                            U"成绩", U"成效", U"成本", U"成熟", U"成长", U"成型",
                                            U"成片", U"成品", U"成套", U"成分", NULL};
    char32_t first = page->cp[at];
    if (first == U'一' && page_at(page, at + 1) == U'半') {
        *out = (struct numeral){
            .end = at + 2, .value = decimal_from_int(50), .is_share = true, .is_chinese = true};
        return true;
    }
    int tens = cn_digit(first);
    if (tens < 1 || page_at(page, at + 1) != U'成' || word_any_at(page, at + 1, at + 3, OTHER) != 0) {
        return false;
    }
    int ones = cn_digit(page_at(page, at + 2));
    *out = (struct numeral){.end = at + 2, .is_share = true, .is_chinese = true, .last_place = 1};
    out->value = decimal_from_int(tens * 10 + (ones > 0 ? ones : 0));
    if (ones > 0) {
        out->end++;
        out->last_place = 0;
    }
    if (ones <= 0 && page_at(page, out->end) == U'半') { /* 一成半 */
        out->value = decimal_from_int(tens * 10 + 5);
        out->last_place = 0;
        out->end++;
    }
    out->is_more = page_at(page, out->end) == U'多';
    out->end += out->is_more ? 1 : 0;
    return true;
}

static bool is_range_mark(char32_t c) {
    return c == U'—' || c == U'–' || c == U'-' || c == U'~' || c == U'至' || c == U'到' || c == U'－' ||
           c == U'―' || c == U'〜';
}

/* 8—10, 1至2, 20-40万: the second number of a range gives its scale to the first. */
static void read_range(const struct page *page, size_t to, struct numeral *out) {
    size_t at = out->end;
    if (at >= to || out->is_more || !is_range_mark(page->cp[at])) {
        return;
    }
    at += page_at(page, at + 1) == U'—' ? 2 : 1;
    struct numeral high = {0};
    size_t skip;
    char32_t c = page_at(page, at);
    bool is_read = is_digit(c)                            ? read_arabic(page, at, to, &high, &skip)
                   : cn_digit(c) >= 0 || cn_power(c) == 1 ? read_chinese(page, at, to, &high, &skip)
                                                          : false;
    if (!is_read || high.is_chinese != out->is_chinese) {
        return;
    }
    struct decimal low = out->value;
    if (high.is_scaled && !out->is_scaled) {
        int power = high.last_place > 4 ? 8 : 4;
        if (!decimal_shift(out->value, power, &low) || decimal_compare(low, high.value) >= 0) {
            low = out->value;
        }
    }
    if (decimal_compare(low, high.value) >= 0) {
        return;
    }
    out->value = low;
    out->high = high.value;
    out->is_range = true;
    out->is_more = high.is_more;
    out->is_scaled = high.is_scaled;
    out->last_place = high.last_place;
    out->end = high.end;
}

bool numeral_read(const struct page *page, size_t at, size_t to, struct numeral *out, size_t *skip) {
    *out = (struct numeral){0};
    *skip = 1;
    if (is_digit(page->cp[at])) {
        if (!read_arabic(page, at, to, out, skip)) {
            return false;
        }
        read_range(page, to, out);
        *skip = out->end - at;
        return true;
    }
    if (page->cp[at] == U'半' && at > 0 && page->cp[at - 1] == U'过') {
        *out = (struct numeral){.end = at + 1,
                                .value = decimal_from_int(50),
                                .is_share = true,
                                .is_chinese = true,
                                .is_over_half = true};
        return true;
    }
    if (read_fraction(page, at, to, out) || read_tenths(page, at, out)) {
        *skip = out->end - at;
        return true;
    }
    if (read_several(page, at, to, out)) {
        *skip = out->end - at;
        return true;
    }
    *out = (struct numeral){0};
    if (page->cp[at] == U'半' && decimal_divide(decimal_from_int(1), decimal_from_int(2), 1, &out->value)) {
        out->end = at + 1;
        out->is_chinese = true;
        out->last_place = -1;
        return true; /* 半亩 */
    }
    if (!read_chinese(page, at, to, out, skip)) {
        return false;
    }
    if (!out->is_range) {
        read_range(page, to, out);
    }
    *skip = out->end > at ? out->end - at : 1;
    return true;
}

int numeral_small(const struct page *page, size_t from, size_t to) {
    struct cn_state s = {0};
    int arabic = 0;
    bool is_arabic = false;
    for (size_t at = from; at < to && at < from + 8; at++) {
        char32_t c = page->cp[at];
        if (is_digit(c)) {
            is_arabic = true;
            arabic = arabic * 10 + (int)(c - U'0');
        } else if (is_arabic || !cn_step(&s, c)) {
            return -1;
        }
    }
    long long value = is_arabic ? arabic : cn_value(&s);
    return from == to || value > 100000000 ? -1 : (int)value;
}
