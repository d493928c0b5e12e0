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

static const char *const aggregations[] = {[AGGREGATION_NONE] = NULL,
                                           [AGGREGATION_SUM] = "sum",
                                           [AGGREGATION_AVG] = "avg",
                                           [AGGREGATION_EOP] = "eop",
                                           [AGGREGATION_RATIO] = "ratio"};
WORD_NAME(aggregation, aggregations)

static const char *const cumulations[] = {
    [CUMULATION_NONE] = NULL, [CUMULATION_SINGLE] = "single", [CUMULATION_YTD] = "ytd"};
WORD_NAME(cumulation, cumulations)

static const char *const releases[] = {[RELEASE_LATEST] = "latest", [RELEASE_FIRST] = "first"};
WORD_NAME(release, releases)

static const char *const unranked_words[] = {[UNRANKED_NOT] = NULL,
                                             [UNRANKED_NO_VALUE] = NULL,
                                             [UNRANKED_APPROXIMATE] = "approximate",
                                             [UNRANKED_NO_DIRECTION] = "no_direction"};
WORD_NAME(unranked, unranked_words)

static const char *const vintage_events[] = {[VINTAGE_FIRST] = "first",
                                             [VINTAGE_REPEATED] = "repeated",
                                             [VINTAGE_REVISED] = "revised",
                                             [VINTAGE_CORRECTED] = "corrected",
                                             [VINTAGE_WITHDRAWN] = "withdrawn"};
WORD_NAME(vintage_event, vintage_events)

static const char *const part_roles[] = {[PART_TERM] = "+",
                                         [PART_SUBTRACTED] = "-",
                                         [PART_NUMERATOR] = "numerator",
                                         [PART_DENOMINATOR] = "denominator"};
WORD_NAME(part_role, part_roles)
