/* scope: the place or sub-unit that a figure is for, when it is not the body itself: 乌有县生产总值 is 生产总值 of 乌有县. */
#ifndef TONGBI_EXTRACT_SCOPE_H
#define TONGBI_EXTRACT_SCOPE_H

#include "extract/mention.h"

/* Fills scope of every mention whose clause, or the clause it carries on, opens with a place or a level (市本级, 机关); the
 * place goes out of the label. A place that is in `org`, the body's own name, is no scope. */
void scope_run(struct reading *reading, struct text org);

#endif
