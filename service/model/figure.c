#include "model/figure.h"

#include "model/word.h"

static const char *const kinds[] = {
    [FIGURE_COUNT] = "count",       [FIGURE_RATE] = "rate",     [FIGURE_MONEY] = "money",
    [FIGURE_QUANTITY] = "quantity", [FIGURE_RANK] = "rank",     [FIGURE_SCORE] = "score",
    [FIGURE_DURATION] = "duration", [FIGURE_CHANGE] = "change",
};
WORD_NAME(figure_kind, kinds)
WORD_PARSE(figure_kind, kinds)

static const char *const statuses[] = {
    [STATUS_ACTUAL] = "actual", [STATUS_TARGET] = "target", [STATUS_NORM] = "norm"};
WORD_NAME(figure_status, statuses)
WORD_PARSE(figure_status, statuses)

static const char *const bases[] = {[BASIS_NONE] = NULL,
                                    [BASIS_YOY] = "yoy",
                                    [BASIS_POP] = "pop",
                                    [BASIS_SINCE] = "since",
                                    [BASIS_TARGET] = "target"};
WORD_NAME(figure_basis, bases)
WORD_PARSE(figure_basis, bases)

static const char *const states[] = {
    [FIGURE_PENDING] = "pending",   [FIGURE_SURE] = "sure",           [FIGURE_ACCEPTED] = "accepted",
    [FIGURE_REJECTED] = "rejected", [FIGURE_CORRECTED] = "corrected", [FIGURE_WITHDRAWN] = "withdrawn"};
WORD_NAME(figure_state, states)
WORD_PARSE(figure_state, states)

static const char *const links[] = {
    [LINK_NONE] = "none", [LINK_NAME] = "name",   [LINK_LIKENESS] = "likeness", [LINK_PLACE] = "place",
    [LINK_NEW] = "new",   [LINK_WAITS] = "waits", [LINK_PERSON] = "person"};
WORD_NAME(figure_link, links)
WORD_PARSE(figure_link, links)

static const char *const directions[] = {[DIRECTION_NEITHER] = "neither",
                                         [DIRECTION_HIGHER] = "higher_better",
                                         [DIRECTION_LOWER] = "lower_better"};
WORD_NAME(direction, directions)
WORD_PARSE(direction, directions)

static const char *const additivities[] = {
    [ADDITIVITY_NONE] = "none", [ADDITIVITY_SUM] = "sum", [ADDITIVITY_END_OF_PERIOD] = "end_of_period"};
WORD_NAME(additivity, additivities)
WORD_PARSE(additivity, additivities)

static const char *const report_states[] = {[REPORT_ACTIVE] = "active", [REPORT_WITHDRAWN] = "withdrawn"};
WORD_NAME(report_state, report_states)
WORD_PARSE(report_state, report_states)
