/* likeness_internal: what likeness.c, which finds guesses, and likeness_join.c, which decides who joins, share. */
#ifndef TONGBI_SERIES_LIKENESS_INTERNAL_H
#define TONGBI_SERIES_LIKENESS_INTERNAL_H

#include "series/label_parts.h"
#include "series/likeness.h"

enum {
    RARITY_LEAST = 300,
    RARITY_STEP = 200,
    RARITY_MOST = 1600,
    WEIGHT_WHOLE = 1,       /* the piece that stands for the whole label: finds the same name again */
    VALUE_FACTOR = 50,      /* a value so many times another is doubtful */
    NAMESAKE_FACTOR = 1000, /* of the very name only what looks like another scale */
    RATE_DISTANCE = 40,     /* percentage points */
    BARE_WEIGHT = 5,        /* one word of the lists, or two characters */
    BARE_FACTOR = 3,
    BEHIND_REACH = 2,
    ORIGIN_STEP = 1500, /* of a rank: 150 thousandths of a score */
    DOUBT_STEP = 1000,
    PIECE_STEP = 500, /* words come and go from year to year */
    ANCHOR_REACH = 8, /* figures to the next that is linked */
    BARE_DISTANCE = 10,
    NAMESAKE_STRENGTH = 3000, /* the very name that the organisation's series had */
    HISTORY_STRENGTH = 2000,
    FOREIGN_STRENGTH = 500, /* the very name of a metric that the organisation has no series of yet */
    HISTORY_RANK = 6000,
    HISTORY_CHECKS = 4000000, /* of figures against series, in one report */
    RIVALS_LOOK = 256,        /* offers for one series, the best first */
    HISTORY_LOOK = 2000,      /* series that one figure is held against */
    HISTORY_DIGITS = 10,      /* a smaller base tells nothing: 2 of 3 series may stand at 3 */
    REPEATED_DIGITS = 100,
    NONE_LISTED = -1
};

/* One name of one candidate. */
struct entry {
    size_t series;
    bool is_alias;
    struct text norm;
    struct label_parts parts;
};

struct posting {
    uint64_t hash;
    uint32_t entry;
};

struct label {
    struct text norm;
    uint64_t point; /* hash of its period and status */
    struct label_parts parts;
};

/* A figure that might join a series; `next` lists those of one series. */
struct offer {
    size_t figure;
    struct likeness_guess guess;
    int strength;
    long next;
};

/* What a series has been joined for: a point, or a label. Open addressing; key 0 is a free slot. */
struct joined {
    uint64_t key;
    size_t figure; /* that joined first */
};

struct likeness {
    struct arena *arena;
    const struct figure *figures;
    const struct text *scopes;
    const struct likeness_series *series;
    size_t figure_count, series_count, entry_count, posting_count, offer_count;
    struct entry *entries;
    struct posting *postings;
    struct label *labels;
    uint32_t *overlap, *touched; /* of entries, while one figure is looked at */
    struct offer *offers;        /* best first */
    long *claims;                /* of each figure: the first change of it, or NONE_LISTED */
    long *next_claim;            /* of each change: the next one of the same figure */
    struct joined *joined;
    size_t joined_mask, history_left;
    long *offered; /* of each series: its first offer, or NONE_LISTED */
    struct likeness_result *results;
};

/* 投资, 改造, 回复率: what of is said elsewhere, so that only a value near the last one speaks for it. */
bool likeness_is_bare(const struct label_parts *parts);
/* Can the figure never be of this series? */
bool likeness_is_walled(const struct figure *figure, const struct likeness_series *series);
/* Decides, from the guesses in all->results, who joins what. false: the arena is full. */
bool likeness_join(struct likeness *all) __attribute__((warn_unused_result));

/* likeness_history.c: marks the guesses that history speaks for, adding those that the words did not find. Between looking and joining. */
bool likeness_recall(struct likeness *all);
/* likeness.c: keeps the guess among the best of its figure. */
void likeness_keep_guess(const struct likeness *all, struct likeness_result *result,
                         struct likeness_guess guess);
struct likeness_guess likeness_judge(const struct likeness *all, size_t figure, const struct entry *entry);

#endif
