#include "storage/pg_result_internal.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"

struct pg_results *pg_results_new(size_t count) {
    struct pg_results *results = memory_alloc(sizeof *results);
    if (results == NULL)
        return NULL;
    results->items = memory_alloc((count + 1) * sizeof *results->items);
    results->count = count;
    if (results->items == NULL) {
        memory_free(results);
        return NULL;
    }
    return results;
}

static const PGresult *result_of(const struct pg_results *results, size_t call) {
    assert(call < results->count && results->items[call] != NULL);
    return results->items[call];
}

size_t pg_rows(const struct pg_results *results, size_t call) {
    return (size_t)PQntuples(result_of(results, call));
}

size_t pg_affected(const struct pg_results *results, size_t call) {
    return (size_t)strtoull(PQcmdTuples((PGresult *)result_of(results, call)), NULL, 10);
}

bool pg_is_null(const struct pg_results *results, size_t call, size_t row, int column) {
    return PQgetisnull(result_of(results, call), (int)row, column) != 0;
}

struct text pg_text(const struct pg_results *results, size_t call, size_t row, int column) {
    const PGresult *result = result_of(results, call);
    assert(column < PQnfields(result) && row < (size_t)PQntuples(result));
    return (struct text){PQgetvalue(result, (int)row, column), (size_t)PQgetlength(result, (int)row, column)};
}

int64_t pg_int(const struct pg_results *results, size_t call, size_t row, int column) {
    return strtoll(PQgetvalue(result_of(results, call), (int)row, column), NULL, 10);
}

int64_t pg_binary_int(const struct pg_results *results, size_t call, size_t row, int column) {
    struct text bytes = pg_text(results, call, row, column);
    uint64_t value = 0;
    assert(bytes.len == sizeof value);
    for (size_t i = 0; i < sizeof value; i++)
        value = value << 8 | (unsigned char)bytes.ptr[i];
    return (int64_t)value;
}

bool pg_bool(const struct pg_results *results, size_t call, size_t row, int column) {
    return PQgetvalue(result_of(results, call), (int)row, column)[0] == 't';
}

void pg_results_free(struct pg_results *results) {
    if (results == NULL)
        return;
    for (size_t i = 0; i < results->count; i++)
        PQclear(results->items[i]);
    memory_free(results->items);
    memory_free(results);
}
