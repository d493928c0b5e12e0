/* link: which metric a figure's label means.
 *
 * For: the first, careful step: labels that differ only in spelling and filler. Not for: guessing at likeness; what
 * is not the same after normalisation stays apart and gets a provisional metric of its own, so that nothing is lost.
 *
 * link_normalise, in order, 3 to 6 until nothing changes any more:
 *   1. Full-width letters, digits and signs become ASCII; A-Z become a-z.
 *   2. White space, quotes, brackets (their content stays), punctuation, dashes and % are removed. Digits stay.
 *   3. 先后 and 累计 are removed wherever they stand.
 *   4. Filler at the head: 今年以来 截至目前 本年度 上半年 下半年 本学期 本学年 一年来 半年来 今年 本年 全年 目前 总共 共计 合计
 *      共有 现有 已经 共 已. Kept where it begins another word: 全年级, 共青 共产 共同 共建 …, 已婚 ….
 *   5. Filler at the tail: 达到 达 为 共计 合计 共 等. Kept where it ends another word: 传达, 行为, 公共, 一等 ….
 *   6. Counting words at the tail: 场次数 人数 次数 场数 起数 条数 户数 件数 篇数 项数 个数 家数 总数 数量 数. Where the measure word
 *      is the end of a noun only 数 goes: 走访农户数 is 走访农户, 案件数 is 案件. 数 stays in 指数 系数 分数 参数 …. 人次 stays:
 *      it counts otherwise than 人. 率 and 度 are never cut: 参学率 and 满意度 stay whole.
 *   Steps 3 to 6 never leave fewer than two characters: 人数 stays 人数. The tables stand in link.c. */
#ifndef TONGBI_SERIES_LINK_H
#define TONGBI_SERIES_LINK_H

#include "base/arena.h"
#include "base/err.h"
#include "model/figure.h"

enum { LINK_CODE_MAX = 24 };

/* What a figure brings. */
struct link_key {
    struct text label_norm; /* link_normalise of its label */
    struct text unit;       /* "" when none is written */
    enum figure_kind kind;
};

/* One alias of one metric. */
struct link_candidate {
    int64_t metric_id;
    struct text alias_norm; /* link_normalise of the alias */
    struct text unit;       /* of the metric, "" when it has none */
    enum figure_kind kind;  /* of the metric */
    bool is_org_own;        /* confirmed for this organisation: goes before those that hold for all */
};

/* Canonical text for matching; idempotent; well-formed UTF-8 in, well-formed out. In the arena; the empty
 * text when the arena is full (arena_overflowed says so) or when nothing is left. */
struct text link_normalise(struct arena *arena, struct text label);

/* May two figures of these units be of one series, the labels being the same? The same unit, and the same
 * under another name (公里 千米), always. Measure words for things done or found (次 场 场次 起 件 条 项 …)
 * stand in for each other; so do those for persons (人 名 位), and for households and bodies (户 家; 家 所
 * 个). Never: 人 and 人次, a share and a count, units of different size (亩 公顷; 元 美元). No unit ("") goes
 * with any measure word, but not with 人次, %, money or physical units. */
bool link_units_fit(struct text a, struct text b);

/* The candidate whose alias is the key's label, whose kind is the same and whose unit fits. The
 * organisation's own aliases go first; where two different metrics remain on one level, the one with the very
 * same unit; where that does not decide either, none. A figure of kind change, or with an empty label, joins
 * none. NULL: none. */
const struct link_candidate *link_choose(const struct link_key *key, const struct link_candidate *candidates,
                                         size_t count);

/* The code of the provisional metric: "p-" and 16 hex digits of FNV-1a (64 bits) over label, unit and kind.
 * The same key always gives the same code. Two keys may collide, by chance (3e-8 for any pair among a
 * million) or by design: whoever stores it compares the key of the metric that already has this code and,
 * when it is another, tries attempt 1, 2 … */
void link_provisional_code(const struct link_key *key, unsigned attempt, char out[LINK_CODE_MAX]);

#endif
