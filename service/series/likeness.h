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
 * History: a report that says 个别辅导148人次，增长17.5% continues the series that stood at 126 a year before; one that says
 * 由95.12%提高到95.87% the series that has 95.12 there. Where this holds for one of the organisation's series only, and the number is no
 * small one, LIKENESS_RECALLED is enough, another noun or word of its own is no doubt, and figures of the same label go along. It goes
 * before what an alias says, behind the very name that a series had.
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
#include "model/likeness_reason.h"

enum {
    LIKENESS_EXACT = 1000,
    LIKENESS_ALIAS = 995,  /* the very name, but of an alias: goes behind those that it had */
    LIKENESS_SURE = 640,   /* see tests/golden/README.md: the same on each body left out */
    LIKENESS_PLACED = 450, /* enough between the same neighbours as last time */
    LIKENESS_RECALLED =
        200, /* enough where the report's own 同比, or last year's value in it, agrees with the series */
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
    size_t name_count,
        own_names; /* the first own_names are labels that it had; the rest what aliases call it */
    struct text unit, scope;
    enum figure_kind kind;
    enum figure_basis basis; /* of kind change */
    enum likeness_origin origin;
    bool is_provisional; /* its metric began as a label: it may well be what the catalogue calls otherwise */
    const struct observation
        *points; /* what it has, latest first; may be none: period, status, quantity, last_place */
    size_t point_count;
    uint32_t place; /* ordinal in the report that it was last in; UINT32_MAX: unknown */
};

enum likeness_verdict { LIKENESS_NEW, LIKENESS_SUGGESTED, LIKENESS_LINKED };

struct likeness_guess {
    size_t series;    /* index into the candidates */
    int score;        /* thousandths */
    unsigned reasons; /* enum likeness_reason */
};

struct likeness_result {
    enum likeness_verdict verdict;
    bool is_bare_rate; /* 办结率 without saying of what: its name alone makes it nothing's */
    struct likeness_guess guesses[LIKENESS_SUGGESTIONS]; /* best first; of LINKED the first is the link */
    size_t count;
};

/* scopes[i]: what series_scope made of figures[i].scope. results: `figure_count` of them, in the arena. Changes must
 * name their owner by index (figure.change_of). ERR_TOO_LARGE when the arena is full. */
bool likeness_link(struct arena *arena, const struct figure *figures, const struct text *scopes,
                   size_t figure_count, const struct likeness_series *series, size_t series_count,
                   struct likeness_result **results, struct err *err) MUST_CHECK;

/* Of the very name: is the value in proportion to what the series has (within 1000 times, or 40 points of a rate)? Yes where it has
 * nothing. */
bool likeness_is_near(const struct figure *figure, const struct likeness_series *series);

#endif
