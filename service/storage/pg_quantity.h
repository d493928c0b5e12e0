/* pg_quantity: a quantity in columns: value, low, high, low_open, high_open, bound. */
#ifndef TONGBI_STORAGE_PG_QUANTITY_H
#define TONGBI_STORAGE_PG_QUANTITY_H

#include "base/err.h"
#include "model/quantity.h"
#include "storage/pg_result.h"

/* From six columns, `column` the first. No bound: the null quantity not_reported. ERR_INTERNAL when
 * a number there does not fit a decimal. */
bool pg_quantity_read(const struct pg_results *results, size_t call, size_t row, int column,
                      struct quantity *out, struct err *err) MUST_CHECK;

#endif
