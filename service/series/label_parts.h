/* label_parts: a label taken apart into the pieces by which two labels are held against each other.
 *
 * For: likeness.h. Not for: the canonical text of a label (link.h), which comes first.
 * The words of the genre stand in label_parts.c in classes: words that carry nothing (开展 组织 全市 的), words that stand
 * for each other (答复 回复 回应), and words of which one excludes the other (省级 市级; 收入 支出; 家长 学生). What is in
 * no class becomes characters and pairs of neighbouring characters. No word of one body's own is there. */
#ifndef TONGBI_SERIES_LABEL_PARTS_H
#define TONGBI_SERIES_LABEL_PARTS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

enum { LABEL_PIECES_MAX = 96, LABEL_CONTRASTS = 32, LABEL_WEIGHT_PAIR = 2 };

struct label_piece {
    uint64_t hash;
    uint64_t worth;  /* weight by rarity, for whoever knows the other labels */
    uint32_t weight; /* before rarity: 1 for a character, more for a pair or a word */
    bool is_plain;   /* characters, no word of the lists */
};

struct label_parts {
    struct label_piece *pieces; /* ascending by hash, each once */
    size_t count;
    uint64_t worth; /* of all pieces, likewise */
    uint64_t head;  /* of the noun at the end, 0 when there is none */
    uint64_t
        contrasts[LABEL_CONTRASTS]; /* for each group of words that exclude each other: a bit for each said */
    size_t joints;                  /* how many 和 及 与 */
    uint64_t numerals;              /* hash of all digits in it, 0 without */
};

struct label_lexicon;

/* The words, ready to be found; in the arena. NULL when it is full. */
struct label_lexicon *label_lexicon_new(struct arena *arena);
/* norm: what link_normalise made; of a longer label the first LABEL_PIECES_MAX pieces count. false: the arena is full. */
bool label_take_apart(struct arena *arena, const struct label_lexicon *lexicon, struct text norm,
                      struct label_parts *out) __attribute__((warn_unused_result));

#endif
