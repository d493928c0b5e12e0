/* micro_answers: a trend of 40 half-years and a comparison of 2,000 organisations for bench/micro to write, and their controls,
 * which print the same fields with snprintf. For nothing else. */
#ifndef TONGBI_BENCH_MICRO_ANSWERS_H
#define TONGBI_BENCH_MICRO_ANSWERS_H

#include "render/render.h"

/* Once, before the others. */
bool answers_prepare(void) MUST_CHECK;
const struct trend *answers_trend(void);
const struct compare *answers_compare(void);
/* The bytes printed. */
size_t answers_print_trend(void);
size_t answers_print_compare(void);

#endif
