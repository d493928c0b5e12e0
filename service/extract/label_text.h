/* label_text: a label put together from pieces of the text, without blanks, time words, footnotes and long brackets. */
#ifndef TONGBI_EXTRACT_LABEL_TEXT_H
#define TONGBI_EXTRACT_LABEL_TEXT_H

#include "extract/mention.h"

enum { PIECES_MAX = 6, LABEL_MAX = 48 };

struct pieces {
    struct span piece[PIECES_MAX];
    size_t count;
};

void pieces_add(struct pieces *pieces, struct span span);
/* Code points that the label would have. */
size_t pieces_length(const struct pieces *pieces);
/* The label as text in the arena; of an overlong one the end is kept, which names the thing. */
struct text pieces_text(const struct reading *reading, const struct pieces *pieces);
/* `front` and `back` as one label; either may be empty. */
struct text label_join(const struct reading *reading, struct text front, struct text back);
/* The span without openers and time words at its begin. */
struct span label_strip_front(const struct reading *reading, struct span span);

#endif
