/* label_words: the words that labels are cut at. Data only. */
#ifndef TONGBI_EXTRACT_LABEL_WORDS_H
#define TONGBI_EXTRACT_LABEL_WORDS_H

#include "extract/page.h"

extern const char32_t
    *const label_openers[]; /* at a label's begin, saying nothing of what is counted: 其中 共 累计 全市 */
extern const char32_t *const label_keeps[]; /* words that only begin like an opener: 到位资金, 在校学生 */
extern const char32_t *const label_verbs[];  /* what a report does: 开展 举办 建成 … */
extern const char32_t *const label_holds[];  /* verbs that only say that there is something: 拥有 现有 */
extern const char32_t *const label_takers[]; /* 参加 参训: a tail of these alone needs the event before */
extern const char32_t
    *const label_places[]; /* 均居 位列: a rank's lead that says nothing of what is ranked */

#endif
