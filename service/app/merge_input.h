/* merge_input: what somebody wants merged or split, as JSON. No I/O. */
#ifndef TONGBI_APP_MERGE_INPUT_H
#define TONGBI_APP_MERGE_INPUT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

/* {"into": code}. Unknown, missing or ill-typed fields are named in *err. */
bool merge_read_input(struct arena *arena, struct text body, struct text *into, struct err *err) MUST_CHECK;

enum { SPLIT_LABELS_MAX = 200, SPLIT_ORGS_MAX = 1000 };

struct split_input {
    struct text into;                 /* code of what is split off */
    struct text name_zh, name_en;     /* "": it is there already */
    const struct text *labels, *orgs; /* as written; codes */
    size_t label_count, org_count;
};
/* {"into", "labels" and/or "orgs", and for a new metric "name_zh", "name_en"}. Fails as merge_read_input, and where neither label nor
 * organisation is told. */
bool split_read_input(struct arena *arena, struct text body, struct split_input *out,
                      struct err *err) MUST_CHECK;

#endif
