#include "model/claim.h"

#include "model/word.h"

static const char *const verdicts[] = {[VERDICT_NONE] = NULL,
                                       [VERDICT_AGREES] = "agrees",
                                       [VERDICT_DISAGREES] = "disagrees",
                                       [VERDICT_UNIT_CONFUSED] = "unit_confused",
                                       [VERDICT_BASE_DIFFERS] = "base_differs",
                                       [VERDICT_AGREES_WITH_VINTAGE] = "agrees_with_vintage",
                                       [VERDICT_BASE_MISSING] = "base_missing",
                                       [VERDICT_UNDECIDED] = "undecided"};
WORD_NAME(verdict, verdicts)
WORD_PARSE(verdict, verdicts)

static const char *const warnings[] = {[WARNING_TWO_VALUES] = "two_values",
                                       [WARNING_PART_ABOVE_WHOLE] = "part_above_whole",
                                       [WARNING_RATE_ABOVE_100] = "rate_above_100",
                                       [WARNING_RATE_UNLIKE_PARTS] = "rate_unlike_parts",
                                       [WARNING_CUMULATIVE_FALL] = "cumulative_fall"};
WORD_NAME(warning_kind, warnings)
WORD_PARSE(warning_kind, warnings)
