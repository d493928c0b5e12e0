/* label: what was counted, in the text's own words: subject before the verb, object after the unit, verb and object around
 * a list, shared verbs, 分别 resolved in order, the figure before where a clause names nothing. */
#ifndef TONGBI_EXTRACT_LABEL_H
#define TONGBI_EXTRACT_LABEL_H

#include "extract/mention.h"

/* Labels of every mention, and the owner of each change. false when the arena is full. */
bool label_run(struct reading *reading) __attribute__((warn_unused_result));

#endif
