/* likeness: which of the series that are there a report's figures continue, where the words differ.
 *
 * For: the second step of linking, behind the exact one of link.h: 集中学习6次, 开展中心组学习7场次 and 组织理论学习中心组专题学习8次
 * are one series, 最美少年 and 最美少年标兵 are two. Not for: asking the database or making metrics; the caller brings the
 * candidates and stores what comes out.
 *
 * Hard walls, past which a series is never even suggested: another kind; units that cannot be of one series
 * (link_units_fit); of a change another basis. Doubts, past which it may be suggested but is never sure: another scope,
 * numerals that differ, words that exclude each other (省级 市级), another noun at the end, a word of its own on either side, a value out of
 * proportion.
 * Status is no wall: a target is of the series it aims at; a norm joins none by itself.
 *
 * Score, in thousandths: twice the weight of the pieces shared over the weight of all pieces (label_parts.h); a piece
 * weighs the more the fewer names of this call have it. Sure: the score reaches LIKENESS_SURE, no doubt, and each is the
 * other's best by LIKENESS_MARGIN. One series takes no two different labels of one period of one report; of two values
 * for one point the figure with the higher confidence joins, the earlier one among equals. A change whose owner is
 * linked is linked to the growth of the owner's series, where that is a candidate.
 *
 * Place: a figure that stands between the same neighbours as its series did in the last report needs LIKENESS_PLACED only,
 * and of several series of its very name joins that one. A rate without a subject (办结率) is of what stands before it and
 * joins only behind the same one.
 *
 * Work is bounded: for each figure LIKENESS_LOOK names are compared in full, found through an index of pieces of which
 * LIKENESS_POSTINGS names each are looked at, the organisation's own first. */
#ifndef TONGBI_SERIES_LIKENESS_H
#define TONGBI_SERIES_LIKENESS_H

#include "base/arena.h"
#include "base/err.h"
#include "model/figure.h"

enum {
    LIKENESS_EXACT = 1000,
    LIKENESS_SURE = 640,   /* see tests/golden/README.md: the same on each body left out */
    LIKENESS_PLACED = 450, /* enough between the same neighbours as last time */
    LIKENESS_MARGIN = 120,
    LIKENESS_SUGGEST = 150, /* below this it is not even suggested */
    LIKENESS_SUGGESTIONS = 5,
    LIKENESS_LOOK = 32,
    LIKENESS_POSTINGS = 256
};

/* Whose series, or what else it is. */
enum likeness_origin { ORIGIN_OWN, ORIGIN_SIBLING, ORIGIN_CATALOGUE };

struct likeness_series {
    int64_t id;
    int64_t growth_of;        /* of kind change: the id of the series that grew; else 0 */
    const struct text *names; /* latest first; at least one */
    size_t name_count;
    struct text unit, scope;
    enum figure_kind kind;
    enum figure_basis basis; /* of kind change */
    enum likeness_origin origin;
    const struct decimal *values; /* latest first; may be none */
    size_t value_count;
    uint32_t place; /* ordinal in the report that it was last in; UINT32_MAX: unknown */
};

enum likeness_verdict { LIKENESS_NEW, LIKENESS_SUGGESTED, LIKENESS_LINKED };

/* Why, as bits. */
enum likeness_reason {
    LIKE_NAME = 1 << 0,
    LIKE_WORDS = 1 << 1,
    LIKE_UNIT = 1 << 2,
    LIKE_PLACE = 1 << 3,
    LIKE_OWNER = 1 << 4,
    DOUBT_SCOPE = 1 << 8,
    DOUBT_NUMERAL = 1 << 9,
    DOUBT_CONTRAST = 1 << 10,
    DOUBT_HEAD = 1 << 11,
    DOUBT_VALUE = 1 << 12,
    DOUBT_RIVAL = 1 << 13,
    DOUBT_TAKEN = 1 << 14,
    DOUBT_NORM = 1 << 15,
    DOUBT_PIECE = 1 << 16
};
enum { DOUBT_ANY = 0x1FF00, LIKENESS_REASONS = 17 };

struct likeness_guess {
    size_t series; /* index into the candidates */
    int score;     /* thousandths */
    unsigned reasons;
};

struct likeness_result {
    enum likeness_verdict verdict;
    struct likeness_guess guesses[LIKENESS_SUGGESTIONS]; /* best first; of LINKED the first is the link */
    size_t count;
};

/* scopes[i]: what series_scope made of figures[i].scope. results: `figure_count` of them, in the arena. Changes must
 * name their owner by index (figure.change_of). ERR_TOO_LARGE when the arena is full. */
bool likeness_link(struct arena *arena, const struct figure *figures, const struct text *scopes,
                   size_t figure_count, const struct likeness_series *series, size_t series_count,
                   struct likeness_result **results, struct err *err) MUST_CHECK;

/* One reason (one bit) as people read it; "" for a bit that is none. */
const char *likeness_reason_zh(unsigned reason);
const char *likeness_reason_en(unsigned reason);

#endif
