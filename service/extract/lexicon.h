/* lexicon: what looks like a figure and is none: names, ordinals, slogans, codes, thresholds, plans. */
#ifndef TONGBI_EXTRACT_LEXICON_H
#define TONGBI_EXTRACT_LEXICON_H

#include "extract/mention.h"

/* May a numeral begin at `at` at all? false beside letters, 〔〕, ×, +, ·, ratios. */
bool lexicon_may_begin(const struct page *page, struct span sentence, size_t at);
/* Is the numeral [at, numeral->end) with its unit (NULL: none) a figure? *is_loose: by a weak pattern only. `end` is the
 * unit's end. */
bool lexicon_is_figure(const struct page *page, struct span sentence, size_t at,
                       const struct numeral *numeral, const struct unit *unit, size_t end, bool *is_loose);
/* Does an ordinal [at, end) without 位 or 名 say a rank (居全省第一)? */
bool lexicon_is_rank(const struct page *page, struct span sentence, size_t at, size_t end);
/* The end of the name or title that is opened at `at` (a quotation mark, 《, 〔, a footnote's [), or `at` when it holds prose. */
size_t lexicon_name_end(const struct page *page, struct span sentence, size_t at);
/* The length of an item mark at `at`, where a clause begins: 一是 二要 (三) 4. */
size_t lexicon_item_mark(const struct page *page, struct span sentence, size_t at);

#endif
