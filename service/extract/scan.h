/* scan: one linear walk over the sentences that finds time words and figures. */
#ifndef TONGBI_EXTRACT_SCAN_H
#define TONGBI_EXTRACT_SCAN_H

#include "extract/mention.h"

/* Fills mentions (span, numeral, unit, sentence, rank), whens and first_when. false when the arena is full. */
bool scan_run(struct reading *reading) __attribute__((warn_unused_result));

#endif
