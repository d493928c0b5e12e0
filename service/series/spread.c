#include "series/spread.h"

#include <stdlib.h>

static int rising(const void *left, const void *right) {
    const struct spread_value *a = left, *b = right;
    int order = decimal_compare(a->value, b->value);
    return order != 0 ? order : text_compare(a->org, b->org);
}

static bool is_sorted(const struct spread_value *values, size_t count) {
    for (size_t i = 1; i < count; i++)
        if (rising(&values[i - 1], &values[i]) > 0)
            return false;
    return true;
}

/* The organisations of the run of equal values [from, to), the first of them listed. */
static const struct text *list_orgs(struct arena *arena, const struct spread_value *values, size_t from,
                                    size_t to) {
    size_t count = to - from < COVERAGE_MISSING_MAX ? to - from : COVERAGE_MISSING_MAX;
    struct text *orgs = ARENA_ARRAY(arena, count, struct text);
    for (size_t i = 0; orgs != NULL && i < count; i++)
        orgs[i] = values[from + i].org;
    return orgs;
}

bool spread_measure(struct arena *arena, struct spread_value *values, size_t count,
                    struct compare_spread *out) {
    *out = (struct compare_spread){.values = (uint32_t)count};
    if (count == 0)
        return true;
    if (!is_sorted(values, count))
        qsort(values, count, sizeof *values, rising);
    size_t after_least = 1, greatest = count - 1;
    while (after_least < count && decimal_compare(values[after_least].value, values[0].value) == 0)
        after_least++;
    while (greatest > 0 && decimal_compare(values[greatest - 1].value, values[count - 1].value) == 0)
        greatest--;
    out->least = values[0].value;
    out->greatest = values[count - 1].value;
    out->median_low = values[(count - 1) / 2].value;
    out->median_high = values[count / 2].value;
    out->least_orgs = list_orgs(arena, values, 0, after_least);
    out->least_count = after_least;
    out->greatest_orgs = list_orgs(arena, values, greatest, count);
    out->greatest_count = count - greatest;
    out->has_range = decimal_subtract(out->greatest, out->least, &out->range);
    return out->least_orgs != NULL && out->greatest_orgs != NULL;
}
