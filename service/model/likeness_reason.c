#include "model/likeness_reason.h"

#include <stddef.h>

static const char *const words[LIKENESS_REASONS] = {[0] = "same_name",
                                                    [1] = "similar_name",
                                                    [2] = "same_unit",
                                                    [3] = "same_place",
                                                    [4] = "same_owner",
                                                    [5] = "agrees_with_history",
                                                    [8] = "other_scope",
                                                    [9] = "other_numeral",
                                                    [10] = "contrary_word",
                                                    [11] = "other_noun",
                                                    [12] = "implausible_value",
                                                    [13] = "rival",
                                                    [14] = "taken",
                                                    [15] = "norm",
                                                    [16] = "own_word"};

const char *likeness_reason_word(unsigned index) {
    return index < LIKENESS_REASONS ? words[index] : NULL;
}
