/* segment: the report told from the web page around it, cut into sentences and sections.
 *
 * A sentence ends with 。 ! ? or with its paragraph. A line end inside a paragraph that was broken by a converter (6⏎⏎月28日)
 * is no end. Sections come from numbered and short lines; they nest by their numbering. */
#ifndef TONGBI_EXTRACT_SEGMENT_H
#define TONGBI_EXTRACT_SEGMENT_H

#include "extract/page.h"

enum { SECTION_NONE = -1, SENTENCE_MAX = 2000 };

struct sentence {
    uint32_t from, to;
    int32_t section;    /* index, or SECTION_NONE */
    uint32_t paragraph; /* sentences of one paragraph share it */
};

struct section {
    struct span heading;
    int32_t parent; /* index, or SECTION_NONE */
    int level;      /* 1: 一、  2: (一)  3: 1.  4: (1) */
};

struct outline {
    struct span body;
    struct span title;
    struct sentence *sentences;
    size_t sentence_count;
    struct section *sections;
    size_t section_count;
};

/* false when the arena is full. */
bool segment_run(const struct page *page, struct outline *out) __attribute__((warn_unused_result));
/* The main part that a section stands in, itself perhaps: 一、 or a heading without a number. SECTION_NONE of itself. */
int32_t segment_part(const struct outline *outline, int32_t section);
/* Numbering at `at` (一、 (二) 3. 4、 第五章): its length and level, 0 when there is none. */
size_t segment_numbering(const struct page *page, size_t at, int *level);

#endif
