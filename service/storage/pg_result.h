/* pg_result: the rows that a unit of work brought back, one result for each of its calls. Valid during the callback only. */
#ifndef TONGBI_STORAGE_PG_RESULT_H
#define TONGBI_STORAGE_PG_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct pg_results;

size_t pg_rows(const struct pg_results *results, size_t call);
/* Rows that an insert added. */
size_t pg_affected(const struct pg_results *results, size_t call);
bool pg_is_null(const struct pg_results *results, size_t call, size_t row, int column);
/* As PostgreSQL writes it, or the bytes of a binary result; null gives the empty text. */
struct text pg_text(const struct pg_results *results, size_t call, size_t row, int column);
int64_t pg_int(const struct pg_results *results, size_t call, size_t row, int column);
bool pg_bool(const struct pg_results *results, size_t call, size_t row, int column);
/* A bigint of a binary result. */
int64_t pg_binary_int(const struct pg_results *results, size_t call, size_t row, int column);

#endif
