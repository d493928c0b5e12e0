/* told: a sentence and where it stands, as SQL's function told() gives both in one. */
#ifndef TONGBI_STORAGE_TOLD_H
#define TONGBI_STORAGE_TOLD_H

#include "model/figure.h"

/* Into quote and place, both parts of `told`. */
void told_read(struct text told, struct source *out);

#endif
