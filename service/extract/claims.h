/* claims: which figure a change belongs to, and figures that 分别 hands out in order. */
#ifndef TONGBI_EXTRACT_CLAIMS_H
#define TONGBI_EXTRACT_CLAIMS_H

#include "extract/mention.h"

/* The figure before, in the same sentence, that a change without a subject of its own belongs to. */
void claims_own(struct reading *reading, size_t index);
/* The same for a change whose subject names a figure of the sentence. */
/* 批次减少3批, 后者提高2.4个百分点: a subject that only points at a figure before. true when it does and m->owner is it. */
bool claims_own_meant(struct reading *reading, size_t index, struct span subject);
void claims_own_by_label(struct reading *reading, size_t index);
/* At the first figure of a run behind 分别: gives each figure of the run its label (and, changes, their owners). */
bool claims_distribute(struct reading *reading, size_t index) __attribute__((warn_unused_result));
/* Bases, and owners that stand behind their change (增长20%，达到282亿元). */
void claims_finish(struct reading *reading);

#endif
