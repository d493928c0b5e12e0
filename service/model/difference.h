/* difference: what a newer reading of a report makes otherwise. Plain values; views as in figure.h. */
#ifndef TONGBI_MODEL_DIFFERENCE_H
#define TONGBI_MODEL_DIFFERENCE_H

#include "model/figure.h"

enum difference_field {
    DIFFERS_VALUE = 1 << 0, /* with bound, limits and the last digit written */
    DIFFERS_UNIT = 1 << 1,
    DIFFERS_KIND = 1 << 2,
    DIFFERS_LABEL = 1 << 3,
    DIFFERS_STATUS = 1 << 4,
    DIFFERS_PERIOD = 1 << 5,
    DIFFERS_SCOPE = 1 << 6,
    DIFFERS_OWNER = 1 << 7, /* whose change it is, and against what */
    DIFFERS_STATE = 1 << 8,
    DIFFERS_SERIES = 1 << 9,
    DIFFERS_POINT = 1 << 10,
    DIFFERS_ALL = (1 << 11) - 1
};

/* A figure as one reading has it. */
struct difference_side {
    const struct figure *figure; /* NULL: this reading has it not */
    const struct figure *owner;  /* whose change it is; NULL: none */
    struct text metric,
        scope; /* code and scope of its series; of a change, of the series that it speaks of */
    bool is_point;
};

struct difference {
    const char *action; /* added, revised, withdrawn */
    unsigned fields;    /* enum difference_field: what to tell of each side */
    struct difference_side before, after;
};

/* What reading a report anew has come to. */
struct difference_list {
    int64_t report;
    struct text org;
    struct period period;
    bool is_dry_run;
    struct text version_before, version;
    size_t kept, touched, decided, revised, added, withdrawn;
    bool has_new_warnings;
    const struct difference *items; /* in the order of the text */
    size_t count;
};

#endif
