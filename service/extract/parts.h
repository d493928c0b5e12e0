/* parts: which figures a report says are parts of another: 走访慰问120户，其中困难家庭45户、留守儿童家庭30户. */
#ifndef TONGBI_EXTRACT_PARTS_H
#define TONGBI_EXTRACT_PARTS_H

#include "extract/mention.h"

/* Sets `whole` of every mention. Amounts only: a rate of a part may
 * well be above the whole's. A part has the unit, kind, status and period of its whole, and stands behind 其中 in the same sentence
 * as the other parts, up to a semicolon where 其中 does not begin a list (其中，A…；B…); the whole is the last such figure before 其中. */
void parts_run(struct reading *reading);

#endif
