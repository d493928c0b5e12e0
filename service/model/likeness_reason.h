/* likeness_reason: why a figure may continue a series (like_…) and what speaks against it (doubt_…), as bits and as the words of the
 * API. Which means what is told in series/likeness.h. */
#ifndef TONGBI_MODEL_LIKENESS_REASON_H
#define TONGBI_MODEL_LIKENESS_REASON_H

enum likeness_reason {
    LIKE_NAME = 1 << 0,
    LIKE_WORDS = 1 << 1,
    LIKE_UNIT = 1 << 2,
    LIKE_PLACE = 1 << 3,
    LIKE_OWNER = 1 << 4,
    LIKE_HISTORY = 1 << 5,
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

/* The word of bit 1 << index (same_name, other_scope …); NULL where that means nothing. */
const char *likeness_reason_word(unsigned index);

#endif
