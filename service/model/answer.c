#include "model/answer.h"

#include "model/word.h"

static const char *const units[] = {
    [UNITS_LIN] = "lin", [UNITS_CHG] = "chg", [UNITS_PCH] = "pch", [UNITS_CH1] = "ch1", [UNITS_PC1] = "pc1"};
WORD_NAME(trend_units, units)
WORD_PARSE(trend_units, units)

static const char *const bases[] = {[AGAINST_PREVIOUS_YEAR] = "previous_year",
                                    [AGAINST_PREVIOUS_PERIOD] = "previous_period",
                                    [AGAINST_TARGET] = "target",
                                    [AGAINST_PERIOD] = "period"};
WORD_NAME(compare_against, bases)
