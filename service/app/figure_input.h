/* figure_input: a person's judgement of a figure, as JSON. No I/O.
 *
 * Any of state (pending, accepted, rejected), value (number or decimal string), unit, label, period, status, metric (code), note.
 * A value, unit, period, status or label makes the state corrected; a metric alone accepts the figure. */
#ifndef TONGBI_APP_FIGURE_INPUT_H
#define TONGBI_APP_FIGURE_INPUT_H

#include "base/arena.h"
#include "base/err.h"
#include "model/figure.h"

struct figure_input {
    bool has_state, has_value, has_unit, has_label, has_period, has_status, has_metric;
    enum figure_state state;
    struct decimal value;
    struct text unit, label, metric, note;
    struct period period;
    enum figure_status status;
};

/* Unknown or ill-typed fields are named in *err; an empty object is refused. */
bool figure_input_read(struct arena *arena, struct text body, struct figure_input *out,
                       struct err *err) MUST_CHECK;
/* The figure as it shall be. ERR_CONFLICT for what cannot be said of it (a value of a figure that is rejected in the same
 * breath). */
bool figure_input_apply(const struct figure_input *input, const struct figure *from, struct figure *to,
                        struct err *err) MUST_CHECK;

#endif
