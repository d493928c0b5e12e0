/* unit: the measure word behind a numeral, from a table of our own (unit_table.c). */
#ifndef TONGBI_EXTRACT_UNIT_H
#define TONGBI_EXTRACT_UNIT_H

#include "extract/page.h"

enum unit_kind {
    UNIT_COUNT,    /* 个 名 次 */
    UNIT_RATE,     /* % ‰ */
    UNIT_POINTS,   /* 百分点 */
    UNIT_TIMES,    /* 倍 番 */
    UNIT_MONEY,    /* 元 */
    UNIT_QUANTITY, /* 亩 吨 公里 */
    UNIT_CAPACITY, /* 千伏 兆瓦: most often part of a name */
    UNIT_SCORE,    /* 分 */
    UNIT_DURATION, /* 天 小时 */
    UNIT_PLACE,    /* 位: a rank behind 第, else a count of people */
    UNIT_NEVER     /* 年 月 岁 周年: what carries it is no figure */
};

struct unit {
    const char32_t *word;
    enum unit_kind kind;
    bool after_chinese; /* a bare Chinese numeral before it counts: 两次, but 三大 does not */
};

/* The longest unit that stands at `at`, or NULL; *length is its length in the text, an optional 个 before included
 * (0.5个百分点). *name is the part that is the unit's written form (百分点). */
const struct unit *unit_at(const struct page *page, size_t at, size_t to, size_t *length, struct span *name);

extern const struct unit unit_table[]; /* ends with a row whose word is NULL */

#endif
