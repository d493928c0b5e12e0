#include "series/search.h"

#include <string.h>

#include "base/utf8.h"

enum {
    NEAR_LEAST = 450, /* of SEARCH_FULL: fewer grams in common say nothing */
    SLIP_LETTERS = 3, /* of so many letters one may be wrong, of twice as many two */
    SLIP_HAN = 5      /* a Chinese character says more than a letter: 第一小学 is not 第二小学 */
};

/* ---- folding ---- */

static bool is_ascii(uint32_t c) {
    return c < 0x80;
}

static bool is_blank(uint32_t c) {
    if (is_ascii(c))
        return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'));
    return utf8_is_space(c) || (c >= 0x2010 && c <= 0x206F) || (c >= 0x3001 && c <= 0x3020) ||
           (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF65) || c == 0xB7 || c == 0x30FB;
}

struct search_name search_fold(struct arena *arena, struct text name) {
    uint32_t *points = ARENA_ARRAY(arena, name.len, uint32_t);
    size_t length = 0, step;
    bool has_blank = false;
    if (points == NULL)
        return (struct search_name){0};
    for (size_t at = 0; at < name.len; at += step) {
        uint32_t c = utf8_fold_width(utf8_at(name, at, &step));
        if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        if (is_blank(c)) {
            has_blank = true;
            continue;
        }
        /* 中心组 学习 is 中心组学习, but "study group" keeps its words apart */
        if (has_blank && length > 0 && is_ascii(c) && is_ascii(points[length - 1]))
            points[length++] = ' ';
        has_blank = false;
        points[length++] = c;
    }
    return (struct search_name){points, (uint32_t)length};
}

/* ---- grams ---- */

static const uint64_t three = 1ULL << 63;

/* Two Chinese characters from `at` on, or the letter there between its neighbours; 0: neither. A word's ends count as blanks:
 * " te" "tea" … "er ". */
static uint64_t gram_at(struct search_name name, size_t at) {
    uint32_t a = name.points[at];
    if (!is_ascii(a))
        return at + 1 < name.length && !is_ascii(name.points[at + 1])
                   ? (uint64_t)a << 21 | name.points[at + 1]
                   : 0;
    if (a == ' ')
        return 0;
    bool has_before = at > 0 && is_ascii(name.points[at - 1]);
    bool has_after = at + 1 < name.length && is_ascii(name.points[at + 1]);
    uint32_t before = has_before ? name.points[at - 1] : ' ';
    uint32_t after = has_after ? name.points[at + 1] : ' ';
    return three | (uint64_t)before << 42 | (uint64_t)a << 21 | after;
}

static unsigned bit_of(uint64_t gram) {
    return (unsigned)(gram * 0x9E3779B97F4A7C15ULL >> 54);
}

static bool may_have(const struct search_query *query, uint64_t gram) {
    unsigned bit = bit_of(gram);
    return (query->sieve[bit / 64] >> bit % 64 & 1) != 0;
}

static size_t find_gram(const struct search_query *query, uint64_t gram) {
    if (!may_have(query, gram))
        return query->gram_count;
    size_t i = 0;
    while (i < query->gram_count && query->grams[i] != gram)
        i++;
    return i;
}

void search_prepare(struct arena *arena, struct text q, struct search_query *query) {
    *query = (struct search_query){.name = search_fold(arena, q)};
    if (query->name.length > SEARCH_QUERY_MAX)
        query->name.length = SEARCH_QUERY_MAX;
    for (size_t at = 0; at < query->name.length; at++) {
        uint64_t gram = gram_at(query->name, at);
        if (gram == 0 || find_gram(query, gram) < query->gram_count)
            continue;
        query->grams[query->gram_count++] = gram;
        query->sieve[bit_of(gram) / 64] |= 1ULL << bit_of(gram) % 64;
    }
}

/* ---- as it was typed ---- */

static bool equal_at(struct search_name name, size_t at, const uint32_t *points, size_t length) {
    return memcmp(name.points + at, points, length * sizeof *points) == 0;
}

static bool contains(struct search_name name, const uint32_t *points, size_t length) {
    for (size_t at = 0; at + length <= name.length; at++)
        if (name.points[at] == points[0] && equal_at(name, at, points, length))
            return true;
    return false;
}

/* Calls for each word between blanks: *from and *length of the next; false: no more. */
static bool next_word(struct search_name name, size_t *from, size_t *length) {
    *from += *length;
    while (*from < name.length && name.points[*from] == ' ')
        (*from)++;
    *length = 0;
    while (*from + *length < name.length && name.points[*from + *length] != ' ')
        (*length)++;
    return *length > 0;
}

static bool contains_words(struct search_name name, struct search_name query) {
    size_t from = 0, length = 0;
    while (next_word(query, &from, &length))
        if (!contains(name, query.points + from, length))
            return false;
    return true;
}

static int part_of(struct search_name name, struct search_name query) {
    return (int)((SEARCH_FULL - 1) * (uint64_t)query.length / name.length);
}

/* Words in another order are worth half of the same words in order. */
static int score_typed(struct search_name name, struct search_name query) {
    if (query.length <= name.length && equal_at(name, 0, query.points, query.length))
        return SEARCH_FULL * (query.length == name.length ? SEARCH_EXACT : SEARCH_PREFIX) +
               part_of(name, query);
    if (query.length <= name.length && contains(name, query.points, query.length))
        return SEARCH_FULL * SEARCH_SUBSTRING + part_of(name, query);
    if (contains_words(name, query))
        return SEARCH_FULL * SEARCH_SUBSTRING +
               (query.length < name.length ? part_of(name, query) : SEARCH_FULL - 1) / 2;
    return 0;
}

/* ---- grams in common ---- */

/* Two thirds what part of the query's grams the name has, one third how alike the two are as sets (Dice): so the longer of two names that
 * have the same is the worse. */
static int score_grams(const struct search_query *query, struct search_name name) {
    bool seen[SEARCH_GRAMS_MAX] = {0};
    size_t common = 0, total = 0;
    if (query->gram_count == 0)
        return 0;
    for (size_t at = 0; at < name.length; at++) {
        uint64_t gram = gram_at(name, at);
        total += gram != 0;
        size_t i = gram != 0 ? find_gram(query, gram) : query->gram_count;
        if (i == query->gram_count || seen[i])
            continue;
        seen[i] = true;
        common++;
    }
    size_t held = SEARCH_FULL * common / query->gram_count;
    size_t alike = 2 * SEARCH_FULL * common / (query->gram_count + total);
    int near = (int)((2 * held + alike) / 3);
    return near < NEAR_LEAST ? 0 : near < SEARCH_FULL ? near : SEARCH_FULL - 1;
}

/* ---- slips ---- */

static size_t slips_allowed(struct search_name query) {
    size_t least = SLIP_LETTERS;
    for (size_t i = 0; i < query.length; i++)
        if (!is_ascii(query.points[i]))
            least = SLIP_HAN;
    return query.length >= 2 * least ? 2 : query.length >= least ? 1 : 0;
}

static size_t least_of(size_t a, size_t b) {
    return a < b ? a : b;
}

/* The distance of optimal string alignment (Damerau and Levenshtein, no piece edited twice); `most` + 1 when it is more than that. */
static size_t slips_between(struct search_name query, const uint32_t *points, size_t length, size_t most) {
    size_t rows[3][SEARCH_QUERY_MAX + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    if (length > query.length + most || query.length > length + most)
        return most + 1;
    for (size_t q = 0; q <= query.length; q++)
        above[q] = q;
    for (size_t n = 1; n <= length; n++) {
        size_t best = row[0] = n;
        for (size_t q = 1; q <= query.length; q++) {
            bool is_same = query.points[q - 1] == points[n - 1];
            row[q] = least_of(least_of(above[q], row[q - 1]) + 1, above[q - 1] + !is_same);
            if (n > 1 && q > 1 && query.points[q - 1] == points[n - 2] &&
                query.points[q - 2] == points[n - 1])
                row[q] = least_of(row[q], before[q - 2] + 1);
            best = least_of(best, row[q]);
        }
        if (best > most)
            return most + 1;
        size_t *free = before;
        before = above;
        above = row;
        row = free;
    }
    return above[query.length];
}

/* One of several words is worth less than the whole name. */
static int score_slips(struct search_name query, struct search_name name) {
    size_t most = slips_allowed(query), from = 0, length = 0;
    if (most == 0)
        return 0;
    size_t slips = slips_between(query, name.points, name.length, most);
    if (slips <= most)
        return (int)(SEARCH_FULL * (query.length - slips) / query.length);
    while (next_word(name, &from, &length) && slips > most)
        slips = slips_between(query, name.points + from, length, most);
    return slips <= most ? (int)(SEARCH_FULL * (query.length - slips) / (query.length + 1)) : 0;
}

int search_score(const struct search_query *query, struct search_name name) {
    if (query->name.length == 0 || name.length == 0)
        return 0;
    int score = score_typed(name, query->name);
    if (score > 0)
        return score;
    int grams = score_grams(query, name), slips = score_slips(query->name, name);
    int near = grams > slips ? grams : slips;
    return near == 0 ? 0 : SEARCH_FULL * SEARCH_FUZZY + near;
}

enum search_match search_match_of(int score) {
    return (enum search_match)(score / SEARCH_FULL);
}

const char *search_match_name(enum search_match match) {
    static const char *const names[] = {NULL, "fuzzy", "substring", "prefix", "exact"};
    return names[match];
}
