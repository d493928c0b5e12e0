/* numeral: a number as written, read exactly.
 *
 * Arabic (1,026  1，026  3,594, 026  ９２．５), Chinese (三十八 一千二百 百 两 廿), mixed with a scale (1.2万 12万亿 3千),
 * approximate inside (20余 1.5万余 2700多万 十余), shares (百分之九十五点三 千分之五 三分之二 八成五 一半), ranges (8—10 1至2).
 * Linear: a run of digits longer than a number can be is passed over whole. */
#ifndef TONGBI_EXTRACT_NUMERAL_H
#define TONGBI_EXTRACT_NUMERAL_H

#include "extract/page.h"
#include "model/decimal.h"

struct numeral {
    size_t end;           /* where the numeral ends, its scale and an 余 or 多 inside included */
    struct decimal value; /* scale multiplied out */
    struct decimal high;  /* of a range; value is its low end */
    bool is_range;
    bool is_more;       /* 余 or 多 belongs to it */
    bool is_vague;      /* 数十, 上千: a size, not a count */
    bool is_chinese;    /* no Arabic digit in it */
    bool is_bare_scale; /* 百, 千, 万, 亿 with nothing before */
    bool is_scaled;     /* a 万 or 亿 was multiplied out */
    bool is_share;      /* 百分之 and its like: the unit is in the numeral, % or ‰ */
    bool is_per_mille;
    bool is_one;       /* 一 alone */
    bool is_over_half; /* the 半 of 过半 */
    bool is_garbled;   /* 542,62万: a comma stands where no thousands end; the digits are read as they come */
    int last_place;    /* power of ten of the last digit written */
};

/* Reads the numeral that begins at `at`. false when there is none; *skip then says how far the scan may jump (>= 1). */
bool numeral_read(const struct page *page, size_t at, size_t to, struct numeral *out, size_t *skip);
/* 零 to 九, 两, 十 百 千 万 亿 and their like. */
static inline bool numeral_is_chinese_digit(char32_t c) {
    switch (c) {
    case U'零':
    case U'〇':
    case U'一':
    case U'二':
    case U'两':
    case U'三':
    case U'四':
    case U'五':
    case U'六':
    case U'七':
    case U'八':
    case U'九':
    case U'十':
    case U'百':
    case U'千':
    case U'万':
    case U'亿':
    case U'廿':
    case U'卅':
    case U'半':
    case U'数':
    case U'几':
        return true;
    default:
        return false;
    }
}
/* The small value of a Chinese numeral in [from, to), or -1: for dates and ordinals. */
int numeral_small(const struct page *page, size_t from, size_t to);

#endif
