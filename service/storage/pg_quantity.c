#include "storage/pg_quantity.h"

static bool read_decimal(const struct pg_results *results, size_t call, size_t row, int column,
                         struct decimal *out, bool *present, struct err *err) {
    *present = !pg_is_null(results, call, row, column);
    if (!*present || decimal_parse(pg_text(results, call, row, column), out, err))
        return true;
    err_context(err, "a number in the database");
    err->code = ERR_INTERNAL;
    return false;
}

bool pg_quantity_read(const struct pg_results *results, size_t call, size_t row, int column,
                      struct quantity *out, struct err *err) {
    struct text bound = pg_text(results, call, row, column + 5);
    *out = quantity_null(REASON_NOT_REPORTED);
    if (bound.len == 0)
        return true;
    *out = (struct quantity){.low.is_open = pg_bool(results, call, row, column + 3),
                             .high.is_open = pg_bool(results, call, row, column + 4)};
    if (!bound_parse(bound, &out->bound))
        return err_set(err, ERR_INTERNAL, "An unknown bound in the database.");
    return read_decimal(results, call, row, column, &out->value, &out->has_value, err) &&
           read_decimal(results, call, row, column + 1, &out->low.at, &out->low.present, err) &&
           read_decimal(results, call, row, column + 2, &out->high.at, &out->high.present, err);
}
