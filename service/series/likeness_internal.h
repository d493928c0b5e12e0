/* likeness_internal: what likeness.c, which finds guesses, and likeness_join.c, which decides who joins, share. */
#ifndef TONGBI_SERIES_LIKENESS_INTERNAL_H
#define TONGBI_SERIES_LIKENESS_INTERNAL_H

#include "series/label_parts.h"
#include "series/likeness.h"

enum {
    RARITY_LEAST = 300,
    RARITY_STEP = 200,
    RARITY_MOST = 1600,
    WEIGHT_WHOLE = 1,   /* the piece that stands for the whole label: finds the same name again */
    VALUE_FACTOR = 50,  /* a value so many times another is doubtful */
    RATE_DISTANCE = 40, /* percentage points */
    BARE_WEIGHT = 5,    /* one word of the lists, or two characters */
    BARE_FACTOR = 3,
    BEHIND_REACH = 2,
    ORIGIN_STEP = 1000, /* of a rank: 100 thousandths of a score */
    ANCHOR_REACH = 8,   /* figures to the next that is linked */
    BARE_DISTANCE = 10,
    NONE_LISTED = -1
};

/* One name of one candidate. */
struct entry {
    size_t series;
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
    long next;
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
    long *offered;               /* of each series: its first offer, or NONE_LISTED */
    struct likeness_result *results;
};

/* 投资, 改造, 回复率: what of is said elsewhere, so that only a value near the last one speaks for it. */
bool likeness_is_bare(const struct label_parts *parts);
/* Can the figure never be of this series? */
bool likeness_is_walled(const struct figure *figure, const struct likeness_series *series);
/* Decides, from the guesses in all->results, who joins what. false: the arena is full. */
bool likeness_join(struct likeness *all) __attribute__((warn_unused_result));

#endif
