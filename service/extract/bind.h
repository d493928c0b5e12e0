/* bind: what a number means: its surroundings, kind, bound, status and period. */
#ifndef TONGBI_EXTRACT_BIND_H
#define TONGBI_EXTRACT_BIND_H

#include "extract/mention.h"

/* Lead and tail of each mention. */
void bind_context(struct reading *reading);
/* Kind and, of a change, its direction. Needs the context. */
void bind_kind(struct reading *reading);
/* Exact, about, at least … by the words on both sides. */
void bind_bound(struct reading *reading);
/* Status and period, by clause, sentence, section and report (bind_time.c). false when the arena is full. */
bool bind_time(struct reading *reading) __attribute__((warn_unused_result));
/* Where 比 or 较 with a time behind begins in the window (比1-10月, 较二季度), or its end. */
size_t bind_base_begin(const struct page *page, struct span window);
/* The base that a change names (同比, 环比, 比2015年). */
enum figure_basis bind_basis(const struct reading *reading, const struct mention *mention);

/* Is a list mark all that stands between this mention and the one before (A、B和C)? */
bool bind_is_listed(const struct reading *reading, size_t index);
bool bind_same_sentence(const struct reading *reading, size_t a, size_t b);
/* The end of the lead without link and bound words (达到 为 约 了), at most down to lead.from. */
/* Does a word end at `at` whose last character only looks like a link or a bound (行为, 预约)? */
bool bind_is_whole_word(const struct page *page, size_t from, size_t at);
size_t bind_lead_end(const struct page *page, struct span lead);

#endif
