/* config_value: one setting's text -> its value, by the types of config.def. */
#ifndef TONGBI_OPS_CONFIG_VALUE_H
#define TONGBI_OPS_CONFIG_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

enum config_type {
    CONFIG_IS_TEXT,
    CONFIG_IS_SECRET,
    CONFIG_IS_INT,
    CONFIG_IS_SIZE,
    CONFIG_IS_BOOL,
    CONFIG_IS_LEVEL
};

/* Numbers, truths and levels go to *number; texts are only checked. least and most as in config.def.
 * ERR_CONFIG with what would do; the value itself is repeated, but never a secret's. */
bool config_value_parse(enum config_type type, struct text value, int64_t least, int64_t most,
                        int64_t *number, struct err *err) MUST_CHECK;
/* The value of a file's line, behind the `=`: without comment, white space and quotes. In the arena when it
 * was quoted. */
bool config_value_read(struct text rest, struct arena *arena, struct text *value, struct err *err) MUST_CHECK;

#endif
