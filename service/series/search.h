/* search: how well a name answers what somebody typed.
 *
 * For: finding one among thousands of names, Chinese or English, by its beginning, a part of it, its words in another order, or with a
 * slip of the hand. Not for: deciding that two labels mean the same (link.h, likeness): here a person chooses from a list.
 *
 * What is compared is a folded form: full-width becomes ASCII, A-Z become a-z, punctuation and white space a single blank, and nothing
 * between Chinese characters. Where a name is not found as it was typed, it may still share grams with it: pairs of neighbouring
 * Chinese characters, threes of a word's letters with its ends (as in pg_trgm); or be few slips away (one replaced, left out or added, or
 * two exchanged: one slip from 3 letters on, two from 6; where there are Chinese characters, from 5 and 10), as a whole or in one of its
 * words.
 *
 * Linear in the name, with a factor for the query, of which SEARCH_QUERY_MAX characters count. Pure. */
#ifndef TONGBI_SERIES_SEARCH_H
#define TONGBI_SERIES_SEARCH_H

#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

enum { SEARCH_QUERY_MAX = 64, SEARCH_GRAMS_MAX = 2 * SEARCH_QUERY_MAX };

/* The folded form, as code points, in the arena. length 0: nothing is left of it, or the arena is full. */
struct search_name {
    const uint32_t *points;
    uint32_t length;
};
struct search_name search_fold(struct arena *arena, struct text name);

struct search_query {
    struct search_name name;
    uint64_t grams[SEARCH_GRAMS_MAX]; /* each once */
    size_t gram_count;
    uint64_t sieve[16]; /* a bit for each gram's hash: most grams of most names are none of these */
};
/* What is left of q in *query. An empty one finds nothing. */
void search_prepare(struct arena *arena, struct text q, struct search_query *query);

/* From worst to best. SUBSTRING: the whole query, or each of its words, stands somewhere in the name. */
enum search_match { SEARCH_NONE, SEARCH_FUZZY, SEARCH_SUBSTRING, SEARCH_PREFIX, SEARCH_EXACT };
enum { SEARCH_FULL = 1000 };

/* 0: it does not answer; else SEARCH_FULL * the match + how near it is, 0 to SEARCH_FULL - 1. Greater is better. */
int search_score(const struct search_query *query, struct search_name name);
enum search_match search_match_of(int score);
const char *search_match_name(enum search_match match); /* exact prefix substring fuzzy; NULL for NONE */

#endif
